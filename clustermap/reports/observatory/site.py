"""The whole site: every page and file, into a folder, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.reports.observatory import api, datasets, feeds, places, search, subjects
from clustermap.reports.observatory.folder import SiteFolder
from clustermap.reports.observatory.history import events_of
from clustermap.reports.observatory.known import Known
from clustermap.reports.observatory.lists import latest, list_pages
from clustermap.reports.observatory.options import PublishOptions, logo_name
from clustermap.reports.observatory.site_page import site_pages
from clustermap.reports.observatory.words import plain, say
from clustermap.reports.observatory.writing import (
    LANGUAGE_NAMES,
    PageWriter,
    script,
    stylesheet,
)
from clustermap.templating import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clustermap.data.selection import Selection
    from clustermap.reports.observatory.folder import Outcome
    from clustermap.reports.observatory.history import Event
    from clustermap.reports.observatory.parts import Page

    Tell = Callable[[int, int], None]


def publish(
    selection: Selection,
    folder: str | Path,
    options: PublishOptions | None = None,
    *,
    progress: Tell | None = None,
) -> Outcome:
    """Write a site on all that is selected: a page for every place, sector, zone, site.

    Parameters
    ----------
    selection : Selection
    folder : str or Path
        Made if it is not there. What others have put into it stays.
    options : PublishOptions, optional
    progress : callable, optional
        Told how many pages are made, and how many there will be.

    Raises
    ------
    OutputError
        A file of others would be overwritten, or the folder can't be written to. The folder is
        then as it was.
    """
    options = options or PublishOptions()
    for lang in options.languages:
        locales.check(lang)
    logo = logo_name(options.logo)
    known = Known(selection)
    with SiteFolder(folder) as site:
        total = _expected(known) * len(options.languages)
        done = 0
        history = events_of(known)
        paths: list[str] = []
        for lang in options.languages:
            title = plain(options.title) or say("title", lang, place=places.home_name(known, lang))
            writer = PageWriter(known, lang, title, options, logo)
            paths = []
            for page in pages(known, lang, history):
                site.write(f"{lang}/{page.path}index.html", writer.html(page))
                paths.append(page.path)
                done += 1
                if progress:
                    progress(done, total)
            for name, data in _files(known, lang):
                site.write(f"{lang}/{name}", data)
            site.write(f"assets/search-{lang}.js", search.index(known, lang))
            feed = feeds.rss(known, latest(history), title, options, lang)
            site.write(f"{lang}/changes.xml", feed)
        _shared(site, known, options, logo, paths, history)
        return site.commit()


def pages(known: Known, lang: str, history: dict[str, list[Event]]) -> Iterator[Page]:
    """Yield all pages of one language."""
    yield places.first_page(known, lang)
    yield from places.region_pages(known, lang)
    yield from places.prefecture_pages(known, lang)
    yield from places.municipality_pages(known, lang, list(known.scope.municipalities))
    yield from subjects.sector_pages(known, lang)
    yield from subjects.zone_pages(known, lang)
    yield from subjects.program_pages(known, lang)
    yield from site_pages(known, lang, list(known.scope.sites), history)
    yield from list_pages(known, lang, history)


def _expected(known: Known) -> int:
    scope = known.scope
    kinds: tuple[dict[Any, str], ...] = (
        scope.regions,
        scope.prefectures,
        scope.municipalities,
        scope.sectors,
        scope.segments,
        scope.zones,
        scope.programs,
        scope.sites,
    )
    return sum(map(len, kinds)) + 10


def _files(known: Known, lang: str) -> Iterator[tuple[str, bytes]]:
    """Yield the tables of all places and sectors."""
    scope = known.scope
    named: list[tuple[str, str, str, str]] = [("nation", "", "", places.home_name(known, lang))]
    named += [("region", key, path, key) for key, path in scope.regions.items()]
    named += [("prefecture", key, path, key) for key, path in scope.prefectures.items()]
    named += [("municipality", key, path, key) for key, path in scope.municipalities.items()]
    named += [("sector", key, path, key) for key, path in scope.sectors.items()]
    for kind, key, path, label in named:
        title = places.name_of(known, kind, key, lang) or label
        for name, data in datasets.files(known, kind, key, title, lang).items():
            yield f"{path}{name}", data


def _shared(
    site: SiteFolder,
    known: Known,
    options: PublishOptions,
    logo: str,
    paths: list[str],
    history: dict[str, list[Event]],
) -> None:
    """Write what all languages share."""
    site.write("assets/site.css", stylesheet(options))
    site.write("assets/site.js", script())
    if options.logo is not None:
        site.write(f"assets/{logo}", options.logo.read_bytes())
    for name, text in api.files(known, latest(history)):
        site.write(name, text)
    title = plain(options.title) or say(
        "title", options.languages[0], place=places.home_name(known, options.languages[0])
    )
    choices = [(one, LANGUAGE_NAMES[one]) for one in options.languages]
    for name in ("index.html", "404.html"):
        text = fill(
            "clustermap.reports.observatory",
            f"root-{name}.jinja",
            choices=choices,
            title=title,
            base=options.base,
        )
        site.write(name, text)
    site.write(".nojekyll", "")
    if options.base:
        site.write("sitemap.xml", feeds.sitemap(paths, options))
        site.write("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {options.base}sitemap.xml\n")
