"""``clustermap map``: the interactive map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import breaks, options
from clustermap.cli.strict import StrictCommand
from clustermap.cli.terminal import say
from clustermap.messages import count

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas


@click.command("map", cls=StrictCommand)
@click.option(
    "-o", "--output", default="clusters.html", show_default=True, type=click.Path(),
    help="HTML file to write; - for standard output.",
)  # fmt: skip
@options.selection
@click.option(
    "--color-by", metavar="INDICATOR",
    help="What areas are colored by first: sites, sites:bio, sites_per_million, investment, "
    "population_census ..., lisa:bio, g*:bio, lq:bio, lq:28, change:E; the reader can switch.  "
    "[default: --values if given, else sites]",
)  # fmt: skip
@click.option(
    "--level", type=click.Choice(("prefecture", "municipality", "area")),
    help="What is colored.  [default: what --boundaries holds, else prefectures]",
)  # fmt: skip
@options.own
@breaks.breaks
@options.context
@options.lang
@click.option("--title", help="Title of the map.")
@click.option("--flows", metavar="PREF", help="Prefecture whose net migration is drawn as arcs.")
@options.words_on_map
@click.option(
    "--since", metavar="EDITION|DATE|FILE",
    help="Mark what is new, changed or gone since an edition of the embedded data (2026-03), a "
    "date, or an earlier map page, release of geodata or table of your own.",
)  # fmt: skip
@click.option(
    "--basemap", type=click.Choice(("none", "gsi-pale", "gsi-photo", "osm")), default="none",
    show_default=True, help="Web basemap; without one the page needs no network.",
)  # fmt: skip
@click.option(
    "--assets", type=click.Choice(("inline", "cdn")), default="inline", show_default=True,
    help="Whether Leaflet stands in the file or is fetched from the web.",
)  # fmt: skip
@click.option(
    "--embed-kit", type=click.Path(), metavar="FOLDER",
    help="Write a folder for web editors: page, PNG, SVG, CSV, alternative text, snippets.",
)  # fmt: skip
@click.option("--open", "show", is_flag=True, help="Open the map in the web browser.")
def command(
    output: str,
    color_by: str | None,
    level: str | None,
    lang: str,
    title: str | None,
    flows: str | None,
    headline: str | None,
    notes: tuple[str, ...],
    since: str | None,
    basemap: str,
    assets: str,
    embed_kit: str | None,
    breaks_from: Path | None,
    *,
    show: bool,
    **selection: Any,
) -> None:
    """Write an interactive map of clusters, sites and special zones as one HTML file.

    \b
    Examples:
      clustermap map
      clustermap map --region kyushu --sector semiconductor -o kyushu.html --open
      clustermap map --prefecture 熊本県 --lang ja --color-by investment
      clustermap map --sites my_sites.csv --values survey.xlsx --column 売上
      clustermap map --boundaries N03-20240101_GML.zip --level municipality
      clustermap map --sector bio --embed-kit bio
      clustermap map --since 2026-03
      clustermap map --sites firms.csv --sites-only --since firms-of-last-year.csv
      clustermap map --headline "Fabs come to Kumamoto" --note "Kikuyo: two plants of TSMC"
    """
    from clustermap.extras import require
    from clustermap.files import check_writable, write_whole
    from clustermap.maps.page.content import page_content
    from clustermap.questions.flows import arcs_on_map
    from clustermap.questions.map_layer import on_level
    from clustermap.questions.notes_on_map import notes_on_map

    given = click.get_current_context().get_parameter_source("output")
    if embed_kit is not None and given == click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("--embed-kit writes into its folder: leave -o out.")
    to_file = output != "-"
    _check_ending(output)
    if to_file and embed_kit is None:
        check_writable(output)
    if embed_kit is not None:
        require("figures", "--embed-kit")
    by_hand = breaks.chosen(selection.pop("breaks"), breaks_from)
    atlas = options.load(level=level, **selection)
    marked = None if since is None else _since(atlas, since, selection)
    drawn = page_content(
        on_level(atlas.selection, color_by, level), lang=lang, title=title, basemap=basemap,
        assets=assets, arcs=[] if flows is None else arcs_on_map(atlas.selection, flows),
        headline=headline, notes=notes_on_map(atlas.selection, notes),
        breaks=by_hand, since=marked,
    )  # fmt: skip
    page = drawn.html()
    for note in drawn.notes:
        say(note)
    if embed_kit is not None:
        _write_kit(
            atlas, page, embed_kit, color_by=color_by, level=level, lang=lang, title=title,
            headline=headline, notes=notes, breaks=by_hand,
        )  # fmt: skip
        return
    if not to_file:
        click.echo(page, nl=False)
        return
    write_whole(output, page)
    size = len(page.encode()) / 1000
    say(
        f"Wrote {output} ({size:,.0f} kB): {count(len(atlas.sites), 'site')}, "
        f"{count(len(atlas.prefectures), 'prefecture')}{_areas(atlas, level)}."
    )
    if not len(atlas.sites):
        say("Note: no site is in this selection.")
    if show:
        from pathlib import Path

        click.launch(Path(output).resolve().as_uri())


def _since(atlas: Atlas, given: str, options_: dict[str, Any]) -> dict[str, Any]:
    """Find what is to be marked, and say how much it is."""
    from clustermap.ingest.columns import parse_mapping
    from clustermap.ingest.user_data import user_files
    from clustermap.questions.since import since

    names = ("encoding", "crs", "sheet", "layer", "coordinates", "lenient", "public", "internal")
    given_ = {name: options_[name] for name in names}
    files = user_files(**given_, map_columns=parse_mapping(options_["map_columns"]))
    found = since(atlas.selection, given, files.reading, lenient=files.lenient)
    say(found.summary)
    for note in found.notes:
        say(f"Note: {note}")
    return found.on_map()


def _check_ending(output: str) -> None:
    """Refuse the endings of pictures, documents and tables: a page under one would not open."""
    from clustermap.files import ending_of, page_ending

    other = {"png": "figure", "svg": "figure", "pdf": "figure", "docx": "report", "pptx": "report"}
    command = other.get(ending_of(output))
    better = f", or draw it: clustermap {command} -o {output}" if command else "."
    page_ending(output, f"End it in .html{better}")


def _write_kit(atlas: Atlas, page: str, folder: str, **options: Any) -> None:
    """Write what a web editor needs of a map into a folder."""
    from clustermap.cli.output import as_csv
    from clustermap.reports.embed_kit import data_frame, write_kit

    picture = atlas.figure(**options)
    data = as_csv(data_frame(picture, options["lang"]))
    files = write_kit(folder, page, picture, data)
    say(f"Wrote {len(files)} files into {folder}; open {folder}/preview.html to see them.")
    say(f"Font of the pictures: {picture.font}.")


def _areas(atlas: Atlas, level: str | None) -> str:
    """Say how many areas of one's own boundaries are drawn."""
    areas = atlas.selection.areas
    if areas is None or level == "prefecture":
        return ""
    noun = {"municipality": "municipality"}.get(atlas.selection.level, "area")
    return f", {count(len(areas), noun)}"
