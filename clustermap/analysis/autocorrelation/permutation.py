"""Random permutations, what they say about a statistic, and false discoveries among many.

Blocks of permutations are drawn whose size depends on the number of units only, never on
memory or on the caller: the same seed gives the same numbers everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.analysis.weights.adjacency import Adjacency, FloatArray, IntArray

_BLOCK_ELEMENTS = 2**21
_BLOCK_ROWS = 16, 1024
_TIE = 1e-12


def check_permutations(permutations: int) -> None:
    """Raise :class:`DataError` unless at least one permutation is asked for."""
    if permutations < 1:
        cause = f"{permutations} permutations test nothing."
        raise DataError(cause, "Give 1 or more; 9999 lets false discovery rates work.")


def shuffles(values: FloatArray, permutations: int, seed: int) -> Iterator[FloatArray]:
    """Yield blocks of shuffled ``values``.

    Parameters
    ----------
    values : ndarray, shape (n,)
        What is shuffled among the units.
    permutations, seed : int
        Number of shuffles, and the seed of the generator (PCG64).

    Yields
    ------
    ndarray, shape (rows, n)
    """
    rng = np.random.default_rng(seed)
    for rows in _block_rows(len(values), permutations):
        order = np.tile(np.arange(len(values)), (rows, 1))
        rng.permuted(order, axis=1, out=order)
        yield values[order]


def draws(n: int, width: int, permutations: int, seed: int) -> Iterator[IntArray]:
    """Yield blocks of the first ``width`` places of random permutations of n units.

    Yields
    ------
    ndarray of int, shape (rows, width)
        Each row holds ``width`` different numbers below n; each beginning of a row is itself
        a random sample without replacement (Fisher and Yates, stopped early).
    """
    rng = np.random.default_rng(seed)
    for rows in _block_rows(n, permutations):
        order = np.tile(np.arange(n, dtype=np.int32), (rows, 1))
        row = np.arange(rows)
        for place in range(width):
            chosen = rng.integers(place, n, size=rows)
            order[row, chosen], order[:, place] = order[:, place].copy(), order[row, chosen]
        yield order[:, :width].astype(np.intp)


def _block_rows(n: int, permutations: int) -> Iterator[int]:
    fewest, most = _BLOCK_ROWS
    size = min(max(_BLOCK_ELEMENTS // max(n, 1), fewest), most)
    for start in range(0, permutations, size):
        yield min(size, permutations - start)


def two_sided(at_least: IntArray | int, at_most: IntArray | int, permutations: int) -> FloatArray:
    """Return the two-sided p value: twice the smaller tail, ties in both, at most 1.

    ``at_least`` and ``at_most`` count the permutations whose statistic is not below, and not
    above, the observed one, which itself counts as one more permutation (Phipson and Smyth
    2010), so p is never 0.
    """
    smaller = np.minimum(at_least, at_most)
    return np.minimum(1.0, 2.0 * (smaller + 1.0) / (permutations + 1.0))


def benjamini_hochberg(p: FloatArray) -> FloatArray:
    """Return the false discovery rate q at which each p value would be called significant.

    Parameters
    ----------
    p : ndarray, any shape
        p values; NaN (not tested) are left out of the count and stay NaN.

    Returns
    -------
    ndarray, same shape

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate: a practical
    and powerful approach to multiple testing. Journal of the Royal Statistical Society B 57,
    289-300.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03, np.nan, 0.5]))
    array([0.04      , 0.05333333, 0.05333333,        nan, 0.5       ])
    """
    q = np.full(p.shape, np.nan)
    tested = ~np.isnan(p)
    order = np.argsort(p[tested], kind="stable")
    count = len(order)
    step = p[tested][order] * count / np.arange(1, count + 1)
    ranked = np.minimum.accumulate(step[::-1])[::-1]
    adjusted = np.empty(count)
    adjusted[order] = np.minimum(ranked, 1.0)
    q[tested] = adjusted
    return q


def neighbor_sum_tails(
    values: FloatArray,
    adjacency: Adjacency,
    permutations: int,
    seed: int,
    self_weight: FloatArray | None = None,
) -> tuple[IntArray, IntArray]:
    """Count how often a random weighted sum over neighbors reaches the observed one.

    Local Moran, G and G* of a unit are increasing or decreasing functions of the weighted sum
    over its neighbors once the unit's own value is held: their permutation p values all come
    from these two counts.

    Unit i with k neighbors is compared with k values drawn without replacement from the other
    units. One permutation of all units serves every unit: its first k places where i is not
    among them, else its first k + 1 places without i. With equal weights that sum is a running
    sum of the permutation, so all units with k neighbors share one sorted list, and only the
    few permutations that hold i early are looked at again.

    Parameters
    ----------
    values : ndarray, shape (n, m)
        One column a variable; no NaN.
    adjacency : Adjacency
        n units; those without neighbors get counts that mean nothing.
    permutations, seed : int
        Number of permutations and seed.
    self_weight : ndarray, shape (n,), optional
        Put each unit among its own neighbors with this weight and draw all values, its own
        too, from all units (total instead of conditional permutation).

    Returns
    -------
    at_least, at_most : ndarray of int, shape (n, m)
        Permutations whose sum is not below, not above the observed one (ties in both, with a
        tolerance of some units in the last place).
    """
    centered = values - values.mean(axis=0)
    equal = _equal_weights(adjacency, self_weight)
    running = _RunningSums(centered, adjacency, equal, with_self=self_weight is not None)
    weighted = _WeightedSums(centered, adjacency, ~equal, self_weight)
    width = min(adjacency.n, int(adjacency.cardinalities.max(initial=0)) + 1)
    for block in draws(adjacency.n, width, permutations, seed):
        running.add(block)
        weighted.add(block)
    return running.at_least + weighted.at_least, running.at_most + weighted.at_most


def _equal_weights(adjacency: Adjacency, self_weight: FloatArray | None) -> np.ndarray:
    low = np.full(adjacency.n, np.inf)
    high = np.zeros(adjacency.n)
    np.minimum.at(low, adjacency.focal, adjacency.weight)
    np.maximum.at(high, adjacency.focal, adjacency.weight)
    if self_weight is not None:
        low, high = np.minimum(low, self_weight), np.maximum(high, self_weight)
    return np.asarray(high <= low * (1 + _TIE))


class _RunningSums:
    """Tail counts of the units whose neighbors weigh the same."""

    def __init__(
        self, values: FloatArray, adjacency: Adjacency, chosen: np.ndarray, *, with_self: bool
    ) -> None:
        self.values = values
        self.with_self = with_self
        self.chosen = chosen
        # places of a permutation that make up a unit's random sum
        self.size = adjacency.cardinalities + with_self
        self.observed = adjacency.transformed("b").matrix() @ values + with_self * values
        self.slack = _TIE * np.abs(values).max(axis=0) * (self.size.max(initial=0) + 2)
        self.at_least = np.zeros(values.shape, dtype=np.intp)
        self.at_most = np.zeros(values.shape, dtype=np.intp)
        self.groups = [
            (size, np.flatnonzero(chosen & (self.size == size)))
            for size in np.unique(self.size[chosen])
        ]

    def add(self, block: IntArray) -> None:
        """Count one block of permutations, shape (rows, width)."""
        if not self.groups:
            return
        early = self._permutations_with_unit_early(block)
        for column in range(self.values.shape[1]):
            sums = np.zeros((len(block), block.shape[1] + 1))
            np.cumsum(self.values[block, column], axis=1, out=sums[:, 1:])
            self._count_all(sums, column)
            if not self.with_self:
                self._recount_early(sums, column, *early)

    def _count_all(self, sums: FloatArray, column: int) -> None:
        low = self.observed[:, column] - self.slack[column]
        high = self.observed[:, column] + self.slack[column]
        for size, units in self.groups:
            ranked = np.sort(sums[:, size])
            self.at_least[units, column] += len(ranked) - np.searchsorted(ranked, low[units])
            self.at_most[units, column] += np.searchsorted(ranked, high[units], side="right")

    def _permutations_with_unit_early(self, block: IntArray) -> tuple[IntArray, IntArray]:
        place = np.broadcast_to(np.arange(block.shape[1]), block.shape)
        early = (place < self.size[block]) & self.chosen[block]
        row = np.nonzero(early)[0]
        return row, block[early]

    def _recount_early(self, sums: FloatArray, column: int, row: IntArray, unit: IntArray) -> None:
        low = self.observed[unit, column] - self.slack[column]
        high = self.observed[unit, column] + self.slack[column]
        wrong = sums[row, self.size[unit]]
        right = sums[row, self.size[unit] + 1] - self.values[unit, column]
        more = (right >= low).astype(np.intp) - (wrong >= low)
        less = (right <= high).astype(np.intp) - (wrong <= high)
        np.add.at(self.at_least[:, column], unit, more)
        np.add.at(self.at_most[:, column], unit, less)


class _WeightedSums:
    """Tail counts of the units whose neighbors weigh differently, one by one."""

    def __init__(
        self,
        values: FloatArray,
        adjacency: Adjacency,
        chosen: np.ndarray,
        self_weight: FloatArray | None,
    ) -> None:
        self.values = values
        self.with_self = self_weight is not None
        self.units = np.flatnonzero(chosen & (adjacency.cardinalities > 0))
        start = np.concatenate([[0], np.cumsum(adjacency.cardinalities)])
        self.weights = [adjacency.weight[start[i] : start[i + 1]] for i in self.units]
        self.observed = adjacency.matrix() @ values
        if self_weight is not None:
            self.observed = self.observed + self_weight[:, None] * values
            self.weights = [
                np.append(weight, self_weight[i])
                for i, weight in zip(self.units, self.weights, strict=True)
            ]
        self.at_least = np.zeros(values.shape, dtype=np.intp)
        self.at_most = np.zeros(values.shape, dtype=np.intp)

    def add(self, block: IntArray) -> None:
        """Count one block of permutations, shape (rows, width)."""
        largest = np.abs(self.values).max(axis=0)
        for unit, weight in zip(self.units, self.weights, strict=True):
            size = len(weight)
            drawn = block[:, :size]
            if not self.with_self:
                drawn = np.where(drawn == unit, block[:, size : size + 1], drawn)
            sums = np.tensordot(self.values[drawn], weight, axes=(1, 0))
            slack = _TIE * largest * weight.sum() * (size + 2)
            self.at_least[unit] += (sums >= self.observed[unit] - slack).sum(axis=0)
            self.at_most[unit] += (sums <= self.observed[unit] + slack).sum(axis=0)
