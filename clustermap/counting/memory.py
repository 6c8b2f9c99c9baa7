"""Counting in this process: batch by batch, so that memory stays bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustermap.counting.marks import NO_POSITION, TO_TEST
from clustermap.counting.reading import ROWS, batches
from clustermap.counting.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.counting.batches import Batch
    from clustermap.counting.grid import AreaGrid, Test
    from clustermap.counting.parts import FilePart, Plan, Progress


class MemoryEngine:
    """Reads with pyarrow, looks up a table of cells, tests with GEOS."""

    name = "memory"

    def count(self, plan: Plan, area_grid: AreaGrid, progress: Progress) -> Tally:
        """Count all parts of a plan."""
        return count_parts(plan, area_grid, progress)


def count_parts(
    plan: Plan,
    area_grid: AreaGrid,
    progress: Progress,
    *,
    test: Test | None = None,
    rows: int = ROWS,
) -> Tally:
    """Count all parts of a plan in turn; see `count_part`."""
    tally = Tally(len(area_grid.shapes), plan.sums, plan.group_by)
    done = 0

    def tell(read: int) -> None:
        nonlocal done
        done += read
        progress(done, plan.rows)

    for part in plan.parts:
        count_part(part, area_grid, tally, tell, test=test, rows=rows)
    return tally


def count_part(
    part: FilePart,
    area_grid: AreaGrid,
    tally: Tally,
    tell: Callable[[int], None],
    *,
    test: Test | None = None,
    rows: int = ROWS,
) -> None:
    """Count one part into a tally, so many rows at once; ``test`` tests points near borders."""
    for batch in batches(part, rows):
        tally.add(batch, place(batch, area_grid, test))
        tell(len(batch))


def place(batch: Batch, area_grid: AreaGrid, test: Test | None = None) -> np.ndarray:
    """Return the area of each row, ``OUTSIDE`` or ``NO_POSITION``."""
    rows, stated = (None, None)
    if batch.stated is not None and area_grid.placer is not None:
        rows, stated = area_grid.placer.fill(batch)
    known = ~np.isnan(batch.lon)
    every = bool(known.all())
    lon, lat = (batch.lon, batch.lat) if every else (batch.lon[known], batch.lat[known])
    found = area_grid.place(lon, lat, test)
    batch.note("near", area_grid.take_near(lon, lat, found))
    area = found
    if not every:
        area = np.full(len(batch), NO_POSITION, np.int32)
        area[known] = found
    if rows is not None:
        area[rows] = np.where(stated == TO_TEST, area[rows], stated)
    return area
