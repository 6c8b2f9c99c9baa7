"""Points against uniform scatter on land: Clark and Evans' index, Ripley's K as Besag's L."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.analysis.count_tables import check_level, total
from clustermap.analysis.degenerate import warn_degenerate
from clustermap.analysis.envelopes import envelope
from clustermap.analysis.geocentric import (
    check_distances,
    check_simulations,
    geocentric,
    lonlat,
    mean_radius,
    to_chord,
    to_ground,
)
from clustermap.analysis.land import Land

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import ArrayLike

    from clustermap.analysis.count_tables import Floats

    Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class NearestNeighborIndex:
    """Clark and Evans' index with its null distribution; `float` gives the index.

    Attributes
    ----------
    index : float
        Mean distance to the nearest neighbor divided by its mean under random scatter on the
        land: below 1 clustered, above 1 regular.
    mean_distance_km, expected_km : float
        Observed mean, and mean over the simulations.
    lower, upper : float
        Where the index lies in ``level`` of the simulations.
    p_value : float
        Two-sided: twice the smaller tail, ``(r + 1) / (simulations + 1)``, at most 1.
    analytic_index : float
        The textbook value, with ``0.5 sqrt(area / n)`` for the expectation: no edges, so it is
        too large on a coast.
    n : int
        Number of points.
    area_km2 : float
        Area of the land.
    simulations, seed : int
        As given.
    """

    index: float
    mean_distance_km: float
    expected_km: float
    lower: float
    upper: float
    p_value: float
    analytic_index: float
    n: int
    area_km2: float
    simulations: int
    seed: int

    def __float__(self) -> float:
        return self.index


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
    simulations, seed : int
        As given.
    """

    curve: pd.DataFrame
    p_clustered: float
    p_dispersed: float
    n: int
    area_km2: float
    level: float
    simulations: int
    seed: int


def nearest_neighbor_index(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    land: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    level: float = 0.95,
    simulations: int = 999,
    seed: int = 0,
) -> NearestNeighborIndex:
    """Compare distances to the nearest neighbor with those of points thrown on land.

    Parameters
    ----------
    points : geopandas.GeoDataFrame or geopandas.GeoSeries
        Two or more points, any CRS.
    land : geopandas.GeoDataFrame or geopandas.GeoSeries
        Polygons, any CRS; the null throws as many points evenly on them, so that coasts and
        islands weigh on both sides alike.
    level : float
        Of the interval reported.
    simulations, seed : int
        Number of throws and seed.

    Returns
    -------
    NearestNeighborIndex
        Index 0 if all points coincide.

    Raises
    ------
    clustermap.errors.DataError
        If there are fewer than two points, no CRS, or no land.

    Notes
    -----
    Against an empty mountain everything is clustered: for industries prefer
    `clustermap.analysis.point_pattern.duranton_overman`, whose null draws from where industry is.

    References
    ----------
    Clark, P. J. and Evans, F. C. (1954). Distance to nearest neighbor as a measure of spatial
    relationships in populations. *Ecology* 35, 445-453.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import box
    >>> land = gpd.GeoSeries([box(130, 32, 132, 34)], crs="EPSG:6668")
    >>> pair = gpd.GeoSeries.from_xy([131, 131.001], [33, 33], crs="EPSG:6668")
    >>> found = nearest_neighbor_index(pair, land, simulations=99)
    >>> round(found.mean_distance_km, 4), found.p_value
    (0.0935, 0.02)
    """
    from scipy.spatial import cKDTree

    check_level(level)
    simulations = check_simulations(simulations)
    degrees = lonlat(points, least=2)
    ground = Land(land)
    radius = mean_radius(degrees)

    def mean_distance(where: Floats) -> float:
        xyz = geocentric(where)
        chord = cKDTree(xyz).query(xyz, k=2)[0][:, 1]
        return total(to_ground(chord, radius)) / len(where)

    rng = np.random.default_rng(seed)
    observed = mean_distance(degrees)
    null = np.array([mean_distance(ground.throw(len(degrees), rng)) for _ in range(simulations)])
    expected = float(null.mean())
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(null, tails) / expected
    extreme = min(int((null <= observed).sum()), int((null >= observed).sum()))
    return NearestNeighborIndex(
        index=observed / expected,
        mean_distance_km=observed,
        expected_km=expected,
        lower=float(low),
        upper=float(high),
        p_value=min(1.0, 2 * (extreme + 1) / (simulations + 1)),
        analytic_index=observed / (0.5 * np.sqrt(ground.area_km2 / len(degrees))),
        n=len(degrees),
        area_km2=ground.area_km2,
        simulations=simulations,
        seed=seed,
    )


def ripley_l(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    land: gpd.GeoDataFrame | gpd.GeoSeries,
    distances: ArrayLike,
    *,
    level: float = 0.95,
    simulations: int = 999,
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
    from scipy.spatial import cKDTree

    check_level(level)
    simulations = check_simulations(simulations)
    km = check_distances(distances)
    degrees = lonlat(points, least=2)
    ground = Land(land)
    chords = to_chord(km, mean_radius(degrees)) * (1 + 1e-12)
    n = len(degrees)

    def ripley_k(where: Floats) -> Floats:
        tree = cKDTree(geocentric(where))
        pairs = tree.count_neighbors(tree, chords) - n
        return np.asarray(pairs * ground.area_km2 / (n * (n - 1)))

    rng = np.random.default_rng(seed)
    observed = ripley_k(degrees)
    null = np.empty((simulations, km.size))
    for s in range(simulations):
        null[s] = np.sqrt(ripley_k(ground.throw(n, rng)) / np.pi)
        if progress is not None and (s + 1) % 10 == 0:
            progress(s + 1, simulations)
    l_values = np.sqrt(observed / np.pi)
    if len(np.unique(degrees, axis=0)) == 1:
        warn_degenerate("All points coincide: L is the same at every distance.")
    bands = envelope(l_values, null, (1 - level) / 2)
    curve = pd.DataFrame(
        {
            "distance_km": km,
            "k": observed,
            "l": l_values,
            "mean": bands.mean,
            "lower_local": bands.lower_local,
            "upper_local": bands.upper_local,
            "lower_global": bands.lower_global,
            "upper_global": bands.upper_global,
        }
    )
    return RipleyL(
        curve=curve,
        p_clustered=bands.p_above,
        p_dispersed=bands.p_below,
        n=n,
        area_km2=ground.area_km2,
        level=level,
        simulations=simulations,
        seed=seed,
    )
