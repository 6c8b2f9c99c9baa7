"""A table of one's own as an edition: which columns are which, and what tells its rows apart."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from clustermap import japan, locales
from clustermap.errors import UnknownNameError
from clustermap.ingest.columns import SITES, find_column, find_columns
from clustermap.ingest.editions.edition import Edition, EditionTable
from clustermap.ingest.files.foreign import read_table
from clustermap.ingest.site_cells import STATUS_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_NAMES = ("name", "name_en", "name_ja", "name_ko")
#: Roles that may tell the rows of a table without names apart, as one of values by area.
_CODES = ("municipality_code", "prefecture", "municipality")


def read_own(
    path: Path,
    *,
    key: Sequence[str] = (),
    mapped: Mapping[str, str] | None = None,
    **reading: Any,
) -> Edition:
    """Read a table or map of one's own, cells as they stand.

    Parameters
    ----------
    path : Path
        All that ``--sites`` reads.
    key : sequence of str
        Columns that tell the rows apart; else the column of ids, if there is one.
    mapped : mapping, optional
        Role -> column, where a column is called by a name that is not understood.
    **reading
        ``encoding, crs, sheet, layer``.

    Raises
    ------
    DataError
        The file can't be read, or has no such column.
    """
    table = read_table(path, **reading)
    frame = table.frame.copy()
    frame.columns = frame.columns.map(str)
    roles = find_columns(frame, SITES, mapped or {}, table.findings)
    if key:
        columns = tuple(find_column(one, list(frame.columns), table.file) for one in key)
    else:
        columns = (roles["id"],) if "id" in roles else _codes(frame, roles)
    kept = EditionTable("sites" if any(one in roles for one in _NAMES) else "rows", frame, roles,
                        columns)  # fmt: skip
    return Edition(table.file, {kept.name: kept}, own=True)


def _codes(frame: Any, roles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the code that tells the rows of a table without names apart."""
    if any(one in roles for one in _NAMES):
        return ()
    for role in _CODES:
        if role in roles and frame[roles[role]].is_unique and (frame[roles[role]] != "").all():
            return (roles[role],)
    return ()


@functools.lru_cache(maxsize=1024)
def status_key(cell: str) -> str:
    """Return the key of a status as people write it; the cell itself where it is not known.

    Examples
    --------
    >>> status_key("建設中"), status_key("operating"), status_key("?")
    ('under_construction', 'operating', '?')
    """
    known = locales.find("status", cell) if cell else ""
    if known is None:
        plain = cell.casefold().replace("（", "(").split("(")[0].strip()
        known = next((key for key, words in STATUS_WORDS.items() if plain in words), cell)
    return known


def prefecture_codes(table: EditionTable) -> list[str]:
    """Return the prefecture of each row: as named, else by its municipality's code or address.

    A row of several prefectures has none here.
    """
    named = table.cells("prefecture", "prefecture_code", "prefecture_codes")
    city, address = table.cells("municipality_code"), table.cells("address")
    return [
        _code(one.strip()) or _of_municipality(two) or _of_address(three)
        for one, two, three in zip(named, city, address, strict=True)
    ]


@functools.lru_cache(maxsize=4096)
def _code(name: str) -> str:
    if not name or ";" in name:
        return ""
    try:
        return japan.prefecture(name).code
    except UnknownNameError:
        return ""


def _of_municipality(code: str) -> str:
    plain = code.strip()
    return plain[:2] if re.fullmatch(r"\d{5,6}", plain) and plain[:2] in japan.BY_CODE else ""


def _of_address(address: str) -> str:
    plain = address.strip()
    return next((one.code for one in japan.PREFECTURES if plain.startswith(one.ja)), "")
