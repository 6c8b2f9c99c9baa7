"""Drawings on a sheet, for documents: the letters, colors and formats of the maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.maps.charts.drawing import (
    AreaShape,
    BoxShape,
    DotShape,
    MovedShapes,
    RuleShape,
    StepsShape,
    WordsShape,
    colors_of,
)
from clustermap.maps.figures.layout import Sheet
from clustermap.maps.figures.paper import Paper
from clustermap.maps.palettes import LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustermap.maps.charts.drawing import Drawing, Shape
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.maps.figures.marks import MarkLook

#: Room above a drawing, and for the source line below it, in sizes of its text.
HEAD, FOOT = 0.4, 2.4
_SIDES = {"start": "left", "middle": "center", "end": "right"}


def on_sheet(
    drawing: Drawing,
    *,
    title: str,
    source: str,
    lang: str,
    size: float,
    colors: Mapping[str, tuple[str, str]] | None = None,
) -> MapFigure:
    """Draw on a sheet of the drawing's size in points, with the source below.

    Parameters
    ----------
    drawing : Drawing
    title : str
        What its caption and metadata say.
    source : str
        A line below.
    lang : {"en", "ja", "ko"}
    size : float
        Of the source line's letters.
    colors : mapping of str to (str, str), optional
        Light and dark color of further paints: the user's sectors.
    """
    from clustermap.maps.figures.figure import MapFigure

    head = HEAD * size
    paper = Paper(Sheet(drawing.width, head + drawing.height + FOOT * size), LIGHT)
    sheet = _DrawnSheet(paper, colors or {})
    for shape in drawing.shapes:
        sheet.draw(shape, head)
    paper.text(0, 0.4 * size, source, size, color=LIGHT.muted)
    return MapFigure(paper.figure, title, drawing.alternative, source, paper.letters.origin, lang)


class _DrawnSheet:
    """Draws shapes on paper, whose places are counted from below."""

    def __init__(self, paper: Paper, colors: Mapping[str, tuple[str, str]]) -> None:
        self.paper, self.colors = paper, colors
        self.top = paper.sheet.height

    def _color(self, paint: str) -> str:
        return (self.colors.get(paint) or colors_of(paint))[self.paper.theme.dark]

    def draw(self, shape: Shape, down: float) -> None:
        """Draw a shape so far below its place."""
        top = self.top - down
        match shape:
            case WordsShape(x, y, text, size, paint, anchor):
                color = self._color(paint)
                self.paper.text(x, top - y, text, size, color=color, ha=_SIDES[anchor])
            case RuleShape(x1, y1, x2, y2, paint, dash, width):
                self._line([(x1, top - y1), (x2, top - y2)], paint, dash, width or 0.5)
            case StepsShape(points, paint, dash, width):
                self._line([(x, top - y) for x, y in points], paint, dash, 0.7 * width)
            case BoxShape(x, y, width, height, paint):
                self._box(x, top - y - height, width, height, paint)
            case DotShape(x, y, radius, paint, hollow):
                look: MarkLook = "ring" if hollow else "full"
                self.paper.mark(x, top - y, radius, 0, look, self._color(paint))
            case AreaShape():
                self._area(shape, top)
            case MovedShapes(further, shapes):
                for one in shapes:
                    self.draw(one, down + further)

    def _line(self, points: list[tuple[float, float]], paint: str, dash: str, width: float) -> None:
        xs, ys = zip(*points, strict=True)
        style: dict[str, Any] = {"color": self._color(paint), "linewidth": width}
        if dash:
            style["dashes"] = tuple(float(part) for part in dash.split())
        self.paper.axes.plot(xs, ys, solid_capstyle="butt", **style)

    def _box(self, x: float, y: float, width: float, height: float, paint: str) -> None:
        from matplotlib.patches import Rectangle

        # a hair of the ground parts the boxes of a stack
        edge = self.paper.theme.paper
        self.paper.axes.add_patch(
            Rectangle(
                (x, y), width, height, facecolor=self._color(paint), edgecolor=edge, linewidth=0.5
            )
        )

    def _area(self, area: AreaShape, top: float) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        turned = [np.array([(x, top - y) for x, y in (*ring, ring[0])]) for ring in area.rings]
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in turned))
        color = self._color(area.paint)
        style: dict[str, Any] = {"facecolor": color, "linewidth": 0}
        if not area.filled:
            style = {"facecolor": "none", "edgecolor": color, "linewidth": area.width or 0.7}
        self.paper.axes.add_patch(PathPatch(path, **style))
