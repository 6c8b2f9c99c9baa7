"""The parts that pages are made of; the template draws them, and adds nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.reports.brief.content import Brief
    from clustermap.reports.brief.map_parts import BriefMap


@dataclass(frozen=True)
class Cell:
    """A cell or a link: its text, where it leads within the site or outside of it.

    ``to`` is an address of the site (a folder ends in a slash), ``url`` one of the web; ``trend``
    are the points of a small line.
    """

    text: str
    to: str | None = None
    url: str = ""
    quiet: str = ""
    trend: Sequence[tuple[float, float]] = ()
    #: Share of the longest bar, where the cell is one.
    bar: float | None = None
    color: str = ""


@dataclass(frozen=True)
class Table:
    """A table; ``numeric`` are the columns that are set to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[int] = frozenset()
    caption: str = ""
    sortable: bool = False


@dataclass(frozen=True)
class Terms:
    """Terms, each with what is to be said of it."""

    rows: Sequence[tuple[str, Sequence[Cell]]]


@dataclass(frozen=True)
class Links:
    """Links under a heading, in a line or (``tall``) one under the other."""

    heading: str
    items: Sequence[Cell]
    tall: bool = False


@dataclass(frozen=True)
class Timeline:
    """What happened, the latest first: date, what kind, what, where it leads."""

    rows: Sequence[tuple[str, Sequence[Cell]]]


@dataclass(frozen=True)
class Words:
    """A paragraph; a note is set smaller."""

    text: str
    note: bool = False
    #: What stands behind the text, in a line.
    cells: Sequence[Cell] = ()


@dataclass(frozen=True)
class Items:
    """Sentences, one under the other."""

    lines: Sequence[str]


Block = Items | Table | Terms | Links | Timeline | Words


@dataclass(frozen=True)
class Section:
    """A section with its heading; ``key`` is its anchor."""

    key: str
    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Step:
    """A page as another page names it."""

    title: str
    path: str


@dataclass(frozen=True, eq=False)
class Page:
    """A page: where it stands, what it is called, what it holds.

    ``path`` is the folder within a language ("" for the first page).
    """

    path: str
    kind: str
    title: str
    #: What is said of it first.
    lead: str
    sections: Sequence[Section]
    crumbs: Sequence[Step] = ()
    brief: Brief | None = None
    map: BriefMap | None = None
    #: Where areas and marks of the map lead, by their key.
    targets: dict[str, str] = field(default_factory=dict)
    #: The mark that the map is on; the others are pale.
    focus: str = ""
    before: Step | None = None
    after: Step | None = None
    #: JSON-LD of a data set, where the page is one of data.
    data: dict[str, object] | None = None
    sources: Sequence[str] = ()
    #: Whether there is a picture of it, for where it is shared.
    picture: bool = False
    #: Whether the brief's list and chart are shown.
    full: bool = True
