"""Dates as exact as known (2021, 2021-10, 2021-10-14) against the date of an event."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_YEAR, _MONTH, _DAY = 4, 7, 10
_DECEMBER = 12
_YEAR_DAYS = 365.25


def check_date(given: str, what: str) -> str:
    """Return an ISO date of a year, month or day, or say what is wrong with it.

    Raises
    ------
    clustermap.errors.DataError
        It is no such date.

    Examples
    --------
    >>> check_date("2021-10", "start")
    '2021-10'
    """
    text = given.strip()
    if not _is_date(text):
        raise DataError(f"{what} is {given!r}, not a date.", "Give 2021, 2021-10 or 2021-10-14.")
    return text


def _is_date(text: str) -> bool:
    if not _ISO.fullmatch(text):
        return False
    try:
        _bounds(text)
    except ValueError:
        return False
    return True


def _bounds(text: str) -> tuple[date, date]:
    """Return the first day of a date of any exactness, and the first day after it."""
    year = int(text[:_YEAR])
    if len(text) == _YEAR:
        return date(year, 1, 1), date(year + 1, 1, 1)
    month = int(text[5:_MONTH])
    if len(text) == _MONTH:
        after = date(year + 1, 1, 1) if month == _DECEMBER else date(year, month + 1, 1)
        return date(year, month, 1), after
    day = date(year, month, int(text[8:_DAY]))
    return day, date.fromordinal(day.toordinal() + 1)


def side_of(text: str, event: str) -> str:
    """Say whether a date lies "before" or "after" an event, as far as both are known.

    On the day of the event is after. Where the less exact of the two holds the other, the side is
    "unclear"; an empty date is "undated".

    Examples
    --------
    >>> [side_of(text, "2021-10-14") for text in ("2021-09", "2021-10-14", "2021", "2024-12", "")]
    ['before', 'after', 'unclear', 'after', 'undated']
    """
    if not text:
        return "undated"
    (start, end), (first, last) = _bounds(text), _bounds(event)
    if end <= first:
        return "before"
    if start >= last or (start == first and len(text) == len(event) == _DAY):
        return "after"
    return "unclear"


def sides(dates: Iterable[str], event: str) -> list[str]:
    """Return the side of each date."""
    return [side_of(text, event) for text in dates]


def exposures(event: str, first_year: int, last_year: int, as_of: str) -> tuple[float, float]:
    """Return how many years were watched before and after an event.

    Parameters
    ----------
    event : str
        Its date; the span that an inexact one leaves open is watched by neither side.
    first_year, last_year : int
        First and last calendar year of the window.
    as_of : str
        The data end with this month (or day, or year).

    Examples
    --------
    >>> before, after = exposures("2021-07-01", 2019, 2030, "2023-06")
    >>> round(before, 2), round(after, 2)
    (2.5, 2.0)
    """
    start, end = date(first_year, 1, 1), min(date(last_year + 1, 1, 1), _bounds(as_of)[1])
    first, last = _bounds(event)
    if len(event) == _DAY:
        last = first
    return (first - start).days / _YEAR_DAYS, max((end - last).days, 0) / _YEAR_DAYS


def decimal_year(text: str) -> float:
    """Return the middle of a date as a decimal year.

    Examples
    --------
    >>> round(decimal_year("2021-10-14"), 1), decimal_year("2021")
    (2021.8, 2021.5)
    """
    start, end = _bounds(text)
    middle = (start.toordinal() + end.toordinal()) / 2
    year = start.year
    first, last = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return year + (middle - first) / (last - first)


def years_of(dates: pd.Series[str]) -> pd.Series[float]:
    """Return the year of each date; NaN for an empty one."""
    return pd.to_numeric(dates.str[:_YEAR].where(dates != "", None), errors="coerce").astype(float)
