"""Where everything is from: the user's files, the shipped tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.data import catalog
from clustermap.locales import wording

if TYPE_CHECKING:
    from clustermap.data.selection import Selection
    from clustermap.locales import Text


def sources(selection: Selection) -> list[dict[str, Any]]:
    """List the user's files, and the shipped tables with their sources and licenses."""
    return [*_of_user(selection), *_shipped()]


def _of_user(selection: Selection) -> list[dict[str, Any]]:
    """List the user's files."""
    return [
        {"table": kind, "text": _file(selection, kind, file), "url": None, "license": ""}
        for kind, file in selection.national.user_sources
    ]


def _file(selection: Selection, kind: str, file: str) -> Text:
    """Name a file, and the columns of it that are shown."""
    columns = selection.national.user_columns.get(file, ()) if kind == "sites" else ()
    if not columns:
        return locales.same(file)
    listed = {lang: wording.listed(list(columns), lang) for lang in locales.LANGUAGES}
    return locales.texts("page", "own_columns", file=file, columns=listed)


def _shipped() -> list[dict[str, Any]]:
    """List the shipped tables that pages are made from, with their sources and licenses."""
    found = []
    for table in (each for each in catalog.tables().values() if not each.prepared):
        titles = "; ".join(title for title, _ in table.sources)
        url = next((path for _, path in table.sources if path.startswith("http")), None)
        text = locales.same(f"{table.title}: {titles}" if titles else table.title)
        found.append({"table": table.name, "text": text, "url": url, "license": table.license})
    return found
