"""Scale bar and north arrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap.locales.numbers import decimal

if TYPE_CHECKING:
    from clustermap.maps.figures.paper import Paper

_ROUND = np.array([1.0, 2.0, 5.0])


def bar_length(meters_per_point: float, room: float) -> float:
    """Return the longest round length in kilometers whose bar is no longer than ``room`` points.

    Examples
    --------
    >>> bar_length(2000, 100), bar_length(500, 100)
    (200.0, 50.0)
    """
    most = meters_per_point * room / 1000
    power = 10.0 ** np.floor(np.log10(most))
    steps = np.array([*(_ROUND * power), power / 2])
    return float(steps[steps <= most].max())


@dataclass(frozen=True)
class ScaleBar:
    """A scale bar, with an arrow to the north where "up" is north nearly everywhere."""

    meters_per_point: float
    north: float | None

    def height(self, paper: Paper, width: float, size: float) -> float:  # noqa: ARG002
        """Return the height in points."""
        return 1.6 * size

    def draw(self, paper: Paper, x: float, top: float, width: float, size: float) -> None:
        """Set the bar with its upper left corner at (x, top)."""
        ink = paper.theme.ink
        arrow = 2.2 * size if self.north is not None else 0.0
        kilometers = bar_length(self.meters_per_point, min(width - arrow - 5 * size, 16 * size))
        length = kilometers * 1000 / self.meters_per_point
        y = top - 1.3 * size
        left = x + arrow
        paper.line(
            [
                (left, y + 0.45 * size),
                (left, y),
                (left + length, y),
                (left + length, y + 0.45 * size),
            ],
            ink,
            0.09 * size,
        )
        middle = left + length / 2
        paper.line([(middle, y), (middle, y + 0.3 * size)], ink, 0.09 * size)
        digits = 0 if kilometers >= 1 else 1
        paper.text(left + length + 0.6 * size, y, f"{decimal(kilometers, digits)} km", size * 0.95)
        if self.north is not None:
            _arrow(paper, x + 0.8 * size, y + 0.1 * size, size, self.north)


def _arrow(paper: Paper, x: float, y: float, size: float, turn: float) -> None:
    """Draw an arrow and an N, turned to the north."""
    from matplotlib.patches import Polygon

    angle = np.radians(turn)
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    shape = np.array([[0.0, 0.75], [0.42, -0.45], [0.0, -0.15], [-0.42, -0.45]]) * size
    points = shape @ spin.T + (x, y)
    paper.axes.add_patch(Polygon(points, closed=True, facecolor=paper.theme.ink, edgecolor="none"))
    tip = np.array([0.0, 0.95]) * size @ spin.T + (x, y)
    paper.text(float(tip[0]), float(tip[1]), "N", size * 0.8, bold=True, ha="center")
