"""How sites of a sector lie to each other and to the other sites, by distance."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap.analysis import point_pattern as measure
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

#: Kilometers at which the M function is told in the summary.
DISTANCES = (10.0, 25.0, 50.0, 100.0, 200.0)
#: Under this many points the bands are too wide to say anything.
FEW_POINTS = 30


def pattern_study(
    sites: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    sectors: Sequence[str],
    *,
    controls: gpd.GeoDataFrame | None = None,
    distances: Sequence[float] = DISTANCES,
    simulations: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """Summarize how each sector's sites cluster, against the other sites.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Points with ``sector``.
    land : geopandas.GeoDataFrame
        Polygons, for the nearest-neighbor index.
    sectors : sequence of str
        The sectors to test.
    controls : geopandas.GeoDataFrame, optional
        Where industry could be: the sites of the other sectors by default.
    distances : sequence of float
        Kilometers at which M is told.
    simulations, seed : int
        Of the null models.

    Returns
    -------
    pandas.DataFrame
        One row a sector: ``sites``; ``m_10 ... m_200`` (M function, 1 = like the others) and
        ``m_p``; ``localized, dispersed`` (Duranton-Overman, global band) and ``localization,
        localization_p``; ``nearest_neighbor_index`` and its p (against random on land, told
        last because it calls everything clustered); ``few``.
    """
    rows = {}
    for sector in sectors:
        points = sites[sites["sector"] == sector]
        others = sites[sites["sector"] != sector] if controls is None else controls
        rows[sector] = _pattern(points, others, land, list(distances), simulations, seed)
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.attrs["explain"] = {
        "question": "Do a sector's sites lie closer to each other than sites in general do?",
        "m": "M function (Marcon and Puech 2010): share of same-sector sites within the distance, "
        "over the sector's share of all sites; 1 = no effect. m_p: global test over the distances.",
        "localized, dispersed": "K-density of pairwise distances (Duranton and Overman 2005), "
        "Gaussian kernel, Silverman's bandwidth, reflected at 0, to the median distance of the "
        "controls; beyond the global band of 95 %.",
        "null model": f"Sector labels thrown {simulations} times on all listed sites (the sector's "
        f"and the others'), seed {seed}: where industry is, not an empty map.",
        "nearest_neighbor_index": "Clark and Evans (1954) against random points on land: against "
        "an empty mountain every industry is clustered.",
        "few": f"Under {FEW_POINTS} sites the bands are too wide to say much.",
        "distances": "Geodesic kilometers; positions are exact to about 1 to 3 km, some only to "
        "the municipality: don't read anything below 5 km.",
    }
    return found


def _pattern(
    points: gpd.GeoDataFrame,
    others: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    distances: list[float],
    simulations: int,
    seed: int,
) -> dict[str, Any]:
    row: dict[str, Any] = {"sites": len(points)}
    if len(points) < 3 or not len(others):  # noqa: PLR2004
        return row | {"few": True}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        m = measure.m_function(
            points, others, distances=distances, simulations=simulations, seed=seed
        )
        kd = measure.duranton_overman(points, others, simulations=simulations, seed=seed)
        near = measure.nearest_neighbor_index(points, land, simulations=simulations, seed=seed)
    row |= {f"m_{km:g}": value for km, value in zip(distances, m.curve["m"], strict=True)}
    return row | {
        "m_p": m.p_concentration,
        "localized": kd.localized,
        "dispersed": kd.dispersed,
        "localization": kd.localization,
        "localization_p": kd.p_localization,
        "nearest_neighbor_index": near.index,
        "nearest_neighbor_p": near.p_value,
        "few": len(points) < FEW_POINTS,
    }


def curve_study(
    sites: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    sectors: Sequence[str],
    function: str,
    *,
    controls: gpd.GeoDataFrame | None = None,
    distances: Sequence[float] | None = None,
    simulations: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """Give one distance function with its bands, distance by distance.

    Parameters
    ----------
    function : {"k", "m", "l"}
        Duranton-Overman K-density, Marcon-Puech M, or Ripley's L (against random on land).

    Returns
    -------
    pandas.DataFrame
        One row a sector and distance (km).
    """
    if function not in {"k", "m", "l"}:
        raise DataError(f"Unknown function {function!r}.", "Use k, m or l.")
    found = {}
    for sector in sectors:
        points = sites[sites["sector"] == sector]
        others = sites[sites["sector"] != sector] if controls is None else controls
        if len(points) < 3:  # noqa: PLR2004
            continue
        grid = list(distances) if distances else np.arange(5.0, 205.0, 5.0).tolist()
        if function == "k":
            result: Any = measure.duranton_overman(
                points, others, simulations=simulations, seed=seed
            )
        elif function == "m":
            result = measure.m_function(
                points, others, distances=grid, simulations=simulations, seed=seed
            )
        else:
            result = measure.ripley_l(points, land, grid, simulations=simulations, seed=seed)
        found[sector] = result.curve
    if not found:
        raise DataError("No sector has three sites.", "Choose other sectors or a larger region.")
    curves: pd.DataFrame = pd.concat(found, names=["sector"])
    return curves


def colocation_study(
    sites: gpd.GeoDataFrame, by: str = "sector", *, permutations: int = 999, seed: int = 0
) -> pd.DataFrame:
    """Test which kinds of sites have which as their nearest neighbors.

    Returns
    -------
    pandas.DataFrame
        One row an ordered pair of kinds, with the quotient, its band, p and q.
    """
    result = measure.colocation_quotient(sites, by, permutations, seed=seed)
    found = result.pairwise.copy()
    found.attrs["global"] = (result.global_quotient, result.global_p_value)
    found.attrs["explain"] = {
        "question": "Is a site of kind B the nearest neighbor of A more often than chance gives?",
        "colocation quotient": "Share of B among the nearest neighbors of A over B's share of "
        "all other sites (Leslie and Kronenfeld 2011); 1 = no association; A -> B is not B -> A.",
        "ties": "Sites at one point share a neighbor's vote; points of a district often coincide.",
        "null model": f"Kinds permuted over the sites, {permutations} times, seed {seed}.",
        "global": f"all kinds together: {result.global_quotient:.3f}, "
        f"p {result.global_p_value:.3g}",
    }
    return found


def hotspot_study(
    sites: gpd.GeoDataFrame,
    sectors: Sequence[str],
    *,
    method: Literal["hdbscan", "dbscan"] = "hdbscan",
    min_size: int = 5,
    radius_km: float = 10.0,
) -> gpd.GeoDataFrame:
    """Find dense groups of sites, sector by sector.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a group: ``sector`` and the columns of
        :func:`clustermap.analysis.point_pattern.hotspots`.
    """
    import geopandas as gpd

    found = []
    for sector in sectors:
        points = sites[sites["sector"] == sector]
        if len(points) < min_size:
            continue
        groups = measure.hotspots(
            points,
            method,
            min_size=min_size,
            radius_km=radius_km,
            municipality="municipality_ja",
        )
        groups.insert(0, "sector", sector)
        found.append(groups)
    if not found:
        raise DataError(
            f"No sector has {min_size} sites.", "Choose a smaller --min-size or a larger region."
        )
    table = pd.concat(found, ignore_index=True)
    table = gpd.GeoDataFrame(table, geometry="geometry", crs=sites.crs)
    how = (
        "HDBSCAN (Campello, Moulavi and Sander 2013)"
        if method == "hdbscan"
        else f"DBSCAN (Ester et al. 1996), {radius_km:g} km"
    )
    table.attrs["explain"] = {
        "question": "Where are the dense groups of a sector's sites?",
        "method": f"{how}, groups of at least {min_size} sites; distances on the sphere.",
        "name": "The municipality that most members lie in.",
        "beware": "A description, not a test: for significance see `stats pattern` and "
        "`stats autocorrelation --local`.",
    }
    return table
