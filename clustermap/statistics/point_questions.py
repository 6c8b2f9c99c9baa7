"""``stats pattern``, ``colocation`` and ``hotspots``: sites as points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from clustermap import locales
from clustermap.analysis import studies
from clustermap.errors import DataError, UnknownNameError
from clustermap.statistics.ground import chosen_sectors, sites_of_all_sectors
from clustermap.statistics.naming import flattened, with_sectors

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from clustermap.atlas import Atlas

KINDS = ("sector", "segment")


def sectors_with_sites(atlas: Atlas) -> list[str]:
    """Return the sectors selected that have sites."""
    here = set(atlas.sites["sector"])
    found = [sector for sector in chosen_sectors(atlas.dataset) if sector in here]
    if not found:
        raise DataError("No site is in this selection.", "Choose more prefectures or sectors.")
    return found


def pattern(
    atlas: Atlas,
    *,
    function: Literal["k", "m", "l"] | None = None,
    distances: tuple[float, ...] = (),
    normalization: Literal["density", "paper"] = "density",
    permutations: int = 999,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Test whether a sector's sites lie closer to each other than those of all sectors."""
    sectors = sectors_with_sites(atlas)
    sites = sites_of_all_sectors(atlas)
    draws = studies.Draws(permutations, seed, normalization, progress)
    land = atlas.prefectures
    if function:
        found = flattened(
            studies.curve_study(
                sites, land, sectors, function, distances=distances or None, draws=draws
            )
        )
    else:
        km = distances or studies.DISTANCES
        found = studies.pattern_study(sites, land, sectors, distances=km, draws=draws)
        found = with_sectors(found, lang)
    labels = {sector: locales.text("sector", sector, lang) for sector in sectors}
    words = studies.told_in_words(found.attrs["approximations"], lang, labels)
    found.attrs["notes"] = [*found.attrs.get("notes", []), *words]
    return found


def colocation(
    atlas: Atlas,
    *,
    by: str = "sector",
    permutations: int = 999,
    seed: int = 0,
    lang: str = "en",  # noqa: ARG001  # kinds are named by their ids in every language
) -> pd.DataFrame:
    """Test which kinds of sites have which as their nearest neighbors."""
    if by not in KINDS:
        raise UnknownNameError.of("kind of sites", by, KINDS)
    sectors_with_sites(atlas)
    return flattened(
        studies.colocation_study(atlas.sites, by, permutations=permutations, seed=seed)
    )


def hotspots(
    atlas: Atlas,
    *,
    method: Literal["dbscan", "hdbscan"] = "dbscan",
    min_size: int = 5,
    radius_km: float = 20.0,
    lang: str = "en",
) -> gpd.GeoDataFrame:
    """Find dense groups of sites, sector by sector."""
    sectors = sectors_with_sites(atlas)
    return studies.hotspot_study(
        _with_municipalities(atlas.sites, lang),
        sectors,
        method=method,
        min_size=min_size,
        radius_km=radius_km,
        municipality="municipality",
    )


def _with_municipalities(sites: gpd.GeoDataFrame, lang: str) -> gpd.GeoDataFrame:
    """Add the name of each site's municipality: in English where it is known, else Japanese."""
    from clustermap.data.gazetteer import shipped

    names = sites["municipality_ja"].replace("", None)
    if lang == "en":
        known = shipped().by_code
        english = [
            known[code].name_en if code in known else "" for code in sites["municipality_code"]
        ]
        names = pd.Series(english, sites.index).replace("", None).fillna(names)
    return sites.assign(municipality=names)
