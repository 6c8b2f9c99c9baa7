"""The maps of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from clustermap.data.groups import Group
from clustermap.data.selection import at_level
from clustermap.maps.colored import areas_shown
from clustermap.maps.figures.figure import figure
from clustermap.questions.indicator_tables import area_indicators
from clustermap.reports.model import say

if TYPE_CHECKING:
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.model import Facts

SIZE = "17x10.6cm"
#: What a map of municipalities is colored by: a share, which wards and their city have in common.
COLOR = "lq_employees_E_2021"
#: Not more municipalities than this are shown with their neighbors.
ALONE = 5


def site_map(facts: Facts, lang: str, size: str = SIZE) -> MapFigure:
    """Draw prefectures by their number of sites, with the sites; municipalities with neighbors."""
    if facts.selection.chosen.municipalities:
        return municipal_map(facts, lang, size)
    if len(facts.selection.prefectures) == 1 and facts.selection.level == "prefecture":
        small = at_level(facts.selection, "municipality")
        return figure(
            small, area_indicators(small), level="municipality", color_by="sites", lang=lang,
            size=size,
        )  # fmt: skip
    return figure(facts.selection, facts.indicators, color_by="sites", lang=lang, size=size)


def municipal_map(facts: Facts, lang: str, size: str = SIZE) -> MapFigure:
    """Draw municipalities by how far manufacturing holds their jobs; a few with their neighbors."""
    selection = facts.selection
    chosen = areas_shown(selection, "municipality")
    every = selection.national.areas
    if len(chosen) <= ALONE and every is not None:
        shape = shapely.union_all(chosen.geometry.to_numpy())
        touching = sorted(every.sindex.query(shape, predicate="intersects"))
        name = say("and_neighbors", lang, place=facts.place(lang))
        asked = selection.chosen
        selection = selection.national.select(
            group=Group(name, tuple(map(str, every.index[touching]))), sector=asked.sectors,
            segment=asked.segments, status=asked.statuses, until=asked.until,
        )  # fmt: skip
    return figure(
        selection, area_indicators(selection), level="municipality", color_by=COLOR, lang=lang,
        size=size,
    )  # fmt: skip


def cluster_map(facts: Facts, lang: str, size: str = SIZE) -> MapFigure | None:
    """Draw the significant clusters of the sector whose neighbors are most alike."""
    if facts.clusters is None:
        return None
    shown = facts.clusters
    return figure(
        shown.selection, shown.indicators, color_by=shown.name, lang=lang, size=size, sites=False
    )
