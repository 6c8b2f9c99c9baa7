"""The sentences of a report, each with its rule: what says nothing is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.ingest.sourcing import CONFIDENCE
from clustermap.locales import wording
from clustermap.locales.dates import month
from clustermap.locales.numbers import decimal, yen
from clustermap.reports.brief.words import sector as as_adjective
from clustermap.reports.model import say
from clustermap.reports.sections.tables import LEAST

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.reports.model import Facts

LEVEL = 0.05
#: A range of ranks wider than a third of the field is no news.
WIDE_RANGE = 15
#: More zones than this are counted, and named in the table.
FEW_ZONES = 3


def sites_sentence(facts: Facts, lang: str) -> str:
    """Say how many sites of which sectors there are."""
    total = facts.counts.sum().astype(int)
    total = total[total > 0].sort_values(ascending=False, kind="stable")
    place = facts.place(lang)
    if not len(total):
        return say("s_no_sites", lang, place=place)
    gap = "" if lang == "ja" else " "
    listing = wording.listed(
        [f"{wording.sector_inside(str(one), lang)}{gap}{decimal(n)}" for one, n in total.items()],
        lang,
    )
    if len(total) == 1:
        form = "s_sites_sector_one" if total.sum() == 1 else "s_sites_sector"
        only = as_adjective(str(total.index[0]), lang)
        return say(form, lang, place=place, n=decimal(total.sum()), sector=only)
    key = "s_sites_one" if total.sum() == 1 else "s_sites"
    return say(key, lang, place=place, n=decimal(total.sum()), list=listing)


def status_sentence(facts: Facts, lang: str) -> str:
    """Say how many sites work, are being built, are planned; those closed are counted apart."""
    counts = facts.standing["status"].value_counts()
    gap = "" if lang == "ja" else " "
    parts = [
        f"{_inside(locales.text('status', one, lang), lang)}{gap}{decimal(int(counts[one]))}"
        for one in locales.keys("status")
        if one in counts
    ]
    closed = len(facts.selection.sites) - len(facts.standing)
    if not closed:
        return say("s_status", lang, list=wording.listed(parts, lang)) if len(parts) > 1 else ""
    key = "s_status_closed_one" if closed == 1 else "s_status_closed"
    return say(key, lang, list=wording.listed(parts, lang), closed=decimal(closed))


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
    sites = facts.standing
    amounts = sites["investment_jpy_bn"].dropna()
    if not len(amounts):
        return ""
    largest = sites.T[str(amounts.idxmax())]
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


def zones_sentence(facts: Facts, zones: pd.DataFrame, lang: str) -> str:
    """Name the zones of the place, those that cover it whole as such."""
    place = facts.place(lang)
    if facts.selection.chosen.sectors and len(zones) > 1:
        return say("s_zones_sector", lang, n=decimal(len(zones)), least=LEAST)
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


def sureness_sentence(facts: Facts, lang: str) -> str:
    """Say how many sites two pages confirm, and how many rest on one or on a weak one."""
    sites = facts.selection.sites
    rated = sites[sites["confidence"].isin(CONFIDENCE)]
    if not len(rated):
        return ""
    counts = {key: int((rated["confidence"] == key).sum()) for key in CONFIDENCE}
    parts = [say(f"sure_{key}", lang, n=decimal(n)) for key, n in counts.items() if n]
    checked = month(str(rated["checked"].max())[:7], lang)
    return say(
        "m_sure", lang, n=decimal(len(rated)), list=wording.listed(parts, lang), checked=checked
    )
