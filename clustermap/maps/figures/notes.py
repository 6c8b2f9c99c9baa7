"""Notes on a figure: a few words beside a place, with a line to it, in the sea if there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.maps.figures.layout import Box
    from clustermap.maps.figures.paper import Paper
    from clustermap.maps.figures.projection import View

#: A place as longitude and latitude, and the words beside it.
MapNote = tuple[tuple[float, float], str]
_WAYS = ((1, -1), (1, 1), (-1, -1), (-1, 1), (1, 0.3), (-1, 0.3))
_REACHES = (2.5, 5.0, 8.0, 12.0)
_WIDTH = 13.0


class _Laid(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    end: tuple[float, float]

    @property
    def shape(self) -> shapely.Polygon:
        return shapely.box(self.x, self.y, self.x + self.width, self.y + self.height)


def draw_notes(paper: Paper, view: View, box: Box, scale: float, notes: Sequence[MapNote]) -> None:
    """Draw notes over a map that fills a box at so many meters a point."""
    from matplotlib.patches import Rectangle

    em, theme = paper.em, paper.theme
    frame = shapely.box(box.x, box.y, box.right, box.top).buffer(-0.3 * em)
    taken: list[shapely.Polygon] = []
    for place, text in notes:
        x, y = (
            view.projection.points(np.array([place]))[0] - [view.box[0], view.box[1]]
        ) / scale + [box.x, box.y]
        if not frame.contains(shapely.Point(x, y)):
            continue
        lines = paper.letters.wrap(text, em, _WIDTH * em)
        width = max(paper.letters.width(line, em) for line in lines) + em
        height = 1.35 * em * len(lines) + 0.5 * em
        choices = [_laid(x, y, dx * reach * em, dy * reach * em, width, height)
                   for reach in _REACHES for dx, dy in _WAYS]  # fmt: skip
        inside = [one for one in choices if frame.contains(one.shape)]
        good = [one for one in inside if not any(one.shape.intersects(other) for other in taken)]
        best = min(good or inside or choices, key=lambda one: _land(one, view, box, scale))
        taken.append(best.shape)
        paper.line([(x, y), best.end], theme.ink, 0.08 * em)
        paper.axes.scatter([x], [y], s=(0.4 * em) ** 2, color=theme.ink, linewidths=0, zorder=8)
        paper.axes.add_patch(
            Rectangle((best.x, best.y), best.width, best.height, facecolor=theme.paper,
                      edgecolor=theme.ink, linewidth=0.08 * em, zorder=8)
        )  # fmt: skip
        for i, line in enumerate(lines):
            baseline = best.y + best.height - 1.35 * em * (i + 1) + 0.1 * em
            paper.text(best.x + 0.5 * em, baseline, line, em, zorder=9)


def _laid(x: float, y: float, dx: float, dy: float, width: float, height: float) -> _Laid:
    end = (x + dx, y - dy)
    left = end[0] if dx > 0 else end[0] - width
    return _Laid(left, end[1] - height / 2, width, height, end)


def _land(one: _Laid, view: View, box: Box, scale: float) -> float:
    """Return how much land a note would hide."""
    west, south = view.box[0], view.box[1]
    ground = shapely.box(
        west + (one.x - box.x) * scale, south + (one.y - box.y) * scale,
        west + (one.x + one.width - box.x) * scale, south + (one.y + one.height - box.y) * scale,
    )  # fmt: skip
    met = view.shapes[shapely.intersects(view.shapes, ground)]
    return float(shapely.area(shapely.intersection(met, ground)).sum())
