from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustermap.analysis.spillover.event_dates import check_date, exposures, side_of
from clustermap.errors import DataError


@pytest.mark.parametrize(
    ("date", "event", "side"),
    [
        ("2021-10-13", "2021-10-14", "before"),
        ("2021-10-14", "2021-10-14", "after"),
        ("2021-10-15", "2021-10-14", "after"),
        ("2021-09", "2021-10-14", "before"),
        ("2021-10", "2021-10-14", "unclear"),
        ("2021", "2021-10-14", "unclear"),
        ("2020", "2021-10-14", "before"),
        ("2022", "2021-10-14", "after"),
        ("2021-10-14", "2021-10", "unclear"),
        ("2021-11", "2021-10", "after"),
        ("2021", "2021", "unclear"),
        ("2021-12-31", "2022", "before"),
        ("", "2021", "undated"),
    ],
)
def test_a_date_is_before_or_after_only_as_far_as_both_are_known(
    date: str, event: str, side: str
) -> None:
    assert side_of(date, event) == side


@given(st.dates(), st.dates())
def test_whole_dates_are_ordered_as_dates_are(one: object, event: object) -> None:
    expected = "before" if one < event else "after"  # type: ignore[operator]
    assert side_of(one.isoformat(), event.isoformat()) == expected  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["soon", "2021-13", "2021-02-30", "21", "2021/10", ""])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="not a date"):
        check_date(text, "start")


def test_years_watched_end_with_the_data_and_leave_out_what_an_inexact_event_leaves_open() -> None:
    before, after = exposures("2021", 2019, 2026, "2023-06")
    assert before == pytest.approx(2, abs=0.01)  # 2019 and 2020
    assert after == pytest.approx(1.5, abs=0.01)  # 2022 and half of 2023
    before, after = exposures("2021-10-14", 2016, 2022, "2026-03")
    assert before == pytest.approx(5 + 286 / 365, abs=0.01)
    assert after == pytest.approx(79 / 365 + 1, abs=0.01)
    assert exposures("2025-12", 2020, 2026, "2025-12")[1] == 0
