"""Where the name of an area stands when few have one: on its land, or in the sea beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.maps.figures.projection import View

#: Places tried in each direction.
STEPS = 33
#: What a mark, a name on other land, and a name in the sea cost, in diameters of the area.
ON_MARK, ON_OTHERS, IN_SEA = 3.0, 4.0, 0.6
#: A name has no more than this share on other land, or it would seem to be that land's.
FOREIGN = 0.35
#: No name is set at this cost.
TOO_MUCH = 100.0
#: Points of a name's box that are asked whether they lie on land.
_ACROSS = np.array([[x, y] for y in (-0.5, 0, 0.5) for x in (-0.5, -0.3, -0.1, 0.1, 0.3, 0.5)])


def place_beside(
    view: View,
    at: int,
    size: tuple[float, float],
    marks: NDArray[np.floating],
    taken: NDArray[np.floating],
) -> tuple[tuple[float, float], int] | None:
    """Choose a middle for a name, on the area's land or in the sea beside it.

    Parameters
    ----------
    at : int
        Position of the area.
    size : (float, float)
        Width and height of the name in meters.
    marks : numpy.ndarray, shape (n, 2)
        In meters; as few as can be are hidden.
    taken : numpy.ndarray, shape (n, 4)
        Boxes of other names.

    Returns
    -------
    ((float, float), int) or None
        The middle, and how many marks a name hides there.
    """
    box = shapely.box(*view.box)
    parts = shapely.get_parts(shapely.intersection(view.shapes[at], box))
    if not len(parts):
        return None
    part = parts[np.argmax(shapely.area(parts))]
    half = np.array(size) / 2
    west, south, east, north = part.bounds
    grid = np.meshgrid(
        np.linspace(west - half[0], east + half[0], STEPS),
        np.linspace(south - 2 * half[1], north + 2 * half[1], STEPS),
    )
    places = np.stack(grid, -1).reshape(-1, 2)
    # a name stands no farther from its land than it is high
    close = shapely.dwithin(shapely.box(*(places - half).T, *(places + half).T), part, half[1])
    low, high = np.array(view.box[:2]), np.array(view.box[2:])
    close &= ~((places - half < low) | (places + half > high)).any(axis=1)
    places = places[close]
    if not len(places):
        return None
    asked = places[:, None] + _ACROSS * np.array(size)
    mine = shapely.contains_xy(part, asked[..., 0], asked[..., 1]).mean(axis=1)
    reach = shapely.box(west - size[0], south - 2 * size[1], east + size[0], north + 2 * size[1])
    others = np.zeros(len(places))
    for other in np.flatnonzero(shapely.intersects(view.shapes, reach)):
        if other != at:
            land = shapely.contains_xy(view.shapes[other], asked[..., 0], asked[..., 1])
            others += land.mean(axis=1)
    near = half + 0.35 * size[1]
    hidden = (np.abs(marks[None] - places[:, None]) <= near).all(axis=2).sum(axis=1)
    middle = np.array(part.centroid.coords[0])
    off = np.hypot(*(places - middle).T) / np.hypot(east - west, north - south)
    sea = np.clip(1 - mine - others, 0, 1)
    cost = off + ON_OTHERS * others + IN_SEA * sea + ON_MARK * hidden
    cost += TOO_MUCH * (others > FOREIGN)
    for other_box in taken:
        gap = np.abs(places - (other_box[:2] + other_box[2:]) / 2)
        reached = half + (other_box[2:] - other_box[:2]) / 2 + 0.15 * size[1]
        cost += TOO_MUCH * (gap < reached).all(axis=1)
    best = int(np.argmin(cost))
    if cost[best] >= TOO_MUCH:
        return None
    return (float(places[best, 0]), float(places[best, 1])), int(hidden[best])
