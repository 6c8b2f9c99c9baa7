"""Whether the first rows of a table name its columns, or hold data already."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.columns import KEYS, SITES, ZONES, fold_header
from clustermap.messages import listed, shown
from clustermap.text import narrow, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|(?:明治|大正|昭和|平成|令和)\d+年.*")
_PLACE = re.compile(r"(?:北海道|(?:東京|京都|大阪)[都府]|[^\d\W]{2,3}県|[^\d\W]{2,12}[市区町村])")
_NAMES = {
    fold_header(name)
    for roles in (SITES, ZONES)
    for names in roles.values()
    for name in names
} | {fold_header(name) for name in KEYS}  # fmt: skip
#: A column is of a kind if this share of its cells is.
_MOST = 0.8
#: Numbers from here to there may be years, as headers of time series have them.
_YEARS = range(1800, 2201)


def is_number(cell: str) -> bool:
    """Say whether a cell holds a plain number."""
    plain = narrow(cell).replace(",", "").lstrip("-+")
    return bool(plain) and plain.replace(".", "", 1).isdigit()


def _kind(cell: str) -> str:
    plain = narrow(cell)
    if is_number(plain):
        return "number"
    if _DATE.fullmatch(plain):
        return "date"
    return "place" if _PLACE.fullmatch(plain) and fold_header(plain) not in _NAMES else ""


def _kind_below(at: int, body: Sequence[Sequence[str]]) -> str:
    """Return the kind of most cells of a column; "" for none."""
    filled = [cell for row in body if at < len(row) and (cell := tidy(row[at]))]
    kinds = [_kind(cell) for cell in filled]
    for kind in ("number", "date", "place"):
        if filled and kinds.count(kind) >= _MOST * len(filled):
            return kind
    return ""


def is_second_header(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Say whether the row below a header names columns too.

    It does if it has names that columns go by, or no first cell (one merged with that above), and
    words above all columns of numbers.

    Examples
    --------
    >>> is_second_header(["都道府県", "総人口"], [["北海道", "52"], ["東京都", "140"]])
    True
    >>> is_second_header(["青森県", "x"], [["北海道", "52"], ["東京都", "140"]])
    False
    >>> is_second_header(["", "総人口"], [["北海道", "52"], ["東京都", "140"]])
    True
    """
    cells = [tidy(cell) for cell in row]
    below = [one for one in body if any(map(tidy, one))]
    if not below or any(map(is_number, cells)):
        return False
    merged = bool(cells) and not cells[0]
    if not merged and not any(fold_header(cell) in _NAMES for cell in cells if cell):
        return False
    numeric = [at for at in range(len(cells)) if _kind_below(at, below) == "number"]
    return bool(numeric) and all(re.search(r"[^\W\d_]{2}", cells[at]) for at in numeric)


def refuse_headerless(
    header: Sequence[str], body: Sequence[Sequence[str]], line: int, file: str
) -> None:
    """Refuse a first row whose cells are numbers, dates and places like those below it.

    Raises
    ------
    DataError
        It is a row of data.
    """
    below = [one for one in body if any(map(tidy, one))]
    named = [at for at, cell in enumerate(header) if cell]
    if not below or not named:
        return
    alike = [
        at for at in named if _kind(header[at]) and _kind(header[at]) == _kind_below(at, below)
    ]
    numbers = [at for at in alike if _kind(header[at]) == "number"]
    if numbers == alike != named and _is_series([header[at] for at in numbers], numbers, below):
        alike = [at for at in alike if at not in numbers]
    if len(alike) < min(2, len(named)):
        return
    cells = listed((shown(header[at]) for at in alike), 3)
    raise DataError(
        f"{file} has no header: row {line} looks like data ({cells} are like the cells below).",
        "Add a first row with the names of the columns, e.g. name,prefecture,lon,lat.",
    )


def _is_series(cells: list[str], at: list[int], body: Sequence[Sequence[str]]) -> bool:
    """Say whether numbers in a header can be names: years, or 1, 2, 3 in their order."""
    plain = [narrow(cell) for cell in cells]
    if not all(cell.isdigit() for cell in plain):
        return False
    values = [int(cell) for cell in plain]
    if all(value in _YEARS for value in values):
        first = [tidy(row[at[0]]) for row in body if at and at[0] < len(row)]
        years = [cell for cell in first if cell.isdigit() and int(cell) in _YEARS]
        return len(years) < len(first) / 2 or len(values) > 1
    return all(two - one == 1 for one, two in itertools.pairwise(values))
