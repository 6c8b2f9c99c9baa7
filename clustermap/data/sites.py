"""Industrial sites: plants, shipyards, institutes, launch sites, one row each."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from clustermap.data import catalog
from clustermap.data.investments import AMOUNTS, read_investments, site_totals
from clustermap.errors import DataError
from clustermap.japan import JGD2011

if TYPE_CHECKING:
    from pathlib import Path


@functools.cache
def site_columns(where: Path | None = None) -> tuple[str, ...]:
    """Return the columns of a table of sites, in order.

    Those of ``geodata/sites/*.csv`` as ``datapackage.json`` has them, and the sums of each site's
    investments before its jobs. Every other list of them follows this one.

    Examples
    --------
    >>> site_columns()[:5]
    ('id', 'name_en', 'name_ja', 'name_ko', 'sector')
    """
    names = [field["name"] for field in _site_tables(where)[0].fields]
    place = names.index("jobs")
    return (*names[:place], *AMOUNTS.values(), *names[place:])


def _site_tables(where: Path | None) -> list[catalog.ShippedTable]:
    return [table for table in catalog.tables(where).values() if table.path.parent.name == "sites"]


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
    known = _site_tables(where)
    frame = pd.concat([catalog.read(table.name, where) for table in known], ignore_index=True)
    twice = frame["id"].duplicated()
    if twice.any():
        odd = frame.loc[twice, "id"].iloc[0]
        cause = f"The site id {odd!r} stands twice in {known[0].path.parent}."
        raise DataError(cause, "Give each site an id of its own.")
    totals = site_totals(read_investments(where) if investments is None else investments)
    for column in AMOUNTS.values():
        frame[column] = frame["id"].map(totals[column])
    columns = site_columns(where)
    others = [name for name in frame.columns if name not in columns]
    return as_sites(frame[[*columns, *others]])


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
