"""Ranks that admit what they do not know: a range of ranks for every area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.analysis.concentration.count_tables import (
    check_level,
    check_values,
    label_order,
)
from clustermap.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from clustermap.analysis.concentration.count_tables import (
        Floats,
    )

#: What bounds are widened by, relatively, so that rounding can't make them wrong.
_ROUNDING = 1e-9
_TINY = 1e-300


def rank_ranges(
    values: pd.Series,
    standard_errors: pd.Series | ArrayLike | None = None,
    *,
    totals: pd.Series | ArrayLike | None = None,
    level: float = 0.95,
    ascending: bool = False,
    simulations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Turn "3rd of 47" into "between 2nd and 9th".

    An area's range holds every rank that is in line with the confidence intervals of its
    *differences* to all others, these being simultaneous over the others; it covers the true rank
    with at least ``level``.

    Parameters
    ----------
    values : pandas.Series
        One estimate an area, or, with ``totals``, the counts whose rates are ranked.
    standard_errors : array-like, optional
        Standard error of each estimate (0 where it is known); estimates are drawn normal and
        independent.
    totals : array-like, optional
        What the counts are out of (establishments of the area): ranks are of ``values / totals``,
        drawn from their Jeffreys posterior, beta(count + 1/2, total - count + 1/2). Give this or
        ``standard_errors``.
    level : float
        Confidence.
    ascending : bool
        Rank 1 for the smallest value instead of the largest.
    simulations, seed : int
        Draws; the same seed gives the same table for any order of rows.

    Returns
    -------
    pandas.DataFrame
        On the index of ``values``: ``value`` (or rate), ``rank`` (ties share the best),
        ``lower`` (best rank in the range) and ``upper`` (worst).

    Raises
    ------
    clustermap.errors.DataError
        If neither or both of ``standard_errors`` and ``totals`` are given, a value is blank, a
        total is zero or smaller than its count.

    Notes
    -----
    A fraction of a second, for 1,741 municipalities too: of the differences of every pair only
    those are worked out that a count of the surely better can depend on.

    References
    ----------
    Mogstad, M., Romano, J. P., Shaikh, A. M.
    and Wilhelm, D. (2024). Inference for ranks with applications to mobility across neighbourhoods
    and academic achievement across countries. *Review of Economic Studies* 91, 476-518 (their
    single-step intervals; the stepwise refinement is not used).

    Examples
    --------
    >>> import pandas as pd
    >>> rate = pd.Series({"a": 9.0, "b": 5.0, "c": 4.9, "d": 1.0})
    >>> rank_ranges(rate, [0.1, 0.1, 0.1, 0.1])[["rank", "lower", "upper"]].to_dict("list")
    {'rank': [1, 2, 3, 4], 'lower': [1, 2, 2, 4], 'upper': [1, 3, 3, 4]}
    """
    check_level(level)
    if not isinstance(values, pd.Series):
        raise DataError("values is not a pandas Series.", "Give one indexed by area.")
    if (standard_errors is None) == (totals is None):
        raise DataError(
            "Ranks need to know how unsure the values are.",
            "Give either standard_errors, or the totals that the counts are out of.",
        )
    order = label_order(values.index)
    if totals is not None:
        estimate, draws = _draw_rates(values, totals, order, simulations, seed)
    else:
        estimate, draws = _draw_normal(values, standard_errors, order, simulations, seed)
    sign = -1.0 if ascending else 1.0
    better_first = sign * estimate
    ranks = 1 + (better_first[None, :] > better_first[:, None]).sum(axis=1)
    lower, upper = _difference_ranks(better_first, sign * draws, level)
    found = pd.DataFrame(
        {"value": estimate, "rank": ranks, "lower": lower, "upper": upper},
        index=values.index[order],
    )
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    return found.iloc[back]


def _beside(values: pd.Series, other: pd.Series | ArrayLike, what: str) -> Floats:
    """Array of ``other`` in the order of ``values``: by label for a Series, else by position."""
    if isinstance(other, pd.Series):
        if not values.index.isin(other.index).all():
            raise DataError(f"{what} lacks an area of the values.", "Give one for every area.")
        other = other.loc[values.index].to_numpy()
    array = check_values(other, what)
    if array.size != len(values):
        raise DataError(
            f"There are {array.size} {what} for {len(values)} values.", "Give one each."
        )
    return array


def _draw_normal(
    values: pd.Series,
    errors: pd.Series | ArrayLike | None,
    order: np.ndarray[tuple[int], np.dtype[np.intp]],
    simulations: int,
    seed: int,
) -> tuple[Floats, Floats]:
    estimate = values.to_numpy(dtype="float64")[order]
    if not np.isfinite(estimate).all():
        raise DataError("A value to rank is blank or infinite.", "Drop it first.")
    error = _beside(values, errors if errors is not None else [], "standard_errors")[order]
    noise = np.random.default_rng(seed).standard_normal((simulations, order.size))
    return estimate, estimate + error * noise


def _draw_rates(
    values: pd.Series,
    totals: pd.Series | ArrayLike,
    order: np.ndarray[tuple[int], np.dtype[np.intp]],
    simulations: int,
    seed: int,
) -> tuple[Floats, Floats]:
    count = check_values(values.to_numpy())[order]
    whole = _beside(values, totals, "totals")[order]
    if (whole < count).any() or (whole <= 0).any():
        raise DataError(
            "A total is zero or smaller than its count.",
            "Drop areas without establishments; give the count's own total.",
        )
    draws = np.random.default_rng(seed).beta(
        count + 0.5, whole - count + 0.5, (simulations, order.size)
    )
    return count / whole, draws


def _difference_ranks(estimate: Floats, draws: Floats, level: float) -> tuple[Floats, Floats]:
    """Count, for each area, who is surely better and who is surely worse."""
    noise = draws - draws.mean(axis=0)
    variance = noise.var(axis=0)
    envelope = _Envelope.of(noise, variance)
    n = estimate.size
    better, worse = np.zeros(n, dtype=int), np.zeros(n, dtype=int)
    for i in range(n):
        spread = np.sqrt(variance + variance[i])
        low, high = envelope.largest(noise[:, i], variance[i])
        least, most = _around_quantile(low, high, level)
        found = _beyond(estimate, i, least * spread)
        if not np.isfinite(most) or found != _beyond(estimate, i, most * spread):
            # only the draws that the quantile may lie between have to be known exactly
            near = np.flatnonzero((high >= least) & (low <= most))
            low[near] = _largest_difference(noise[near], i, spread)
            found = _beyond(estimate, i, np.quantile(low, level) * spread)
        better[i], worse[i] = found
    return 1 + better, n - worse


def _beyond(estimate: Floats, i: int, margin: Floats) -> tuple[int, int]:
    """Count who is better, and who is worse, than an area by more than a margin."""
    ahead = estimate - estimate[i]
    return int((ahead > margin).sum()), int((-ahead > margin).sum())


def _largest_difference(noise: Floats, i: int, spread: Floats) -> Floats:
    """Return, of each draw, the largest standardized difference of an area to another."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.abs(noise - noise[:, [i]]) / spread
    ratio[:, i] = 0.0
    found: Floats = np.nan_to_num(ratio, nan=0.0, posinf=0.0).max(axis=1)
    return found


def _around_quantile(low: Floats, high: Floats, level: float) -> tuple[float, float]:
    """Return two numbers that the quantile of what lies between ``low`` and ``high`` is between."""
    before = int(level * (low.size - 1))
    after = min(before + 1, low.size - 1)
    return float(np.partition(low, before)[before]), float(np.partition(high, after)[after])


@dataclass(frozen=True, eq=False)
class _Envelope:
    """Areas in bins of like variance, and the highest and lowest noise of each bin and draw.

    They hold the largest standardized difference to any of 1,741 areas between two numbers at the
    price of a few bins; nearly always that is enough to count who is surely better.
    """

    highest: Floats
    lowest: Floats
    least: Floats
    most: Floats

    @classmethod
    def of(cls, noise: Floats, variance: Floats) -> _Envelope:
        order = np.argsort(variance, kind="stable")
        bins = np.floor(np.log(np.maximum(variance[order], _TINY)))
        starts = np.flatnonzero(np.diff(bins, prepend=-np.inf))
        by_area = noise.T[order]
        return cls(
            np.maximum.reduceat(by_area, starts, axis=0),
            np.minimum.reduceat(by_area, starts, axis=0),
            np.minimum.reduceat(variance[order], starts),
            np.maximum.reduceat(variance[order], starts),
        )

    def largest(self, noise: Floats, variance: float) -> tuple[Floats, Floats]:
        """Return bounds of an area's largest standardized difference in each draw."""
        apart = np.maximum(self.highest - noise, noise - self.lowest)
        with np.errstate(invalid="ignore", divide="ignore"):
            low = (apart / np.sqrt(self.most + variance)[:, None]).max(axis=0)
            high = (apart / np.sqrt(self.least + variance)[:, None]).max(axis=0)
        # where nothing varies the bounds say nothing
        low = np.nan_to_num(low * (1 - _ROUNDING), nan=0.0, posinf=0.0)
        return low, np.nan_to_num(high * (1 + _ROUNDING), nan=np.inf, posinf=np.inf)
