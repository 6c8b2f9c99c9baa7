"""Pages and their files, made in jobs that several processes can share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clustermap.reports.observatory import datasets, lists, places, subjects
from clustermap.reports.observatory.documents import documents, links
from clustermap.reports.observatory.history import events_of, latest
from clustermap.reports.observatory.known import Known
from clustermap.reports.observatory.parts import Section
from clustermap.reports.observatory.site_page import site_page
from clustermap.reports.observatory.words import plain, say
from clustermap.reports.observatory.writing import PageWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clustermap.data.selection import Selection
    from clustermap.reports.observatory.history import Event
    from clustermap.reports.observatory.options import PublishOptions
    from clustermap.reports.observatory.parts import Page

#: How many pages of a kind are made in one job.
_CHUNKS = {"site": 24, "municipality": 16, "segment": 8, "program": 6, "zone": 6}
#: The longest jobs first, so that no process waits for another at the end.
_ORDER = (
    "nation", "sector", "region", "list", "prefecture", "program", "zone", "segment",
    "municipality", "site",
)  # fmt: skip


@dataclass(frozen=True)
class Job:
    """Pages of one kind and language."""

    kind: str
    lang: str
    keys: tuple[Any, ...]


class Maker:
    """Makes pages and files from what is known."""

    def __init__(self, selection: Selection, options: PublishOptions, logo: str = "") -> None:
        self.known, self.options, self.logo = Known(selection), options, logo

    @cached_property
    def history(self) -> dict[str, list[Event]]:
        """What happened to each site."""
        return events_of(self.known)

    def title(self, lang: str) -> str:
        """Name the site."""
        own = plain(self.options.title)
        return own or say("title", lang, place=places.home_name(self.known, lang))

    @cached_property
    def writers(self) -> dict[str, PageWriter]:
        """What fills the template, by language."""
        return {
            lang: PageWriter(self.known, lang, self.title(lang), self.options, self.logo)
            for lang in self.options.languages
        }

    def jobs(self) -> list[Job]:
        """Return all that is to be made; the order is that of the work, not of the site."""
        scope = self.known.scope
        keys: dict[str, list[Any]] = {
            "nation": [""],
            "region": list(scope.regions),
            "prefecture": list(scope.prefectures),
            "municipality": list(scope.municipalities),
            "sector": list(scope.sectors),
            "segment": list(scope.segments),
            "zone": list(scope.zones),
            "program": list(scope.programs),
            "site": list(scope.sites),
            "list": [""],
        }
        return [
            Job(kind, lang, tuple(keys[kind][at : at + _CHUNKS.get(kind, 1)]))
            for kind in _ORDER
            for lang in self.options.languages
            for at in range(0, len(keys[kind]), _CHUNKS.get(kind, 1))
        ]

    def warm(self) -> None:
        """Work out what all pages share, once, before the processes part."""
        known = self.known
        for one in (known.rows, known.ordered, known.features, known.offices, known.names,
                    known.zones_of, known.links, known.zones, known.programs, known.by_city,
                    known.by_prefecture, known.targets, known.siblings, known.towns,
                    self.history, self.writers):  # fmt: skip
            assert one is not None  # noqa: S101
        for by, level in (("division", "municipality"), ("industry", "prefecture")):
            for year in known.shared.years(by):
                known.shared.quotient(by, level, "", "", year)

    def made(self, job: Job) -> list[tuple[str, bytes]]:
        """Return the files of a job: name and bytes."""
        files = []
        writer = self.writers[job.lang]
        for found, key in self._pages(job):
            page = self._with_documents(found, job.lang)
            if page.picture and page.brief:
                made = documents(page.brief)
                files += [(f"{job.lang}/{page.path}{name}", data) for name, data in made.items()]
            files.append((f"{job.lang}/{page.path}index.html", _encoded(writer.html(page))))
            if page.kind in datasets.WITH_FILES:
                made = datasets.files(self.known, page.kind, key, page.title, job.lang)
                files += [(f"{job.lang}/{page.path}{name}", data) for name, data in made.items()]
        return files

    def _with_documents(self, page: Page, lang: str) -> Page:
        """Return a page with links to its documents, where it is to have any."""
        if not self.options.downloads or page.kind not in datasets.WITH_DOCUMENTS:
            return page
        section = Section("documents", say("h_documents", lang), links(page.path, lang))
        return replace(page, sections=[*page.sections, section], picture=True)

    def _pages(self, job: Job) -> Iterator[tuple[Page, Any]]:
        known, lang = self.known, job.lang
        if job.kind == "list":
            for page in lists.list_pages(known, lang, self.history):
                yield page, ""
            return
        make: dict[str, Callable[[Known, str, Any], Page]] = {
            "region": places.region_page,
            "prefecture": places.prefecture_page,
            "municipality": places.municipality_page,
            "sector": subjects.sector_page,
            "segment": subjects.segment_page,
            "zone": subjects.zone_page,
            "program": subjects.program_page,
        }
        for key in job.keys:
            if job.kind == "nation":
                yield places.first_page(known, lang, latest(self.history)), key
            elif job.kind == "site":
                yield site_page(known, lang, key, self.history.get(key, [])), key
            else:
                yield make[job.kind](known, lang, key), key


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
