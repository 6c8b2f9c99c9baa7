from __future__ import annotations

import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.points import m_function
from clustermap.errors import DataError

# the package's m_function is the function of that name
module = sys.modules["clustermap.analysis.points.m_function"]

GEOD = Geod(ellps="GRS80")


def in_english(found) -> str:
    return "; ".join(text["en"] for text in found.approximations)


def series(degrees: np.ndarray) -> gpd.GeoSeries:
    return gpd.GeoSeries.from_xy(*degrees.T, crs="EPSG:6668")


def sites(n: int, seed: int = 0) -> gpd.GeoSeries:
    rng = np.random.default_rng(seed)
    city = rng.normal([139.7, 35.7], 0.2, (n // 2, 2))
    return series(np.vstack([city, rng.uniform([136, 34.5], [141, 37], (n - n // 2, 2))]))


def brute_force(
    points: gpd.GeoSeries,
    controls: gpd.GeoSeries,
    at: list[float],
    w: np.ndarray | None = None,
    v: np.ndarray | None = None,
) -> list[float]:
    """Marcon and Puech's formula, plant by plant."""
    x = np.concatenate([points.x, controls.x])
    y = np.concatenate([points.y, controls.y])
    s, n = len(points), len(x)
    weight = np.concatenate([np.ones(s) if w is None else w, np.ones(n - s) if v is None else v])
    found = []
    for r in at:
        top = bottom = 0.0
        for i in range(s):
            same = every = 0.0
            for j in range(n):
                if j != i and GEOD.inv(x[i], y[i], x[j], y[j])[2] / 1000 <= r:
                    every += weight[j]
                    same += weight[j] * (j < s)
            if every > 0:
                top += same / every
                bottom += (weight[:s].sum() - weight[i]) / (weight.sum() - weight[i])
        found.append(top / bottom if bottom else np.nan)
    return found


@pytest.mark.parametrize("weighted", [False, True])
def test_from_the_papers_formula(weighted):
    points, controls = sites(25), sites(60, 1)
    rng = np.random.default_rng(0)
    w, v = (rng.lognormal(2, 1, 25), rng.lognormal(2, 1, 60)) if weighted else (None, None)
    at = [5, 12.5, 40, 130, 600]
    found = m_function(points, controls, w, at, simulations=19, control_weights=v)
    assert found.curve["m"].to_numpy() == pytest.approx(brute_force(points, controls, at, w, v))
    assert found.weighted is weighted


def test_by_hand():
    # on a parallel at 0, 1 and 2.5 km: plants; at 2 km another firm
    lon = [GEOD.fwd(138, 36, 90, 1000 * km)[0] for km in (0, 1, 2.5, 2)]
    points, other = series(np.array([[x, 36] for x in lon[:3]])), series(np.array([[lon[3], 36]]))
    found = m_function(points, other, distances=[0.6, 1.05, 1.55, 9], simulations=19)
    # overall: 2 of the 3 others are plants
    # within 0.6 km: only the third plant has a neighbor, the firm: 0
    # within 1.05 km: first 1/1, second 1/2, third 0/1: 0.5 over 2/3
    # within 1.55 km: first 1/1, second 2/3, third 1/2
    expected = [0, 0.5 * 1.5, (1 + 2 / 3 + 1 / 2) / 3 * 1.5, 1]
    assert found.curve["m"].to_numpy() == pytest.approx(expected)
    assert found.curve["points_with_neighbors"].tolist() == [1, 3, 3, 3]


def test_neighbors_at_the_same_place_count_and_oneself_does_not():
    park = np.tile([[138.0, 36.0]], (4, 1))
    far = np.array([[139.0, 36.0], [140.0, 36.0]])
    found = m_function(
        series(park[:3]), series(np.vstack([park[3:], far])), distances=[0, 1], simulations=19
    )
    # around each plant 2 of 3 are plants; overall 2 of 5
    assert found.curve["m"].to_numpy() == pytest.approx((2 / 3) / (2 / 5))


def test_everything_within_reach_gives_one():
    found = m_function(sites(30), sites(40, 1), distances=[5000], simulations=19)
    assert found.curve["m"].iloc[0] == pytest.approx(1)
    w, v = np.arange(1, 31), np.arange(1, 41)
    found = m_function(sites(30), sites(40, 1), w, [5000], 19, control_weights=v)
    assert found.curve["m"].iloc[0] == pytest.approx(1)


def test_one_is_the_mean_under_random_labels():
    found = m_function(sites(60), sites(200, 1), distances=[10, 40, 120], simulations=800)
    spread = (found.curve["upper_local"] - found.curve["lower_local"]) / 3.92 / np.sqrt(800)
    assert (np.abs(found.curve["mean"] - 1) < 4 * spread).all()


@pytest.mark.parametrize("weighted", [False, True])
def test_random_labels_leave_the_bands_at_the_nominal_rate(weighted):
    everything = sites(150)
    rng = np.random.default_rng(1)
    above = outside = 0
    for run in range(120):
        order = rng.permutation(150)
        points, controls = everything.iloc[order[:30]], everything.iloc[order[30:]]
        w, v = (rng.lognormal(0, 1, 30), rng.lognormal(0, 1, 120)) if weighted else (None, None)
        found = m_function(
            points, controls, w, [5, 10, 20, 50, 100], 79, control_weights=v, seed=run, workers=1
        )
        above += found.p_concentration <= 0.05
        curve = found.curve
        outside += (
            (curve["m"] > curve["upper_global"]) | (curve["m"] < curve["lower_global"])
        ).any()
    # 6 of 120 expected; more than 13 in 0.3 % of such tests
    assert above <= 13
    assert 1 <= outside <= 13


def test_a_cluster_is_found_over_and_above_the_city():
    rng = np.random.default_rng(0)
    found = m_function(
        series(rng.normal([137, 36], 0.05, (30, 2))),
        sites(300),
        distances=[5, 20, 60],
        simulations=199,
    )
    assert (found.curve["m"] > found.curve["upper_global"]).all()
    assert found.p_concentration == 1 / 200


def test_controls_with_and_without_the_points_are_the_same_question():
    everything = sites(80)
    frame = gpd.GeoDataFrame({"jobs": np.arange(1, 81)}, geometry=everything)
    points, rest = frame.iloc[10:30], frame.drop(index=range(10, 30))
    one = m_function(points, frame, "jobs", [10, 50], simulations=39)
    two = m_function(points, rest, "jobs", [10, 50], simulations=39)
    assert one.controls_include_points
    assert not two.controls_include_points
    pd.testing.assert_frame_equal(one.curve, two.curve, check_exact=True)
    plain = m_function(points, rest, [1.0] * 20, [10, 50], simulations=39)
    assert plain.curve["m"].to_numpy() == pytest.approx(
        m_function(points, rest, None, [10, 50], 39).curve["m"]
    )


def test_unit_of_weights_does_not_matter():
    points, controls = sites(30), sites(60, 1)
    w, v = np.arange(1.0, 31), np.arange(1.0, 61)
    one = m_function(points, controls, w, [10, 60], 39, control_weights=v)
    two = m_function(points, controls, 1000 * w, [10, 60], 39, control_weights=1000 * v)
    for column in ("m", "upper_global"):
        assert two.curve[column].to_numpy() == pytest.approx(one.curve[column], rel=1e-5)


def test_same_bytes_for_any_order_and_number_of_threads():
    points, controls = sites(60), sites(90, 1)
    w, v = pd.Series(np.arange(1.0, 61)), pd.Series(np.arange(1.0, 91))
    first = m_function(points, controls, w, [10, 50], 300, control_weights=v, workers=1)
    again = m_function(
        points.iloc[::-1], controls.iloc[::-1], w, [10, 50], 300, control_weights=v, workers=3
    )
    pd.testing.assert_frame_equal(first.curve, again.curve, check_exact=True)


def test_default_distances_reach_a_quarter_of_the_median():
    points, controls = sites(40), sites(60, 1)
    found = m_function(points, controls, simulations=39)
    x, y = np.concatenate([points.x, controls.x]), np.concatenate([points.y, controls.y])
    i, j = np.triu_indices(100, 1)
    median = np.median(GEOD.inv(x[i], y[i], x[j], y[j])[2]) / 1000
    assert found.curve["distance_km"].iloc[-1] == pytest.approx(median / 4, rel=1e-4)
    assert len(found.curve) == 20


def test_no_neighbors_at_short_distances_is_nan_with_a_warning():
    points = series(np.array([[137.0, 35.0], [138, 36], [139, 36]]))
    controls = series(np.array([[137.5, 35.5], [140, 36.5]]))
    with pytest.warns(DegenerateInputWarning, match="no point has a neighbor|No point"):
        found = m_function(points, controls, distances=[1, 500], simulations=19)
    assert np.isnan(found.curve["m"].iloc[0])
    assert found.curve["m"].iloc[1] == pytest.approx(1, rel=0.5)


def test_unusable_input_is_refused():
    everything = sites(20)
    with pytest.raises(DataError, match="2 or more"):
        m_function(everything.iloc[:1], everything)
    with pytest.raises(DataError, match="no site but the points"):
        m_function(everything, everything)
    with pytest.raises(DataError, match="distances do not increase"):
        m_function(everything.iloc[:5], everything, distances=[5, 5])
    with pytest.raises(DataError, match="distances are zero"):
        m_function(
            series(np.tile([[138.0, 36.0]], (5, 1))), series(np.tile([[138.0, 36.0]], (6, 1)))
        )
    with pytest.raises(DataError, match="no column 'jobs'"):
        m_function(everything.iloc[:5], everything, weights="jobs")


def clustered(n: int, seed: int) -> gpd.GeoSeries:
    """Plants of which a third are in a valley of their own."""
    rng = np.random.default_rng(seed)
    rest = sites(n - n // 3, seed + 1)
    valley = rng.normal([138, 36], [0.3, 0.05], (n // 3, 2))
    return series(np.vstack([valley, np.column_stack([rest.x, rest.y])]))


def test_small_numbers_are_measured_in_full():
    found = m_function(sites(60), sites(200, 1), distances=[10, 50], simulations=19)
    assert found.method == "exact"
    assert found.approximations == ()
    assert "standard_error" not in found.curve


@pytest.mark.parametrize("weighted", [False, True])
def test_a_sample_of_places_errs_by_its_standard_error(weighted):
    points, controls = clustered(400, 0), sites(800, 9)
    rng = np.random.default_rng(3)
    w, v = (rng.lognormal(0, 1, 400), rng.lognormal(0, 1, 800)) if weighted else (None, None)
    given = (points, controls, w, [5, 20, 80], 19)
    exact = m_function(*given, control_weights=v, method="exact").curve["m"].to_numpy()
    errors = []
    for seed in range(40):
        found = m_function(*given, control_weights=v, method="sample", seed=seed, workers=1)
        assert found.method == "sample"
        errors.append((found.curve["m"] - exact) / found.curve["standard_error"])
    z = np.array(errors)
    # 40 drawings: the mean of z within 4 of its own standard errors, its spread near 1
    assert (np.abs(z.mean(axis=0)) < 4 / np.sqrt(40)).all()
    assert ((z.std(axis=0) > 0.65) & (z.std(axis=0) < 1.45)).all()
    assert np.abs(z).max() < 4.5


def test_5000_points_sampled_and_in_full():
    given = (clustered(5000, 0), sites(5000, 9), None, [10, 50], 39)
    exact = m_function(*given, method="exact")
    found = m_function(*given, method="sample")
    gap = np.abs(found.curve["m"] - exact.curve["m"])
    assert (gap < 4 * found.curve["standard_error"]).all()
    stated = float(in_english(found).split("at most ")[1].split("%")[0])
    largest = (100 * found.curve["standard_error"] / found.curve["m"]).max()
    assert stated == pytest.approx(largest, rel=0.06)
    assert 0 < stated < 5
    assert "1,000 of 10,000 sites drawn at random (seed 0)" in in_english(found)
    assert found.p_concentration == exact.p_concentration == 1 / 40


@pytest.mark.parametrize("weighted", [False, True])
def test_a_sample_of_places_keeps_the_level_of_the_test(weighted):
    everything = sites(400)
    rng = np.random.default_rng(5)
    above = outside = 0
    for run in range(120):
        order = rng.permutation(400)
        points, controls = everything.iloc[order[:250]], everything.iloc[order[250:]]
        w, v = (rng.lognormal(0, 1, 250), rng.lognormal(0, 1, 150)) if weighted else (None, None)
        found = m_function(
            points,
            controls,
            w,
            [10, 40],
            39,
            control_weights=v,
            method="sample",
            seed=run,
            workers=1,
        )
        above += found.p_concentration <= 0.05
        curve = found.curve
        outside += (
            (curve["m"] > curve["upper_global"]) | (curve["m"] < curve["lower_global"])
        ).any()
    # 6 of 120 expected; more than 13 in 0.3 % of such tests
    assert 1 <= above <= 13
    assert outside <= 13


def test_auto_samples_places_where_pairs_are_very_many(monkeypatch):
    points, controls = sites(900), sites(2000, 1)
    monkeypatch.setattr(module, "_EXACT_WORK", 0)
    monkeypatch.setattr(module, "_FEW_WORK", 0)
    monkeypatch.setattr(module, "_SAMPLED_WORK", 1e6)
    found = m_function(points, controls, distances=[10, 50], simulations=39)
    assert found.method == "sample"
    # as many places as hold some 200 of the points
    assert 150 < found.curve["points_with_neighbors"].iloc[-1] < 300
    again = m_function(points.iloc[::-1], controls, distances=[10, 50], simulations=39, workers=3)
    pd.testing.assert_frame_equal(found.curve, again.curve, check_exact=True)


def test_few_points_among_many_sites_by_tree_are_exact(monkeypatch):
    given = (clustered(90, 0), sites(3000, 1), None, [0.5, 10, 50], 99)
    plain = m_function(*given)
    monkeypatch.setattr(module, "_EXACT_WORK", 0)
    found = m_function(*given)
    assert found.method == "exact"
    for column in plain.curve:
        assert found.curve[column].to_numpy() == pytest.approx(plain.curve[column], rel=1e-5)
    assert found.p_concentration == plain.p_concentration
    assert found.curve["m"].to_numpy() == pytest.approx(plain.curve["m"], rel=1e-12)
