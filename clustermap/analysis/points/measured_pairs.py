"""All pairs of up to a few thousand points, each measured in 64 bits and none rounded to a bin.

A pair falls into a bin with its place inside it, as powers of the distance from the bin's middle;
a smooth function of the distance is summed over all pairs by its Taylor series around the middles.
"""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from clustermap.analysis.points.geocentric import to_ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.analysis.concentration.count_tables import Floats
    from clustermap.analysis.points.pair_distances import Bins

    Indices = NDArray[np.intp]

#: Points up to which every pair is measured so.
MOST = 2_000
#: Terms of the Taylor series: with bins of a 64th of a bandwidth the fifth is under 1e-11.
ORDERS = 4


class MeasuredPairs:
    """Distances on the ground between all pairs of sites.

    Parameters
    ----------
    xyz : numpy.ndarray
        n x 3, kilometers.
    radius : float
        Of the Earth, in kilometers.
    """

    def __init__(self, xyz: Floats, radius: float) -> None:
        self._xyz, self._radius = xyz, radius

    def distances(self, sites: Indices) -> Floats:
        """Return the distance of each pair of the sites, in kilometers.

        Examples
        --------
        >>> pairs = MeasuredPairs(np.array([[6371.0, 0, 0], [0, 6371.0, 0]]), 6371.0)
        >>> float(pairs.distances(np.array([0, 1])).round(3)[0])
        10007.543
        """
        from scipy.spatial.distance import pdist

        return to_ground(pdist(self._xyz[sites]), self._radius)

    def histogram(self, sites: Indices, bins: Bins, weights: Floats | None = None) -> Floats:
        """Add up powers of the place inside the bin, bin by bin: ``ORDERS`` times ``count``."""
        km = self.distances(sites)
        near = km < bins.width * bins.count
        place = km[near] / bins.width
        index = place.astype(np.intp)
        inside = place - index - 0.5
        if weights is None:
            power = np.ones(len(inside))
        else:
            first, second = np.triu_indices(len(sites), 1)
            power = (weights[first] * weights[second])[near]
        found = np.empty((ORDERS, bins.count))
        for order in range(ORDERS):
            found[order] = np.bincount(index, weights=power, minlength=bins.count)
            power = power * inside
        return found.ravel()


def gaussian_of_pairs(bins: Bins, km: Floats, bandwidth: float) -> Floats:
    """Return what turns such a histogram into a Gaussian density reflected at 0.

    Parameters
    ----------
    bins : Bins
    km : numpy.ndarray
        Distances at which the density is wanted.
    bandwidth : float

    Returns
    -------
    numpy.ndarray
        ``ORDERS * bins.count`` x ``len(km)``: multiply the histogram by it.
    """
    middles = bins.middles[:, None]
    step = bins.width / bandwidth
    parts = []
    near, mirrored = (km - middles) / bandwidth, (km + middles) / bandwidth
    for order in range(ORDERS):
        # d/dD of f((d - D) / h) turns the sign, of f((d + D) / h) it does not
        both = (-1) ** order * _hermite(near, order) * np.exp(-0.5 * near**2)
        both += _hermite(mirrored, order) * np.exp(-0.5 * mirrored**2)
        parts.append((-1) ** order * both * step**order / factorial(order))
    return np.asarray(np.concatenate(parts) / (bandwidth * np.sqrt(2 * np.pi)))


def _hermite(x: Floats, order: int) -> Floats:
    """Return the polynomial of the Gaussian's derivative: ``f^(n) = (-1)^n He_n f``."""
    from scipy.special import eval_hermitenorm

    return np.asarray(eval_hermitenorm(order, x))
