"""What is handed over: layers of areas and points with names in one language, and their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from clustermap import locales
from clustermap.data.municipalities import read_municipalities
from clustermap.data.zones import zone_municipalities
from clustermap.locales import wording
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.reports.brief.background import Background
from clustermap.reports.brief.place import named, town

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

#: Indicators on the layer of prefectures; all of them stand in the tidy table.
ON_PREFECTURES = ("sites", "investment", "population_estimate", "employees_private_all_industries")


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer: its frame, its title, and what its columns mean, all in one language."""

    key: str
    title: str
    frame: gpd.GeoDataFrame
    columns: dict[str, str]


def say(key: str, lang: str, **values: object) -> str:
    """Return a text of the group "hand_over"."""
    return wording.say("hand_over", key, lang, **values)


def layers_of(selection: Selection, lang: str) -> list[Layer]:
    """Return the layers: areas from the largest to the smallest, then zones, clusters, sites."""
    found = [_prefectures(selection, lang), _municipalities(selection, lang)]
    if len(selection.zones):
        found.append(_zones(selection, lang))
    if len(selection.clusters):
        found.append(_clusters(selection, lang))
    if len(selection.sites):
        found.append(_sites(selection, lang))
    return [one for one in found if len(one.frame)]


def indicators_tidy(selection: Selection, lang: str) -> pd.DataFrame:
    """Return all indicators of the prefectures selected: a row an area and indicator."""
    table = prefecture_indicators(selection)
    names = selection.national.prefectures[f"name_{lang}"]
    values = table.values.loc[list(selection.prefectures.index)]
    hidden = table.suppressed.loc[values.index]
    rows = []
    for one, about in table.about.items():
        for code in values.index:
            value, suppressed = values.loc[code, one], bool(hidden.loc[code, one])
            state = "suppressed" if suppressed else "none" if pd.isna(value) else "number"
            rows.append(
                (code, names[code], one, about.label[lang], about.unit[lang], about.year or "",
                 value, state, about.source[lang])
            )  # fmt: skip
    header = ["code", "name", "indicator", "label", "unit", "year", "value", "state", "source"]
    return pd.DataFrame(rows, columns=header)


def column_titles(keys: list[str], lang: str) -> dict[str, str]:
    """Return what columns mean."""
    return {key: say(f"col_{key}", lang) for key in keys}


def _prefectures(selection: Selection, lang: str) -> Layer:
    frame, table = selection.prefectures, prefecture_indicators(selection)
    made = frame[["code", "geometry"]].copy()
    made.insert(1, "name", frame[f"name_{lang}"])
    titles = column_titles(["code", "name"], lang)
    for at, one in enumerate(name for name in ON_PREFECTURES if name in table.about):
        made.insert(2 + at, one, table.values[one].reindex(made.index))
        about = table.about[one]
        unit = wording.bracketed(about.unit[lang], lang) if about.unit[lang] else ""
        titles[one] = wording.dated(about.label[lang], about.year, lang) + unit
    return Layer("prefectures", say("prefectures", lang), made, titles)


def _municipalities(selection: Selection, lang: str) -> Layer:
    shared = Background(selection.national)
    areas = shared.cities
    areas = areas[areas["prefecture_code"].isin(selection.prefectures.index)]
    sites = shared.sites[shared.sites.index.isin(selection.sites.index)]
    counts = sites["city"].value_counts().reindex(areas.index, fill_value=0)
    made = areas[["code", "prefecture_code", "geometry"]].copy()
    made.insert(1, "name", areas[f"name_{lang}"])
    made.insert(3, "sites", counts.astype(int))
    keys = ["code", "name", "prefecture_code", "sites"]
    return Layer("municipalities", say("municipalities", lang), made, column_titles(keys, lang))


def _with_areas(zones: pd.DataFrame, prefectures: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas of zones: whole prefectures, or the municipalities that they name."""
    areas = read_municipalities()
    parts = zone_municipalities(zones)[["zone", "code"]]
    parts = parts[parts["code"].isin(areas.index)]
    whole = zones["whole_prefecture"].explode().dropna().rename("code").rename_axis("zone")
    both = pd.concat([whole.reset_index(), parts], ignore_index=True)
    shapes = pd.concat([prefectures.geometry, areas.geometry])
    return gpd.GeoDataFrame(both, geometry=shapes.reindex(both["code"]).to_numpy(), crs=areas.crs)


def _zones(selection: Selection, lang: str) -> Layer:
    zones = selection.zones
    areas = _with_areas(zones, selection.national.prefectures)
    named_zones = {str(one): named(row, "name", lang) for one, row in zones.iterrows()}
    made = areas[["zone", "code", "geometry"]].copy()
    made.insert(1, "name", [named_zones[one] for one in made["zone"]])
    schemes = {
        str(one): locales.text("scheme", row["scheme"], lang) for one, row in zones.iterrows()
    }
    made.insert(2, "scheme", [schemes[one] for one in made["zone"]])
    keys = ["zone", "name", "scheme", "code"]
    return Layer("zones", say("zones", lang), made, column_titles(keys, lang))


def _clusters(selection: Selection, lang: str) -> Layer:
    frame = selection.clusters
    made = frame[["geometry"]].copy()
    made.insert(0, "id", list(frame.index))
    made.insert(1, "name", [named(row, "name", lang) for _, row in frame.iterrows()])
    made.insert(2, "sector", [locales.text("sector", one, lang) for one in frame["sector"]])
    made.insert(3, "source_url", frame["source_url"])
    keys = ["id", "name", "sector", "source_url"]
    return Layer("clusters", say("clusters", lang), made, column_titles(keys, lang))


def _sites(selection: Selection, lang: str) -> Layer:
    frame = selection.sites
    columns = {
        "id": list(frame.index),
        "name": [named(row, "name", lang) for _, row in frame.iterrows()],
        "operator": [named(row, "operator", lang) for _, row in frame.iterrows()],
        "sector": [locales.text("sector", one, lang) for one in frame["sector"]],
        "status": [locales.text("status", one, lang) for one in frame["status"]],
        "municipality": [town(one, lang) for one in frame["municipality_code"]],
        "prefecture_code": frame["prefecture_code"],
        "announced": frame["announced"],
        "opened": frame["opened"],
        "investment_jpy_bn": frame["investment_jpy_bn"],
        "jobs": frame["jobs"].astype(float),
        "position": [locales.text("position", one, lang) for one in frame["position"]],
        "source_url": frame["source_url"],
    }
    made = frame[["geometry"]].assign(**columns)[[*columns, "geometry"]]
    return Layer("sites", say("sites", lang), made, column_titles(list(columns), lang))
