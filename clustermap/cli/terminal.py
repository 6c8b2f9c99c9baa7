"""Words for the terminal: to stderr, and without letters that would command it."""

from __future__ import annotations

import click

_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F}


def clean(text: str) -> str:
    r"""Replace control and direction letters, which could rewrite what a terminal shows.

    Examples
    --------
    >>> clean("a\x1b[31mb")
    'a�[31mb'
    """
    return "".join(
        "\ufffd" if (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 or ord(c) in _BIDI else c  # noqa: PLR2004
        for c in text
    )


def say(words: str) -> None:
    """Say something to the person, beside the data."""
    click.echo(clean(words), err=True)
