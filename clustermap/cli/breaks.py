"""Breaks of classes given by hand, or taken from another map: one legend for several maps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clustermap.errors import ClustermapError

if TYPE_CHECKING:
    from collections.abc import Callable


def breaks(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--breaks`` and ``--breaks-from``."""
    for option in (
        click.option(
            "--breaks-from",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="PAGE",
            help="Take the class breaks of another map, so that both have one legend.",
        ),
        click.option(
            "--breaks",
            metavar="NUMBERS",
            help="Class breaks by hand, e.g. 0,5,10,50; a class holds its upper end.",
        ),
    ):
        command = option(command)
    return command


def chosen(given: str | None, page: Path | None) -> tuple[float, ...]:
    """Return the breaks asked for; none if none were.

    Raises
    ------
    click.UsageError
        Both ways at once.
    ClustermapError
        No breaks, or no map.
    """
    from clustermap.maps.classes import parse_breaks
    from clustermap.maps.page.reading import breaks_of

    if given is not None and page is not None:
        raise click.UsageError("Give either --breaks or --breaks-from.")
    if given is not None:
        return parse_breaks(given)
    if page is None:
        return ()
    try:
        return breaks_of(page.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ClustermapError(
            f"Can't read {page}: {reason}.", "Name a map: clustermap map -o map.html"
        ) from error
