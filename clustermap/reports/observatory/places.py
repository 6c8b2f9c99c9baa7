"""Pages of places: the first page, regions, prefectures, municipalities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clustermap import japan, locales
from clustermap.locales import wording
from clustermap.locales.numbers import decimal
from clustermap.reports.brief.content import brief_content
from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.brief.place import place_of
from clustermap.reports.brief.words import signed, times
from clustermap.reports.observatory import datasets, figures
from clustermap.reports.observatory.history import change_rows
from clustermap.reports.observatory.maps import SIZES
from clustermap.reports.observatory.parts import (
    Cell,
    Links,
    Page,
    Section,
    Step,
    Table,
    Timeline,
    Words,
)
from clustermap.reports.observatory.site_rows import (
    events_table,
    programs_table,
    sites_table,
    zones_table,
)
from clustermap.reports.observatory.words import counted, joined, say
from clustermap.reports.sections.municipal import FIGURES as MUNICIPAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.data.selection import Selection
    from clustermap.reports.brief.content import Brief
    from clustermap.reports.observatory.figures import Figure
    from clustermap.reports.observatory.history import Event
    from clustermap.reports.observatory.known import Known
    from clustermap.reports.observatory.parts import Block

#: Industries and sites that a page lists; all are in its files.
INDUSTRIES, SITES = 8, 60
#: Events on the first page.
LATEST = 6


def home(known: Known, lang: str) -> Step:
    """Return the first page as others name it."""
    return Step(home_name(known, lang) if known.scope.whole else say("home", lang), "")


def home_name(known: Known, lang: str) -> str:
    """Name what is published as a whole."""
    from clustermap.maps import titles

    return titles.places(known.selection)[lang]


def name_of(known: Known, kind: str, key: str, lang: str) -> str:
    """Name a place or sector."""
    if kind == "region":
        return str(getattr(japan.region(key), lang))
    if kind == "prefecture":
        return str(getattr(japan.BY_CODE[key], lang))
    if kind == "municipality":
        return known.names[key][lang]
    return locales.text("sector", key, lang) if kind == "sector" else home_name(known, lang)


def crumbs_to(known: Known, code: str, lang: str) -> list[Step]:
    """Return the pages above a prefecture ("43") or within it ("43404")."""
    steps = [home(known, lang)]
    prefecture = japan.BY_CODE[code[:2]]
    if prefecture.region in known.scope.regions:
        region = japan.region(prefecture.region)
        steps.append(Step(getattr(region, lang), known.scope.regions[prefecture.region]))
    if len(code) > 2:
        steps.append(Step(getattr(prefecture, lang), known.scope.prefectures[code[:2]]))
    return steps


def neighbors_in(paths: dict[str, str], key: str, name: Any) -> tuple[Step | None, Step | None]:
    """Return the pages before and after one among those of its kind."""
    keys = list(paths)
    at = keys.index(key)
    found = [
        Step(name(keys[one]), paths[keys[one]]) if 0 <= one < len(keys) else None
        for one in (at - 1, at + 1)
    ]
    return found[0], found[1]


def lead_of(brief: Brief, name: str) -> str:
    """Return a brief's title without the name, which the heading has.

    The first letter is made large where the language has one.
    """
    for mark in (": ", "：", " : "):
        if brief.title.startswith(name + mark):
            rest = brief.title[len(name + mark) :]
            return wording.capital(rest)
    return "" if brief.title == name else brief.title


def first_page(known: Known, lang: str, latest: Sequence[Event]) -> Page:
    """Return the first page: all that is published, at a glance."""
    scope = known.scope
    place = place_of(known.selection)
    brief = brief_content(place, known.shared, lang)
    codes = list(scope.prefectures)
    parts = [_sector_section(known, list(known.rows), lang)]
    if scope.regions:
        cells = [
            Cell(getattr(japan.region(one), lang), to=path) for one, path in scope.regions.items()
        ]
        parts.append(Section("regions", say("h_regions", lang), [Links("", cells)]))
    if latest:
        more = Links("", [Cell(say("all_changes", lang), to="changes/")])
        rows = change_rows(known, latest[:LATEST], lang)
        parts.append(Section("changes", say("h_latest", lang), [Timeline(rows), more]))
    parts.append(Section("places", say("h_prefectures", lang), [_prefectures(known, codes, lang)]))
    parts += _common(known, codes, lang)
    return page_of(known, lang, brief, "", "nation", place.name(lang), parts, [])


def region_page(known: Known, lang: str, one: str) -> Page:
    """Return the page of a region that is published whole."""
    path = known.scope.regions[one]
    region = japan.region(one)
    selection = known.selection.select(region=one)
    brief = brief_content(place_of(selection), known.shared, lang)
    codes = list(region.codes)
    parts = [Section("places", say("h_prefectures", lang), [_prefectures(known, codes, lang)])]
    sites = [site for code in codes for site in known.by_prefecture.get(code, [])]
    parts.append(_sector_section(known, sites, lang))
    parts += _common(known, codes, lang)
    page = page_of(
        known,
        lang,
        brief,
        path,
        "region",
        getattr(region, lang),
        parts,
        [home(known, lang)],
    )
    before, after = neighbors_in(
        known.scope.regions, one, lambda key: getattr(japan.region(key), lang)
    )
    return replace(page, before=before, after=after)


def prefecture_page(known: Known, lang: str, code: str) -> Page:
    """Return the page of a prefecture."""
    path = known.scope.prefectures[code]
    selection = known.prefecture(code)
    brief = brief_content(place_of(selection), known.shared, lang)
    name = str(getattr(japan.BY_CODE[code], lang))
    parts = [_figures(figures.of_area(known, "prefecture", code), [code], lang)]
    parts += _industries(brief, lang)
    parts += _sites(known, known.by_prefecture.get(code, []), lang)
    parts.append(
        Section(
            "municipalities",
            say("h_municipalities", lang),
            [_municipalities(known, code, lang)],
        )
    )
    parts.append(_near(known, code, lang))
    parts += _policy(known, selection, brief, lang)
    page = page_of(
        known,
        lang,
        brief,
        path,
        "prefecture",
        name,
        parts,
        crumbs_to(known, code, lang),
    )
    before, after = neighbors_in(
        known.scope.prefectures, code, lambda key: getattr(japan.BY_CODE[key], lang)
    )
    return replace(page, before=before, after=after)


def municipality_page(known: Known, lang: str, code: str) -> Page:
    """Return the page of a municipality."""
    selection = known.municipality(code)
    brief = brief_content(place_of(selection), known.shared, lang)
    parts = [_figures(figures.of_area(known, "municipality", code), [], lang)]
    parts += _industries(brief, lang)
    parts += _sites(known, known.by_city.get(code, []), lang)
    parts.append(_near(known, code, lang))
    parts += _policy(known, selection, brief, lang, events=False)
    page = page_of(
        known,
        lang,
        brief,
        known.scope.municipalities[code],
        "municipality",
        known.names[code][lang],
        parts,
        crumbs_to(known, code, lang),
    )
    before, after = neighbors_in(known.towns[code[:2]], code, lambda key: known.names[key][lang])
    return replace(page, before=before, after=after)


def page_of(
    known: Known,
    lang: str,
    brief: Brief,
    path: str,
    kind: str,
    name: str,
    parts: Sequence[Section],
    crumbs: Sequence[Step],
) -> Page:
    """Return the page of what has a brief, with its files last."""
    files = Section("downloads", say("h_downloads", lang), datasets.blocks(kind, path, lang))
    return Page(
        path=path,
        kind=kind,
        title=name,
        lead=lead_of(brief, brief.facts.place.name(lang)),
        sections=[*parts, files],
        crumbs=crumbs,
        brief=brief,
        map=brief_map(brief, *SIZES["place"]),
        targets=known.targets,
        data=datasets.described(known, kind, path, name, brief.title, lang),
        sources=brief.sources,
    )


def _common(known: Known, codes: Sequence[str], lang: str) -> list[Section]:
    """Return the sections of what consists of prefectures."""
    return [_figures(figures.of_prefectures(known, codes), codes, lang)]


def _figures(found: Sequence[Figure], codes: Sequence[str], lang: str) -> Section:
    blocks: list[Block] = [figures.table_of(found, codes, lang)]
    named = figures.surveys(found, lang)
    if named:
        blocks.append(Words(say("sources_are", lang), note=True, cells=named))
    return Section("figures", say("h_figures", lang), blocks)


def _industries(brief: Brief, lang: str) -> list[Section]:
    top = brief.facts.top[:INDUSTRIES]
    if not top:
        return []
    shared, first = brief.facts.shared, top[0]
    most = max(one.value for one in top)
    rows = []
    for one in top:
        label = shared.figures(one.by, one.level).label(one.industry, lang)
        change = signed(one.growth, lang) if one.growth == one.growth else wording.NOTHING
        before = times(one.before) if one.before == one.before else wording.NOTHING
        rows.append(
            [
                Cell(label),
                Cell(times(one.value), bar=one.value / most),
                Cell(before),
                Cell(decimal(one.jobs)),
                Cell(change),
            ]
        )
    head = [
        say("c_industry", lang),
        say("c_quotient", lang, year=first.year),
        say("c_quotient_before", lang, year=first.first_year),
        say("c_jobs", lang, year=first.year),
        say("c_since", lang, year=first.first_year),
    ]
    note = Words(say(f"note_quotient_{first.by}", lang), note=True)
    table = Table(head, rows, frozenset({2, 3, 4}))
    return [Section("industries", say("h_industries", lang), [table, note])]


def _sites(known: Known, sites: Sequence[str], lang: str) -> list[Section]:
    if not sites:
        return []
    blocks: list[Block] = [sites_table(known, sites[:SITES], lang)]
    if len(sites) > SITES:
        blocks.append(Words(say("more_sites", lang, n=decimal(len(sites)), shown=SITES), note=True))
    return [Section("sites", counted("h_sites", len(sites), lang), blocks)]


def _sector_section(known: Known, sites: Sequence[str], lang: str) -> Section:
    counts: dict[str, int] = {}
    for site in sites:
        sector = str(known.rows[site]["sector"])
        counts[sector] = counts.get(sector, 0) + 1
    cells = [
        Cell(locales.text("sector", one, lang), to=path, quiet=decimal(counts.get(one, 0)))
        for one, path in known.scope.sectors.items()
        if counts.get(one)
    ]
    return Section("sectors", say("h_sectors", lang), [Links("", cells)])


def _prefectures(known: Known, codes: Sequence[str], lang: str) -> Table:
    names = ("population_estimate", "sites", "investment", "employees_private_manufacturing")
    return _side_by_side(known, "prefecture", codes, names, lang)


def _municipalities(known: Known, code: str, lang: str) -> Table:
    names = (MUNICIPAL[0], "employees_2021", "lq_employees_E_2021", "sites", "investment")
    return _side_by_side(known, "municipality", list(known.towns[code]), names, lang)


def _side_by_side(
    known: Known, level: str, codes: Sequence[str], names: Sequence[str], lang: str
) -> Table:
    """Return areas with some of their figures, as a table that can be sorted."""
    about = known.table(level).about
    shown = [name for name in names if name in about]
    rows = [
        [
            _named(known, code, lang),
            *(Cell(figures.bare(known, level, name, code, lang)) for name in shown),
        ]
        for code in codes
    ]
    head = [say(f"c_{level}", lang)]
    head += [wording.dated(about[name].label[lang], about[name].year, lang) for name in shown]
    return Table(head, rows, frozenset(range(1, len(head))), sortable=True)


def _near(known: Known, code: str, lang: str) -> Section:
    """Return what is beside a place, what is like it, and the sites near it."""
    scope = known.scope
    small = len(code) > 2
    beside = known.shared.towns_beside(code) if small else known.shared.neighbors(code)
    blocks: list[Block] = []
    for key, codes in (("beside", beside), ("alike", known.alike(code))):
        cells = [_named(known, one, lang, home=small and one[:2] != code[:2]) for one in codes]
        if cells:
            blocks.append(Links(say(f"h_{key}_{'towns' if small else 'prefectures'}", lang), cells))
    if small and code in known.offices:
        here = known.by_city.get(code, [])
        found = known.near(*known.offices[code], but=here)
        cells = [
            Cell(
                known.rows[site][f"name_{lang}"], to=scope.sites[site], quiet=wording.kilometers(km)
            )
            for site, km in found
        ]
        if cells:
            blocks.append(Links(say("h_near_sites", lang), cells, tall=True))
    return Section("near", say("h_near", lang), blocks)


def _named(known: Known, code: str, lang: str, *, home: bool = False) -> Cell:
    path = known.scope.place(code)
    if len(code) == 2:
        return Cell(str(getattr(japan.BY_CODE[code], lang)), to=path)
    quiet = str(getattr(japan.BY_CODE[code[:2]], lang)) if home else ""
    return Cell(known.names[code][lang], to=path, quiet=quiet)


def _policy(
    known: Known, selection: Selection, brief: Brief, lang: str, *, events: bool = True
) -> list[Section]:
    """Return zones, programs and local policy of a place."""
    blocks: list[Block] = []
    if len(selection.zones):
        blocks.append(zones_table(known, list(map(str, selection.zones.index)), lang))
    programs = [str(one) for one in brief.facts.programs.index if str(one) in known.scope.programs]
    if programs:
        blocks.append(programs_table(known, programs, lang))
    if events:
        codes = set(map(str, selection.prefectures.index))
        blocks += events_table(known, lambda row: bool(codes & set(row["prefecture_codes"])), lang)
    return [Section("policy", say("h_policy", lang), blocks)] if blocks else []


def description(page: Page, lang: str) -> str:
    """Say in a line what a page is on, for search engines and feeds."""
    return joined([page.title, page.lead], lang)
