"""What happened to sites: dated events and investments, each with its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.data.chain import read_site_events
from clustermap.locales.dates import written
from clustermap.reports.brief.words import money_text
from clustermap.reports.observatory.addresses import web
from clustermap.reports.observatory.parts import Cell
from clustermap.reports.observatory.site_rows import name
from clustermap.reports.observatory.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustermap.reports.observatory.known import Known


@dataclass(frozen=True)
class Event:
    """Something that happened to a site.

    ``kind`` is one of the kinds of ``site_events.csv``, ``what`` holds words by language.
    """

    site: str
    date: str
    kind: str
    what: dict[str, str]
    amount: float
    url: str

    def words(self, lang: str) -> str:
        """Say what happened, with the amount."""
        text = self.what.get(lang, "")
        if pd.isna(self.amount):
            return text
        amount = money_text(self.amount, lang)
        return f"{text}{'、' if lang == 'ja' else ', '}{amount}" if text else amount


def events_of(known: Known) -> dict[str, list[Event]]:
    """Return what happened to each site, the latest first.

    Examples
    --------
    >>> from clustermap.data.dataset import load
    >>> from clustermap.reports.observatory.known import Known
    >>> [one.kind for one in events_of(Known(load()))["rapidus-rcs"]][-1]
    'announced'
    """
    found: dict[str, list[Event]] = {}
    sites = known.selection.sites.index
    events = read_site_events()
    if known.selection.national.embedded_sites:
        for row in events[events["site_id"].isin(sites)].to_dict("records"):
            what = {lang: str(row[f"what_{lang}"]) for lang in locales.LANGUAGES}
            _add(found, row, str(row["date"]), str(row["event"]), what, float("nan"))
    money = known.selection.national.investments
    for row in money[money["site_id"].isin(sites) & (money["announced"] != "")].to_dict("records"):
        kinds = locales.texts("investment_kind", str(row["kind"]))
        what = {**kinds, "en": str(row["what_en"]) or kinds["en"]}
        _add(found, row, str(row["announced"]), "announced", what, float(row["amount_jpy_bn"]))
    for site, about in known.rows.items():
        _opened(found, site, about)
    return {
        site: sorted(there, key=lambda one: (one.date, one.kind), reverse=True)
        for site, there in found.items()
    }


def _add(
    found: dict[str, list[Event]],
    row: Any,
    when: str,
    kind: str,
    what: dict[str, str],
    amount: float,
) -> None:
    """Add an event; an amount announced on the day of another event goes with that one."""
    there = found.setdefault(str(row["site_id"]), [])
    for at, one in enumerate(there):
        if (one.date, one.kind) == (when, kind) and pd.isna(one.amount):
            there[at] = replace(one, amount=amount)
            return
    there.append(Event(str(row["site_id"]), when, kind, what, amount, web(str(row["source_url"]))))


def _opened(found: dict[str, list[Event]], site: str, row: dict[str, Any]) -> None:
    """Add the dates of the site itself, where no event has them."""
    there = found.get(site, [])
    dates = [("announced", row["announced"])]
    if row["status"] in {"operating", "closed"}:
        dates.append(("opened", row["opened"]))
    for kind, when in dates:
        text = str(when or "")
        told = any(one.kind == kind and one.date[:7] == text[:7] for one in there)
        if text and not told:
            url = web(str(row.get("source_url") or ""))
            one = Event(site, text, kind, dict.fromkeys(locales.LANGUAGES, ""), float("nan"), url)
            found.setdefault(site, []).append(one)


def rows_of(events: Sequence[Event], lang: str) -> list[tuple[str, list[Cell]]]:
    """Return events as rows of a timeline."""
    rows = []
    for one in events:
        label = locales.text("site_event", one.kind, lang)
        cells = [Cell(label, color=one.kind), Cell(one.words(lang))]
        if one.url:
            cells.append(Cell(say("source", lang), url=one.url))
        rows.append((written(one.date, lang), cells))
    return rows


def latest(history: Mapping[str, Sequence[Event]]) -> list[Event]:
    """Return what happened to all sites, the latest first."""
    every = [one for events in history.values() for one in events]
    return sorted(every, key=lambda one: (one.date, one.site, one.kind), reverse=True)


def change_rows(
    known: Known, events: Sequence[Event], lang: str
) -> list[tuple[str, Sequence[Cell]]]:
    """Return events of several sites as rows of a timeline, each with its site."""
    rows: list[tuple[str, Sequence[Cell]]] = []
    for one, (when, cells) in zip(events, rows_of(events, lang), strict=True):
        site = Cell(name(known.rows[one.site], lang), to=known.scope.sites[one.site])
        rows.append((when, [cells[0], site, *cells[1:]]))
    return rows
