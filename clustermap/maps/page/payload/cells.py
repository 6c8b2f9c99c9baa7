"""Values, names and tables for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap import locales

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from clustermap.locales import Text


#: Significant digits of values that are not counts.
DIGITS = 6


def cells(column: pd.Series[Any]) -> list[Any]:
    """Return a column's values for JSON: null where there is none, integers as such."""
    if column.dtype.kind not in "fiub":
        # NaN is unlike itself
        return [None if value == "" or value != value else value for value in column.tolist()]  # noqa: PLR0124
    return [number(value) for value in column.tolist()]


def number(value: float) -> float | int | None:
    """Return a number for JSON: null where there is none."""
    if not np.isfinite(value):
        return None
    if value == int(value):
        return int(value)
    return float(f"{value:.{DIGITS}g}")


def table(frame: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, Any]:
    """Return a frame by columns, the given columns first, then others that the user brought."""
    others = [name for name in frame.columns if name not in {*columns, "geometry", "year"}]
    wanted = [*(name for name in columns if name in frame), *others]
    lists: list[list[Any]] = []
    levels: list[list[str] | None] = []
    for name in wanted:
        column = cells(frame[name].round(5) if name in {"lon", "lat"} else frame[name])
        column, named = _by_level(column)
        lists.append(column)
        levels.append(named)
    return {
        "columns": wanted,
        "levels": levels,
        "cells": lists,
    }


def _by_level(column: list[Any]) -> tuple[list[Any], list[str] | None]:
    """Replace texts that recur by their places in a list of them."""
    texts = {value: None for value in column if isinstance(value, str)}
    if not texts or len(texts) > len(column) / 2 or any(type(v) in {int, float} for v in column):
        return column, None
    place = {text: at for at, text in enumerate(texts)}
    return [place.get(value, value) for value in column], list(texts)


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a frame with their columns as attributes."""
    yield from frame.itertuples()


def names(row: Any) -> Text:
    """Return the names of a row in three languages."""
    return {"en": row.name_en, "ja": row.name_ja, "ko": row.name_ko}


def sureness(row: Any) -> dict[str, str]:
    """Say how sure a zone or cluster is; the user's zones need not say."""
    columns = {"url2": "source_url_2", "confidence": "confidence", "checked": "checked"}
    return {key: str(getattr(row, name, "") or "") for key, name in columns.items()}


def once(value: Any) -> Any:
    """Write a label that is the same in all languages only once."""
    if isinstance(value, dict):
        texts = list(value.values())
        if value.keys() == set(locales.LANGUAGES) and isinstance(texts[0], str):
            return texts[0] if texts[1:] == texts[:-1] else value
        return {key: once(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [once(inner) for inner in value]
    return value
