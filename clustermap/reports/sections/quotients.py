"""What the list of sites says of several prefectures: concentrations, and clusters in space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.analysis.least import FEW
from clustermap.locales import wording
from clustermap.locales.numbers import decimal
from clustermap.reports.blocks import Paragraph, Picture, TextTable
from clustermap.reports.model import Section, say
from clustermap.reports.sections import charts as report_charts
from clustermap.reports.sections import sentences
from clustermap.reports.sections.maps import cluster_map

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.reports.blocks import Block
    from clustermap.reports.model import Facts

#: A table has no more rows than this.
MOST_ROWS = 12
#: Fewer make no chart.
DRAWN = 3


def quotients_section(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield the significant concentrations: two at least, a single one stands in the summary."""
    found = sentences.special(facts).head(MOST_ROWS)
    if len(found) < 2:
        return
    names = facts.names(lang)
    rows = [
        (
            names[row.code],
            locales.text("sector", row.sector, lang),
            decimal(row.sites),
            decimal(row.expected, 1),
            decimal(row.lq_sites, 2),
            f"{decimal(row.lower, 2)}–{decimal(row.upper, 2)}",
            wording.p_text(row.q).removeprefix("p ").removeprefix("= "),
        )
        for row in wording.rows(found)
    ]
    keys = ("prefecture", "sector", "number", "expected", "quotient", "interval", "q")
    header = [say(key, lang) for key in keys]
    table = TextTable(say("c_special", lang), header, rows, frozenset(range(2, len(keys))))
    drawn = [report_charts.forest_picture(facts, found, lang)] if len(found) >= DRAWN else []
    note = Paragraph(say("m_quotient", lang, few=FEW), quiet=True)
    blocks: list[Block] = [*drawn, table, note]
    message = sentences.special_sentence(facts, lang)
    yield Section("specialization", say("specialization", lang), message, blocks)


def clusters_section(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield the spatial statistics where all of Japan is shown and anything is significant."""
    if len(facts.counts) < len(facts.selection.national.prefectures):
        return
    local = facts.local.table
    clustered = local[~local["label"].isin(["not significant", "not tested"])]
    if not (facts.autocorrelation["q"] <= sentences.LEVEL).any() and not len(clustered):
        return
    rows = [
        (
            locales.text("sector", row.variable, lang),
            decimal(row.morans_i, 2),
            decimal(row.p, 3),
            decimal(row.q, 3),
            decimal(int((clustered["variable"] == row.variable).sum())),
        )
        for row in wording.rows(facts.autocorrelation)
    ]
    header = [say(key, lang) for key in ("sector", "morans_i", "p", "q", "clusters_n")]
    table = TextTable(say("c_moran", lang), header, rows, frozenset(range(1, 5)))
    blocks: list[Block] = [table] if len(rows) > 1 else []
    blocks.append(Paragraph(sentences.local_sentence(facts, lang)))
    picture = cluster_map(facts, lang) if len(clustered) else None
    if picture:
        blocks.append(Picture.of(picture))
    blocks.append(Paragraph(say("m_moran", lang), quiet=True))
    message = sentences.neighbors_sentence(facts, lang)
    yield Section("significance", say("significance", lang), message, blocks)
