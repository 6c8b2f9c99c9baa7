"""How sites of a sector lie to each other and to the other sites, by distance: one row a sector."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from clustermap.analysis import points as measure
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from clustermap.locales import Text

    Progress = Callable[[int, int], None]

#: What is approximate of each measure of each sector, in words by language.
Approximations: TypeAlias = "dict[str, dict[str, tuple[Text, ...]]]"
#: Kilometers at which the M function is given in the summary.
DISTANCES = (10.0, 25.0, 50.0, 100.0, 200.0)
#: Kilometers of a curve's points.
GRID = tuple(np.arange(5.0, 205.0, 5.0).tolist())
#: Under this many points the bands are too wide to say much.
FEW_POINTS = 30
#: The fewest points with distances to smooth.
LEAST = 3


@dataclass(frozen=True)
class Draws:
    """How random patterns are drawn.

    Attributes
    ----------
    simulations, seed : int
        Of the null model.
    normalization : {"density", "paper"}
        K-density that integrates to 1, or without the factor 2, as the paper's equation 1.
    progress : callable, optional
        Called with (done, all) now and then.
    """

    simulations: int = 999
    seed: int = 0
    normalization: Literal["density", "paper"] = "density"
    progress: Progress | None = None

    def part(self, at: int, parts: int) -> Draws:
        """Return the draws of one of several parts, whose progress adds up."""
        if self.progress is None:
            return self
        report = self.progress
        return replace(self, progress=lambda done, every: report(at * every + done, parts * every))


@dataclass(frozen=True, eq=False)
class Curves:
    """A distance function of several sectors, with what has to be known of it.

    ``simulations`` (as many as were drawn), ``sites`` (how many by sector), ``approximations``.
    """

    table: pd.DataFrame
    simulations: int
    sites: dict[str, int]
    approximations: Approximations


USUAL = Draws()


def pattern_table(
    sites: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    sectors: Sequence[str],
    *,
    distances: Sequence[float] = DISTANCES,
    draws: Draws = USUAL,
) -> tuple[pd.DataFrame, Approximations]:
    """Summarize how each sector's sites cluster, against the sites of all sectors.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Points with ``sector``: those tested, and all others where industry could be.
    land : geopandas.GeoDataFrame
        Polygons, for the nearest-neighbor index.
    sectors : sequence of str
        The sectors to test.
    distances : sequence of float
        Kilometers at which M is given.
    draws : Draws

    Returns
    -------
    pandas.DataFrame, dict
        One row a sector: ``sites``; ``m_10 ... m_200`` (M function) and ``m_p``; ``localized,
        dispersed`` (K-density beyond its global band), ``localization, localization_p``;
        ``nearest_neighbor_index, nearest_neighbor_p``; ``few`` (under 30 sites). Under 3 sites
        nothing is tested. The dict says by sector and measure, in words by language, what was
        sampled or binned of many sites, and at what error.

    Raises
    ------
    DataError
        There are no sites but those of the one sector tested.
    """
    rows, approximations = {}, {}
    for at, sector in enumerate(sectors):
        inside = sites["sector"] == sector
        rows[sector], approximations[sector] = _pattern(
            sites[inside],
            sites[~inside],
            land,
            sorted(set(distances)),
            draws.part(at, len(sectors)),
        )
    found = pd.DataFrame.from_dict(rows, orient="index")
    found["few"] = found.pop("few").astype(bool)
    return found, {sector: words for sector, words in approximations.items() if words}


def _pattern(
    points: gpd.GeoDataFrame,
    others: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    distances: list[float],
    draws: Draws,
) -> tuple[dict[str, Any], dict[str, tuple[Text, ...]]]:
    row: dict[str, Any] = {"sites": len(points), "few": len(points) < FEW_POINTS}
    if len(points) < LEAST or one_place(points):
        return row, {}
    _check_others(others)
    given: dict[str, Any] = {"simulations": draws.simulations, "seed": draws.seed}
    with warnings.catch_warnings():
        # M without a neighbor at short distances: the NaN says it
        warnings.simplefilter("ignore", DegenerateInputWarning)
        m = measure.m_function(
            points, others, distances=distances, progress=draws.part(0, 3).progress, **given
        )
        kd = measure.duranton_overman(
            points,
            others,
            normalization=draws.normalization,
            progress=draws.part(1, 3).progress,
            **given,
        )
        near = measure.nearest_neighbor_index(
            points, land, progress=draws.part(2, 3).progress, **given
        )
    row |= {f"m_{km:g}": value for km, value in zip(distances, m.curve["m"], strict=True)}
    row |= {
        "m_p": m.p_concentration,
        "localized": kd.localized,
        "dispersed": kd.dispersed,
        "localization": kd.localization,
        "localization_p": kd.p_localization,
        "nearest_neighbor_index": near.index,
        "nearest_neighbor_p": near.p_value,
    }
    approximations = {"m": m.approximations, "k": kd.approximations, "nearest": near.approximations}
    return row, {name: words for name, words in approximations.items() if words}


def one_place(points: gpd.GeoDataFrame) -> bool:
    """Say whether all points coincide: there are no distances to test then."""
    where = points.geometry.get_coordinates().to_numpy()
    return bool((where == where[0]).all())


def _check_others(others: gpd.GeoDataFrame) -> None:
    if not len(others):
        raise DataError(
            "There are no sites of other sectors to compare with.",
            "Add sites of other sectors, for the null model draws from them too.",
        )


def curve_table(
    sites: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    sectors: Sequence[str],
    function: Literal["k", "m", "l"],
    *,
    distances: Sequence[float] | None = None,
    draws: Draws = USUAL,
) -> Curves:
    """Give one distance function with its bands, distance by distance.

    Parameters
    ----------
    sites, land, sectors, draws
        As in :func:`pattern_table`.
    function : {"k", "m", "l"}
        Duranton and Overman's K-density, Marcon and Puech's M, or Ripley's L.
    distances : sequence of float, optional
        Kilometers; without, K goes to the median distance of the other sites, M and L to 200 km.

    Returns
    -------
    Curves
        Its table has one row a sector and distance (MultiIndex ``sector``, number):
        ``distance_km``, the function (``density``, ``m``, or ``k`` and ``l``), ``mean`` of the
        null, ``lower_local, upper_local, lower_global, upper_global`` ..., ``standard_error`` where
        M or L is estimated.

    Raises
    ------
    DataError
        An unknown function, no sector with three sites, or no other sites.
    """
    if function not in {"k", "m", "l"}:
        raise DataError(f"Unknown function {function!r}.", "Use k, m or l.")
    found = {}
    chosen = [sector for sector in sectors if (sites["sector"] == sector).sum() >= LEAST]
    for at, sector in enumerate(chosen):
        inside = sites["sector"] == sector
        points, others = sites[inside], sites[~inside]
        if not one_place(points):
            part = draws.part(at, len(chosen))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DegenerateInputWarning)
                found[sector] = _curve(points, others, land, function, distances, part)
    if not found:
        raise DataError(
            f"No sector has {LEAST} sites at different places.",
            "Choose other sectors or a larger region.",
        )
    curves: pd.DataFrame = pd.concat(
        {sector: one.curve for sector, one in found.items()}, names=["sector", "step"]
    )
    return Curves(
        table=curves,
        simulations=min(one.simulations for one in found.values()),
        sites={sector: int((sites["sector"] == sector).sum()) for sector in found},
        approximations={
            sector: {function: one.approximations}
            for sector, one in found.items()
            if one.approximations
        },
    )


def _curve(
    points: gpd.GeoDataFrame,
    others: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    function: str,
    distances: Sequence[float] | None,
    draws: Draws,
) -> measure.DurantonOverman | measure.MFunction | measure.RipleyL:
    given: dict[str, Any] = {
        "simulations": draws.simulations,
        "seed": draws.seed,
        "progress": draws.progress,
    }
    grid = sorted(set(distances)) if distances else None
    if function == "l":
        return measure.ripley_l(points, land, grid or list(GRID), **given)
    _check_others(others)
    if function == "m":
        return measure.m_function(points, others, distances=grid or list(GRID), **given)
    return measure.duranton_overman(
        points, others, distances=grid, normalization=draws.normalization, **given
    )
