"""Duranton and Overman's K-density: at which distances plants are closer than by chance."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.analysis.concentration.count_tables import check_level, check_option
from clustermap.analysis.points import reference_sample
from clustermap.analysis.points.bandwidth import (
    all_distances,
    measured,
    reflected_gaussian,
    silverman_bandwidth,
    silverman_of_pairs,
    weighted_quantile,
)
from clustermap.analysis.points.envelopes import envelope
from clustermap.analysis.points.geocentric import (
    along_main_axis,
    check_distances,
    check_simulations,
    geocentric,
    mean_radius,
    point_weights,
    to_chord,
    to_ground,
)
from clustermap.analysis.points.measured_pairs import MOST, MeasuredPairs, gaussian_of_pairs
from clustermap.analysis.points.pair_distances import Bins, ExactPairs, GridPairs, projection_error
from clustermap.analysis.points.site_pool import pool_sites
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    from clustermap.analysis.concentration.count_tables import Floats
    from clustermap.analysis.points.envelopes import Envelope
    from clustermap.analysis.points.site_pool import SitePool
    from clustermap.locales import Text

    Progress = Callable[[int, int], None]

# Pairs over all simulations up to which each of them is measured: a minute or so on two cores.
_EXACT_BUDGET = 2e10
# Sites whose pairs are all measured for the median and the bandwidth; of more, a seeded sample.
_MEDIAN_SITES = 20_000
_BINS_PER_BANDWIDTH = 64
_LEAST_BINS = 4096
_CELLS_PER_BANDWIDTH = 4
_KERNEL_REACH = 5.0
# beyond this nothing of a Gaussian is left in 64 bits
_KERNEL_WHOLE = 8.5
_CHUNK = 64
# Points whose K-density on the grid is checked against every pair measured.
_CHECKED_POINTS = 3_000
_TOO_SMALL_FOR_THREADS = 200


@dataclass(frozen=True)
class DurantonOverman:
    """K-density of one set of points with its bands.

    Attributes
    ----------
    curve : pandas.DataFrame
        One row a distance: ``distance_km``; ``density`` (K, per km); ``mean`` of the
        simulations; ``lower_local``, ``upper_local``, ``lower_global``, ``upper_global``;
        ``localization`` (how far K is above the upper global band, else 0) and ``dispersion``
        (how far below the lower one, else 0; 0 throughout where there is any localization, as
        in the paper: densities add up to one, so closeness here is absence there).
    localization, dispersion : float
        Their integrals over the range: shares of all pairs, without unit.
    localized, dispersed : bool
        Whether they are above zero.
    p_localization, p_dispersion : float
        One-sided global p-values.
    n_points, n_sites : int
        Points studied, and sites where they could have been (points included).
    controls_include_points : bool
        Whether the controls were taken as holding the points.
    bandwidth_km : float
        Of the Gaussian kernel.
    range_km : float
        Largest distance.
    level : float
        Share of simulations below the upper (and, separately, above the lower) bands.
    weighted : bool
        Whether pairs count by the product of their weights.
    method : str
        ``"exact"`` or ``"grid"``.
    approximations : tuple of dict
        What the method costs in exactness, in words by language.
    simulations, seed : int
        As given.
    """

    curve: pd.DataFrame
    localization: float
    dispersion: float
    localized: bool
    dispersed: bool
    p_localization: float
    p_dispersion: float
    n_points: int
    n_sites: int
    controls_include_points: bool
    bandwidth_km: float
    range_km: float
    level: float
    weighted: bool
    method: str
    approximations: tuple[Text, ...]
    simulations: int
    seed: int


def duranton_overman(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    controls: gpd.GeoDataFrame | gpd.GeoSeries,
    weights: ArrayLike | str | None = None,
    simulations: int = 1000,
    *,
    distances: ArrayLike | None = None,
    bandwidth_km: float | None = None,
    level: float = 0.95,
    normalization: Literal["density", "paper"] = "density",
    controls_include_points: bool | None = None,
    method: Literal["auto", "exact", "grid"] = "auto",
    workers: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> DurantonOverman:
    """Smooth the distances between all pairs of points and compare with pairs of random sites.

    ``K(d) = 2 / (n (n - 1) h) * sum_(i<j) f((d - d[i, j]) / h)`` with a Gaussian ``f``, reflected
    at 0. Under the null the points sit on ``n`` sites drawn without replacement from all sites:
    points and controls. Upper and lower *global* bands are crossed anywhere by 5 % of the
    curves each, as in the paper; where K is above the upper one the industry is localized at
    that distance. Which curves they leave outside goes by extreme rank length (Myllymäki et al.
    2017), the observed curve counted among them, so that the band and its p-value agree.

    Up to 2,000 points every pair is measured in 64 bits: median, bandwidth, densities and bands
    are those of all pairs. Beyond, distances are counted into narrow bins, or on a grid.

    Parameters
    ----------
    points : geopandas.GeoDataFrame or geopandas.GeoSeries
        The plants of the industry: three or more, any CRS. Distances are geodesic.
    controls : geopandas.GeoDataFrame or geopandas.GeoSeries
        Where plants could be: the other sites, or all sites with the points among them (see
        ``controls_include_points``).
    weights : array-like or str, optional
        Employment of each point (or its column): pairs count by the product of the two. Under
        the null the same weights fall on random sites in random order. Controls need none.
    simulations : int
        Number of random draws.
    distances : array-like, optional
        Kilometres at which to give K. By default even steps from 0 to the median distance
        between the controls, at most half a bandwidth and a 200th of the range each.
    bandwidth_km : float, optional
        By default Silverman's rule (1986, section 3.4.2) on the observed distances of all pairs,
        ``0.9 min(sd, IQR / 1.34) m^(-1/5)`` with m pairs, unweighted; the same for all
        simulations.
    level : float
        Share of simulations kept below the upper band, and above the lower one: 5 % are outside
        on *each* side, as in the paper.
    normalization : {"density", "paper"}
        "density" integrates to 1. "paper" leaves out the factor 2, as the paper's equation 1 is
        printed (its sum runs over i < j only and so integrates to a half); indices halve too.
        With weights both give the paper's weighted form, which integrates to 1.
    controls_include_points : bool, optional
        If not given: yes if each point has a control of its own at exactly its coordinates. The
        result says which.
    method : {"auto", "exact", "grid"}
        "exact" measures every pair of every simulation; "grid" counts points into cells of a
        quarter of a bandwidth and takes all pairs at once, for tens of thousands of points; "auto"
        goes by the number of pairs. The result says which, and at what loss.
    workers : int, optional
        Threads: as many as there are processors, at most 4. The result does not depend on it.
    seed : int
        Of the draws.
    progress : callable, optional
        Called with (done, all) now and then.

    Returns
    -------
    DurantonOverman

    Raises
    ------
    clustermap.errors.DataError
        If there are fewer than three points, all of them at one place, no CRS, no more sites
        than points, or weights that cannot be used.

    Notes
    -----
    The index of localization of the paper adds K's excess over the band at every km; here it is
    the integral over km, the same number for steps of 1 km.

    References
    ----------
    Duranton, G. and Overman, H. G. (2005). Testing for localization using micro-geographic data.
    *Review of Economic Studies* 72, 1077-1106. Silverman, B. W. (1986). *Density Estimation for
    Statistics and Data Analysis*. Chapman and Hall. Bands: Myllymäki, M., Mrkvička, T., Grabarnik,
    P., Seijo, H. and Hahn, U. (2017). Global envelope tests for spatial processes. *Journal of the
    Royal Statistical Society B* 79, 381-404.

    Examples
    --------
    >>> import geopandas as gpd, numpy as np
    >>> rng = np.random.default_rng(0)
    >>> sites = gpd.GeoSeries.from_xy(*rng.uniform([130, 31], [132, 34], (400, 2)).T, crs=6668)
    >>> plants = gpd.GeoSeries.from_xy(*rng.normal([131, 33], 0.05, (30, 2)).T, crs=6668)
    >>> found = duranton_overman(plants, sites, simulations=199)
    >>> found.localized, found.dispersed, found.p_localization, found.n_sites
    (True, False, 0.005, 430)
    """
    check_level(level)
    check_option("normalization", normalization, ("density", "paper"))
    check_option("method", method, ("auto", "exact", "grid"))
    simulations = check_simulations(simulations)
    pool = pool_sites(
        points,
        controls,
        weights=point_weights(weights, points),
        control_weights=None,
        controls_include_points=controls_include_points,
        least=3,
    )
    if pool.is_point.all():
        raise DataError(
            "There is no site but the points' own, so every random draw gives the same points.",
            "Give controls: other sites where plants could be.",
        )
    task = _KernelDensities(pool, distances, bandwidth_km, simulations, method, seed)
    observed = task.density(task.histograms([None])[0][None, :])[0]
    null = task.simulate(simulations, workers, progress)
    bands = envelope(observed, null, 1 - level)
    half = normalization == "paper" and pool.weights is None
    return _result(task, observed, bands, 0.5 if half else 1.0, level, simulations, seed)


class _KernelDensities:
    """Everything that observed and simulated K-densities share."""

    def __init__(
        self,
        pool: SitePool,
        distances: ArrayLike | None,
        bandwidth_km: float | None,
        simulations: int,
        method: str,
        seed: int,
    ) -> None:
        xyz = geocentric(pool.degrees)
        self.order, axis = along_main_axis(xyz)
        self.pool, self.seed = pool, seed
        self.radius = mean_radius(pool.degrees)
        self.points = np.flatnonzero(pool.is_point[self.order])
        self.weights = None
        if pool.weights is not None:
            # scaled, so that products neither overflow nor depend on the unit
            site_weights = pool.weights[self.order][self.points]
            self.weights = site_weights / site_weights.mean()
        self.n_sites = len(pool.degrees)
        pairs = ExactPairs(xyz[self.order], axis)
        self.notes: list[Text] = []
        self.bandwidth = self._bandwidth(pairs, bandwidth_km)
        self.km = self._distances(distances)
        reach = float(self.km[-1]) + _KERNEL_REACH * self.bandwidth
        n = len(self.points)
        if method == "auto":
            method = "exact" if n * (n - 1) / 2 * simulations <= _EXACT_BUDGET else "grid"
        self.method = method
        self.pairs: ExactPairs | GridPairs | MeasuredPairs = pairs
        width, smooth = self.bandwidth / _BINS_PER_BANDWIDTH, self.bandwidth
        every = method == "exact" and n <= MOST
        if method == "grid":
            grid = GridPairs(pool.degrees[self.order], self.bandwidth / _CELLS_PER_BANDWIDTH, reach)
            self.pairs, smooth = grid, grid.smoothing_correction(self.bandwidth)
            width = min(width, grid.cell_km / 8)
        elif every:
            self.pairs = MeasuredPairs(xyz[self.order], self.radius)
            reach = float(self.km[-1]) + _KERNEL_WHOLE * self.bandwidth
        else:
            reach = float(to_chord(reach, self.radius))
        # few pairs do not even out where in a bin they lie: then the bins are narrower still
        width = min(width, reach / _LEAST_BINS)
        self.bins = Bins(width, int(np.ceil(reach / width)))
        middles = self.bins.middles
        if method == "exact":
            middles = to_ground(middles, self.radius)
        self._kernel = (
            gaussian_of_pairs(self.bins, self.km, self.bandwidth)
            if every
            else reflected_gaussian(middles, self.km, smooth)
        )
        if isinstance(self.pairs, GridPairs):
            self.notes.append(self._grid_error(self.pairs, pairs))
        products = n * (n - 1) / 2
        if self.weights is not None:
            products = (self.weights.sum() ** 2 - (self.weights**2).sum()) / 2
        self._pairs_total = float(products)

    def _sampled(self, sites: NDArray[np.intp], what: str) -> NDArray[np.intp]:
        if len(sites) <= _MEDIAN_SITES:
            return sites
        counted = {"n": f"{_MEDIAN_SITES:,}", "all": f"{len(sites):,}"}
        self.notes.append(locales.texts("approximation", what, **counted))
        rng = np.random.default_rng([self.seed, 1])
        return np.sort(rng.choice(sites, _MEDIAN_SITES, replace=False))

    def _bandwidth(self, pairs: ExactPairs, given: float | None) -> float:
        if given is not None:
            if not np.isfinite(given) or given <= 0:
                raise DataError(f"bandwidth_km is {given}.", "Give kilometres above 0.")
            return float(given)
        if len(self.points) <= MOST:
            degrees = self.pool.degrees[self.order][self.points]
            distances = measured(degrees, self.radius)
            found = silverman_of_pairs(distances)
            # nearly the same everywhere: refused below
            if found > float(distances.max()) / 16384:
                return found
        sites = self._sampled(self.points, "bandwidth")
        counts, km = all_distances(pairs, sites, self.pool.degrees[self.order], self.radius)
        m = len(self.points) * (len(self.points) - 1) / 2
        found = silverman_bandwidth(km, counts, m)
        if not found > 0:
            raise DataError(
                "All points lie at one place, or nearly all distances are the same.",
                "Give points at different places, or set bandwidth_km.",
            )
        return found

    def _distances(self, given: ArrayLike | None) -> Floats:
        if given is not None:
            return check_distances(given)
        controls = self.pool.control_degrees
        if len(controls) == 1:
            raise DataError("There is one control.", "Give more controls, or set distances.")
        median = self._median(controls)
        if not median > 0:
            raise DataError(
                "Half of the controls' distances are zero.",
                "Give controls at different places, or set distances.",
            )
        steps = int(np.clip(np.ceil(median / (self.bandwidth / 2)), 200, 2000))
        return np.linspace(0.0, median, steps + 1)

    def _median(self, controls: Floats) -> float:
        """Median of the distances between all controls; of many, in bins."""
        order, axis = along_main_axis(geocentric(controls))
        if len(controls) <= MOST:
            return float(np.median(measured(controls[order], self.radius)))
        sites = self._sampled(np.arange(len(controls)), "range")
        pairs = ExactPairs(geocentric(controls)[order], axis)
        counts, km = all_distances(pairs, sites, controls[order], self.radius)
        return weighted_quantile(km, counts, 0.5)

    def _grid_error(self, grid: GridPairs, exact: ExactPairs) -> Text:
        """Say what cells and projection cost: K of some points on the grid and pair by pair."""
        some = self.points
        if len(some) > _CHECKED_POINTS:
            rng = np.random.default_rng([self.seed, 4])
            some = np.sort(rng.choice(some, _CHECKED_POINTS, replace=False))
        reach = float(to_chord(self.km[-1] + _KERNEL_REACH * self.bandwidth, self.radius))
        bins = Bins(self.bins.width, int(np.ceil(reach / self.bins.width)))
        kernel = reflected_gaussian(to_ground(bins.middles, self.radius), self.km, self.bandwidth)
        true = exact.histogram(some, bins) @ kernel
        gap = np.abs(grid.histogram(some, self.bins) @ self._kernel - true)
        projection = projection_error(
            self.pool.degrees, float(self.km[-1]), self.radius, [self.seed, 2]
        )
        effect = "made_up" if grid.cell_km <= self.bandwidth else "blurred"
        return locales.texts(
            "approximation",
            "cells",
            cell=f"{grid.cell_km:.2f}",
            error=f"{grid.cell_km / 6**0.5:.2f}",
            effect=locales.texts("approximation", effect),
            projection=f"{100 * projection:.2f}",
            n=f"{len(some):,}",
            density=reference_sample.digits(100 * float(gap.max() / max(true.max(), 1e-300))),
        )

    def histograms(self, streams: list[int | None]) -> Floats:
        """Pair histograms of the points themselves (None) or of numbered random draws."""
        found = np.empty((len(streams), len(self._kernel)))
        n = len(self.points)
        for row, stream in enumerate(streams):
            if stream is None:
                found[row] = self.pairs.histogram(self.points, self.bins, self.weights)
                continue
            rng = np.random.default_rng([self.seed, 0, stream])
            sites = np.sort(rng.choice(self.n_sites, n, replace=False, shuffle=False))
            weights = None if self.weights is None else rng.permutation(self.weights)
            found[row] = self.pairs.histogram(sites, self.bins, weights)
        return found

    def density(self, histograms: Floats) -> Floats:
        return np.asarray(histograms @ self._kernel / self._pairs_total)

    def simulate(self, simulations: int, workers: int | None, progress: Progress | None) -> Floats:
        threads = workers or min(os.cpu_count() or 1, 4)
        chunks = [
            list(range(start, min(start + _CHUNK, simulations)))
            for start in range(0, simulations, _CHUNK)
        ]
        if threads == 1 or len(self.points) < _TOO_SMALL_FOR_THREADS:
            parts = map(self._simulate_chunk, chunks)
            return self._collect(parts, simulations, progress)
        with ThreadPoolExecutor(threads) as crew:
            return self._collect(crew.map(self._simulate_chunk, chunks), simulations, progress)

    def _simulate_chunk(self, streams: list[int]) -> Floats:
        return self.density(self.histograms(list(streams)))

    def _collect(self, parts: object, simulations: int, progress: Progress | None) -> Floats:
        found = np.empty((simulations, self.km.size))
        done = 0
        for part in parts:  # type: ignore[attr-defined]
            found[done : done + len(part)] = part
            done += len(part)
            if progress is not None:
                progress(done, simulations)
        return found


def _result(
    task: _KernelDensities,
    observed: Floats,
    bands: Envelope,
    scale: float,
    level: float,
    simulations: int,
    seed: int,
) -> DurantonOverman:
    above = np.maximum(observed - bands.upper_global, 0.0)
    below = np.maximum(bands.lower_global - observed, 0.0)
    if (above > 0).any():
        below = np.zeros_like(below)
    parts = {
        "density": observed,
        "mean": bands.mean,
        "lower_local": bands.lower_local,
        "upper_local": bands.upper_local,
        "lower_global": bands.lower_global,
        "upper_global": bands.upper_global,
        "localization": above,
        "dispersion": below,
    }
    curve = pd.DataFrame({"distance_km": task.km} | {k: scale * v for k, v in parts.items()})
    return DurantonOverman(
        curve=curve,
        localization=float(np.trapezoid(scale * above, task.km)),
        dispersion=float(np.trapezoid(scale * below, task.km)),
        localized=bool((above > 0).any()),
        dispersed=bool((below > 0).any()),
        p_localization=bands.p_above,
        p_dispersion=bands.p_below,
        n_points=len(task.points),
        n_sites=task.n_sites,
        controls_include_points=task.pool.controls_include_points,
        bandwidth_km=task.bandwidth,
        range_km=float(task.km[-1]),
        level=level,
        weighted=task.weights is not None,
        method=task.method,
        approximations=tuple(task.notes),
        simulations=simulations,
        seed=seed,
    )
