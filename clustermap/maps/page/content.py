"""What a map page holds, without folium: the command line writes pages faster so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.maps.colored import areas_shown
from clustermap.maps.page import points
from clustermap.maps.page.basemaps import basemap as find_basemap
from clustermap.maps.page.html import document
from clustermap.maps.page.payload.whole import payload
from clustermap.maps.page.still import still

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.maps.colored import ColoredAreas
    from clustermap.maps.page.html import AddedLayers


@dataclass(frozen=True)
class PageContent:
    """What the page's script is told, and the markup for readers without scripts."""

    payload: dict[str, Any]
    static: str = ""
    assets: str = "inline"

    @property
    def notes(self) -> list[str]:
        """What a reader must know of the page, in words: sites packed, columns left out."""
        packed = self.payload.get("points")
        return points.notes(packed) if packed else []

    def html(self, layers: AddedLayers | None = None) -> str:
        """Return the page as text."""
        return document(self.payload, assets=self.assets, static=self.static, layers=layers)


def page_content(
    shown: ColoredAreas,
    *,
    lang: str = "en",
    title: str | None = None,
    basemap: str = "none",
    assets: str = "inline",
    rings: Sequence[dict[str, Any]] = (),
    arcs: Sequence[dict[str, Any]] = (),
    headline: str | None = None,
    notes: Sequence[dict[str, Any]] = (),
    breaks: Sequence[float] = (),
    since: dict[str, Any] | None = None,
) -> PageContent:
    """Describe the map page of a selection; see :meth:`clustermap.atlas.Atlas.map`.

    Raises
    ------
    UnknownNameError
        A language or basemap that is not there.
    """
    locales.check(lang)
    selection, indicators, name = shown.selection, shown.indicators, shown.name
    described = payload(
        selection,
        indicators,
        level=shown.level,
        color_by=name,
        lang=lang,
        title=title,
        basemap=find_basemap(basemap),
        rings=rings,
        arcs=arcs,
        headline=headline,
        notes=notes,
        within=shown.within,
        town_indicators=shown.towns,
        economy=shown.economy,
        town_economy=shown.town_economy,
        breaks=breaks,
        since=since,
    )
    areas = areas_shown(selection, shown.level)
    drawing = still(areas, indicators.values[name], indicators.about[name], lang)
    return PageContent(described, drawing, assets)
