"""How sites of a sector lie to each other and to the other sites, by distance."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap.analysis import points as measure
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.studies.exactness import exactness
from clustermap.analysis.studies.words import amended, explanation
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from clustermap.analysis.studies.exactness import Told
    from clustermap.analysis.studies.words import Explanation, Method

    Progress = Callable[[int, int], None]

#: Kilometers at which the M function is told in the summary.
DISTANCES = (10.0, 25.0, 50.0, 100.0, 200.0)
#: Kilometers of a curve's points.
GRID = tuple(np.arange(5.0, 205.0, 5.0).tolist())
#: Under this many points the bands are too wide to say much.
FEW_POINTS = 30
#: The fewest points with distances to smooth.
LEAST = 3
POSITIONS = (
    "geodesic kilometers; positions are exact to about 1 to 3 km, some only to the municipality: "
    "read nothing below 5 km"
)


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
        told = self.progress
        return replace(self, progress=lambda done, every: told(at * every + done, parts * every))


USUAL = Draws()


def pattern_study(
    sites: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    sectors: Sequence[str],
    *,
    distances: Sequence[float] = DISTANCES,
    draws: Draws = USUAL,
) -> pd.DataFrame:
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
        Kilometers at which M is told.
    draws : Draws

    Returns
    -------
    pandas.DataFrame
        One row a sector: ``sites``; ``m_10 ... m_200`` (M function) and ``m_p``; ``localized,
        dispersed`` (K-density beyond its global band), ``localization, localization_p``;
        ``nearest_neighbor_index, nearest_neighbor_p``; ``few`` (under 30 sites). Under 3 sites
        nothing is tested. ``attrs["approximations"]`` says by sector and measure, in words by
        language, what was sampled or binned of many sites, and at what error.

    Raises
    ------
    DataError
        There are no sites but those of the one sector tested.
    """
    rows, told = {}, {}
    for at, sector in enumerate(sectors):
        inside = sites["sector"] == sector
        rows[sector], told[sector] = _pattern(
            sites[inside],
            sites[~inside],
            land,
            sorted(set(distances)),
            draws.part(at, len(sectors)),
        )
    found = pd.DataFrame.from_dict(rows, orient="index")
    found["few"] = found.pop("few").astype(bool)
    found.attrs["approximations"] = {sector: words for sector, words in told.items() if words}
    found.attrs["explain"] = explanation(
        "Do a sector's sites lie closer to each other than sites in general do?",
        {
            "m_": "m",
            "localized, dispersed": _kernel_words(draws),
            "localization": {
                "method": "How much of K-density lies above the global band (share of all pairs); "
                "localization_p: one-sided, over all distances.",
                "paper": "Duranton and Overman (2005)",
            },
            "nearest_neighbor_index": "nearest_neighbor_index",
        },
        **_facts(draws),
        approximations=exactness(found.attrs["approximations"]),
    )
    return found


def _pattern(
    points: gpd.GeoDataFrame,
    others: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    distances: list[float],
    draws: Draws,
) -> tuple[dict[str, Any], Told]:
    row: dict[str, Any] = {"sites": len(points), "few": len(points) < FEW_POINTS}
    if len(points) < LEAST or _one_place(points):
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
    told = {"m": m.approximations, "k": kd.approximations, "nearest": near.approximations}
    return row, {name: words for name, words in told.items() if words}


def _one_place(points: gpd.GeoDataFrame) -> bool:
    where = points.geometry.get_coordinates().to_numpy()
    return bool((where == where[0]).all())


def _check_others(others: gpd.GeoDataFrame) -> None:
    if not len(others):
        raise DataError(
            "There are no sites of other sectors to compare with.",
            "Add sites of other sectors, for the null model draws from them too.",
        )


def curve_study(
    sites: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    sectors: Sequence[str],
    function: Literal["k", "m", "l"],
    *,
    distances: Sequence[float] | None = None,
    draws: Draws = USUAL,
) -> pd.DataFrame:
    """Give one distance function with its bands, distance by distance.

    Parameters
    ----------
    sites, land, sectors, draws
        As in :func:`pattern_study`.
    function : {"k", "m", "l"}
        Duranton and Overman's K-density, Marcon and Puech's M, or Ripley's L.
    distances : sequence of float, optional
        Kilometers; without, K goes to the median distance of the other sites, M and L to 200 km.

    Returns
    -------
    pandas.DataFrame
        One row a sector and distance (MultiIndex ``sector``, number): ``distance_km``, the
        function (``density``, ``m``, or ``k`` and ``l``), ``mean`` of the null,
        ``lower_local, upper_local, lower_global, upper_global`` ..., ``standard_error`` where
        M or L is estimated; ``attrs["approximations"]`` as in :func:`pattern_study`.

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
        if not _one_place(points):
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
    done = min(one.simulations for one in found.values())
    told: dict[str, Told] = {
        sector: {function: one.approximations}
        for sector, one in found.items()
        if one.approximations
    }
    few = [sector for sector in found if (sites["sector"] == sector).sum() < FEW_POINTS]
    curves.attrs = {
        "function": function,
        "simulations": done,
        "seed": draws.seed,
        "sites": {sector: int((sites["sector"] == sector).sum()) for sector in found},
        "notes": [f"Under {FEW_POINTS} sites the bands are too wide to say much: {', '.join(few)}."]
        if few
        else [],
        "approximations": told,
        "explain": _explain_curve(function, replace(draws, simulations=done), told),
    }
    return curves


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


def _kernel_words(draws: Draws) -> Method:
    factor = (
        "K integrates to 1; --normalization paper leaves out the factor 2, as equation 1 is "
        "printed."
        if draws.normalization == "density"
        else "Without the factor 2, as the paper's equation 1 is printed: K integrates to a half."
    )
    return amended(
        "k",
        convention="Gaussian kernel, Silverman's bandwidth, reflected at 0, up to the median "
        f"distance between the other sites; 5 % of curves pass the band on each side. {factor}",
    )


def _facts(draws: Draws) -> dict[str, str]:
    return {
        "null_model": f"the sector's label thrown {draws.simulations} times on all sites, its own "
        f"and those of the other sectors, seed {draws.seed}: where industry is, not an empty map",
        "few": f"under {FEW_POINTS} sites the bands are too wide to say much; under {LEAST} "
        "nothing is tested",
        "distances": POSITIONS,
    }


def _explain_curve(function: str, draws: Draws, told: dict[str, Told]) -> Explanation:
    columns: dict[str, str | Method] = {
        "k": {"density": _kernel_words(draws)},
        "m": {"m": "m"},
        "l": {"l": "l"},
    }[function]  # type: ignore[assignment]
    facts = {**_facts(draws), "approximations": exactness(told)}
    if function == "l":
        facts["null_model"] = (
            f"as many points thrown on the land {draws.simulations} times, seed {draws.seed}: "
            "against empty mountains every industry is clustered"
        )
    return explanation(
        "At which distances do a sector's sites lie closer to each other than by chance?",
        {
            **columns,
            "lower_local, upper_local": {
                "method": "Where the simulated curves lie at each distance by itself."
            },
            "lower_global, upper_global": {
                "method": "The band that simulated curves leave anywhere with 5 % (K: on each "
                "side; M, L: 2.5 % on each side): the one to test with."
            },
        },
        **facts,
    )


def colocation_study(
    sites: gpd.GeoDataFrame, by: str = "sector", *, permutations: int = 999, seed: int = 0
) -> pd.DataFrame:
    """Test which kinds of sites have which as their nearest neighbors.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Points.
    by : str
        Column with the kinds.
    permutations, seed : int
        Of the kinds over the sites.

    Returns
    -------
    pandas.DataFrame
        One row an ordered pair of kinds (MultiIndex ``from``, ``to``): ``n_from, n_to,
        neighbors, quotient, lower, upper, p, q, few`` (under 3 sites of either kind).

    Raises
    ------
    DataError
        One kind only.

    Examples
    --------
    >>> import geopandas as gpd
    >>> sites = gpd.GeoDataFrame(
    ...     {"kind": ["fab", "tool", "fab", "tool"]},
    ...     geometry=gpd.points_from_xy([130, 130.01, 131, 131.01], [33, 33, 33, 33]),
    ...     crs=6668,
    ... )
    >>> colocation_study(sites, "kind", permutations=99).loc[("fab", "tool"), "quotient"]
    np.float64(1.5)
    """
    if sites[by].nunique() < 2:  # noqa: PLR2004
        raise DataError(
            f"Co-location compares kinds of sites, and there is one {by} here.",
            "Choose several sectors, or --by segment.",
        )
    with warnings.catch_warnings():
        # a kind with one site has no quotient with itself: the NaN says it
        warnings.simplefilter("ignore", DegenerateInputWarning)
        result = measure.colocation_quotient(sites, by, permutations, seed=seed)
    found = result.pairwise.rename(columns={"p_value": "p", "q_value": "q"})
    found["few"] = found[["n_from", "n_to"]].min(axis=1) < LEAST
    whole = f"{result.global_quotient:.3f}, p {result.global_p_value:.3g}"
    found.attrs = {
        "global": [result.global_quotient, result.global_p_value],
        "permutations": permutations,
        "seed": seed,
        "by": by,
        "notes": [
            (
                f"All kinds together, a kind with itself: {whole}. {result.shared} of {result.n} "
                "sites have several nearest neighbors at one distance, which share their vote."
            )
        ],
        "explain": explanation(
            "Is a site of kind B the nearest neighbor of A more often than chance makes it?",
            {
                "quotient": "quotient",
                "lower, upper": {"method": "Where 95 % of the permutations lie."},
                "p, q": {
                    "method": "Two-sided, by permutation; q: false discovery rate over all pairs.",
                    "paper": "Benjamini and Hochberg (1995)",
                },
            },
            null_model=f"the kinds permuted over the sites {permutations} times, seed {seed}",
            all_kinds=f"a kind with itself, over all kinds: {whole}",
            few=f"under {LEAST} sites of either kind",
        ),
    }
    return found


def hotspot_study(
    sites: gpd.GeoDataFrame,
    sectors: Sequence[str],
    *,
    method: Literal["hdbscan", "dbscan"] = "dbscan",
    min_size: int = 5,
    radius_km: float = 20.0,
    municipality: str | None = None,
) -> gpd.GeoDataFrame:
    """Find dense groups of sites, sector by sector.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Points with ``sector``.
    sectors : sequence of str
        The sectors to group.
    method : {"dbscan", "hdbscan"}
        How groups are found.
    min_size : int
        Sites in the smallest group.
    radius_km : float
        The sparsest that counts as dense.
    municipality : str, optional
        Column of the sites with their municipality, after which groups are named.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a group: ``sector`` and the columns of
        :func:`clustermap.analysis.points.hotspots`.

    Raises
    ------
    DataError
        No group is found.
    """
    import geopandas as gpd

    found = []
    for sector in sectors:
        points = sites[sites["sector"] == sector]
        if len(points) >= min_size:
            groups = measure.hotspots(
                points, method, min_size=min_size, radius_km=radius_km, municipality=municipality
            )
            groups.insert(0, "sector", sector)
            found.append(groups)
    groups = [one for one in found if len(one)]
    if not groups:
        raise DataError(
            f"No {min_size} sites of a sector lie within {radius_km:g} km of each other.",
            "Choose a smaller --min-size, a larger --radius-km or a larger region.",
        )
    table = gpd.GeoDataFrame(
        pd.concat(groups, ignore_index=True), geometry="geometry", crs=sites.crs
    )
    table.attrs |= {"method": method, "min_size": min_size, "radius_km": radius_km}
    table.attrs["explain"] = explanation(
        "Where are the dense groups of a sector's sites?",
        {
            method: method,
            "name": {"method": "The municipality in which most of the group's sites lie."},
            "span_km": {"method": "Largest distance of a site from the group's middle."},
        },
        settings=f"groups of at least {min_size} sites, radius {radius_km:g} km, geodesic",
        null_model="none: a description, not a test; for significance see `stats pattern` and "
        "`stats autocorrelation --local`",
    )
    return table
