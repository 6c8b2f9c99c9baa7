"""``clustermap data geocode``: addresses to points, without a network."""

from __future__ import annotations

import click

from clustermap.cli import options
from clustermap.cli.strict import StrictCommand
from clustermap.cli.terminal import say
from clustermap.messages import count


@click.command(cls=StrictCommand)
@click.argument("file")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME",
    help="Column with the addresses, if not found by its name; repeated, its parts in order.",
)
@click.option("--encoding", help="Encoding of the file, if detection fails: cp932 ...")
@click.option("--sheet", help="Sheet of a workbook.")
@options.table_output
def geocode(
    file: str,
    columns: tuple[str, ...],
    encoding: str | None,
    sheet: str | None,
    output: str | None,
    form: str | None,
) -> None:
    """Place the addresses in a FILE, to the town, without a network.

    The table keeps its rows and columns and gets municipality_code, town, lon, lat, exactness
    (koaza, town, around, municipality, none) and warning. What is placed less exactly than its
    address says, or not at all, is named there and counted below.

    \b
    Examples:
      clustermap data geocode firms.csv -o placed.csv
      clustermap data geocode firms.xlsx --column 本社 -o placed.xlsx
    """  # fmt: skip
    from clustermap.cli.output import resolve_format, write_frame
    from clustermap.data.credits import TOWNS
    from clustermap.ingest.addresses.placed import summary
    from clustermap.ingest.addresses.table import geocoded
    from clustermap.ingest.files.foreign import read_table

    if output in {None, "-"}:
        form = form or "csv"
    resolve_format(output, form)
    table = read_table(file, encoding=encoding, sheet=sheet)
    frame, placed = geocoded(table, columns)
    write_frame(frame, output, form, title=f"Addresses of {table.file}")
    for words in table.findings.messages():
        say(words)
    many = count(len(placed), "address")
    say(f"{table.file}: {many}; {summary(one.exactness for one in placed)}.")
    say(TOWNS)
