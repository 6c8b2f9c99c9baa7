from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustermap.analysis.concentration import entropy, gini, herfindahl, theil
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.errors import DataError

EXAMPLES = settings(deadline=None, max_examples=40)
REFERENCE = Path(__file__).parent / "reference" / "concentration"
VALUES = st.lists(st.integers(1, 1000), min_size=2, max_size=12)
GROUPS = np.array(list("ppppqqqqrrrr"))


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "counts.csv", index_col="area")


def reference(measure: str) -> pd.Series:
    table = pd.read_csv(REFERENCE / "values_python.csv")
    return table[table["measure"] == measure].set_index("key")["value"]


def test_herfindahl_by_hand():
    assert herfindahl([0.5, 0.3, 0.2]) == pytest.approx(0.38)
    assert herfindahl([50, 30, 20]) == pytest.approx(0.38)
    assert herfindahl([1, 1, 1, 1]) == 0.25
    assert herfindahl([7, 0, 0]) == 1
    assert herfindahl([1, 1, 1, 1], normalized=True) == 0
    assert herfindahl([3, 1], normalized=True) == pytest.approx((0.625 - 0.5) / 0.5)


def test_entropy_by_hand():
    assert entropy([1, 1, 1, 1]) == pytest.approx(np.log(4))
    assert entropy([1, 1, 2], base=2) == pytest.approx(1.5)
    assert entropy([5, 0, 0]) == 0
    assert entropy([1, 1, 0], relative=True) == pytest.approx(np.log(2) / np.log(3))


def test_entropy_agrees_with_scipy(counts):
    from scipy.stats import entropy as other

    found = entropy(counts)
    assert list(found.index) == list(counts.index)
    assert found.to_numpy() == pytest.approx([other(row) for row in counts.to_numpy()])
    assert entropy(counts, by="industry")["v"] == pytest.approx(other(counts["v"]))


def test_tables_are_taken_by_industry_or_area(counts):
    assert herfindahl(counts)["w"] == pytest.approx(((counts["w"] / counts["w"].sum()) ** 2).sum())
    row = counts.loc["a05"]
    assert herfindahl(counts, by="area")["a05"] == pytest.approx(((row / row.sum()) ** 2).sum())


def test_gini_agrees_with_inequality(counts):
    for industry, value in reference("gini").items():
        assert gini(counts[industry]) == pytest.approx(value)


def test_gini_by_hand():
    # |differences| of 1 2 3 4: ordered pairs add up to 20; 20 / (2 * 16 * 2.5)
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert gini([1, 2, 3, 4], corrected=True) == pytest.approx(1 / 3)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([0, 0, 0, 8], corrected=True) == pytest.approx(1)
    assert gini([3, 3, 3]) == 0


@EXAMPLES
@given(VALUES, st.lists(st.integers(1, 20), min_size=12, max_size=12))
def test_weighted_gini_is_the_double_sum(values, weights):
    x, w = np.array(values, float), np.array(weights[: len(values)], float)
    pairs = (w[:, None] * w[None, :] * np.abs(x[:, None] - x[None, :])).sum()
    mean = (w * x).sum() / w.sum()
    assert gini(values, weights=w) == pytest.approx(pairs / (2 * w.sum() ** 2 * mean), abs=1e-12)
    assert gini(np.repeat(x, w.astype(int))) == pytest.approx(gini(values, weights=w), abs=1e-12)


@EXAMPLES
@given(VALUES, st.floats(0.001, 1000), st.randoms())
def test_measures_ignore_unit_and_order(values, unit, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    for measure in (herfindahl, gini, entropy):
        assert measure(shuffled) == measure(values)
        assert measure(np.array(values) * unit) == pytest.approx(measure(values), abs=1e-9)
    assert theil(shuffled).total == pytest.approx(theil(values).total, abs=1e-12)


@EXAMPLES
@given(VALUES)
def test_measures_stay_in_their_bounds(values):
    n = len(values)
    assert 1 / n - 1e-12 <= herfindahl(values) <= 1
    assert -1e-12 <= gini(values) <= 1 - 1 / n
    assert -1e-12 <= entropy(values) <= np.log(n) + 1e-12
    assert -1e-12 <= theil(values).total <= np.log(n)
    assert theil(values, index="L").total >= -1e-12


def test_theil_agrees_with_inequality(counts):
    for industry in counts:
        # that package adds a hair to zeros before it takes logarithms
        found = theil(counts[industry], GROUPS)
        for part, name in (
            ("total", "theil"),
            ("between", "theil_between"),
            ("within", "theil_within"),
        ):
            assert getattr(found, part) == pytest.approx(reference(name)[industry], abs=1e-6)


def test_theil_by_hand():
    # shares of 1 and 3: relative to the mean 0.5 and 1.5
    assert theil([1, 3]).total == pytest.approx((0.5 * np.log(0.5) + 1.5 * np.log(1.5)) / 2)
    assert theil([1, 3], index="L").total == pytest.approx(-(np.log(0.5) + np.log(1.5)) / 2)
    assert theil([0, 0, 0, 5]).total == pytest.approx(np.log(4))
    assert theil([4, 4, 4]).total == 0
    assert float(theil([1, 3])) == theil([1, 3]).total


@EXAMPLES
@given(
    VALUES,
    st.lists(st.sampled_from("pqr"), min_size=12, max_size=12),
    st.lists(st.integers(1, 9), min_size=12, max_size=12),
    st.sampled_from(["T", "L"]),
)
def test_theil_splits_exactly(values, groups, weights, index):
    n = len(values)
    found = theil(values, groups[:n], index=index, weights=weights[:n])
    assert found.within + found.between == pytest.approx(found.total, abs=1e-12)
    assert found.within >= -1e-12
    assert found.between >= -1e-12
    assert found.groups["share"].sum() == pytest.approx(1)


@EXAMPLES
@given(VALUES, st.lists(st.integers(1, 6), min_size=12, max_size=12), st.sampled_from(["T", "L"]))
def test_weights_are_repeats(values, weights, index):
    weights = weights[: len(values)]
    repeated = np.repeat(values, weights)
    assert theil(values, weights=weights, index=index).total == pytest.approx(
        theil(repeated, index=index).total, abs=1e-12
    )


def test_without_groups_all_is_within():
    found = theil([1, 2, 3])
    assert found.within == found.total
    assert found.between == 0


@pytest.mark.parametrize("measure", [herfindahl, gini, entropy])
def test_zero_totals_are_nan_with_a_warning(measure):
    with pytest.warns(DegenerateInputWarning):
        assert np.isnan(measure([0, 0, 0]))


def test_theil_of_zeros_is_nan_with_a_warning():
    with pytest.warns(DegenerateInputWarning):
        assert np.isnan(theil([0, 0]).total)
    with pytest.warns(DegenerateInputWarning):
        assert np.isnan(theil([0, 1], index="L").within)


def test_single_values():
    assert herfindahl([5]) == 1
    assert gini([5]) == 0
    with pytest.warns(DegenerateInputWarning):
        assert np.isnan(gini([5], corrected=True))
    with pytest.warns(DegenerateInputWarning):
        assert np.isnan(herfindahl([5], normalized=True))


@pytest.mark.parametrize("values", [[], [1, np.nan], [1, -1], ["a"], [[1, 2]]])
def test_unusable_values_are_refused(values):
    for measure in (gini, theil, herfindahl):
        with pytest.raises(DataError):
            measure(values)


def test_theil_refuses_a_missing_group():
    with pytest.raises(DataError, match="no group"):
        theil([1, 2], ["p", None])
