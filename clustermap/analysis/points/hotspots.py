"""Groups of points found by density, drawn as hulls and named after where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap.analysis.concentration.count_tables import check_option
from clustermap.analysis.points.geocentric import (
    canonical_order,
    geocentric,
    lonlat,
    mean_radius,
    middle_of,
    to_chord,
)
from clustermap.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    from clustermap.analysis.concentration.count_tables import Floats

    Indices = NDArray[np.intp]

_LEAST_COVER = 2 / 3
_MUNICIPALITY_COLUMNS = ("municipality_ja", "municipality_en", "municipality")


def hotspots(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    method: Literal["hdbscan", "dbscan"] = "hdbscan",
    *,
    min_size: int = 5,
    radius_km: float | None = 25.0,
    municipality: str | None = None,
) -> gpd.GeoDataFrame:
    """Find groups of points that lie denser than their surroundings.

    Parameters
    ----------
    points : geopandas.GeoDataFrame or geopandas.GeoSeries
        Points, any CRS. Distances are straight lines between points of the ellipsoid, which rank
        as distances along the ground do.
    method : {"hdbscan", "dbscan"}
        "dbscan": points with ``min_size`` points (themselves included) within ``radius_km``,
        chained into a dense part. "hdbscan": groups at whatever density each of them has, as far
        as they lie in dense parts by that same measure: what is sparser is left out, and a group
        that lies in several parts is several. A part of which those groups hold less than two
        thirds (HDBSCAN finds none in a single clump, and many firms at one coordinate outshine
        their surroundings) is one group.
    min_size : int
        Smallest group, and how many points make a dense spot: 2 or more.
    radius_km : float, optional
        The sparsest that counts as dense. None, for "hdbscan" only, sets no limit: groups may
        then stretch over hundreds of kilometres where nothing denser is near.
    municipality : str, optional
        Column of the points with their municipality: a group is named by its members' most
        frequent one (of equals, that whose members lie nearest the group's middle). If not
        given, ``municipality_ja``, ``municipality_en`` or ``municipality`` is used where there
        is one.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a group, largest first (of equals, west first), in the points' CRS: ``hotspot`` (1,
        2, ...), ``name`` (missing if there is nothing to name it by), ``size``, ``members`` (list
        of the points' index labels, in the order of ``points``), ``longitude`` and ``latitude``
        of the middle (the members' mean, degrees), ``span_km`` (largest distance from it),
        ``area_km2`` (of the hull, geodesic) and the hull as geometry: a polygon, or a line or
        point if the members lie on one. Empty, with the same columns, if no group is found.

    Raises
    ------
    clustermap.errors.DataError
        If there is no point, no CRS, a size below 2, a radius not above 0, or no such column.

    References
    ----------
    Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for
    discovering clusters in large spatial databases with noise. *KDD-96*. Campello, R., Moulavi, D.
    and Sander, J. (2013). Density-based clustering based on hierarchical density estimates.
    *PAKDD 2013*.

    Examples
    --------
    >>> import geopandas as gpd
    >>> sites = gpd.GeoDataFrame(
    ...     {"municipality": ["Kikuyo", "Kikuyo", "Ozu", "Chitose"]},
    ...     geometry=gpd.points_from_xy([130.84, 130.85, 130.86, 141], [32.88, 32.9, 32.87, 42]),
    ...     crs=6668)
    >>> hotspots(sites, "dbscan", min_size=3)[["name", "size", "members"]].iloc[0].to_dict()
    {'name': 'Kikuyo', 'size': 3, 'members': [0, 1, 2]}
    """
    check_option("method", method, ("hdbscan", "dbscan"))
    if min_size <= 1:
        raise DataError(f"min_size is {min_size}.", "Give a min_size of 2 or more.")
    if (radius_km is None and method == "dbscan") or (radius_km is not None and not radius_km > 0):
        raise DataError(f"radius_km is {radius_km}.", "Give kilometres above 0.")
    degrees = lonlat(points)
    column = _municipality_column(points, municipality)
    order = canonical_order(degrees)
    xyz = geocentric(degrees[order])
    if radius_km is None:
        labels = _hdbscan(xyz, min_size)
    else:
        chord = float(to_chord(radius_km, mean_radius(degrees)))
        labels = _dbscan(xyz, chord, min_size)
        if method == "hdbscan":
            labels = _within(labels, _hdbscan(xyz, min_size))
    label = np.empty(len(order), dtype=np.intp)
    label[order] = labels
    groups = [np.flatnonzero(label == k) for k in range(int(label.max(initial=-1)) + 1)]
    rows = [_describe(points, degrees, group, column) for group in groups if len(group) >= min_size]
    rows.sort(key=lambda row: (-row["size"], row["longitude"], row["latitude"]))
    return _frame(rows, points)


def _municipality_column(points: gpd.GeoDataFrame | gpd.GeoSeries, given: str | None) -> str | None:
    columns = getattr(points, "columns", ())
    if given is not None and given not in columns:
        raise DataError(f"There is no column {given!r}.", "Name a column of the points.")
    return given or next((name for name in _MUNICIPALITY_COLUMNS if name in columns), None)


def _dbscan(xyz: Floats, chord: float, min_size: int) -> Indices:
    from sklearn.cluster import DBSCAN

    return np.asarray(DBSCAN(eps=chord, min_samples=min_size).fit_predict(xyz), dtype=np.intp)


def _hdbscan(xyz: Floats, min_size: int) -> Indices:
    nothing = np.full(len(xyz), -1, dtype=np.intp)
    if len(xyz) < min_size:
        return nothing
    if (xyz == xyz[0]).all():
        return np.zeros(len(xyz), dtype=np.intp)
    from sklearn.cluster import HDBSCAN

    model = HDBSCAN(min_cluster_size=min_size, copy=True)
    return np.asarray(model.fit_predict(xyz), dtype=np.intp)


def _within(dense: Indices, groups: Indices) -> Indices:
    """Give numbers to the parts of groups that are dense and hang together; -1 to the rest."""
    parts = np.full(len(dense), -1, dtype=np.intp)
    groups = groups.copy()
    for part in range(int(dense.max(initial=-1)) + 1):
        members = dense == part
        if (groups[members] >= 0).mean() < _LEAST_COVER:
            groups[members] = groups.max() + 1
    inside = (dense >= 0) & (groups >= 0)
    pairs = np.column_stack([groups[inside], dense[inside]])
    if len(pairs):
        parts[inside] = np.unique(pairs, axis=0, return_inverse=True)[1].ravel()
    return parts


def _describe(
    points: gpd.GeoDataFrame | gpd.GeoSeries, degrees: Floats, group: Indices, column: str | None
) -> dict[str, Any]:
    import shapely
    from pyproj import Geod

    geod = Geod(ellps="GRS80")
    lon, lat = middle_of(degrees[group])
    many = np.full(len(group), lon), np.full(len(group), lat)
    away = np.asarray(geod.inv(*many, degrees[group, 0], degrees[group, 1])[2]) / 1000
    hull = shapely.convex_hull(shapely.MultiPoint(degrees[group]))
    name: object = None
    if column is not None:
        name = _most_frequent(points[column].to_numpy(dtype=object)[group], away)
    return {
        "name": name,
        "size": len(group),
        "members": points.index[group].to_list(),
        "longitude": lon,
        "latitude": lat,
        "span_km": float(away.max()),
        "area_km2": abs(geod.geometry_area_perimeter(hull)[0]) / 1e6,
        "geometry": shapely.convex_hull(
            shapely.multipoints(points.geometry.to_numpy()[np.asarray(group)])
        ),
    }


def _most_frequent(names: NDArray[np.object_], away: ArrayLike) -> object:
    table = pd.DataFrame({"name": names, "away": away}).dropna(subset=["name"])
    if table.empty:
        return None
    ranked = table.groupby("name")["away"].agg(["size", "min"]).reset_index()
    ranked = ranked.sort_values(["size", "min", "name"], ascending=[False, True, True])
    return ranked["name"].iloc[0]


def _frame(
    rows: list[dict[str, Any]], points: gpd.GeoDataFrame | gpd.GeoSeries
) -> gpd.GeoDataFrame:
    import geopandas as gpd

    columns = ["hotspot", "name", "size", "members", "longitude", "latitude", "span_km"]
    columns += ["area_km2", "geometry"]
    for number, row in enumerate(rows, start=1):
        row["hotspot"] = number
    found = pd.DataFrame(rows, columns=columns)
    found["name"] = found["name"].astype(object)
    return gpd.GeoDataFrame(found, geometry="geometry", crs=points.crs)
