"""How specialized areas are among the listed sites of all sectors: a list, not a census."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clustermap.analysis.concentration.tables import Conventions, specialization_table
from clustermap.analysis.least import FEW
from clustermap.answer import Answer, Chart
from clustermap.errors import DataError
from clustermap.questions.areas import loaded_values, sites_by_sector, study_areas, values_over
from clustermap.questions.concentration import official_industry
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.questions.labels import with_areas
from clustermap.questions.methods import amended, explanation

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from clustermap.data.selection import Selection
    from clustermap.questions.areas import StudyAreas
    from clustermap.questions.methods import Explanation, Method

#: Coverage of intervals and ranges of ranks.
COVERAGE = 0.95


@dataclass(frozen=True, kw_only=True)
class Study:
    """Over which areas, what is counted, and how intervals and ranges are made."""

    level: str | None = None
    method: Literal["exact", "monte_carlo"] = "exact"
    krugman: Literal["nation", "rest"] = "nation"
    permutations: int = 9999
    seed: int = 0
    areas: gpd.GeoDataFrame | None = None
    values: pd.Series[Any] | pd.DataFrame | None = None
    lang: str = "en"


def quotients(selection: Selection, study: Study) -> Answer:
    """Answer how specialized areas are among the listed sites, or among values of one's own."""
    national = selection.nationwide.across_sectors
    place = study_areas(national, study.level, study.areas)
    official = {}
    values = loaded_values(selection) if study.values is None else study.values
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
            official = _official_quotients(national, study.lang)
    conventions = Conventions(krugman=study.krugman)
    found = specialization_table(
        counts,
        official,
        method=study.method,
        level=COVERAGE,
        simulations=study.permutations,
        seed=study.seed,
        conventions=conventions,
    )
    area, sector = (found.index.get_level_values(name) for name in ("area", "sector"))
    found = found[area.isin(_selected_areas(selection, place)) & sector.isin(sectors)]
    few = int(found["few"].sum())
    note = f"{few} of {len(found)} quotients rest on fewer than {FEW} sites (few)."
    notes = [*place.notes, note]
    if values is None and selection.national.embedded_sites:
        notes.append("The sites are a list found by search, not a census: see --basis jobs.")
    empty = int((counts.sum(axis=1) == 0).sum())
    return Answer(
        "specialization",
        with_areas(found, place, study.lang),
        notes=tuple(notes),
        explain=explained(
            study.method, study.seed, conventions, empty=empty, official=bool(official)
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
