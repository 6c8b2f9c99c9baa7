"""Rows that add up others: 計, 合計, 小計, 全国; they are no site and no zone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.cells.area_keys import is_total
from clustermap.messages import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.ingest.files.raw_table import RawTable


def without_totals(table: RawTable, names: Sequence[str]) -> RawTable:
    """Leave out the rows of a list that are totals, each with a warning.

    Parameters
    ----------
    table : RawTable
        Sites or zones.
    names : sequence of str
        Columns in which a total is called one; the first filled cell of them is looked at.

    Raises
    ------
    DataError
        Nothing else is in the table.
    """
    frame = table.frame
    kept = []
    for row, cells in zip(frame.index, frame[list(names)].to_numpy().tolist(), strict=True):
        column, cell = next(
            ((name, cell) for name, cell in zip(names, cells, strict=True) if cell), ("", "")
        )
        total = bool(cell) and is_total(cell)
        kept.append(not total)
        if total:
            table.findings.leave_out(
                "total", "adds up other rows", row=int(row), column=column, value=cell
            )
    if all(kept):
        return table
    if not any(kept):
        raise DataError(
            f"{table.file} holds totals only ({count(len(frame), 'row')}).",
            "Give the rows that they add up.",
        )
    return replace(table, frame=frame[kept])
