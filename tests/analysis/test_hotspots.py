from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import LineString, Point

from clustermap.analysis.points import hotspots
from clustermap.errors import DataError

GEOD = Geod(ellps="GRS80")


def series(degrees: np.ndarray) -> gpd.GeoSeries:
    return gpd.GeoSeries.from_xy(*degrees.T, crs="EPSG:6668")


@pytest.fixture(scope="module")
def points() -> gpd.GeoDataFrame:
    """Three dense groups of 30, 20 and 10, and 15 points far from anything."""
    rng = np.random.default_rng(0)
    parts = [
        rng.normal(at, 0.03, (n, 2))
        for at, n in (([130.8, 32.9], 30), ([136.6, 34.9], 20), ([141.6, 42.8], 10))
    ]
    lone = np.column_stack([np.linspace(131.5, 140.5, 15), 38 + 2 * np.sin(np.arange(15))])
    names = (
        ["Kikuyo"] * 18 + ["Ozu"] * 12 + ["Yokkaichi"] * 20 + ["Chitose"] * 10 + ["elsewhere"] * 15
    )
    degrees = np.vstack([*parts, lone])
    index = [f"s{i:02d}" for i in range(75)]
    return gpd.GeoDataFrame(
        {"municipality": names},
        geometry=gpd.points_from_xy(*degrees.T),
        index=index,
        crs="EPSG:6668",
    )


@pytest.mark.parametrize("method", ["hdbscan", "dbscan"])
def test_dense_groups_are_found_named_and_sized(points, method):
    found = hotspots(points, method, min_size=8, radius_km=15)
    assert found["hotspot"].tolist() == [1, 2, 3]
    assert found["name"].tolist() == ["Kikuyo", "Yokkaichi", "Chitose"]
    for size, full in zip(found["size"], (30, 20, 10), strict=True):
        assert 0.75 * full <= size <= full
    assert found.crs == points.crs
    for _, row in found.iterrows():
        assert points.loc[row["members"]].within(row["geometry"].buffer(1e-9)).all()
        assert len(row["members"]) == row["size"]
        assert row["geometry"].contains(Point(row["longitude"], row["latitude"]))
        area = abs(GEOD.geometry_area_perimeter(row["geometry"])[0]) / 1e6
        assert row["area_km2"] == pytest.approx(area)
        assert 0 < row["span_km"] < 25


def test_dbscan_agrees_with_a_search_by_geodesic_distance(points):
    radius, least = 6.0, 4
    x, y = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    km = np.array(
        [[GEOD.inv(x[i], y[i], x[j], y[j])[2] / 1000 for j in range(75)] for i in range(75)]
    )
    near = km <= radius
    core = near.sum(axis=1) >= least
    groups: list[set[int]] = []
    left = set(np.flatnonzero(core))
    while left:
        group, edge = set(), [left.pop()]
        while edge:
            i = edge.pop()
            group.add(i)
            fresh = set(np.flatnonzero(near[i] & core)) & left
            left -= fresh
            edge += fresh
        groups.append(group)
    groups = [g for g in groups if len(g) >= least]
    found = hotspots(points, "dbscan", min_size=least, radius_km=radius)
    assert len(found) == len(groups)
    for group in groups:
        cores = {points.index[i] for i in group}
        assert any(cores <= set(members) for members in found["members"])


def test_hdbscan_agrees_with_sklearn_on_the_sphere(points):
    from sklearn.cluster import HDBSCAN

    radians = np.radians(np.column_stack([points.geometry.y, points.geometry.x]))
    labels = HDBSCAN(min_cluster_size=6, metric="haversine", copy=True).fit_predict(radians)
    expected = {frozenset(points.index[labels == k]) for k in set(labels) - {-1}}
    found = hotspots(points, min_size=6, radius_km=None)
    assert {frozenset(members) for members in found["members"]} == expected


def test_the_radius_leaves_out_what_is_sparse(points):
    free = hotspots(points, min_size=8, radius_km=None)
    assert free["span_km"].max() > 60
    found = hotspots(points, min_size=8)
    assert found["span_km"].max() < 25
    lone = set(points.index[60:])
    assert not any(lone & set(members) for members in found["members"])


def test_a_group_that_falls_apart_is_several():
    from clustermap.analysis.points.hotspots import _within

    # one group in two dense parts, another in one of them, noise of either kind
    groups, dense = np.array([0, 0, 0, 1, -1, 1]), np.array([0, 1, 0, 0, 0, -1])
    assert _within(dense, groups).tolist() == [0, 1, 0, 2, -1, -1]


def test_a_single_clump_is_one_group():
    rng = np.random.default_rng(0)
    clump = rng.normal([130.8, 32.9], 0.02, (40, 2))
    assert hotspots(series(clump))["size"].tolist() == [40]
    # two parks of firms at one coordinate each do not break it up
    parks = np.vstack([np.tile([[130.8, 32.9]], (7, 1)), np.tile([[130.82, 32.9]], (8, 1))])
    other = rng.normal([136, 35], 0.02, (25, 2))
    found = hotspots(series(np.vstack([clump, parks, other])))
    assert found["size"].tolist() == [55, 25]


def test_order_of_rows_and_crs_do_not_matter(points):
    first = hotspots(points, min_size=6)
    again = hotspots(points.sample(frac=1, random_state=1), min_size=6)
    projected = hotspots(points.to_crs("EPSG:32653"), min_size=6)
    for other in (again, projected):
        assert other["size"].tolist() == first["size"].tolist()
        assert other["name"].tolist() == first["name"].tolist()
        assert [sorted(m) for m in other["members"]] == [sorted(m) for m in first["members"]]
        assert other["longitude"].to_numpy() == pytest.approx(first["longitude"], abs=1e-6)
    assert projected.crs == "EPSG:32653"


def test_a_group_without_names_has_none(points):
    nameless = hotspots(points.geometry, min_size=8)
    assert nameless["name"].isna().all()


def test_of_equal_municipalities_the_nearest_to_the_middle_names_the_group():
    degrees = [[138, 36], [138.001, 36], [138.03, 36.03], [138.031, 36.031], [137.98, 35.98]]
    table = gpd.GeoDataFrame(
        {"town": ["in", "in", "out", "out", None]},
        geometry=gpd.points_from_xy(*np.transpose(degrees)),
        crs=6668,
    )
    found = hotspots(table, "dbscan", min_size=3, radius_km=8, municipality="town")
    assert found["name"].tolist() == ["in"]


def test_coincident_and_collinear_members():
    stack = gpd.GeoSeries.from_xy([138.0] * 6, [36.0] * 6, crs=6668)
    for method in ("hdbscan", "dbscan"):
        found = hotspots(stack, method)
        assert found["size"].tolist() == [6]
        assert isinstance(found.geometry.iloc[0], Point)
        assert found["area_km2"].iloc[0] == 0
    row = gpd.GeoSeries.from_xy([138, 138.01, 138.02], [36.0] * 3, crs=6668)
    assert isinstance(hotspots(row, "dbscan", min_size=3).geometry.iloc[0], LineString)


def test_no_group_gives_an_empty_table(points):
    few = points.iloc[[0, 30, 50]]
    for method in ("hdbscan", "dbscan"):
        found = hotspots(few, method)
        assert len(found) == 0
        assert "members" in found
        assert found.crs == points.crs
    assert len(hotspots(points.iloc[60:], "dbscan", radius_km=5)) == 0


def test_unusable_input_is_refused(points):
    with pytest.raises(DataError, match="method is 'kmeans'"):
        hotspots(points, "kmeans")
    with pytest.raises(DataError, match="min_size is 1"):
        hotspots(points, min_size=1)
    with pytest.raises(DataError, match="radius_km is 0"):
        hotspots(points, "dbscan", radius_km=0)
    with pytest.raises(DataError, match="radius_km is None"):
        hotspots(points, "dbscan", radius_km=None)
    with pytest.raises(DataError, match="no column 'city'"):
        hotspots(points, municipality="city")
    with pytest.raises(DataError, match="0 point"):
        hotspots(points.iloc[:0])


def test_members_follow_the_points_own_labels():
    table = pd.DataFrame({"lon": [138, 138.01, 138.02], "lat": [36, 36, 36]}, index=["b", "c", "a"])
    points = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=6668
    )
    assert hotspots(points, "dbscan", min_size=3)["members"].iloc[0] == ["b", "c", "a"]
