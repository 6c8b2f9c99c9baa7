"""The value chain of a report's sector: its steps by place, with gaps and single sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.data.chain import read_chain, steps_of
from clustermap.questions import chain
from clustermap.reports.blocks import Bullets, TextTable
from clustermap.reports.model import Section, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.reports.model import Facts


def chain_section(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield the section where the report is on one sector that has a chain and sites here."""
    sectors = facts.selection.chosen.sectors
    sites = facts.selection.sites.query("status != 'closed'")
    if len(sectors) != 1 or not (steps_of(sites, read_chain()) != "").any():
        return
    read = chain.ask(facts.selection, chain.Options(sector=sectors[0], lang=lang)).read(lang)
    first, *others = read.sentences
    rows = [] if read.table is None else read.table.astype(str).to_numpy().tolist()
    header = [] if read.table is None else list(map(str, read.table.columns))
    table = TextTable(read.title, header, rows, frozenset(range(1, len(header))))
    yield Section("chain", say("chain", lang), first, [table, Bullets(others)])
