"""Drawings as inline SVG: self-contained, for light and dark, with their numbers in words.

Every shape carries its color both as an attribute, for where the drawing is pasted alone, and as
classes, by which a page repaints it for a dark background. No shape has a style attribute:
the page's policy forbids it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from clustermap.maps.charts.drawing import (
    AreaShape,
    BoxShape,
    DotShape,
    MovedShapes,
    RuleShape,
    StepsShape,
    WordsShape,
    colors_of,
)
from clustermap.maps.palettes import PAINTS, SECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.maps.charts.drawing import Drawing, Point, Shape


def svg(drawing: Drawing) -> Markup:
    """Write a drawing, with its text alternative; it scales with its place."""
    body = "".join(map(_written, drawing.shapes))
    wide, high = f"{drawing.width:g}", f"{drawing.height:.0f}"
    return Markup(  # noqa: S704  # every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'width="{wide}" height="{high}" role="img" aria-label="{escape(drawing.alternative)}">'
        f"{body}</svg>"
    )


def paint_rules() -> str:
    """Return the CSS variable of each paint's class, for light and dark."""
    paints = PAINTS | {f"s-{name}": pair for name, pair in SECTORS.items()}
    light = "".join(f".p-{name}{{--c:{pair[0]}}}" for name, pair in paints.items())
    dark = "".join(f".p-{name}{{--c:{pair[1]}}}" for name, pair in paints.items())
    return f"{light}\n@media(prefers-color-scheme:dark){{{dark}}}"


def _fill(paint: str) -> str:
    return f'fill="{colors_of(paint)[0]}" class="f p-{paint}"'


def _stroke(paint: str) -> str:
    return f'stroke="{colors_of(paint)[0]}" class="l p-{paint}"'


def _dashed(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""


def _wide(width: float | None) -> str:
    return "" if width is None else f' stroke-width="{f"{width:g}".lstrip("0")}"'


def _tip(text: str) -> str:
    return f"<title>{escape(text)}</title>" if text else ""


def _written(shape: Shape) -> str:
    match shape:
        case WordsShape(x, y, text, size, paint, anchor):
            made = (
                f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" '
                f'font-family="sans-serif" {_fill(paint)}>{escape(text)}</text>'
            )
        case RuleShape(x1, y1, x2, y2, paint, dash, width):
            made = (
                f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
                f"{_dashed(dash)}{_wide(width)} {_stroke(paint)}/>"
            )
        case StepsShape(points, paint, dash, width):
            made = (
                f'<path d="{_steps(points)}" fill="none"{_wide(width)}{_dashed(dash)} '
                f"{_stroke(paint)}/>"
            )
        case BoxShape(x, y, width, height, paint, tip):
            made = (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
                f'height="{max(height, 0):.1f}" {_fill(paint)}>{_tip(tip)}</rect>'
            )
        case DotShape(x, y, radius, paint, hollow, tip):
            how = f'fill="none" stroke-width="1.6" {_stroke(paint)}' if hollow else _fill(paint)
            made = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" {how}>{_tip(tip)}</circle>'
        case AreaShape(rings, paint, filled, dash, width):
            line = "".join(map(_ring, rings))
            outline = f'fill="none"{_wide(width)}{_dashed(dash)} {_stroke(paint)}'
            made = f'<path d="{line}" {_fill(paint) if filled else outline}/>'
        case MovedShapes(down, shapes):
            made = f'<g transform="translate(0 {down:g})">{"".join(map(_written, shapes))}</g>'
    return made


def _ring(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _steps(points: Sequence[Point]) -> str:
    (x, y), *others = points
    path = f"M{x:.1f} {y:.1f}"
    for along, up in others:
        path += (f"H{along:.1f}" if along != x else "") + (f"V{up:.1f}" if up != y else "")
        x, y = along, up
    return path
