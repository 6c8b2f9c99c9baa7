"""Exact distances on the ellipsoid (GRS80), for few points: offices, sites around an anchor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from clustermap.analysis.concentration.count_tables import Floats


def distances_km(start: ArrayLike, end: ArrayLike) -> Floats:
    """Measure from every start to every end.

    Parameters
    ----------
    start, end : array-like, shape (n, 2) and (m, 2)
        Longitude and latitude in degrees (JGD2011, taken as equal to WGS84 at map scale).

    Returns
    -------
    numpy.ndarray, shape (n, m)
        Geodesic distances in kilometers.

    References
    ----------
    Karney, C. F. F. (2013). Algorithms for geodesics. *Journal of Geodesy* 87, 43-55.

    Examples
    --------
    >>> offices = [[130.7417, 32.7898], [139.6917, 35.6896]]  # Kumamoto, Tokyo
    >>> distances_km(offices, offices).round().tolist()
    [[0.0, 885.0], [885.0, 0.0]]
    """
    from pyproj import Geod

    a = np.asarray(start, dtype="float64").reshape(-1, 2)
    b = np.asarray(end, dtype="float64").reshape(-1, 2)
    if not len(a) or not len(b):
        return np.empty((len(a), len(b)))
    first = np.repeat(a, len(b), axis=0)
    second = np.tile(b, (len(a), 1))
    _, _, meters = Geod(ellps="GRS80").inv(first[:, 0], first[:, 1], second[:, 0], second[:, 1])
    return np.asarray(meters).reshape(len(a), len(b)) / 1000


def circle(center: tuple[float, float], km: float, corners: int = 180) -> Floats:
    """Return the corners of a circle on the ellipsoid: longitude and latitude in degrees.

    Examples
    --------
    >>> ring = circle((130.84, 32.89), 50)
    >>> bool(abs(distances_km([[130.84, 32.89]], ring) - 50).max() < 1e-6)
    True
    """
    from pyproj import Geod

    bearing = np.linspace(0, 360, corners, endpoint=False)
    lon, lat, _ = Geod(ellps="GRS80").fwd(
        np.full(corners, center[0]),
        np.full(corners, center[1]),
        bearing,
        np.full(corners, km * 1e3),
    )
    return np.column_stack([lon, lat])
