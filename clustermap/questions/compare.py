"""How do two to ten prefectures, or municipalities, compare?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import japan
from clustermap.analysis.comparison.side_by_side import compare as side_by_side
from clustermap.answer import Answer, Reading
from clustermap.data.locator import area_of_sites
from clustermap.data.municipalities import read_municipalities
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
from clustermap.questions.indicator_tables import city_indicators, prefecture_indicators
from clustermap.questions.options import QuestionOptions
from clustermap.questions.places import places_named

if TYPE_CHECKING:
    from clustermap.analysis.comparison.side_by_side import Comparison
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "zones", "values")
_WHOLE = dict.fromkeys(("rank", "rank_low", "rank_high", "of"), "Int64")


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Which prefectures or municipalities; without any, those selected."""

    places: tuple[str | int, ...] = option.from_script(())
    everything: bool = option.flag("Print all indicators, not the main ones.", flag="--all")
    seed: int = option.from_script(0)


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Put two to ten prefectures or municipalities side by side.

    Indicators, sectors, specialization with interval, investment, zones, clusters, nearest sites
    and distances. Prefectures are ranked out of 47, municipalities out of 1,741, designated
    cities whole; a name that several municipalities have wants its prefecture or code. As HTML or
    Markdown it is a report with the differences in plain sentences; as CSV, JSON, XLSX or Parquet
    one row a measure and place.

    \b
    Examples:
      clustermap compare Kumamoto Hokkaido
      clustermap compare 熊本 大分 福岡 --lang ja -o compare.html
      clustermap compare 43 34 24 --sector semiconductor -o compare.xlsx
      clustermap compare 菊陽町 合志市 千歳市
      clustermap compare "Fuchu, Tokyo" Kikuyo 01100 -o cities.html
    """
    options = options or Options()
    level, codes = places_named(options.places)
    if not options.places:
        level, codes = _selected(selection)
    found = _side_by_side(selection.nationwide, level, codes, options.seed)

    def reading(lang: str) -> Reading:
        sentences = ComparisonSentences(found, lang).sentences()
        return Reading(
            title(found, lang),
            sentences,
            wide_table(found, lang, everything=options.everything),
            below="\n".join(f"- {sentence}" for sentence in sentences),
        )

    return Answer("compare", tidy(found, options.lang), level=level, reading=reading, result=found)


def _selected(selection: Selection) -> tuple[str, tuple[str, ...]]:
    """Return the places of the selection: its municipalities where some were chosen."""
    cities = dict.fromkeys(map(japan.city_of, selection.chosen.municipalities))
    if cities:
        return "municipality", tuple(cities)
    return "prefecture", tuple(map(str, selection.prefectures.index))


def _side_by_side(every: Selection, level: str, codes: tuple[str, ...], seed: int) -> Comparison:
    table, areas = prefecture_indicators(every), every.prefectures
    sites, every_sector = every.sites, every.across_sectors.sites
    if level == "municipality":
        table, areas = city_indicators(every), read_municipalities(whole_cities=True)
        sites, every_sector = (
            one.assign(prefecture_code=area_of_sites(one, areas)) for one in (sites, every_sector)
        )
    return side_by_side(
        codes, table, areas=areas, sites=sites, every_sector=every_sector, zones=every.zones,
        clusters=every.clusters, sectors=every.chosen_sectors, level=level, seed=seed,
    )  # fmt: skip


def title(found: Comparison, lang: str) -> str:
    """Name the places compared."""
    return say(lang, "title", names=wording.listed(list(names_of(found, lang).values()), lang))


def tidy(found: Comparison, lang: str) -> pd.DataFrame:
    """Return a comparison as one row a measure and place.

    Returns
    -------
    pandas.DataFrame
        ``section, measure, label, prefecture_code, prefecture, value, unit, low, high, rank,
        rank_low, rank_high, of, state, year, text, source``; all indicators are in it. Of
        municipalities, ``municipality_code, municipality`` instead.
    """
    frame = pd.DataFrame([*indicator_rows(found, lang), *other_rows(found, lang)])
    names = {"code": f"{found.level}_code", "name": found.level}
    return frame.rename(columns=names).astype(_WHOLE)
