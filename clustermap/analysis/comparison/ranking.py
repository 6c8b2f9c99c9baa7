"""An indicator's ranking: ties, ranges where counts are small, and what could not be ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.analysis.concentration.rank_ranges import rank_ranges
from clustermap.errors import DataError

if TYPE_CHECKING:
    from clustermap.analysis.indicators import IndicatorTable

#: Draws behind a range of ranks; its ends do not move by more than one with more of them.
SIMULATIONS = 1999


def ranking(
    table: IndicatorTable, name: str, *, ascending: bool = False, level: float = 0.95,
    seed: int = 0, ranges: bool = True,
) -> pd.DataFrame:  # fmt: skip
    """Rank areas by an indicator.

    Parameters
    ----------
    table : IndicatorTable
        Indicators over all areas that the rank is out of.
    name : str
        The indicator, by id or label in any language.
    ascending : bool
        Rank 1 for the smallest value.
    level : float
        Confidence of the ranges.
    seed : int
        Of the ranges' draws.
    ranges : bool
        Whether counts of sites have ranges.

    Returns
    -------
    pandas.DataFrame
        In the order of the ranking, then the areas without rank; indexed by area: ``value``,
        ``state`` ("value", "suppressed" or "none"), ``rank`` (ties share the best; <NA> where
        there is no value), ``tied`` (how many areas share the value), ``lower`` and ``upper``
        (the range of ranks that the counts are in line with; <NA> for indicators that are not
        counts of sites) and ``of`` (how many areas are ranked).

    Raises
    ------
    clustermap.errors.UnknownNameError
        No indicator of that name.
    clustermap.errors.DataError
        No area has a value, or no site is counted.

    Notes
    -----
    Sites are few, so their counts are ranked as ranges (`rank_ranges`, the marginal intervals of
    Mogstad et al. 2024): each site counts as one draw out of all sites (or, in rates, out of the
    population). Official statistics are full counts and sums of announced investment are what
    was announced: neither has a sampling error, so neither has a range.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.indicators import Indicator, IndicatorTable
    >>> values = pd.DataFrame({"gdp": [5.0, 7.0, 5.0, None]}, index=list("abcd"))
    >>> hidden = pd.DataFrame({"gdp": [False, False, False, True]}, index=list("abcd"))
    >>> about = {"gdp": Indicator("gdp", {"en": "Product"}, "official", {"en": "yen"})}
    >>> ranking(IndicatorTable(values, hidden, about), "gdp")[["state", "rank", "tied"]]
            state  rank  tied
    b       value     1     1
    a       value     2     2
    c       value     2     2
    d  suppressed  <NA>  <NA>
    """
    name = table.find(name)
    values = table.values[name]
    known = values.dropna()
    if known.empty:
        raise DataError(f"No area has a value of {name}.", "Choose another indicator or selection.")
    sign = 1.0 if ascending else -1.0
    rank = (sign * known).rank(method="min").astype(int)
    found = pd.DataFrame({"value": values}, index=values.index)
    found["state"] = np.where(
        values.notna(), "value", np.where(table.suppressed[name], "suppressed", "none")
    )
    found["rank"] = rank.reindex(values.index).astype("Int64")
    tied = known.map(known.value_counts()).reindex(values.index)
    found["tied"] = tied.astype("Int64")
    ends = None
    if ranges:
        ends = _range(table, name, known, ascending=ascending, level=level, seed=seed)
    for end in ("lower", "upper"):
        column = ends[end] if ends is not None else pd.Series(dtype="float64")
        found[end] = column.reindex(values.index).astype("Int64")
    found["of"] = len(known)
    return found.sort_values("rank", kind="stable", na_position="last")


def _range(
    table: IndicatorTable,
    name: str,
    known: pd.Series[float],
    *,
    ascending: bool,
    level: float,
    seed: int,
) -> pd.DataFrame | None:
    """Return the range of ranks of a count of sites; None for what is no count of sites."""
    derived = table.about[name].derived
    if not derived or derived["measure"] != "sites":
        return None
    totals: pd.Series[float]
    if derived["per"] is None:
        counts = known
        totals = pd.Series(float(counts.sum()), index=known.index)
    else:
        totals = table.values[derived["per"]].reindex(known.index)
        counts = (known * totals / derived["times"]).round()
    if not counts.sum():
        raise DataError("No site is counted.", "Choose another sector, status or year.")
    return rank_ranges(
        counts, totals=totals, level=level, ascending=ascending, simulations=SIMULATIONS, seed=seed
    )
