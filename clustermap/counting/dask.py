"""Counting on a Dask cluster: workers read the parts, and send back counts.

The boundaries are the result of one task, which goes to each worker once and is made anew if it
is lost. Each part is one more task, and its counts are added once, when it has finished. A worker
that dies takes its unfinished parts with it, and others read them from their start.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import tempfile
import warnings
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any

from clustermap.counting.grid import AreaGrid
from clustermap.counting.memory import count_part
from clustermap.counting.tally import Tally
from clustermap.errors import ClustermapError, DataError
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.counting.parts import FilePart, Plan, Progress

#: Seconds to wait for a scheduler's answer, and for its first worker.
PATIENCE = 5


class DaskEngine:
    """A cluster: one of this machine's processes, or that of a scheduler's address.

    Parameters
    ----------
    scheduler : str, optional
        Address such as ``tcp://10.0.0.5:8786``; its workers must see the files under the same
        paths, and have clustermap.
    """

    name = "dask"

    def __init__(self, scheduler: str | None = None) -> None:
        self.scheduler = scheduler

    def count(self, plan: Plan, area_grid: AreaGrid, progress: Progress) -> Tally:
        """Count all parts of a plan."""
        with _client(self.scheduler, len(plan.parts)) as client, warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # the boundaries, once
            try:
                return _count(client, plan, area_grid, progress)
            except ClustermapError:
                raise
            except Exception as error:
                raise _named_error(error) from error


def _count(client: Any, plan: Plan, area_grid: AreaGrid, progress: Progress) -> Tally:
    from distributed import as_completed

    there = client.submit(
        _ground, area_grid.shapes, area_grid.pieces, area_grid.others,
        area_grid.placer, pure=False,
    )  # fmt: skip
    rows = {}
    for part in plan.parts:
        future = client.submit(
            _count_part, part, there, plan.sums, plan.group_by, key=_key(part), pure=False
        )
        rows[future] = part.rows
    tally = Tally(len(area_grid.shapes), plan.sums, plan.group_by)
    done = 0
    waiting = as_completed(rows, with_results=True)
    for future, counted in waiting:
        tally.merge(counted)
        done += rows.pop(future)  # and so the cluster may forget it
        progress(done, plan.rows)
    return tally


def _key(part: FilePart) -> str:
    return f"count-{part.label}-{part.groups[0] if part.groups else 0}-{os.urandom(8).hex()}"


def _ground(shapes: Any, pieces: int, others: Any, placer: Any) -> AreaGrid:
    """Make the table of cells; runs on a worker."""
    area_grid = AreaGrid(shapes, pieces, others, placer)
    _ = area_grid.grid
    return area_grid


def _count_part(
    part: FilePart, area_grid: AreaGrid, sums: tuple[str, ...], group_by: str | None
) -> Tally:
    """Count one part; runs on a worker."""
    tally = Tally(len(area_grid.shapes), sums, group_by)
    count_part(part, area_grid, tally, lambda _: None)
    return tally


@contextlib.contextmanager
def _client(scheduler: str | None, parts: int) -> Iterator[Any]:
    """Connect to a scheduler, or start a cluster here and end it afterwards."""
    from distributed import Client

    if scheduler is not None:
        with _connected(scheduler) as client:
            yield client
        return
    with contextlib.ExitStack() as stack:
        with _interrupts_held():
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="clustermap-"))
            cluster = stack.enter_context(_local_cluster(folder, parts))
            client = stack.enter_context(Client(cluster))
        yield client


def _local_cluster(folder: str, parts: int) -> Any:
    """Start a worker for each core, or for each part if there are fewer."""
    from distributed import LocalCluster

    try:
        return LocalCluster(
            n_workers=max(1, min(os.cpu_count() or 1, parts)),
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
            local_directory=folder,
        )
    except RuntimeError as error:
        raise DataError(
            f"The workers of Dask did not start ({shown(error, 60)[1:-1]}).",
            "In a script, count below `if __name__ == '__main__':`, for each worker loads the "
            "script again.",
        ) from error


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait until a cluster is up, and reach this process only.

    What is blocked here is blocked in the threads and processes that are started meanwhile: the
    workers are told to end by the cluster, instead of breaking down.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    # it would unblock them where it is started
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    from distributed import Client

    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError, ImportError) as error:
        raise DataError(
            f"No Dask scheduler answers at {shown(scheduler, 100)}.",
            "Start one (dask scheduler), and give its address, as tcp://10.0.0.5:8786.",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise DataError(
                f"The Dask scheduler at {shown(scheduler, 100)} has no workers.",
                "Start some: dask worker ADDRESS, with clustermap installed and the files in view.",
            ) from error
        yield client


def _named_error(error: Exception) -> Exception:
    """Return what a failure on the cluster means for people."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return DataError(
            f"Workers died several times over one part ({shown(error.task, 80)[1:-1]}).",
            "Give the workers more memory, or write the file with smaller row groups.",
        )
    words = str(error)
    if isinstance(error, ImportError) or "deserialization" in words:
        return DataError(
            f"The cluster can't run this program ({shown(words, 80)[1:-1]}).",
            "Install the same clustermap[dask] on the scheduler and all workers.",
        )
    return error
