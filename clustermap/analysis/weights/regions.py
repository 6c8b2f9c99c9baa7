"""Areas of another level: smaller ones put together, with their counts and their links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.analysis.weights.adjacency import Adjacency
from clustermap.japan import EIGHT_REGIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd


def dissolve_regions(
    prefectures: gpd.GeoDataFrame, own: Mapping[str, str] | None = None
) -> gpd.GeoDataFrame:
    """Put prefectures together into regions.

    Parameters
    ----------
    prefectures : geopandas.GeoDataFrame
        With ``region`` (id) and polygons.
    own : mapping of str to str, optional
        Ids and names of regions of one's own, in order; else the eight.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a region that is there, indexed by its id, in the order of the school atlas:
        ``name_en, name_ja, name_ko, region`` and the polygons, in the CRS given.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> prefectures = gpd.GeoDataFrame(
    ...     {"region": ["shikoku", "hokkaido", "shikoku"]},
    ...     geometry=[box(133, 33, 134, 34), box(141, 42, 145, 45), box(134, 33, 135, 34)],
    ...     crs="EPSG:6668",
    ... )
    >>> dissolve_regions(prefectures)["name_en"].to_dict()
    {'hokkaido': 'Hokkaido', 'shikoku': 'Shikoku'}
    """
    merged = prefectures[["region", "geometry"]].dissolve("region")
    names = {region.id: (region.en, region.ja, region.ko) for region in EIGHT_REGIONS}
    if own is not None:
        names = {key: (name, name, name) for key, name in own.items()}
    here = [region for region in names if region in merged.index]
    merged = merged.loc[here].rename_axis(None)
    for at, lang in enumerate(("en", "ja", "ko")):
        merged[f"name_{lang}"] = [names[region][at] for region in here]
    merged["region"] = merged.index
    return merged


def add_up(values: pd.DataFrame, groups: pd.Series[str]) -> pd.DataFrame:
    """Sum counts of areas by group, in the order in which the groups first come.

    Parameters
    ----------
    values : pandas.DataFrame
        Areas x variables; NaN for what is withheld or not known.
    groups : pandas.Series
        The group of each area.

    Returns
    -------
    pandas.DataFrame
        Groups x variables. A sum with a part that is not known is not known.

    Examples
    --------
    >>> counts = pd.DataFrame({"ships": [1, 2, 4], "chips": [1.0, np.nan, 3.0]}, index=list("abc"))
    >>> add_up(counts, pd.Series(["south", "south", "north"], list("abc"))).to_dict("index")
    {'south': {'ships': 3.0, 'chips': nan}, 'north': {'ships': 4.0, 'chips': 3.0}}
    """
    labels = groups.reindex(values.index)
    sums = values.groupby(labels, sort=False).sum().astype(float)
    gaps = values.isna().groupby(labels, sort=False).any()
    return sums.mask(gaps).rename_axis(None)


def contract(graph: Adjacency, groups: pd.Series[Any]) -> Adjacency:
    """Link groups of areas where any of their areas are linked.

    Parameters
    ----------
    graph : Adjacency
        Links between areas.
    groups : pandas.Series
        The group of each area.

    Returns
    -------
    Adjacency
        Binary links between groups.

    Examples
    --------
    >>> line = Adjacency.of("abc", [0, 1, 1, 2], [1, 0, 2, 1], name="links")
    >>> found = contract(line, pd.Series(["south", "south", "north"], list("abc")))
    >>> list(found.ids), found.cardinalities
    (['north', 'south'], array([1, 1]))
    """
    names = pd.Index(groups.unique())
    place = names.get_indexer(groups.reindex(graph.ids))
    pairs = np.column_stack([place[graph.focal], place[graph.neighbor]])
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return Adjacency.of(names, pairs[:, 0], pairs[:, 1], name=graph.name)
