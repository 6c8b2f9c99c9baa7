"""Which area a point lies in: a table for the cells inside one area, an exact test for the rest.

Japan is cut into cells. A cell that no border comes near lies wholly inside one area, or wholly
outside all, so that a point in it needs no test. Cells near a border are cut once more; points in
the pieces that a border touches are tested against the polygons. The answer is the same as
testing every point, and takes a fraction of the time.

The rule: a point belongs to the area with the lowest code of those whose polygons, borders
included, it touches. So a point on a border or a corner belongs to one area, always the same.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from clustermap.counting.marks import OUTSIDE, TO_TEST
from clustermap.japan import KM_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.counting.placement import Placer

    Test = Callable[[np.ndarray, np.ndarray], np.ndarray]

#: Points this near to an area belong to it, if they lie in no other.
NEAR_KM = 0.3
#: Degrees of a cell, and into how many pieces a side of it is cut near a border.
CELL = 0.02
PIECES = 16
#: Cells are widened by this part of themselves, so that rounding never matters.
MARGIN = 1e-6
#: Table cells at most; wider areas than Japan get larger cells.
MOST_CELLS = 8_000_000


@dataclass(eq=False)
class AreaGrid:
    """Areas, ordered by code, and what finds the one that a point lies in.

    Parameters
    ----------
    shapes : numpy.ndarray
        Polygons in degrees, in the order of their codes.
    pieces : int
        Into how many pieces a side of a cell near a border is cut; 0 tests every point.
    others : numpy.ndarray, optional
        Land that is none of the areas: a point there is in no area, however near one is.
    placer : Placer, optional
        What places rows without a point by what they state.
    """

    shapes: np.ndarray
    pieces: int = PIECES
    others: np.ndarray = field(default_factory=lambda: np.empty(0, object))
    placer: Placer | None = None
    _lock: Any = field(default_factory=threading.Lock, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        # a lock can't travel, and prepared polygons and trees are cheaper made than sent
        kept = {name: getattr(self, name) for name in ("shapes", "pieces", "others", "placer")}
        if "grid" in self.__dict__:
            kept["grid"] = self.grid
        return kept

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.Lock()

    @cached_property
    def grid(self) -> CellTable | None:
        """The table of cells; None where every point is tested."""
        return CellTable.of(self.shapes, self.pieces, self.test) if self.pieces else None

    @cached_property
    def _tree(self) -> shapely.STRtree:
        shapely.prepare(self.shapes)
        return shapely.STRtree(self.shapes)

    @cached_property
    def _other_land(self) -> shapely.STRtree:
        shapely.prepare(self.others)
        return shapely.STRtree(self.others)

    def place(self, lon: np.ndarray, lat: np.ndarray, test: Test | None = None) -> np.ndarray:
        """Return the number of the area that each point lies in; ``OUTSIDE`` for none.

        Parameters
        ----------
        lon, lat : numpy.ndarray
            Degrees; finite.
        test : callable, optional
            What tests points near a border; else :meth:`test`.

        Examples
        --------
        >>> two = AreaGrid(np.array([shapely.box(130, 30, 131, 31), shapely.box(131, 30, 132, 31)]))
        >>> two.place(np.array([130.5, 131.0, 131.5, 140.0]), np.full(4, 30.5)).tolist()
        [0, 0, 1, -2]
        """
        test = test or self.test
        if self.grid is None:
            return test(lon, lat)
        found = self.grid.look_up(lon, lat)
        near = np.flatnonzero(found == TO_TEST)
        if len(near):
            found[near] = test(lon[near], lat[near])
        return found

    def take_near(self, lon: np.ndarray, lat: np.ndarray, found: np.ndarray) -> int:
        """Give points just outside all areas to the nearest, as a map of sites does.

        Quays and reclaimed land lie outside older outlines.

        Parameters
        ----------
        lon, lat : numpy.ndarray
            Degrees; finite.
        found : numpy.ndarray
            What :meth:`place` says of them; changed.

        Returns
        -------
        int
            How many were given to an area.

        Examples
        --------
        >>> two = AreaGrid(np.array([shapely.box(130, 30, 131, 31), shapely.box(131, 30, 132, 31)]))
        >>> found = np.array([OUTSIDE, OUTSIDE])
        >>> two.take_near(np.array([129.998, 129.99]), np.array([30.5, 30.5]), found)
        1
        >>> found.tolist()
        [0, -2]
        """
        outside = np.flatnonzero(found == OUTSIDE)
        if not len(outside):
            return 0
        points = np.asarray(shapely.points(lon[outside], lat[outside]))
        with self._lock:
            which, area = self._tree.query_nearest(
                points, max_distance=2 * NEAR_KM / KM_PER_DEGREE, all_matches=False
            )
            if len(self.others):
                elsewhere = self._other_land.query(points[which], predicate="intersects")[0]
                here = np.ones(len(which), bool)
                here[elsewhere] = False
                which, area = which[here], area[here]
        lines = shapely.shortest_line(points[which], self.shapes[area])
        ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
        east, north = (ends[:, 1] - ends[:, 0]).T
        km = np.hypot(east * np.cos(np.radians(ends[:, 0, 1])), north) * KM_PER_DEGREE
        near = km <= NEAR_KM
        found[outside[which[near]]] = area[near]
        return int(near.sum())

    def test(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Test points against the polygons: the first area that each touches."""
        found = np.full(len(lon), len(self.shapes), np.int32)
        # GEOS finishes a prepared polygon at its first use: not in two threads at once
        with self._lock:
            which, area = self._tree.query(shapely.points(lon, lat))
            order = np.argsort(area, kind="stable")  # one polygon after the other stays in cache
            which, area = which[order], area[order]
            touched = shapely.intersects_xy(self.shapes[area], lon[which], lat[which])
        np.minimum.at(found, which[touched], area[touched].astype(np.int32))
        found[found == len(self.shapes)] = OUTSIDE
        return found


@dataclass(frozen=True, eq=False)
class CellTable:
    """The table: cells of ``step`` degrees from ``west, south``; ``fine`` has the pieces.

    ``coarse`` holds an area's number, ``OUTSIDE``, or ``TO_TEST - 1 - n`` for the n-th cell that
    is cut; ``fine[n]`` has its pieces, of which ``TO_TEST`` are near a border.
    """

    west: float
    south: float
    step: float
    coarse: np.ndarray
    fine: np.ndarray

    @classmethod
    def of(cls, shapes: np.ndarray, pieces: int, test: Test) -> CellTable:
        """Make the table of areas."""
        west, south, east, north = shapely.total_bounds(shapes)
        step = CELL
        while (east - west) / step * ((north - south) / step) > MOST_CELLS:
            step *= 2
        west, south = west - step, south - step
        size = int((north - south) / step) + 3, int((east - west) / step) + 3
        starts, ends = _segments(shapes)
        corner = np.array([west, south])
        marked = np.zeros(size, bool)
        for row, column in _touched((starts - corner) / step, (ends - corner) / step):
            marked[row, column] = True
        coarse = _filled(marked[np.newaxis], corner[np.newaxis], step, test)[0]
        cut = np.flatnonzero(marked)
        coarse.flat[cut] = TO_TEST - 1 - np.arange(len(cut), dtype=np.int32)
        near = np.zeros((len(cut), pieces, pieces), bool)
        small = step / pieces
        for row, column in _touched((starts - corner) / small, (ends - corner) / small):
            tile = TO_TEST - 1 - coarse[row // pieces, column // pieces]
            here = tile >= 0
            near[tile[here], row[here] % pieces, column[here] % pieces] = True
        rows, columns = np.divmod(cut, size[1])
        corners = np.column_stack([west + columns * step, south + rows * step])
        fine = _filled(near, corners, small, test)
        fine[near] = TO_TEST
        kind = np.int16 if len(shapes) < np.iinfo(np.int16).max else np.int32
        return cls(west, south, step, coarse, fine.astype(kind))

    def look_up(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Return what the table says of each point: an area, ``OUTSIDE`` or ``TO_TEST``."""
        x, y = (lon - self.west) / self.step, (lat - self.south) / self.step
        height, width = self.coarse.shape
        # points far away fall into the empty cells along the edge
        np.clip(x, 0, width - 0.5, out=x)
        np.clip(y, 0, height - 0.5, out=y)
        column, row = x.astype(np.int32), y.astype(np.int32)
        found: np.ndarray = self.coarse.ravel()[row * np.int32(width) + column]
        cut = np.flatnonzero(found < TO_TEST)
        if len(cut):
            pieces = self.fine.shape[1]
            inner_x = ((x[cut] - column[cut]) * pieces).astype(np.int32)
            inner_y = ((y[cut] - row[cut]) * pieces).astype(np.int32)
            tile = (TO_TEST - 1 - found[cut]).astype(np.int64)
            found[cut] = self.fine.ravel()[(tile * pieces + inner_y) * pieces + inner_x]
        return found


def _segments(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the two ends of every piece of border."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return points[:-1][same], points[1:][same]


def _touched(starts: np.ndarray, ends: np.ndarray) -> Any:
    """Yield rows and columns of the cells that pieces of border may touch (in units of cells).

    Each piece is cut until it spans less than a cell each way; then the cells of the four corners
    of its box, widened a little, are all that it can touch.
    """
    longest = np.abs(ends - starts).max(axis=1)
    parts = np.maximum(np.ceil(longest * 1.01).astype(np.int64), 1)
    block = max(1, 2_000_000 // max(1, int(parts.mean())))
    for at in range(0, len(parts), block):
        some = parts[at : at + block]
        owner = np.repeat(np.arange(len(some)), some)
        step = np.arange(len(owner)) - np.repeat(np.cumsum(some) - some, some)
        start, span = starts[at : at + block][owner], (ends - starts)[at : at + block][owner]
        first = start + span * (step / some[owner])[:, np.newaxis]
        last = start + span * ((step + 1) / some[owner])[:, np.newaxis]
        low = np.floor(np.minimum(first, last) - MARGIN).astype(np.int64)
        high = np.floor(np.maximum(first, last) + MARGIN).astype(np.int64)
        for columns in (low[:, 0], high[:, 0]):
            for rows in (low[:, 1], high[:, 1]):
                yield rows, columns


def _filled(marked: np.ndarray, corners: np.ndarray, step: float, test: Test) -> np.ndarray:
    """Say what the unmarked cells lie in, one test for each patch of them that hang together.

    ``marked`` has tiles of cells; ``corners`` the south-west corner of each tile. No border
    crosses between two neighbors that are both unmarked, so a patch lies in one area.
    """
    from scipy import ndimage

    joined = np.zeros((3, 3, 3), bool)
    joined[1, 1, :] = joined[1, :, 1] = True  # neighbors within a tile, not across tiles
    patches, many = ndimage.label(~marked, structure=joined)
    one = np.zeros(many + 1, np.int64)  # of each patch, to stand for it
    one[patches.ravel()] = np.arange(patches.size)
    tile, row, column = np.unravel_index(one[1:], marked.shape)
    middle = corners[tile] + (np.column_stack([column, row]) + 0.5) * step
    answers = np.full(many + 1, OUTSIDE, np.int32)
    if many:
        answers[1:] = test(middle[:, 0], middle[:, 1])
    filled: np.ndarray = answers[patches]
    return filled
