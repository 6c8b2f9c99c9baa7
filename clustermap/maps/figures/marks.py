"""Marks of sites and zones: a sector has its own shape as well as its own color.

Shapes and looks are those of the map page.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from numpy.typing import NDArray

    from clustermap.maps.palettes import Theme

Look = Literal["full", "ring", "dot", "cross"]
LOOKS: dict[str, Look] = {"planned": "ring", "under_construction": "dot", "closed": "cross"}
#: Corners, turn (degrees) and relative size; 0 corners is a circle. All have about the same area.
_SHAPES = (
    (0, 0.0, 1.0),
    (4, 45.0, 1.25),
    (3, 0.0, 1.4),
    (4, 0.0, 1.3),
    (3, 180.0, 1.4),
    (5, 0.0, 1.15),
    (6, 0.0, 1.12),
)
#: The shape of zones' places.
DIAMOND = -1


def look_of(status: str) -> Look:
    """Return how a site's status is drawn: working full, planned hollow ..."""
    return LOOKS.get(status, "full")


@functools.cache
def _path(shape: int) -> tuple[Path, float]:
    """Return the outline of a shape of radius 1, and its reach."""
    from matplotlib.path import Path

    corners, turn, size = (4, 0.0, 1.45) if shape == DIAMOND else _SHAPES[shape % len(_SHAPES)]
    if not corners:
        return Path.unit_circle(), 1.0
    angles = np.radians(turn) + np.arange(corners + 1) * 2 * np.pi / corners
    points = np.column_stack([np.sin(angles), np.cos(angles)]) * size
    return Path(points, closed=True), float(np.abs(points).max())


def mark_layers(
    shape: int, radius: float, look: Look, color: str, theme: Theme
) -> list[dict[str, Any]]:
    """Return the keywords of ``Axes.scatter`` that draw a mark, ground first; sizes in points."""
    path, reach = _path(shape)
    ground = "#131b22" if theme.dark else "#ffffff"

    def layer(share: float, face: str, edge: str, width: float) -> dict[str, Any]:
        return {
            "marker": path,
            "s": (2 * radius * reach * share) ** 2,
            "facecolors": face,
            "edgecolors": edge,
            "linewidths": width,
            "clip_on": False,
        }

    halo = max(0.35, radius * 0.3)
    if look == "full":
        return [layer(1.0, color, ground, halo)]
    line = theme.closed if look == "cross" else color
    stroke = max(0.5, radius * 0.4)
    layers = [layer(1.0, ground, ground, stroke + 2 * halo), layer(0.95, ground, line, stroke)]
    if look == "dot":
        layers.append(layer(0.45, color, color, 0))
    elif look == "cross":
        cross = {"marker": "x", "s": radius**2, "c": line, "linewidths": stroke, "clip_on": False}
        layers.append(cross)
    return layers


def fan_out(places: NDArray[np.floating], radius: float) -> NDArray[np.floating]:
    """Move marks that stand on one place apart, around it.

    Parameters
    ----------
    places : numpy.ndarray, shape (n, 2)
        In points of the sheet.
    radius : float
        Of a mark, in points.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
    """
    moved = places.copy()
    if not len(places):
        return moved
    cells = np.round(places / (radius * 0.8)).astype(int)
    _, group, size = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    group = group.reshape(-1)
    for at in np.flatnonzero(size > 1):
        members = np.flatnonzero(group == at)
        n = len(members)
        reach = radius * (0.9 if n == 2 else 0.6 + n * 0.25)
        angles = np.pi / 4 - np.arange(n) * 2 * np.pi / n
        moved[members] = places[members].mean(axis=0) + reach * np.column_stack(
            [np.cos(angles), np.sin(angles)]
        )
    return moved


def draw_marks(
    axes: Axes,
    places: NDArray[np.floating],
    kinds: Sequence[tuple[int, Look, str]],
    radius: float,
    theme: Theme,
) -> None:
    """Draw marks at places of the axes' own measure, one ``(shape, look, color)`` each."""
    for kind in dict.fromkeys(kinds):
        chosen = places[[one == kind for one in kinds]]
        for style in mark_layers(kind[0], radius, kind[1], kind[2], theme):
            axes.scatter(chosen[:, 0], chosen[:, 1], **{**style, "clip_on": True}, zorder=4)
