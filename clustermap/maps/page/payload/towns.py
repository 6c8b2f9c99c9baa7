"""The municipalities inside the prefectures of a page: names, and what they can be colored by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import japan, locales
from clustermap.data.municipalities import read_names
from clustermap.data.outlines import read_outlines
from clustermap.maps.page.payload.indicators import indicator
from clustermap.maps.page.topology import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.data.selection import Selection


def towns_of(prefectures: Sequence[str]) -> list[str]:
    """Return the codes of the municipalities of prefectures, wards of designated cities apart.

    Examples
    --------
    >>> len(towns_of(["43"])), towns_of(["43"])[:2]
    (49, ['43101', '43102'])
    """
    wanted = set(prefectures)
    return [code for code in read_outlines().rings["municipalities"] if code[:2] in wanted]


def towns(
    selection: Selection,
    table: IndicatorTable | None,
    economy: Callable[[Sequence[str]], dict[str, Any] | None] | None = None,
) -> dict[str, Any]:
    """Return the municipalities of the prefectures selected.

    Their outlines stand in the topology of the areas. The page counts their sites itself.

    Parameters
    ----------
    selection : Selection
    table : IndicatorTable, optional
        What municipalities can be colored by, over municipalities of either kind: a ward takes its
        city's value where it has none of its own, and the page says so.
    economy : callable, optional
        What the sheets of municipalities say of their economy, from their codes.
    """
    codes = towns_of(list(selection.prefectures.index))
    names = read_names()
    about = names.loc[codes]
    cities = about["city_code"].fillna("").tolist()
    whole = sorted({city for city in cities if city})
    return {
        "code": codes,
        "name": {lang: about[f"name_{lang}"].tolist() for lang in locales.LANGUAGES},
        "city": [whole.index(city) if city else None for city in cities],
        "cities": {lang: names.loc[whole, f"name_{lang}"].tolist() for lang in locales.LANGUAGES},
        "office": offices(about),
        "indicators": [] if table is None else _indicators(table, codes),
        "economy": economy(codes) if economy else None,
    }


def offices(about: pd.DataFrame) -> list[str]:
    """Write longitudes and latitudes of municipal offices in steps of 0.0001 degrees (11 m).

    Examples
    --------
    >>> [len(part) for part in offices(read_names().loc[["43101", "43102"]])]
    [3, 3]
    """
    steps = np.rint(about[["lon", "lat"]].to_numpy(float) * 1e4).astype(int)
    return [letters(np.diff(column, prepend=0)) for column in steps.T]


def _indicators(table: IndicatorTable, codes: Sequence[str]) -> list[dict[str, Any]]:
    known = table.values.index
    rows = [code if code in known else japan.city_of(code) for code in codes]
    index = pd.Index(codes)
    spread = replace(
        table,
        values=table.values.reindex(rows).set_axis(index),
        suppressed=table.suppressed.reindex(rows, fill_value=False).set_axis(index),
    )
    of_city = rows != list(codes)
    found = [indicator(spread, table.about[name]) for name in table.values.columns]
    return [one | {"ofCity": True} for one in found] if of_city else found
