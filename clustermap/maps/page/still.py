"""The map for readers without scripts: a drawing with a text alternative, and a table.

Feed readers, mail programs and browsers with scripts off show this; it stands in ``<noscript>``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from clustermap import locales
from clustermap.maps.page.topology import FEW_AREAS, first_view
from clustermap.maps.palettes import category_colors
from clustermap.templating import fill

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from clustermap.analysis.indicators import Indicator

#: Five steps of ColorBrewer's YlGnBu, light to dark.
STEPS = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
NO_DATA = "#e4e4e4"
WIDTH = 640
#: Simplified so that triangles of this side, in pixels of the drawing, fall away.
SIMPLIFIED = 2.2
#: Path data are whole tenths of a pixel.
TENTHS = 10
#: Far from the rest: drawn in a frame at the top left of a national map.
INSET = "47"


def still(areas: gpd.GeoDataFrame, values: pd.Series[Any], about: Indicator, lang: str) -> str:
    """Draw areas by an indicator as inline SVG, with a table of all values below.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Areas in degrees, with ``name_en, name_ja, name_ko, office_lon, office_lat``.
    values : pandas.Series
        One value an area: a number, or a category's id; NaN where there is none.
    about : Indicator
        What the values are.
    lang : {"en", "ja", "ko"}
        Language of the text.

    Returns
    -------
    str
        Markup; every text in it is escaped.
    """
    values = values.reindex(areas.index)
    heading = f"{about.label[lang]} ({about.unit[lang]})" if about.unit[lang] else about.label[lang]
    rows = [
        (name, _shown(value, about, lang))
        for name, value in zip(areas[f"name_{lang}"], values, strict=True)
    ]
    return fill(
        "clustermap.maps.page",
        "still.html.jinja",
        words=locales.text("page", "noscript", lang),
        alternative=f"{heading}. {_summary(areas, values, about, lang)}",
        heading=heading,
        rows=rows,
        **_drawing(areas, values, about),
    )


def _shown(value: Any, about: Indicator, lang: str) -> str:
    if value != value:  # noqa: PLR0124  # NaN, and no category, is unlike itself
        return "–"
    if about.categories:
        return next((one.label[lang] for one in about.categories if one.id == value), "–")
    return f"{value:,.{about.decimals}f}"


def _summary(areas: gpd.GeoDataFrame, values: pd.Series[Any], about: Indicator, lang: str) -> str:
    """Name the areas with the largest values: what the drawing shows, in words."""
    if about.categories:
        found = [one.id for one in about.categories if not one.hatched]
        top = values[values.isin(found)]
    else:
        top = values.dropna().nlargest(3)
    named = (
        f"{areas.loc[code, f'name_{lang}']} {_shown(value, about, lang)}"
        for code, value in top.items()
    )
    return ", ".join(named)


def _colors(values: pd.Series[Any], about: Indicator) -> list[str]:
    if about.categories:
        known = {one.id: category_colors(one.id)[0] for one in about.categories}
        return [known.get(value, NO_DATA) for value in values]
    breaks: Any = np.nanquantile(values, [0.2, 0.4, 0.6, 0.8]) if values.notna().any() else []
    return [
        NO_DATA if np.isnan(value) else STEPS[int(np.searchsorted(breaks, value))]
        for value in values
    ]


def _drawing(areas: gpd.GeoDataFrame, values: pd.Series[Any], about: Indicator) -> dict[str, Any]:
    """Return what the template draws: size, the path and color of each area, an inset's frame."""
    anchors = areas[["office_lon", "office_lat"]].to_numpy(float)
    west, south, east, north = first_view(areas, anchors, left_out=(INSET,))
    shrink = np.cos(np.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)
    height = (north - south) * scale

    def place(at: np.ndarray) -> np.ndarray:
        x, y = (at[:, 0] - west) * shrink * scale, (north - at[:, 1]) * scale
        return np.column_stack([x, y])

    parts, owner = shapely.get_parts(areas.geometry.to_numpy(), return_index=True)
    # specks are left out before anything is done with them
    seen = shapely.area(parts) * shrink * scale**2 >= SIMPLIFIED
    parts = shapely.coverage_simplify(shapely.transform(parts[seen], place), SIMPLIFIED)
    flat = shapely.multipolygons(parts, indices=owner[seen], out=np.full(len(areas), None))
    flat[flat == None] = shapely.MultiPolygon()  # noqa: E711  # elementwise
    inset = ""
    if INSET in areas.index and len(areas) > FEW_AREAS:
        at = areas.index.get_loc(INSET)
        flat[at], inset = _inset(flat[at])
    drawn = [
        (str(name), color, path)
        for shape, color, name in zip(flat, _colors(values, about), areas.index, strict=True)
        if (path := _path(shape))
    ]
    return {
        "areas": drawn,
        "inset": inset,
        "box": f"{WIDTH * TENTHS} {height * TENTHS:.0f}",
        "width": WIDTH,
        "height": f"{height:.0f}",
    }


def _inset(shape: Any) -> tuple[Any, str]:
    """Move a far area to the top left, and return it with its frame's path; islets stay behind."""
    parts = shapely.get_parts(shape)
    large = shapely.multipolygons(parts[shapely.area(parts) >= 4 * SIMPLIFIED])
    west, north, east, south = shapely.bounds(large)
    moved = shapely.transform(large, lambda at: at - [west - 10, north - 10])
    wide, high = east - west + 20, south - north + 20
    return moved, f"M0 {high * TENTHS:.0f}H{wide * TENTHS:.0f}V0"


def _path(shape: Any) -> str:
    """Return a polygon's rings as SVG path data, in tenths of a pixel; specks are left out."""
    rings = []
    for part in shapely.get_parts(shape):
        if part.area < SIMPLIFIED:
            continue
        for ring in (part.exterior, *part.interiors):
            points = np.round(shapely.get_coordinates(ring)[:-1] * TENTHS).astype(int)
            steps = np.diff(points, axis=0)
            start = f"M{points[0, 0]} {points[0, 1]}l"
            # a minus sign parts two numbers by itself
            rings.append(start + " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-") + "z")
    return "".join(rings)
