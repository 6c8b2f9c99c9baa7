"""Which prefectures or municipalities come first by an indicator, and how sure is the order?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.comparison.ranking import ranking
from clustermap.answer import Answer, Reading
from clustermap.errors import DataError
from clustermap.locales import wording
from clustermap.locales.numbers import decimal
from clustermap.questions import options as option
from clustermap.questions.areas import default_level, study_areas
from clustermap.questions.indicator_tables import found_at, indicators_of
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.analysis.indicators import Indicator, IndicatorTable
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "values")

#: Results that are worked out: official location quotients, growth against the nation.
RESULTS = ("lq", "change")
#: Of municipalities without a value, more than this many are counted instead of named.
NAMED = 12


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """By which indicator, in which order."""

    indicator: str = option.from_script("sites")
    level: str | None = option.choice(
        "prefecture", "municipality", default=None,
        help="What is ranked.  [default: prefecture, municipality where one is chosen]",
    )  # fmt: skip
    ascending: bool = option.flag("Rank 1 for the smallest value.")
    seed: int = option.integer("Seed of the ranges of ranks.", default=0, least=0)


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Rank the prefectures or municipalities by an INDICATOR.

    Without one, sites are counted. Prefectures are ranked out of 47, municipalities out of 1,741,
    designated cities whole. Ties share a rank. Counts of sites come with the range of ranks that
    so few sites are in line with. Places without data, or withheld by the publisher, are named and
    not ranked. With places chosen only these are shown, with their ranks in the nation.

    \b
    Examples:
      clustermap rank sites
      clustermap rank --segment equipment
      clustermap rank investment:semiconductor --lang ja
      clustermap rank change:E
      clustermap rank lq:28
      clustermap rank shipments_jsic30_ict_equipment_4plus -o ranking.xlsx
      clustermap rank population_2020 --level municipality --prefecture 43
    """
    options = options or Options()
    if not isinstance(options.indicator, str):
        raise DataError(f"{options.indicator!r} is not an indicator.", "Give its id or label.")
    every, lang = selection.nationwide, options.lang
    level = options.level or default_level(selection)
    indicators, name = _indicators(every, options.indicator, level)
    found = ranking(indicators, name, ascending=options.ascending, seed=options.seed)
    about = indicators.about[name]
    place = study_areas(selection, level)
    names = {one: _names(every, found.index, level, one) for one in locales.LANGUAGES}
    for column, values in reversed(list(_columns(found.index, names[lang], level, lang).items())):
        found.insert(0, column, values)
    ranked, whole = int(found["of"].iloc[0]), len(found)
    # ranks are out of all, whatever part of Japan is shown
    found = found[found.index.isin(place.areas.index)].reset_index(drop=True)
    facts = {
        "indicator": about.id,
        "label": about.label[lang],
        "unit": about.unit[lang],
        "year": about.year or "",
        "note": about.note[lang],
        "source": " ".join(filter(None, (about.source[lang], about.source_url))),
    }
    found = found.assign(**facts)
    shown = _Ranking(found, about, level, names, ranked, whole)
    return Answer("rank", found, level=level, facts=facts, reading=shown.reading)


def _indicators(selection: Selection, name: str, level: str) -> tuple[IndicatorTable, str]:
    """Return the indicators with the one meant; official quotients and growth are worked out."""
    table = indicators_of(selection, level)
    measure, colon, of = name.partition(":")
    measure = measure.strip().casefold()
    if name in table.about or not colon or measure not in RESULTS:
        return table, found_at(selection, name, level)
    from clustermap.questions.economy_layers import change_layer, quotient_layer

    found = change_layer(of, level) if measure == "change" else quotient_layer(selection, of, level)
    return table.plus(*found), found[0].id


def _names(every: Selection, codes: pd.Index, level: str, lang: str) -> pd.Series[str]:
    if level == "prefecture":
        found: pd.Series[str] = every.prefectures[f"name_{lang}"]
        return found
    return study_areas(every, level).names(lang).reindex(codes)


def _columns(codes: pd.Index, names: pd.Series[str], level: str, lang: str) -> dict[str, Any]:
    """Return code and name, and of municipalities their prefecture's."""
    columns: dict[str, Any] = {f"{level}_code": codes, level: names.reindex(codes)}
    if level == "municipality":
        home = [str(code)[:2] for code in codes]
        columns["prefecture_code"] = home
        columns["prefecture"] = [_prefecture(code, lang) for code in home]
    return columns


def _prefecture(code: str, lang: str) -> str:
    return str(getattr(japan.BY_CODE.get(code), lang, ""))


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("rank", key, lang, **values)


@dataclass(frozen=True, eq=False)
class _Ranking:
    """A ranking that is read: what is shown of it, and how many are ranked in all."""

    found: pd.DataFrame
    about: Indicator
    level: str
    names: dict[str, pd.Series[str]]
    ranked: int
    whole: int

    def reading(self, lang: str) -> Reading:
        about = self.about
        return Reading(
            _say("title", lang, label=wording.dated(about.label[lang], about.year, lang)),
            list(self.sentences(lang)),
            self.table(lang),
        )

    def named(self, frame: pd.DataFrame, lang: str) -> list[str]:
        return list(frame[f"{self.level}_code"].map(self.names[lang]))

    def table(self, lang: str) -> pd.DataFrame:
        rows = []
        frame = self.found[self.found["rank"].notna()]
        for name, (_, row) in zip(self.named(frame, lang), frame.iterrows(), strict=True):
            cells = {_say("rank", lang): wording.rank_text(row, lang, with_range=False)}
            cells[_say(self.level, lang)] = name
            if self.level == "municipality":
                cells[_say("prefecture", lang)] = _prefecture(row["prefecture_code"], lang)
            cells[_say("value", lang)] = wording.amount(row["value"], self.about, lang)
            if pd.notna(row["lower"]):
                cells[_say("range", lang)] = wording.place_range(row["lower"], row["upper"], lang)
            rows.append(cells)
        return pd.DataFrame(rows)

    def sentences(self, lang: str) -> Iterator[str]:
        about, n = self.about, len(self.found)
        yield self._out_of(lang)
        if self.level == "municipality" and n < self.whole:
            yield _say("part_municipal", lang, n=decimal(n), all=decimal(self.whole))
        if self.found["lower"].notna().any():
            yield _say("range_note", lang, of=self.ranked)
        for state in ("suppressed", "none"):
            without = self.named(self.found[self.found["state"] == state], lang)
            if self.level == "municipality" and len(without) > NAMED:
                yield _say(f"{state}_many", lang, n=decimal(len(without)))
            elif without:
                yield _say(state, lang, names=wording.listed(without, lang))
        # no ward is ranked
        if about.note[lang] and about.note[lang] != locales.text("municipal", "note_ward", lang):
            yield about.note[lang]
        source = " ".join(filter(None, (about.source[lang], about.source_url)))
        yield _say("source", lang, source=source)

    def _out_of(self, lang: str) -> str:
        if self.level == "prefecture":
            return _say("of", lang, of=self.ranked)
        return _say("of_municipal", lang, of=decimal(self.ranked), all=decimal(self.whole))
