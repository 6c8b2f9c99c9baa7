# ruff: noqa: INP001
"""Write ``docs/commands.md``, the command reference, from the help that the program prints.

``python docs/make_commands.py`` writes it; ``tests/test_docs.py`` checks that it is up to date.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clustermap.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).with_name("commands.md")
HEAD = """\
<!-- Written by docs/make_commands.py from the program's help: do not edit. -->

# Command reference

What `clustermap COMMAND --help` prints, for every command. Every command takes places by code or
name, in English, Japanese or Korean. Exit status: 0 done; 1 trouble with data or a file, with one
line of cause and one of what to do; 2 wrong usage.
"""


def commands(
    command: click.Command = cli, name: str = "clustermap", parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the name and the help of a command and of all below it, in the order of the help."""
    context = command.make_context(
        name,
        [],
        parent,
        resilient_parsing=True,
        terminal_width=90,
        max_content_width=90,
    )
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            one = command.get_command(context, below)
            if one is not None and not one.hidden:
                yield from commands(one, below, context)


def reference() -> str:
    """Return the page."""
    parts = [HEAD]
    for path, help_text in commands():
        _, *below = path.split()
        title = " ".join(below) or "clustermap"
        parts.append(f"{'#' * (2 + (len(below) > 1))} {title}\n\n```text\n{help_text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8", newline="\n")
