"""Jobs in the rings around an anchor: official figures by municipality, shared out by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap.analysis.frames import each
from clustermap.analysis.reach import shares_within
from clustermap.data import official
from clustermap.data.municipalities import read_municipalities
from clustermap.locales import wording
from clustermap.questions.near import about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.questions.spillover_sentences import SpilloverSentences

TABLE = "economic-census-municipality"
MANUFACTURING = "E"
#: Columns and the divisions that they count.
COUNTED = {"jobs": official.ALL_DIVISIONS, "manufacturing": MANUFACTURING}


def jobs_by_ring(center: tuple[float, float], rings: Sequence[float]) -> pd.DataFrame:
    """Estimate the jobs within each ring around a point, in both censuses.

    A municipality counts in a ring by the share of its area that lies there; what is beyond the
    last ring is the rest of the nation, so that the rows add up to it.

    Parameters
    ----------
    center : (float, float)
        Longitude and latitude.
    rings : sequence of float
        Outer edges in km, increasing.

    Returns
    -------
    pandas.DataFrame
        One row a ring, the last one beyond all edges: ``from_km, to_km, municipalities`` (that
        reach into it), and by year ``jobs_2016, jobs_2021, jobs_share_2016 ...`` (of the nation,
        in percent), the same for ``manufacturing``.

    Examples
    --------
    >>> found = jobs_by_ring((130.84, 32.88), (25, 50))
    >>> [int(n) for n in found["municipalities"]], round(float(found["jobs_share_2021"].sum()), 6)
    ([24, 46, 1726], 100.0)
    """
    areas = read_municipalities(whole_cities=True).geometry
    within = [shares_within(areas, center, km).reindex(areas.index).fillna(0.0) for km in rings]
    edges = [pd.Series(0.0, areas.index), *within, pd.Series(1.0, areas.index)]
    parts = [(edges[at + 1] - edges[at]).clip(lower=0.0) for at in range(len(edges) - 1)]
    frame = pd.DataFrame(
        {
            "from_km": [0.0, *map(float, rings)],
            "to_km": [*map(float, rings), float("inf")],
            "municipalities": [int((part > 0).sum()) for part in parts],
        }
    )
    first, last = years()
    for name, division in COUNTED.items():
        for year in (first, last):
            figures = official.establishments("municipality", year)
            jobs = figures[figures["division"] == division].set_index("code")["employees"]
            jobs = jobs.reindex(areas.index).astype(float)
            sums = [float((jobs * part).sum()) for part in parts]
            frame[f"{name}_{year}"] = sums
            frame[f"{name}_share_{year}"] = [100 * value / float(jobs.sum()) for value in sums]
    return frame


def years() -> tuple[int, int]:
    """Return the years of the first and the last census that jobs are known of."""
    known = official.years(TABLE)
    return min(known), max(known)


def jobs_table(frame: pd.DataFrame, words: SpilloverSentences) -> pd.DataFrame:
    """Return jobs by ring in words: estimates in three digits, shares of the nation."""
    first, last = years()
    head = [words.say("ring_head")]
    head += [
        words.say(f"{name}_{kind}", year=year)
        for name in COUNTED
        for kind in ("in", "share_in")
        for year in (first, last)
    ]
    rows = []
    for at, row in enumerate(each(frame)):
        cells = [words.ring(at)]
        for name in COUNTED:
            cells += [about(getattr(row, f"{name}_{year}"), words.lang) for year in (first, last)]
            shares = (getattr(row, f"{name}_share_{year}") / 100 for year in (first, last))
            cells += [wording.percent(share, 2) for share in shares]
        rows.append(cells)
    return pd.DataFrame(rows, columns=head)


def jobs_sentences(frame: pd.DataFrame, words: SpilloverSentences) -> list[str]:
    """Say how many jobs there are in the first ring, and what the figures are."""
    first, last = years()
    row = frame.iloc[0]
    survey = official.about(TABLE)
    # both are of 1 June
    early = words.found.event > f"{last}-06"
    return [
        words.say(
            "s_jobs",
            anchor=words.anchor,
            near=words.near(),
            year=last,
            before=first,
            jobs=about(row[f"jobs_{last}"], words.lang),
            manufacturing=about(row[f"manufacturing_{last}"], words.lang),
            share=wording.percent(row[f"jobs_share_{last}"] / 100, 2),
            share_before=wording.percent(row[f"jobs_share_{first}"] / 100, 2),
        ),
        *([words.say("jobs_before")] if early else []),
        words.say(
            "jobs_note",
            survey=survey.survey[words.lang],
            first=first,
            last=last,
            grade=survey.quality,
        ),
    ]
