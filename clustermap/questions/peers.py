"""Which prefectures or municipalities are most like one, and what sets it apart from them?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clustermap import japan, locales
from clustermap.analysis.comparison.peers import features_of, stands_apart
from clustermap.analysis.comparison.peers import peers as most_alike
from clustermap.analysis.frames import each
from clustermap.analysis.indicators import IndicatorTable
from clustermap.answer import Answer, Reading
from clustermap.data.municipalities import read_municipalities
from clustermap.locales import wording
from clustermap.questions import options as option
from clustermap.questions.indicator_tables import city_indicators, prefecture_indicators
from clustermap.questions.options import QuestionOptions
from clustermap.questions.places import places_named

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.analysis.comparison.peers import Peers
    from clustermap.analysis.indicators import Indicator
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA: tuple[str, ...] = ()
#: Lines about what sets a prefecture apart, below a table that is read.
SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Whose peers, how many, and whether the table is of peers or of what sets it apart."""

    place: str | int = option.from_script("13")
    count: int = option.integer("How many peers.", default=5, least=1, most=46)
    apart: bool = option.flag("The indicators that set it apart, as the table.")


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Find the prefectures or municipalities most like PLACE.

    They are alike in size and industry structure. The distance is in standard deviations; size
    (population, gross product, jobs) and structure (shares of industries in jobs) weigh the
    same. Then: in which indicators PLACE lies outside the range of its peers. A municipality is
    compared with the 1,740 others by population, jobs and the shares of 13 divisions of
    industries in jobs.

    \b
    Examples:
      clustermap peers Kumamoto
      clustermap peers 愛媛 --count 8 --lang ja
      clustermap peers Ehime --apart --format csv
      clustermap peers 菊陽町
    """
    options = options or Options()
    every = selection.nationwide
    level, (code,) = places_named([options.place])
    municipal = level == "municipality"
    kind = "_municipal" if municipal else ""
    indicators = city_indicators(every) if municipal else prefecture_indicators(every)
    found = most_alike(indicators, code, options.count, level=level)
    if municipal:
        shown = _comparable(indicators)
        found = replace(found, apart=stands_apart(shown, code, found.peers))
    areas = read_municipalities(whole_cities=True) if municipal else every.prefectures
    table = (
        _apart_table(found, indicators.about, options.lang)
        if options.apart
        else _peer_table(found, areas, level, options.lang)
    )

    def reading(lang: str) -> Reading:
        name = str(areas.loc[code, f"name_{lang}"])
        if options.apart:
            return Reading(
                _say(f"apart_title{kind}", lang, name=name),
                table=_apart_table(found, indicators.about, lang),
            )
        lines = _apart_lines(found, indicators.about, name, kind, lang)
        shown = _peer_table(found, areas, level, lang).drop(columns=f"{level}_code")
        shown = shown.drop(columns="prefecture_code", errors="ignore")
        shown = shown.rename(columns=lambda key: _say(key, lang))
        method = [_say(f"method{kind}", lang), _figures(indicators, level, lang)]
        return Reading(
            _say(f"title{kind}", lang, name=name),
            lines,
            shown.map(lambda cell: f"{cell:.2f}" if isinstance(cell, float) else cell),
            below="\n".join([*method, "", *lines]),
        )

    return Answer("peers", table, level=level, reading=reading, result=found)


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("peers", key, lang, **values)


def _figures(table: IndicatorTable, level: str, lang: str) -> str:
    """Name the official figures that areas are compared by, with year and grade."""
    grades: dict[str, set[str]] = {}
    for name in features_of(level):
        one = table.about[name]
        survey = wording.dated(one.source[lang], one.year, lang)
        grades.setdefault(survey, set()).add(one.quality)
    parts = [
        locales.text("economy", "graded", lang, survey=survey, grade=", ".join(sorted(found)))
        for survey, found in grades.items()
    ]
    return _say("figures", lang, sources="; ".join(parts))


def _comparable(table: IndicatorTable) -> IndicatorTable:
    """Keep shares, rates and sites of the latest year: numbers of people only repeat the size."""
    sizes = [locales.texts("unit", unit) for unit in ("people", "establishments", "households")]
    old = ("_2015", "_2016")
    kept = [
        one.id for one in table.about.values()
        if one.unit not in sizes and not one.id.endswith(old)
    ]  # fmt: skip
    about = {one: table.about[one] for one in kept}
    return IndicatorTable(table.values[kept], table.suppressed[kept], about, table.uncertainty)


def _peer_table(found: Peers, areas: pd.DataFrame, level: str, lang: str) -> pd.DataFrame:
    frame = found.distances.loc[list(found.peers)].copy()
    if level == "municipality":
        homes = [str(code)[:2] for code in frame.index]
        frame.insert(0, "prefecture", [getattr(japan.BY_CODE[code], lang) for code in homes])
        frame.insert(0, "prefecture_code", homes)
    frame.insert(0, level, areas.loc[frame.index, f"name_{lang}"])
    frame.insert(0, f"{level}_code", frame.index)
    return frame.reset_index(drop=True)


def _apart_table(found: Peers, about: dict[str, Indicator], lang: str) -> pd.DataFrame:
    frame = found.apart.copy()
    frame.insert(0, "label", [about[name].label[lang] for name in frame.index])
    frame.insert(0, "indicator", frame.index)
    return frame.reset_index(drop=True)


def _apart_lines(
    found: Peers, about: dict[str, Indicator], name: str, kind: str, lang: str
) -> list[str]:
    """Say in which indicators a prefecture lies outside the range of its peers."""
    if found.apart.empty:
        return [_say(f"not_apart{kind}", lang, name=name, n=len(found.peers))]
    lines = [_say(f"apart{kind}", lang, name=name, n=len(found.peers))]
    for row in each(found.apart.head(SHOWN)):
        one = about[row.Index]
        amounts = {
            key: wording.amount(value, one, lang)
            for key, value in (
                ("value", row.value), ("low", row.peer_lowest), ("high", row.peer_highest),
                ("middle", row.peer_median),
            )
        }  # fmt: skip
        gap = f"{row.gap:+.1f}".replace("-", "\u2212")
        label = wording.dated(one.label[lang], one.year, lang)
        lines.append("- " + _say(f"apart_row{kind}", lang, label=label, gap=gap, **amounts))
    if len(found.apart) > SHOWN:
        lines.append(_say("more", lang, n=len(found.apart) - SHOWN))
    return lines
