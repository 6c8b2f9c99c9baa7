"""The charts of a report, drawn on paper as its maps are: same letters, colors and formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.data.credits import as_of_text, sites_source
from clustermap.locales import wording
from clustermap.locales.numbers import decimal
from clustermap.maps.charts.kit import PAGE, Bar, Interval, Stack, bars, columns, intervals
from clustermap.maps.charts.on_sheet import on_sheet
from clustermap.maps.figures.describe import source_line
from clustermap.maps.palettes import sector_colors
from clustermap.reports.blocks import IntervalSeries, Picture, StackedSeries
from clustermap.reports.model import say

if TYPE_CHECKING:
    from clustermap.maps.charts.drawing import Drawing
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.model import Facts

#: Size of the source line in points.
SOURCE = 6.8
MOST = 15
#: Location quotients are drawn on a scale of ratios whose ends are two of these.
RATIOS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16)
#: Years before this one are drawn together.
FIRST_YEAR = 2010
LEVEL = 0.05
_COLON = {"en": ": ", "ja": "：", "ko": ": "}


def _described(title: str, parts: list[str], lang: str) -> str:
    """Say a chart in words: its title and its numbers."""
    return f"{title}{_COLON[lang]}{wording.listed(parts, lang)}"


def _picture(facts: Facts, drawing: Drawing, title: str, lang: str) -> MapFigure:
    """Return a chart as a picture, with the source of the sites."""
    colors = sector_colors(tuple(facts.selection.sectors))
    return on_sheet(
        drawing,
        title=title,
        source=source_line(
            [sites_source(facts.selection)[lang]], lang, as_of_text(facts.selection, lang)
        ),
        lang=lang,
        size=SOURCE,
        colors={_paint(sector): pair for sector, pair in colors.items()},
    )


def _paint(sector: str) -> str:
    return f"s-{sector}"


def _keys(facts: Facts, lang: str) -> list[tuple[str, str]]:
    return [(locales.text("sector", one, lang), _paint(one)) for one in facts.sectors]


def _series(facts: Facts, table: pd.DataFrame, lang: str) -> list[tuple[str, str, list[float]]]:
    colors = sector_colors(tuple(facts.selection.sectors))
    return [
        (locales.text("sector", one, lang), colors[one][0], table[one].astype(float).tolist())
        for one in facts.sectors
        if table[one].any()
    ]


def _most(facts: Facts) -> pd.DataFrame:
    counts = facts.counts.assign(total=facts.counts.sum(axis=1))
    counts = counts[counts["total"] > 0].sort_values("total", ascending=False, kind="stable")
    return counts.head(MOST)


def sectors_picture(facts: Facts, lang: str) -> Picture:
    """Show the number of sites of each prefecture, by sector, the most on top."""
    counts, names = _most(facts), facts.names(lang)
    series = _series(facts, counts, lang)
    made = sector_bars(facts, lang)
    return Picture(
        made.title, made, StackedSeries([names[str(one)] for one in counts.index], series)
    )


def sector_bars(facts: Facts, lang: str) -> MapFigure:
    """Draw the number of sites of each prefecture, by sector, the most on top."""
    counts = _most(facts)
    names = facts.names(lang)
    rows = [
        Bar(
            names[str(code)],
            float(row["total"]),
            decimal(row["total"]),
            stack=[(_paint(sector), float(row[sector])) for sector in facts.sectors],
        )
        for code, row in counts.iterrows()
    ]
    title = say("c_bars", lang)
    words = _described(title, [f"{row.name} {row.words}" for row in rows], lang)
    drawing = bars(rows, keys=_keys(facts, lang), alternative=words, size=PAGE)
    return _picture(facts, drawing, title, lang)


def forest_picture(facts: Facts, found: pd.DataFrame, lang: str) -> Picture:
    """Show location quotients with their intervals, the largest on top."""
    made = forest(facts, found, lang)
    colors = sector_colors(tuple(facts.selection.sectors))
    rows = [
        (_quotient_name(facts, row, lang), row.lq_sites, row.lower, row.upper,
         colors[row.sector][0])
        for row in wording.rows(found)
    ]  # fmt: skip
    return Picture(made.title, made, IntervalSeries(say("quotient", lang), rows, RATIOS))


def _quotient_name(facts: Facts, row: Any, lang: str) -> str:
    sector = wording.bracketed(locales.text("sector", row.sector, lang), lang)
    return f"{facts.names(lang)[row.code]}{sector}"


def forest(facts: Facts, found: pd.DataFrame, lang: str) -> MapFigure:
    """Draw location quotients with their intervals on a scale of ratios; 1 is Japan."""
    rows = [
        Interval(
            _quotient_name(facts, row, lang),
            row.lq_sites,
            row.lower,
            row.upper,
            decimal(row.lq_sites, 2),
            sure=row.q <= LEVEL,
            paint=_paint(row.sector),
        )
        for row in wording.rows(found)
    ]
    low = min(0.5, float(found["lower"].min()))
    high = max(2.0, float(found["upper"].max()))
    first = max(0, int(np.searchsorted(RATIOS, low, "right")) - 1)
    last = int(np.searchsorted(RATIOS, high, "left"))
    title = say("c_special", lang)
    words = _described(title, [f"{row.name} {row.words}" for row in rows], lang)
    drawing = intervals(rows, ticks=RATIOS[first : last + 1], alternative=words, size=PAGE)
    return _picture(facts, drawing, title, lang)


def years_picture(facts: Facts, lang: str) -> Picture:
    """Show the number of sites by year of announcement or opening, early years together."""
    names, table = _years(facts)
    numbers = StackedSeries(names, _series(facts, table, lang), upright=True)
    made = years_bars(facts, lang)
    return Picture(made.title, made, numbers)


def _years(facts: Facts) -> tuple[list[str], pd.DataFrame]:
    """Return the years' names, and sites by year and sector."""
    sites = facts.standing.dropna(subset="year")
    years = sites["year"].astype(int).clip(lower=FIRST_YEAR - 1)
    table = pd.crosstab(years, sites["sector"])
    span = range(int(years.min()), int(years.max()) + 1)
    table = table.reindex(index=span, columns=list(facts.sectors), fill_value=0)
    return [f"–{year}" if year < FIRST_YEAR else str(year) for year in span], table


def years_bars(facts: Facts, lang: str) -> MapFigure:
    """Draw the number of sites by year of announcement or opening, early years together."""
    names, table = _years(facts)
    stacks = [
        Stack(locales.text("sector", sector, lang), _paint(sector), table[sector].tolist())
        for sector in facts.sectors
    ]
    totals = zip(names, table.sum(axis=1), strict=True)
    title = say("c_years", lang)
    words = _described(title, [f"{name} {decimal(n)}" for name, n in totals if n], lang)
    drawing = columns(names, stacks, totals=True, alternative=words, size=PAGE)
    return _picture(facts, drawing, title, lang)
