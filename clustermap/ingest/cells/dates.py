"""Dates as people write them: ISO, Japanese eras, fiscal years, quarters, Excel's day numbers.

What is kept is as exact as known: YYYY, YYYY-MM or YYYY-MM-DD.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from clustermap.text import unquoted

EARLIEST, LATEST = 1600, 2200
#: First day of each era; an era's last day is the day before the next.
ERAS: dict[str, tuple[str, str, dt.date, dt.date]] = {
    "令和": ("R", "령화", dt.date(2019, 5, 1), dt.date(2199, 12, 31)),
    "平成": ("H", "헤이세이", dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    "昭和": ("S", "쇼와", dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    "大正": ("T", "다이쇼", dt.date(1912, 7, 30), dt.date(1926, 12, 24)),
    "明治": ("M", "메이지", dt.date(1868, 1, 25), dt.date(1912, 7, 29)),
}
_LETTERS = {letter: name for name, (letter, _, _, _) in ERAS.items()}
_ERA = re.compile(
    r"^(令和|平成|昭和|大正|明治|[RHSTM])\s*\.?\s*(元|\d{1,2})\s*(年度?|[./-]|$)\s*(.*)$",
    re.IGNORECASE,
)
_FULL = re.compile(r"^(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})\s*[日일]?$")
_MONTH = re.compile(r"^(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[月월]?$")
_YEAR = re.compile(r"^(\d{4})\s*[年년]?$")
_FISCAL = re.compile(
    r"^(?:fy\s*'?(\d{4}|\d{2})|(\d{4})\s*(?:年度|年度中|회계연도|年度末)|(\d{4})/(\d{2})(?:年度))$",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"^(?:(\d{4})\s*[-/ ]?\s*q([1-4])|q([1-4])\s*[-/ ]?\s*(\d{4})|(\d{4})年?第?([1-4])四半期)$",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"^(\d{4})\s*[年년]?\s*(?:(\d{1,2})\s*[月월])?\s*(?:の|초|말|の?初め|上期|下期|前半|後半|春|夏|秋|冬|"
    r"春頃|夏頃|秋頃|冬頃|頃|ごろ|末|初頭|中|内|以降|まで|予定|上旬|中旬|下旬|年内|度内|예정|경|상반기|하반기|"
    r"early|late|mid|spring|summer|autumn|fall|winter|H[12]|\(予定\)|（予定）)+$",
    re.IGNORECASE,
)
_NAMES = {name.casefold(): at for at, name in enumerate(calendar.month_abbr) if name}
_ENGLISH = re.compile(
    r"^(?:(\d{1,2})\s+)?([A-Za-z]{3})[a-z]*\.?\s*(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+|,?\s*)(\d{4})$"
)
_AMERICAN = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_NOTHING = {
    "", "-", "--", "–", "—", "―", "ー", "…", "未定", "不明", "na", "n/a", "nan", "none", "null",
    "tbd",    "調整中", "非公表", "미정", "unknown", "なし",
}  # fmt: skip


@dataclass(frozen=True)
class Date:
    """A date in ISO form as exact as known ("" for none); ``odd`` says what was unusual.

    ``wrong`` is what makes it no date at all.
    """

    iso: str
    odd: str = ""
    wrong: str = ""


def parse_date(text: str) -> Date:  # noqa: PLR0911
    """Understand a cell that holds a date.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    Date

    Examples
    --------
    >>> [parse_date(cell).iso for cell in ["令和6年12月1日", "R6.12.1", "２０２４／４／１", "S17"]]
    ['2024-12-01', '2024-12-01', '2024-04-01', '1942']
    >>> parse_date("2024年度").odd
    'a fiscal year (April 2024 to March 2025), taken as 2024'
    >>> parse_date("2024-02-30").wrong
    'is not a day in the calendar'
    """
    plain = unquoted(text)
    # a time of day, and a weekday in brackets, say nothing here
    plain = re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$", "", plain)
    plain = re.sub(r"\s*\([月火水木金土日]\)$", "", plain).strip()
    if plain.casefold() in _NOTHING:
        return Date("")
    if match := _FISCAL.match(plain):
        digits = str(next(part for part in match.groups() if part))
        return _fiscal(int(digits) + (2000 if len(digits) == 2 else 0))
    if match := _ERA.match(plain):
        return _era(*match.groups())
    for pattern in (_FULL, _MONTH, _YEAR):
        if match := pattern.match(plain):
            return _checked(*map(int, match.groups()))
    if re.fullmatch(r"\d{8}", plain):
        return _checked(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    if re.fullmatch(r"\d{6}", plain) and EARLIEST <= int(plain[:4]) <= LATEST:
        return _checked(int(plain[:4]), int(plain[4:]))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain):
        return _serial(float(plain))
    return _words(plain)


def _words(plain: str) -> Date:  # noqa: PLR0911
    """Understand quarters, seasons and English."""
    if match := _QUARTER.match(plain):
        year, quarter = [int(part) for part in match.groups() if part]
        if match.group(3):
            year, quarter = quarter, year
        found = _checked(year)
        return found if found.wrong else Date(found.iso, f"quarter {quarter}, taken as {year}")
    if match := _VAGUE.match(plain):
        parts = [int(part) for part in match.groups() if part]
        found = _checked(*parts)
        return found if found.wrong else Date(found.iso, f"inexact, taken as {found.iso}")
    if match := _ENGLISH.match(plain):
        before, name, after, written = match.groups()
        month = _NAMES.get(name.casefold())
        if month:
            numbers = [int(one) for one in (before or after,) if one]
            return _checked(int(written), month, *numbers)
    if match := _AMERICAN.match(plain):
        first, second, year = map(int, match.groups())
        if first > 12 >= second:
            return _checked(year, second, first)
        if second > 12 >= first:
            return _checked(year, first, second)
        return Date("", wrong="can be two dates (day or month first)")
    return Date("", wrong="is not a date")


def _era(name: str, number: str, mark: str, rest: str) -> Date:
    name = _LETTERS.get(name.upper(), name)
    _, _, first, last = ERAS[name]
    in_era = 1 if number == "元" else int(number)
    year = first.year + in_era - 1
    if in_era < 1 or year > last.year:
        until = last.year - first.year + 1
        return Date("", wrong=f"is not a year of {name}, which had {until}")
    if mark == "年度":
        return _fiscal(year)
    rest = rest.strip()
    if not rest:
        return Date(str(year))
    if not re.match(r"^\d{1,2}", rest):
        found = parse_date(f"{year}年{rest}")
        return Date(found.iso, found.odd, found.wrong)
    found = parse_date(f"{year}年{re.sub(r'[./-]', '月', rest, count=1)}")
    if not found.wrong and len(found.iso) == 10:
        day = dt.date.fromisoformat(found.iso)
        if not first <= day <= last:
            return Date(found.iso, odd=f"lies outside of {name}, taken as {found.iso}")
    return found


def _fiscal(year: int) -> Date:
    found = _checked(year)
    if found.wrong:
        return found
    return Date(found.iso, f"a fiscal year (April {year} to March {year + 1}), taken as {year}")


def _serial(number: float) -> Date:
    """Turn Excel's day number into a date (the 1900 system)."""
    day = dt.date(1899, 12, 30) + dt.timedelta(days=int(number))
    if not 1950 <= day.year <= 2100:
        return Date("", wrong="is not a date")
    return Date(day.isoformat(), f"one of Excel's day numbers, taken as {day.isoformat()}")


def _checked(year: int, month: int | None = None, day: int | None = None) -> Date:
    if not EARLIEST <= year <= LATEST:
        return Date("", wrong=f"is not between {EARLIEST} and {LATEST}")
    if month is None:
        return Date(f"{year:04}")
    if not 1 <= month <= 12:
        return Date("", wrong="is not a month in the calendar")
    if day is None:
        return Date(f"{year:04}-{month:02}")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return Date("", wrong="is not a day in the calendar")
    return Date(f"{year:04}-{month:02}-{day:02}")


def format_era(day: dt.date) -> str:
    """Write a date in its era; ``parse_date`` reads it back.

    Examples
    --------
    >>> format_era(dt.date(2019, 5, 1)), format_era(dt.date(2019, 4, 30))
    ('令和元年5月1日', '平成31年4月30日')
    """
    for name, (_, _, first, last) in ERAS.items():
        if first <= day <= last:
            number = day.year - first.year + 1
            return f"{name}{'元' if number == 1 else number}年{day.month}月{day.day}日"
    return day.isoformat()
