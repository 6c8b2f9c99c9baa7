"""What ``atlas.compare``, ``rank``, ``peers`` ... take from an atlas, and the names beside numbers.

Delegates to ``clustermap.analysis`` and ``clustermap.reports``; computes nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap import japan, locales
from clustermap.errors import DataError

if TYPE_CHECKING:
    from clustermap.analysis.peers import Peers
    from clustermap.atlas import Atlas
    from clustermap.reports.comparison import ComparisonReport


def check_lang(lang: str) -> None:
    """Refuse a language that there are no labels in."""
    from clustermap.errors import UnknownNameError

    if lang not in locales.LANGUAGES:
        raise UnknownNameError.of("language", lang, locales.LANGUAGES)


def compare(atlas: Atlas, prefectures: tuple[str | int, ...], seed: int) -> ComparisonReport:
    """Put prefectures side by side; see :meth:`clustermap.atlas.Atlas.compare`."""
    from clustermap.analysis.comparison import compare as side_by_side
    from clustermap.reports.comparison import ComparisonReport

    every, kinds = atlas.nationwide, atlas.dataset.selection
    all_sectors = atlas.dataset.national.select(
        segment=kinds.segments, status=kinds.statuses, until=kinds.until
    )
    codes = [japan.prefecture(name).code for name in prefectures]
    found = side_by_side(
        codes or list(atlas.prefectures.index),
        every.indicators,
        areas=every.prefectures,
        sites=every.sites,
        every_sector=all_sectors.sites,
        zones=every.zones,
        clusters=every.clusters,
        sectors=kinds.sectors or atlas.dataset.sectors,
        seed=seed,
    )
    return ComparisonReport(**found.parts())


def rank(atlas: Atlas, indicator: str, *, lang: str, ascending: bool, seed: int) -> pd.DataFrame:
    """Rank prefectures; see :meth:`clustermap.atlas.Atlas.rank`."""
    from clustermap.analysis.ranking import ranking

    check_lang(lang)
    every = atlas.nationwide
    found = ranking(every.indicators, indicator, ascending=ascending, seed=seed)
    about = every.indicators.about[every.indicators.find(indicator)]
    found.insert(0, "prefecture", every.prefectures.loc[found.index, f"name_{lang}"])
    found.insert(0, "prefecture_code", found.index)
    # ranks are out of 47, whatever part of Japan is shown
    found = found[found.index.isin(atlas.prefectures.index)].reset_index(drop=True)
    found.attrs = {
        "indicator": about.id,
        "label": about.label[lang],
        "unit": about.unit[lang],
        "year": about.year or "",
        "note": about.note[lang],
        "source": " ".join(filter(None, (about.source[lang], about.source_url))),
    }
    return found


def peers(atlas: Atlas, prefecture: str | int, count: int) -> Peers:
    """Find the prefectures most like one; see :meth:`clustermap.atlas.Atlas.peers`."""
    from clustermap.analysis.peers import peers as most_alike

    return most_alike(atlas.nationwide.indicators, japan.prefecture(prefecture).code, count)


def areas_of(atlas: Atlas) -> pd.DataFrame:
    """Return people and land of every prefecture: ``population, area_km2``."""
    every = atlas.dataset.national
    table = atlas.nationwide.indicators.values
    known = [name for name in ("population_estimate", "population_census") if name in table]
    if not known:
        raise DataError("The statistics have no population.", "Load the shipped statistics.")
    return pd.DataFrame(
        {"population": table[known[0]], "area_km2": every.prefectures["area_km2"]},
        index=every.prefectures.index,
    )
