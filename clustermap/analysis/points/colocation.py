"""The co-location quotient: how often B is A's nearest neighbor, against B's share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.analysis.autocorrelation.permutation import benjamini_hochberg
from clustermap.analysis.concentration.count_tables import (
    check_level,
    label_order,
)
from clustermap.analysis.degenerate import warn_degenerate
from clustermap.analysis.points.geocentric import (
    beside,
    canonical_order,
    check_simulations,
    geocentric,
    lonlat,
)
from clustermap.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

    from clustermap.analysis.concentration.count_tables import (
        Floats,
    )

    Indices = NDArray[np.intp]

_PAIR_COLUMNS = ["n_from", "n_to", "neighbors", "quotient"]
_PAIR_COLUMNS += ["lower", "upper", "p_value", "q_value"]


@dataclass(frozen=True)
class ColocationQuotient:
    """Co-location quotients of all pairs of categories, and the global one.

    Attributes
    ----------
    global_quotient : float
        Same-category nearest neighbors over those expected: above 1, kinds keep to themselves.
    global_p_value : float
        Two-sided, by permutation of the categories over the points.
    global_lower, global_upper : float
        Where ``level`` of the permutations lie.
    pairwise : pandas.DataFrame
        One row an ordered pair (MultiIndex ``from``, ``to``): ``n_from``, ``n_to``;
        ``neighbors`` (points of ``from`` whose nearest neighbor is of ``to``, ties shared);
        ``quotient`` (above 1: drawn to it); ``lower``, ``upper`` (``level`` of the permutations);
        ``p_value`` (two-sided) and ``q_value`` (Benjamini-Hochberg over all pairs).
    n : int
        Number of points.
    shared : int
        Points whose nearest neighbor is a tie of several.
    level : float
        Of the intervals.
    permutations, seed : int
        As given.
    """

    global_quotient: float
    global_p_value: float
    global_lower: float
    global_upper: float
    pairwise: pd.DataFrame
    n: int
    shared: int
    level: float
    permutations: int
    seed: int

    def matrix(self) -> pd.DataFrame:
        """Give the quotients as a square table, from in rows, to in columns."""
        names = self.pairwise.index.get_level_values("from").unique()
        values = self.pairwise["quotient"].to_numpy().reshape(len(names), len(names))
        return pd.DataFrame(values, index=names.rename("from"), columns=names.rename("to"))


def colocation_quotient(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    category: str | ArrayLike,
    permutations: int = 999,
    *,
    tolerance_km: float = 0.001,
    level: float = 0.95,
    seed: int = 0,
) -> ColocationQuotient:
    """Ask of every ordered pair of categories whether the one seeks the other's company.

    ``CLQ[A -> B] = (N[A -> B] / N[A]) / (N'[B] / (N - 1))``, where ``N[A -> B]`` counts the points
    of A whose nearest neighbor is of B, and ``N'[B]`` is the number of B (less one if B is A).
    Not symmetric. The global quotient is
    ``sum_A N[A -> A] / sum_A (N[A] (N[A] - 1) / (N - 1))``.

    Several nearest neighbors at one distance (firms in one park, given one coordinate) share the
    one vote: with m of them, each counts 1/m.

    Parameters
    ----------
    points : geopandas.GeoDataFrame or geopandas.GeoSeries
        Two or more points, any CRS. Distances are geodesic.
    category : str or array-like
        Column, or one category a point.
    permutations : int
        Of the categories over the points: the joint pattern of all points stays as it is.
    tolerance_km : float
        Neighbors not farther than the nearest by more than this tie with it: 1 m.
    level : float
        Of the permutation intervals.
    seed : int
        Of the permutations.

    Returns
    -------
    ColocationQuotient
        NaN, with a warning, for the pair of a category with itself if it has one point, and for
        the global quotient if all have.

    Raises
    ------
    clustermap.errors.DataError
        If there are fewer than two points or categories, no CRS, or a point has no category.

    Notes
    -----
    The mean of ``CLQ[A -> B]`` over B, weighted by ``N'[B] / (N - 1)``, is 1 for every A.

    References
    ----------
    Leslie, T. F. and Kronenfeld, B. J. (2011). The colocation quotient: a new measure of spatial
    association between categorical subsets of points. *Geographical Analysis* 43, 306-326.

    Examples
    --------
    >>> import geopandas as gpd
    >>> sites = gpd.GeoDataFrame({"kind": ["fab", "tool", "fab", "tool"]},
    ...     geometry=gpd.points_from_xy([130, 130.01, 131, 131.01], [33, 33, 33, 33]), crs=6668)
    >>> colocation_quotient(sites, "kind", permutations=99).matrix().loc["fab"].to_dict()
    {'fab': 0.0, 'tool': 1.5}
    """
    check_level(level)
    permutations = check_simulations(permutations)
    degrees = lonlat(points, least=2)
    labels = _categories(points, category)
    names = pd.unique(labels)
    names = names[label_order(names)]
    code = np.asarray(pd.Categorical(labels, categories=names).codes, dtype=np.intp)
    if len(names) == 1:
        raise DataError("All points are of one category.", "Give points of at least two.")
    order = canonical_order(degrees, code)
    task = _NearestKinds(degrees[order], code[order], len(names), tolerance_km)
    observed = task.neighbors(task.code)
    rng = np.random.default_rng(seed)
    null = np.array([task.neighbors(rng.permutation(task.code)) for _ in range(permutations)])
    pairwise = _pairwise(observed, null, task.count, names, level)
    expected = task.expected_same if task.expected_same > 0 else np.nan
    same = observed.trace() / expected
    same_null = np.trace(null, axis1=1, axis2=2) / expected
    low, high = np.quantile(same_null, [(1 - level) / 2, (1 + level) / 2])
    if pairwise["quotient"].isna().any():
        warn_degenerate("A category has one point: its quotient with itself is NaN.")
    return ColocationQuotient(
        global_quotient=float(same),
        global_p_value=float(_two_sided(same_null[:, None], np.array([same]))[0]),
        global_lower=float(low),
        global_upper=float(high),
        pairwise=pairwise,
        n=len(degrees),
        shared=task.shared,
        level=level,
        permutations=permutations,
        seed=seed,
    )


def _categories(
    points: gpd.GeoDataFrame | gpd.GeoSeries, category: str | ArrayLike
) -> NDArray[np.object_]:
    if isinstance(category, str):
        if category not in getattr(points, "columns", ()):
            raise DataError(f"There is no column {category!r}.", "Name a column of the points.")
        category = points[category]
    labels = np.asarray(beside(category, points.index), dtype=object)
    if labels.shape != (len(points),):
        raise DataError(
            f"There are {labels.size} categories for {len(points)} points.", "One each."
        )
    if pd.isna(labels).any():
        raise DataError("A point has no category.", "Fill it in or drop the point.")
    return labels


class _NearestKinds:
    """The nearest neighbors, place by place, and how many of each category are where."""

    def __init__(self, degrees: Floats, code: Indices, kinds: int, tolerance_km: float) -> None:
        places, self._place = np.unique(degrees, axis=0, return_inverse=True)
        self._place = self._place.ravel()
        self.code, self._kinds = code, kinds
        self._at = np.bincount(self._place, minlength=len(places))
        self.count = np.bincount(code, minlength=kinds).astype("float64")
        self.expected_same = float((self.count * (self.count - 1)).sum() / (len(code) - 1))
        self._near = _nearest_places(geocentric(places), self._at, tolerance_km)
        self._itself = self._near.diagonal()
        self._votes = self._near @ self._at - self._itself
        self.shared = int(self._at[self._votes > 1].sum())

    def neighbors(self, code: Indices) -> Floats:
        """Count points of A (rows) whose nearest neighbor is of B (columns), ties shared."""
        flat = self._place * self._kinds + code
        here = np.bincount(flat, minlength=len(self._at) * self._kinds)
        here = here.reshape(len(self._at), self._kinds).astype("float64")
        per_vote = here / self._votes[:, None]
        found = per_vote.T @ (self._near @ here)
        # a point is not its own neighbor
        found -= np.diag((per_vote * self._itself[:, None]).sum(axis=0))
        return np.asarray(found)


def _nearest_places(xyz: Floats, at: Indices, tolerance_km: float) -> csr_array:
    """Sparse matrix of ones: which places hold the nearest neighbors of each place's points."""
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

    n = len(xyz)
    alone = at == 1
    nearest = np.zeros(n)
    tree = cKDTree(xyz)
    if n > 1:
        nearest[alone] = tree.query(xyz[alone], k=2)[0][:, 1]
    found = tree.query_ball_point(xyz, nearest + tolerance_km, return_sorted=True)
    rows = np.repeat(np.arange(n), [len(some) for some in found])
    columns = np.concatenate([np.asarray(some, dtype=np.intp) for some in found])
    # a lone point's own place holds no neighbor of it
    keep = (rows != columns) | ~alone[rows]
    rows, columns = rows[keep], columns[keep]
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(n, n))


def _pairwise(
    observed: Floats, null: Floats, count: Floats, names: NDArray[np.object_], level: float
) -> pd.DataFrame:
    kinds = len(names)
    others = np.broadcast_to(count, (kinds, kinds)) - np.eye(kinds)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = (count.sum() - 1) / (count[:, None] * others)
    scale = np.where(np.isfinite(scale), scale, np.nan)
    flat = (null * scale).reshape(len(null), -1)
    quotient = (observed * scale).ravel()
    lower, upper = np.quantile(flat, [(1 - level) / 2, (1 + level) / 2], axis=0)
    p_value = _two_sided(flat, quotient)
    index = pd.MultiIndex.from_product([names, names], names=["from", "to"])
    rows, columns = np.divmod(np.arange(kinds * kinds), kinds)
    values = [count[rows].astype(int), count[columns].astype(int), observed.ravel(), quotient]
    values += [lower, upper, p_value, benjamini_hochberg(p_value)]
    return pd.DataFrame(dict(zip(_PAIR_COLUMNS, values, strict=True)), index=index)


def _two_sided(null: Floats, observed: Floats) -> Floats:
    """Twice the smaller tail, with sums that differ by rounding taken as equal."""
    hair = 1e-9 * np.maximum(1.0, np.abs(observed))
    below = (null <= observed + hair).sum(axis=0)
    above = (null >= observed - hair).sum(axis=0)
    p_value = np.minimum(1.0, 2 * (np.minimum(below, above) + 1) / (len(null) + 1))
    return np.where(np.isnan(observed), np.nan, p_value)
