"""Laying a picture out: header, body, legend, footer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.data.zones import unknown_places
from clustermap.errors import ClustermapError
from clustermap.locales.numbers import decimal, with_unit
from clustermap.maps.figures.context import context_block
from clustermap.maps.figures.country import Country
from clustermap.maps.figures.describe import join, say
from clustermap.maps.figures.furniture import ScaleBar
from clustermap.maps.figures.layout import Box, Sheet
from clustermap.maps.figures.legend import (
    SMALLEST,
    LegendBlock,
    LegendRow,
    column_height,
    draw_column,
    draw_strip,
    natural_width,
    strip_height,
)
from clustermap.maps.figures.marks import DIAMOND, look_of
from clustermap.maps.figures.paper import Fill, Paper
from clustermap.maps.figures.tiles import draw_tiles, short_name, tile_value
from clustermap.maps.palettes import scheme_looks, sector_colors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from clustermap.maps.figures.legend import LegendPart
    from clustermap.maps.figures.subject import Panel, Subject
    from clustermap.maps.palettes import Theme

#: Width of the legend's column in sizes of the text.
COLUMN = 15.0
#: Letters shrink by these, in turn, until the words leave room for the map.
SHRINKS = (1.0, 0.9, 0.8, 0.7, 0.6)
#: Least share of the sheet's height that is the map's.
LEAST_BODY = 0.4


@dataclass(frozen=True)
class ComposedFigure:
    """A figure, and where its letters are from."""

    figure: Figure
    font: str


def compose(subject: Subject, theme: Theme, width: float, height: float) -> ComposedFigure:
    """Lay a subject out on a sheet of ``width`` x ``height`` centimeters."""
    for shrink, kept in (*((shrink, None) for shrink in SHRINKS), (SHRINKS[-1], 1)):
        paper = Paper(Sheet.of(width, height, shrink), theme)
        if _laid_out(paper, subject, kept):
            return ComposedFigure(paper.figure, paper.letters.origin)
    raise ClustermapError(
        f"{subject.title!r} leaves no room for a map on {width:.3g} x {height:.3g} cm.",
        "Give a larger --size or a shorter --title.",
    )


def _laid_out(paper: Paper, subject: Subject, kept: int | None) -> bool:
    """Draw everything; False if words would leave too little room for the map.

    Of the legend, ``kept`` blocks are set.
    """
    rest = _header(paper, subject, paper.sheet.whole())
    country = None if subject.tile_grid else Country(subject, paper, _about_where(paper, subject))
    rest = _footer(paper, subject, rest, country)
    parts = _blocks(subject, paper.theme, grouped=country is not None and country.grouped)[:kept]
    if len(subject.panels) > 1:
        return _panels(paper, subject, parts, rest, country)
    gap = 1.4 * paper.em
    box = None
    if paper.sheet.landscape:
        column = min(max(COLUMN * paper.em, natural_width(paper, parts)), 0.36 * rest.width)
        body = Box(rest.x, rest.y, rest.width - column - gap, rest.height)
        legend = Box(body.right + gap, rest.y, column, rest.height)
        if country is not None and country.main.projection.kind == "albers":
            # the nation stands in its sea, and so does the legend
            box, legend = rest, Box(legend.x - 0.8 * gap, rest.y, column, rest.height).padded(gap)
        high = column_height(paper, parts, column, SMALLEST * paper.em) + 2 * paper.em
        fits = high <= legend.height
    else:
        bar: list[LegendPart] = [ScaleBar(1.0, None)] if country else []
        high = strip_height(paper, [*parts, *bar], rest.width)
        body = Box(rest.x, rest.y + high + gap, rest.width, rest.height - high - gap)
        legend = Box(rest.x, rest.y, rest.width, high)
        fits = body.height >= LEAST_BODY * paper.sheet.height
    if not fits or rest.height < LEAST_BODY * paper.sheet.height:
        return False
    scale: list[LegendPart] = []
    if country is None:
        _tiles(paper, subject, subject.panels[0], body)
    else:
        country.draw(subject.panels[0], box or body, body)
        scale = [ScaleBar(country.meters_per_point, country.north)]
    draw = draw_column if paper.sheet.landscape else draw_strip
    draw(paper, [*parts, *scale], legend)
    return True


def _about_where(paper: Paper, subject: Subject) -> Box:
    """Return a box of about the size that a map will have."""
    wide, high = (0.66, 0.72) if paper.sheet.landscape else (0.92, 0.55)
    box = Box(0, 0, wide * paper.sheet.width, high * paper.sheet.height)
    if len(subject.panels) == 1:
        return box
    whole = Box(0, 0, 0.95 * paper.sheet.width, 0.78 * paper.sheet.height)
    return _cells(paper, len(subject.panels) + 1, whole)[0].below(1.6 * paper.em)


def _header(paper: Paper, subject: Subject, box: Box) -> Box:
    """Set title and subtitle, and return what is left."""
    em = paper.em
    size = 1.75 * em
    heading = subject.headline or subject.title
    while len(paper.letters.wrap(heading, size, box.width, bold=True)) > 2 and size > em:
        size *= 0.95
    y = box.top
    for line in paper.letters.wrap(heading, size, box.width, bold=True):
        y -= 1.25 * size
        paper.text(box.x, y + 0.3 * size, line, size, bold=True)
    beneath = subject.subtitle()
    for line in paper.letters.wrap(beneath, em, box.width)[:2] if beneath else ():
        y -= 1.4 * em
        paper.text(box.x, y + 0.3 * em, line, em, color=paper.theme.muted)
    return Box(box.x, box.y, box.width, y - 0.7 * em - box.y)


def _footer(paper: Paper, subject: Subject, box: Box, country: Country | None) -> Box:
    """Set the source lines, and return what is left."""
    lang = subject.lang
    if country is None:
        notes = [say("tiles", lang)]
    else:
        notes = [say(country.main.projection.kind, lang)]
        if country.moved:
            notes.append(say("moved", lang))
        if country.outside:
            notes.append(say("outside", lang, n=decimal(country.outside)))
    size = 0.82 * paper.em
    text = join([subject.note(), subject.source(), *notes], lang)
    lines = paper.letters.wrap(text, size, box.width)
    y = box.y
    for line in reversed(lines):
        paper.text(box.x, y + 0.2 * size, line, size, color=paper.theme.muted)
        y += 1.3 * size
    y += 0.5 * size
    return Box(box.x, y, box.width, box.top - y)


def _blocks(subject: Subject, theme: Theme, *, grouped: bool) -> list[LegendPart]:
    """Return the legend: of the colors, the sites, their status and the zones."""
    blocks: list[LegendPart] = []
    legend = subject.legend()
    if legend:
        blocks.append(legend)
    if subject.sites and subject.sectors:
        if len(subject.panels) == 1 or subject.tile_grid:
            blocks.append(_site_block(subject, theme, grouped=grouped))
        elif grouped:
            blocks.append(
                LegendBlock("", (LegendRow(say("ring_of_one", subject.lang), ring=True),))
            )
        # a ring tells sectors, not states
        status = None if grouped else _status_block(subject, theme)
        if status and not subject.tile_grid:
            blocks.append(status)
    if subject.zones and not subject.tile_grid:
        blocks.append(_zone_block(subject, theme))
    layers = subject.selection.layers
    if layers and not subject.tile_grid:
        heading = locales.text("context", "heading", subject.lang)
        blocks.append(context_block(layers, heading, subject.lang, theme))
    return blocks


def _site_block(subject: Subject, theme: Theme, *, grouped: bool) -> LegendBlock:
    colors = sector_colors(subject.order)
    rows = []
    for sector, count in subject.sectors.items():
        at, color = subject.order.index(sector), colors[sector][theme.dark]
        label = locales.text("sector", sector, subject.lang)
        if subject.tile_grid:
            rows.append(LegendRow(label, count, fill=Fill(color)))
        else:
            rows.append(LegendRow(label, count, mark=(at, "full", color)))
    if grouped:
        rows.append(LegendRow(say("ring", subject.lang), ring=True))
    return LegendBlock(say("sites", subject.lang), tuple(rows))


def _status_block(subject: Subject, theme: Theme) -> LegendBlock | None:
    """Return the key to the looks of the marks, if more than one occurs."""
    occurring = set(subject.selection.sites["status"])
    known = [status for status in locales.keys("status") if status in occurring]
    if len(known) < 2:
        return None
    rows = tuple(
        LegendRow(
            locales.text("status", status, subject.lang), mark=(0, look_of(status), theme.muted)
        )
        for status in known
    )
    return LegendBlock(say("status", subject.lang), rows)


def _zone_block(subject: Subject, theme: Theme) -> LegendBlock:
    """Key of each scheme's hatching; of a mark where a zone's area is not known."""
    zones, lang = subject.selection.zones, subject.lang
    unknown = set(unknown_places(zones))
    rows = []
    for scheme, look in scheme_looks(zones["scheme"]).items():
        color = look.color(theme)
        label = locales.text("scheme", scheme, lang)
        drawn = set(zones.loc[zones["scheme"] == scheme, "id"])
        if drawn - unknown:
            hatched = Fill(theme.paper, hatch=color, edge=color, lines=look.hatch * 4)
            rows.append(LegendRow(label, fill=hatched))
        if drawn & unknown:
            label = f"{label} ({say('zone_unknown', lang)})"
            rows.append(LegendRow(label, mark=(DIAMOND, "ring", color)))
    return LegendBlock(say("zones", lang), tuple(rows))


def _panels(
    paper: Paper, subject: Subject, parts: Sequence[LegendPart], box: Box, country: Country | None
) -> bool:
    """Draw the panels, and the legend in the last cell; False if it has no room there."""
    *cells, last = _cells(paper, len(subject.panels) + 1, box)
    high = column_height(paper, parts, last.width, SMALLEST * paper.em) + 2 * paper.em
    if high > last.height:
        return False
    scale: list[ScaleBar] = []
    for panel, cell in zip(subject.panels, cells, strict=True):
        room = _panel_title(paper, subject, panel, cell)
        if country is None:
            _tiles(paper, subject, panel, room)
            continue
        country.draw(panel, room)
        scale = [ScaleBar(country.meters_per_point, country.north)]
    draw_column(paper, [*parts, *scale], last)
    return True


def _cells(paper: Paper, n: int, box: Box) -> list[Box]:
    """Divide a box among panels so that the maps are as large as can be."""
    gap = 0.9 * paper.em
    title = 1.7 * paper.em

    def side(columns: int) -> float:
        rows = math.ceil(n / columns)
        wide = (box.width - gap * (columns - 1)) / columns
        high = (box.height - gap * (rows - 1)) / rows - title
        return min(wide, high)

    columns = max(range(1, n + 1), key=side)
    rows = math.ceil(n / columns)
    wide = (box.width - gap * (columns - 1)) / columns
    high = (box.height - gap * (rows - 1)) / rows
    return [
        Box(
            box.x + (at % columns) * (wide + gap),
            box.top - (at // columns) * (high + gap) - high,
            wide,
            high,
        )
        for at in range(n)
    ]


def _panel_title(paper: Paper, subject: Subject, panel: Panel, cell: Box) -> Box:
    """Set the sector or year and the number of its sites over a panel; return the room below."""
    size, y = 1.05 * paper.em, cell.top - 1.15 * paper.em
    paper.text(cell.x, y, panel.label, size, bold=True)
    if subject.sites and (panel.sector or panel.until):
        count = decimal(len(panel.of(subject.selection.sites)))
        number = with_unit(count, locales.text("unit", "sites", subject.lang), subject.lang)
        paper.text(cell.right, y, number, paper.em, color=paper.theme.muted, ha="right")
    return cell.below(1.6 * paper.em)


def _tiles(paper: Paper, subject: Subject, panel: Panel, box: Box) -> None:
    about, lang = panel.about, subject.lang
    fills = subject.fills(panel)
    sites = panel.of(subject.selection.sites)
    counts = sites.groupby(["prefecture_code", "sector"]).size()
    colors = sector_colors(subject.order)
    names, texts, strips = {}, {}, {}
    for code, name in subject.names.items():
        names[code] = short_name(code, name, lang)
        value, hidden = panel.values[code], panel.suppressed[code]
        if about is None or about.categories:
            texts[code] = ""
        else:
            texts[code] = "x" if hidden else tile_value(value, about, lang)
        if subject.sites:
            strips[code] = [
                (colors[sector][paper.theme.dark], int(counts.get((code, sector), 0)))
                for sector in colors
                if counts.get((code, sector), 0)
            ]
    plain = {code: Fill(paper.theme.land) for code in names}
    if about is not None and about.categories:
        # lines over a tile would cross its words
        fills = {code: replace(fill, hatch=None) for code, fill in fills.items()}
    draw_tiles(paper, box, names, {**plain, **fills}, texts, strips)
