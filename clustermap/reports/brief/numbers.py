"""The three large numbers: the first three of a stated order that say something not said yet.

Announced investment (of two sites at least), what is under way, jobs of a sector's industry,
specialization (of the industry compared), manufacturing jobs (people and jobs of a municipality),
jobs planned, further specializations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap.locales import wording
from clustermap.locales.dates import month
from clustermap.locales.numbers import decimal
from clustermap.locales.wording import within
from clustermap.questions import economy
from clustermap.questions.municipal_indicators import PEOPLE, municipal_statistics
from clustermap.reports.brief.findings import quotient_words
from clustermap.reports.brief.parts import BigNumber
from clustermap.reports.brief.words import (
    counted,
    money,
    say,
    sector,
    signed,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.reports.brief.facts import BriefFacts

COUNT = 3
#: A rank is said in a line where it is among the first third.
TOP_RANK = 15
#: Ranks and shares of fewer sites than this say nothing.
FEW = 3
MILLION, TEN_THOUSAND = 1e6, 1e4


def big_numbers(facts: BriefFacts, lang: str, said: set[str]) -> list[BigNumber]:
    """Choose three numbers; their keys are added to what is said."""
    chosen: dict[str, BigNumber] = {}
    for key, number in _candidates(facts, lang):
        if key not in said and len(chosen) < COUNT:
            chosen.setdefault(key, number)
    said.update(chosen)
    return list(chosen.values())


def _candidates(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    if facts.place.kind == "site":
        yield from site_numbers(facts, lang)
    else:
        yield from _investment(facts, lang)
        yield from _under_way(facts, lang)
    yield from _industry_jobs(facts, lang)
    first, *others = [*_specialization(facts, lang), None]
    if first:
        yield first
    if facts.level == "municipality":
        yield from _municipal(facts, lang)
    elif facts.place.kind == "sector":
        yield from _spread(facts, lang)
    else:
        yield from _factory(facts, lang)
    yield from _planned_jobs(facts, lang)
    yield from filter(None, others)


def site_numbers(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    """Yield what is known of a site in numbers: investment, jobs, when it opens."""
    row = facts.shared.national.sites.loc[facts.place.site]
    if pd.notna(row["investment_jpy_bn"]):
        number, unit = money(float(row["investment_jpy_bn"]), lang)
        yield "money", BigNumber(number, unit, say("n_money_all", lang))
    if pd.notna(row["jobs"]):
        key = "n_jobs_planned" if row["jobs_kind"] == "planned" else "n_jobs"
        yield "jobs", BigNumber(decimal(float(row["jobs"])), say("u_jobs", lang), say(key, lang))
    if row["opened"]:
        note = "n_opened" if row["status"] == "operating" else "n_start"
        yield "opened", BigNumber(month(str(row["opened"])[:7], lang), "", say(note, lang))


def _investment(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    # the amount of a single site stands in its row
    if facts.known > 1 and facts.investment > 0:
        total = len(facts.sites)
        note = say("n_money_all", lang)
        if facts.known < total:
            note = say("n_money", lang, known=facts.known, n=total)
        if facts.place.kind == "prefecture" and not facts.place.sector and facts.known >= FEW:
            amounts = facts.shared.by_prefecture["investment"]
            rank = int((amounts > amounts[facts.place.codes[0]]).sum()) + 1
            if rank <= TOP_RANK:
                note += say("n_rank", lang, rank=wording.place(rank, lang))
        yield "money", BigNumber(*money(facts.investment, lang), note)


def _under_way(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    n = len(facts.under_way)
    if n > 1:
        rest = len(facts.sites) - n
        note = say("n_under", lang, n=decimal(rest)) if rest else say("n_under_all", lang)
        yield "under_way", BigNumber(decimal(n), counted("u_sites", n, lang), note)


def _specialization(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    ordered = [one for one in (facts.compared, *facts.top) if one and one.value >= 1.1]
    for one in ordered:
        words = quotient_words(facts, one, lang)
        note = say(f"n_lq_{one.by}", lang, **{key: words[key] for key in ("industry", "year")})
        if one.level == "prefecture" and one.rank and one.rank <= TOP_RANK:
            note += say("n_rank", lang, rank=wording.place(one.rank, lang))
        yield one.key, BigNumber(times(one.value), say("u_times", lang), note)


def _jobs(n: float, lang: str) -> tuple[str, str]:
    """Write a number of jobs, millions as such."""
    if n < MILLION:
        return decimal(n), say("u_jobs", lang)
    return (
        decimal(n / MILLION, 2) if lang == "en" else decimal(n / TEN_THOUSAND),
        say("u_million_jobs", lang),
    )


def _planned_jobs(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    jobs = facts.under_way["jobs"].dropna()
    if len(jobs) > 1:
        note = say("n_planned_jobs", lang, n=len(jobs))
        yield "planned_jobs", BigNumber(decimal(float(jobs.sum())), say("u_jobs", lang), note)


def _industry_jobs(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    """Yield the jobs of all Japan in the industry that stands for a sector."""
    by, code = economy.own_proxies().get(facts.place.sector, ("", ""))
    if facts.place.kind != "sector" or not by:
        return
    years = facts.shared.years(by)
    first, last = (facts.shared.figures(by, "prefecture", year) for year in (years[0], years[-1]))
    before, now = first.amounts[code].sum(), last.amounts[code].sum()
    note = say(
        "n_industry", lang, industry=within(last.label(code, lang), lang), year=years[-1],
        before=years[0], change=signed(now / before - 1, lang),
    )  # fmt: skip
    yield "industry", BigNumber(*_jobs(float(now), lang), note)


def _spread(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    """Yield in how many prefectures there are sites of a sector."""
    n = facts.sites["prefecture_code"].nunique()
    if n > 1:
        note = say("n_spread", lang, sector=sector(facts.place.sector, lang))
        yield "spread", BigNumber(decimal(n), say("u_prefectures", lang), note)


def _factory(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    years = facts.shared.years("industry")
    first, last = (
        facts.shared.figures("industry", "prefecture", year).totals.reindex(facts.place.codes).sum()
        for year in (years[0], years[-1])
    )
    if first > 0:
        note = say(
            "n_factory",
            lang,
            year=years[-1],
            before=years[0],
            change=signed(last / first - 1, lang),
        )
        yield "factory", BigNumber(*_jobs(float(last), lang), note)


def _municipal(facts: BriefFacts, lang: str) -> Iterator[tuple[str, BigNumber]]:
    values, code = municipal_statistics().values, facts.place.municipality
    if code not in values.index:
        return
    for key, now, before, unit in (
        ("people", PEOPLE, "population_2015", "u_people"),
        ("employees", "employees_2021", "employees_2016", "u_jobs"),
    ):
        last, first = float(values[now][code]), float(values[before][code])
        if first > 0 and last > 0:
            note = say(
                f"n_{key}", lang, year=now[-4:], before=before[-4:],
                change=signed(last / first - 1, lang),
            )  # fmt: skip
            yield key, BigNumber(decimal(last), say(unit, lang), note)
