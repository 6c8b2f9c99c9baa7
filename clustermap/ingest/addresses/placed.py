"""What comes of an address: its place, how exactly it is known, and each fallback in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from clustermap.data.towns import AROUND, KOAZA, TOWN
from clustermap.ingest.addresses.fronts import places

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How exactly an address is placed, the best first.
MUNICIPALITY, NONE = "municipality", "none"
EXACTNESS = (KOAZA, TOWN, AROUND, MUNICIPALITY, NONE)


class Placed(NamedTuple):
    """Where an address is; ``kind`` and ``warning`` name a fallback ("" where there is none).

    ``prefecture`` is known for some addresses that are not placed.
    """

    code: str = ""
    town: str = ""
    lon: float = math.nan
    lat: float = math.nan
    exactness: str = NONE
    kind: str = ""
    warning: str = ""
    prefecture: str = ""


def at_municipality(code: str, kind: str = "", warning: str = "") -> Placed:
    """Return the place of a municipality, and why it is no town.

    Examples
    --------
    >>> at_municipality("43404")[:5]
    ('43404', '', 130.82861, 32.8625, 'municipality')
    """
    known = places().by_code[code]
    return Placed(code, "", known.lon, known.lat, MUNICIPALITY, kind, warning, code[:2])


def summary(exactness: Iterable[str]) -> str:
    """Count rows by how exactly they are placed.

    Examples
    --------
    >>> summary(["town", "koaza", "none"])
    '2 to the town, 1 not placed'
    """
    levels = list(exactness)
    counts = (
        (levels.count(KOAZA) + levels.count(TOWN), "to the town"),
        (levels.count(AROUND), "among towns of the name"),
        (levels.count(MUNICIPALITY), "to the municipality"),
        (levels.count(NONE), "not placed"),
    )
    return ", ".join(f"{number:,} {words}" for number, words in counts if number)
