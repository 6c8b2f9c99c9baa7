"""The long tables of a report: sites, zones, events, each row with the link to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pandas as pd

from clustermap import locales
from clustermap.data.pages import cited_page, is_primary
from clustermap.japan import city_of
from clustermap.locales import wording
from clustermap.locales.numbers import decimal
from clustermap.reports.blocks import TextTable
from clustermap.reports.brief.place import town
from clustermap.reports.model import say

if TYPE_CHECKING:
    from clustermap.reports.model import Facts


#: A zone that names no sector is one of a sector's with so many of its sites.
LEAST = 3


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
            amount(row["investment_jpy_bn"], lang),
            *([pages.get(row["confidence"], wording.NOTHING)] if rated else []),
        ]
        rows.append(cells)
        links.append(row["source_url"] or None)
    keys = ["site", "operator", *(["sector"] if several else []), "place", "status"]
    header = [
        *(say(key, lang) for key in (*keys, "year")), money_heading(lang),
        *([say("pages", lang)] if rated else []),
    ]  # fmt: skip
    right = frozenset(range(len(keys), len(header)))
    return TextTable(say("c_sites", lang), header, rows, right, links)


def amount(billions: float, lang: str) -> str:
    """Write an amount in the one unit of a table: billions of yen, or 億円.

    Examples
    --------
    >>> amount(13.6, "en"), amount(13.6, "ja"), amount(2100, "ja"), amount(float("nan"), "ko")
    ('13.6', '136', '21,000', '–')
    """
    if pd.isna(billions):
        return wording.NOTHING
    value = billions * (1 if lang == "en" else 10)
    return decimal(value, 0 if value >= 100 or float(value).is_integer() else 1)


def money_heading(lang: str, key: str = "") -> str:
    """Head a column of amounts with its unit.

    Examples
    --------
    >>> money_heading("en"), money_heading("ja")
    ('Investment (¥ bn)', '投資額（億円）')
    """
    label = key or say("investment", lang)
    gap = "" if lang == "ja" else " "
    return f"{label}{gap}{wording.bracketed(say('unit_money', lang), lang).strip()}"


def place_zones(facts: Facts) -> pd.DataFrame:
    """Return the zones of the places chosen, those with the most sites inside first.

    Of sectors those that name one, or hold ``LEAST`` of their sites.
    """
    zones, chosen = facts.zones, facts.selection.chosen
    if not len(zones):
        return zones
    if chosen.sectors:
        wanted = set(chosen.sectors)
        meant = zones["focus_sectors"].map(lambda held: bool(wanted & set(held)))
        zones = zones[(zones["sites"].fillna(0) >= LEAST) | meant]
    ordered: pd.DataFrame = zones.assign(order=zones["sites"].fillna(-1)).sort_values(
        ["order", "designated"], ascending=[False, True], kind="stable"
    )
    return ordered


def zones_table(zones: pd.DataFrame, lang: str) -> TextTable:
    """Return zones, each with the sites inside; a page of the government is linked first."""
    rows, links = [], []
    for _, row in zones.iterrows():
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
        links.append(cited_page(row))
    header = [say(key, lang) for key in ("zone", "scheme", "designated", "inside")]
    return TextTable(say("c_zones", lang), header, rows, frozenset({3}), links)


def place_events(facts: Facts) -> pd.DataFrame:
    """Return the policy of the places chosen, of the sectors chosen, else all of it."""
    events, chosen = facts.events, facts.selection.chosen
    if chosen.sectors:
        return events[events["sectors"].map(bool)]
    if chosen.prefectures or chosen.municipalities:
        return events[events["prefecture_codes"].map(bool)]
    return events


def events_table(events: pd.DataFrame, lang: str) -> TextTable:
    """Return policy events, the latest first; a page of the government is linked first."""
    rows, links = [], []
    known = events["amount_jpy_bn"].notna().any()
    for _, row in events.iloc[::-1].iterrows():
        money = [amount(row["amount_jpy_bn"], lang)] if known else []
        page = cited_page(row)
        rows.append(
            (
                _named(row, "title", lang), str(row["date"]),
                locales.text("event", row["kind"], lang), *money, publisher(page, lang),
            )
        )  # fmt: skip
        links.append(page)
    header = [say(key, lang) for key in ("event", "date", "kind")]
    if known:
        header.append(money_heading(lang, locales.text("compare", "amount", lang)))
    header.append(say("source", lang))
    return TextTable(say("c_events", lang), header, rows, frozenset({1, len(header) - 2}), links)


def publisher(page: str | None, lang: str) -> str:
    """Name whose page it is: the host, and that it is the government's own.

    Examples
    --------
    >>> publisher("https://www.meti.go.jp/press/x.html", "en")
    'meti.go.jp (primary)'
    >>> publisher("https://news.example.jp/1", "en")
    'news.example.jp'
    """
    if not page:
        return wording.NOTHING
    host = urlsplit(page).netloc.removeprefix("www.")
    mark = wording.bracketed(say("primary", lang), lang) if is_primary(page) else ""
    return f"{host}{mark}"
