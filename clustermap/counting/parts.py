"""What is to be counted: the request, which column is which, and the parts that files are read in.

Everything that a reader has to know stands in a ``FilePart``, so that it can be read anywhere: in
this process, in a thread, or by a worker on another machine that sees the same files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from clustermap.counting.files import PARQUET
from clustermap.messages import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustermap.ingest.files.delimited import Outline

#: Called again and again with the rows done and the rows in all.
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True)
class Request:
    """What to count.

    Parameters
    ----------
    files : sequence of str or path
        Files, folders and patterns.
    lon, lat : str, optional
        Columns with the position; else found.
    group_by : str, optional
        Column of groups that are counted apart.
    sums : sequence of str
        Columns to add up.
    crs, encoding, sheet, layer : str, optional
        What is known of the files.
    coordinates : {"degrees", "dms", "arcsec", "metres"}, optional
        How the numbers of coordinates are written.
    map_columns : mapping
        Role -> column, where a column is called by a name that is not understood.
    """

    files: Sequence[Any]
    lon: str | None = None
    lat: str | None = None
    group_by: str | None = None
    sums: Sequence[str] = ()
    crs: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    layer: str | None = None
    coordinates: str | None = None
    map_columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """Which column of a file is which; ``crs`` is what the positions must be moved from."""

    lon: str = ""
    lat: str = ""
    point: str = ""
    geometry: str = ""
    group_by: str = ""
    #: Column as asked for -> column of this file.
    sums: dict[str, str] = field(default_factory=dict)
    crs: str | None = None
    northing: bool = False
    #: How coordinates are written; None for decimal degrees.
    notation: str | None = None
    #: Column that states the datum of each row.
    datum: str = ""
    #: Role -> column that states where a row is: prefecture, municipality, address ...
    places: dict[str, str] = field(default_factory=dict)

    @property
    def needed(self) -> list[str]:
        """The columns that are read."""
        names = (
            self.lon, self.lat, self.point, self.geometry, self.datum, self.group_by,
            *self.sums.values(), *self.places.values(),
        )  # fmt: skip
        return list(dict.fromkeys(filter(None, names)))


@dataclass(frozen=True)
class FilePart:
    """A piece of a file: all of it, or some row groups of a Parquet file."""

    path: str
    label: str
    kind: str
    columns: Columns
    #: Rows, or about how many.
    rows: int
    groups: tuple[int, ...] = ()
    outline: Outline | None = None
    #: The cells of a file that was read whole.
    cells: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Plan:
    """All parts, what they are counted by, and what has to be said of the files."""

    parts: tuple[FilePart, ...]
    sums: tuple[str, ...]
    group_by: str | None
    notes: tuple[str, ...]
    size: int

    @property
    def rows(self) -> int:
        """Rows, or about how many."""
        return sum(part.rows for part in self.parts)

    @property
    def described(self) -> str:
        """How many rows there are, in words."""
        about = "" if all(part.kind == PARQUET for part in self.parts) else "about "
        return about + count(self.rows, "row")

    @property
    def files(self) -> int:
        """How many files there are."""
        return len({part.path for part in self.parts})
