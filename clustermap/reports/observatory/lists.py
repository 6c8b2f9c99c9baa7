"""Pages that list: prefectures, sectors, sites, zones, programs, changes, what to check, about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import japan, locales
from clustermap.data.catalog import as_of, tables
from clustermap.data.changes import change_lists, changes_since
from clustermap.data.credits import credit_texts
from clustermap.data.overdue import overdue
from clustermap.data.site_query import COMING
from clustermap.locales.dates import written
from clustermap.locales.numbers import decimal
from clustermap.questions.difference_sentences import by_prefecture
from clustermap.reports.observatory.addresses import web
from clustermap.reports.observatory.history import change_rows, latest
from clustermap.reports.observatory.parts import (
    Cell,
    Items,
    Links,
    Page,
    Section,
    Table,
    Terms,
    Timeline,
    Words,
)
from clustermap.reports.observatory.places import home
from clustermap.reports.observatory.site_rows import (
    name,
    place_cell,
    programs_table,
    sites_table,
    zones_table,
)
from clustermap.reports.observatory.words import counted, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clustermap.reports.observatory.history import Event
    from clustermap.reports.observatory.known import Known
    from clustermap.reports.observatory.parts import Block

#: Changes that the page shows, and sites on one page of the list.
CHANGES, SITES = 200, 240


def list_pages(known: Known, lang: str, history: dict[str, list[Event]]) -> Iterator[Page]:
    """Yield the pages that list others."""
    yield _prefectures(known, lang)
    yield _sectors(known, lang)
    yield from _sites(known, lang)
    for path, subject, listed, table_of in (
        ("zones/", "zones", known.scope.zones, zones_table),
        ("clusters/", "programs", known.scope.programs, programs_table),
    ):
        if listed:
            table = table_of(known, list(listed), lang)
            section = Section("all", counted(f"n_{subject}", len(table.rows), lang), [table])
            yield _page(known, path, "list", say(f"h_{subject}", lang), [section], lang)
    yield _changes(known, lang, history)
    late = _late(known, lang)
    if late:
        yield late
    yield _about(known, lang)


def _page(
    known: Known,
    path: str,
    kind: str,
    title: str,
    sections: Sequence[Section],
    lang: str,
    lead: str = "",
) -> Page:
    return Page(path, kind, title, lead, sections, [home(known, lang)])


def _prefectures(known: Known, lang: str) -> Page:
    parts = []
    for region in japan.EIGHT_REGIONS:
        codes = [code for code in region.codes if code in known.scope.prefectures]
        if not codes:
            continue
        cells = [
            Cell(
                str(getattr(japan.BY_CODE[code], lang)),
                to=known.scope.prefectures[code],
                quiet=counted(
                    "n_municipalities",
                    sum(one[:2] == code for one in known.scope.municipalities),
                    lang,
                ),
            )
            for code in codes
        ]
        parts.append(Section(region.id, str(getattr(region, lang)), [Links("", cells)]))
    return _page(known, "prefectures/", "list", say("h_prefectures", lang), parts, lang)


def _sectors(known: Known, lang: str) -> Page:
    parts = []
    for sector, path in known.scope.sectors.items():
        sites = [one for one in known.rows.values() if one["sector"] == sector]
        top = Cell(
            say("all_of", lang, sector=locales.text("sector", sector, lang)),
            to=path,
            quiet=decimal(len(sites)),
        )
        cells = [
            Cell(
                locales.text("segment", segment, lang),
                to=there,
                quiet=decimal(sum(one["segment"] == segment for one in sites)),
            )
            for (of, segment), there in known.scope.segments.items()
            if of == sector
        ]
        label = locales.text("sector", sector, lang)
        parts.append(Section(path.split("/")[1], label, [Links("", [top, *cells])]))
    return _page(known, "sectors/", "list", say("h_sectors", lang), parts, lang)


def _sites(known: Known, lang: str) -> Iterator[Page]:
    """Yield the list of all sites, on several pages where there are many."""
    ordered = sorted(
        known.ordered,
        key=lambda one: (str(known.rows[one]["prefecture_code"]), name(known.rows[one], lang), one),
    )
    parts = [ordered[at : at + SITES] for at in range(0, len(ordered), SITES)] or [[]]
    paths = ["sites/", *(f"sites/page-{at}/" for at in range(2, len(parts) + 1))]
    numbered = [Cell(decimal(at), to=path) for at, path in enumerate(paths, start=1)]
    for path, part in zip(paths, parts, strict=True):
        title = say("h_all_sites", lang)
        blocks: list[Block] = []
        if len(parts) > 1:
            blocks.append(Links(say("parts", lang), numbered))
        blocks.append(sites_table(known, part, lang, prefecture=True))
        heading = counted("n_sites", len(ordered), lang)
        yield _page(known, path, "list", title, [Section("all", heading, blocks)], lang)


def _changes(known: Known, lang: str, history: dict[str, list[Event]]) -> Page:
    events = latest(history)[:CHANGES]
    rows = change_rows(known, events, lang)
    blocks: list[Block] = [
        Words(say("changes_lead", lang), note=True),
        Links("", [Cell("RSS", to="changes.xml")]),
        Timeline(rows),
    ]
    section = Section("changes", say("h_latest", lang), blocks)
    parts = [section, *_edition(known, lang)]
    return _page(known, "changes/", "list", say("h_changes", lang), parts, lang)


def _edition(known: Known, lang: str) -> list[Section]:
    """Say what the embedded list of sites has changed in since the edition before."""
    editions = change_lists() if known.selection.national.embedded_sites else []
    if not editions:
        return []
    changes = changes_since(editions[-1].old).assign(row="")
    here = (changes["table"] == "sites") & changes["prefecture_code"].isin(known.scope.prefectures)
    lines = by_prefecture(changes[here], lang)
    heading = say("h_edition", lang, date=written(editions[-1].old.month, lang))
    return [Section("edition", heading, [Items(lines)])] if lines else []


def _late(known: Known, lang: str) -> Page | None:
    """Return the page of sites whose planned opening has passed without word of it."""
    late = overdue(known.sites, f"{as_of()}-01")
    if late.empty:
        return None
    rows = []
    for site in map(str, late.index):
        row = known.rows[site]
        url = web(str(row.get("source_url") or ""))
        rows.append(
            [
                Cell(name(row, lang), to=known.scope.sites[site]),
                place_cell(known, row, lang),
                Cell(locales.text("status", row["status"], lang)),
                Cell(written(str(row["opened"]), lang)),
                Cell(written(str(row["checked"] or ""), lang)),
                Cell(say("source", lang) if url else "", url=url),
            ]
        )
    keys = ("c_site", "c_municipality", "c_status", "c_to_open", "c_checked", "c_source")
    table = Table([say(key, lang) for key in keys], rows)
    words = Words(say("check_lead", lang, date=written(as_of(), lang)))
    coming = known.sites["status"].isin(COMING).sum()
    heading = say("check_heading", lang, n=decimal(len(rows)), of=decimal(int(coming)))
    section = Section("check", heading, [words, table])
    return _page(known, "check/", "list", say("h_check", lang), [section], lang)


def _about(known: Known, lang: str) -> Page:
    selection = known.selection
    credits_ = [Words(one[lang]) for one in credit_texts(selection)]
    listed = [
        Cell(label, to=to)
        for label, to in (
            ("sites.json", "../api/v1/sites.json"),
            ("places.json", "../api/v1/places.json"),
            ("indicators.json", "../api/v1/indicators.json"),
            ("changes.json", "../api/v1/changes.json"),
            ("schema", "../api/v1/schema.json"),
        )
    ]
    rows = []
    for table in tables().values():
        for title, url in table.sources[:1]:
            rows.append((table.title, [Cell(title, url=web(url))]))
    parts = [
        Section(
            "what",
            say("h_what", lang),
            [
                Words(say("about_sites", lang)),
                Words(say("about_quotient", lang)),
                Words(say("about_near", lang)),
                Words(say("about_status", lang)),
            ],
        ),
        Section("api", say("h_api", lang), [Words(say("about_api", lang)), Links("", listed)]),
        Section("sources", say("h_sources", lang), credits_),
    ]
    if lang == "en" and selection.national.embedded_sites:
        parts.append(Section("tables", say("h_tables", lang), [Terms(rows)]))
    return _page(known, "about/", "list", say("h_about_site", lang), parts, lang)
