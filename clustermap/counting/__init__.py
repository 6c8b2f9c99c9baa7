"""Counting points into areas: few or hundreds of millions, in memory, on SedonaDB or on Dask.

>>> from clustermap.counting.engine import ENGINES
>>> ENGINES
('auto', 'memory', 'sedona', 'dask')
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from clustermap.answer import Answer
from clustermap.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.counting.parts import Progress, Request

__all__ = ["count_into"]

#: Rows -> pieces of a cell's side near borders: making them pays off with many points only.
_PIECES = ((50_000, 0), (3_000_000, 8))


def count_into(
    areas: gpd.GeoDataFrame,
    request: Request,
    *,
    engine: str = "auto",
    scheduler: str | None = None,
    lang: str = "en",
    progress: Progress | None = None,
    land: gpd.GeoDataFrame | None = None,
    municipalities: gpd.GeoDataFrame | None = None,
) -> Answer:
    """Count points into areas.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Polygons in JGD2011 degrees, indexed by code, with names and ``prefecture_code``.
    request : Request
        Files and columns.
    engine : {"auto", "memory", "sedona", "dask"}
        What does the work; the result is the same.
    scheduler : str, optional
        Address of a Dask scheduler.
    lang : {"en", "ja", "ko"}
        Language of the names.
    progress : callable, optional
        Told rows done and rows in all.
    land : geopandas.GeoDataFrame, optional
        The prefectures: points in one that the areas don't cover are in no area, however near.
    municipalities : geopandas.GeoDataFrame, optional
        Areas of the user's, by whose codes and names rows without a point are placed, too.

    Returns
    -------
    Answer
        Its table is as `clustermap.counting.result.table_of` says; ``facts`` say how many rows
        went where, ``notes`` the same in words.

    Raises
    ------
    DataError, UnknownNameError
        Files or columns that can't be used, an engine that is not there.
    """
    from clustermap.counting.engine import choose
    from clustermap.counting.grid import PIECES, AreaGrid
    from clustermap.counting.plan import make_plan
    from clustermap.counting.result import summary_of, table_of, words_of

    if not len(areas):
        raise DataError("There are no areas to count into.", "Choose other places.")
    start = time.perf_counter()
    plan = make_plan(request)
    worker, why = choose(engine, plan, scheduler)
    pieces = next((pieces for rows, pieces in _PIECES if plan.rows < rows), PIECES)
    ordered = areas.sort_index()
    others = np.empty(0, object)
    if land is not None:
        covered = set(ordered.get("prefecture_code", ordered.index))
        others = np.array(land.geometry[~land.index.isin(covered)].to_numpy(), dtype=object)
    placer = None
    if any(part.columns.places for part in plan.parts):
        from clustermap.counting.placement import placer_of

        placer = placer_of(ordered, land, municipalities)
    shapes = np.array(ordered.geometry.to_numpy(), dtype=object)
    area_grid = AreaGrid(shapes, pieces, others, placer)
    tally = worker.count(plan, area_grid, progress or (lambda _done, _all: None))
    found = table_of(tally, ordered, lang)
    summary = summary_of(tally, plan)
    seconds = time.perf_counter() - start
    summary |= {"engine": worker.name, "why": why, "seconds": round(seconds, 3)}
    notes = (
        *plan.notes, f"Engine: {worker.name} ({why}); {seconds:,.1f} s.", *words_of(summary)
    )  # fmt: skip
    return Answer("count", found, notes=notes, facts=summary)
