"""Checking a file of one's own: every problem with row and column, and a mended table."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustermap.data.gazetteer import gazetteer
from clustermap.data.locator import locator
from clustermap.data.sites import site_columns
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.columns import SITES, ZONES, fold_header
from clustermap.ingest.files import formats
from clustermap.ingest.files.foreign import read_map
from clustermap.ingest.register.corporate_number import read_number
from clustermap.ingest.sites import as_cells, check_sites
from clustermap.ingest.sourcing import check_sourcing
from clustermap.ingest.values import join_all
from clustermap.ingest.where import only_where
from clustermap.ingest.zones import check_zones
from clustermap.messages import count, listed

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import geopandas as gpd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.data.selection import Selection
    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.problems import Findings
    from clustermap.ingest.sites import Checked, ReadingOptions

_WRONG_NUMBER = {
    "digits": "does not have 13 digits",
    "twelve": "has 12 digits: the check digit in front is missing",
    "float": "was rounded by a spreadsheet",
    "check": "has a check digit that does not fit: a digit is wrong",
}
KINDS = ("sites", "zones", "values", "boundaries")


@dataclass(frozen=True, eq=False)
class Validation:
    """What a file is, what is wrong with it, and its mended table (or map)."""

    kind: str
    findings: Findings
    rows: int
    usable: int
    mended: pd.DataFrame | gpd.GeoDataFrame

    @property
    def table(self) -> pd.DataFrame:
        """The problems: ``level, row, column, value, problem, action``, errors first."""
        order = {"error": 0, "warning": 1, "note": 2}
        problems = sorted(self.findings.problems, key=lambda one: (order[one.level], one.row or 0))
        return pd.DataFrame(
            {
                "level": [one.level for one in problems],
                "row": pd.array([one.row for one in problems], dtype="Int64"),
                "column": [one.column for one in problems],
                "value": [one.value for one in problems],
                "problem": [one.words for one in problems],
                "action": [one.action for one in problems],
            }
        )

    @property
    def summary(self) -> str:
        """One line: what it is, how many problems of which level, how many rows are usable."""
        levels = [one.level for one in self.findings.problems]
        left = len(self.findings.left_out - self.findings.bad_rows)
        noun = "area" if self.kind == "boundaries" else "row"
        return (
            f"{self.findings.file}: {count(self.rows, noun)} of {self.kind}; "
            f"{count(levels.count('error'), 'error')}, "
            f"{count(levels.count('warning'), 'warning')}, "
            f"{count(levels.count('note'), 'note')}; {self.usable:,} of {self.rows:,} can be used"
            f"{f', {left:,} left out' if left else ''}."
        )


def validate(
    given: str | os.PathLike[str],
    selection: Selection,
    reading: ReadingOptions,
    *,
    kind: str | None = None,
    columns: tuple[str, ...] = (),
    key: str | None = None,
    where: Sequence[str] = (),
) -> Validation:
    """Check a file of one's own.

    Parameters
    ----------
    given : str or path
        Any file that the other commands take.
    dataset : Dataset
        The prefectures, and boundaries of one's own if any.
    reading : ReadingOptions
        What the user says of the file.
    kind : {"sites", "zones", "values", "boundaries"}, optional
        What it is; else found out.
    columns, key : optional
        For values: their columns, and the one with the areas' codes or names.
    where : sequence of str
        For values: COLUMN=VALUE pairs that rows must have.

    Raises
    ------
    DataError
        The file can't be read at all.
    """
    if kind is not None and kind not in KINDS:
        raise UnknownNameError.of("kind", kind, KINDS)
    if kind == "boundaries":
        return _boundaries(given, reading)
    formats.examine(given)
    table = reading.table(given)
    if kind is None and _areal(table):
        return _boundaries(given, reading)
    kind = kind or _kind(table)
    if kind == "values":
        table = only_where(table, where)
    places = gazetteer(selection.municipalities)
    if kind == "zones":
        return _zones(table, reading, places)
    if kind == "values":
        return _values(table, selection, places, columns, key)
    return _sites(table, reading, places, selection)


def _areal(table: RawTable) -> bool:
    """Say whether a map's features are areas."""
    found = [one for one in table.findings.problems if one.kind == "points"]
    return bool(found) and found[0].words.split()[0].replace(",", "") == str(len(table.frame))


def _kind(table: RawTable) -> str:
    """Tell sites, zones and values by the names of the columns."""
    if table.degrees:
        return "sites"
    names = {fold_header(str(name)) for name in table.frame.columns}

    def has(roles: dict[str, tuple[str, ...]], *wanted: str) -> bool:
        return any(fold_header(name) in names for role in wanted for name in roles[role])

    if has(ZONES, "whole_prefecture", "designated") or {"scheme", "制度", "特区名"} & names:
        return "zones"
    if has(SITES, "lon", "point", "address", "operator"):
        return "sites"
    named = has(SITES, "name", "name_en", "name_ja", "name_ko")
    if named and has(SITES, "sector", "opened", "investment_jpy_bn"):
        return "sites"
    return "values"


def _boundaries(given: str | os.PathLike[str], reading: ReadingOptions) -> Validation:
    found, findings = read_map(
        given, encoding=reading.encoding, crs=reading.crs, layer=reading.layer
    )
    return Validation("boundaries", findings, len(found.areas), len(found.areas), found.areas)


def _sites(
    table: RawTable, reading: ReadingOptions, places: Gazetteer, selection: Selection
) -> Validation:
    here = locator(selection.prefectures)
    checked = check_sites(table, reading, places, here, selection.municipalities, whole=True)
    check_sourcing(checked.frame, checked.rows, checked.columns, checked.findings)
    mended = as_cells(checked.frame)
    _check_numbers(checked)
    _say_placed(checked)
    # what could not be understood stays as it was
    for role in site_columns():
        column = checked.columns.get(
            role.removesuffix("_code") if role == "prefecture_code" else role
        )
        if column is None:
            continue
        was = table.frame[column].to_numpy()
        blank = (mended[role] == "").to_numpy()
        mended.loc[blank, role] = was[blank]
    mended["placed"] = list(map(str, checked.placed))
    bad = len(checked.findings.bad_rows & set(checked.rows.tolist()))
    return Validation("sites", checked.findings, len(mended), len(mended) - bad, mended)


def _check_numbers(checked: Checked) -> None:
    """Warn of corporate numbers that can't be."""
    column = checked.columns.get("corporate_number")
    if column is None:
        return
    cells = checked.table.frame[column].tolist()
    for row, cell in zip(checked.rows.tolist(), cells, strict=True):
        _, wrong = read_number(cell)
        if wrong:
            checked.findings.warn(
                "corporate-number", _WRONG_NUMBER[wrong], "It is kept as it is.",
                row=row, column=column, value=cell,
            )  # fmt: skip


def _say_placed(checked: Checked) -> None:
    """Note how rows were placed, the most frequent way first."""
    ways = collections.Counter(one.kind for one in checked.placed)
    parts = listed((f"{count(rows, 'row')} by {way}" for way, rows in ways.most_common()), 8)
    checked.findings.note(
        f"placed: {parts}", "Each row says it in the table of --fix.", kind="placed"
    )


def _zones(table: RawTable, reading: ReadingOptions, places: Gazetteer) -> Validation:
    frame, findings = check_zones(table, reading, places)
    bad = len(findings.bad_rows & set(frame["row"].tolist()))
    mended = frame.drop(columns="row").map(
        lambda cell: ";".join(cell) if isinstance(cell, tuple) else str(cell)
    )
    return Validation("zones", findings, len(frame), len(frame) - bad, mended)


def _values(
    table: RawTable,
    selection: Selection,
    places: Gazetteer,
    columns: tuple[str, ...],
    key: str | None,
) -> Validation:
    areas = selection.areas if selection.areas is not None else selection.prefectures
    try:
        mended = join_all(
            table, areas, columns=columns, key=key, gazetteer=places, level=selection.level
        )
    except DataError:
        if not table.findings.errors:
            raise
        mended = table.frame.reset_index(drop=True)
    unused = table.findings.bad_rows | table.findings.left_out
    bad = len(unused & set(table.frame.index.tolist()))
    rows = len(table.frame)
    return Validation("values", table.findings, rows, rows - bad, mended)
