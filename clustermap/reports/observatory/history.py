"""What happened to sites: dated events and investments, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.data.chain import read_site_events
from clustermap.data.history import history
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
    """Return what happened to each site, the latest first; plans are not among it.

    Examples
    --------
    >>> from clustermap.data.dataset import load
    >>> from clustermap.reports.observatory.known import Known
    >>> [one.kind for one in events_of(Known(load()))["rapidus-rcs"]][-1]
    'announced'
    """
    nation = known.selection.national
    # ids of the user's own sites may be those of shipped ones by chance
    events = None if nation.embedded_sites else read_site_events().iloc[:0]
    told = history(known.selection.sites, nation.investments, events)
    found: dict[str, list[Event]] = {}
    for row in told[~told["planned"]].iloc[::-1].to_dict("records"):
        what = {lang: str(row[f"what_{lang}"]) for lang in locales.LANGUAGES}
        one = Event(
            str(row["site_id"]), str(row["date"]), str(row["event"]), what,
            float(row["amount_jpy_bn"]), web(str(row["source_url"])),
        )  # fmt: skip
        found.setdefault(one.site, []).append(one)
    return found


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


def latest(found: Mapping[str, Sequence[Event]]) -> list[Event]:
    """Return what happened to all sites, the latest first."""
    every = [one for events in found.values() for one in events]
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
