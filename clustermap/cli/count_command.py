"""``clustermap count``: points counted into areas, however many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options
from clustermap.cli.terminal import progress, say

if TYPE_CHECKING:
    import pandas as pd

#: Longer tables are cut to so many rows where they are made for reading.
MOST_SHOWN, SHOWN = 60, 30


@click.command("count")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.table_output
@click.option(
    "--boundaries", metavar="FILE",
    help="Map of the areas: MLIT N03 as it comes (zip), shapefile, GeoPackage ...  "
    "[default: the embedded prefectures]",
)  # fmt: skip
@click.option(
    "--by", type=click.Choice(("prefecture", "municipality", "area")),
    help="What is counted into.  [default: what --boundaries holds, else prefectures]",
)  # fmt: skip
@options.places
@click.option("--lon", metavar="COLUMN", help="Column with the longitude, if not found.")
@click.option("--lat", metavar="COLUMN", help="Column with the latitude, if not found.")
@click.option(
    "--group-by", metavar="COLUMN", help="Count each value of this column apart, as count:VALUE."
)
@click.option(
    "--sum", "sums", multiple=True, metavar="COLUMN",
    help="Add this column up, as sum:COLUMN; repeatable.",
)  # fmt: skip
@click.option(
    "--engine", type=click.Choice(("auto", "memory", "sedona", "dask")), default="auto",
    show_default=True, help="What does the work; the result is the same.",
)  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler to use, as tcp://host:8786.")
@click.option("--crs", help="Coordinate system of the points, as EPSG:6677.")
@click.option("--encoding", help="Encoding of text tables, if found out wrong: cp932 ...")
@options.lang
def command(
    files: tuple[str, ...],
    output: str | None,
    form: str | None,
    boundaries: str | None,
    by: str | None,
    lang: str,
    prefecture: tuple[str, ...],
    region: tuple[str, ...],
    **given: Any,
) -> None:
    """Count the points of FILEs into areas, and add up columns; millions of rows are fine.

    FILEs are CSV, Parquet or GeoParquet, folders or patterns of them, with columns of longitude
    and latitude or with geometries. The table is ready for `map --values` and `stats --values`.
    A point on a border counts in the area with the lowest code; points outside all areas and rows
    without a position are counted and named.

    \b
    Examples:
      clustermap count offices.csv
      clustermap count offices/*.parquet --boundaries N03.zip --sum employees -o counts.csv
      clustermap count offices.csv --group-by industry -o counts.csv
      clustermap map --values counts.csv --column count:Manufacturing
    """  # noqa: D301
    from clustermap.cli.output import resolve_format, write_frame

    form = resolve_format(output, form)
    atlas = options.load(
        boundaries=boundaries,
        level=by,
        exact=boundaries is not None,
        prefecture=prefecture,
        region=region,
    )
    with progress("Counting") as tell:
        found = atlas.count(files, by=by, lang=lang, progress=tell, **given)
    for words in found.attrs["notes"]:
        say(words)
    shown = found
    if form == "table" and len(found) > MOST_SHOWN:
        shown = _largest(found)
    write_frame(shown, output, form, title="Points by area")


def _largest(found: pd.DataFrame) -> pd.DataFrame:
    """Keep the areas with most points, and say so."""
    say(f"The {SHOWN} areas with most points of {len(found):,}; --format csv gives all.")
    return found.sort_values(["count", "code"], ascending=[False, True]).head(SHOWN)
