"""A report as a Word document: real headings, captions, tables, links and alternative texts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from clustermap.errors import DataError
from clustermap.reports.blocks import Bullets, FoldedTable, Paragraph, Picture, TextTable
from clustermap.reports.model import say
from clustermap.reports.writers.office import FIXED, FONTS, LANGUAGES, fit_widths, fixed_zip
from clustermap.reports.writers.pdf import MOST_ROWS

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as WordDocument

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


def base_document(lang: str, template: Path | None = None) -> WordDocument:
    """Return an empty A4 document in the language's fonts, or the user's template emptied.

    Raises
    ------
    DataError
        The template is no Word document.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    if template is None:
        word = Document()
        _page(word)
        _styles(word, lang)
        return word
    try:
        word = Document(str(template))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise DataError(
            f"{template} is not a Word document.", "Give a .docx file as --template."
        ) from error
    body = word.element.body
    for element in list(body)[:-1]:  # the last one is the page
        body.remove(element)
    known = {style.name for style in word.styles}
    for name in ("Caption", "List Bullet", "Subtitle", "Title"):
        if name not in known:
            word.styles.add_style(name, 1)
    return word


def quiet_color(run: Any, size: float, color: str = _QUIET) -> None:
    """Set a run's size and color."""
    from docx.shared import Pt, RGBColor

    run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(color)


def keep_row_whole(row: Any) -> None:
    """Keep a row on one page."""
    _keep_whole(row, header=False)


class _WordWriter:
    """Writes one report; counts its figures and tables."""

    def __init__(self, report: ReportContent, template: Path | None = None) -> None:
        self.report = report
        self.lang = report.lang
        self.word = base_document(report.lang, template)
        self.numbers = {"figure": 0, "table": 0}

    def content(self) -> bytes:
        report = self.report
        self.word.add_heading(report.title, level=0)
        self.word.add_paragraph(report.subtitle, style="Subtitle")
        for section in report.sections:
            self.word.add_heading(section.heading, level=1)
            self._paragraph(section.message, bold=True, keep=True)
            for block in section.blocks:
                self._block(block)
        for line in report.credits:
            self._paragraph(line, quiet=True)
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
        from docx.shared import Pt, RGBColor

        paragraph = self.word.add_paragraph()
        run = paragraph.add_run(text)
        run.bold = bold or None
        paragraph.paragraph_format.keep_with_next = keep or None
        if quiet:
            run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(_QUIET)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(text, quiet):
                self._paragraph(text, quiet=quiet)
            case Bullets(items):
                for item in items:
                    self.word.add_paragraph(item, style="List Bullet")
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
        _field(paragraph, f"SEQ {kind.title()} \\* ARABIC", str(self.numbers[kind]))
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
            _keep_whole(row, header=at == 0)
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


def _page(word: WordDocument) -> None:
    from docx.shared import Cm

    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    _page_number(section.footer.paragraphs[0])


def _page_number(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(paragraph, "PAGE", "1")


def _styles(word: WordDocument, lang: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    latin, east = FONTS[lang]
    sizes = {
        "Normal": 10, "Title": 22, "Subtitle": 10, "Heading 1": 14, "Caption": 8.5,
        "List Bullet": 10,
    }  # fmt: skip
    for name, size in sizes.items():
        style = word.styles[name]
        style.font.size = Pt(size)
        style.font.name = latin
        style.font.italic = False
        quiet = name in {"Caption", "Subtitle"}
        style.font.bold = name in {"Title", "Heading 1"}
        style.font.color.rgb = RGBColor.from_string(_QUIET if quiet else _INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east)):
            fonts.set(qn(f"w:{kind}"), font)
    _language(word.styles["Normal"].element.get_or_add_rPr(), lang)
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    word.styles["Caption"].paragraph_format.space_before = Pt(4)
    word.styles["Heading 1"].paragraph_format.space_before = Pt(16)
    _plain_title(word.styles["Title"])


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field, which Word works out, with what it shows until then."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


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


def _language(properties: Any, lang: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    element = OxmlElement("w:lang")
    for kind in ("val", "eastAsia"):
        element.set(qn(f"w:{kind}"), LANGUAGES[lang])
    properties.append(element)


def _plain_title(style: Any) -> None:
    """Take the rule from under the title."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


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


def _keep_whole(row: Any, *, header: bool) -> None:
    """Keep a row on one page; a header comes again on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
