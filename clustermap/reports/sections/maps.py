"""The maps of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.maps.figures.figure import figure

if TYPE_CHECKING:
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.model import Facts

SIZE = "17x10.6cm"


def site_map(facts: Facts, lang: str, size: str = SIZE) -> MapFigure:
    """Draw prefectures by their number of sites, with the sites."""
    return figure(facts.selection, facts.indicators, color_by="sites", lang=lang, size=size)


def cluster_map(facts: Facts, lang: str, size: str = SIZE) -> MapFigure | None:
    """Draw the significant clusters of the sector whose neighbors are most alike."""
    if facts.clusters is None:
        return None
    shown = facts.clusters
    return figure(
        shown.selection, shown.indicators, color_by=shown.name, lang=lang, size=size, sites=False
    )
