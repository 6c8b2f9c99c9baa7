"""Boundaries for the page: each border once, for all levels, and the box to look at first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from clustermap.data.outlines import Outlines, read_outlines, summed
from clustermap.maps.page.simplify import kept_corners

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

#: Steps along the longer side of the box of user-supplied areas.
QUANTIZATION = 40_000
#: Corners of user-supplied areas whose triangle has less than this side, as a share of the longer
#: side of the box, are left out.
SIMPLIFIED = 1 / 8000
#: Smallest triangles (km²) that remain of the shipped outlines: of a map of all municipalities,
#: of prefectures alone, of the country around a region.
FINE, PLAIN, AROUND = 0.1, 0.6, 0.8
#: Up to this many areas, each is looked at as a whole, with its larger islands.
FEW_AREAS = 12
#: Parts smaller than this share of their own area don't widen the view of few areas,
SHARE_OF_OWN = 0.05
#: and parts smaller than this share of everything don't widen the view of many.
SHARE_OF_ALL = 0.003

Bounds = tuple[float, float, float, float]


def of_frame(areas: gpd.GeoDataFrame) -> Outlines:
    """Return the outlines of polygons, simplified together, as the areas ``areas``."""
    from topojson.core.topology import Topology

    west, south, east, north = areas.total_bounds
    tolerance = max(east - west, north - south) * SIMPLIFIED
    shapes = shapely.coverage_simplify(areas.geometry.to_numpy(), tolerance)
    found = Topology(list(shapes), object_name="areas", prequantize=QUANTIZATION).to_dict()
    lengths = [len(arc) for arc in found["arcs"]]
    starts = np.concatenate(([0], np.cumsum(lengths, dtype=int)))
    steps = np.array([step for arc in found["arcs"] for step in arc])
    rings = {
        code: one["arcs"] if one["type"] == "Polygon" else [r for part in one["arcs"] for r in part]
        for code, one in zip(areas.index, found["objects"]["areas"]["geometries"], strict=True)
    }
    scale, translate = (tuple(found["transform"][key]) for key in ("scale", "translate"))
    return Outlines(summed(steps, starts), starts, scale, translate, {"areas": rings})


def shipped_prefectures(codes: Sequence[str], towns: Sequence[str]) -> Outlines:
    """Return the outlines of prefectures, ``areas``, and of municipalities inside, ``towns``.

    Borders keep more detail where there are municipalities.
    """
    found = read_outlines().of({"prefectures": codes, "municipalities": towns})
    inside = found.arcs_of("municipalities")
    national = len({town[:2] for town in towns}) == len(codes)
    plain = PLAIN if not towns else AROUND
    least = np.where(inside, FINE if national else 0.0, plain)
    return _named(_simplified(found, least), {"prefectures": "areas", "municipalities": "towns"})


def shipped_municipalities(codes: Sequence[str]) -> Outlines:
    """Return the outlines of municipalities, ``areas``; designated cities are put together."""
    found = read_outlines().with_cities(codes).of({"municipalities": codes})
    least = np.full(len(found.starts) - 1, FINE)
    return _named(_simplified(found, least), {"municipalities": "areas"})


def _named(outlines: Outlines, names: dict[str, str]) -> Outlines:
    rings = {names[kind]: areas for kind, areas in outlines.rings.items()}
    return Outlines(outlines.points, outlines.starts, outlines.scale, outlines.translate, rings)


def _simplified(outlines: Outlines, least: np.ndarray) -> Outlines:
    kept = kept_corners(outlines, least)
    lengths = np.add.reduceat(kept, outlines.starts[:-1], dtype=int)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    return Outlines(
        outlines.points[kept], starts, outlines.scale, outlines.translate, outlines.rings
    )


def _areas_first(outlines: Outlines) -> Outlines:
    """Put the borders of areas before those inside them: a page reads the rest later."""
    kinds = outlines.rings.values()
    refs = [arc for areas in kinds for rings in areas.values() for ring in rings for arc in ring]
    # as rings run, most begin where the last one ends
    order = np.array(list(dict.fromkeys(max(arc, ~arc) for arc in refs)))
    place = np.argsort(order)
    lengths = np.diff(outlines.starts)[order]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    corners = np.repeat(outlines.starts[order] - starts[:-1], lengths) + np.arange(starts[-1])
    rings = {
        kind: {
            code: [[int(place[a]) if a >= 0 else ~int(place[~a]) for a in ring] for ring in rings]
            for code, rings in areas.items()
        }
        for kind, areas in outlines.rings.items()
    }
    return Outlines(outlines.points[corners], starts, outlines.scale, outlines.translate, rings)


def packed(outlines: Outlines) -> dict[str, Any]:
    """Return outlines for the page, whole numbers as letters (``web/src/model/topology.ts``).

    Examples
    --------
    >>> line = np.array([[3, 3], [4, 3], [4, 1]])
    >>> one = Outlines(line, np.array([0, 3]), (0.1, 0.1), (0.0, 0.0), {"areas": {"43": [[0]]}})
    >>> packed(one)["x"], packed(one)["objects"]
    ('%#', {'areas': {'rings': '%', 'arcs': '%', 'refs': '#'}})
    """
    if len(outlines.rings) > 1:
        outlines = _areas_first(outlines)
    starts = outlines.starts
    steps = np.diff(outlines.points, axis=0, prepend=0)
    first = np.zeros(len(steps), bool)
    first[starts[:-1]] = True
    begin = _zigzag(steps[first])
    return {
        "scale": outlines.scale,
        "translate": outlines.translate,
        "lengths": letters(np.diff(starts)),
        # where an arc begins, seen from the end of the one before: mostly at that end
        "begin": [letters(part) for axis in begin.T for part in np.divmod(axis, 128)],
        "x": letters(steps[~first, 0]),
        "y": letters(steps[~first, 1]),
        "objects": {
            kind: {
                "rings": letters([len(rings) for rings in areas.values()]),
                "arcs": letters([len(ring) for rings in areas.values() for ring in rings]),
                "refs": letters(
                    np.diff([a for rings in areas.values() for r in rings for a in r], prepend=0)
                ),
            }
            for kind, areas in outlines.rings.items()
        },
    }


#: The first letter, above control letters and the quotation mark, and numbers of one letter.
_FIRST, _ONE = 35, 40_000


def _zigzag(numbers: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)
    return found


def letters(numbers: Iterable[int] | np.ndarray) -> str:
    """Write whole numbers as text, near zero as one byte each: it deflates as well as bytes.

    0, -1, 1, -2 ... become consecutive letters; very large numbers take two.

    Examples
    --------
    >>> letters([0, -1, 1, 3])
    '#$%)'
    >>> len(letters([1_000_000]))
    2
    """
    values = _zigzag(np.asarray(numbers, dtype=np.int64))
    if values.max(initial=0) < _ONE:
        return (values + _FIRST).astype("<u2").tobytes().decode("utf-16-le")
    parts = ((value // _ONE, value % _ONE) for value in values.tolist())
    return "".join(
        (chr(_FIRST + _ONE + high) if high else "") + chr(_FIRST + low) for high, low in parts
    )


def extent(areas: gpd.GeoDataFrame) -> Bounds:
    """Return west, south, east, north of everything, in degrees."""
    west, south, east, north = areas.total_bounds
    return float(west), float(south), float(east), float(north)


def first_view(
    areas: gpd.GeoDataFrame, anchors: np.ndarray, left_out: Sequence[str] = ()
) -> Bounds:
    """Return the box to look at first: remote small islands don't widen it.

    Tokyo's bounding box is 453 times that of its main part, for Ogasawara and islets.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        The areas shown, in degrees.
    anchors : numpy.ndarray, shape (n, 2)
        A point in the main part of each area, longitude and latitude.
    left_out : sequence of str, optional
        Index labels of areas that are looked at apart.
    """
    if len(areas) > FEW_AREAS:
        keep = ~areas.index.isin(list(left_out))
        areas, anchors = areas[keep], anchors[keep]
    parts, owner = shapely.get_parts(areas.geometry.to_numpy(), return_index=True)
    bounds = shapely.bounds(parts)
    middle = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
    size = shapely.area(parts) * np.cos(middle)
    if len(areas) > FEW_AREAS:
        wanted = size >= SHARE_OF_ALL * size.sum()
    else:
        wanted = size >= SHARE_OF_OWN * np.bincount(owner, weights=size)[owner]
        wanted |= shapely.distance(parts, np.asarray(shapely.points(anchors))[owner]) == 0
    box = bounds[wanted]
    west, south = box[:, :2].min(axis=0)
    east, north = box[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


#: Parts of land closer than this (degrees, about 50 km) belong together on a first view,
GAP = 0.5
#: and groups of parts with less than this share of all land don't widen it.
SHARE_OF_GROUP = 0.2


#: Parts of less than this share of all land don't join what lies apart.
ROCK = 1e-3


def main_view(areas: gpd.GeoDataFrame) -> Bounds:
    """Return the box to look at first for municipalities or few prefectures.

    Far islands don't widen it: Amami and Okinawa not Kyushu's, Oshima and Ogasawara not Tokyo's.

    Parts of land that lie near each other form groups; the view holds the large groups.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Municipalities or other areas, in degrees.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    parts = shapely.get_parts(areas.geometry.to_numpy())
    bounds = shapely.bounds(parts)
    size = shapely.area(parts) * np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))
    # rocks don't join what lies apart
    large = size >= size.sum() * ROCK
    parts, bounds, size = parts[large], bounds[large], size[large]
    left, right = shapely.STRtree(parts).query(parts, predicate="dwithin", distance=GAP)
    links = coo_array((np.ones(len(left)), (left, right)), shape=(len(parts), len(parts)))
    _, group = connected_components(links, directed=False)
    shares = np.bincount(group, weights=size) / size.sum()
    wanted = (shares >= min(SHARE_OF_GROUP, shares.max()))[group]
    box = bounds[wanted]
    west, south = box[:, :2].min(axis=0)
    east, north = box[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)
