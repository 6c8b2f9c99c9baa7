"""Official statistics of the municipalities as indicators: people, land, establishments, jobs.

Designated cities are whole. A ward has no statistics of its own here: on a map it shows its city's.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.indicators import Indicator, IndicatorTable
from clustermap.data import catalog, official

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: Those that a page brings along; the others are for ranks, comparisons and tables.
ON_A_PAGE = (
    "population_2020", "population_change_2015_2020", "share_65_2020", "density_inhabitable_2020",
    "employees_2021", "establishments_2021", "employees_E_2021", "lq_employees_E_2021",
    "lq_employees_G_2021", "lq_employees_L_2021", "lq_employees_H_2021",
)  # fmt: skip
PEOPLE, JOBS = "population_2020", "employees_2021"
_AGES = ("0_14", "15_64", "65")
_HECTARES = 100


@functools.cache
def municipal_statistics() -> IndicatorTable:
    """Return official indicators of the 1,741 municipalities, the latest year first.

    Examples
    --------
    >>> table = municipal_statistics()
    >>> int(table["population_2020"]["43404"]), table.about["lq_employees_E_2021"].label["en"]
    (43337, 'Location quotient of jobs: Manufacturing')
    """
    return _table(None)


def _table(wanted: Collection[str] | None) -> IndicatorTable:
    """Return the indicators wanted, in that order; else all."""
    found = [*_people_and_land(), *_firms(wanted)]
    if wanted is not None:
        known = {about.id: (about, values) for about, values in found}
        found = [known[one] for one in wanted]
    frame = pd.DataFrame({about.id: values for about, values in found}).astype(float)
    hidden = pd.DataFrame(data=False, index=frame.index, columns=frame.columns)
    return IndicatorTable(frame, hidden, {about.id: about for about, _ in found})


def with_municipal_statistics(table: IndicatorTable) -> IndicatorTable:
    """Add the official indicators to a table over municipalities or wards, by code."""
    official_table = municipal_statistics()
    cities = [japan.city_of(str(code)) for code in table.values.index]
    values = official_table.values.reindex(cities).set_axis(table.values.index)
    hidden = pd.DataFrame(data=False, index=values.index, columns=values.columns)
    return IndicatorTable(
        pd.concat([table.values, values], axis=1),
        pd.concat([table.suppressed, hidden], axis=1),
        {**table.about, **official_table.about},
        table.uncertainty,
    )


def for_a_page(table: IndicatorTable, name: str) -> IndicatorTable:
    """Leave out the official indicators that a page does not bring along, but for one."""
    kept = [
        one for one in table.about
        if one not in municipal_statistics().about or one in ON_A_PAGE or one == name
    ]  # fmt: skip
    about = {one: table.about[one] for one in kept}
    return IndicatorTable(table.values[kept], table.suppressed[kept], about, table.uncertainty)


def on_a_page() -> IndicatorTable:
    """Return the official indicators that a page of prefectures brings along for what is inside."""
    return _table(ON_A_PAGE)


def _people_and_land() -> Iterator[tuple[Indicator, pd.Series[float]]]:
    basic = official.municipality_basic()
    source, url, quality = _source("municipality-basic")
    grades = official.column_grades("municipality-basic")

    def told(
        key: str, year: str, unit: str = "", decimals: int = 0, name: str = "", **words: str
    ) -> Indicator:
        return Indicator(
            id=name or f"{key}_{year}",
            label=locales.texts("municipal", key, **words),
            group="official",
            unit=locales.texts("unit", unit) if unit else locales.same(""),
            decimals=decimals,
            year=year,
            source=source,
            source_url=url,
            quality=grades.get(f"{key}_{year}", quality),
            of_city=True,
            note=locales.texts("municipal", "note_ward"),
        )

    area = basic["area_ha_2024"] / _HECTARES
    inhabitable = basic["inhabitable_area_ha_2024"] / _HECTARES
    for year in ("2020", "2015"):
        people = basic[f"population_{year}"]
        yield told("population", year, "people"), people
        groups = [basic[f"population_{age}{'_over' * (age == '65')}_{year}"] for age in _AGES]
        # as the census has it: of those whose age is known
        known = sum(groups[1:], start=groups[0])
        for age, group in zip(_AGES, groups, strict=True):
            yield told(f"age_{age}", year, "people"), group
            yield told(f"share_{age}", year, "percent", 1), 100 * group / known.where(known > 0)
        yield told("density", year, "people_km2", 1), people / area
        yield told("density_inhabitable", year, "people_km2", 1), people / inhabitable
        yield told("households", year, "households"), basic[f"households_{year}"]
    before = basic["population_2015"].where(basic["population_2015"] > 0)
    about = told(
        "population_change", "2020", "percent", 1, "population_change_2015_2020", first="2015",
        last="2020",
    )  # fmt: skip
    yield _diverging(about, 0.0), 100 * (basic["population_2020"] - before) / before
    yield told("area_km2", "2024", "km2", 1), area
    yield told("inhabitable_km2", "2024", "km2", 1), inhabitable


def _firms(wanted: Collection[str] | None) -> Iterator[tuple[Indicator, pd.Series[float]]]:
    """Yield the indicators of a census of firms, at least those wanted."""
    source, url, quality = _source("economic-census-municipality")
    for year in sorted(official.years("economic-census-municipality"), reverse=True):
        if wanted is not None and not any(one.endswith(f"_{year}") for one in wanted):
            continue
        tidy = official.establishments("municipality", year)
        for what, unit in (("employees", "people"), ("establishments", "establishments")):
            # pivot_table would take means, and longer
            wide = tidy.pivot(index="code", columns="division", values=what)  # noqa: PD010
            for division in (official.ALL_DIVISIONS, *official.DIVISIONS):
                whole = division == official.ALL_DIVISIONS
                name = f"{what}_{year}" if whole else f"{what}_{division}_{year}"
                if wanted is not None and not {name, f"lq_{name}"} & set(wanted):
                    continue
                about = Indicator(
                    id=name,
                    label=locales.texts(
                        "municipal", what, division=locales.texts("division", division)
                    ),
                    group="official",
                    unit=locales.texts("unit", unit),
                    year=str(year),
                    source=source,
                    source_url=url,
                    quality=quality,
                    of_city=True,
                    note=locales.texts("municipal", "note_census"),
                )
                yield about, wide[division]
                if (
                    what == "employees"
                    and not whole
                    and (wanted is None or f"lq_{about.id}" in wanted)
                ):
                    yield _quotient(about, wide[division], wide[official.ALL_DIVISIONS])


def _quotient(
    about: Indicator, part: pd.Series[float], whole: pd.Series[float]
) -> tuple[Indicator, pd.Series[float]]:
    """Return the location quotient of jobs; none where a municipality has no jobs."""
    _, division, year = about.id.split("_")
    quotient = Indicator(
        id=f"lq_{about.id}",
        label=locales.texts(
            "municipal", "lq_employees", division=locales.texts("division", division)
        ),
        group="official",
        unit=locales.texts("unit", "ratio"),
        decimals=2,
        year=year,
        source=about.source,
        source_url=about.source_url,
        quality=about.quality,
        of_city=True,
        note=locales.texts("municipal", "note_lq"),
    )
    share = part / whole.where(whole > 0)
    return _diverging(quotient, 1.0), share / (part.sum() / whole.sum())


def _diverging(about: Indicator, center: float) -> Indicator:
    return replace(about, scale="diverging", center=center)


def _source(table: str) -> tuple[dict[str, str], str, str]:
    addresses = [url for _, url in catalog.table(table).sources if url]
    about = official.about(table)
    return about.survey, addresses[0], about.quality
