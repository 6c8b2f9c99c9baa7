"""The whole site: every page and file, into a folder, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.reports.observatory import api, feeds, search, work
from clustermap.reports.observatory.folder import SiteFolder
from clustermap.reports.observatory.history import latest
from clustermap.reports.observatory.making import Maker
from clustermap.reports.observatory.options import PublishOptions, logo_name
from clustermap.reports.observatory.writing import LANGUAGE_NAMES, script, stylesheet
from clustermap.templating import fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clustermap.data.selection import Selection
    from clustermap.reports.observatory.folder import Outcome


def publish(
    selection: Selection,
    folder: str | Path,
    options: PublishOptions | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Write a site on all that is selected: a page for every place, sector, zone, site.

    Parameters
    ----------
    selection : Selection
    folder : str or Path
        Made if it is not there. What others have put into it stays.
    options : PublishOptions, optional
    progress : callable, optional
        Told how many parts are made, and how many there are.

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
    with SiteFolder(folder) as site:
        maker = Maker(selection, options, logo)
        jobs = maker.jobs()
        for done, files in enumerate(work.made(maker, jobs), start=1):
            for name, data in files:
                site.write(name, data)
            if progress:
                progress(done, len(jobs))
        _shared(site, maker, logo)
        return site.commit()


def _shared(site: SiteFolder, maker: Maker, logo: str) -> None:
    """Write what all pages share."""
    options, events = maker.options, latest(maker.history)
    for lang in options.languages:
        site.write(f"assets/search-{lang}.js", search.index(maker.known, lang))
        feed = feeds.rss(maker.known, events, maker.title(lang), options, lang)
        site.write(f"{lang}/changes.xml", feed)
    site.write("assets/site.css", stylesheet(options))
    site.write("assets/site.js", script())
    if options.logo is not None:
        site.write(f"assets/{logo}", options.logo.read_bytes())
    for name, text in api.files(maker.known, events):
        site.write(name, text)
    choices = [(one, LANGUAGE_NAMES[one]) for one in options.languages]
    for name in ("index.html", "404.html"):
        text = fill(
            "clustermap.reports.observatory",
            f"root-{name}.jinja",
            choices=choices,
            title=maker.title(options.languages[0]),
            base=options.base,
        )
        site.write(name, text)
    site.write(".nojekyll", "")
    if options.base:
        first = f"{options.languages[0]}/"
        ending = "index.html"
        paths = sorted(
            name.removeprefix(first).removesuffix(ending)
            for name in site.files
            if name.startswith(first) and name.endswith(f"/{ending}")
        )
        site.write("sitemap.xml", feeds.sitemap(paths, options))
        site.write("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {options.base}sitemap.xml\n")
