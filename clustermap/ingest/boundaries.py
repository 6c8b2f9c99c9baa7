"""Boundaries from any vector file: prefectures, municipalities or areas of one's own.

What is done to them: codes and names found, coordinates turned into JGD2011 degrees, spoiled
polygons repaired, the many features of one code (a municipality's islands) made one area.
Run in a child process (``child.py``), for the files come from anywhere.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from clustermap import japan
from clustermap.data.boundaries import Boundaries
from clustermap.data.codes import NATION, prefecture_of
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.area_names import find_naming
from clustermap.ingest.files import crs as coordinate_systems
from clustermap.ingest.files.layers import Wish
from clustermap.ingest.files.vector import read_layer, refuse_lines
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.ingest.area_names import Naming
    from clustermap.ingest.files.formats import Source
    from clustermap.ingest.files.vector import Layer
    from clustermap.ingest.problems import Findings

#: More corners than this are thinned out when they are read, ...
MANY_CORNERS = 400_000
#: ... by this tolerance in degrees (about 50 m), common borders staying common.
TOLERANCE = 0.0005
#: So many features tell whether codes fit their places; farther than this nothing is told.
LOOKED_AT, NEAR_KM = 3000, 5.0
#: Areas that share more than this part of the smaller one overlap.
OVERLAP = 0.02
LEVELS = ("prefecture", "municipality", "area")
COLUMNS = ("code", "name_ja", "name_en", "name_ko", "prefecture_code")


@dataclass(frozen=True)
class _Pieces:
    """Polygons with what is known of each, before those of one code are put together."""

    geometries: np.ndarray
    codes: np.ndarray
    names: np.ndarray
    prefectures: np.ndarray

    def kept(self, wanted: np.ndarray) -> _Pieces:
        return _Pieces(
            self.geometries[wanted], self.codes[wanted], self.names[wanted],
            self.prefectures[wanted],
        )  # fmt: skip


def read_areas(
    source: Source,
    findings: Findings,
    *,
    level: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    layer: str | None = None,
    exact: bool = False,
) -> Boundaries:
    """Read boundaries.

    Parameters
    ----------
    source : Source
        The file, examined.
    findings : Findings
        Where to say what was found and done.
    level : {"prefecture", "municipality", "area"}, optional
        What the areas are to be; else what the file holds. Municipalities can be put together
        to prefectures, but not the other way round.
    encoding, crs : str, optional
        What the user knows of the file.
    layer : str, optional
        Which of several layers is meant.
    exact : bool
        Keep every corner; else very detailed boundaries are thinned out, which maps need.

    Returns
    -------
    Boundaries

    Raises
    ------
    DataError
        No polygons of Japan, no names or codes, or not of the level asked for.
    """
    held = read_layer(source, findings, encoding, Wish(layer, areal=True))
    refuse_lines(held, source.label)
    held = _polygons(in_degrees(held, crs, findings), findings)
    naming = find_naming(
        held.frame, findings, lies_in=_prefectures_there(held.geometries), small=level == "area"
    )
    pieces = _Pieces(held.geometries, naming.codes, naming.names, naming.prefectures)
    if level in {None, naming.level}:
        found = _as_they_are(pieces, naming, findings)
        level = naming.level
    elif level == "prefecture" and naming.level == "municipality":
        findings.note("the municipalities are put together to prefectures", kind="level")
        found = _to_prefectures(pieces)
    else:
        raise DataError(
            f"{source.label} holds {count(len(set(naming.codes) - {''}), naming.level)}, "
            f"not what --level {level} needs.",
            "Give boundaries of municipalities (MLIT's N03), or leave --level out.",
        )
    if level == "prefecture":
        found = _named_prefectures(found)
    _note_far_parts(found, findings)
    if not exact:
        found = _thinned(found, findings)
    return Boundaries(found, level, edition(source.path.name), naming.n03)


def _prefectures_there(shapes: np.ndarray) -> Callable[[], list[str]]:
    """Return what finds the prefecture that each shape lies in; "" far from all, and where many."""

    @functools.cache
    def find() -> list[str]:
        from clustermap.data.boundaries import read_prefectures
        from clustermap.data.locator import locator

        some = np.arange(len(shapes)) < LOOKED_AT
        points = shapely.get_coordinates(shapely.point_on_surface(shapes[some]))
        codes, km = locator(read_prefectures()).prefectures_at(points[:, 0], points[:, 1])
        near = [code if far < NEAR_KM else "" for code, far in zip(codes, km, strict=True)]
        return [*near, *[""] * (len(shapes) - len(near))]

    return find


def edition(name: str) -> str:
    """Return the date that an N03 file's name states, in ISO form; "" without one.

    Examples
    --------
    >>> edition("N03-20240101_13_GML.zip"), edition("N03-21_210101.shp"), edition("x.shp")
    ('2024-01-01', '2021-01-01', '')
    """
    if match := re.search(r"N03-(20\d\d)(\d\d)(\d\d)", name, re.IGNORECASE):
        return "-".join(match.groups())
    if match := re.search(r"N03-(?:\d\d_)?(?:\d\d_)?(\d\d)(\d\d)(\d\d)", name, re.IGNORECASE):
        year, month, day = match.groups()
        return f"20{year}-{month}-{day}"
    return ""


def _polygons(layer: Layer, findings: Findings) -> Layer:
    """Keep what is polygonal; blank geometries are named, spoiled ones repaired."""
    geometries = layer.geometries.copy()
    blank = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    if blank.all():
        raise DataError(f"{findings.file} has no geometries at all.", "Export the map again.")
    if blank.any():
        findings.warn(
            "blank",
            f"{count(int(blank.sum()), 'feature')} without a geometry "
            f"({_labels(layer.frame, blank)})",
            "They are left out.",
        )
    wrong = ~blank & ~shapely.is_valid(geometries)
    if wrong.any():
        findings.warn(
            "invalid",
            f"{_crossed(int(wrong.sum()))} "
            f"({_labels(layer.frame, wrong)}{_where(geometries, wrong)})",
            "Repaired (make_valid).",
        )
        geometries[wrong] = [_repaired(one) for one in geometries[wrong]]
    kind = shapely.get_type_id(geometries)
    other = ~blank & ~np.isin(kind, (3, 6, 7))
    if other.any():
        findings.warn(
            "not-areas", f"{count(int(other.sum()), 'feature')} of points or lines",
            "They are left out.",
        )  # fmt: skip
    mixed = ~blank & (kind == 7)  # collections
    if mixed.any():
        findings.warn(
            "collections",
            f"{count(int(mixed.sum()), 'geometry collection')} ({_labels(layer.frame, mixed)})",
            "Their areas are taken, points and lines in them are left out.",
        )
    geometries[mixed] = [_repaired(one) for one in geometries[mixed]]
    keep = ~(blank | other | shapely.is_empty(geometries))
    if not keep.any():
        raise DataError(f"{findings.file} has no areas.", "Give a map with polygons.")
    return replace(
        layer, frame=layer.frame[keep].reset_index(drop=True), geometries=geometries[keep]
    )


def _crossed(number: int) -> str:
    return (
        "1 polygon crosses or overlaps itself"
        if number == 1
        else (f"{number:,} polygons cross or overlap themselves")
    )


def _where(geometries: np.ndarray, wrong: np.ndarray) -> str:
    """Say where the first spoiled polygon is spoiled."""
    reason = str(shapely.is_valid_reason(geometries[wrong][0]))
    at = re.search(r"\[(-?[\d.]+) (-?[\d.]+)\]", reason)
    return f", at {float(at[1]):.4f}, {float(at[2]):.4f}" if at else ""


def _note_far_parts(areas: gpd.GeoDataFrame, findings: Findings) -> None:
    """Say which areas have parts far outside Japan, and which overlap."""
    bounds = areas.bounds
    far = ~coordinate_systems.inside_japan(bounds["minx"].to_numpy(), bounds["miny"].to_numpy())
    far |= ~coordinate_systems.inside_japan(bounds["maxx"].to_numpy(), bounds["maxy"].to_numpy())
    if far.any():
        names = listed(f"{code} {name}" for code, name in areas.loc[far, "name_ja"].items())
        findings.warn(
            "far-parts", f"{count(int(far.sum()), 'area')} with a part outside Japan: {names}",
            "It is kept; check its corners.",
        )  # fmt: skip
    shapes = areas.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="overlaps")
    left, right = left[left < right], right[left < right]
    inside, outside = tree.query(shapes, predicate="within")
    different = (inside != outside) & ~((inside > outside) & shapely.equals(
        shapes[inside], shapes[outside]
    ))  # fmt: skip
    left = np.concatenate([left, inside[different]])
    right = np.concatenate([right, outside[different]])
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    smaller = np.minimum(shapely.area(shapes[left]), shapely.area(shapes[right]))
    much = shared > OVERLAP * smaller
    if much.any():
        pairs = listed(
            (f"{areas.index[one]} {areas['name_ja'].iloc[one]} and "
             f"{areas.index[two]} {areas['name_ja'].iloc[two]}"
             for one, two in zip(left[much], right[much], strict=True)), 3,
        )  # fmt: skip
        findings.warn(
            "overlap",
            f"{count(int(much.sum()), 'pair')} of areas overlap: {pairs}",
            "A point in both counts in the one with the lower code.",
        )


def _repaired(shape: Any) -> Any:
    """Return the polygonal part of a repaired geometry."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    polygons = [one for one in parts if one.geom_type == "Polygon"]
    return shapely.multipolygons(polygons) if polygons else shapely.MultiPolygon()


def _labels(frame: pd.DataFrame, wanted: np.ndarray) -> str:
    """Name features by what text they have."""
    rows = frame[wanted].head(3)
    names = []
    for number, (_, row) in zip(np.flatnonzero(wanted)[:3], rows.iterrows(), strict=True):
        texts = [str(value) for value in row if isinstance(value, str) and value]
        names.append(f"feature {number + 1}" + (f" {shown(' '.join(texts[-2:]))}" if texts else ""))
    return listed(names)


def in_degrees(layer: Layer, given: str | None, findings: Findings) -> Layer:
    """Turn a layer into JGD2011 degrees; ``given`` is what the user says of its system."""
    bounds = shapely.bounds(layer.geometries)
    middle_x, middle_y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    crs = coordinate_systems.settle(
        middle_x, middle_y, layer.crs, given, findings, quiet=layer.degrees
    )
    move = coordinate_systems.transformer(crs)
    if move is None:
        return layer
    moved = shapely.transform(layer.geometries, move.transform, interleaved=False)
    coordinate_systems.note_shift(crs, findings)
    bounds = shapely.bounds(moved)
    inside = coordinate_systems.inside_japan(bounds[:, 0], bounds[:, 1])
    if np.mean(inside) < 0.5:
        raise DataError(
            f"{findings.file} does not lie in Japan once converted from {shown(crs.name)}.",
            "Name the right coordinate system with --crs EPSG:...",
        )
    return replace(layer, geometries=moved)


def _as_they_are(pieces: _Pieces, naming: Naming, findings: Findings) -> gpd.GeoDataFrame:
    """Put the pieces of each code together; those without a code are named."""
    none = (pieces.codes == "") | (pieces.codes == NATION)
    if naming.level == "municipality":
        none |= np.array([len(code) == 2 for code in pieces.codes])
    if none.all():
        raise DataError(f"{findings.file}: no area has a code or name.", "Add a column with codes.")
    if none.any() and not any(one.kind == "water" for one in findings.problems):
        places = pd.Series(pieces.prefectures[none]).replace("", "?").value_counts()
        where = listed(
            f"{japan.BY_CODE[code].ja if code in japan.BY_CODE else 'unknown'} ({number})"
            for code, number in places.items()
        )
        findings.warn(
            "undetermined",
            f"{count(int(none.sum()), 'polygon')} without a code of a {naming.level} "
            f"(所属未定地 and the like): {where}",
            "They are left out of counts, rankings and joins.",
        )
    return _together(pieces.kept(~none), findings)


def _together(pieces: _Pieces, findings: Findings | None = None) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {"code": pieces.codes, "name": pieces.names, "prefecture": pieces.prefectures}
    )
    groups = frame.groupby("code", sort=True).indices
    shapes = [united(pieces.geometries[rows]) for rows in groups.values()]
    first = [rows[0] for rows in groups.values()]
    if findings is not None and len(groups) < len(frame):
        findings.note(
            f"{count(len(frame), 'polygon')} put together to {count(len(groups), 'area')} by code",
            kind="dissolved",
        )
    names = pieces.names[first]
    return gpd.GeoDataFrame(
        {
            "code": list(groups),
            "name_ja": names,
            "name_en": [""] * len(names),
            "name_ko": [""] * len(names),
            "prefecture_code": pieces.prefectures[first],
        },
        geometry=np.array(shapes, dtype=object),
        crs=japan.JGD2011,
        index=pd.Index(list(groups)),
    )


def united(shapes: np.ndarray) -> Any:
    """Return several polygons as one area; the union is only worked out where they touch."""
    if len(shapes) == 1:
        return shapes[0]
    parts = shapely.get_parts(shapes)
    # copies of one polygon would all touch each other
    parts = parts[np.sort(np.unique(shapely.to_wkb(parts), return_index=True)[1])]
    tree = shapely.STRtree(parts)
    left, right = tree.query(parts, predicate="intersects")
    touching = left != right
    if not touching.any():
        return shapely.multipolygons(parts)
    meet = np.zeros(len(parts), bool)
    meet[left[touching]] = True
    joined = shapely.get_parts(shapely.union_all(parts[meet]))
    polygons = [one for one in joined if one.geom_type == "Polygon"]
    return shapely.multipolygons([*polygons, *parts[~meet]])


def _to_prefectures(pieces: _Pieces) -> gpd.GeoDataFrame:
    """Put municipalities together; undetermined land belongs to its prefecture's outline."""
    known = pieces.prefectures != ""
    by_prefecture = replace(pieces.kept(known), codes=pieces.prefectures[known])
    return _together(by_prefecture)


def merge_wards(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put the wards of designated cities together to their cities.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Municipalities, as in ``Boundaries``.

    Returns
    -------
    geopandas.GeoDataFrame
        The same with one area for each city.
    """
    cities = [japan.city_of(code) for code in areas.index]
    names = [
        japan.DESIGNATED_CITIES.get(city, name) if city != code else name
        for city, code, name in zip(cities, areas.index, areas["name_ja"], strict=True)
    ]
    pieces = _Pieces(
        areas.geometry.to_numpy(), np.array(cities), np.array(names, dtype=object),
        areas["prefecture_code"].to_numpy(),
    )  # fmt: skip
    return _together(pieces)


def _named_prefectures(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    odd = [code for code in areas.index if code not in japan.BY_CODE]
    if odd:
        raise UnknownNameError.of("prefecture", odd[0], [one.ja for one in japan.PREFECTURES])
    about = [japan.BY_CODE[code] for code in areas.index]
    return areas.assign(
        name_ja=[one.ja for one in about], name_en=[one.en for one in about],
        name_ko=[one.ko for one in about], prefecture_code=list(areas.index),
    )  # fmt: skip


def _thinned(areas: gpd.GeoDataFrame, findings: Findings) -> gpd.GeoDataFrame:
    """Thin out very detailed boundaries together, so that neighbors keep their borders."""
    shapes = areas.geometry.to_numpy()
    corners = int(shapely.get_num_coordinates(shapes).sum())
    if corners <= MANY_CORNERS:
        return areas
    thin = shapely.coverage_simplify(shapes, TOLERANCE)
    spoiled = ~shapely.is_valid(thin) | shapely.is_empty(thin)
    thin[spoiled] = shapes[spoiled]
    left = int(shapely.get_num_coordinates(thin).sum())
    findings.note(
        f"boundaries thinned out from {corners:,} to {left:,} corners, common borders kept "
        f"(tolerance {TOLERANCE} degrees, about 50 m)",
        kind="thinned",
    )
    return areas.set_geometry(thin)


def prefectures_of(areas: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the codes of the prefectures that areas lie in."""
    found = {prefecture_of(str(code)) for code in areas["prefecture_code"]}
    return tuple(sorted(found - {""}))
