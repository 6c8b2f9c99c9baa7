"""Charts of answers, drawn by matplotlib without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.errors import DataError, UnknownNameError
from clustermap.maps.palettes import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.charts.sheet import ChartLook
    from clustermap.maps.figures.figure import MapFigure


def chart(
    answer: Answer, selection: Selection, *, lang: str = "en", theme: str = "light"
) -> MapFigure:
    """Draw the chart of an answer.

    Parameters
    ----------
    answer : Answer
    selection : Selection
        What it was asked of: areas and sites for the maps.
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
        An answer without a chart.
    """
    from clustermap.data.credits import as_of_text, sites_source
    from clustermap.maps.charts.sheet import ChartLook

    for kind, given, known in (
        ("language", lang, locales.LANGUAGES),
        ("theme", theme, tuple(THEMES)),
    ):
        if given not in known:
            raise UnknownNameError.of(kind, given, known)
    look = ChartLook(
        lang, THEMES[theme], sites_source(selection)[lang], as_of_text(selection, lang)
    )
    return _drawing(answer)(answer, selection, look)


def _drawing(answer: Answer) -> Callable[[Answer, Selection, ChartLook], MapFigure]:
    from clustermap.maps.charts import arcs, curves, economy, maps, quotients

    drawings: dict[str, Callable[[Answer, Selection, ChartLook], MapFigure]] = {
        "localization_curves": curves.localization_curves,
        "quotients": quotients.quotients,
        "official_quotients": economy.official_quotients,
        "growth_share": economy.growth_share,
        "arcs": arcs.arcs,
        "colocation_matrix": quotients.matrix,
        "distance_curves": curves.distance_curves,
        "moran_scatterplots": curves.moran_scatterplots,
        "local_map": maps.local_map,
        "hotspot_map": maps.hotspot_map,
    }
    kind = answer.chart.kind if answer.chart else ""
    if kind not in drawings:
        raise DataError(
            f"There is no picture of this result ({answer.question}).",
            "Pictures: concentration, specialization, change, flows around a place, colocation, "
            "hotspots, pattern, autocorrelation without --sensitivity.",
        )
    return drawings[kind]
