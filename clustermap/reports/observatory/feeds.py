"""Sitemap, feed of changes, first page of several languages."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.locales.dates import written
from clustermap.reports.observatory.site_rows import name
from clustermap.reports.observatory.words import joined, say
from clustermap.templating import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.reports.observatory.history import Event
    from clustermap.reports.observatory.known import Known
    from clustermap.reports.observatory.options import PublishOptions

#: Changes in a feed.
ITEMS = 60
_PACKAGE = "clustermap.reports.observatory"


def sitemap(paths: Sequence[str], options: PublishOptions) -> str:
    """Return the sitemap; each page names its sisters in other languages."""
    return fill(
        _PACKAGE, "sitemap.xml.jinja", paths=paths, base=options.base, languages=options.languages
    )


def rss(
    known: Known, events: Sequence[Event], title: str, options: PublishOptions, lang: str
) -> str:
    """Return the feed of changes; a day that is not known exactly stands in words only."""
    items: list[dict[str, str]] = []
    seen: dict[str, int] = {}
    for one in events[:ITEMS]:
        row = known.rows[one.site]
        label = locales.text("site_event", one.kind, lang)
        path = f"{lang}/{known.scope.sites[one.site]}"
        key = f"{one.site}/{one.kind}/{one.date}"
        seen[key] = seen.get(key, 0) + 1
        items.append(
            {
                "title": joined([name(row, lang), label, written(one.date, lang)], lang),
                "text": one.words(lang),
                "path": path,
                "id": key if seen[key] == 1 else f"{key}/{seen[key]}",
                "date": _rfc(one.date),
            }
        )
    return fill(
        _PACKAGE,
        "changes.xml.jinja",
        items=items,
        title=title,
        base=options.base,
        lang=lang,
        heading=say("h_changes", lang),
    )


def _rfc(text: str) -> str:
    """Return an exact day as feeds write it, else nothing."""
    if len(text) != len("2026-03-01"):
        return ""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return ""
    return format_datetime(day)
