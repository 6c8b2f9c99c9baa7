"""Words for the terminal: to stderr, and without letters that would command it."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from clustermap.long_reads import watching
from clustermap.messages import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["clean", "progress", "say", "shown_reads"]

#: A read that takes less is not shown, in seconds.
SHORT = 2.0


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


@contextlib.contextmanager
def shown_reads() -> Iterator[None]:
    """Show on a terminal how far long reads are, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield
        return
    shown = _Reads()
    with watching(shown.told):
        try:
            yield
        finally:
            shown.close()


class _Reads:
    """A bar for the file being read, once that takes long."""

    def __init__(self) -> None:
        self.what = ""
        self.start = 0.0
        self.bar: Any = None

    def told(self, what: str, done: int, every: int) -> None:
        """Show how far it is; a bar only where the bytes done are known."""
        now = time.monotonic()
        if what != self.what:
            self.close()
            self.what, self.start = what, now
        if now - self.start < SHORT:
            return
        if self.bar is None:
            size = f" ({every / 1e9:,.1f} GB)" if every >= 1e8 else ""
            bar = click.progressbar(length=max(every, 1), label=clean(what) + size, file=sys.stderr)
            self.bar = bar.__enter__()
        known = done >= 0
        self.bar.show_percent = self.bar.show_eta = known
        if known:
            self.bar.update(done - self.bar.pos)
        else:
            self.bar.label = f"{clean(what)}, {now - self.start:,.0f} s"
            self.bar.render_progress()
        if done >= every:
            self.close()

    def close(self) -> None:
        """Leave what was shown, and begin a new line."""
        if self.bar is not None:
            self.bar.__exit__(None, None, None)
        self.bar, self.what = None, ""
