"""``clustermap data validate|template|fetch|cache``: user-supplied data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.geocode_command import geocode
from clustermap.cli.strict import StrictCommand, StrictGroup
from clustermap.cli.terminal import progress, say
from clustermap.messages import count


@click.command(cls=StrictCommand)
@click.argument("file")
@click.option(
    "--kind", type=click.Choice(("sites", "zones", "values", "boundaries")),
    help="What the file is, if detection fails.",
)  # fmt: skip
@click.option(
    "--boundaries", multiple=True, metavar="FILE",
    help="Areas to check places and codes against; repeatable.",
)  # fmt: skip
@click.option("--column", "columns", multiple=True, metavar="NAME", help="Column with values.")
@click.option("--key", metavar="NAME", help="Column with the areas' codes or names.")
@click.option(
    "--where", multiple=True, metavar="COLUMN=VALUE",
    help="Rows of a table of values to check, e.g. 年=2020; repeatable.",
)  # fmt: skip
@click.option("--fix", metavar="OUT", help="Write the mended table (or map) to this file.")
@options.reading
@options.table_output
def validate(
    file: str,
    kind: str | None,
    boundaries: tuple[str, ...],
    fix: str | None,
    output: str | None,
    form: str | None,
    **given: Any,
) -> int:
    """Check a FILE of sites, zones, values or boundaries, and list every problem in it.

    Each problem comes with row, column and value, and what is done about it. The status is 1
    where an error would stop the other commands.

    \b
    Examples:
      clustermap data validate my_sites.xlsx
      clustermap data validate my_sites.csv --fix mended.csv
      clustermap data validate survey.csv --boundaries N03-20240101_GML.zip --column 売上
    """
    from clustermap.cli.output import write_frame
    from clustermap.files import check_writable

    for path in (fix, output):
        if path not in {None, "-"}:
            check_writable(str(path))
    found = _validated(file, kind, boundaries, given)
    if len(found.findings.problems) or output or form:
        write_frame(found.table, output, form, title=f"Problems of {found.findings.file}")
    if fix:
        _write_mended(found, fix)
    say(found.summary)
    return 1 if found.findings.errors else 0


def _validated(
    file: str, kind: str | None, boundaries: tuple[str, ...], given: dict[str, Any]
) -> Any:
    import tempfile

    from clustermap import atlas
    from clustermap.ingest.columns import parse_mapping
    from clustermap.ingest.files.standard_input import spooled
    from clustermap.ingest.sites import ReadingOptions
    from clustermap.ingest.validate import validate as check

    reading = ReadingOptions(
        parse_mapping(given["map_columns"]), given["encoding"], given["crs"], given["sheet"],
        given["layer"], given["coordinates"],
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        path, *maps = spooled([file, *boundaries], Path(folder))
        if given["allow_remote"]:
            from clustermap.ingest.fetch import fetched

            path, *maps = [fetched(one, Path(folder)) for one in (path, *maps)]
        loaded: dict[str, Any] = {"boundaries": maps} if maps else {}
        selection = atlas.load(**loaded).selection.national
        return check(
            path, selection, reading, kind=kind, columns=given["columns"], key=given["key"],
            where=given["where"],
        )  # fmt: skip


def _write_mended(found: Any, fix: str) -> None:
    from clustermap.cli.output import write_frame, write_geometry

    if found.kind == "boundaries":
        write_geometry(found.mended, fix)
    else:
        write_frame(found.mended, fix, None, title=found.kind)


@click.command(cls=StrictCommand)
@click.argument("kind", type=click.Choice(("sites", "zones", "values")))
@click.option("--describe", is_flag=True, help="Print what the columns mean, not the table.")
@options.table_output
def template(kind: str, output: str | None, form: str | None, *, describe: bool) -> None:
    """Write a starter table of sites, zones or values, with an example.

    \b
    Examples:
      clustermap data template sites -o my_sites.csv
      clustermap data template sites --describe
    """
    from clustermap.cli.output import write_frame
    from clustermap.ingest.template import template as make

    table, about = make(kind)
    if describe:
        write_frame(about, output, form, title=f"Columns of a table of {kind}")
        return
    write_frame(table, output, form or (None if output else "csv"), title=kind)
    needed = ", ".join(about.loc[about["needed"] == "yes", "column"])
    say(f"Needed: {needed}. `clustermap data template {kind} --describe` says what all mean.")
    if kind != "values":
        say("The row is an example out of the embedded data: replace it by your own.")


@click.group("fetch", cls=StrictGroup)
def fetch() -> None:
    """Fetch official data from their publisher; only this command uses the network.

    \b
    Example:
      clustermap data fetch n03 --prefecture Kumamoto
    """


@fetch.command("n03")
@click.option("--year", type=int, help="Edition, as of January 1.  [default: 2025]")
@click.option("--prefecture", help="Only this one (some MB); all Japan has several hundred MB.")
@click.option("-o", "--output", type=click.Path(), help="Where to put it.  [default: the cache]")
@click.option("--base", metavar="URL", help="Another address of the folder with N03-YYYY/.")
def n03(year: int | None, prefecture: str | None, output: str | None, base: str | None) -> None:
    """Fetch MLIT's administrative areas (国土数値情報 行政区域データ N03).

    A download that was cut off goes on where it stopped.

    \b
    Examples:
      clustermap data fetch n03 --prefecture 熊本県 --year 2024
      clustermap data fetch n03 -o N03.zip
    """
    from clustermap import japan
    from clustermap.files import check_writable
    from clustermap.ingest.fetch import LICENSE, NEWEST, fetch_n03

    target = check_writable(output) if output else None
    code = japan.prefecture(prefecture).code if prefecture else ""
    with progress("Fetching") as tell:
        found = fetch_n03(year or NEWEST, code, target=target, base=base, progress=tell)
    if found.odd:
        say(f"Warning: {found.odd}")
    verb = "Already there" if found.already else "Fetched"
    say(f"{verb}: {found.path} ({found.size:,} bytes, SHA-256 {found.sha256}).")
    say(LICENSE)
    say(f"Credit line: {found.credit}")
    say(f"Use it: clustermap map --boundaries {found.path}")


@click.command(cls=StrictCommand)
@click.option("--clear", is_flag=True, help="Remove all of it.")
@options.table_output
def cache(output: str | None, form: str | None, *, clear: bool) -> None:
    """Show what is kept in the cache folder: boundaries read, archives fetched.

    CLUSTERMAP_CACHE names another folder; "none" keeps nothing.

    \b
    Examples:
      clustermap data cache
      clustermap data cache --clear
    """
    from clustermap.ingest.files import cache as kept

    home = kept.folder()
    if home is None:
        say("Nothing is kept (CLUSTERMAP_CACHE).")
        return
    if clear:
        freed = kept.clear()
        say(f"Removed {freed / 1e6:,.1f} MB from {home}.")
        return
    import pandas as pd

    from clustermap.cli.output import write_frame

    rows = kept.entries()
    columns = ["kind", "of", "bytes", "file"]
    write_frame(pd.DataFrame(rows, columns=columns), output, form, title=f"Kept in {home}")
    say(f"{count(len(rows), 'file')}, {sum(row['bytes'] for row in rows) / 1e6:,.1f} MB in {home}.")


COMMANDS = (validate, geocode, template, fetch, cache)
