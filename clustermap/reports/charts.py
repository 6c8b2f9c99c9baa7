"""Charts as inline SVG: self-contained, for light and dark, with their numbers in words.

A chart is 340 units wide, so that its text is legible on a telephone; it scales with its place.
Every shape carries its color both as an attribute, for where the drawing is pasted alone, and as
classes, by which a page repaints it for a dark background.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from clustermap.maps.palettes import SECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 340
FONT = 12
#: Paints by name: on light, on dark.
PAINTS: dict[str, tuple[str, str]] = {
    "ink": ("#1b2127", "#e8ecf0"),
    "quiet": ("#56616c", "#a5b0bb"),
    "line": ("#d5dbe1", "#3b444d"),
    "land": ("#eceff2", "#232a31"),
    "main": ("#0072b2", "#56b4e9"),
    "warm": ("#c44200", "#ff8a5c"),
    "pale": ("#9aa6b2", "#6d7985"),
    "r0": ("#08306b", "#c6dbef"),
    "r1": ("#2171b5", "#6baed6"),
    "r2": ("#6baed6", "#3182bd"),
    "r3": ("#9ecae1", "#2b5f8f"),
    "r4": ("#c3cad1", "#4b555f"),
}
_ROW = 20


def _fill(paint: str) -> str:
    color = PAINTS.get(paint) or SECTORS.get(paint.removeprefix("s-")) or PAINTS["main"]
    return f'fill="{color[0]}" class="f p-{paint}"'


def _stroke(paint: str) -> str:
    color = PAINTS.get(paint) or PAINTS["ink"]
    return f'stroke="{color[0]}" class="l p-{paint}"'


def width_of(text: str, size: float = FONT) -> float:
    """Estimate the width of a text: East Asian letters are square, others about 0.6."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return size * (wide + 0.62 * (len(text) - wide))


def label(
    x: float, y: float, text: str, *, paint: str = "ink", anchor: str = "start", size: float = FONT
) -> str:
    """Return a text element; ``text`` is escaped."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" '
        f'font-family="sans-serif" {_fill(paint)}>{escape(text)}</text>'
    )


def rule(x1: float, y1: float, x2: float, y2: float, paint: str = "line", dash: str = "") -> str:
    """Return a line element."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{dashed} {_stroke(paint)}/>'
    )


def box(x: float, y: float, wide: float, high: float, paint: str, tip: str = "") -> str:
    """Return a rectangle, with a tip for the mouse."""
    told = f"<title>{escape(tip)}</title>" if tip else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{max(high, 0):.1f}" '
        f"{_fill(paint)}>{told}</rect>"
    )


def dot(x: float, y: float, r: float, paint: str, *, hollow: bool = False, tip: str = "") -> str:
    """Return a circle; a hollow one has only a rim."""
    told = f"<title>{escape(tip)}</title>" if tip else ""
    how = f'fill="none" stroke-width="1.6" {_stroke(paint)}' if hollow else _fill(paint)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" {how}>{told}</circle>'


def drawing(height: float, parts: Sequence[str], alternative: str, width: float = WIDTH) -> str:
    """Wrap elements into an SVG picture with a text alternative."""
    told = escape(alternative)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:.0f}" '
        f'width="{width:g}" height="{height:.0f}" role="img" aria-label="{told}">'
        f"{''.join(parts)}</svg>"
    )


@dataclass(frozen=True)
class Bar:
    """One bar: its value (None: nothing known), the words at its end, its paint."""

    name: str
    value: float | None
    words: str
    paint: str = "main"


def bars(
    rows: Sequence[Bar], *, largest: float | None = None, mark: tuple[float, str] | None = None
) -> str:
    """Draw horizontal bars, one a row, with their values in words.

    Parameters
    ----------
    rows : sequence of Bar
        What to draw, from top to bottom.
    largest : float, optional
        Value that fills the width, for panels that share a scale.
    mark : (float, str), optional
        A value to mark by a line across all bars, and what it is.
    """
    left = min(110, max(width_of(row.name) for row in rows) + 8)
    right = min(150, max(width_of(row.words) for row in rows) + 8)
    most = largest or max([row.value or 0 for row in rows] + [mark[0] if mark else 0])
    scale = (WIDTH - left - right) / most if most > 0 else 0
    top = 16 if mark else 2
    parts, told = [], []
    for at, row in enumerate(rows):
        y = top + at * _ROW
        parts.append(label(0, y + 14, row.name))
        long = (row.value or 0) * scale
        if row.value:
            parts.append(box(left, y + 3, max(long, 1), _ROW - 6, row.paint))
        parts.append(label(left + long + 5, y + 14, row.words, paint="quiet", size=11))
        told.append(f"{row.name} {row.words}")
    height = top + len(rows) * _ROW + 2
    if mark and most > 0:
        x = left + mark[0] * scale
        parts.append(rule(x, top - 2, x, height, "quiet", "2 2"))
        anchor = "end" if x > WIDTH * 0.6 else "start"
        parts.append(label(x, 10, mark[1], paint="quiet", anchor=anchor, size=10))
        told.append(mark[1])
    return drawing(height, parts, "; ".join(told))


@dataclass(frozen=True)
class Interval:
    """A value with an interval; ``sure`` ones are drawn full, others hollow and pale."""

    name: str
    value: float
    low: float
    high: float
    words: str
    sure: bool = True


def intervals(
    rows: Sequence[Interval], *, ticks: Sequence[float], center: float = 1.0, note: str = ""
) -> str:
    """Draw values with intervals on a logarithmic scale, around a center line.

    What lies beyond the first or last tick is drawn at the edge.
    """
    left = min(120, max(width_of(row.name) for row in rows) + 10)
    right = min(170, max(width_of(row.words, 11) for row in rows) + 8)
    low, high = math.log(ticks[0]), math.log(ticks[-1])

    def x(value: float) -> float:
        at = math.log(value) if value > 0 else low
        return left + (min(max(at, low), high) - low) / (high - low) * (WIDTH - left - right)

    height = len(rows) * _ROW + 22
    parts = [rule(x(tick), 0, x(tick), height - 18) for tick in ticks]
    parts += [
        label(x(tick), height - 5, _tick(tick), paint="quiet", anchor="middle", size=10)
        for tick in ticks
    ]
    parts.append(rule(x(center), 0, x(center), height - 18, "quiet"))
    told = [note] if note else []
    for at, row in enumerate(rows):
        y = at * _ROW + 10
        paint = "main" if row.sure else "pale"
        parts.append(label(0, y + 4, row.name))
        parts.append(rule(x(row.low), y, x(row.high), y, paint))
        parts.append(dot(x(row.value), y, 4, paint, hollow=not row.sure))
        parts.append(label(WIDTH - right + 8, y + 4, row.words, paint="quiet", size=11))
        told.append(f"{row.name} {row.words}")
    return drawing(height, parts, "; ".join(told))


def _tick(value: float) -> str:
    """Write a mark of a logarithmic scale: one over a whole number below one."""
    return f"{value:g}" if value >= 1 else f"1/{1 / value:g}"


def _steps(most: float, count: int = 4) -> list[float]:
    """Return round steps from zero to at least ``most``."""
    if most <= 0:
        return [0, 1]
    raw = most / count
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * one for one in (1, 2, 5, 10) if size * one >= raw)
    step = max(step, 1)
    return [step * at for at in range(math.ceil(most / step - 1e-9) + 1)]


def columns(
    years: Sequence[int],
    stacks: Sequence[tuple[str, str, Sequence[float]]],
    *,
    mark: tuple[float, str] | None = None,
    alternative: str = "",
) -> str:
    """Draw stacked columns by year.

    Parameters
    ----------
    years : sequence of int
        One column each.
    stacks : sequence of (name, paint, values)
        From bottom to top; values by year.
    mark : (float, str), optional
        A moment (2021.78) to mark, and what it is.
    alternative : str
        What the chart shows, in words.
    """
    left, bottom, top = 24, 20, 18 if mark else 6
    rows_of_legend = _legend([(name, paint) for name, paint, _ in stacks], 0)
    high = 150
    totals = [sum(values[at] for _, _, values in stacks) for at in range(len(years))]
    ticks = _steps(max(totals, default=0))
    legend, legend_height = rows_of_legend
    base = top + high
    wide = (WIDTH - left) / max(len(years), 1)
    parts = []
    for tick in ticks:
        y = base - tick / ticks[-1] * high
        parts += [
            rule(left, y, WIDTH, y),
            label(left - 5, y + 4, f"{tick:g}", paint="quiet", anchor="end", size=10),
        ]
    every = max(1, math.ceil(34 / wide))
    for at, year in enumerate(years):
        y = float(base)
        x = left + at * wide
        for name, paint, values in stacks:
            part = values[at] / ticks[-1] * high
            if part:
                y -= part
                parts.append(
                    box(
                        x + wide * 0.12,
                        y,
                        wide * 0.76,
                        part,
                        paint,
                        f"{year} {name}: {values[at]:g}",
                    )
                )
        if (years[-1] - year) % every == 0:
            parts.append(
                label(x + wide / 2, base + 14, str(year), paint="quiet", anchor="middle", size=10)
            )
    if mark:
        x = left + (mark[0] - years[0]) * wide
        parts.append(rule(x, top - 4, x, base, "warm", "3 2"))
        anchor = "end" if x > WIDTH / 2 else "start"
        parts.append(
            label(
                x + (-4 if anchor == "end" else 4),
                11,
                mark[1],
                paint="warm",
                anchor=anchor,
                size=10,
            )
        )
    parts.append(f'<g transform="translate(0 {base + bottom})">{legend}</g>')
    return drawing(base + bottom + legend_height, parts, alternative)


def _legend(entries: Sequence[tuple[str, str]], x: float) -> tuple[str, float]:
    """Return a legend in as many lines as it needs, and its height."""
    parts, line, at = [], 0, x
    for name, paint in entries:
        need = width_of(name, 11) + 24
        if at + need > WIDTH and at > x:
            line, at = line + 1, x
        y = line * 17
        parts += [box(at, y + 4, 10, 10, paint), label(at + 14, y + 13, name, size=11)]
        at += need
    return "".join(parts), (line + 1) * 17 + 4


def curves(
    series: Sequence[tuple[str, str, Sequence[tuple[float, float]]]],
    *,
    right_end: float,
    unit: str,
    alternative: str,
) -> str:
    """Draw cumulated shares (0 to 1) as step lines over a distance from zero.

    Parameters
    ----------
    series : sequence of (name, paint, points)
        Points are (distance, share), distances increasing.
    right_end : float
        Distance at the right edge.
    unit : str
        Of the distances.
    alternative : str
        What the chart shows, in words.
    """
    left, high, top = 34, 150, 6
    base = top + high
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = base - share * high
        parts += [
            rule(left, y, WIDTH, y),
            label(left - 5, y + 4, f"{share:.0%}", paint="quiet", anchor="end", size=10),
        ]
    for tick in _steps(right_end, 5):
        x = left + tick / right_end * (WIDTH - left)
        if x <= WIDTH:
            anchor = "end" if x > WIDTH - 12 else "middle"
            parts.append(label(x, base + 14, f"{tick:g}", paint="quiet", anchor=anchor, size=10))
    parts.append(label(WIDTH, base + 28, unit, paint="quiet", anchor="end", size=10))
    for at, (_, paint, points) in enumerate(series):
        path, before = f"M{left} {base}", 0.0
        for distance, share in points:
            x = left + min(distance, right_end) / right_end * (WIDTH - left)
            path += f"H{x:.1f}V{base - share * high:.1f}"
            before = share
            if distance >= right_end:
                break
        path += f"H{WIDTH}" if before else ""
        dash = ' stroke-dasharray="5 3"' if at else ""
        parts.append(f'<path d="{path}" fill="none" stroke-width="2"{dash} {_stroke(paint)}/>')
    legend, legend_height = _legend([(name, paint) for name, paint, _ in series], 0)
    parts.append(f'<g transform="translate(0 {base + 32})">{legend}</g>')
    return drawing(base + 32 + legend_height, parts, alternative)


def dot_plot(
    values: Sequence[float],
    marked: tuple[float, str],
    *,
    ticks: Sequence[float],
    alternative: str,
    words: tuple[str, str] = ("", ""),
) -> str:
    """Pile values up as dots on a logarithmic scale, with one of them marked.

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
    """
    low, high = math.log(ticks[0]), math.log(ticks[-1])
    left, step = 14, 7

    def x(value: float) -> float:
        at = min(max(math.log(max(value, 1e-9)), low), high)
        return left + (at - low) / (high - low) * (WIDTH - 2 * left)

    piles: dict[int, int] = {}
    spots = []
    for value in sorted(values):
        column = round(x(value) / step)
        piles[column] = piles.get(column, 0) + 1
        spots.append((column * step, piles[column]))
    tall = max([*piles.values(), 6]) * step + 26
    parts = [dot(at, tall - level * step, 3, "pale") for at, level in spots]
    parts.append(rule(0, tall, WIDTH, tall, "quiet"))
    parts += [
        label(x(tick), tall + 13, _tick(tick), paint="quiet", anchor="middle", size=10)
        for tick in ticks
    ]
    spot = x(marked[0])
    parts += [rule(spot, 14, spot, tall, "warm"), dot(spot, tall - 4, 4.5, "warm")]
    anchor = "end" if spot > WIDTH / 2 else "start"
    parts.append(label(spot, 11, marked[1], paint="warm", anchor=anchor, size=11))
    parts.append(label(0, tall + 27, words[0], paint="quiet", size=10))
    parts.append(label(WIDTH, tall + 27, words[1], paint="quiet", anchor="end", size=10))
    return drawing(tall + 32, parts, alternative)
