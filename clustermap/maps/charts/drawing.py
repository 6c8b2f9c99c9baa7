"""A drawing: words, lines, boxes, dots and areas at places, whatever it is drawn on.

The charts of reports are made of these (:mod:`clustermap.maps.charts.kit`), and then either written
as SVG into a page (:mod:`clustermap.maps.charts.svg`: light and dark, tips for the mouse, no
letters as outlines) or drawn on a sheet for a document (:mod:`clustermap.maps.charts.on_sheet`).
Places are counted from the upper left corner. A color is named: it is another one on a dark ground.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clustermap.maps.palettes import PAINTS, SECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@dataclass(frozen=True)
class WordsShape:
    """A line of text; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    paint: str = "ink"
    anchor: Anchor = "start"


@dataclass(frozen=True)
class RuleShape:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    paint: str = "line"
    dash: str = ""
    width: float | None = None


@dataclass(frozen=True)
class StepsShape:
    """A line through points that goes along and up by turns."""

    points: Sequence[Point]
    paint: str
    dash: str = ""
    width: float = 2


@dataclass(frozen=True)
class BoxShape:
    """A rectangle from its upper left corner, with a tip for the mouse."""

    x: float
    y: float
    width: float
    height: float
    paint: str
    tip: str = ""


@dataclass(frozen=True)
class DotShape:
    """A circle; a hollow one has only a rim."""

    x: float
    y: float
    radius: float
    paint: str
    hollow: bool = False
    tip: str = ""


@dataclass(frozen=True)
class AreaShape:
    """What lies inside of rings of points; filled, or an outline only."""

    rings: Sequence[Sequence[Point]]
    paint: str
    filled: bool = True
    dash: str = ""
    width: float | None = None


@dataclass(frozen=True)
class MovedShapes:
    """Shapes moved down together."""

    down: float
    shapes: Sequence[Shape]


Shape = WordsShape | RuleShape | StepsShape | BoxShape | DotShape | AreaShape | MovedShapes


@dataclass(frozen=True)
class Drawing:
    """Shapes on a ground of some size; ``alternative`` says in words what they show."""

    width: float
    height: float
    shapes: Sequence[Shape]
    alternative: str


def colors_of(paint: str) -> tuple[str, str]:
    """Return the color of a paint on light and on dark; those of sectors begin with "s-".

    Examples
    --------
    >>> colors_of("warm"), colors_of("s-bio")
    (('#c44200', '#ff8a5c'), ('#006845', '#2ed6ae'))
    """
    return PAINTS.get(paint) or SECTORS.get(paint.removeprefix("s-")) or PAINTS["main"]


def width_of(text: str, size: float) -> float:
    """Estimate the width of a text: East Asian letters are square, others about 0.6.

    Examples
    --------
    >>> width_of("熊本", 10), width_of("Oita", 10)
    (20.0, 24.8)
    """
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return size * (wide + 0.62 * (len(text) - wide))


def cut(text: str, size: float, width: float) -> str:
    """Shorten a text to a width by the same estimate.

    Examples
    --------
    >>> cut("Kumamoto", 10, 100), cut("Kumamoto", 10, 40)
    ('Kumamoto', 'Kumam…')
    """
    if width_of(text, size) <= width:
        return text
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
