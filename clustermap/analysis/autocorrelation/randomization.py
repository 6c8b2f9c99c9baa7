"""Exact mean and variance of a sum over links when the values are shuffled among the units.

Moran's I, Geary's C and Getis and Ord's G are all sums of w_ij d_ij, where d_ij depends on the
values of i and j only. Over all n! permutations of the values such a sum
has a mean and a variance that need six numbers: S0, S1, S2 of the weights, and the same of d.

References
----------
Cliff, A. D. and Ord, J. K. (1981). Spatial Processes: Models and Applications. Pion, chapters
1.5 and 2.
Mantel, N. (1967). The detection of disease clustering and a generalized regression approach.
Cancer Research 27, 209-220.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clustermap.analysis.weights.adjacency import Adjacency, FloatArray

_FEWEST_FOR_VARIANCE = 4


def link_sums(adjacency: Adjacency) -> tuple[float, float, float]:
    """Return S0, S1, S2 of weights.

    S0 is the sum of the weights, S1 half the sum of (w_ij + w_ji)^2, S2 the sum over units of
    the squared sum of their row and their column.
    """
    matrix = adjacency.matrix()
    both = matrix + matrix.T
    degree = np.asarray(both.sum(axis=1))
    return (
        float(adjacency.weight.sum()),
        float(both.multiply(both).sum()) / 2,
        float(degree @ degree),
    )


def product_sums(x: FloatArray) -> tuple[float, float, float]:
    """Return S0, S1, S2 of the products x_i x_j over all pairs of different units."""
    first, second, fourth = x.sum(), (x**2).sum(), (x**4).sum()
    row = x * (first - x)
    return (
        float(first**2 - second),
        float(2 * (second**2 - fourth)),
        float(4 * (row @ row)),
    )


def squared_difference_sums(x: FloatArray) -> tuple[float, float, float]:
    """Return S0, S1, S2 of the squared differences (x_i - x_j)^2 over all pairs of units."""
    z = x - x.mean()
    n = len(z)
    second, fourth = (z**2).sum(), (z**4).sum()
    row = n * z**2 + second
    return (
        float(2 * n * second),
        float(2 * (2 * n * fourth + 6 * second**2)),
        float(4 * (row @ row)),
    )


def moments(adjacency: Adjacency, values: tuple[float, float, float]) -> tuple[float, float]:
    """Return mean and variance over all permutations of sum_ij w_ij d_ij.

    Parameters
    ----------
    adjacency : Adjacency
        n units and the weights w.
    values : tuple of float
        S0, S1, S2 of the symmetric d, see :func:`product_sums`.

    Returns
    -------
    mean, variance : float
        The variance is NaN below 4 units.

    Examples
    --------
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> mean, _ = moments(line, product_sums(np.array([1.0, 2.0, 3.0, 4.0])))
    >>> mean  # 6 links times the mean product of two different numbers, 70 / 12
    35.0
    """
    n = adjacency.n
    w0, w1, w2 = link_sums(adjacency)
    d0, d1, d2 = values
    mean = w0 * d0 / (n * (n - 1))
    if n < _FEWEST_FOR_VARIANCE:
        return mean, float("nan")
    square = (
        w1 * d1 / (2 * n * (n - 1))
        + (w2 - 2 * w1) * (d2 - 2 * d1) / (4 * n * (n - 1) * (n - 2))
        + (w0**2 + w1 - w2) * (d0**2 + d1 - d2) / (n * (n - 1) * (n - 2) * (n - 3))
    )
    return mean, max(square - mean**2, 0.0)
