"""Whether sites say how sure they are, and whether one site stands twice.

Only tables with a column ``confidence``, as the shipped ones have it, are held to the first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.japan import KM_PER_DEGREE
from clustermap.messages import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from clustermap.ingest.problems import Findings

#: How sure a row is, surest first.
CONFIDENCE = ("confirmed", "single", "weak")
JOBS = ("actual", "planned")
#: Sites of one operator that are nearer than this may be one site.
NEAR_KM = 0.2


def check_sourcing(
    sites: pd.DataFrame, rows: np.ndarray, columns: Mapping[str, str], findings: Findings
) -> None:
    """Warn of rows that claim more than they show.

    Parameters
    ----------
    sites : pandas.DataFrame
        Understood sites, with the columns of the shipped tables.
    rows : numpy.ndarray
        Number of each site's row in its file.
    columns : mapping
        Which of the file's columns is what.
    findings : Findings
        Gets one warning for each fault.
    """
    if "confidence" in columns:
        for row, site in zip(rows.tolist(), sites.to_dict("records"), strict=True):
            for role, words, action in _faults(site):
                findings.warn(role, words, action, row=row, column=columns.get(role, role),
                            value=str(site[role]))  # fmt: skip
    for one, other in twins(sites):
        findings.warn(
            "twin", f"same operator as row {rows[one]}, and less than 200 m away",
            "Both are kept; drop one if they are one site.", row=int(rows[other]),
        )  # fmt: skip


def _faults(site: Mapping[Any, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the column, what is wrong with it and what to do."""
    if not site["source_url"]:
        yield "source_url", "is blank", "Name the page that the row rests on."
    if site["confidence"] not in CONFIDENCE:
        yield "confidence", "is unknown", f"Say {listed(CONFIDENCE)}."
    if site["confidence"] == "confirmed" and not site["source_url_2"]:
        yield (
            "source_url_2",
            "is blank, though the row says confirmed",
            ("Name a second, independent page, or say single."),
        )
    if site["source_url_2"] and site["source_url_2"] == site["source_url"]:
        yield "source_url_2", "is the first page again", "Name another page, or leave it blank."
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(site["checked"])):
        yield "checked", "is not a day", "Say on which day the row was checked: YYYY-MM-DD."
    if site["jobs"] == site["jobs"] and site["jobs_kind"] not in JOBS:
        yield "jobs_kind", "is neither actual nor planned", "Say which, and jobs_year of what year."


def twins(sites: pd.DataFrame) -> list[tuple[int, int]]:
    """Return pairs of sites of one operator and sector that lie within 200 m, by position.

    Examples
    --------
    >>> import pandas as pd
    >>> twins(pd.DataFrame({"operator_en": ["A", "A", "B"], "operator_ja": "", "sector": "ai",
    ...     "lon": [130.0, 130.001, 130.0], "lat": 32.0}))
    [(0, 1)]
    """
    groups: dict[tuple[str, str], list[int]] = {}
    named = zip(sites["operator_en"], sites["operator_ja"], sites["sector"], strict=True)
    for at, (english, japanese, sector) in enumerate(named):
        if english or japanese:
            groups.setdefault((english or japanese, sector), []).append(at)
    lon, lat = sites["lon"].to_numpy(float), sites["lat"].to_numpy(float)
    found = []
    for members in groups.values():
        order = sorted(members, key=lat.__getitem__)
        for place, one in enumerate(order):
            for other in order[place + 1 :]:
                north = (lat[other] - lat[one]) * KM_PER_DEGREE
                if not north <= NEAR_KM:
                    break
                east = (lon[other] - lon[one]) * KM_PER_DEGREE * np.cos(np.radians(lat[one]))
                if np.hypot(north, east) <= NEAR_KM:
                    found.append((min(one, other), max(one, other)))
    return sorted(found)
