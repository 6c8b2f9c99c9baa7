"""Rows of a firm list that hold several sites, and decisions about single cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustermap.ingest.addresses.table import PARTS, like_addresses
from clustermap.ingest.publishing import says_internal
from clustermap.ingest.register.cases import ACCEPT, BLANK, LEAVE_OUT, key_of, word_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustermap.ingest.register.cases import Case

#: Added to the number of a row for each further site that stands in it.
STEP = 10_000_000
_SEVERAL = re.compile(r"\s*[\n；;]\s*")
_SITE = re.compile(r"(?:の)?(?:所在地|住所|address)$", re.IGNORECASE)
_POINT = re.compile(r"\s*(\d{2}(?:\.\d+)?)\s*[,、\s]\s*(\d{3}(?:\.\d+)?)\s*")


def label(row: int) -> str:
    """Return a row's number as it stands in the file: ``12``, ``12.2`` for its second site.

    Examples
    --------
    >>> label(12), label(STEP + 12)
    ('12', '12.2')
    """
    return str(row) if row < STEP else f"{row % STEP}.{row // STEP + 1}"


def spread(frame: pd.DataFrame, columns: Mapping[str, str], name: str) -> tuple[pd.DataFrame, int]:
    """Give each site a row of its own where a row has several addresses.

    They stand in one cell, separated by line breaks or semicolons, or in further columns
    (工場所在地 beside 本社所在地). The site's name says which.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table, indexed by row numbers.
    columns : mapping
        Role -> column.
    name : str
        Column with the names.

    Returns
    -------
    frame : pandas.DataFrame
        In the order of the rows; further sites have numbers above :data:`STEP`.
    more : int
        How many rows were added.
    """
    address = columns.get("address")
    if address is None:
        return frame, 0
    taken = set(columns.values())
    others = [
        str(column)
        for column in frame.columns
        if column not in taken
        and _SITE.search(str(column))
        and not says_internal(str(column))
        and like_addresses(frame[column].tolist())
    ]
    rows: list[dict[str, str]] = []
    index: list[int] = []
    for number, cells in zip(frame.index, frame.to_dict("records"), strict=True):
        places = [(part, "") for part in _SEVERAL.split(cells[address]) if part] or [("", "")]
        places = [(part, f"（{at}）" if at > 1 else "") for at, (part, _) in enumerate(places, 1)]
        for column in others:
            known = {part for part, _ in places}
            if cells[column] and cells[column] not in known:
                places.append((cells[column], f"（{_SITE.sub('', column)}）"))
        for at, (part, suffix) in enumerate(places):
            rows.append({**cells, address: part, name: cells[name] + suffix})  # type: ignore[dict-item]
            index.append(int(number) + at * STEP)
    found = pd.DataFrame(rows, index=index, columns=frame.columns)
    return found, len(found) - len(frame)


@dataclass(frozen=True)
class Cells:
    """The keys of the cases that cells of a row may be about."""

    place: str
    name: str
    number: str


def keys(frame: pd.DataFrame, columns: Mapping[str, str], name: str) -> dict[int, Cells]:
    """Return the keys of each row's cases, from its cells as they are in the file."""
    parts = [columns[role] for role in (*PARTS, "lon", "lat", "point") if role in columns]
    number = columns.get("corporate_number")
    found = {}
    for row, cells in zip(frame.index, frame.to_dict("records"), strict=True):
        where = "|".join(cells[part] for part in parts)
        found[int(row)] = Cells(
            key_of("place", cells[name], where),
            key_of("name", where, cells[number] if number else ""),
            key_of("number", cells[name], cells[number] if number else ""),
        )
    return found


def decided_cells(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    name: str,
    earlier: Mapping[str, Case],
) -> tuple[pd.DataFrame, set[str]]:
    """Apply decisions about names, places and corporate numbers.

    Returns
    -------
    frame : pandas.DataFrame
        A copy; rows to be left out are gone.
    used : set of str
        Keys of the decisions that were applied.
    """
    changed = frame.copy()
    used: set[str] = set()
    gone: list[int] = []
    for row, one in keys(frame, columns, name).items():
        for kind, key in (("place", one.place), ("name", one.name), ("number", one.number)):
            case = earlier.get(key)
            decision = word_of(case.decision) if case else ""
            if not decision or case is None or case.kind != kind:
                continue
            used.add(key)
            if decision == LEAVE_OUT:
                gone.append(row)
            elif decision != ACCEPT:
                _apply(changed, row, kind, decision, columns, name)
    return changed.drop(index=gone), used


def _apply(
    frame: pd.DataFrame, row: int, kind: str, decision: str, columns: Mapping[str, str], name: str
) -> None:
    if kind == "name":
        frame.loc[row, name] = decision
    elif kind == "number":
        frame.loc[row, columns["corporate_number"]] = "" if decision == BLANK else decision
    else:
        point = _POINT.fullmatch(decision)
        blank = ("lon", "lat", "point", *(() if point else (*PARTS, "municipality_code")))
        for role in blank:
            if role in columns:
                frame.loc[row, columns[role]] = ""
        if point:
            _set(frame, row, columns.get("lat", "lat"), point[1])
            _set(frame, row, columns.get("lon", "lon"), point[2])
        else:
            _set(frame, row, columns.get("address", "address"), decision)


def _set(frame: pd.DataFrame, row: int, column: str, cell: str) -> None:
    if column not in frame:
        frame[column] = ""
    frame.loc[row, column] = cell
