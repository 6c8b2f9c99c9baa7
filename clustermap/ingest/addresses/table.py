"""Tables of addresses: which columns hold them, and where each row is."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap import japan
from clustermap.data.address_spelling import bare, fold_address
from clustermap.data.codes import read_codes
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.addresses.fronts import fronts, prefecture_at
from clustermap.ingest.addresses.match import place
from clustermap.ingest.addresses.placed import MUNICIPALITY, NONE
from clustermap.ingest.columns import SITES, find_column, find_columns
from clustermap.messages import listed, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from clustermap.ingest.addresses.placed import Placed
    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.problems import Findings

#: What the columns are called that a table of addresses gets.
ADDED = ("municipality_code", "town", "lon", "lat", "exactness", "warning")
#: Columns that hold an address, or a part of one, in the order in which it is written.
PARTS = ("prefecture", "municipality", "address", "town", "block")
ROLES = {role: SITES[role] for role in ("municipality_code", *PARTS)}
#: A column is one of addresses if this share of its cells begin as addresses do.
MOST = 0.8
#: What is done about a row, by how exactly it is placed.
ACTIONS = {
    NONE: "It is not placed.",
    MUNICIPALITY: "It stands at its municipality.",
    "taken": "Check it.",
}


@dataclass(frozen=True)
class AddressRow:
    """An address of a row as it is searched: its text, and what other columns state."""

    text: str
    prefecture: str = ""
    municipality: str = ""


def geocoded(table: RawTable, columns: Sequence[str] = ()) -> tuple[pd.DataFrame, list[Placed]]:
    """Place every row of a table by its address.

    Parameters
    ----------
    table : RawTable
        Any table; its findings take each fallback.
    columns : sequence of str
        Columns that make the address, in its order; else they are found by their names.

    Returns
    -------
    frame : pandas.DataFrame
        The table's own columns and :data:`ADDED`.
    placed : list of Placed
        A place for each row.

    Raises
    ------
    DataError
        No column has addresses.
    """
    frame, findings = table.frame, table.findings
    roles = _columns(frame, columns, findings)
    rows = address_rows(frame, roles)
    placed = place_rows(rows)
    column = "" if len(roles) > 1 else next(iter(roles.values()))
    for number, row, one in zip(frame.index, rows, placed, strict=True):
        report(findings, one, int(number), column, row.text)
    found = frame.reset_index(drop=True)
    values: dict[str, list[str] | list[float]] = {
        "municipality_code": [one.code for one in placed],
        "town": [one.town for one in placed],
        "lon": [one.lon for one in placed],
        "lat": [one.lat for one in placed],
        "exactness": [one.exactness for one in placed],
        "warning": [one.warning for one in placed],
    }
    for name in ADDED:
        new = name
        while new in frame.columns:
            new += "_geocoded"
        if new != name:
            findings.note(f"the table has a column {shown(name)} already; the new one is {new}")
        found[new] = values[name]
    return found, placed


def report(
    findings: Findings, one: Placed, row: int, column: str, address: str, *, action: str = ""
) -> None:
    """Note a fallback of a row."""
    if one.warning:
        action = action or ACTIONS.get(one.exactness, ACTIONS["taken"])
        kind = f"address-{one.kind}"
        findings.warn(kind, one.warning, action, row=row, column=column, value=address)


def _columns(frame: pd.DataFrame, given: Sequence[str], findings: Findings) -> dict[str, str]:
    """Return the columns with addresses by their roles; given ones as they stand."""
    if given:
        names = [find_column(name, list(map(str, frame.columns)), findings.file) for name in given]
        return {f"part {at}": name for at, name in enumerate(names)}
    found = find_columns(frame, ROLES, {}, findings)
    if {"address", "town", "municipality", "municipality_code"} & set(found):
        return found
    likely = [str(name) for name in frame.columns if like_addresses(frame[name].tolist())]
    if len(likely) == 1:
        findings.note(f"{shown(likely[0])} is taken as the addresses, by what it holds")
        return {**found, "address": likely[0]}
    raise DataError(
        f"{findings.file} has no column that is known to hold addresses (its columns: "
        f"{listed(map(shown, frame.columns), 12)}).",
        "Name it with --column, repeated where an address stands in several columns.",
    )


def like_addresses(cells: list[str]) -> bool:
    """Say whether most of the first cells begin with a municipality and go on."""
    some = [cell for cell in cells if cell][:200]

    def begins(cell: str) -> bool:
        text = bare(fold_address(cell))
        front = next(fronts(text), None)
        return front is not None and front.end < len(text)

    return bool(some) and sum(map(begins, some)) >= MOST * len(some)


def address_rows(frame: pd.DataFrame, columns: dict[str, str]) -> list[AddressRow]:
    """Return the address of each row, its parts put together."""
    cells = {role: frame[name].tolist() for role, name in columns.items()}
    blank = [""] * len(frame)
    if not set(cells) & {*PARTS, "municipality_code"}:
        return [AddressRow("".join(parts)) for parts in zip(*cells.values(), strict=True)]
    codes = read_codes(cells["municipality_code"]) if "municipality_code" in cells else blank
    parts = [cells.get(role, blank) for role in PARTS]
    return [
        _joined(dict(zip(PARTS, one, strict=True)), getattr(code, "code", ""))
        for *one, code in zip(*parts, codes, strict=True)
    ]


def _joined(cells: dict[str, str], code: str) -> AddressRow:
    """Put the parts of an address together, none of them twice."""
    text, municipality = cells["address"], cells["municipality"]
    for part in (cells["town"], cells["block"]):
        if part and part not in text:
            # two numbers side by side are two numbers
            text += f" {part}" if text[-1:].isdigit() and part[0].isdigit() else part
    stated = _prefecture(cells["prefecture"])
    plain = bare(fold_address(text))
    inside = prefecture_at(plain)[0]
    if municipality and not inside and not plain.startswith(bare(fold_address(municipality))):
        text = municipality + text
    if code and code[:2] in japan.BY_CODE:
        stated = stated or code[:2]
    return AddressRow(text, stated, code if len(code) == 5 else "")


@functools.cache
def _prefecture(cell: str) -> str:
    try:
        return japan.prefecture(cell).code if cell else ""
    except UnknownNameError:
        return ""


def place_rows(rows: Sequence[AddressRow]) -> list[Placed]:
    """Place addresses, each different one once."""
    found: dict[AddressRow, Placed] = {}
    for row in rows:
        if row not in found:
            found[row] = place(row.text, row.prefecture, row.municipality)
    return [found[row] for row in rows]
