"""Neighbors of few points among very many sites, counted by tree.

All neighbors of every site are counted once, whatever labels they bear; then each random pattern
costs no more than counting the points' neighbors among themselves. Exact, and fast where the points
are few, though the sites be many.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.analysis.concentration.count_tables import Floats


class FewPoints:
    """Sites and the number of their neighbors within each distance.

    Parameters
    ----------
    xyz : numpy.ndarray
        n x 3, kilometers.
    chords : numpy.ndarray
        Straight-line distances, increasing.
    workers : int, optional
        Threads: as many as there are processors, at most 4.
    """

    def __init__(self, xyz: Floats, chords: Floats, workers: int | None = None) -> None:
        self._xyz, self._chords = xyz, chords
        self._every = _counted(xyz, chords, workers or min(os.cpu_count() or 1, 4))

    def relative_share(self, points: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Give Marcon and Puech's M of some of the sites, and how many have neighbors."""
        every = self._every[points]
        same = _counted(self._xyz[points], self._chords, 1)
        ratio = np.divide(same, every, out=np.zeros(every.shape), where=every > 0)
        members = (every > 0).sum(axis=0).astype("float64")
        below = members * (len(points) - 1) / (len(self._xyz) - 1)
        top = ratio.sum(axis=0)
        return np.divide(top, below, out=np.full(below.shape, np.nan), where=below > 0), members


def _counted(xyz: Floats, chords: Floats, workers: int) -> NDArray[np.int64]:
    """Count the others within each distance of each point: n x distances."""
    from scipy.spatial import cKDTree

    tree = cKDTree(xyz, leafsize=32)
    columns = [
        tree.query_ball_point(xyz, chord, return_length=True, workers=workers) for chord in chords
    ]
    return np.column_stack(columns) - 1
