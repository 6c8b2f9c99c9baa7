"""A comparison as sentences, tables, HTML and Markdown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.analysis.comparison.side_by_side import FEW_SITES, Comparison
from clustermap.analysis.frames import each
from clustermap.locales import numbers, wording
from clustermap.locales.dates import written
from clustermap.maps.charts.kit import Bar, Interval, bars, intervals
from clustermap.questions.compare import tidy
from clustermap.questions.compare_cells import (
    cluster_cells,
    core,
    indicator_cells,
    names_of,
    nearest_cells,
    office_cells,
    quotient_text,
    say,
    say_of,
    sector_cells,
    value_text,
    wide_table,
    zone_cells,
)
from clustermap.questions.compare_economy import economy_cells, economy_sources
from clustermap.questions.compare_sentences import LEVEL
from clustermap.reports.blocks import (
    Bullets,
    ChartBlock,
    FoldedTable,
    Heading,
    Paragraph,
    SmallMultiples,
    TextTable,
)
from clustermap.reports.document import Document, Readable, credit_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.reports.blocks import Block

#: Tables with more rows than this are folded.
LONG = 15
#: Scale of location quotients in the charts.
TICKS = (0.125, 0.25, 0.5, 1, 2, 4, 8)


class ComparisonReport(Readable, Comparison):
    """A :class:`~clustermap.analysis.comparison.side_by_side.Comparison` that can be read.

    Shows in Jupyter, ``save("compare.html")`` or ``.md``, ``table()`` for a frame to print,
    ``rows()`` for a tidy frame for analysis, ``sentences()`` for the differences in words.
    """

    selection: Selection
    answer: Answer

    @classmethod
    def of(cls, answer: Answer, selection: Selection) -> ComparisonReport:
        """Make a report of an answer; the selection says where its sites are from."""
        made = cls(**answer.result.parts())
        object.__setattr__(made, "selection", selection)
        object.__setattr__(made, "answer", answer)
        return made

    def sentences(self, lang: str = "en") -> list[str]:
        """Return the differences as plain sentences made from the numbers."""
        return self.answer.sentences(lang)

    def table(self, lang: str = "en", *, everything: bool = False) -> pd.DataFrame:
        """Return the comparison to read: one row a measure, one column a place.

        Parameters
        ----------
        lang : {"en", "ja", "ko"}
            Language.
        everything : bool
            All indicators instead of the core ones.
        """
        locales.check(lang)
        return wide_table(self, lang, everything=everything)

    def rows(self, lang: str = "en") -> pd.DataFrame:
        """Return the comparison for analysis: one row a measure and place."""
        locales.check(lang)
        return tidy(self, lang)

    def document(self, lang: str = "en") -> Document:
        """Return the report: sentences, charts, tables, sources."""
        locales.check(lang)
        return _document(self, lang)


def _document(one: ComparisonReport, lang: str) -> Document:
    from clustermap.data.catalog import as_of as data_as_of
    from clustermap.data.credits import with_own_sites

    names_of(one, lang)
    subtitle = "subtitle_own" if with_own_sites(one.selection) else "subtitle"
    sectors = wording.listed([locales.text("sector", sector, lang) for sector in one.sectors], lang)
    blocks: list[Block] = [
        Heading(say(lang, "in_short")),
        Bullets(one.sentences(lang)),
        Paragraph(say(lang, "caveat"), quiet=True),
        *_indicator_blocks(one, lang),
        *_economy_blocks(one, lang),
        *_site_blocks(one, lang),
        *_specialization_blocks(one, lang),
        *_investment_blocks(one, lang),
        *_zone_blocks(one, lang),
        *_distance_blocks(one, lang),
        *_source_blocks(one, lang),
    ]
    return Document(
        title=one.answer.title(lang),
        lang=lang,
        subtitle=say_of(one, lang, subtitle, sectors=sectors, as_of=written(data_as_of(), lang)),
        blocks=blocks,
        credits=credit_lines(one.selection, lang),
    )


def _matrix(
    one: Comparison, lang: str, caption: str, found: Iterator[tuple[str, dict[str, str]]]
) -> TextTable:
    names = names_of(one, lang)
    return TextTable(
        caption,
        [say(lang, "measure"), *names.values()],
        [[measure, *(cells[code] for code in one.codes)] for measure, cells in found],
    )


def _indicator_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "indicators"))
    names = names_of(one, lang)
    panels = []
    for name in core(one):
        about = one.about[name]
        frame = one.indicators[one.indicators["indicator"] == name]
        rows = [
            Bar(
                names[row["code"]],
                None if math.isnan(row["value"]) else float(row["value"]),
                value_text(one, row, lang),
            )
            for _, row in frame.iterrows()
        ]
        panels.append(ChartBlock(wording.dated(about.label[lang], about.year, lang), bars(rows)))
    yield SmallMultiples(panels)
    yield Paragraph(say_of(one, lang, "indicators_note"), quiet=True)
    every = list(dict.fromkeys(one.indicators["indicator"]))
    caption = say(lang, "all_indicators")
    yield FoldedTable(_matrix(one, lang, caption, indicator_cells(one, every, lang)))


def _site_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "sites"))
    largest = float(one.by_sector["sites"].max())
    panels = []
    for code, name in names_of(one, lang).items():
        frame = one.by_sector[one.by_sector["code"] == code]
        rows = [
            Bar(
                locales.text("sector", row.sector, lang),
                float(row.sites),
                say(lang, "sites_cell", n=row.sites, operating=row.operating),
                f"s-{row.sector}",
            )
            for row in each(frame)
        ]
        panels.append(ChartBlock(name, bars(rows, largest=largest)))
    yield SmallMultiples(panels)


def _economy_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    heading = locales.text("economy", "section_specialization", lang)
    yield Heading(heading)
    yield _matrix(one, lang, heading, economy_cells(one.codes, lang, one.level))
    yield Paragraph(" ".join(economy_sources(lang, one.level)), quiet=True)


def _specialization_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "specialization"))
    yield Paragraph(say_of(one, lang, "specialization_note", few=FEW_SITES), quiet=True)
    names = names_of(one, lang)
    panels = []
    for sector in one.sectors:
        frame = one.by_sector[one.by_sector["sector"] == sector]
        frame = frame[frame["location_quotient"].notna()]
        rows = [
            Interval(
                names[row.code],
                row.location_quotient,
                row.lower,
                row.upper,
                quotient_text(row, lang),
                sure=row.q_value < LEVEL,
            )
            for row in each(frame)
        ]
        if rows:
            chart = intervals(rows, ticks=TICKS, note=say(lang, "specialization"))
            panels.append(ChartBlock(locales.text("sector", sector, lang), chart))
    yield SmallMultiples(panels)


def _investment_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "investment"))
    yield Paragraph(say(lang, "investment_note"), quiet=True)
    names = names_of(one, lang)
    rows = [cells for at, cells in enumerate(sector_cells(one, lang)) if at % 3 == 2]
    yield _matrix(one, lang, say(lang, "investment"), iter(rows))
    if not len(one.largest):
        return
    sites = one.national.loc[one.largest["site"]]
    yield TextTable(
        say(lang, "largest"),
        [say_of(one, lang, key) for key in ("site", "prefecture", "sector", "amount")],
        [
            [
                str(site),
                names[row.code],
                locales.text("sector", row.sector, lang),
                numbers.yen(row.investment_jpy_bn, lang),
            ]
            for site, row in zip(sites[f"name_{lang}"], each(one.largest), strict=True)
        ],
        numeric=frozenset({3}),
        links=list(sites["source_url"]),
    )


def _zone_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "zones"))
    if len(one.zones):
        yield _matrix(one, lang, say(lang, "zone"), zone_cells(one, lang))
    if len(one.clusters):
        yield _matrix(one, lang, say(lang, "cluster"), cluster_cells(one, lang))


def _distance_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "distances"))
    yield Paragraph(say_of(one, lang, "distances_note"), quiet=True)
    yield _matrix(one, lang, say_of(one, lang, "offices"), office_cells(one, lang))
    names = names_of(one, lang)
    site = one.national[f"name_{lang}"]
    if len(one.pairs):
        table = TextTable(
            say(lang, "pairs"),
            [say(lang, key) for key in ("pair", "sector", "site", "site", "distance")],
            [
                [
                    say(lang, "between", a=names[row.a], b=names[row.b]),
                    locales.text("sector", row.sector, lang),
                    str(site[row.site_a]),
                    str(site[row.site_b]),
                    wording.kilometers(row.km),
                ]
                for row in each(one.pairs)
            ],
            numeric=frozenset({4}),
        )
        yield FoldedTable(table) if len(one.pairs) > LONG else table
    yield _matrix(one, lang, say_of(one, lang, "nearest"), nearest_cells(one, lang))


def _source_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "sources"))
    rows, links = {}, {}
    for name in dict.fromkeys(one.indicators["indicator"]):
        about = one.about[name]
        if about.group == "official" and not name.startswith("lq_"):
            rows[name] = [about.label[lang], about.year or "", about.source[lang]]
            links[name] = about.source_url
    table = TextTable(
        say(lang, "sources_of_indicators"),
        [say(lang, key) for key in ("measure", "year", "source")],
        list(rows.values()),
        links=list(links.values()),
    )
    yield FoldedTable(table)
