"""Several files for one thing: boundaries of two prefectures, columns out of two tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from clustermap.data.boundaries import Boundaries
from clustermap.errors import DataError
from clustermap.ingest.columns import find_column
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.data.selection import UserValues
    from clustermap.ingest.files.raw_table import RawTable


def boundaries_together(given: Sequence[tuple[str, Boundaries]]) -> Boundaries:
    """Put the areas of several files together.

    Parameters
    ----------
    given : sequence of (str, Boundaries)
        What messages call each file, and what it holds.

    Raises
    ------
    DataError
        They are of different levels, or hold the same area.
    """
    (name, first), *others = given
    if not others:
        return first
    seen = dict.fromkeys(map(str, first.areas.index), name)
    for other, one in others:
        if one.level != first.level:
            raise DataError(
                f"{name} holds areas of the level {first.level}, and {other} of {one.level}.",
                "Give files of one level, or say with --level what they are to be.",
            )
        twice = [code for code in map(str, one.areas.index) if code in seen]
        if twice:
            label = one.areas.loc[twice[0], "name_ja"]
            raise DataError(
                f"{seen[twice[0]]} and {other} both hold {twice[0]} {label} "
                f"({count(len(twice), 'area')} in all).",
                "Give each area in one of the files only.",
            )
        seen |= dict.fromkeys(map(str, one.areas.index), other)
    every = [first, *(one for _, one in others)]
    editions = {one.edition for one in every}
    areas = pd.concat([one.areas for one in every]).sort_index()
    return Boundaries(
        areas,
        first.level,
        editions.pop() if len(editions) == 1 else "",
        all(one.n03 for one in every),
    )


def columns_of(tables: Sequence[RawTable], columns: Sequence[str]) -> list[list[str]]:
    """Say which of the columns asked for each table has.

    Raises
    ------
    DataError
        A column that none has, or a table of which none is asked for.
    """
    found: list[list[str]] = [[] for _ in tables]
    for name in columns:
        missing: DataError | None = None
        for at, table in enumerate(tables):
            try:
                find_column(name, list(map(str, table.frame.columns)), table.file)
            except DataError as error:
                missing = missing or error
            else:
                found[at].append(name)
        if missing is not None and not any(name in some for some in found):
            if len(tables) == 1:
                raise missing
            files = listed(table.file for table in tables)
            raise DataError(f"None of {files} has a column {shown(name)}.", missing.remedy)
    unused = [table for table, some in zip(tables, found, strict=True) if columns and not some]
    if unused:
        raise DataError(
            f"None of the columns asked for is in {unused[0].file}.",
            f"It has: {listed(map(shown, unused[0].frame.columns), 12)}.",
        )
    return found


def values_together(found: Sequence[UserValues]) -> list[UserValues]:
    """Put columns of one name together where they are of different areas; else name their files."""
    kept: list[UserValues] = []
    for one in found:
        same = [at for at, other in enumerate(kept) if other.name == one.name]
        if not same:
            kept.append(one)
            continue
        other = kept[same[0]]
        there = other.values.notna() | other.suppressed
        here = one.values.notna() | one.suppressed
        if other.unit == one.unit and not (there & here).any():
            kept[same[0]] = replace(
                other,
                values=other.values.where(there, one.values),
                suppressed=other.suppressed | one.suppressed,
                decimals=max(other.decimals, one.decimals),
                file=f"{other.file}, {one.file}",
            )
        else:
            kept.append(replace(one, name=f"{one.name} ({one.file})"))
    names = [one.name for one in kept]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(
            f"Two tables of the same name have the column {shown(twice)}.", "Rename one of them."
        )
    return kept
