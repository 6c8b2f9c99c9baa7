"""What a point pattern cannot say: sectors not tested, M without neighbors, sites off the land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.analysis.points.off_land import off_land
from clustermap.analysis.points.tables import LEAST, one_place
from clustermap.locales import wording
from clustermap.messages import clean
from clustermap.questions.undefined import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

#: Sites named of those outside the land.
NAMED = 3


def untested_notes(
    sites: gpd.GeoDataFrame, sectors: Sequence[str], lang: str = "en"
) -> tuple[str, ...]:
    """Name the sectors with too few sites, or with all of them at one place."""
    few, together = [], []
    for sector in sectors:
        points = sites[sites["sector"] == sector]
        if len(points) < LEAST:
            few.append(sector)
        elif one_place(points):
            together.append(sector)
    notes = [sentence("pattern_few", few, lang, n=LEAST)] if few else []
    return (*notes, *([sentence("pattern_one_place", together, lang)] if together else []))


def without_m_notes(found: pd.DataFrame, lang: str = "en") -> tuple[str, ...]:
    """Name the sectors tested whose M is not defined at the shortest distances."""
    columns = [name for name in found if str(name).startswith("m_") and name != "m_p"]
    tested = found[found["nearest_neighbor_index"].notna()]
    names = [str(name) for name in tested.index[tested[columns].isna().any(axis=1)]]
    return (sentence("m_near", names, lang),) if names else ()


def off_land_notes(
    sites: gpd.GeoDataFrame, land: gpd.GeoDataFrame, sectors: Sequence[str], lang: str = "en"
) -> tuple[str, ...]:
    """Count the sites of these sectors that lie outside the land, and name the farthest."""
    tested = sites[sites["sector"].isin(sectors)]
    far = off_land(tested, land)
    if far.empty:
        return ()
    named = tested.loc[far.index, f"name_{lang}" if f"name_{lang}" in tested else "name_en"]
    key = "off_land_one" if len(far) == 1 else "off_land"
    names = [clean(str(name)) for name in named[:NAMED]]
    if len(named) > NAMED:
        names.append(wording.say("degenerate", "more", lang, n=len(named) - NAMED))
    listed = wording.listed(names, lang)
    km = wording.kilometers(float(far.iloc[0]))
    return (wording.say("degenerate", key, lang, n=len(far), of=len(tested), names=listed, km=km),)
