from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clustermap.analysis.concentration import (
    location_quotient,
    location_quotient_interval,
    strong_clusters,
)
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.errors import DataError

EXAMPLES = settings(deadline=None, max_examples=40)
REFERENCE = Path(__file__).parent / "reference" / "concentration"
TABLES = arrays(np.int64, (4, 3), elements=st.integers(0, 60)).map(
    lambda values: pd.DataFrame(values + 1, index=list("abcd"), columns=list("xyz"))
)


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "counts.csv", index_col="area")


def reference(file: str, measure: str) -> pd.Series:
    table = pd.read_csv(REFERENCE / file)
    return table[table["measure"] == measure].set_index("key")["value"]


def test_quotient_by_hand():
    counts = pd.DataFrame({"x": [10, 0, 30], "y": [10, 20, 130]}, index=list("abc"))
    # 40 of 200 are x: a has 10/20, b 0/20, c 30/160
    found = location_quotient(counts)
    assert found["x"].tolist() == pytest.approx([2.5, 0, 0.9375])
    assert found["y"].tolist() == pytest.approx([0.625, 1.25, 130 / 160 / 0.8])


def test_quotient_agrees_with_segregation(counts):
    found = location_quotient(counts)
    for industry in counts:
        other = reference("values_python.csv", f"location_quotient_{industry}")
        assert found[industry].to_numpy() == pytest.approx(other.loc[counts.index].to_numpy())


def test_all_areas_alike_have_quotient_one():
    counts = pd.DataFrame({"x": [2, 4, 6], "y": [3, 6, 9]})
    assert (location_quotient(counts) == 1).all(axis=None)


@EXAMPLES
@given(TABLES)
def test_quotients_average_to_one_by_area_size(counts):
    found = location_quotient(counts)
    size = counts.sum(axis=1) / counts.to_numpy().sum()
    assert (found.mul(size, axis=0)).sum().to_numpy() == pytest.approx(1)


@EXAMPLES
@given(TABLES, st.permutations(range(4)), st.floats(0.01, 100))
def test_order_and_unit_do_not_matter(counts, order, unit):
    found = location_quotient(counts.iloc[order] * unit)
    pd.testing.assert_frame_equal(found.loc[counts.index], location_quotient(counts))


def test_zero_totals_are_nan_with_a_warning():
    counts = pd.DataFrame({"x": [1, 0], "y": [2, 0], "never": [0, 0]}, index=["a", "empty"])
    with pytest.warns(DegenerateInputWarning, match="2 area"):
        found = location_quotient(counts)
    assert found.loc["empty"].isna().all()
    assert found["never"].isna().all()
    assert found.loc["a", ["x", "y"]].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("counts", "cause"),
    [
        (pd.DataFrame({"x": [1, np.nan]}), "1 blank value"),
        (pd.DataFrame({"x": [1, -2]}), "negative"),
        (pd.DataFrame({"x": [1, np.inf]}), "infinite"),
        (pd.DataFrame({"x": ["1", "x"]}), "other than numbers"),
        (pd.DataFrame({"x": [1, 2]}, index=["a", "a"]), "more than once"),
        (pd.DataFrame(), "no rows"),
        ([[1, 2]], "not a table"),
    ],
)
def test_unusable_tables_are_refused(counts, cause):
    with pytest.raises(DataError, match=cause):
        location_quotient(counts)


def test_exact_interval_agrees_with_r(counts):
    found = location_quotient_interval(counts).xs("v", level="industry")
    share = counts["v"].sum() / counts.to_numpy().sum()
    for end in ("lower", "upper"):
        other = reference("values_r.csv", f"clopper_pearson_{end}") / share
        assert found[end].to_numpy() == pytest.approx(other.loc[found.index].to_numpy(), rel=1e-9)


def test_exact_interval_by_hand():
    # none of 10: upper end of the share is 1 - 0.025^(1/10); all of 10: lower end 0.025^(1/10)
    counts = pd.DataFrame({"x": [0, 10], "y": [10, 0]}, index=["none", "all"])
    found = location_quotient_interval(counts)
    assert found.loc[("none", "x"), "lower"] == 0
    assert found.loc[("none", "x"), "upper"] == pytest.approx((1 - 0.025**0.1) / 0.5)
    assert found.loc[("all", "x"), "lower"] == pytest.approx(0.025**0.1 / 0.5)
    assert found.loc[("all", "x"), "upper"] == pytest.approx(2)
    # P(X = 0) for 10 tosses of a coin, twice
    assert found["p_value"].to_numpy() == pytest.approx(2 * 0.5**10)


def test_interval_agrees_with_scipy_for_the_dartboard(counts):
    from scipy.stats import binomtest

    found = location_quotient_interval(counts, level=0.9, condition="industry")
    for area, industry in [("a00", "v"), ("a02", "y"), ("a05", "z"), ("a07", "w")]:
        share = counts.loc[area].sum() / counts.to_numpy().sum()
        test = binomtest(int(counts.loc[area, industry]), int(counts[industry].sum()), share)
        ends = test.proportion_ci(0.9, "exact")
        row = found.loc[(area, industry)]
        assert row["lower"] == pytest.approx(ends.low / share, rel=1e-9)
        assert row["upper"] == pytest.approx(ends.high / share, rel=1e-9)
        tails = [
            binomtest(test.k, test.n, share, alternative=side).pvalue
            for side in ("less", "greater")
        ]
        assert row["p_value"] == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)


def test_monte_carlo_interval_is_near_the_exact_one_in_a_large_nation():
    counts = pd.DataFrame({"x": [12, 30, 4958], "y": [88, 170, 44742]}, index=list("abc"))
    exact = location_quotient_interval(counts)
    drawn = location_quotient_interval(counts, method="monte_carlo", simulations=20_000)
    for end in ("lower", "upper"):
        # the exact interval is the wider of the two
        assert drawn[end].iloc[:4].to_numpy() == pytest.approx(exact[end].iloc[:4], rel=0.08)
    assert (drawn["lower"] >= exact["lower"] * 0.99).iloc[:4].all()


def test_monte_carlo_interval_of_jeffreys_posterior():
    from scipy.stats import beta

    # where the rest of the nation is huge its share is as good as known
    counts = pd.DataFrame({"x": [3, 10**9], "y": [7, 10**9]}, index=["a", "rest"])
    drawn = location_quotient_interval(counts, method="monte_carlo", simulations=100_000)
    expected = beta.ppf([0.025, 0.975], 3.5, 7.5) / 0.5
    assert drawn.loc[("a", "x"), ["lower", "upper"]].to_numpy() == pytest.approx(expected, rel=0.02)


def test_interval_covers_the_truth_and_the_test_keeps_its_level():
    rng = np.random.default_rng(1)
    chance = 0.1
    inside = rejected = trials = 0
    for _ in range(60):
        x = rng.binomial(20, chance, 40)
        rest = 100_000
        counts = pd.DataFrame({"x": [*x, rest * chance], "y": [*(20 - x), rest * (1 - chance)]})
        found = location_quotient_interval(counts).xs("x", level="industry").iloc[:40]
        inside += ((found["lower"] <= 1) & (found["upper"] >= 1)).sum()
        rejected += (found["p_value"] < 0.05).sum()
        trials += 40
    assert inside / trials >= 0.95
    assert rejected / trials <= 0.05


@pytest.mark.parametrize("method", ["exact", "monte_carlo"])
def test_interval_is_reproducible_in_any_order(counts, method):
    first = location_quotient_interval(counts, method=method, simulations=500, seed=3)
    again = location_quotient_interval(
        counts.iloc[::-1, ::-1], method=method, simulations=500, seed=3
    )
    pd.testing.assert_frame_equal(first, again.loc[first.index], check_exact=True)


def test_interval_contains_the_quotient_and_falls_to_nan_with_its_area(counts):
    counts = counts.copy()
    counts.loc["empty"] = 0
    with pytest.warns(DegenerateInputWarning):
        found = location_quotient_interval(counts)
    assert (
        found.loc["empty", ["location_quotient", "lower", "upper", "p_value"]].isna().all(axis=None)
    )
    rest = found.drop(index="empty", level="area")
    assert (rest["lower"] <= rest["location_quotient"]).all()
    assert (rest["upper"] >= rest["location_quotient"]).all()
    assert (rest["q_value"] >= rest["p_value"]).all()


def test_q_values_agree_with_scipy(counts):
    from scipy.stats import false_discovery_control

    found = location_quotient_interval(counts)
    assert found["q_value"].to_numpy() == pytest.approx(false_discovery_control(found["p_value"]))


def test_interval_refuses_what_is_no_count():
    with pytest.raises(DataError, match="whole numbers"):
        location_quotient_interval(pd.DataFrame({"x": [0.5, 1]}))
    with pytest.raises(DataError, match="method is 'guess'"):
        location_quotient_interval(pd.DataFrame({"x": [1, 1]}), method="guess")
    with pytest.raises(DataError, match="level is 95"):
        location_quotient_interval(pd.DataFrame({"x": [1, 1]}), level=95)


def shrunk(counts):
    """Return the shrunk quotients, areas x industries."""
    return location_quotient_interval(counts)["shrunk"].to_numpy().reshape(counts.shape)


def test_shrunk_quotients_agree_with_spdep(counts):
    found = pd.DataFrame(shrunk(counts), counts.index, counts.columns)
    for industry in counts:
        rate = reference("values_r.csv", f"empirical_bayes_{industry}")
        overall = counts[industry].sum() / counts.to_numpy().sum()
        assert found[industry].to_numpy() == pytest.approx(rate.loc[counts.index] / overall)


def test_shrunk_quotients_agree_with_esda(counts):
    from esda.smoothing import Empirical_Bayes

    found = shrunk(counts)[:, counts.columns.get_loc("w")]
    other = Empirical_Bayes(counts["w"].to_numpy(), counts.sum(axis=1).to_numpy())
    overall = counts["w"].sum() / counts.to_numpy().sum()
    assert found == pytest.approx(np.ravel(other.r) / overall)


def test_shrunk_quotients_are_one_where_nothing_but_chance_is_seen():
    # less spread than chance alone gives: the variance estimate is negative, all go to 1
    counts = pd.DataFrame({"x": [5, 5, 6, 5], "y": [45, 45, 44, 45]})
    assert shrunk(counts) == pytest.approx(1)


@EXAMPLES
@given(TABLES)
def test_shrinking_goes_towards_one_and_never_past_it(counts):
    raw, pulled = location_quotient(counts).to_numpy(), shrunk(counts)
    assert (np.abs(pulled - 1) <= np.abs(raw - 1) + 1e-9).all()
    assert ((pulled - 1) * (raw - 1) >= -1e-9).all()


def test_strong_clusters_by_hand():
    jobs = pd.DataFrame(
        {"x": [40, 9, 30, 5, 1, 0, 2, 3], "y": [60, 1, 70, 95, 99, 100, 98, 97]},
        index=list("abcdefgh"),
    )
    plants = pd.DataFrame(
        {"x": [4, 1, 3, 1, 1, 0, 1, 1], "y": [6, 1, 7, 9, 9, 10, 9, 9]}, index=list("abcdefgh")
    )
    # quotients of x rise with its shares .4 .9 .3 .05 .01 0 .02 .03: the top quartile starts
    # between the second and third (at .3 + .25 * .1 of share); bottom quartiles are 1.75 jobs and
    # one plant, which b does not exceed
    found = strong_clusters(jobs, plants).xs("x", level="industry")
    assert list(found.index[found["strong"]]) == ["a"]
    assert list(found.index[found["significant"]]) == ["a", "c"]
    assert found["least_employment"].iloc[0] == pytest.approx(1.75)
    assert found["least_establishments"].iloc[0] == 1
    overall = 90 / 710
    assert found["threshold"].iloc[0] == pytest.approx(0.325 / overall)
    without_plants = strong_clusters(jobs).xs("x", level="industry")
    assert list(without_plants.index[without_plants["strong"]]) == ["a", "b"]
    assert list(without_plants.index[without_plants["top_decile"]]) == ["b"]


def test_strong_clusters_label_at_most_a_quarter_of_47_even_by_chance():
    rng = np.random.default_rng(0)
    jobs = pd.DataFrame(rng.poisson(50, (47, 3)))
    assert strong_clusters(jobs)["strong"].groupby("industry").sum().max() <= 12
    assert strong_clusters(jobs)["strong"].sum() > 0


def test_equal_areas_have_no_strong_cluster():
    jobs = pd.DataFrame({"x": [5, 5, 5, 5], "y": [7, 7, 7, 7]})
    assert not strong_clusters(jobs)["strong"].any()


def test_strong_clusters_refuse_tables_that_differ():
    with pytest.raises(DataError, match="differ"):
        strong_clusters(pd.DataFrame({"x": [1, 2]}), pd.DataFrame({"y": [1, 2]}))
