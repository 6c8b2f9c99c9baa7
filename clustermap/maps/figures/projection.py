"""Degrees to the plane of a picture: equal-area projections of GRS80, and what to look at.

The nation is drawn in Albers' conic projection, a few prefectures in Lambert's azimuthal one about
their middle; in both, areas of the picture are true to each other. Groups of islands that the
frame does not reach stand in frames of their own (``islands.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap.maps.figures.islands import among, groups_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import Proj

    from clustermap.maps.figures.islands import Bounds, IslandGroup

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
#: Room about what sets the frame, as a share of its longer side.
MARGIN = 0.03
#: Names are written into no more areas than this.
FEW = 12

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
    #: The islands that stand here and nowhere else, if it is an inset.
    group: IslandGroup | None = None

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


def views(
    areas: gpd.GeoDataFrame,
    shown: NDArray[np.bool_],
    points: NDArray[np.floating],
    prefectures: Sequence[str],
) -> tuple[View, tuple[View, ...]]:
    """Return the main view, and those of the islands shown that it does not reach.

    What stands in an inset does not stand in the main view.

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
    homes = np.asarray(prefectures)[owner]
    middles = shapely.get_coordinates(shapely.centroid(parts))
    groups = groups_of(middles[shown[owner]], homes[shown[owner]])
    looked_at = shown[owner] & (among(groups, middles) < 0)
    land = shapely.area(parts) * shown[owner]
    if land[looked_at].sum() < SHARE_OF_ONE * land.sum():  # the islands themselves are the map
        groups, looked_at = (), shown[owner]
    framing = _framing(parts[looked_at], homes[looked_at])
    projection = projection_for(tuple(shapely.total_bounds(framing)))
    box = _box(projection, framing, points[among(groups, points) < 0])
    reached = View(projection, parts, box)
    beyond = tuple(
        group for group in groups
        if not _holds_land(reached, parts[shown[owner] & group.holds(middles)])
    )  # fmt: skip
    where = among(beyond, middles)
    main = replace(reached, shapes=_put_together(parts, owner, where < 0, len(areas)))
    insets = []
    for at, group in enumerate(beyond):
        own = projection_for(group.box)
        shapes = _put_together(parts, owner, where == at, len(areas))
        inset = View(own, shapes, _box_around(own, group.box), group)
        insets.append(_drawn(inset))
    return _drawn(main), tuple(insets)


def _holds_land(view: View, land: NDArray[np.object_]) -> bool:
    west, south, east, north = shapely.total_bounds(view.projection.shapes(land))
    return bool(view.holds(np.array([[west, south], [east, north]])).all())


def _box_around(projection: Projection, box: Bounds) -> Bounds:
    """Return the box in the plane of one in degrees."""
    edge = shapely.segmentize(shapely.box(*box), 0.2)
    west, south, east, north = shapely.bounds(projection.shapes(np.array([edge])))[0]
    return float(west), float(south), float(east), float(north)


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


def _box(
    projection: Projection, framing: NDArray[np.object_], points: NDArray[np.floating]
) -> Bounds:
    """Return the box of polygons in degrees, with the marks near them."""
    west, south, east, north = shapely.total_bounds(projection.shapes(framing))
    if len(points):
        marks = projection.points(points)
        near = View(projection, framing, (west - NEAR, south - NEAR, east + NEAR, north + NEAR))
        marks = marks[near.holds(marks)]
        if len(marks):
            west, south = np.minimum((west, south), marks.min(axis=0))
            east, north = np.maximum((east, north), marks.max(axis=0))
    room = MARGIN * max(east - west, north - south)
    return float(west - room), float(south - room), float(east + room), float(north + room)


def _drawn(view: View) -> View:
    """Bring the polygons of a view, in degrees, into its plane, as fine as it shows them."""
    return replace(view, shapes=_simplified(view.projection.shapes(view.shapes), view.box))


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
