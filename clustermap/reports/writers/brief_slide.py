"""A brief as one slide: native text, table, chart and map, with its sources in the notes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.brief.rows import keys_of
from clustermap.reports.writers.brief_pdf import MAP, title_size
from clustermap.reports.writers.office import FIXED, LANGUAGES, fixed_zip
from clustermap.reports.writers.slide_kit import (
    ACCENT,
    BARS,
    INK,
    QUIET,
    RULE,
    WIDTH,
    SlideKit,
    plain,
    presentation,
    rgb,
)

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.reports.brief.content import Brief
    from clustermap.reports.brief.map_parts import BriefMap

LEFT, TOP = 1.1, 2.55
RIGHT, WIDE = 16.8, 15.95
FOOT = 17.75
ROW, BAR = 0.62, 0.5
_TEXT = 10.5


def pptx(brief: Brief, template: Path | None = None) -> bytes:
    """Return a brief as a .pptx file of one slide, the same bytes on every run."""
    show = presentation(template)
    kit = SlideKit(show, brief.lang, themed=template is not None)
    add_brief(kit, brief)
    properties = show.core_properties
    properties.title, properties.language = brief.title, LANGUAGES[brief.lang]
    properties.subject = brief.subtitle[:250]
    properties.author = properties.last_modified_by = "clustermap"
    properties.created = properties.modified = FIXED
    buffer = io.BytesIO()
    show.save(buffer)
    return fixed_zip(buffer.getvalue())


def add_brief(kit: SlideKit, brief: Brief) -> None:
    """Add the slide of a brief to a presentation."""
    size = title_size(brief.title, 24.5 if brief.lang == "en" else 29.5)
    slide = kit.titled(brief.title, (LEFT, 0.55, WIDTH - 2 * LEFT, 1.2), size)
    kit.text(slide, brief.subtitle, (LEFT, 1.75, WIDTH - 2 * LEFT, 0.6), 12, QUIET)
    drawn = brief_map(brief, *MAP)
    kit.map(slide, drawn, LEFT, TOP)
    _key(kit, slide, drawn)
    _column(kit, slide, brief, _numbers(kit, slide, brief))
    kit.rule(slide, LEFT, FOOT - 0.08, WIDTH - 2 * LEFT, RULE, 0.5)
    sources = ("" if brief.lang == "ja" else " ").join(brief.sources)
    kit.text(slide, sources, (LEFT, FOOT, WIDTH - 2 * LEFT, 0.9), 8, QUIET)
    notes = [brief.title, *brief.sources, *_site_sources(brief)]
    slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def _site_sources(brief: Brief) -> list[str]:
    """Return the page behind each site of the list."""
    sites = brief.facts.sites
    wanted = [one.site for one in brief.facts.coming] or list(sites.index)
    table = brief.facts.shared.national.sites
    found = []
    for site in dict.fromkeys(wanted[:30]):
        row = table.loc[site]
        name = row[f"name_{brief.lang}"] or row["name_ja"]
        found.append(f"{name}: {row['source_url']}")
    return found


def _key(kit: SlideKit, slide: Any, drawn: BriefMap) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    x, y = LEFT, TOP + MAP[1] + 0.12
    for name, color, style in (
        *((name, color, "full") for name, color in drawn.sectors),
        *((name, f"#{QUIET}", style) for style, name in drawn.styles),
    ):
        if x + _wide(kit, name) > LEFT + MAP[0]:
            x, y = LEFT, y + 0.45
        dot = slide.shapes.add_shape(MSO_SHAPE.OVAL, *map(kit.emu, (x, y + 0.1, 0.25, 0.25)))
        _swatch(dot, color if style == "full" else "#ffffff", color)
        if style == "dashed":
            dot.line.dash_style = 3
        x = _label(kit, slide, name, x + 0.32, y)
    if drawn.sectors or drawn.styles:
        x, y = LEFT, y + 0.5
    for name, color in drawn.shades:
        box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(kit.emu, (x, y + 0.1, 0.4, 0.25)))
        _swatch(box, color, f"#{RULE}")
        x = _label(kit, slide, name, x + 0.47, y)
    words = ("。" if kit.lang == "ja" else "; ").join(drawn.notes)
    kit.text(slide, words, (x, y, LEFT + MAP[0] - x, 0.9), 9, QUIET)


def _swatch(shape: Any, fill: str, line: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(fill)
    shape.line.color.rgb = rgb(line)
    shape.name = "–"
    plain(shape)


def _wide(kit: SlideKit, name: str) -> float:
    return kit.letters.width(name, 9) / 72 * 2.54 * 1.2 + 0.45


def _label(kit: SlideKit, slide: Any, name: str, x: float, y: float) -> float:
    wide = _wide(kit, name) - 0.3
    kit.text(slide, name, (x, y, wide + 0.3, 0.5), 9, QUIET)
    return x + wide + 0.15


def _numbers(kit: SlideKit, slide: Any, brief: Brief) -> float:
    """Set the large numbers; return where they end."""
    gap = 0.5
    wide = (WIDE - gap * (len(brief.numbers) - 1)) / max(1, len(brief.numbers))
    for at, number in enumerate(brief.numbers):
        x = RIGHT + at * (wide + gap)
        kit.rule(slide, x, TOP, wide, ACCENT, 2)
        box = kit.text(slide, number.value, (x, TOP + 0.15, wide, 1.0), 22, ACCENT, bold=True)
        if number.unit:
            kit.run(box.text_frame.paragraphs[0], f" {number.unit}", 12, ACCENT, bold=True)
        kit.text(slide, number.note, (x, TOP + 1.17, wide, 1.3), 9.5, QUIET)
    lines = max((kit.lines(one.note, 9.5, wide) for one in brief.numbers), default=0)
    return TOP + 1.4 + 0.41 * lines


def _column(kit: SlideKit, slide: Any, brief: Brief, start: float) -> None:
    """Set list, chart and remarks below each other, with what room is left between them."""
    rows, compared = brief.listing.rows, brief.comparison
    label = (
        max((kit.letters.width(row.label, _TEXT) for row in rows), default=0) / 72 * 2.54 * 1.12
        + 0.35
    )
    amount = (
        max((kit.letters.width(row.amount, _TEXT) for row in rows), default=0) / 72 * 2.54 * 1.12
        + 0.3
    )
    middle = WIDE - label - amount
    lines = [kit.lines(row.text, _TEXT, middle) for row in rows]
    list_high = 0.65 + sum(ROW + 0.42 * (n - 1) for n in lines)
    head = kit.lines(compared.heading, 12, WIDE, bold=True) if compared else 0
    keys = keys_of(compared, kit.lang) if compared else []
    chart_high = 0.55 * head + 0.45 * bool(keys) + BAR * len(compared.bars) + 0.2 if compared else 0
    tag = (
        max((kit.letters.width(one.label, _TEXT, bold=True) for one in brief.remarks), default=0)
        / 72
        * 2.54
        * 1.12
        + 0.35
    )
    told = [kit.lines(one.text, _TEXT, WIDE - tag) for one in brief.remarks]
    remark_high = sum(0.45 * n + 0.15 for n in told)
    gap = max(0.1, (FOOT - 0.3 - start - list_high - chart_high - remark_high) / 3)
    y = start
    kit.text(slide, brief.listing.heading, (RIGHT, y, WIDE, 0.6), 12, ACCENT, bold=True)
    if rows:
        _table(kit, slide, brief, (RIGHT, y + 0.65, WIDE), (label, middle, amount), lines)
    y += list_high + gap
    if compared:
        kit.text(slide, compared.heading, (RIGHT, y, WIDE, 0.55 * head), 12, ACCENT, bold=True)
        top = y + 0.55 * head
        if keys:
            _bar_keys(kit, slide, keys, top)
            top += 0.45
        kit.chart(slide, compared, (RIGHT - 0.2, top, WIDE + 0.2, BAR * len(compared.bars) + 0.2))
        y += chart_high + gap
    for one, n in zip(brief.remarks, told, strict=True):
        kit.text(slide, one.label, (RIGHT, y, tag, 0.5), _TEXT, ACCENT, bold=True)
        kit.text(slide, one.text, (RIGHT + tag, y, WIDE - tag, 0.45 * n), _TEXT)
        y += 0.45 * n + 0.15


def _bar_keys(kit: SlideKit, slide: Any, keys: list[tuple[str, str]], y: float) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    x = RIGHT
    for kind, name in keys:
        box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(kit.emu, (x, y + 0.08, 0.3, 0.24)))
        _swatch(box, f"#{BARS[kind]}", f"#{BARS[kind]}")
        x = _label(kit, slide, name, x + 0.4, y)


def _table(
    kit: SlideKit, slide: Any, brief: Brief, at: tuple[float, float, float],
    widths: tuple[float, float, float], lines: list[int],
) -> None:  # fmt: skip
    """Set the list as a native table with lines between its rows."""
    x, y, wide = at
    rows = brief.listing.rows
    high = [ROW + 0.42 * (n - 1) for n in lines]
    shape = slide.shapes.add_table(len(rows), 3, *map(kit.emu, (x, y, wide, sum(high))))
    shape.name = brief.listing.heading
    table = shape.table
    table.first_row = table.horz_banding = False
    table.first_col = True
    style = table._tbl.tblPr.find(  # noqa: SLF001
        "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
    )
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
    for column, width in zip(table.columns, widths, strict=True):
        column.width = kit.emu(width)
    for number, row in enumerate(rows):
        table.rows[number].height = kit.emu(high[number])
        for column, text in enumerate((row.label, row.text, row.amount)):
            cell = table.cell(number, column)
            cell.margin_left = cell.margin_right = 0
            cell.margin_top = cell.margin_bottom = kit.emu(0.04)
            kit.fill(cell.text_frame, text or "\u00a0", _TEXT, INK, bold=column == 0,
                     align="right" if column == 2 else "left", middle=True)  # fmt: skip
            _line_above(cell)


def _line_above(cell: Any) -> None:
    from pptx.oxml.ns import qn

    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001
    line = properties.makeelement(qn("a:lnT"), {"w": "6350"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": RULE}))
    line.append(fill)
    properties.append(line)
