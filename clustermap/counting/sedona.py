"""Counting with SedonaDB: Parquet streamed through its spatial join, block by block.

Points in a cell without a border are looked up as everywhere; the rest is joined to the polygons
in SQL, which also keeps the border rule. Memory is bounded by the block, not by the input.

The files are streamed into SedonaDB by pyarrow, not by SedonaDB's own scan: 0.5.0 never frees the
batches that it hands out (16 bytes a row for two columns: 1.6 GB for 100 million rows), so it is
only asked for the answers to points near borders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from clustermap.counting.marks import OUTSIDE
from clustermap.counting.memory import count_parts

if TYPE_CHECKING:
    from clustermap.counting.grid import AreaGrid
    from clustermap.counting.parts import Plan, Progress
    from clustermap.counting.tally import Tally

#: Memory that SedonaDB may take for its own work; beyond it, it uses the disk.
MEMORY = "2gb"
#: Rows counted at once: each time, its join makes its index of the polygons anew.
ROWS = 1 << 21
# the border rule: of the areas that a point touches, the one with the lowest code
_JOIN = """
SELECT p.row, min(a.area) AS area
FROM points AS p JOIN areas AS a ON ST_Intersects(a.geometry, ST_Point(p.x, p.y))
GROUP BY p.row
"""


class SedonaEngine:
    """SedonaDB on this machine."""

    name = "sedona"

    def count(self, plan: Plan, area_grid: AreaGrid, progress: Progress) -> Tally:
        """Count all parts of a plan."""
        database = _connect(area_grid)

        def test(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
            return _test(database, lon, lat)

        return count_parts(plan, area_grid, progress, test=test, rows=ROWS)


def _connect(area_grid: AreaGrid) -> Any:
    import geopandas as gpd
    import sedonadb

    database = sedonadb.connect()
    database.options.memory_limit = MEMORY
    # the same library as in the other engines: SedonaDB's usual one rounds otherwise at borders
    database.sql("SET sedona.spatial_join.spatial_library = 'geos'").execute()
    areas = gpd.GeoDataFrame(
        {"area": np.arange(len(area_grid.shapes), dtype=np.int32)}, geometry=area_grid.shapes
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
