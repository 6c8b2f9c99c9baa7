"""The sections of a report: each says one thing, and shows what it is said from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.analysis.concentration.tables import FEW
from clustermap.analysis.indicators import announced_investment
from clustermap.ingest.sourcing import CONFIDENCE
from clustermap.locales import wording
from clustermap.locales.numbers import decimal, yen
from clustermap.reports.blocks import Bullets, FoldedTable, Paragraph, Picture, TextTable
from clustermap.reports.model import Section, say
from clustermap.reports.sections import charts as report_charts
from clustermap.reports.sections.brief import beside, coming_table
from clustermap.reports.sections.chain import chain_section
from clustermap.reports.sections.economy import economy_sections
from clustermap.reports.sections.maps import cluster_map
from clustermap.reports.sections.tables import (
    events_table,
    place_events,
    sites_table,
    zones_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.blocks import Block
    from clustermap.reports.brief.content import Brief
    from clustermap.reports.model import Facts

#: A table in a document has no more rows of prefectures than this.
MOST_ROWS = 15
LEVEL = 0.05
#: The years that count as recent.
RECENT = 2021
#: Fewer dated sites make no chart of years.
DATED = 5
#: A range of ranks wider than a third of the field is no news.
WIDE_RANGE = 15
#: More zones than this are counted, and named in the table.
FEW_ZONES = 3
_COLON = {"en": ": ", "ja": "：", "ko": ": "}


def sections(facts: Facts, lead: Brief, lang: str, picture: MapFigure) -> Iterator[Section]:
    """Yield the sections that say something of the place, in their order.

    Ranks and tables of prefectures stand where there are several, spatial statistics where they are
    all, a chart of years from five dated sites on; methods and sources come last.
    """
    several, placed = len(facts.counts) > 1, len(facts.selection.sites) > 0
    yield _summary(facts, lead, lang)
    if placed:
        most = most_sentence(facts, lang) or sites_sentence(facts, lang)
        yield Section("map", say("map", lang), most, [Picture.of(picture)])
    shown = set()
    if several and placed:
        shown |= {"m_rank", "m_money"}
        yield _ranking(facts, lang)
        yield _comparison(facts, lang)
    if not several and placed:
        yield sites_section(facts, lang)
    if not several:
        yield from beside(lead, lang)
    yield from economy_sections(facts, lang)
    if len(special(facts)):
        shown.add("m_quotient")
        yield _specialization(facts, lang)
    if several and _clustered(facts):
        shown.add("m_moran")
        yield _significance(facts, lang)
    yield from chain_section(facts, lang)
    yield from zones_section(facts, lang)
    yield from timeline(facts, lang)
    if several and placed:
        yield sites_section(facts, lang)
    yield _methods(facts, shown, lang)
    yield sources(facts, lang)


def _clustered(facts: Facts) -> bool:
    """Say whether all of Japan is shown, and anything in space is significant."""
    if len(facts.counts) < len(facts.selection.national.prefectures):
        return False
    alike = facts.autocorrelation["q"] <= LEVEL
    local = ~facts.local.table["label"].isin(["not significant", "not tested"])
    return bool(alike.any() or local.any())


def _summary(facts: Facts, lead: Brief, lang: str) -> Section:
    """Lead with the brief: its finding, then sentences, then what is coming."""
    special_one = special_sentence(facts, lang) if len(special(facts)) else ""
    sentences = [
        sites_sentence(facts, lang),
        status_sentence(facts, lang),
        rank_sentence(facts, lang),
        investment_sentence(facts, lang),
        *(f"{one.label}{_COLON[lang]}{one.text}" for one in lead.remarks),
        special_one,
    ]
    blocks: list[Block] = [Bullets([one for one in dict.fromkeys(sentences) if one])]
    if len(lead.listing.rows) > 1:
        blocks.append(coming_table(lead, lang))
    return Section("summary", say("summary", lang), lead.title, blocks)


def sites_sentence(facts: Facts, lang: str) -> str:
    """Say how many sites of which sectors there are."""
    total = facts.counts.sum().astype(int)
    place = facts.place(lang)
    if not total.sum():
        return say("s_no_sites", lang, place=place)
    listing = wording.listed(
        [
            f"{wording.sector_inside(s, lang)} {decimal(total[s])}"
            for s in facts.sectors
            if total[s]
        ],
        lang,
    )
    key = "s_sites_one" if total.sum() == 1 else "s_sites"
    return say(key, lang, place=place, n=decimal(total.sum()), list=listing)


def status_sentence(facts: Facts, lang: str) -> str:
    """Say how many sites work, are being built, are planned."""
    counts = facts.selection.sites["status"].value_counts()
    parts = [
        f"{_inside(locales.text('status', status, lang), lang)} {decimal(int(counts[status]))}"
        for status in locales.keys("status")
        if status in counts
    ]
    return say("s_status", lang, list=wording.listed(parts, lang)) if len(parts) > 1 else ""


def _inside(label: str, lang: str) -> str:
    return label.lower() if lang == "en" else label


def rank_sentence(facts: Facts, lang: str) -> str:
    """Say which prefecture has the most sites, and its range of ranks."""
    ranked = facts.ranking[facts.ranking["value"] > 0]
    if not len(ranked):
        return ""
    top = ranked.sort_values("rank", kind="stable").iloc[0]
    key = "s_top" if len(facts.ranking) > 1 else "s_own"
    wide = top["upper"] - top["lower"]
    if wide > WIDE_RANGE and key == "s_own":
        return ""  # such a rank says nothing
    return say(
        f"{key}_range" if 0 < wide <= WIDE_RANGE else f"{key}_sure",
        lang,
        prefecture=facts.names(lang)[top["prefecture_code"]],
        n=decimal(top["value"]),
        rank=wording.place(int(top["rank"]), lang),
        range=wording.place_range(int(top["lower"]), int(top["upper"]), lang),
    )


def most_sentence(facts: Facts, lang: str) -> str:
    """Name the prefectures with the most sites."""
    total = facts.counts.sum(axis=1)
    total = total[total > 0].sort_values(ascending=False, kind="stable")
    if len(total) < 2:
        return ""
    names = facts.names(lang)
    listing = [
        f"{names[str(code)]}{wording.bracketed(decimal(n), lang)}"
        for code, n in total.head(5).items()
    ]
    return say("s_most", lang, list=wording.listed(listing, lang))


def investment_sentence(facts: Facts, lang: str) -> str:
    """Say how much investment was announced, for how many sites, and the largest amount."""
    sites = facts.selection.sites
    amounts = sites["investment_jpy_bn"].dropna()
    if not len(sites):
        return ""
    if not len(amounts):
        return ""
    largest = sites.loc[amounts.idxmax()]
    return say(
        "s_investment" if len(amounts) > 1 else "s_investment_one",
        lang,
        amount=yen(amounts.sum(), lang),
        known=decimal(len(amounts)),
        n=decimal(len(sites)),
        site=largest[f"name_{lang}"] or largest["name_ja"],
        largest=yen(largest["investment_jpy_bn"], lang),
    )


def special(facts: Facts) -> pd.DataFrame:
    """Return the pairs of prefecture and sector that are specialized beyond chance."""
    found = facts.specialization
    beyond = found[(found["lower"] > 1) & (found["q"] <= LEVEL)]
    return beyond.sort_values("shrunk", ascending=False, kind="stable")


def special_sentence(facts: Facts, lang: str) -> str:
    """Name the strongest specializations that chance does not explain."""
    found = special(facts)
    names = facts.names(lang)
    parts = [
        say(
            "special_one",
            lang,
            prefecture=names[row.code],
            sector=wording.sector_inside(row.sector, lang),
            times=decimal(row.lq_sites, 1),
            low=decimal(row.lower, 1),
            high=decimal(row.upper, 1),
        )
        for row in wording.rows(found.head(3))
    ]
    return say("s_special", lang, list=wording.listed(parts, lang))


def neighbors_sentence(facts: Facts, lang: str) -> str:
    """Say in which sectors neighboring prefectures resemble each other."""
    found = facts.autocorrelation
    alike = found[(found["q"] <= LEVEL) & (found["morans_i"] > found["expected"])]
    if not len(alike):
        return say("s_no_neighbors", lang)
    parts = [
        say(
            "neighbors_one",
            lang,
            sector=wording.sector_inside(row.variable, lang),
            i=decimal(row.morans_i, 2),
            q=decimal(row.q, 3),
        )
        for row in wording.rows(alike.sort_values("q", kind="stable"))
    ]
    return say("s_neighbors", lang, list=wording.listed(parts, lang))


def local_sentence(facts: Facts, lang: str) -> str:
    """Name the prefectures in significant clusters, or say that there are none."""
    local = facts.local.table
    found = local[~local["label"].isin(["not significant", "not tested"])]
    if not len(found):
        tested, expected = (facts.local.facts[key] for key in ("tested", "expected_false_alarms"))
        alarms = decimal(expected, 0 if expected >= 10 else 1)
        return say("s_no_local", lang, tested=decimal(tested), alarms=alarms)
    names = facts.names(lang)
    parts = [
        f"{names[row.code]}{wording.bracketed(_local_words(row, lang), lang)}"
        for row in wording.rows(found.sort_values("q", kind="stable"))
    ]
    return say("s_local", lang, list=wording.listed(parts, lang))


def _local_words(row: object, lang: str) -> str:
    variable, label = row.variable, row.label  # type: ignore[attr-defined]
    sector = locales.text("sector", variable, lang)
    return f"{sector}, {_inside(locales.text('category', label, lang), lang)}"


def zones_sentence(facts: Facts, lang: str) -> str:
    """Name the zones of the place, those that cover it whole as such."""
    zones, place = facts.zones, facts.place(lang)
    if not len(zones):
        return ""
    if len(zones) > FEW_ZONES:
        return say("s_zones_many", lang, place=place, n=decimal(len(zones)))
    chosen = set(facts.selection.prefectures.index)
    names = [
        say("zone_whole", lang, name=name) if len(chosen) == 1 and chosen & set(codes) else name
        for name, codes in zip(zones[f"name_{lang}"], zones["whole_prefecture"], strict=True)
    ]
    key = "s_zones_one" if len(names) == 1 else "s_zones"
    listed = wording.listed(names, lang)
    return say(key, lang, place=place, n=decimal(len(zones)), list=listed)


def _ranking(facts: Facts, lang: str) -> Section:
    ranked = facts.ranking.sort_values(["rank", "prefecture_code"], kind="stable").head(MOST_ROWS)
    names = facts.names(lang)
    rows = [
        (
            wording.rank_text(row, lang, with_range=False),
            "" if pd.isna(row["lower"]) else f"{row['lower']}–{row['upper']}",
            names[row["prefecture_code"]],
            decimal(row["value"]),
        )
        for _, row in ranked.iterrows()
    ]
    header = [say(key, lang) for key in ("rank", "range", "prefecture", "number")]
    table = TextTable(say("c_ranking", lang), header, rows, frozenset({1, 3}))
    message = rank_sentence(facts, lang) or sites_sentence(facts, lang)
    blocks: list[Block] = [table, *_part(len(ranked), len(facts.ranking), lang)]
    if len(facts.ranking) > 1 and facts.counts.to_numpy().sum():
        blocks.insert(0, report_charts.sectors_picture(facts, lang))
    return Section("ranking", say("ranking", lang), message, blocks)


def _part(shown: int, n: int, lang: str) -> list[Block]:
    """Say what was left out of a table."""
    if shown == n:
        return []
    return [Paragraph(say("part", lang, shown=decimal(shown), n=decimal(n)), quiet=True)]


def _comparison(facts: Facts, lang: str) -> Section:
    codes = facts.counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
    table = facts.indicators
    people = next((n for n in ("population_estimate", "population_census") if n in table.about), "")
    money = announced_investment(facts.selection.sites, facts.counts.index)
    names = facts.names(lang)
    several = len(facts.sectors) > 1

    def row(label: str, counts: pd.Series[int], amount: float, persons: float) -> tuple[str, ...]:
        n = int(counts.sum())
        rate = n / persons * 1e6 if people and persons else math.nan
        return (
            label,
            decimal(n),
            *(decimal(int(counts[sector])) for sector in facts.sectors if several),
            decimal(rate, 1) if math.isfinite(rate) else wording.NOTHING,
            yen(amount, lang) if math.isfinite(amount) else wording.NOTHING,
            decimal(persons) if people and math.isfinite(persons) else wording.NOTHING,
        )

    def persons_of(code: str) -> float:
        return float(table.values[people][code]) if people else math.nan

    rows = [row(names[c], facts.counts.loc[c], money[c], persons_of(c)) for c in codes]
    if len(facts.counts) > 1:
        persons = float(table.values.loc[facts.counts.index, people].sum()) if people else math.nan
        rows.append(row(facts.place(lang), facts.counts.sum(), money.sum(min_count=1), persons))
    header = [
        say("prefecture", lang),
        say("number", lang),
        *(locales.text("sector", sector, lang) for sector in facts.sectors if several),
        *(say(key, lang) for key in ("per_million", "investment", "population")),
    ]
    whole = TextTable(say("c_comparison", lang), header, rows, frozenset(range(1, len(header))))
    blocks: list[Block] = [
        whole,
        *_part(len(codes), len(facts.counts), lang),
        Paragraph(say("m_money", lang), quiet=True),
    ]
    message = investment_sentence(facts, lang) or sites_sentence(facts, lang)
    return Section("comparison", say("comparison", lang), message, blocks)


def _specialization(facts: Facts, lang: str) -> Section:
    found = facts.specialization[facts.specialization["sites"] > 0]
    found = found.sort_values("shrunk", ascending=False, kind="stable").head(MOST_ROWS)
    names = facts.names(lang)
    rows = [
        (
            names[row.code],
            locales.text("sector", row.sector, lang),
            decimal(row.sites),
            decimal(row.expected, 1),
            decimal(row.lq_sites, 2),
            f"{decimal(row.lower, 2)}–{decimal(row.upper, 2)}",
            decimal(row.shrunk, 2),
            decimal(row.q, 3),
        )
        for row in wording.rows(found)
    ]
    keys = ("prefecture", "sector", "number", "expected", "quotient", "interval", "shrunk", "q")
    header = [say(key, lang) for key in keys]
    table = TextTable(say("c_special", lang), header, rows, frozenset(range(2, 8)))
    note = Paragraph(say("m_quotient", lang, few=FEW), quiet=True)
    blocks: list[Block] = [note]
    if rows:
        blocks = [Picture.of(report_charts.forest(facts, found, lang)), table, note]
    message = special_sentence(facts, lang)
    return Section("specialization", say("specialization", lang), message, blocks)


def _significance(facts: Facts, lang: str) -> Section:
    local = facts.local.table
    clustered = local[~local["label"].isin(["not significant", "not tested"])]
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
    blocks: list[Block] = [table, Paragraph(local_sentence(facts, lang))]
    picture = cluster_map(facts, lang)
    if picture:
        blocks.append(Picture.of(picture))
    message = neighbors_sentence(facts, lang)
    return Section("significance", say("significance", lang), message, blocks)


def zones_section(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield the zones: a single one in a sentence, several in a table."""
    if len(facts.zones):
        blocks: list[Block] = [zones_table(facts, lang)] if len(facts.zones) > 1 else []
        yield Section("zones", say("zones", lang), zones_sentence(facts, lang), blocks)


def timeline(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield when sites were announced or opened, and the policy of the place and its sectors."""
    years = facts.selection.sites["year"].dropna()
    events = place_events(facts)
    blocks: list[Block] = []
    message = ""
    if len(years) >= DATED:
        recent = int((years >= RECENT).sum())
        message = say(
            "s_timeline", lang, recent=decimal(recent), n=decimal(len(years)), year=RECENT
        )
        blocks.append(report_charts.years_picture(facts, lang))
    if len(events) > 1:
        blocks.append(events_table(events, lang))
    if blocks:
        yield Section("timeline", say("timeline", lang), message or say("events", lang), blocks)


def sites_section(facts: Facts, lang: str) -> Section:
    """List the sites: few in a table, many in a folded one."""
    table = sites_table(facts, lang)
    short = len(table.rows) <= MOST_ROWS
    message = status_sentence(facts, lang) or sites_sentence(facts, lang)
    return Section("sites", say("sites", lang), message, [table if short else FoldedTable(table)])


def sureness_sentence(facts: Facts, lang: str) -> str:
    """Say how many sites two pages confirm, and how many one or a weak one bears out."""
    sites = facts.selection.sites
    rated = sites[sites["confidence"].isin(CONFIDENCE)]
    if not len(rated):
        return ""
    counts = {key: decimal(int((rated["confidence"] == key).sum())) for key in CONFIDENCE}
    return say("m_sure", lang, n=decimal(len(rated)), checked=rated["checked"].max(), **counts)


def _methods(facts: Facts, shown: set[str], lang: str) -> Section:
    """Explain what was shown, and no more."""
    wanted = {*shown, "m_map"} | ({"m_money"} if len(facts.selection.sites) else set())
    keys = ("m_rank", "m_quotient", "m_moran", "m_money", "m_map")
    sentences = [say(key, lang, few=FEW) for key in keys if key in wanted]
    sureness = sureness_sentence(facts, lang)
    if sureness:
        sentences.insert(0, sureness)
    return Section("methods", say("methods", lang), say("m_sites", lang), [Bullets(sentences)])


def sources(facts: Facts, lang: str, names: tuple[str, ...] = ()) -> Section:
    """Name the surveys behind the indicators, or behind some of them."""
    used = [
        one
        for one in facts.indicators.about.values()
        if one.group == "official"
        and not one.id.startswith("lq_")
        and (not names or one.id in names)
    ]
    seen: dict[tuple[str, str], list[str]] = {}
    for one in used:
        year = one.year or ""
        source = one.source[lang]
        text = source if not year or year in source else f"{source}{wording.bracketed(year, lang)}"
        seen.setdefault((text, one.source_url or ""), []).append(one.label[lang])
    rows = [(text, "; ".join(labels)) for (text, _), labels in seen.items()]
    links = [url or None for _, url in seen]
    header = [say("source", lang), say("indicator", lang)]
    table = TextTable(say("c_sources", lang), header, rows, frozenset(), links)
    return Section("sources", say("sources", lang), say("s_sources", lang), [table])
