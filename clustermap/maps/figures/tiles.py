"""The prefectures as tiles of one size, roughly where they lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustermap.locales.numbers import decimal, short
from clustermap.maps.classes import is_money
from clustermap.maps.figures.layout import Box
from clustermap.maps.page.payload import TILES
from clustermap.maps.palettes import contrast_ink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustermap.analysis.indicators import Indicator
    from clustermap.maps.figures.paper import Fill, Paper

GAP = 0.06
_SUFFIXES = {"ja": ("県", "府", "都"), "ko": ("현", "부", "도")}


def short_name(code: str, name: str, lang: str) -> str:
    """Return a prefecture's name without what every name ends with.

    Examples
    --------
    >>> short_name("43", "熊本県", "ja"), short_name("01", "北海道", "ja")
    ('熊本', '北海道')
    """
    if code == "01":
        return name
    for suffix in _SUFFIXES.get(lang, ()):
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


def tile_value(value: float, about: Indicator, lang: str) -> str:
    """Write a value in few letters.

    Examples
    --------
    >>> from clustermap.analysis.indicators import Indicator
    >>> from clustermap.locales import same
    >>> people = Indicator("p", same("People"), "official", same(""))
    >>> tile_value(13_500_000, people, "en"), tile_value(13_500_000, people, "ja")
    ('13.5M', '1,350万')
    """
    if about.categories:
        return ""
    if not math.isfinite(value):
        return "–"
    if is_money(about):
        if lang == "en":
            return f"¥{short(value / 1000, 2)}tn" if value >= 1000 else f"¥{short(value, 0)}bn"
        trillion, hundred_million = {"ja": ("兆", "億"), "ko": ("조", "억")}[lang]
        if value >= 1000:
            return short(value / 1000, 2) + trillion
        return short(value * 10) + hundred_million
    text = decimal(value, about.decimals)
    return text if len(text) <= 6 else _compact(value, lang)


def _compact(value: float, lang: str) -> str:
    units = {
        "en": ((1e9, "B"), (1e6, "M"), (1e3, "K")),
        "ja": ((1e8, "億"), (1e4, "万")),
        "ko": ((1e8, "억"), (1e4, "만")),
    }[lang]
    for size, unit in units:
        if abs(value) >= size:
            scaled = value / size
            digits = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 else 2
            return short(scaled, digits) + unit
    return short(value, 0)


def draw_tiles(
    paper: Paper,
    box: Box,
    names: Mapping[str, str],
    fills: Mapping[str, Fill],
    texts: Mapping[str, str],
    strips: Mapping[str, Sequence[tuple[str, int]]],
) -> None:
    """Draw a tile for each area named, as large as the box allows.

    Parameters
    ----------
    names, fills, texts : mapping by prefecture code
        Name, fill and value in words of each tile.
    strips : mapping by prefecture code
        Colors and counts of the sectors of its sites.
    """
    cells = {code: TILES[code] for code in names if code in TILES}
    if not cells:
        return
    columns, rows = zip(*cells.values(), strict=True)
    left, top = min(columns), min(rows)
    wide, high = max(columns) - left + 1, max(rows) - top + 1
    side = min(box.width / wide, box.height / high, 9 * paper.em)
    x0 = box.x + (box.width - side * wide) / 2
    y0 = box.top - (box.height - side * high) / 2
    inner = side * (1 - GAP)
    for code, (column, row) in cells.items():
        tile = Box(x0 + (column - left) * side, y0 - (row - top + 1) * side, inner, inner)
        _tile(paper, tile, names[code], fills[code], texts[code], strips.get(code, ()))


def _tile(
    paper: Paper,
    tile: Box,
    name: str,
    fill: Fill,
    text: str,
    strip: Sequence[tuple[str, int]],
) -> None:
    from matplotlib.patches import Rectangle

    paper.swatch(tile.x, tile.y, tile.width, tile.height, fill)
    ink = contrast_ink(fill.color)
    pad = 0.08 * tile.width
    room = tile.width - 2 * pad
    for line, share, bold in ((name, 0.3, False), (text, 0.58, True)):
        size = 0.23 * tile.width
        size = min(size, size * room / max(paper.letters.width(line, size, bold=bold), 1e-6))
        y = tile.top - share * tile.height
        paper.text(tile.x + pad, y, line, size, bold=bold, color=ink)
    total = sum(count for _, count in strip)
    x = tile.x + pad
    for color, count in strip:
        width = room * count / total
        paper.axes.add_patch(
            Rectangle(
                (x, tile.y + pad),
                width,
                0.13 * tile.height,
                facecolor=color,
                edgecolor=paper.theme.paper,
                linewidth=0.3,
            )
        )
        x += width
