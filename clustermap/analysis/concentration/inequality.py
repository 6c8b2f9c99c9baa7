"""Inequality of one set of numbers: Herfindahl, entropy, Gini, Theil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
import pandas as pd

from clustermap.analysis.concentration.count_tables import (
    check_counts,
    check_option,
    check_values,
    label_order,
    shares,
    total,
)
from clustermap.analysis.degenerate import warn_degenerate
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from clustermap.analysis.concentration.count_tables import (
        By,
        Floats,
    )


def _over(
    data: pd.DataFrame | ArrayLike, by: By, measure: Callable[[Floats], float]
) -> float | pd.Series:
    """Apply a measure to one vector, or to each industry (column) or area (row) of a table."""
    if not isinstance(data, pd.DataFrame):
        result = measure(check_values(data))
        if np.isnan(result):
            warn_degenerate("The values add up to zero or are too few: NaN.")
        return result
    check_option("by", by, ("industry", "area"))
    table = check_counts(data) if by == "industry" else check_counts(data).T
    found = pd.Series([measure(column) for column in table.to_numpy().T], index=table.columns)
    if found.isna().any():
        warn_degenerate(f"{int(found.isna().sum())} total(s) are zero or too few values: NaN.")
    return found


@overload
def herfindahl(
    shares_or_counts: pd.DataFrame, *, by: By = ..., normalized: bool = ...
) -> pd.Series: ...
@overload
def herfindahl(shares_or_counts: ArrayLike, *, by: By = ..., normalized: bool = ...) -> float: ...
def herfindahl(
    shares_or_counts: pd.DataFrame | ArrayLike, *, by: By = "industry", normalized: bool = False
) -> float | pd.Series:
    """Sum the squared shares: 1 where one holds all, 1/n where all n are equal.

    Parameters
    ----------
    shares_or_counts : array-like or pandas.DataFrame
        Non-negative numbers; they are divided by their total first, so shares and counts give
        the same. A table (areas by industries) is taken by industry or by area.
    by : {"industry", "area"}
        For a table: how concentrated each industry is over the areas, or each area over the
        industries.
    normalized : bool
        Give ``(H - 1/n) / (1 - 1/n)``, which is 0 for equal shares.

    Returns
    -------
    float or pandas.Series
        NaN, with a warning, where the total is zero (or, normalized, for a single value).

    Raises
    ------
    clustermap.errors.DataError
        If a value is blank, negative or no number.

    References
    ----------
    Herfindahl, O. C. (1950). *Concentration in the Steel Industry*. Columbia University.

    Examples
    --------
    >>> herfindahl([50, 30, 20])
    0.38
    """

    def measure(values: Floats) -> float:
        squares = total(shares(values) ** 2)
        if not normalized:
            return squares
        return (squares - 1 / values.size) / (1 - 1 / values.size) if values.size > 1 else np.nan

    return _over(shares_or_counts, by, measure)


@overload
def entropy(
    counts: pd.DataFrame, *, by: By = ..., base: float | None = ..., relative: bool = ...
) -> pd.Series: ...
@overload
def entropy(
    counts: ArrayLike, *, by: By = ..., base: float | None = ..., relative: bool = ...
) -> float: ...
def entropy(
    counts: pd.DataFrame | ArrayLike,
    *,
    by: By = "area",
    base: float | None = None,
    relative: bool = False,
) -> float | pd.Series:
    """Measure diversity: minus the sum of each share times its logarithm.

    Parameters
    ----------
    counts : array-like or pandas.DataFrame
        Non-negative counts or shares; a table (areas by industries) is taken by area or industry.
    by : {"area", "industry"}
        For a table: the diversity of each area's industries, or the spread of each industry over
        the areas.
    base : float, optional
        Base of the logarithm: natural if not given; 2 gives bits (EconGeo's ``entropy``).
    relative : bool
        Divide by the logarithm of the number of values: 1 for equal shares.

    Returns
    -------
    float or pandas.Series
        NaN, with a warning, where the total is zero (or, relative, for a single value).

    Raises
    ------
    clustermap.errors.DataError
        If a value is blank, negative or no number.

    References
    ----------
    Shannon, C. E. (1948). A mathematical theory of communication. *Bell System Technical Journal*
    27. Frenken, K., Van Oort, F. and Verburg, T. (2007). Related variety, unrelated variety and
    regional economic growth. *Regional Studies* 41, 685-697.

    Examples
    --------
    >>> entropy([1, 1, 1, 1], base=2)
    2.0
    """

    def measure(values: Floats) -> float:
        share = shares(values)
        if np.isnan(share).any() or (relative and values.size == 1):
            return np.nan
        some = share[share > 0]
        nats = total(some * np.log(1 / some))
        if relative:
            return float(nats / np.log(values.size))
        return float(nats / np.log(base)) if base else nats

    return _over(counts, by, measure)


def gini(values: ArrayLike, *, corrected: bool = False, weights: ArrayLike | None = None) -> float:
    """Measure inequality by twice the area between the Lorenz curve and the diagonal.

    ``G = sum_ij w_i w_j |x_i - x_j| / (2 W^2 mean)``: the population formula, which for n values
    is at most ``1 - 1/n``.

    Parameters
    ----------
    values : array-like
        One non-negative number an area.
    corrected : bool
        Multiply by ``n / (n - 1)`` (the small-sample correction), so that the most unequal
        distribution gives 1. Not together with weights.
    weights : array-like, optional
        Size of each area (such as its population), when values are rates.

    Returns
    -------
    float
        0 if all are equal; NaN, with a warning, if all are zero (or one value is corrected).

    Raises
    ------
    clustermap.errors.DataError
        If a value is blank, negative or no number.

    References
    ----------
    Gini, C. (1912). *Variabilità e mutabilità*. Deltas, G. (2003). The small-sample bias of the
    Gini coefficient. *Review of Economics and Statistics* 85, 226-234.

    Examples
    --------
    >>> gini([1, 2, 3, 4])
    0.25
    >>> round(gini([1, 2, 3, 4], corrected=True), 4)
    0.3333
    """
    x = check_values(values)
    w = np.ones_like(x) if weights is None else check_values(weights, "weights")
    if w.size != x.size:
        raise DataError(f"There are {w.size} weights for {x.size} values.", "Give one for each.")
    if corrected and weights is not None:
        raise DataError("A weighted Gini has no n/(n-1) correction.", "Leave one of them out.")
    order = np.lexsort((w, x))
    result = lorenz_gini(x[order] * w[order], w[order])
    if corrected:
        result = result * x.size / (x.size - 1) if x.size > 1 else np.nan
    if np.isnan(result):
        warn_degenerate("The values add up to zero or are too few: Gini is NaN.")
    return result


def lorenz_gini(amounts: Floats, sizes: Floats) -> float:
    """Gini of amounts over sizes, both already in ascending order of amount per size."""
    whole, size = total(amounts), total(sizes)
    if whole <= 0 or size <= 0:
        return np.nan
    height = np.cumsum(amounts) / whole
    below = np.concatenate([[0.0], height[:-1]])
    # clipped: rounding may leave -1e-17 where all are equal
    return max(0.0, 1.0 - total(sizes * (height + below)) / size)


@dataclass(frozen=True)
class Theil:
    """A Theil index and its split; `float` gives the total.

    Attributes
    ----------
    index : str
        ``"T"`` or ``"L"``.
    total, within, between : float
        The index, and the parts inside and among the groups: ``within + between == total``.
    groups : pandas.DataFrame
        One row a group: ``share`` (its weight in ``within``: of the total for T, of the
        population for L), ``mean`` and ``index`` (the group's own).
    """

    index: str
    total: float
    within: float
    between: float
    groups: pd.DataFrame

    def __float__(self) -> float:
        return self.total


def theil(
    values: ArrayLike,
    groups: ArrayLike | None = None,
    *,
    index: Literal["T", "L"] = "T",
    weights: ArrayLike | None = None,
) -> Theil:
    """Measure inequality by Theil's T or L and split it within and between groups.

    ``T = mean(x/m ln(x/m))`` weighs by what is held (zeros count as 0); ``L = mean(ln(m/x))``,
    the mean log deviation, weighs by heads and is infinite if any value is zero. Both split
    exactly, T with shares of the total, L with shares of the population.

    Parameters
    ----------
    values : array-like
        One non-negative number an area.
    groups : array-like, optional
        The group of each area (such as its region). Without it all areas form one group.
    index : {"T", "L"}
        Which of the two.
    weights : array-like, optional
        Size of each area (population), when values are rates; equal if not given.

    Returns
    -------
    Theil
        All NaN, with a warning, if every value is zero, and for L if any value is zero.

    Raises
    ------
    clustermap.errors.DataError
        If a value is blank, negative or no number, or a group is missing.

    References
    ----------
    Theil, H. (1967). *Economics and Information Theory*. North-Holland. Brülhart, M. and Traeger,
    R. (2005). An account of geographic concentration patterns in Europe. *Regional Science and
    Urban Economics* 35, 597-624.

    Examples
    --------
    >>> split = theil([1, 3, 4, 12], groups=["west", "west", "east", "east"])
    >>> round(split.total, 4), round(split.within, 4), round(split.between, 4)
    (0.3236, 0.1308, 0.1927)
    """
    check_option("index", index, ("T", "L"))
    x = check_values(values)
    w = np.ones_like(x) if weights is None else check_values(weights, "weights")
    members = np.zeros(x.size, dtype=object) if groups is None else np.asarray(groups, dtype=object)
    if w.size != x.size or members.shape != x.shape:
        raise DataError(
            f"There are {x.size} values, {w.size} weights and {members.size} groups.",
            "Give one weight and one group for each value.",
        )
    if pd.isna(members).any():
        raise DataError("An area has no group.", "Give every area its group.")
    x, w, members = x[w > 0], w[w > 0], members[w > 0]
    names = pd.unique(members)
    names = names[label_order(names)]
    rows = [members == name for name in names]
    size = np.array([total(w[row]) for row in rows])
    amount = np.array([total((w * x)[row]) for row in rows])
    by_group = np.array([_theil_index(x[row], w[row], index) for row in rows])
    whole = _theil_index(x, w, index)
    if np.isnan(whole):
        warn_degenerate("Theil is undefined: every value is zero, or index L meets a zero.")
        table = pd.DataFrame(
            {"share": np.nan, "mean": amount / size, "index": by_group}, index=names
        )
        return Theil(index, np.nan, np.nan, np.nan, table)
    share = amount / total(amount) if index == "T" else size / total(size)
    relative = (amount / size) / (total(amount) / total(size))
    some = share > 0
    sign = 1.0 if index == "T" else -1.0
    between = total(share[some] * np.log(relative[some])) * sign
    within = total(share[some] * by_group[some])
    table = pd.DataFrame({"share": share, "mean": amount / size, "index": by_group}, index=names)
    return Theil(index, whole, within, between, table)


def _theil_index(x: Floats, w: Floats, index: str) -> float:
    amount, size = total(w * x), total(w)
    if amount <= 0 or (index == "L" and (x == 0).any()):
        return np.nan
    relative = x / (amount / size)
    some = relative > 0
    weight = w * relative if index == "T" else -w
    return total(weight[some] * np.log(relative[some])) / size
