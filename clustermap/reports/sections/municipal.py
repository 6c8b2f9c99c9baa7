"""The sections of a report on municipalities: figures with ranks, industries, zones, sites."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustermap import japan, locales
from clustermap.data.official import DIVISIONS
from clustermap.locales import wording
from clustermap.locales.numbers import decimal
from clustermap.locales.wording import within
from clustermap.questions.municipal_indicators import JOBS, PEOPLE
from clustermap.reports.blocks import Bullets, Paragraph, Picture, TextTable
from clustermap.reports.model import Section, say
from clustermap.reports.municipal import FIRMS, division
from clustermap.reports.sections import overview, sentences
from clustermap.reports.sections.brief import coming_table
from clustermap.reports.sections.notes import notes
from clustermap.reports.sections.tables import zones_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.blocks import Block
    from clustermap.reports.brief.content import Brief
    from clustermap.reports.municipal import MunicipalFacts

#: The figures of one municipality, and those of several side by side.
FIGURES = (
    PEOPLE, "population_change_2015_2020", "share_0_14_2020", "share_65_2020",
    "density_inhabitable_2020", "households_2020", "area_km2_2024", JOBS, FIRMS,
    "employees_E_2021", "lq_employees_E_2021", "sites", "investment",
)  # fmt: skip
SIDE_BY_SIDE = (
    PEOPLE, "population_change_2015_2020", JOBS, "employees_E_2021", "lq_employees_E_2021",
    "sites", "investment",
)  # fmt: skip
MOST_DIVISIONS = 3
#: The tables of official statistics that the figures are from.
TABLES = ("municipality-basic", "economic-census-municipality")


def municipal_sections(
    facts: MunicipalFacts, lead: Brief | None, lang: str, picture: MapFigure
) -> Iterator[Section]:
    """Yield the sections in their order, of one municipality the brief first."""
    yield _summary(facts, lead, lang)
    if lead is None:
        most = sentences.sites_sentence(facts, lang)
        yield Section("map", say("map", lang), most, [Picture.of(picture)])
    yield _figures(facts, lang)
    if len(facts.areas) == 1:
        yield _industries(facts, lang)
    if len(facts.selection.sites):
        yield overview.sites_section(facts, lang)
    if len(facts.zones):
        zones: list[Block] = [zones_table(facts.zones, lang)] if len(facts.zones) > 1 else []
        yield Section("zones", say("zones", lang), zones_sentence(facts, lang), zones)
    yield from overview.timeline(facts, lang)
    yield notes(
        facts, lang, tables=TABLES, indicators=("area_km2_2024",),
        methods=[say("m_municipal", lang, of=decimal(len(facts.indicators.values)))],
    )  # fmt: skip


def _summary(facts: MunicipalFacts, lead: Brief | None, lang: str) -> Section:
    said = [
        sentences.sites_sentence(facts, lang) if lead else "",
        sentences.status_sentence(facts, lang),
        sentences.investment_sentence(facts, lang),
        people_sentence(facts, lang),
        ranks_sentence(facts, lang),
        divisions_sentence(facts, lang),
        zones_sentence(facts, lang),
    ]
    message = lead.title if lead else sentences.sites_sentence(facts, lang)
    blocks: list[Block] = [Bullets([one for one in said if one])]
    if lead and len(lead.listing.rows) > 1:
        blocks.append(coming_table(lead, lang))
    return Section("summary", say("summary", lang), message, blocks)


def people_sentence(facts: MunicipalFacts, lang: str) -> str:
    """Say how many people live in the municipalities, how that changed, and how many work there."""
    change = facts.change
    told = "" if math.isnan(change) else _signed(change, lang)
    return say(
        "s_people" if told else "s_people_new",
        lang,
        place=facts.place(lang),
        people=decimal(facts.total(PEOPLE)),
        change=told,
        jobs=decimal(facts.total(JOBS)),
        firms=decimal(facts.total(FIRMS)),
    )


def _signed(percent: float, lang: str) -> str:
    text = decimal(abs(percent), 1)
    sign = "+" if percent > 0 else "\u2212"
    unit = "％" if lang == "ja" else "%"
    return f"{sign}{text}{unit}" if float(text) else f"±0{unit}"


def ranks_sentence(facts: MunicipalFacts, lang: str) -> str:
    """Say where one municipality stands by people and jobs; nothing of several."""
    if len(facts.areas) != 1:
        return ""
    code = str(facts.areas.index[0])
    people, people_home = facts.ranks(PEOPLE, code)
    jobs, jobs_home = facts.ranks(JOBS, code)
    ranks = {"people": people, "jobs": jobs, "people_home": people_home, "jobs_home": jobs_home}
    return say(
        "s_ranks_municipal",
        lang,
        of=decimal(len(facts.indicators.values)),
        n=decimal(facts.in_prefecture(code)),
        prefecture=getattr(japan.BY_CODE[code[:2]], lang),
        **{name: wording.rank_text(row, lang, with_range=False) for name, row in ranks.items()},
    )


def divisions_sentence(facts: MunicipalFacts, lang: str) -> str:
    """Name the divisions that hold more of the jobs here than in Japan."""
    parts = [
        say(
            "division_one",
            lang,
            division=within(division(str(one), lang), lang),
            times=decimal(times, 1),
        )
        for one, times in facts.concentrations.head(MOST_DIVISIONS).items()
    ]
    return say("s_divisions", lang, list=wording.listed(parts, lang)) if parts else ""


def zones_sentence(facts: MunicipalFacts, lang: str) -> str:
    """Name the zones that take in the municipalities, or parts of them."""
    zones = facts.zones[facts.zones["in_force"]] if len(facts.zones) else facts.zones
    if not len(zones):
        return say("s_no_zones", lang, place=facts.place(lang))
    unknown = wording.bracketed(locales.text("compare", "unknown", lang), lang)
    vague = (zones["whole_prefecture"].map(len) + zones["municipality_codes"].map(len)) == 0
    names = [
        f"{name}{unknown if nowhere else ''}"
        for name, nowhere in zip(zones[f"name_{lang}"], vague, strict=True)
    ]
    return say("s_zones_municipal", lang, place=facts.place(lang), list=wording.listed(names, lang))


def _figures(facts: MunicipalFacts, lang: str) -> Section:
    table = _of_one(facts, lang) if len(facts.areas) == 1 else _of_several(facts, lang)
    blocks: list[Block] = [table]
    left_out = len(facts.areas) - overview.MOST_ROWS
    if left_out > 0:
        words = say("more_municipal", lang, n=decimal(left_out))
        blocks.append(Paragraph(words, quiet=True))
    if facts.has_wards():
        blocks.append(Paragraph(locales.text("municipal", "note_ward", lang), quiet=True))
    message = people_sentence(facts, lang)
    return Section("figures", say("figures", lang), message, blocks)


def _of_one(facts: MunicipalFacts, lang: str) -> TextTable:
    code = str(facts.areas.index[0])
    rows = []
    for name in _known(facts, FIGURES):
        about = facts.indicators.about[name]
        nation, home = facts.ranks(name, code)
        rows.append(
            (
                wording.dated(about.label[lang], about.year, lang),
                wording.amount(float(nation["value"]), about, lang),
                wording.rank_text(nation, lang, with_range=False) or wording.NOTHING,
                wording.rank_text(home, lang, with_range=False) or wording.NOTHING,
            )
        )
    header = [
        say("indicator", lang),
        say("value", lang),
        say("rank_nation", lang, of=decimal(len(facts.indicators.values))),
        say("rank_home", lang, n=decimal(facts.in_prefecture(code))),
    ]
    caption = say("c_figures", lang, place=facts.area_names(lang)[code])
    return TextTable(caption, header, rows, frozenset({1, 2, 3}))


def _of_several(facts: MunicipalFacts, lang: str) -> TextTable:
    values = facts.indicators.values.loc[facts.areas.index]
    order = values[PEOPLE].sort_values(ascending=False, kind="stable").index
    names, about = facts.area_names(lang), facts.indicators.about
    shown = _known(facts, SIDE_BY_SIDE)
    rows = [
        [names[str(code)], *(wording.amount(float(values[n][code]), about[n], lang) for n in shown)]
        for code in order[: overview.MOST_ROWS]
    ]
    header = [wording.dated(about[n].label[lang], about[n].year, lang) for n in shown]
    return TextTable(
        say("c_several", lang), [say("place", lang), *header], rows,
        frozenset(range(1, len(shown) + 1)),
    )  # fmt: skip


def _known(facts: MunicipalFacts, names: tuple[str, ...]) -> list[str]:
    values = facts.indicators.values
    return [name for name in names if name in values and values[name].notna().any()]


def _industries(facts: MunicipalFacts, lang: str) -> Section:
    code = str(facts.areas.index[0])
    values, about = dict(facts.indicators.values.T[code]), facts.indicators.about
    rows = []
    for one in DIVISIONS:
        names = [f"{what}_{one}_{year}" for what, year in _COLUMNS]
        cells = [decimal(values[name]) if values[name] > 0 else wording.NOTHING for name in names]
        quotient = f"lq_employees_{one}_2021"
        rank, _ = facts.ranks(quotient, code)
        some = bool(values[names[1]] > 0)
        rows.append(
            [
                division(one, lang),
                *cells,
                wording.amount(float(values[quotient]), about[quotient], lang) if some
                else wording.NOTHING,
                wording.rank_text(rank, lang, with_range=False) if some else wording.NOTHING,
            ]
        )  # fmt: skip
    keys = ("industry", "firms_2021", "jobs_2021", "jobs_2016", "quotient", "rank")
    caption = say("c_industries", lang, place=facts.area_names(lang)[code])
    header = [say(key, lang) for key in keys]
    table = TextTable(caption, header, rows, frozenset(range(1, len(keys))))
    message = divisions_sentence(facts, lang) or people_sentence(facts, lang)
    note = Paragraph(locales.text("municipal", "note_census", lang), quiet=True)
    return Section("industries", say("industries", lang), message, [table, note])


_COLUMNS = (("establishments", "2021"), ("employees", "2021"), ("employees", "2016"))
