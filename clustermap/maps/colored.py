"""What a map shows and is colored by; page and figure take the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap.data.selection import chosen_among

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.data.selection import Selection

#: The value of ``color_by`` that leaves areas plain.
PLAIN = "none"


@dataclass(frozen=True, eq=False)
class ColoredAreas:
    """What a map shows: of which selection, by which indicator, on which level.

    ``within`` says whether a page shows the municipalities inside prefectures as one zooms in, and
    ``towns`` holds what these can be colored by. ``economy`` makes what sheets of a page say of an
    area's economy from the codes of its areas, ``town_economy`` of municipalities; a figure does
    not ask.
    """

    selection: Selection
    indicators: IndicatorTable
    name: str
    level: str
    within: bool = False
    towns: IndicatorTable | None = None
    economy: Callable[[Sequence[str]], dict[str, Any] | None] | None = None
    town_economy: Callable[[Sequence[str]], dict[str, Any] | None] | None = None


def areas_shown(selection: Selection, level: str) -> gpd.GeoDataFrame:
    """Return the areas of a level that lie in the selection."""
    every = selection.national
    if level == "prefecture" or every.areas is None:
        return selection.prefectures
    return every.areas[chosen_among(every.areas, selection.chosen, selection.prefectures.index)]
