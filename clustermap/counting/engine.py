"""What an engine is, and which one is taken."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from clustermap.errors import DataError, UnknownNameError
from clustermap.extras import installed, require
from clustermap.messages import count

if TYPE_CHECKING:
    from clustermap.counting.grid import AreaGrid
    from clustermap.counting.parts import Plan, Progress
    from clustermap.counting.tally import Tally

ENGINES = ("auto", "memory", "sedona", "dask")
#: The engines that an extra brings, of the same name.
EXTRA_ENGINES = ("sedona", "dask")
#: From so many rows on, and with so many cores, processes that share them repay their start;
#: below, and on fewer cores, counting in memory was the fastest, at 0.6 GB however many rows.
MANY_ROWS, MANY_CORES = 300_000_000, 4


class Engine(Protocol):
    """Counts the parts of a plan into areas; all engines give the same tally."""

    name: str

    def count(self, plan: Plan, area_grid: AreaGrid, progress: Progress) -> Tally:
        """Count; ``progress`` is told rows done and rows in all."""


def choose(name: str, plan: Plan, scheduler: str | None) -> tuple[Engine, str]:
    """Return the engine that is asked for, or fits, and why.

    Raises
    ------
    UnknownNameError, DataError
        No engine of that name, or its extra is not installed.
    """
    if name not in ENGINES:
        raise UnknownNameError.of("engine", name, ENGINES)
    if scheduler and name not in {"auto", "dask"}:
        raise DataError(
            f"--scheduler is for Dask, and --engine {name} is not.",
            "Leave one of the two out.",
        )
    why = "asked for"
    if name == "auto":
        name, why = _fitting(plan, scheduler)
    if name in EXTRA_ENGINES:
        require(name, f"The engine {name}", "; or count with --engine memory")
    if name == "sedona":
        from clustermap.counting.sedona import SedonaEngine

        return SedonaEngine(), why
    if name == "dask":
        from clustermap.counting.dask import DaskEngine

        return DaskEngine(scheduler), why
    from clustermap.counting.memory import MemoryEngine

    return MemoryEngine(), why


def _fitting(plan: Plan, scheduler: str | None) -> tuple[str, str]:
    """Choose by the number of rows and of cores; see tests/benchmarks/counting.py."""
    rows, cores = plan.described, os.cpu_count() or 1
    if scheduler:
        return "dask", "a scheduler is named"
    if plan.rows < MANY_ROWS or cores < MANY_CORES:
        return "memory", f"fits {rows} on {count(cores, 'core')}"
    if installed("dask"):
        return "dask", f"shares {rows} among {cores} cores"
    return "memory", f"{rows}; {cores} cores would share them with clustermap[dask]"
