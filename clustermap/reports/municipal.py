"""The answers that a report on municipalities is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.comparison.ranking import ranking
from clustermap.analysis.indicators import site_counts
from clustermap.answer import Answer
from clustermap.data.locator import area_of_sites
from clustermap.data.official import DIVISIONS
from clustermap.questions.areas import study_areas
from clustermap.questions.indicator_tables import indicators_of
from clustermap.questions.municipal_indicators import JOBS, PEOPLE
from clustermap.reports.facts import events_of, zones_of
from clustermap.reports.model import Facts

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.data.selection import Selection

BEFORE, FIRMS = "population_2015", "establishments_2021"
#: A division with less than this share of a place's jobs is no concentration worth a sentence.
LEAST_SHARE = 0.02
LEAST_QUOTIENT = 1.2


@dataclass(frozen=True, eq=False, repr=False)
class MunicipalFacts(Facts):
    """The answers of a report on municipalities: their areas, designated cities whole.

    ``indicators`` are over all municipalities, which ranks are out of.
    """

    areas: gpd.GeoDataFrame

    def area_names(self, lang: str) -> dict[str, str]:
        """Return the names of the municipalities by code."""
        names = study_areas(self.selection, "municipality").names(lang)
        return {str(code): str(names[code]) for code in self.areas.index}

    def total(self, indicator: str) -> float:
        """Add an indicator up over the municipalities."""
        return float(self.indicators.values.loc[self.areas.index, indicator].sum())

    @property
    def change(self) -> float:
        """Return the change of population between the censuses, in percent; NaN from nothing."""
        before = self.total(BEFORE)
        return 100 * (self.total(PEOPLE) / before - 1) if before else float("nan")

    @cached_property
    def concentrations(self) -> pd.Series[float]:
        """Return the location quotients of the divisions that many work in, the largest first."""
        nation = self.indicators.values
        names = {one: f"employees_{one}_2021" for one in DIVISIONS}
        here = pd.Series({one: self.total(name) for one, name in names.items()})
        japan_ = pd.Series({one: float(nation[name].sum()) for one, name in names.items()})
        jobs = self.total(JOBS)
        if not jobs:
            return here.iloc[:0]
        quotient = (here / jobs) / (japan_ / float(nation[JOBS].sum()))
        found = quotient[(here / jobs >= LEAST_SHARE) & (quotient >= LEAST_QUOTIENT)]
        return found.sort_values(ascending=False, kind="stable")

    def ranks(self, indicator: str, code: str) -> tuple[pd.Series[Any], pd.Series[Any]]:
        """Return the rank of a municipality in the nation, and in its prefecture."""
        nation = ranking(self.indicators, indicator, ranges=False)
        home = nation[[str(one)[:2] == code[:2] for one in nation.index]].copy()
        known = home["value"].dropna()
        home["rank"] = known.rank(ascending=False, method="min").astype("Int64")
        home["tied"] = known.map(known.value_counts()).astype("Int64")
        return nation.T[code], home.T[code]

    def in_prefecture(self, code: str) -> int:
        """Return how many municipalities a municipality's prefecture has."""
        return sum(str(one)[:2] == code[:2] for one in self.indicators.values.index)

    def has_wards(self) -> bool:
        """Say whether a ward was chosen, for which its city's figures stand."""
        return any(map(japan.is_ward, self.selection.chosen.municipalities))


def municipal_facts(selection: Selection) -> MunicipalFacts:
    """Ask the questions of a report on municipalities."""
    place = study_areas(selection, "municipality")
    home = area_of_sites(selection.sites, place.areas)
    sites = selection.sites.assign(prefecture_code=home)
    sectors = selection.chosen_sectors
    nothing = pd.DataFrame()
    events = events_of(selection)  # what holds for all of Japan is no news of a town
    local = events[events["prefecture_codes"].map(bool)].reset_index(drop=True)
    return MunicipalFacts(
        selection=selection,
        indicators=indicators_of(selection.nationwide, "municipality"),
        clusters=None,
        sectors=sectors,
        counts=site_counts(sites, place.areas.index, sectors),
        ranking=nothing,
        specialization=nothing,
        autocorrelation=nothing,
        local=Answer("autocorrelation", nothing),
        zones=zones_of(selection),
        events=local,
        areas=place.areas,
    )


def division(code: str, lang: str) -> str:
    """Return the name of a division of industries."""
    return locales.text("division", code, lang)
