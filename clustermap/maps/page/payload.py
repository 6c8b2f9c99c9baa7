"""What the map page is told: one JSON document, typed by ``clustermap/web/src/model/payload.ts``.

Text from data goes into it as it is; the page shows it by text nodes only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.geodesic import circle
from clustermap.data.catalog import as_of
from clustermap.data.credits import credit_texts
from clustermap.ingest.user_data import area_of_sites
from clustermap.maps import titles
from clustermap.maps.page import points, topology
from clustermap.maps.palettes import category_colors, sector_colors
from clustermap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from clustermap.analysis.indicators import Category, Indicator, IndicatorTable, Uncertainty
    from clustermap.data.selection import Selection
    from clustermap.locales import Text

#: Significant digits of values that are not counts.
DIGITS = 6
#: Column and row of each prefecture in the tile-grid map, by code.
TILES: dict[str, tuple[int, int]] = {
    "01": (12, 0), "02": (11, 2), "03": (12, 3), "04": (12, 4), "05": (11, 3), "06": (11, 4),
    "07": (12, 5), "08": (13, 7), "09": (12, 6), "10": (11, 6), "11": (12, 7), "12": (13, 8),
    "13": (12, 8), "14": (12, 9), "15": (11, 5), "16": (9, 5), "17": (8, 5), "18": (8, 6),
    "19": (11, 8), "20": (10, 6), "21": (9, 6), "22": (11, 9), "23": (10, 8), "24": (9, 8),
    "25": (8, 7), "26": (7, 6), "27": (7, 7), "28": (6, 7), "29": (8, 8), "30": (7, 8),
    "31": (5, 6), "32": (4, 6), "33": (5, 7), "34": (4, 7), "35": (3, 7), "36": (5, 10),
    "37": (5, 9), "38": (4, 9), "39": (4, 10), "40": (1, 8), "41": (0, 8), "42": (0, 9),
    "43": (1, 9), "44": (2, 8), "45": (2, 9), "46": (1, 10), "47": (0, 12),
}  # fmt: skip
#: Groups of labels that the page needs: coded values of sites, zones, clusters, events, units.
VOCABULARY = (
    "segment", "status", "position", "scheme", "cluster", "event", "group", "confidence",
    "jobs_kind", "investment_kind",
)  # fmt: skip
SITE_COLUMNS = (
    "id", "name_en", "name_ja", "name_ko", "sector", "segment", "operator_en", "operator_ja",
    "prefecture_code", "municipality_code", "municipality_ja", "lon", "lat", "position", "status",
    "announced", "opened", "investment_jpy_bn", "subsidy_jpy_bn", "jobs", "jobs_kind", "jobs_year",
    "anchor_id", "source_url", "source_date", "source_url_2", "confidence", "checked", "evidence",
)  # fmt: skip
INVESTMENT_COLUMNS = (
    "site_id", "kind", "what_en", "announced", "planned_start", "actual_start", "amount_jpy_bn",
    "subsidy_jpy_bn", "counted", "source_url",
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
) -> dict[str, Any]:
    """Describe a map of a dataset to the page.

    Parameters
    ----------
    dataset : Dataset
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

    Returns
    -------
    dict
        Ready for ``json.dumps``.
    """
    sectors = selection.chosen.sectors or selection.sectors
    described: dict[str, Any] = {
        "version": 1,
        "lang": lang,
        "title": locales.same(title) if title else titles.title(selection),
        "subtitle": titles.subtitle(selection),
        "asOf": as_of(),
        "generator": f"clustermap {__version__}",
        "mapName": map_name,
        "areas": _areas(selection, level),
        "indicators": [
            _indicator(indicators, indicators.about[name]) for name in indicators.values.columns
        ],
        "colorBy": color_by,
        "sectors": [
            {"id": sector, "label": locales.texts("sector", sector), "light": light, "dark": dark}
            for sector, (light, dark) in sector_colors(tuple(sectors)).items()
        ],
        "vocabulary": {
            group: {key: locales.texts(group, key) for key in locales.keys(group)}
            for group in VOCABULARY
        },
        **_sites(selection, level),
        "investments": _table(selection.investments[list(INVESTMENT_COLUMNS)], INVESTMENT_COLUMNS),
        "zones": _zones(selection),
        "clusters": _clusters(selection),
        "events": _events(selection),
        "credits": credit_texts(selection),
        "sources": [*_user_sources(selection), *_sources()],
        "basemap": basemap,
        "rings": list(rings),
    }
    if rings:
        described["areas"]["view"] = _around(rings)
    plain = ("title", "points")
    return {key: value if key in plain else _once(value) for key, value in described.items()}


def _once(value: Any) -> Any:
    """Write a label that is the same in all languages only once."""
    if isinstance(value, dict):
        texts = list(value.values())
        if value.keys() == set(locales.LANGUAGES) and isinstance(texts[0], str):
            return texts[0] if texts[1:] == texts[:-1] else value
        return {key: _once(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_once(inner) for inner in value]
    return value


def _around(rings: Sequence[dict[str, Any]]) -> list[float]:
    """Return the box that holds all rings, in degrees."""
    edges = [circle(tuple(one["center"]), max(one["km"])) for one in rings]
    corners = np.vstack(edges)
    return [round(float(end), 4) for end in (*corners.min(axis=0), *corners.max(axis=0))]


def areas_shown(selection: Selection, level: str) -> gpd.GeoDataFrame:
    """Return the areas of a level that lie in the selection."""
    every = selection.national
    if level == "prefecture" or every.areas is None:
        return selection.prefectures
    return every.areas[every.areas["prefecture_code"].isin(selection.prefectures.index)]


def _areas(selection: Selection, level: str) -> dict[str, Any]:
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


def _user_sources(selection: Selection) -> list[dict[str, Any]]:
    """List the user's own files."""
    own = selection.national.user_sources
    return [
        {"table": kind, "text": locales.same(file), "url": None, "license": ""}
        for kind, file in own
    ]


def _indicator(table: IndicatorTable, about: Indicator) -> dict[str, Any]:
    values = cells(table.values[about.id])
    for at in np.flatnonzero(table.suppressed[about.id].to_numpy()):
        values[at] = "x"
    found: dict[str, Any] = {
        "id": about.id,
        "label": about.label,
        "group": about.group,
        "unit": about.unit,
        "decimals": about.decimals,
        "year": about.year,
        "source": about.source,
        "sourceUrl": about.source_url,
        "note": about.note,
        "scale": about.scale,
        "values": values,
    }
    if about.center is not None:
        found["center"] = about.center
    if about.derived:
        found["derived"] = about.derived
    if about.categories:
        found["categories"] = [_category(one) for one in about.categories]
    if about.id in table.uncertainty:
        found |= _uncertainty(table.uncertainty[about.id], table.values.index)
    return found


def _category(about: Category) -> dict[str, Any]:
    light, dark = category_colors(about.id)
    return {
        "id": about.id,
        "label": about.label,
        "light": light,
        "dark": dark,
        "hatched": about.hatched,
    }


def _uncertainty(about: Uncertainty, index: pd.Index) -> dict[str, Any]:
    best, worst = (cells(ranks.reindex(index)) for ranks in (about.best, about.worst))
    return {
        "low": cells(about.low.reindex(index)),
        "high": cells(about.high.reindex(index)),
        "few": about.few.reindex(index, fill_value=False).tolist(),
        "ranks": [None if b is None else [b, w] for b, w in zip(best, worst, strict=True)],
    }


def cells(column: pd.Series[Any]) -> list[Any]:
    """Return a column's values for JSON: null where there is none, integers as such."""
    if column.dtype.kind not in "fiub":
        # NaN is unlike itself
        return [None if value == "" or value != value else value for value in column.tolist()]  # noqa: PLR0124
    return [_number(value) for value in column.tolist()]


def _number(value: float) -> float | int | None:
    if not np.isfinite(value):
        return None
    if value == int(value):
        return int(value)
    return float(f"{value:.{DIGITS}g}")


def _sites(selection: Selection, level: str) -> dict[str, Any]:
    """Return the sites as rows, or packed where they are very many."""
    if len(selection.sites) <= points.THRESHOLD:
        return {"sites": _table(selection.sites, SITE_COLUMNS)}
    every = selection.national.areas
    places = None
    if level != "prefecture" and every is not None:
        places = every.index.get_indexer(area_of_sites(selection.sites, every))
    return {
        "sites": {"columns": [], "rows": []},
        "points": points.pack(selection.sites, places),
    }


def _table(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, Any]:
    """Return a frame by rows, the given columns first, then the user's own."""
    own = [name for name in frame.columns if name not in {*columns, "geometry", "year"}]
    names = [*(name for name in columns if name in frame), *own]
    lists: list[list[Any]] = []
    levels: list[list[str] | None] = []
    for name in names:
        column = cells(frame[name].round(5) if name in {"lon", "lat"} else frame[name])
        column, named = _by_level(column)
        lists.append(column)
        levels.append(named)
    rows = [list(row) for row in zip(*lists, strict=True)]
    return {"columns": names, "levels": levels, "rows": rows}


def _by_level(column: list[Any]) -> tuple[list[Any], list[str] | None]:
    """Replace texts that recur by their places in a list of them."""
    texts = {value: None for value in column if isinstance(value, str)}
    if not texts or len(texts) > len(column) / 2 or any(type(v) in {int, float} for v in column):
        return column, None
    place = {text: at for at, text in enumerate(texts)}
    return [place.get(value, value) for value in column], list(texts)


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    yield from frame.itertuples()


def _names(row: Any) -> Text:
    return {"en": row.name_en, "ja": row.name_ja, "ko": row.name_ko}


def _sureness(row: Any) -> dict[str, str]:
    """Say how sure a zone or cluster is; zones of one's own need not say."""
    told = {"url2": "source_url_2", "confidence": "confidence", "checked": "checked"}
    return {key: str(getattr(row, name, "") or "") for key, name in told.items()}


def _zones(selection: Selection) -> list[dict[str, Any]]:
    # plain frames: a GeoDataFrame for each zone would cost more than all the rest here
    table = pd.DataFrame(selection.zone_places.drop(columns="geometry"))
    places = dict(iter(table.groupby("zone", sort=False)))
    return [
        {
            "id": row.id,
            "name": _names(row),
            "scheme": row.scheme,
            "focus": row.focus_sectors,
            "prefectures": row.whole_prefecture,
            "places": [
                {
                    "point": [round(place.lon, 4), round(place.lat, 4)],
                    "name": {
                        "en": place.name_en or place.name_ja,
                        "ja": place.name_ja,
                        "ko": place.name_ja,
                    },
                    "prefecture": place.prefecture_code,
                }
                for place in (_rows(places[row.id]) if row.id in places else ())
            ],
            "touches": row.prefecture_codes,
            "designated": row.designated or None,
            "ended": row.ended or None,
            "note": locales.same(row.programme_note_en),
            "url": row.source_url or None,
            **_sureness(row),
        }
        for row in _rows(selection.zones)
    ]


def _clusters(selection: Selection) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "name": _names(row),
            "sector": row.sector,
            "kind": row.kind,
            "prefectures": row.prefecture_codes,
            "point": None if np.isnan(row.lon) else [round(row.lon, 4), round(row.lat, 4)],
            "established": row.established or None,
            "lead": {"en": row.lead_body_en, "ja": row.lead_body_ja, "ko": row.lead_body_en},
            "url": row.source_url or None,
            **_sureness(row),
        }
        for row in _rows(selection.clusters)
    ]


def _events(selection: Selection) -> list[dict[str, Any]]:
    return [
        {
            "date": row.date,
            "title": {"en": row.title_en, "ja": row.title_ja, "ko": row.title_ko},
            "kind": row.kind,
            "sectors": row.sectors,
            "prefectures": row.prefecture_codes,
            "amount": None if np.isnan(row.amount_jpy_bn) else _number(row.amount_jpy_bn),
            "url": row.source_url or None,
        }
        for row in _rows(selection.events)
    ]


def _sources() -> list[dict[str, Any]]:
    """List the shipped tables that pages are made from, with their sources and licenses."""
    from clustermap.data import catalog

    found = []
    for table in (each for each in catalog.tables().values() if not each.prepared):
        titles = "; ".join(title for title, _ in table.sources)
        url = next((path for _, path in table.sources if path.startswith("http")), None)
        text = locales.same(f"{table.title}: {titles}" if titles else table.title)
        found.append({"table": table.name, "text": text, "url": url, "license": table.license})
    return found
