from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clustermap.analysis.concentration import (
    gini,
    hoover,
    krugman_specialization,
    location_quotient,
    locational_gini,
    mori_nishikimi_smith,
)
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.errors import DataError

EXAMPLES = settings(deadline=None, max_examples=40)
REFERENCE = Path(__file__).parent / "reference" / "concentration"
TABLES = arrays(np.int64, (5, 3), elements=st.integers(0, 60)).map(
    lambda values: pd.DataFrame(values + 1, index=list("abcde"), columns=list("xyz"))
)


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "counts.csv", index_col="area")


def reference(measure: str) -> pd.Series:
    table = pd.read_csv(REFERENCE / "values_r.csv")
    return table[table["measure"] == measure].set_index("key")["value"]


def test_krugman_agrees_with_econgeo(counts):
    found = krugman_specialization(counts)
    assert found.to_numpy() == pytest.approx(reference("krugman_nation").loc[counts.index])


def test_krugman_by_hand():
    counts = pd.DataFrame({"x": [10, 0], "y": [0, 30]}, index=["a", "b"])
    # the nation has a quarter of x and three quarters of y
    assert krugman_specialization(counts).tolist() == pytest.approx([1.5, 0.5])
    assert krugman_specialization(counts, half=True).tolist() == pytest.approx([0.75, 0.25])
    # two areas with nothing in common
    assert krugman_specialization(counts, reference="rest").tolist() == pytest.approx([2, 2])


@EXAMPLES
@given(TABLES)
def test_krugman_against_the_rest_is_the_plain_sum(counts):
    found = krugman_specialization(counts, reference="rest")
    for area in counts.index:
        own = counts.loc[area] / counts.loc[area].sum()
        rest = counts.drop(area).sum()
        assert found[area] == pytest.approx((own - rest / rest.sum()).abs().sum())
    assert (found >= krugman_specialization(counts) - 1e-12).all()


def test_hoover_by_hand():
    # the example of EconGeo's documentation, there rounded to 25 %
    counts = pd.DataFrame({"x": [0, 10, 10, 30, 50]}, index=list("abcde"))
    people = pd.Series([10, 15, 20, 25, 30], index=list("abcde"))
    assert hoover(counts, reference=people)["x"] == pytest.approx(0.25)
    # all of it where 30 % are
    top = pd.DataFrame({"x": [0, 0, 0, 0, 1]}, index=list("abcde"))
    assert hoover(top, reference=people)["x"] == pytest.approx(0.7)
    # half each where 25 % and 30 % are
    two = pd.DataFrame({"x": [0, 0, 0, 1, 1]}, index=list("abcde"))
    assert hoover(two, reference=people)["x"] == pytest.approx(0.45)
    assert hoover(pd.DataFrame({"x": people}), reference=people)["x"] == 0


@EXAMPLES
@given(TABLES)
def test_hoover_by_area_is_half_of_krugman(counts):
    found = hoover(counts, by="area")
    assert found.to_numpy() == pytest.approx(krugman_specialization(counts, half=True).to_numpy())


@EXAMPLES
@given(TABLES)
def test_hoover_is_the_widest_gap_of_the_localization_curve(counts):
    found = hoover(counts)
    reference = counts.sum(axis=1) / counts.to_numpy().sum()
    for industry in counts:
        order = location_quotient(counts)[industry].sort_values().index
        own = (counts[industry] / counts[industry].sum()).loc[order].cumsum()
        gap = (reference.loc[order].cumsum() - own).max()
        assert found[industry] == pytest.approx(gap, abs=1e-12)


def test_locational_gini_agrees_with_econgeo(counts):
    found = locational_gini(counts, half=True)
    assert found.to_numpy() == pytest.approx(reference("locational_gini_half").loc[counts.columns])
    assert locational_gini(counts).to_numpy() == pytest.approx(2 * found.to_numpy())


def test_locational_gini_by_hand():
    counts = pd.DataFrame({"x": [8, 2], "y": [12, 18]}, index=["a", "b"])
    # x: half of the nation has 0.2, so the curve runs through (0.5, 0.2): 1 - 2 * (.05 + .3)
    assert locational_gini(counts)["x"] == pytest.approx(0.3)
    people = pd.Series({"a": 1, "b": 3})
    # against people: b (3/4) has 0.2 of x
    assert locational_gini(counts, reference=people)["x"] == pytest.approx(0.55)


@EXAMPLES
@given(TABLES)
def test_unweighted_locational_gini_is_the_gini_of_the_quotients(counts):
    found = locational_gini(counts, weighted=False)
    quotients = location_quotient(counts)
    for industry in counts:
        assert found[industry] == pytest.approx(gini(quotients[industry]), abs=1e-12)
    turned = locational_gini(counts.T, weighted=True)
    assert locational_gini(counts, by="area").to_numpy() == pytest.approx(turned.to_numpy())


def test_locational_gini_with_activity_where_the_reference_has_none():
    counts = pd.DataFrame({"x": [1, 1]}, index=["a", "b"])
    people = pd.Series({"a": 0, "b": 5})
    # half of it comes last, at no size: the curve is at 0.5 where sizes end
    assert locational_gini(counts, reference=people)["x"] == pytest.approx(0.5)
    assert locational_gini(counts, reference=people, weighted=False)["x"] == 0


def test_divergence_by_hand():
    land = pd.Series({"a": 20, "b": 30, "c": 50})
    assert mori_nishikimi_smith(pd.Series({"a": 2, "b": 3, "c": 5}), land) == pytest.approx(0)
    assert mori_nishikimi_smith(pd.Series({"a": 4, "b": 0, "c": 0}), land) == pytest.approx(
        np.log(5)
    )
    found = mori_nishikimi_smith(pd.Series({"a": 1, "b": 1, "c": 0}), land)
    assert found == pytest.approx(0.5 * np.log(2.5) + 0.5 * np.log(0.5 / 0.3))


def test_divergence_agrees_with_scipy(counts):
    from scipy.stats import entropy

    land = pd.Series(np.arange(1.0, 13.0), index=counts.index)
    found = mori_nishikimi_smith(counts, land.iloc[::-1])
    assert found.to_numpy() == pytest.approx([entropy(counts[c], land) for c in counts])


@EXAMPLES
@given(TABLES, st.permutations(range(5)), st.floats(0.1, 50))
def test_order_and_unit_do_not_matter(counts, order, unit):
    other = counts.iloc[order] * unit
    land = pd.Series([3, 1, 4, 1, 5], index=counts.index)
    for measure in (hoover, locational_gini, krugman_specialization):
        pd.testing.assert_series_equal(measure(other).loc[measure(counts).index], measure(counts))
    pd.testing.assert_series_equal(
        mori_nishikimi_smith(other, land), mori_nishikimi_smith(counts, land)
    )
    assert (locational_gini(counts).between(-1e-12, 1)).all()
    assert (hoover(counts).between(0, 1)).all()
    assert (mori_nishikimi_smith(counts, land) <= np.log(14)).all()


def test_all_areas_alike_give_zero():
    counts = pd.DataFrame({"x": [1, 2, 3], "y": [2, 4, 6]})
    assert krugman_specialization(counts).to_numpy() == pytest.approx(0)
    assert hoover(counts).to_numpy() == pytest.approx(0)
    assert locational_gini(counts).to_numpy() == pytest.approx(0, abs=1e-12)


def test_zero_totals_are_nan_with_a_warning():
    counts = pd.DataFrame({"x": [1, 0], "never": [0, 0]}, index=["a", "empty"])
    land = pd.Series({"a": 1, "empty": 1})
    with pytest.warns(DegenerateInputWarning):
        assert np.isnan(krugman_specialization(counts)["empty"])
    with pytest.warns(DegenerateInputWarning):
        assert np.isnan(krugman_specialization(counts, reference="rest")["a"])
    for measure in (hoover, locational_gini):
        with pytest.warns(DegenerateInputWarning):
            assert np.isnan(measure(counts)["never"])
    with pytest.warns(DegenerateInputWarning):
        found = mori_nishikimi_smith(counts, land)
    assert np.isnan(found["never"])
    assert found["x"] == pytest.approx(np.log(2))


def test_divergence_is_infinite_where_the_reference_is_zero():
    with pytest.warns(DegenerateInputWarning, match="infinite"):
        found = mori_nishikimi_smith(pd.Series({"a": 1, "b": 1}), pd.Series({"a": 1, "b": 0}))
    assert found == np.inf


def test_references_must_fit():
    counts = pd.DataFrame({"x": [1, 2]}, index=["01", "02"])
    with pytest.raises(DataError, match="lacks 1 area"):
        hoover(counts, reference=pd.Series({"01": 1}))
    with pytest.raises(DataError, match="that the table lacks"):
        hoover(counts, reference=pd.Series({"01": 1, "02": 1, "03": 1}))
    with pytest.raises(DataError, match="adds up to zero"):
        mori_nishikimi_smith(counts, pd.Series({"01": 0, "02": 0}))
    with pytest.raises(DataError, match="reference is 'world'"):
        krugman_specialization(counts, reference="world")
