"""What lies within a distance: how much of each area, and so how many of its people, about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from clustermap.analysis.geodesic import circle

if TYPE_CHECKING:
    import geopandas as gpd

#: Corners of the circle: its area is right to a thousandth.
_CORNERS = 360
#: Kilometers that a degree of latitude has at least.
_DEGREE = 110.0


def shares_within(areas: gpd.GeoSeries, center: tuple[float, float], km: float) -> pd.Series[float]:
    """Return the share of each area that lies within a distance of a point; none for the others.

    Measured in Lambert's azimuthal equal-area projection around the point, on a circle whose
    corners lie at the geodesic distance.

    Parameters
    ----------
    areas : geopandas.GeoSeries
        Polygons in degrees.
    center : (float, float)
        Longitude and latitude in degrees.
    km : float
        The distance.

    Returns
    -------
    pandas.Series
        Above 0 and at most 1; only areas that the circle reaches.

    Examples
    --------
    >>> import geopandas as gpd
    >>> square = gpd.GeoSeries([shapely.box(130, 32, 131, 33), shapely.box(140, 40, 141, 41)])
    >>> shares_within(square, (130.0, 32.5), 10).round(4).to_dict()  # half a circle of 10 km
    {0: 0.0151}
    """
    high = km / _DEGREE
    wide = high / max(np.cos(np.radians(min(89.0, abs(center[1]) + high))), 0.01)
    west, south, east, north = areas.bounds.to_numpy().T
    reached = (
        (west < center[0] + wide) & (east > center[0] - wide)
        & (south < center[1] + high) & (north > center[1] - high)
    )  # fmt: skip
    near = areas[reached]
    if near.empty:
        return pd.Series(dtype=float)
    plane = f"+proj=laea +lon_0={center[0]} +lat_0={center[1]} +ellps=GRS80"
    ring = shapely.Polygon(circle(center, km, _CORNERS))
    flat = near.set_crs(6668, allow_override=True).to_crs(plane)
    disk = type(near)([ring], crs=6668).to_crs(plane).iloc[0]
    shapes = shapely.make_valid(flat.to_numpy())
    inside = shapely.area(shapely.intersection(shapes, disk))
    share = pd.Series(inside / shapely.area(shapes), index=near.index).clip(upper=1.0)
    return share[share > 0]
