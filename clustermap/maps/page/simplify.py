"""Borders with fewer corners: those that change the picture least go first (Visvalingam 1993)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clustermap.data.outlines import Outlines

#: Degrees of longitude are shorter than those of latitude: at 36° N.
_SQUEEZE = 0.809
_KM = 111.2
#: A closed arc keeps so many corners, the first one twice; an open one of two that join the same
#: ends keeps three.
_RING, _PAIR = 5, 3


def kept_corners(outlines: Outlines, least: np.ndarray) -> np.ndarray:
    """Say which corners remain when those of small triangles are left out, arc by arc.

    Corners go in rounds: in each, those whose triangle with its neighbors is too small, and smaller
    than those of both neighbors. Ends of arcs remain, so that areas stay joined.

    Parameters
    ----------
    outlines : Outlines
    least : numpy.ndarray of float, shape (arcs,)
        Smallest triangle that remains, in km², by arc; 0 keeps all.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)

    Examples
    --------
    >>> from clustermap.data.outlines import Outlines
    >>> line = np.array([[0, 0], [1, 0], [2, 0], [2, 5]])
    >>> arc = Outlines(line, np.array([0, 4]), (0.1, 0.1), (0.0, 0.0), {})
    >>> kept_corners(arc, np.array([1.0])).tolist()
    [True, False, True, True]
    """
    starts, lengths = outlines.starts, np.diff(outlines.starts)
    unit = np.array([outlines.scale[0] * _SQUEEZE, outlines.scale[1]]) * _KM
    x, y = (outlines.points * unit).T
    owner = np.repeat(np.arange(len(lengths)), lengths)
    ends = np.zeros(len(x), bool)
    ends[starts[:-1]] = ends[starts[1:] - 1] = True
    fewest = _fewest(outlines)
    alive = np.arange(len(x))
    busy = least > 0
    while True:
        counts = np.bincount(owner[alive], minlength=len(lengths))
        busy &= counts > fewest
        a, b, c = alive[:-2], alive[1:-1], alive[2:]
        size = np.abs((x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])) / 2
        size[ends[b] | ~busy[owner[b]]] = np.inf
        size = np.concatenate(([np.inf], size, [np.inf]))
        # of equal neighbors the first goes
        falls = size < least[owner[alive]]
        falls[1:-1] &= (size[1:-1] < size[:-2]) & (size[1:-1] <= size[2:])
        falls &= ~_too_many(falls, owner[alive], counts - fewest)
        if not falls.any():
            break
        alive = alive[~falls]
    kept = np.zeros(len(x), bool)
    kept[alive] = True
    return kept


def _fewest(outlines: Outlines) -> np.ndarray:
    """Return how many corners an arc must keep so that no area closes to a line."""
    points, starts = outlines.points, outlines.starts
    first, last = points[starts[:-1]], points[starts[1:] - 1]
    ends = np.sort(np.stack([_number(first), _number(last)], axis=1), axis=1)
    _, place, times = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    paired = times[place.ravel()] > 1
    closed = ends[:, 0] == ends[:, 1]
    found: np.ndarray = np.where(closed, _RING, np.where(paired, _PAIR, 2))
    return found


def _number(points: np.ndarray) -> np.ndarray:
    found: np.ndarray = points[:, 0] * (1 << 32) + points[:, 1]
    return found


def _too_many(falls: np.ndarray, owner: np.ndarray, spare: np.ndarray) -> np.ndarray:
    """Say which corners would leave their arc with too few: those after the spare ones."""
    rank = np.cumsum(falls)
    first = np.searchsorted(owner, np.arange(len(spare)))
    before = np.concatenate(([0], rank))[first]
    found: np.ndarray = falls & (rank - before[owner] > spare[owner])
    return found
