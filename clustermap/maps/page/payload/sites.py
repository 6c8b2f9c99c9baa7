"""Sites as rows, or packed where they are very many; investments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.data.locator import area_of_sites
from clustermap.data.sites import site_columns
from clustermap.maps.page import points
from clustermap.maps.page.payload.cells import table
from clustermap.maps.palettes import sector_colors

if TYPE_CHECKING:
    from clustermap.data.selection import Selection


INVESTMENT_COLUMNS = (
    "site_id", "kind", "what_en", "announced", "planned_start", "actual_start", "amount_jpy_bn",
    "subsidy_jpy_bn", "counted", "source_url",
)  # fmt: skip


def sites(selection: Selection, level: str) -> dict[str, Any]:
    """Return the sites as rows, or packed where they are very many."""
    if len(selection.sites) <= points.THRESHOLD:
        return {"sites": table(selection.sites, site_columns())}
    every = selection.national.areas
    places = None
    if level != "prefecture" and every is not None:
        places = every.index.get_indexer(area_of_sites(selection.sites, every))
    return {
        "sites": {"columns": [], "cells": []},
        "points": points.pack(selection.sites, places),
    }


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
