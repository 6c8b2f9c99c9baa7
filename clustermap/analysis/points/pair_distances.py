"""Histograms of the distances between all pairs of points, without a matrix of them.

Two ways: exact (every pair, in blocks that fit the cache, two threads sharing the work between
simulations) and on a grid (points counted into cells of a local projection, all pairs at once by
fast Fourier transform), whose cost does not grow with the number of pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap.analysis.points.geocentric import along_main_axis, geocentric, to_ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.analysis.concentration.count_tables import Floats

    Indices = NDArray[np.intp]

_BLOCK = 96
_OTHERS = 2048
_FINE_BINS = 16_384
# more cells than this take a second or more a simulation
_LARGEST_GRID = 4_000_000


@dataclass(frozen=True)
class Bins:
    """Bins of equal width in straight-line distance, and one for all that is farther."""

    width: float
    count: int

    @property
    def middles(self) -> Floats:
        """Middle of each bin."""
        return np.asarray((np.arange(self.count) + 0.5) * self.width)


class ExactPairs:
    """Pair histograms of subsets of sites, every pair measured.

    Parameters
    ----------
    xyz : numpy.ndarray
        n x 3, kilometres, ordered along ``axis``.
    axis : numpy.ndarray
        Position of each site along the direction of that order, increasing: sites farther apart
        along it than the last bin need no measuring.

    Notes
    -----
    Coordinates are kept relative to their mean in 32 bits: within 2,500 km of it, that is
    0.25 m at most.
    """

    def __init__(self, xyz: Floats, axis: Floats) -> None:
        centered = (xyz - xyz.mean(axis=0)).astype(np.float32)
        self._columns = [np.ascontiguousarray(centered[:, k]) for k in range(3)]
        self._axis = axis

    def histogram(self, sites: Indices, bins: Bins, weights: Floats | None = None) -> Floats:
        """Count pairs (or add up products of weights) of the sites, given in increasing order."""
        columns = [column[sites] for column in self._columns]
        axis = self._axis[sites]
        reach = np.searchsorted(axis, axis + bins.width * bins.count, side="right")
        counts = np.zeros(bins.count)
        scale = np.float32(1 / bins.width)
        n = len(sites)
        for start in range(0, n, _BLOCK):
            stop = min(start + _BLOCK, n)
            within = self.block(columns, (start, stop), (start, stop), bins, scale, weights)
            within[0] -= stop - start if weights is None else (weights[start:stop] ** 2).sum()
            counts += within / 2
            end = int(reach[stop - 1])
            if end > stop:
                counts += self.block(columns, (start, stop), (stop, end), bins, scale, weights)
        return counts

    @staticmethod
    def block(
        columns: list[NDArray[np.float32]],
        rows: tuple[int, int],
        others: tuple[int, int],
        bins: Bins,
        scale: np.float32,
        weights: Floats | None,
    ) -> Floats:
        """Count the pairs of two ranges of sites, those too far apart in a bin of their own."""
        shape = (rows[1] - rows[0], others[1] - others[0])
        squares, gap = np.zeros(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
        for column in columns:
            np.subtract(
                column[rows[0] : rows[1], None], column[None, others[0] : others[1]], out=gap
            )
            np.multiply(gap, gap, out=gap)
            np.add(squares, gap, out=squares)
        np.sqrt(squares, out=squares)
        np.multiply(squares, scale, out=squares)
        np.minimum(squares, np.float32(bins.count), out=squares)
        flat = squares.ravel().astype(np.intp)
        if weights is None:
            return np.bincount(flat, minlength=bins.count + 1)[:-1].astype("float64")
        products = weights[rows[0] : rows[1], None] * weights[None, others[0] : others[1]]
        summed = np.bincount(flat, weights=products.ravel(), minlength=bins.count + 1)
        return np.asarray(summed[:-1], dtype="float64")


def counts_around(xyz: Floats, references: int, chords: Floats) -> Floats:
    """Count pairs of one of the first sites and any other within each distance.

    Parameters
    ----------
    xyz : numpy.ndarray
        n x 3, kilometers.
    references : int
        How many of the sites, from the first on, are reference points.
    chords : numpy.ndarray
        Straight-line distances, increasing.

    Returns
    -------
    numpy.ndarray
        One count a distance. Pairs are counted into bins of a 16,384th of the largest distance,
        and evenly within the bin that a distance cuts.

    Examples
    --------
    >>> xyz = np.array([[0.0, 0, 0], [3, 0, 0], [0, 9, 0]])
    >>> counts_around(xyz, 1, np.array([5.0, 10.0])).round(6).tolist()
    [1.0, 2.0]
    """
    order, axis = along_main_axis(xyz)
    from_references = np.flatnonzero(order < references)
    reach = float(chords[-1])
    bins = Bins(max(reach, 1e-9) * (1 + 1e-6) / _FINE_BINS, _FINE_BINS)
    left = np.searchsorted(axis, axis[from_references] - reach, side="left")
    right = np.searchsorted(axis, axis[from_references] + reach, side="right")
    centered = (xyz - xyz.mean(axis=0)).astype(np.float32)[order]
    columns = [np.concatenate([column[from_references], column]) for column in centered.T]
    scale = np.float32(1 / bins.width)
    counts = np.zeros(bins.count)
    for start in range(0, references, _BLOCK):
        stop = min(start + _BLOCK, references)
        end = int(right[stop - 1])
        for begin in range(int(left[start]), end, _OTHERS):
            others = (references + begin, references + min(begin + _OTHERS, end))
            counts += ExactPairs.block(columns, (start, stop), others, bins, scale, None)
    counts[0] -= references
    edges = np.arange(bins.count + 1) * bins.width
    return np.asarray(np.interp(chords, edges, np.concatenate([[0.0], np.cumsum(counts)])))


class GridPairs:
    """Pair histograms of subsets of sites, counted into square cells first.

    Parameters
    ----------
    degrees : numpy.ndarray
        Longitudes and latitudes of all sites, n x 2.
    cell_km : float
        Side of a cell; made larger where the grid would not fit memory.
    reach_km : float
        Distances beyond this are not needed.

    Attributes
    ----------
    cell_km : float
        The side used. A site moves by at most 0.71 of it, a distance errs by 0.41 of it (root
        mean square).
    """

    def __init__(self, degrees: Floats, cell_km: float, reach_km: float) -> None:
        from scipy.fft import next_fast_len

        flat = equidistant(degrees)
        centered = flat - flat.mean(axis=0)
        _, vectors = np.linalg.eigh(centered.T @ centered)
        turned = centered @ vectors
        turned -= turned.min(axis=0)
        extent = turned.max(axis=0)
        while True:
            pad = int(np.ceil(reach_km / cell_km)) + 1
            shape = [next_fast_len(int(side / cell_km) + 1 + pad, real=True) for side in extent]
            if shape[0] * shape[1] <= _LARGEST_GRID:
                break
            cell_km *= 1.1
        self.cell_km = cell_km
        self._shape = (shape[0], shape[1])
        cells = (turned / cell_km).astype(np.intp)
        cell = cells[:, 0] * shape[1] + cells[:, 1]
        self._occupied, self._cell = np.unique(cell, return_inverse=True)
        rows = np.minimum(np.arange(shape[0]), shape[0] - np.arange(shape[0]))
        self._rows = np.flatnonzero(rows <= pad)
        columns = np.arange(min(pad, shape[1] // 2) + 1)
        self._columns = len(columns)
        self._distance = cell_km * np.hypot(rows[self._rows][:, None], columns[None, :])
        # mean distance of two points of one cell
        self._distance[0, 0] = 0.5214 * cell_km
        # each lag stands for itself and its opposite, except those that are their own mirror
        self._share = np.where(columns == 0, 0.5, 1.0)[None, :]

    def histogram(self, sites: Indices, bins: Bins, weights: Floats | None = None) -> Floats:
        """Count pairs (or add up products of weights) of the sites by distance on the ground."""
        from scipy.fft import irfft2, rfft2

        # 32 bits halve time and memory; what they round is far below what the cells move
        grid = np.zeros(self._shape, dtype=np.float32)
        inside = np.bincount(self._cell[sites], weights=weights, minlength=len(self._occupied))
        grid.ravel()[self._occupied] = inside
        spectrum = rfft2(grid, workers=1)
        power = spectrum.real**2 + spectrum.imag**2
        lags = irfft2(power, s=self._shape, workers=1)[self._rows, : self._columns]
        if weights is None:
            lags = np.rint(lags)
        lags = lags.astype("float64") * self._share
        self_pairs = len(sites) if weights is None else float((weights**2).sum())
        lags[0, 0] -= self_pairs / 2
        index = np.minimum(self._distance / bins.width, bins.count).astype(np.intp)
        counts = np.bincount(index.ravel(), weights=lags.ravel(), minlength=bins.count + 1)[:-1]
        return np.maximum(counts, 0.0)

    def smoothing_correction(self, bandwidth: float) -> float:
        """Bandwidth that, with the spread which the cells add (Sheppard), makes up the wanted."""
        return float(np.sqrt(max(bandwidth**2 - self.cell_km**2 / 6, (bandwidth / 4) ** 2)))


def equidistant(degrees: Floats) -> Floats:
    """Project to kilometres, azimuthal equidistant around the middle of the points."""
    from pyproj import Transformer

    middle = (degrees.min(axis=0) + degrees.max(axis=0)) / 2
    project = Transformer.from_crs(
        "EPSG:6668",
        f"+proj=aeqd +lon_0={middle[0]:.6f} +lat_0={middle[1]:.6f} +ellps=GRS80 +units=km",
        always_xy=True,
    )
    x, y = project.transform(degrees[:, 0], degrees[:, 1])
    return np.column_stack([x, y])


def projection_error(degrees: Floats, reach_km: float, radius: float, seed: list[int]) -> float:
    """Measure the mean relative error of projected distances on a sample of pairs in reach."""
    rng = np.random.default_rng(seed)
    one, two = rng.integers(0, len(degrees), (2, 4000))
    xyz, flat = geocentric(degrees), equidistant(degrees)
    true = to_ground(np.linalg.norm(xyz[one] - xyz[two], axis=1), radius)
    near = (true > 0) & (true <= reach_km)
    plane = np.linalg.norm(flat[one] - flat[two], axis=1)
    return float(np.abs(plane[near] / true[near] - 1).mean()) if near.any() else 0.0
