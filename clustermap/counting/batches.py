"""Cells into numbers: positions, groups and sums of a batch of rows, the same for every engine."""

from __future__ import annotations

import contextlib
import functools
import heapq
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clustermap.errors import DataError
from clustermap.ingest.cells.amounts import UNCLEAR, VALUE, parse_number
from clustermap.ingest.cells.coordinates import parse_angle, parse_notation, parse_pair
from clustermap.ingest.coordinate_columns import states_tokyo
from clustermap.ingest.files.crs import TOKYO_DATUM, inside_japan, parsed, transformer
from clustermap.ingest.files.raw_table import as_text
from clustermap.messages import clean, shown
from clustermap.text import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from clustermap.counting.parts import Columns

#: What stands for a blank cell of --group-by.
NO_GROUP = "(blank)"
#: Group names are cut at this length.
LONGEST_GROUP = 60
#: Examples kept of text that was not understood.
EXAMPLES = 3
_PLAIN = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$"


@dataclass(eq=False)
class Batch:
    """Rows as numbers: degrees (NaN where there is no position), group and values of each.

    ``sums`` has, for each column added up, the values and which of them are known; ``reasons``
    counts what was left out or mended, ``examples`` shows cells of it.
    """

    lon: np.ndarray
    lat: np.ndarray
    groups: np.ndarray
    group_names: list[str]
    sums: dict[str, tuple[np.ndarray, np.ndarray]]
    reasons: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    #: Reason -> which rows have no point for it.
    left_out: dict[str, np.ndarray] = field(default_factory=dict)
    #: What rows without a usable point state of their places, indexed by row; and its columns.
    stated: pd.DataFrame | None = None
    places: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> Batch:
        """Return a batch without rows."""
        return cls(np.empty(0), np.empty(0), np.empty(0, np.int64), [NO_GROUP], {})

    def __len__(self) -> int:
        return len(self.lon)

    def note(self, reason: str, rows: int, cells: list[str] | None = None) -> None:
        """Count rows left out or mended for a reason."""
        if rows:
            self.reasons[reason] = self.reasons.get(reason, 0) + rows
            self.examples.setdefault(reason, []).extend(cells or [])

    def leave_out(self, reason: str, rows: np.ndarray, cells: list[str] | None = None) -> None:
        """Count rows that have no point for a reason, and remember which."""
        self.note(reason, int(rows.sum()), cells)
        self.left_out[reason] = rows


def understand(cells: Mapping[str, pa.Array], columns: Columns) -> Batch:
    """Understand a batch of cells.

    Parameters
    ----------
    cells : mapping
        Column -> pyarrow array, as the file has it.
    columns : Columns
        Which column is which.
    """
    batch = Batch.empty()
    if columns.geometry:
        x, y = _points(cells[columns.geometry], batch)
    elif columns.point:
        x, y = _pairs(cells[columns.point], batch)
    elif columns.lon:
        x, y = _lon_lat(cells[columns.lon], cells[columns.lat], batch, columns.notation)
    else:
        x, y = (np.full(len(cells[columns.needed[0]]), np.nan) for _ in range(2))
        batch.leave_out("blank", np.ones(len(x), bool))
    crs = columns.crs
    if columns.datum:
        crs = None
        _to_jgd2011(x, y, cells[columns.datum], batch, header=columns.crs is not None)
    batch.lon, batch.lat = _placed(x, y, crs, batch, northing=columns.northing)
    if columns.places:
        _keep_statements(cells, columns, batch)
    if columns.group_by:
        batch.groups, batch.group_names = _groups(cells[columns.group_by])
    for name, column in columns.sums.items():
        batch.sums[name] = _values(cells[column], name, batch)
    return batch


def _lon_lat(
    lon: pa.Array, lat: pa.Array, batch: Batch, notation: str | None
) -> tuple[np.ndarray, np.ndarray]:
    plain = notation not in {"dms", "arcsec"}
    if not plain:
        lon, lat = (pa.array(as_text(one.to_pylist()), pa.string()) for one in (lon, lat))

    def parse(text: str) -> float | None:
        return _angle(text) if plain else _in_notation(text, str(notation))

    x, x_wrong = _floats(lon, batch, "coordinate", parse, plain=plain)
    y, y_wrong = _floats(lat, batch, "coordinate", parse, plain=plain)
    wrong = x_wrong | y_wrong | np.isinf(x) | np.isinf(y)
    blank = ~wrong & (np.isnan(x) | np.isnan(y))
    batch.leave_out("coordinate", wrong)
    batch.leave_out("blank", blank)
    out = wrong | blank
    if out.any():
        x, y = np.where(out, np.nan, x), np.where(out, np.nan, y)
    return x, y


def _floats(
    cells: pa.Array,
    batch: Batch,
    reason: str,
    parse: Callable[[str], float | None],
    *,
    plain: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Return cells as floats (NaN for blank ones) and which of them could not be understood.

    Where not ``plain``, numbers mean what ``parse`` says, too.
    """
    none = np.zeros(len(cells), bool)
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    if pa.types.is_null(cells.type):
        return np.full(len(cells), np.nan), none
    if not _is_text(cells.type):
        return np.array(_numbers(cells), float), none
    text = pc.utf8_trim_whitespace(cells.cast(pa.string()))
    given = np.array(pc.fill_null(pc.not_equal(text, ""), False), bool)  # noqa: FBT003
    values, odd = np.full(len(text), np.nan), given
    if plain:
        with contextlib.suppress(pa.ArrowInvalid):
            values = np.array(_numbers(text), float)
            if not np.isinf(values).any():  # else some cell says so, and is shown below
                return values, none
        simple = pc.fill_null(pc.match_substring_regex(text, _PLAIN), fill_value=False)
        values = np.array(_numbers(pc.if_else(simple, text, None)), float)
        odd = ~np.array(simple, bool) & given
    rows = np.flatnonzero(odd)
    wrong = none
    unclear: set[str] = set()
    for row, cell in zip(rows.tolist(), text.take(pa.array(rows)).to_pylist(), strict=True):
        value = parse(cell)
        if value is None:
            wrong[row] = True
            unclear.add(cell)
        else:
            values[row] = value
    some = heapq.nsmallest(EXAMPLES, (clean(one)[:40] for one in unclear))
    batch.examples.setdefault(reason, []).extend(some)
    return values, wrong


def _numbers(cells: pa.Array) -> np.ndarray:
    if pa.types.is_float16(cells.type):
        cells = cells.cast(pa.float32())
    found: np.ndarray = cells.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return found


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


@functools.lru_cache(maxsize=10_000)
def _angle(text: str) -> float | None:
    """Return degrees; NaN for a blank, None for what is no coordinate."""
    angle = parse_angle(text)
    if not angle.wrong:
        return angle.degrees
    return math.nan if angle.wrong == "is blank" else None


@functools.lru_cache(maxsize=10_000)
def _in_notation(text: str, notation: str) -> float | None:
    """Return degrees as :func:`_angle` does, of a number that is written in another way."""
    angle = parse_notation(text, notation)
    if not angle.wrong:
        return angle.degrees
    return math.nan if angle.wrong == "is blank" else None


def _pairs(cells: pa.Array, batch: Batch) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    unclear = set()
    wrong, blank = np.zeros(len(cells), bool), np.zeros(len(cells), bool)
    for row, cell in enumerate(cells.cast(pa.string()).to_pylist()):
        pair = parse_pair(cell) if cell else None
        if pair is not None:
            x[row], y[row] = pair[0].degrees, pair[1].degrees
        elif cell and cell.strip():
            wrong[row] = True
            unclear.add(clean(cell)[:40])
        else:
            blank[row] = True
    batch.leave_out("coordinate", wrong, heapq.nsmallest(EXAMPLES, unclear))
    batch.leave_out("blank", blank)
    return x, y


def _points(cells: pa.Array, batch: Batch) -> tuple[np.ndarray, np.ndarray]:
    """Return the points of a geometry column: WKB, or GeoArrow's struct of x and y."""
    import shapely

    if isinstance(cells, pa.ExtensionArray):
        cells = cells.storage
    if pa.types.is_struct(cells.type):
        null = np.array(cells.is_null(), bool)
        x, y = (np.array(_numbers(cells.field(name)), float) for name in ("x", "y"))
        none = null | ~np.isfinite(x) | ~np.isfinite(y)
        batch.leave_out("blank", none)
        return np.where(none, np.nan, x), np.where(none, np.nan, y)
    fast = _fixed_points(cells.cast(pa.binary()))
    if fast is not None:
        points = fast
        none = ~np.isfinite(points).all(axis=1)
    else:
        shapes = shapely.from_wkb(cells.to_numpy(zero_copy_only=False), on_invalid="ignore")
        blank = np.array(cells.is_null(), bool)
        odd = shapely.is_missing(shapes) & ~blank
        areal = ~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) != 0)
        areal &= ~shapely.is_empty(shapes)
        batch.leave_out("geometry", odd)
        batch.note("no point", int(areal.sum()))
        shapes[areal] = shapely.point_on_surface(shapes[areal])
        shapes[shapely.is_empty(shapes)] = None
        points = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
        none = ~np.isfinite(points).all(axis=1) & ~odd
    batch.leave_out("blank", none)
    points[~np.isfinite(points).all(axis=1)] = np.nan
    return np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])


def _fixed_points(cells: pa.Array) -> np.ndarray | None:
    """Return the coordinates of plain little-endian points; None where there are others."""
    size, head = 21, np.frombuffer(b"\x01\x01\x00\x00\x00", np.uint8)
    if cells.null_count or not len(cells):
        return None
    _, offsets, data = cells.buffers()
    ends = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    if ends[-1] - ends[0] != size * len(cells) or np.any(np.diff(ends) != size):
        return None
    rows = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]].reshape(-1, size)
    if np.any(rows[:, :5] != head):
        return None
    return np.ascontiguousarray(rows[:, 5:]).view("<f8").astype(float)


def _placed(
    x: np.ndarray, y: np.ndarray, crs: str | None, batch: Batch, *, northing: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Move points to JGD2011 degrees, and put right longitudes and latitudes that are swapped."""
    if crs is not None:
        known = ~np.isnan(x)
        if northing:
            x, y = y, x  # in the plane rectangular systems X points north
        x, y = _move(crs).transform(x, y)
        spoiled = ~np.isfinite(x) | ~np.isfinite(y)
        batch.leave_out("crs", known & spoiled)
        x, y = np.where(spoiled, np.nan, x), np.where(spoiled, np.nan, y)
    inside = inside_japan(x, y)
    if not inside.all():
        crossed = ~inside & inside_japan(y, x)
        if crossed.any():
            batch.note("swapped", int(crossed.sum()))
            x, y = np.where(crossed, y, x), np.where(crossed, x, y)
    return x, y


def _to_jgd2011(
    x: np.ndarray, y: np.ndarray, cells: pa.Array, batch: Batch, *, header: bool
) -> None:
    """Move the points of rows that state the Tokyo Datum; ``header`` says it of blank ones."""
    coded = cells.cast(pa.string()).dictionary_encode()
    stated = [states_tokyo(text or "") for text in coded.dictionary.to_pylist()]
    old = [header if one is None else one for one in stated] + [header]
    odd = [one is None and bool(str(text).strip()) for one, text in
           zip(stated, coded.dictionary.to_pylist(), strict=True)] + [False]  # fmt: skip
    which = coded.indices.cast(pa.int64()).fill_null(len(stated)).to_numpy()
    tokyo = np.array(old)[which] & np.isfinite(x) & np.isfinite(y)
    unclear = np.array(odd)[which] & np.isfinite(x)
    some = {clean(str(coded.dictionary[at].as_py()))[:40] for at in np.unique(which[unclear])}
    batch.note("datum", int(unclear.sum()), heapq.nsmallest(EXAMPLES, some))
    batch.note("tokyo", int(tokyo.sum()))
    x[tokyo], y[tokyo] = _move(f"EPSG:{TOKYO_DATUM}").transform(x[tokyo], y[tokyo])


def _keep_statements(cells: Mapping[str, pa.Array], columns: Columns, batch: Batch) -> None:
    """Keep what rows without a usable point state of their places."""
    import pandas as pd

    rows = np.flatnonzero(np.isnan(batch.lon) | ~inside_japan(batch.lon, batch.lat))
    if not len(rows):
        return
    at = pa.array(rows)
    texts = {
        name: [_stated(cell) for cell in as_text(cells[name].take(at).to_pylist())]
        for name in columns.places.values()
    }
    frame = pd.DataFrame(texts, index=rows, dtype=str)
    batch.stated = frame[(frame != "").any(axis=1)]
    batch.places = columns.places


def _stated(cell: str) -> str:
    """Return a cell as the readers of tables do: trimmed, ="01" as 01."""
    text = tidy(cell)
    return text[2:-1].replace('""', '"') if text[:2] == '="' and text[-1] == '"' else text


@functools.cache
def _move(crs: str) -> Any:
    return transformer(parsed(crs))


def _groups(cells: pa.Array) -> tuple[np.ndarray, list[str]]:
    """Return the number of each row's group, and the groups' names."""
    if isinstance(cells, pa.ExtensionArray):
        cells = cells.storage
    coded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
    names = [_group_name(one) for one in coded.dictionary.to_pylist()] + [NO_GROUP]
    groups = coded.indices.cast(pa.int64()).fill_null(len(names) - 1).to_numpy()
    # a dictionary may hold values that no row has, and several that have one name
    used = np.unique(groups)
    numbers: dict[str, int] = {}
    at = np.zeros(len(names), np.int64)
    for one in used.tolist():
        at[one] = numbers.setdefault(names[one], len(numbers))
    return at[groups], list(numbers)


def _group_name(value: object) -> str:
    """Return a value as the name of a column."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NO_GROUP
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    return " ".join(clean(str(value)).split())[:LONGEST_GROUP] or NO_GROUP


def _values(cells: pa.Array, name: str, batch: Batch) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers to add up, and which of them are known."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    kind = cells.type
    if pa.types.is_boolean(kind):
        cells, kind = cells.cast(pa.int8()), pa.int8()
    if not summable(kind):
        raise DataError(
            f"The column {shown(name)} holds {shown(kind)[1:-1]}, not numbers to add up.",
            "Name a column with numbers after --sum.",
        )
    if pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        known = np.array(cells.is_valid(), bool)
        values: np.ndarray = cells.fill_null(0).cast(pa.int64()).to_numpy()
    else:
        values, _ = _floats(cells, batch, f"no number:{name}", _number)
        known = np.isfinite(values)
    batch.note(f"no number:{name}", int((~known).sum()))
    return values, known


def summable(kind: pa.DataType) -> bool:
    """Say whether a column of this type can be added up."""
    types = pa.types
    return bool(
        types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
        or types.is_boolean(kind) or types.is_null(kind) or _is_text(kind)
    )  # fmt: skip


@functools.lru_cache(maxsize=10_000)
def _number(text: str) -> float | None:
    number = parse_number(text)
    if number.state == VALUE:
        return number.value
    return None if number.state == UNCLEAR else math.nan
