"""GeoJSON and TopoJSON, read with every feature checked: run in a child process (``child.py``).

Read here and not by GDAL, which takes many spoiled files without a word: NaN, numbers in quotes,
rings of two points, swapped axes.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from clustermap.errors import DataError
from clustermap.ingest.files.encoding import encoding_label, encoding_of
from clustermap.ingest.files.layers import named, no_layer
from clustermap.messages import listed, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clustermap.ingest.problems import Findings

REMEDY = "Give a FeatureCollection in which every feature has a name or code."
_SIMPLE = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
}  # fmt: skip
#: A closed ring has at least so many corners, the first one twice.
RING = 4


@dataclass(frozen=True)
class Features:
    """Properties, geometries (None where a feature has none), and the CRS that the file states."""

    properties: list[dict[str, Any]]
    geometries: list[Any]
    crs: str | None


def read_json(
    path: Path,
    label: str,
    findings: Findings,
    encoding: str | None = None,
    layer: str | None = None,
) -> Features:
    """Read a GeoJSON, TopoJSON or line-by-line GeoJSON file; ``layer`` names an object of Topo-.

    Raises
    ------
    DataError
        It is cut off, no GeoJSON, nested too deep, or a feature's geometry is spoiled.
    """
    found = encoding_of(path, label, encoding)
    if found.startswith(("utf-16", "utf-32")):
        raise DataError(
            f"{label} is JSON in {encoding_label(found)}.",
            "JSON is UTF-8: save it so, and give that.",
        )
    if not found.startswith("utf-8") and not encoding:
        findings.warn(
            "encoding", f"JSON in {encoding_label(found)}, which should be UTF-8", "It is read so."
        )
    document = _parsed(path.read_text(encoding=found), label)
    if isinstance(document, list):
        collection: Any = {"type": "FeatureCollection", "features": document}
    else:
        collection = document
    if isinstance(collection, dict) and collection.get("type") == "Topology":
        return _topology(collection, label, layer, findings)
    return _features(collection, label)


def _parsed(text: str, label: str) -> Any:
    def constant(name: str) -> float:
        raise DataError(
            f"{label}: {name} stands for a number, which JSON does not have.",
            "Replace it by null, or leave that feature out.",
        )

    try:
        return json.loads(text.lstrip("\x1e"), parse_constant=constant)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return _lines(text, label, constant)
        end = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
        raise DataError(
            f"{label}, line {error.lineno}, character {error.colno}: "
            + ("the JSON ends in the middle." if end else f"this is not JSON ({error.msg})."),
            "The file is cut off: download or export it again."
            if end
            else "Export it again as GeoJSON.",
        ) from error
    except RecursionError as error:
        raise DataError(
            f"{label}: brackets are nested too deep.", "This is not a map; export it again."
        ) from error


def _lines(text: str, label: str, constant: Callable[[str], float]) -> list[Any]:
    """Read GeoJSON text sequences: a feature on each line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.strip().lstrip("\x1e")
        if not plain:
            continue
        try:
            found.append(json.loads(plain, parse_constant=constant))
        except (json.JSONDecodeError, RecursionError) as error:
            raise DataError(
                f"{label}, line {number}: this is not JSON.", "Export it again as GeoJSON."
            ) from error
    return found


def _features(collection: Any, label: str) -> Features:
    if isinstance(collection, dict) and collection.get("type") == "Feature":
        collection = {
            "type": "FeatureCollection",
            "features": [collection],
            "crs": collection.get("crs"),
        }
    _check_type(collection, label)
    features = collection.get("features")
    if not isinstance(features, list):
        raise DataError(f"{label} has no list of features.", REMEDY)
    if not features:
        raise DataError(f"{label} has no features.", "Export it again; the selection was empty.")
    properties, geometries = [], []
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict):
            raise DataError(f"{label}: feature {number} is not an object.", REMEDY)
        if not {"type", "geometry", "properties"} & feature.keys():
            feature = {"properties": feature}  # noqa: PLW2901  # a plain record
        attributes = feature.get("properties")
        attributes = dict(attributes) if isinstance(attributes, dict) else {}
        if "id" in feature and "id" not in attributes:
            attributes["id"] = feature["id"]
        properties.append({str(key): value for key, value in attributes.items()})
        geometries.append(geometry(feature.get("geometry"), f"{label}, feature {number}"))
    return Features(properties, geometries, _crs(collection.get("crs"), label))


def _check_type(collection: Any, label: str) -> None:
    """Refuse JSON that is no collection of features, saying what it is instead."""
    if not isinstance(collection, dict):
        raise DataError(f"{label} is JSON, but no GeoJSON.", REMEDY)
    kind = str(collection.get("type", ""))
    if kind == "FeatureCollection":
        return
    if kind in _SIMPLE:
        raise DataError(f"{label} is a bare {kind} without names or codes.", REMEDY)
    features = collection.get("features")
    if isinstance(features, list) and features and "attributes" in str(features[0])[:2000]:
        raise DataError(f"{label} is Esri JSON, not GeoJSON.", "Export it as GeoJSON.")
    has = f"its type is {shown(kind)}" if kind else "it has no type"
    raise DataError(f"{label} is JSON, but no GeoJSON: {has}.", REMEDY)


def _crs(member: Any, label: str) -> str | None:
    """Return the CRS of the member that GeoJSON had before 2016."""
    if member is None:
        return None
    held = member.get("properties") if isinstance(member, dict) else None
    name = held.get("name") if isinstance(held, dict) else None
    if not isinstance(name, str) or not name:
        raise DataError(
            f"{label}: its crs member names no coordinate system ({shown(member)}).",
            "Remove the member, or name the system with --crs EPSG:...",
        )
    return name


def geometry(given: Any, where: str) -> Any:
    """Return a GeoJSON geometry as a shapely one; None for none.

    Raises
    ------
    DataError
        A coordinate is no finite number, or a ring has too few points; names the feature.
    """
    if given is None:
        return None
    if not isinstance(given, dict) or str(given.get("type")) not in _SIMPLE:
        kind = given.get("type") if isinstance(given, dict) else given
        raise DataError(f"{where}: {shown(kind)} is not a geometry.", "Export the file again.")
    kind = given["type"]
    if kind == "GeometryCollection":
        held = given.get("geometries") or []
        if not isinstance(held, list):
            raise DataError(f"{where}: its geometries are not a list.", "Export the file again.")
        parts = [geometry(one, where) for one in held]
        return shapely.geometrycollections([one for one in parts if one is not None])
    coordinates = given.get("coordinates")
    if not coordinates:
        return None
    try:
        return _BUILD[kind](coordinates, where)
    except DataError:
        raise
    except (TypeError, ValueError, LookupError, shapely.errors.ShapelyError) as error:
        raise DataError(
            f"{where}: its coordinates are no {kind} ({shown(coordinates, 30)}).",
            "Export the file again, or leave that feature out.",
        ) from error


def _array(points: Any, where: str) -> np.ndarray:
    """Return positions as an array of longitude and latitude; heights are dropped."""
    rows = []
    for point in points:
        x, y = point[0], point[1]
        for number in (x, y):
            if isinstance(number, str):
                raise DataError(
                    f"{where}: the coordinate {shown(number)} is text, not a number.",
                    "Export the file again with numbers as coordinates.",
                )
            if isinstance(number, bool) or not math.isfinite(number):
                raise DataError(
                    f"{where}: the coordinate {shown(number)} is not a number.",
                    "Export the file again, or leave that feature out.",
                )
        rows.append((float(x), float(y)))
    return np.array(rows, dtype=float).reshape(-1, 2)


def _polygon(rings: Any, where: str) -> Any:
    made: list[Any] = []
    for ring in rings:
        points = _array(ring, where)
        if len(points) and not np.array_equal(points[0], points[-1]):
            points = np.vstack([points, points[:1]])
        if len(points) < RING:
            raise DataError(
                f"{where}: a ring of the polygon has only {len(ring)} points.",
                "Leave that feature out, or draw it again.",
            )
        made.append(shapely.linearrings(points))
    return shapely.polygons(made[0], holes=made[1:] or None) if made else None


def _line(points: Any, where: str) -> Any:
    return shapely.linestrings(_array(points, where))


_BUILD: dict[str, Callable[[Any, str], Any]] = {
    "Point": lambda at, where: shapely.points(_array([at], where)[0]),
    "MultiPoint": lambda at, where: shapely.multipoints(_array(at, where)),
    "LineString": _line,
    "MultiLineString": lambda at, where: shapely.multilinestrings(
        [_line(one, where) for one in at]
    ),
    "Polygon": _polygon,
    "MultiPolygon": lambda at, where: shapely.multipolygons(
        [one for one in (_polygon(part, where) for part in at) if one is not None]
    ),
}


def _topology(
    document: dict[str, Any], label: str, layer: str | None, findings: Findings
) -> Features:
    """Read a TopoJSON topology: of several objects the one named, else with the most geometries."""
    try:
        arcs = _arcs(document)
        objects = document["objects"]
        groups = {
            name: one["geometries"] if one.get("type") == "GeometryCollection" else [one]
            for name, one in objects.items()
        }
        name = _chosen_object(groups, label, layer, findings)
        chosen = groups[name]
        geometries = [
            geometry(_unarced(one, arcs), f"{label}, geometry {number}")
            for number, one in enumerate(chosen, 1)
        ]
    except DataError:
        raise
    except (KeyError, TypeError, IndexError, ValueError, AttributeError, RecursionError) as error:
        raise DataError(
            f"{label} is not complete TopoJSON: arcs or objects are missing.", "Export it again."
        ) from error
    if not chosen:
        raise DataError(f"{label} has no features.", "Export it again; the selection was empty.")
    properties = []
    for one in chosen:
        attributes = dict(one.get("properties") or {})
        if "id" in one and "id" not in attributes:
            attributes["id"] = one["id"]
        properties.append({str(key): value for key, value in attributes.items()})
    return Features(properties, geometries, None)


def _chosen_object(
    groups: dict[str, list[Any]], label: str, layer: str | None, findings: Findings
) -> str:
    if layer is not None:
        found = named(list(groups), layer)
        if found is None:
            raise no_layer(label, layer, list(groups))
        return found
    name = max(groups, key=lambda key: len(groups[key]))
    others = [other for other in groups if other != name]
    if others:
        findings.warn(
            "layers",
            f"several layers: {shown(name)} is read, not {listed(map(shown, others))}",
            f"If another is meant, name it: --layer {shown(others[0])[1:-1]}.",
        )
    return name


def _arcs(document: dict[str, Any]) -> list[list[tuple[float, float]]]:
    transform = document.get("transform")
    found = []
    for arc in document["arcs"]:
        points = np.array([point[:2] for point in arc], dtype=float).reshape(-1, 2)
        if transform:
            points = np.cumsum(points, axis=0) * transform["scale"] + transform["translate"]
        found.append([(x, y) for x, y in points.tolist()])
    return found


def _unarced(one: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> Any:
    """Return a TopoJSON geometry as GeoJSON."""
    kind = one.get("type")
    if kind is None:
        return None
    if "coordinates" in one:
        return {"type": kind, "coordinates": one["coordinates"]}

    def line(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points

    held = one.get("arcs") or []
    match kind:
        case "LineString":
            return {"type": kind, "coordinates": line(held)}
        case "MultiLineString" | "Polygon":
            return {"type": kind, "coordinates": [line(ring) for ring in held]}
        case "MultiPolygon":
            return {"type": kind, "coordinates": [[line(r) for r in part] for part in held]}
    return {"type": kind, "geometries": [_unarced(part, arcs) for part in one["geometries"]]}
