"""What areas can be colored by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.maps.page.payload.cells import cells
from clustermap.maps.palettes import category_colors

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.analysis.indicators import Category, Indicator, IndicatorTable, Uncertainty


def indicator(table: IndicatorTable, about: Indicator) -> dict[str, Any]:
    """Return what an indicator is, and its value for each area; "x" where it is withheld."""
    values = cells(table.values[about.id])
    for at in np.flatnonzero(table.suppressed[about.id].to_numpy()):
        values[at] = "x"
    found: dict[str, Any] = {
        "id": about.id,
        "label": about.label,
        "group": about.group,
        "unit": about.unit,
        "decimals": about.decimals,
        "year": about.year,
        "source": about.source,
        "sourceUrl": about.source_url,
        "note": about.note,
        "scale": about.scale,
        "values": values,
    }
    if about.center is not None:
        found["center"] = about.center
    if about.of_city:
        found["ofCity"] = True
    if about.derived:
        found["derived"] = about.derived
    if about.categories:
        found["categories"] = [_category(one) for one in about.categories]
    if about.id in table.uncertainty:
        found |= _uncertainty(table.uncertainty[about.id], table.values.index)
    return found


def _category(about: Category) -> dict[str, Any]:
    light, dark = category_colors(about.id)
    return {
        "id": about.id,
        "label": about.label,
        "light": light,
        "dark": dark,
        "hatched": about.hatched,
    }


def _uncertainty(about: Uncertainty, index: pd.Index) -> dict[str, Any]:
    best, worst = (cells(ranks.reindex(index)) for ranks in (about.best, about.worst))
    return {
        "low": cells(about.low.reindex(index)),
        "high": cells(about.high.reindex(index)),
        "few": about.few.reindex(index, fill_value=False).tolist(),
        "ranks": [None if b is None else [b, w] for b, w in zip(best, worst, strict=True)],
    }
