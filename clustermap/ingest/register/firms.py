"""The rows of a firm list as doubles are looked for among them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap.data.address_spelling import bare, fold_address
from clustermap.ingest.addresses.match import place
from clustermap.ingest.register.corporate_number import read_number
from clustermap.ingest.register.names import fold_firm

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

#: Positions that say where in a municipality a site is.
EXACT = ("", "exact", "site", "building", "town", "district")
_RUN = re.compile(r"(?:\d+|丁目|番地|番|号|-|ノ)*")
_CHOME = re.compile(r"(\d+)丁目$")
_FIRST = re.compile(r"\d")


@dataclass(frozen=True)
class Firm:
    """A row: what tells whether it is the same firm, or the same site, as another."""

    row: int
    name: str
    folded: str
    number: str
    municipality: str
    lon: float
    lat: float
    #: Whether the point is more exact than the municipality.
    exact: bool
    #: Town and numbers of the block; None where the address does not tell.
    town: str
    block: tuple[int, ...] | None
    #: The address, folded.
    address: str


def firms_of(frame: pd.DataFrame, rows: Sequence[int], addresses: Sequence[str]) -> list[Firm]:
    """Return the rows of a list of sites for comparison.

    Parameters
    ----------
    frame : pandas.DataFrame
        Understood sites, with ``firm`` (name with the operator in front) and
        ``corporate_number``.
    rows : sequence of int
        Row numbers in the file.
    addresses : sequence of str
        Address of each row ("" for none).
    """
    found = []
    columns = ("firm", "corporate_number", "municipality_code", "lon", "lat", "position")
    cells = zip(rows, addresses, *(frame[name].tolist() for name in columns), strict=True)
    for row, address, firm, cell, code, lon, lat, position in cells:
        digits, wrong = read_number(cell)
        town, block = block_of(address, code) if address else ("", None)
        exact = not math.isnan(lon) and position in EXACT
        number = "" if wrong else digits
        found.append(Firm(
            int(row), firm, fold_firm(firm), number, code, lon, lat, exact, town, block,
            bare(fold_address(address)),
        ))  # fmt: skip
    return found


def block_of(address: str, code: str = "") -> tuple[str, tuple[int, ...] | None]:
    """Return the town of an address and the numbers behind it, in any spelling.

    Examples
    --------
    >>> block_of("熊本市中央区水前寺六丁目18番1号")
    ('43101/水前寺6丁目', (18, 1))
    >>> block_of("熊本県熊本市中央区水前寺６－１８－１　県庁ビル3F")
    ('43101/水前寺6丁目', (18, 1))
    """
    placed = place(address, code[:2], code)
    if not placed.town:
        return "", None
    town = bare(fold_address(placed.town))
    text = bare(fold_address(re.sub(r"^\s*〒?\s*\d{3}[-−－ー]?\d{4}(?!\d)", "", address)))
    chome = _CHOME.search(town)
    stem = town[: chome.start()] if chome else town
    at = text.rfind(stem) if stem else -1
    if at < 0:
        return f"{placed.code}/{town}", None
    rest = text[at + len(stem) :]
    first = _FIRST.search(rest)
    rest = rest[first.start() :] if first else ""  # a part of the town may stand between
    run = _RUN.match(rest)
    numbers = [int(one) for one in re.findall(r"\d{1,9}", run[0])] if run else []
    if chome and numbers and numbers[0] == int(chome[1]):
        numbers = numbers[1:]
    return f"{placed.code}/{town}", tuple(numbers[:2])
