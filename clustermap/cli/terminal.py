"""Words for the terminal: to stderr, and without letters that would command it."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from clustermap.messages import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["clean", "progress", "say"]


def say(words: str) -> None:
    """Say something to the person, beside the data."""
    click.echo(clean(words), err=True)


@contextlib.contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal, and none in a pipe; yields what is told (done, all)."""
    steps = 1000
    bar = click.progressbar(
        length=steps, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    with bar:
        yield lambda done, every: bar.update(int(steps * done / max(every, 1)) - bar.pos)
