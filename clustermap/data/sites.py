"""Industrial sites: plants, shipyards, institutes, launch sites, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from clustermap.data import catalog
from clustermap.data.investments import AMOUNTS, read_investments, site_totals
from clustermap.errors import DataError
from clustermap.japan import JGD2011

if TYPE_CHECKING:
    from pathlib import Path


def read_sites(
    where: Path | None = None, investments: pd.DataFrame | None = None
) -> gpd.GeoDataFrame:
    """Read the shipped sites of all sectors.

    Parameters
    ----------
    where : Path, optional
        Another folder laid out like ``geodata/``.
    investments : pandas.DataFrame, optional
        The investments, where they were read already.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a site, indexed by ``id``, points in JGD2011 degrees (EPSG:6668), with the columns
        of ``geodata/sites/*.csv`` (``position`` says how exact the point is, ``confidence`` how
        sure the row), ``investment_jpy_bn, subsidy_jpy_bn`` (billion yen, the sum of the counted
        rows of ``investments.csv``) and ``year``: the first year in which the site was known of,
        by announcement or opening (NaN where neither date is known).

    Raises
    ------
    DataError
        A table is missing or broken, or an id stands twice.
    """
    known = [table for table in catalog.tables(where).values() if table.path.parent.name == "sites"]
    frame = pd.concat([catalog.read(table.name, where) for table in known], ignore_index=True)
    twice = frame["id"].duplicated()
    if twice.any():
        odd = frame.loc[twice, "id"].iloc[0]
        cause = f"The site id {odd!r} stands twice in {known[0].path.parent}."
        raise DataError(cause, "Give each site an id of its own.")
    totals = site_totals(read_investments(where) if investments is None else investments)
    for place, column in enumerate(AMOUNTS.values(), list(frame.columns).index("jobs")):
        frame.insert(place, column, frame["id"].map(totals[column]))
    return as_sites(frame)


def as_sites(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Turn a table with ``id, lon, lat, announced, opened`` into points with a ``year``."""
    frame = frame.assign(year=first_year(frame[["announced", "opened"]]))
    return gpd.GeoDataFrame(
        frame.set_index("id", drop=False).rename_axis(None),
        geometry=gpd.points_from_xy(frame["lon"], frame["lat"]),
        crs=JGD2011,
    )


def first_year(dates: pd.DataFrame) -> pd.Series[float]:
    """Return the earliest year in columns of ISO dates (YYYY, YYYY-MM, YYYY-MM-DD or "").

    Examples
    --------
    >>> first_year(pd.DataFrame({"announced": ["2021-10-14", ""], "opened": ["2024-12", ""]}))
    0    2021.0
    1       NaN
    dtype: float64
    """
    years = dates.apply(lambda column: pd.to_numeric(column.str[:4], errors="coerce"))
    first: pd.Series[float] = years.min(axis=1).astype(float)
    return first
