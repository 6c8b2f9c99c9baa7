"""An edition of data: tables of text, and which of their columns is which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, eq=False)
class EditionTable:
    """One table of an edition.

    Attributes
    ----------
    name : str
        What it is, as "sites"; tables of one name are compared.
    frame : pandas.DataFrame
        Cells as text ("" where blank), indexed by the row numbers of its file.
    roles : mapping
        Role -> column: ``id, name_en, name_ja, name_ko, name, operator ..., municipality_code,
        prefecture, lon, lat, status, opened, source_url ...``.
    key : tuple of str
        Columns that tell one row from another; none where likeness has to.
    """

    name: str
    frame: pd.DataFrame
    roles: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()

    def cells(self, *roles: str) -> list[str]:
        """Return the first of these roles that has a column, row by row; "" without one."""
        column = next((self.roles[role] for role in roles if role in self.roles), None)
        if column is None:
            return [""] * len(self.frame)
        found: list[str] = self.frame[column].tolist()
        return found


@dataclass(frozen=True, eq=False)
class Edition:
    """What is compared: an own table, a release of geodata, or an earlier page.

    Attributes
    ----------
    label : str
        What messages call it.
    tables : mapping
        By name.
    as_of : str
        Its date, as exact as it says; "" if it says none.
    version : str
        Its version, as "2026.11"; "" if it has none.
    chosen : mapping
        What it is a selection of: ``prefectures, municipalities, sectors, segments, statuses`` and
        ``until``, each as texts; nothing where it is the whole.
    own : bool
        Whether it is a table of one's own, cells as they stand.
    rounded : bool
        Whether numbers were rounded when it was written, as on a page.
    other : mapping
        Files that are told apart as a whole only, with their checksums.
    """

    label: str
    tables: Mapping[str, EditionTable]
    as_of: str = ""
    version: str = ""
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: bool = False
    rounded: bool = False
    other: Mapping[str, str] = field(default_factory=dict)
