"""Pairs within each distance against uniform scatter on land: Ripley's K as Besag's L."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.analysis.concentration.count_tables import check_level, check_option
from clustermap.analysis.degenerate import warn_degenerate
from clustermap.analysis.points import reference_sample
from clustermap.analysis.points.envelopes import envelope
from clustermap.analysis.points.geocentric import (
    canonical_order,
    check_distances,
    check_simulations,
    geocentric,
    lonlat,
    mean_radius,
    to_chord,
)
from clustermap.analysis.points.pair_distances import counts_around
from clustermap.analysis.points.scatter_land import ScatterLand, at_most, simulated

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    from clustermap.analysis.concentration.count_tables import Floats
    from clustermap.analysis.points.scatter_land import Progress
    from clustermap.locales import Text

# Pairs over all simulations up to which every point is a reference point for L (half a minute or
# so on two cores); beyond, so many points as come to the second number, at most half of them.
_EXACT_PAIRS = 1.25e10
_SAMPLED_PAIRS = 2e10
_LEAST_REFERENCES = 200
_PAIRS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class RipleyL:
    """Besag's L with its envelope.

    Attributes
    ----------
    curve : pandas.DataFrame
        One row a distance: ``distance_km``, ``k`` (Ripley's K, km2), ``l`` (``sqrt(K / pi)``,
        km), ``mean`` (of L under the null), ``lower_local``, ``upper_local``,
        ``lower_global``, ``upper_global``.
    p_clustered, p_dispersed : float
        One-sided global p-values over all distances.
    n : int
        Number of points.
    area_km2 : float
        Area of the land.
    level : float
        Share of simulations inside the bands (two-sided).
    method : str
        ``"exact"`` or ``"sample"``.
    approximations : tuple of dict
        What the method costs in exactness, in words by language.
    simulations : int
        Those done: fewer than asked for where points are very many.
    seed : int
        As given.
    """

    curve: pd.DataFrame
    p_clustered: float
    p_dispersed: float
    n: int
    area_km2: float
    level: float
    method: str
    approximations: tuple[Text, ...]
    simulations: int
    seed: int


def ripley_l(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    land: gpd.GeoDataFrame | gpd.GeoSeries,
    distances: ArrayLike,
    *,
    level: float = 0.95,
    simulations: int = 999,
    method: Literal["auto", "exact", "sample"] = "auto",
    seed: int = 0,
    progress: Progress | None = None,
) -> RipleyL:
    """Count pairs of points within each distance, against points thrown on land.

    ``K(d) = area / (n (n - 1)) * #{ordered pairs at most d apart}`` and ``L(d) = sqrt(K / pi)``,
    without edge correction (Ripley's ``correction="none"``): the null's points meet the same
    coasts, so the envelope, not the line ``L(d) = d``, is what to compare with.

    Parameters
    ----------
    points : geopandas.GeoDataFrame or geopandas.GeoSeries
        Two or more points, any CRS.
    land : geopandas.GeoDataFrame or geopandas.GeoSeries
        Polygons, any CRS.
    distances : array-like
        Kilometres, increasing.
    level : float
        Share of the simulations inside the bands; half of the rest outside on either side.
    simulations, seed : int
        Number of throws and seed.
    method : {"auto", "exact", "sample"}
        "exact" counts the neighbors of every point; "sample" those of a random part of them,
        observed and thrown alike, for many thousand points (and of more than 100,000 in fewer
        simulations, 99 or more); "auto" goes by the number of pairs. The result says which, and
        with what standard error.
    progress : callable, optional
        Called with (done, all) now and then.

    Returns
    -------
    RipleyL

    Raises
    ------
    clustermap.errors.DataError
        If there are fewer than two points, no CRS, no land, or the distances do not increase.

    References
    ----------
    Ripley, B. D. (1976). The second-order analysis of stationary point processes. *Journal of
    Applied Probability* 13, 255-266. Besag, J. (1977). *Journal of the Royal Statistical Society
    B* 39, 193-195.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import box
    >>> land = gpd.GeoSeries([box(130, 32, 132, 34)], crs="EPSG:6668")
    >>> sites = gpd.GeoSeries.from_xy([131, 131.01, 131.5], [33, 33, 33], crs="EPSG:6668")
    >>> ripley_l(sites, land, [5, 50], simulations=99).curve["l"].round(1).tolist()
    [66.3, 114.9]
    """
    check_level(level)
    check_option("method", method, ("auto", "exact", "sample"))
    asked = check_simulations(simulations)
    km = check_distances(distances)
    degrees = lonlat(points, least=2)
    ground = ScatterLand(land)
    chords = to_chord(km, mean_radius(degrees)) * (1 + 1e-12)
    n = len(degrees)
    references, simulations = _effort(method, n, asked)
    observed, error = _observed_k(degrees, references, chords, ground.area_km2, seed)

    def besag(where: Floats) -> Floats:
        # the points thrown are alike: the first ones are a random part of them
        return np.asarray(np.sqrt(_ripley_k(where, references, chords, ground.area_km2) / np.pi))

    rng = np.random.default_rng(seed)
    null = np.array(simulated(besag, ground, (n, simulations), rng, progress))
    l_values = np.sqrt(observed / np.pi)
    if len(np.unique(degrees, axis=0)) == 1:
        warn_degenerate("All points coincide: L is the same at every distance.")
    bands = envelope(l_values, null, (1 - level) / 2)
    columns = {
        "distance_km": km,
        "k": observed,
        "l": l_values,
        "mean": bands.mean,
        "lower_local": bands.lower_local,
        "upper_local": bands.upper_local,
        "lower_global": bands.lower_global,
        "upper_global": bands.upper_global,
    }
    approximations: tuple[Text, ...] = ()
    if error is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            error = np.where(l_values > 0, error / (2 * np.pi * l_values), 0.0)
        columns["standard_error"] = error
        approximations = (_sample_in_words(references, n, seed, (error, l_values)),)
    approximations += reference_sample.fewer_simulations(simulations, asked, sides=1)
    return RipleyL(
        curve=pd.DataFrame(columns),
        p_clustered=bands.p_above,
        p_dispersed=bands.p_below,
        n=n,
        area_km2=ground.area_km2,
        level=level,
        method="sample" if references < n else "exact",
        approximations=approximations,
        simulations=simulations,
        seed=seed,
    )


def _observed_k(
    degrees: Floats, references: int, chords: Floats, area_km2: float, seed: int
) -> tuple[Floats, Floats | None]:
    """Return K of the points, and its standard error if it comes from a sample of them."""
    n = len(degrees)
    if references == n:
        return _ripley_k(degrees, n, chords, area_km2), None
    # an order of its own, so that the sample does not depend on that of the rows
    where = geocentric(degrees[canonical_order(degrees)])
    counts = _neighbors(where, reference_sample.draw(n, references, seed), chords)
    scale = area_km2 / (n - 1)
    return counts.mean(axis=0) * scale, reference_sample.error_of_mean(counts, n) * scale


def _effort(method: str, n: int, asked: int) -> tuple[int, int]:
    """Give the number of reference points and of simulations."""
    if method == "exact" or (method == "auto" and n * n * asked <= _EXACT_PAIRS):
        return n, asked
    share = 10 if method == "sample" else 2
    references = min(int(_SAMPLED_PAIRS / (n * asked)), n // share)
    references = min(max(references, _LEAST_REFERENCES), n)
    return references, at_most(asked, _SAMPLED_PAIRS / (n * references))


def _ripley_k(degrees: Floats, references: int, chords: Floats, area_km2: float) -> Floats:
    """K from the neighbors of the first points, as many as are reference points."""
    from scipy.spatial import cKDTree

    n = len(degrees)
    xyz = geocentric(degrees)
    if references < n:
        pairs = counts_around(xyz, references, chords)
    else:
        tree = cKDTree(xyz)
        pairs = tree.count_neighbors(tree, chords) - n
    return np.asarray(pairs * area_km2 / (references * (n - 1)))


def _neighbors(xyz: Floats, references: NDArray[np.intp], chords: Floats) -> Floats:
    """Count the neighbors of each reference point within each distance, itself left out."""
    counts = np.empty((len(references), chords.size))
    block = max(1, _PAIRS_AT_ONCE // len(xyz))
    for start in range(0, len(references), block):
        focal = xyz[references[start : start + block]]
        squares = np.zeros((len(focal), len(xyz)))
        for k in range(3):
            gap = focal[:, k, None] - xyz[None, :, k]
            squares += gap * gap
        squares.sort(axis=1)
        for row, near in enumerate(squares):
            counts[start + row] = np.searchsorted(near, chords**2, side="right") - 1
    return counts


def _sample_in_words(references: int, n: int, seed: int, curve: tuple[Floats, Floats]) -> Text:
    return locales.texts(
        "approximation",
        "references",
        n=f"{references:,}",
        all=f"{n:,}",
        points=locales.texts("approximation", "points"),
        seed=str(seed),
        measure="L",
        error=reference_sample.largest_share(*curve),
    )
