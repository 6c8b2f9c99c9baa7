"""``stats zones``: whether a sector's sites lie inside special zones more than other sites do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap.analysis.studies.words import explanation
from clustermap.analysis.zones import unfilled_zones, zone_shares
from clustermap.statistics.ground import PEOPLE, chosen_sectors, sites_of_all_sectors
from clustermap.statistics.naming import with_sectors

if TYPE_CHECKING:
    from clustermap.atlas import Atlas

_NAMES = {"p_value": "p_sites", "p_value_places": "p", "q_value": "q"}


def zones(
    atlas: Atlas,
    *,
    permutations: int = 9999,
    seed: int = 0,
    lang: str = "en",
) -> pd.DataFrame:
    """Compare the share of each sector's sites inside zones with that of all sites."""
    sites = sites_of_all_sectors(atlas)
    areas = pd.DataFrame(
        {"population": atlas.indicators[PEOPLE], "area_km2": atlas.prefectures["area_km2"]}
    ).loc[atlas.prefectures.index]
    found = zone_shares(atlas.zones, sites, areas, permutations=permutations, seed=seed)
    chosen = chosen_sectors(atlas.dataset)
    found = found[found["sector"].isin(chosen)].rename(columns=_NAMES)
    order = {sector: at for at, sector in enumerate(chosen)}
    found = found.sort_values("sector", key=lambda names: names.map(order), kind="stable")
    empty = unfilled_zones(atlas.zones, sites)
    found = with_sectors(found.set_index("sector"), lang)
    found.attrs = {
        "notes": [
            (
                f"{empty['zone'].nunique()} of {len(atlas.zones)} zones hold no site of a sector "
                "that they are meant for; a zone is often drawn around an industry that is there "
                "already."
            )
        ],
        "explain": explanation(
            "Do a sector's sites lie inside special zones more often than all sites do?",
            {
                "scope": {
                    "method": "any: zones of whatever focus; focus: zones whose focus the sector "
                    "is. Zones of which only plots of a municipality are known count as all of "
                    "it: shares are upper bounds."
                },
                "difference": {
                    "method": "The share of the sector's sites inside less that of all sites."
                },
                "p_sites": {"method": "Sectors shuffled among the sites (hypergeometric)."},
                "p": {
                    "method": "Inside or not shuffled among the municipalities, so that sites of "
                    "one place stay together: the stricter one."
                },
                "q": {
                    "method": "False discovery rate over p.",
                    "paper": "Benjamini and Hochberg (1995)",
                },
                "population, area": {
                    "method": "Share of people and land inside: low counts whole prefectures "
                    "only, high all of every prefecture that is touched."
                },
            },
            null_model=f"{permutations} permutations, seed {seed}, two-sided: p is twice the "
            "smaller tail",
        ),
    }
    return found
