from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from clustermap.analysis.concentration.rank_ranges import rank_ranges
from clustermap.errors import DataError


def test_known_values_have_their_rank_alone():
    values = pd.Series({"a": 3.0, "b": 9.0, "c": 5.0})
    found = rank_ranges(values, [0, 0, 0])
    assert found["rank"].tolist() == [3, 1, 2]
    assert found["lower"].tolist() == [3, 1, 2]
    assert found["upper"].tolist() == [3, 1, 2]
    turned = rank_ranges(values, [0, 0, 0], ascending=True)
    assert turned["lower"].tolist() == [1, 3, 2]


def test_pairs_far_apart_and_a_tie():
    values = pd.Series({"a": 9.0, "b": 5.0, "c": 4.9, "d": 1.0})
    found = rank_ranges(values, 0.1 * np.ones(4))
    assert found[["lower", "upper"]].to_numpy().tolist() == [[1, 1], [2, 3], [2, 3], [4, 4]]


def test_equal_areas_could_have_any_rank():
    values = pd.Series(1.0, index=list("abcdef"))
    found = rank_ranges(values, np.ones(6))
    assert found["rank"].tolist() == [1] * 6
    assert found["lower"].tolist() == [1] * 6
    assert found["upper"].tolist() == [6] * 6


def test_two_areas_are_told_apart_as_the_normal_test_does():
    # of two areas the difference has standard error sqrt(2): told apart beyond 1.96 of them
    for gap, apart in ((2.6, False), (2.95, True)):
        found = rank_ranges(pd.Series({"a": gap, "b": 0.0}), [1, 1], simulations=200_000)
        assert found.loc["a", "upper"] == (1 if apart else 2)


def test_critical_values_are_those_of_simultaneous_differences():
    from scipy.stats import multivariate_normal

    # area a against three others with equal errors: |t| of three normals correlated by 1/2
    others = multivariate_normal(np.zeros(3), np.full((3, 3), 0.5) + 0.5 * np.eye(3))
    draws = others.rvs(400_000, random_state=np.random.default_rng(0))
    critical = np.quantile(np.abs(draws).max(axis=1), 0.95)
    gap = critical * np.sqrt(2)
    for factor, worst in ((0.97, 4), (1.03, 1)):
        values = pd.Series({"a": factor * gap, "b": 0.0, "c": 0.0, "d": 0.0})
        assert rank_ranges(values, np.ones(4), simulations=100_000).loc["a", "upper"] == worst


def test_ranges_cover_the_true_ranks():
    rng = np.random.default_rng(3)
    truth = np.array([5.0, 4.0, 3.8, 3.6, 2.0, 0.0])
    ranks = np.arange(1, 7)
    runs, covered = 200, np.zeros(6)
    for run in range(runs):
        seen = pd.Series(truth + rng.standard_normal(6), index=list("abcdef"))
        found = rank_ranges(seen, np.ones(6), simulations=999, seed=run)
        inside = (found["lower"] <= ranks) & (found["upper"] >= ranks)
        covered += inside.to_numpy()
    assert (covered / runs).min() >= 0.93


def test_counts_with_totals():
    counts = pd.Series({"few": 1, "many": 40, "none": 0})
    totals = pd.Series({"none": 100, "few": 2, "many": 100})
    found = rank_ranges(counts, totals=totals)
    assert found["value"].tolist() == [0.5, 0.4, 0.0]
    assert found["rank"].tolist() == [1, 2, 3]
    # one of two may be more or less than 40 %, but hardly under the 2.5 % that none of 100 may be
    assert found[["lower", "upper"]].to_numpy().tolist() == [[1, 2], [1, 2], [3, 3]]


def test_order_of_rows_does_not_matter():
    rng = np.random.default_rng(0)
    values = pd.Series(rng.normal(size=20), index=[f"{i:02d}" for i in range(20)])
    errors = pd.Series(rng.uniform(0.2, 1, 20), index=values.index)
    first = rank_ranges(values, errors, simulations=500, seed=4)
    again = rank_ranges(values.iloc[::-1], errors, simulations=500, seed=4)
    pd.testing.assert_frame_equal(again.loc[first.index], first, check_exact=True)
    assert (first["lower"] <= first["rank"]).all()
    assert (first["upper"] >= first["rank"]).all()


def test_unusable_values_are_refused():
    values = pd.Series({"a": 1.0, "b": 2.0})
    with pytest.raises(DataError, match="how unsure"):
        rank_ranges(values)
    with pytest.raises(DataError, match="how unsure"):
        rank_ranges(values, [1, 1], totals=[2, 2])
    with pytest.raises(DataError, match="smaller than its count"):
        rank_ranges(values, totals=[1, 1])
    with pytest.raises(DataError, match="3 standard_errors for 2"):
        rank_ranges(values, [1, 1, 1])
    with pytest.raises(DataError, match="blank or infinite"):
        rank_ranges(pd.Series({"a": np.nan}), [1])


def _defined(estimate, draws, level):
    """Ranges straight from the definition: all pairs of areas, in every draw."""
    noise = draws - draws.mean(axis=0)
    spread = np.sqrt(noise.var(axis=0)[:, None] + noise.var(axis=0))
    ratio = np.abs(noise[:, :, None] - noise[:, None, :]) / spread
    margin = np.quantile(ratio.max(axis=2), level, axis=0)[:, None] * spread
    ahead = estimate[None, :] - estimate[:, None]
    return 1 + (ahead > margin).sum(axis=1), len(estimate) - (-ahead > margin).sum(axis=1)


@pytest.mark.parametrize("seed", range(8))
def test_ranges_are_those_of_all_pairs(seed):
    rng = np.random.default_rng(seed)
    areas = [f"{number:03}" for number in range(int(rng.integers(2, 70)))]
    counts = pd.Series(rng.negative_binomial(1, 0.2, len(areas)), areas, dtype=float)
    totals = rng.integers(60, 100_000, len(areas)) if seed % 2 else np.full(len(areas), 5000.0)
    found = rank_ranges(counts, totals=totals, simulations=400, seed=seed)
    draws = np.random.default_rng(seed).beta(counts + 0.5, totals - counts + 0.5, (400, len(areas)))
    lower, upper = _defined((counts / totals).to_numpy(), draws, 0.95)
    assert found["lower"].tolist() == lower.tolist()
    assert found["upper"].tolist() == upper.tolist()
