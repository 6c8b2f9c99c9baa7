"""The areas of a map: boundaries, names, where to look first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap import japan, locales
from clustermap.analysis.geodesic import circle
from clustermap.maps.colored import areas_shown
from clustermap.maps.page import topology
from clustermap.maps.page.payload.towns import towns_of
from clustermap.maps.tile_grid import TILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from clustermap.data.outlines import Outlines
    from clustermap.data.selection import Selection


def areas(selection: Selection, level: str, *, within: bool = False) -> dict[str, Any]:
    """Return the areas of a level, those that are not selected too.

    Parameters
    ----------
    selection : Selection
    level : {"prefecture", "municipality", "area"}
    within : bool
        Whether the municipalities inside the prefectures selected are outlined too.
    """
    national = selection.national
    prefectures = level == "prefecture" or national.areas is None
    every = national.prefectures if prefectures or national.areas is None else national.areas
    shown = every.index.isin(areas_shown(selection, level).index)
    anchors = every[["office_lon", "office_lat"]].to_numpy(float)
    codes = [str(code) for code in every.index]
    if prefectures and shown.sum() > topology.FEW_AREAS:
        view = topology.first_view(every[shown], anchors[shown], left_out=("47",))
    else:
        view = topology.main_view(every[shown])
    return {
        "level": level,
        "topology": topology.packed(
            _outlines(selection, every, prefectures=prefectures, within=within)
        ),
        "code": codes,
        "name": {lang: every[f"name_{lang}"].tolist() for lang in locales.LANGUAGES},
        "prefecture": codes if prefectures else every["prefecture_code"].tolist(),
        **({} if prefectures else _wards(codes)),
        "region": every["region"].tolist(),
        "anchor": np.round(anchors, 4).tolist(),
        "selected": shown.tolist(),
        "regions": {
            region.id: {"en": region.en, "ja": region.ja, "ko": region.ko}
            for region in japan.EIGHT_REGIONS
        },
        "view": view,
        "extent": topology.extent(every[shown]),
        "tile": [TILES.get(code) if prefectures else None for code in codes],
    }


def _wards(codes: list[str]) -> dict[str, list[int | None]]:
    """Say which areas are wards of which designated city, if any are."""
    cities = [japan.city_of(code) if japan.is_ward(code) else None for code in codes]
    if not any(cities):
        return {}
    return {"city": [int(city) if city else None for city in cities]}


def _outlines(
    selection: Selection, every: gpd.GeoDataFrame, *, prefectures: bool, within: bool
) -> Outlines:
    if selection.boundaries is not None:
        return topology.of_frame(every)
    if prefectures:
        inside = towns_of(list(selection.prefectures.index)) if within else []
        return topology.shipped_prefectures(list(every.index), inside)
    return topology.shipped_municipalities(list(every.index))


def around(rings: Sequence[dict[str, Any]]) -> list[float]:
    """Return the box that holds all rings, in degrees."""
    edges = [circle(tuple(one["center"]), max(one["km"])) for one in rings]
    corners = np.vstack(edges)
    return [round(float(end), 4) for end in (*corners.min(axis=0), *corners.max(axis=0))]
