"""The title of a brief: the first finding that holds, in a stated order.

A prefecture: the largest (most announced investment of the 47, or most sites of a sector), a core
(at least 8 sites of a sector, most of them in one municipality and those around it), the first (the
most specialized of the 47 by official jobs), above the nation (at least 1.5 times its share), what
is under way, how many sites there are. A region: its largest share of a sector's sites. A sector:
the region that has most. The nation: what is under way. A municipality: investment, then
specialization, sites, people. Each finding has a number, and names the facts that it uses up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import japan
from clustermap.locales.numbers import decimal
from clustermap.locales.wording import within
from clustermap.questions.municipal_indicators import PEOPLE, municipal_statistics
from clustermap.reports.brief.place import town
from clustermap.reports.brief.words import (
    counted,
    known,
    money_text,
    say,
    sector,
    signed,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.reports.brief.facts import BriefFacts, Quotient

#: A core has so many sites of a sector, and such a share of them.
CORE_SITES, CORE_SHARE = 8, 0.6
#: More than so many sites of a sector make "most sites" worth a title.
MOST = 5
ABOVE = 1.5


@dataclass(frozen=True)
class Finding:
    """A title, and the keys of the facts that are said with it."""

    title: str
    facts: frozenset[str]


def finding(facts: BriefFacts, lang: str) -> Finding:
    """Return the first finding of the place that holds."""
    found = {
        "prefecture": _prefecture, "region": _region, "sector": _sector, "nation": _nation,
        "municipality": _municipality, "site": _site,
    }[facts.place.kind]  # fmt: skip
    return next(found(facts, lang))


def _prefecture(facts: BriefFacts, lang: str) -> Iterator[Finding]:
    place, code = facts.place.name(lang), facts.place.codes[0]
    if not facts.place.sector:
        yield from _most_money(facts, lang, place, code)
    yield from _most_sites(facts, lang, code)
    yield from _core(facts, lang)
    yield from _special(facts, lang, place)
    yield from _under_way(facts, lang, place)
    yield from _plain(facts, lang, place)


def _most_money(facts: BriefFacts, lang: str, place: str, code: str) -> Iterator[Finding]:
    amounts = facts.shared.by_prefecture["investment"]
    if amounts[code] > 0 and amounts[code] > amounts.drop(code).max():
        amount = money_text(amounts[code], lang)
        yield Finding(say("title_money", lang, place=place, amount=amount), frozenset({"money"}))


def _most_sites(facts: BriefFacts, lang: str, code: str) -> Iterator[Finding]:
    for one in facts.counts.index:
        table = facts.shared.by_sector
        if one not in table:
            continue
        column = table[one]
        if column[code] >= MOST and column[code] > column.drop(code).max():
            yield Finding(
                say("title_most", lang, place=_bare(facts, lang), n=column[code],
                    total=decimal(column.sum()), sector=sector(one, lang)),
                frozenset({f"sites:{one}"}),
            )  # fmt: skip


def _bare(facts: BriefFacts, lang: str) -> str:
    """Name the place without the sector, which the sentence says."""
    if not facts.place.sector or facts.place.kind != "prefecture":
        return facts.place.name(lang)
    return str(getattr(japan.BY_CODE[facts.place.codes[0]], lang))


def _core(facts: BriefFacts, lang: str) -> Iterator[Finding]:
    for one in facts.counts.index:
        n = int(facts.counts[one])
        if n < CORE_SITES:
            return
        cities = facts.sites.loc[facts.sites["sector"] == one, "city"]
        cities = cities[cities != ""].value_counts()
        around = {
            str(city): int(cities.reindex([city, *facts.shared.towns_beside(str(city))]).sum())
            for city in cities.index
        }
        # the smallest circle that holds as many: the town with most of its own
        best = max(around, key=lambda city: (around[city], cities[city]), default="")
        if best and around[best] / n >= CORE_SHARE:
            yield Finding(
                say("title_core", lang, place=_bare(facts, lang), k=around[best], n=n,
                    sector=sector(one, lang), town=town(best, lang)),
                frozenset({f"sites:{one}", "core"}),
            )  # fmt: skip


def _special(facts: BriefFacts, lang: str, place: str) -> Iterator[Finding]:
    first = [
        one
        for one in facts.top
        if one.rank == 1 and (one.level, one.by) == ("prefecture", "industry")
    ]
    for key, found in (
        ("title_first_industry", first),
        ("title_above", [one for one in facts.top if one.value >= ABOVE]),
    ):
        for one in found[:1]:
            words = quotient_words(facts, one, lang)
            form = f"{key}_{one.by}" if key == "title_above" else key
            yield Finding(say(form, lang, place=place, **words), frozenset({one.key}))


def quotient_words(facts: BriefFacts, one: Quotient, lang: str) -> dict[str, str]:
    """Return what sentences on a quotient are filled with."""
    label = facts.shared.figures(one.by, one.level).label(one.industry, lang)
    return {"industry": within(label, lang), "times": times(one.value), "year": str(one.year)}


def _under_way(facts: BriefFacts, lang: str, place: str) -> Iterator[Finding]:
    amount = sum(one.amount for one in facts.coming if known(one.amount))
    if amount > 0:
        sites = {one.site for one in facts.coming}
        yield Finding(
            counted("title_under_way", len(sites), lang, place=place,
                    amount=money_text(amount, lang)),
            frozenset({"under_way"}),
        )  # fmt: skip


def _plain(facts: BriefFacts, lang: str, place: str) -> Iterator[Finding]:
    if len(facts.sites):
        yield Finding(
            counted("title_sites", len(facts.sites), lang, place=place), frozenset({"sites"})
        )
    yield Finding(place, frozenset())


def _region(facts: BriefFacts, lang: str) -> Iterator[Finding]:
    place = facts.place.name(lang)
    total = facts.shared.sites["sector"].value_counts()
    shares = {str(one): facts.counts[one] / total[one] for one in facts.counts.index}
    for one in sorted(shares, key=lambda name: -shares[name]):
        if facts.counts[one] >= MOST:
            yield Finding(
                say("title_share", lang, place=_region_name(facts, lang), sector=sector(one, lang),
                    n=facts.counts[one], total=decimal(total[one])),
                frozenset({f"sites:{one}"}),
            )  # fmt: skip
    yield from _special(facts, lang, place)
    yield from _under_way(facts, lang, place)
    yield from _plain(facts, lang, place)


def _region_name(facts: BriefFacts, lang: str) -> str:
    named = (one for one in japan.EIGHT_REGIONS if one.id == facts.region)
    region = next(named, None)
    return str(getattr(region, lang)) if region else facts.place.name(lang)


def _sector(facts: BriefFacts, lang: str) -> Iterator[Finding]:
    regions = facts.sites["prefecture_code"].map(lambda code: japan.BY_CODE[code].region)
    most = regions.value_counts()
    place = facts.place.name(lang)
    if len(most):
        region = japan.region(str(most.index[0]))
        yield Finding(
            say("title_region", lang, place=place, n=most.iloc[0], total=len(facts.sites),
                region=getattr(region, lang)),
            frozenset({"sites"}),
        )  # fmt: skip
    yield from _plain(facts, lang, place)


def _nation(facts: BriefFacts, lang: str) -> Iterator[Finding]:
    place = facts.place.name(lang)
    yield from _under_way(facts, lang, place)
    yield from _plain(facts, lang, place)


def _municipality(facts: BriefFacts, lang: str) -> Iterator[Finding]:
    place, code = facts.place.name(lang), facts.place.municipality
    if facts.investment > 0:
        amount = money_text(facts.investment, lang)
        yield Finding(
            say("title_site_money", lang, place=place, amount=amount), frozenset({"money"})
        )
    yield from _special(facts, lang, place)
    if len(facts.sites):
        yield from _plain(facts, lang, place)
    people = municipal_statistics().values
    now, before = (float(people[one].get(code, 0)) for one in (PEOPLE, "population_2015"))
    if before > 0:
        yield Finding(
            say("title_people", lang, place=place, n=decimal(now), year="2015",
                change=signed(now / before - 1, lang)),
            frozenset({"people"}),
        )  # fmt: skip
    yield from _plain(facts, lang, place)


def _site(facts: BriefFacts, lang: str) -> Iterator[Finding]:
    row = (
        facts.sites.iloc[0]
        if len(facts.sites)
        else facts.shared.national.sites.loc[facts.place.site]
    )
    place = facts.place.name(lang)
    amount, jobs = float(row["investment_jpy_bn"]), row["jobs"]
    if known(amount) and amount > 0:
        text = say("title_site_money", lang, place=place, amount=money_text(amount, lang))
        yield Finding(text, frozenset({"money"}))
    elif pd.notna(jobs):
        text = say("title_site_jobs", lang, place=place, jobs=decimal(float(jobs)))
        yield Finding(text, frozenset({"jobs"}))
    where = town(row["municipality_code"], lang, str(row["prefecture_code"]))
    text = say("title_site", lang, place=place, town=where, sector=sector(str(row["sector"]), lang))
    yield Finding(text, frozenset())
