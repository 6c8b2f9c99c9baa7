"""Moran's I of rates whose denominators are small."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap.analysis.autocorrelation.global_result import Trial
from clustermap.analysis.autocorrelation.global_statistics import moran_trial
from clustermap.analysis.autocorrelation.sample import is_flat, one_column, prepare
from clustermap.errors import DataError
from clustermap.messages import listed_ids

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from clustermap.analysis.autocorrelation.global_result import GlobalResult
    from clustermap.analysis.autocorrelation.sample import Isolates
    from clustermap.analysis.weights.adjacency import Adjacency, FloatArray, Transform


def empirical_bayes_morans_i(
    events: pd.Series[Any],
    population: pd.Series[Any],
    graph: Graph | Adjacency,
    permutations: int = 9999,
    seed: int = 0,
    *,
    transform: Transform = "r",
    isolates: Isolates = "keep",
    negative: Literal["unit", "all"] = "unit",
    centered: bool = True,
) -> GlobalResult:
    """Moran's I of rates, corrected for small populations (Assuncao and Reis).

    The rate of unit i is standardized, z_i = (e_i / p_i - b) / sqrt(a + b / p_i), with
    b = sum e / sum p the overall rate, s^2 = sum p_i (e_i / p_i - b)^2 / sum p its variance
    between units, and a = s^2 - b / mean p what is left of it after chance. Then Moran's I of
    z, permuting z.

    Parameters
    ----------
    events, population : Series
        Counts (plants, patents) and what they are counted among (establishments, people), on
        the graph's units in any order. Units where either is missing, or where both are 0
        (no rate exists), are left out and counted in ``omitted``.
    graph, permutations, seed, transform, isolates
        As in :func:`morans_i`.
    negative : {"unit", "all"}
        When a is negative: ``"unit"`` (default, the paper and esda) replaces the variance
        a + b / p_i by b / p_i for those units where it is negative; ``"all"`` sets a to 0 for
        all units (GeoDa, spdep).
    centered : bool
        Subtract the mean of z in the numerator (default, as spdep since 2016, esda and
        GeoDa); False leaves it as in the paper's index.

    Returns
    -------
    GlobalResult
        NaN with a warning when there are no events, all rates are the same, and as in
        :func:`morans_i`.

    Raises
    ------
    DataError
        As in :func:`morans_i`; negative numbers; events in a population of 0.

    References
    ----------
    Assuncao, R. M. and Reis, E. A. (1999). A new proposal to adjust Moran's I for population
    density. Statistics in Medicine 18, 2147-2162.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> plants = pd.Series([9, 8, 2, 1], index=list("abcd"))
    >>> people = pd.Series([100, 80, 90, 110], index=list("abcd"))
    >>> round(empirical_bayes_morans_i(plants, people, line).statistic, 3)
    0.497
    """
    if negative not in {"unit", "all"}:
        raise DataError(f"Unknown treatment {negative!r} of a.", 'Use "unit" or "all".')
    rows = _events_and_population(events, population)
    sample = prepare(rows, graph, transform, isolates)
    reason = sample.trouble()
    if not reason and not sample.values[:, 0].sum():
        reason = "there are no events"
    if not reason and is_flat(sample.values[:, 0] / sample.values[:, 1]):
        reason = "all rates are the same"
    rates = np.empty((0, 1))
    if not reason:
        rates = standardized_rates(sample.values[:, 0], sample.values[:, 1], negative)[:, None]
    trial = Trial(
        "empirical Bayes Moran's I",
        replace(sample, values=rates),
        transform,
        permutations,
        seed,
    )
    return trial.undefined(reason) if reason else moran_trial(trial, centered=centered)


def standardized_rates(
    events: FloatArray, population: FloatArray, negative: Literal["unit", "all"] = "unit"
) -> FloatArray:
    """Standardize rates as Assuncao and Reis do, see :func:`empirical_bayes_morans_i`.

    Parameters
    ----------
    events, population : ndarray, shape (n,)
        Counts, population positive.
    negative : {"unit", "all"}
        What to do where the variance estimate is negative.

    Returns
    -------
    ndarray, shape (n,)
    """
    rate = events / population
    overall = events.sum() / population.sum()
    between = (population * (rate - overall) ** 2).sum() / population.sum()
    extra = between - overall / population.mean()
    if negative == "all":
        extra = max(extra, 0.0)
    variance = extra + overall / population
    variance = np.where(variance <= 0, overall / population, variance)
    return np.asarray((rate - overall) / np.sqrt(variance))


def _events_and_population(events: pd.Series[Any], population: pd.Series[Any]) -> pd.DataFrame:
    counted = one_column(events, "events")
    among = one_column(population, "population")
    if not counted.index.equals(among.index):
        missing = counted.index.symmetric_difference(among.index)
        if len(missing):
            cause = f"Units of events and population do not match: {listed_ids(missing)}."
            raise DataError(cause, "Give both the same index.")
        among = among.reindex(counted.index)
    rows = pd.concat([counted, among], axis=1).astype(np.float64)
    if (rows < 0).any(axis=None):
        raise DataError("Events or population are negative.", "Give counts of 0 or more.")
    impossible = (rows["population"] == 0) & (rows["events"] > 0)
    if impossible.any():
        where = listed_ids(rows.index[impossible])
        raise DataError(f"Events in a population of 0: {where}.", "Correct one of the two.")
    return rows.mask(rows["population"] == 0)
