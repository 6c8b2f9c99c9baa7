"""A table of groups of places: a row a place, with the group's name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clustermap.data.groups import checked_groups, group_of, parse_group
from clustermap.errors import DataError
from clustermap.ingest.files.foreign import read_table
from clustermap.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from clustermap.data.groups import Group

_GROUP = ("group", "name", "グループ", "圏域", "地域", "ブロック", "名称", "그룹", "권역", "이름")
_PLACE = (
    "code", "place", "municipality", "prefecture", "コード", "団体コード", "市区町村", "市町村",
    "都道府県", "場所", "코드", "시구정촌", "지역",
)  # fmt: skip
_LISTS = str.maketrans("、，；;", ",,,,")


def groups_from(given: Iterable[str]) -> tuple[Group, ...]:
    """Return groups that are written as ``NAME=PLACE,...`` or stand in files.

    Raises
    ------
    DataError
        What is neither, a file without the two columns, a group or place that stands twice.
    UnknownNameError
        A place that is not known, or a name of several.
    """
    found: list[Group] = []
    for text in given:
        if "=" in text and not Path(text).exists():
            found.append(parse_group(text))
        elif Path(text).exists():
            found += read_groups(text)
        else:
            raise DataError(
                f"{text!r} is neither a file nor a group.",
                "Write a name and places: 'Northern Kyushu=40,41,42', or name a table.",
            )
    return checked_groups(found)


def read_groups(path: str | Path) -> list[Group]:
    """Read groups from a table with a column for the group and one for the place.

    A cell may list several places, separated by commas or semicolons; a blank group is that of
    the row above, as in merged cells.

    Raises
    ------
    DataError
        No such columns, no rows, or a place that stands twice in a group.
    UnknownNameError
        A place that is not known, or a name of several.
    """
    table = read_table(path)
    group, place = _columns(table.frame, table.file)
    members: dict[str, list[str]] = {}
    name = ""
    for cell, places in zip(table.frame[group], table.frame[place], strict=True):
        name = str(cell).strip() or name
        parts = [part.strip() for part in str(places).translate(_LISTS).split(",") if part.strip()]
        if name and parts:
            members.setdefault(name, []).extend(parts)
    if not members:
        raise DataError(f"{table.file} has no groups.", "Give a row for each place of a group.")
    return [group_of(name, places) for name, places in members.items()]


def _columns(frame: pd.DataFrame, file: str) -> tuple[str, str]:
    names = {fold(str(column)): str(column) for column in frame.columns}
    groups = [names[key] for key in _GROUP if key in names]
    places = [names[key] for key in _PLACE if key in names]
    if groups and places:
        return groups[0], places[0]
    if len(frame.columns) == 2 and not groups and not places:
        first, second = map(str, frame.columns)
        return first, second
    raise DataError(
        f"{file} has no column for the group, or none for its places: it has "
        f"{', '.join(map(str, frame.columns))}.",
        "Call them group and code.",
    )
