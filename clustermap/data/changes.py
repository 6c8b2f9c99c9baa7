"""The lists of changes that editions of geodata carry: what changed from which to which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.data import catalog
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Columns of a list, as ``datapackage.json`` has them.
LISTED = (
    "table", "change", "news", "key", "name_en", "name_ja", "name_ko", "sector",
    "prefecture_code", "municipality_code", "lon", "lat", "field", "old", "new", "source_url",
    "source_date",
)  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")


@dataclass(frozen=True)
class Release:
    """An edition of geodata: its version ("2026.3"), and the month that it is as of."""

    version: str
    as_of: str

    @property
    def month(self) -> str:
        """The edition's name as a month: "2026-03" of version 2026.3."""
        year, _, month = self.version.partition(".")
        return f"{year}-{int(month or 0):02d}"


@dataclass(frozen=True)
class ChangeList:
    """One shipped list: the table's name, and the two editions."""

    table: str
    old: Release
    new: Release


def change_lists(where: Path | None = None) -> list[ChangeList]:
    """Return the shipped lists, the oldest first.

    Examples
    --------
    >>> first = change_lists()[0]
    >>> first.table, first.old.month, first.new.month
    ('changes-2026-11', '2026-03', '2026-11')
    """
    found = [
        ChangeList(one["name"], *(_release(one["changes"][end]) for end in ("from", "to")))
        for one in catalog.package(where)["resources"]
        if "changes" in one
    ]
    return sorted(found, key=lambda one: one.new.month)


def _release(said: dict[str, Any]) -> Release:
    return Release(str(said["version"]), str(said["asOf"]))


def base_of(since: str, where: Path | None = None) -> Release:
    """Return the edition that is meant: by its name, else the latest at or before a date.

    Parameters
    ----------
    since : str
        "2026-03", "2026.3", or a date: "2026-06-15".

    Raises
    ------
    DataError
        No date, or no list of changes since then.

    Examples
    --------
    >>> base_of("2026.3").month, base_of("2026-06-15").month
    ('2026-03', '2026-03')
    """
    lists = change_lists(where)
    known = sorted({one.old.month: one.old for one in lists}.items())
    names = ", ".join(name for name, _ in known)
    match = _DATE.fullmatch(since.strip())
    if match is None or not 1 <= int(match[2] or 1) <= 12:
        raise DataError(
            f"{since!r} is not an edition, date or file.",
            f"Name an edition ({names}), a date (2026-06-15), or the file of an earlier map.",
        )
    month = f"{match[1]}-{int(match[2] or 1):02d}"
    if lists and month >= lists[-1].new.month:
        raise DataError(
            f"Nothing newer than {since} is embedded: this is the edition {lists[-1].new.month}.",
            f"Name an earlier edition: {names}.",
        )
    before = [release for name, release in known if name <= month]
    if not before:
        raise DataError(
            f"No edition of {since} or before is known.",
            f"Name {names}, or the file of an earlier map.",
        )
    return before[-1]


def changes_since(base: Release, where: Path | None = None) -> pd.DataFrame:
    """Return what changed from an edition to the embedded one: the lists in between, as one.

    Examples
    --------
    >>> found = changes_since(base_of("2026-03"))
    >>> sorted(set(found["change"]))
    ['added', 'changed', 'removed']
    """
    lists = [
        read_list(one.table, where) for one in change_lists(where) if one.old.month >= base.month
    ]
    return together(lists)


def read_list(table: str, where: Path | None = None) -> pd.DataFrame:
    """Read one shipped list, every cell as text."""
    path = catalog.table(table, where).path
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DataError(
            f"The table {path} can't be read: {error}.",
            "Restore the shipped table (reinstall clustermap, or `git checkout geodata`).",
        ) from error


def together(lists: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put lists that follow each other together: first value before, last value after.

    What came and went in between is left out, and so is what is again as it was.

    Examples
    --------
    >>> def rows(*cells):
    ...     return pd.DataFrame(cells, columns=["table", "change", "key", "field", "old", "new"])
    >>> first = rows(["sites", "changed", "a", "jobs", "1", "2"],
    ...              ["sites", "added", "b", "", "", ""])
    >>> second = rows(["sites", "changed", "a", "jobs", "2", "3"],
    ...               ["sites", "removed", "b", "", "", ""])
    >>> together([first, second])[["key", "old", "new"]].to_numpy().tolist()
    [['a', '1', '3']]
    """
    whole: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for one in lists:
        for row in one.to_dict("records"):
            _put(whole, {str(name): cell for name, cell in row.items()})
    rows = [row for fields in whole.values() for row in fields.values()]
    columns = lists[0].columns if lists else pd.Index(LISTED)
    return pd.DataFrame(rows, columns=columns, dtype=str)


def _put(whole: dict[tuple[str, str], dict[str, dict[str, Any]]], row: dict[str, Any]) -> None:
    place = (row["table"], row["key"])
    before = whole.setdefault(place, {})
    known = before.get("")
    if row["change"] == "removed":
        whole.pop(place)
        if known is None or known["change"] != "added":
            whole[place] = {"": row}
    elif row["change"] == "added":
        whole[place] = {"": row} if known is None else {}
    elif known is None:
        first = before.get(row["field"])
        if first is not None:
            row = {**row, "old": first["old"]}
        before[row["field"]] = row
        if row["old"] == row["new"]:
            del before[row["field"]]
