"""The sections of a report in their order: each says one thing, and shows what it is said from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.analysis.indicators import announced_investment
from clustermap.locales import wording
from clustermap.locales.dates import month
from clustermap.locales.numbers import decimal
from clustermap.reports.blocks import Bullets, FoldedTable, Paragraph, Picture, TextTable
from clustermap.reports.model import Section, say
from clustermap.reports.sections import charts as report_charts
from clustermap.reports.sections import sentences
from clustermap.reports.sections.brief import coming_table, compared_table
from clustermap.reports.sections.chain import chain_section
from clustermap.reports.sections.economy import economy_sections
from clustermap.reports.sections.notes import notes
from clustermap.reports.sections.quotients import clusters_section, quotients_section
from clustermap.reports.sections.tables import (
    amount,
    events_table,
    money_heading,
    place_events,
    place_zones,
    sites_table,
    zones_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.blocks import Block
    from clustermap.reports.brief.content import Brief
    from clustermap.reports.model import Facts

#: A table in a document has no more rows of prefectures, or of policy, than this.
MOST_ROWS = 15
#: The years that count as recent.
RECENT = 2021
#: Fewer dated sites make no chart of years.
DATED = 5
_COLON = {"en": ": ", "ja": "：", "ko": ": "}


def sections(facts: Facts, lead: Brief, lang: str, picture: MapFigure) -> Iterator[Section]:
    """Yield the sections that say something of the place, in their order.

    The brief stands first; of one prefecture its map is the map. Prefectures side by side where
    there are several, spatial statistics where they are all, a chart of years from five dated sites
    on; methods and sources come last, in small print.
    """
    several, placed = len(facts.counts) > 1, len(facts.standing) > 0
    yield _summary(facts, lead, lang)
    if several and placed:
        most = sentences.most_sentence(facts, lang) or sentences.sites_sentence(facts, lang)
        yield Section("map", say("map", lang), most, [Picture.of(picture)])
        yield _prefectures(facts, lang)
    elif len(facts.selection.sites):
        yield sites_section(facts, lang)
    found = list(economy_sections(facts, lang))
    yield from (section for section, _ in found)
    yield from chain_section(facts, lang)
    if several:
        yield from quotients_section(facts, lang)
        yield from clusters_section(facts, lang)
    yield from zones_section(facts, lang)
    yield from timeline(facts, lang)
    if several and placed:
        yield sites_section(facts, lang)
    yield notes(facts, lang, tables=[name for _, name in found])


def _summary(facts: Facts, lead: Brief, lang: str) -> Section:
    """Lead with the brief: its finding, then sentences, then what is coming and the comparison.

    Where the brief stands as a page, this is not shown: it is the brief for those who read text.
    """
    special = sentences.special_sentence(facts, lang) if len(sentences.special(facts)) else ""
    said = [
        sentences.sites_sentence(facts, lang),
        sentences.status_sentence(facts, lang),
        sentences.rank_sentence(facts, lang),
        sentences.investment_sentence(facts, lang),
        *(f"{one.label}{_COLON[lang]}{one.text}" for one in lead.remarks),
        special,
    ]
    blocks: list[Block] = [Bullets([one for one in dict.fromkeys(said) if one])]
    if len(lead.listing.rows) > 1:
        blocks.append(coming_table(lead, lang))
    blocks += compared_table(lead, lang)
    return Section("summary", say("summary", lang), lead.title, blocks)


def _prefectures(facts: Facts, lang: str) -> Section:
    """Set prefectures side by side, the most sites first."""
    order = facts.counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    order = order[order > 0]
    codes = [str(code) for code in order.index[:MOST_ROWS]]
    about, ranked = facts.indicators.about, facts.ranking.set_index("prefecture_code")
    people = next((n for n in ("population_estimate", "population_census") if n in about), "")
    money = announced_investment(facts.standing, facts.counts.index)
    names, several = facts.names(lang), len(facts.sectors) > 1

    def row(label: str, ranks: tuple[str, str], chosen: list[str]) -> tuple[str, ...]:
        counts = facts.counts.loc[chosen].sum()
        persons = float(facts.indicators.values.loc[chosen, people].sum()) if people else math.nan
        n = int(counts.sum())
        return (
            label, *ranks, decimal(n),
            *(decimal(int(counts[sector])) for sector in facts.sectors if several),
            decimal(n / persons * 1e6, 1) if persons > 0 else wording.NOTHING,
            amount(float(money.loc[chosen].sum(min_count=1)), lang),
        )  # fmt: skip

    rows = [row(names[code], _rank(ranked.T[code], lang), [code]) for code in codes]
    if len(order) == len(facts.counts) or len(facts.counts) <= MOST_ROWS:
        rows.append(row(facts.place(lang), ("", ""), list(map(str, facts.counts.index))))
    header = [
        *(say(key, lang) for key in ("prefecture", "rank", "range", "number")),
        *(locales.text("sector", sector, lang) for sector in facts.sectors if several),
        say("per_million", lang), money_heading(lang),
    ]  # fmt: skip
    table = TextTable(say("c_comparison", lang), header, rows, frozenset(range(1, len(header))))
    message = sentences.rank_sentence(facts, lang) or sentences.sites_sentence(facts, lang)
    blocks: list[Block] = [] if len(order) < 2 else [report_charts.sectors_picture(facts, lang)]
    blocks += [table, *_part(len(codes), len(facts.counts), lang)]
    return Section("comparison", say("comparison", lang), message, blocks)


def _rank(row: pd.Series, lang: str) -> tuple[str, str]:
    ranges = "" if pd.isna(row["lower"]) else f"{row['lower']}–{row['upper']}"
    return wording.rank_text(row, lang, with_range=False), ranges


def _part(shown: int, n: int, lang: str) -> list[Block]:
    """Say what was left out of a table."""
    if shown == n:
        return []
    return [Paragraph(say("part", lang, shown=decimal(shown), n=decimal(n)), quiet=True)]


def zones_section(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield the zones of the place: a single one in a sentence, several in a table."""
    zones = place_zones(facts)
    if len(zones):
        blocks: list[Block] = [zones_table(zones, lang)] if len(zones) > 1 else []
        message = sentences.zones_sentence(facts, zones, lang)
        yield Section("zones", say("zones", lang), message, blocks)


def timeline(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield when sites were announced or opened, and the policy of the place and its sectors.

    The chart of years stands where five sites are dated, one of them of late.
    """
    years = facts.standing["year"].dropna()
    events = place_events(facts)
    blocks: list[Block] = []
    message = ""
    recent = int((years >= RECENT).sum())
    if len(years) >= DATED and recent:
        message = say(
            "s_timeline", lang, recent=decimal(recent), n=decimal(len(years)), year=RECENT
        )
        blocks.append(report_charts.years_picture(facts, lang))
    if len(events) > 1:
        blocks.append(events_table(events.tail(MOST_ROWS), lang))
        if len(events) > MOST_ROWS:
            words = say("part_events", lang, shown=MOST_ROWS, n=decimal(len(events)))
            blocks.append(Paragraph(words, quiet=True))
    if blocks and not message:
        last = events.iloc[-1]
        message = say(
            "s_policy", lang, title=last[f"title_{lang}"], date=month(last["date"][:7], lang)
        )
    if blocks:
        yield Section("timeline", say("timeline", lang), message, blocks)


def sites_section(facts: Facts, lang: str) -> Section:
    """List the sites: few in a table, many in a folded one."""
    table = sites_table(facts, lang)
    short = len(table.rows) <= MOST_ROWS
    message = sentences.status_sentence(facts, lang) or sentences.sites_sentence(facts, lang)
    return Section("sites", say("sites", lang), message, [table if short else FoldedTable(table)])
