"""Official prefecture statistics: surveys, years, units, and which cells are withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap.data import catalog, official

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

_TABLE = "prefecture_statistics"


def read_statistics(where: Path | None = None) -> pd.DataFrame:
    """Read the shipped statistics, tidy.

    Returns
    -------
    pandas.DataFrame
        ``prefecture_code, indicator, year, value, unit, state, source_url, source_note``; a cell
        that the publisher withholds has no value and ``state`` "suppressed".
    """
    plain = catalog.read(_TABLE, where)
    indicators = read_indicators(where)
    cells = [_cells(row, where) for row in indicators.to_dict("records") if row["cell"]]
    found = pd.concat([plain, *cells], ignore_index=True)
    return found.sort_values(["indicator", "year", "prefecture_code"], ignore_index=True)


def _cells(about: dict[Hashable, str], where: Path | None) -> pd.DataFrame:
    """Return the rows of an indicator whose values stand in a table by industry."""
    name, year, column, *industry = about["cell"].split(":")
    table = official.read(name, where)
    table = table[table["year"] == int(year)]
    if industry:
        table = table[table["jsic2"] == industry[0]]
    return pd.DataFrame(
        {
            "prefecture_code": table["prefecture_code"],
            "indicator": about["indicator"],
            "year": about["year"],
            "value": table[column],
            "unit": about["unit"],
            # "none" is proved to be nil: a value of 0
            "state": ["suppressed" if missing else "value" for missing in table[column].isna()],
            "source_url": about["source_url"],
            "source_note": f"{catalog.table(name, where).path.name}, {year}",
        }
    )


def read_indicators(where: Path | None = None) -> pd.DataFrame:
    """Read what each indicator of the statistics is: name, unit, survey, year, quality.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``indicator``.
    """
    return catalog.read("indicators", where).set_index("indicator", drop=False).rename_axis(None)
