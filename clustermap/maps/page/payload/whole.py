"""The whole of what the map page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.data.credits import as_of_key, credit_texts
from clustermap.maps import titles
from clustermap.maps.page.payload.areas import areas, around
from clustermap.maps.page.payload.cells import once
from clustermap.maps.page.payload.chain import chain
from clustermap.maps.page.payload.clusters import clusters
from clustermap.maps.page.payload.context import context
from clustermap.maps.page.payload.events import events
from clustermap.maps.page.payload.indicators import indicator
from clustermap.maps.page.payload.links import links, site_events
from clustermap.maps.page.payload.sites import investments, placing_words, sectors, sites
from clustermap.maps.page.payload.sources import sources
from clustermap.maps.page.payload.towns import towns
from clustermap.maps.page.payload.zones import schemes, zones
from clustermap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.data.selection import Selection


#: Groups of labels that the page needs: coded values of sites, zones, clusters, events, units.
VOCABULARY = (
    "segment", "status", "position", "scheme", "cluster", "event", "group", "confidence",
    "jobs_kind", "investment_kind", "link", "site_event",
)  # fmt: skip


def payload(
    selection: Selection,
    indicators: IndicatorTable,
    *,
    color_by: str,
    level: str = "prefecture",
    lang: str = "en",
    title: str | None = None,
    basemap: dict[str, Any] | None = None,
    map_name: str = "map_clustermap",
    rings: Sequence[dict[str, Any]] = (),
    arcs: Sequence[dict[str, Any]] = (),
    headline: str | None = None,
    notes: Sequence[dict[str, Any]] = (),
    within: bool = False,
    town_indicators: IndicatorTable | None = None,
    economy: Callable[[Sequence[str]], dict[str, Any] | None] | None = None,
    town_economy: Callable[[Sequence[str]], dict[str, Any] | None] | None = None,
    breaks: Sequence[float] = (),
    since: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Describe a map of a dataset to the page.

    Parameters
    ----------
    selection : Selection
        What to show; areas of the national dataset that were not selected are drawn as context.
    indicators : IndicatorTable
        What the areas can be colored by, over all areas of the national dataset.
    color_by : str
        Id of the indicator shown first.
    level : {"prefecture", "municipality", "area"}
        Whether prefectures are drawn, or the areas of the user's own boundaries.
    lang : {"en", "ja", "ko"}
        Language shown first.
    title : str, optional
        The map's title; else one is made from the selection.
    basemap : dict, optional
        Tiles from the web under the map (``clustermap.maps.page.basemaps``).
    map_name : str
        Id of the map's element and name of the global that folium layers find it by.
    rings : sequence of dict, optional
        Circles around places: ``center`` (longitude, latitude), ``km`` (radii), ``label`` (in
        three languages); the map opens on them.
    arcs : sequence of dict, optional
        Flows around places: ``from`` (longitude, latitude), ``arcs`` (``to``, ``name``, ``net``),
        ``label`` and ``notes`` (in three languages).
    within : bool
        Whether the municipalities inside the prefectures come up as one zooms in.
    town_indicators : IndicatorTable, optional
        What these can be colored by, beside the count of sites.
    economy, town_economy : callable, optional
        What sheets of areas, and of the municipalities inside, say of their economy, from codes.
    breaks : sequence of float
        Class breaks of ``color_by`` given by hand.
    headline : str, optional
        What the map says, above its title.
    notes : sequence of dict, optional
        Words beside places: ``point`` (longitude, latitude), ``text``.
    since : dict, optional
        What is new, changed or gone since an earlier edition, as
        :meth:`clustermap.questions.since.Since.on_map` tells it.

    Returns
    -------
    dict
        Ready for ``json.dumps``.
    """
    ground = areas(selection, level, within=within)
    key, date = as_of_key(selection)
    described: dict[str, Any] = {
        "version": 1,
        "lang": lang,
        "title": locales.same(title) if title else titles.title(selection),
        "subtitle": titles.subtitle(selection),
        "asOf": date,
        "generator": f"clustermap {__version__}",
        "mapName": map_name,
        "areas": ground,
        "towns": towns(selection, town_indicators, town_economy) if within else None,
        "indicators": [
            indicator(indicators, indicators.about[name]) for name in indicators.values.columns
        ],
        "colorBy": color_by,
        "breaks": {"id": color_by, "values": list(breaks)} if breaks else None,
        "sectors": sectors(selection),
        "vocabulary": {
            group: {key: locales.texts(group, key) for key in locales.keys(group)}
            for group in VOCABULARY
        },
        **sites(selection, level),
        "investments": investments(selection),
        "links": links(selection),
        "siteEvents": site_events(selection),
        "chain": chain(selection),
        "zones": zones(selection),
        "schemes": schemes(selection),
        "clusters": clusters(selection),
        "events": events(selection),
        "economy": economy(ground["code"]) if economy else None,
        "credits": credit_texts(selection),
        "sources": sources(selection),
        "basemap": basemap,
        "rings": list(rings),
        "context": context(selection),
        "arcs": list(arcs),
        "headline": headline or "",
        "notes": list(notes),
    }
    if ways := placing_words(selection):
        described["vocabulary"]["placed"] = ways
    if chosen := _chosen(selection):
        described["chosen"] = chosen
    if since:
        described["since"] = since
        described["vocabulary"]["changed"] = {
            key: since["words"][key] for key in ("new", "changed", "same")
        }
    if not date:
        described["dated"] = False
    if key != "as_of":
        described["asOfKey"] = key
    if rings:
        described["areas"]["view"] = around(rings)
    plain = ("title", "points")
    return {key: value if key in plain else once(value) for key, value in described.items()}


def _chosen(selection: Selection) -> dict[str, list[str]]:
    """Return what was chosen, so that a later edition is compared with nothing else."""
    choice = selection.chosen
    found = {
        "prefectures": choice.prefectures, "municipalities": choice.municipalities,
        "sectors": choice.sectors, "segments": choice.segments, "statuses": choice.statuses,
        "until": () if choice.until is None else (choice.until,),
    }  # fmt: skip
    return {name: list(map(str, some)) for name, some in found.items() if some}
