"""Where a table begins: titles above the header, headers of two rows, units and footnotes.

Official tables are laid out for the eye; what stands around the cells is found and set aside, and
said.
"""

from __future__ import annotations

import collections
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap.ingest.files.first_row import is_number, is_second_header, refuse_headerless
from clustermap.messages import shown
from clustermap.text import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.ingest.problems import Findings

#: The header is looked for in so many rows from the top.
WITHIN = 30
#: So many rows tell how wide the table usually is.
_SAMPLE = 60
#: A header names at least this share of the cells that rows usually have.
_SHARE = 0.8
_UNIT = re.compile(
    r"[(\[【（〔].{1,14}[)\]】）〕]|人|件|円|千円|百万円|億円|兆円|社|所|箇所|世帯|%|％|‰|ha|km2|km²|㎢|"
    r"days?|yen|persons?|명|개|엔|억엔"
)
_FOOTNOTE = re.compile(
    r"^[(（\[]?\s*(?:資料|出典|出所|注\s*\d*|注記|備考|※|＊|\*|Source|Note|Notes|출처|자료|주)\s*"
    r"[)）\]]?\s*\d*\s*[:：)）.．、]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Layout:
    """Which rows are which: ``header`` names the columns, the body lies between ``first, last``."""

    header: list[str]
    at: int
    first: int
    last: int


def layout(
    rows: Sequence[Sequence[str]], numbers: Sequence[int], findings: Findings
) -> Layout | None:
    """Find the header and the body of a table; None for a table without any cell.

    Parameters
    ----------
    rows : sequence of sequence of str
        Cells by rows.
    numbers : sequence of int
        Number of each row in the file.
    findings : Findings
        Where to say what stands around the table.

    Raises
    ------
    DataError
        The first row is one of the body: there is no header.
    """
    start = _below_api_head(rows, numbers, findings)
    at = _header_at(rows[start:])
    if at is None:
        return None
    at += start
    header, top = [tidy(cell) for cell in rows[at]], at
    if at > start and _is_upper(rows[at - 1], header):
        header, top = _joined(rows[at - 1], header), at - 1
        findings.note(f"the header has two rows, {numbers[at - 1]} and {numbers[at]}")
    while (
        at + 2 < len(rows)
        and not _is_units(rows[at + 1])
        and is_second_header(rows[at + 1], rows[at + 2 : at + 2 + _SAMPLE])
    ):
        lower = [tidy(cell) for cell in rows[at + 1]]
        names_all = len(lower) >= len(header) and all(lower) and len(set(lower)) == len(lower)
        header = lower if names_all else _joined(header, lower)
        words = f"; its names are those of row {numbers[at + 1]}" if names_all else ""
        findings.note(f"the header has two rows, {numbers[at]} and {numbers[at + 1]}{words}")
        at += 1
    if top == at:
        refuse_headerless(header, rows[at + 1 : at + 1 + _SAMPLE], numbers[at], findings.file)
    above = [" ".join(cell for cell in map(tidy, row) if cell) for row in rows[start:top]]
    above = [text for text in above if text]
    if above:
        findings.note(f"the header is in row {numbers[top]}; above it stands {shown(above[0])}")
    first = at + 1
    if first < len(rows) - 1 and _is_units(rows[first]):
        units = [tidy(cell) for cell in rows[first]]
        header = [f"{name}{_bracketed(unit)}" for name, unit in _padded(header, units)]
        findings.note(f"row {numbers[first]} holds units")
        first += 1
    return Layout(header, at, first, _last(rows, first, numbers, findings))


def _below_api_head(
    rows: Sequence[Sequence[str]], numbers: Sequence[int], findings: Findings
) -> int:
    """Return where the table of e-Stat's API begins: below RESULT, ..., VALUE; else the top."""
    first = next((row for row in rows if any(row)), [])
    if not first or tidy(first[0]) != "RESULT":
        return 0
    for at, row in enumerate(rows[:-1]):
        if tidy(row[0] if row else "") == "VALUE" and not any(row[1:]):
            findings.note(f"an answer of e-Stat's API: the table below row {numbers[at]} is read")
            return at + 1
    return 0


def _header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the first row that names about as many columns as rows usually have."""
    filled = [sum(bool(tidy(cell)) for cell in row) for row in rows[:_SAMPLE]]
    wide = collections.Counter(number for number in filled if number > 1)
    usual = max(wide, key=lambda number: (wide[number], number)) if wide else 1
    some = [at for at, number in enumerate(filled) if number]
    for at in some:
        if at >= WITHIN:
            break
        numeric = sum(map(is_number, rows[at]))
        if filled[at] >= max(min(2, usual), usual * _SHARE) and numeric <= filled[at] / 2:
            return at
    return _above_data(some, filled, usual * _SHARE) if some else None


def _above_data(some: list[int], filled: list[int], least: float) -> int:
    """Return the row above the first wide one: headers of two rows name fewer cells in each."""
    data = next((at for at in some if filled[at] >= least), some[0])
    above = [at for at in some if at < data and filled[at] > 1]
    return above[-1] if above else some[0]


def _is_upper(row: Sequence[str], header: list[str]) -> bool:
    """Say whether a row is the upper half of a header whose first cell it holds."""
    cells = [tidy(cell) for cell in row]
    named = [cell for cell in cells if cell]
    return (
        len(named) > 1
        and bool(cells[0])
        and header[0] in {"", cells[0]}
        and not any(map(is_number, named))
    )


def _joined(upper: Sequence[str], lower: list[str]) -> list[str]:
    """Join the names of two rows; a name above stands for all cells to its right."""
    names, group = [], ""
    for above, below in _padded([tidy(cell) for cell in upper], lower):
        group = above or group
        names.append(below if below in {"", group} and not group else f"{group} {below}".strip())
        if below == group:
            names[-1] = below
    return names


def _padded(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    wide = max(len(left), len(right))
    return list(
        zip([*left, *[""] * (wide - len(left))], [*right, *[""] * (wide - len(right))], strict=True)
    )


def _is_units(row: Sequence[str]) -> bool:
    """Say whether a row holds nothing but units."""
    cells = [cell for cell in map(tidy, row) if cell]
    return bool(cells) and all(_UNIT.fullmatch(cell) for cell in cells)


def _bracketed(unit: str) -> str:
    return unit if not unit or unit[0] in "([【（〔" else f"({unit})"


def _last(
    rows: Sequence[Sequence[str]], first: int, numbers: Sequence[int], findings: Findings
) -> int:
    """Return where the body ends: footnotes below it are set aside."""
    last = len(rows)
    notes = []
    for at in range(len(rows) - 1, first - 1, -1):
        cells = [cell for cell in map(tidy, rows[at]) if cell]
        if len(cells) > 1 or (cells and not _FOOTNOTE.match(cells[0])):
            break
        last = at
        if cells:
            notes.append((numbers[at], cells[0]))
    if notes:
        number, words = notes[-1]
        findings.note(f"footnotes from row {number} on are set aside ({shown(words)})")
    return last
