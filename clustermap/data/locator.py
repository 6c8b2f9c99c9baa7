"""Which prefecture or other area a point lies in, and how far it is from one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from clustermap.japan import KM_PER_DEGREE

if TYPE_CHECKING:
    import geopandas as gpd

#: Sites this near to an area belong to it: quays and reclaimed land lie outside old outlines.
NEAR_KM = 3.0


@dataclass(frozen=True, eq=False)
class PrefectureLocator:
    """Outlines of the prefectures, and their offices."""

    codes: tuple[str, ...]
    shapes: np.ndarray
    offices: dict[str, tuple[float, float]]
    tree: shapely.STRtree

    def prefecture_at(self, lon: float, lat: float) -> tuple[str, float]:
        """Return the prefecture at or nearest to a point, and its distance in km (0 inside)."""
        point = shapely.points(lon, lat)
        inside = self.tree.query(point, predicate="intersects")
        if len(inside):
            return self.codes[inside.min()], 0.0  # on a border: the lowest code
        nearest = int(self.tree.nearest(point))
        return self.codes[nearest], self.distance_km(lon, lat, self.codes[nearest])

    def prefectures_at(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what :meth:`prefecture_at` does for many points.

        Parameters
        ----------
        lon, lat : numpy.ndarray, shape (n,)
            Degrees, all finite.

        Returns
        -------
        codes : numpy.ndarray of object
        km : numpy.ndarray of float
        """
        points = shapely.points(lon, lat)
        found = np.full(len(lon), -1)
        which, inside = self.tree.query(points, predicate="intersects")
        order = np.lexsort((-inside, which))  # on a border the lowest code comes last, and stays
        found[which[order]] = inside[order]
        codes, km = np.array(self.codes, dtype=object)[found], np.zeros(len(lon))
        for outside in np.flatnonzero(found < 0):
            codes[outside], km[outside] = self.prefecture_at(lon[outside], lat[outside])
        return codes, km

    def distance_km(self, lon: float, lat: float, code: str) -> float:
        """Return how far a point lies from a prefecture, in km (0 inside)."""
        shape = self.shapes[self.codes.index(code)]
        point = shapely.points(lon, lat)
        if shapely.intersects(shape, point):
            return 0.0
        line = shapely.get_coordinates(shapely.shortest_line(point, shape))
        east, north = line[1] - line[0]
        return float(np.hypot(east * np.cos(np.radians(lat)), north) * KM_PER_DEGREE)


def locator(prefectures: gpd.GeoDataFrame) -> PrefectureLocator:
    """Return the locator of prefectures as ``read_prefectures`` gives them.

    Examples
    --------
    >>> from clustermap.data.boundaries import read_prefectures
    >>> locator(read_prefectures()).prefecture_at(130.84, 32.88)
    ('43', 0.0)
    """
    shapes = prefectures.geometry.to_numpy()
    shapely.prepare(shapes)
    offices = zip(prefectures["office_lon"], prefectures["office_lat"], strict=True)
    return PrefectureLocator(
        tuple(prefectures.index), shapes, dict(zip(prefectures.index, offices, strict=True)),
        shapely.STRtree(shapes),
    )  # fmt: skip


def area_of_sites(sites: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the code of the area that each site lies in; "" for none.

    A site's own municipality code is taken where the areas have it; else its point decides, and
    within 3 km the nearest area. A site placed by its prefecture alone lies in no area.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        With ``municipality_code``, ``position`` and points.
    areas : geopandas.GeoDataFrame
        Indexed by code, in degrees.
    """
    known = sites["municipality_code"].isin(areas.index)
    codes: pd.Series[str] = sites["municipality_code"].where(known, "")
    vague = (sites["position"] == "prefecture").to_numpy()
    open_ = ((codes == "") & ~vague).to_numpy()
    if not open_.any():
        return codes
    shapes = areas.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    points = sites.geometry.to_numpy()[open_]
    found = codes.to_numpy(dtype=object).copy()
    at = found[open_]
    which, inside = tree.query(points, predicate="intersects")
    rank = areas.index.argsort().argsort()
    order = np.lexsort((-rank[inside], which))  # on a border the lowest code comes last, and stays
    at[which[order]] = areas.index.to_numpy()[inside[order]]
    rest = np.flatnonzero(at == "")
    if len(rest):
        which, nearest = tree.query_nearest(
            points[rest], max_distance=NEAR_KM / KM_PER_DEGREE, all_matches=False
        )
        at[rest[which]] = areas.index.to_numpy()[nearest]
    found[open_] = at
    return pd.Series(found, index=sites.index, dtype=object)
