"""What should have happened by now: openings and expansions whose planned date has passed.

The rule: a site that is planned or under construction, or an expansion that has not started, is
**overdue** when its planned date has passed; a date that is exact to the month or year has passed
when that month or year has. Expansions that were due more than :data:`OLDEST_EXPANSION` months ago
are not listed: that their start is not in the register says little by then.

A plan is **stalled**, as a flag to be checked, when it was due :data:`STALLED_AFTER` months or more
before the last day that the register knows of, and nothing is known from later than its date: no
event, no announcement, no dated page. The flag never changes the status that the source gives.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.data.history import history
from clustermap.data.site_query import COMING
from clustermap.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd

#: Months after which a plan of which nothing more is heard is flagged.
STALLED_AFTER = 12
#: Months after which an expansion without a known start is no longer looked for.
OLDEST_EXPANSION = 36
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")
COLUMNS = (
    "id", "what", "what_en", "due", "months_late", "flag", "last_sign", "last_sign_url",
)  # fmt: skip


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
    _check(day)
    planned = sites["status"].isin(COMING) & (sites["opened"] != "")
    passed = sites["opened"].map(lambda date: _passed(date, day))
    return sites[planned & passed].sort_values(["opened", "id"])


def to_check(
    sites: pd.DataFrame, investments: pd.DataFrame, day: str, known_until: str | None = None
) -> pd.DataFrame:
    """Return all that is overdue at a day, the oldest first: openings of sites, and expansions.

    Parameters
    ----------
    sites : pandas.DataFrame
        Indexed by id.
    investments : pandas.DataFrame
        Their investments.
    day : str
        YYYY-MM-DD, or YYYY-MM or YYYY for their first day.
    known_until : str, optional
        Day, month or year that the sites are as of, if that is earlier: nothing later can be known.

    Returns
    -------
    pandas.DataFrame
        ``id``; ``what`` ("opening" or "expansion") and ``what_en`` (of an expansion); ``due``;
        ``months_late`` (whole months since the end of that day, month or year); ``flag``
        ("overdue" or "stalled"); ``last_sign`` and ``last_sign_url``: the latest dated thing known
        of the site.

    Raises
    ------
    DataError
        ``day`` is no date.

    Examples
    --------
    >>> import clustermap as cm
    >>> atlas = cm.load()
    >>> found = to_check(atlas.sites, atlas.selection.investments, "2026-11-30")
    >>> set(found["flag"]) <= {"overdue", "stalled"}, bool((found["months_late"] >= 0).all())
    (True, True)
    """
    _check(day)
    told = history(sites, investments)
    late = [
        ("opening", str(site), "", str(due))
        for site, status, due in zip(sites.index, sites["status"], sites["opened"], strict=True)
        if status in COMING and due and _passed(due, day)
    ]
    planned = told[told["planned"] & (told["event"] == "expanded") & (told["table"] != "sites")]
    late += [
        ("expansion", row["site_id"], row["what_en"], row["date"])
        for row in planned.to_dict("records")
        if _passed(row["date"], day) and months_between(row["date"], day) <= OLDEST_EXPANSION
    ]
    signs = _signs(sites, told)
    days = day, min(day, known_until or day)
    rows = [_row(*one, days, signs) for one in late]
    found = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"months_late": int})
    return found.sort_values(["due", "id", "what_en"], ignore_index=True)


def older_expansions(told: pd.DataFrame, day: str) -> int:
    """Count the expansions that were due so long ago that they are not listed."""
    planned = told[told["planned"] & (told["event"] == "expanded") & (told["table"] != "sites")]
    return sum(
        _passed(date, day) and months_between(date, day) > OLDEST_EXPANSION
        for date in planned["date"]
    )


def _row(
    what: str,
    site: str,
    words: str,
    due: str,
    days: tuple[str, str],
    signs: dict[str, tuple[str, str]],
) -> dict[str, Any]:
    months, heard = (months_between(due, one) for one in days)
    sign, url = signs.get(site, ("", ""))
    later = bool(sign) and _passed(due, sign)
    stalled = heard >= STALLED_AFTER and not later
    return {
        "id": site, "what": what, "what_en": words, "due": due, "months_late": months,
        "flag": "stalled" if stalled else "overdue", "last_sign": sign, "last_sign_url": url,
    }  # fmt: skip


def _signs(sites: pd.DataFrame, told: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the latest date on which something was said of each site, and where."""
    found: dict[str, tuple[str, str]] = {}
    past = told[~told["planned"]]
    seen = list(zip(past["site_id"], past["date"], past["source_url"], strict=True))
    if "source_date" in sites:
        seen += zip(sites.index, sites["source_date"], sites["source_url"], strict=True)
    for site, date, url in seen:
        if _DAY.fullmatch(str(date)) and date > found.get(site, ("", ""))[0]:
            found[site] = (date, url)
    return found


def _check(day: str) -> None:
    if not _DAY.fullmatch(day):
        raise DataError(f"{day!r} is not a date.", "Write YYYY-MM-DD, as 2026-04-01.")


def _passed(date: str, day: str) -> bool:
    """Say whether a date, as exact as it is known, lies wholly before a day."""
    return date[: len(day)] < day[: len(date)]


def months_between(date: str, day: str) -> int:
    """Count the whole months from the end of a date, as exact as it is known, to a day.

    Examples
    --------
    >>> months_between("2025", "2026-11-30"), months_between("2026-03", "2026-11-30")
    (10, 7)
    >>> months_between("2026-10-15", "2026-11-14"), months_between("2026-10-15", "2026-11-15")
    (0, 1)
    """
    year, month, *rest = (*map(int, date.split("-")), *([12] if len(date) == 4 else []))
    end = dt.date(year, month, rest[0]) if rest else dt.date(year, month, 1)
    now = dt.date.fromisoformat((day + "-01-01")[:10])
    whole = (now.year - end.year) * 12 + now.month - end.month
    # a month has passed when the next one begins
    return max(0, whole - 1 if not rest else whole - (now.day < end.day))
