"""Tables made flat: codes and names of areas and sectors in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.questions.areas import StudyAreas


def with_areas(table: pd.DataFrame, place: StudyAreas, lang: str) -> pd.DataFrame:
    """Turn the index, whose first level is the area, into columns ``code, name`` ..."""
    levels = [name or "area" for name in table.index.names]
    flat = table.rename_axis(levels).reset_index().rename(columns={"area": "code"})
    flat.insert(1, "name", place.names(lang).reindex(flat["code"]).to_numpy())
    return flat


def with_sectors(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Turn the index of sectors into columns ``sector, name``."""
    flat = table.rename_axis("sector").reset_index()
    flat.insert(1, "name", [locales.text("sector", key, lang) for key in flat["sector"]])
    return flat
