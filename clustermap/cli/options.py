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
SELECTION = (
    "sector", "prefecture", "region", "municipality", "group", "segment", "status", "until",
)  # fmt: skip
#: Names of the options for files of one's own, as `load` takes them.
OWN = (
    "boundaries", "sites", "sites_only", "zones", "values", "columns", "key", "where",
    "map_columns", "encoding", "crs", "coordinates", "sheet", "layer", "lenient", "allow_remote",
    "context", "public", "internal",
)  # fmt: skip
OUTPUT_HELP = "File to write; its ending gives the format."
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
            click.option(
                "--municipality", multiple=True,
                help="Name in English, Japanese or Korean, or code; repeatable.",
            ),
            click.option(
                "--group", multiple=True, metavar="NAME=PLACES|FILE",
                help="Places of your own under a name, as 'Northern Kyushu=40,41,42', or a table "
                "of them (group, code); repeatable.",
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
            click.option(
                "--segment", multiple=True, help="Kind of site, e.g. shipyard; repeatable."
            ),
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


def dates(function: F) -> F:
    """Add the options that choose sites by dates, amounts and sources."""
    for option in reversed(
        (
            click.option(
                "--opened", metavar="YEARS",
                help="Opened in these years: 2021-, -2015, 2015-2020; planned sites are left out.",
            ),
            click.option("--due", metavar="YEARS", help="Opened or due to open in these years."),
            click.option("--announced", metavar="YEARS", help="Announced in these years."),
            click.option(
                "--amount", metavar="FROM-TO", help="Investment in billion yen: 10-, 10-100."
            ),
            click.option(
                "--confidence", multiple=True, type=click.Choice(("confirmed", "single", "weak")),
                help="How well an entry is sourced; repeatable.",
            ),
        )
    ):  # fmt: skip
        function = option(function)
    return function


def words_on_map(function: F) -> F:
    """Add the options that say what a map shows."""
    for option in reversed(
        (
            click.option("--headline", help="What the map says, above its title."),
            click.option(
                "--note", "notes", multiple=True, metavar="'PLACE: TEXT'",
                help="Words beside a place; up to three.",
            ),
        )
    ):  # fmt: skip
        function = option(function)
    return function


_READING = (
    click.option(
        "--map-columns", multiple=True, metavar="ROLE=COLUMN,...",
        help="Which column is which, where its name is not understood: name=施設名,lat=Y.",
    ),
    click.option("--encoding", help="Encoding of the files, if detection fails: cp932 ..."),
    click.option("--crs", help="Coordinate system (of the sites, if any), e.g. EPSG:6677."),
    click.option(
        "--coordinates", type=click.Choice(("degrees", "dms", "arcsec", "metres")),
        help="How sites' coordinates are written: decimal degrees, 35.40523 or 354052.3 (dms), "
        "seconds of arc, metres (with --crs).  [default: degrees]",
    ),
    click.option("--sheet", help="Sheet of a workbook."),
    click.option(
        "--layer", metavar="NAME",
        help="Layer of a file with several: GeoPackage, geodatabase, KML folder, zip, sheet.",
    ),
)  # fmt: skip
#: Those of them that say how any table is read.
table_reading = tuple(_READING[at] for at in (0, 1, 4, 5))
_LENIENT = click.option(
    "--lenient", is_flag=True,
    help="Leave out rows that can't be used, counted and named, instead of stopping.",
)  # fmt: skip
_REMOTE = click.option(
    "--allow-remote", is_flag=True, help="Allow https addresses in place of files."
)


def reading(function: F) -> F:
    """Add the options that say how files of one's own are to be read."""
    for option in reversed((*_READING, _REMOTE)):
        function = option(function)
    return function


def publishing(function: F) -> F:
    """Add the options that say which columns leave the house."""
    for option in reversed(PUBLISHING):
        function = option(function)
    return function


def _reading_or_leaving_out(function: F) -> F:
    """Add the same, and what to do with rows that can't be used."""
    for option in reversed((*_READING, _LENIENT, _REMOTE)):
        function = option(function)
    return function


#: Options that say which columns of sites leave the house.
PUBLISHING = (
    click.option(
        "--public", multiple=True, metavar="COLUMN",
        help="Further column of a table of sites to publish; by itself only what is understood "
        "(name, sector, address ...) is. Repeatable.",
    ),
    click.option(
        "--internal", multiple=True, metavar="COLUMN",
        help="Column of a table of sites not to publish, even if it is understood; repeatable.",
    ),
)  # fmt: skip
_USER_DATA = {
    "boundaries": (
        click.option(
            "--boundaries", multiple=True, metavar="FILE",
            help="Map of prefectures or municipalities: MLIT N03 as it comes (zip), shapefile, "
            "GeoPackage, GeoJSON ...; repeatable.",
        ),
    ),
    "sites": (
        click.option(
            "--sites", multiple=True, metavar="FILE",
            help="Sites of your own: CSV, Excel, GeoJSON, GeoPackage, Parquet; repeatable.",
        ),
        click.option("--sites-only", is_flag=True, help="Leave the embedded sites out."),
        *PUBLISHING,
    ),
    "zones": (
        click.option(
            "--zones", multiple=True, metavar="FILE",
            help="Special zones of your own, as a table; repeatable.",
        ),
    ),
    "values": (
        click.option(
            "--values", multiple=True, metavar="FILE",
            help="Values over the areas, as a table; repeatable.",
        ),
        click.option(
            "--column", "columns", multiple=True, metavar="NAME",
            help="Column of --values to show; without --values the same as --public. Repeatable.",
        ),
        click.option(
            "--key", metavar="NAME",
            help="Column of --values with the areas' codes or names, if not found.",
        ),
        click.option(
            "--where", multiple=True, metavar="COLUMN=VALUE",
            help="Rows of --values to keep, e.g. 年=2020; repeatable.",
        ),
    ),
}  # fmt: skip


def user_data(*kinds: str) -> Callable[[F], F]:
    """Add the options for the kinds of user files that a command uses, and how to read them."""

    def add(function: F) -> F:
        function = _reading_or_leaving_out(function)
        for kind in reversed(kinds):
            for option in reversed(_USER_DATA[kind]):
                function = option(function)
        return function

    return add


def own(function: F) -> F:
    """Add the options for all user files, and for how to read them."""
    return user_data(*_USER_DATA)(function)


def context(function: F) -> F:
    """Add the option for places that are drawn but not counted."""
    return click.option(
        "--context", multiple=True, metavar="airports|ports|FILE",
        help="Draw places as themselves, never counted as sites: airports, ports, or a map of "
        "points, lines or areas; repeatable.",
    )(function)  # fmt: skip


def lang(function: F) -> F:
    """Add the option for the language."""
    return click.option(
        "--lang", type=click.Choice(locales.LANGUAGES), default="en", show_default=True,
        help="Language.",
    )(function)  # fmt: skip


def table_output(function: F) -> F:
    """Add the options for where a table goes and in which format."""
    output = click.option("-o", "--output", type=click.Path(), help=OUTPUT_HELP)
    form = click.option(
        "--format", "form", type=click.Choice(FORMATS), help="Format.  [default: table]"
    )
    return output(form(function))


def load(
    *,
    sector: tuple[str, ...] = (),
    prefecture: tuple[str, ...] = (),
    region: tuple[str, ...] = (),
    municipality: tuple[str, ...] = (),
    group: tuple[str, ...] = (),
    segment: tuple[str, ...] = (),
    status: tuple[str, ...] = (),
    until: int | None = None,
    level: str | None = None,
    **given: Any,
) -> Atlas:
    """Load the embedded data and files of one's own, and keep what the options ask for."""
    from clustermap import atlas
    from clustermap.cli.terminal import say

    chosen = atlas.load(**_own(given, level))
    for words in chosen.notes:
        say(words)
    groups: tuple[Any, ...] = ()
    if group:
        from clustermap.ingest.groups import groups_from

        groups = groups_from(group)
    if any((sector, prefecture, region, municipality, group, segment, status, until)):
        chosen = chosen.select(
            sector=sector,
            prefecture=prefecture,
            region=region,
            municipality=municipality,
            group=groups,
            segment=segment,
            status=status,
            until=until,
        )
    for words in chosen.selection.chosen.left_out:
        say(f"Note: {words}")
    return chosen


#: Options that say how files are read, with the flag of each, and the kinds of files they are for.
_OF_FILES = {
    "columns": ("--column", ("values", "sites")),
    "public": ("--public", ("sites",)),
    "internal": ("--internal", ("sites",)),
    "key": ("--key", ("values",)),
    "where": ("--where", ("values",)),
    "map_columns": ("--map-columns", ("sites", "zones")),
    "crs": ("--crs", ("sites", "boundaries")),
    "coordinates": ("--coordinates", ("sites",)),
    "encoding": ("--encoding", ("boundaries", "sites", "zones", "values")),
    "sheet": ("--sheet", ("sites", "zones", "values")),
    "layer": ("--layer", ("boundaries", "sites", "zones", "values")),
    "lenient": ("--lenient", ("sites", "zones", "values")),
    "allow_remote": ("--allow-remote", ("boundaries", "sites", "zones", "values")),
}


def _refuse_idle(used: dict[str, Any]) -> None:
    """Refuse options about files where no file is given that they are about."""
    for name, (flag, kinds) in _OF_FILES.items():
        if name in used and not any(kind in used for kind in kinds):
            needed = " or ".join(f"--{kind} FILE" for kind in kinds)
            raise click.UsageError(f"{flag} is given without a file: it goes with {needed}.")


def _own(given: dict[str, Any], level: str | None) -> dict[str, Any]:
    """Return what of the options for one's own files was used."""
    used = {name: value for name, value in given.items() if value not in {None, False, ()}}
    _refuse_idle(used)
    if "map_columns" in used:
        from clustermap.ingest.columns import parse_mapping

        used["map_columns"] = parse_mapping(used["map_columns"])
    if level is not None:
        used["level"] = level
    return used
