"""What a global statistic is reported with, and how it is tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.analysis.autocorrelation.permutation import check_permutations, shuffles, two_sided
from clustermap.analysis.autocorrelation.sample import warn_undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.analysis.autocorrelation.sample import Sample
    from clustermap.analysis.weights.adjacency import Adjacency, FloatArray

_NAN = float("nan")
_TIE = 1e-10


@dataclass(frozen=True)
class GlobalResult:
    """A global statistic with everything needed to judge it.

    Attributes
    ----------
    name : str
        The statistic.
    statistic, expected, variance, z : float
        Observed value; its mean and variance over all permutations; the standardized value.
    p : float
        Two-sided permutation p value, between 2 / (permutations + 1) and 1.
    n : int
        Units in the test.
    permutations, seed : int
        What the p value was made with.
    weights, transform : str
        Name and transformation of the weights.
    components : int
        Connected components of the units in the test.
    isolates : tuple
        Ids of units without neighbors; among the n with ``isolates="keep"``.
    omitted : tuple
        Ids of units left out because a value is missing.
    """

    name: str
    statistic: float
    expected: float
    variance: float
    z: float
    p: float
    n: int
    permutations: int
    seed: int
    weights: str
    transform: str
    components: int
    isolates: tuple[Any, ...]
    omitted: tuple[Any, ...]


class LinkSums:
    """Sums over all links, for blocks of shuffled values, shape (rows, n)."""

    def __init__(self, adjacency: Adjacency) -> None:
        self.matrix = adjacency.matrix()
        self.degree = np.asarray(self.matrix.sum(axis=1)) + np.asarray(self.matrix.sum(axis=0))

    def products(self, block: FloatArray) -> FloatArray:
        """Return sum_ij w_ij x_i x_j, one number a row."""
        return np.asarray(np.einsum("bi,ib->b", block, self.matrix @ block.T))

    def squared_differences(self, block: FloatArray) -> FloatArray:
        """Return sum_ij w_ij (x_i - x_j)^2, one number a row."""
        return np.asarray((block**2) @ self.degree - 2 * self.products(block))


@dataclass(frozen=True)
class Trial:
    """A statistic on a sample and how it is to be tested.

    Attributes
    ----------
    name : str
        The statistic.
    sample : Sample
        Values and weights.
    transform : str
        Transformation of the weights.
    permutations, seed : int
        Number of permutations and seed.
    """

    name: str
    sample: Sample
    transform: str
    permutations: int
    seed: int

    def undefined(self, reason: str) -> GlobalResult:
        """Warn, and return a result of NaN."""
        warn_undefined(self.name, reason)
        return self._result(_NAN, _NAN, _NAN, _NAN)

    def run(
        self,
        values: FloatArray,
        statistic: Callable[[FloatArray], FloatArray],
        mean: float,
        variance: float,
    ) -> GlobalResult:
        """Compare a statistic with that of shuffled values.

        Parameters
        ----------
        values : ndarray, shape (n,)
            What is shuffled.
        statistic : callable
            Takes a block of shuffled values, gives one number a row.
        mean, variance : float
            Over all permutations.
        """
        check_permutations(self.permutations)
        observed = float(statistic(values[None])[0])
        blocks = shuffles(values, self.permutations, self.seed)
        simulated = np.concatenate([statistic(block) for block in blocks])
        # the same sum in another order differs in its last digits: that is a tie
        slack = _TIE * max(abs(observed), float(np.abs(simulated).max()))
        p = two_sided(
            int((simulated >= observed - slack).sum()),
            int((simulated <= observed + slack).sum()),
            self.permutations,
        )
        return self._result(observed, mean, variance, float(p))

    def _result(self, observed: float, mean: float, variance: float, p: float) -> GlobalResult:
        return GlobalResult(
            name=self.name,
            statistic=observed,
            expected=float(mean),
            variance=float(variance),
            z=float((observed - mean) / np.sqrt(variance)) if variance > 0 else _NAN,
            p=p,
            n=self.sample.n,
            permutations=self.permutations,
            seed=self.seed,
            weights=self.sample.adjacency.name,
            transform=self.transform,
            components=self.sample.adjacency.components,
            isolates=self.sample.isolates,
            omitted=self.sample.omitted,
        )
