"""A site's history: announced, begun, opened, postponed, expanded, canceled; dated and sourced.

One model out of three tables. What ``site_events.csv`` says comes first; an investment is
announced, and when its new site or expansion starts, that is opened or expanded; last come the
site's own dates. A date that another table has already told of the same event, as exactly as the
vaguer one is, is not told twice. What is only known as a plan is ``planned``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.data.chain import read_site_events
from clustermap.data.site_query import COMING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Kinds of events, in the order of one day.
EVENTS = ("announced", "begun", "opened", "postponed", "expanded", "canceled")
COLUMNS = (
    "site_id", "date", "event", "planned", "what_en", "what_ja", "what_ko", "amount_jpy_bn",
    "counted", "table", "source_url",
)  # fmt: skip
#: What the start of an investment is, by its kind.
_START = {"new_site": "opened", "expansion": "expanded"}
_NONE = float("nan")


def history(
    sites: pd.DataFrame, investments: pd.DataFrame, events: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what happened, and what is to happen, to sites: by site, in the order of dates.

    Parameters
    ----------
    sites : pandas.DataFrame
        Indexed by id, with ``status, announced, opened, source_url``.
    investments : pandas.DataFrame
        As :func:`clustermap.data.investments.read_investments` gives them.
    events : pandas.DataFrame, optional
        As :func:`clustermap.data.chain.read_site_events` gives them; else these.

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``: dates as exact as known; ``planned`` for what is known as a plan only;
        ``counted`` unless the amount is superseded or part of another; the ``table`` that a row is
        from (site-events, investments, sites), and its page.

    Examples
    --------
    >>> import clustermap as cm
    >>> atlas = cm.load()
    >>> found = history(atlas.sites, atlas.selection.investments)
    >>> found.loc[found["site_id"] == "jasm-kumamoto-1", ["date", "event"]].to_numpy().tolist()[:3]
    [['2021-10-14', 'announced'], ['2021-11-09', 'announced'], ['2022-04-21', 'begun']]
    """
    given = read_site_events() if events is None else events
    told: dict[str, list[dict[str, Any]]] = {}
    for rows in (_of_events(given), _of_investments(investments), _of_sites(sites)):
        for row in rows:
            here = told.setdefault(row["site_id"], [])
            if not any(_told_by(row, other) for other in here):
                here.append(row)
    kept = [row for site in sites.index if site in told for row in sorted(told[site], key=_order)]
    return pd.DataFrame(kept, columns=list(COLUMNS)).astype(
        {"planned": bool, "counted": bool, "amount_jpy_bn": float}
    )


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["date"], EVENTS.index(row["event"])


def _told_by(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether a row of another table tells the same; it takes the amount over."""
    if other["table"] == row["table"] or not _same(row, other):
        return False
    if pd.notna(row["amount_jpy_bn"]):
        if pd.notna(other["amount_jpy_bn"]):
            return False
        other |= {name: row[name] for name in ("amount_jpy_bn", "counted")}
    return True


def _same(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether two rows tell of one event on one date, as exactly as the vaguer one knows."""
    exact = min(len(row["date"]), len(other["date"]))
    return (row["event"], row["planned"], row["date"][:exact]) == (
        other["event"], other["planned"], other["date"][:exact]
    )  # fmt: skip


def _row(site: str, date: str, event: str, table: str, url: str, **more: Any) -> dict[str, Any]:
    return {
        "site_id": site, "date": date, "event": event, "planned": False, "what_en": "",
        "what_ja": "", "what_ko": "", "amount_jpy_bn": _NONE, "counted": True, "table": table,
        "source_url": url, **more,
    }  # fmt: skip


def _of_events(events: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in events.to_dict("records"):
        what = {f"what_{lang}": row[f"what_{lang}"] for lang in locales.LANGUAGES}
        yield _row(row["site_id"], row["date"], row["event"], "site-events", row["source_url"],
                   **what)  # fmt: skip


def _of_investments(investments: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in investments.to_dict("records"):
        kind = str(row["kind"])
        what = {f"what_{lang}": locales.text("investment_kind", kind, lang)
                for lang in locales.LANGUAGES}  # fmt: skip
        what["what_en"] = row["what_en"] or what["what_en"]
        place = row["site_id"], "investments", row["source_url"]
        amount = row["amount_jpy_bn"]
        if row["announced"]:
            yield _told(place, row["announced"], "announced", **what, amount_jpy_bn=amount,
                       counted=bool(row["counted"]))  # fmt: skip
        if kind in _START and row["actual_start"]:
            yield _told(place, row["actual_start"], _START[kind], **what)
        elif kind in _START and row["planned_start"]:
            yield _told(place, row["planned_start"], _START[kind], **what, planned=True)


def _told(place: tuple[str, str, str], date: str, event: str, **more: Any) -> dict[str, Any]:
    site, table, url = place
    return _row(site, date, event, table, url, **more)


def _of_sites(sites: pd.DataFrame) -> Iterator[dict[str, Any]]:
    dates = zip(sites.index, sites["status"], sites["announced"], sites["opened"],
                sites["source_url"], strict=True)  # fmt: skip
    for site, status, announced, opened, url in dates:
        if announced:
            yield _row(site, announced, "announced", "sites", url)
        if opened:
            yield _row(site, opened, "opened", "sites", url, planned=status in COMING)
