"""Simulation envelopes of a curve: at each distance, and for the curve as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.analysis.concentration.count_tables import Floats


@dataclass(frozen=True)
class Envelope:
    """Bands of simulated curves, and where the observed curve stands among them.

    Attributes
    ----------
    mean, lower_local, upper_local, lower_global, upper_global : numpy.ndarray
        One value a distance.
    p_above, p_below : float
        One-sided global p-values: the share of curves (the observed one among them) that rise
        as far above, or fall as far below, the rest as the observed one does.
    """

    mean: Floats
    lower_local: Floats
    upper_local: Floats
    lower_global: Floats
    upper_global: Floats
    p_above: float
    p_below: float


def envelope(observed: Floats, simulated: Floats, tail: float) -> Envelope:
    """Make the bands that leave ``tail`` of the simulations outside on either side.

    Parameters
    ----------
    observed : numpy.ndarray
        The observed curve (D).
    simulated : numpy.ndarray
        The simulated curves (S x D); NaN where a curve is undefined, which counts as nothing
        unusual.
    tail : float
        Share outside, on each side: of the values at each distance (local), of whole curves
        (global).

    Notes
    -----
    The global bands are those of Duranton and Overman: one local level for all distances, such
    that ``tail`` of the curves cross it somewhere. Curves, the observed one among them, are
    ordered by the most extreme rank that they reach, ties broken by the next ranks (extreme rank
    length, Myllymäki et al. 2017); the band holds all but the ``tail`` most extreme. So the
    observed curve crosses it just when its global p-value is at most ``tail``, and under the null
    does so with that probability, however few the simulations. Bands set from the simulations
    alone are crossed too often: a test shows it.
    """
    undefined = np.isnan(simulated).all(axis=0)
    middle = _median(simulated)
    filled = np.where(np.isnan(simulated), middle, simulated)
    seen = np.where(np.isnan(observed), middle, observed)
    local = np.quantile(filled, [tail, 1 - tail], axis=0)
    curves = np.vstack([filled, seen])
    keep_upper, p_above = _by_extremeness(curves, tail)
    keep_lower, p_below = _by_extremeness(-curves, tail)
    parts = [filled.mean(axis=0), local[0], local[1]]
    parts += [curves[keep_lower].min(axis=0), curves[keep_upper].max(axis=0)]
    mean, low, high, lowest, highest = (np.where(undefined, np.nan, part) for part in parts)
    if np.isnan(observed).all() or undefined.all():
        p_above = p_below = np.nan
    return Envelope(mean, low, high, lowest, highest, p_above, p_below)


def _median(simulated: Floats) -> Floats:
    out = np.zeros(simulated.shape[1])
    for d, column in enumerate(simulated.T):
        known = column[~np.isnan(column)]
        out[d] = np.median(known) if known.size else 0.0
    return out


def _by_extremeness(curves: Floats, tail: float) -> tuple[NDArray[np.bool_], float]:
    """Say which curves stay within the upper band, and the last curve's p-value."""
    place = _extreme_order(_ranks_from_top(curves))
    drop = int(np.floor(tail * len(curves) + 1e-9))
    return place >= np.sort(place)[drop], float((place <= place[-1]).mean())


def _ranks_from_top(curves: Floats) -> NDArray[np.int32]:
    """Rank each curve's value at each distance, 1 for the largest; ties get the larger rank."""
    ranks = np.empty(curves.shape, dtype=np.int32)
    for d, column in enumerate(curves.T):
        ordered = np.sort(column)
        ranks[:, d] = len(column) - np.searchsorted(ordered, column, side="left")
    return ranks


def _extreme_order(ranks: NDArray[np.int32]) -> Floats:
    """Place of each curve from the most extreme on; equal curves share a place."""
    ordered = np.sort(ranks, axis=1)
    _, place = np.unique(ordered, axis=0, return_inverse=True)
    return np.asarray(place.ravel(), dtype="float64")
