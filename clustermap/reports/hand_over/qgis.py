"""A GeoPackage and a QGIS project with the map's colors, classes, labels and sources."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import CRS

from clustermap import locales
from clustermap.data.catalog import as_of
from clustermap.data.credits import credit_texts
from clustermap.japan import JGD2011
from clustermap.maps.palettes import LIGHT, sector_colors
from clustermap.reports.hand_over.layers import layers_of, say
from clustermap.templating import fill

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.data.selection import Selection
    from clustermap.reports.hand_over.layers import Layer

PACKAGE, PROJECT = "clustermap.gpkg", "clustermap.qgs"
#: Where classes of sites begin, for large areas and small ones.
BREAKS = {"prefectures": (1, 5, 15, 30), "municipalities": (1, 2, 4, 6)}
SHADES = (LIGHT.zero, *(LIGHT.sequential[at] for at in (0, 2, 4, 5)))
_GEOMETRY = {"prefectures": "Polygon", "municipalities": "Polygon", "zones": "Polygon"}


def qgis_files(selection: Selection, lang: str = "en") -> dict[str, str | bytes]:
    """Return a GeoPackage and the project that shows it, by name."""
    layers = layers_of(selection, lang)
    return {PACKAGE: _geopackage(layers), PROJECT: _project(selection, layers, lang)}


def _geopackage(layers: list[Layer]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / PACKAGE
        for layer in layers:
            frame = layer.frame.reset_index(drop=True)
            options = {"IDENTIFIER": layer.title, "FID": "fid"}
            frame.to_file(file, layer=layer.key, driver="GPKG", layer_options=options)
        return file.read_bytes()


def _project(selection: Selection, layers: list[Layer], lang: str) -> str:
    west, south, east, north = selection.prefectures.total_bounds
    margin = 0.05 * max(east - west, north - south)
    return fill(
        "clustermap.reports",
        "project.qgs.jinja",
        title=say("title", lang),
        date=as_of(),
        abstract="\n".join(text[lang] for text in credit_texts(selection)),
        file=PACKAGE,
        # QGIS lists the topmost layer first
        layers=[_drawn(layer, selection, lang) for layer in reversed(layers)],
        extent=(west - margin, south - margin, east + margin, north + margin),
        crs=JGD2011,
        wkt=CRS(JGD2011).to_wkt(),
    )


def _drawn(layer: Layer, selection: Selection, lang: str) -> dict[str, Any]:
    """Return a layer as the template takes it."""
    bounds, alone = layer.frame.total_bounds, len(selection.prefectures) == 1
    return {
        "id": f"{layer.key}_clustermap",
        "key": layer.key,
        "title": layer.title,
        "geometry": _GEOMETRY.get(layer.key, "Point"),
        "wkb": "MultiPolygon" if layer.key in _GEOMETRY else "Point",
        "extent": tuple(bounds),
        "aliases": layer.columns,
        "classes": _classes(layer, lang) if layer.key in BREAKS else [],
        "categories": _categories(layer, selection, lang) if layer.key == "sites" else [],
        "label": layer.key == "municipalities" or (layer.key == "prefectures" and not alone),
        "shown": layer.key in {"prefectures", "sites"} or (layer.key == "municipalities" and alone),
        # names of municipalities only where there is room
        "scale": 1_500_000 if layer.key == "municipalities" and not alone else 0,
    }


def _classes(layer: Layer, lang: str) -> list[dict[str, Any]]:
    """Return the classes that occur: their ends, color and words."""
    counts: pd.Series[float] = layer.frame["sites"].fillna(0)
    breaks = BREAKS[layer.key]
    lower = [0, *breaks]
    upper = [one - 1 for one in breaks] + [max(float(counts.max()), breaks[-1])]
    last = int(np.searchsorted(breaks, counts.max(), "right"))
    found = []
    for low, high, color in list(zip(lower, upper, SHADES, strict=True))[: last + 1]:
        words = f"{low:g}" if low == high else f"{low:g}–{high:g}"
        key = "n_sites_one" if low == high == 1 else "n_sites"
        found.append(
            {
                "lower": low,
                "upper": high,
                "color": rgba(color),
                "words": say(key, lang, n=words),
            }
        )
    return found


def _categories(layer: Layer, selection: Selection, lang: str) -> list[dict[str, str]]:
    colors = sector_colors(tuple(selection.sectors))
    here = set(layer.frame["sector"])
    labels = {one: locales.text("sector", one, lang) for one in selection.sectors}
    return [
        {"value": label, "color": rgba(colors[one][0])}
        for one, label in labels.items()
        if label in here
    ]


def rgba(color: str) -> str:
    """Write a color as QGIS does.

    Examples
    --------
    >>> rgba("#147bb2")
    '20,123,178,255'
    """
    return ",".join(str(part) for part in (*bytes.fromhex(color.removeprefix("#")), 255))
