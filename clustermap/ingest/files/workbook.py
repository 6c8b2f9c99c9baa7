"""Workbooks (.xlsx, .xls, .ods), read with care: run in a child process (``child.py``).

The sheets' XML is looked through in a stream first: one stray cell in the last corner makes
readers ask for half a terabyte, and a formula without a stored value reads as blank.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.handler import ContentHandler  # defusedxml parses

from clustermap.errors import DataError
from clustermap.ingest.files.archive import Archive
from clustermap.ingest.files.raw_table import MOST_COLUMNS, as_table, as_text
from clustermap.ingest.problems import Findings
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.ingest.files.raw_table import RawTable

MOST_ROWS = 200_000
#: A sheet before that of the table has fewer rows than this share of the table's.
COVER = 0.2
_CELL = re.compile(r"^([A-Z]{1,4})([0-9]{1,8})$")


@dataclass
class _Scan:
    """What a sheet's cells look like: extent, strays, formulas without a stored value."""

    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    far: str = ""
    unstored: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read_workbook(path: Path, label: str, sheet: str | None = None) -> RawTable:
    """Read one sheet of a workbook.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        What messages call it.
    sheet : str, optional
        Name of the sheet; else the first visible one with a table.

    Raises
    ------
    DataError
        It is damaged or locked, a cell lies far off, or no sheet holds a table.
    """
    import python_calamine

    findings = Findings(label)
    scans = _scan_xlsx(path, label) if zipfile.is_zipfile(path) else {}
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            name, rows, merged = _chosen(book, label, sheet, findings)
            several = len(book.sheet_names) > 1
    except python_calamine.PasswordError as error:
        raise DataError(
            f"{label} is locked with a password.", "Save a copy without a password."
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise DataError(
            f"{label} can't be read as a workbook ({shown(error, 80)[1:-1]}).",
            "Open it in Excel or LibreOffice, and save it again as .xlsx or CSV.",
        ) from error
    if len(rows) > MOST_ROWS:
        raise DataError(
            f"{label} has {len(rows):,} rows, more than {MOST_ROWS:,}.", "Save the sheet as CSV."
        )
    cells = [as_text(row) for row in rows]
    _fill_merged(cells, merged, findings)
    _note_cells(scans.get(name, _Scan()), findings)
    where = f"{label}, sheet {shown(name)}" if several else label
    return as_table(where, cells, list(range(1, len(cells) + 1)), findings)


def _chosen(
    book: Any, label: str, sheet: str | None, findings: Findings
) -> tuple[str, list[list[object]], list[Any]]:
    """Return the name, rows and merged ranges of the sheet that is meant."""
    names = list(book.sheet_names)
    if sheet is not None and sheet not in names:
        raise DataError(
            f"{label} has no sheet {shown(sheet)}.", f"It has: {listed(map(shown, names), 12)}."
        )
    metadata = {one.name: one for one in book.sheets_metadata}
    wanted = [sheet] if sheet is not None else names
    found: list[tuple[str, list[list[object]], list[Any]]] = []
    wide: list[int] = []
    for name in wanted:
        if sheet is None and not str(metadata[name].visible).endswith(".Visible"):
            continue
        one = book.get_sheet_by_name(name)
        rows = one.to_python(skip_empty_area=False)
        cells = [sum(cell not in ("", None) for cell in row) for row in rows]
        if sum(map(bool, cells)) > 1:
            wide.append(sum(number > 1 for number in cells))
            found.append((name, rows, list(one.merged_cell_ranges or [])))
    if not found:
        raise DataError(
            f"{label} holds no table: no sheet has a header and a row.",
            "Give a workbook with one header line and a row for each site or area.",
        )
    # a cover has a few rows of two cells, beside the table's many
    at = next(at for at, rows in enumerate(wide) if rows >= max(wide) * COVER)
    if len(found) > 1:
        others = listed(shown(name) for number, (name, _, _) in enumerate(found) if number != at)
        findings.note(f"the sheet {shown(found[at][0])} is read, not {others}")
    return found[at]


def _fill_merged(cells: list[list[str]], merged: list[Any], findings: Findings) -> None:
    """Write the value of cells merged downwards into each of their rows."""
    filled = 0
    for (top, left), (bottom, right) in merged:
        if bottom <= top or right != left or top == 0 or bottom >= len(cells):
            continue
        value = cells[top][left] if left < len(cells[top]) else ""
        for row in range(top + 1, bottom + 1):
            if value and left < len(cells[row]) and not cells[row][left]:
                cells[row][left] = value
                filled += 1
    if filled:
        findings.warn(
            "merged", f"{count(filled, 'cell')} merged with the one above",
            "Its value is taken for each of the rows.",
        )  # fmt: skip


def _note_cells(scan: _Scan, findings: Findings) -> None:
    if scan.errors:
        findings.warn(
            "cell-error",
            f"{count(len(scan.errors), 'cell')} with an error of a formula ({listed(scan.errors)})",
            "Such cells are taken as blank.",
        )
    if scan.unstored:
        findings.warn(
            "formula",
            f"{count(len(scan.unstored), 'formula')} without a stored value "
            f"({listed(scan.unstored)})",
            "Such cells are taken as blank; open the workbook in Excel and save it again.",
        )


def _scan_xlsx(path: Path, label: str) -> dict[str, _Scan]:
    """Look through the sheets' XML of an .xlsx in a stream; by the names of the sheets.

    Raises
    ------
    DataError
        A zip bomb, an entity or document type in the XML, or a cell far away from the table.
    """
    import defusedxml

    Archive(path, label)  # bombs, locks and odd names
    found = {}
    with zipfile.ZipFile(path) as archive:
        try:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    with archive.open(name) as stream:
                        _refuse_dtd(stream.read(4096), label)
            sheets = _sheet_parts(archive)
            for sheet, name in sheets.items():
                found[sheet] = _scan_sheet(archive, name)
        except defusedxml.DefusedXmlException as error:
            raise _entity(label) from error
        except DataError:
            raise
        except Exception as error:  # expat, zlib and zipfile each have their own
            raise DataError(
                f"{label} is damaged inside ({shown(error, 60)[1:-1]}).",
                "Open it in Excel and save it again, or get the file anew.",
            ) from error
    for scan in found.values():
        _refuse_far(scan, label)
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the member that holds each sheet, by the sheet's name."""
    import defusedxml.ElementTree as ET  # noqa: N817

    members = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= members:
        return {}
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): str(one.get("Target", "")) for one in relations}
    found = {}
    for one in ET.fromstring(archive.read("xl/workbook.xml")).iter():
        if not one.tag.endswith("}sheet"):
            continue
        key = next((value for name, value in one.attrib.items() if name.endswith("}id")), None)
        target = targets.get(key, "").removeprefix("/").removeprefix("xl/")
        if f"xl/{target}" in members:
            found[str(one.get("name"))] = f"xl/{target}"
    return found


def _scan_sheet(archive: zipfile.ZipFile, name: str) -> _Scan:
    import defusedxml.sax

    handler = _Handler()
    with archive.open(name) as stream:
        defusedxml.sax.parse(stream, handler, forbid_dtd=True)
    return handler.scan


def _refuse_dtd(head: bytes, label: str) -> None:
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise _entity(label)


def _entity(label: str) -> DataError:
    return DataError(
        f"{label} defines XML entities, which no workbook does.",
        "Don't trust this file; save the table anew from Excel or as CSV.",
    )


def _refuse_far(scan: _Scan, label: str) -> None:
    if scan.last_row <= MOST_ROWS and scan.last_column <= MOST_COLUMNS:
        return
    if scan.far and scan.cells < MOST_ROWS:
        raise DataError(
            f"{label}: the cell {scan.far} lies far away from the table.",
            "Delete that row or column in Excel, or save the sheet as CSV.",
        )
    raise DataError(
        f"{label} has {scan.last_row:,} rows and {scan.last_column:,} columns.",
        f"Up to {MOST_ROWS:,} rows and {MOST_COLUMNS} columns are read; save the sheet as CSV.",
    )


class _Handler(ContentHandler):
    """Notes the cells of a sheet, in a stream."""

    def __init__(self) -> None:
        super().__init__()
        self.scan = _Scan()
        self._at = ""
        self._formula = self._value = self._inside = False
        self._row = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        local = name.rsplit(":", 1)[-1]
        if local == "row":
            self._row = int(attrs.get("r", self._row + 1))
        elif local == "c":
            self._at, self._formula, self._value = attrs.get("r", ""), False, False
            if attrs.get("t") == "e":
                self.scan.errors.append(self._at)
        elif local == "f":
            self._formula = True
        self._inside = local in {"v", "t"}

    def characters(self, content: str) -> None:
        self._value = self._value or (self._inside and bool(content))

    def endElement(self, name: str) -> None:  # noqa: N802
        self._inside = False
        if name.rsplit(":", 1)[-1] != "c":
            return
        if self._formula and not self._value:
            self.scan.unstored.append(self._at)
        self._count()

    def _count(self) -> None:
        match = _CELL.match(self._at)
        row, column = self._row, 0
        if match:
            row = int(match.group(2))
            for letter in match.group(1):
                column = column * 26 + ord(letter) - 64
        scan = self.scan
        scan.cells += 1
        scan.last_row = max(scan.last_row, row)
        scan.last_column = max(scan.last_column, column)
        if (row > MOST_ROWS or column > MOST_COLUMNS) and not scan.far:
            scan.far = self._at
