"""Where things stand on the sheet: sizes, margins, header, body, column, footer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clustermap.errors import ClustermapError

CM_PER_INCH = 2.54
POINTS_PER_CM = 72 / CM_PER_INCH
SIZES = {
    "a4": (21.0, 29.7),
    "a4-landscape": (29.7, 21.0),
    "a3": (29.7, 42.0),
    "a5": (14.8, 21.0),
    "slide": (33.867, 19.05),
    "square": (16.0, 16.0),
    # a column of a journal, and the picture of a link: 1,200 x 630 pixels at 240 dpi
    "column": (8.5, 11.0),
    "social": (12.7, 6.668),
}
_UNITS = {"cm": 1.0, "mm": 0.1, "in": CM_PER_INCH}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*[x×*]\s*(\d+(?:\.\d+)?)\s*(cm|mm|in|px)?", re.IGNORECASE)
#: Sheets of a side outside these are no picture (centimeters).
LEAST, MOST = 6.0, 120.0


def parse_size(given: str, dpi: float) -> tuple[float, float]:
    """Return width and height in centimeters.

    Parameters
    ----------
    given : str
        "16x10cm", "160x100mm", "6.3x4in", "1200x800px" (at ``dpi``), or a name: a4, slide ...

    Raises
    ------
    ClustermapError
        No size, or one that no picture has.

    Examples
    --------
    >>> parse_size("16x10cm", 300), parse_size("slide", 150)
    ((16.0, 10.0), (33.867, 19.05))
    """
    named = SIZES.get(given.strip().casefold())
    if named:
        return named
    match = _SIZE.fullmatch(given.strip())
    remedy = f"Give width x height, such as 16x10cm or 1600x900px, or one of: {', '.join(SIZES)}."
    if not match:
        raise ClustermapError(f"{given!r} is not a size of a picture.", remedy)
    unit = (match[3] or "cm").lower()
    factor = CM_PER_INCH / dpi if unit == "px" else _UNITS[unit]
    width, height = float(match[1]) * factor, float(match[2]) * factor
    if not all(LEAST <= side <= MOST for side in (width, height)):
        cause = f"A picture of {width:.3g} x {height:.3g} cm can't be drawn."
        raise ClustermapError(cause, f"Give sides between {LEAST:g} and {MOST:g} cm.")
    return width, height


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet in points, from the lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.y + self.height

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    def below(self, top: float) -> Box:
        """Return what is left when ``top`` points are taken off above."""
        return Box(self.x, self.y, self.width, self.height - top)

    def padded(self, margin: float) -> Box:
        """Return the box less a margin above and below."""
        return Box(self.x, self.y + margin, self.width, self.height - 2 * margin)

    def inset(self, margin: float) -> Box:
        """Return the box less a margin on all sides."""
        return Box(
            self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin
        )


@dataclass(frozen=True)
class Sheet:
    """A sheet of ``width`` x ``height`` points, and the size of its letters."""

    width: float
    height: float
    #: Factor of the letters' size, for small sheets with much to say.
    shrink: float = 1.0

    @classmethod
    def of(cls, width_cm: float, height_cm: float, shrink: float = 1.0) -> Sheet:
        """Make a sheet of a size in centimeters."""
        return cls(width_cm * POINTS_PER_CM, height_cm * POINTS_PER_CM, shrink)

    @property
    def em(self) -> float:
        """Size of the body text in points: larger sheets are looked at from farther away."""
        by_width, by_height = self.width / (16 * POINTS_PER_CM), self.height / (10 * POINTS_PER_CM)
        return 7.2 * self.shrink * min(2.6, max(0.82, min(by_width, by_height)))

    @property
    def landscape(self) -> bool:
        """Whether there is more room beside a map of Japan than below it."""
        return self.width > 1.12 * self.height

    @property
    def margin(self) -> float:
        """Margin in points."""
        return 1.5 * self.em

    def whole(self) -> Box:
        """Return the sheet within its margins."""
        return Box(0, 0, self.width, self.height).inset(self.margin)

    def fraction(self, box: Box) -> tuple[float, float, float, float]:
        """Return a box as matplotlib wants it."""
        return (
            box.x / self.width,
            box.y / self.height,
            box.width / self.width,
            box.height / self.height,
        )
