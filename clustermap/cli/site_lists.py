"""Lists of sites out: filtered, with headings in a language, as a table or a map file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.cli.terminal import say
from clustermap.files import ending_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

#: Formats that hold the points, by their endings.
GEOMETRY = ("geojson", "gpkg")
#: Columns whose cells are words of ours.
_VOCABULARY = ("sector", "segment", "status", "position", "confidence", "jobs_kind")


def chosen_sites(
    *, near: str | None, km: float | None, conditions: tuple[str, ...], **given: Any
) -> gpd.GeoDataFrame:
    """Return the sites that the filters ask for; what they leave out is said."""
    import click

    from clustermap.cli import options
    from clustermap.data.site_query import query_sites
    from clustermap.ingest.conditions import only_matching

    if km is not None and near is None:
        raise click.UsageError("--km is given without a place: it goes with --near PLACE.")
    names = ("opened", "due", "announced", "amount", "confidence")
    query = {name: given.pop(name) for name in names}
    selection = options.load(**given).selection
    kept, notes = query_sites(selection.sites, **query)
    if near is not None:
        kept = _near(kept, selection, near, 30.0 if km is None else km)
    kept = only_matching(kept, conditions)
    for note in notes:
        say(note)
    return _as_given(kept, selection.outlines.values())


def _as_given(sites: gpd.GeoDataFrame, outlines: Iterable[gpd.GeoSeries]) -> gpd.GeoDataFrame:
    """Give sites back the areas and lines that they came with."""
    for shapes in outlines:
        own = shapes[shapes.index.isin(sites.index)]
        sites = sites.set_geometry(own.reindex(sites.index).fillna(sites.geometry))
    return sites


def _near(sites: gpd.GeoDataFrame, selection: Any, place: str, km: float) -> gpd.GeoDataFrame:
    """Keep the sites within a distance of a place, nearest first, with the distance."""
    from clustermap.analysis.geodesic import distances_km
    from clustermap.questions.spots import find_spot

    spot = find_spot(selection, place)
    far = distances_km([(spot.lon, spot.lat)], sites[["lon", "lat"]].to_numpy(float))[0]
    found = sites.assign(km=far.round(2))[far <= km]
    return found[["km", *sites.columns]].sort_values(["km", "id"])


def write_list(
    sites: gpd.GeoDataFrame,
    output: str | None,
    form: str | None,
    lang: str | None,
    *,
    title: str,
    words: str,
) -> None:
    """Write sites to a file, or print them; an empty list is said to be one.

    ``lang`` is the language of headings and words; None leaves ids, as other programs need them.
    """
    from clustermap.cli.output import write_frame, write_geometry
    from clustermap.errors import OutputError

    if sites.empty:
        say("Note: no site matches; the list is empty.")
    to_file = output not in {None, "-"}
    if form in GEOMETRY or (to_file and form is None and ending_of(str(output)) in GEOMETRY):
        if not to_file:
            raise OutputError(f"{form} is not for the terminal.", f"Name a file: -o sites.{form}.")
        if form and ending_of(str(output)) != form:
            raise OutputError(
                f"{output} is to be written as {form}, and its ending is another's.",
                f"Give it the ending .{form}, or leave --format out.",
            )
        write_geometry(sites.drop(columns="year"), str(output))
        return
    table = sites.drop(columns=["geometry", "year"])
    write_frame(in_words(table, lang) if lang else table, output, form, title=title, words=words)


def in_words(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return a table of sites with headings and coded cells in a language."""
    told = table.copy()
    for name in _VOCABULARY:
        if name in told:
            told[name] = [locales.text(name, cell, lang) if cell else "" for cell in told[name]]
    return told.rename(columns=headings(lang))


def headings(lang: str) -> dict[str, str]:
    """Return the heading of each column of sites in a language."""
    return {name: locales.text("column", name, lang) for name in locales.keys("column")}
