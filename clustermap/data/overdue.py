"""Sites whose planned opening has passed: what must be looked up again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clustermap.data.site_query import COMING
from clustermap.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd

_DAY = re.compile(r"\d{4}(-\d\d){0,2}")


def overdue(sites: gpd.GeoDataFrame, day: str) -> gpd.GeoDataFrame:
    """Return the sites that were to open before a day and are not said to have, oldest first.

    A date that is exact to the month or year has passed when that month or year has.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        As :func:`clustermap.data.sites.read_sites` has them.
    day : str
        YYYY-MM-DD, or YYYY-MM or YYYY for their first day.

    Raises
    ------
    DataError
        ``day`` is no date.

    Examples
    --------
    >>> from clustermap.data.sites import read_sites
    >>> late = overdue(read_sites(), "2026-03-01")
    >>> set(late["status"]) <= {"planned", "under_construction"}, late["opened"].max() < "2026-03"
    (True, True)
    """
    if not _DAY.fullmatch(day):
        raise DataError(f"{day!r} is not a date.", "Write YYYY-MM-DD, as 2026-04-01.")
    planned = sites["status"].isin(COMING) & (sites["opened"] != "")
    passed = sites["opened"].map(lambda date: date[: len(day)] < day[: len(date)])
    return sites[planned & passed].sort_values(["opened", "id"])
