"""A small map of rings around an anchor, with the sites before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap.analysis.geodesic import circle
from clustermap.maps.charts.drawing import AreaShape, DotShape, Drawing, WordsShape, width_of
from clustermap.maps.charts.kit import SCREEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from clustermap.maps.charts.drawing import Point, Shape
    from clustermap.maps.charts.kit import ChartSize

    Floats = NDArray[np.float64]

#: Coasts are simplified to this many units of the drawing.
SIMPLIFIED = 0.6
_MARGIN = 1.06


@dataclass(frozen=True, eq=False)
class SiteGroup:
    """Sites drawn alike: places are longitudes and latitudes (n x 2), names their tips."""

    name: str
    paint: str
    hollow: bool
    places: Floats
    names: Sequence[str]


def ring_map(
    areas: gpd.GeoDataFrame,
    center: tuple[float, float],
    rings: Sequence[float],
    groups: Sequence[SiteGroup],
    *,
    alternative: str,
    size: ChartSize = SCREEN,
) -> Drawing:
    """Draw land, rings and sites around a place, true to scale there.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Land, in degrees.
    center : (float, float)
        Longitude and latitude of the anchor.
    rings : sequence of float
        Radii in km.
    groups : sequence of SiteGroup
        Sites to draw, the last ones on top.
    alternative : str
        What the map shows, in words.
    size : ChartSize
    """
    edge = circle(center, max(rings) * _MARGIN)
    (west, south), (east, north) = edge.min(axis=0), edge.max(axis=0)
    shrink = float(np.cos(np.radians(center[1])))
    scale = size.width / ((east - west) * shrink)
    height = (north - south) * scale

    def place(at: Floats) -> Floats:
        return np.column_stack([(at[:, 0] - west) * shrink * scale, (north - at[:, 1]) * scale])

    land = shapely.clip_by_rect(areas.geometry.to_numpy(), west, south, east, north)
    land = shapely.transform(land[~shapely.is_empty(land)], place)
    shapes = _land(shapely.simplify(land, SIMPLIFIED))
    for km in rings:
        ring = place(circle(center, km))
        shapes.append(AreaShape([_points(ring)], "quiet", filled=False, dash="4 3"))
        top = ring[ring[:, 1].argmin()]
        words = f"{km:g} km"
        shapes.append(WordsShape(top[0], top[1] + 11, words, size.smallest, "quiet", "middle"))
    for group in groups:
        for spot, name in zip(group.places, group.names, strict=True):
            x, y = place(spot[None])[0]
            shapes.append(DotShape(x, y, 3.5, group.paint, group.hollow, name))
    x, y = place(np.array([center]))[0]
    shapes.append(AreaShape([_star(x, y)], "warm"))
    at = 0.0
    for group in groups:
        shapes.append(DotShape(at + 5, height + 13, 4, group.paint, group.hollow))
        shapes.append(WordsShape(at + 14, height + 17, group.name, size.small))
        at += width_of(group.name, size.small) + 30
    return Drawing(size.width, height + 22, shapes, alternative)


def _land(shapes: Floats) -> list[Shape]:
    found: list[Shape] = []
    for shape in shapes:
        rings = [
            _points(shapely.get_coordinates(ring)[:-1])
            for part in shapely.get_parts(shape)
            if part.geom_type == "Polygon" and part.area >= 1
            for ring in (part.exterior, *part.interiors)
        ]
        if rings:
            found += [
                AreaShape(rings, "land"),
                AreaShape(rings, "pale", filled=False, width=0.5),
            ]
    return found


def _points(line: Floats) -> list[Point]:
    return [(float(x), float(y)) for x, y in line]


def _star(x: float, y: float, size: float = 6) -> list[Point]:
    turns = np.arange(10) * np.pi / 5 - np.pi / 2
    reach = np.where(np.arange(10) % 2 == 0, size, size * 0.42)
    return _points(np.column_stack([x + reach * np.cos(turns), y + reach * np.sin(turns)]))
