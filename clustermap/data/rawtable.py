"""A table as it came: every cell as text, every row with the number that an editor shows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.errors import DataError
from clustermap.words import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clustermap.data.problems import Report

#: Longest text of a cell that is kept; more is no name, address or note.
LONGEST_CELL = 2000
MOST_COLUMNS = 500
#: The header is looked for in so many rows from the top.
HEADER_WITHIN = 15
REMEDY = "Give a table with one header line and a row for each site or area."


@dataclass(frozen=True, eq=False)
class RawTable:
    """Cells as text ("" where blank), and what was noticed while reading them.

    ``frame`` is indexed by the row numbers of the file; ``report`` collects its problems;
    ``degrees`` says that ``lon, lat`` are JGD2011 degrees already, out of a map.
    """

    file: str
    frame: pd.DataFrame
    report: Report
    degrees: bool = False


def tidy(text: str) -> str:
    r"""Trim a cell and compose its letters (Mac files bring が as two).

    Examples
    --------
    >>> tidy(" 熊本\u3000\n"), len(tidy("か\u3099"))
    ('熊本', 1)
    """
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).strip().strip("\ufeff\u200b")


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which row is the header: the first that names as many columns as the data have.

    Titles and blank lines stand above it in many official tables.
    """
    top = [(at, sum(bool(tidy(cell)) for cell in row)) for at, row in enumerate(rows)]
    top = [(at, filled) for at, filled in top[:HEADER_WITHIN] if filled]
    if not top:
        return None
    most = max(filled for _, filled in top)
    for at, filled in top:
        numbers = sum(_numeric(cell) for cell in rows[at])
        if filled >= max(min(2, most), most * 0.6) and numbers <= filled / 2:
            return at
    return top[0][0]


def _numeric(cell: str) -> bool:
    plain = unicodedata.normalize("NFKC", cell).strip().replace(",", "").lstrip("-+")
    return bool(plain) and plain.replace(".", "", 1).isdigit()


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


def as_table(file: str, rows: list[list[str]], numbers: list[int], report: Report) -> RawTable:
    """Make a table of rows of cells: find the header, leave out blank rows and columns.

    Parameters
    ----------
    file : str
        What messages call the file.
    rows : list of list of str
        Cells by rows.
    numbers : list of int
        Number of each row in the file.
    report : Report
        Where to note what was noticed.

    Raises
    ------
    DataError
        No header, no rows, or a column name twice.
    """
    at = header_at(rows)
    if at is None:
        raise DataError(f"{file} has no cells.", REMEDY)
    header = list(rows[at])
    while header and not tidy(header[-1]):
        header.pop()
    wide = len(header)
    above = [" ".join(cell for cell in map(tidy, row) if cell) for row in rows[:at]]
    above = [text for text in above if text]
    if above:
        report.note(f"the header is in row {numbers[at]}; above it stands {shown(above[0])}")
    body, lines = [], []
    for row, line in zip(rows[at + 1 :], numbers[at + 1 :], strict=True):
        cells = [tidy(cell) for cell in row]
        if not any(cells):
            continue
        body.append(fitted(cells, wide, line, report))
        lines.append(line)
    names = column_names([*header, *[""] * (wide - len(header))], file, numbers[at])
    if not body:
        raise DataError(
            f"{file} has a header ({listed(map(shown, names))}) but no rows.",
            "Add a row for each site or area.",
        )
    frame = pd.DataFrame(body, columns=names, index=np.array(lines), dtype=str)
    return RawTable(file, without_blank_columns(frame), report)


def fitted(cells: list[str], wide: int, line: int, report: Report) -> list[str]:
    """Make a row as wide as the header; more cells, or fewer, are an error of the row."""
    if len(cells) > wide and any(cells[wide:]):
        report.error(
            "ragged",
            f"the row has {count(len(cells), 'cell')}, the header {wide}",
            'Put cells that hold a separator into quotes ("...").',
            row=line,
        )
    elif len(cells) < wide:
        report.error(
            "ragged",
            f"the row has {count(len(cells), 'cell')}, the header {wide}",
            "Fill the row up with separators, so that every cell stands under its header.",
            row=line,
        )
    cells = [*cells[:wide], *[""] * (wide - len(cells))]
    for at, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            report.warn(
                "long",
                f"the cell has {len(cell):,} letters",
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
    return [_one_text(value) for value in values]


def _one_text(value: object) -> str:  # noqa: PLR0911
    import datetime as dt

    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return ""
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)  # noqa: PLR2004
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, (list, tuple, np.ndarray)):
        return ";".join(as_text(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)
