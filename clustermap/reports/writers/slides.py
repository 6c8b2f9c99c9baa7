"""A report as slides, 16:9: one message a slide, borne out by one picture, list or table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from clustermap.reports.blocks import (
    Bullets,
    FoldedTable,
    IntervalSeries,
    Paragraph,
    Picture,
    StackedSeries,
    TextTable,
)
from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.model import say
from clustermap.reports.sections.maps import cluster_map, site_map
from clustermap.reports.writers.brief_slide import add_brief
from clustermap.reports.writers.office import FIXED, LANGUAGES, fit_widths, fixed_zip
from clustermap.reports.writers.slide_intervals import draw_intervals
from clustermap.reports.writers.slide_kit import (
    ACCENT,
    HEIGHT,
    INK,
    PAPER,
    POINTS,
    QUIET,
    WIDTH,
    SlideKit,
    presentation,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.blocks import Block
    from clustermap.reports.model import ReportContent, Section

#: In centimeters: margins, where the body begins and ends.
MARGIN, TOP, BOTTOM = 1.6, 4.0, 17.6
DPI = 180
ROWS = 12
#: Size of a table's letters in points, and of the smallest small print.
TABLE, SMALLEST = 12, 9
#: Smallest and largest size of a message in points.
SMALL, LARGE = 12, 26
#: Width of a letter and of a cell's margins in a table.
LETTER, PAD = 0.275, 0.6
_LINK = "00599C"


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
        self.show = presentation(template)
        self.kit = SlideKit(self.show, self.lang, themed=template is not None)

    def content(self) -> bytes:
        lead = self.report.lead
        if lead is None:
            self._first()
        bare: list[str] = []
        for section in self.report.sections:
            if section.key == "summary" and lead is not None:
                add_brief(self.kit, lead)
            elif section.quiet:
                items = [i for b in section.blocks for i in getattr(b, "items", ())]
                self._slide(section, Bullets([*bare, *items, *self.report.credits], quiet=True))
            elif not section.blocks:
                # a sentence alone is no slide: it stands on the last
                bare.append(section.message)
            for block in self._bodies(section) if section.key != "summary" or not lead else ():
                self._slide(section, block)
        properties = self.show.core_properties
        properties.title, properties.language = self.report.title, LANGUAGES[self.lang]
        properties.subject = self.report.sections[0].message[:250]
        properties.author = properties.last_modified_by = "clustermap"
        properties.created = properties.modified = FIXED
        buffer = io.BytesIO()
        self.show.save(buffer)
        return fixed_zip(buffer.getvalue())

    def _bodies(self, section: Section) -> Iterator[Block]:
        """Yield what bears the message out: the picture if there is one, else list or table."""
        if section.quiet:
            return
        if section.key == "map" and self.report.lead is None:
            yield Picture.of(site_map(self.report.facts, self.lang, self._size()))
            return
        if section.key == "significance" and any(isinstance(b, Picture) for b in section.blocks):
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

    @staticmethod
    def _size() -> str:
        return f"{WIDTH - 2 * MARGIN:.2f}x{BOTTOM - TOP:.2f}cm"

    def _first(self) -> None:
        wide = WIDTH - 2 * MARGIN
        size = self.kit.fitting(self.report.title, 36, SMALL, (wide, 3.4))
        slide = self.kit.titled(self.report.title, (MARGIN, 6.2, wide, 3.4), size)
        self.kit.text(slide, self.report.subtitle, (MARGIN, 9.9, wide, 2), 16, QUIET)
        line = " · ".join(self.report.credits)
        self.kit.text(slide, line, (MARGIN, BOTTOM - 0.2, wide, 1.2), 10, QUIET)

    def _slide(self, section: Section, block: Block) -> None:
        kit, wide = self.kit, WIDTH - 2 * MARGIN
        size = kit.fitting(section.message, LARGE, SMALL, (wide, TOP - 1.7))
        slide = kit.titled(section.message, (MARGIN, 1.5, wide, TOP - 1.7), size)
        kit.text(slide, section.heading, (MARGIN, 0.7, wide, 0.8), 12, QUIET)
        box = (MARGIN, TOP, wide, BOTTOM - TOP)
        match block:
            case Picture(caption, _, StackedSeries() as numbers):
                kit.stacks(slide, numbers, box, caption)
            case Picture(caption, _, IntervalSeries() as numbers):
                draw_intervals(kit, slide, numbers, box, caption)
            case Picture():
                if section.key == "map" and self.report.lead is not None:
                    kit.map(slide, brief_map(self.report.lead, wide, BOTTOM - TOP), MARGIN, TOP)
                else:
                    self._picture(slide, block.figure)
            case Bullets(items, quiet):
                self._bullets(slide, list(items), 12 if quiet else 20)
            case TextTable():
                self._table(slide, block)
        number = str(len(self.show.slides))
        foot = (MARGIN, HEIGHT - 1.1, wide, 0.7)
        kit.text(slide, f"{self.report.title}    {number}", foot, 9, QUIET)
        sources = "\n".join([*self._cited(section), *self.report.credits])
        slide.notes_slide.notes_text_frame.text = sources

    def _cited(self, section: Section) -> list[str]:
        """Return the small print of a slide's blocks, which stands in its notes."""
        return [b.text for b in section.blocks if isinstance(b, Paragraph) and b.quiet]

    def _picture(self, slide: Any, figure: MapFigure) -> None:
        wide, high = (side * 2.54 for side in figure.figure.get_size_inches())
        scale = min((WIDTH - 2 * MARGIN) / wide, (BOTTOM - TOP) / high)
        left = (WIDTH - wide * scale) / 2
        data = io.BytesIO(figure.render("png", DPI * scale))
        shape = slide.shapes.add_picture(
            data, *map(self.kit.emu, (left, TOP, wide * scale, high * scale))
        )
        about = shape._element.nvPicPr.cNvPr  # noqa: SLF001
        about.set("descr", figure.alternative)
        about.set("title", figure.title)

    def _bullets(self, slide: Any, items: list[str], size: float) -> None:
        from pptx.util import Pt

        kit, high = self.kit, BOTTOM - TOP - 0.3
        box = (MARGIN, TOP + 0.3, WIDTH - 2 * MARGIN, high)
        while size > SMALLEST and self._height(items, size) > high:
            size -= 1
        shape = kit.text(slide, f"•  {items[0]}", box, size)
        for item in items[1:]:
            paragraph = shape.text_frame.add_paragraph()
            kit.run(paragraph, f"•  {item}", size, INK)
        for paragraph in shape.text_frame.paragraphs:
            paragraph.space_after = Pt(size * 0.5 * kit.scale)

    def _height(self, items: list[str], size: float) -> float:
        wide = WIDTH - 2 * MARGIN
        lines = sum(self.kit.lines(f"•  {item}", size, wide) for item in items)
        return (lines * size * 1.25 + len(items) * size * 0.5) / POINTS

    def _table(self, slide: Any, table: TextTable) -> None:
        """Set as many rows as have room; names are never cut, they take further lines."""
        kit, wide = self.kit, WIDTH - 2 * MARGIN
        widths = fit_widths(table, wide, LETTER, PAD, ROWS)
        heights = [self._row_height(row, widths) for row in (table.header, *table.rows[:ROWS])]
        room = BOTTOM - TOP - 1.0
        fitting = sum(1 for at in range(1, len(heights)) if sum(heights[: at + 1]) <= room)
        rows, heights = list(table.rows[:fitting]), heights[: fitting + 1]
        box = (MARGIN, TOP + 0.2, wide, sum(heights))
        shape = slide.shapes.add_table(len(rows) + 1, len(table.header), *map(kit.emu, box))
        shape._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)  # noqa: SLF001
        made = shape.table
        for at, width in enumerate(widths):
            made.columns[at].width = kit.emu(width)
        for at, cells in enumerate([table.header, *rows]):
            made.rows[at].height = kit.emu(heights[at])
            for column, text in enumerate(cells):
                link = table.address(at - 1) if at and column == 0 else None
                self._cell(made.cell(at, column), text, link, header=at == 0,
                           numeric=column in table.numeric)  # fmt: skip
        if len(rows) < len(table.rows):
            words = say("shown_of", self.lang, shown=len(rows), n=len(table.rows))
            kit.text(slide, words, (MARGIN, BOTTOM - 0.7, wide, 0.6), 10, QUIET)

    def _row_height(self, cells: Sequence[str], widths: Sequence[float]) -> float:
        lines = max(
            self.kit.lines(text, TABLE, width - PAD)
            for text, width in zip(cells, widths, strict=True)
        )
        return 0.45 + 0.5 * lines

    def _cell(self, cell: Any, text: str, link: str | None, *, header: bool, numeric: bool) -> None:
        kit = self.kit
        color = PAPER if header else _LINK if link else INK
        kit.fill(cell.text_frame, text, TABLE, color, bold=header,
                 align="right" if numeric else "left", middle=True)  # fmt: skip
        cell.margin_left = cell.margin_right = kit.emu(0.2)
        cell.margin_top = cell.margin_bottom = kit.emu(0.05)
        if link:
            cell.text_frame.paragraphs[0].runs[0].hyperlink.address = link
        cell.fill.solid()
        kit.color(cell.fill.fore_color, ACCENT if header else PAPER)
