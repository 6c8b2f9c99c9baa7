"""Sites as rows, or packed where they are very many; investments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.data.locator import area_of_sites
from clustermap.data.placing import PLACED
from clustermap.data.sites import site_columns
from clustermap.maps.page import points
from clustermap.maps.page.payload.cells import table
from clustermap.maps.palettes import sector_colors

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.data.placing import Placing
    from clustermap.data.selection import Selection
    from clustermap.locales import Text


INVESTMENT_COLUMNS = (
    "site_id", "kind", "what_en", "announced", "planned_start", "actual_start", "amount_jpy_bn",
    "subsidy_jpy_bn", "counted", "source_url",
)  # fmt: skip


def sites(selection: Selection, level: str) -> dict[str, Any]:
    """Return the sites as rows, or packed where they are very many."""
    frame = _with_placings(selection)
    if len(frame) <= points.THRESHOLD:
        return {"sites": table(frame, site_columns())}
    every = selection.national.areas
    places = None
    if level != "prefecture" and every is not None:
        places = every.index.get_indexer(area_of_sites(selection.sites, every))
    return {
        "sites": {"columns": [], "cells": []},
        "points": points.pack(frame, places),
    }


def placing_words(selection: Selection) -> dict[str, Text]:
    """Return the words for the ways in which own sites were placed, by number."""
    return {str(at): way for at, way in enumerate(one.way for one in _ways(selection))}


def _ways(selection: Selection) -> list[Placing]:
    given = selection.national.placings
    return [] if given is None else list(dict.fromkeys(one.alike for one in given))


def _with_placings(selection: Selection) -> gpd.GeoDataFrame:
    """Add how own sites were placed: the number of the way, and the row's own place."""
    given = selection.national.placings
    if given is None:
        return selection.sites
    number = {one: at for at, one in enumerate(_ways(selection))}
    mine = given.map(lambda one: f"{number[one.alike]} {one.place}".rstrip())
    return selection.sites.assign(**{PLACED: mine.reindex(selection.sites.index).fillna("")})


def investments(selection: Selection) -> dict[str, Any]:
    """Return the investments as rows."""
    return table(selection.investments[list(INVESTMENT_COLUMNS)], INVESTMENT_COLUMNS)


def sectors(selection: Selection) -> list[dict[str, Any]]:
    """Return the sectors shown, with their colors."""
    shown = selection.chosen.sectors or selection.sectors
    return [
        {"id": sector, "label": locales.texts("sector", sector), "light": light, "dark": dark}
        for sector, (light, dark) in sector_colors(tuple(shown)).items()
    ]
