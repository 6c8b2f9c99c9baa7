"""Official statistics by area, industry and year: census of firms, product, migration.

Each table is read when it is first asked for, and once. Its survey, years, grade and credit stand
in ``datapackage.json``; :func:`about` returns them. Returned frames are shared: copy before
changing one.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pandas as pd

from clustermap.data import catalog
from clustermap.errors import UnknownNameError
from clustermap.japan import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clustermap.locales import Text

#: All divisions together, without S (government).
ALL_DIVISIONS = "AR"
DIVISIONS = tuple("ABCDEFGHIJKLMNOPQR")
Level = Literal["municipality", "prefecture", "region", "nation"]
LEVELS: tuple[Level, ...] = ("municipality", "prefecture", "region", "nation")
_CENSUS = "economic-census-municipality"


@dataclass(frozen=True)
class Survey:
    """What a table of official statistics is: its title, survey, grade and credit."""

    title: Text
    survey: Text
    #: A: agrees with published totals; B: a small known gap, or partly checked; C: unchecked.
    quality: str
    credit: str
    description: str
    #: As one cites it: agency, survey, year, table.
    citation: Text
    #: The public copy that the figures were read from; "" where it is the agency's own file.
    copy: str


def not_there(kind: str, given: object, known: Iterable[object]) -> UnknownNameError:
    """Return the error for a year, industry or the like that is not there; it lists what is.

    Examples
    --------
    >>> print(not_there("year", 2017, (2016, 2021)))
    Unknown year 2017.
    Known: 2016, 2021.
    """
    listing = f"Known: {', '.join(map(str, known))}."
    return UnknownNameError(f"Unknown {kind} {given}.", listing)


@functools.cache
def about(name: str, where: Path | None = None) -> Survey:
    """Return what a table of official statistics is.

    Examples
    --------
    >>> about("migration-prefecture-od").quality
    'A'
    """
    one = _resource(name, where)
    return Survey(
        one["titles"], one["survey"], one["quality"], one["credit"], one["description"],
        one["citation"], copy_name(next((each.get("path", "") for each in one["sources"]), "")),
    )  # fmt: skip


def copy_name(address: str) -> str:
    """Name the public copy behind an address: host, and of a repository its owner and name.

    Examples
    --------
    >>> copy_name("https://github.com/some/where/blob/main/a.csv"), copy_name("https://a.jp/b")
    ('github.com/some/where', 'a.jp')
    """
    parts = urlsplit(address)
    path = parts.path.strip("/").split("/")[:2] if parts.netloc == "github.com" else []
    return "/".join([parts.netloc, *path])


def _resource(name: str, where: Path | None = None) -> dict[str, Any]:
    wanted = catalog.table(name, where).name
    for each in catalog.package(where)["resources"]:
        if each["name"] == wanted and "survey" in each:
            return dict(each)
    known = [each["name"] for each in catalog.package(where)["resources"] if "survey" in each]
    raise UnknownNameError.of("table", name, known)


@functools.cache
def column_titles(name: str, where: Path | None = None) -> dict[str, Text]:
    """Return the titles of a table's columns of values, in three languages.

    Examples
    --------
    >>> column_titles("municipality-basic")["households_2020"]["en"]
    'Households, 2020'
    """
    fields = _resource(name, where).get("schema", {}).get("fields", ())
    return {field["name"]: field["titles"] for field in fields if "titles" in field}


@functools.cache
def column_grades(name: str, where: Path | None = None) -> dict[str, str]:
    """Return the grade of a table's columns of values; the table's own where they have none.

    Examples
    --------
    >>> column_grades("manufacturing-prefecture-jsic2")["shipments_mjpy"]
    'B'
    """
    one = _resource(name, where)
    fields = one.get("schema", {}).get("fields", ())
    return {
        field["name"]: field.get("quality", one["quality"]) for field in fields if "titles" in field
    }


def national_totals(name: str, year: int, where: Path | None = None) -> dict[str, int]:
    """Return the totals of the nation as published, by column; empty where none is known.

    They hold what single cells suppress.

    Examples
    --------
    >>> national_totals("manufacturing-prefecture-jsic2", 2019)["shipments_mjpy"]
    322533418
    """
    return dict(_resource(name, where).get("nationalTotals", {}).get(str(year), {}))


@functools.cache
def municipality_basic(where: Path | None = None) -> pd.DataFrame:
    """Return population, age groups, labor force, finances and area of 1,741 municipalities.

    Designated cities are whole (01100 Sapporo). The year is in a column's name.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``municipality_code``; whole numbers.

    Examples
    --------
    >>> table = municipality_basic()
    >>> table.shape, int(table["population_2020"].sum())
    ((1741, 37), 126146099)
    """
    table = catalog.read("municipality-basic", where).set_index("municipality_code")
    return table.astype("int64")


@functools.cache
def industries(scheme: str, where: Path | None = None) -> pd.DataFrame:
    """Return the industries of a classification, in its order.

    Parameters
    ----------
    scheme : {"jsic_division", "jsic2", "gpp_activity", "gpp_subactivity"}
    where : Path, optional
        Another folder laid out like ``geodata/``.

    Returns
    -------
    pandas.DataFrame
        Indexed by code: ``part_of, name_en, name_ja, name_ko, sectors``.

    Examples
    --------
    >>> industries("jsic2").loc["28", ["name_en", "sectors"]].tolist()
    ['Electronic parts and devices', 'semiconductor']
    """
    table = catalog.read("industries", where)
    found = table[table["scheme"] == scheme].set_index("code").drop(columns="scheme")
    if found.empty:
        raise not_there("classification", scheme, table["scheme"].unique())
    return found


def years(name: str, where: Path | None = None) -> tuple[int, ...]:
    """Return the years that a table holds, first to last.

    Examples
    --------
    >>> years("economic-census-municipality")
    (2016, 2021)
    """
    return _years(name, where)


@functools.cache
def _years(name: str, where: Path | None) -> tuple[int, ...]:
    table = read(name, where)
    found = table["fiscal_year" if "fiscal_year" in table else "year"].unique()
    return tuple(sorted(int(year) for year in found))


def read(name: str, where: Path | None = None) -> pd.DataFrame:
    """Read a table of official statistics as it is shipped, typed by its schema.

    Examples
    --------
    >>> read("freight-prefecture-od").columns.tolist()
    ['fiscal_year', 'origin_code', 'destination_code', 'thousand_tonnes']
    """
    return _read(name, where)


# one key a table: a cache tells read(name) from read(name, None)
@functools.cache
def _read(name: str, where: Path | None) -> pd.DataFrame:
    return catalog.read(_resource(name, where)["name"], where)


def establishments(
    level: Level = "prefecture", year: int | None = None, where: Path | None = None
) -> pd.DataFrame:
    """Return private establishments and employees by area and industry division.

    Economic Census for Business Activity of 1 June. Sums of municipalities; designated cities are
    whole. ``AR`` is all divisions together and exceeds their sum by a few employees.

    Parameters
    ----------
    level : {"municipality", "prefecture", "region", "nation"}
    year : int, optional
        2016 or 2021; the latest if not given.
    where : Path, optional
        Another folder laid out like ``geodata/``.

    Returns
    -------
    pandas.DataFrame
        ``code, division, establishments, employees``, sorted. The code of a region is its name,
        that of the nation "00".

    Raises
    ------
    UnknownNameError
        A year or level that is not there.

    Examples
    --------
    >>> table = establishments("prefecture", 2021)
    >>> table.set_index(["code", "division"]).loc[("43", "E")].tolist()
    [3978, 97524]
    """
    known = years(_CENSUS, where)
    year = known[-1] if year is None else year
    if year not in known:
        raise not_there("year", year, known)
    if level not in LEVELS:
        raise not_there("level", level, LEVELS)
    return _establishments(level, year, where)


@functools.cache
def _establishments(level: Level, year: int, where: Path | None) -> pd.DataFrame:
    table = read(_CENSUS, where)
    table = table[table["year"] == year]
    code = table["municipality_code"]
    if level == "municipality":
        found = table.drop(columns="year").rename(columns={"municipality_code": "code"})
        return found.sort_values(["code", "division"], ignore_index=True)
    code = pd.Series("00", code.index) if level == "nation" else code.str[:2]
    if level == "region":
        code = code.map({each.code: each.region for each in BY_CODE.values()})
    numbers = table[["establishments", "employees"]].astype("int64")
    keys = [code.rename("code"), table["division"]]
    return numbers.groupby(keys).sum().reset_index()
