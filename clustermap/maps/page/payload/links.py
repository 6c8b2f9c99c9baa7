"""Links of the sites shown, and what happened to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap.data.chain import read_links, read_site_events
from clustermap.data.history import history
from clustermap.locales import LANGUAGES
from clustermap.maps.page.payload.cells import table

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.data.selection import Selection

_WHAT = tuple(f"what_{lang}" for lang in LANGUAGES)
_ENDS = tuple(f"{end}_{lang}" for end in ("from", "to") for lang in LANGUAGES)
LINK_COLUMNS = ("from", "to", *_ENDS, "kind", *_WHAT, "since", "source_url")
EVENT_COLUMNS = ("site_id", "event", "date", *_WHAT, "source_url")


def links(selection: Selection) -> dict[str, Any]:
    """Return the links with an end among the sites shown; other ends have names instead."""
    found = read_links()
    shown = selection.sites.index
    found = found[found["from"].isin(shown) | found["to"].isin(shown)].copy()
    for end in ("from", "to"):
        names = _names(found, end, selection)
        for lang in LANGUAGES:
            found[f"{end}_{lang}"] = names[lang]
    return table(found[list(LINK_COLUMNS)], LINK_COLUMNS)


def _names(found: pd.DataFrame, end: str, selection: Selection) -> dict[str, pd.Series[str]]:
    """Return the names of an end: "" for a site shown, whose name the page has."""
    sites, ids = selection.national.sites, found[end]
    shown, known = ids.isin(selection.sites.index), ids.isin(sites.index)
    firm = {"en": ids, "ja": found[f"{end}_ja"], "ko": ids}
    return {
        lang: ids.map(sites[f"name_{lang}"]).where(known, firm[lang]).mask(shown, "")
        for lang in LANGUAGES
    }


def site_events(selection: Selection) -> dict[str, Any]:
    """Return the history of the sites shown, of those of which more is known than their dates."""
    events = None if selection.national.embedded_sites else read_site_events().iloc[:0]
    found = history(selection.sites, selection.investments, events)
    more = found.loc[found["table"] != "sites", "site_id"]
    found = found[found["site_id"].isin(more)]
    found["event"] = ("due_" + found["event"]).where(found["planned"], found["event"])
    return table(found[list(EVENT_COLUMNS)], EVENT_COLUMNS)
