"""Whether two cells say the same."""

from __future__ import annotations

import functools
import math
import re
import unicodedata

from clustermap.ingest.cells.dates import parse_date

#: How two cells relate: the same, the same in another spelling, or different.
SAME, SPELLED, DIFFERENT = "same", "spelled", "different"
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
#: Text in which a date may stand; a bare number is none here.
_DATE = re.compile(r"\d{4}\D|\d{2,4}[./年-]|[RHSTM令平昭大明]\D{0,2}\d", re.IGNORECASE)


def relation(old: str, new: str) -> str:
    """Say how two cells relate.

    White space, width, the way of writing a number or a date are spelling; anything else, case and
    blanks filled in too, is a difference.

    Examples
    --------
    >>> relation("2024-04-01", "2024/4/1"), relation("1,200", "1200.0"), relation("ＡＢ", "AB")
    ('spelled', 'spelled', 'spelled')
    >>> relation("2027", "2027-04"), relation("", "0"), relation("A", "a")
    ('different', 'different', 'different')
    """
    if old == new:
        return SAME
    one, other = _plain(old), _plain(new)
    if one == other:
        return SPELLED
    if not one or not other:
        return DIFFERENT
    numbers = _number(one), _number(other)
    if None not in numbers:
        return SPELLED if numbers[0] == numbers[1] else DIFFERENT
    dates = _date(one), _date(other)
    return SPELLED if dates[0] and dates[0] == dates[1] else DIFFERENT


def _plain(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).split())


@functools.lru_cache(maxsize=4096)
def _number(cell: str) -> float | None:
    if not _NUMBER.fullmatch(cell):
        return None
    value = float(cell.replace(",", ""))
    return value if math.isfinite(value) else None


@functools.lru_cache(maxsize=4096)
def _date(cell: str) -> str:
    """Return the ISO date of a cell that is one for certain, else ""."""
    if not _DATE.match(cell):
        return ""
    found = parse_date(cell)
    return "" if found.wrong or found.odd else found.iso
