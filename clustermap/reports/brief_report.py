"""A finished brief, and briefs on many places at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import files, japan, locales
from clustermap.errors import OutputError
from clustermap.files import check_writable, write_set, write_whole
from clustermap.maps.page.notebook import notebook_frame
from clustermap.reports.brief.background import Background
from clustermap.reports.brief.content import brief_content
from clustermap.reports.brief.place import place_of
from clustermap.reports.writers import refuse_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clustermap.data.selection import Selection
    from clustermap.reports.brief.content import Brief

FORMATS = ("pptx", "pdf", "docx", "html", "png")
_REMEDY = "End the file in .pptx, .pdf, .docx, .html or .png."


class BriefReport:
    """One page on a place; ``save("brief.pptx")`` writes it (.pdf, .docx, .html, .png).

    ``content`` holds its texts and numbers.
    """

    def __init__(self, content: Brief) -> None:
        self.content = content

    @property
    def title(self) -> str:
        """The finding that it is led by."""
        return self.content.title

    def render(self, form: str, template: Path | None = None) -> bytes:
        """Return the brief as a file of one of the formats.

        Raises
        ------
        OutputError
            Another format.
        DataError
            A template that is none, or for a format that takes none.
        """
        refuse_template(form, template)
        if form == "pptx":
            from clustermap.reports.writers.brief_slide import pptx

            return pptx(self.content, template)
        if form == "docx":
            from clustermap.reports.writers.brief_word import docx

            return docx(self.content, template)
        if form == "html":
            from clustermap.reports.writers.brief_html import html

            return html(self.content).encode()
        if form in {"pdf", "png"}:
            from clustermap.reports.writers import brief_pdf

            return brief_pdf.pdf(self.content) if form == "pdf" else brief_pdf.png(self.content)
        raise OutputError(f"{form!r} is not a format of a brief.", _REMEDY)

    def save(self, path: str | Path, template: Path | None = None) -> Path:
        """Write the brief in the format that the file's ending names.

        Raises
        ------
        OutputError
            The ending names no format, or the file can't be written.
        """
        form = format_of(path)
        check_writable(path)
        return write_whole(path, self.render(form, template))

    def __repr__(self) -> str:
        return f"<BriefReport: {self.title}>"

    def _repr_html_(self) -> str:
        return notebook_frame(self.render("html").decode(), self.title, height="640px")


def format_of(path: str | Path) -> str:
    """Return the format that a file's ending names.

    Raises
    ------
    OutputError
        It names none.
    """
    return files.format_of(
        path, FORMATS, what="of a brief", remedy=_REMEDY, spelled={"htm": "html"}
    )


def brief(
    selection: Selection, lang: str = "en", *, site: str = "", since: str = "",
    shared: Background | None = None,
) -> BriefReport:  # fmt: skip
    r"""Make a brief on a place, a sector, a site or the nation, as the selection has it.

    Parameters
    ----------
    selection : Selection
    lang : {"en", "ja", "ko"}
    site : str
        Id of a site, which the brief is on.
    since : str
        Month (YYYY-MM) that changes are counted from; else a year before the data's date.
    shared : Background, optional
        Of a run of many briefs.

    Examples
    --------
    >>> from clustermap.data.dataset import load
    >>> brief(load().select(prefecture="Hokkaido")).title
    'Hokkaido: ¥5.5\xa0tn of announced investment, the most of any prefecture'
    """
    locales.check(lang)
    place = place_of(selection, site)
    return BriefReport(brief_content(place, shared or Background(selection.national), lang, since))


def briefs(
    selection: Selection, lang: str = "en", *, since: str = ""
) -> Iterator[tuple[str, BriefReport]]:
    """Make a brief on each prefecture selected, with the work in common done once.

    Yields
    ------
    name : str
        For a file: code and English name.
    brief : BriefReport
    """
    locales.check(lang)
    shared = Background(selection.national)
    for code in selection.prefectures.index:
        one = selection.select(prefecture=str(code))
        name = f"{code}-{japan.BY_CODE[str(code)].en.lower()}"
        yield name, brief(one, lang, since=since, shared=shared)


def save_each(
    selection: Selection, folder: str | Path, form: str, lang: str = "en", *, since: str = "",
    template: Path | None = None,
) -> list[Path]:  # fmt: skip
    """Write a brief on each prefecture selected into a folder: all of them, or none.

    Raises
    ------
    OutputError
        A file can't be written.
    """
    contents: dict[str, str | bytes] = {
        f"{name}.{form}": one.render(form, template)
        for name, one in briefs(selection, lang, since=since)
    }
    return write_set(folder, contents)
