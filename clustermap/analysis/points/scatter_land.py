"""Points thrown at random on land: the null model of uniform scatter, never a bounding box."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.analysis.points import reference_sample
from clustermap.analysis.points.geocentric import check_geometries
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from clustermap.analysis.concentration.count_tables import Floats

    Progress = Callable[[int, int], None]

_EQUAL_AREA = "EPSG:6933"
# Edges are split so that a straight edge in degrees stays one in the equal-area projection.
_LONGEST_EDGE_DEGREES = 0.5
_LONGEST_EDGE_METRES = 50_000.0
_TOGETHER = 10
_TOO_SMALL_FOR_THREADS = 500


class ScatterLand:
    """Polygons cut into triangles, from which points are drawn evenly by area.

    Parameters
    ----------
    land : geopandas.GeoDataFrame or geopandas.GeoSeries
        One or more polygons in any CRS; overlaps count once.

    Raises
    ------
    clustermap.errors.DataError
        If there is no CRS, no polygon or no area.
    """

    def __init__(self, land: gpd.GeoDataFrame | gpd.GeoSeries) -> None:
        import shapely
        from pyproj import Transformer

        series = check_geometries(land, "land")
        kinds = set(series.geom_type.unique()) - {"Polygon", "MultiPolygon"}
        if kinds or not len(series):
            raise DataError(
                f"land has {', '.join(sorted(map(str, kinds))) or 'no rows'}.",
                "Give polygons, such as the prefectures.",
            )
        longest = _LONGEST_EDGE_DEGREES if series.crs.is_geographic else _LONGEST_EDGE_METRES
        whole = shapely.union_all(shapely.make_valid(series.to_numpy()))
        flat = shapely.segmentize(whole, longest)
        flat = type(series)([flat], crs=series.crs).to_crs(_EQUAL_AREA).iloc[0]
        triangles = shapely.get_parts(
            shapely.constrained_delaunay_triangles(shapely.make_valid(flat))
        )
        corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
        first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        sizes = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2
        if sizes.size == 0 or sizes.sum() <= 0:
            raise DataError("land has no area.", "Give polygons, such as the prefectures.")
        order = np.lexsort(corners.reshape(len(corners), 6).T)
        self._corners = corners[order]
        self._cumulated = np.cumsum(sizes[order])
        self._degrees = Transformer.from_crs(_EQUAL_AREA, "EPSG:4326", always_xy=True)
        self.area_km2 = float(self._cumulated[-1] / 1e6)

    def throw(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw ``count`` points: longitudes and latitudes in degrees, n x 2."""
        spot = rng.random(count) * self._cumulated[-1]
        triangle = np.minimum(
            np.searchsorted(self._cumulated, spot, side="right"), len(self._corners) - 1
        )
        a, b = rng.random((2, count))
        over = a + b > 1
        a, b = np.where(over, 1 - a, a), np.where(over, 1 - b, b)
        corner = self._corners[triangle]
        flat = (
            corner[:, 0]
            + a[:, None] * (corner[:, 1] - corner[:, 0])
            + b[:, None] * (corner[:, 2] - corner[:, 0])
        )
        lon, lat = self._degrees.transform(flat[:, 0], flat[:, 1])
        return np.column_stack([lon, lat])


def at_most(asked: int, affordable: float) -> int:
    """Return how many simulations are done of those asked for."""
    return min(asked, max(reference_sample.LEAST_SIMULATIONS, int(affordable)))


def simulated(
    measure: Callable[[Floats], Any],
    ground: ScatterLand,
    size: tuple[int, int],
    rng: np.random.Generator,
    progress: Progress | None,
) -> list[Any]:
    """Measure patterns thrown one after the other, some at a time in threads: always the same."""
    n, simulations = size
    found: list[Any] = []
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as crew:
        while len(found) < simulations:
            thrown = [ground.throw(n, rng) for _ in range(min(_TOGETHER, simulations - len(found)))]
            found += (
                map(measure, thrown) if n < _TOO_SMALL_FOR_THREADS else crew.map(measure, thrown)
            )
            if progress is not None:
                progress(len(found), simulations)
    return found
