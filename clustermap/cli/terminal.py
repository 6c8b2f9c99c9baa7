"""Words for the terminal: to stderr, and without letters that would command it."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# C0 but tab and line feed, DEL and C1, and the letters that turn the writing direction
_UNSAFE = {
    *(set(range(0x20)) - {0x09, 0x0A}),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0x200E,
    0x200F,
}
_REPLACED = dict.fromkeys(_UNSAFE, "\ufffd")


def clean(text: str) -> str:
    r"""Replace control and direction letters, which could rewrite what a terminal shows.

    Examples
    --------
    >>> clean("a\x1b[31mb")
    'a�[31mb'
    """
    return text.translate(_REPLACED)


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
