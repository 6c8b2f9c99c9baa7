"""The indicators of a selection, over prefectures and over the user's areas, worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from clustermap.analysis.indicators import indicator_table, with_user_values
from clustermap.data.credits import sites_note, sites_source

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.data.selection import Selection

#: Indicators with the number of people and of jobs.
PEOPLE, JOBS = "population_estimate", "employees_private_all_industries"
_PREFECTURES: WeakKeyDictionary[Selection, IndicatorTable] = WeakKeyDictionary()
_AREAS: WeakKeyDictionary[Selection, IndicatorTable] = WeakKeyDictionary()


def prefecture_indicators(selection: Selection) -> IndicatorTable:
    """Return all indicators over all 47 prefectures, of the sites selected."""
    if selection not in _PREFECTURES:
        every = selection.national
        table = indicator_table(
            every.prefectures, selection.sites, every.statistics, every.indicators,
            selection.chosen_sectors, sites_source(every), sites_note(every),
        )  # fmt: skip
        if selection.areas is None:
            table = with_user_values(table, every.user_values)
        _PREFECTURES[selection] = table
    return _PREFECTURES[selection]


def area_indicators(selection: Selection) -> IndicatorTable:
    """Return the indicators over the areas of the user's boundaries: sites counted, values."""
    from clustermap.ingest.user_data import area_of_sites

    every = selection.national
    if every.areas is None:
        return prefecture_indicators(selection)
    if selection not in _AREAS:
        placed = selection.sites.assign(prefecture_code=area_of_sites(selection.sites, every.areas))
        table = indicator_table(
            every.areas, placed, every.statistics.iloc[:0], every.indicators.iloc[:0],
            selection.chosen_sectors, sites_source(every), sites_note(every),
        )  # fmt: skip
        _AREAS[selection] = with_user_values(table, every.user_values)
    return _AREAS[selection]


def indicators_at(selection: Selection, level: str) -> IndicatorTable:
    """Return the indicators of a level of areas."""
    return prefecture_indicators(selection) if level == "prefecture" else area_indicators(selection)


def people_and_land(selection: Selection) -> pd.DataFrame:
    """Return people and land of the prefectures selected: ``population, area_km2``.

    Raises
    ------
    DataError
        The statistics have no population.
    """
    import pandas as pd

    from clustermap.errors import DataError

    values = prefecture_indicators(selection).values
    known = [name for name in (PEOPLE, "population_census") if name in values]
    if not known:
        raise DataError("The statistics have no population.", "Load the shipped statistics.")
    index = selection.prefectures.index
    return pd.DataFrame(
        {
            "population": values[known[0]].reindex(index),
            "area_km2": selection.prefectures["area_km2"],
        },
        index=index,
    )
