"""An answer as a page to read: its sentences, a chart where it ranks things, its table, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.data.catalog import as_of
from clustermap.locales.dates import month
from clustermap.maps.charts.kit import Bar, bars
from clustermap.reports.blocks import (
    Bullets,
    ChartBlock,
    FoldedTable,
    Paragraph,
    TextTable,
)
from clustermap.reports.document import Document
from clustermap.reports.model import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.answer import Answer
    from clustermap.reports.blocks import Block

#: Tables with more rows than this are folded below a chart.
LONG = 50
#: Bars of a chart.
MOST = 15
#: From here on whole numbers are grouped: smaller ones may be years.
GROUPED = 10_000
#: Text of so many digits is a number, shorter text may be a code.
DIGITS = 6
#: Columns of a question's numbers that a chart shows: name, value, and the value in words.
_CHARTS = {"rank": ("name", "value", -1), "peers": ("prefecture", "distance", 1)}


def answer_page(
    answer: Answer, lang: str, write: Callable[[Any], str], title: str = ""
) -> Document:
    """Return an answer as a document.

    Parameters
    ----------
    answer : Answer
    lang : {"en", "ja", "ko"}
    write : callable
        How a cell of a table is written.
    title : str
        Else the answer's own.
    """
    read = answer.read(lang)
    table = answer.table if read.table is None else read.table
    plain = _named_first(pd.DataFrame(table).drop(columns="geometry", errors="ignore"), answer)
    words = [line.removeprefix("- ") for line in read.words_below.splitlines() if line.strip()]
    shown = _table(plain, write, title or read.title)
    said: list[Block] = [Bullets(words)] if len(words) > 1 else [Paragraph(line) for line in words]
    chart = _chart(answer, read.table, read.title)
    tables: list[Block] = []
    if len(shown.rows):
        tables.append(FoldedTable(shown) if len(shown.rows) > LONG and chart else shown)
    # where there is a chart, it says the most
    blocks = [chart, *tables, *said] if chart else [*said, *tables]
    told = set(words)
    blocks += [Paragraph(note, quiet=True) for note in answer.notes if note not in told]
    credit = say("answer_credit", lang, date=month(as_of(), lang))
    return Document(title=title or read.title, lang=lang, blocks=blocks, credits=[credit])


def _named_first(plain: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """Put ids last: a reader looks for names."""
    if plain.shape[1] < 3 or "id" not in answer.table or len(plain) != len(answer.table):
        return plain
    if plain.iloc[:, 0].astype(str).tolist() != answer.table["id"].astype(str).tolist():
        return plain
    names = list(plain)
    return plain[[*names[1:], names[0]]]


def _table(plain: pd.DataFrame, write: Callable[[Any], str], caption: str) -> TextTable:
    """Return a table to read; a column of addresses becomes links of the first one."""
    links: list[str | None] = []
    for name in list(plain):
        if plain[name].dtype == object:  # some cells are lists
            scalar = pd.api.types.is_scalar
            plain[name] = [one if scalar(one) else write(one) for one in plain[name]]
        cells = [str(one) for one in plain[name] if pd.notna(one) and str(one)]
        if cells and all(one.startswith(("http://", "https://")) for one in cells):
            links = links or [str(one) if pd.notna(one) else None for one in plain[name]]
            plain = plain.drop(columns=name)
    numeric = {
        at for at, name in enumerate(plain) if at
        and (pd.api.types.is_numeric_dtype(plain[name].dtype) or _looks_numeric(plain[name]))
    }  # fmt: skip
    rows = [
        [_grouped(cell) or write(cell) for cell in row]
        for row in plain.itertuples(index=False, name=None)
    ]
    return TextTable(caption, list(map(str, plain.columns)), rows, frozenset(numeric), links)


def _grouped(cell: Any) -> str:
    """Write a large whole number in groups of three; nothing for any other cell."""
    if isinstance(cell, str):
        digits = cell.isdecimal() and len(cell) >= DIGITS and not cell.startswith("0")
        return f"{int(cell):,}" if digits else ""
    if cell is None or pd.isna(cell) or isinstance(cell, bool):
        return ""
    whole = isinstance(cell, (int, float, np.number)) and float(cell).is_integer()
    return f"{int(cell):,}" if whole and abs(cell) >= GROUPED else ""


def _looks_numeric(column: pd.Series[Any]) -> bool:
    """Say whether a column of words holds numbers."""
    texts = [str(one).strip() for one in column if str(one).strip() not in {"", "–", "x"}]
    return bool(texts) and all(one.lstrip("+−-¥#")[:1].isdigit() for one in texts)


def _chart(answer: Answer, read: pd.DataFrame | None, title: str) -> ChartBlock | None:
    """Draw the first rows of a ranking as bars."""
    if answer.question not in _CHARTS:
        return None
    name, value, told = _CHARTS[answer.question]
    table = answer.table
    names = [one for one in (name, "prefecture", "label") if one in table]
    if not names or value not in table or table[value].isna().all():
        return None
    shown = table.dropna(subset=value).head(MOST)
    if len(shown) < 2 or float(shown[value].min()) < 0:
        return None
    known = table.dropna(subset=value)
    words = [f"{one:,.4g}" for one in known[value]]
    if read is not None and len(read) == len(known):
        words = read.iloc[:, told].astype(str).tolist()
    rows = [
        Bar(str(label), float(number), word)
        for label, number, word in zip(known[names[0]], known[value], words, strict=True)
    ][:MOST]
    return ChartBlock(title, bars(rows))
