import numpy as np
import pandas as pd
import pytest

from clustermap.analysis.concentration import location_quotient, location_quotient_interval
from clustermap.analysis.concentration.benchmark import (
    benchmark_shares,
    interval_against,
    quotient_against,
    quotient_range,
)
from clustermap.errors import DataError

COUNTS = pd.DataFrame(
    {"ships": [8, 2, 0], "chips": [12, 18, 5], "food": [20, 10, 25]}, index=list("abc")
)
EVERY = pd.DataFrame(np.ones((3, 3), bool), COUNTS.index, COUNTS.index)
TOTALS = COUNTS.sum(axis=1)


def test_against_the_nation_it_is_florences_quotient():
    expected = benchmark_shares(COUNTS, TOTALS, EVERY)
    found = quotient_against(COUNTS, TOTALS, expected)
    pd.testing.assert_frame_equal(found, location_quotient(COUNTS))


def test_against_the_nation_the_interval_is_the_known_one():
    expected = benchmark_shares(COUNTS, TOTALS, EVERY)
    found = interval_against(COUNTS, TOTALS, expected)
    known = location_quotient_interval(COUNTS)
    for ours, theirs in (
        ("lower", "lower"),
        ("upper", "upper"),
        ("p", "p_value"),
        ("q", "q_value"),
    ):
        assert found[ours].to_numpy() == pytest.approx(known[theirs].to_numpy())


def test_an_area_against_itself_is_one():
    members = pd.DataFrame(np.eye(3, dtype=bool), COUNTS.index, COUNTS.index)
    found = quotient_against(COUNTS, TOTALS, benchmark_shares(COUNTS, TOTALS, members))
    assert found.loc["a"].tolist() == [1, 1, 1]
    assert np.isnan(found.loc["c", "ships"])


def test_a_benchmark_of_two_worked_by_hand():
    members = pd.DataFrame(
        [[0, 1, 1], [1, 0, 1], [1, 1, 0]], COUNTS.index, COUNTS.index, dtype=bool
    )
    expected = benchmark_shares(COUNTS, TOTALS, members)
    assert expected.loc["a"].tolist() == pytest.approx([2 / 60, 23 / 60, 35 / 60])
    found = quotient_against(COUNTS, TOTALS, expected)
    assert found.loc["a", "ships"] == pytest.approx((8 / 40) / (2 / 60))


def test_a_range_holds_every_value_that_the_hidden_cell_could_have():
    hidden = COUNTS.astype(float)
    hidden.loc["b", "chips"] = np.nan
    low_total = hidden.sum(axis=1)
    most = 25.0
    whole = low_total.sum()
    least = hidden.sum() / (whole + most)
    largest = hidden.sum() + np.array([0, most, 0])
    shares = [pd.DataFrame([one] * 3, COUNTS.index) for one in (least, largest / whole)]
    low, high = quotient_range(
        hidden, (low_total, low_total + np.array([0, most, 0])), (shares[0], shares[1])
    )
    for guess in (0.0, 10.0, 18.0, 25.0):
        full = hidden.copy()
        full.loc["b", "chips"] = guess
        truth = location_quotient(full)
        seen = hidden.notna()
        assert (truth[seen] >= low[seen] - 1e-12).to_numpy()[seen].all()
        assert (truth[seen] <= high[seen] + 1e-12).to_numpy()[seen].all()


def test_jobs_have_no_interval():
    with pytest.raises(DataError, match="whole numbers"):
        interval_against(COUNTS * 0.5, TOTALS, COUNTS * 0 + 0.3)
