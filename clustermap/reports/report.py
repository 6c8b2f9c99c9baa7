"""A report on a selection: what it says, whatever it is written as.

Sentences, tables and charts are made from the same frames (:class:`Facts`); the writers
(``html``, ``word``, ``slides``, ``pdf``, ``markdown``) only set them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.errors import OutputError
from clustermap.files import check_writable, write_whole
from clustermap.maps import titles
from clustermap.maps.page.payload import AS_OF
from clustermap.reports import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.data.dataset import Dataset
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.document import Block

FORMATS = ("html", "docx", "pptx", "pdf", "md")


@dataclass(frozen=True, eq=False, repr=False)
class Facts:
    """The frames of a report.

    ``counts`` (prefectures x sectors), ``ranking`` (as ``atlas.rank("sites")``),
    ``specialization``, ``autocorrelation``, ``local`` (as the studies of those names, of all of
    Japan), ``zones`` and ``events`` (of the selection), ``clusters`` (an indicator of significant
    clusters, with its table).
    """

    dataset: Dataset
    indicators: IndicatorTable
    clusters: tuple[IndicatorTable, str] | None
    sectors: tuple[str, ...]
    counts: pd.DataFrame
    ranking: pd.DataFrame
    specialization: pd.DataFrame
    autocorrelation: pd.DataFrame
    local: pd.DataFrame
    tested: int
    alarms: float
    zones: pd.DataFrame
    events: pd.DataFrame

    def names(self, lang: str) -> dict[str, str]:
        """Return the names of all prefectures by code."""
        column = self.dataset.national.prefectures[f"name_{lang}"]
        return dict(zip(map(str, column.index), map(str, column), strict=True))

    def place(self, lang: str) -> str:
        """Name what was selected."""
        return titles.places(self.dataset)[lang]


@dataclass(frozen=True)
class Section:
    """A part of a report: its heading, its message in one sentence, and what bears it out."""

    key: str
    heading: str
    message: str
    blocks: Sequence[Block] = field(default_factory=tuple)


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """A finished report; ``save("report.docx")`` writes it (.html, .docx, .pptx, .pdf, .md).

    ``facts`` holds the frames that every number in it is from.
    """

    facts: Facts
    lang: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    credits: tuple[str, ...]
    picture: MapFigure
    #: The interactive map, as a page.
    page: str = ""

    def render(self, form: str) -> bytes:
        """Return the report as a file; not as Markdown, which has pictures beside it.

        Raises
        ------
        OutputError
            Another format.
        """
        if form == "html":
            from clustermap.reports.writers.html import html

            return html(self).encode()
        if form == "docx":
            from clustermap.reports.writers.word import docx

            return docx(self)
        if form == "pptx":
            from clustermap.reports.writers.slides import pptx

            return pptx(self)
        if form == "pdf":
            from clustermap.reports.writers.pdf import pdf

            return pdf(self)
        raise OutputError(f"{form!r} is no format of a report.", _REMEDY)

    def save(self, path: str | Path) -> list[Path]:
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
        return [write_whole(path, self.render(form))]

    def __repr__(self) -> str:
        return f"<Report: {self.title}, {len(self.sections)} sections>"

    def _repr_html_(self) -> str:
        from html import escape

        from clustermap.reports.writers.html import SANDBOX, html

        return (
            f'<iframe srcdoc="{escape(html(self))}" title="{escape(self.title)}" '
            f'sandbox="{SANDBOX}" style="width:100%;height:700px;border:0"></iframe>'
        )


_REMEDY = "End the file in .html, .docx, .pptx, .pdf or .md."


def format_of(path: str | Path) -> str:
    """Return the format that a file's ending names.

    Raises
    ------
    OutputError
        It names none.
    """
    ending = Path(path).suffix.lower().removeprefix(".")
    ending = {"htm": "html", "markdown": "md"}.get(ending, ending)
    if ending not in FORMATS:
        raise OutputError(f"The ending of {path} names no format of a report.", _REMEDY)
    return ending


def report(facts: Facts, lang: str = "en", *, title: str | None = None, page: str = "") -> Report:
    """Write a report on facts.

    Parameters
    ----------
    facts : Facts
    lang : {"en", "ja", "ko"}
    title : str, optional
        Else one is made from the selection.
    page : str
        The interactive map, for the HTML report.
    """
    from clustermap.reports.document import credit_lines
    from clustermap.reports.sections.maps import site_map
    from clustermap.reports.sections.overview import sections

    picture = site_map(facts, lang)
    return Report(
        facts=facts,
        lang=lang,
        title=title or default_title(facts, lang),
        subtitle=say("subtitle", lang, as_of=AS_OF),
        sections=tuple(sections(facts, lang, picture)),
        credits=credit_lines(facts.dataset, lang),
        picture=picture,
        page=page,
    )


def default_title(facts: Facts, lang: str) -> str:
    """Name sectors and place."""
    chosen = facts.dataset.selection.sectors
    names = [locales.text("sector", sector, lang) for sector in chosen]
    what = wording.listed(names, lang) if names else say("clusters", lang)
    return say("title", lang, sectors=what, place=facts.place(lang))


def say(key: str, lang: str, **values: Any) -> str:
    """Return a sentence of the group "report"."""
    return wording.say("report", key, lang, **values)
