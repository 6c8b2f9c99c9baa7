"""Reading a part of a file in batches, so that memory does not grow with the file."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import pyarrow as pa

from clustermap.counting.batches import EXAMPLES, Batch, understand
from clustermap.counting.files import PARQUET, TEXT, openable
from clustermap.counting.geoparquet import broken
from clustermap.errors import DataError
from clustermap.messages import clean, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.counting.parts import FilePart

#: Rows at once.
ROWS = 1 << 19
#: Bytes of a text table at once; a row must be shorter.
BLOCK = 1 << 24
#: Bytes of a text table looked at first.
LOOK = 1 << 20
#: Rows at once that are placed by what they state.
PLACED = 20_000
_BUFFER = 1 << 20


def batches(part: FilePart, rows: int = ROWS) -> Iterator[Batch]:
    """Read a part of a file, and understand it.

    Rows that are placed by address come in smaller batches: they take longer.

    Raises
    ------
    DataError
        The file is gone, or broken in the middle.
    """
    columns, ragged = part.columns, Batch.empty()
    has_point = columns.lon or columns.point or columns.geometry
    for cells in _cells(part, rows, ragged):
        size = len(next(iter(cells.values())))
        step = size if has_point else PLACED
        for at in range(0, size, max(1, step)):
            some = {name: held.slice(at, step) for name, held in cells.items()}
            yield understand(some, columns)
    if ragged.reasons:
        yield ragged


def first_cells(part: FilePart, rows: int) -> dict[str, pa.Array]:
    """Return the cells of the first rows; nothing of them is understood yet."""
    for cells in _cells(part, rows, Batch.empty(), LOOK):
        return {name: held.slice(0, rows) for name, held in cells.items()}
    return {}


def _cells(
    part: FilePart, rows: int, ragged: Batch, block: int = BLOCK
) -> Iterator[dict[str, pa.Array]]:
    if part.kind == PARQUET:
        yield from _parquet(part, rows)
    elif part.kind == TEXT:
        yield from _text(part, ragged, block)
    elif part.cells is not None:
        yield part.cells


def _parquet(part: FilePart, rows: int) -> Iterator[dict[str, pa.Array]]:
    import pyarrow.parquet as pq

    try:
        # without buffering whole row groups: they may be larger than memory
        with pq.ParquetFile(openable(part.path), buffer_size=_BUFFER, pre_buffer=False) as file:
            needed = part.columns.needed
            for some in file.iter_batches(rows, row_groups=list(part.groups), columns=needed):
                yield {name: some.column(name) for name in needed}
    except FileNotFoundError as error:
        raise _gone(part) from error
    except (OSError, pa.ArrowException) as error:
        raise broken(part.label, error) from error


def _text(part: FilePart, left_out: Batch, block: int) -> Iterator[dict[str, pa.Array]]:
    """Read a text table as text: what a cell means is not left to the reader of CSV."""
    from pyarrow import csv

    outline = part.outline
    if outline is None:
        raise ValueError(part.path)
    ragged: list[str] = []
    many = 0

    def note(row: csv.InvalidRow) -> str:
        nonlocal many
        many += 1
        if len(ragged) < 100:
            ragged.append(clean(row.text or "")[:40])
        return "skip"

    needed = part.columns.needed
    try:
        with csv.open_csv(
            openable(part.path),
            csv.ReadOptions(
                use_threads=True, block_size=block, skip_rows=outline.above,
                column_names=list(outline.names), encoding=outline.encoding.removesuffix("-sig"),
            ),
            csv.ParseOptions(
                delimiter=outline.separator, newlines_in_values=True, invalid_row_handler=note
            ),
            csv.ConvertOptions(
                include_columns=needed, column_types=dict.fromkeys(needed, pa.string()),
                strings_can_be_null=False, check_utf8=False,
            ),
        ) as reader:  # fmt: skip
            for some in reader:
                yield {name: some.column(name) for name in needed}
    except FileNotFoundError as error:
        raise _gone(part) from error
    except (OSError, pa.ArrowException, UnicodeError) as error:
        raise _broken(part, error) from error
    left_out.note("ragged", many, heapq.nsmallest(EXAMPLES, ragged))


def _gone(part: FilePart) -> DataError:
    return DataError(
        f"{part.label} is not there where it is read: {shown(part.path, 200)}.",
        "Workers must see the files under the same path: use a shared folder.",
    )


def _broken(part: FilePart, error: Exception) -> DataError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    if "straddling" in reason or "too large" in reason:
        return DataError(
            f'{part.label}: a row is longer than {BLOCK >> 20} MB: a quote (") is never closed.',
            'Close it, or double quotes inside a cell ("").',
        )
    return DataError(
        f"{part.label} can't be read as a table: {shown(reason, 80)[1:-1]}.",
        "Export it again as CSV (UTF-8).",
    )
