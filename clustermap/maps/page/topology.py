"""Boundaries for the page: each border once, as TopoJSON, and the box to look at first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from topojson.core.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

#: Steps along the longer side of the box: about 75 m over all of Japan.
QUANTIZATION = 40_000
#: Corners whose triangle has less than this side, as a share of the longer side of the box, are
#: left out (over all of Japan about 400 m, well within the exactness of the shipped boundaries).
SIMPLIFIED = 1 / 8000
#: Up to this many areas, each is looked at as a whole, with its larger islands.
FEW_AREAS = 12
#: Parts smaller than this share of their own area don't widen the view of few areas,
SHARE_OF_OWN = 0.05
#: and parts smaller than this share of everything don't widen the view of many.
SHARE_OF_ALL = 0.003

Bounds = tuple[float, float, float, float]


def topology(areas: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the polygons as a TopoJSON topology with one object, "areas".

    The geometries stand in the order of the frame, and each has its area's index label as id.
    They are simplified together, so that neighbors keep their common borders.
    """
    west, south, east, north = areas.total_bounds
    tolerance = max(east - west, north - south) * SIMPLIFIED
    shapes = shapely.coverage_simplify(areas.geometry.to_numpy(), tolerance)
    found = Topology(list(shapes), object_name="areas", prequantize=QUANTIZATION).to_dict()
    for geometry, code in zip(found["objects"]["areas"]["geometries"], areas.index, strict=True):
        geometry["id"] = code
        geometry.pop("properties", None)
    return {key: found[key] for key in ("type", "arcs", "transform", "objects")}


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


#: Parts of land closer than this (degrees, about 40 km) belong together on a first view,
GAP = 0.4
#: and groups of parts with less than this share of all land don't widen it.
SHARE_OF_GROUP = 0.2


def main_view(areas: gpd.GeoDataFrame) -> Bounds:
    """Return the box to look at first for many small areas: far islands don't widen it.

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
    large = size >= size.sum() * 1e-5
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
