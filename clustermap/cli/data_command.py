"""``clustermap data``: what is inside, and where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options, user_file_commands
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
    """Show, trace and export the embedded data; check and bring one's own.

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
@options.selection
@options.dates
@options.table_output
def show(table: str, page: Path | None, output: str | None, form: str | None, **asked: Any) -> None:
    """Print a TABLE: sites, clusters, zones, statistics, prefectures, or one of `data sources`.

    \b
    Examples:
      clustermap data show zones
      clustermap data show sites -o sites.xlsx
      clustermap data show sites --from clusters.html -o sites.csv
      clustermap data show sites --sector semiconductor --region kyushu --opened 2021-
    """
    if page is not None:
        if any(asked.values()):
            raise click.UsageError("Filters are for the embedded sites, not for --from.")
        _show_page(table, page, output, form)
        return
    from clustermap.cli.output import write_frame
    from clustermap.data import catalog
    from clustermap.data.sites import read_sites
    from clustermap.data.statistics import read_statistics

    aliases = {"statistics": "prefecture_statistics", "events": "policy_events"}
    one = None if table == "sites" else catalog.table(aliases.get(table, table))
    if one is None or one.path.parent.name == "sites":
        frame = _asked(asked) if any(asked.values()) else read_sites()
        frame = frame.drop(columns=["geometry", "year"])
        if one is not None:
            frame = frame[frame["sector"] == one.path.stem]
        words = _sureness(frame)
    elif any(asked.values()):
        raise click.UsageError("Filters are for tables of sites.")
    else:
        frame = read_statistics() if one.name == "prefecture-statistics" else catalog.read(one.name)
        words = ""
    about = one.description if one else catalog.table("investments").description
    lines = [line for line in (about, words, _CORRECTIONS) if line]
    write_frame(frame, output, form, title=table, words="\n".join(lines))


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


def _asked(given: dict[str, Any]) -> Any:
    """Return the sites that the filters ask for; what they leave out is said."""
    from clustermap.data.site_query import query_sites

    names = ("opened", "due", "announced", "amount", "confidence")
    query = {name: given.pop(name) for name in names}
    kept, notes = query_sites(options.load(**given).sites, **query)
    for note in notes:
        say(note)
    return kept


def _sureness(sites: pd.DataFrame) -> str:
    """Say how many rows two pages confirm, and when they were last checked."""
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
def export(folder: Path) -> None:
    """Copy all embedded tables and boundaries to FOLDER, as CSV, shapefile and data package.

    \b
    Example:
      clustermap data export my-geodata
    """
    from clustermap.data import catalog
    from clustermap.errors import OutputError
    from clustermap.files import write_set

    if not folder.parent.is_dir():
        cause = f"Can't make {folder}: the folder {folder.parent} does not exist."
        raise OutputError(cause, "Create it first, or name another folder.")
    source = catalog.folder()
    files = [
        file
        for file in sorted(source.rglob("*"))
        if file.is_file() and file.suffix != ".py" and "__pycache__" not in file.parts
    ]
    write_set(folder, {str(file.relative_to(source)): file.read_bytes() for file in files})
    say(f"Copied {len(files)} files to {folder}.")


for one in user_file_commands.COMMANDS:
    command.add_command(one)
