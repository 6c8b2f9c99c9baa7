"""A brief as a Word page: real headings, tables, links; the map and the bars are pictures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from clustermap.maps.figures.fonts import FAMILY
from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.brief.svg import map_svg
from clustermap.reports.writers.brief_pdf import map_png
from clustermap.reports.writers.office import FIXED, LANGUAGES, fixed_zip
from clustermap.reports.writers.slide_kit import BARS
from clustermap.reports.writers.word_kit import (
    base_document,
    keep_row_whole,
    quiet_color,
    take_theme,
)

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.reports.brief.content import Brief
    from clustermap.reports.brief.map_parts import BriefMap

#: Width of the text and of the map in centimeters, and of the longest bar in letters.
WIDTH, MAP, BAR = 17.0, (7.8, 6.0), 31
_ACCENT, _INK = "14506E", "18222C"


def docx(brief: Brief, template: Path | None = None) -> bytes:
    """Return a brief as a .docx file of one page, the same bytes on every run."""
    word = base_document(brief.lang, template)
    add_brief(word, brief)
    if template is not None:
        take_theme(word)
    properties = word.core_properties
    properties.title, properties.language = brief.title, LANGUAGES[brief.lang]
    properties.subject = brief.subtitle[:250]
    properties.author = properties.last_modified_by = "clustermap"
    properties.comments = ""
    properties.created = properties.modified = FIXED
    buffer = io.BytesIO()
    word.save(buffer)
    return fixed_zip(buffer.getvalue())


def add_brief(word: Any, brief: Brief, level: int = 1) -> None:
    """Set a brief at the end of a document, under a heading of a level."""
    from docx.shared import Pt, RGBColor

    title = word.add_heading(brief.title, level=level)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(2)
    for run in title.runs:
        run.font.size, run.font.color.rgb = Pt(18), RGBColor.from_string(_INK)
    quiet_color(word.add_paragraph().add_run(brief.subtitle), 10)
    drawn = brief_map(brief, *MAP)
    frame = _grid(word, 1, (MAP[0] + 0.4, WIDTH - MAP[0] - 0.4))
    _map(frame.rows[0].cells[0], drawn, brief)
    _numbers(frame.rows[0].cells[1], brief)
    _heading(word, brief.listing.heading, level + 1)
    table = _grid(word, len(brief.listing.rows), (2.4, 10.6, 4.0))
    for row, one in zip(table.rows, brief.listing.rows, strict=True):
        keep_row_whole(row)
        _cell(row.cells[0], one.label, bold=True)
        _cell(row.cells[1], one.text)
        _cell(row.cells[2], one.amount, right=True)
    if brief.comparison:
        _heading(word, brief.comparison.heading, level + 1)
        _bars(word, brief)
    if brief.remarks:
        _remarks(word, brief)
    foot = word.add_paragraph()
    foot.paragraph_format.space_before = Pt(6)
    quiet_color(foot.add_run(("" if brief.lang == "ja" else " ").join(brief.sources)), 7.5)


def _grid(word: Any, rows: int, widths: tuple[float, ...]) -> Any:
    from docx.shared import Cm

    table = word.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def _heading(word: Any, text: str, level: int) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = word.add_heading(text, level=level)
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.space_after = Pt(2)
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(11), RGBColor.from_string(_ACCENT)


def _cell(
    cell: Any, text: str, *, bold: bool = False, right: bool = False, size: float = 9.5
) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = 2
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, Pt(size)


def _map(cell: Any, drawn: BriefMap, brief: Brief) -> None:
    from docx.shared import Cm

    picture = map_png(map_svg(drawn, brief.lang, FAMILY), *MAP)
    shape = cell.paragraphs[0].add_run().add_picture(io.BytesIO(picture), width=Cm(MAP[0]))
    shape._inline.docPr.set("descr", drawn.alternative)  # noqa: SLF001  # no other way
    keys = [
        *(("●", name, color) for name, color in drawn.sectors),
        *(
            ({"full": "●", "ring": "○", "dashed": "◌"}[style], name, "#56626D")
            for style, name in drawn.styles
        ),
        *(("■", name, color) for name, color in drawn.shades),
    ]
    line = cell.add_paragraph()
    for sign, name, color in keys:
        quiet_color(line.add_run(f"{sign} "), 8, color.removeprefix("#"))
        quiet_color(line.add_run(f"{name}　" if brief.lang == "ja" else f"{name}  "), 8)
    quiet_color(line.add_run(("。" if brief.lang == "ja" else "; ").join(drawn.notes)), 8)


def _numbers(cell: Any, brief: Brief) -> None:
    from docx.shared import Pt, RGBColor

    for at, number in enumerate(brief.numbers):
        line = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.space_before = Pt(8 if at else 0)
        for text, size in ((number.value, 22), (f" {number.unit}", 11)):
            run = line.add_run(text)
            run.bold, run.font.size = True, Pt(size)
            run.font.color.rgb = RGBColor.from_string(_ACCENT)
        quiet_color(cell.add_paragraph().add_run(number.note), 9)


def _bars(word: Any, brief: Brief) -> None:
    """Draw the bars with block letters: they print anywhere, and their numbers are text."""
    from docx.shared import Pt

    compared = brief.comparison
    if compared is None:
        return
    most = max(bar.value for bar in compared.bars) or 1
    table = _grid(word, len(compared.bars), (4.6, 9.6, 2.8))
    for row, bar in zip(table.rows, compared.bars, strict=True):
        keep_row_whole(row)
        mine = bar.kind == "self"
        _cell(row.cells[0], bar.name, bold=mine, size=8.5)
        row.cells[1].paragraphs[0].paragraph_format.space_after = Pt(0)
        drawn = row.cells[1].paragraphs[0].add_run("█" * max(1, round(BAR * bar.value / most)))
        quiet_color(drawn, 8, BARS[bar.kind])
        _cell(row.cells[2], bar.words, bold=mine, right=True, size=8.5)


def _remarks(word: Any, brief: Brief) -> None:
    from docx.shared import Pt, RGBColor

    for at, one in enumerate(brief.remarks):
        line = word.add_paragraph()
        line.paragraph_format.space_before = Pt(0 if at else 6)
        line.paragraph_format.space_after = Pt(1)
        label = line.add_run(f"{one.label}　" if brief.lang == "ja" else f"{one.label}: ")
        label.bold, label.font.color.rgb = True, RGBColor.from_string(_ACCENT)
        label.font.size = Pt(9.5)
        line.add_run(one.text).font.size = Pt(9.5)
