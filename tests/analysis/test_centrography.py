from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.points import mean_center, standard_ellipse
from clustermap.errors import DataError

REFERENCE = Path(__file__).parent / "reference" / "concentration"
GEOD = Geod(ellps="GRS80")


def series(degrees: list[list[float]] | np.ndarray) -> gpd.GeoSeries:
    return gpd.GeoSeries.from_xy(*np.transpose(degrees), crs="EPSG:6668")


@pytest.fixture(scope="module")
def plane() -> gpd.GeoSeries:
    table = pd.read_csv(REFERENCE / "points.csv")
    return gpd.GeoSeries.from_xy(table["x"], table["y"], crs="EPSG:6677")


def spread(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.multivariate_normal([138, 36], [[4, 2], [2, 3]], 60)


def test_center_and_distance_agree_with_pointpats(plane):
    table = pd.read_csv(REFERENCE / "values_python.csv").set_index(["measure", "key"])["value"]
    found = mean_center(plane)
    xy = pd.read_csv(REFERENCE / "points.csv").mean()
    assert (found.x, found.y) == pytest.approx((xy["x"], xy["y"]), abs=0.1)
    expected = table[("ellipse", "standard_distance")]
    assert found.standard_distance_km == pytest.approx(expected, rel=3e-4)


def test_ellipse_agrees_with_pointpats(plane):
    table = pd.read_csv(REFERENCE / "values_python.csv").set_index(["measure", "key"])["value"]
    found = standard_ellipse(plane, convention="crimestat")
    assert found.semi_major_km == pytest.approx(table[("ellipse", "axis_x")], rel=3e-4)
    assert found.semi_minor_km == pytest.approx(table[("ellipse", "axis_y")], rel=3e-4)
    # there, the long axis' angle north of east, in radians; the plane's north is true north near
    # its origin
    east_west = (90 - np.degrees(table[("ellipse", "angle")])) % 180
    assert found.rotation_degrees == pytest.approx(east_west, abs=0.2)


def test_displacements_from_the_center_balance():
    degrees = spread()
    weights = np.random.default_rng(1).uniform(1, 9, 60)
    for w in (None, weights):
        found = mean_center(series(degrees), w)
        azimuth, _, metres = GEOD.inv(
            np.full(60, found.longitude), np.full(60, found.latitude), *degrees.T
        )
        own = np.ones(60) if w is None else w
        east = (own * metres * np.sin(np.radians(azimuth))).sum() / own.sum()
        north = (own * metres * np.cos(np.radians(azimuth))).sum() / own.sum()
        assert np.hypot(east, north) < 0.01
        root = np.sqrt((own * metres**2).sum() / own.sum()) / 1000
        assert found.standard_distance_km == pytest.approx(root)


def test_center_by_hand():
    assert mean_center(series([[130, 33]])).longitude == pytest.approx(130)
    middle = mean_center(series([[130, 33], [132, 33]]))
    assert middle.longitude == pytest.approx(131)
    # the shortest way between two places on a parallel runs north of it
    half = GEOD.inv(130, 33, 132, 33)
    lon, lat, _ = GEOD.fwd(130, 33, half[0], half[2] / 2)
    assert (middle.longitude, middle.latitude) == pytest.approx((lon, lat), abs=1e-7)
    assert middle.standard_distance_km == pytest.approx(half[2] / 2000)
    weighted = mean_center(series([[130, 33], [132, 33]]), [3, 1])
    lon, lat, _ = GEOD.fwd(130, 33, half[0], half[2] / 4)
    assert (weighted.longitude, weighted.latitude) == pytest.approx((lon, lat), abs=1e-7)


def test_center_across_the_date_line():
    found = mean_center(series([[179.5, 10], [-179.5, 10]]))
    assert abs(found.longitude) == pytest.approx(180)


def test_ellipse_by_hand():
    # two pairs on the axes of a cross: 30 km north and south, 10 km east and west
    places = [
        GEOD.fwd(138, 36, azimuth, km * 1000)[:2]
        for azimuth, km in ((0, 30), (180, 30), (90, 10), (270, 10))
    ]
    found = standard_ellipse(series(places))
    assert found.semi_major_km == pytest.approx(30 / np.sqrt(2), rel=1e-6)
    assert found.semi_minor_km == pytest.approx(10 / np.sqrt(2), rel=1e-6)
    assert min(found.rotation_degrees, 180 - found.rotation_degrees) < 0.01
    assert found.area_km2 == pytest.approx(np.pi * 300 / 2, rel=1e-6)
    assert found.flattening == pytest.approx(2 / 3)
    # CrimeStat's: sqrt(2 * 4 / 2) times as long
    wide = standard_ellipse(series(places), convention="crimestat")
    assert wide.semi_major_km == pytest.approx(2 * found.semi_major_km)


@pytest.mark.parametrize("turn", [20, 65, 110, 170])
def test_rotation_follows_the_points(turn):
    places = []
    for azimuth, km in ((turn, 30), (turn + 180, 30), (turn + 90, 10), (turn + 270, 10)):
        places.append(GEOD.fwd(138, 36, azimuth, km * 1000)[:2])
    assert standard_ellipse(series(places)).rotation_degrees == pytest.approx(turn, abs=0.01)


def test_the_drawn_ellipse_has_its_area_and_axes():
    found = standard_ellipse(series(spread()))
    polygon = found.ellipse.iloc[0]
    area = abs(GEOD.geometry_area_perimeter(polygon)[0]) / 1e6
    assert area == pytest.approx(found.area_km2, rel=0.01)
    x, y = np.array(polygon.exterior.coords).T
    _, _, metres = GEOD.inv(np.full(x.size, found.longitude), np.full(x.size, found.latitude), x, y)
    assert metres.max() / 1000 == pytest.approx(found.semi_major_km, rel=1e-3)
    assert metres.min() / 1000 == pytest.approx(found.semi_minor_km, rel=1e-3)
    assert found.ellipse.crs == "EPSG:6668"


def test_weights_are_repeats():
    degrees = spread()[:10]
    weights = [1, 2, 3, 1, 2, 3, 1, 2, 3, 4]
    one = standard_ellipse(series(degrees), weights)
    two = standard_ellipse(series(np.repeat(degrees, weights, axis=0)))
    assert one.semi_major_km == pytest.approx(two.semi_major_km)
    assert one.rotation_degrees == pytest.approx(two.rotation_degrees)


def test_order_of_rows_does_not_matter():
    points = series(spread())
    assert mean_center(points) == mean_center(points.iloc[::-1])
    one, two = standard_ellipse(points), standard_ellipse(points.iloc[::-1])
    assert (one.semi_major_km, one.rotation_degrees) == (two.semi_major_km, two.rotation_degrees)


def test_coincident_points():
    points = series([[138, 36]] * 4)
    assert mean_center(points).standard_distance_km == pytest.approx(0, abs=1e-6)
    with pytest.warns(DegenerateInputWarning, match="alike"):
        found = standard_ellipse(points)
    assert np.isnan(found.rotation_degrees)
    assert found.semi_major_km == pytest.approx(0, abs=1e-6)


def test_unusable_input_is_refused():
    with pytest.raises(DataError, match="0 point"):
        mean_center(series(np.empty((0, 2))))
    with pytest.raises(DataError, match="3 or more"):
        standard_ellipse(series([[138, 36], [139, 36]]))
    with pytest.raises(DataError, match="convention"):
        standard_ellipse(series([[138, 36], [139, 36], [140, 36]]), convention="arcgis")
