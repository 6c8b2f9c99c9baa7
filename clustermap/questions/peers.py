"""Which prefectures are most like one, and what sets it apart from them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap import japan
from clustermap.analysis.comparison.peers import peers as most_alike
from clustermap.analysis.frames import each
from clustermap.answer import Answer, Reading
from clustermap.locales import wording
from clustermap.questions import options as option
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.questions.options import QuestionOptions

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

    prefecture: str | int = option.from_script("13")
    count: int = option.integer("How many peers.", default=5, least=1, most=46)
    apart: bool = option.flag("The indicators that set it apart, as the table.")


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Find the prefectures most like PREF in size and industry structure.

    The distance is in standard deviations; size (population, gross product, jobs) and structure
    (shares of industries in jobs) weigh the same. Then: in which indicators PREF lies outside the
    range of its peers.

    \b
    Examples:
      clustermap peers Kumamoto
      clustermap peers 愛媛 --count 8 --lang ja
      clustermap peers Ehime --apart --format csv
    """
    options = options or Options()
    indicators = prefecture_indicators(selection.nationwide)
    code = japan.prefecture(options.prefecture).code
    found = most_alike(indicators, code, options.count)
    prefectures = selection.nationwide.prefectures
    table = (
        _apart_table(found, indicators.about, options.lang)
        if options.apart
        else _peer_table(found, prefectures, options.lang)
    )

    def reading(lang: str) -> Reading:
        name = str(prefectures.loc[code, f"name_{lang}"])
        if options.apart:
            return Reading(
                _say("apart_title", lang, name=name),
                table=_apart_table(found, indicators.about, lang),
            )
        lines = _apart_lines(found, indicators.about, name, lang)
        shown = _peer_table(found, prefectures, lang).drop(columns="prefecture_code")
        shown = shown.rename(columns=lambda key: _say(key, lang))
        return Reading(
            _say("title", lang, name=name),
            lines,
            shown.map(lambda cell: f"{cell:.2f}" if isinstance(cell, float) else cell),
            below="\n".join([_say("method", lang), "", *lines]),
        )

    return Answer("peers", table, level="prefecture", reading=reading, result=found)


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("peers", key, lang, **values)


def _peer_table(found: Peers, prefectures: pd.DataFrame, lang: str) -> pd.DataFrame:
    frame = found.distances.loc[list(found.peers)].copy()
    frame.insert(0, "prefecture", prefectures.loc[frame.index, f"name_{lang}"])
    frame.insert(0, "prefecture_code", frame.index)
    return frame.reset_index(drop=True)


def _apart_table(found: Peers, about: dict[str, Indicator], lang: str) -> pd.DataFrame:
    frame = found.apart.copy()
    frame.insert(0, "label", [about[name].label[lang] for name in frame.index])
    frame.insert(0, "indicator", frame.index)
    return frame.reset_index(drop=True)


def _apart_lines(found: Peers, about: dict[str, Indicator], name: str, lang: str) -> list[str]:
    """Say in which indicators a prefecture lies outside the range of its peers."""
    if found.apart.empty:
        return [_say("not_apart", lang, name=name, n=len(found.peers))]
    lines = [_say("apart", lang, name=name, n=len(found.peers))]
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
        lines.append("- " + _say("apart_row", lang, label=label, gap=gap, **amounts))
    if len(found.apart) > SHOWN:
        lines.append(_say("more", lang, n=len(found.apart) - SHOWN))
    return lines
