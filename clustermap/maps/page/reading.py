"""What is packed in a page, read back as tables.

>>> import clustermap as cm
>>> html = cm.load().select(prefecture="43", sector="semiconductor").map().html
>>> sites = page_table(html, "sites")
>>> sites.loc[sites["id"] == "jasm-kumamoto-1", ["name_en", "prefecture_code"]].iloc[0].tolist()
['JASM Kumamoto Fab 1', '43']
>>> page_table(html, "municipalities")["code"].head(2).tolist()
['43101', '43102']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.errors import ClustermapError, UnknownNameError
from clustermap.maps.classes import classify
from clustermap.maps.page import points
from clustermap.maps.page.html import read_payload

if TYPE_CHECKING:
    from collections.abc import Callable

_ADVICE = "Write the map anew: clustermap map -o map.html"


def page_table(html: str, name: str) -> pd.DataFrame:
    """Return a table of a page.

    Parameters
    ----------
    html : str
        The page's text.
    name : {"sites", "investments", "areas", "municipalities", "zones", "clusters", "events"}
        Areas and municipalities come with what they can be colored by, a column each; "x" stands
        for a value that the publisher withholds.

    Raises
    ------
    UnknownNameError
        No table of that name.
    ClustermapError
        The text is not a map of clustermap's.
    """
    if name not in TABLES:
        raise UnknownNameError.of("table of a page", name, TABLES)
    payload = read_payload(html)
    try:
        return TABLES[name](payload, html)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ClustermapError(f"The page's table of {name} can't be read.", _ADVICE) from error


def breaks_of(html: str) -> tuple[float, ...]:
    """Return the class breaks that a page opens with: of the indicator shown first.

    Raises
    ------
    ClustermapError
        The text is not a map of clustermap's, or its areas are colored by categories.
    """
    payload = read_payload(html)
    if payload.get("breaks"):
        return tuple(payload["breaks"]["values"])
    about = next(one for one in payload["indicators"] if one["id"] == payload["colorBy"])
    numbers = [
        value
        for value, shown in zip(about["values"], payload["areas"]["selected"], strict=True)
        if shown and isinstance(value, (int, float))
    ]
    if about["scale"] == "categorical" or not numbers:
        raise ClustermapError("The page's colors have no breaks.", "Give --breaks 0,5,10,50.")
    found = classify(np.array(numbers, float), center=about.get("center"))
    return (0.0 if found.zero else found.lowest, *found.bounds)


def _rows(held: dict[str, Any]) -> pd.DataFrame:
    cells = zip(held["columns"], held["cells"], held["levels"], strict=True)
    return pd.DataFrame(
        {
            name: column if levels is None else [_leveled(cell, levels) for cell in column]
            for name, column, levels in cells
        }
    )


def _leveled(cell: Any, levels: list[str]) -> Any:
    return cell if cell is None else levels[cell]


def _sites(payload: dict[str, Any], html: str) -> pd.DataFrame:
    packed = payload.get("points")
    if not packed:
        return _rows(payload["sites"])
    found = re.search(r'id="clustermap-points">([^<]*)</script>', html)
    return points.unpack(packed | {"data": found[1] if found else ""})


def _areas(payload: dict[str, Any], _: str) -> pd.DataFrame:
    areas = payload["areas"]
    shown = pd.Series(areas["selected"], dtype=bool)
    return _with_values(areas, payload["indicators"])[shown].reset_index(drop=True)


def _municipalities(payload: dict[str, Any], _: str) -> pd.DataFrame:
    towns = payload["towns"]
    if not towns:
        raise ClustermapError(
            "The page has no municipalities.", "Write it without --level prefecture."
        )
    return _with_values(towns, towns["indicators"])


def _with_values(areas: dict[str, Any], indicators: list[dict[str, Any]]) -> pd.DataFrame:
    names = {f"name_{lang}": column for lang, column in areas["name"].items()}
    values = {one["id"]: one["values"] for one in indicators}
    return pd.DataFrame({"code": areas["code"]} | names | values)


def _things(key: str) -> Callable[[dict[str, Any], str], pd.DataFrame]:
    def read(payload: dict[str, Any], _: str) -> pd.DataFrame:
        return pd.DataFrame([_flat(one) for one in payload[key]])

    return read


def _flat(thing: dict[str, Any]) -> dict[str, Any]:
    """Spread labels in three languages over three columns; lists are joined."""
    found: dict[str, Any] = {}
    for key, value in thing.items():
        if isinstance(value, dict):
            found |= {f"{key}_{lang}": text for lang, text in value.items()}
        elif key == "places":
            found[key] = len(value)
        else:
            found[key] = ";".join(map(str, value)) if isinstance(value, list) else value
    return found


#: The tables of a page.
TABLES: dict[str, Callable[[dict[str, Any], str], pd.DataFrame]] = {
    "sites": _sites,
    "investments": lambda payload, _: _rows(payload["investments"]),
    "areas": _areas,
    "municipalities": _municipalities,
    "zones": _things("zones"),
    "clusters": _things("clusters"),
    "events": _things("events"),
}
