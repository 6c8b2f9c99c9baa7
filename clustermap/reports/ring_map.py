"""A small map of rings around an anchor, with the sites before and after, as inline SVG."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap.analysis.geodesic import circle
from clustermap.reports.charts import PAINTS, WIDTH, dot, drawing, label, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from clustermap.analysis.concentration.count_tables import Floats

#: Coasts are simplified to this many units of the drawing.
SIMPLIFIED = 0.6
_MARGIN = 1.06


def ring_map(
    areas: gpd.GeoDataFrame,
    center: tuple[float, float],
    rings: Sequence[float],
    groups: Sequence[tuple[str, str, bool, Floats, Sequence[str]]],
    *,
    alternative: str,
) -> str:
    """Draw land, rings and sites around a place.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Land, in degrees.
    center : (float, float)
        Longitude and latitude of the anchor.
    rings : sequence of float
        Radii in km.
    groups : sequence of (name, paint, hollow, places, names)
        Sites to draw, the last ones on top; places are longitudes and latitudes (n x 2).
    alternative : str
        What the map shows, in words.

    Returns
    -------
    str
        SVG; true to scale around the anchor.
    """
    edge = circle(center, max(rings) * _MARGIN)
    (west, south), (east, north) = edge.min(axis=0), edge.max(axis=0)
    shrink = float(np.cos(np.radians(center[1])))
    scale = WIDTH / ((east - west) * shrink)
    height = (north - south) * scale

    def place(at: Floats) -> Floats:
        return np.column_stack([(at[:, 0] - west) * shrink * scale, (north - at[:, 1]) * scale])

    land = shapely.clip_by_rect(areas.geometry.to_numpy(), west, south, east, north)
    land = shapely.transform(land[~shapely.is_empty(land)], place)
    land = shapely.simplify(land, SIMPLIFIED)
    color, border = PAINTS["land"][0], PAINTS["pale"][0]
    parts = [
        f'<path d="{_path(shape)}" fill="{color}" class="f p-land"/>'
        f'<path d="{_path(shape)}" fill="none" stroke-width=".5" stroke="{border}" '
        'class="l p-pale"/>'
        for shape in land
        if _path(shape)
    ]
    for km in rings:
        ring = place(circle(center, km))
        line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"
        parts.append(
            f'<path d="{line}" fill="none" stroke-dasharray="4 3" stroke="{PAINTS["quiet"][0]}" '
            'class="l p-quiet"/>'
        )
        top = ring[ring[:, 1].argmin()]
        parts.append(
            label(top[0], top[1] + 11, f"{km:g} km", paint="quiet", anchor="middle", size=10)
        )
    for _, paint, hollow, places, names in groups:
        for (x, y), name in zip(place(places) if len(places) else [], names, strict=True):
            parts.append(dot(x, y, 3.5, paint, hollow=hollow, tip=name))
    x, y = place(np.array([center]))[0]
    parts.append(_star(x, y))
    key, at = height + 8, 0.0
    for name, paint, hollow, _, _ in groups:
        parts.append(dot(at + 5, key + 5, 4, paint, hollow=hollow))
        parts.append(label(at + 14, key + 9, name, size=11))
        at += width_of(name, 11) + 30
    return drawing(height + 22, parts, alternative)


def _star(x: float, y: float, size: float = 6) -> str:
    turns = np.arange(10) * np.pi / 5 - np.pi / 2
    reach = np.where(np.arange(10) % 2 == 0, size, size * 0.42)
    corners = " ".join(
        f"{x + r * np.cos(t):.1f},{y + r * np.sin(t):.1f}"
        for t, r in zip(turns, reach, strict=True)
    )
    color = escape(PAINTS["warm"][0])
    return f'<polygon points="{corners}" fill="{color}" class="f p-warm"/>'


def _path(shape: shapely.Geometry) -> str:
    """Return the rings of polygons as SVG path data, in tenths of a unit."""
    found = []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon" or part.area < 1:
            continue
        for ring in (part.exterior, *part.interiors):
            points = shapely.get_coordinates(ring)[:-1]
            found.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(found)
