"""Degrees to the plane of a picture: equal-area projections of GRS80, and what to look at.

The nation is drawn in Albers' conic projection, a few prefectures in Lambert's azimuthal one about
their middle; in both, areas of the picture are true to each other. Okinawa, far from the rest,
stands in a frame, at the same scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import Proj

#: Drawn in a frame beside other prefectures.
OKINAWA = "47"
#: Islands of less than this share of all land don't widen the view of several prefectures,
SHARE_OF_ALL = 0.001
#: nor do those of less than this share the view of one;
SHARE_OF_ONE = 0.05
#: nor islands farther than this from the rest (meters).
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


def projection_for(areas: gpd.GeoDataFrame) -> Projection:
    """Choose the projection for the areas shown."""
    offices = areas[["office_lon", "office_lat"]].to_numpy(float)
    if np.ptp(offices[:, 1]) > WIDE:
        return Projection(_NATIONAL, "albers")
    lon, lat = (offices.min(axis=0) + offices.max(axis=0)) / 2
    return Projection(_LOCAL.format(lat, lon), "lambert")


def views(
    areas: gpd.GeoDataFrame,
    shown: NDArray[np.bool_],
    points: NDArray[np.floating],
    okinawa: NDArray[np.bool_],
) -> tuple[View, View | None]:
    """Return the main view, and Okinawa's where it is shown beside others.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        All areas, in degrees, with ``office_lon, office_lat``, indexed by code.
    shown : numpy.ndarray of bool
        Those to look at; the others are context.
    points : numpy.ndarray, shape (n, 2)
        Marks, in degrees, that shall not fall off the edge.
    okinawa : numpy.ndarray of bool
        Which areas lie in Okinawa.
    """
    apart = okinawa & shown
    main = shown & ~apart if (shown & ~apart).any() else shown
    first = _view(areas, main, points)
    if not (apart.any() and main is not shown):
        return first, None
    return first, _view(areas, apart, points, main=False)


def _view(
    areas: gpd.GeoDataFrame,
    shown: NDArray[np.bool_],
    points: NDArray[np.floating],
    *,
    main: bool = True,
) -> View:
    chosen = areas[shown]
    projection = projection_for(chosen)
    shapes = projection.shapes(areas.geometry.to_numpy())
    offices = projection.points(chosen[["office_lon", "office_lat"]].to_numpy(float))
    west, south, east, north = _main_box(shapes[shown], offices)
    marks = projection.points(points) if len(points) else points
    near = View(projection, shapes, (west - NEAR, south - NEAR, east + NEAR, north + NEAR))
    marks = marks[near.holds(marks)] if len(marks) else marks
    if len(marks):
        west, south = np.minimum((west, south), marks.min(axis=0))
        east, north = np.maximum((east, north), marks.max(axis=0))
    margin = (0.03 if main else 0.07) * max(east - west, north - south)
    box = (west - margin, south - margin, east + margin, north + margin)
    return View(projection, _simplified(shapes, box), tuple(map(float, box)))  # type: ignore[arg-type]


def _main_box(shapes: NDArray[np.object_], offices: NDArray[np.floating]) -> Bounds:
    """Return the box of the larger parts that hang together with a prefectural office."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    parts = shapely.get_parts(shapes)
    size = shapely.area(parts)
    least = (SHARE_OF_ONE if len(shapes) == 1 else SHARE_OF_ALL) * size.sum()
    with_office = shapely.STRtree(parts).query_nearest(shapely.points(offices))[1]
    kept = size >= least
    kept[with_office] = True
    if len(shapes) > 1:
        tree = shapely.STRtree(parts[kept])
        a, b = tree.query(parts[kept], predicate="dwithin", distance=GAP)
        links = coo_array((np.ones(len(a)), (a, b)), shape=(kept.sum(), kept.sum()))
        _, group = connected_components(links, directed=False)
        number = np.cumsum(kept) - 1
        near = np.isin(group, group[number[with_office]])
        kept[np.flatnonzero(kept)[~near]] = False
    west, south, east, north = shapely.total_bounds(parts[kept])
    return float(west), float(south), float(east), float(north)


def _simplified(shapes: NDArray[np.object_], box: Bounds) -> NDArray[np.object_]:
    """Leave out corners that no picture of the box would show; common borders stay common."""
    west, south, east, north = box
    fine = max(east - west, north - south) / 2200
    simplified: NDArray[np.object_] = shapely.coverage_simplify(shapes, fine)
    return simplified
