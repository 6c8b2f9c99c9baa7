"""Which polygons touch, whatever their file was simplified with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod

from clustermap.errors import DataError
from clustermap.japan import JGD2011

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.analysis.weights.adjacency import IntArray

TOLERANCE_M = 50.0
# conformal: within a few hundred meters, the nearest points on it are the nearest on the ground
_MERCATOR = "EPSG:3395"
_HIGHEST_LATITUDE = 85.0


def touching_pairs(areas: gpd.GeoDataFrame, tolerance: float = TOLERANCE_M) -> IntArray:
    """Find the pairs of polygons that touch, overlap or come within ``tolerance`` meters.

    Parameters
    ----------
    areas : GeoDataFrame, n rows
        Polygons in any CRS. Without a CRS, only polygons that truly touch or overlap count:
        meters mean nothing then.
    tolerance : float
        Meters on the GRS80 ellipsoid. 50 m closes the gaps of files whose polygons were
        simplified one by one with up to about 50 m; no two prefectures of Japan that have
        water between them come so close (the nearest, Hiroshima and Ehime, 270 m).

    Returns
    -------
    ndarray of int, shape (pairs, 2)
        Row positions, the first smaller than the second. Rows without geometry touch nothing.

    Raises
    ------
    DataError
        A tolerance that is negative or not a number, or polygons nearer to a pole than 5
        degrees.
    """
    if not tolerance >= 0:
        raise DataError(f"Tolerance {tolerance} is not a distance.", "Give meters, 0 or more.")
    if areas.crs is None:
        shapes = areas.geometry.to_numpy()
        first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        below = first < second
        return np.column_stack([first[below], second[below]])
    shapes = areas.geometry.to_crs(JGD2011).to_crs(_MERCATOR).to_numpy()
    latitude = _highest_latitude(areas)
    # Mercator stretches by 1 / cos(latitude): the largest stretch finds every candidate
    reach = tolerance / np.cos(np.radians(latitude)) * 1.01
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=reach)
    below = first < second
    pairs = np.column_stack([first[below], second[below]])
    if not len(pairs):
        return pairs
    gaps = _gap_in_meters(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    near: IntArray = pairs[gaps <= tolerance]
    return near


def _highest_latitude(areas: gpd.GeoDataFrame) -> float:
    _, south, _, north = areas.geometry.to_crs(JGD2011).total_bounds
    highest = float(np.nanmax(np.abs([south, north, 0.0])))
    if highest > _HIGHEST_LATITUDE:
        raise DataError(
            f"Polygons reach latitude {highest:.0f} degrees.",
            "Check the CRS; contiguity is found up to 85 degrees north and south.",
        )
    return highest


def _gap_in_meters(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the geodesic length of the shortest line between Mercator shapes, pairwise."""
    from pyproj import Transformer

    lines = shapely.shortest_line(first, second)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    back = Transformer.from_crs(_MERCATOR, JGD2011, always_xy=True)
    lon, lat = back.transform(ends[:, :, 0], ends[:, :, 1])
    _, _, length = Geod(ellps="GRS80").inv(lon[:, 0], lat[:, 0], lon[:, 1], lat[:, 1])
    return np.asarray(length)
