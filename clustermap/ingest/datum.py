"""Points in the Tokyo Datum that don't say so: suspected from the municipalities they state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from clustermap.ingest.files import crs as systems
from clustermap.japan import city_of

if TYPE_CHECKING:
    import geopandas as gpd

#: So many points have to speak for the Tokyo Datum, ...
ENOUGH = 5
#: ... and this share of all that speak for or against it.
CLEAR = 0.9


class Suspicion(NamedTuple):
    """``moved`` of ``points`` points lie in their municipality only once moved to JGD2011."""

    moved: int
    points: int


def suspect_tokyo_datum(
    lon: np.ndarray, lat: np.ndarray, stated: np.ndarray, areas: gpd.GeoDataFrame
) -> Suspicion | None:
    """Compare points, as read and as if they were in the Tokyo Datum, with what rows state.

    Degrees of the Tokyo Datum that are read as JGD2011 stand 410 to 490 m south-east of the true
    place, so near borders they fall into the next municipality.

    Parameters
    ----------
    lon, lat : numpy.ndarray
        Points in degrees as read, shape (n,); NaN for none.
    stated : numpy.ndarray of str
        Code of the municipality that each row states, shape (n,); "" for none. A designated
        city's code stands for all its wards.
    areas : geopandas.GeoDataFrame
        Municipalities indexed by code, in JGD2011 degrees (EPSG:6668).

    Returns
    -------
    Suspicion or None
        None where the points give no reason for it. Points that lie in no municipality either way
        don't decide: quays and reclaimed land lie outside the outlines in any datum.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import box
    >>> towns = gpd.GeoDataFrame(
    ...     index=["43403", "43404"],
    ...     geometry=[box(130.8, 32.8, 130.9, 32.9), box(130.9, 32.8, 131, 32.9)], crs=6668)
    >>> lat = np.linspace(32.82, 32.88, 6)
    >>> suspect_tokyo_datum(np.full(6, 130.901), lat, np.full(6, "43403"), towns)
    Suspicion(moved=6, points=6)
    >>> suspect_tokyo_datum(np.full(6, 130.899), lat, np.full(6, "43403"), towns) is None
    True
    """
    codes = np.array([str(code) for code in areas.index])
    cities = np.array([city_of(code) for code in codes])
    rows = pd.DataFrame({"lon": lon, "lat": lat, "code": stated}).dropna().drop_duplicates()
    rows = rows[rows["code"].isin([*codes, *cities])]
    if len(rows) < ENOUGH:
        return None
    x, y, wanted = rows["lon"].to_numpy(), rows["lat"].to_numpy(), rows["code"].to_numpy(str)
    move = systems.transformer(systems.parsed(f"EPSG:{systems.TOKYO_DATUM}"))
    tree = shapely.STRtree(areas.geometry.to_numpy())

    def compared(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        points = np.asarray(shapely.points(np.column_stack([x, y])))
        point, area = tree.query(points, predicate="intersects")
        right = (codes[area] == wanted[point]) | (cities[area] == wanted[point])
        every = np.arange(len(points))
        return np.isin(every, point[right]), np.isin(every, point)

    home, land = compared(x, y)
    home_moved, land_moved = compared(*move.transform(x, y))
    in_favor = int((~home & land & home_moved).sum())
    against = int((home & ~home_moved & land_moved).sum())
    if in_favor < ENOUGH or in_favor < CLEAR * (in_favor + against):
        return None
    return Suspicion(int((~home & home_moved).sum()), len(rows))
