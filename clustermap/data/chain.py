"""The steps of each sector's value chain, links between sites, and what happened to sites.

>>> from clustermap.data.dataset import load
>>> steps_of(load().sites, read_chain())[["disco-kure", "hoya-hachioji"]].tolist()
['equipment', 'masks']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap.data import catalog

if TYPE_CHECKING:
    from pathlib import Path


def read_chain(where: Path | None = None) -> pd.DataFrame:
    """Read the steps of the value chains.

    Returns
    -------
    pandas.DataFrame
        The columns of ``geodata/value_chain.csv``; ``segments`` and ``site_ids`` as tuples.

    Raises
    ------
    DataError
        The table is missing or broken.
    """
    frame = catalog.read("value-chain", where)
    for column in ("segments", "site_ids"):
        frame[column] = [tuple(filter(None, text.split(";"))) for text in frame[column]]
    return frame.astype({"order": int})


def steps_of(sites: pd.DataFrame, chain: pd.DataFrame) -> pd.Series[str]:
    """Return the step of each site: that which names the site, else that of its segment.

    Parameters
    ----------
    sites : pandas.DataFrame
        Indexed by id, with ``sector`` and ``segment``.
    chain : pandas.DataFrame
        As `read_chain` gives it.

    Returns
    -------
    pandas.Series
        Ids of steps on the index of the sites; "" for a segment that stands at no step.
    """
    by_segment = chain.explode("segments").set_index(["sector", "segments"])["step"].to_dict()
    by_site = chain.explode("site_ids").set_index(["sector", "site_ids"])["step"].to_dict()
    keys = zip(sites.index, sites["sector"], sites["segment"], strict=True)
    found = [
        by_site.get((sector, site)) or by_segment.get((sector, segment), "")
        for site, sector, segment in keys
    ]
    return pd.Series(found, sites.index, dtype=object, name="step")


def read_links(where: Path | None = None) -> pd.DataFrame:
    """Read the links: each end is a site's id, or a firm with its Japanese name beside it.

    Raises
    ------
    DataError
        The table is missing or broken.

    Examples
    --------
    >>> links = read_links()
    >>> links.loc[links["from"] == "air-water-kitakami", ["to", "kind"]].to_numpy().tolist()
    [['kioxia-kitakami-k2', 'supplies']]
    """
    return catalog.read("links", where)


def read_site_events(where: Path | None = None) -> pd.DataFrame:
    """Read what happened to sites, in order of site and date.

    Raises
    ------
    DataError
        The table is missing or broken.

    Examples
    --------
    >>> events = read_site_events()
    >>> events.loc[events["site_id"] == "rapidus-rcs", ["event", "date"]].to_numpy().tolist()
    [['begun', '2024-10-03']]
    """
    return catalog.read("site-events", where)
