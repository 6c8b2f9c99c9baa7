"""Degrees to the plane of a picture: equal-area projections of GRS80, and what to look at.

The nation is drawn in Albers' conic projection, a few prefectures in Lambert's azimuthal one about
their middle; in both, areas of the picture are true to each other. Okinawa and Amami, far from the
rest, stand in a frame of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import Proj

#: The islands from Amami to Yonaguni: west, south, east, north.
ISLANDS = (122.0, 23.5, 132.0, 28.7)
#: Those east of this, and those smaller than a share of the largest, don't widen their frame.
DAITO, LARGE = 130.8, 0.01
#: The Kurils lie east and north of this.
KURILS = (145.3, 43.33)
#: Islands of less than this share of all land don't widen the view of several prefectures,
SHARE_OF_ALL = 0.001
#: nor do those of less than this share the view of one;
SHARE_OF_ONE = 0.05
#: nor islands farther than this from the rest of several (meters).
GAP = 100_000.0
#: Sites within this distance of the view widen it (meters).
NEAR = 120_000.0
#: Areas over more degrees of latitude than this are drawn as the nation is.
WIDE = 5.0
#: Names are written into no more areas than this.
FEW = 12

Bounds = tuple[float, float, float, float]
_NATIONAL = "+proj=aea +lat_1=33 +lat_2=43 +lat_0=37 +lon_0=137 +ellps=GRS80 +units=m"
_LOCAL = "+proj=laea +lat_0={:.1f} +lon_0={:.1f} +ellps=GRS80 +units=m"


@dataclass(frozen=True)
class Projection:
    """An equal-area projection by its PROJ definition; ``kind`` is "albers" or "lambert"."""

    definition: str
    kind: str

    @cached_property
    def _proj(self) -> Proj:
        from pyproj import Proj

        return Proj(self.definition)

    def points(self, degrees: NDArray[np.floating]) -> NDArray[np.floating]:
        """Project longitudes and latitudes, shape (n, 2), to meters."""
        x, y = self._proj(degrees[:, 0], degrees[:, 1])
        return np.column_stack([x, y])

    def shapes(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        """Project geometries in degrees to meters."""
        projected: NDArray[np.object_] = shapely.transform(geometries, self.points)  # type: ignore[arg-type]
        return projected

    def convergence(self, degrees: tuple[float, float]) -> float:
        """Return the angle from the picture's "up" to north at a place, in degrees."""
        lon, lat = degrees
        low, high = self.points(np.array([[lon, lat - 0.05], [lon, lat + 0.05]]))
        return float(np.degrees(np.arctan2(high[0] - low[0], high[1] - low[1])))


@dataclass(frozen=True)
class View:
    """A part of the country in the plane: polygons in meters, and the box that is shown."""

    projection: Projection
    shapes: NDArray[np.object_]
    box: Bounds

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in meters."""
        west, south, east, north = self.box
        return east - west, north - south

    def holds(self, points: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Say which projected points lie in the box."""
        west, south, east, north = self.box
        inside: NDArray[np.bool_] = (
            (points[:, 0] >= west)
            & (points[:, 0] <= east)
            & (points[:, 1] >= south)
            & (points[:, 1] <= north)
        )
        return inside


def projection_for(bounds: Bounds) -> Projection:
    """Choose the projection for a box in degrees.

    Examples
    --------
    >>> projection_for((129.0, 31.0, 146.0, 45.6)).kind, projection_for((130, 32, 131, 33)).kind
    ('albers', 'lambert')
    """
    west, south, east, north = bounds
    if north - south > WIDE:
        return Projection(_NATIONAL, "albers")
    return Projection(_LOCAL.format((south + north) / 2, (west + east) / 2), "lambert")


def on_islands(degrees: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Say which places, shape (n, 2), lie on the islands from Amami to Yonaguni.

    Examples
    --------
    >>> naha, amami, tanegashima, ogasawara = (127.7, 26.2), (129.5, 28.4), (131, 30.6), (142.2, 27)
    >>> on_islands(np.array([naha, amami, tanegashima, ogasawara])).tolist()
    [True, True, False, False]
    """
    west, south, east, north = ISLANDS
    x, y = degrees[:, 0], degrees[:, 1]
    found: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return found


def views(
    areas: gpd.GeoDataFrame,
    shown: NDArray[np.bool_],
    points: NDArray[np.floating],
    prefectures: Sequence[str],
) -> tuple[View, View | None]:
    """Return the main view, and that of Okinawa and Amami where they are shown beside others.

    What stands in the second view does not stand in the first.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        All areas, in degrees, indexed by code.
    shown : numpy.ndarray of bool
        Those to look at; the others are context.
    points : numpy.ndarray, shape (n, 2)
        Marks, in degrees, that shall not fall off the edge.
    prefectures : sequence of str
        Code of the prefecture that each area lies in.
    """
    parts, owner = shapely.get_parts(areas.geometry.to_numpy(), return_index=True)
    islands = on_islands(shapely.get_coordinates(shapely.centroid(parts)))
    there, here = shown[owner] & islands, shown[owner] & ~islands
    homes = np.asarray(prefectures)[owner]
    both = bool(there.any() and here.any())
    looked_at = here if both else here | there
    framing = _framing(parts[looked_at], homes[looked_at])
    away = on_islands(points) if both else np.zeros(len(points), bool)
    shapes = (
        _put_together(parts, owner, ~islands, len(areas)) if both else areas.geometry.to_numpy()
    )
    main = _view(shapes, framing, points[~away])
    if not both:
        return main, None
    group = parts[there]
    large = shapely.area(group) >= LARGE * shapely.area(group).max()
    near = shapely.bounds(group)[:, 2] < DAITO
    apart = _put_together(parts, owner, islands, len(areas))
    framing = group[large & near] if (large & near).any() else group
    return main, _view(apart, framing, points[away], margin=0.05)


def _put_together(
    parts: NDArray[np.object_], owner: NDArray[np.intp], kept: NDArray[np.bool_], n: int
) -> NDArray[np.object_]:
    """Return the areas of those parts that are kept."""
    shapes: NDArray[np.object_] = np.full(n, shapely.MultiPolygon(), object)
    found = shapely.multipolygons(parts[kept], indices=_dense(owner[kept]))
    shapes[np.unique(owner[kept])] = found
    return shapes


def _dense(numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    found: NDArray[np.intp] = np.unique(numbers, return_inverse=True)[1]
    return found


def _view(
    degrees: NDArray[np.object_],
    framing: NDArray[np.object_],
    points: NDArray[np.floating],
    margin: float = 0.03,
) -> View:
    """Return the view of polygons in degrees that holds those of ``framing``."""
    projection = projection_for(tuple(shapely.total_bounds(framing)))
    shapes = projection.shapes(degrees)
    west, south, east, north = shapely.total_bounds(projection.shapes(framing))
    marks = projection.points(points) if len(points) else points
    near = View(projection, shapes, (west - NEAR, south - NEAR, east + NEAR, north + NEAR))
    marks = marks[near.holds(marks)] if len(marks) else marks
    if len(marks):
        west, south = np.minimum((west, south), marks.min(axis=0))
        east, north = np.maximum((east, north), marks.max(axis=0))
    room = margin * max(east - west, north - south)
    box = tuple(map(float, (west - room, south - room, east + room, north + room)))
    return View(projection, _simplified(shapes, box), box)  # type: ignore[arg-type]


def _framing(parts: NDArray[np.object_], homes: NDArray[np.str_]) -> NDArray[np.object_]:
    """Return the larger parts that hang together in each prefecture.

    Far islands don't set the frame: nor do the islands off Nemuro.
    """
    plane = Projection(_NATIONAL, "albers").shapes(parts)
    # what touches is one island
    tree = shapely.STRtree(plane)
    island = _connected(tree.query(plane, predicate="intersects"), len(plane))
    size = np.bincount(island, shapely.area(plane))
    one = len({*homes}) == 1
    west, south = shapely.bounds(parts)[:, :2].T
    kurils = (west > KURILS[0]) & (south > KURILS[1])
    kept = size[island] >= (SHARE_OF_ONE if one else SHARE_OF_ALL) * size.sum()
    kept &= ~kurils | kurils.all()
    if not one:
        chosen = plane[kept]
        group = _connected(
            shapely.STRtree(chosen).query(chosen, predicate="dwithin", distance=GAP), len(chosen)
        )
        area = shapely.area(chosen)
        mainland = set()
        for home in np.unique(homes[kept]):
            mine = homes[kept] == home
            mainland.add(int(np.argmax(np.bincount(group[mine], area[mine]))))
        kept[np.flatnonzero(kept)[~np.isin(group, list(mainland))]] = False
    if not kept.any():
        kept[:] = True
    framing: NDArray[np.object_] = parts[kept]
    return framing


def _connected(pairs: NDArray[np.intp], n: int) -> NDArray[np.intp]:
    """Return the number of the group that each of ``n`` things hangs together with."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(pairs[0])), (pairs[0], pairs[1])), shape=(n, n))
    found: NDArray[np.intp] = connected_components(links, directed=False)[1]
    return found


def _simplified(shapes: NDArray[np.object_], box: Bounds) -> NDArray[np.object_]:
    """Leave out corners that no picture of the box would show; common borders stay common."""
    west, south, east, north = box
    fine = max(east - west, north - south) / 2200
    simplified: NDArray[np.object_] = shapely.coverage_simplify(shapes, fine)
    return simplified
