"""Special zones and their places."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.data.zones import unknown_places, zone_municipalities
from clustermap.maps.page.payload.cells import names, rows, sureness
from clustermap.maps.palettes import scheme_looks

if TYPE_CHECKING:
    from clustermap.data.selection import Selection


def schemes(selection: Selection) -> dict[str, dict[str, str]]:
    """Return how the zones of each scheme are drawn."""
    return {name: asdict(look) for name, look in scheme_looks(selection.zones["scheme"]).items()}


def zones(selection: Selection) -> list[dict[str, Any]]:
    """Return the zones of the selection."""
    # plain frames: a GeoDataFrame for each zone would cost more than all the rest here
    table = pd.DataFrame(selection.zone_places.drop(columns="geometry"))
    places = dict(iter(table.groupby("zone", sort=False)))
    parts = zone_municipalities(selection.zones).groupby("zone")["code"].agg(list)
    unknown = unknown_places(selection.zones)
    offices = selection.national.prefectures[["office_lon", "office_lat"]].round(4)
    return [
        {
            "id": row.id,
            "name": names(row),
            "scheme": row.scheme,
            "focus": row.focus_sectors,
            "prefectures": row.whole_prefecture,
            "places": [
                {
                    "point": [round(place.lon, 4), round(place.lat, 4)],
                    "name": {
                        "en": place.name_en or place.name_ja,
                        "ja": place.name_ja,
                        "ko": place.name_ko or place.name_ja,
                    },
                    "prefecture": place.prefecture_code,
                }
                for place in (rows(places[row.id]) if row.id in places else ())
            ],
            "municipalities": parts.get(row.id, []),
            "unknown": offices.loc[list(unknown.get(row.id, ()))].to_numpy().tolist(),
            "touches": row.prefecture_codes,
            "designated": row.designated or None,
            "ended": row.ended or None,
            "note": locales.same(row.programme_note_en),
            "url": row.source_url or None,
            **sureness(row),
        }
        for row in rows(selection.zones)
    ]
