"""Laying a picture out: header, body, legend, footer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.locales.numbers import decimal, with_unit
from clustermap.maps.drawing.country import Country
from clustermap.maps.drawing.describe import join, say
from clustermap.maps.drawing.furniture import ScaleBar
from clustermap.maps.drawing.layout import Box, Sheet
from clustermap.maps.drawing.legend import Block, Row, draw_column, draw_strip, strip_height
from clustermap.maps.drawing.marks import DIAMOND, look_of
from clustermap.maps.drawing.paper import Fill, Paper
from clustermap.maps.drawing.tiles import draw_tiles, short_name, tile_value
from clustermap.maps.palettes import sector_colors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from clustermap.maps.drawing.subject import Panel, Subject
    from clustermap.maps.palettes import Theme

#: Width of the legend's column in sizes of the text.
COLUMN = 17.5


@dataclass(frozen=True)
class Drawn:
    """A figure, and where its letters are from."""

    figure: Figure
    font: str


def compose(subject: Subject, theme: Theme, width: float, height: float) -> Drawn:
    """Lay a subject out on a sheet of ``width`` x ``height`` centimeters."""
    paper = Paper(Sheet.of(width, height), theme)
    rest = _header(paper, subject, paper.sheet.whole())
    country = None if subject.tile_grid else Country(subject, paper)
    blocks = _blocks(subject, theme)
    if paper.sheet.landscape:
        rest = _footer(paper, subject, rest, country)
        column = min(COLUMN * paper.em, 0.34 * rest.width)
        body = Box(rest.x, rest.y, rest.width - column - 1.6 * paper.em, rest.height)
        scale = _body(paper, subject, body, country)
        room = Box(body.right + 1.6 * paper.em, rest.y, column, rest.height)
        draw_column(paper, [*blocks, *scale], room)
    else:
        rest = _footer(paper, subject, rest, country)
        bar = [ScaleBar(1.0, None)] if country else []
        high = strip_height(paper, [*blocks, *bar], rest.width) + 1.2 * paper.em
        body = Box(rest.x, rest.y + high, rest.width, rest.height - high)
        scale = _body(paper, subject, body, country)
        draw_strip(paper, [*blocks, *scale], Box(rest.x, rest.y, rest.width, high - 1.2 * paper.em))
    return Drawn(paper.figure, paper.letters.origin)


def _header(paper: Paper, subject: Subject, box: Box) -> Box:
    """Set title and subtitle, and return what is left."""
    em = paper.em
    size = 1.75 * em
    while len(paper.letters.wrap(subject.title, size, box.width, bold=True)) > 2 and size > em:  # noqa: PLR2004
        size *= 0.95
    y = box.top
    for line in paper.letters.wrap(subject.title, size, box.width, bold=True):
        y -= 1.25 * size
        paper.text(box.x, y + 0.3 * size, line, size, bold=True)
    for line in paper.letters.wrap(subject.subtitle(), em, box.width)[:2]:
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
        if country.outside:
            notes.append(say("outside", lang, n=decimal(country.outside)))
    size = 0.82 * paper.em
    text = join([subject.source(), *notes], lang)
    lines = paper.letters.wrap(text, size, box.width)
    y = box.y
    for line in reversed(lines):
        paper.text(box.x, y + 0.2 * size, line, size, color=paper.theme.muted)
        y += 1.3 * size
    y += 0.5 * size
    return Box(box.x, y, box.width, box.top - y)


def _blocks(subject: Subject, theme: Theme) -> list[Block]:
    """Return the legend: of the colors, the sites, their status and the zones."""
    blocks = []
    legend = subject.legend()
    if legend:
        blocks.append(legend)
    if subject.sites and subject.sectors:
        if len(subject.panels) == 1 or subject.tile_grid:
            blocks.append(_site_block(subject, theme))
        status = _status_block(subject, theme)
        if status and not subject.tile_grid:
            blocks.append(status)
    if subject.zones and not subject.tile_grid:
        blocks.append(_zone_block(subject, theme))
    return blocks


def _site_block(subject: Subject, theme: Theme) -> Block:
    colors = sector_colors(tuple(subject.sectors))
    rows = []
    for at, (sector, count) in enumerate(subject.sectors.items()):
        color = colors[sector][theme.dark]
        label = locales.text("sector", sector, subject.lang)
        if subject.tile_grid:
            rows.append(Row(label, count, fill=Fill(color)))
        else:
            rows.append(Row(label, count, mark=(at, "full", color)))
    return Block(say("sites", subject.lang), tuple(rows))


def _status_block(subject: Subject, theme: Theme) -> Block | None:
    """Return the key to the looks of the marks, if more than one occurs."""
    occurring = set(subject.dataset.sites["status"])
    known = [status for status in locales.keys("status") if status in occurring]
    if len(known) < 2:  # noqa: PLR2004
        return None
    rows = tuple(
        Row(locales.text("status", status, subject.lang), mark=(0, look_of(status), theme.muted))
        for status in known
    )
    return Block(say("status", subject.lang), rows)


def _zone_block(subject: Subject, theme: Theme) -> Block:
    whole = Fill(theme.paper, hatch=theme.zone, edge=theme.zone)
    return Block(
        say("zones", subject.lang),
        (
            Row(say("zone_whole", subject.lang), fill=whole),
            Row(say("zone_part", subject.lang), mark=(DIAMOND, "ring", theme.zone)),
        ),
    )


def _body(
    paper: Paper, subject: Subject, box: Box, country: Country | None
) -> list[ScaleBar]:
    """Draw the maps or tiles; return the scale bar that belongs to them."""
    if country is None:
        if len(subject.panels) == 1:
            _tiles(paper, subject, subject.panels[0], box)
        else:
            for panel, cell in zip(subject.panels, _cells(paper, subject, box), strict=True):
                _tiles(paper, subject, panel, _panel_title(paper, subject, panel, cell))
        return []
    if len(subject.panels) == 1:
        country.draw(subject.panels[0], box)
    else:
        for panel, cell in zip(subject.panels, _cells(paper, subject, box), strict=True):
            country.draw(panel, _panel_title(paper, subject, panel, cell))
    return [ScaleBar(country.meters_per_point, country.north)]


def _cells(paper: Paper, subject: Subject, box: Box) -> list[Box]:
    """Divide a box among the panels so that the maps are as large as can be."""
    n = len(subject.panels)
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
    """Set the sector and the number of its sites over a panel; return the room below."""
    size, y = 1.05 * paper.em, cell.top - 1.15 * paper.em
    paper.text(cell.x, y, panel.label, size, bold=True)
    if subject.sites and panel.sector:
        count = decimal(subject.sectors.get(panel.sector, 0))
        number = with_unit(count, locales.text("unit", "sites", subject.lang), subject.lang)
        paper.text(cell.right, y, number, paper.em, color=paper.theme.muted, ha="right")
    return cell.below(1.6 * paper.em)


def _tiles(paper: Paper, subject: Subject, panel: Panel, box: Box) -> None:
    about, lang = panel.about, subject.lang
    fills = subject.fills(panel)
    sites = subject.dataset.sites
    if panel.sector:
        sites = sites[sites["sector"] == panel.sector]
    counts = sites.groupby(["prefecture_code", "sector"]).size()
    colors = sector_colors(tuple(subject.sectors))
    names, texts, strips = {}, {}, {}
    for code, name in subject.names.items():
        names[code] = short_name(code, name, lang)
        value, hidden = panel.values[code], panel.suppressed[code]
        if about is None:
            texts[code] = ""
        else:
            texts[code] = "x" if hidden else "–" if value != value else tile_value(value, about, lang)  # noqa: PLR0124
        if subject.sites:
            strips[code] = [
                (colors[sector][paper.theme.dark], int(counts.get((code, sector), 0)))
                for sector in colors
                if counts.get((code, sector), 0)
            ]
    plain = {code: Fill(paper.theme.land) for code in names}
    draw_tiles(paper, box, names, {**plain, **fills}, texts, strips)
