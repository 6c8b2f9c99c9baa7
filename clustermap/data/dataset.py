"""All that is shipped, read and checked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.data import catalog
from clustermap.data.boundaries import read_prefectures
from clustermap.data.investments import read_investments
from clustermap.data.selection import Selection
from clustermap.data.sites import read_sites
from clustermap.data.statistics import read_indicators, read_statistics
from clustermap.data.zones import read_clusters, read_events, read_zone_places, read_zones

if TYPE_CHECKING:
    from pathlib import Path


def load(where: Path | None = None) -> Selection:
    """Read all that is shipped.

    Parameters
    ----------
    where : Path, optional
        Another folder laid out like ``geodata/``.

    Raises
    ------
    DataError
        A table is missing or broken.
    """
    zones = read_zones(where)
    investments = read_investments(where)
    return Selection(
        prefectures=read_prefectures(where),
        sites=read_sites(where, investments),
        clusters=read_clusters(where),
        zones=zones,
        zone_places=read_zone_places(zones, where),
        statistics=read_statistics(where),
        indicators=read_indicators(where),
        events=read_events(where),
        investments=investments,
        neighbors=catalog.read("neighbors", where),
    )
