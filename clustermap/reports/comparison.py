"""A comparison of prefectures as sentences, tables, HTML and Markdown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.analysis.comparison.side_by_side import FEW_SITES, Comparison
from clustermap.analysis.frames import each
from clustermap.locales import numbers
from clustermap.reports import wording
from clustermap.reports.charts import Bar, Interval, bars, intervals
from clustermap.reports.comparison_cells import (
    cluster_cells,
    core,
    indicator_cells,
    indicator_rows,
    names_of,
    nearest_cells,
    office_cells,
    other_rows,
    quotient_text,
    say,
    sector_cells,
    titled,
    value_text,
    wide_table,
    zone_cells,
)
from clustermap.reports.comparison_words import LEVEL, Words
from clustermap.reports.document import (
    Bullets,
    Chart,
    Charts,
    Document,
    Folded,
    Heading,
    Paragraph,
    Readable,
    Table,
    credit_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.data.dataset import Dataset
    from clustermap.reports.document import Block

#: Tables with more rows than this are folded.
LONG = 15
#: Scale of location quotients in the charts.
TICKS = (0.125, 0.25, 0.5, 1, 2, 4, 8)


class ComparisonReport(Readable, Comparison):
    """A :class:`~clustermap.analysis.comparison.side_by_side.Comparison` that can be read.

    Shows in Jupyter, ``save("compare.html")`` or ``.md``, ``table()`` for a frame to print,
    ``rows()`` for a tidy frame to reckon with, ``sentences()`` for the differences in words.
    """

    dataset: Dataset

    @classmethod
    def of(cls, found: Comparison, dataset: Dataset) -> ComparisonReport:
        """Make a report of a comparison; the dataset says where its sites are from."""
        made = cls(**found.parts())
        object.__setattr__(made, "dataset", dataset)
        return made

    def sentences(self, lang: str = "en") -> list[str]:
        """Return the differences as plain sentences made from the numbers."""
        return Words(self, lang).sentences()

    def table(self, lang: str = "en", *, everything: bool = False) -> pd.DataFrame:
        """Return the comparison to read: one row a measure, one column a prefecture.

        Parameters
        ----------
        lang : {"en", "ja", "ko"}
            Language.
        everything : bool
            All indicators instead of the core ones.
        """
        return wide_table(self, lang, everything=everything)

    def rows(self, lang: str = "en") -> pd.DataFrame:
        """Return the comparison to reckon with: one row a measure and prefecture.

        Returns
        -------
        pandas.DataFrame
            ``section, measure, label, prefecture_code, prefecture, value, unit, low, high, rank,
            rank_low, rank_high, of, state, year, text, source``; all indicators are in it.
        """
        frame = pd.DataFrame([*indicator_rows(self, lang), *other_rows(self, lang)])
        return frame.astype(
            {name: "Int64" for name in ("rank", "rank_low", "rank_high", "of")}  # noqa: C420
        )

    def document(self, lang: str = "en") -> Document:
        """Return the report: sentences, charts, tables, sources."""
        return _document(self, lang)


def _document(one: ComparisonReport, lang: str) -> Document:
    from clustermap.maps.page.payload import AS_OF

    names = names_of(one, lang)
    sectors = wording.listed([locales.text("sector", sector, lang) for sector in one.sectors], lang)
    blocks: list[Block] = [
        Heading(say(lang, "in_short")),
        Bullets(one.sentences(lang)),
        Paragraph(say(lang, "caveat"), quiet=True),
        *_indicator_blocks(one, lang),
        *_site_blocks(one, lang),
        *_specialization_blocks(one, lang),
        *_investment_blocks(one, lang),
        *_zone_blocks(one, lang),
        *_distance_blocks(one, lang),
        *_source_blocks(one, lang),
    ]
    return Document(
        title=say(lang, "title", names=wording.listed(list(names.values()), lang)),
        lang=lang,
        subtitle=say(lang, "subtitle", sectors=sectors, as_of=AS_OF),
        blocks=blocks,
        credits=credit_lines(one.dataset, lang),
    )


def _matrix(
    one: Comparison, lang: str, caption: str, found: Iterator[tuple[str, dict[str, str]]]
) -> Table:
    names = names_of(one, lang)
    return Table(
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
                names[row["prefecture_code"]],
                None if math.isnan(row["value"]) else float(row["value"]),
                value_text(one, row, lang),
            )
            for _, row in frame.iterrows()
        ]
        panels.append(Chart(titled(about, lang), bars(rows)))
    yield Charts(panels)
    yield Paragraph(say(lang, "indicators_note"), quiet=True)
    every = list(dict.fromkeys(one.indicators["indicator"]))
    caption = say(lang, "all_indicators")
    yield Folded(_matrix(one, lang, caption, indicator_cells(one, every, lang)))


def _site_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "sites"))
    largest = float(one.by_sector["sites"].max())
    panels = []
    for code, name in names_of(one, lang).items():
        frame = one.by_sector[one.by_sector["prefecture_code"] == code]
        rows = [
            Bar(
                locales.text("sector", row.sector, lang),
                float(row.sites),
                say(lang, "sites_cell", n=row.sites, operating=row.operating),
                f"s-{row.sector}",
            )
            for row in each(frame)
        ]
        panels.append(Chart(name, bars(rows, largest=largest)))
    yield Charts(panels)


def _specialization_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "specialization"))
    yield Paragraph(say(lang, "specialization_note", few=FEW_SITES), quiet=True)
    names = names_of(one, lang)
    panels = []
    for sector in one.sectors:
        frame = one.by_sector[one.by_sector["sector"] == sector]
        frame = frame[frame["location_quotient"].notna()]
        rows = [
            Interval(
                names[row.prefecture_code],
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
            panels.append(Chart(locales.text("sector", sector, lang), chart))
    yield Charts(panels)


def _investment_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "investment"))
    yield Paragraph(say(lang, "investment_note"), quiet=True)
    names = names_of(one, lang)
    rows = [cells for at, cells in enumerate(sector_cells(one, lang)) if at % 3 == 2]  # noqa: PLR2004
    yield _matrix(one, lang, say(lang, "investment"), iter(rows))
    if not len(one.largest):
        return
    sites = one.national.loc[one.largest["site"]]
    yield Table(
        say(lang, "largest"),
        [say(lang, key) for key in ("site", "prefecture", "sector", "amount")],
        [
            [
                str(site),
                names[row.prefecture_code],
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
    yield Paragraph(say(lang, "distances_note"), quiet=True)
    yield _matrix(one, lang, say(lang, "offices"), office_cells(one, lang))
    names = names_of(one, lang)
    site = one.national[f"name_{lang}"]
    if len(one.pairs):
        table = Table(
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
        yield Folded(table) if len(one.pairs) > LONG else table
    yield _matrix(one, lang, say(lang, "nearest"), nearest_cells(one, lang))


def _source_blocks(one: Comparison, lang: str) -> Iterator[Block]:
    yield Heading(say(lang, "sources"))
    rows, links = {}, {}
    for name in dict.fromkeys(one.indicators["indicator"]):
        about = one.about[name]
        if about.group == "official" and not name.startswith("lq_"):
            rows[name] = [about.label[lang], about.year or "", about.source[lang]]
            links[name] = about.source_url
    table = Table(
        say(lang, "sources_of_indicators"),
        [say(lang, key) for key in ("measure", "year", "source")],
        list(rows.values()),
        links=list(links.values()),
    )
    yield Folded(table)
