"""What is odd about sites that have a point: far from what their row states, many at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap import japan
from clustermap.data.towns import AROUND, KOAZA, TOWN
from clustermap.japan import KM_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from clustermap.ingest.problems import Findings
    from clustermap.ingest.site_statements import Stated

#: Farther than this outside its municipality a point is reported: outlines are simplified by
#: 200 m, and quays of land reclaimed lately lie up to 1 km outside.
OUTSIDE_KM = 1.5
#: Farther than this from its address's town a point is reported: the largest towns are so wide.
TOWN_KM = 10.0
#: So many sites at exactly one point are a geocoder's fallback, not sites.
CROWD = 5


def report_outside(
    lon: np.ndarray,
    lat: np.ndarray,
    statements: Sequence[Stated],
    rows: Sequence[int],
    areas: gpd.GeoDataFrame,
    findings: Findings,
) -> None:
    """Warn of points outside the municipality, or far from the town, that their rows state.

    Parameters
    ----------
    lon, lat : numpy.ndarray, shape (n,)
        Degrees; NaN for rows that are not to be looked at.
    statements : sequence of Stated
        What each row states.
    rows : sequence of int
        Row numbers of the file.
    areas : geopandas.GeoDataFrame
        Municipalities, indexed by code.
    """
    codes = np.array([one.municipality for one in statements], dtype=object)
    km = outside_km(lon, lat, codes, areas)
    for at in np.flatnonzero(km > OUTSIDE_KM).tolist():
        one = statements[at]
        findings.warn(
            "outside",
            f"the point ({lon[at]:.4f}, {lat[at]:.4f}) lies {km[at]:,.1f} km outside "
            f"{one.name or one.municipality}, which its row states",
            "The point is taken; check it.",
            row=int(rows[at]),
        )
    for at, one in enumerate(statements):
        placed = one.address
        if (
            placed is None
            or placed.exactness not in {KOAZA, TOWN, AROUND}
            or not np.isfinite(lon[at])
        ):
            continue
        east = (placed.lon - lon[at]) * np.cos(np.radians(lat[at]))
        off = float(np.hypot(east, placed.lat - lat[at]) * KM_PER_DEGREE)
        if off > TOWN_KM and not km[at] > OUTSIDE_KM:
            findings.warn(
                "outside-town",
                f"the point ({lon[at]:.4f}, {lat[at]:.4f}) lies {off:,.0f} km from "
                f"{placed.town}, the town of its address",
                "The point is taken; check it.",
                row=int(rows[at]),
            )


def outside_km(
    lon: np.ndarray, lat: np.ndarray, codes: np.ndarray, areas: gpd.GeoDataFrame
) -> np.ndarray:
    """Return how far each point lies outside the municipality of its code, in km.

    Parameters
    ----------
    lon, lat : numpy.ndarray, shape (n,)
        Degrees; NaN for none.
    codes : numpy.ndarray of str, shape (n,)
        Municipalities; a designated city's code stands for all its wards, "" for none.
    areas : geopandas.GeoDataFrame
        Indexed by code.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        0 inside, and where there is nothing to compare.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import box
    >>> areas = gpd.GeoDataFrame(index=["43404"], geometry=[box(130.8, 32.8, 130.9, 32.9)])
    >>> km = outside_km(np.array([130.85, 130.85]), np.array([32.85, 32.91]),
    ...                 np.array(["43404", "43404"]), areas)
    >>> km.round(1).tolist()
    [0.0, 1.1]
    """
    found = np.zeros(len(lon))
    shapes = areas.geometry.to_numpy()
    of_code: dict[str, list[int]] = {}
    for number, code in enumerate(map(str, areas.index)):
        of_code.setdefault(code, []).append(number)
        if (city := japan.city_of(code)) != code:
            of_code.setdefault(city, []).append(number)
    known = np.isfinite(lon)
    for code in set(codes[known]) & set(of_code):
        at = np.flatnonzero(known & (codes == code))
        points = np.asarray(shapely.points(lon[at], lat[at]))
        nearest = np.full(len(at), np.inf)
        for shape in shapes[of_code[code]]:
            shapely.prepare(shape)
            outside = np.flatnonzero(~shapely.intersects(shape, points) & (nearest > 0))
            inside = shapely.intersects(shape, points)
            nearest[inside] = 0
            if len(outside):
                lines = shapely.shortest_line(points[outside], shape)
                ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
                east, north = (ends[:, 1] - ends[:, 0]).T
                off = np.hypot(east * np.cos(np.radians(lat[at[outside]])), north) * KM_PER_DEGREE
                nearest[outside] = np.minimum(nearest[outside], off)
        found[at] = nearest
    return found


def report_crowds(lon: np.ndarray, lat: np.ndarray, findings: Findings) -> None:
    """Count rows that share one point exactly, as geocoders' fallbacks do."""
    known = np.isfinite(lon)
    if known.sum() < CROWD:
        return
    # as complex numbers, which sort by longitude and then latitude, much faster than rows do
    points, times = np.unique(lon[known] + 1j * lat[known], return_counts=True)
    most = int(times.max())
    if most >= max(CROWD, known.sum() * 0.3):
        x, y = points[times.argmax()].real, points[times.argmax()].imag
        findings.warn(
            "crowd", f"{most:,} sites stand at exactly {x:.4f}, {y:.4f}",
            "A geocoder may have fallen back to the middle of a town; check them.",
        )  # fmt: skip
