"""The statistic, z and p of each unit, for all variables of a sample at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from clustermap.analysis.autocorrelation.permutation import (
    check_permutations,
    neighbor_sum_tails,
    two_sided,
)
from clustermap.analysis.autocorrelation.sample import is_flat
from clustermap.errors import DataError

if TYPE_CHECKING:
    from clustermap.analysis.autocorrelation.sample import Isolates, Sample
    from clustermap.analysis.weights.adjacency import Adjacency, FloatArray, Transform

Null: TypeAlias = Literal["total", "conditional"]
_TIE = 1e-12


@dataclass(frozen=True)
class Design:
    """How a local statistic is tested and labelled."""

    name: str
    permutations: int
    seed: int
    level: float
    fdr: bool
    transform: Transform
    isolates: Isolates

    def __post_init__(self) -> None:
        check_permutations(self.permutations)
        if not 0 < self.level < 1:
            raise DataError(f"The level is {self.level}.", "Give a share between 0 and 1.")


@dataclass(frozen=True, eq=False)
class LocalTests:
    """Results in the sample's order, each an array of shape (n, m)."""

    statistic: FloatArray
    z: FloatArray
    p: FloatArray
    kind: np.ndarray


def moran(sample: Sample, how: Design, ddof: int) -> LocalTests:
    """Test each unit by local Moran's I."""
    adjacency = sample.adjacency
    z = sample.values - sample.values.mean(axis=0)
    lag = adjacency.matrix() @ z
    spread = (z**2).sum(axis=0) / (sample.n - ddof)
    flat = np.array([is_flat(column) for column in sample.values.T])
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = z * lag / spread
    tails = neighbor_sum_tails(sample.values, adjacency, how.permutations, how.seed)
    p = two_sided(*tails, how.permutations)
    mean, sd = _conditional_moments(sample.values, adjacency)
    standard = np.sign(z) * _standardized(adjacency.matrix() @ sample.values, mean, sd)
    # a unit at the mean has I = 0 whatever its neighbors are
    middle = np.abs(z) <= _TIE * np.abs(z).max(axis=0)
    p = np.where(middle, 1.0, p)
    standard = np.where(middle, np.nan, standard)
    side = np.where(z > 0, "high", "low").astype(object)
    kind = side + "-" + np.where(lag > 0, "high", "low").astype(object)
    untested = (adjacency.cardinalities == 0)[:, None] | flat
    return LocalTests(
        statistic=np.where(untested, np.nan, statistic),
        z=np.where(untested, np.nan, standard),
        p=np.where(untested, np.nan, p),
        kind=kind,
    )


def getis_ord(sample: Sample, how: Design, null: Null, *, star: bool) -> LocalTests:
    """Test each unit by G, or G* that counts the unit itself in."""
    adjacency = sample.adjacency
    x = sample.values
    self_weight = np.zeros(adjacency.n)
    if star:
        adjacency, self_weight = _with_self(adjacency, how.transform)
    total = x.sum(axis=0) - (0 if star else x)
    lag = adjacency.matrix() @ x
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(total != 0, (lag + self_weight[:, None] * x) / total, np.nan)
    counted_in = self_weight if null == "total" else None
    tails = neighbor_sum_tails(x, adjacency, how.permutations, how.seed, counted_in)
    p = two_sided(*tails, how.permutations)
    if null == "total":
        mean, sd = _total_moments(x, adjacency, self_weight)
        standard = _standardized(lag + self_weight[:, None] * x, mean, sd)
    else:
        standard = _standardized(lag, *_conditional_moments(x, adjacency))
    flat = np.array([is_flat(column) for column in x.T])
    untested = (adjacency.cardinalities == 0)[:, None] | flat
    return LocalTests(
        statistic=np.where(untested, np.nan, statistic),
        z=np.where(untested, np.nan, standard),
        p=np.where(untested, np.nan, p),
        kind=np.where(standard > 0, "high", "low").astype(object),
    )


def _with_self(adjacency: Adjacency, transform: Transform) -> tuple[Adjacency, FloatArray]:
    """Return weights and self-weights; row-standardized weights make room for the latter."""
    self_weight = np.zeros(adjacency.n)
    np.maximum.at(self_weight, adjacency.focal, adjacency.weight)
    if transform != "r":
        return adjacency, self_weight
    total = np.bincount(adjacency.focal, adjacency.weight, minlength=adjacency.n) + self_weight
    total[total == 0] = 1.0
    return replace(adjacency, weight=adjacency.weight / total[adjacency.focal]), self_weight / total


def _conditional_moments(x: FloatArray, adjacency: Adjacency) -> tuple[FloatArray, FloatArray]:
    """Mean and sd of a unit's weighted sum when its neighbors are drawn from the others."""
    others = adjacency.n - 1
    mean = (x.sum(axis=0) - x) / others
    deviation = x - x.mean(axis=0)
    # sum of squares about the mean of the others, without leaving digits behind
    squares = (deviation**2).sum(axis=0) - deviation**2 * adjacency.n / others
    return _sum_moments(mean, squares, others, adjacency, np.zeros(adjacency.n))


def _total_moments(
    x: FloatArray, adjacency: Adjacency, self_weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean and sd of a unit's weighted sum when it and its neighbors are drawn from all."""
    mean = np.broadcast_to(x.mean(axis=0), x.shape)
    squares = np.broadcast_to(((x - mean) ** 2).sum(axis=0), x.shape)
    return _sum_moments(mean, squares, adjacency.n, adjacency, self_weight)


def _sum_moments(
    mean: FloatArray, squares: FloatArray, pool: int, adjacency: Adjacency, self_weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean and sd of a weighted sum of draws without replacement from ``pool`` values."""
    n = adjacency.n
    first = np.bincount(adjacency.focal, adjacency.weight, minlength=n) + self_weight
    second = np.bincount(adjacency.focal, adjacency.weight**2, minlength=n) + self_weight**2
    room = pool * second - first**2
    room = np.where(room > _TIE * pool * second, room, 0.0)
    variance = np.maximum(squares, 0.0) * room[:, None] / (pool * (pool - 1))
    return first[:, None] * mean, np.sqrt(variance)


def _standardized(observed: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
    safe = np.where(sd > 0, sd, np.nan)
    return np.asarray((observed - mean) / safe)
