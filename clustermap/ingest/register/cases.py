"""What a person must decide about a list, as a table, and the decisions read back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.errors import DataError
from clustermap.ingest.files.foreign import read_table
from clustermap.messages import shown
from clustermap.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS = (
    "case", "kind", "rows", "names", "reason", "choices", "suggestion", "decision",
)  # fmt: skip
#: Decisions in words; each may be written in any of the languages.
SAME, DIFFERENT, ACCEPT, LEAVE_OUT, BLANK = "same", "different", "accept", "leave out", "blank"
_WORDS = (SAME, DIFFERENT, ACCEPT, LEAVE_OUT, BLANK)


@dataclass(frozen=True)
class Case:
    """One question: ``key`` stays the same as long as the cells that it is about do."""

    key: str
    kind: str
    rows: tuple[str, ...]
    names: str
    reason: str
    choices: str
    suggestion: str = ""
    decision: str = ""


def key_of(kind: str, *cells: str) -> str:
    """Return the key of a case about these cells, in any order.

    Examples
    --------
    >>> key_of("double", "A", "B") == key_of("double", "B", "A")
    True
    """
    text = "\x1f".join([kind, *sorted(map(tidy, cells))])
    # a letter in front: a spreadsheet takes 12e45678 for a number
    return "c" + hashlib.sha256(text.encode()).hexdigest()[:10]


def say(key: str, lang: str, **values: str) -> str:
    """Return a text of the register."""
    return locales.text("register", key, lang, **values)


def choices(kind: str, lang: str) -> str:
    """Return what may be written as the decision of a kind of case."""
    group = kind if not kind.startswith(("double", "two", "shared")) else "double"
    return say(f"choices_{group}", lang)


def word_of(decision: str) -> str:
    """Return the key of a decision in words, in any language; else the text as it is.

    Examples
    --------
    >>> word_of("同じ"), word_of("Leave out"), word_of("32.8, 130.7")
    ('same', 'leave out', '32.8, 130.7')
    """
    for word in _WORDS:
        labels = (word, *locales.texts("register", f"word_{word}").values())
        if fold(decision) in map(fold, labels):
            return word
    return tidy(decision)


def as_table(cases: Sequence[Case], lang: str) -> pd.DataFrame:
    """Return the cases as a table to fill in."""
    rows = [
        (
            case.key, case.kind, ";".join(case.rows), case.names, case.reason, case.choices,
            case.suggestion, case.decision,
        )
        for case in cases
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[say(f"column_{name}", lang) for name in COLUMNS], dtype=str)


def read_cases(path: Path) -> list[Case]:
    """Read a table of cases back, whoever saved it in which encoding.

    Raises
    ------
    DataError
        It is no table of cases.
    """
    try:
        table = read_table(path)
    except DataError as error:
        if "no rows" in error.cause or "header" in error.cause:
            return []
        raise
    headings = {say(f"column_{name}", lang): name for name in COLUMNS for lang in locales.LANGUAGES}
    frame = table.frame.rename(columns=headings)
    if not {"case", "decision", "kind"} <= set(frame.columns):
        raise DataError(
            f"{path} is not a table of decisions (its columns: "
            f"{', '.join(shown(one)[1:-1] for one in table.frame.columns[:8])}).",
            "Name another folder, or move the file away.",
        )
    cells = {name: frame[name].tolist() if name in frame else [""] * len(frame) for name in COLUMNS}
    found = []
    for at in range(len(frame)):
        one = {name: column[at] for name, column in cells.items()}
        rows = tuple(part for part in one.pop("rows").split(";") if part)
        found.append(Case(key=one.pop("case"), rows=rows, **one))
    return found


def with_earlier(cases: Sequence[Case], earlier: Sequence[Case]) -> list[Case]:
    """Return the cases with the decisions made, and what was decided before beside them."""
    decided = {case.key: case for case in earlier if case.decision}
    now = [
        replace(case, decision=decided[case.key].decision) if case.key in decided else case
        for case in cases
    ]
    here = {case.key for case in cases}
    return [*now, *(case for key, case in decided.items() if key not in here)]
