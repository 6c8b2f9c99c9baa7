"""The sheet of a chart: title, panels with axes, legend, source line; all text in one font."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.maps.charts.ticks import number_texts
from clustermap.maps.figures.describe import join, source_line
from clustermap.maps.figures.layout import Box, Sheet
from clustermap.maps.figures.legend import draw_column
from clustermap.maps.figures.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from clustermap.answer import Answer
    from clustermap.locales import Text
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.maps.figures.legend import LegendBlock
    from clustermap.maps.palettes import Theme

WIDTH, HEIGHT = 16.0, 10.0
#: Width of the legend's column in sizes of the text.
COLUMN = 15.0


@dataclass(frozen=True)
class ChartLook:
    """Language and colors of a picture, and what its sites are from and as of when."""

    lang: str
    theme: Theme
    sites: str
    as_of: str

    def say(self, key: str, **values: str) -> str:
        """Return a text of the group "chart"."""
        return locales.text("chart", key, self.lang, **values)

    def label(self, name: str, labels: Mapping[str, Text] | None = None) -> str:
        """Return the label of a variable, of a sector; any other name is its own label."""
        if labels and name in labels:
            return labels[name][self.lang]
        return locales.text("sector", name, self.lang)


def chart_facts(answer: Answer) -> Mapping[str, Any]:
    """Return what the chart of an answer shows beside its table."""
    return answer.chart.facts if answer.chart else {}


class ChartSheet:
    """A sheet with title and source line; ``body`` is the room for what is drawn."""

    def __init__(
        self,
        look: ChartLook,
        title: str,
        notes: Sequence[str],
        *,
        size: tuple[float, float] = (WIDTH, HEIGHT),
        credits_: Sequence[str] = (),
        sites: bool = True,
    ) -> None:
        self.look, self.title = look, title
        self.paper = Paper(Sheet.of(*size), look.theme)
        parts = [*credits_, look.sites] if sites else credits_
        self.source = source_line(parts, look.lang, look.as_of if sites else "")
        self.body = self._footer([*notes, self.source], self._header(self.paper.sheet.whole()))

    @property
    def em(self) -> float:
        """Size of the text in points."""
        return self.paper.em

    def _header(self, box: Box) -> Box:
        size, y = 1.5 * self.em, box.top
        for line in self.paper.letters.wrap(self.title, size, box.width, bold=True):
            y -= 1.25 * size
            self.paper.text(box.x, y + 0.3 * size, line, size, bold=True)
        return Box(box.x, box.y, box.width, y - 0.6 * self.em - box.y)

    def _footer(self, texts: Sequence[str], box: Box) -> Box:
        size, y = 0.82 * self.em, box.y
        words = join([text for text in texts if text], self.look.lang)
        for line in reversed(self.paper.letters.wrap(words, size, box.width)):
            self.paper.text(box.x, y + 0.2 * size, line, size, color=self.look.theme.muted)
            y += 1.3 * size
        return Box(box.x, y + 0.8 * size, box.width, box.top - y - 0.8 * size)

    def legend(self, blocks: Sequence[LegendBlock]) -> None:
        """Set a legend in a column at the right; what is left is the body."""
        box = self.body
        column = min(COLUMN * self.em, 0.34 * box.width)
        room = Box(box.right - column, box.y, column, box.height)
        draw_column(self.paper, list(blocks), room)
        self.body = Box(box.x, box.y, box.width - column - 1.6 * self.em, box.height)

    def cells(self, n: int, shape: float = 1.3, gap: float = 1.6) -> list[Box]:
        """Divide the body among ``n`` panels of about ``shape`` times as wide as high."""
        box, gap = self.body, gap * self.em

        def unlike(columns: int) -> tuple[float, int]:
            rows = math.ceil(n / columns)
            wide = (box.width - gap * (columns - 1)) / columns
            high = (box.height - gap * (rows - 1)) / rows
            return abs(math.log(wide / high / shape)) + 0.25 * (rows * columns - n), columns

        columns = min(range(1, n + 1), key=unlike)
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

    def axes(
        self,
        box: Box,
        *,
        x: Sequence[float],
        y: Sequence[float],
        x_label: str = "",
        y_label: str = "",
        title: str = "",
        left: float | None = None,
    ) -> Axes:
        """Return axes with ticks at the numbers given, their labels and a heading.

        Parameters
        ----------
        box : Box
            Room for the axes with everything around them.
        x, y : sequence of float
            Ticks; the axes reach from the first to the last. None of ``y``: no scale.
        x_label, y_label, title : str
            The latter two stand above the axes.
        left : float, optional
            Points for labels at the left; else as the ticks need.
        """
        em, letters, theme = self.em, self.paper.letters, self.look.theme
        small = 0.85 * em
        y_texts, x_texts = number_texts(y), number_texts(x)
        if left is None:
            left = max((letters.width(text, small) for text in y_texts), default=0) + 0.7 * em
        right = letters.width(x_texts[-1], small) / 2 if x_texts else 0
        head, y_at = 0.3 * em, box.top
        for text, size, bold in ((title, em, True), (y_label, small, False)):
            if text:
                y_at -= 1.3 * size
                line = letters.cut(text, size, box.width, bold=bold)
                color = theme.ink if bold else theme.muted
                self.paper.text(box.x, y_at + 0.2 * size, line, size, bold=bold, color=color)
                head = box.top - y_at + 0.5 * em
        below = 1.5 * em
        if x_label:
            place = box.x + left + (box.width - left - right) / 2
            line = letters.cut(x_label, small, box.width - left)
            self.paper.text(place, box.y + 0.2 * small, line, small, color=theme.muted, ha="center")
            below += 1.4 * small
        inner = Box(
            box.x + left, box.y + below, box.width - left - right, box.height - below - head
        )
        axes: Axes = self.paper.figure.add_axes(self.paper.sheet.fraction(inner), zorder=6)
        style: dict[str, Any] = {**letters.style(small), "color": theme.muted}
        axes.set_facecolor("none")
        axes.set_xticks(list(x), x_texts, **style)
        axes.set_yticks(list(y), y_texts, **style)
        axes.set_xlim(x[0], x[-1])
        if len(y):
            axes.set_ylim(y[0], y[-1])
        axes.tick_params(length=0, pad=0.35 * em)
        axes.grid(visible=True, color=theme.none, linewidth=0.07 * em, zorder=0)
        axes.set_axisbelow(True)
        for side, spine in axes.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color(theme.muted)
            spine.set_linewidth(0.09 * em)
        return axes

    def finished(self, alternative: str) -> MapFigure:
        """Return the picture with its description in words."""
        from clustermap.maps.figures.figure import MapFigure

        return MapFigure(
            self.paper.figure,
            self.title,
            alternative,
            self.source,
            self.paper.letters.origin,
            self.look.lang,
        )
