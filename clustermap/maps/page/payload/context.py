"""Places that are drawn as themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

#: Corners nearer to the line than this (degrees, about 50 m) are left out.
TOLERANCE = 0.0005
DIGITS = 4


def context(selection: Selection) -> list[dict[str, Any]]:
    """Return the layers: of each feature its name, points, lines and rings in degrees."""
    found = []
    for layer in selection.layers:
        shapes = shapely.simplify(layer.features.geometry.to_numpy(), TOLERANCE)
        features = [
            {"name": name, **_parts(shape)}
            for name, shape in zip(layer.features["name"], shapes, strict=True)
        ]
        found.append({"label": layer.label, "kind": layer.dimension, "features": features})
    return found


def _parts(shape: shapely.Geometry) -> dict[str, list[Any]]:
    """Return the points, and lines or outlines, of a geometry of any kind."""
    points: list[Any] = []
    lines: list[Any] = []
    for part in shapely.get_parts(shapely.get_parts(shape)):
        if part.geom_type == "Point":
            points.append([round(part.x, DIGITS), round(part.y, DIGITS)])
        elif part.geom_type == "Polygon":
            lines += [_coordinates(ring) for ring in (part.exterior, *part.interiors)]
        else:
            lines.append(_coordinates(part))
    return {key: value for key, value in (("points", points), ("lines", lines)) if value}


def _coordinates(line: shapely.Geometry) -> list[list[float]]:
    found: list[list[float]] = shapely.get_coordinates(line).round(DIGITS).tolist()
    return found
