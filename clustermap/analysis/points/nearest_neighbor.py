"""Distances to the nearest neighbor against uniform scatter on land: Clark and Evans' index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from clustermap import locales
from clustermap.analysis.concentration.count_tables import check_level, check_option, total
from clustermap.analysis.points import reference_sample
from clustermap.analysis.points.geocentric import (
    check_simulations,
    geocentric,
    lonlat,
    mean_radius,
    to_ground,
)
from clustermap.analysis.points.scatter_land import ScatterLand, at_most, simulated

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.analysis.concentration.count_tables import Floats
    from clustermap.analysis.points.scatter_land import Progress
    from clustermap.locales import Text

# Points thrown over all simulations (10 s or so): of more points, fewer simulations are done.
_MOST_THROWS = 1e7


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
    approximations : tuple of dict
        What is not exact, in words by language.
    simulations : int
        Those done: fewer than asked for where points are very many.
    seed : int
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
    approximations: tuple[Text, ...]
    simulations: int
    seed: int

    def __float__(self) -> float:
        return self.index


def nearest_neighbor_index(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    land: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    level: float = 0.95,
    simulations: int = 999,
    method: Literal["auto", "exact"] = "auto",
    seed: int = 0,
    progress: Progress | None = None,
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
    method : {"auto", "exact"}
        "exact" makes every simulation asked for; "auto" makes fewer, 99 or more, of many
        thousand points, whose mean distance hardly varies from throw to throw. The result says
        how many, and the expectation's standard error.
    progress : callable, optional
        Called with (done, all) now and then.

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
    `clustermap.analysis.points.duranton_overman`, whose null draws from where industry is.

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
    check_option("method", method, ("auto", "exact"))
    asked = check_simulations(simulations)
    degrees = lonlat(points, least=2)
    ground = ScatterLand(land)
    radius = mean_radius(degrees)
    simulations = asked
    if method == "auto" and len(degrees) * asked > _MOST_THROWS:
        simulations = at_most(asked, _MOST_THROWS / len(degrees))

    def mean_distance(where: Floats) -> float:
        xyz = geocentric(where)
        chord = cKDTree(xyz).query(xyz, k=2)[0][:, 1]
        return total(to_ground(chord, radius)) / len(where)

    rng = np.random.default_rng(seed)
    observed = mean_distance(degrees)
    null = np.array(
        simulated(mean_distance, ground, (len(degrees), simulations), rng, progress), dtype=float
    )
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
        approximations=_few_throws(null, asked),
        simulations=simulations,
        seed=seed,
    )


def _few_throws(null: Floats, asked: int) -> tuple[Text, ...]:
    fewer = reference_sample.fewer_simulations(len(null), asked, sides=2)
    if not fewer:
        return ()
    error = 100 * float(null.std(ddof=1) / np.sqrt(len(null)) / null.mean())
    known = locales.texts("approximation", "expected", error=reference_sample.digits(error))
    return (*fewer, known)
