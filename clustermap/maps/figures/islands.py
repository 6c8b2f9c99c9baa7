"""Groups of islands that stand in frames of their own: those of the page, by the same rules.

The page has them in ``web/src/map/islands.ts``; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class IslandGroup:
    """A whole group of islands: its name among the texts of figures, and its box in degrees."""

    name: str
    #: West, south, east, north.
    box: Bounds
    #: Codes of the prefectures it belongs to; all of them have to be shown.
    prefectures: tuple[str, ...]

    def holds(self, degrees: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Say which places, shape (n, 2), lie on the islands.

        Examples
        --------
        >>> naha, tanegashima, chichijima = (127.7, 26.2), (131, 30.6), (142.2, 27)
        >>> GROUPS[0].holds(np.array([naha, tanegashima, chichijima])).tolist()
        [True, False, False]
        """
        west, south, east, north = self.box
        x, y = degrees[:, 0], degrees[:, 1]
        found: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return found


#: Of those that overlap the first one is taken whose prefectures are shown.
GROUPS = (
    IslandGroup("islands", (122.8, 23.9, 131.4, 28.65), ("46", "47")),
    IslandGroup("okinawa", (122.8, 23.9, 131.4, 27.1), ("47",)),
    IslandGroup("amami", (128.3, 26.95, 130.15, 28.65), ("46",)),
    IslandGroup("izu", (138.95, 32.3, 140, 34.9), ("13",)),
    IslandGroup("ogasawara", (140.7, 24.1, 142.4, 27.85), ("13",)),
)


def groups_of(middles: NDArray[np.floating], homes: NDArray[np.str_]) -> tuple[IslandGroup, ...]:
    """Return the groups on which parts of land lie, by their middles and prefectures.

    Examples
    --------
    >>> groups_of(np.array([[127.9, 26.5], [130.7, 32.8]]), np.array(["47", "43"]))[0].name
    'okinawa'
    """
    found: list[IslandGroup] = []
    for group in GROUPS:
        there = set(homes[group.holds(middles)].tolist())
        apart = all(_apart(group.box, other.box) for other in found)
        if apart and there >= set(group.prefectures):
            found.append(group)
    return tuple(found)


def among(groups: Sequence[IslandGroup], degrees: NDArray[np.floating]) -> NDArray[np.intp]:
    """Return the number of the group that each place lies on; -1 for none."""
    found = np.full(len(degrees), -1, np.intp)
    for at, group in enumerate(groups):
        found[group.holds(degrees)] = at
    return found


def _apart(one: Bounds, other: Bounds) -> bool:
    return one[0] > other[2] or one[2] < other[0] or one[1] > other[3] or one[3] < other[1]
