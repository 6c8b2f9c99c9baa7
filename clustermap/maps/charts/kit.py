"""The kit of charts: bars, intervals, columns, curves and piles of dots, each drawn one way.

A chart of the kit is a :class:`~clustermap.maps.charts.drawing.Drawing`; what is drawn for a page
is drawn for a document by the same function, in another :class:`ChartSize`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap.maps.charts.drawing import (
    BoxShape,
    DotShape,
    Drawing,
    MovedShapes,
    RuleShape,
    StepsShape,
    WordsShape,
    cut,
    width_of,
)
from clustermap.maps.charts.ticks import ratio_text, round_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.maps.charts.drawing import Anchor, Shape


@dataclass(frozen=True)
class ChartSize:
    """How large a chart is drawn.

    Attributes
    ----------
    width, letter, row : float
        Width of the drawing, size of its letters, height of a row.
    high : float
        Height of what has no rows.
    dot : float
        Radius of the dot of an interval.
    stroke : float, optional
        Width of the line of an interval; else one unit.
    document : bool
        On paper there is room: names stand close to what they name, keys above.
    """

    width: float
    letter: float
    row: float
    high: float
    dot: float = 4
    stroke: float | None = None
    document: bool = False

    @property
    def small(self) -> float:
        """Size of letters of values and keys."""
        return self.letter * 11 / 12

    @property
    def smallest(self) -> float:
        """Size of letters of a scale."""
        return self.letter * 10 / 12

    @property
    def center(self) -> float | None:
        """Width of the line that intervals lie around."""
        return self.stroke and self.stroke / 2

    def share(self, width: float) -> float:
        """Return a width that is given for a screen's chart."""
        return width / SCREEN.width * self.width


#: In units that are legible on a telephone; it scales with its place.
SCREEN = ChartSize(340, 12, 20, 150)
#: In points, as wide as the text of a page.
PAGE = ChartSize(482, 8.7, 15, 130, dot=3.4, stroke=1.6, document=True)


@dataclass(frozen=True)
class Bar:
    """One bar: its value (None: nothing known), the words at its end, its paint.

    ``stack`` divides it: paints and values that add up to the bar's.
    """

    name: str
    value: float | None
    words: str
    paint: str = "main"
    stack: Sequence[tuple[str, float]] = ()


def bars(
    rows: Sequence[Bar],
    *,
    largest: float | None = None,
    keys: Sequence[tuple[str, str]] = (),
    alternative: str = "",
    size: ChartSize = SCREEN,
) -> Drawing:
    """Draw horizontal bars, one a row, with their values in words.

    Parameters
    ----------
    rows : sequence of Bar
        What to draw, from top to bottom.
    largest : float, optional
        Value that fills the width, for panels that share a scale.
    keys : sequence of (name, paint), optional
        Of stacks.
    alternative : str
        What the chart shows, in words; else names and words row by row.
    size : ChartSize
    """
    left = min(size.share(110), max(width_of(row.name, size.letter) for row in rows) + 8)
    right = min(size.share(150), max(width_of(row.words, size.letter) for row in rows) + 8)
    most = largest or max(row.value or 0 for row in rows)
    scale = (size.width - left - right) / most if most > 0 else 0
    shapes: list[Shape] = []
    for at, row in enumerate(rows):
        y = 2 + at * size.row
        baseline = y + 0.5 * size.row + size.letter / 3
        shapes.append(_name(row.name, left, baseline, size))
        end = left
        for paint, value in row.stack or [(row.paint, row.value or 0)]:
            if value:
                long = value * scale
                wide = max(long, 1)
                shapes.append(BoxShape(end, y + 0.15 * size.row, wide, 0.7 * size.row, paint))
                end += long
        shapes.append(WordsShape(end + 5, baseline, row.words, size.small, "quiet"))
    words = "; ".join(f"{row.name} {row.words}" for row in rows)
    return _keyed(shapes, 2 + len(rows) * size.row + 2, keys, alternative or words, size)


def _name(text: str, left: float, baseline: float, size: ChartSize) -> WordsShape:
    """Set the name of a row, shortened to its room: on a screen all begin at the edge."""
    text = cut(text, size.letter, left - 5)
    if size.document:
        return WordsShape(left - 8, baseline, text, size.letter, anchor="end")
    return WordsShape(0, baseline, text, size.letter)


@dataclass(frozen=True)
class Interval:
    """A value with an interval; ``sure`` ones are drawn full, others hollow.

    Without a paint, those that are not sure are pale.
    """

    name: str
    value: float
    low: float
    high: float
    words: str
    sure: bool = True
    paint: str = ""


def intervals(
    rows: Sequence[Interval],
    *,
    ticks: Sequence[float],
    center: float = 1.0,
    note: str = "",
    alternative: str = "",
    size: ChartSize = SCREEN,
) -> Drawing:
    """Draw values with intervals on a scale of ratios, around a center line.

    What lies beyond the first or last tick is drawn at the edge.

    Parameters
    ----------
    rows : sequence of Interval
        From top to bottom.
    ticks : sequence of float
        Positions of the scale.
    center : float
        Where the line is.
    note : str
        Says what the chart shows, before the rows in words.
    alternative : str
        All of it in words; else the note, and names and words row by row.
    size : ChartSize
    """
    left = min(size.share(120), max(width_of(row.name, size.letter) for row in rows) + 10)
    right = min(size.share(170), max(width_of(row.words, size.small) for row in rows) + 8)
    scale = _Ratios(ticks, left, size.width - left - right)
    base = len(rows) * size.row + 4
    shapes: list[Shape] = [RuleShape(scale.x(tick), 0, scale.x(tick), base) for tick in ticks]
    shapes += scale.labels(base + 13, size)
    middle = scale.x(center)
    shapes.append(RuleShape(middle, 0, middle, base, "quiet", width=size.center))
    words = [note] if note else []
    for at, row in enumerate(rows):
        y = (at + 0.5) * size.row
        paint = row.paint or ("main" if row.sure else "pale")
        shapes += [
            _name(row.name, left, y + size.letter / 3, size),
            RuleShape(scale.x(row.low), y, scale.x(row.high), y, paint, width=size.stroke),
            DotShape(scale.x(row.value), y, size.dot, paint, hollow=not row.sure),
            WordsShape(size.width - right + 8, y + size.letter / 3, row.words, size.small, "quiet"),
        ]
        words.append(f"{row.name} {row.words}")
    return Drawing(size.width, base + 18, shapes, alternative or "; ".join(words))


class _Ratios:
    """A logarithmic scale; what lies beyond its ends is at them."""

    def __init__(self, ticks: Sequence[float], left: float, wide: float) -> None:
        self.ticks, self.left, self.wide = ticks, left, wide
        self.low, self.high = math.log(ticks[0]), math.log(ticks[-1])

    def x(self, ratio: float) -> float:
        """Return the place of a ratio."""
        at = min(max(math.log(max(ratio, 1e-9)), self.low), self.high)
        return self.left + (at - self.low) / (self.high - self.low) * self.wide

    def labels(self, y: float, size: ChartSize) -> list[Shape]:
        """Return the labels of the ticks, with this baseline."""
        return [
            WordsShape(self.x(tick), y, ratio_text(tick), size.smallest, "quiet", "middle")
            for tick in self.ticks
        ]


@dataclass(frozen=True)
class Stack:
    """What is stacked in columns: its name, its paint, its value in each column."""

    name: str
    paint: str
    values: Sequence[float]


def columns(
    names: Sequence[str],
    stacks: Sequence[Stack],
    *,
    mark: tuple[float, str] | None = None,
    totals: bool = False,
    alternative: str = "",
    size: ChartSize = SCREEN,
) -> Drawing:
    """Draw stacked columns.

    Parameters
    ----------
    names : sequence of str
        One column each; the last is always named, others where there is room.
    stacks : sequence of Stack
        From bottom to top.
    mark : (float, str), optional
        A place (1.5: in the middle of the second column) to mark, and what it is.
    totals : bool
        Numbers above the columns instead of a scale at the left.
    alternative : str
        What the chart shows, in words.
    size : ChartSize
    """
    left = 0 if totals else 2 * size.letter
    top = 1.5 * size.letter if mark or totals else size.letter / 2
    base = top + size.high
    sums = [sum(stack.values[at] for stack in stacks) for at in range(len(names))]
    ticks = round_ticks(0, max(sums, default=0), 5, whole=True)
    scale = size.high / (max(sums, default=0) or 1 if totals else ticks[-1])
    wide = (size.width - left) / max(len(names), 6 if totals else 1)
    shapes: list[Shape] = []
    for tick in () if totals else ticks:
        y = base - tick * scale
        shapes += [
            RuleShape(left, y, size.width, y),
            WordsShape(left - 5, y + 4, f"{tick:g}", size.smallest, "quiet", "end"),
        ]
    every = max(1, math.ceil(34 / 12 * size.letter / wide))
    for at, name in enumerate(names):
        x, y = left + at * wide, base
        for stack in stacks:
            high = stack.values[at] * scale
            if high:
                y -= high
                tip = f"{name} {stack.name}: {stack.values[at]:g}"
                shapes.append(BoxShape(x + wide * 0.12, y, wide * 0.76, high, stack.paint, tip))
        middle = x + wide / 2
        if totals and sums[at]:
            shapes.append(
                WordsShape(middle, y - 3, f"{sums[at]:,.0f}", size.small, "quiet", "middle")
            )
        if (len(names) - 1 - at) % every == 0:
            below = base + 1.2 * size.letter - 0.4
            shapes.append(WordsShape(middle, below, name, size.smallest, "quiet", "middle"))
    if totals:
        shapes.append(RuleShape(left, base, size.width, base, "pale"))
    if mark:
        shapes += _mark(left + mark[0] * wide, mark[1], top, base, size)
    keys = [(stack.name, stack.paint) for stack in stacks]
    return _keyed(shapes, base + 5 / 3 * size.letter, keys, alternative, size)


def _mark(x: float, text: str, top: float, base: float, size: ChartSize) -> list[Shape]:
    """Mark a place by a line and what it is, written where there is room."""
    anchor: Anchor = "end" if x > size.width / 2 else "start"
    beside = x + (-4 if anchor == "end" else 4)
    return [
        RuleShape(x, top - 4, x, base, "warm", "3 2"),
        WordsShape(beside, size.small, text, size.smallest, "warm", anchor),
    ]


def _keyed(
    shapes: Sequence[Shape],
    height: float,
    keys: Sequence[tuple[str, str]],
    alternative: str,
    size: ChartSize,
) -> Drawing:
    """Return a drawing with its keys (name, paint) in as many lines as they need."""
    if not keys:
        return Drawing(size.width, height, shapes, alternative)
    found: list[Shape] = []
    step, side = size.letter * 17 / 12, size.smallest
    line, at = 0, 0.0
    for name, paint in keys:
        need = width_of(name, size.small) + 2 * size.letter
        if at + need > size.width and at > 0:
            line, at = line + 1, 0.0
        y = line * step
        found += [
            BoxShape(at, y + 0.4 * side, side, side, paint),
            WordsShape(at + 1.4 * side, y + 1.3 * side, name, size.small),
        ]
        at += need
    room = (line + 1) * step + 4
    if size.document:
        return Drawing(size.width, height + room, [*found, MovedShapes(room, shapes)], alternative)
    return Drawing(size.width, height + room, [*shapes, MovedShapes(height, found)], alternative)


@dataclass(frozen=True)
class Curve:
    """Cumulated shares (0 to 1) over a distance: its name, its paint, (distance, share)."""

    name: str
    paint: str
    points: Sequence[tuple[float, float]]


def curves(
    series: Sequence[Curve],
    *,
    right_end: float,
    unit: str,
    alternative: str,
    size: ChartSize = SCREEN,
) -> Drawing:
    """Draw cumulated shares as step lines over a distance from zero.

    Parameters
    ----------
    series : sequence of Curve
        Distances increasing; the first is drawn whole, the others dashed.
    right_end : float
        Distance at the right edge.
    unit : str
        Of the distances.
    alternative : str
        What the chart shows, in words.
    size : ChartSize
    """
    left, top = 34 / 12 * size.letter, size.letter / 2
    base, wide = top + size.high, size.width
    shapes: list[Shape] = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = base - share * size.high
        shapes += [
            RuleShape(left, y, wide, y),
            WordsShape(left - 5, y + 4, f"{share:.0%}", size.smallest, "quiet", "end"),
        ]
    for tick in round_ticks(0, right_end, 6, whole=True):
        x = left + tick / right_end * (wide - left)
        if x <= wide:
            anchor: Anchor = "end" if x > wide - size.letter else "middle"
            below = base + 1.2 * size.letter - 0.4
            shapes.append(WordsShape(x, below, f"{tick:g}", size.smallest, "quiet", anchor))
    shapes.append(
        WordsShape(wide, base + 28 / 12 * size.letter, unit, size.smallest, "quiet", "end")
    )
    for at, curve in enumerate(series):
        points = [(left, base)]
        for distance, share in curve.points:
            x = left + min(distance, right_end) / right_end * (wide - left)
            points.append((x, base - share * size.high))
            if distance >= right_end:
                break
        if len(points) > 1:
            points.append((wide, points[-1][1]))
        shapes.append(StepsShape(points, curve.paint, "5 3" if at else ""))
    keys = [(curve.name, curve.paint) for curve in series]
    return _keyed(shapes, base + 32 / 12 * size.letter, keys, alternative, size)


def dot_plot(
    values: Sequence[float],
    marked: tuple[float, str],
    *,
    ticks: Sequence[float],
    alternative: str,
    words: tuple[str, str] = ("", ""),
    size: ChartSize = SCREEN,
) -> Drawing:
    """Pile values up as dots on a scale of ratios, with one of them marked.

    Parameters
    ----------
    values : sequence of float
        Positive ratios.
    marked : (float, str)
        The value to set apart, and its name.
    ticks : sequence of float
        Positions of the scale; what lies beyond is drawn at the edge.
    alternative : str
        What the chart shows, in words.
    words : (str, str)
        What the left and the right end of the scale mean.
    size : ChartSize
    """
    wide, step = size.width, 7
    scale = _Ratios(ticks, 14, wide - 28)
    piles: dict[int, int] = {}
    spots = []
    for value in sorted(values):
        column = round(scale.x(value) / step)
        piles[column] = piles.get(column, 0) + 1
        spots.append((column * step, piles[column]))
    base = max([*piles.values(), 6]) * step + 26
    shapes: list[Shape] = [DotShape(at, base - level * step, 3, "pale") for at, level in spots]
    shapes.append(RuleShape(0, base, wide, base, "quiet"))
    shapes += scale.labels(base + 13, size)
    spot = scale.x(marked[0])
    anchor: Anchor = "end" if spot > wide / 2 else "start"
    shapes += [
        RuleShape(spot, 14, spot, base, "warm"),
        DotShape(spot, base - 4, 4.5, "warm"),
        WordsShape(spot, 11, marked[1], size.small, "warm", anchor),
        WordsShape(0, base + 27, words[0], size.smallest, "quiet"),
        WordsShape(wide, base + 27, words[1], size.smallest, "quiet", "end"),
    ]
    return Drawing(wide, base + 32, shapes, alternative)
