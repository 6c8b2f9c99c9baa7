"""``clustermap figure``: a static map."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import breaks, options
from clustermap.cli.strict import StrictCommand
from clustermap.cli.terminal import say


@click.command("figure", cls=StrictCommand)
@click.option(
    "-o", "--output", required=True, type=click.Path(),
    help="File to write: .png, .svg or .pdf.",
)  # fmt: skip
@options.selection
@click.option(
    "--color-by", metavar="INDICATOR",
    help="What areas are colored by: sites, sites:bio, investment, population_census ...; "
    "lisa:semiconductor, g*:investment or lq:bio for what is significant; none leaves them plain.  "
    "[default: --values if given, else sites]",
)  # fmt: skip
@click.option(
    "--level", type=click.Choice(("prefecture", "municipality", "area")),
    help="What is colored.  [default: what --boundaries holds, else prefectures, or the "
    "municipalities of a single one]",
)  # fmt: skip
@options.own
@breaks.breaks
@options.context
@click.option("--no-sites", is_flag=True, help="Leave out the marks of the sites.")
@click.option("--show-zones", is_flag=True, help="Show special zones.")
@click.option("--tile-grid", is_flag=True, help="Prefectures as tiles of one size.")
@click.option(
    "--panels", type=click.Choice(("sector", "year")),
    help="One small map for each sector, or for every fifth year; one legend for all.",
)  # fmt: skip
@click.option(
    "--method", type=click.Choice(("quantiles", "natural", "equal")), default="quantiles",
    show_default=True, help="How class breaks are chosen.",
)  # fmt: skip
@click.option(
    "--classes", type=click.IntRange(2, 7), default=5, show_default=True, help="How many classes."
)
@click.option(
    "--size", default="16x10cm", show_default=True, metavar="WxH",
    help="16x10cm, 160x100mm, 1600x900px, a4, a4-landscape, slide, column, social ...",
)  # fmt: skip
@click.option(
    "--dpi", type=click.FloatRange(36, 1200), default=300, show_default=True,
    help="Pixels per inch of a PNG.",
)  # fmt: skip
@click.option(
    "--theme", type=click.Choice(("light", "dark", "print")), default="light", show_default=True,
    help="Colors.",
)  # fmt: skip
@options.lang
@click.option("--title", help="Title of the picture.")
@options.words_on_map
def command(output: str, *, no_sites: bool, show_zones: bool, **given: Any) -> None:
    """Draw a static map as PNG, SVG or PDF, with legend, scale bar and source.

    \b
    Examples:
      clustermap figure -o japan.png
      clustermap figure --sector semiconductor --region kyushu --lang ja -o kyushu.svg
      clustermap figure --boundaries N03-20240101_GML.zip --prefecture 43 -o municipalities.pdf
      clustermap figure --panels sector --size slide -o sectors.png
      clustermap figure --color-by investment --tile-grid --theme print --size a4 -o tiles.pdf
    """
    from clustermap.extras import require
    from clustermap.files import check_writable
    from clustermap.maps.figures.files import format_of

    format_of(output)
    check_writable(output)
    require("figures", "A static map")
    chosen = {name: given.pop(name) for name in (*options.SELECTION, *options.OWN)}
    atlas = options.load(level=given["level"], **chosen)
    by_hand = breaks.chosen(given.pop("breaks"), given.pop("breaks_from"))
    picture = atlas.figure(sites=not no_sites, zones=show_zones, breaks=by_hand, **given)
    picture.save(output)
    say(f"Wrote {output}: {picture.title}. Font: {picture.font}.")
    say(f"Alternative text: {picture.alternative}")
