"""How far the reading of a large file is, told to whoever watches: a terminal, or nobody.

Readers tell it as they go, in whatever process they run; what watches is set once, above.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    #: Told what is done with which file, bytes done (-1 where unknown), and bytes in all.
    Watcher = Callable[[str, int, int], None]

#: Bytes at once.
CHUNK = 1 << 20
_watchers: list[Watcher] = []


@contextlib.contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Have reads told to a watcher meanwhile."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def watched() -> bool:
    """Say whether anybody watches."""
    return bool(_watchers)


def tell(what: str, done: int, every: int) -> None:
    """Tell how far a read is.

    Parameters
    ----------
    what : str
        What is done, and with which file: "Reading own.csv".
    done, every : int
        Bytes done, -1 where they are not known, and bytes in all.

    Examples
    --------
    >>> with watching(print):
    ...     tell("Reading own.csv", 5, 10)
    Reading own.csv 5 10
    """
    if _watchers:
        _watchers[-1](what, done, every)


def chunks(path: Path, what: str) -> Iterator[bytes]:
    """Yield a file's bytes, and tell how far it is."""
    every, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
            done += len(chunk)
            tell(what, done, every)
