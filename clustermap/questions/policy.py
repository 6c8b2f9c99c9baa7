"""How do sectors and sites stand against policy: technologies, time line, rankings, tax credit?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.analysis import policy as study
from clustermap.analysis.frames import each
from clustermap.analysis.zones import zone_sites
from clustermap.answer import Answer, Reading
from clustermap.data import catalog
from clustermap.data.pages import cited_page
from clustermap.data.zones import split
from clustermap.errors import UnknownNameError
from clustermap.japan import BY_CODE
from clustermap.locales import numbers, wording
from clustermap.questions import options as option
from clustermap.questions.options import QuestionOptions, made

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

#: Files of the user's that an answer depends on.
USER_DATA = ("boundaries", "sites", "zones")


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("policy", key, lang, **values)


def _sectors(held: Any, lang: str) -> str:
    return ", ".join(locales.text("sector", sector, lang) for sector in held)


def _yen(value: float, lang: str) -> str:
    return wording.NOTHING if math.isnan(value) else numbers.yen(value, lang)


@dataclass(frozen=True, kw_only=True)
class TechnologiesOptions(QuestionOptions):
    """Which lists of technologies."""

    lists: tuple[str, ...] = option.choices(
        *study.LISTS, help="Only this list; repeatable.", flag="--list"
    )
    examples: int = option.from_script(3)


def technologies(selection: Selection, options: TechnologiesOptions | None = None) -> Answer:
    """Cross strategic technologies with the sectors and the sites that stand for them.

    Japan's 6 national strategic technologies, 16 and 17 fields, and the lists of the USA and EU.

    \b
    Examples:
      clustermap policy technologies --list national_strategic_6
      clustermap policy technologies --sector semiconductor --format csv
    """
    options = options or TechnologiesOptions()
    listed = catalog.read("strategic_technologies")
    listed["cluster_sectors"] = split(listed["cluster_sectors"])
    sites = selection.sites
    found = study.technologies(listed, sites, options.lists, options.examples)
    chosen = set(selection.chosen.sectors)
    if chosen:
        found = found[[not chosen.isdisjoint(held) for held in found["cluster_sectors"]]]
    found = found.reset_index(drop=True)

    def reading(lang: str) -> Reading:
        table = _technologies_to_read(found, sites[f"name_{lang}"], lang)
        return Reading(_say("technologies", lang), [_say("note_technologies", lang)], table)

    return Answer("technologies", found, reading=reading)


def _technologies_to_read(found: pd.DataFrame, names: pd.Series[str], lang: str) -> pd.DataFrame:
    rows = [
        {
            _say("list", lang): locales.text("technology_list", row.list, lang),
            _say("technology", lang): getattr(row, f"name_{lang}"),
            _say("sectors", lang): _sectors(row.cluster_sectors, lang) or _say("outside", lang),
            _say("sites", lang): row.sites,
            _say("operating", lang): row.operating,
            _say("ahead", lang): row.ahead,
            _say("investment", lang): _yen(row.investment_jpy_bn, lang),
            _say("largest", lang): wording.listed([names[site] for site in row.examples[:2]], lang),
            _say("source", lang): row.source_url,
        }
        for row in each(found)
    ]
    frame = pd.DataFrame(rows)
    for key in ("sites", "operating", "ahead"):
        frame[_say(key, lang)] = frame[_say(key, lang)].astype("Int64")
    return frame


@dataclass(frozen=True, kw_only=True)
class TimelineOptions(QuestionOptions):
    """Which events, from when on."""

    kinds: tuple[str, ...] = option.texts("law, subsidy, tax ...; repeatable.", flag="--kind")
    since: str | None = option.text("From this year, month or day on.", metavar="DATE")


def timeline(selection: Selection, options: TimelineOptions | None = None) -> Answer:
    """Print the time line of policy: acts, subsidies, designations, budgets.

    With a place, national events stay; --until takes a year.

    \b
    Examples:
      clustermap policy timeline --sector semiconductor --prefecture Kumamoto
      clustermap policy timeline --since 2025-10 --lang ja
    """
    options = options or TimelineOptions()
    known = sorted(set(selection.events["kind"]))
    wanted = []
    for name in options.kinds:
        kind = name if name in known else locales.find("event", name) or ""
        if kind not in known:
            raise UnknownNameError.of("kind of event", name, known)
        wanted.append(kind)
    chosen = selection.chosen
    found = study.timeline(
        selection.events,
        sectors=chosen.sectors,
        prefectures=chosen.prefectures,
        kinds=wanted,
        since=options.since,
        until=str(chosen.until) if chosen.until else None,
    )

    def reading(lang: str) -> Reading:
        return Reading(_say("timeline", lang), table=_timeline_to_read(found, lang))

    return Answer("timeline", found, reading=reading)


def _timeline_to_read(found: pd.DataFrame, lang: str) -> pd.DataFrame:
    rows = [
        {
            _say("date", lang): row.date,
            _say("event", lang): getattr(row, f"title_{lang}"),
            _say("kind", lang): locales.text("event", row.kind, lang),
            _say("sectors", lang): _sectors(row.sectors, lang),
            _say("places", lang): ", ".join(
                getattr(BY_CODE[code], lang) for code in row.prefecture_codes
            ),
            _say("amount", lang): ""
            if math.isnan(row.amount_jpy_bn)
            else _yen(row.amount_jpy_bn, lang),
            _say("source", lang): cited_page(
                {"source_url": row.source_url, "source_url_2": row.source_url_2}
            ),
        }
        for row in each(found)
    ]
    return pd.DataFrame(rows)


@dataclass(frozen=True, kw_only=True)
class CompetitivenessOptions(QuestionOptions):
    """Which country."""

    country: str = option.text("ISO code or English name.", default="JPN")
    every: bool = option.flag("All ranks of all countries.", flag="--all")


def competitiveness(
    selection: Selection,  # noqa: ARG001  # countries, whatever is selected of Japan
    options: CompetitivenessOptions | None = None,
) -> Answer:
    """Give Japan's place (or another country's) in international AI and technology rankings.

    \b
    Examples:
      clustermap policy competitiveness
      clustermap policy competitiveness --country KOR --lang ko
      clustermap policy competitiveness --all --format csv
    """
    options = options or CompetitivenessOptions()
    ranks = catalog.read("ai_competitiveness")
    if options.every:
        ranks["period"] = ranks["period"].astype(str).str.removesuffix(".0")
        found = ranks.astype({"rank": "Int64"})
    else:
        found = study.competitiveness(ranks, options.country)

    def reading(lang: str) -> Reading:
        japan = options.country.casefold() in {"jpn", "japan"}
        name = _say("japan", lang) if japan else options.country
        return Reading(
            _say("competitiveness", lang, country=name),
            [_say("note_competitiveness", lang)],
            _ranks_to_read(found, lang, every=options.every),
        )

    return Answer("competitiveness", found, reading=reading)


def _ranks_to_read(found: pd.DataFrame, lang: str, *, every: bool) -> pd.DataFrame:
    shown = found.drop(columns=["evidence", "country_iso3"], errors="ignore")
    if not every:
        ranks = found["rank"].astype("object").fillna(math.nan)
        place = [_say("not_listed", lang) if rank != rank else str(rank) for rank in ranks]  # noqa: PLR0124
        shown = shown.assign(rank=place)
    titles = {
        "index": "index", "indicator": "indicator", "period": "period", "rank": "rank",
        "score": "score", "first": "first", "above": "above", "below": "below", "known": "known",
        "source_url": "source", "country_en": "country",
    }  # fmt: skip
    return shown.rename(columns={name: _say(key, lang) for name, key in titles.items()})


@dataclass(frozen=True, kw_only=True)
class CreditOptions(QuestionOptions):
    """What the estimate is added up by, and its terms."""

    by: str = option.choice(*study.GROUPS, help="What to add up by.")
    rate: float = option.number("Percent of investment.", default=study.RATE)
    cap: float | None = option.number(
        "Most that a site gets, in billion yen.", default=None, metavar="BN_JPY"
    )
    start: str = option.text(
        "Sites that open on or after this date count.", default=study.DECIDED, metavar="DATE"
    )
    minimum: float = option.number(
        "Smaller investments do not count.", default=study.MINIMUM_JPY_BN, metavar="BN_JPY"
    )


def credit(selection: Selection, options: CreditOptions | None = None) -> Answer:
    """Estimate the investment tax credit on announced investment.

    On sites planned or under construction, and on buildings still due at running sites: rate times
    announced investment. An upper bound; the words below the table say what it leaves out of
    account. The default of 7 % is the Cabinet's
    decision of December 2025; 8 % was first reported.

    \b
    Examples:
      clustermap policy credit
      clustermap policy credit --rate 8 --by sector
      clustermap policy credit --by zone --start 2026-04 --cap 50 --lang ja
    """
    options = options or CreditOptions()
    every, by = selection.national, options.by
    estimate = study.credit_sites(
        selection.sites, selection.investments, rate=options.rate, start=options.start,
        minimum=options.minimum, cap=options.cap,
    )  # fmt: skip
    zones = every.zones[every.zones["ended"] == ""]
    inside = zone_sites(zones, selection.sites)
    key = "code" if by == "prefecture" else by
    by_site = study.credit_by(estimate, "site", inside).rename_axis("site").reset_index()
    by_site = by_site.join(
        estimate[["date", "counted"]].rename(columns={"counted": "why"}), on="site"
    )
    found = by_site
    if by != "site":
        found = study.credit_by(estimate, by, inside).rename_axis(key).reset_index()
    taxes = every.events[every.events["kind"] == "tax"]
    sources = list(zip(taxes["date"], taxes["source_url"], strict=True))

    def reading(lang: str) -> Reading:
        names = _group_names(selection, by, lang)
        return Reading(
            _say("credit", lang),
            _credit_lines(by_site, options, sources, lang),
            _credit_to_read(found, names, key, by, lang),
        )

    terms = {"rate": options.rate, "start": options.start, "minimum": options.minimum}
    facts = {"options": {**terms, "cap": options.cap}, "sources": sources}
    return Answer("credit", found, facts=facts, reading=reading)


def _credit_to_read(
    found: pd.DataFrame, names: dict[str, str], key: str, by: str, lang: str
) -> pd.DataFrame:
    rows = []
    for row in found.to_dict("records"):
        name = names.get(row[key], row[key]) or _say("no_zone", lang)
        cells = {_say(f"by_{by}", lang): name}
        if by == "site":
            why = _say(f"why_{row['why']}", lang)
            cells |= {_say("date", lang): row["date"], _say("why", lang): why}
        else:
            cells |= {
                _say("sites_ahead", lang): row["sites"],
                _say("counted", lang): row["counted"],
                _say("no_amount", lang): row["no_amount"],
                _say("left_out", lang): row["left_out"],
            }
        cells[_say("money", lang)] = _yen(row["investment_jpy_bn"], lang)
        cells[_say("credit_amount", lang)] = _yen(row["credit_jpy_bn"], lang)
        rows.append(cells)
    return pd.DataFrame(rows)


def _group_names(selection: Selection, by: str, lang: str) -> dict[str, str]:
    every = selection.national
    if by == "sector":
        return {sector: locales.text("sector", sector, lang) for sector in selection.sectors}
    frame = {"prefecture": every.prefectures, "zone": every.zones, "site": every.sites}[by]
    return dict(frame[f"name_{lang}"])


def _credit_lines(
    sites: pd.DataFrame, options: CreditOptions, sources: list[tuple[str, str]], lang: str
) -> list[str]:
    """Say the total, what was left out, what the estimate is worth, and where it is from."""
    why = sites["why"].value_counts()
    lines = [
        _say(
            "total",
            lang,
            rate=f"{options.rate:g}",
            credit=_yen(sites["credit_jpy_bn"].sum(), lang),
            money=_yen(sites["investment_jpy_bn"].sum(), lang),
            counted=why.get("yes", 0),
            no_amount=why.get("no amount", 0),
            no_date=why.get("no date", 0),
            before=why.get("before start", 0),
            small=why.get("too small", 0),
            start=options.start,
            minimum=_yen(options.minimum, lang),
        )
    ]
    if options.cap:
        lines.append(_say("total_cap", lang, cap=_yen(options.cap, lang)))
    lines.append(_say("note_credit", lang))
    if options.by == "zone":
        lines.append(_say("note_zone", lang))
    pages = ", ".join(f"{date} {url}" for date, url in sources)
    lines.append(_say("sources", lang, list=pages))
    return lines


#: Question -> its options and its function.
QUESTIONS: dict[str, tuple[type[QuestionOptions], Any]] = {
    "technologies": (TechnologiesOptions, technologies),
    "timeline": (TimelineOptions, timeline),
    "competitiveness": (CompetitivenessOptions, competitiveness),
    "credit": (CreditOptions, credit),
}


def ask(name: str, selection: Selection, given: dict[str, Any]) -> Answer:
    """Ask one of the questions with options by name.

    Raises
    ------
    UnknownNameError
        A question or option that is not there.
    """
    if name not in QUESTIONS:
        raise UnknownNameError.of("question", name, QUESTIONS)
    options_of, function = QUESTIONS[name]
    answer: Answer = function(selection, made(options_of, name, given))
    return answer
