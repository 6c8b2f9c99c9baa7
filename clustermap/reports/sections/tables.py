"""The long tables of a report: sites, zones, events, each row with the link to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.japan import city_of
from clustermap.locales import wording
from clustermap.locales.numbers import decimal, yen
from clustermap.reports.blocks import TextTable
from clustermap.reports.brief.place import town
from clustermap.reports.model import say

if TYPE_CHECKING:
    from clustermap.reports.model import Facts


def _named(row: pd.Series, stem: str, lang: str) -> str:
    """Return a name in a language; Japanese, which every row has, stands in for Korean."""
    return str(row.get(f"{stem}_{lang}") or row.get(f"{stem}_ja") or row.get(f"{stem}_en") or "")


def sites_table(facts: Facts, lang: str) -> TextTable:
    """Return all sites, the largest investments first, then by prefecture.

    Of one prefecture by municipality, those with the most sites first.
    """
    alone = len(facts.selection.prefectures) == 1
    sites = facts.selection.sites.assign(
        order=facts.selection.sites["investment_jpy_bn"].fillna(-1)
    )
    sites = sites.sort_values(
        ["order", "prefecture_code", "id"], ascending=[False, True, True], kind="stable"
    )
    if alone:
        towns = sites["municipality_code"].map(lambda code: city_of(code) if code else "")
        sites = sites.assign(town=towns, many=towns.map(towns.value_counts()))
        sites = sites.sort_values(["many", "town"], ascending=[False, True], kind="stable")
    names = facts.names(lang)
    several = len(facts.sectors) > 1
    rated = bool((sites["confidence"] != "").any())
    pages = {"confirmed": "2", "single": "1", "weak": say("weak", lang)}
    rows, links = [], []
    for _, row in sites.iterrows():
        amount = row["investment_jpy_bn"]
        cells = [_named(row, "name", lang), _named(row, "operator", lang)]
        if several:
            cells.append(locales.text("sector", row["sector"], lang))
        where = town(row["municipality_code"], lang, row["prefecture_code"])
        if not alone:
            home = names[row["prefecture_code"]]
            where = (
                home if where == home else f"{home}{where}" if lang == "ja" else f"{where}, {home}"
            )
        cells += [
            where,
            locales.text("status", row["status"], lang),
            "" if pd.isna(row["year"]) else str(int(row["year"])),
            wording.NOTHING if pd.isna(amount) else yen(amount, lang),
            *([pages.get(row["confidence"], wording.NOTHING)] if rated else []),
        ]
        rows.append(cells)
        links.append(row["source_url"] or None)
    keys = ["site", "operator", *(["sector"] if several else []), "place", "status"]
    numeric = ["year", "investment", *(["pages"] if rated else [])]
    header = [say(key, lang) for key in (*keys, *numeric)]
    right = frozenset(range(len(keys), len(header)))
    return TextTable(say("c_sites", lang), header, rows, right, links)


def zones_table(facts: Facts, lang: str) -> TextTable:
    """Return the zones that touch the selection."""
    rows, links = [], []
    for _, row in facts.zones.iterrows():
        inside = row["sites"]
        ended = wording.bracketed(locales.text("compare", "ended", lang), lang)
        rows.append(
            (
                _named(row, "name", lang) + ("" if row["in_force"] else ended),
                locales.text("scheme", row["scheme"], lang),
                str(row["designated"] or ""),
                wording.NOTHING if pd.isna(inside) else decimal(int(inside)),
            )
        )
        links.append(row["source_url"] or None)
    header = [say(key, lang) for key in ("zone", "scheme", "designated", "inside")]
    return TextTable(say("c_zones", lang), header, rows, frozenset({3}), links)


def place_events(facts: Facts) -> pd.DataFrame:
    """Return the policy of the places chosen; of chosen sectors or all Japan the national too."""
    events, chosen = facts.events, facts.selection.chosen
    if not (chosen.prefectures or chosen.municipalities):
        return events
    here = events["prefecture_codes"].map(bool)
    if chosen.sectors:
        here |= events["sectors"].map(bool)
    return events[here]


def events_table(events: pd.DataFrame, lang: str) -> TextTable:
    """Return policy events, the latest first."""
    rows, links = [], []
    for _, row in events.iloc[::-1].iterrows():
        rows.append(
            (
                _named(row, "title", lang),
                str(row["date"]),
                locales.text("event", row["kind"], lang),
                wording.NOTHING
                if pd.isna(row["amount_jpy_bn"])
                else yen(row["amount_jpy_bn"], lang),
            )
        )
        links.append(row["source_url"] or None)
    header = [say(key, lang) for key in ("event", "date", "kind")]
    header.append(locales.text("compare", "amount", lang))
    return TextTable(say("c_events", lang), header, rows, frozenset({1, 3}), links)
