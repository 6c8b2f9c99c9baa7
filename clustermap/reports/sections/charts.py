"""The charts of a report, drawn on paper as its maps are: same letters, colors and formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.data.catalog import as_of as data_as_of
from clustermap.data.credits import sites_source
from clustermap.locales import wording
from clustermap.locales.numbers import decimal
from clustermap.maps.figures.figure import MapFigure
from clustermap.maps.figures.layout import POINTS_PER_CM, Sheet
from clustermap.maps.figures.paper import Paper
from clustermap.maps.palettes import LIGHT, sector_colors
from clustermap.reports.model import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.reports.model import Facts

WIDTH = 17.0
SIZE = 8.0
#: A row of bars, in points.
ROW = 15.0
MOST = 15
#: Location quotients are drawn on a scale of ratios between these.
LEAST_RATIO, MOST_RATIO = 1 / 16, 16
#: Years before this one are drawn together.
FIRST_YEAR = 2010
_INK = LIGHT.ink


def _paper(rows: float) -> Paper:
    """Return a sheet as wide as a page's text and high enough for some rows."""
    return Paper(Sheet(WIDTH * POINTS_PER_CM, rows * ROW), LIGHT)


def _finished(facts: Facts, paper: Paper, title: str, words: str, lang: str) -> MapFigure:
    source = sites_source(facts.selection)[lang]
    as_of = locales.text("figure", "as_of", lang, date=data_as_of())
    line = locales.text("figure", "source", lang, text=source) + (
        f"。{as_of}" if lang == "ja" else f". {as_of}"
    )
    paper.text(0, 3, line, 0.85 * SIZE, color=LIGHT.muted)
    return MapFigure(
        paper.figure, title, f"{title}{_COLON[lang]}{words}", line, paper.letters.origin, lang
    )


_COLON = {"en": ": ", "ja": "：", "ko": ": "}


def _bar(paper: Paper, x: float, y: float, width: float, height: float, color: str) -> None:
    from matplotlib.patches import Rectangle

    paper.axes.add_patch(
        Rectangle((x, y), width, height, facecolor=color, edgecolor="#ffffff", linewidth=0.5)
    )


def _keys(paper: Paper, sectors: Sequence[str], y: float, lang: str) -> None:
    """Set the key of the sectors' colors in a line."""
    colors = sector_colors(tuple(sectors))
    x = 0.0
    for sector in sectors:
        label = locales.text("sector", sector, lang)
        _bar(paper, x, y - 1, 9, 8, colors[sector][0])
        paper.text(x + 12, y, label, SIZE)
        x += 12 + paper.letters.width(label, SIZE) + 16


def _names_width(paper: Paper, names: Sequence[str]) -> float:
    return max(paper.letters.width(name, SIZE) for name in names) + 6


def sector_bars(facts: Facts, lang: str) -> MapFigure:
    """Draw the number of sites of each prefecture, by sector, the most on top."""
    counts = facts.counts.assign(total=facts.counts.sum(axis=1))
    counts = counts[counts["total"] > 0].sort_values("total", ascending=False, kind="stable")
    counts = counts.head(MOST)
    names = facts.names(lang)
    paper = _paper(len(counts) + 2.6)
    sectors = facts.sectors
    colors = sector_colors(tuple(facts.selection.sectors))
    top = paper.sheet.height - ROW
    _keys(paper, sectors, top, lang)
    left = _names_width(paper, [names[code] for code in counts.index])
    unit = (paper.sheet.width - left - 30) / counts["total"].max()
    for at, (code, row) in enumerate(counts.iterrows()):
        y = top - (at + 1.1) * ROW
        paper.text(left - 6, y, names[str(code)], SIZE, ha="right")
        x = left
        for sector in sectors:
            width = row[sector] * unit
            if width:
                _bar(paper, x, y - 2.5, width, ROW * 0.72, colors[sector][0])
            x += width
        paper.text(x + 4, y, decimal(row["total"]), SIZE, color=LIGHT.muted)
    words = wording.listed(
        [f"{names[str(code)]} {decimal(n)}" for code, n in counts["total"].items()], lang
    )
    return _finished(facts, paper, say("c_bars", lang), words, lang)


def forest(facts: Facts, found: pd.DataFrame, lang: str) -> MapFigure:
    """Draw location quotients with their intervals on a scale of ratios; 1 is Japan."""
    names = facts.names(lang)
    colors = sector_colors(tuple(facts.selection.sectors))
    labels = [
        f"{names[row.code]}{wording.bracketed(locales.text('sector', row.sector, lang), lang)}"
        for row in wording.rows(found)
    ]
    paper = _paper(len(found) + 3.2)
    left = _names_width(paper, labels)
    right = paper.sheet.width - 34
    low = max(LEAST_RATIO, min(0.5, float(found["lower"].clip(lower=LEAST_RATIO).min())))
    high = min(MOST_RATIO, max(2.0, float(found["upper"].max()) * 1.05))

    def place(ratio: float) -> float:
        share = np.log(np.clip(ratio, low, high) / low) / np.log(high / low)
        return float(left + share * (right - left))

    top = paper.sheet.height - 0.6 * ROW
    bottom = top - len(found) * ROW - 4
    ticks = [tick for tick in (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16) if low <= tick <= high]
    for tick in ticks:
        x = place(tick)
        strong = tick == 1
        paper.line([(x, bottom), (x, top)], _INK if strong else "#d5dbe1", 0.9 if strong else 0.5)
        text = decimal(tick) if tick >= 1 else f"1/{1 / tick:.0f}"
        paper.text(x, bottom - 10, text, SIZE * 0.9, color=LIGHT.muted, ha="center")
    for at, row in enumerate(wording.rows(found)):
        y = top - (at + 0.75) * ROW
        color = colors[row.sector][0]
        paper.text(left - 6, y - 2.5, labels[at], SIZE, ha="right")
        paper.line([(place(row.lower), y), (place(row.upper), y)], color, 1.6)
        look = "full" if row.q <= 0.05 else "ring"
        paper.mark(place(row.lq_sites), y, 3.4, 0, look, color)  # type: ignore[arg-type]
        paper.text(right + 6, y - 2.5, decimal(row.lq_sites, 2), SIZE, color=LIGHT.muted)
    words = wording.listed(
        [f"{label} {decimal(v, 2)}" for label, v in zip(labels, found["lq_sites"], strict=True)],
        lang,
    )
    return _finished(facts, paper, say("c_special", lang), words, lang)


def years_bars(facts: Facts, lang: str) -> MapFigure:
    """Draw the number of sites by the year in which they became known, early years together."""
    sites = facts.selection.sites.dropna(subset="year")
    years = sites["year"].astype(int).clip(lower=FIRST_YEAR - 1)
    table = pd.crosstab(years, sites["sector"])
    span = range(int(years.min()), int(years.max()) + 1)
    table = table.reindex(index=span, columns=list(facts.sectors), fill_value=0)
    paper = _paper(13)
    colors = sector_colors(tuple(facts.selection.sectors))
    top = paper.sheet.height - ROW
    _keys(paper, facts.sectors, top, lang)
    bottom, room = 2.2 * ROW, top - 3.9 * ROW
    highest = int(table.sum(axis=1).max())
    step = paper.sheet.width / max(len(table), 6)
    paper.line([(0, bottom), (paper.sheet.width, bottom)], LIGHT.coast, 0.6)
    for at, year in enumerate(span):
        row: Any = table.loc[year]
        x, y = at * step + 0.12 * step, float(bottom)
        for sector in facts.sectors:
            height = float(row[sector]) / highest * room
            if height:
                _bar(paper, x, y, step * 0.76, height, colors[sector][0])
            y += height
        middle = x + 0.38 * step
        if row.sum():
            paper.text(middle, y + 3, decimal(row.sum()), SIZE, color=LIGHT.muted, ha="center")
        label = f"–{FIRST_YEAR - 1}" if year < FIRST_YEAR else str(year)
        size = min(SIZE * 0.95, SIZE * step / paper.letters.width("2026 ", SIZE))
        paper.text(middle, bottom - 10, label, size, color=LIGHT.muted, ha="center")
    words = wording.listed(
        [
            f"{'–' if year < FIRST_YEAR else ''}{year} {decimal(n)}"
            for year, n in zip(span, table.sum(axis=1), strict=True)
            if n
        ],
        lang,
    )
    return _finished(facts, paper, say("c_years", lang), words, lang)
