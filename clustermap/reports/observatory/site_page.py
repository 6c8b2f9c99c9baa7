"""Pages of sites: what it is, its history, money, status, sources, what is near."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.locales import wording
from clustermap.locales.dates import written
from clustermap.locales.numbers import decimal
from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.brief.numbers import site_numbers
from clustermap.reports.brief.place import place_of
from clustermap.reports.observatory.addresses import web
from clustermap.reports.observatory.history import rows_of
from clustermap.reports.observatory.maps import SIZES, bare_brief
from clustermap.reports.observatory.parts import (
    Cell,
    Links,
    Page,
    Section,
    Step,
    Table,
    Terms,
    Timeline,
    Words,
)
from clustermap.reports.observatory.places import crumbs_to, home, neighbors_in
from clustermap.reports.observatory.site_rows import money, name, place_cell
from clustermap.reports.observatory.words import joined, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clustermap.reports.observatory.history import Event
    from clustermap.reports.observatory.known import Known
    from clustermap.reports.observatory.parts import Block

#: Columns of the shipped tables, which are told in their own words or not at all.
_LATE = ("planned", "under_construction")


def site_page(known: Known, lang: str, site: str, events: Sequence[Event]) -> Page:
    """Return the page of a site."""
    row = known.rows[site]
    near = [] if row["position"] == "prefecture" else known.near(row["lon"], row["lat"], {site})
    others = tuple(one for one, _ in near if known.rows[one]["status"] != "closed")
    place = replace(place_of(known.selection, site), others=others)
    title, lead = name(row, lang), _lead(row, lang)
    bare = bare_brief(known, place, lang, title)
    numbers = tuple(number for _, number in site_numbers(bare.facts, lang))
    brief = replace(bare, subtitle=lead, numbers=numbers)
    before, after = neighbors_in(
        known.siblings[str(row["prefecture_code"])], site, lambda key: name(known.rows[key], lang)
    )
    return Page(
        path=known.scope.sites[site],
        kind="site",
        title=title,
        lead=lead,
        sections=list(_sections(known, site, events, lang)),
        crumbs=_crumbs(known, row, lang),
        brief=brief,
        map=brief_map(brief, *SIZES["small"]),
        targets=known.targets,
        focus=site,
        before=before,
        after=after,
        full=False,
    )


def _lead(row: dict[str, Any], lang: str) -> str:
    operator = name(row, lang, "operator")
    kind = locales.text("segment", row["segment"], lang) if row["segment"] else ""
    return joined(
        [
            operator,
            locales.text("sector", row["sector"], lang),
            kind,
            locales.text("status", row["status"], lang) if row["status"] else "",
        ],
        lang,
    )


def _crumbs(known: Known, row: dict[str, Any], lang: str) -> list[Step]:
    code = str(row["city"])
    prefecture = str(row["prefecture_code"])
    if code in known.scope.municipalities:
        path = known.scope.municipalities[code]
        return [*crumbs_to(known, code, lang), Step(known.names[code][lang], path)]
    if prefecture in known.scope.prefectures:
        steps = crumbs_to(known, prefecture, lang)
        label = str(getattr(japan.BY_CODE[prefecture], lang))
        return [*steps, Step(label, known.scope.prefectures[prefecture])]
    return [home(known, lang)]


def _sections(known: Known, site: str, events: Sequence[Event], lang: str) -> Iterator[Section]:
    row = known.rows[site]
    yield Section("about", say("h_about", lang), [Terms(_terms(known, row, lang))])
    if events:
        yield Section("history", say("h_history", lang), [Timeline(rows_of(events, lang))])
    yield from _money(known, site, lang)
    yield from _links(known, site, lang)
    yield from _near(known, site, lang)
    yield from _sources(row, lang)


def _terms(known: Known, row: dict[str, Any], lang: str) -> list[tuple[str, list[Cell]]]:
    sector, segment = str(row["sector"]), str(row["segment"] or "")
    rows: list[tuple[str, list[Cell]]] = []

    def add(key: str, *cells: Cell) -> None:
        told = [one for one in cells if one.text]
        if told:
            rows.append((say(key, lang), told))

    add("c_operator", Cell(name(row, lang, "operator")))
    add("c_sector", Cell(locales.text("sector", sector, lang), to=known.scope.sectors.get(sector)))
    if segment:
        add(
            "c_segment",
            Cell(
                locales.text("segment", segment, lang),
                to=known.scope.segments.get((sector, segment)),
            ),
        )
    add("c_municipality", place_cell(known, row, lang))
    add("c_address", Cell(str(row.get("address") or "")))
    add("c_status", Cell(locales.text("status", row["status"], lang) if row["status"] else ""))
    add("c_announced", Cell(written(str(row["announced"] or ""), lang)))
    working = row["status"] in {"operating", "closed"}
    add("c_opened" if working else "c_to_open", Cell(written(str(row["opened"] or ""), lang)))
    for key in ("investment", "subsidy"):
        value = row[f"{key}_jpy_bn"]
        if pd.notna(value):
            add(f"c_{key}", Cell(money(value, lang)))
    if pd.notna(row["jobs"]):
        kind = locales.text("jobs_kind", str(row["jobs_kind"]), lang) if row["jobs_kind"] else ""
        parts = [kind, str(row["jobs_year"]) if pd.notna(row["jobs_year"]) else ""]
        quiet = joined([one.removesuffix(".0") for one in parts], lang)
        add("c_site_jobs", Cell(decimal(float(row["jobs"])), quiet=quiet))
    zones = known.zones_of.get(str(row["city"]), []) + known.zones_of.get(
        str(row["prefecture_code"]), []
    )
    add("c_zones", *(_zone(known, one, lang) for one in dict.fromkeys(zones)))
    if row["position"]:
        add("c_position", Cell(locales.text("position", row["position"], lang)))
    for column in _own_columns(known):
        value = row.get(column)
        if value is not None and not pd.isna(value) and str(value):
            rows.append((column, [Cell(str(value))]))
    return rows


def _own_columns(known: Known) -> list[str]:
    """Return the columns of the user's own files that are published."""
    found = known.selection.national.user_columns.values()
    return list(dict.fromkeys(column for columns in found for column in columns))


def _zone(known: Known, zone: str, lang: str) -> Cell:
    row = known.zones[zone]
    return Cell(name(row, lang), to=known.scope.zones.get(zone))


def _money(known: Known, site: str, lang: str) -> Iterator[Section]:
    every = known.selection.national.investments
    found = every[every["site_id"] == site]
    if not len(found):
        return
    rows = []
    for row in found.to_dict("records"):
        kind = locales.text("investment_kind", str(row["kind"]), lang)
        what = str(row["what_en"]) if lang == "en" and row["what_en"] else kind
        quiet = "" if row["counted"] else say("not_counted", lang)
        url = web(str(row["source_url"]))
        start = str(row["actual_start"] or row["planned_start"] or "")
        rows.append(
            [
                Cell(written(str(row["announced"]), lang)),
                Cell(what, quiet=quiet),
                Cell(money(row["amount_jpy_bn"], lang)),
                Cell(money(row["subsidy_jpy_bn"], lang)),
                Cell(written(start, lang)),
                Cell(say("source", lang) if url else "", url=url),
            ]
        )
    head = [
        say(key, lang)
        for key in ("c_announced", "c_what", "c_amount", "c_subsidy", "c_start", "c_source")
    ]
    blocks: list[Block] = [Table(head, rows, frozenset({2, 3}))]
    if len(found) > 1:
        blocks.append(Words(say("note_money", lang), note=True))
    yield Section("money", say("h_money", lang), blocks)


def _links(known: Known, site: str, lang: str) -> Iterator[Section]:
    rows = []
    for row in sorted(known.links.get(site, []), key=lambda one: (one["kind"], one["way"])):
        kind = row["kind"] if row["kind"] == "research_partner" else f"{row['kind']}_{row['way']}"
        rows.append(
            (
                locales.text("link", kind, lang),
                [
                    _other(known, row, lang),
                    Cell(row.get(f"what_{lang}", "")),
                    Cell(say("source", lang), url=web(row["source_url"])),
                ],
            )
        )
    if rows:
        yield Section("links", say("h_links", lang), [Timeline(rows)])


def _other(known: Known, row: dict[str, str], lang: str) -> Cell:
    """Name the other end of a link: a site published, another, or a firm."""
    key = row[row["other"]]
    if key in known.rows:
        return Cell(name(known.rows[key], lang), to=known.scope.sites[key])
    sites = known.selection.national.sites
    if key in sites.index:
        return Cell(name(sites.loc[key].to_dict(), lang))
    return Cell((row.get(f"{row['other']}_ja") or key) if lang == "ja" else key)


def _near(known: Known, site: str, lang: str) -> Iterator[Section]:
    row = known.rows[site]
    if row["position"] == "prefecture" or pd.isna(row["lon"]):
        return
    found = known.near(row["lon"], row["lat"], {site})
    cells = [
        Cell(name(known.rows[one], lang), to=known.scope.sites[one], quiet=wording.kilometers(km))
        for one, km in found
    ]
    if cells:
        yield Section("near", say("h_near_site", lang), [Links("", cells, tall=True)])


def _sources(row: dict[str, Any], lang: str) -> Iterator[Section]:
    cells = []
    for key in ("source_url", "source_url_2"):
        url = web(str(row.get(key) or ""))
        if url:
            cells.append(Cell(url.split("/")[2], url=url))
    terms = []
    if cells:
        terms.append((say("c_pages", lang), cells))
    if row.get("confidence"):
        sure = locales.text("confidence", str(row["confidence"]), lang)
        terms.append((say("c_confidence", lang), [Cell(sure)]))
    if row.get("checked"):
        terms.append((say("c_checked", lang), [Cell(written(str(row["checked"]), lang))]))
    if terms:
        yield Section("sources", say("h_sources", lang), [Terms(terms)])
