"""Bandwidth, median and kernel of the distances between points: measured, or binned where many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustermap.analysis.points.geocentric import geocentric, to_ground
from clustermap.analysis.points.measured_pairs import MeasuredPairs
from clustermap.analysis.points.pair_distances import Bins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.analysis.concentration.count_tables import Floats
    from clustermap.analysis.points.pair_distances import ExactPairs


def all_distances(
    pairs: ExactPairs, sites: NDArray[np.intp], degrees: Floats, radius: float
) -> tuple[Floats, Floats]:
    """Histogram of all distances in bins of a 16,384th of the longest, and the bins' middles."""
    xyz = geocentric(degrees)[sites]
    longest = float(np.linalg.norm(xyz.max(axis=0) - xyz.min(axis=0)))
    bins = Bins(max(longest, 1e-3) / 16384 * (1 + 1e-6), 16384)
    counts = pairs.histogram(sites, bins)
    return counts, to_ground(bins.middles, radius)


def measured(degrees: Floats, radius: float) -> Floats:
    """Return the distances of all pairs of places."""
    return MeasuredPairs(geocentric(degrees), radius).distances(np.arange(len(degrees)))


def silverman_of_pairs(km: Floats) -> float:
    """Silverman's rule of thumb on all distances: ``0.9 min(sd, IQR / 1.34) m^(-1/5)``.

    Examples
    --------
    >>> round(silverman_of_pairs(np.array([1.0, 2.0, 3.0, 4.0, 10.0])), 4)
    0.9736
    """
    if len(km) < 2:
        return 0.0
    deviation = float(np.std(km, ddof=1))
    low, high = np.quantile(km, [0.25, 0.75])
    spread = min(deviation, float(high - low) / 1.34) if high > low else deviation
    return float(0.9 * spread * len(km) ** -0.2)


def silverman_bandwidth(km: Floats, counts: Floats, pairs: float) -> float:
    """Silverman's rule of thumb on binned distances: ``0.9 min(sd, IQR / 1.34) m^(-1/5)``."""
    m = counts.sum()
    if m <= 1:
        return 0.0
    middle = (counts * km).sum() / m
    deviation = np.sqrt((counts * (km - middle) ** 2).sum() / (m - 1))
    width = km[1] - km[0]
    if deviation < width:
        return 0.0
    quartiles = weighted_quantile(km, counts, 0.75) - weighted_quantile(km, counts, 0.25)
    spread = min(deviation, quartiles / 1.34) if quartiles > width else deviation
    return float(0.9 * spread * pairs**-0.2)


def weighted_quantile(km: Floats, counts: Floats, q: float) -> float:
    """Quantile of binned distances, even within a bin; the first bin is taken as zero."""
    cumulated = np.cumsum(counts)
    target = q * cumulated[-1]
    at = int(np.searchsorted(cumulated, target))
    if at == 0:
        return 0.0
    width = km[1] - km[0]
    inside = (target - cumulated[at - 1]) / counts[at]
    return float(km[at] + (inside - 0.5) * width)


def reflected_gaussian(middles: Floats, km: Floats, bandwidth: float) -> Floats:
    """Kernel of every bin at every distance, with what falls below 0 folded back."""
    near = (km[None, :] - middles[:, None]) / bandwidth
    mirrored = (km[None, :] + middles[:, None]) / bandwidth
    kernel = np.exp(-0.5 * near**2) + np.exp(-0.5 * mirrored**2)
    return np.asarray(kernel / (bandwidth * np.sqrt(2 * np.pi)))
