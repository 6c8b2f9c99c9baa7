"""Borders: hairlines in the quietest color of the palette that both neighbors let one see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from clustermap.maps.palettes import luminance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from clustermap.maps.figures.paper import Paper
    from clustermap.maps.palettes import Theme

#: Least contrast of a border with the areas on both sides.
LEAST = 1.5
#: Width of a border in sizes of the text: 0.4 points where these have 7.2.
WIDTH = 0.055
#: Least width of borders between small areas, as a share of that.
FINEST = 0.3


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colors as WCAG 2 reckons it.

    Examples
    --------
    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def border_color(sides: Iterable[str], theme: Theme, *, outer: bool = False) -> str:
    """Return the quietest color that can be told from the fills on both sides.

    ``outer`` borders, of the prefectures on a map of municipalities, are not as quiet.

    Examples
    --------
    >>> from clustermap.maps.palettes import LIGHT
    >>> border_color(["#d5e8ea", "#0f4462"], LIGHT) == LIGHT.coast
    True
    """
    fills = tuple(sides)
    quiet = (theme.muted, theme.paper) if outer else (theme.coast, theme.paper, theme.muted)
    choices: tuple[str, ...] = (*quiet, theme.border)
    for color in choices:
        if min(contrast(color, fill) for fill in fills) >= LEAST:
            return color
    return max(choices, key=lambda color: min(contrast(color, fill) for fill in fills))


def shared_borders(
    shapes: NDArray[np.object_],
) -> tuple[NDArray[np.floating], NDArray[np.intp]]:
    """Return the steps of all outlines, and the areas on both sides of each: -1 is the sea.

    Returns
    -------
    numpy.ndarray, shape (n, 2, 2)
        Both ends of each step.
    numpy.ndarray, shape (n, 2)

    Examples
    --------
    >>> steps, sides = shared_borders(shapely.box([0, 1], 0, [1, 2], 1))
    >>> len(steps), sides[(sides >= 0).all(axis=1)].tolist()
    (7, [[0, 1]])
    """
    parts, area = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(points):
        return np.empty((0, 2, 2)), np.empty((0, 2), int)
    same = ring[1:] == ring[:-1]
    steps = np.stack([points[:-1], points[1:]], axis=1)[same]
    owner = area[part[ring[:-1][same]]]
    # the same step runs the other way round in the neighbor
    turned = (steps[:, 0, 0] > steps[:, 1, 0]) | (
        (steps[:, 0, 0] == steps[:, 1, 0]) & (steps[:, 0, 1] > steps[:, 1, 1])
    )
    steps[turned] = steps[turned][:, ::-1]
    found, first, which = np.unique(
        steps.reshape(-1, 4), axis=0, return_index=True, return_inverse=True
    )
    which = which.reshape(-1)
    sides = np.full((len(found), 2), -1)
    sides[:, 0] = owner[first]
    others = np.ones(len(steps), bool)
    others[first] = False
    sides[which[others], 1] = owner[others]
    return found.reshape(-1, 2, 2), sides


def draw_borders(
    axes: Axes,
    shapes: NDArray[np.object_],
    colors: Sequence[str],
    homes: Sequence[str],
    paper: Paper,
    scale: float,
) -> None:
    """Draw the borders and coasts of areas filled with colors, in prefectures ``homes``.

    Where areas are small, at ``scale`` meters a point, lines are finer, so that fills are seen.
    """
    steps, sides = shared_borders(shapes)
    sea = (sides < 0).any(axis=1)
    kinds = np.array([colors.index(color) for color in colors], int)
    places = np.array([homes.index(home) for home in homes], int)
    # one prefecture in each area is a map of prefectures, whose borders are all alike
    apart = (
        places[sides[:, 0]] != places[sides[:, 1]] if len({*homes}) < len(homes) else sea & False
    )
    pairs = np.column_stack([kinds[sides], apart])
    lines: dict[tuple[str, bool], list[Any]] = {}
    for first, second, outer in np.unique(pairs[~sea], axis=0):
        color = border_color((colors[first], colors[second]), paper.theme, outer=bool(outer))
        chosen = ~sea & (pairs == (first, second, outer)).all(axis=1)
        lines.setdefault((color, bool(outer)), []).append(steps[chosen])
    side = np.sqrt(float(shapely.area(shapes).mean())) / scale if len(shapes) else 0.0
    width = WIDTH * paper.em * float(np.clip(side / paper.em, FINEST, 1.0))
    for (color, outer), found in lines.items():
        _draw(
            axes, np.concatenate(found), color, (1.7 if outer else 1.0) * width, 2.5 + 0.1 * outer
        )
    _draw(axes, steps[sea], paper.theme.coast, 1.2 * WIDTH * paper.em, 3.0)


def _draw(axes: Axes, steps: NDArray[np.floating], color: str, width: float, order: float) -> None:
    from matplotlib.collections import LineCollection

    joined = shapely.line_merge(
        shapely.multilinestrings(np.atleast_1d(np.asarray(shapely.linestrings(steps))))
    )
    paths = [shapely.get_coordinates(one) for one in shapely.get_parts(joined)]
    axes.add_collection(
        LineCollection(
            paths, colors=color, linewidths=width, zorder=order, capstyle="round",
            joinstyle="round",
        )
    )  # fmt: skip
