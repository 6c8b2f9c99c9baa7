"""Words for the terminal: to stderr, and without letters that would command it."""

from __future__ import annotations

import click

from clustermap.words import clean

__all__ = ["clean", "say"]


def say(words: str) -> None:
    """Say something to the person, beside the data."""
    click.echo(clean(words), err=True)
