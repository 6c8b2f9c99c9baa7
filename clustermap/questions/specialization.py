"""In which sectors is an area specialized, and how sure is that?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clustermap.analysis.concentration.tables import FEW, Conventions, specialization_table
from clustermap.answer import Answer, Chart
from clustermap.errors import DataError
from clustermap.questions import options as option
from clustermap.questions.areas import loaded_values, sites_by_sector, study_areas, values_over
from clustermap.questions.concentration import official_industry
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.questions.labels import with_areas
from clustermap.questions.methods import amended, explanation
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from clustermap.data.selection import Selection
    from clustermap.questions.areas import StudyAreas
    from clustermap.questions.methods import Explanation, Method

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "values")
#: Coverage of intervals and ranges of ranks.
COVERAGE = 0.95


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Over which areas, how the interval is made, what a mix is compared with."""

    level: str | None = option.level()
    method: Literal["exact", "monte_carlo"] = option.choice(
        "exact", "monte_carlo", help="How the interval of a quotient is made."
    )
    krugman: Literal["nation", "rest"] = option.choice(
        "nation", "rest", help="What an area's mix is compared with: all, or all others."
    )
    permutations: int = option.permutations(9999, "simulations for rank ranges")
    seed: int = option.seed()
    areas: gpd.GeoDataFrame | None = option.from_script()
    values: pd.Series[Any] | pd.DataFrame | None = option.from_script()


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Location quotients with interval, shrunk value, test and rank range.

    Every area of Japan and every sector is compared; the options choose which rows are shown.

    \b
    Examples:
      clustermap stats specialization --prefecture Kumamoto
      clustermap stats specialization --sector semiconductor -o lq.csv
    """
    options = options or Options()
    national = selection.nationwide.across_sectors
    place = study_areas(national, options.level, options.areas)
    official = {}
    values = loaded_values(selection) if options.values is None else options.values
    if values is not None:
        counts = values_over(values, place)
        if counts.isna().to_numpy().any():
            missing = counts.index[counts.isna().any(axis=1)]
            raise DataError(
                f"Areas without a count: {', '.join(map(str, missing[:5]))}.",
                "Write 0 where there is none; leave out areas that are not known.",
            )
        sectors = tuple(counts)
    else:
        counts = sites_by_sector(national, place, every=True)
        sectors = selection.chosen_sectors
        if place.level == "prefecture":
            official = _official_quotients(national, options.lang)
    conventions = Conventions(krugman=options.krugman)
    found = specialization_table(
        counts,
        official,
        method=options.method,
        level=COVERAGE,
        simulations=options.permutations,
        seed=options.seed,
        conventions=conventions,
    )
    area, sector = (found.index.get_level_values(name) for name in ("area", "sector"))
    found = found[area.isin(_selected_areas(selection, place)) & sector.isin(sectors)]
    few = int(found["few"].sum())
    note = f"{few} of {len(found)} quotients rest on fewer than {FEW} sites (few)."
    empty = int((counts.sum(axis=1) == 0).sum())
    return Answer(
        "specialization",
        with_areas(found, place, options.lang),
        notes=(*place.notes, note),
        explain=explained(
            options.method, options.seed, conventions, empty=empty, official=bool(official)
        ),
        chart=Chart("quotients"),
        level=place.level,
    )


def _selected_areas(selection: Selection, place: StudyAreas) -> list[Any]:
    prefectures = selection.prefectures
    if place.level == "region":
        return list(prefectures["region"].unique())
    if place.level == "prefecture":
        return list(prefectures.index)
    if "prefecture_code" in place.areas:
        inside = place.areas["prefecture_code"].isin(prefectures.index)
        return list(place.areas.index[inside])
    return list(place.areas.index)


def _official_quotients(selection: Selection, lang: str) -> dict[str, tuple[str, pd.Series[float]]]:
    """Return the official location quotient of the industry that stands for each sector."""
    catalog, indicators = selection.indicators, prefecture_indicators(selection)
    found = {}
    for sector in selection.sectors:
        name = official_industry(catalog, sector)
        if name and f"lq_{name}" in indicators.about:
            label = str(catalog.loc[name, f"name_{lang}"])
            found[sector] = (label, indicators[f"lq_{name}"])
    return found


def explained(
    method: str, seed: int, conventions: Conventions, *, empty: int, official: bool
) -> Explanation:
    """Say how specialization is measured."""
    interval = (
        "Clopper and Pearson's exact binomial interval over the expected share, taken as known; "
        "--method monte_carlo lets both shares be unsure"
        if method == "exact"
        else f"draws of both shares from Jeffreys posteriors, seed {seed}; --method exact takes "
        "the expected share as known"
    )
    other = (
        "Reference: all areas together; --krugman rest leaves the area out of its own yardstick."
        if conventions.krugman == "nation"
        else "Reference: all other areas; --krugman nation takes all areas together."
    )
    measures: dict[str, str | Method] = {
        "lq_sites": "lq_sites",
        "lower, upper": {
            "method": f"Where the quotient lies with {COVERAGE:.0%}: {interval}.",
            "paper": "Moineddin, Beyene and Boyle (2003); Clopper and Pearson (1934)",
        },
        "shrunk": "shrunk",
        "p, q": "p, q",
        "rank": {
            "method": f"By the quotient; rank_best to rank_worst are the ranks that are in line "
            f"with {COVERAGE:.0%} intervals of its differences to all others, seed {seed}. Blank "
            "where few: the quotient is never ranked alone.",
            "paper": "Mogstad, Romano, Shaikh and Wilhelm (2024)",
        },
        "krugman": amended("krugman", convention=other),
    }
    if official:
        measures["lq_employees"] = {
            "method": "Official location quotient of employment of the industry named, a proxy "
            "of the sector; numerator and denominator of one survey.",
            "paper": "Florence (1939)",
        }
    return explanation(
        "In which sectors is an area specialized, and how sure is that?",
        measures,
        null_model="each of the area's sites falls to the sectors by their shares of all sites",
        few=f"under {FEW} sites in the area: the quotient is noise",
        left_blank=f"{empty} areas without any site have no quotient",
    )
