"""Text tables: CSV and its relatives, in any usual encoding and with any usual separator."""

from __future__ import annotations

import collections
import contextlib
import csv
import io
import itertools
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.files.encoding import encoding_label, encoding_of, nul
from clustermap.ingest.files.header import layout
from clustermap.ingest.files.raw_table import REMEDY, as_table, column_names
from clustermap.ingest.problems import Findings
from clustermap.long_reads import chunks, tell
from clustermap.messages import count, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clustermap.ingest.files.raw_table import RawTable

_SEPARATORS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", "，": "，", "；": "；"}
_SAMPLE_LINES = 60
#: A cell longer than this is a quote that was never closed.
LONGEST_FIELD = 100_000
#: No line of a table is as long as this.
LONGEST_LINE = 1 << 24
#: A line of more bytes is longer than that in any encoding of Japanese text.
MOST_BYTES = 3 * LONGEST_LINE
#: More rows than this are for counting, not for a map of sites.
MOST_ROWS = 2_000_000


#: How many are reading now, and what the limit was before the first of them.
_reading = {"readers": 0, "limit": 0}
_lock = threading.Lock()


@contextlib.contextmanager
def _limited_cells() -> Iterator[None]:
    """Let csv refuse cells of more than ``LONGEST_FIELD`` characters while rows are read.

    The limit is one for the whole process, and so not ours to keep. Readers in several threads
    share it: the first sets it, the last puts it back.
    """
    with _lock:
        if not _reading["readers"]:
            _reading["limit"] = csv.field_size_limit(LONGEST_FIELD)
        _reading["readers"] += 1
    try:
        yield
    finally:
        with _lock:
            _reading["readers"] -= 1
            if not _reading["readers"]:
                csv.field_size_limit(_reading["limit"])


def read_delimited(path: Path, label: str, encoding: str | None = None) -> RawTable:
    """Read a text table.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        What messages call it.
    encoding : str, optional
        Its encoding; else it is found out.

    Raises
    ------
    DataError
        No encoding fits, a quote is never closed, a NUL stands inside, or there are no rows.
    """
    findings = Findings(label)
    _refuse_endless(path, label)
    found = encoding_of(path, label, encoding)
    if found not in {"utf-8", "utf-8-sig"} and not encoding:
        findings.note(f"read as {encoding_label(found)}")
    with path.open("rb") as raw:
        separator = _separator(_sample(raw.read(1 << 18), found), path.suffix.lower())
    if separator != "," and not (separator == "\t" and path.suffix.lower() in {".tsv", ".tab"}):
        findings.note(f"the cells are separated by {_SEPARATORS[separator]}")
    rows, numbers = [], []
    with _limited_cells():
        for number, row in _rows(path, label, found, separator):
            rows.append(row)
            numbers.append(number)
            if len(rows) > MOST_ROWS:
                raise DataError(
                    f"{label} has more than {count(MOST_ROWS, 'row')}.",
                    "Count points into areas with `clustermap count`, and map the result.",
                )
    return as_table(label, rows, numbers, findings)


def _sample(head: bytes, encoding: str) -> list[str]:
    text = head.decode(encoding, errors="ignore")
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line]
    return lines[:_SAMPLE_LINES]


def _separator(lines: list[str], ending: str) -> str:
    """Return the character that cuts most of the lines into the same number of cells."""
    best, score = ("\t" if ending in {".tsv", ".tab"} else ","), 0.0
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual, times = collections.Counter(wide).most_common(1)[0]
        this = times / len(widths) * (1 + 0.1 * min(usual, 9))
        if this > score * 1.05:
            best, score = separator, this
    return best


def _rows(path: Path, label: str, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each row's first line and its cells; under ``_limited_cells``.

    Not entered here: a generator that is left in the middle would keep the limit.
    """
    with path.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding=encoding, newline="")
        reader = csv.reader(_lines(text, label), delimiter=separator, strict=True)
        line, size = 1, path.stat().st_size
        try:
            for row in reader:
                if not line % 10_000:
                    tell(f"Reading {label}", raw.tell(), size)
                if any("\0" in cell for cell in row):
                    raise nul(label, line)
                yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            raise _broken(label, line, str(error)) from error


def _lines(text: io.TextIOWrapper, label: str) -> Iterator[str]:
    """Yield the lines of a text, none longer than any table has: memory stays bounded."""
    number = 1
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            if "\0" in line:
                raise nul(label, number)
            raise _endless(label, number)
        yield line
        number += 1


def _refuse_endless(path: Path, label: str) -> None:
    """Refuse a line without an end in the first part of a file, before all of it is decoded."""
    line, long, left = 1, 0, MOST_BYTES + (1 << 24)
    with path.open("rb") as raw:
        while left > 0 and (chunk := raw.read(1 << 20)):
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            long = long + len(chunk) if end < 0 else len(chunk) - end
            if long > MOST_BYTES:
                raise nul(label, line) if b"\0" in chunk else _endless(label, line)
            line += chunk.count(b"\n")
            left -= len(chunk)


def _endless(label: str, line: int) -> DataError:
    return DataError(
        f"{label}, line {line} has more than {LONGEST_LINE:,} characters.",
        "This is not a text table; export it again as CSV.",
    )


def _broken(label: str, line: int, reason: str) -> DataError:
    if "field larger" in reason or "end of data" in reason:
        return DataError(
            f'{label}, line {line}: a quote (") is opened and never closed.',
            'Close it, or double quotes inside a cell ("").',
        )
    if "expected after" in reason:
        return DataError(
            f"{label}, line {line}: text stands after a closing quote ({shown(reason)[1:-1]}).",
            'Double quotes inside a cell ("" for ").',
        )
    return DataError(f"{label}, line {line}: {reason}.", "Export the table again as CSV (UTF-8).")


@dataclass(frozen=True)
class Outline:
    """How a text table is laid out: what a reader of its body needs to know."""

    encoding: str
    separator: str
    #: Names of the columns.
    names: tuple[str, ...]
    #: Lines above the first row of the body.
    above: int
    #: About how many bytes a row has; infinite where there is none.
    row_bytes: float


def outline(path: Path, label: str, encoding: str | None = None) -> tuple[Outline, Findings]:
    """Find out how a text table is laid out from its first lines, whatever its size.

    Raises
    ------
    DataError
        No encoding fits, there is no header, or a quote is never closed.
    """
    findings = Findings(label)
    _refuse_endless(path, label)
    found = encoding_of(path, label, encoding)
    if found not in {"utf-8", "utf-8-sig"} and not encoding:
        findings.note(f"read as {encoding_label(found)}")
    with path.open("rb") as raw:
        head = raw.read(1 << 18)
    lines = _sample(head, found)
    separator = _separator(lines, path.suffix.lower())
    with _limited_cells():
        first = itertools.islice(_rows(path, label, found, separator), _SAMPLE_LINES + 1)
        read = list(first)
    numbers, rows = [number for number, _ in read], [row for _, row in read]
    held = layout(rows, numbers, findings)
    if held is None:
        raise DataError(f"{label} has no cells.", REMEDY)
    names = column_names(held.header, label, numbers[held.at])
    above = numbers[held.first] - 1 if held.first < len(rows) else numbers[-1]
    some = held.first < held.last
    size = len(head) / max(1, head.count(b"\n")) if some else math.inf
    _check_quotes(path, label, found, separator)
    return Outline(found, separator, tuple(names), above, size), findings


def _check_quotes(path: Path, label: str, encoding: str, separator: str) -> None:
    """Look for a quote that is never closed, or far away: all between would be one cell.

    Where quotes are odd in number or far apart, the rows are read one by one, which tells.
    """
    import numpy as np

    quotes, last, done = 0, 0, 0
    doubtful = False
    for chunk in chunks(path, f"Checking the quotes of {label}"):
        at = np.flatnonzero(np.frombuffer(chunk, np.uint8) == ord('"')) + done
        if len(at):
            gaps = np.diff(at, prepend=last)
            inside = (quotes + np.arange(len(at))) % 2 == 1
            doubtful |= bool(np.any(gaps[inside] > LONGEST_FIELD))
            quotes, last = quotes + len(at), int(at[-1])
        done += len(chunk)
    if doubtful or quotes % 2:
        with _limited_cells():
            collections.deque(_rows(path, label, encoding, separator), maxlen=0)
