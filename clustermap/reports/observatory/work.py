"""Jobs shared among processes: as many as there are cores, else one after the other."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import warnings
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from clustermap.reports.observatory.making import Job, Maker

#: Fewer jobs than this are done sooner by one process.
FEW = 12
#: More processes than this would take too much memory.
MOST = 4
_PARENT_DIES = 1

_MAKERS: list[Maker] = []


def cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def made(maker: Maker, jobs: Sequence[Job]) -> Iterator[list[tuple[str, bytes]]]:
    """Yield the files of each job, in whatever order they are done.

    Raises
    ------
    DataError
        A process was stopped from outside, most likely for want of memory.
    """
    workers = min(cores(), MOST)
    # what a copy of the process has at once, another would have to load again
    if workers < 2 or len(jobs) < FEW or sys.platform != "linux":
        yield from map(maker.made, jobs)
        return
    maker.warm()
    _MAKERS[:] = [maker]
    try:
        yield from _shared(jobs, workers)
    except BrokenProcessPool as error:
        raise DataError(
            "A process of the run was stopped from outside.",
            "Free some memory (2 GB are needed), and publish again.",
        ) from error
    finally:
        _MAKERS.clear()


def _shared(jobs: Sequence[Job], workers: int) -> Iterator[list[tuple[str, bytes]]]:
    context = multiprocessing.get_context("fork")
    with warnings.catch_warnings():
        # Python 3.12 warns of threads; those of the libraries at hand are idle here
        warnings.simplefilter("ignore", DeprecationWarning)
        pool = ProcessPoolExecutor(workers, context, _begin)
        try:
            rest = iter(jobs)
            # no more at a time than are at work, so that memory stays small
            pending: set[Future[list[tuple[str, bytes]]]] = set()
            for job in rest:
                pending.add(pool.submit(_make, job))
                if len(pending) >= 2 * workers:
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    for one in done:
                        yield one.result()
            for one in pending:
                yield one.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Let a process end with the one that began it, and leave Ctrl-C to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGKILL)


def _make(job: Job) -> list[tuple[str, bytes]]:
    return _MAKERS[0].made(job)
