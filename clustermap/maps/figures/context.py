"""Context on a map: points, lines and areas in the color of small print, under the sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap.maps.figures.areas import shape_path
from clustermap.maps.figures.legend import LegendBlock, LegendRow
from clustermap.maps.figures.marks import draw_marks
from clustermap.maps.figures.paper import Fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from clustermap.data.context import ContextLayer
    from clustermap.maps.figures.paper import Paper
    from clustermap.maps.figures.projection import View
    from clustermap.maps.palettes import Theme

#: Layers beyond this many share their symbols.
SHAPES = 5


def draw_context(
    axes: Axes, view: View, layers: Sequence[ContextLayer], radius: float, paper: Paper
) -> None:
    """Draw layers of context; ``radius`` is that of a point's mark, in points."""
    from matplotlib.collections import LineCollection, PathCollection

    theme = paper.theme
    box = shapely.box(*view.box)
    for at, layer in enumerate(layers):
        parts = shapely.get_parts(view.projection.shapes(layer.features.geometry.to_numpy()))
        parts = parts[shapely.intersects(parts, box)]
        size = shapely.get_dimensions(parts)
        areas = [shape_path(one) for one in parts[size == 2]]
        lines = [shapely.get_coordinates(one) for one in parts[size == 1]]
        width = 0.08 * paper.em
        if areas:
            axes.add_collection(
                PathCollection(
                    areas, facecolors="none", edgecolors=theme.muted, linewidths=width, zorder=3.4
                )
            )
        if lines:
            axes.add_collection(
                LineCollection(lines, colors=theme.muted, linewidths=width, zorder=3.4)
            )
        points = shapely.get_coordinates(parts[size == 0])
        points = points[view.holds(points)] if len(points) else np.empty((0, 2))
        if len(points):
            kinds = [(at % SHAPES, "ring", theme.muted)] * len(points)
            draw_marks(axes, points, kinds, radius, theme)  # type: ignore[arg-type]


def context_block(
    layers: Sequence[ContextLayer], heading: str, lang: str, theme: Theme
) -> LegendBlock:
    """Return the part of the legend that names the layers."""
    rows = []
    for at, layer in enumerate(layers):
        label = layer.label[lang]
        if layer.dimension:
            rows.append(LegendRow(label, fill=Fill(theme.paper, edge=theme.muted)))
        else:
            rows.append(LegendRow(label, mark=(at % SHAPES, "ring", theme.muted)))
    return LegendBlock(heading, tuple(rows))
