"""Counting with SedonaDB: Parquet streamed by its scan, borders tested by its spatial join.

SedonaDB reads the columns needed, on all cores, as a stream of batches; what lies in a cell
without a border is looked up; the rest is joined to the polygons in SQL, block by block, so that
memory is bounded by the block and not by the input.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from clustermap.counting.batches import understand
from clustermap.counting.files import PARQUET
from clustermap.counting.geoparquet import broken
from clustermap.counting.grid import OUTSIDE
from clustermap.counting.memory import place
from clustermap.counting.reading import batches
from clustermap.counting.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.counting.batches import Batch
    from clustermap.counting.engine import Progress
    from clustermap.counting.grid import Ground
    from clustermap.counting.plan import Part, Plan

#: Memory that SedonaDB may take for its own work.
MEMORY = "2gb"
#: Rows that it hands on at once: many more than its own 8,192, which cost time one by one.
BATCH = 1 << 16
#: Rows counted at once: each time, its join makes its index of the polygons anew.
ROWS = 1 << 21
# the border rule: of the areas that a point touches, the one with the lowest code
_JOIN = """
SELECT p.row, min(a.area) AS area
FROM points AS p JOIN areas AS a ON ST_Intersects(a.geometry, ST_Point(p.x, p.y))
GROUP BY p.row
"""
# letters that SedonaDB would take for a pattern or an address
_PLAIN_PATH = re.compile(r"[^*?\[\]{}%#]+\.parquet")


class SedonaEngine:
    """SedonaDB on this machine."""

    name = "sedona"

    def count(self, plan: Plan, ground: Ground, progress: Progress) -> Tally:
        """Count all parts of a plan."""
        tally = Tally(len(ground.shapes), plan.sums, plan.group_by)
        database = _connect(ground)

        def test(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
            return _test(database, lon, lat)

        done = 0
        for parts in _together(plan):
            for batch in _batches(database, parts):
                tally.add(batch, place(batch, ground, test))
                done += len(batch)
                progress(done, plan.rows)
        return tally


def _connect(ground: Ground) -> Any:
    import geopandas as gpd
    import sedonadb

    database = sedonadb.connect()
    database.options.memory_limit = MEMORY
    # the same library as in the other engines, so that rounding at a border is the same
    database.sql("SET sedona.spatial_join.spatial_library = 'geos'").execute()
    database.sql(f"SET datafusion.execution.batch_size = {BATCH}").execute()
    areas = gpd.GeoDataFrame(
        {"area": np.arange(len(ground.shapes), dtype=np.int32)}, geometry=ground.shapes
    )
    database.create_data_frame(areas).to_memtable().to_view("areas")
    return database


def _test(database: Any, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Test points near borders in SQL."""
    points = pa.table({"row": np.arange(len(lon), dtype=np.int32), "x": lon, "y": lat})
    database.create_data_frame(points).to_view("points", overwrite=True)
    hits = pa.table(database.sql(_JOIN))
    found = np.full(len(lon), OUTSIDE, np.int32)
    found[hits["row"].to_numpy()] = hits["area"].to_numpy()
    return found


def _together(plan: Plan) -> Iterator[list[Part]]:
    """Put the parts of one file together: SedonaDB reads whole files."""
    for _, parts in groupby(plan.parts, key=lambda part: part.path):
        yield list(parts)


def _batches(database: Any, parts: list[Part]) -> Iterator[Batch]:
    first = parts[0]
    stream = None
    if first.kind == PARQUET and _PLAIN_PATH.fullmatch(first.path):
        stream = _stream(database, first)
    if stream is None:
        for part in parts:
            yield from batches(part, ROWS)
        return
    names = first.columns.needed
    try:
        for some in _larger(stream):
            cells = {name: _whole(some.column(at)) for at, name in enumerate(names)}
            yield understand(cells, first.columns)
    except (OSError, pa.ArrowException) as error:
        raise broken(first.label, error) from error


def _stream(database: Any, part: Part) -> pa.RecordBatchReader | None:
    """Open a file in SedonaDB; None where it is of a kind that only pyarrow reads."""
    from sedonadb._lib import SedonaError

    wanted = ", ".join(
        '"' + name.replace('"', '""') + f'" AS c{at}' for at, name in enumerate(part.columns.needed)
    )
    try:
        # a folder called a=b is not a column here
        database.read_parquet(part.path, partitioning=[]).to_view("file", overwrite=True)
        return pa.RecordBatchReader.from_stream(database.sql(f"SELECT {wanted} FROM file"))  # noqa: S608
    except (SedonaError, ValueError):
        return None


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _larger(stream: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Put small batches together, for numpy's sake."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for some in stream:
        held.append(some)
        rows += len(some)
        if rows >= ROWS:
            yield pa.Table.from_batches(held).combine_chunks()
            held, rows = [], 0
    if held:
        yield pa.Table.from_batches(held).combine_chunks()
