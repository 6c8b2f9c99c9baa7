"""Where everything is from: the user's files, the shipped tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.data import catalog

if TYPE_CHECKING:
    from clustermap.data.selection import Selection


def sources(selection: Selection) -> list[dict[str, Any]]:
    """List the user's files, and the shipped tables with their sources and licenses."""
    return [*_of_user(selection), *_shipped()]


def _of_user(selection: Selection) -> list[dict[str, Any]]:
    """List the user's files."""
    return [
        {"table": kind, "text": locales.same(file), "url": None, "license": ""}
        for kind, file in selection.national.user_sources
    ]


def _shipped() -> list[dict[str, Any]]:
    """List the shipped tables that pages are made from, with their sources and licenses."""
    found = []
    for table in (each for each in catalog.tables().values() if not each.prepared):
        titles = "; ".join(title for title, _ in table.sources)
        url = next((path for _, path in table.sources if path.startswith("http")), None)
        text = locales.same(f"{table.title}: {titles}" if titles else table.title)
        found.append({"table": table.name, "text": text, "url": url, "license": table.license})
    return found
