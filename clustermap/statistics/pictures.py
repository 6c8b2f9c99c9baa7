"""Pictures of what the studies find."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap import locales
from clustermap.maps.charts import chart
from clustermap.statistics.ground import ground

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from clustermap.atlas import Atlas
    from clustermap.data.dataset import Dataset
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.statistics.ground import Ground


def picture(
    atlas: Atlas,
    found: pd.DataFrame,
    *,
    areas: gpd.GeoDataFrame | None = None,
    lang: str = "en",
    theme: str = "light",
) -> MapFigure:
    """Draw what a study of an atlas found.

    Parameters
    ----------
    atlas : Atlas
    found : pandas.DataFrame
        What ``atlas.stats`` gave.
    areas : geopandas.GeoDataFrame, optional
        The polygons of one's own that the study was of.
    lang : {"en", "ja", "ko"}
    theme : {"light", "dark", "print"}

    Raises
    ------
    UnknownNameError, DataError
        See :func:`clustermap.maps.charts.chart`.
    """
    dataset = atlas.dataset
    if areas is not None or found.attrs.get("level", "prefecture") != "prefecture":
        level = None if areas is not None else found.attrs["level"]
        dataset = _on(dataset, ground(atlas, level, areas))
    return chart(found, dataset, lang=lang, theme=theme)


def _on(dataset: Dataset, place: Ground) -> Dataset:
    """Return a dataset whose prefectures are other areas, to be drawn in their stead."""
    shapes = place.areas.to_crs(6668)
    parts, owner = shapely.get_parts(shapes.geometry.to_numpy(), return_index=True)
    order = np.lexsort((shapely.area(parts), owner))
    largest = order[np.flatnonzero(np.diff(np.append(owner[order], -1)))]
    points = shapely.point_on_surface(parts[largest])
    shapes = shapes.assign(
        office_lon=shapely.get_x(points),
        office_lat=shapely.get_y(points),
        **{f"name_{lang}": place.names(lang) for lang in locales.LANGUAGES},
    )
    return replace(dataset, prefectures=shapes, source=None)
