"""``clustermap data``: what is inside, and where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clustermap import locales
from clustermap.cli import diff_command, options, user_file_commands
from clustermap.cli.site_lists import GEOMETRY
from clustermap.cli.strict import StrictGroup
from clustermap.cli.terminal import say
from clustermap.messages import count

if TYPE_CHECKING:
    import pandas as pd


_CORRECTIONS = (
    "Coverage, limits and how to send a correction or add a site: README.md and ADDING.md beside "
    "the tables (`clustermap data export FOLDER` writes them out)."
)


@click.group("data", cls=StrictGroup)
def command() -> None:
    """Show, trace and export the embedded data; check and prepare your files.

    \b
    Examples:
      clustermap data sources
      clustermap data show semiconductor --format csv -o sites.csv
      clustermap data validate my_sites.xlsx --fix mended.csv
      clustermap data fetch n03 --prefecture Kumamoto
    """


@command.command()
@options.table_output
def sources(output: str | None, form: str | None) -> None:
    """List every table: rows, how it was made, sources, license; and how sure the sites are.

    \b
    Example:
      clustermap data sources --format md
    """
    import pandas as pd

    from clustermap.cli.output import write_frame
    from clustermap.data import catalog
    from clustermap.data.sites import read_sites

    rows = []
    for name, table in catalog.tables().items():
        readable = table.path.suffix in {".csv", ".parquet"}
        count = len(catalog.read(name)) if readable else None
        rows.append(
            {
                "table": name,
                "rows": count,
                "what": table.title,
                "how made": table.description,
                "sources": "; ".join(
                    f"{title} <{url}>" if url else title for title, url in table.sources
                ),
                "license": table.license,
                "file": table.path.relative_to(catalog.folder()).as_posix(),
            }
        )
    frame = pd.DataFrame(rows).astype({"rows": "Int64"})
    words = f"{_sureness(read_sites())}\n{_CORRECTIONS}"
    write_frame(frame, output, form, title="Embedded data", words=words)


@command.command()
@click.argument("table")
@click.option(
    "--from", "page", type=click.Path(dir_okay=False, path_type=Path), metavar="PAGE",
    help="Read the table out of a map that `clustermap map` wrote: sites, investments, areas, "
    "municipalities, zones, clusters, events.",
)  # fmt: skip
@click.option("--near", metavar="PLACE", help="Only sites near a place, nearest first.")
@click.option(
    "--km", type=click.FloatRange(0, 500, min_open=True),
    help="How near, in km; goes with --near.  [default: 30]",
)  # fmt: skip
@click.option(
    "--where", "conditions", multiple=True, metavar="CONDITION",
    help="Only sites whose cells say so: 'jobs > 100', '名称 ~ 熊本' (contains); repeatable.",
)  # fmt: skip
@options.selection
@options.dates
@options.user_data("sites")
@click.option(
    "--lang", type=click.Choice(locales.LANGUAGES),
    help="Language of headings and words of a list of sites.  [default: ids]",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(), help=options.OUTPUT_HELP)
@click.option(
    "--format", "form", type=click.Choice((*options.FORMATS, *GEOMETRY)),
    help="Format.  [default: table]",
)  # fmt: skip
def show(
    table: str,
    page: Path | None,
    output: str | None,
    form: str | None,
    lang: str | None,
    **asked: Any,
) -> None:
    """Print a TABLE: sites, history, clusters, zones, statistics, or one of `data sources`.

    Sites can be chosen by place, kind, date and any column, and written as CSV, Excel, Parquet,
    GeoJSON or GeoPackage.

    \b
    Examples:
      clustermap data show zones
      clustermap data show sites -o sites.xlsx
      clustermap data show municipalities -o towns.gpkg
      clustermap data show sites --from clusters.html -o sites.csv
      clustermap data show sites --sector semiconductor --region kyushu --opened 2021-
      clustermap data show sites --near 菊陽町 --km 30 --where 'jobs > 100' --lang ja -o near.xlsx
      clustermap data show sites --sites checked.csv --sites-only -o firms.gpkg
      clustermap data show history --near Kikuyo --km 20
    """
    if page is not None:
        if any(asked.values()) or lang:
            raise click.UsageError("Filters are for sites, not for --from.")
        if form in GEOMETRY:
            raise click.UsageError(f"{form} is for sites, not for --from.")
        _show_page(table, page, output, form)
        return
    from clustermap.cli.output import write_frame
    from clustermap.cli.site_lists import chosen_sites, write_list
    from clustermap.data import catalog
    from clustermap.data.sites import read_sites
    from clustermap.data.statistics import read_statistics

    if table == "history":
        _show_history(output, form, lang, asked)
        return
    aliases = {"statistics": "prefecture_statistics", "events": "policy_events"}
    one = None if table == "sites" else catalog.table(aliases.get(table, table))
    about = one.description if one else catalog.table("investments").description
    if one is None or one.path.parent.name == "sites":
        sites = chosen_sites(**asked) if any(asked.values()) else read_sites()
        if one is not None:
            sites = sites[sites["sector"] == one.path.stem]
        lines = (about, _sureness(sites), _CORRECTIONS)
        words = "" if asked["sites_only"] else "\n".join(filter(None, lines))
        write_list(sites, output, form, lang, title=table, words=words)
        return
    if any(asked.values()) or lang or form in GEOMETRY:
        raise click.UsageError("Filters, --lang and --format of maps are for tables of sites.")
    if output and output.lower().endswith(tuple(f".{ending}" for ending in GEOMETRY)):
        _show_places(one.name, output)
        return
    frame = read_statistics() if one.name == "prefecture-statistics" else catalog.read(one.name)
    words = "\n".join(line for line in (about, _CORRECTIONS) if line)
    write_frame(frame, output, form, title=table, words=words)


@command.command("overdue")
@click.option(
    "--as-of", "day", metavar="DATE", help="Day to compare with: YYYY-MM-DD.  [default: today]"
)
@options.selection
@options.user_data("sites")
@click.option(
    "--lang", type=click.Choice(locales.LANGUAGES),
    help="Language of headings and words.  [default: ids]",
)  # fmt: skip
@options.table_output
def overdue_(
    day: str | None, output: str | None, form: str | None, lang: str | None, **asked: Any
) -> None:
    """List what should have opened or started by now, oldest first: what to look up again.

    Openings of sites and expansions whose planned date has passed; by how long, the latest sign of
    life, the source. 12 months late with no later sign is flagged as stalled, to be checked; the
    status that the source gives stays.

    \b
    Examples:
      clustermap data overdue
      clustermap data overdue --sites firms.csv --sites-only --as-of 2026-04-01 -o late.xlsx
    """
    from clustermap.cli.output import write_answer
    from clustermap.questions import overdue

    selection = options.load(**asked).selection
    found = overdue.ask(selection, overdue.Options(day=day or ""))
    say(
        f"{count(found.facts['opening'], 'site')} not said to be open, with a planned opening "
        f"before {found.facts['day']}."
    )
    write_answer(found, output, form, lang or "en")


def _show_history(
    output: str | None, form: str | None, lang: str | None, asked: dict[str, Any]
) -> None:
    """Print what happened to sites, and what is to happen."""
    from clustermap.atlas import load
    from clustermap.cli.output import write_answer
    from clustermap.cli.site_lists import chosen_sites
    from clustermap.questions import history

    if form in GEOMETRY or (output or "").lower().endswith(tuple(f".{one}" for one in GEOMETRY)):
        raise click.UsageError("Formats of maps are for sites: data show sites.")
    sites = chosen_sites(**asked) if any(asked.values()) else None
    write_answer(history.ask(load().selection, sites), output, form, lang or "en")


def _show_places(table: str, output: str) -> None:
    """Write a table with its points or areas."""
    from clustermap.cli.output import write_geometry
    from clustermap.data.places import table_with_places
    from clustermap.files import check_writable

    check_writable(output)
    write_geometry(table_with_places(table), output)


def _show_page(table: str, page: Path, output: str | None, form: str | None) -> None:
    """Print a table that is packed in a page."""
    from clustermap.cli.output import write_frame
    from clustermap.errors import ClustermapError
    from clustermap.maps.page.reading import page_table

    try:
        html = page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ClustermapError(
            f"Can't read {page}: {reason}.", "Name a map: clustermap map -o map.html"
        ) from error
    write_frame(page_table(html, table), output, form, title=table, words="")


def _sureness(sites: pd.DataFrame) -> str:
    """Say how many rows two pages confirm, and when they were last checked."""
    if sites.empty:
        return ""
    counts = sites["confidence"].value_counts()
    levels = (
        ("confirmed", "confirmed by two pages"),
        ("single", "by one"),
        ("weak", "by a weak one"),
    )
    parts = ", ".join(f"{counts.get(key, 0):,} {words}" for key, words in levels)
    return f"{count(len(sites), 'site')}: {parts}; last checked {sites['checked'].max()}."


@command.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--for", "purpose", type=click.Choice(["qgis", "web"]),
    help="Instead: a GeoPackage with a QGIS project, or tidy CSV, GeoJSON, TopoJSON and JSON.",
)  # fmt: skip
@options.selection
@options.lang
def export(folder: Path, purpose: str | None, lang: str, **chosen: Any) -> None:
    """Copy all embedded tables and boundaries to FOLDER, as CSV, shapefile and data package.

    With --for, what is chosen, with names in one language.

    \b
    Examples:
      clustermap data export my-geodata
      clustermap data export kumamoto --for qgis --prefecture Kumamoto --lang ja
      clustermap data export site-data --for web
    """
    from clustermap.data import catalog
    from clustermap.errors import OutputError
    from clustermap.files import write_set

    if not folder.parent.is_dir():
        cause = f"Can't make {folder}: the folder {folder.parent} does not exist."
        raise OutputError(cause, "Create it first, or name another folder.")
    if purpose is not None:
        found = options.load(**chosen).hand_over(folder, purpose, lang=lang)
        say(f"Wrote {count(len(found), 'file')} to {folder}.")
        return
    if any(chosen.values()) or lang != "en":
        raise click.UsageError("Places, sectors and --lang go with --for.")
    source = catalog.folder()
    files = [
        file
        for file in sorted(source.rglob("*"))
        if file.is_file() and file.suffix != ".py" and "__pycache__" not in file.parts
    ]
    write_set(folder, {str(file.relative_to(source)): file.read_bytes() for file in files})
    say(f"Copied {len(files)} files to {folder}.")


for one in (diff_command.command, *user_file_commands.COMMANDS):
    command.add_command(one)
