"""The figures of a place: value, rank, small line, change; for pages, downloads and the API."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap.data import official
from clustermap.locales import wording
from clustermap.locales.numbers import decimal
from clustermap.reports.brief.words import money_text, signed
from clustermap.reports.observatory import trends
from clustermap.reports.observatory.addresses import web
from clustermap.reports.observatory.parts import Cell, Table
from clustermap.reports.observatory.words import say
from clustermap.reports.sections.municipal import FIGURES as MUNICIPAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clustermap.analysis.indicators import Indicator
    from clustermap.reports.observatory.known import Known

PREFECTURAL = (
    "population_estimate",
    "gross_prefectural_product_nominal",
    "employees_private_all_industries",
    "establishments_private_all_industries",
    "employees_private_manufacturing",
    "lq_employees_private_manufacturing",
    "employees_private_information_communications",
    "lq_employees_private_information_communications",
    "manufacturing_shipments",
    "sites",
    "sites_per_million",
    "investment",
)
#: What adds up over prefectures.
_SUMS = (
    "population_estimate",
    "gross_prefectural_product_nominal",
    "employees_private_all_industries",
    "establishments_private_all_industries",
    "employees_private_manufacturing",
    "employees_private_information_communications",
    "manufacturing_shipments",
    "sites",
    "investment",
)


@dataclass(frozen=True)
class Figure:
    """One figure of a place."""

    about: Indicator
    value: float
    rank: int | None = None
    tied: bool = False
    of: int = 0
    series: trends.Series | None = None

    def label(self, lang: str) -> str:
        """Name it with its year."""
        return wording.dated(self.about.label[lang], self.about.year, lang)

    def text(self, lang: str) -> str:
        """Write its value with the unit."""
        return wording.amount(self.value, self.about, lang)

    def rank_text(self, lang: str) -> str:
        """Write its rank; a dash without one."""
        if self.rank is None:
            return wording.NOTHING
        same = {"en": "=", "ja": "タイ"}.get(lang, " 동률") if self.tied else ""
        return wording.place(self.rank, lang) + same


def of_area(known: Known, level: str, code: str) -> list[Figure]:
    """Return the figures of a prefecture or municipality, with its rank among all."""
    table = known.table(level)
    own = [one for one in table.about if table.about[one].group == "values"]
    found = []
    for name in (*(MUNICIPAL if level == "municipality" else PREFECTURAL), *own):
        column = known.column(level, name)
        if code not in column.values:
            continue
        value = column.values[code]
        # no site is no rank
        ranked = value or name not in {"sites", "investment", "sites_per_million"}
        rank = column.ranks[code] if ranked else None
        series = (
            trends.of_municipality(name, code)
            if level == "municipality"
            else trends.of_prefectures(name, [code])
        )
        tied, of = code in column.tied, len(column.values)
        found.append(Figure(table.about[name], value, rank, tied, of, series))
    return found


def of_prefectures(known: Known, codes: Sequence[str]) -> list[Figure]:
    """Return the figures of several prefectures together: what adds up."""
    table = known.prefecture_table
    found = []
    for name in _SUMS:
        values = table.values[name].reindex(list(codes)) if name in table.values else None
        if values is None or (name not in {"sites", "investment"} and values.isna().any()):
            continue
        series = trends.of_prefectures(name, codes)
        found.append(Figure(table.about[name], float(values.sum()), series=series))
    return found


def bare(known: Known, level: str, name: str, code: str, lang: str) -> str:
    """Write a value without its unit, which the heading says; money with it."""
    value = known.column(level, name).values.get(code)
    if value is None:
        return wording.NOTHING
    about = known.table(level).about[name]
    if name == "investment":
        return money_text(value, lang) if value else wording.NOTHING
    return decimal(value, about.decimals)


def more_series(codes: Sequence[str], lang: str) -> Iterator[tuple[str, trends.Series]]:
    """Yield further series of prefectures, with their titles."""
    titles = official.column_titles("prefecture-series")
    for name in trends.ALONE if codes else ():
        series = trends.of_prefectures(name, codes)
        if series:
            yield titles[name][lang], series


def table_of(figures: Sequence[Figure], codes: Sequence[str], lang: str) -> Table:
    """Return figures as a table, with further series of prefectures below."""
    ranked = any(one.rank for one in figures)
    head = [say("c_figure", lang), say("c_value", lang)]
    head += [say("c_rank", lang)] if ranked else []
    head += [say("c_trend", lang), say("c_change", lang)]
    rows = []
    for one in figures:
        cells = [Cell(one.label(lang)), Cell(one.text(lang))]
        if ranked:
            quiet = say("of_n", lang, n=f"{one.of:,}") if one.rank else ""
            cells.append(Cell(one.rank_text(lang), quiet=quiet))
        rows.append([*cells, *_trend(one.series, lang, points=one.about.unit["en"] == "%")])
    for title, series in more_series(codes, lang):
        year, value = series.points[-1]
        cells = [Cell(wording.dated(title, str(year), lang)), Cell(f"{value:,.0f}")]
        cells += [Cell(wording.NOTHING)] if ranked else []
        rows.append([*cells, *_trend(series, lang)])
    numeric = frozenset({1, len(head) - 1} | ({2} if ranked else set()))
    return Table(head, rows, numeric)


def _points(difference: float, lang: str) -> str:
    """Write a difference of two shares."""
    sign = "+" if difference >= 0 else "\u2212"
    return say("points", lang, n=f"{sign}{decimal(abs(difference), 1)}")


def _trend(series: trends.Series | None, lang: str, *, points: bool = False) -> list[Cell]:
    if series is None:
        return [Cell(""), Cell("")]
    first, last = series.years
    change = "" if math.isnan(series.change) else signed(series.change, lang)
    if points:
        change = _points(series.points[-1][1] - series.points[0][1], lang)
    return [
        Cell(f"{first}–{last}", trend=series.points),
        Cell(change or wording.NOTHING),
    ]


def surveys(figures: Sequence[Figure], lang: str) -> list[Cell]:
    """Name the surveys that figures are from, once each."""
    found: dict[str, str] = {}
    for one in figures:
        if one.about.source[lang]:
            found.setdefault(one.about.source[lang], web(one.about.source_url or ""))
    return [Cell(text, url=url) for text, url in found.items()]
