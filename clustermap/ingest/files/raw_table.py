"""A table as it came: every cell as text, every row with the number that an editor shows."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.errors import DataError
from clustermap.ingest.files.header import layout
from clustermap.messages import count, listed, shown
from clustermap.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clustermap.ingest.problems import Findings

#: Longest text of a cell that is kept; more is no name, address or note.
LONGEST_CELL = 2000
MOST_COLUMNS = 500
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
REMEDY = "Give a table with one header line and a row for each site or area."


@dataclass(frozen=True, eq=False)
class RawTable:
    """Cells as text ("" where blank), and what was noticed while reading them.

    ``frame`` is indexed by the row numbers of the file; ``findings`` collects its problems;
    ``degrees`` says that ``lon, lat`` are JGD2011 degrees already, out of a map; ``shapes`` are the
    areas and lines that a point stands for, as hexadecimal WKB in degrees ("" for a point).
    """

    file: str
    frame: pd.DataFrame
    findings: Findings
    degrees: bool = False
    shapes: pd.Series[str] | None = None


def column_names(header: Sequence[str], file: str, line: int) -> list[str]:
    """Return the names of the columns; blank ones get a number.

    Raises
    ------
    DataError
        A name stands twice, or there are too many columns.
    """
    names = [" ".join(tidy(cell).split()) for cell in header]
    if len(names) > MOST_COLUMNS:
        raise DataError(
            f"{file}: {count(len(names), 'column')} is more than {MOST_COLUMNS}.",
            "Keep the columns that are needed.",
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise DataError(
            f"{file}, row {line}: the column {shown(twice[0])} stands twice.",
            f"Give each column a name of its own (twice: {listed(map(shown, twice))}).",
        )
    taken = set(names)
    for at, name in enumerate(names):
        if not name:
            new = f"column {at + 1}"
            while new in taken:
                new += "'"
            names[at] = new
            taken.add(new)
    return names


def as_table(file: str, rows: list[list[str]], numbers: list[int], findings: Findings) -> RawTable:
    """Make a table of rows of cells: find the header, leave out blank rows and columns.

    Parameters
    ----------
    file : str
        What messages call the file.
    rows : list of list of str
        Cells by rows.
    numbers : list of int
        Number of each row in the file.
    findings : Findings
        Where to note what was noticed.

    Raises
    ------
    DataError
        No header, no rows, or a column name twice.
    """
    rows = _without_formulas(rows, findings)
    found = layout(rows, numbers, findings)
    if found is None:
        raise DataError(f"{file} has no cells.", REMEDY)
    header = list(found.header)
    while header and not header[-1]:
        header.pop()
    wide = len(found.header)
    body, lines = [], []
    for row, line in zip(
        rows[found.first : found.last], numbers[found.first : found.last], strict=True
    ):
        cells = [tidy(cell) for cell in row]
        if any(cells):
            body.append(fitted(cells, wide, len(header), line, findings))
            lines.append(line)
    names = column_names(found.header, file, numbers[found.at])
    if not body:
        raise DataError(
            f"{file} has a header ({listed(map(shown, header))}) but no rows.",
            "Add a row for each site or area.",
        )
    frame = pd.DataFrame(body, columns=names, index=np.array(lines), dtype=str)
    return RawTable(file, without_blank_columns(frame), findings)


def _without_formulas(rows: list[list[str]], findings: Findings) -> list[list[str]]:
    """Take ="01" for 01: so Excel is kept from cutting zeros."""
    mended = 0
    for row in rows:
        for at, cell in enumerate(row):
            if cell[:1] == "=" and (match := _TEXT_FORMULA.fullmatch(cell.strip())):
                row[at] = match[1].replace('""', '"')
                mended += 1
    if mended:
        findings.note(f'{count(mended, "cell")} written ="..." {"is" if mended == 1 else "are"} '
                      "taken as the text inside")  # fmt: skip
    return rows


def fitted(cells: list[str], wide: int, named: int, line: int, findings: Findings) -> list[str]:
    """Make a row as wide as the header; more cells, or fewer than named, are an error."""
    if len(cells) > wide and any(cells[wide:]):
        findings.error(
            "ragged",
            f"the row has {count(len(cells), 'cell')}, the header {named}",
            'Put cells that hold a separator into quotes ("...").',
            row=line,
        )
    elif len(cells) < named:
        findings.error(
            "ragged",
            f"the row has {count(len(cells), 'cell')}, the header {named}",
            "Fill the row up with separators, so that every cell stands under its header.",
            row=line,
        )
    cells = [*cells[:wide], *[""] * (wide - len(cells))]
    for at, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            findings.warn(
                "long",
                f"the cell has {len(cell):,} characters",
                f"It is cut to {LONGEST_CELL:,}.",
                row=line,
            )
            cells[at] = cell[:LONGEST_CELL] + "…"
    return cells


def without_blank_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop columns without a name and without a cell."""
    nameless = [name for name in frame.columns if str(name).startswith("column ")]
    blank = [name for name in nameless if not frame[name].astype(bool).any()]
    return frame.drop(columns=blank)


def as_text(values: Iterable[object]) -> list[str]:
    """Return typed cells as text: whole numbers without ".0", dates in ISO form."""
    return [value if type(value) is str else _one_text(value) for value in values]


def _one_text(value: object) -> str:  # noqa: PLR0911
    if type(value) is float:
        return _number_text(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (float, np.floating)):
        return _number_text(float(value))
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, (list, tuple, np.ndarray)):
        return ";".join(as_text(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)


def _number_text(number: float) -> str:
    if math.isnan(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
