"""The list and the chart of a brief: what is coming by year, and how the place compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.frames import each
from clustermap.locales.dates import month, month_alone
from clustermap.locales.numbers import decimal
from clustermap.locales.wording import within
from clustermap.questions import economy, history
from clustermap.reports.brief.facts import grouped
from clustermap.reports.brief.findings import quotient_words
from clustermap.reports.brief.parts import COUNT, CompareBar, Comparison, Listing, ListRow
from clustermap.reports.brief.place import named, town
from clustermap.reports.brief.words import (
    known,
    money_text,
    say,
    sector,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.reports.brief.facts import BriefFacts, Coming

#: Years beyond what there is room for share a row.
MOST_ROWS = 5
BARS = 7


def listing(facts: BriefFacts, lang: str, said: set[str]) -> Listing:
    """List what is coming by year; else the largest sites, else the strongest industries."""
    if facts.place.kind == "site":
        return _about_site(facts, lang)
    if facts.coming:
        return Listing(say("h_coming", lang), _coming_rows(facts, lang))
    if len(facts.sites):
        return Listing(say("h_largest", lang), _largest(facts, lang))
    rows = [
        ListRow(
            say("r_times", lang, n=times(one.value)),
            facts.shared.figures(one.by, one.level).label(one.industry, lang),
            say("r_jobs", lang, n=decimal(one.jobs)),
        )
        for one in facts.top[:MOST_ROWS]
    ]
    year = facts.top[0].year if facts.top else ""
    said.update(one.key for one in facts.top[:MOST_ROWS])
    return Listing(say("h_industries", lang, year=year), rows)


def _coming_rows(facts: BriefFacts, lang: str) -> list[ListRow]:
    groups = grouped(facts.coming)
    years = [key for key in groups if key.isdigit()]
    room = MOST_ROWS - len(set(groups) - set(years))
    own = len(years) if len(years) <= room else room - 1
    rows = [_coming_row(facts, key, groups[key], lang) for key in years[:own]]
    if years[own:]:
        rest = [one for key in years[own:] for one in groups[key]]
        label = say("r_later", lang, year=years[own])
        rows.append(_coming_row(facts, label, sorted(rest, key=_size), lang))
    for key, label in (("", "r_undated"), ("late", "r_late")):
        if key in groups:
            rows.append(_coming_row(facts, say(label, lang), sorted(groups[key], key=_size), lang))
    return rows


def _size(one: Coming) -> float:
    return -one.amount if known(one.amount) else 1.0


def _coming_row(facts: BriefFacts, label: str, items: Sequence[Coming], lang: str) -> ListRow:
    first = items[0]
    row = facts.shared.national.sites.loc[first.site]
    name = named(row, "name", lang)
    where = _where(facts, row, lang)
    if first.month and len(items) == 1 and label.isdigit():
        text = say("r_month", lang, site=name, town=where, month=month_alone(first.month, lang))
    else:
        text = say("r_site", lang, site=name, town=where) if where not in name else name
    others = len({one.site for one in items} - {first.site})
    if others:
        text = say("r_more", lang, first=text, n=others)
    return ListRow(label, text, _amounts(items, lang))


def _where(facts: BriefFacts, row: Any, lang: str) -> str:
    """Name the town of a site within a prefecture, else its prefecture."""
    code = str(row["prefecture_code"])
    if len(facts.place.codes) > 1:
        return str(getattr(japan.BY_CODE[code], lang))
    return town(row["municipality_code"], lang, code)


def _amounts(items: Sequence[Coming], lang: str) -> str:
    money = sum(one.amount for one in items if known(one.amount))
    jobs = sum(one.jobs for one in items if known(one.jobs))
    parts = [money_text(money, lang)] if money else []
    if jobs:
        parts.append(say("r_jobs", lang, n=decimal(jobs)))
    return {"ja": "・"}.get(lang, " · ").join(parts)


def _largest(facts: BriefFacts, lang: str) -> list[ListRow]:
    several = len(facts.counts) > 1
    rows = []
    for _, row in facts.sites.head(MOST_ROWS).iterrows():
        label = locales.text(
            "sector" if several else "status", row["sector" if several else "status"], lang
        )
        text = say("r_site", lang, site=named(row, "name", lang), town=_where(facts, row, lang))
        amount = row["investment_jpy_bn"]
        rows.append(
            ListRow(label, text, "" if pd.isna(amount) else money_text(float(amount), lang))
        )
    return rows


def _about_site(facts: BriefFacts, lang: str) -> Listing:
    row = facts.shared.national.sites.loc[facts.place.site]
    found = [("r_segment", locales.text("segment", row["segment"], lang))] if row["segment"] else []
    opened = "r_opened" if row["status"] == "operating" else "r_start"
    for key, date in (("r_announced", row["announced"]), (opened, row["opened"])):
        if date:
            found.append((key, month(str(date)[:7], lang)))
    past = _history(facts, lang)
    if len(past) > len(found):
        return Listing(say("h_site", lang), past[-MOST_ROWS:])
    return Listing(say("h_site", lang), [ListRow(say(key, lang), text, "") for key, text in found])


def _history(facts: BriefFacts, lang: str) -> list[ListRow]:
    """Tell what happened to the site, the latest last; nothing where only its dates are known."""
    national = facts.shared.national
    told = history.ask(national, national.sites.loc[[facts.place.site]]).table
    return [
        ListRow(
            month(row.date, lang),
            history.event_name(row.event, lang, planned=row.planned)
            + (f": {what}" if (what := getattr(row, f"what_{lang}")) else ""),
            money_text(row.amount_jpy_bn, lang) if row.counted and known(row.amount_jpy_bn) else "",
        )
        for row in each(told)
    ]


def comparison(facts: BriefFacts, lang: str) -> Comparison | None:
    """Compare the place: with neighbors and peers, its parts with each other, or the largest."""
    kind = facts.place.kind
    if kind == "site":
        return _largest_of_sector(facts, lang)
    if kind == "nation":
        return _by_money(facts, lang)
    if kind == "sector" or (kind == "region" and not facts.region):
        return _parts(facts, lang)
    if kind == "region":
        return _parts(facts, lang) if len(facts.place.codes) > 2 else None
    return _with_others(facts, lang)


def _with_others(facts: BriefFacts, lang: str) -> Comparison | None:
    one = facts.compared
    if one is None:
        return None
    table = facts.shared.quotients(one.by, one.level)["lq"].xs(one.industry, level="industry")
    if one.level == "municipality":
        near = facts.shared.towns_beside(one.code)
        jobs = facts.shared.figures(one.by, one.level).totals
        near = sorted(near, key=lambda code: -float(jobs.get(code, 0)))[: BARS - 1]
        kinds: dict[str, Any] = dict.fromkeys(near, "neighbor")
    else:
        near = sorted(facts.shared.neighbors(one.code), key=lambda code: -float(table[code]))[:4]
        kinds = dict.fromkeys(near, "neighbor")
        kinds |= {code: "peer" for code in facts.shared.peers(one.code) if code not in kinds}
        kinds = dict(list(kinds.items())[: BARS - 1])
    kinds[one.code] = "self"
    bars = _bars(table, kinds, lang)
    words = quotient_words(facts, one, lang)
    words["industry"] = (
        facts.shared.figures(one.by, one.level).label(one.industry, lang)
        if lang != "en"
        else words["industry"]
    )
    heading = say(f"b_lq_{one.by}", lang, industry=words["industry"], year=one.year)
    return Comparison(heading, bars, one.by) if len(bars) > 1 else None


def _bars(values: pd.Series[float], kinds: dict[str, Any], lang: str) -> list[CompareBar]:
    found = values.reindex(list(kinds)).dropna().sort_values(ascending=False, kind="stable")
    return [
        CompareBar(_area(str(code), lang), float(value), decimal(value, 1), kinds[str(code)])
        for code, value in found.items()
    ]


def _area(code: str, lang: str) -> str:
    return str(getattr(japan.BY_CODE[code], lang)) if code in japan.BY_CODE else town(code, lang)


def _parts(facts: BriefFacts, lang: str) -> Comparison | None:
    """Compare the prefectures of a region or of Japan by the industry of the lead sector."""
    known = economy.own_proxies() if facts.place.kind == "sector" else economy.proxies()
    by, code = known.get(facts.lead, ("", ""))
    if not by:
        return _by_count(facts, lang)
    table = facts.shared.quotients(by, "prefecture").xs(code, level="industry")
    table = table[~table["few"]].reindex(facts.place.codes)["lq"].dropna()
    best = table.nlargest(BARS)
    bars = _bars(best, dict.fromkeys(map(str, best.index), "other"), lang)
    label = facts.shared.figures(by, "prefecture").label(code, lang)
    year = facts.shared.years(by)[-1]
    heading = say(f"b_lq_{by}", lang, industry=within(label, lang), year=year)
    return Comparison(heading, bars, by) if len(bars) > 1 else None


def _by_count(facts: BriefFacts, lang: str) -> Comparison | None:
    """Compare prefectures by their sites, where no industry stands for the sector alone."""
    best = facts.sites["prefecture_code"].value_counts().nlargest(BARS)
    bars = [
        CompareBar(_area(str(code), lang), float(n), decimal(n), "other")
        for code, n in best.items()
    ]  # fmt: skip
    return Comparison(say("b_count", lang), bars, COUNT) if len(bars) > 1 else None


def _by_money(facts: BriefFacts, lang: str) -> Comparison:
    best = facts.shared.by_prefecture["investment"].nlargest(BARS)
    bars = [
        CompareBar(_area(str(code), lang), float(value), money_text(float(value), lang), "other")
        for code, value in best.items()
    ]
    return Comparison(say("b_money", lang), bars)


def _largest_of_sector(facts: BriefFacts, lang: str) -> Comparison | None:
    row = facts.shared.national.sites.loc[facts.place.site]
    sites = facts.shared.sites[facts.shared.sites["sector"] == row["sector"]]
    best = sites.dropna(subset="investment_jpy_bn").nlargest(BARS, "investment_jpy_bn")
    if pd.notna(row["investment_jpy_bn"]) and row.name not in best.index:
        best = pd.concat([best.head(BARS - 1), sites.loc[[row.name]]])
    bars = [
        CompareBar(
            named(one, "name", lang), float(one["investment_jpy_bn"]),
            money_text(float(one["investment_jpy_bn"]), lang),
            "self" if code == row.name else "other",
        )
        for code, one in best.iterrows()
    ]  # fmt: skip
    heading = say("b_site", lang, sector=sector(str(row["sector"]), lang))
    return Comparison(heading, bars) if len(bars) > 1 else None


def keys_of(compared: Comparison, lang: str) -> list[tuple[str, str]]:
    """Return the kinds of bars that need a key, with its words."""
    kinds = {bar.kind for bar in compared.bars}
    if "neighbor" not in kinds or "peer" not in kinds:
        return []
    return [(kind, say(f"k_{kind}", lang)) for kind in ("neighbor", "peer")]
