"""Points and their controls as one pool of sites, in an order of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap.analysis.points.geocentric import lonlat, point_weights
from clustermap.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    from clustermap.analysis.concentration.count_tables import Floats


@dataclass(frozen=True)
class SitePool:
    """All sites where a point could have been.

    Attributes
    ----------
    degrees : numpy.ndarray
        Longitude and latitude of each site, n x 2, ordered by position.
    is_point : numpy.ndarray
        Which sites are the points studied.
    weights : numpy.ndarray or None
        One positive weight a site.
    control_degrees : numpy.ndarray
        The controls as given.
    controls_include_points : bool
        Whether the controls were taken as the whole population, points among them.
    """

    degrees: Floats
    is_point: NDArray[np.bool_]
    weights: Floats | None
    control_degrees: Floats
    controls_include_points: bool


def pool_sites(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    controls: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    weights: ArrayLike | str | None,
    control_weights: ArrayLike | str | None,
    controls_include_points: bool | None,
    least: int,
) -> SitePool:
    """Pool points and controls, whether the controls hold the points or not.

    Parameters
    ----------
    points, controls : geopandas.GeoDataFrame or geopandas.GeoSeries
        Points, any CRS each.
    weights, control_weights : array-like or str, optional
        Weights, or the name of a column; a column named for the points is read from the controls
        too. Where the points have weights and the controls do not, controls weigh 1.
    controls_include_points : bool, optional
        Whether every point is also a row of the controls. If not given: yes if each point has a
        control of its own at exactly its coordinates.
    least : int
        The number of points needed.

    Raises
    ------
    clustermap.errors.DataError
        If something cannot be used, or the controls are said to hold the points and do not.
    """
    place = lonlat(points, "points", least=least)
    others = lonlat(controls, "controls", least=1)
    of_points = point_weights(weights, points)
    if control_weights is None and isinstance(weights, str):
        control_weights = weights
    of_controls = point_weights(control_weights, controls, "control_weights")
    if of_points is not None or of_controls is not None:
        of_points = np.ones(len(place)) if of_points is None else of_points
        of_controls = np.ones(len(others)) if of_controls is None else of_controls
    rest = _without(others, place)
    included = len(rest) == len(others) - len(place)
    if controls_include_points is None:
        controls_include_points = included
    elif controls_include_points and not included:
        raise DataError(
            f"{len(place) - (len(others) - len(rest))} point(s) are not among the controls.",
            "Give controls that hold every point, or leave controls_include_points out.",
        )
    keep = rest if controls_include_points else np.arange(len(others))
    degrees = np.vstack([place, others[keep]])
    is_point = np.zeros(len(degrees), dtype=bool)
    is_point[: len(place)] = True
    marks = [is_point.astype("float64")]
    pooled = None
    if of_points is not None and of_controls is not None:
        pooled = np.concatenate([of_points, of_controls[keep]])
        marks.append(pooled)
    order = np.lexsort((*marks[::-1], degrees[:, 1], degrees[:, 0]))
    return SitePool(
        degrees=degrees[order],
        is_point=is_point[order],
        weights=None if pooled is None else pooled[order],
        control_degrees=others[np.lexsort((others[:, 1], others[:, 0]))],
        controls_include_points=controls_include_points,
    )


def _without(others: Floats, place: Floats) -> NDArray[np.intp]:
    """Rows of ``others`` that remain when each place takes away one row at its coordinates."""
    both = np.vstack([place, others])
    _, site = np.unique(both, axis=0, return_inverse=True)
    site = site.ravel()
    taken = np.bincount(site[: len(place)], minlength=int(site.max()) + 1)
    theirs = site[len(place) :]
    order = np.argsort(theirs, kind="stable")
    ordered = theirs[order]
    first = np.searchsorted(ordered, ordered, side="left")
    serial = np.arange(len(ordered)) - first
    return np.sort(order[serial >= taken[ordered]])
