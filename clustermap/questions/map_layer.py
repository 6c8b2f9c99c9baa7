"""What a map is colored by: an indicator, or an answer made into one.

A result is named by a measure and what it is of: ``lisa:semiconductor``, ``g*:investment``,
``lq:bio``, ``lq:28``, ``change:E``.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.indicators import Indicator, Uncertainty, user_value_ids
from clustermap.data.credits import as_of_key, sites_source
from clustermap.data.selection import at_level, reselected
from clustermap.errors import DataError, UnknownNameError
from clustermap.maps.colored import PLAIN, ColoredAreas, areas_shown
from clustermap.messages import listed
from clustermap.questions.area_economy import area_economy
from clustermap.questions.indicator_tables import PEOPLE, indicators_at, indicators_of
from clustermap.questions.municipal_indicators import for_a_page, on_a_page

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.data.selection import Selection
    from clustermap.locales import Text
    from clustermap.questions.autocorrelation import LocalMeasure

#: What a result's name begins with, and the local measure meant.
LOCAL: dict[str, LocalMeasure] = {"lisa": "moran", "g*": "g*", "gstar": "g*", "g": "g"}
QUOTIENT, CHANGE = "lq", "change"


def on_level(
    selection: Selection,
    color_by: str | None,
    level: str | None,
    *,
    boundaries: str | Path | None = None,
    plain: bool = False,
) -> ColoredAreas:
    """Find what a map is colored by, on the level asked for, else on that of the boundaries.

    Parameters
    ----------
    selection : Selection
    color_by : str, optional
        As for :func:`colored_by`; else user-supplied values where there are any, else the sites.
    level : {"prefecture", "municipality", "area"}, optional
    boundaries : str or Path, optional
        The user's boundaries, if the selection has none.
    plain : bool
        ``color_by`` is not the name of an indicator, and is handed on as it is.

    Raises
    ------
    UnknownNameError, DataError
        An indicator or level that is not there.
    """
    selection = at_level(selection, level)
    if boundaries is not None or level not in {None, "prefecture", selection.level}:
        from clustermap.ingest.user_data import user_files, with_user_data

        files = user_files(boundaries=boundaries, level=level)
        found = with_user_data(selection.national, files)
        selection = reselected(found, selection.chosen)
    # whoever asks for prefectures by name gets them without what is inside
    within = level is None and selection.boundaries is None and selection.level == "prefecture"
    level = level or selection.level
    wanted = color_by or next(iter(user_value_ids(selection.user_values)), "sites")
    # whether boundaries of one's own have the official codes is not known
    official = level == "prefecture" or selection.boundaries is None
    economy = partial(area_economy, level) if official else None
    if plain:
        table, name = indicators_at(selection, level), wanted
        return ColoredAreas(selection, table, name, level, within, economy=economy)
    table, name = colored_by(selection, wanted, level)
    if level == "municipality":
        table = for_a_page(table, name)
    if not within:
        return ColoredAreas(selection, table, name, level, economy=economy)
    town_economy = partial(area_economy, "municipality")
    return ColoredAreas(selection, table, name, level, within, on_a_page(), economy, town_economy)


def drawn(
    selection: Selection, color_by: str | None, level: str | None, *, plain: bool, tiles: bool
) -> ColoredAreas:
    """Find what a picture is colored by, as :func:`on_level`; of one prefecture, what is inside.

    One area in one color says nothing, so a prefecture's municipalities are colored where no level
    is asked for; a single municipality is left plain where no color is asked for.
    """
    single = (
        level is None
        and not tiles
        and selection.level == "prefecture"
        and selection.boundaries is None
        and not selection.national.user_values
        and len(selection.prefectures) == 1
    )
    if single:
        try:
            return on_level(selection, color_by, "municipality", plain=plain)
        except UnknownNameError:
            pass  # known of prefectures only
    found = on_level(selection, color_by, level, plain=plain)
    if color_by is None and not tiles and not found.selection.national.user_values:
        alone = len(areas_shown(found.selection, found.level)) == 1
        return replace(found, name=PLAIN) if alone and level is None else found
    return found


#: Panels by year: so many, so many years apart.
PANELS, STEP = 5, 5


def by_year(selection: Selection, level: str) -> dict[int, IndicatorTable]:
    """Work out the indicators of the sites until each fifth year, the last full one at the end.

    Raises
    ------
    DataError
        No site has a date.
    """
    years = selection.sites["year"].dropna()
    _, date = as_of_key(selection)
    full = int(date[:4]) - 1 if re.match(r"\d{4}", date) else int(years.max(initial=0))
    last = min(full, int(years.max())) if len(years) else 0
    wanted = [last - STEP * at for at in reversed(range(PANELS))]
    found = [year for year in wanted if (years <= year).any()]
    if len(found) < 2:
        raise DataError(
            "Too few sites have a date for panels by year.",
            "Leave out --panels year, or give sites with 'announced' or 'opened'.",
        )
    return {year: indicators_at(selection.select(until=year), level) for year in found}


def colored_by(
    selection: Selection, name: str, level: str = "prefecture"
) -> tuple[IndicatorTable, str]:
    """Find an indicator by name; a result is worked out and added to the table.

    Parameters
    ----------
    selection : Selection
    name : str
        As of an indicator, or ``lisa:X``, ``g*:X``, ``g:X`` with X a sector (its sites per million
        people) or any indicator with numbers, or ``lq:X``, ``change:X`` with X a sector or an
        industry.
    level : {"prefecture", "municipality", "area"}
        The areas of the map.

    Returns
    -------
    IndicatorTable, str
        The table and the id of the indicator in it.

    Raises
    ------
    UnknownNameError
        No indicator or sector of that name.
    DataError
        A sector that was not selected, or values that are no numbers.
    """
    table = indicators_at(selection, level)
    measure, colon, of = name.partition(":")
    measure = measure.strip().casefold()
    if not colon or name in table.about or measure not in {*LOCAL, QUOTIENT, CHANGE}:
        return table, table.find(name)
    if measure == CHANGE:
        from clustermap.questions.economy_layers import change_layer

        about, values = change_layer(of, level)
        return _added(selection, level, about, values), about.id
    if measure == QUOTIENT:
        return _quotient(selection, of, level)
    return _local(selection, LOCAL[measure], of, level)


def _sector(selection: Selection, given: str) -> str | None:
    """Return the sector that is meant, which must be among those selected; None for no sector."""
    sectors = selection.sectors
    plain = given.strip().casefold()
    found = plain if plain in sectors else locales.find("sector", given)
    if found is not None and found not in selection.chosen_sectors:
        label = locales.text("sector", found)
        raise DataError(f"{label} is not among the sectors selected.", "Select it with --sector.")
    return found


def _local(
    selection: Selection, measure: LocalMeasure, of: str, level: str
) -> tuple[IndicatorTable, str]:
    # imported when a result is asked for: plain maps start faster without
    from clustermap.analysis.weights.neighbors import describe
    from clustermap.maps.local_classes import local_categories
    from clustermap.questions import autocorrelation
    from clustermap.questions.areas import study_areas

    place = study_areas(selection, level)
    table = indicators_of(selection, level)
    sector = _sector(selection, of)
    if sector is not None:
        rates, _, people = autocorrelation.site_variables(selection, place)
        values = rates[[sector]]
        kind = "sites" if people is None else "sites_per_million"
        label = locales.texts("indicator", f"{kind}:*", sector=locales.texts("sector", sector))
        source = sites_source(selection)
        about = table.about.get(PEOPLE)
        year = about.year if about else None
    else:
        base = table.about[table.find(of)]
        values = table.values.loc[place.areas.index, [base.id]]
        if base.categories or not pd.api.types.is_numeric_dtype(values[base.id].dtype):
            raise DataError(f"{base.id} is not a number.", "Choose an indicator with numbers.")
        label, source, year = base.label, _source(base.source), base.year
    graph = place.graph("links")
    options = autocorrelation.Options(local=True, measure=measure)
    found = autocorrelation.local_answer(values, graph, place, options)
    labels = found.table.set_index("code")["label"]
    summary = describe(graph)
    note = locales.texts(
        "note",
        "local",
        measure=locales.texts("measure", measure),
        weights=summary.weights,
        n=str(summary.n),
        components=str(summary.components),
        isolates=listed(summary.isolates) if summary.isolates else locales.texts("figure", "none"),
        permutations=f"{options.permutations:,}",
        seed=str(options.seed),
        alarms=f"{found.facts['expected_false_alarms']:.1f}",
    )
    prefix = next(key for key, value in LOCAL.items() if value == measure)
    about = Indicator(
        id=f"{prefix}:{sector or base.id}",
        label=locales.texts("indicator", f"{prefix}:*", variable=label),
        group="result",
        unit=locales.same(""),
        year=year,
        source=source,
        note=note,
        scale="categorical",
        categories=local_categories(measure),
    )
    return _added(selection, level, about, labels), about.id


def _added(
    selection: Selection,
    level: str,
    about: Indicator,
    values: pd.Series[Any],
    surely: Uncertainty | None = None,
) -> IndicatorTable:
    """Add a result to the indicators of the map; a ward shows its city's."""
    table = indicators_at(selection, level)
    index = table.values.index
    if level != "municipality" or index.isin(values.index).all():
        return table.plus(about, values, surely)
    cities = [japan.city_of(str(code)) for code in index]

    def spread(column: pd.Series[Any]) -> pd.Series[Any]:
        return column.reindex(cities).set_axis(index)

    if surely is not None:
        surely = Uncertainty(
            **{each.name: spread(getattr(surely, each.name)) for each in fields(surely)}
        )
    return table.plus(replace(about, of_city=True), spread(values), surely)


def _source(of: Text) -> Text:
    return locales.texts("page", "source_result", source=of)


def _quotient(selection: Selection, of: str, level: str) -> tuple[IndicatorTable, str]:
    sector = _sector(selection, of)
    if sector is None:
        from clustermap.questions.economy_layers import quotient_layer

        about, values = quotient_layer(selection, of, level)
        return _added(selection, level, about, values), about.id
    from clustermap.questions import specialization

    options = specialization.Options(level=level, basis="sites")
    found = specialization.ask(selection, options).table
    rows = found[found["sector"] == sector].set_index("code")
    about = Indicator(
        id=f"{QUOTIENT}:{sector}",
        label=locales.texts("indicator", "lq_sites:*", sector=locales.texts("sector", sector)),
        group="result",
        unit=locales.texts("unit", "ratio"),
        decimals=2,
        source=sites_source(selection),
        note=locales.texts("note", "lq_sites"),
        scale="diverging",
        center=1.0,
    )
    few = rows["few"] & rows["lq_sites"].notna()
    surely = Uncertainty(rows["lower"], rows["upper"], few, rows["rank_best"], rows["rank_worst"])
    return _added(selection, level, about, rows["lq_sites"], surely), about.id
