"""Which prefectures come first by an indicator, and how sure is the order?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.analysis.comparison.ranking import ranking
from clustermap.answer import Answer, Reading
from clustermap.errors import DataError
from clustermap.locales import wording
from clustermap.questions import options as option
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from clustermap.analysis.indicators import Indicator
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "values")


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """By which indicator, in which order."""

    indicator: str = option.from_script("sites")
    ascending: bool = option.flag("Rank 1 for the smallest value.")
    seed: int = option.integer("Seed of the ranges of ranks.", default=0, least=0)


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Rank the prefectures by an INDICATOR, out of 47.

    Ties share a rank. Counts of sites come with the range of ranks that so few sites are in line
    with. Prefectures without data, or withheld by the publisher, are named and not ranked.

    \b
    Examples:
      clustermap rank sites
      clustermap rank investment:semiconductor --lang ja
      clustermap rank shipments_jsic30_ict_equipment_4plus -o ranking.xlsx
    """
    options = options or Options()
    if not isinstance(options.indicator, str):
        raise DataError(f"{options.indicator!r} is not an indicator.", "Give its id or label.")
    every, lang = selection.nationwide, options.lang
    indicators = prefecture_indicators(every)
    found = ranking(indicators, options.indicator, ascending=options.ascending, seed=options.seed)
    about = indicators.about[indicators.find(options.indicator)]
    found.insert(0, "prefecture", every.prefectures.loc[found.index, f"name_{lang}"])
    found.insert(0, "prefecture_code", found.index)
    # ranks are out of 47, whatever part of Japan is shown
    found = found[found.index.isin(selection.prefectures.index)].reset_index(drop=True)
    facts = {
        "indicator": about.id,
        "label": about.label[lang],
        "unit": about.unit[lang],
        "year": about.year or "",
        "note": about.note[lang],
        "source": " ".join(filter(None, (about.source[lang], about.source_url))),
    }
    found = found.assign(**facts)
    names = every.prefectures

    def reading(lang: str) -> Reading:
        return _reading(found, about, names, lang)

    return Answer("rank", found, level="prefecture", facts=facts, reading=reading)


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("rank", key, lang, **values)


def _reading(
    found: pd.DataFrame, about: Indicator, prefectures: pd.DataFrame, lang: str
) -> Reading:
    names = found["prefecture_code"].map(prefectures[f"name_{lang}"])
    rows = []
    for name, (_, row) in zip(names, found.iterrows(), strict=True):
        if pd.isna(row["rank"]):
            continue
        cells = {
            _say("rank", lang): wording.rank_text(row, lang, with_range=False),
            _say("prefecture", lang): name,
            _say("value", lang): wording.amount(row["value"], about, lang),
        }
        if pd.notna(row["lower"]):
            cells[_say("range", lang)] = wording.place_range(row["lower"], row["upper"], lang)
        rows.append(cells)
    of = int(found["of"].iloc[0])
    sentences = [_say("of", lang, of=of)]
    if found["lower"].notna().any():
        sentences.append(_say("range_note", lang, of=of))
    for state in ("suppressed", "none"):
        without = list(names[found["state"] == state])
        if without:
            sentences.append(_say(state, lang, names=wording.listed(without, lang)))
    sentences += [about.note[lang]] if about.note[lang] else []
    source = " ".join(filter(None, (about.source[lang], about.source_url)))
    sentences.append(_say("source", lang, source=source))
    return Reading(
        _say("title", lang, label=wording.dated(about.label[lang], about.year, lang)),
        sentences,
        pd.DataFrame(rows),
    )
