"""A report as a Word document: real headings, captions, tables, links and alternative texts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from clustermap.reports.blocks import Bullets, FoldedTable, Paragraph, Picture, TextTable
from clustermap.reports.model import say
from clustermap.reports.writers.brief_word import add_brief
from clustermap.reports.writers.office import FIXED, LANGUAGES, fit_widths, fixed_zip
from clustermap.reports.writers.pdf import MOST_ROWS
from clustermap.reports.writers.word_kit import base_document, field, keep_whole, take_theme

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.reports.blocks import Block
    from clustermap.reports.model import ReportContent

DPI = 200
#: Width of the text in centimeters.
TEXT_WIDTH = 17.0
#: A table of so many columns is set smaller.
MANY = 9
_INK, _QUIET = "18222C", "56626D"


def docx(report: ReportContent, template: Path | None = None) -> bytes:
    """Return a report as a .docx file, the same bytes on every run.

    ``template`` is a document of the user's, whose styles and page are kept.
    """
    return _WordWriter(report, template).content()


class _WordWriter:
    """Writes one report; counts its figures and tables."""

    def __init__(self, report: ReportContent, template: Path | None = None) -> None:
        self.report = report
        self.lang = report.lang
        self.word = base_document(report.lang, template)
        self.themed = template is not None
        self.numbers = {"figure": 0, "table": 0}

    def content(self) -> bytes:
        report = self.report
        self.word.add_heading(report.title, level=0)
        self.word.add_paragraph(report.subtitle, style="Subtitle")
        led = False
        for section in report.sections:
            heading = self.word.add_heading(section.heading, level=1)
            heading.paragraph_format.page_break_before = led or None
            led = False
            lead = report.lead
            if section.key == "summary" and lead is not None:
                # the first page says what the summary does
                add_brief(self.word, lead, level=2)
                led = True
                continue
            self._paragraph(section.message, bold=not section.quiet, quiet=section.quiet, keep=True)
            for block in section.blocks:
                self._block(block)
        for line in report.credits:
            self._paragraph(line, quiet=True)
        if self.themed:
            take_theme(self.word)
        properties = self.word.core_properties
        properties.title, properties.language = report.title, LANGUAGES[self.lang]
        properties.subject = report.sections[0].message[:250]
        properties.author = properties.last_modified_by = "clustermap"
        properties.comments = ""
        properties.created = properties.modified = FIXED
        buffer = io.BytesIO()
        self.word.save(buffer)
        return fixed_zip(buffer.getvalue())

    def _paragraph(
        self, text: str, *, bold: bool = False, quiet: bool = False, keep: bool = False
    ) -> None:
        paragraph = self.word.add_paragraph()
        self._run(paragraph, text, bold=bold, quiet=quiet)
        paragraph.paragraph_format.keep_with_next = keep or None

    @staticmethod
    def _run(paragraph: Any, text: str, *, bold: bool = False, quiet: bool = False) -> None:
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(text)
        run.bold = bold or None
        if quiet:
            run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(_QUIET)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(text, quiet):
                self._paragraph(text, quiet=quiet)
            case Bullets(items, quiet):
                for item in items:
                    made = self.word.add_paragraph(style="List Bullet")
                    self._run(made, item, quiet=quiet)
            case Picture():
                self._picture(block)
            case FoldedTable(table):
                self._table(table)
            case TextTable():
                self._table(block)

    def _picture(self, picture: Picture) -> None:
        from docx.shared import Cm

        data = picture.figure.render("png", DPI)
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(data), width=Cm(TEXT_WIDTH))
        about = shape._inline.docPr  # noqa: SLF001  # python-docx has no other way
        about.set("descr", picture.figure.alternative)
        about.set("title", picture.caption)
        self._caption("figure", picture.caption)

    def _caption(self, kind: str, text: str, *, keep: bool = False) -> None:
        """Set a caption whose number Word counts itself."""
        self.numbers[kind] += 1
        before, after = say(kind, self.lang, n="\0").split("\0")
        paragraph = self.word.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = keep or None
        paragraph.add_run(before)
        field(paragraph, f"SEQ {kind.title()} \\* ARABIC", str(self.numbers[kind]))
        paragraph.add_run(f"{after}{'　' if self.lang == 'ja' else '. '}{text}")

    def _table(self, table: TextTable) -> None:
        from docx.shared import Cm, Pt

        self._caption("table", table.caption, keep=True)
        rows = list(table.rows[:MOST_ROWS])
        made = self.word.add_table(rows=1 + len(rows), cols=len(table.header))
        made.autofit = False
        _lines(made)
        _margins(made)
        size = 8 if len(table.header) < MANY else 7
        found = fit_widths(table, TEXT_WIDTH, 0.0225 * size, 0.42)
        widths = [Cm(width) for width in found]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        for at, cells in enumerate([table.header, *rows]):
            row = made.rows[at]
            keep_whole(row, header=at == 0)
            for column, text in enumerate(cells):
                cell = row.cells[column]
                cell.width = widths[column]
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(1)
                if column in table.numeric:
                    paragraph.alignment = 2
                link = table.address(at - 1) if at and column == 0 else None
                self._cell(paragraph, text, link, size, bold=at == 0)
        if len(rows) < len(table.rows):
            words = say("shown_of", self.lang, shown=len(rows), n=len(table.rows))
            self._paragraph(words, quiet=True)

    def _cell(
        self, paragraph: Any, text: str, link: str | None, size: float, *, bold: bool
    ) -> None:
        from docx.shared import Pt, RGBColor

        if link:
            run = _hyperlink(paragraph, text, link)
            run.font.color.rgb = RGBColor.from_string("00599C")
        else:
            run = paragraph.add_run(text)
        run.font.size = Pt(size)
        run.bold = bold or None


def _hyperlink(paragraph: Any, text: str, address: str) -> Any:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    identity = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = paragraph.add_run(text)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), identity)
    link.append(run._r)  # noqa: SLF001
    paragraph._p.append(link)  # noqa: SLF001
    return run


def _lines(table: Any) -> None:
    """Give a table lines between its rows."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "D5DBE1")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)  # noqa: SLF001


def _margins(table: Any) -> None:
    """Set narrow margins in a table's cells."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "70")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001
