"""The answers that a report is made of, each asked once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clustermap.analysis.indicators import site_counts
from clustermap.analysis.zones import zone_table
from clustermap.maps.colored import ColoredAreas
from clustermap.questions import autocorrelation, rank, specialization
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.questions.map_layer import colored_by
from clustermap.reports.model import Facts, standing

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.data.selection import Selection


def facts_of(selection: Selection) -> Facts:
    """Ask the questions of a report on a selection."""
    codes, sectors = selection.prefectures.index, selection.chosen_sectors
    # what is counted and ranked stands: closed sites are in the lists only
    counted = replace(selection, sites=standing(selection))
    # user-supplied values are of areas: specialization and clusters of sites don't ask them
    every = replace(selection.nationwide, user_values=())
    # the specialization of a prefecture takes all its sites and all of Japan's
    special = specialization.ask(every, specialization.Options(basis="sites")).table
    special = special[special["code"].isin(codes) & special["sector"].isin(sectors)]
    overall = autocorrelation.asked(every, autocorrelation.Options()).table
    overall = overall[overall["variable"].isin(sectors)]
    local = autocorrelation.asked(every, autocorrelation.Options(local=True))
    here = local.table[local.table["code"].isin(codes)].reset_index(drop=True)
    nearest = overall.sort_values("p", kind="stable")["variable"].tolist()
    clusters = None
    if nearest:
        table, name = colored_by(every, f"lisa:{nearest[0]}")
        clusters = ColoredAreas(selection.national, table, name, "prefecture")
    return Facts(
        selection=selection,
        indicators=prefecture_indicators(counted),
        clusters=clusters,
        sectors=sectors,
        counts=site_counts(counted.sites, codes, sectors),
        ranking=rank.ask(counted, rank.Options(indicator="sites")).table,
        specialization=special.reset_index(drop=True),
        autocorrelation=overall.reset_index(drop=True),
        local=replace(local, table=here),
        zones=zones_of(selection),
        events=events_of(selection),
    )


def zones_of(selection: Selection) -> pd.DataFrame:
    """Return the zones that touch the selection, with the number of selected sites inside."""
    if not len(selection.zones):
        return selection.zones.assign(sites=0, extent="unknown", in_force=False)
    counts = zone_table(selection.zones, selection.sites)
    return selection.zones.join(counts[["sites", "in_force"]])


def events_of(selection: Selection) -> pd.DataFrame:
    """Return the policy events of the selection: those of its places, and national ones."""
    chosen, events = selection.chosen, selection.events
    if chosen.sectors:
        wanted = set(chosen.sectors)
        events = events[[not held or bool(wanted & set(held)) for held in events["sectors"]]]
    if chosen.prefectures or chosen.municipalities:
        places = set(selection.prefectures.index)
        held = events["prefecture_codes"]
        events = events[[not codes or bool(places & set(codes)) for codes in held]]
    return events.reset_index(drop=True)
