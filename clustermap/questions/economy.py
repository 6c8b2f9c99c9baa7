"""Official figures by area and industry as the questions of the economy take them.

One year of one survey and basis is a :class:`Figures`; :func:`figures_of` makes it from the shipped
tables at any level. Withheld cells stay withheld: an aggregate that needs them is a range.
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from clustermap import japan, locales
from clustermap.data import official
from clustermap.data.municipalities import read_names
from clustermap.data.official import not_there
from clustermap.errors import DataError, UnknownNameError
from clustermap.locales import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from clustermap.data.selection import Selection

LEVELS = ("prefecture", "region", "municipality")
#: How industries are told apart, and the classification of the shipped tables.
SCHEMES = {"industry": "jsic2", "division": "jsic_division", "activity": "gpp_activity"}
#: The table of each.
TABLES = {
    "industry": "manufacturing-prefecture-jsic2",
    "division": "economic-census-municipality",
    "activity": "gpp-prefecture-activity",
}
#: Columns of the bases.
COLUMNS = {
    "jobs": "employees",
    "establishments": "establishments",
    "shipments": "shipments_mjpy",
    "value_added": "value_added_mjpy",
    "product": "nominal_mjpy",
}
#: Bases in million yen.
MONEY = ("shipments", "value_added", "product")
#: The bases that there are for each way to tell industries apart; the first is the default.
BASES = {
    "industry": ("jobs", "establishments", "shipments", "value_added"),
    "division": ("jobs", "establishments"),
    "activity": ("product",),
}
#: The same, where sectors are looked at by the industries that stand for them.
SECTOR_BASES = ("jobs", "establishments")


@dataclass(frozen=True, eq=False)
class Figures:
    """Amounts by area and industry of one survey, year and basis.

    Attributes
    ----------
    amounts : pandas.DataFrame
        Areas x industries; NaN where the cell is withheld. An aggregate holds what is visible.
    hidden : pandas.DataFrame
        Whether a cell is withheld, or an aggregate lacks a withheld one.
    totals : pandas.Series
        Of each area over all industries, as published where it is.
    open_totals : pandas.Series
        How much withheld cells can add to a total at most.
    most : float
        What all withheld cells hold together.
    nation : float
        Total of the nation as published, else the sum.
    establishments : pandas.DataFrame, optional
        The establishments behind the amounts; None where the survey has none.
    """

    by: str
    basis: str
    year: int
    level: str
    amounts: pd.DataFrame
    hidden: pd.DataFrame
    totals: pd.Series[float]
    open_totals: pd.Series[float]
    most: float
    nation: float
    establishments: pd.DataFrame | None = None
    establishment_totals: pd.Series[float] | None = None
    jobs: pd.DataFrame | None = None
    #: Name of the shipped table; "" for a table of the user's own.
    table: str = ""
    #: Names of the industries in three languages, where they are not of a shipped classification.
    labels: dict[str, locales.Text] | None = None

    @property
    def grade(self) -> str:
        """How far the figures can be trusted: A, B or C; "" for a user's own."""
        if not self.table:
            return ""
        grades = official.column_grades(self.table)
        return grades.get(COLUMNS[self.basis], official.about(self.table).quality)

    def source(self, lang: str) -> str:
        """Say survey, year and grade in a language."""
        if not self.table:
            return locales.text("economy", "own_table", lang)
        survey = official.about(self.table).survey[lang]
        year = {"year": str(self.year), "next": str(self.year + 1)}
        when = locales.text("economy", f"year_{self.by}", lang, **year)
        return locales.text("economy", "source", lang, survey=survey, year=when, grade=self.grade)

    def label(self, industry: str, lang: str) -> str:
        """Return the name of an industry in a language."""
        if self.labels is not None:
            return self.labels[industry][lang]
        return _industry_names(self.by, lang)[industry]


@functools.cache
def _industry_names(by: str, lang: str) -> dict[str, str]:
    names = official.industries(SCHEMES[by])[f"name_{lang}"]
    return dict(zip(names.index.tolist(), names.tolist(), strict=True))


@functools.cache
def figures_of(by: str, basis: str, level: str, year: int | None = None) -> Figures:
    """Return the official figures of all areas of a level.

    Parameters
    ----------
    by : {"industry", "division", "activity"}
    basis : str
        One of ``BASES[by]``.
    level : {"prefecture", "region", "municipality"}
    year : int, optional
        The latest if not given.

    Raises
    ------
    UnknownNameError, DataError
        A basis, level or year that is not there; the error lists what is.

    Examples
    --------
    >>> found = figures_of("industry", "jobs", "prefecture")
    >>> found.year, found.amounts.shape, int(found.totals.sum())
    (2019, (47, 24), 7717646)
    """
    check_basis(by, basis)
    if level not in LEVELS:
        raise not_there("level", level, LEVELS)
    if level == "municipality" and by != "division":
        raise DataError(
            f"There are no figures by {by} of municipalities.",
            "Use --by division, of jobs or establishments, or --level prefecture.",
        )
    year = checked_year(by, year)
    if by == "division":
        return _divisions(basis, level, year)
    if by == "activity":
        return _activities(level, year)
    return _industries(basis, level, year)


def own_figures(table: pd.DataFrame, year: int | None = None) -> Figures:
    """Return the figures of a user's own table; all its areas together are its nation.

    Parameters
    ----------
    table : pandas.DataFrame
        ``code, industry, year, value, suppressed``, as ``ingest.economy_table`` reads it.
    year : int, optional
        The latest if not given.

    Raises
    ------
    UnknownNameError, DataError
        A year that the table does not have, or areas of two levels.
    """
    years = sorted(set(table["year"]))
    year = years[-1] if year is None else year
    if year not in years:
        raise not_there("year", year, [one for one in years if one])
    levels = {len(code) for code in table["code"]}
    if len(levels) > 1:
        raise DataError("The table has prefectures and municipalities.", "Give areas of one level.")
    now = table[table["year"] == year].set_index(["code", "industry"])
    amounts = pd.DataFrame(now["value"].unstack()).astype(float)  # noqa: PD010
    order = list(dict.fromkeys(table["industry"]))
    amounts = amounts.reindex(columns=[one for one in order if one in amounts.columns])
    hidden = amounts.isna()
    totals: pd.Series[float] = amounts.sum(axis=1)
    return Figures(
        "own", "value", year, "prefecture" if levels == {2} else "municipality",
        amounts=amounts.rename_axis(index="code", columns=None),
        hidden=hidden,
        # a total that lacks a withheld cell is not known
        totals=totals.mask(hidden.any(axis=1)),
        open_totals=totals * 0.0,
        most=float("nan"),
        nation=float(totals.sum()),
        labels={str(one): locales.same(str(one)) for one in amounts.columns},
    )  # fmt: skip


def check_basis(by: str, basis: str) -> None:
    """Refuse a basis that there are no figures of.

    Raises
    ------
    DataError
        It lists those that there are.
    """
    known = SECTOR_BASES if by == "sector" else BASES[by]
    if basis not in known:
        raise DataError(
            f"There are no figures by {by} of {basis.replace('_', ' ')}.",
            f"Of these: {', '.join(known)}.",
        )


def checked_year(by: str, year: int | None) -> int:
    """Return a year that there are figures of, the latest if none is given."""
    known = official.years(TABLES[by])
    if year is None:
        return known[-1]
    if year not in known:
        raise not_there("year", year, known)
    return year


def _divisions(basis: str, level: str, year: int) -> Figures:
    table = official.establishments(cast("official.Level", level), year)
    wide = {
        # pivot_table would take means, and longer
        column: table.pivot(index="code", columns="division", values=column).astype(float)  # noqa: PD010
        for column in ("establishments", "employees")
    }
    if level == "region":
        wide = {key: one.loc[_region_order()] for key, one in wide.items()}
    column = COLUMNS[basis]
    parts = {key: one[list(official.DIVISIONS)] for key, one in wide.items()}
    totals = wide[column][official.ALL_DIVISIONS]
    return Figures(
        "division", basis, year, level,
        amounts=parts[column],
        hidden=parts[column] < 0,
        totals=totals,
        open_totals=totals * 0.0,
        most=0.0,
        nation=float(totals.sum()),
        establishments=parts["establishments"],
        establishment_totals=wide["establishments"][official.ALL_DIVISIONS],
        jobs=parts["employees"],
        table=TABLES["division"],
    )  # fmt: skip


def _industries(basis: str, level: str, year: int) -> Figures:
    table = official.read(TABLES["industry"])
    table = table[table["year"] == year]
    column = COLUMNS[basis]
    wide = {
        key: pd.DataFrame(table.set_index(["prefecture_code", "jsic2"])[key].unstack())  # noqa: PD010
        for key in ("establishments", "employees", column)
    }
    hidden: pd.DataFrame = wide[column].isna()
    published = official.national_totals(TABLES["industry"], year)[column]
    most = max(published - float(wide[column].sum().sum()), 0.0) if hidden.any(axis=None) else 0.0
    totals: pd.Series[float] = wide[column].sum(axis=1)
    open_totals: pd.Series[float] = hidden.any(axis=1).astype(float) * most
    if basis == "value_added":
        known = official.read("manufacturing-prefecture-total")
        of_year = known[known["year"] == year].set_index("prefecture_code")
        totals = of_year.reindex(totals.index)[column]
        open_totals = pd.Series(0.0, totals.index)
    if level == "region":
        groups = pd.Series({code: japan.BY_CODE[code].region for code in totals.index})
        order = _region_order()
        wide = {key: one.groupby(groups).sum().loc[order] for key, one in wide.items()}
        hidden = hidden.groupby(groups).any().loc[order]
        open_totals = (open_totals.groupby(groups).max()).loc[order]
        totals = totals.groupby(groups).sum().loc[order]
    return Figures(
        "industry", basis, year, level,
        amounts=wide[column].rename_axis(index="code", columns=None),
        hidden=hidden,
        totals=totals,
        open_totals=open_totals,
        most=most,
        nation=float(published),
        establishments=wide["establishments"],
        establishment_totals=wide["establishments"].sum(axis=1),
        jobs=wide["employees"],
        table=TABLES["industry"],
    )  # fmt: skip


def _activities(level: str, year: int) -> Figures:
    table = official.read(TABLES["activity"])
    table = table[table["fiscal_year"] == year]
    keys = ["prefecture_code", "activity"]
    wide = table.set_index(keys)["nominal_mjpy"].unstack()  # noqa: PD010
    wide = wide[list(official.industries("gpp_activity").index)]
    if level == "region":
        groups = pd.Series({code: japan.BY_CODE[code].region for code in wide.index})
        wide = wide.groupby(groups).sum().loc[_region_order()]
    totals = wide.sum(axis=1)
    return Figures(
        "activity", "product", year, level,
        amounts=wide.rename_axis(index="code", columns=None),
        hidden=wide.isna(),
        totals=totals,
        open_totals=totals * 0.0,
        most=0.0,
        nation=float(totals.sum()),
        table=TABLES["activity"],
    )  # fmt: skip


def _region_order() -> list[str]:
    return [region.id for region in japan.EIGHT_REGIONS]


def area_names(level: str, lang: str) -> pd.Series[str]:
    """Return the names of all areas of a level in a language, by code."""
    if level == "prefecture":
        return pd.Series({one.code: getattr(one, lang) for one in japan.PREFECTURES})
    if level == "region":
        return pd.Series({one.id: getattr(one, lang) for one in japan.EIGHT_REGIONS})
    return read_names()[f"name_{lang}"].rename(None)


def level_of(selection: Selection, level: str | None) -> str:
    """Return the level asked for, else municipalities where some were chosen, else prefectures."""
    if level:
        return level
    return "municipality" if selection.chosen.municipalities else "prefecture"


def selected_areas(selection: Selection, areas: Iterable[str], level: str) -> list[str]:
    """Return the areas that lie in the places selected."""
    chosen = set(selection.prefectures.index)
    if level == "region":
        regions = {japan.BY_CODE[code].region for code in chosen}
        return [area for area in areas if area in regions]
    if level == "municipality" and selection.chosen.municipalities:
        chosen = set(selection.chosen.prefectures)
        named = {japan.city_of(code) for code in selection.chosen.municipalities}
        return [area for area in areas if area[:2] in chosen or area in named]
    return [area for area in areas if area[:2] in chosen]


def industry_codes(by: str, given: Sequence[str]) -> list[str]:
    """Return the codes of industries given by code or name in three languages.

    Raises
    ------
    UnknownNameError
        It lists the industries that there are.

    Examples
    --------
    >>> industry_codes("industry", ["31", "electronic parts and devices", "化学"])
    ['31', '28', '16']
    """
    table = official.industries(SCHEMES[by])
    known: dict[str, str] = {}
    for code, *names in table[[f"name_{lang}" for lang in locales.LANGUAGES]].itertuples():
        if code != official.ALL_DIVISIONS:
            known |= dict.fromkeys((code.casefold(), *map(str.casefold, names)), code)
    found = []
    for one in given:
        plain = one.strip().casefold()
        if plain not in known:
            spelled = [name for name in known if len(name) > 2]
            raise UnknownNameError.of(by, one, spelled, listing=f"Known: {_codes(table)}.")
        found.append(known[plain])
    return list(dict.fromkeys(found))


def _codes(table: pd.DataFrame) -> str:
    return "; ".join(f"{code} {name}" for code, name in table["name_en"].items() if code != "AR")


def proxies() -> dict[str, tuple[str, str]]:
    """Return the industry that stands for each sector: how it is told apart, and its code.

    Examples
    --------
    >>> proxies()["aerospace"], proxies()["ai"]
    (('industry', '31'), ('division', 'G'))
    """
    found: dict[str, tuple[str, str]] = {}
    for by in ("industry", "division"):
        for code, sectors in official.industries(SCHEMES[by])["sectors"].items():
            for sector in filter(None, str(sectors).split(";")):
                found[sector] = (by, str(code))
    return {sector: found[sector] for sector in locales.keys("sector") if sector in found}


def own_proxies() -> dict[str, tuple[str, str]]:
    """Return the proxies that stand for one sector only: one shared by two says little of either.

    Examples
    --------
    >>> sorted(own_proxies())
    ['ai', 'bio', 'semiconductor']
    """
    every = proxies()
    shared = Counter(every.values())
    return {sector: one for sector, one in every.items() if shared[one] == 1}


def amount_text(value: Any, lang: str, *, money: bool = False, state: str = "value") -> str:
    """Write an amount: a count, or million yen as yen; what is withheld as the surveys do.

    Examples
    --------
    >>> amount_text(97524, "en"), amount_text(1250000, "en", money=True)
    ('97,524', '¥1.25 tn')
    >>> amount_text(float("nan"), "en", state="suppressed")
    'x'
    """
    if pd.isna(value):
        return "x" if state == "suppressed" else "–"
    if abs(value) < 0.5:
        return "0"
    if money:
        value = round(float(f"{value:.4g}"), -2 if abs(value) >= 1000 else 0)
    text = numbers.yen(value / 1000, lang) if money else numbers.decimal(value)
    return f"{text} + x" if state == "part" else text


def signed_amount(value: Any, lang: str, *, money: bool = False) -> str:
    """Write a gain or a loss with its sign.

    Examples
    --------
    >>> signed_amount(1234, "en"), signed_amount(-2500, "en", money=True), signed_amount(0.2, "en")
    ('+1,234', '\u2212¥2.5 bn', '0')
    """
    if pd.isna(value):
        return "–"
    text = amount_text(abs(value), lang, money=money)
    if text == "0":
        return text
    return ("+" if value > 0 else "\u2212") + text


def signed_percent(share: Any, digits: int = 1) -> str:
    """Write a growth rate with its sign.

    Examples
    --------
    >>> signed_percent(0.0254), signed_percent(-0.1)
    ('+2.5%', '\u221210.0%')
    """
    if pd.isna(share):
        return "–"
    text = f"{numbers.decimal(share * 100, digits)}%"
    return f"+{text}" if share > 0 and text.strip("0.%") else text


def percent_text(share: Any, digits: int = 1) -> str:
    """Write a share.

    Examples
    --------
    >>> percent_text(0.1234), percent_text(float("nan"))
    ('12.3%', '–')
    """
    return "–" if pd.isna(share) else f"{numbers.decimal(share * 100, digits)}%"


def quotient_text(row: Any) -> str:
    """Write a quotient, as a range where withheld cells leave it open."""
    if pd.isna(row["lq"]):
        return "–"
    low, high = row["range_low"], row["range_high"]
    if pd.notna(low) and f"{low:.2f}" != f"{high:.2f}":
        return f"{low:.2f}–{high:.2f}"
    return numbers.decimal(row["lq"], 2)


def chart_texts(
    table: pd.DataFrame, level: str, label: Callable[[Any, str], str], figures: Sequence[Figures]
) -> dict[str, Any]:
    """Return the texts of a chart in three languages: names of areas and industries, sources.

    ``label`` names the industry of a row in a language; a proxy goes by its sector.
    """
    key = "sector" if "sector" in table else "industry"
    rows = table.drop_duplicates(key).to_dict("records")
    codes = list(dict.fromkeys(table["code"]))
    texts: dict[str, Any] = {"areas": {}, "labels": {}}
    for lang in locales.LANGUAGES:
        names = area_names(level, lang)
        names.loc["00"] = locales.text("economy", "nation", lang)
        texts["areas"][lang] = names.reindex(codes).to_dict()
        texts["labels"][lang] = {row[key]: label(row, lang) for row in rows}
    sources = {tuple(one.source(lang) for lang in locales.LANGUAGES): one for one in figures}
    texts["sources"] = [dict(zip(locales.LANGUAGES, words, strict=True)) for words in sources]
    return texts
