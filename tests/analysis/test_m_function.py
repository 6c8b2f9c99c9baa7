from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.point_pattern import m_function
from clustermap.errors import DataError

GEOD = Geod(ellps="GRS80")


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
