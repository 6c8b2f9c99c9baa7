"""Results as indicators, so that maps can be colored by them: clusters, hot spots, quotients.

A result is named by a measure and what it is of: ``lisa:semiconductor``, ``g*:investment``,
``lq:bio``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.analysis.indicators import Indicator, Uncertainty
from clustermap.analysis.studies import Tests, local_study
from clustermap.analysis.weights.neighbors import describe
from clustermap.data.credits import sites_source
from clustermap.errors import DataError, UnknownNameError
from clustermap.maps.local_classes import local_categories
from clustermap.messages import listed
from clustermap.statistics.area_questions import site_variables, specialization
from clustermap.statistics.ground import PEOPLE, chosen_sectors, ground

if TYPE_CHECKING:
    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.analysis.studies.autocorrelation_study import LocalMeasure
    from clustermap.atlas import Atlas
    from clustermap.locales import Text

#: What a result's name begins with, and the local measure meant.
LOCAL: dict[str, LocalMeasure] = {"lisa": "moran", "g*": "g*", "gstar": "g*", "g": "g"}
QUOTIENT = "lq"


def with_result(atlas: Atlas, name: str, level: str = "prefecture") -> tuple[IndicatorTable, str]:
    """Find an indicator by name; a result is worked out and added to the table.

    Parameters
    ----------
    atlas : Atlas
    name : str
        As of an indicator, or ``lisa:X``, ``g*:X``, ``g:X`` with X a sector (its sites per million
        people) or any indicator with numbers, or ``lq:SECTOR``.
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
    table = _table(atlas, level)
    measure, colon, of = name.partition(":")
    measure = measure.strip().casefold()
    if not colon or name in table.about or measure not in {*LOCAL, QUOTIENT}:
        return table, table.find(name)
    if measure == QUOTIENT:
        return _quotient(atlas, of, level)
    return _local(atlas, LOCAL[measure], of, level)


def _table(atlas: Atlas, level: str) -> IndicatorTable:
    return atlas.indicators if level == "prefecture" else atlas.area_indicators


def _sector(atlas: Atlas, given: str) -> str | None:
    """Return the sector that is meant, which must be among those selected; None for no sector."""
    sectors = atlas.dataset.sectors
    plain = given.strip().casefold()
    found = plain if plain in sectors else locales.find("sector", given)
    if found is not None and found not in chosen_sectors(atlas.dataset):
        label = locales.text("sector", found)
        raise DataError(f"{label} is not among the sectors selected.", "Select it with --sector.")
    return found


def _local(atlas: Atlas, measure: LocalMeasure, of: str, level: str) -> tuple[IndicatorTable, str]:
    place = ground(atlas, level)
    table = _table(atlas, level)
    sector = _sector(atlas, of)
    if sector is not None:
        rates, _, people = site_variables(atlas, place)
        values = rates[[sector]]
        kind = "sites" if people is None else "sites_per_million"
        label = locales.texts("indicator", f"{kind}:*", sector=locales.texts("sector", sector))
        source = sites_source(atlas.dataset)
        about = table.about.get(PEOPLE)
        year = about.year if about else None
    else:
        base = table.about[table.find(of)]
        values = table.values.loc[place.areas.index, [base.id]]
        if base.categories or not pd.api.types.is_numeric_dtype(values[base.id].dtype):
            raise DataError(f"{base.id} is no number.", "Choose an indicator with numbers.")
        label, source, year = base.label, _source(base.source), base.year
    graph = place.graph("links")
    tests = Tests()
    found = local_study(values, graph, kind=measure, tests=tests)
    labels = found["label"].droplevel("variable")
    told = describe(graph)
    note = locales.texts(
        "note",
        "local",
        measure=locales.texts("measure", measure),
        weights=told.weights,
        n=str(told.n),
        components=str(told.components),
        isolates=listed(told.isolates) if told.isolates else locales.texts("figure", "none"),
        permutations=f"{tests.permutations:,}",
        seed=str(tests.seed),
        alarms=f"{found.attrs['expected_false_alarms']:.1f}",
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
    return table.plus(about, labels), about.id


def _source(of: Text) -> Text:
    return locales.texts("page", "source_result", source=of)


def _quotient(atlas: Atlas, of: str, level: str) -> tuple[IndicatorTable, str]:
    sector = _sector(atlas, of)
    if sector is None:
        raise UnknownNameError.of("sector", of, chosen_sectors(atlas.dataset))
    found = specialization(atlas, level=level)
    rows = found[found["sector"] == sector].set_index("code")
    about = Indicator(
        id=f"{QUOTIENT}:{sector}",
        label=locales.texts("indicator", "lq_sites:*", sector=locales.texts("sector", sector)),
        group="result",
        unit=locales.texts("unit", "ratio"),
        decimals=2,
        source=sites_source(atlas.dataset),
        note=locales.texts("note", "lq_sites"),
        scale="diverging",
        center=1.0,
    )
    few = rows["few"] & rows["lq_sites"].notna()
    surely = Uncertainty(rows["lower"], rows["upper"], few, rows["rank_best"], rows["rank_worst"])
    return _table(atlas, level).plus(about, rows["lq_sites"], surely), about.id
