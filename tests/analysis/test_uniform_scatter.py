from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree
from shapely import box

from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.points import nearest_neighbor, nearest_neighbor_index, ripley, ripley_l
from clustermap.analysis.points.geocentric import geocentric
from clustermap.analysis.points.pair_distances import counts_around
from clustermap.analysis.points.scatter_land import ScatterLand
from clustermap.errors import DataError

REFERENCE = Path(__file__).parent / "reference" / "concentration"
WINDOW = gpd.GeoSeries([box(-10_000, -6_000, 10_000, 6_000)], crs="EPSG:6677")
# an island, a mainland with a bay: 2 polygons in degrees
LAND = gpd.GeoSeries(
    [box(130, 33, 133, 35).difference(box(131, 34, 132, 35)), box(133.5, 32, 134, 33)],
    crs="EPSG:6668",
)


@pytest.fixture(scope="module")
def points() -> gpd.GeoSeries:
    table = pd.read_csv(REFERENCE / "points.csv")
    return gpd.GeoSeries.from_xy(table["x"], table["y"], crs="EPSG:6677").to_crs("EPSG:6668")


def in_english(found) -> str:
    return "; ".join(text["en"] for text in found.approximations)


def reference(measure: str) -> pd.Series:
    table = pd.read_csv(REFERENCE / "values_r.csv")
    return table[table["measure"] == measure].set_index("key")["value"]


def thrown(n: int, seed: int) -> gpd.GeoSeries:
    degrees = ScatterLand(LAND).throw(n, np.random.default_rng(seed))
    return gpd.GeoSeries.from_xy(*degrees.T, crs="EPSG:6668")


def test_ripley_agrees_with_spatstat(points):
    k, other = reference("ripley_k"), reference("besag_l")
    found = ripley_l(points, WINDOW, k.index.astype(float), simulations=19).curve
    # the plane's scale is 0.9999 there
    assert found["k"].to_numpy() == pytest.approx(k.to_numpy(), rel=3e-4)
    assert found["l"].to_numpy() == pytest.approx(other.to_numpy(), rel=3e-4)


def test_nearest_neighbor_agrees_with_spatstat(points):
    other = reference("nearest")
    found = nearest_neighbor_index(points, WINDOW, simulations=99)
    assert found.mean_distance_km == pytest.approx(other["mean"], rel=2e-4)
    assert found.analytic_index == pytest.approx(other["clark_evans"], rel=2e-4)
    assert found.area_km2 == pytest.approx(240, rel=3e-4)


def test_expected_distance_is_the_textbook_one_without_edges_in_sight():
    # 0.5 sqrt(area / n) and Donnelly's correction for the edge of a rectangle
    found = nearest_neighbor_index(thrown_in(WINDOW, 200), WINDOW, simulations=400)
    plain = 0.5 * np.sqrt(240 / 200)
    edge = plain + (0.0514 + 0.041 / np.sqrt(200)) * 64 / 200
    assert found.expected_km == pytest.approx(edge, rel=0.01)
    assert float(found) == found.index


def thrown_in(land: gpd.GeoSeries, n: int) -> gpd.GeoSeries:
    return gpd.GeoSeries.from_xy(
        *ScatterLand(land).throw(n, np.random.default_rng(5)).T, crs="EPSG:6668"
    )


def test_pairs_by_hand():
    # three places on a meridian, 10 and 30 km apart
    south = 33.0
    points = gpd.GeoSeries.from_xy(
        [131] * 3, [south, south + 10 / 110.915, south + 40 / 110.92], crs=6668
    )
    found = ripley_l(points, LAND, [5, 15, 35, 45], simulations=19)
    pairs = found.curve["k"] * 6 / found.area_km2
    assert pairs.tolist() == pytest.approx([0, 2, 4, 6])
    index = nearest_neighbor_index(points, LAND, simulations=19)
    assert index.mean_distance_km == pytest.approx((10 + 10 + 30) / 3, rel=1e-3)


def test_the_null_keeps_its_level_on_an_archipelago():
    low_index = low_l = 0
    for seed in range(60):
        points = thrown(30, seed)
        low_index += nearest_neighbor_index(points, LAND, simulations=99, seed=seed).p_value <= 0.1
        curve = ripley_l(points, LAND, [5, 20, 60], simulations=99, seed=seed)
        low_l += min(curve.p_clustered, curve.p_dispersed) <= 0.05
    assert low_index <= 13
    assert low_l <= 13


def test_clusters_and_rows_are_told_apart():
    rng = np.random.default_rng(0)
    close = gpd.GeoSeries.from_xy(*rng.normal([130.5, 33.5], 0.02, (40, 2)).T, crs=6668)
    east = np.tile(np.linspace(130.1, 132.9, 12), 5)
    row = gpd.GeoSeries.from_xy(east, np.repeat(np.linspace(33.1, 33.9, 5), 12), crs=6668)
    clustered = nearest_neighbor_index(close, LAND, simulations=99)
    assert clustered.index < clustered.lower
    assert clustered.p_value == 0.02
    assert ripley_l(close, LAND, [5, 10], simulations=99).p_clustered == 0.01
    regular = nearest_neighbor_index(row, LAND, simulations=99)
    assert regular.index > regular.upper
    assert ripley_l(row, LAND, [5, 10], simulations=99).p_dispersed <= 0.05


def test_order_of_rows_does_not_matter():
    points = thrown(40, 1)
    for run in (
        lambda p: nearest_neighbor_index(p, LAND, simulations=39, seed=2),
        lambda p: ripley_l(p, LAND, [10, 50], simulations=39, seed=2).curve.to_csv(),
    ):
        assert run(points) == run(points.iloc[::-1])


def test_coincident_points():
    points = gpd.GeoSeries.from_xy([131, 131, 131], [33.5] * 3, crs=6668)
    assert nearest_neighbor_index(points, LAND, simulations=19).index == 0
    with pytest.warns(DegenerateInputWarning, match="coincide"):
        found = ripley_l(points, LAND, [1, 10], simulations=19)
    assert found.curve["k"].to_numpy() == pytest.approx(found.area_km2)


def test_unusable_input_is_refused():
    one = gpd.GeoSeries.from_xy([131], [33], crs=6668)
    with pytest.raises(DataError, match="2 or more"):
        nearest_neighbor_index(one, LAND)
    with pytest.raises(DataError, match="2 or more"):
        ripley_l(one, LAND, [1])
    points = thrown(5, 0)
    for distances in ([2, 1], [], [-1], [np.nan]):
        with pytest.raises(DataError, match="distances"):
            ripley_l(points, LAND, distances)
    with pytest.raises(DataError, match="simulations is 5"):
        nearest_neighbor_index(points, LAND, simulations=5)


def test_progress_is_told():
    told = []
    ripley_l(thrown(5, 0), LAND, [10], simulations=20, progress=lambda *now: told.append(now))
    assert told == [(10, 20), (20, 20)]


def towns(n: int, seed: int) -> gpd.GeoSeries:
    rng = np.random.default_rng(seed)
    middles = rng.uniform([130.2, 33.1], [132.8, 33.9], (8, 2))
    return gpd.GeoSeries.from_xy(
        *(middles[rng.integers(0, 8, n)] + rng.normal(0, 0.05, (n, 2))).T, crs=6668
    )


def test_small_numbers_are_measured_in_full():
    found = ripley_l(thrown(50, 0), LAND, [10], simulations=19)
    assert found.method == "exact"
    assert found.approximations == ()
    assert "standard_error" not in found.curve
    near = nearest_neighbor_index(thrown(50, 0), LAND, simulations=99)
    assert near.simulations == 99
    assert near.approximations == ()


def test_a_sample_of_reference_points_errs_by_its_standard_error():
    points = towns(1500, 0)
    exact = ripley_l(points, LAND, [3, 20, 80], simulations=19).curve["l"].to_numpy()
    z = []
    for seed in range(40):
        found = ripley_l(points, LAND, [3, 20, 80], simulations=19, method="sample", seed=seed)
        z.append((found.curve["l"] - exact) / found.curve["standard_error"])
    z = np.array(z)
    # 40 drawings: the mean of z within 4 of its own standard errors, its spread near 1
    assert (np.abs(z.mean(axis=0)) < 4 / np.sqrt(40)).all()
    assert ((z.std(axis=0) > 0.65) & (z.std(axis=0) < 1.45)).all()


def test_5000_points_sampled_and_in_full():
    points = towns(5000, 1)
    exact = ripley_l(points, LAND, [5, 50], simulations=19, method="exact")
    found = ripley_l(points, LAND, [5, 50], simulations=19, method="sample")
    gap = np.abs(found.curve["l"] - exact.curve["l"])
    assert (gap < 4 * found.curve["standard_error"]).all()
    assert "500 of 5,000 points drawn at random (seed 0)" in in_english(found)
    assert found.curve["mean"].to_numpy() == pytest.approx(exact.curve["mean"], rel=0.02)
    assert found.p_clustered == exact.p_clustered == 0.05


def test_neighbors_of_some_points_are_counted_as_those_of_all():
    xyz = geocentric(ScatterLand(LAND).throw(3000, np.random.default_rng(8)))
    chords = np.array([0.5, 5, 40, 150])
    tree = cKDTree(xyz)
    for references in (1, 150, 3000):
        true = cKDTree(xyz[:references]).count_neighbors(tree, chords) - references
        found = counts_around(xyz, references, chords)
        assert found == pytest.approx(true, rel=2e-4, abs=4)


def test_a_sample_of_reference_points_keeps_the_level_of_the_test():
    low = 0
    for seed in range(60):
        curve = ripley_l(
            thrown(300, seed), LAND, [5, 20, 60], simulations=99, method="sample", seed=seed
        )
        assert curve.method == "sample"
        low += min(curve.p_clustered, curve.p_dispersed) <= 0.05
    # two one-sided tests at 5 %: 6 of 60 expected
    assert 1 <= low <= 13


def test_order_of_rows_does_not_matter_to_the_sample():
    points = towns(600, 2)
    curves = [
        ripley_l(p, LAND, [10, 50], simulations=19, method="sample").curve
        for p in (points, points.iloc[::-1])
    ]
    pd.testing.assert_frame_equal(*curves, check_exact=True)


def test_very_many_points_are_thrown_less_often(monkeypatch):
    points = towns(800, 3)
    full = nearest_neighbor_index(points, LAND, simulations=600)
    monkeypatch.setattr(nearest_neighbor, "_MOST_THROWS", 800 * 120)
    few = nearest_neighbor_index(points, LAND, simulations=600)
    assert few.simulations == 120
    assert "120 of the 600 simulations" in in_english(few)
    assert "p is at least 0.017" in in_english(few)
    stated = float(in_english(few).split("known to ")[1].split("%")[0]) / 100
    error = np.hypot(stated, stated * np.sqrt(120 / 600))
    assert abs(few.expected_km / full.expected_km - 1) < 4 * error
    assert few.mean_distance_km == full.mean_distance_km
    assert few.p_value == 2 / 121
    assert nearest_neighbor_index(points, LAND, simulations=150, method="exact").simulations == 150
    monkeypatch.setattr(nearest_neighbor, "_MOST_THROWS", 1)
    assert nearest_neighbor_index(points, LAND, simulations=600).simulations == 99


def test_many_points_are_sampled_and_very_many_thrown_less_often_too(monkeypatch):
    points = towns(800, 3)
    monkeypatch.setattr(ripley, "_EXACT_PAIRS", 1e6)
    monkeypatch.setattr(ripley, "_SAMPLED_PAIRS", 800 * 200 * 110)
    found = ripley_l(points, LAND, [10, 50], simulations=300)
    assert (found.method, found.simulations) == ("sample", 110)
    assert "200 of 800 points" in in_english(found)
    assert "110 of the 300 simulations asked for: p is at least 0.009" in in_english(found)
