"""Is a map as a whole clustered, dispersed, or neither? One number for all units.

Every test is a two-sided permutation test: the values are shuffled among the units, and the p
value is twice the smaller tail, ties counted in both. Expectation and variance are the exact
ones over all permutations (Cliff and Ord's randomization), not simulated ones, unless said.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clustermap.analysis.autocorrelation.global_result import LinkSums, Trial
from clustermap.analysis.autocorrelation.randomization import (
    moments,
    product_sums,
    squared_difference_sums,
)
from clustermap.analysis.autocorrelation.sample import is_flat, one_column, prepare
from clustermap.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from libpysal.graph import Graph

    from clustermap.analysis.autocorrelation.global_result import GlobalResult
    from clustermap.analysis.autocorrelation.sample import Isolates
    from clustermap.analysis.weights.adjacency import Adjacency, Transform


def morans_i(
    values: pd.Series[Any],
    graph: Graph | Adjacency,
    permutations: int = 9999,
    seed: int = 0,
    *,
    transform: Transform = "r",
    isolates: Isolates = "keep",
) -> GlobalResult:
    """Moran's I: whether neighbors resemble each other.

    I = (n / S0) * sum_ij w_ij z_i z_j / sum_i z_i^2, with z the deviations from the mean and
    S0 the sum of the weights. Above its expectation, -1 / (n - 1): neighbors are alike.

    Parameters
    ----------
    values : Series
        One number a unit, on the graph's units in any order. Units without a value (NaN) are
        left out and counted in ``omitted``; their neighbors keep their other neighbors.
    graph : libpysal.graph.Graph or Adjacency
        Weights without self-weights.
    permutations, seed : int
        Number of permutations and seed of the generator.
    transform : {"r", "b", "o"}
        Row-standardized weights (default, as in esda), binary, or as given.
    isolates : {"keep", "drop"}
        Whether units without neighbors are among the n units, the mean and the variance
        (default, as in esda) or left out of all of them (as if not on the map).

    Returns
    -------
    GlobalResult
        NaN with an :class:`UndefinedStatisticWarning` when the values are constant, fewer than
        3 units have one, or no unit has a neighbor; the variance is NaN below 4 units.

    Raises
    ------
    DataError
        Units that do not match (named), values that are no finite numbers.

    References
    ----------
    Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37, 17-23.
    Cliff, A. D. and Ord, J. K. (1981). Spatial Processes: Models and Applications. Pion.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> result = morans_i(pd.Series([1, 2, 3, 4], index=list("abcd")), line)
    >>> round(result.statistic, 3), round(result.expected, 3), result.n
    (0.4, -0.333, 4)
    """
    sample = prepare(one_column(values, "values"), graph, transform, isolates)
    trial = Trial("Moran's I", sample, transform, permutations, seed)
    return moran_trial(trial)


def gearys_c(
    values: pd.Series[Any],
    graph: Graph | Adjacency,
    permutations: int = 9999,
    seed: int = 0,
    *,
    transform: Transform = "r",
    isolates: Isolates = "keep",
    flip_z: bool = False,
) -> GlobalResult:
    """Geary's C: how much neighbors differ, against any two units.

    C = (n - 1) * sum_ij w_ij (x_i - x_j)^2 / (2 S0 sum_i z_i^2). Its expectation is 1; below
    1 neighbors are alike.

    Parameters
    ----------
    values, graph, permutations, seed, transform, isolates
        As in :func:`morans_i`.
    flip_z : bool
        The sign of z is that of C - 1 (default, as in esda): negative where neighbors are
        alike. True turns it (as in R's spdep), so that positive means positive
        autocorrelation as in Moran's I.

    Returns
    -------
    GlobalResult
        NaN with a warning as in :func:`morans_i`.

    Raises
    ------
    DataError
        As in :func:`morans_i`.

    References
    ----------
    Geary, R. C. (1954). The contiguity ratio and statistical mapping. The Incorporated
    Statistician 5, 115-145.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> round(gearys_c(pd.Series([1, 2, 3, 4], index=list("abcd")), line).statistic, 3)
    0.3
    """
    sample = prepare(one_column(values, "values"), graph, transform, isolates)
    trial = Trial("Geary's C", sample, transform, permutations, seed)
    x = sample.values[:, 0]
    reason = sample.trouble() or ("all values are the same" if is_flat(x) else "")
    if reason:
        return trial.undefined(reason)
    z = x - x.mean()
    scale = (sample.n - 1) / (2 * sample.adjacency.weight.sum() * (z @ z))
    sums = LinkSums(sample.adjacency)
    mean, variance = moments(sample.adjacency, squared_difference_sums(z))
    result = trial.run(
        z,
        lambda block: scale * sums.squared_differences(block),
        scale * mean,
        scale**2 * variance,
    )
    return replace(result, z=-result.z) if flip_z else result


def getis_ord_g(
    values: pd.Series[Any],
    graph: Graph | Adjacency,
    permutations: int = 9999,
    seed: int = 0,
    *,
    transform: Transform = "b",
    isolates: Isolates = "keep",
) -> GlobalResult:
    """General G of Getis and Ord: whether high values, or low ones, sit together.

    G = sum_ij w_ij x_i x_j / sum_{i != j} x_i x_j. Above its expectation, S0 / (n (n - 1)):
    high values are neighbors; below: low ones are.

    Parameters
    ----------
    values, graph, permutations, seed, isolates
        As in :func:`morans_i`; values must not be negative.
    transform : {"b", "r", "o"}
        Binary weights (default, as in the paper and in esda), row-standardized, or as given.

    Returns
    -------
    GlobalResult
        NaN with a warning as in :func:`morans_i`, also when fewer than two values are
        positive.

    Raises
    ------
    DataError
        As in :func:`morans_i`, and negative values.

    References
    ----------
    Getis, A. and Ord, J. K. (1992). The analysis of spatial association by use of distance
    statistics. Geographical Analysis 24, 189-206.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> round(getis_ord_g(pd.Series([1, 2, 3, 4], index=list("abcd")), line).statistic, 3)
    0.571
    """
    sample = prepare(one_column(values, "values"), graph, transform, isolates)
    trial = Trial("Getis-Ord G", sample, transform, permutations, seed)
    x = sample.values[:, 0]
    if (x < 0).any():
        raise DataError(
            "Getis and Ord's G needs values of 0 or more.",
            "Use morans_i for values with negative ones.",
        )
    reason = sample.trouble() or ("all values are the same" if is_flat(x) else "")
    reason = reason or ("fewer than two values are positive" if (x > 0).sum() <= 1 else "")
    if reason:
        return trial.undefined(reason)
    pairs = float(x.sum() ** 2 - x @ x)
    sums = LinkSums(sample.adjacency)
    mean, variance = moments(sample.adjacency, product_sums(x))
    return trial.run(
        x, lambda block: sums.products(block) / pairs, mean / pairs, variance / pairs**2
    )


def moran_trial(trial: Trial, *, centered: bool = True) -> GlobalResult:
    """Run Moran's I on the one column of a sample.

    Parameters
    ----------
    trial : Trial
        The sample and how to test it.
    centered : bool
        Whether the numerator takes deviations from the mean, or the values as they are.
    """
    sample = trial.sample
    x = sample.values[:, 0]
    reason = sample.trouble() or ("all values are the same" if is_flat(x) else "")
    if reason:
        return trial.undefined(reason)
    deviation = x - x.mean()
    scale = sample.n / (sample.adjacency.weight.sum() * (deviation @ deviation))
    z = deviation if centered else x
    sums = LinkSums(sample.adjacency)
    mean, variance = moments(sample.adjacency, product_sums(z))
    return trial.run(
        z, lambda block: scale * sums.products(block), scale * mean, scale**2 * variance
    )
