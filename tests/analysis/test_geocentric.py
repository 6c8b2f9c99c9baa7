from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import LineString, Point, box

from clustermap.analysis.points.geocentric import (
    geocentric,
    lonlat,
    mean_radius,
    middle_of,
    point_weights,
    to_chord,
    to_ground,
)
from clustermap.analysis.points.scatter_land import ScatterLand
from clustermap.errors import DataError

GEOD = Geod(ellps="GRS80")


def japan(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.uniform(123, 146, n), rng.uniform(24, 45.5, n)])


@pytest.mark.parametrize(("reach", "error"), [(100, 1e-7), (1000, 1e-5), (3000, 3e-5)])
def test_distances_are_geodesic(reach, error):
    one, two = japan(20_000, 0), japan(20_000, 1)
    true = GEOD.inv(*one.T, *two.T)[2] / 1000
    chord = np.linalg.norm(geocentric(one) - geocentric(two), axis=1)
    found = to_ground(chord, mean_radius(one))
    near = true <= reach
    assert near.sum() > 20
    assert np.abs(found[near] / true[near] - 1).max() < error


def test_known_distance():
    # Tokyo station to Osaka station
    one, two = np.array([[139.7671, 35.6812]]), np.array([[135.4959, 34.7025]])
    chord = np.linalg.norm(geocentric(one) - geocentric(two))
    assert to_ground(chord, mean_radius(one)) == pytest.approx(
        GEOD.inv(*one[0], *two[0])[2] / 1000, rel=1e-6
    )
    assert to_chord(to_ground(250.0, 6371), 6371) == pytest.approx(250)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:6677", "EPSG:3857", "EPSG:32654"])
def test_any_crs_gives_the_same_degrees(crs):
    points = gpd.GeoSeries.from_xy([139.7, 140.1], [35.6, 36.2], crs="EPSG:6668")
    assert lonlat(points.to_crs(crs)) == pytest.approx(lonlat(points), abs=1e-7)


@pytest.mark.parametrize(
    ("points", "cause"),
    [
        (gpd.GeoSeries([Point(139, 35)]), "no CRS"),
        (gpd.GeoSeries([Point(139, 35), None], crs=6668), "without geometry"),
        (gpd.GeoSeries([LineString([(139, 35), (140, 36)])], crs=6668), "LineString"),
        (gpd.GeoSeries([Point()], crs=6668), "empty points"),
        (gpd.GeoSeries([Point(35, 139)], crs=6668), "off the globe"),
        (gpd.GeoSeries([], crs=6668), r"0 point\(s\)"),
        ([(139, 35)], "without geometry"),
    ],
)
def test_unusable_points_are_refused(points, cause):
    with pytest.raises(DataError, match=cause):
        lonlat(points)


def test_weights_follow_their_labels():
    points = gpd.GeoDataFrame(
        {"jobs": [1, 2, 3]},
        geometry=gpd.points_from_xy([1, 2, 3], [1, 2, 3]),
        index=list("abc"),
        crs=6668,
    )
    assert point_weights("jobs", points).tolist() == [1, 2, 3]
    assert point_weights(pd.Series({"c": 3, "a": 1, "b": 2}), points).tolist() == [1, 2, 3]
    assert point_weights([4, 5, 6], points).tolist() == [4, 5, 6]
    for wrong in ([1, 2], [1, 2, 0], [1, 2, np.nan], "people"):
        with pytest.raises(DataError):
            point_weights(wrong, points)


def test_land_is_filled_evenly_and_nowhere_else():
    whole = box(130, 30, 140, 45).difference(box(133, 33, 137, 42))
    land = gpd.GeoSeries([whole, box(139, 30, 141, 31)], crs="EPSG:6668")
    ground = ScatterLand(land)
    pieces = land.union_all()
    assert ground.area_km2 == pytest.approx(
        abs(GEOD.geometry_area_perimeter(pieces.segmentize(0.01))[0]) / 1e6, rel=1e-3
    )
    thrown = ground.throw(40_000, np.random.default_rng(0))
    points = gpd.GeoSeries.from_xy(*thrown.T, crs="EPSG:6668")
    assert points.within(pieces.buffer(1e-6)).all()
    # a degree of latitude weighs by the cosine
    south, north = (thrown[:, 1] < 33).sum(), (thrown[:, 1] > 42).sum()
    sine = np.sin(np.radians([30, 33, 42, 45]))
    expected = (
        10 * (sine[3] - sine[2]) / (10 * (sine[1] - sine[0]) + np.sin(np.radians(31)) - sine[0])
    )
    assert north / south == pytest.approx(expected, rel=0.03)


def test_land_in_order_does_not_matter():
    boxes = [box(130, 30, 131, 31), box(135, 33, 136, 34)]
    one = ScatterLand(gpd.GeoSeries(boxes, crs=6668)).throw(10, np.random.default_rng(0))
    two = ScatterLand(gpd.GeoSeries(boxes[::-1], crs=6668)).throw(10, np.random.default_rng(0))
    assert (one == two).all()


@pytest.mark.parametrize(
    "land",
    [
        gpd.GeoSeries([Point(139, 35)], crs=6668),
        gpd.GeoSeries([box(130, 30, 131, 31)]),
        gpd.GeoSeries([], crs=6668),
        gpd.GeoSeries([box(130, 30, 130, 31)], crs=6668),
    ],
)
def test_unusable_land_is_refused(land):
    with pytest.raises(DataError):
        ScatterLand(land)


def test_imports_are_light():
    code = (
        "import sys, clustermap.analysis.concentration, clustermap.analysis.points;"
        "print([m for m in ('sklearn', 'scipy.stats', 'libpysal', 'geopandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_displacements_from_the_middle_balance():
    degrees = np.random.default_rng(0).multivariate_normal([138, 36], [[4, 2], [2, 3]], 60)
    longitude, latitude = middle_of(degrees)
    azimuth, _, metres = GEOD.inv(np.full(60, longitude), np.full(60, latitude), *degrees.T)
    east = (metres * np.sin(np.radians(azimuth))).mean()
    north = (metres * np.cos(np.radians(azimuth))).mean()
    assert np.hypot(east, north) < 0.01
    assert middle_of(degrees[::-1]) == (longitude, latitude)


def test_the_middle_by_hand():
    assert middle_of(np.array([[130.0, 33]])) == pytest.approx((130, 33))
    # the shortest way between two places on a parallel runs north of it
    half = GEOD.inv(130, 33, 132, 33)
    lon, lat, _ = GEOD.fwd(130, 33, half[0], half[2] / 2)
    assert middle_of(np.array([[130.0, 33], [132, 33]])) == pytest.approx((lon, lat), abs=1e-7)


def test_the_middle_across_the_date_line():
    longitude, _ = middle_of(np.array([[179.5, 10], [-179.5, 10]]))
    assert abs(longitude) == pytest.approx(180)
