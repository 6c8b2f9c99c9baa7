"""Areas of another level: prefectures put together into the eight regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.japan import EIGHT_REGIONS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def dissolve_regions(prefectures: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put prefectures together into regions.

    Parameters
    ----------
    prefectures : geopandas.GeoDataFrame
        With ``region`` (id) and polygons.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a region that is there, indexed by its id, in the order of the school atlas:
        ``name_en, name_ja, name_ko, region`` and the polygons, in the CRS given.
    """
    merged = prefectures[["region", "geometry"]].dissolve("region")
    here = [region for region in EIGHT_REGIONS if region.id in merged.index]
    merged = merged.loc[[region.id for region in here]].rename_axis(None)
    merged["name_en"] = [region.en for region in here]
    merged["name_ja"] = [region.ja for region in here]
    merged["name_ko"] = [region.ko for region in here]
    merged["region"] = merged.index
    return merged


def to_regions(values: pd.DataFrame, regions: pd.Series[str]) -> pd.DataFrame:
    """Sum counts of prefectures by region; a region with a value withheld has none."""
    return values.groupby(regions.reindex(values.index)).sum(min_count=1).rename_axis(None)
