"""Which units are near: geodesic distances between the points that stand for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from clustermap.errors import DataError
from clustermap.japan import EQUAL_AREA, JGD2011
from clustermap.messages import listed_ids

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.analysis.weights.adjacency import FloatArray, IntArray

_GRS80 = Geod(ellps="GRS80")
_LARGEST_LONGITUDE, _LARGEST_LATITUDE = 180, 90


def unit_points(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the point that stands for each unit.

    Its office, where the columns ``office_lon`` and ``office_lat`` have one; else the centroid
    of its largest part (by area on EPSG:6933), or a point on that part where the centroid
    falls outside. A whole unit's centroid or point on surface would do worse: it puts Okinawa
    some hundred kilometers from Naha.

    Parameters
    ----------
    areas : GeoDataFrame, n rows
        Polygons or points in any CRS.

    Returns
    -------
    DataFrame, n rows
        Columns ``lon``, ``lat`` in degrees (EPSG:6668), on the index of ``areas``.

    Raises
    ------
    DataError
        Units with neither office nor geometry, a frame without CRS whose geometry is needed,
        or coordinates that are no degrees.
    """
    points = pd.DataFrame({"lon": np.nan, "lat": np.nan}, index=areas.index)
    if {"office_lon", "office_lat"} <= set(areas.columns):
        points["lon"] = areas["office_lon"].to_numpy(dtype=np.float64, na_value=np.nan)
        points["lat"] = areas["office_lat"].to_numpy(dtype=np.float64, na_value=np.nan)
    blank = points.isna().any(axis=1).to_numpy()
    if blank.any():
        points.loc[blank] = _places_of_geometry(areas.loc[blank])
    outside = (points["lon"].abs() > _LARGEST_LONGITUDE) | (points["lat"].abs() > _LARGEST_LATITUDE)
    if outside.any():
        raise DataError(
            f"Coordinates that are not degrees: {listed_ids(points.index[outside])}.",
            "Give office_lon and office_lat in degrees (EPSG:6668), and the CRS of the polygons.",
        )
    return points


def _places_of_geometry(areas: gpd.GeoDataFrame) -> FloatArray:
    """Return longitude and latitude, shape (n, 2): of points themselves, or of polygons."""
    if areas.crs is None:
        raise DataError(
            "The areas have no CRS: distances between them are unknown.",
            "Set it, e.g. areas.set_crs('EPSG:6668'), or give office_lon and office_lat.",
        )
    shapes = areas.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        raise DataError(
            f"Units without geometry and office: {listed_ids(areas.index[missing])}.",
            "Give them a geometry, or office_lon and office_lat.",
        )
    spots = areas.geometry
    if (shapely.get_type_id(shapes) != shapely.GeometryType.POINT).any():
        flat = spots.to_crs(EQUAL_AREA)
        spots = gpd.GeoSeries(_on_largest_part(flat.to_numpy()), index=spots.index, crs=EQUAL_AREA)
    return shapely.get_coordinates(spots.to_crs(JGD2011).to_numpy())


def _on_largest_part(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the centroid of each shape's largest part, or a point on it if that is outside."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    by_size = np.lexsort((-shapely.area(parts), owner))
    largest = parts[by_size][np.unique(owner[by_size], return_index=True)[1]]
    centers = shapely.centroid(largest)
    inside = shapely.intersects(largest, centers)
    return np.where(inside, centers, shapely.point_on_surface(largest))


def nearest_pairs(points: pd.DataFrame, k: int) -> IntArray:
    """Find the ``k`` nearest other units of each unit, by geodesic distance.

    Parameters
    ----------
    points : DataFrame, n rows
        Columns ``lon``, ``lat`` in degrees.
    k : int
        Number of neighbors, from 1 to n - 1.

    Returns
    -------
    ndarray of int, shape (n * k, 2)
        Row positions of unit and neighbor. Equal distances are settled by the ids' order.
    """
    from scipy.spatial import KDTree

    places = _geocentric(points)
    tree = KDTree(places)
    _, near = tree.query(places, k=k + 1)
    unit = np.repeat(np.arange(len(points)), k + 1)
    # no point that is nearer along the ground is farther through the earth than this
    reach = _meters(points, unit, near.ravel()).reshape(near.shape).max(axis=1)
    found = tree.query_ball_point(places, reach * (1 + 1e-9) + 1e-3)
    unit = np.repeat(np.arange(len(points)), [len(each) for each in found])
    other = np.concatenate([np.asarray(each, dtype=np.intp) for each in found])
    unit, other = unit[unit != other], other[unit != other]
    rank = np.argsort(np.argsort(points.index.astype(str).to_numpy(dtype=object), kind="stable"))
    order = np.lexsort((rank[other], np.round(_meters(points, unit, other), 3), unit))
    unit, other = unit[order], other[order]
    start = np.searchsorted(unit, np.arange(len(points)))
    first_k = (np.arange(len(unit)) - start[unit]) < k
    return np.column_stack([unit[first_k], other[first_k]])


def pairs_within(points: pd.DataFrame, km: float) -> IntArray:
    """Find the pairs of units at most ``km`` kilometers apart along the ground.

    Returns
    -------
    ndarray of int, shape (pairs, 2)
        Row positions, the first smaller than the second.
    """
    from scipy.spatial import KDTree

    meters = km * 1000
    # a chord through the earth is never longer than the way along the ground
    pairs = KDTree(_geocentric(points)).query_pairs(meters, output_type="ndarray")
    kept: IntArray = pairs[_meters(points, pairs[:, 0], pairs[:, 1]) <= meters]
    return kept


def _meters(points: pd.DataFrame, first: IntArray, second: IntArray) -> FloatArray:
    lon, lat = points["lon"].to_numpy(), points["lat"].to_numpy()
    _, _, length = _GRS80.inv(lon[first], lat[first], lon[second], lat[second])
    return np.asarray(length)


def _geocentric(points: pd.DataFrame) -> FloatArray:
    """Return X, Y, Z in meters from the earth's center, points taken on the ellipsoid."""
    lon, lat = np.radians(points["lon"].to_numpy()), np.radians(points["lat"].to_numpy())
    normal = _GRS80.a / np.sqrt(1 - _GRS80.es * np.sin(lat) ** 2)
    return np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - _GRS80.es) * np.sin(lat),
        ]
    )
