"""Official prefecture statistics: surveys, years, units, and which cells are withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.data import catalog

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def read_statistics(where: Path | None = None) -> pd.DataFrame:
    """Read the shipped statistics, tidy.

    Returns
    -------
    pandas.DataFrame
        ``prefecture_code, indicator, year, value, unit, state, source_url, source_note``; a cell
        that the publisher withholds has no value and ``state`` "suppressed".
    """
    return catalog.read("prefecture_statistics", where)


def read_indicators(where: Path | None = None) -> pd.DataFrame:
    """Read what each indicator of the statistics is: name, unit, survey, year, quality.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``indicator``.
    """
    return catalog.read("indicators", where).set_index("indicator", drop=False).rename_axis(None)
