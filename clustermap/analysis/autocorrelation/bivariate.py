"""Two variables at once: whether they cluster in the same places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap.analysis.autocorrelation.global_result import Trial
from clustermap.analysis.autocorrelation.sample import is_flat, one_column, prepare
from clustermap.errors import DataError

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from clustermap.analysis.autocorrelation.global_result import GlobalResult
    from clustermap.analysis.autocorrelation.sample import Isolates
    from clustermap.analysis.weights.adjacency import Adjacency, FloatArray, Transform


def lee_l(
    x: pd.Series[Any],
    y: pd.Series[Any],
    graph: Graph | Adjacency,
    permutations: int = 9999,
    seed: int = 0,
    *,
    transform: Transform = "r",
    isolates: Isolates = "keep",
    include_self: bool = False,
    null: Literal["pairs", "y"] = "pairs",
) -> GlobalResult:
    """Lee's L: whether two variables rise and fall in the same neighborhoods.

    L = n / sum_i (sum_j w_ij)^2 * sum_i (sum_j w_ij zx_j)(sum_j w_ij zy_j) /
    sqrt(sum zx^2 sum zy^2): the correlation of the two neighborhood means, scaled by how
    smooth both maps are. Unlike the bivariate Moran's I it is symmetric in x and y.

    Parameters
    ----------
    x, y : Series
        One number a unit each, on the graph's units in any order; a unit where either is
        missing is left out.
    graph, permutations, seed, transform, isolates
        As in :func:`morans_i`.
    include_self : bool
        Count each unit into its own neighborhood, with the largest weight of its row (Lee's
        recommendation); False (default) takes the weights as they are, like esda and spdep.
    null : {"pairs", "y"}
        What is shuffled: places of the (x, y) pairs, which keeps their correlation and asks
        only whether it is spatial (default; Lee 2004, esda, spdep); or y alone, which asks
        whether x and y have anything to do with each other.

    Returns
    -------
    GlobalResult
        The expectation is exact, the variance that of the permutations drawn. NaN with a
        warning when x or y is constant, and as in :func:`morans_i`.

    Raises
    ------
    DataError
        As in :func:`morans_i`.

    References
    ----------
    Lee, S.-I. (2001). Developing a bivariate spatial association measure: an integration of
    Pearson's r and Moran's I. Journal of Geographical Systems 3, 369-385.
    Lee, S.-I. (2004). A generalized significance testing method for global measures of
    spatial association. Environment and Planning A 36, 1687-1703.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> x = pd.Series([1, 2, 3, 4], index=list("abcd"))
    >>> round(lee_l(x, 2 * x, line).statistic, 3)
    0.2
    """
    if null not in {"pairs", "y"}:
        raise DataError(f"Unknown null model {null!r}.", 'Use "pairs" or "y".')
    pairs = pd.concat([one_column(x, "x"), one_column(y, "y")], axis=1)
    sample = prepare(pairs, graph, "o" if include_self else transform, isolates)
    trial = Trial("Lee's L", sample, transform, permutations, seed)
    reason = sample.trouble()
    if not reason and (is_flat(sample.values[:, 0]) or is_flat(sample.values[:, 1])):
        reason = "all values of x or of y are the same"
    if reason:
        return trial.undefined(reason)
    matrix = _with_self(sample.adjacency, transform) if include_self else sample.adjacency.matrix()
    z = sample.values - sample.values.mean(axis=0)
    z /= np.sqrt((z**2).sum(axis=0))
    total = sample.n / (np.asarray(matrix.sum(axis=1)) ** 2).sum()

    def statistic(block: FloatArray) -> FloatArray:
        lag_x = matrix @ (block[..., 0].T if null == "pairs" else z[:, :1])
        return np.asarray(total * (lag_x * (matrix @ block[..., 1].T)).sum(axis=0))

    return trial.run(z, statistic, total * _expected_cross(matrix, z, null))


def _expected_cross(matrix: Any, z: FloatArray, null: str) -> float:
    """Return the mean over permutations of sum_ij (W'W)_ij zx_i zy_j, for z of sum 0."""
    if null == "y":
        return 0.0
    n = len(z)
    trace = float((matrix.multiply(matrix)).sum())
    everything = float((np.asarray(matrix.sum(axis=1)) ** 2).sum())
    together = float(z[:, 0] @ z[:, 1])
    return together * (trace / n - (everything - trace) / (n * (n - 1)))


def _with_self(adjacency: Adjacency, transform: Transform) -> Any:
    """Return the weights as a matrix with each row's largest weight on the diagonal."""
    from scipy.sparse import csr_array, diags_array

    matrix = adjacency.matrix()
    largest = np.zeros(adjacency.n)
    np.maximum.at(largest, adjacency.focal, adjacency.weight)
    matrix = csr_array(matrix + diags_array(largest))
    if transform == "b":
        matrix.data[:] = 1.0
    if transform == "r":
        total = np.asarray(matrix.sum(axis=1))
        matrix = csr_array(diags_array(1 / np.where(total > 0, total, 1.0)) @ matrix)
    return matrix
