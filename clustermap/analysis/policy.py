"""Policy: strategic technologies and sectors, the time line, rankings, a tax credit's estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.analysis.spillover.event_dates import check_date, side_of
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Lists of technologies, Japan's six first.
LISTS = (
    "national_strategic_6", "emerging_foundational_16", "growth_17", "us_cet_2024",
    "eu_critical_2023",
)  # fmt: skip
#: The credit as the Cabinet decided it on 26 December 2025: percent of the investment (8 % as first
#: reported on 25 November 2025) ...
RATE = 7.0
#: ... for investment of so many billion yen and more (large firms),
MINIMUM_JPY_BN = 3.5
#: ... and when it was decided.
DECIDED = "2025-12-26"
GROUPS = ("prefecture", "sector", "zone", "site")
#: Status of sites whose investment is still to come.
AHEAD = ("planned", "under_construction")


def technologies(
    listed: pd.DataFrame, sites: pd.DataFrame, lists: Sequence[str] = (), examples: int = 3
) -> pd.DataFrame:
    """Cross strategic technologies with sectors and the sites that stand for them.

    Parameters
    ----------
    listed : pandas.DataFrame
        ``id, list``, names, ``cluster_sectors`` (tuples), ``source_url, evidence``.
    sites : pandas.DataFrame
        Indexed by id: ``sector, status, investment_jpy_bn``.
    lists : sequence of str
        Which lists; all if none is given.
    examples : int
        How many sites to name: those with the largest announced investment.

    Returns
    -------
    pandas.DataFrame
        One row a technology: its own columns, then ``sites, operating, ahead`` (planned or under
        construction), ``investment_jpy_bn`` (NaN: no amount known), ``with_amount`` and
        ``examples`` (tuples of ids). A technology without a sector has <NA> sites: it is outside
        the five sectors, which says nothing of how much there is.

    Raises
    ------
    clustermap.errors.UnknownNameError
        A list that is not there.
    """
    known = [*LISTS, *sorted(set(listed["list"]) - set(LISTS))]
    for name in lists:
        if name not in known:
            raise UnknownNameError.of("list", name, known, listing=f"Known: {', '.join(known)}.")
    order = {name: at for at, name in enumerate(known)}
    chosen = listed[listed["list"].isin(lists or known)]
    chosen = chosen.sort_values("list", key=lambda column: column.map(order), kind="stable")
    rows = []
    for sectors in chosen["cluster_sectors"]:
        held = sites[sites["sector"].isin(sectors)]
        money = held["investment_jpy_bn"].dropna().sort_index()
        top = money.sort_values(ascending=False, kind="stable").head(examples)
        rows.append(
            {
                "sites": len(held) if sectors else pd.NA,
                "operating": int((held["status"] == "operating").sum()) if sectors else pd.NA,
                "ahead": int(held["status"].isin(AHEAD).sum()) if sectors else pd.NA,
                "investment_jpy_bn": float(money.sum()) if len(money) else np.nan,
                "with_amount": len(money) if sectors else pd.NA,
                "examples": tuple(top.index),
            }
        )
    counted = pd.DataFrame(rows, index=chosen.index).astype(
        dict.fromkeys(("sites", "operating", "ahead", "with_amount"), "Int64")
    )
    return chosen.join(counted).reset_index(drop=True)


def timeline(
    events: pd.DataFrame,
    *,
    sectors: Sequence[str] = (),
    prefectures: Sequence[str] = (),
    kinds: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
) -> pd.DataFrame:
    """Choose policy events, by date.

    Parameters
    ----------
    events : pandas.DataFrame
        ``date`` (year, month or day), ``kind``, ``sectors`` and ``prefecture_codes`` (tuples).
    sectors, prefectures, kinds : sequence of str
        Keep events that name any of them; national events (which name no prefecture) stay where
        prefectures are chosen, those without a sector do not where sectors are.
    since, until : str, optional
        Dates, both included as far as an event's own date is known.

    Raises
    ------
    clustermap.errors.DataError
        A date is none, or no event is left.
    """
    kept = pd.Series(data=True, index=events.index)
    if sectors:
        kept &= events["sectors"].map(lambda held: not set(sectors).isdisjoint(held)).astype(bool)
    if prefectures:
        kept &= (
            events["prefecture_codes"]
            .map(lambda held: not held or not set(prefectures).isdisjoint(held))
            .astype(bool)
        )
    if kinds:
        kept &= events["kind"].isin(kinds)
    if since:
        start = check_date(since, "since")
        kept &= events["date"].map(lambda day: side_of(day, start) != "before").astype(bool)
    if until:
        end = check_date(until, "until")
        kept &= (
            events["date"].map(lambda day: day == end or side_of(day, end) != "after").astype(bool)
        )
    if not kept.any():
        raise DataError("No policy event is in this selection.", "Choose other sectors or dates.")
    return events[kept].sort_values("date", kind="stable").reset_index(drop=True)


def competitiveness(ranks: pd.DataFrame, country: str = "JPN") -> pd.DataFrame:
    """Give a country's place in each international ranking, and who is next to it.

    Parameters
    ----------
    ranks : pandas.DataFrame
        ``index, indicator, country_iso3, country_en, period, rank, score, source_url``.
    country : str
        ISO code of three letters, or English name.

    Returns
    -------
    pandas.DataFrame
        One row a ranking: ``index, indicator, period, rank`` (<NA>: not among the ranks known),
        ``score, first`` (who leads), ``above`` and ``below`` (next known ranks), ``known`` (how
        many ranks are known), ``source_url``.

    Raises
    ------
    clustermap.errors.UnknownNameError
        A country that is in no ranking.
    """
    plain = country.strip().casefold()
    names = pd.concat([ranks["country_iso3"], ranks["country_en"]])
    codes = dict(zip(ranks["country_en"].str.casefold(), ranks["country_iso3"], strict=True))
    code = codes.get(plain) or country.strip().upper()
    if code not in set(ranks["country_iso3"]) - {""}:
        raise UnknownNameError.of("country", country, [name for name in names.unique() if name])
    rows = []
    for (index, indicator, period), group in ranks.groupby(
        ["index", "indicator", "period"], sort=True
    ):
        table = group.sort_values("rank", kind="stable")
        ranked = table[table["country_iso3"] == code]
        row: dict[str, Any] = {
            "index": index,
            "indicator": indicator,
            "period": str(period).removesuffix(".0"),
            "rank": pd.NA,
            "score": np.nan,
            "first": table["country_en"].iloc[0] if table["rank"].iloc[0] == 1 else "",
            "above": "",
            "below": "",
            "known": len(table),
            "source_url": table["source_url"].iloc[0],
        }
        if len(ranked):
            rank = ranked["rank"].iloc[0]
            row["rank"], row["score"] = int(rank), ranked["score"].iloc[0]
            row["source_url"] = ranked["source_url"].iloc[0]
            for name, step in (("above", -1), ("below", 1)):
                beside = table.loc[table["rank"] == rank + step, "country_en"]
                row[name] = beside.iloc[0] if len(beside) else ""
        rows.append(row)
    return pd.DataFrame(rows).astype({"rank": "Int64"})


def undertakings(sites: pd.DataFrame, investments: pd.DataFrame, start: str) -> pd.DataFrame:
    """Return what lies ahead: sites planned or being built, and later buildings at others.

    Parameters
    ----------
    sites : pandas.DataFrame
        Indexed by id: ``status, announced, opened, investment_jpy_bn``.
    investments : pandas.DataFrame
        ``site_id, kind, planned_start, actual_start, amount_jpy_bn`` (billion yen), ``counted``
        (bool). What is spent on buying land or a plant ("purchase") earns no credit.
    start : str
        Later buildings count if they are due on or after this date.

    Returns
    -------
    pandas.DataFrame
        The columns of ``sites``, without the money for what was bought. Of a running site the
        investment is that of the buildings ahead, ``opened`` the first of their dates and
        ``announced`` blank.

    Examples
    --------
    >>> import pandas as pd
    >>> sites = pd.DataFrame({"status": "operating", "announced": "", "opened": "1990",
    ...     "investment_jpy_bn": 90.0}, index=["a"])
    >>> more = pd.DataFrame({"site_id": "a", "planned_start": ["2027", "2020"],
    ...     "kind": "expansion", "actual_start": "", "amount_jpy_bn": [60.0, 30.0],
    ...     "counted": True})
    >>> undertakings(sites, more, "2026")[["opened", "investment_jpy_bn"]]
      opened  investment_jpy_bn
    a   2027               60.0
    """
    known = investments[investments["counted"] & investments["amount_jpy_bn"].notna()]
    bought = known["kind"] == "purchase"
    ahead = sites[sites["status"].isin(AHEAD)]
    spent = known[bought].groupby("site_id")["amount_jpy_bn"].sum().reindex(ahead.index)
    left = (ahead["investment_jpy_bn"] - spent.fillna(0)).round(9)
    ahead = ahead.assign(investment_jpy_bn=left.where(left > 0))
    running = sites[sites["status"] == "operating"]
    due = known[
        ~bought
        & known["site_id"].isin(running.index)
        & (known["actual_start"] == "")
        & (known["planned_start"] != "")
    ]
    due = due[[side_of(day, start) != "before" for day in due["planned_start"]]]
    if not len(due):
        return ahead
    per_site = due.groupby("site_id")
    later = running.loc[per_site["planned_start"].min().index].assign(
        announced="",
        opened=per_site["planned_start"].min(),
        investment_jpy_bn=per_site["amount_jpy_bn"].sum(),
    )
    return pd.concat([ahead, later])


def credit_sites(
    sites: pd.DataFrame,
    investments: pd.DataFrame | None = None,
    *,
    rate: float = RATE,
    cap: float | None = None,
    start: str = DECIDED,
    minimum: float = MINIMUM_JPY_BN,
) -> pd.DataFrame:
    """Estimate the investment tax credit site by site.

    Parameters
    ----------
    sites : pandas.DataFrame
        Indexed by id: ``status, announced, opened, investment_jpy_bn``, sector and prefecture.
    investments : pandas.DataFrame, optional
        Single investments, of which later buildings of running sites count too
        (see `undertakings`).
    rate : float
        Percent of the investment.
    cap : float, optional
        Most that a site gets, in billion yen.
    start : str
        Sites planned or under construction count if they open on or after this date (or were
        announced on or after it, where no opening is known).
    minimum : float
        Smaller investments (billion yen) do not count.

    Returns
    -------
    pandas.DataFrame
        The sites planned, under construction or to be extended: ``sector, prefecture_code,
        status, date, investment_jpy_bn, counted`` ("yes", "no amount", "no date", "before
        start", "too small") and ``credit_jpy_bn`` (NaN unless counted).

    Raises
    ------
    clustermap.errors.DataError
        An option makes no sense, or no site is planned or under construction.

    Notes
    -----
    An estimate, and an upper bound: it takes all that was announced, buildings (for which 4 % was
    reported) and money spent before the start included, and assumes enough profit to set the
    credit against and a return above the threshold of 15 %. Grants are not taken off.

    Examples
    --------
    >>> import pandas as pd
    >>> sites = pd.DataFrame({"sector": "ai", "prefecture_code": "01", "status": "planned",
    ...     "announced": "2025", "opened": ["2027", "2024"], "investment_jpy_bn": [100.0, 50.0]},
    ...     index=["a", "b"])
    >>> credit_sites(sites)[["counted", "credit_jpy_bn"]]
            counted  credit_jpy_bn
    a           yes            7.0
    b  before start            NaN
    """
    if not 0 < rate <= 100:
        raise DataError(f"A rate of {rate:g} % makes no sense.", "Give percent, such as 7.")
    if cap is not None and cap <= 0:
        raise DataError(f"A cap of {cap:g} makes no sense.", "Give billion yen a site, such as 50.")
    start = check_date(start, "start")
    if investments is None:
        ahead = sites[sites["status"].isin(AHEAD)].sort_index()
    else:
        ahead = undertakings(sites, investments, start).sort_index()
    if ahead.empty:
        raise DataError(
            "No site in this selection is planned or under construction.",
            "Choose other sectors or places.",
        )
    found = pd.DataFrame(
        {
            "sector": ahead["sector"],
            "prefecture_code": ahead["prefecture_code"],
            "status": ahead["status"],
            "date": ahead["opened"].where(ahead["opened"] != "", ahead["announced"]),
            "investment_jpy_bn": ahead["investment_jpy_bn"],
        }
    )
    money = found["investment_jpy_bn"]
    before = found["date"].map(lambda day: side_of(day, start) == "before").astype(bool)
    found["counted"] = np.select(
        [money.isna(), found["date"] == "", before, money < minimum],
        ["no amount", "no date", "before start", "too small"],
        "yes",
    )
    credit = (money * rate / 100).clip(upper=cap)
    found["credit_jpy_bn"] = credit.where(found["counted"] == "yes")
    return found


def credit_by(estimate: pd.DataFrame, group: str, inside: pd.DataFrame) -> pd.DataFrame:
    """Add up the estimate by prefecture, sector or zone.

    Parameters
    ----------
    estimate : pandas.DataFrame
        What `credit_sites` gave.
    group : {"prefecture", "sector", "zone", "site"}
        What to add up by.
    inside : pandas.DataFrame
        ``zone, site``: which sites lie in which zones. A site in several zones counts in each, so
        zones must not be added up; sites in none have the zone "".

    Returns
    -------
    pandas.DataFrame
        Indexed by group, the largest credit first: ``sites`` (ahead), ``counted, no_amount,
        left_out`` (no date, before the start, too small), ``investment_jpy_bn`` (counted) and
        ``credit_jpy_bn`` (NaN where no site is counted).

    Raises
    ------
    clustermap.errors.UnknownNameError
        Another group.
    """
    if group not in GROUPS:
        raise UnknownNameError.of("group", group, GROUPS)
    frame = estimate.rename_axis("site").reset_index()
    if group == "zone":
        frame = frame.merge(inside[["zone", "site"]], on="site", how="left").fillna({"zone": ""})
    key = {"prefecture": "prefecture_code"}.get(group, group)
    counted = frame["counted"] == "yes"
    parts = frame.assign(
        yes=counted,
        no_amount=frame["counted"] == "no amount",
        left_out=frame["counted"].isin(["no date", "before start", "too small"]),
        money=frame["investment_jpy_bn"].where(counted),
    ).groupby(key, sort=True)
    found = pd.DataFrame(
        {
            "sites": parts.size(),
            "counted": parts["yes"].sum(),
            "no_amount": parts["no_amount"].sum(),
            "left_out": parts["left_out"].sum(),
            "investment_jpy_bn": parts["money"].sum(min_count=1),
            "credit_jpy_bn": parts["credit_jpy_bn"].sum(min_count=1),
        }
    )
    return found.sort_values("credit_jpy_bn", ascending=False, kind="stable", na_position="last")
