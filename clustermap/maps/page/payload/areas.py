"""The areas of a map: boundaries, names, where to look first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap import japan, locales
from clustermap.analysis.geodesic import circle
from clustermap.maps.colored import areas_shown
from clustermap.maps.page import topology
from clustermap.maps.tile_grid import TILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.data.selection import Selection


def areas(selection: Selection, level: str) -> dict[str, Any]:
    """Return the areas of a level, those that are not selected too."""
    national = selection.national
    prefectures = level == "prefecture" or national.areas is None
    every = national.prefectures if prefectures or national.areas is None else national.areas
    shown = every.index.isin(areas_shown(selection, level).index)
    anchors = every[["office_lon", "office_lat"]].to_numpy(float)
    codes = [str(code) for code in every.index]
    if prefectures:
        view = topology.first_view(every[shown], anchors[shown], left_out=("47",))
    else:
        view = topology.main_view(every[shown])
    return {
        "level": level,
        "topology": topology.topology(every),
        "code": codes,
        "name": {lang: every[f"name_{lang}"].tolist() for lang in locales.LANGUAGES},
        "prefecture": codes if prefectures else every["prefecture_code"].tolist(),
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


def around(rings: Sequence[dict[str, Any]]) -> list[float]:
    """Return the box that holds all rings, in degrees."""
    edges = [circle(tuple(one["center"]), max(one["km"])) for one in rings]
    corners = np.vstack(edges)
    return [round(float(end), 4) for end in (*corners.min(axis=0), *corners.max(axis=0))]
