"""The sheet of a picture: text, swatches and lines at places in points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clustermap.maps.figures.fonts import Lettering
from clustermap.maps.figures.marks import mark_layers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustermap.maps.figures.layout import Box, Sheet
    from clustermap.maps.figures.marks import MarkLook
    from clustermap.maps.palettes import Theme

HATCH = "//////"


@dataclass(frozen=True)
class Fill:
    """How an area or its swatch is filled."""

    color: str
    #: Diagonal lines over the fill, of this color.
    hatch: str | None = None
    #: How the lines run, as matplotlib writes it.
    lines: str = HATCH
    #: A border, for what is not filled.
    edge: str | None = None


@dataclass
class Paper:
    """A matplotlib figure, the sheet's measures, colors and letters."""

    sheet: Sheet
    theme: Theme
    letters: Lettering = field(default_factory=Lettering)

    def __post_init__(self) -> None:
        from matplotlib.figure import Figure

        size = (self.sheet.width / 72, self.sheet.height / 72)
        self.figure: Figure = Figure(figsize=size, facecolor=self.theme.paper)
        # everything but the maps stands on axes that measure points
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1), zorder=5)
        self.axes.set_axis_off()
        self.axes.set_xlim(0, self.sheet.width)
        self.axes.set_ylim(0, self.sheet.height)

    @property
    def em(self) -> float:
        """Size of the body text in points."""
        return self.sheet.em

    def add_axes(self, box: Box) -> Axes:
        """Return axes for a map in a box of the sheet."""
        axes: Axes = self.figure.add_axes(self.sheet.fraction(box))
        axes.set_axis_off()
        return axes

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: str | None = None,
        **more: Any,
    ) -> None:
        """Write a line; ``y`` is its baseline unless ``va`` says otherwise."""
        style = self.letters.style(size, bold=bold)
        more = {"va": "baseline", **more}
        printable = self.letters.printable(text)
        self.axes.text(x, y, printable, color=color or self.theme.ink, **style, **more)

    def swatch(self, x: float, y: float, width: float, height: float, fill: Fill) -> None:
        """Draw the swatch of a class, lower left corner at (x, y)."""
        from matplotlib.patches import Rectangle

        edge = fill.edge or self.theme.coast
        box: dict[str, Any] = {"xy": (x, y), "width": width, "height": height}
        self.axes.add_patch(Rectangle(**box, facecolor=fill.color, edgecolor=edge, linewidth=0.4))
        if fill.hatch:
            hatched = Rectangle(
                **box, facecolor="none", edgecolor=fill.hatch, linewidth=0, hatch=fill.lines
            )
            hatched.set_hatch_linewidth(0.7)
            self.axes.add_patch(hatched)

    def line(self, points: list[tuple[float, float]], color: str, width: float = 0.8) -> None:
        """Draw a line through points."""
        xs, ys = zip(*points, strict=True)
        self.axes.plot(xs, ys, color=color, linewidth=width, solid_capstyle="butt")

    def mark(
        self, x: float, y: float, radius: float, shape: int, look: MarkLook, color: str
    ) -> None:
        """Draw the mark of a site."""
        for style in mark_layers(shape, radius, look, color, self.theme):
            self.axes.scatter([x], [y], **style)

    def ring(self, x: float, y: float, radius: float) -> None:
        """Draw the key to the rings that stand for several sites."""
        from matplotlib.patches import Wedge

        for start, end, color in ((90, 330, self.theme.muted), (330, 450, self.theme.ink)):
            self.axes.add_patch(
                Wedge((x, y), radius, start, end, width=0.58 * radius, color=color, lw=0)
            )
