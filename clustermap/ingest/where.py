"""Rows of a long table (area, year, item, value) that are meant: COLUMN=VALUE."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.columns import find_column
from clustermap.messages import listed, shown
from clustermap.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from clustermap.ingest.files.raw_table import RawTable


def parse_where(given: Sequence[str]) -> dict[str, list[str]]:
    """Understand COLUMN=VALUE pairs; values of one column are alternatives.

    Raises
    ------
    DataError
        Not of that form.

    Examples
    --------
    >>> parse_where(["年=2020", "産業=製造業", "産業=建設業"])
    {'年': ['2020'], '産業': ['製造業', '建設業']}
    """
    found: dict[str, list[str]] = {}
    for text in given:
        column, equals, value = text.partition("=")
        if not equals or not column.strip():
            raise DataError(
                f"--where {shown(text)} does not say which rows are meant.",
                "Write COLUMN=VALUE, e.g. --where 年=2020.",
            )
        found.setdefault(column.strip(), []).append(value.strip())
    return found


def only_where(table: RawTable, where: Sequence[str]) -> RawTable:
    """Keep the rows of a table that have the values asked for; width and case don't count.

    Raises
    ------
    DataError
        No such column, or no row with such a value.
    """
    frame = table.frame
    for column, values in parse_where(where).items():
        name = find_column(column, list(map(str, frame.columns)), table.file)
        wanted = set(map(fold, values))
        kept = frame[[fold(cell) in wanted for cell in frame[name]]]
        if not len(kept):
            there = listed(map(shown, list(dict.fromkeys(frame[name]))), 8)
            raise DataError(
                f"{table.file} has no row with {shown(' or '.join(values))} in the column "
                f"{shown(name)}.",
                f"There it has: {there}.",
            )
        frame = kept
    if len(frame) < len(table.frame):
        left = len(table.frame) - len(frame)
        table.findings.note(
            f"{len(frame):,} of {len(table.frame):,} rows are kept by --where ({left:,} are not)",
            kind="where",
        )
        table.findings.bad_rows &= set(frame.index.tolist())
    return replace(table, frame=frame)


def telling_columns(frame: pd.DataFrame, key: str) -> dict[str, list[str]]:
    """Return columns whose values tell rows of one area apart, as years and items do."""
    several = frame[frame[key].duplicated(keep=False)]
    found = {}
    for name in map(str, frame.columns):
        values = list(dict.fromkeys(several[name]))
        if name != key and 1 < len(values) <= max(12, len(several) / 4):
            per_area = several.groupby(key)[name].nunique()
            if (per_area > 1).mean() > 0.5:
                found[name] = values
    return found
