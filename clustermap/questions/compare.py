"""How do two to ten prefectures compare?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import japan
from clustermap.analysis.comparison.side_by_side import compare as side_by_side
from clustermap.answer import Answer, Reading
from clustermap.locales import wording
from clustermap.questions import options as option
from clustermap.questions.compare_cells import (
    indicator_rows,
    names_of,
    other_rows,
    say,
    wide_table,
)
from clustermap.questions.compare_sentences import ComparisonSentences
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from clustermap.analysis.comparison.side_by_side import Comparison
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "zones", "values")
_WHOLE = dict.fromkeys(("rank", "rank_low", "rank_high", "of"), "Int64")


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Which prefectures; without any, those selected."""

    prefectures: tuple[str | int, ...] = option.from_script(())
    everything: bool = option.flag("Print all indicators, not the main ones.", flag="--all")
    seed: int = option.from_script(0)


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Put two to ten prefectures side by side, with ranks out of 47.

    Indicators, sectors, specialization with interval, investment, zones, clusters, nearest sites
    and distances. As HTML or Markdown it is a report with the differences in plain sentences;
    as CSV, JSON, XLSX or Parquet one row a measure and prefecture.

    \b
    Examples:
      clustermap compare Kumamoto Hokkaido
      clustermap compare 熊本 大分 福岡 --lang ja -o compare.html
      clustermap compare 43 34 24 --sector semiconductor -o compare.xlsx
    """
    options = options or Options()
    every = selection.nationwide
    codes = [japan.prefecture(name).code for name in options.prefectures]
    found = side_by_side(
        codes or list(selection.prefectures.index),
        prefecture_indicators(every),
        areas=every.prefectures,
        sites=every.sites,
        every_sector=every.across_sectors.sites,
        zones=every.zones,
        clusters=every.clusters,
        sectors=selection.chosen_sectors,
        seed=options.seed,
    )

    def reading(lang: str) -> Reading:
        sentences = ComparisonSentences(found, lang).sentences()
        return Reading(
            title(found, lang),
            sentences,
            wide_table(found, lang, everything=options.everything),
            below="\n".join(f"- {sentence}" for sentence in sentences),
        )

    return Answer(
        "compare", tidy(found, options.lang), level="prefecture", reading=reading, result=found
    )


def title(found: Comparison, lang: str) -> str:
    """Name the prefectures compared."""
    return say(lang, "title", names=wording.listed(list(names_of(found, lang).values()), lang))


def tidy(found: Comparison, lang: str) -> pd.DataFrame:
    """Return a comparison as one row a measure and prefecture.

    Returns
    -------
    pandas.DataFrame
        ``section, measure, label, prefecture_code, prefecture, value, unit, low, high, rank,
        rank_low, rank_high, of, state, year, text, source``; all indicators are in it.
    """
    frame = pd.DataFrame([*indicator_rows(found, lang), *other_rows(found, lang)])
    return frame.astype(_WHOLE)
