"""A report on a selection: its questions are asked, its sections made, its file written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clustermap import files, locales
from clustermap.data.catalog import as_of as data_as_of
from clustermap.data.credits import with_own_sites
from clustermap.errors import OutputError
from clustermap.files import check_writable, write_whole
from clustermap.locales import wording
from clustermap.locales.dates import month
from clustermap.maps.page.notebook import notebook_frame
from clustermap.reports.document import credit_lines
from clustermap.reports.facts import facts_of
from clustermap.reports.model import ReportContent, say
from clustermap.reports.municipal import MunicipalFacts, municipal_facts
from clustermap.reports.sections.brief import brief_of, single_place
from clustermap.reports.sections.maps import site_map
from clustermap.reports.sections.municipal import municipal_sections
from clustermap.reports.sections.overview import sections
from clustermap.reports.writers import refuse_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.data.selection import Selection
    from clustermap.reports.model import Facts

FORMATS = ("html", "docx", "pptx", "pdf", "xlsx", "md")


@dataclass(frozen=True, eq=False, repr=False)
class Report(ReportContent):
    """A finished report; ``save("report.docx")`` writes it (.html, .docx, .pptx, .pdf, .xlsx, .md).

    ``facts`` holds the frames that every number in it is from.
    """

    def render(self, form: str, template: Path | None = None) -> bytes:
        """Return the report as a file; not as Markdown, which has pictures beside it.

        ``template`` is a .pptx or .docx whose fonts, colors and page are kept.

        Raises
        ------
        OutputError
            Another format.
        DataError
            A template that is none, or for a format that takes none.
        """
        refuse_template(form, template)
        if form == "html":
            from clustermap.reports.writers.html import html

            return html(self).encode()
        if form == "docx":
            from clustermap.reports.writers.word import docx

            return docx(self, template)
        if form == "pptx":
            from clustermap.reports.writers.slides import pptx

            return pptx(self, template)
        if form == "pdf":
            from clustermap.reports.writers.pdf import pdf

            return pdf(self)
        if form == "xlsx":
            from clustermap.reports.writers.spreadsheet import xlsx

            return xlsx(self)
        raise OutputError(f"{form!r} is not a format of a report.", _REMEDY)

    def save(self, path: str | Path, template: Path | None = None) -> list[Path]:
        """Write the report in the format that the file's ending names.

        Returns
        -------
        list of Path
            The files written: with Markdown, the pictures too.

        Raises
        ------
        OutputError
            The ending names no format, or a file can't be written.
        """
        form = format_of(path)
        check_writable(path)
        if form == "md":
            from clustermap.reports.writers.markdown import write_markdown

            return write_markdown(self, Path(path))
        return [write_whole(path, self.render(form, template))]

    def __repr__(self) -> str:
        return f"<Report: {self.title}, {len(self.sections)} sections>"

    def _repr_html_(self) -> str:
        from clustermap.reports.writers.html import html

        return notebook_frame(html(self), self.title, height="700px")


_REMEDY = "End the file in .html, .docx, .pptx, .pdf, .xlsx or .md."


def format_of(path: str | Path) -> str:
    """Return the format that a file's ending names.

    Raises
    ------
    OutputError
        It names none.
    """
    return files.format_of(
        path, FORMATS, what="of a report", remedy=_REMEDY, spelled={"htm": "html", "markdown": "md"}
    )


def report(
    selection: Selection,
    lang: str = "en",
    *,
    title: str | None = None,
    page: Callable[[], str] | None = None,
) -> Report:
    """Write a report on a selection.

    Parameters
    ----------
    selection : Selection
    lang : {"en", "ja", "ko"}
    title : str, optional
        Else one is made from the selection.
    page : callable, optional
        Makes the interactive map, for the HTML report.
    """
    locales.check(lang)
    municipal = bool(selection.chosen.municipalities)
    subtitle = "subtitle_municipal" if municipal else "subtitle"
    subtitle += "_own" if with_own_sites(selection) else ""
    facts = municipal_facts(selection) if municipal else facts_of(selection)
    picture = site_map(facts, lang)
    lead = brief_of(facts, lang) if single_place(facts) else None
    return Report(
        facts=facts,
        lang=lang,
        title=title or default_title(facts, lang),
        subtitle=say(subtitle, lang, as_of=month(data_as_of(), lang)),
        sections=tuple(
            municipal_sections(facts, lead, lang, picture)
            if isinstance(facts, MunicipalFacts)
            else sections(facts, lead or brief_of(facts, lang), lang, picture)
        ),
        credits=credit_lines(facts.selection, lang),
        picture=picture,
        page=page,
        lead=lead,
    )


def default_title(facts: Facts, lang: str) -> str:
    """Name sectors and place."""
    chosen = facts.selection.chosen.sectors
    names = [locales.text("sector", sector, lang) for sector in chosen]
    what = wording.listed(names, lang) if names else say("clusters", lang)
    return say("title", lang, sectors=what, place=facts.place(lang))
