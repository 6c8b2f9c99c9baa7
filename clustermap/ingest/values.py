"""Values of one's own over areas: joined strictly, by code or name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.data.selection import UserValues
from clustermap.errors import DataError
from clustermap.ingest.cells.amounts import (
    NONE,
    SUPPRESSED,
    UNCLEAR,
    VALUE,
    parse_amount,
    parse_number,
    unit_of,
)
from clustermap.ingest.cells.area_keys import match_areas
from clustermap.ingest.columns import KEYS, find_column, fold_header
from clustermap.ingest.files.raw_table import as_text
from clustermap.messages import count, listed, shown
from clustermap.text import unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.ingest.cells.amounts import (
        Number,
    )
    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.problems import Findings

#: How many areas without a value are named.
NAMED = 5


def join_values(
    table: RawTable,
    areas: gpd.GeoDataFrame,
    *,
    columns: Sequence[str] = (),
    key: str | None = None,
    gazetteer: Gazetteer,
    level: str,
    lenient: bool = False,
) -> tuple[list[UserValues], Findings]:
    """Join a table of values to areas.

    Parameters
    ----------
    table : RawTable
        As read: text cells.
    areas : geopandas.GeoDataFrame
        Indexed by code, with ``name_ja``.
    columns : sequence of str
        Columns with values; none: the only one that holds numbers.
    key : str, optional
        Column with the areas' codes or names; else it is found.
    gazetteer : Gazetteer
        Municipalities by code and name.
    level : {"prefecture", "municipality", "area"}
        What the areas are.
    lenient : bool
        Leave out rows that match no area, instead of stopping.

    Returns
    -------
    list of UserValues, Findings

    Raises
    ------
    DataError
        No column of that name, a row that matches no area or stands twice, or no number at all.
    """
    frame, findings = table.frame, table.findings
    names = list(map(str, frame.columns))
    wanted = [find_column(name, names, findings.file) for name in columns]
    key, codes = _keyed(table, areas, key, wanted, gazetteer, level)
    if not wanted:
        wanted = [_only_numbers(frame, key, findings)]
    if not any(codes):
        _nothing_matches(frame[key], areas, findings)
    findings.stop(lenient=lenient)
    used = np.array([bool(code) for code in codes])
    used &= ~np.isin(frame.index.to_numpy(), list(findings.bad_rows))
    index = pd.Index([code for code, keep in zip(codes, used, strict=True) if keep])
    missing = areas.index.difference(index)
    if len(missing):
        labels = [f"{areas.loc[code, 'name_ja']} ({code})" for code in missing[:NAMED]]
        more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
        findings.warn(
            "missing",
            f"no row for {len(missing):,} of {count(len(areas), 'area')}: "
            f"{', '.join(labels)}{more}",
            "They are drawn as 'no data'.",
        )
    found = [_values(frame.loc[used, name], index, areas, findings) for name in wanted]
    findings.stop(lenient=lenient)
    return found, findings


def join_all(
    table: RawTable,
    areas: gpd.GeoDataFrame,
    *,
    columns: Sequence[str] = (),
    key: str | None = None,
    gazetteer: Gazetteer,
    level: str,
) -> pd.DataFrame:
    """Return a table with codes and plain values for what was understood, the rest as it was.

    All problems are noted in the table's findings, and none is raised that concerns single rows.
    """
    frame, findings = table.frame, table.findings
    wanted = [find_column(name, list(map(str, frame.columns)), findings.file) for name in columns]
    key, codes = _keyed(table, areas, key, wanted, gazetteer, level)
    if not wanted:
        wanted = [_only_numbers(frame, key, findings)]
    if not any(codes):
        _nothing_matches(frame[key], areas, findings)
    used = np.array([bool(code) for code in codes])
    index = pd.Index([code for code in codes if code])
    mended = frame.copy()
    mended[key] = [code or cell for code, cell in zip(codes, frame[key], strict=True)]
    for name in wanted:
        _values(frame.loc[used, name], index, areas, findings)
        numbers, _ = _numbers(frame[name])
        mended[name] = [
            _plain(number, cell) for number, cell in zip(numbers, frame[name], strict=True)
        ]
    return mended.reset_index(drop=True)


def _plain(number: Number, cell: str) -> str:
    if number.state == UNCLEAR:
        return cell
    if number.state == SUPPRESSED:
        return "x"
    return "" if number.state == NONE else as_text([number.value])[0]


def _keyed(
    table: RawTable,
    areas: gpd.GeoDataFrame,
    key: str | None,
    wanted: Sequence[str],
    gazetteer: Gazetteer,
    level: str,
) -> tuple[str, list[str]]:
    """Return the key column, and the area's code of each row ("" for rows left out)."""
    frame, findings = table.frame, table.findings
    names = list(map(str, frame.columns))
    prefectures = _prefecture_column(frame)
    if key is not None:
        column = find_column(key, names, findings.file)
    else:
        column = _likeliest(table, areas, wanted, gazetteer, level)
        if column != names[0]:
            findings.note(f"the areas are told by the column {shown(column)}", kind="columns")
    other = frame[prefectures].tolist() if prefectures not in {None, column} else None
    codes = match_areas(
        frame[column], areas, gazetteer=gazetteer, level=level, prefectures=other, findings=findings
    )
    return column, codes


def _prefecture_column(frame: pd.DataFrame) -> str | None:
    """Return the column that says which prefecture a municipality is of."""
    from clustermap.ingest.columns import SITES

    folded = {fold_header(str(name)): str(name) for name in reversed(list(frame.columns))}
    names = (*SITES["prefecture"], "n03_001")
    return next((folded[fold_header(n)] for n in names if fold_header(n) in folded), None)


def _likeliest(
    table: RawTable,
    areas: gpd.GeoDataFrame,
    wanted: Sequence[str],
    gazetteer: Gazetteer,
    level: str,
) -> str:
    """Return the column of which most cells name an area."""
    from clustermap.ingest.problems import Findings as Silent

    frame = table.frame
    names = [str(name) for name in frame.columns if str(name) not in wanted]
    hints = [fold_header(name) for name in KEYS]
    ranks = {name: hints.index(fold_header(name)) if fold_header(name) in hints else len(hints)
             for name in names}  # fmt: skip
    hinted = [
        name for name in sorted(names, key=lambda one: ranks[one]) if ranks[name] < len(hints)
    ]
    others = [name for name in names if name not in hinted and not _numeric(frame[name])]
    for group in (hinted, others):
        best: tuple[float, str] | None = None
        for name in group:
            # a few hundred cells tell as well as all
            cells = frame[name].iloc[:400]
            matched = match_areas(
                cells, areas, gazetteer=gazetteer, level=level, prefectures=None,
                findings=Silent(table.file),
            )  # fmt: skip
            share = len(set(matched) - {""}) / len(cells)
            if share and (best is None or share > best[0] * 1.02):
                best = (share, name)
        if best is not None:
            return best[1]
    if not hinted:
        raise DataError(
            f"{table.file} has no column whose cells name areas (its columns: "
            f"{listed(map(shown, frame.columns), 12)}).",
            "Add a column with codes or names of the areas, or say which it is with --key.",
        )
    return hinted[0]


def _numeric(cells: pd.Series[str]) -> bool:
    """Say whether a column holds numbers that are no codes: codes have zeros or four digits."""
    filled = [unquoted(cell) for cell in cells if cell]
    numbers = [cell for cell in filled if parse_number(cell).state == VALUE]
    codes = [cell for cell in numbers if re.fullmatch(r"0\d|\d{4,6}", cell)]
    return len(numbers) > len(filled) / 2 and len(codes) < len(numbers)


def _only_numbers(frame: pd.DataFrame, key: str, findings: Findings) -> str:
    """Return the only column with numbers besides the key."""
    numeric = []
    for name in frame.columns:
        states = [parse_number(cell).state for cell in frame[name]]
        good = states.count(VALUE)
        plain = fold_header(str(name))
        if (
            name != key
            and good
            and good >= states.count(UNCLEAR)
            and plain not in map(fold_header, KEYS)
        ):
            numeric.append(str(name))
    years = [name for name in numeric if fold_header(name) in {"year", "年", "年度", "연도", "년"}]
    numeric = [name for name in numeric if name not in years] or numeric
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


def _nothing_matches(cells: pd.Series[str], areas: gpd.GeoDataFrame, findings: Findings) -> None:
    """Raise the error for a table of which no row names an area."""
    theirs = listed(map(shown, [cell for cell in dict.fromkeys(cells) if cell][:3]))
    ours = listed(f"{code} {areas.loc[code, 'name_ja']}" for code in areas.index[:3])
    first = findings.errors[0] if findings.errors else None
    hint = f" {first.action}" if first and first.action.startswith("Did you mean") else ""
    raise DataError(
        f"{findings.file}: no row of the column {shown(cells.name)} names an area "
        f"(there: {theirs}; on the map: {ours}).",
        f"Name the right column with --key, or the level with --level.{hint}",
    )


def _values(
    cells: pd.Series[str], index: pd.Index, areas: gpd.GeoDataFrame, findings: Findings
) -> UserValues:
    """Return one column over all areas."""
    name = str(cells.name)
    numbers, unit = _numbers(cells)
    for row, cell, number in zip(cells.index, cells, numbers, strict=True):
        if number.state == UNCLEAR:
            findings.error(
                "value", number.odd,
                "Write a plain number, x where it is withheld, or leave it blank.",
                row=int(row), column=name, value=cell,
            )  # fmt: skip
        elif number.odd:
            findings.warn(
                "inexact", number.odd, f"It is taken as {number.value:g}.",
                row=int(row), column=name, value=cell,
            )  # fmt: skip
    states = [number.state for number in numbers]
    _notes(name, numbers, states, findings)
    values = pd.Series([number.value for number in numbers], index=index, dtype=float)
    hidden = pd.Series([state == SUPPRESSED for state in states], index=index, dtype=bool)
    digits = [
        len(unquoted(cell).rstrip("%").split(".")[1])
        for cell, state in zip(cells, states, strict=True)
        if state == VALUE and re.fullmatch(r"[^.]*\.\d+%?", unquoted(cell))
    ]
    return UserValues(
        name,
        values[~values.index.duplicated()].reindex(areas.index),
        hidden[~hidden.index.duplicated()].reindex(areas.index, fill_value=False),
        unit,
        min(3, max(digits, default=0)) if unit != "bn JPY" else 1,
        findings.file,
    )


def _numbers(cells: pd.Series[str]) -> tuple[list[Number], str]:
    """Parse cells as numbers, or as amounts of yen where they are written so."""
    name = str(cells.name)
    plain = [parse_number(cell) for cell in cells]
    bracket = re.search(r"[(（\[【]([^)）\]】]{1,12})[)）\]】]", name)
    unit = bracket.group(1) if bracket else ""
    unclear = [at for at, number in enumerate(plain) if number.state == UNCLEAR]
    if unclear:
        amounts = [parse_amount(cell, unit_of(name)) for cell in cells]
        if sum(amounts[at].state == VALUE for at in unclear) > len(unclear) / 2:
            return amounts, "bn JPY"
    if any(number.percent for number in plain) and not unit:
        unit = "%"
    return plain, unit


def _notes(name: str, numbers: list[Number], states: list[str], findings: Findings) -> None:
    """Say what is odd about a column as a whole."""
    known = [number.value for number in numbers if number.state == VALUE]
    if not known:
        kinds = f"{states.count(SUPPRESSED)} withheld, {states.count(NONE)} blank"
        findings.error(
            "no-values", f"the column {shown(name)} has no number ({kinds})",
            "Give a column with numbers with --column.",
        )  # fmt: skip
        return
    for state, words in ((SUPPRESSED, "withheld by the publisher"), (NONE, "blank or unknown")):
        if states.count(state):
            findings.warn(
                state, f"{count(states.count(state), 'value')} of {shown(name)} {words}",
                "They are drawn as such, never as zero.",
            )  # fmt: skip
    percents = sum(number.percent for number in numbers)
    if 0 < percents < len(known):
        findings.warn(
            "percent", f"{percents:,} of {len(known):,} values of {shown(name)} carry a % sign",
            "All are taken as they are written; check that they mean the same.",
        )  # fmt: skip
    if len(known) > 1 and len(set(known)) == 1:
        findings.warn("constant", f"all values of {shown(name)} are {known[0]:g}", "")
    elif len(known) == 1:
        findings.warn("single", f"{shown(name)} has one value only", "")
