"""Dates as each language writes them."""

from __future__ import annotations

import re

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", re.ASCII)
_UNITS = {"ja": ("年", "月", "日", ""), "ko": ("년", "월", "일", " ")}


def written(date: str, lang: str) -> str:
    """Write a date as exactly as it is known: a year, a month or a day; other text stays.

    Examples
    --------
    >>> written("2026-03", "en"), written("2026-03-10", "en"), written("2026", "ja")
    ('March 2026', 'March 10, 2026', '2026年')
    >>> written("2026-03-10", "ja"), written("2026-03", "ko")
    ('2026年3月10日', '2026년 3월')
    """
    if not _DATE.fullmatch(date):
        return date
    year, *numbers = map(int, date.split("-"))
    if lang != "en":
        *units, gap = _UNITS[lang]
        return gap.join(f"{n}{unit}" for n, unit in zip([year, *numbers], units, strict=False))
    if not numbers:
        return str(year)
    day = f" {numbers[1]}," if numbers[1:] else ""
    return f"{_MONTHS[numbers[0] - 1]}{day} {year}"


def month(date: str, lang: str) -> str:
    """Write the month of a date, or its year where no more is known.

    Examples
    --------
    >>> month("2026-03-10", "en"), month("2026-03", "ja"), month("2026", "ko")
    ('March 2026', '2026年3月', '2026년')
    """
    return written(date[:7], lang)


def month_alone(number: int, lang: str) -> str:
    """Write a month without its year.

    Examples
    --------
    >>> month_alone(12, "en"), month_alone(12, "ja"), month_alone(12, "ko")
    ('December', '12月', '12월')
    """
    return _MONTHS[number - 1] if lang == "en" else f"{number}{'月' if lang == 'ja' else '월'}"
