"""What documents are made of: headings, text, tables, charts, pictures, a page inside the page."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from clustermap.maps.charts.svg import svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from clustermap.maps.charts.drawing import Drawing
    from clustermap.maps.figures.figure import MapFigure

#: Pixels per inch of a picture in a page: twice as fine as a screen.
DPI = 192


@dataclass(frozen=True)
class Heading:
    """A heading below the title."""

    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a quiet one is set smaller, as a note."""

    text: str
    quiet: bool = False
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list of sentences; a quiet one is small print."""

    items: Sequence[str]
    quiet: bool = False
    kind: ClassVar[str] = "bullets"


@dataclass(frozen=True)
class TextTable:
    """A table of text; columns of numbers stand to the right."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    #: Addresses behind the cells of the first column, where there are any.
    links: Sequence[str | None] = ()
    kind: ClassVar[str] = "table"

    def address(self, row: int) -> str | None:
        """Return the address of a web page behind a row's first cell; of no other kind.

        Examples
        --------
        >>> table = TextTable("", ["a"], [["1"], ["2"]], links=["https://e.org", "javascript:x"])
        >>> table.address(0), table.address(1)
        ('https://e.org', None)
        """
        link = self.links[row] if self.links else None
        return link if link and urlsplit(link).scheme in {"http", "https"} else None


@dataclass(frozen=True)
class ChartBlock:
    """A chart with its caption; only the caption where there is nothing to draw."""

    caption: str
    drawing: Drawing | None
    kind: ClassVar[str] = "chart"

    @property
    def svg(self) -> Markup | str:
        """The chart as inline SVG."""
        return svg(self.drawing) if self.drawing else ""


@dataclass(frozen=True)
class SmallMultiples:
    """Charts side by side."""

    charts: Sequence[ChartBlock]
    kind: ClassVar[str] = "multiples"


@dataclass(frozen=True)
class StackedSeries:
    """Numbers of a chart of stacks, for those who draw it natively: names, then series."""

    categories: Sequence[str]
    #: Name, color and values of each series.
    series: Sequence[tuple[str, str, Sequence[float]]]
    upright: bool = False


@dataclass(frozen=True)
class IntervalSeries:
    """Numbers of a chart of intervals on a scale of ratios, for those who draw it natively."""

    heading: str
    #: Name, value, lower and upper end, color.
    rows: Sequence[tuple[str, float, float, float, str]]
    #: Ends of the scale are two of these.
    ratios: Sequence[float]


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that can be rendered in several formats, with caption and alternative text.

    ``numbers`` are those of a chart that slides draw natively.
    """

    caption: str
    figure: MapFigure
    numbers: StackedSeries | IntervalSeries | None = None
    kind: ClassVar[str] = "picture"

    @classmethod
    def of(cls, figure: MapFigure) -> Picture:
        """Take a figure's title for the caption."""
        return cls(figure.title, figure)

    @property
    def source(self) -> str:
        """The picture as an address that holds it."""
        return f"data:image/png;base64,{base64.b64encode(self.figure.render('png', DPI)).decode()}"

    @property
    def width(self) -> int:
        """Width in pixels."""
        inches: float = self.figure.figure.get_size_inches()[0]
        return round(inches * DPI)


@dataclass(frozen=True)
class BriefPart:
    """A brief as a part of a page: its markup, in which all text is escaped; nothing elsewhere."""

    markup: Markup
    kind: ClassVar[str] = "brief"


@dataclass(frozen=True)
class EmbeddedPage:
    """A whole page inside the page, such as the interactive map; nothing elsewhere."""

    title: str
    page: str
    kind: ClassVar[str] = "page"


@dataclass(frozen=True)
class FoldedTable:
    """A long table that opens at a click; on paper and in Markdown it is open."""

    table: TextTable
    kind: ClassVar[str] = "folded"


Block = (
    Heading
    | Paragraph
    | Bullets
    | TextTable
    | ChartBlock
    | SmallMultiples
    | FoldedTable
    | Picture
    | BriefPart
    | EmbeddedPage
)
