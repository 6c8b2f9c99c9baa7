"""Marcon and Puech's M: how much more of the industry is around its plants than overall."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.analysis.concentration.count_tables import check_level, check_option
from clustermap.analysis.degenerate import warn_degenerate
from clustermap.analysis.points import reference_sample
from clustermap.analysis.points.envelopes import envelope
from clustermap.analysis.points.few_points import FewPoints
from clustermap.analysis.points.geocentric import (
    along_main_axis,
    check_distances,
    check_simulations,
    geocentric,
    mean_radius,
    to_chord,
)
from clustermap.analysis.points.site_pool import pool_sites
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

    from clustermap.analysis.concentration.count_tables import Floats
    from clustermap.analysis.points.site_pool import SitePool
    from clustermap.locales import Text

    Progress = Callable[[int, int], None]

_DEFAULT_STEPS = 20
_MEDIAN_SITES = 5_000
_LABEL_BYTES = 256_000_000
_PRODUCT_BYTES = 24_000_000
# Distances measured, over all passes, up to which all places are reference points: some 17,000
# sites over Japan with 999 simulations, half a minute. Beyond, so many reference points as come to
# the second number, but as many as make some 200 points of the industry.
_EXACT_WORK = 1e9
_SAMPLED_WORK = 3e8
_LEAST_REFERENCES = 200
# Points times distances times simulations, up to which few points among very many sites are
# counted by tree instead.
_FEW_WORK = 1.2e7


@dataclass(frozen=True)
class MFunction:
    """Marcon and Puech's M with its envelope.

    Attributes
    ----------
    curve : pandas.DataFrame
        One row a distance: ``distance_km``, ``m`` (1: as overall; 2: twice the share; 0: none),
        ``mean`` of the simulations, ``lower_local``, ``upper_local``, ``lower_global``,
        ``upper_global``, ``points_with_neighbors`` (those that M averages over). NaN where no
        point has a neighbor. If M is estimated, ``standard_error`` of ``m`` too.
    p_concentration, p_dispersion : float
        One-sided global p-values over all distances.
    n_points, n_sites : int
        Points studied, and all sites.
    controls_include_points : bool
        Whether the controls were taken as holding the points.
    weighted : bool
        Whether neighbors count by weight.
    level : float
        Share of simulations inside the bands (two-sided).
    method : str
        ``"exact"`` or ``"sample"``.
    approximations : tuple of dict
        What the method costs in exactness, in words by language.
    simulations, seed : int
        As given.
    """

    curve: pd.DataFrame
    p_concentration: float
    p_dispersion: float
    n_points: int
    n_sites: int
    controls_include_points: bool
    weighted: bool
    level: float
    method: str
    approximations: tuple[Text, ...]
    simulations: int
    seed: int


def m_function(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    controls: gpd.GeoDataFrame | gpd.GeoSeries,
    weights: ArrayLike | str | None = None,
    distances: ArrayLike | None = None,
    simulations: int = 1000,
    *,
    control_weights: ArrayLike | str | None = None,
    level: float = 0.95,
    controls_include_points: bool | None = None,
    method: Literal["auto", "exact", "sample"] = "auto",
    workers: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> MFunction:
    """Compare the industry's share among the neighbors of its plants with its share overall.

    With S the points and w the weights, over the points that have a neighbor within r::

        M(r) = sum_i [ w(S neighbors of i) / w(all neighbors of i) ]
             / sum_i [ (w(S) - w[i]) / (w(all) - w[i]) ]

    Neighbors are other sites at a distance of at most r (a site at the same place is one). Under
    the null every site, with its weight, is equally likely to sit at each of the places (random
    location: labels and weights are permuted together over the places).

    Parameters
    ----------
    points : geopandas.GeoDataFrame or geopandas.GeoSeries
        The industry's plants: two or more, any CRS. Distances are geodesic.
    controls : geopandas.GeoDataFrame or geopandas.GeoSeries
        All other plants, or all plants with the points among them (``controls_include_points``).
    weights : array-like or str, optional
        Jobs of each point; the name of a column is read from points and controls.
    distances : array-like, optional
        Kilometres, increasing. By default 20 even steps up to a quarter of the median distance
        between sites.
    simulations : int
        Number of permutations.
    control_weights : array-like or str, optional
        Jobs of each control. Controls weigh 1 if only the points have weights.
    level : float
        Share of simulations inside the bands; half of the rest outside on either side.
    controls_include_points : bool, optional
        If not given: yes if each point has a control of its own at exactly its coordinates.
    method : {"auto", "exact", "sample"}
        "exact" adds up over all points; "sample" over those among a seeded sample of all places,
        each with all its neighbors, for tens of thousands of sites; "auto" goes by the number of
        distances (few points among very many sites without weights are counted by tree: exact).
        The result says which, and with what standard error.
    workers : int, optional
        Threads: as many as there are processors, at most 4. The result does not depend on it.
    seed : int
        Of the permutations.
    progress : callable, optional
        Called with (done, all) now and then.

    Returns
    -------
    MFunction
        M is NaN, with a warning, at distances at which no point has a neighbor.

    Raises
    ------
    clustermap.errors.DataError
        If there are fewer than two points, no site besides them, no CRS, or weights or distances
        that cannot be used.

    Notes
    -----
    Time grows with the number of pairs of sites within the largest distance times the
    simulations; memory does not. Under about 30 points the envelope is too wide to say much.
    Simulated sums are kept in 32 bits (relative error about 1e-6).

    With "sample" the sums over i run over the points among places drawn before any label is
    looked at, and the same places serve all permutations: what is tested is that estimate of M,
    for which labels are as exchangeable as for M itself, so its p-value is as valid; its bands
    are a little wider. The standard error is that of a ratio of two sample means.

    References
    ----------
    Marcon, E. and Puech, F. (2010). Measures of the geographic concentration of industries:
    improving distance-based methods. *Journal of Economic Geography* 10, 745-762.

    Examples
    --------
    >>> import geopandas as gpd, numpy as np
    >>> rng = np.random.default_rng(0)
    >>> sites = gpd.GeoSeries.from_xy(*rng.uniform([130, 31], [132, 34], (400, 2)).T, crs=6668)
    >>> plants = gpd.GeoSeries.from_xy(*rng.normal([131, 33], 0.05, (30, 2)).T, crs=6668)
    >>> found = m_function(plants, sites, distances=[10, 50], simulations=199)
    >>> found.curve["m"].round(1).tolist(), found.p_concentration
    ([14.8, 5.9], 0.005)
    """
    check_level(level)
    check_option("method", method, ("auto", "exact", "sample"))
    simulations = check_simulations(simulations)
    pool = pool_sites(
        points,
        controls,
        weights=weights,
        control_weights=control_weights,
        controls_include_points=controls_include_points,
        least=2,
    )
    if pool.is_point.all():
        raise DataError(
            "There is no site but the points' own: M is 1 by construction.",
            "Give controls: other plants.",
        )
    task = _RelativeShares(pool, distances, seed)
    if method == "sample":
        task.sample(simulations, always=True)
    elif method == "auto":
        task.lighten(simulations, workers)
    observed, alone = task.measure(None, np.float64)
    null = task.simulate(simulations, workers, progress)
    if np.isnan(observed).any():
        warn_degenerate("No point has a neighbor at the shortest distances: M is NaN there.")
    return _result(task, pool, (observed[0], alone[0], null), level, simulations)


def _result(
    task: _RelativeShares,
    pool: SitePool,
    found: tuple[Floats, Floats, Floats],
    level: float,
    simulations: int,
) -> MFunction:
    observed, alone, null = found
    bands = envelope(observed, null, (1 - level) / 2)
    columns = {
        "distance_km": task.km,
        "m": observed,
        "mean": bands.mean,
        "lower_local": bands.lower_local,
        "upper_local": bands.upper_local,
        "lower_global": bands.lower_global,
        "upper_global": bands.upper_global,
        "points_with_neighbors": alone.astype(int),
    }
    approximations: tuple[Text, ...] = ()
    if task.sampled:
        error = task.standard_error(observed)
        columns["standard_error"] = error
        approximations = (task.in_words(error, observed),)
    return MFunction(
        curve=pd.DataFrame(columns),
        p_concentration=bands.p_above,
        p_dispersion=bands.p_below,
        n_points=int(pool.is_point.sum()),
        n_sites=len(pool.degrees),
        controls_include_points=pool.controls_include_points,
        weighted=pool.weights is not None,
        level=level,
        method="sample" if task.sampled else "exact",
        approximations=approximations,
        simulations=simulations,
        seed=task.seed,
    )


class _RelativeShares:
    """Places in order, their neighbors by ring of distance, and the labels put on them."""

    def __init__(self, pool: SitePool, distances: ArrayLike | None, seed: int) -> None:
        xyz = geocentric(pool.degrees)
        order, self.axis = along_main_axis(xyz)
        self.xyz = xyz[order]
        self.seed = seed
        self.radius = mean_radius(pool.degrees)
        self.km = self._default_distances() if distances is None else check_distances(distances)
        # a hair more than asked for, so that a neighbor at exactly r is one
        self.squares = (to_chord(self.km, self.radius) * (1 + 1e-9) + 1e-9) ** 2
        self.label = pool.is_point[order].astype("float64")
        self.weight = None
        if pool.weights is not None:
            site_weights = pool.weights[order]
            self.weight = site_weights / site_weights.mean()
        mean_degree = len(order) * min(1.0, float(self.km[-1]) / 500)
        row_bytes = 8 * len(order) + 24 * mean_degree
        self.block = int(np.clip(_PRODUCT_BYTES / row_bytes, 8, 65535 // self.km.size))
        batch = min(
            _LABEL_BYTES / (4 * len(order)), _PRODUCT_BYTES / (4 * self.km.size * self.block), 128
        )
        self.batch = int(max(batch, 1))
        reach = float(np.sqrt(self.squares[-1]))
        self.first = np.searchsorted(self.axis, self.axis - reach, side="left")
        self.last = np.searchsorted(self.axis, self.axis + reach, side="right")
        self.places = np.arange(len(order))
        self.few: FewPoints | None = None

    @property
    def sampled(self) -> bool:
        """Whether some places only are reference points."""
        return len(self.places) < len(self.xyz)

    def lighten(self, simulations: int, workers: int | None) -> None:
        """Where every pair would take long: count few points by tree, else sample places."""
        passes = 1 + np.ceil(simulations / self.batch)
        if float((self.last - self.first).sum()) * passes <= _EXACT_WORK:
            return
        few = self.label.sum() * self.km.size * simulations <= _FEW_WORK
        if few and self.weight is None:
            self.few = FewPoints(self.xyz, np.sqrt(self.squares), workers)
        else:
            self.sample(simulations, always=False)

    def sample(self, simulations: int, *, always: bool) -> None:
        """Draw reference points among all places."""
        n = len(self.xyz)
        passes = 1 + np.ceil(simulations / self.batch)
        a_place = float((self.last - self.first).mean()) * passes
        least = _LEAST_REFERENCES * n / self.label.sum()
        wanted = np.ceil(max(_SAMPLED_WORK / a_place, least))
        if always:
            wanted = min(wanted, max(n // 10, least))
        self.places = reference_sample.draw(n, int(wanted), self.seed)

    def in_words(self, error: Floats, observed: Floats) -> Text:
        """Say how many reference points there were, and with what error."""
        return locales.texts(
            "approximation",
            "references",
            n=f"{len(self.places):,}",
            all=f"{len(self.xyz):,}",
            points=locales.texts("approximation", "places"),
            seed=str(self.seed),
            measure="M",
            error=reference_sample.largest_share(error, observed),
        )

    def _default_distances(self) -> Floats:
        from scipy.spatial.distance import pdist

        sites = np.arange(len(self.xyz))
        if len(sites) > _MEDIAN_SITES:
            rng = np.random.default_rng([self.seed, 1])
            sites = np.sort(rng.choice(sites, _MEDIAN_SITES, replace=False))
        quarter = float(np.median(pdist(self.xyz[sites]))) / 4
        if not quarter > 0:
            raise DataError("Half of the sites' distances are zero.", "Set distances in km.")
        return quarter * np.arange(1, _DEFAULT_STEPS + 1) / _DEFAULT_STEPS

    def neighborhoods(self) -> Iterator[tuple[NDArray[np.intp], csr_array]]:
        """Yield reference places with a sparse matrix (place, ring) x other places of ones."""
        from scipy.sparse import csr_array

        n, rings = len(self.xyz), self.km.size
        for start in range(0, len(self.places), self.block):
            places = self.places[start : start + self.block]
            left, right = int(self.first[places[0]]), int(self.last[places[-1]])
            squares = np.zeros((len(places), right - left))
            for k in range(3):
                gap = self.xyz[places, k, None] - self.xyz[None, left:right, k]
                squares += gap * gap
            rows = np.arange(len(places))
            squares[rows, places - left] = np.inf
            row, column = np.nonzero(squares <= self.squares[-1])
            ring = np.searchsorted(self.squares, squares[row, column], side="left")
            key = (row * rings + ring).astype(np.uint16)
            order = np.argsort(key, kind="stable")
            height = len(places) * rings
            pointers = np.concatenate([[0], np.cumsum(np.bincount(key, minlength=height))])
            others = (column[order] + left).astype(np.int32)
            ones = np.ones(len(others), dtype=np.float32)
            shape = (height, n)
            yield places, csr_array((ones, others, pointers.astype(np.int32)), shape=shape)

    def measure(self, streams: list[int] | None, kind: type) -> tuple[Floats, Floats]:
        """M at every distance for the observed labels (None) or for numbered permutations."""
        if self.few is not None:
            return self._measure_few(self.few, streams)
        labels, weights = self._marks(streams, kind)
        count, rings = labels.shape[1], self.km.size
        top, bottom, members = (np.zeros((count, rings)) for _ in range(3))
        marked = labels if weights is None else labels * weights
        whole = np.asarray(weights.sum(axis=0) if weights is not None else len(labels), dtype=float)
        marked_total = marked.sum(axis=0, dtype="float64")
        for rows, near in self.neighborhoods():
            here = len(rows)
            if weights is None:
                degree = np.diff(near.indptr).reshape(here, rings).cumsum(axis=1)
                every: NDArray[Any] = np.asarray(degree, dtype=kind)[:, :, None]
            else:
                every = _cumulated(near, weights, here)
            same = _cumulated(near, marked, here)
            with np.errstate(invalid="ignore", divide="ignore"):
                ratio = np.where(every > 0, same / every, 0)
            chosen = labels[rows]
            top += np.einsum("bks,bs->sk", ratio, chosen)
            if weights is None:
                share = chosen * ((marked_total - 1) / (whole - 1))
            else:
                share = chosen * ((marked_total - weights[rows]) / (whole - weights[rows]))
            some: NDArray[Any] = np.broadcast_to(every > 0, ratio.shape).astype(kind)
            bottom += np.einsum("bks,bs->sk", some, share.astype(kind))
            members += np.einsum("bks,bs->sk", some, chosen)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(bottom > 0, top / bottom, np.nan), members

    def _measure_few(self, few: FewPoints, streams: list[int] | None) -> tuple[Floats, Floats]:
        labels, _ = self._marks(streams, np.float32)
        curves = [few.relative_share(np.flatnonzero(column)) for column in labels.T]
        return np.stack([m for m, _ in curves]), np.stack([members for _, members in curves])

    def standard_error(self, observed: Floats) -> Floats:
        """Give the standard error of M: a ratio of sums over the points among the places drawn."""
        labels, weights = self._marks(None, np.float64)
        marked = labels if weights is None else labels * weights
        weight = np.ones((len(labels), 1)) if weights is None else weights
        rings = self.km.size
        squares, below, points = (np.zeros(rings) for _ in range(3))
        for rows, near in self.neighborhoods():
            rows_of_points = rows[labels[rows, 0] > 0]
            every = _cumulated(near, weight, len(rows))[labels[rows, 0] > 0, :, 0]
            same = _cumulated(near, marked, len(rows))[labels[rows, 0] > 0, :, 0]
            itself = weight[rows_of_points]
            share = np.where(every > 0, (marked.sum() - itself) / (weight.sum() - itself), 0)
            with np.errstate(invalid="ignore", divide="ignore"):
                gap = np.where(every > 0, same / every - observed * share, 0)
            squares += (gap**2).sum(axis=0)
            below += share.sum(axis=0)
            points += (every > 0).sum(axis=0)
        left_out = 1 - len(self.places) / len(self.xyz)
        with np.errstate(invalid="ignore", divide="ignore"):
            variance = left_out * squares * points / (points - 1)
            return np.asarray(np.where(points > 1, np.sqrt(variance) / below, np.nan))

    def _marks(self, streams: list[int] | None, kind: type) -> tuple[Floats, Floats | None]:
        """Labels and weights (places x simulations), permuted together."""
        n = len(self.label)
        count = 1 if streams is None else len(streams)
        labels: NDArray[Any] = np.empty((n, count), dtype=kind)
        weights: NDArray[Any] | None = None
        if self.weight is not None:
            weights = np.empty((n, count), dtype=kind)
        for column in range(count):
            order = np.arange(n)
            if streams is not None:
                order = np.random.default_rng([self.seed, 0, streams[column]]).permutation(n)
            labels[:, column] = self.label[order]
            if weights is not None and self.weight is not None:
                weights[:, column] = self.weight[order]
        return labels, weights

    def simulate(self, simulations: int, workers: int | None, progress: Progress | None) -> Floats:
        threads = workers or min(os.cpu_count() or 1, 4)
        batches = [
            list(range(start, min(start + self.batch, simulations)))
            for start in range(0, simulations, self.batch)
        ]
        found = np.empty((simulations, self.km.size))
        done = 0

        def one(streams: list[int]) -> Floats:
            return self.measure(streams, np.float32)[0]

        with ThreadPoolExecutor(threads) as crew:
            for part in crew.map(one, batches):
                found[done : done + len(part)] = part
                done += len(part)
                if progress is not None:
                    progress(done, simulations)
        return found


def _cumulated(near: csr_array, marks: Floats, here: int) -> NDArray[np.floating]:
    """Sum the marks of all neighbors up to each distance: places x distances x simulations."""
    sums = (near @ marks).reshape(here, -1, marks.shape[1])
    np.cumsum(sums, axis=1, out=sums)
    return np.asarray(sums)
