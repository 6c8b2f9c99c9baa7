"""Is a sector concentrated in few areas, and more than its size alone gives?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from clustermap import locales
from clustermap.analysis.concentration.tables import (
    Conventions,
    concentration_table,
    localization_curves,
)
from clustermap.analysis.least import FEW
from clustermap.answer import Answer, Chart
from clustermap.errors import DataError
from clustermap.questions import options as option
from clustermap.questions.areas import (
    loaded_values,
    people_or_jobs,
    sites_by_sector,
    study_areas,
    values_over,
)
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.questions.labels import with_sectors
from clustermap.questions.methods import amended, explanation
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.data.selection import Selection
    from clustermap.questions.areas import StudyAreas
    from clustermap.questions.methods import Explanation, Method

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "values")
#: Indicators of official employment by industry begin so.
EMPLOYEES = "employees_"


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """What is counted, over which areas, and which form of a measure is used."""

    level: str | None = option.level()
    basis: str = option.choice(
        "sites", "jobs",
        help="Count sites, or official jobs of the industry that stands for a sector.",
    )  # fmt: skip
    theil: Literal["T", "L"] = option.choice(
        "T", "L", help="Theil's T, or L, the mean log deviation."
    )
    gini: Literal["weighted", "unweighted"] = option.choice(
        "weighted", "unweighted",
        help="Locational Gini: areas weigh by their share of all jobs, or the same.",
    )  # fmt: skip
    areas: gpd.GeoDataFrame | None = option.from_script()
    values: pd.Series[Any] | pd.DataFrame | None = option.from_script()


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Measure how concentrated each sector is: Herfindahl, Gini, Theil, Ellison-Glaeser ...

    \b
    Examples:
      clustermap stats concentration
      clustermap stats concentration --basis jobs --explain
      clustermap stats concentration --level region --theil L
    """
    options = options or Options()
    place = study_areas(selection, options.level, options.areas)
    reference: pd.Series[float] | pd.DataFrame
    values = loaded_values(selection) if options.values is None else options.values
    if values is not None:
        counts = values_over(values, place)
        reference, name = _land(place), locales.text("reference", "land")
    elif options.basis == "jobs":
        counts, reference = _official_jobs(selection, place)
        name = locales.text("reference", "jobs_survey")
    else:
        counts = sites_by_sector(selection, place)
        jobs = people_or_jobs(selection, place, "jobs")
        reference = _land(place) if jobs is None else jobs
        name = locales.text("reference", "land" if jobs is None else "jobs")
    conventions = Conventions(theil=options.theil, gini=options.gini)
    plants = values is None and options.basis == "sites"
    found = concentration_table(
        counts, reference, place.groups, plants=plants, conventions=conventions
    )
    found["top_area"] = place.names(options.lang).reindex(found["top_area"]).to_numpy()
    table = with_sectors(found, options.lang)
    if options.basis == "jobs" and values is None:
        catalog = selection.indicators
        industries = [official_industry(catalog, sector) for sector in table["sector"]]
        table.insert(2, "official_industry", list(catalog.loc[industries, f"name_{options.lang}"]))
    split = "" if place.groups is None else str(place.groups.name)
    return Answer(
        "concentration",
        table,
        notes=tuple(place.notes),
        explain=explained(name, conventions, plants=plants, split=split),
        chart=Chart(
            "localization_curves",
            {"reference": name, "curves": localization_curves(counts, reference)},
        ),
        level=place.level,
    )


def _land(place: StudyAreas) -> pd.Series[float]:
    """Return the geodesic area of each area."""
    from pyproj import Geod

    geod = Geod(ellps="GRS80")
    shapes = place.areas.geometry.to_crs(6668)
    km2 = [abs(geod.geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes]
    return pd.Series(km2, place.areas.index)


def _official_jobs(selection: Selection, place: StudyAreas) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return jobs in the industries that stand for the sectors, and in all of their survey."""
    if place.user_supplied:
        raise DataError("Official jobs are known for prefectures.", "Use --basis sites.")
    catalog, indicators = selection.indicators, prefecture_indicators(selection)
    jobs, whole = {}, {}
    for sector in selection.chosen_sectors:
        name = official_industry(catalog, sector)
        total = catalog.loc[name, "denominator"] if name else None
        if name in indicators.about and total in indicators.about:
            jobs[sector] = indicators[name]
            whole[sector] = indicators[str(total)]
    if not jobs:
        raise DataError(
            "No official statistic stands for the sectors chosen.", "Use --basis sites."
        )
    return place.add_up(pd.DataFrame(jobs)), place.add_up(pd.DataFrame(whole))


def official_industry(catalog: pd.DataFrame, sector: str) -> str | None:
    """Return the indicator of employment that stands for a sector; None without one."""
    for name in catalog.index:
        stands_for = str(catalog.loc[name, "sector"]).split(";")
        if str(name).startswith(EMPLOYEES) and sector in stands_for:
            return str(name)
    return None


def explained(reference: str, conventions: Conventions, *, plants: bool, split: str) -> Explanation:
    """Say how concentration is measured."""
    weighting = (
        f"Areas weigh by their share of r; --gini unweighted counts each the same. r: {reference}."
        if conventions.gini == "weighted"
        else f"Each area counts the same; --gini weighted weighs by its share of r. r: {reference}."
    )
    measures: dict[str, str | Method] = {
        "herfindahl": "herfindahl",
        "gini": "gini",
        "locational_gini": amended(
            "locational_gini",
            convention=f"{weighting} Over areas for each sector, from 0 towards 1 (Krugman's own "
            "is half of it).",
        ),
        "hoover": amended("hoover", convention=f"r: {reference}."),
        "theil": _theil_words(conventions.theil),
        "entropy": "entropy",
        "mori_nishikimi_smith": amended(
            "mori_nishikimi_smith", convention=f"r: {reference}; the paper's is habitable land."
        ),
    }
    if plants:
        measures |= {"ellison_glaeser": "ellison_glaeser", "maurel_sedillot": "maurel_sedillot"}
    return explanation(
        "Is a sector concentrated in few areas, and more than its size alone gives?",
        measures,
        null_model="none is drawn; ellison_glaeser and maurel_sedillot are 0 on average if sites "
        "choose areas at random by their share of the reference."
        if plants
        else "none; totals of jobs give no plant sizes, so what lumpiness gives is not taken off.",
        **({"groups": f"{split}: theil_within and theil_between add up to theil"} if split else {}),
        few=f"under {FEW} sites every measure is high: don't read it",
        beware="none of these knows where areas lie: see `stats autocorrelation` for neighbors and "
        "`stats pattern` for distances",
    )


def _theil_words(index: str) -> Method:
    if index == "T":
        return amended(
            "theil",
            formula="T = (1 / n) sum_i (x_i / m) ln(x_i / m), m the mean",
            convention="Theil's T, which weighs by what is held; --theil L is the mean log "
            "deviation, infinite where an area has none.",
        )
    return amended(
        "theil",
        formula="L = (1 / n) sum_i ln(m / x_i), m the mean",
        convention="Theil's L, the mean log deviation: infinite where an area has none; --theil T "
        "weighs by what is held.",
    )
