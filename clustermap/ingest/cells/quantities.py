"""Numbers with what tables write around them: units, 'about', footnotes; a column at a time.

``1,234人``, ``約5千人``, ``1,200※1`` are numbers to everyone who reads the table. What is taken off
is said, and a column in which units differ is refused: nobody can tell which of them is meant.
"""

from __future__ import annotations

import collections
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clustermap.ingest.cells.amounts import (
    ABOUT,
    MORE,
    UNCLEAR,
    VALUE,
    parse_amount,
    parse_number,
    unit_of,
)
from clustermap.messages import listed, shown
from clustermap.text import narrow, unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.ingest.cells.amounts import Number
    from clustermap.ingest.problems import Findings

_MARK = re.compile(
    r"\s*(?:[(（\[]?(?:※|注|\*|†|‡|§|＊)\s*\d{0,2}[)）\]]?|[(（\[](?:注|※)?\s*\d{1,2}[)）\]])$"
)
_SCALES = {
    "十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "億": 1e8,
    "천": 1e3, "만": 1e4, "백만": 1e6, "억": 1e8,
}  # fmt: skip
_THINGS = (
    "人", "名", "명", "社", "者", "件", "所", "箇所", "か所", "カ所", "ヶ所", "ヵ所", "ケ所",
    "戸", "世帯", "가구", "台", "棟", "校", "施設", "事業所", "工場", "店", "店舗", "団体", "機",
    "隻", "基", "개", "개소", "件数", "ha", "ヘクタール", "km2", "㎢", "m2", "㎡",
    "平方キロメートル", "平方メートル", "坪", "t", "トン", "kg", "kw", "mw", "gw", "kwh", "mwh",
    "gwh", "‰", "people", "persons", "person", "households", "establishments", "firms", "sites",
    "円", "엔", "yen", "jpy",
)  # fmt: skip
_UNIT = re.compile(
    rf"^(?P<number>.*\d)\s*(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})?\s*"
    rf"(?P<thing>{'|'.join(sorted(map(re.escape, _THINGS), key=len, reverse=True))})?$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(（\[【]([^)）\]】]{1,12})[)）\]】]")
_YEN = re.compile(r"円|yen|jpy|엔", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A cell's number, its unit ("" for none), by how much that multiplies, and its marks."""

    number: Number
    unit: str = ""
    scale: float = 1.0
    mark: str = ""


def parse_quantity(text: str) -> Quantity:
    """Understand a cell that holds a number, with a unit, a footnote's mark or 'about' around it.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    Quantity
        Its number is as written: 5 for ``5千人``, whose scale is 1000.

    Examples
    --------
    >>> [parse_quantity(cell).number.value for cell in ["1,234人", "約500社", "12 ※1", "7*"]]
    [1234.0, 500.0, 12.0, 7.0]
    >>> found = parse_quantity("5千人")
    >>> found.number.value, found.unit, found.scale
    (5.0, '千人', 1000.0)
    """
    number = parse_number(text)
    if number.state != UNCLEAR:
        return Quantity(number, "%" if number.percent else "")
    plain = unquoted(text)
    marks = []
    while (match := _MARK.search(plain)) and match.start():
        marks.append(match.group().strip())
        plain = plain[: match.start()].rstrip()
    odd = ""
    while match := ABOUT.match(plain):
        plain, odd = plain[match.end() :], f"is inexact ({match.group().strip()})"
    while (match := MORE.search(plain)) and match.start():
        plain, odd = plain[: match.start()].rstrip(), f"is inexact ({match.group()})"
    found = parse_number(plain)
    unit, scale = ("%" if found.percent else ""), 1.0
    if found.state == UNCLEAR and (whole := _UNIT.match(plain)):
        found = parse_number(whole["number"])
        unit = (whole["scale"] or "") + (whole["thing"] or "")
        scale = _SCALES.get(whole["scale"] or "", 1.0)
    if found.state != VALUE:
        return Quantity(number)
    return Quantity(replace(found, odd=odd), unit, scale, " ".join(marks))


@dataclass(frozen=True)
class Column:
    """A column's numbers, their unit, what was taken off the cells, and why units are mixed."""

    numbers: list[Number]
    unit: str
    said: str = ""
    mixed: str = ""


def read_column(cells: Sequence[str], header: str) -> Column:
    """Understand a column of numbers, or of amounts of yen where it is written so.

    Parameters
    ----------
    cells : sequence of str
        The cells.
    header : str
        Its name; a unit in brackets holds for cells without one.

    Examples
    --------
    >>> found = read_column(["1,234人", "約500人", "x"], "従業者数")
    >>> [one.value for one in found.numbers[:2]], found.unit
    ([1234.0, 500.0], '人')
    >>> read_column(["5千人", "800人"], "従業者数").mixed
    "'千人' in 1 cell, '人' in 1 cell"
    """
    found = [parse_quantity(cell) for cell in cells]
    bracket = _BRACKET.search(header)
    stated = bracket.group(1) if bracket else ""
    amounts = _amounts(cells, header, found)
    if amounts is not None:
        return amounts
    units = collections.Counter(one.unit for one in found if one.number.state == VALUE)
    named = {unit: times for unit, times in units.items() if unit}
    said = _said(found)
    known = narrow(stated) if stated and _is_unit(narrow(stated)) else ""
    mixed = _mixture(named, units[""], known, found)
    unit = stated or next(iter(named), "")
    scale = 1.0
    if not known and len(named) == 1:
        scale = next(one.scale for one in found if one.unit == unit)
        unit = stated or (unit if scale == 1 else _thing(unit))
    numbers = [
        replace(one.number, value=one.number.value * scale) if one.unit else one.number
        for one in found
    ]
    return Column(numbers, unit, said, mixed)


def _is_unit(text: str) -> bool:
    return text == "%" or bool(_UNIT.match(f"1{text}"))


def _thing(unit: str) -> str:
    """Return a unit without its scale: 人 for 千人."""
    match = _UNIT.match(f"1{unit}")
    return (match["thing"] or "") if match else unit


def _amounts(cells: Sequence[str], header: str, found: list[Quantity]) -> Column | None:
    """Read amounts of yen, where most cells that are more than a plain number are some."""
    dressed = [
        at for at, one in enumerate(found) if one.number.state == UNCLEAR or _YEN.search(one.unit)
    ]
    if not dressed:
        return None
    amounts = [parse_amount(cell, unit_of(header)) for cell in cells]
    if sum(amounts[at].state == VALUE for at in dressed) <= len(dressed) / 2:
        return None
    return Column(amounts, "bn JPY")


def _mixture(named: dict[str, int], bare: int, stated: str, found: list[Quantity]) -> str:
    """Say which units a column mixes; "" where all mean the same."""
    cells = [f"{shown(unit)} in {times:,} {'cell' if times == 1 else 'cells'}"
             for unit, times in named.items()]  # fmt: skip
    if len(named) > 1:
        return listed(cells, 4)
    if not named:
        return ""
    (unit,) = named
    if stated:
        return "" if unit == stated else f"{shown(stated)} in the header, {cells[0]}"
    scale = next(one.scale for one in found if one.unit == unit)
    if bare and (scale != 1 or unit == "%"):
        return f"{cells[0]}, none in {bare:,}"
    return ""


def _said(found: list[Quantity]) -> str:
    """Say what was taken off the cells."""
    units = dict.fromkeys(one.unit for one in found if one.unit and one.unit != "%")
    marks = dict.fromkeys(one.mark for one in found if one.mark)
    dressed = sum(bool(one.mark or (one.unit and one.unit != "%")) for one in found)
    if not dressed:
        return ""
    return f"{listed(map(shown, (*units, *marks)))} taken off the numbers in {dressed:,} " + (
        "cell" if dressed == 1 else "cells"
    )


def note_units(name: str, read: Column, findings: Findings) -> None:
    """Say what stood around the numbers; refuse a column whose cells mean different things."""
    if read.mixed:
        findings.error(
            "units", f"the column {shown(name)} mixes units: {read.mixed}",
            "Write all its cells in one unit, and that in the header, e.g. 従業者数（人）.",
        )  # fmt: skip
    elif read.said:
        findings.note(f"column {shown(name)}: {read.said}", kind="units")
