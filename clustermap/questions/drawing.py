"""Charts of answers, on the areas that they are of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap import locales
from clustermap.maps.charts import chart
from clustermap.questions.areas import study_areas

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.questions.areas import StudyAreas


def chart_of(
    selection: Selection,
    answer: Answer,
    *,
    areas: gpd.GeoDataFrame | None = None,
    lang: str = "en",
    theme: str = "light",
) -> MapFigure:
    """Draw the chart of an answer.

    Parameters
    ----------
    selection : Selection
        What it was asked of.
    answer : Answer
    areas : geopandas.GeoDataFrame, optional
        The user's polygons that it was asked of.
    lang : {"en", "ja", "ko"}
    theme : {"light", "dark", "print"}

    Raises
    ------
    UnknownNameError, DataError
        See :func:`clustermap.maps.charts.chart`.
    """
    level = answer.level or "prefecture"
    if areas is not None or level != "prefecture":
        place = study_areas(selection, None if areas is not None else level, areas)
        selection = _on(selection, place)
    return chart(answer, selection, lang=lang, theme=theme)


def _on(selection: Selection, place: StudyAreas) -> Selection:
    """Return a selection whose prefectures are other areas, to be drawn in their stead."""
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
    return replace(selection, prefectures=shapes, source=None)
