"""How figures developed: series by year of prefectures, regions, the nation and municipalities."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustermap.data import official
from clustermap.questions.municipal_indicators import municipal_statistics

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Indicator -> the columns of municipal indicators that are its series.
_MUNICIPAL = {
    "population_2020": ("population_2015", "population_2020"),
    "share_65_2020": ("share_65_2015", "share_65_2020"),
    "households_2020": ("households_2015", "households_2020"),
    "employees_2021": ("employees_2016", "employees_2021"),
    "establishments_2021": ("establishments_2016", "establishments_2021"),
    "employees_E_2021": ("employees_E_2016", "employees_E_2021"),
}
#: Series of prefectures that have no indicator of their own.
ALONE = ("guest_nights", "university_students", "residential_land_price_jpy_m2")
#: What can't be added up over prefectures.
_AVERAGES = ("residential_land_price_jpy_m2",)


@dataclass(frozen=True)
class Series:
    """Values by year."""

    points: tuple[tuple[int, float], ...]

    @property
    def change(self) -> float:
        """Change from the first to the last year, as a share; NaN from nothing."""
        first, last = self.points[0][1], self.points[-1][1]
        return last / first - 1 if first else float("nan")

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year."""
        return self.points[0][0], self.points[-1][0]


@functools.cache
def _prefectures() -> dict[str, pd.DataFrame]:
    """Return tables year x prefecture by indicator."""
    yearly = official.read("prefecture-series")
    found = {
        column: yearly.pivot(index="year", columns="prefecture_code", values=column)  # noqa: PD010
        for column in ("population", *ALONE)
    }
    found["population_estimate"] = found.pop("population")
    product = official.read("gpp-prefecture-activity")
    product = product[product["activity"] == "total"]
    found["gross_prefectural_product_nominal"] = product.pivot(  # noqa: PD010
        index="fiscal_year", columns="prefecture_code", values="nominal_mjpy"
    )
    years = official.years("economic-census-municipality")
    for name, division, what in (
        ("employees_private_all_industries", official.ALL_DIVISIONS, "employees"),
        ("establishments_private_all_industries", official.ALL_DIVISIONS, "establishments"),
        ("employees_private_manufacturing", "E", "employees"),
        ("employees_private_information_communications", "G", "employees"),
    ):
        rows = {}
        for year in years:
            table = official.establishments("prefecture", year)
            rows[year] = table[table["division"] == division].set_index("code")[what]
        found[name] = pd.DataFrame(rows).T
    return {
        name: table.apply(pd.to_numeric, errors="coerce").astype(float).sort_index()
        for name, table in found.items()
    }


def of_prefectures(name: str, codes: Sequence[str]) -> Series | None:
    """Return the series of an indicator over prefectures; None where there is none.

    Examples
    --------
    >>> of_prefectures("population_estimate", ["43"]).years
    (2011, 2022)
    """
    table = _prefectures().get(name)
    if table is None or (len(codes) > 1 and name in _AVERAGES):
        return None
    total = table[list(codes)].sum(axis=1, min_count=len(codes)).dropna()
    return _series(total)


def of_municipality(name: str, code: str) -> Series | None:
    """Return the series of an indicator of a municipality; None where there is none.

    Examples
    --------
    >>> of_municipality("population_2020", "43404").points
    ((2015, 40984.0), (2020, 43337.0))
    """
    points = [
        (year, column[code])
        for year, column in _municipal_columns().get(name, ())
        if code in column
    ]
    return Series(tuple(points)) if len(points) > 1 else None


@functools.cache
def _municipal_columns() -> dict[str, list[tuple[int, dict[str, float]]]]:
    """Return the columns of each series with their years, known values by code."""
    values = municipal_statistics().values
    return {
        name: [
            (int(one[-4:]), {str(code): float(n) for code, n in values[one].dropna().items()})
            for one in columns
            if one in values
        ]
        for name, columns in _MUNICIPAL.items()
    }


def _series(found: pd.Series[float]) -> Series | None:
    if len(found) < 2:
        return None
    return Series(tuple((int(float(str(year))), float(value)) for year, value in found.items()))
