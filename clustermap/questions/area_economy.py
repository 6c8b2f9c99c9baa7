"""What the page says of an area's economy: official specialization, growth of jobs, population.

Small, for every page carries it: three quotients, one growth rate and one series an area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.least import FEW
from clustermap.data import official
from clustermap.questions import economy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.questions.economy import Figures

#: How finely the industries of a level are known.
FINENESS = {"prefecture": "industry", "municipality": "division"}
#: Industries that are named.
NAMED = 3
#: A line is drawn of as many years as this.
LEAST_YEARS = 3
SERIES, PEOPLE = "prefecture-series", "population"
CENSUS = "economic-census-municipality"


def highest_quotients(figures: Figures) -> pd.DataFrame:
    """Return the quotients above the nation that rest on enough, the highest first.

    Those of ``specialization.quotient_table`` without what a page does not say of them.

    Returns
    -------
    pandas.DataFrame
        ``code, industry, lq``.

    Examples
    --------
    >>> found = highest_quotients(economy.figures_of("industry", "jobs", "prefecture"))
    >>> found[found["code"] == "43"]["industry"].head(3).tolist()
    ['28', '12', '19']
    """
    amounts, plants = figures.amounts, figures.establishments
    visible = figures.totals.fillna(amounts.sum(axis=1))
    nation = amounts.sum() / visible.sum(skipna=False)
    share = amounts.div(figures.totals.where(figures.totals > 0), axis=0)
    quotient = (share / nation.where(nation > 0)).to_numpy(float)
    wanted = quotient > 1
    if plants is not None:
        wanted &= ~(plants.to_numpy(float) < FEW)
    area, industry = np.nonzero(wanted)
    codes, industries = amounts.index[area], amounts.columns[industry]
    found = pd.DataFrame({"code": codes, "industry": industries, "lq": quotient[wanted]})
    return found.sort_values("lq", ascending=False, kind="stable")


def area_economy(level: str, codes: Sequence[str]) -> dict[str, Any] | None:
    """Return official figures of areas for the sheets of a page; None where there are none.

    Parameters
    ----------
    level : {"prefecture", "municipality", "area"}
        What the areas are; of areas of one's own nothing official is known.
    codes : sequence of str
        The areas, in the order of the page; a ward has its city's figures.

    Returns
    -------
    dict
        ``special``: ``industries`` (labels), ``rows`` (by area pairs of a place among these and a
        quotient, highest first) and ``source``; ``growth``: ``values`` and ``nation`` in percent,
        ``years, source, note``; ``trend``, of prefectures: ``values`` by area and year, ``years``
        and ``source``.
    """
    if level not in FINENESS:
        return None
    cities = [japan.city_of(str(code)) if level == "municipality" else code for code in codes]
    return {
        "special": _special(level, cities),
        "growth": _growth(level, cities),
        "trend": _trend(cities) if level == "prefecture" else None,
    }


def _special(level: str, codes: Sequence[str]) -> dict[str, Any]:
    figures = economy.figures_of(FINENESS[level], "jobs", level)
    best = highest_quotients(figures).groupby("code").head(NAMED)
    industries = sorted(set(best["industry"]))
    rows: dict[str, list[list[float]]] = {}
    for code, industry, quotient in best[["code", "industry", "lq"]].itertuples(index=False):
        rows.setdefault(code, []).append([industries.index(industry), round(float(quotient), 2)])
    return {
        "label": locales.texts("economy", f"sheet_special_{level}"),
        "industries": [
            {lang: figures.label(one, lang) for lang in locales.LANGUAGES} for one in industries
        ],
        "rows": [rows.get(code, []) for code in codes],
        "source": {lang: figures.source(lang) for lang in locales.LANGUAGES},
    }


def _growth(level: str, codes: Sequence[str]) -> dict[str, Any]:
    years = official.years(CENSUS)
    first, last = years[0], years[-1]
    before, after = (_jobs(level, year) for year in (first, last))
    grown = 100 * (after / before.where(before > 0) - 1)
    told = [
        {lang: _source(CENSUS, "employees", lang, year) for lang in locales.LANGUAGES}
        for year in (first, last)
    ]
    return {
        "years": [first, last],
        "values": [
            None if pd.isna(one) else round(float(one), 1) for one in grown.reindex(list(codes))
        ],
        "nation": round(float(100 * (after.sum() / before.sum() - 1)), 1),
        "source": {lang: "; ".join(one[lang] for one in told) for lang in locales.LANGUAGES},
        "note": locales.texts("economy", "break_2021"),
    }


def _jobs(level: str, year: int) -> pd.Series[float]:
    """Add up the divisions, as ``stats change`` does: their sum is a little below the total."""
    table = official.establishments(
        "municipality" if level == "municipality" else "prefecture", year
    )
    table = table[table["division"] != official.ALL_DIVISIONS]
    return table.groupby("code")["employees"].sum().astype(float)


def _source(table: str, column: str, lang: str, year: int | str) -> str:
    about = official.about(table)
    grade = official.column_grades(table).get(column, about.quality)
    when = str(year)
    if isinstance(year, int):
        when = locales.text("economy", "year_division", lang, year=when, next=str(year + 1))
    return locales.text(
        "economy", "source", lang, survey=about.survey[lang], year=when, grade=grade
    )


def _trend(codes: Sequence[str]) -> dict[str, Any] | None:
    table = official.read(SERIES)
    wide = table.pivot(index="prefecture_code", columns="year", values=PEOPLE)  # noqa: PD010
    wide = wide.dropna(axis=1, how="all").reindex(list(codes))
    years = [int(year) for year in wide.columns.astype(int)]
    if len(years) < LEAST_YEARS:
        return None
    span = f"{years[0]}–{years[-1]}"
    return {
        "years": years,
        "values": [
            [None if pd.isna(one) else int(one) for one in row] for row in wide.to_numpy().tolist()
        ],
        "source": {lang: _source(SERIES, PEOPLE, lang, span) for lang in locales.LANGUAGES},
    }
