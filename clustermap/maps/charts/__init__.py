"""Pictures of what the studies find, drawn by matplotlib without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.errors import DataError, UnknownNameError
from clustermap.maps.palettes import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from clustermap.data.dataset import Dataset
    from clustermap.maps.charts.frame import Look
    from clustermap.maps.figures.figure import MapFigure


def chart(
    found: pd.DataFrame, dataset: Dataset, *, lang: str = "en", theme: str = "light"
) -> MapFigure:
    """Draw what a study found.

    Parameters
    ----------
    found : pandas.DataFrame
        What ``atlas.stats`` gave.
    dataset : Dataset
        What it was made from: areas and sites for the maps.
    lang : {"en", "ja", "ko"}
    theme : {"light", "dark", "print"}

    Returns
    -------
    MapFigure
        ``save("chart.png")`` (or .svg, .pdf) writes it.

    Raises
    ------
    UnknownNameError
        A language or theme that is not there.
    DataError
        A study without a picture.
    """
    from clustermap.data.credits import sites_source
    from clustermap.maps.charts.frame import Look

    for kind, given, known in (
        ("language", lang, locales.LANGUAGES),
        ("theme", theme, tuple(THEMES)),
    ):
        if given not in known:
            raise UnknownNameError.of(kind, given, known)
    return _drawing(found)(found, dataset, Look(lang, THEMES[theme], sites_source(dataset)[lang]))


def _drawing(found: pd.DataFrame) -> Callable[[pd.DataFrame, Dataset, Look], MapFigure]:  # noqa: PLR0911
    from clustermap.maps.charts import curves, maps, quotients

    study = found.attrs.get("study")
    if study == "concentration":
        return curves.localization_curves
    if study == "specialization":
        return quotients.quotients
    if study == "colocation":
        return quotients.matrix
    if study == "pattern" and "function" in found.attrs:
        return curves.distance_curves
    if study == "autocorrelation" and "scatter" in found.attrs:
        return curves.moran_scatterplots
    if study == "autocorrelation" and "measure" in found.attrs:
        return maps.local_map
    if study == "hotspots":
        return maps.hotspot_map
    raise DataError(
        f"There is no picture of this result ({study}).",
        "Pictures: concentration, specialization, colocation, hotspots, pattern, "
        "autocorrelation without --sensitivity.",
    )
