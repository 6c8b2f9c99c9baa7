from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.points import colocation_quotient
from clustermap.errors import DataError

GEOD = Geod(ellps="GRS80")


def frame(degrees: np.ndarray, kinds: list[str] | np.ndarray) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(*np.asarray(degrees, float).T)
    return gpd.GeoDataFrame({"kind": list(kinds)}, geometry=points, crs="EPSG:6668")


def along(kms: list[float]) -> np.ndarray:
    """Places at so many km east along 36 degrees north."""
    return np.array([[GEOD.fwd(138, 36, 90, 1000 * km)[0], 36] for km in kms])


def brute_force(points: gpd.GeoDataFrame) -> pd.Series:
    """Leslie and Kronenfeld's formula, point by point, ties within 1 m shared."""
    x, y, kind = (
        points.geometry.x.to_numpy(),
        points.geometry.y.to_numpy(),
        points["kind"].to_numpy(),
    )
    n, names = len(points), sorted(set(kind))
    count = {(a, b): 0.0 for a in names for b in names}
    for i in range(n):
        others = [j for j in range(n) if j != i]
        km = np.array([GEOD.inv(x[i], y[i], x[j], y[j])[2] for j in others])
        nearest = [j for j, d in zip(others, km, strict=True) if d <= km.min() + 1]
        for j in nearest:
            count[(kind[i], kind[j])] += 1 / len(nearest)
    sizes = {a: int((kind == a).sum()) for a in names}
    return pd.Series(
        {
            (a, b): (count[(a, b)] / sizes[a]) / ((sizes[b] - (a == b)) / (n - 1))
            for a in names
            for b in names
            if sizes[b] - (a == b)
        }
    )


def test_by_hand_and_asymmetric():
    # tools sit beside a fab; the fab's own nearest neighbor is the other fab
    points = frame(along([0, 1, 3, 100, 101, 103]), ["fab", "fab", "tool", "fab", "fab", "tool"])
    found = colocation_quotient(points, "kind", permutations=99)
    # every tool's neighbor is a fab: (2/2) / (4/5); no fab's is a tool
    assert found.matrix().loc["tool", "fab"] == pytest.approx(1.25)
    assert found.matrix().loc["fab", "tool"] == 0
    assert found.matrix().loc["fab", "fab"] == pytest.approx(1 / (3 / 5))
    assert found.matrix().loc["tool", "tool"] == 0
    # same-kind neighbors: 4 of the expected 4 * 3/5 + 2 * 1/5
    assert found.global_quotient == pytest.approx(4 / 2.8)
    assert found.shared == 0


def test_ties_at_one_coordinate_are_shared():
    # a park of a, b, b at one coordinate, and a lone a nearest to the park
    points = frame(along([0, 0, 0, 5]), ["a", "b", "b", "a"])
    found = colocation_quotient(points, "kind", permutations=99)
    # the park's a: both b. The lone a: a third for the a, two thirds for the b.
    assert found.pairwise.loc[("a", "b"), "neighbors"] == pytest.approx(1 + 2 / 3)
    assert found.pairwise.loc[("a", "a"), "neighbors"] == pytest.approx(1 / 3)
    # each b: half for the a, half for the other b
    assert found.pairwise.loc[("b", "a"), "neighbors"] == pytest.approx(1)
    assert found.pairwise.loc[("b", "b"), "neighbors"] == pytest.approx(1)
    assert found.shared == 4


def test_ties_to_either_side_are_shared():
    points = frame(along([0, 2, 4]), ["b", "a", "c"])
    with pytest.warns(DegenerateInputWarning):
        found = colocation_quotient(points, "kind", permutations=19)
    assert found.pairwise.loc[("a", "b"), "neighbors"] == 0.5
    assert found.pairwise.loc[("a", "c"), "neighbors"] == 0.5
    assert np.isnan(found.global_quotient)
    assert np.isnan(found.global_p_value)


@pytest.mark.parametrize("seed", range(4))
def test_from_the_papers_formula(seed):
    rng = np.random.default_rng(seed)
    degrees = rng.uniform([136, 34], [141, 37], (50, 2))
    # a third of the points share the places of others
    degrees[35:] = degrees[rng.integers(0, 8, 15)]
    points = frame(degrees, rng.choice(["a", "b", "c"], 50, p=[0.5, 0.3, 0.2]))
    found = colocation_quotient(points, "kind", permutations=19).pairwise["quotient"]
    expected = brute_force(points)
    assert found.loc[expected.index].to_numpy() == pytest.approx(expected.to_numpy())


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6))
def test_quotients_average_to_one(seed):
    rng = np.random.default_rng(seed)
    degrees = np.round(rng.uniform([138, 35], [139, 36], (30, 2)), 1)
    kinds = np.array(list("aabb") + list(rng.choice(list("abc"), 24)) + ["c", "c"])
    found = colocation_quotient(frame(degrees, kinds), "kind", permutations=19).pairwise
    own = [a == b for a, b in found.index]
    share = (found["n_to"] - own) / 29
    mean = (share * found["quotient"]).groupby("from").sum()
    assert mean.to_numpy() == pytest.approx(1)
    assert found.groupby("from")["neighbors"].sum().to_numpy() == pytest.approx(
        found.groupby("from")["n_from"].first()
    )


def test_random_categories_keep_the_level_and_the_mean_is_one():
    rng = np.random.default_rng(0)
    small = joint = 0
    quotients = []
    for run in range(100):
        degrees = rng.normal([138, 36], 0.5, (60, 2)).round(1)
        points = frame(degrees, rng.permutation(["a"] * 30 + ["b"] * 20 + ["c"] * 10))
        found = colocation_quotient(points, "kind", permutations=99, seed=run)
        small += (found.pairwise["p_value"] <= 0.05).sum()
        joint += found.global_p_value <= 0.05
        quotients.append(found.pairwise["quotient"])
    assert small / 900 <= 0.065
    assert joint <= 11
    mean = pd.concat(quotients, axis=1)
    error = mean.std(axis=1) / 10
    assert (np.abs(mean.mean(axis=1) - 1) < 4 * error).all()


def test_company_sought_is_significant():
    rng = np.random.default_rng(0)
    fabs = rng.uniform([136, 34], [141, 37], (40, 2))
    tools = fabs + rng.normal(0, 0.005, (40, 2))
    other = rng.uniform([136, 34], [141, 37], (40, 2))
    points = frame(np.vstack([fabs, tools, other]), ["fab"] * 40 + ["tool"] * 40 + ["other"] * 40)
    found = colocation_quotient(points, "kind")
    assert found.pairwise.loc[("tool", "fab"), "p_value"] == 0.002
    assert found.pairwise.loc[("tool", "fab"), "q_value"] <= 0.01
    assert found.matrix().loc["tool", "fab"] > 2.5
    assert found.matrix().loc["other", "fab"] < 1.6
    assert found.global_quotient < found.global_lower


def test_same_bytes_for_any_order():
    rng = np.random.default_rng(3)
    points = frame(rng.normal([138, 36], 0.3, (80, 2)).round(2), rng.choice(list("abc"), 80))
    first = colocation_quotient(points, "kind", permutations=99, seed=1)
    again = colocation_quotient(
        points.iloc[::-1].to_crs("EPSG:6668"), "kind", permutations=99, seed=1
    )
    pd.testing.assert_frame_equal(first.pairwise, again.pairwise, check_exact=True)
    assert first.global_p_value == again.global_p_value
    by_series = colocation_quotient(
        points.geometry, points["kind"].iloc[::-1], permutations=99, seed=1
    )
    pd.testing.assert_frame_equal(first.pairwise, by_series.pairwise, check_exact=True)


def test_all_points_at_one_place():
    points = frame(along([0] * 6), list("aaabbb"))
    found = colocation_quotient(points, "kind", permutations=19)
    assert found.pairwise["quotient"].to_numpy() == pytest.approx(1)
    assert (found.pairwise["p_value"] == 1).all()


def test_a_single_point_of_a_kind_is_nan_with_a_warning():
    points = frame(along([0, 1, 5]), ["a", "b", "b"])
    with pytest.warns(DegenerateInputWarning):
        found = colocation_quotient(points, "kind", permutations=19)
    assert np.isnan(found.matrix().loc["a", "a"])
    assert np.isnan(found.pairwise.loc[("a", "a"), "p_value"])
    assert found.matrix().loc["a", "b"] == pytest.approx(1)


def test_unusable_input_is_refused():
    points = frame(along([0, 1]), ["a", "a"])
    with pytest.raises(DataError, match="one category"):
        colocation_quotient(points, "kind")
    with pytest.raises(DataError, match="no column 'sector'"):
        colocation_quotient(points, "sector")
    with pytest.raises(DataError, match="no category"):
        colocation_quotient(points, ["a", None])
    with pytest.raises(DataError, match="3 categories for 2"):
        colocation_quotient(points, ["a", "b", "b"])
    with pytest.raises(DataError, match="2 or more"):
        colocation_quotient(points.iloc[:1], "kind")
