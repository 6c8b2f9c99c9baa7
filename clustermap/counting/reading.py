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
_BUFFER = 1 << 20


def batches(part: FilePart, rows: int = ROWS) -> Iterator[Batch]:
    """Read a part of a file, and understand it.

    Raises
    ------
    DataError
        The file is gone, or broken in the middle.
    """
    if part.kind == PARQUET:
        yield from (understand(cells, part.columns) for cells in _parquet(part, rows))
    elif part.kind == TEXT:
        yield from _text(part)
    else:
        yield understand(_table(part), part.columns)


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


def _text(part: FilePart) -> Iterator[Batch]:
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
                use_threads=True, block_size=BLOCK, skip_rows=outline.above,
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
                yield understand({name: some.column(name) for name in needed}, part.columns)
    except FileNotFoundError as error:
        raise _gone(part) from error
    except (OSError, pa.ArrowException, UnicodeError) as error:
        raise _broken(part, error) from error
    left_out = Batch.empty()
    left_out.note("ragged", many, heapq.nsmallest(EXAMPLES, ragged))
    yield left_out


def _table(part: FilePart) -> dict[str, pa.Array]:
    from clustermap.ingest.files.foreign import read_table

    frame = read_table(part.path, encoding=part.encoding, crs=part.columns.crs).frame
    return {name: pa.array(frame[name], pa.string()) for name in part.columns.needed}


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
