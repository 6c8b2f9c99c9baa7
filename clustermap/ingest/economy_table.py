"""A user's own table of amounts by area, industry and year, long or wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import japan
from clustermap.data.gazetteer import gazetteer
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.cells.amounts import NONE, SUPPRESSED, VALUE, parse_number
from clustermap.ingest.files.foreign import read_table
from clustermap.text import fold_label

if TYPE_CHECKING:
    import os

    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.problems import Findings

#: Headers by which columns go, folded.
_AREA = (
    "area", "code", "prefecture", "prefecturecode", "municipality", "municipalitycode",
    "地域", "地域コード", "都道府県", "都道府県コード", "都道府県名", "市区町村", "市区町村コード",
    "団体コード", "지역", "도도부현", "시구정촌", "코드",
)  # fmt: skip
_INDUSTRY = (
    "industry", "sector", "division", "activity", "jsic", "産業", "業種", "産業分類", "分野",
    "산업", "업종", "분야",
)  # fmt: skip
_YEAR = ("year", "fiscalyear", "年", "年度", "年次", "연도", "년도")
_YEAR_TEXT = re.compile(r"(1[89]\d\d|20\d\d|2100)(\.0)?年?度?")
_REMEDY = (
    "Long: columns area, industry, year, value. Wide: a column for each industry, or for each year."
)


def read_economy_table(given: str | os.PathLike[str]) -> pd.DataFrame:
    """Read amounts by area, industry and year.

    Long tables have a row for each area, industry (and year); wide ones a column for each year, or
    for each industry.

    Parameters
    ----------
    given : str or path
        A table of any format that is read.

    Returns
    -------
    pandas.DataFrame
        ``code`` (of a prefecture or municipality), ``industry`` (as written), ``year`` (0 where the
        table has none), ``value`` (NaN where withheld or blank), ``suppressed``.

    Raises
    ------
    DataError
        No column of areas or industries, an area that is not known, a cell that is no number, or
        the same cell twice; the error names row and column.
    """
    table = read_table(given)
    names = {fold_label(str(name)): str(name) for name in table.frame.columns}
    area, industry, year = (_first(names, known) for known in (_AREA, _INDUSTRY, _YEAR))
    findings = table.findings
    if area is None:
        raise DataError(f"{findings.file} has no column of areas.", _REMEDY)
    long = _long(table, area, industry, year)
    codes = _codes(long, area, findings)
    numbers = [parse_number(cell) for cell in long["value"]]
    for row, column, cell, number in zip(
        long["row"], long["column"], long["value"], numbers, strict=True
    ):
        if number.state not in {VALUE, NONE, SUPPRESSED}:
            findings.error(
                "number", "is not a number", "Write a number, x where it is withheld, or nothing.",
                row=int(row), column=str(column), value=cell,
            )  # fmt: skip
    years = _years(long, year, findings)
    findings.stop()
    found = pd.DataFrame(
        {
            "code": codes,
            "industry": long["industry"].to_numpy(),
            "year": years,
            "value": [number.value for number in numbers],
            "suppressed": [number.state == SUPPRESSED for number in numbers],
        }
    )
    _check_once(found, long, findings)
    return found


def is_long(given: str | os.PathLike[str]) -> bool:
    """Say whether a table names industries in a column, or has years."""
    table = read_table(given)
    names = {fold_label(str(name)): str(name) for name in table.frame.columns}
    return any(_first(names, known) is not None for known in (_INDUSTRY, _YEAR))


def _first(names: dict[str, str], known: tuple[str, ...]) -> str | None:
    return next((names[fold_label(one)] for one in known if fold_label(one) in names), None)


def _long(table: RawTable, area: str, industry: str | None, year: str | None) -> pd.DataFrame:
    """Return one row a cell: row and column in the file, area, industry, year, value."""
    frame = table.frame
    rest = [name for name in frame.columns if name not in {area, industry, year}]
    years = [name for name in rest if _YEAR_TEXT.fullmatch(str(name).strip())]
    numeric = [
        name for name in rest if any(parse_number(one).state == VALUE for one in frame[name])
    ]
    values = years if industry and not year and years else numeric
    if not values:
        raise DataError(f"{table.file} has no column of numbers.", _REMEDY)
    if industry and not years and len(values) > 1:
        listing = ", ".join(map(str, values[:5]))
        raise DataError(
            f"{table.file} has several columns of numbers: {listing}.", "Keep one, named value."
        )
    parts = [
        pd.DataFrame(
            {
                "row": frame.index,
                "column": name,
                "area": frame[area].to_numpy(),
                "industry": frame[industry].to_numpy() if industry else str(name),
                "year": name if values is years else frame[year].to_numpy() if year else "",
                "value": frame[name].to_numpy(),
            }
        )
        for name in values
    ]
    return pd.concat(parts, ignore_index=True)


def _codes(long: pd.DataFrame, area: str, findings: Findings) -> list[str]:
    known: dict[str, str] = {}
    for row, cell in zip(long["row"], long["area"], strict=True):
        if cell in known:
            continue
        try:
            known[cell] = _code(str(cell))
        except UnknownNameError as error:
            findings.error(
                "area", "is not a prefecture or municipality", error.remedy,
                row=int(row), column=area, value=str(cell),
            )  # fmt: skip
            known[cell] = ""
    return [known[cell] for cell in long["area"]]


def _code(cell: str) -> str:
    try:
        return japan.prefecture(cell).code
    except UnknownNameError as error:
        try:
            return japan.city_of(gazetteer().find(cell).code)
        except UnknownNameError:
            raise error from None


def _years(long: pd.DataFrame, year: str | None, findings: Findings) -> list[int]:
    found = []
    for row, cell in zip(long["row"], long["year"], strict=True):
        match = _YEAR_TEXT.fullmatch(str(cell).strip())
        if not match and str(cell).strip():
            findings.error(
                "year", "is not a year", "Write a year such as 2021.",
                row=int(row), column=year or "", value=str(cell),
            )  # fmt: skip
        found.append(int(match[1]) if match else 0)
    return found


def _check_once(found: pd.DataFrame, long: pd.DataFrame, findings: Findings) -> None:
    twice = found.duplicated(["code", "industry", "year"])
    for at in twice[twice].index[:1]:
        same = found[["code", "industry", "year"]] == found.loc[at, ["code", "industry", "year"]]
        first = long.loc[same.all(axis=1).idxmax(), "row"]
        findings.error(
            "twice", f"stands in row {first} already",
            "Keep one row for each area, industry and year.",
            row=int(long.loc[at, "row"]), column=str(long.loc[at, "column"]),
            value=str(long.loc[at, "value"]),
        )  # fmt: skip
    findings.stop()
