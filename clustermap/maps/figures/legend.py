"""Legends: blocks of rows, each a key and what it stands for, set into a column or a strip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from clustermap.locales.numbers import decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.maps.figures.layout import Box
    from clustermap.maps.figures.marks import MarkLook
    from clustermap.maps.figures.paper import Fill, Paper

#: Distance of rows, in sizes of the text.
LEADING = 1.55
#: Distance of blocks.
BETWEEN = 1.1
SMALLEST = 0.72


@dataclass(frozen=True)
class LegendRow:
    """A line of a legend; its key is a fill or a mark ``(shape, look, color)``."""

    label: str
    count: int | None = None
    fill: Fill | None = None
    mark: tuple[int, MarkLook, str] | None = None
    #: Whether the key is the ring of several sites.
    ring: bool = False


class LegendPart(Protocol):
    """What can be set into a column."""

    def height(self, paper: Paper, width: float, size: float, /) -> float:
        """Return the height in points when set in ``size``."""
        ...

    def draw(self, paper: Paper, x: float, top: float, width: float, size: float, /) -> None:
        """Set the part with its upper left corner at (x, top)."""
        ...


@dataclass(frozen=True)
class LegendBlock:
    """A part of a legend under a heading."""

    heading: str
    rows: tuple[LegendRow, ...] = ()
    #: What the numbers count, above them; a word for the unit before.
    unit: str = ""
    counted: str = ""

    def height(self, paper: Paper, width: float, size: float) -> float:
        """Return the height in points when set in ``size``."""
        lines = len(self._heading(paper, width, size)) * 1.35
        lines += LEADING if self.unit or self.counted else 0
        for row in self.rows:
            lines += LEADING + 1.2 * (len(_label(paper, row, width, size)) - 1)
        return (lines + 0.15) * size

    def _heading(self, paper: Paper, width: float, size: float) -> list[str]:
        if not self.heading:
            return []
        return paper.letters.wrap(self.heading, size * 1.05, width, bold=True)

    def draw(self, paper: Paper, x: float, top: float, width: float, size: float) -> None:
        """Set the block with its upper left corner at (x, top)."""
        y = top
        for line in self._heading(paper, width, size):
            y -= 1.35 * size
            paper.text(x, y + 0.3 * size, line, size * 1.05, bold=True)
        if self.unit or self.counted:
            y -= LEADING * size
            muted = paper.theme.muted
            room = width - paper.letters.width(self.counted, size * 0.9) - size
            unit = paper.letters.cut(self.unit, size * 0.9, room)
            paper.text(x, y + 0.45 * size, unit, size * 0.9, color=muted)
            paper.text(
                x + width, y + 0.45 * size, self.counted, size * 0.9, color=muted, ha="right"
            )
        for row in self.rows:
            y = _draw_row(paper, row, x, y, width, size)


def _label(paper: Paper, row: LegendRow, width: float, size: float) -> list[str]:
    room = width - 2.6 * size - (2.4 * size if row.count is not None else 0)
    return paper.letters.wrap(row.label, size, room)


def natural_width(paper: Paper, parts: Sequence[LegendPart]) -> float:
    """Return the width in points in which no row needs a second line."""
    rows = [row for part in parts if isinstance(part, LegendBlock) for row in part.rows]
    return max((paper.letters.width(row.label, paper.em) for row in rows), default=0.0) + (
        5.2 * paper.em
    )


def _draw_row(
    paper: Paper, row: LegendRow, x: float, top: float, width: float, size: float
) -> float:
    """Set a row below ``top`` and return its lower edge."""
    baseline = top - LEADING * size + 0.45 * size
    middle = baseline + 0.36 * size
    if row.fill:
        paper.swatch(x, middle - 0.52 * size, 1.8 * size, 1.04 * size, row.fill)
    if row.mark:
        shape, look, color = row.mark
        paper.mark(x + 0.9 * size, middle, 0.38 * size, shape, look, color)
    if row.ring:
        paper.ring(x + 0.9 * size, middle, 0.5 * size)
    lines = _label(paper, row, width, size)
    for at, line in enumerate(lines):
        paper.text(x + 2.6 * size, baseline - at * 1.2 * size, line, size)
    if row.count is not None:
        paper.text(
            x + width, baseline, decimal(row.count), size, color=paper.theme.muted, ha="right"
        )
    return top - (LEADING + 1.2 * (len(lines) - 1)) * size


def column_height(paper: Paper, blocks: Sequence[LegendPart], width: float, size: float) -> float:
    """Return the height of a column in points."""
    heights = [block.height(paper, width, size) for block in blocks]
    return sum(heights) + BETWEEN * size * max(0, len(blocks) - 1)


def _stack(
    paper: Paper, blocks: Sequence[LegendPart], x: float, top: float, width: float, size: float
) -> None:
    for block in blocks:
        block.draw(paper, x, top, width, size)
        top -= block.height(paper, width, size) + BETWEEN * size


def draw_column(paper: Paper, blocks: Sequence[LegendPart], box: Box) -> None:
    """Stack blocks in a column; the letters shrink if they must."""
    size = paper.em
    while size > SMALLEST * paper.em and column_height(paper, blocks, box.width, size) > box.height:
        size *= 0.97
    _stack(paper, blocks, box.x, box.top, box.width, size)


def strip_height(paper: Paper, blocks: Sequence[LegendPart], width: float) -> float:
    """Return the height of a strip as wide as the sheet that holds the blocks."""
    columns = _columns(paper, blocks, width)
    each = _each(paper, width, len(columns))
    return max((column_height(paper, column, each, paper.em) for column in columns), default=0.0)


def draw_strip(paper: Paper, blocks: Sequence[LegendPart], box: Box) -> None:
    """Set blocks side by side."""
    columns = _columns(paper, blocks, box.width)
    each = _each(paper, box.width, len(columns))
    for at, column in enumerate(columns):
        _stack(paper, column, box.x + at * (each + 2 * paper.em), box.top, each, paper.em)


def _each(paper: Paper, width: float, columns: int) -> float:
    """Return the width of a column: no wider than a legend needs."""
    return min(24 * paper.em, (width - 2 * paper.em * (columns - 1)) / max(1, columns))


def _columns(paper: Paper, blocks: Sequence[LegendPart], width: float) -> list[list[LegendPart]]:
    """Divide blocks, in their order, among columns so that the tallest is low."""
    most = max(1, min(len(blocks), int(width / (15 * paper.em))))
    best: list[list[LegendPart]] = [list(blocks)]
    lowest = column_height(paper, blocks, _each(paper, width, 1), paper.em)
    for cuts in _divisions(len(blocks), most):
        parts = [list(blocks[a:b]) for a, b in zip((0, *cuts), (*cuts, len(blocks)), strict=True)]
        each = _each(paper, width, len(parts))
        tall = max(column_height(paper, part, each, paper.em) for part in parts)
        if tall < lowest - 0.5 * paper.em:
            best, lowest = parts, tall
    return best


def _divisions(n: int, most: int) -> list[tuple[int, ...]]:
    import itertools

    return [
        cuts
        for parts in range(2, most + 1)
        for cuts in itertools.combinations(range(1, n), parts - 1)
    ]
