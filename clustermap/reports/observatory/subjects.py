"""Pages of subjects: sectors, their segments, special zones, cluster programs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.locales.dates import written
from clustermap.locales.numbers import decimal
from clustermap.reports.brief.content import brief_content
from clustermap.reports.brief.place import BriefPlace, place_of
from clustermap.reports.observatory.addresses import web
from clustermap.reports.observatory.maps import map_alone
from clustermap.reports.observatory.parts import Cell, Links, Page, Section, Step, Terms, Words
from clustermap.reports.observatory.places import home, neighbors_in, page_of
from clustermap.reports.observatory.site_rows import (
    events_table,
    money,
    name,
    programs_table,
    sites_table,
    zones_table,
)
from clustermap.reports.observatory.words import counted, joined, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.reports.brief.map_parts import BriefMap
    from clustermap.reports.brief.place import Kind
    from clustermap.reports.observatory.known import Known
    from clustermap.reports.observatory.parts import Block


#: Sites that a page lists; all are in its files and in the list of sites.
SITES = 90


def sector_page(known: Known, lang: str, sector: str) -> Page:
    """Return the page of a sector."""
    path = known.scope.sectors[sector]
    selection = known.subject(sector)
    brief = brief_content(place_of(selection), known.shared, lang)
    label = locales.text("sector", sector, lang)
    sites = [one for one in known.ordered if known.rows[one]["sector"] == sector]
    parts = [
        _segments(known, sector, sites, lang),
        _where(known, sites, lang),
        *_sites(known, sites, lang),
    ]
    programs = [
        one for one in known.scope.programs if known.selection.clusters["sector"][one] == sector
    ]
    zones = [
        zone for zone in known.scope.zones if sector in known.selection.zones["focus_sectors"][zone]
    ]
    blocks: list[Block] = []
    if zones:
        blocks.append(zones_table(known, zones, lang))
    if programs:
        blocks.append(programs_table(known, programs, lang))
    blocks += events_table(known, lambda row: sector in row["sectors"], lang)
    if blocks:
        parts.append(Section("policy", say("h_policy", lang), blocks))
    steps = [home(known, lang), Step(say("h_sectors", lang), "sectors/")]
    page = page_of(known, lang, brief, path, "sector", label, parts, steps)
    before, after = neighbors_in(
        known.scope.sectors, sector, lambda key: locales.text("sector", key, lang)
    )
    return replace(page, before=before, after=after)


def segment_page(known: Known, lang: str, key: tuple[str, str]) -> Page:
    """Return the page of a segment of a sector."""
    sector, segment = key
    paths = {one: path for (of, one), path in known.scope.segments.items() if of == sector}
    path = paths[segment]
    there = [
        one
        for one in known.ordered
        if known.rows[one]["sector"] == sector and known.rows[one]["segment"] == segment
    ]
    place = place_of(known.subject(sector, segment))
    label = locales.text("segment", segment, lang)
    sector_name = locales.text("sector", sector, lang)
    before, after = neighbors_in(paths, segment, lambda key: locales.text("segment", key, lang))
    return Page(
        path=path,
        kind="segment",
        title=label,
        lead=joined(
            [sector_name, counted("n_sites", len(there), lang), _amount(known, there, lang)],
            lang,
        ),
        sections=[_where(known, there, lang), *_sites(known, there, lang)],
        crumbs=[
            home(known, lang),
            Step(say("h_sectors", lang), "sectors/"),
            Step(sector_name, known.scope.sectors[sector]),
        ],
        map=map_alone(known, place, lang, _alternative(known, label, there, lang)),
        targets=known.targets,
        before=before,
        after=after,
    )


def _alternative(known: Known, label: str, sites: Sequence[str], lang: str) -> str:
    names = [name(known.rows[one], lang) for one in sites[:8]]
    return f"{label}: {', '.join(names)}"


def _amount(known: Known, sites: Sequence[str], lang: str) -> str:
    amounts = [known.rows[one]["investment_jpy_bn"] for one in sites]
    there = [float(one) for one in amounts if pd.notna(one)]
    return say("known_money", lang, amount=money(sum(there), lang)) if there else ""


def _sites(known: Known, sites: Sequence[str], lang: str) -> list[Section]:
    if not sites:
        return []
    several = len(known.scope.prefectures) > 1
    blocks: list[Block] = [sites_table(known, sites[:SITES], lang, prefecture=several)]
    if len(sites) > SITES:
        words = say("more_sites", lang, n=decimal(len(sites)), shown=SITES)
        blocks.append(Words(words, note=True))
    return [Section("sites", counted("h_sites", len(sites), lang), blocks)]


def _segments(known: Known, sector: str, sites: Sequence[str], lang: str) -> Section:
    counts: dict[str, int] = {}
    for site in sites:
        one = str(known.rows[site]["segment"])
        counts[one] = counts.get(one, 0) + 1
    cells = [
        Cell(
            locales.text("segment", one, lang),
            to=known.scope.segments[sector, one],
            quiet=decimal(n),
        )
        for one, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if (sector, one) in known.scope.segments
    ]
    return Section("segments", say("h_segments", lang), [Links("", cells)])


def _where(known: Known, sites: Sequence[str], lang: str) -> Section:
    counts: dict[str, int] = {}
    for site in sites:
        code = str(known.rows[site]["prefecture_code"])
        counts[code] = counts.get(code, 0) + 1
    cells = [
        Cell(
            str(getattr(japan.BY_CODE[code], lang)),
            to=known.scope.prefectures.get(code),
            quiet=decimal(n),
        )
        for code, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if code in japan.BY_CODE
    ]
    return Section("where", say("h_where", lang), [Links("", cells)])


def zone_page(known: Known, lang: str, zone: str) -> Page:
    """Return the page of a special zone."""
    names = {key: name(known.zones[key], lang) for key in known.scope.zones}
    path = known.scope.zones[zone]
    row = known.zones[zone]
    cities = [
        code
        for code in dict.fromkeys(map(japan.city_of, row["municipality_codes"]))
        if code in known.names
    ]
    whole = [code for code in row["whole_prefecture"] if code in japan.BY_CODE]
    sites = [
        one
        for one in known.ordered
        if known.rows[one]["prefecture_code"] in whole or known.rows[one]["city"] in cities
    ]
    codes = whole or [code for code in row["prefecture_codes"] if code in japan.BY_CODE]
    scheme = locales.text("scheme", str(row["scheme"]), lang)
    before, after = neighbors_in(known.scope.zones, zone, lambda key: names[key])
    return Page(
        path=path,
        kind="zone",
        title=names[zone],
        lead=joined(
            [
                scheme,
                say("designated_on", lang, date=written(str(row["designated"]), lang))
                if row["designated"]
                else "",
            ],
            lang,
        ),
        sections=[
            Section(
                "about",
                say("h_about", lang),
                [Terms(_zone_terms(known, row, cities, whole, lang))],
            ),
            *_sites(known, sites, lang),
            _source_section([row], lang),
        ],
        crumbs=[home(known, lang), Step(say("h_zones", lang), "zones/")],
        map=_map(known, codes, () if whole else tuple(cities), names[zone], sites, lang),
        targets=known.targets,
        before=before,
        after=after,
    )


def _map(
    known: Known,
    codes: Sequence[str],
    areas: tuple[str, ...],
    label: str,
    sites: Sequence[str],
    lang: str,
) -> BriefMap | None:
    """Draw municipalities, or prefectures, with the sites there."""
    inside = [code for code in codes if code in known.selection.national.prefectures.index]
    if not inside:
        return None
    here = replace(known.selection, sites=known.selection.sites.loc[list(sites)])
    kind: Kind = "prefecture" if len(inside) == 1 else "region"
    place = BriefPlace(kind, here, tuple(inside), areas=areas)
    return map_alone(known, place, lang, _alternative(known, label, sites, lang))


def _zone_terms(
    known: Known, row: dict[str, Any], cities: Sequence[str], whole: Sequence[str], lang: str
) -> list[tuple[str, list[Cell]]]:
    rows = [(say("c_scheme", lang), [Cell(locales.text("scheme", str(row["scheme"]), lang))])]
    sectors = [
        Cell(locales.text("sector", one, lang), to=known.scope.sectors.get(one))
        for one in row["focus_sectors"]
    ]
    if sectors:
        rows.append((say("c_focus", lang), sectors))
    rows += [
        (say(f"c_{key}", lang), [Cell(written(str(row[key]), lang))])
        for key in ("designated", "ended")
        if row[key]
    ]
    if whole:
        cells = [
            Cell(str(getattr(japan.BY_CODE[code], lang)), to=known.scope.prefectures.get(code))
            for code in whole
        ]
        rows.append((say("c_whole", lang), cells))
    if cities:
        cells = [
            Cell(known.names[code][lang], to=known.scope.municipalities.get(code))
            for code in cities
        ]
        rows.append((say("c_municipalities", lang), cells))
    return rows


def _source_section(rows: Sequence[dict[str, Any]], lang: str) -> Section:
    cells = []
    for row in rows:
        for key in ("source_url", "source_url_2"):
            url = web(str(row.get(key) or ""))
            if url:
                cells.append(Cell(url.split("/")[2], url=url))
    return Section("sources", say("h_sources", lang), [Links("", cells)])


def program_page(known: Known, lang: str, program: str) -> Page:
    """Return the page of a cluster program."""
    names = {key: name(known.programs[key], lang) for key in known.scope.programs}
    path = known.scope.programs[program]
    row = known.programs[program]
    codes = [code for code in row["prefecture_codes"] if code in japan.BY_CODE]
    sites = [
        one
        for one in known.ordered
        if known.rows[one]["prefecture_code"] in codes
        and known.rows[one]["sector"] == row["sector"]
    ]
    sector = str(row["sector"])
    terms = [
        (
            say("c_sector", lang),
            [Cell(locales.text("sector", sector, lang), to=known.scope.sectors.get(sector))],
        ),
        (say("c_kind", lang), [Cell(locales.text("cluster", str(row["kind"]), lang))]),
        (
            say("c_prefectures", lang),
            [
                Cell(
                    str(getattr(japan.BY_CODE[code], lang)),
                    to=known.scope.prefectures.get(code),
                )
                for code in codes
            ],
        ),
    ]
    if row["established"]:
        terms.append((say("c_established", lang), [Cell(written(str(row["established"]), lang))]))
    lead_body = str(row.get(f"lead_body_{lang}") or "") or str(
        row.get("lead_body_en" if lang != "ja" else "lead_body_ja") or ""
    )
    if lead_body:
        terms.append((say("c_lead_body", lang), [Cell(lead_body)]))
    before, after = neighbors_in(known.scope.programs, program, lambda key: names[key])
    kind = locales.text("cluster", str(row["kind"]), lang)
    return Page(
        path=path,
        kind="program",
        title=names[program],
        lead=joined([kind, locales.text("sector", sector, lang)], lang),
        sections=[
            Section("about", say("h_about", lang), [Terms(terms)]),
            *_sites_within(known, sites, lang),
            _source_section([row], lang),
        ],
        crumbs=[home(known, lang), Step(say("h_programs", lang), "clusters/")],
        map=_map(known, codes, (), names[program], sites, lang),
        targets=known.targets,
        before=before,
        after=after,
    )


def _sites_within(known: Known, sites: Sequence[str], lang: str) -> list[Section]:
    """Return the sites of a program's sector in its prefectures, said to be just that."""
    found = _sites(known, sites, lang)
    return [
        replace(one, blocks=[*one.blocks, Words(say("note_program", lang), note=True)])
        for one in found
    ]
