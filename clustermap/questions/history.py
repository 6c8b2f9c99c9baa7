"""What happened to sites, and what is to happen: dated, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.analysis.frames import each
from clustermap.answer import Answer, Reading
from clustermap.data.history import history
from clustermap.locales import numbers, wording
from clustermap.locales.dates import written

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

_HEAD = ("date", "site", "event", "what", "amount", "source")


def ask(selection: Selection, sites: pd.DataFrame | None = None) -> Answer:
    """Return the history of the sites selected, or of some of them, by site and date.

    Parameters
    ----------
    selection : Selection
        With the investments.
    sites : pandas.DataFrame, optional
        Some of its sites.

    Examples
    --------
    >>> import clustermap as cm
    >>> found = ask(cm.load().select(prefecture="43", sector="semiconductor").selection)
    >>> set(found.table["event"]) <= {"announced", "begun", "opened", "postponed", "expanded",
    ...     "canceled"}
    True
    """
    chosen = selection.sites if sites is None else sites
    events = None if selection.national.embedded_sites else pd.DataFrame(columns=["site_id"])
    told = history(chosen, selection.national.investments, events)
    names = pd.DataFrame(chosen)[["name_en", "name_ja", "name_ko"]]
    table = told.join(names, on="site_id")
    first = ["site_id", "name_en", "name_ja", "name_ko", "date", "event", "planned"]
    table = table[[*first, *(name for name in table if name not in first)]]

    def reading(lang: str) -> Reading:
        n = {"n": f"{len(table):,}", "sites": f"{table['site_id'].nunique():,}"}
        return Reading(_say("title", lang), [_say("sentence", lang, **n)], _in_words(table, lang))

    return Answer(
        "history", table, reading=reading,
        explain={
            "method": "events of sites as their pages tell them; announcements and starts of "
            "investments; the site's own dates. A date told by one table is not told by another "
            "again. planned: still to come.",
        },
    )  # fmt: skip


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("history", key, lang, **values)


def event_name(event: str, lang: str, *, planned: bool) -> str:
    """Return what an event is called; of one that was only planned, that it was.

    Examples
    --------
    >>> event_name("opened", "en", planned=True), event_name("postponed", "ja", planned=False)
    ('Planned opening', '延期')
    """
    return locales.text("site_event", f"due_{event}" if planned else event, lang)


def _in_words(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    rows = [
        [
            written(row.date, lang), getattr(row, f"name_{lang}"),
            event_name(row.event, lang, planned=row.planned), getattr(row, f"what_{lang}"),
            "" if pd.isna(row.amount_jpy_bn) else numbers.yen(row.amount_jpy_bn, lang),
            row.source_url,
        ]
        for row in each(table)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[_say(f"head_{key}", lang) for key in _HEAD])
