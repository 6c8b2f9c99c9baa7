"""A report as slides, 16:9: one message a slide, borne out by one picture, list or table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from clustermap.maps.figures.fonts import Lettering
from clustermap.reports.blocks import (
    Bullets,
    FoldedTable,
    Paragraph,
    Picture,
    StackedSeries,
    TextTable,
)
from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.model import say
from clustermap.reports.sections.maps import cluster_map, site_map
from clustermap.reports.writers.brief_slide import add_brief
from clustermap.reports.writers.office import (
    FIXED,
    FONTS,
    LANGUAGES,
    fit_widths,
    fixed_zip,
)
from clustermap.reports.writers.slide_kit import SlideKit, presentation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.blocks import Block
    from clustermap.reports.model import ReportContent, Section

#: In centimeters: the slide, its margins, where the body begins and ends.
WIDTH, HEIGHT, MARGIN = 33.867, 19.05, 1.6
TOP, BOTTOM = 4.0, 17.6
DPI = 180
ROWS = 10
#: Size of a table's letters in points.
TABLE = 12
#: Fewer sites than this all stand on the slide of the brief.
FEW = 3
#: Smallest and largest size of a message in points.
SMALL, LARGE = 12, 26
#: Width of a letter and of a cell's margins in a table.
LETTER, PAD = 0.275, 0.6
_INK, _QUIET, _LINK = "18222C", "56626D", "00599C"
_POINTS = 72 / 2.54


def pptx(report: ReportContent, template: Path | None = None) -> bytes:
    """Return a report as a .pptx file, the same bytes on every run.

    ``template`` is a presentation of the user's, whose fonts and colors are kept.
    """
    return _SlideWriter(report, template).content()


class _SlideWriter:
    """Writes one report's slides."""

    def __init__(self, report: ReportContent, template: Path | None) -> None:

        self.report = report
        self.lang = report.lang
        self.letters = Lettering()
        self.show = presentation(template)
        self.kit = SlideKit(self.show, self.lang, themed=template is not None)

    def content(self) -> bytes:
        self._first()
        lead = self.report.lead
        for section in self.report.sections:
            if section.key == "summary" and lead is not None:
                add_brief(self.kit, lead)
                continue
            if lead is not None and section.key in self._told_by_brief():
                continue
            for block in self._bodies(section):
                self._slide(section, block)
        properties = self.show.core_properties
        properties.title, properties.language = self.report.title, LANGUAGES[self.lang]
        properties.subject = self.report.sections[0].message[:250]
        properties.author = properties.last_modified_by = "clustermap"
        properties.created = properties.modified = FIXED
        buffer = io.BytesIO()
        self.show.save(buffer)
        return fixed_zip(buffer.getvalue())

    def _told_by_brief(self) -> set[str]:
        """Return the sections whose slide would show what the brief's shows."""
        few = len(self.report.facts.selection.sites) < FEW
        return {"beside", "map", "sites"} if few else {"beside"}

    def _bodies(self, section: Section) -> Iterator[Block]:
        """Yield what bears the message out: the picture if there is one, else list or table."""
        if section.key == "map" and self.report.lead is None:
            yield Picture.of(site_map(self.report.facts, self.lang, self._size()))
            return
        if section.key == "significance":
            found = cluster_map(self.report.facts, self.lang, self._size())
            if found:
                yield Picture.of(found)
                return
        if section.key == "sites":
            for block in section.blocks:
                if isinstance(block, (FoldedTable, TextTable)):
                    yield block.table if isinstance(block, FoldedTable) else block
            return
        for block in section.blocks:
            if isinstance(block, (Picture, Bullets, TextTable)):
                yield block
                return
        yield Paragraph("")

    @staticmethod
    def _size() -> str:
        return f"{WIDTH - 2 * MARGIN:.2f}x{BOTTOM - TOP:.2f}cm"

    def _first(self) -> None:
        slide = self._blank(self.report.title, 36, top=6.2, height=3.4)
        self._text(slide, self.report.subtitle, 16, (MARGIN, 9.9, WIDTH - 2 * MARGIN, 2), _QUIET)
        line = " · ".join(self.report.credits)
        self._text(slide, line, 10, (MARGIN, BOTTOM - 0.2, WIDTH - 2 * MARGIN, 1.2), _QUIET)

    def _blank(self, title: str, size: float, *, top: float, height: float) -> Any:
        """Return a slide with its title, which is a real one: outlines and readers find it."""
        from pptx.enum.text import MSO_ANCHOR
        from pptx.util import Cm

        slide = self.show.slides.add_slide(self.show.slide_layouts[5])
        box = slide.shapes.title
        box.left, box.top = Cm(MARGIN), Cm(top)
        box.width, box.height = Cm(WIDTH - 2 * MARGIN), Cm(height)
        self._fill(box.text_frame, [title], size, _INK, bold=True)
        box.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        return slide

    def _slide(self, section: Section, block: Block) -> None:
        size = self._fitting(section.message)
        slide = self._blank(section.message, size, top=1.5, height=TOP - 1.7)
        heading = (MARGIN, 0.7, WIDTH - 2 * MARGIN, 0.8)
        self._text(slide, section.heading, 12, heading, _QUIET)
        match block:
            case Picture(caption, _, StackedSeries() as numbers):
                box = (MARGIN, TOP, WIDTH - 2 * MARGIN, BOTTOM - TOP)
                self.kit.stacks(slide, numbers, box, caption)
            case Picture():
                if section.key == "map" and self.report.lead is not None:
                    drawn = brief_map(self.report.lead, WIDTH - 2 * MARGIN, BOTTOM - TOP)
                    self.kit.map(slide, drawn, MARGIN, TOP)
                else:
                    self._picture(slide, block.figure)
            case Bullets(items):
                self._bullets(slide, list(items))
            case TextTable():
                self._table(slide, block)
        number = str(len(self.show.slides))
        self._text(slide, f"{self.report.title}    {number}", 9,
                   (MARGIN, HEIGHT - 1.1, WIDTH - 2 * MARGIN, 0.7), _QUIET)  # fmt: skip

    def _fitting(self, message: str) -> float:
        """Return the largest size in which a message has room over the body."""
        high = (TOP - 1.7) * _POINTS
        size = float(LARGE)
        while size > SMALL:
            lines = self.letters.wrap(message, size, self._room(), bold=True)
            if len(lines) * size * 1.22 <= high:
                break
            size -= 1
        return size

    def _room(self, width: float = WIDTH - 2 * MARGIN) -> float:
        """Return points of width to count on, as another font may stand in for a wider one."""
        return width * _POINTS * (0.8 if self.lang == "en" else 0.92)

    def _text(
        self, slide: Any, text: str, size: float, box: tuple[float, float, float, float], color: str
    ) -> None:
        from pptx.util import Cm

        shape = slide.shapes.add_textbox(*(Cm(side) for side in box))
        self._fill(shape.text_frame, [text], size, color)

    def _fill(
        self, frame: Any, lines: list[str], size: float, color: str, *, bold: bool = False
    ) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Pt

        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = _rgb(color)
            self._font(run)

    def _font(self, run: Any) -> None:
        """Set Latin and East Asian font, and the language of the text."""
        from pptx.oxml.ns import qn

        latin, east = FONTS[self.lang]
        run.font.name = latin
        properties = run._r.get_or_add_rPr()  # noqa: SLF001  # python-pptx has no other way
        properties.set("lang", LANGUAGES[self.lang])
        font = properties.makeelement(qn("a:ea"), {"typeface": east})
        properties.find(qn("a:latin")).addnext(font)

    def _picture(self, slide: Any, figure: MapFigure) -> None:
        from pptx.util import Cm

        wide, high = (side * 2.54 for side in figure.figure.get_size_inches())
        scale = min((WIDTH - 2 * MARGIN) / wide, (BOTTOM - TOP) / high)
        left = (WIDTH - wide * scale) / 2
        data = io.BytesIO(figure.render("png", DPI * scale))
        shape = slide.shapes.add_picture(
            data, Cm(left), Cm(TOP), Cm(wide * scale), Cm(high * scale)
        )
        about = shape._element.nvPicPr.cNvPr  # noqa: SLF001
        about.set("descr", figure.alternative)
        about.set("title", figure.title)

    def _bullets(self, slide: Any, items: list[str]) -> None:
        from pptx.util import Cm, Pt

        box = (MARGIN, TOP + 0.3, WIDTH - 2 * MARGIN, BOTTOM - TOP - 0.3)
        shape = slide.shapes.add_textbox(*(Cm(side) for side in box))
        size = 20.0
        while size > 12 and self._height(items, size) > (BOTTOM - TOP - 0.3) * _POINTS:
            size -= 1
        self._fill(shape.text_frame, [f"•  {item}" for item in items], size, _INK)
        for paragraph in shape.text_frame.paragraphs:
            paragraph.space_after = Pt(size * 0.6)

    def _height(self, items: list[str], size: float) -> float:
        lines = sum(len(self.letters.wrap(f"•  {item}", size, self._room())) for item in items)
        return lines * size * 1.3 + len(items) * size * 0.6

    def _table(self, slide: Any, table: TextTable) -> None:
        """Set as many rows as have room; names are never cut, they take further lines."""
        from pptx.util import Cm

        widths = fit_widths(table, WIDTH - 2 * MARGIN, LETTER, PAD, ROWS)
        heights = [self._row_height(row, widths) for row in (table.header, *table.rows[:ROWS])]
        room = BOTTOM - TOP - 1.0
        fitting = sum(1 for at in range(1, len(heights)) if sum(heights[: at + 1]) <= room)
        rows, heights = list(table.rows[:fitting]), heights[: fitting + 1]
        shape = slide.shapes.add_table(
            len(rows) + 1, len(table.header), Cm(MARGIN), Cm(TOP + 0.2),
            Cm(WIDTH - 2 * MARGIN), Cm(sum(heights)),
        )  # fmt: skip
        shape._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)  # noqa: SLF001
        made = shape.table
        for at, width in enumerate(widths):
            made.columns[at].width = Cm(width)
        for at, cells in enumerate([table.header, *rows]):
            made.rows[at].height = Cm(heights[at])
            for column, text in enumerate(cells):
                link = table.address(at - 1) if at and column == 0 else None
                self._cell(made.cell(at, column), text, link, header=at == 0,
                           numeric=column in table.numeric)  # fmt: skip
        if len(rows) < len(table.rows):
            words = say("shown_of", self.lang, shown=len(rows), n=len(table.rows))
            self._text(slide, words, 10, (MARGIN, BOTTOM - 0.7, WIDTH - 2 * MARGIN, 0.6), _QUIET)

    def _row_height(self, cells: Sequence[str], widths: Sequence[float]) -> float:
        lines = max(
            len(self.letters.wrap(text, TABLE, self._room(width - PAD)))
            for text, width in zip(cells, widths, strict=True)
        )
        return 0.45 + 0.5 * lines

    def _cell(self, cell: Any, text: str, link: str | None, *, header: bool, numeric: bool) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Cm

        color = "FFFFFF" if header else _LINK if link else _INK
        self._fill(cell.text_frame, [text], TABLE, color, bold=header)
        cell.margin_left = cell.margin_right = Cm(0.2)
        cell.margin_top = cell.margin_bottom = Cm(0.05)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        if numeric:
            paragraph.alignment = PP_ALIGN.RIGHT
        if link:
            paragraph.runs[0].hyperlink.address = link
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb("1F6583" if header else "FFFFFF")


def _rgb(color: str) -> Any:
    from pptx.dml.color import RGBColor

    made: Any = RGBColor
    return made(*bytes.fromhex(color))
