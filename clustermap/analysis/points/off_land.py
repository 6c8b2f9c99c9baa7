"""Points outside the land that random points are thrown on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd


def off_land(points: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> pd.Series[float]:
    """Return the points that lie outside land, and how far from it, in km.

    The null models of the nearest-neighbor index and of Ripley's L throw points on land only:
    points at sea (reclaimed land younger than the outlines, wrong coordinates) are unlike them.

    Parameters
    ----------
    points : geopandas.GeoDataFrame
        Points in degrees.
    land : geopandas.GeoDataFrame
        Polygons in degrees.

    Returns
    -------
    pandas.Series
        On the index of the points outside, farthest first; empty where all are on land.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point, box
    >>> land = gpd.GeoDataFrame(geometry=[box(130, 32, 131, 33)], crs=6668)
    >>> points = gpd.GeoDataFrame(geometry=[Point(130.5, 32.5), Point(131.1, 32.5)], crs=6668)
    >>> off_land(points, land).round(1).to_dict()
    {1: 9.4}
    """
    import shapely
    from pyproj import Geod

    shapes = land.geometry.to_numpy()
    where = points.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    on_land = np.zeros(len(where), dtype=bool)
    on_land[tree.query(where, predicate="intersects")[0]] = True
    outside = where[~on_land]
    if not len(outside):
        return pd.Series(dtype=float)
    lines = shapely.shortest_line(outside, shapes[tree.nearest(outside)])
    (lon, lat), (at, by) = shapely.get_coordinates(lines).reshape(-1, 2, 2).transpose(1, 2, 0)
    meters = Geod(ellps="GRS80").inv(lon, lat, at, by)[2]
    return pd.Series(meters / 1000, points.index[~on_land]).sort_values(
        ascending=False, kind="stable"
    )
