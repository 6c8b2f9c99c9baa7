"""Options that several commands share, each defined once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from clustermap import locales

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas

F = TypeVar("F", bound="Callable[..., Any]")

#: Names of the options that choose places and sites, as `load` takes them.
SELECTION = ("sector", "prefecture", "region", "segment", "status", "until")
FORMATS = ("table", "csv", "json", "md", "html", "xlsx", "parquet")


def _complete_places(ctx: Any, param: Any, incomplete: str) -> list[str]:  # noqa: ARG001
    from clustermap import japan

    places = japan.PREFECTURES if param.name == "prefecture" else japan.REGIONS
    names = [name for place in places for name in (place.en, place.ja, place.ko)]
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


def complete_prefectures(ctx: Any, param: Any, incomplete: str) -> list[str]:  # noqa: ARG001
    """Return the names of prefectures that begin so, in any of the languages."""
    from clustermap import japan

    names = [name for place in japan.PREFECTURES for name in (place.en, place.ja, place.ko)]
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


def _complete_sector(ctx: Any, param: Any, incomplete: str) -> list[str]:  # noqa: ARG001
    return [sector for sector in locales.keys("sector") if sector.startswith(incomplete)]


def selection(function: F) -> F:
    """Add the options that choose places and sites."""
    return places(kinds(function))


def places(function: F) -> F:
    """Add the options that choose places."""
    for option in reversed(
        (
            click.option(
                "--prefecture", multiple=True, shell_complete=_complete_places,
                help="Name in English, Japanese or Korean, or code; repeatable.",
            ),
            click.option(
                "--region", multiple=True, shell_complete=_complete_places,
                help="kyushu, tohoku, 関東 ...; repeatable.",
            ),
        )
    ):  # fmt: skip
        function = option(function)
    return function


def kinds(function: F) -> F:
    """Add the options that choose kinds of sites."""
    for option in reversed(
        (
            click.option(
                "--sector", multiple=True, shell_complete=_complete_sector,
                help="ai, semiconductor, shipbuilding, bio, aerospace (or 半導体, 반도체 ...); "
                "repeatable.",
            ),
            click.option("--segment", multiple=True, help="Kind of site, as shipyard; repeatable."),
            click.option(
                "--status", multiple=True,
                help="operating, under_construction, planned or closed; repeatable.",
            ),
            click.option(
                "--until", type=click.IntRange(1800, 2200), metavar="YEAR",
                help="Only sites announced or opened by the end of this year.",
            ),
        )
    ):  # fmt: skip
        function = option(function)
    return function


def lang(function: F) -> F:
    """Add the option for the language."""
    return click.option(
        "--lang", type=click.Choice(locales.LANGUAGES), default="en", show_default=True,
        help="Language.",
    )(function)  # fmt: skip


def table_output(function: F) -> F:
    """Add the options for where a table goes and in which format."""
    output = click.option(
        "-o", "--output", type=click.Path(), help="File to write; its ending gives the format."
    )
    form = click.option(
        "--format", "form", type=click.Choice(FORMATS), help="Format.  [default: table]"
    )
    return output(form(function))


def load(
    *,
    sector: tuple[str, ...] = (),
    prefecture: tuple[str, ...] = (),
    region: tuple[str, ...] = (),
    segment: tuple[str, ...] = (),
    status: tuple[str, ...] = (),
    until: int | None = None,
) -> Atlas:
    """Load the embedded data and keep what the options ask for."""
    from clustermap import atlas
    from clustermap.cli.terminal import say

    chosen = atlas.load()
    if any((sector, prefecture, region, segment, status, until)):
        chosen = chosen.select(
            sector=sector,
            prefecture=prefecture,
            region=region,
            segment=segment,
            status=status,
            until=until,
        )
    for words in chosen.dataset.selection.left_out:
        say(f"Note: {words}")
    return chosen
