"""What a report is made of: the frames of one selection, each worked out once.

Reports stand below the atlas and can't ask it; this asks it for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.analysis.indicators import site_counts
from clustermap.analysis.zones import zone_table
from clustermap.reports.report import Facts
from clustermap.statistics.results import with_result

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.atlas import Atlas
    from clustermap.data.dataset import Dataset


def facts_of(atlas: Atlas) -> Facts:
    """Work out the frames of a report on what an atlas has selected."""
    dataset = atlas.dataset
    codes = dataset.prefectures.index
    sectors = dataset.selection.sectors or dataset.sectors
    # how special a prefecture is, is told from all its sites and all of Japan's
    special = atlas.nationwide.stats("specialization")
    special = special[special["code"].isin(codes) & special["sector"].isin(sectors)]
    overall = atlas.nationwide.stats("autocorrelation")
    overall = overall[overall["variable"].isin(sectors)]
    local = atlas.nationwide.stats("autocorrelation", local=True)
    nearest = overall.sort_values("p", kind="stable")["variable"].tolist()
    clusters = with_result(atlas.nationwide, f"lisa:{nearest[0]}") if nearest else None
    return Facts(
        dataset=dataset,
        indicators=atlas.indicators,
        clusters=clusters,
        sectors=tuple(sectors),
        counts=site_counts(dataset.sites, codes, sectors),
        ranking=atlas.rank("sites"),
        specialization=special.reset_index(drop=True),
        autocorrelation=overall.reset_index(drop=True),
        local=local[local["code"].isin(codes)].reset_index(drop=True),
        tested=int(local.attrs["tested"]),
        alarms=float(local.attrs["expected_false_alarms"]),
        zones=_zones(dataset),
        events=_events(dataset),
    )


def _zones(dataset: Dataset) -> pd.DataFrame:
    """Return the zones that touch the selection, with the number of selected sites inside."""
    if not len(dataset.zones):
        return dataset.zones.assign(sites=0, extent="unknown", in_force=False)
    return dataset.zones.join(zone_table(dataset.zones, dataset.sites)[["sites", "in_force"]])


def _events(dataset: Dataset) -> pd.DataFrame:
    """Return the policy events of the selection: those of its places, and national ones."""
    chosen = dataset.selection
    events = dataset.events
    if chosen.sectors:
        wanted = set(chosen.sectors)
        events = events[[not held or bool(wanted & set(held)) for held in events["sectors"]]]
    if chosen.prefectures:
        places = set(chosen.prefectures)
        held = events["prefecture_codes"]
        events = events[[not codes or bool(places & set(codes)) for codes in held]]
    return events.reset_index(drop=True)
