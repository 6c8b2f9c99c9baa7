"""The value chain of a sector: its steps by place, with gaps and single sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.data.chain import read_chain, steps_of
from clustermap.locales import wording
from clustermap.questions import chain
from clustermap.reports.blocks import Bullets, TextTable
from clustermap.reports.model import Section, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.reports.blocks import Block
    from clustermap.reports.model import Facts

#: Fewer sites at fewer steps say nothing of a chain.
LEAST_SITES, LEAST_STEPS = 6, 3


def chain_section(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield the chain of the sector chosen, else of that with the most sites in the places chosen.

    Only where six sites at three steps stand here; of all Japan only with a sector.
    """
    chosen = facts.selection.chosen
    counts = facts.counts.sum().sort_values(ascending=False, kind="stable")
    if len(chosen.sectors) > 1 or not (chosen.sectors or chosen.prefectures):
        return
    sector = str(counts.index[0])
    sites = facts.standing[facts.standing["sector"] == sector]
    steps = steps_of(sites, read_chain())
    steps = steps[steps != ""]
    if len(steps) < LEAST_SITES or steps.nunique() < LEAST_STEPS:
        return
    read = chain.ask(facts.selection, chain.Options(sector=sector, lang=lang)).read(lang)
    first, *others = read.sentences
    rows = [] if read.table is None else read.table.astype(str).to_numpy().tolist()
    header = [] if read.table is None else list(map(str, read.table.columns))
    table = TextTable(read.title, header, rows, frozenset(range(1, len(header))))
    heading = say("chain", lang)
    if not chosen.sectors:
        heading += wording.bracketed(locales.text("sector", sector, lang), lang)
    blocks: list[Block] = [table, *([Bullets(others)] if others else [])]
    yield Section("chain", heading, first, blocks)
