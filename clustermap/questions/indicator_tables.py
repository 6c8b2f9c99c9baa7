"""The indicators of a selection, over prefectures and over the user's areas, worked out once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from clustermap import japan, locales
from clustermap.analysis.indicators import IndicatorTable, indicator_table, with_user_values
from clustermap.data.credits import sites_note, sites_source
from clustermap.data.locator import area_of_sites
from clustermap.data.municipalities import read_municipalities
from clustermap.errors import DataError, UnknownNameError
from clustermap.maps import titles
from clustermap.questions.municipal_indicators import PEOPLE as MUNICIPAL_PEOPLE
from clustermap.questions.municipal_indicators import (
    municipal_statistics,
    with_municipal_statistics,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from clustermap.data.selection import Choice, Selection

#: Indicators with the number of people and of jobs.
PEOPLE, JOBS = "population_estimate", "employees_private_all_industries"
_PREFECTURES: WeakKeyDictionary[Selection, IndicatorTable] = WeakKeyDictionary()
_AREAS: WeakKeyDictionary[Selection, IndicatorTable] = WeakKeyDictionary()
_CITIES: WeakKeyDictionary[Selection, IndicatorTable] = WeakKeyDictionary()


def prefecture_indicators(selection: Selection) -> IndicatorTable:
    """Return all indicators over all 47 prefectures, of the sites selected."""
    if selection not in _PREFECTURES:
        every = selection.national
        table = indicator_table(
            every.prefectures, selection.sites, every.statistics, every.indicators,
            selection.chosen_sectors, sites_source(every), sites_note(every),
        )  # fmt: skip
        table = titled_as_chosen(table, selection.chosen)
        if selection.areas is None:
            table = with_user_values(table, every.user_values)
        _PREFECTURES[selection] = table
    return _PREFECTURES[selection]


def area_indicators(selection: Selection) -> IndicatorTable:
    """Return the indicators over the areas of the map: sites counted, statistics, values."""
    every = selection.national
    if every.areas is None:
        return prefecture_indicators(selection)
    if selection not in _AREAS:
        table = _over(every.areas, selection, every.level)
        if every.boundaries is None:
            table = _with_rates_of_cities(table, municipality_indicators(selection))
        _AREAS[selection] = with_user_values(table, every.user_values)
    return _AREAS[selection]


def municipality_indicators(selection: Selection) -> IndicatorTable:
    """Return the indicators over municipalities, designated cities whole: what ranks are out of.

    The user's municipalities replace them.
    """
    every = selection.national
    if every.boundaries is not None and every.level == "municipality":
        return area_indicators(selection)
    return city_indicators(selection)


def city_indicators(selection: Selection) -> IndicatorTable:
    """Return the indicators over the 1,741 municipalities, whatever boundaries there are."""
    if selection not in _CITIES:
        every = selection.national
        cities = read_municipalities(whole_cities=True)
        table = _over(cities, selection, "municipality")
        values = every.user_values if every.level == "municipality" else ()
        _CITIES[selection] = with_user_values(table, values)
    return _CITIES[selection]


def _with_rates_of_cities(table: IndicatorTable, cities: IndicatorTable) -> IndicatorTable:
    """Give the wards their cities' rates: how many people live in a ward is not shipped."""
    values, about = table.values.copy(), dict(table.about)
    codes = [japan.city_of(str(code)) for code in values.index]
    for name, one in table.about.items():
        if one.derived and one.derived["per"]:
            values[name] = cities.values[name].reindex(codes).to_numpy()
            note = locales.texts("municipal", "note_ward")
            noted = {lang: f"{one.note[lang]} {note[lang]}".strip() for lang in locales.LANGUAGES}
            about[name] = replace(one, derived=None, note=noted, of_city=True)
    return IndicatorTable(values, table.suppressed, about, table.uncertainty)


def _over(areas: gpd.GeoDataFrame, selection: Selection, level: str) -> IndicatorTable:
    every = selection.national
    placed = selection.sites.assign(prefecture_code=area_of_sites(selection.sites, areas))
    people = None
    if level == "municipality":
        cities = [japan.city_of(str(code)) for code in areas.index]
        series = municipal_statistics()[MUNICIPAL_PEOPLE].reindex(cities).set_axis(areas.index)
        people = (MUNICIPAL_PEOPLE, series.where(series > 0))
    table = indicator_table(
        areas, placed, every.statistics.iloc[:0], every.indicators.iloc[:0],
        selection.chosen_sectors, sites_source(every), sites_note(every), people,
    )  # fmt: skip
    table = titled_as_chosen(table, selection.chosen)
    return with_municipal_statistics(table) if level == "municipality" else table


def titled_as_chosen(table: IndicatorTable, chosen: Choice) -> IndicatorTable:
    """Call counts of sites by the kinds, statuses and years that were chosen."""
    kinds = titles.kinds(chosen)
    if not kinds["en"]:
        return table
    about = dict(table.about)
    for name, one in table.about.items():
        if one.derived is None:
            continue
        stem, _, sector = name.partition(":")
        words = kinds
        if not sector and len(chosen.sectors) == 1:
            sector = chosen.sectors[0]
        if sector:
            label = locales.texts("sector", sector)
            words = {lang: titles.with_kinds(label[lang], kinds[lang], lang) for lang in kinds}
        named = sector or chosen.segments or chosen.statuses
        if named and f"{stem}:*" in locales.keys("indicator"):
            told = locales.texts("indicator", f"{stem}:*", sector=words)
        else:
            told = {lang: titles.with_kinds(one.label[lang], kinds[lang], lang) for lang in kinds}
        about[name] = replace(one, label=told)
    return IndicatorTable(table.values, table.suppressed, about, table.uncertainty)


def indicators_of(selection: Selection, level: str) -> IndicatorTable:
    """Return the indicators that ranks and tests are of, by level."""
    if level == "municipality":
        return municipality_indicators(selection)
    return indicators_at(selection, level)


def found_at(selection: Selection, name: str, level: str) -> str:
    """Return the id of an indicator of a level.

    Raises
    ------
    UnknownNameError
        No indicator of that name.
    DataError
        Only the other level has it; the error says so.
    """
    try:
        return indicators_of(selection, level).find(name)
    except UnknownNameError as unknown:
        if unknown.remedy.startswith("Which"):  # several of this level begin so
            raise
        remedy = "Choose prefectures, and leave --level municipality out."
        other, what = prefecture_indicators(selection), "prefectures"
        if level == "prefecture":
            other, what = municipal_statistics(), "municipalities"
            remedy = "Add --level municipality."
        try:
            found = other.find(name)
        except UnknownNameError:
            raise unknown from None
        raise DataError(f"{found} is an indicator of {what}.", remedy) from unknown


def indicators_at(selection: Selection, level: str) -> IndicatorTable:
    """Return the indicators of a level of areas."""
    return prefecture_indicators(selection) if level == "prefecture" else area_indicators(selection)


def people_jobs_and_land() -> pd.DataFrame:
    """Return people, jobs and land (km²) of the municipalities, designated cities whole.

    Returns
    -------
    pandas.DataFrame
        Indexed by code: ``prefecture_code, people, jobs, land``.
    """
    official = municipal_statistics().values
    columns = {"people": "population_2020", "jobs": "employees_2021", "land": "area_km2_2024"}
    found = official[list(columns.values())].set_axis(list(columns), axis=1)
    found.insert(0, "prefecture_code", [str(code)[:2] for code in found.index])
    return found
