"""Which column of a table of values tells the areas, and which hold values.

Neither names nor numbers alone decide. A column of five-digit numbers may be codes or people;
what it is called, how many of its numbers are codes that exist, and the names beside it tell. Where
two columns name different areas, both are shown and nothing is chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.cells.amounts import UNCLEAR, VALUE
from clustermap.ingest.cells.area_keys import match_areas
from clustermap.ingest.cells.quantities import parse_quantity
from clustermap.ingest.columns import KEYS, SITES, find_column, fold_header, last_part
from clustermap.ingest.problems import Findings
from clustermap.ingest.publishing import says_internal
from clustermap.ingest.where import telling_columns
from clustermap.messages import count, listed, shown
from clustermap.text import unquoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import pandas as pd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.ingest.files.raw_table import RawTable

#: A few hundred cells tell as well as all.
SAMPLE = 400
#: A column of numbers tells areas if this share of its numbers are codes that exist.
MOST = 0.8
_YEARS = {
    "year",
    "年",
    "年度",
    "年次",
    "時点",
    "調査年",
    "연도",
    "년",
    "time",
    "時間軸",
    "時間軸(年次)",
}
_INDEX = re.compile(r"(?:column \d+'*|unnamed:?\s*\d*|index|no\.?|#|番号|通番|連番|번호)$")
_CODE = re.compile(r"(?:code|コード|코드|番号|번호|cd|id)$")


@dataclass(frozen=True)
class Areas:
    """What a table's rows are matched with."""

    areas: gpd.GeoDataFrame
    gazetteer: Gazetteer
    level: str

    def match(
        self, cells: pd.Series[str], prefectures: Sequence[str] | None, findings: Findings
    ) -> list[str]:
        """Return the code of the area that each cell means; "" for none."""
        return match_areas(
            cells, self.areas, gazetteer=self.gazetteer, level=self.level,
            prefectures=prefectures, findings=findings,
        )  # fmt: skip

    def name(self, code: str) -> str:
        """Return an area's name with its code."""
        return f"{code} {self.areas.loc[code, 'name_ja']}"


def find_key(
    table: RawTable,
    areas: gpd.GeoDataFrame,
    key: str | None,
    wanted: Sequence[str],
    gazetteer: Gazetteer,
    level: str,
) -> tuple[str, list[str]]:
    """Return the key column, and the area's code of each row ("" for rows left out).

    Parameters
    ----------
    table : RawTable
        Takes what is said about the choice, and the rows that mean no area, as findings.
    areas : geopandas.GeoDataFrame
        Indexed by code, with ``name_ja``.
    key : str, optional
        The column that the user names.
    wanted : sequence of str
        Columns with values, which can't be the key.
    gazetteer : Gazetteer
        Municipalities by code and name.
    level : {"prefecture", "municipality", "area"}
        What the areas are.

    Raises
    ------
    DataError
        No column tells areas.
    """
    frame, findings = table.frame, table.findings
    names = list(map(str, frame.columns))
    prefectures = _prefecture_column(names)
    held = Areas(areas, gazetteer, level)
    chosen = find_column(key, names, findings.file) if key is not None else None
    column = chosen or _likeliest(table, held, wanted)
    if chosen is None and column != names[0]:
        findings.note(f"the areas are told by the column {shown(column)}", kind="columns")
    other = frame[prefectures].tolist() if prefectures not in {None, column} else None
    codes = held.match(frame[column], other, findings)
    _refuse_regions(column, codes, findings)
    if chosen is None:
        _refuse_conflicts(table, held, column, codes, other, wanted)
    _advise_where(frame, column, wanted, findings)
    return column, codes


def _advise_where(frame: pd.DataFrame, key: str, wanted: Sequence[str], findings: Findings) -> None:
    """Where areas stand in several rows, name the columns that tell these apart."""
    if not any(one.kind == "twice" for one in findings.problems):
        return
    telling = telling_columns(frame.drop(columns=[name for name in wanted if name != key]), key)
    numbers = set(value_columns(frame, key))
    told = {
        name: some for name, some in telling.items() if name not in numbers or _is_year(name, some)
    }
    if not told:
        return
    pairs = " ".join(f"--where {name}={values[-1]}" for name, values in list(told.items())[:2])
    findings.problems = [
        replace(one, action=f"Keep one row for each area: {pairs}.") if one.kind == "twice" else one
        for one in findings.problems
    ]


def _refuse_regions(column: str, codes: list[str], findings: Findings) -> None:
    """Refuse a table of regions: it is not a table of the one prefecture that is a region too."""
    regions = [one for one in findings.problems if one.kind == "region"]
    if len(regions) > 1 and len(regions) > sum(map(bool, codes)):
        names = listed([shown(one.value) for one in regions], 3)
        raise DataError(
            f"{findings.file}: the rows of the column {shown(column)} are regions ({names}), "
            "not prefectures.",
            "Give values by prefecture: regions are drawn by adding up their prefectures.",
        )


def _prefecture_column(names: Sequence[str]) -> str | None:
    """Return the column that says which prefecture a municipality is of."""
    folded = {fold_header(name): name for name in reversed(names)}
    known = (*SITES["prefecture"], "n03_001")
    return next((folded[fold_header(n)] for n in known if fold_header(n) in folded), None)


def _hinted(names: Iterable[str]) -> list[str]:
    """Return the columns whose names say that they tell areas, the surest first."""
    hints = {fold_header(name): rank for rank, name in reversed(list(enumerate(KEYS)))}
    ranks = {}
    for name in names:
        found = [hints[one] for one in map(fold_header, (name, last_part(name))) if one in hints]
        if found:
            ranks[name] = min(found)
    return sorted(ranks, key=lambda one: ranks[one])


def _likeliest(table: RawTable, held: Areas, wanted: Sequence[str]) -> str:
    """Return the column of which most cells name an area."""
    frame = table.frame
    names = [str(name) for name in frame.columns if str(name) not in wanted]
    hinted = _hinted(names)
    others = [
        name
        for name in names
        if name not in hinted and (not _numeric(frame[name]) or _may_be_codes(frame[name], held))
    ]
    weak: tuple[float, str] | None = None
    for group in (hinted, others):
        best: tuple[float, str] | None = None
        for name in group:
            share = _share(frame[name], held, table.file)
            doubtful = _all_numbers(frame[name]) and share < MOST
            if share and (weak is None or share > weak[0] * 1.02) and name in hinted:
                weak = (share, name)
            if share and not doubtful and (best is None or share > best[0] * 1.02):
                best = (share, name)
        if best is not None:
            return best[1]
    if weak is not None:
        return weak[1]
    if not hinted:
        raise DataError(
            f"{table.file} has no column whose cells name areas (its columns: "
            f"{listed(map(shown, frame.columns), 12)}).",
            "Add a column with codes or names of the areas, or say which it is with --key.",
        )
    return hinted[0]


def _share(cells: pd.Series[str], held: Areas, file: str) -> float:
    """Return how many areas a column names, as a share of its rows."""
    some = cells.iloc[:SAMPLE]
    matched = held.match(some, None, Findings(file))
    return len(set(matched) - {""}) / len(some)


def _filled(cells: pd.Series[str]) -> list[str]:
    return [unquoted(cell) for cell in cells.iloc[:SAMPLE] if cell]


def _all_numbers(cells: pd.Series[str]) -> bool:
    filled = _filled(cells)
    return bool(filled) and all(re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", cell) for cell in filled)


def _numeric(cells: pd.Series[str]) -> bool:
    """Say whether a column holds numbers more than anything else."""
    filled = _filled(cells)
    numbers = [cell for cell in filled if parse_quantity(cell).number.state == VALUE]
    return len(numbers) > len(filled) / 2


def _may_be_codes(cells: pd.Series[str], held: Areas) -> bool:
    """Say whether numbers look like codes: of one width or with zeros in front, none twice."""
    filled = _filled(cells)
    if held.level == "area":
        return len(set(filled)) > len(filled) / 2
    return all(re.fullmatch(r"0\d|R?\d{4,6}", cell) for cell in filled)


def _refuse_conflicts(
    table: RawTable,
    held: Areas,
    column: str,
    codes: list[str],
    prefectures: list[str] | None,
    wanted: Sequence[str],
) -> None:
    """Compare the key with other columns that name the areas; where they differ, show both."""
    frame, findings = table.frame, table.findings
    others = [
        name for name in _hinted(map(str, frame.columns)) if name != column and name not in wanted
    ]
    for name in others:
        if _all_numbers(frame[name]) and _share(frame[name], held, table.file) < MOST:
            continue
        theirs = held.match(frame[name], prefectures, Findings(table.file))
        both = [at for at, (one, two) in enumerate(zip(codes, theirs, strict=True)) if one and two]
        differ = [at for at in both if codes[at] != theirs[at]]
        if not differ or len(both) < len(frame) / 2:
            continue
        at = differ[0]
        if len(differ) > len(both) / 2:
            raise DataError(
                f"{table.file}: the columns {shown(column)} and {shown(name)} name different "
                f"areas in {count(len(differ), 'row')} (row {frame.index[at]}: "
                f"{held.name(codes[at])} and {held.name(theirs[at])}).",
                "Say which of them tells the areas: --key COLUMN.",
            )
        for at in differ:
            findings.error(
                "conflict",
                f"is {held.name(codes[at])}, and {shown(frame[name].iloc[at])} in the column "
                f"{shown(name)} is {held.name(theirs[at])}",
                "Correct one of the two, or say which holds with --key.",
                row=int(frame.index[at]), column=column, value=frame[column].iloc[at],
            )  # fmt: skip


def is_index(name: str, cells: Sequence[str]) -> bool:
    """Say whether a column numbers the rows: a nameless 0, 1, 2 ... that is no value."""
    if not _INDEX.match(name.casefold()):
        return False
    numbers = [cell.removesuffix(".0") for cell in cells]
    nameless = bool(re.match(r"(?:column \d|unnamed|index|#|no|番号|通番|連番)", name.casefold()))
    first = numbers[0] if numbers else ""
    return (
        nameless
        and first in {"0", "1"}
        and numbers == [str(int(first) + step) for step in range(len(numbers))]
    )


def _is_year(name: str, cells: Sequence[str]) -> bool:
    plain = fold_header(name)
    if plain in map(fold_header, _YEARS):
        return True
    filled = [cell for cell in cells if cell]
    years = [cell for cell in filled if re.fullmatch(r"(?:18|19|20|21)\d\d(?:年度?|0{6})?", cell)]
    return bool(filled) and len(years) == len(filled) and ("年" in name or "year" in plain)


def _is_code(name: str, cells: Sequence[str]) -> bool:
    """Say whether numbers are codes: their name says so, or they have zeros in front."""
    return bool(_CODE.search(fold_header(name))) or any(
        re.fullmatch(r"0\d+", unquoted(cell)) for cell in cells
    )


def value_columns(frame: pd.DataFrame, key: str) -> list[str]:
    """Return the columns that hold values: numbers that are no code, year or number of the row."""
    keys = set(map(fold_header, KEYS))
    numeric: list[str] = []
    years: list[str] = []
    for name in map(str, frame.columns):
        if name == key or fold_header(name) in keys or says_internal(name):
            continue
        cells = frame[name].tolist()
        states = [parse_quantity(cell).number.state for cell in cells]
        good = states.count(VALUE)
        if not good or good < states.count(UNCLEAR):
            continue
        if is_index(name, cells) or _is_code(name, cells):
            continue
        (years if _is_year(name, cells) else numeric).append(name)
    return numeric or years


def only_numbers(frame: pd.DataFrame, key: str, findings: Findings) -> str:
    """Return the only column with values besides the key.

    Raises
    ------
    DataError
        There are several, which are named, or none.
    """
    numeric = value_columns(frame, key)
    if len(numeric) == 1:
        return numeric[0]
    what = f"has {len(numeric)} columns" if numeric else "has no column"
    raise DataError(
        f"{findings.file} {what} with numbers{': ' if numeric else ''}"
        f"{listed(map(shown, numeric), 12)}.",
        f"Say which to show: --column {shown(numeric[0])}."
        if numeric
        else f"Its columns are {listed(map(shown, frame.columns), 12)}.",
    )
