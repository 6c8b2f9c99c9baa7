"""Where the middle of a set of points is, and along which direction they stretch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from clustermap.analysis.concentration.count_tables import check_option, total
from clustermap.analysis.degenerate import warn_degenerate
from clustermap.analysis.points.geocentric import canonical_order, geocentric, lonlat, point_weights

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike

    from clustermap.analysis.concentration.count_tables import Floats

_CONVERGED_KM = 1e-7
_NOTHING_KM = 1e-9


@dataclass(frozen=True)
class MeanCenter:
    """Mean center of points.

    Attributes
    ----------
    x, y : float
        In the points' CRS.
    longitude, latitude : float
        Degrees.
    standard_distance_km : float
        Root mean square distance of the points from it.
    n : int
        Number of points.
    """

    x: float
    y: float
    longitude: float
    latitude: float
    standard_distance_km: float
    n: int


@dataclass(frozen=True)
class StandardEllipse:
    """Standard deviational ellipse of points.

    Attributes
    ----------
    longitude, latitude : float
        Its center, the mean center, in degrees.
    semi_major_km, semi_minor_km : float
        Half axes.
    rotation_degrees : float
        Of the long axis, clockwise from north, 0 to 180.
    area_km2 : float
        ``pi`` times the product of the half axes.
    flattening : float
        ``1 - semi_minor / semi_major``.
    convention : str
        As given.
    n : int
        Number of points.
    ellipse : geopandas.GeoSeries
        The ellipse as one polygon in the points' CRS (a line or point if axes are zero).
    """

    longitude: float
    latitude: float
    semi_major_km: float
    semi_minor_km: float
    rotation_degrees: float
    area_km2: float
    flattening: float
    convention: str
    n: int
    ellipse: gpd.GeoSeries


def _local(longitude: float, latitude: float) -> str:
    return f"+proj=aeqd +lon_0={longitude!r} +lat_0={latitude!r} +ellps=GRS80 +units=km +type=crs"


def middle_of(degrees: Floats, weights: Floats) -> tuple[float, float]:
    """Find the point from which the geodesic displacements to all points add up to zero."""
    from pyproj import Transformer

    order = canonical_order(degrees, weights)
    degrees, weights = degrees[order], weights[order] / total(weights[order])
    x, y, z = (total(weights * column) for column in geocentric(degrees).T)
    longitude = float(np.degrees(np.arctan2(y, x)))
    latitude = float(np.degrees(np.arctan2(z, np.hypot(x, y) * 0.99330562)))
    for _ in range(5):
        project = Transformer.from_crs("EPSG:6668", _local(longitude, latitude), always_xy=True)
        east, north = project.transform(degrees[:, 0], degrees[:, 1])
        step = total(weights * east), total(weights * north)
        lon, lat = project.transform(*step, direction="INVERSE")
        longitude, latitude = float(lon), float(lat)
        if np.hypot(*step) < _CONVERGED_KM:
            break
    return longitude, latitude


def mean_center(
    points: gpd.GeoDataFrame | gpd.GeoSeries, weights: ArrayLike | str | None = None
) -> MeanCenter:
    """Find the point about which the points balance on the ellipsoid.

    Geodesic displacements (distance and direction) from it to all points add up to zero; means
    of longitudes and latitudes, or of projected coordinates, are near it only where the points
    lie close together.

    Parameters
    ----------
    points : geopandas.GeoDataFrame or geopandas.GeoSeries
        One or more points, any CRS.
    weights : array-like or str, optional
        Positive weights, or their column.

    Returns
    -------
    MeanCenter

    Raises
    ------
    clustermap.errors.DataError
        If there is no point or no CRS, or weights that cannot be used.

    Notes
    -----
    A few points far off (Okinawa, Hokkaido) drag it.

    Examples
    --------
    >>> import geopandas as gpd
    >>> found = mean_center(gpd.GeoSeries.from_xy([130, 132], [33, 33], crs="EPSG:6668"))
    >>> round(found.longitude, 6), round(found.latitude, 3), round(found.standard_distance_km, 1)
    (131.0, 33.004, 93.5)
    """
    from pyproj import Geod, Transformer

    degrees = lonlat(points)
    own = point_weights(weights, points)
    w = np.ones(len(degrees)) if own is None else own
    longitude, latitude = middle_of(degrees, w)
    there = np.full(len(degrees), longitude), np.full(len(degrees), latitude)
    away = np.asarray(Geod(ellps="GRS80").inv(*there, degrees[:, 0], degrees[:, 1])[2]) / 1000
    back = Transformer.from_crs("EPSG:6668", points.crs, always_xy=True)
    x, y = (
        (longitude, latitude) if points.crs.is_geographic else back.transform(longitude, latitude)
    )
    return MeanCenter(
        x=float(x),
        y=float(y),
        longitude=longitude,
        latitude=latitude,
        standard_distance_km=float(np.sqrt(total(w * away**2) / total(w))),
        n=len(degrees),
    )


def standard_ellipse(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    weights: ArrayLike | str | None = None,
    *,
    convention: Literal["yuill", "crimestat"] = "yuill",
) -> StandardEllipse:
    """Draw the ellipse whose half axes are the points' standard deviations along and across.

    Points are projected azimuthal equidistant about their mean center, in km; the axes are the
    principal axes of the displacements.

    Parameters
    ----------
    points : geopandas.GeoDataFrame or geopandas.GeoSeries
        Three or more points, any CRS.
    weights : array-like or str, optional
        Positive weights, or their column.
    convention : {"yuill", "crimestat"}
        "yuill": half axes are root mean squares (variance over n). "crimestat": larger by
        ``sqrt(2)``, with n - 2 degrees of freedom, as CrimeStat and PySAL's pointpats have it.

    Returns
    -------
    StandardEllipse
        Rotation NaN, with a warning, if the points coincide (or spread alike in all directions).

    Raises
    ------
    clustermap.errors.DataError
        If there are fewer than three points, no CRS, or weights that cannot be used.

    References
    ----------
    Lefever, D. W. (1926). Measuring geographic concentration by means of the standard deviational
    ellipse. *American Journal of Sociology* 32, 88-94. Yuill, R. S. (1971). The standard
    deviational ellipse. *Geografiska Annaler B* 53, 28-39. Levine, N. (2010). *CrimeStat III*.

    Examples
    --------
    >>> import geopandas as gpd
    >>> row = gpd.GeoSeries.from_xy([131, 131, 131], [32, 33, 34], crs="EPSG:6668")
    >>> found = standard_ellipse(row)
    >>> round(found.semi_major_km, 2), round(found.semi_minor_km, 2), found.rotation_degrees
    (90.55, 0.0, 0.0)
    """
    import geopandas as gpd
    import shapely
    from pyproj import Transformer

    check_option("convention", convention, ("yuill", "crimestat"))
    degrees = lonlat(points, least=3)
    own = point_weights(weights, points)
    w = np.ones(len(degrees)) if own is None else own
    order = canonical_order(degrees, w)
    degrees, w = degrees[order], w[order] / total(w[order])
    longitude, latitude = middle_of(degrees, w)
    local = _local(longitude, latitude)
    project = Transformer.from_crs("EPSG:6668", local, always_xy=True)
    flat = np.column_stack(project.transform(degrees[:, 0], degrees[:, 1]))
    flat = np.where(np.abs(flat) < _NOTHING_KM, 0.0, flat)
    flat -= w @ flat
    n = len(degrees)
    values, vectors = np.linalg.eigh((flat * w[:, None]).T @ flat)
    half = np.sqrt(np.maximum(values, 0.0)) * (
        np.sqrt(2 * n / (n - 2)) if convention == "crimestat" else 1.0
    )
    minor, major = float(half[0]), float(half[1])
    east, north = vectors[:, 1]
    rotation = float(np.degrees(np.arctan2(east, north)) % 180)
    # a hair below 180 is north itself
    rotation = 0.0 if 180 - rotation < _NOTHING_KM else rotation
    if major - minor <= _NOTHING_KM * max(major, 1.0):
        warn_degenerate("The points spread alike in all directions: the rotation is NaN.")
        rotation = np.nan
    turn = np.linspace(0, 2 * np.pi, 181)
    outline = np.outer(np.cos(turn), half[1] * vectors[:, 1]) + np.outer(
        np.sin(turn), half[0] * vectors[:, 0]
    )
    shape: shapely.Geometry
    if minor > _NOTHING_KM:
        shape = shapely.Polygon(outline)
    elif major > _NOTHING_KM:
        shape = shapely.LineString(outline[[0, 90]])
    else:
        shape = shapely.Point(0, 0)
    return StandardEllipse(
        longitude=longitude,
        latitude=latitude,
        semi_major_km=major,
        semi_minor_km=minor,
        rotation_degrees=rotation,
        area_km2=float(np.pi * major * minor),
        flattening=1 - minor / major if major > 0 else np.nan,
        convention=convention,
        n=n,
        ellipse=gpd.GeoSeries([shape], crs=local).to_crs(points.crs),
    )
