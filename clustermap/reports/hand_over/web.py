"""Data for the web: tidy CSV with a data dictionary, GeoJSON, TopoJSON, one JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.data.catalog import as_of
from clustermap.data.credits import credit_texts
from clustermap.locales.dates import written
from clustermap.reports.hand_over.layers import (
    column_titles,
    indicators_tidy,
    layers_of,
    say,
)
from clustermap.version import __version__

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.data.selection import Selection
    from clustermap.reports.hand_over.layers import Layer

#: Digits of a coordinate: to about a meter for points, ten for lines.
_POINTS, _LINES = 5, 4


def web_files(selection: Selection, lang: str = "en") -> dict[str, str | bytes]:
    """Return the files by name.

    Examples
    --------
    >>> from clustermap.data.dataset import load
    >>> sorted(web_files(load().select(prefecture="Tottori")))[:3]
    ['README.md', 'clusters.csv', 'clusters.geojson']
    """
    layers = layers_of(selection, lang)
    tidy = indicators_tidy(selection, lang)
    files: dict[str, str | bytes] = {}
    dictionary = []
    for layer in layers:
        files[f"{layer.key}.geojson"] = _geojson(layer)
        files[f"{layer.key}.csv"] = _csv(_plain(layer.frame))
        dictionary += [(f"{layer.key}.csv", key, text) for key, text in layer.columns.items()]
        if layer.key in {"prefectures", "municipalities"}:
            files[f"{layer.key}.topo.json"] = _topojson(layer)
    files["indicators.csv"] = _csv(tidy)
    titles = column_titles(list(tidy.columns), lang)
    dictionary += [("indicators.csv", key, text) for key, text in titles.items()]
    table = pd.DataFrame(dictionary, columns=["file", "column", "meaning"])
    files["dictionary.csv"] = _csv(table)
    files["data.json"] = _json(selection, layers, tidy, lang)
    files["README.md"] = _readme(selection, layers, lang)
    return files


def _plain(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a layer as a table: points by degrees, areas by their codes."""
    plain = pd.DataFrame(frame.drop(columns="geometry"))
    if set(frame.geom_type.dropna()) == {"Point"}:
        plain["lon"], plain["lat"] = (
            frame.geometry.x.round(_POINTS),
            frame.geometry.y.round(_POINTS),
        )
    return plain


def _csv(frame: pd.DataFrame) -> bytes:
    """Return a table as UTF-8 with a mark, which spreadsheets need to read Japanese."""
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _geojson(layer: Layer) -> str:
    # JGD2011 is taken as WGS84, which GeoJSON is in
    frame = layer.frame.set_crs(4326, allow_override=True)
    digits = _POINTS if layer.key in {"sites", "clusters"} else _LINES
    text = frame.to_json(drop_id=True, to_wgs84=False)
    found = json.loads(text)
    found["name"] = layer.title
    found.pop("crs", None)
    for feature in found["features"]:
        geometry = feature["geometry"]
        if geometry is None:  # a cluster or zone without a place of its own
            continue
        geometry["coordinates"] = _rounded(geometry["coordinates"], digits)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, (list, tuple)):
        return [_rounded(one, digits) for one in value]
    return round(value, digits)


def _topojson(layer: Layer) -> str:
    import topojson

    make: Any = getattr(topojson, "Topology")  # noqa: B009  # not exported in so many words

    frame = layer.frame.set_crs(4326, allow_override=True)
    topology = make(
        frame, prequantize=100_000, topology=True, object_name=layer.key, winding_order=None
    )
    return str(topology.to_json())


def _json(selection: Selection, layers: list[Layer], tidy: pd.DataFrame, lang: str) -> str:
    """Return tables and what they are in one file."""
    whole = {
        "title": say("title", lang),
        "as_of": as_of(),
        "language": lang,
        "generator": f"clustermap {__version__}",
        "sources": [text[lang] for text in credit_texts(selection)],
        "tables": {
            layer.key: {
                "title": layer.title,
                "columns": layer.columns,
                "rows": _records(_plain(layer.frame)),
            }
            for layer in layers
        },
        "indicators": _records(tidy),
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return found


def _readme(selection: Selection, layers: list[Layer], lang: str) -> str:
    lines = [f"# {say('title', lang)}", "", say("web_intro", lang, date=written(as_of(), lang)), ""]
    lines += [f"- `{layer.key}.csv`, `.geojson`: {layer.title}" for layer in layers]
    lines += [f"- `indicators.csv`: {say('indicators', lang)}"]
    lines += [f"- `dictionary.csv`: {say('dictionary', lang)}", ""]
    lines += [f"- {text[lang]}" for text in credit_texts(selection)]
    return "\n".join(lines) + "\n"
