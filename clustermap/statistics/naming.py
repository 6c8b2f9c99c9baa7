"""Results as flat tables: codes and names of areas and sectors in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales

if TYPE_CHECKING:
    from clustermap.statistics.ground import Ground


def with_areas(table: pd.DataFrame, place: Ground, lang: str) -> pd.DataFrame:
    """Turn the index, whose first level is the area, into columns ``code, name`` ..."""
    told = table.attrs
    levels = [name or "area" for name in table.index.names]
    flat = table.rename_axis(levels).reset_index().rename(columns={"area": "code"})
    flat.insert(1, "name", place.names(lang).reindex(flat["code"]).to_numpy())
    flat.attrs = {**told, "level": place.level, "notes": [*place.notes, *told.get("notes", [])]}
    return flat


def with_sectors(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Turn the index of sectors into columns ``sector, name``."""
    told = table.attrs
    flat = table.rename_axis("sector").reset_index()
    flat.insert(1, "name", [locales.text("sector", key, lang) for key in flat["sector"]])
    flat.attrs = told
    return flat


def flattened(table: pd.DataFrame) -> pd.DataFrame:
    """Turn the index into columns."""
    told = table.attrs
    flat = table.reset_index()
    flat.attrs = told
    return flat


def variable_labels(names: pd.Index | list[str], lang: str) -> list[str]:
    """Return labels of sectors; other variables are their own label."""
    return [locales.text("sector", str(name), lang) for name in pd.Index(names)]
