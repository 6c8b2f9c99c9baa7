"""Text tables are read without a trace in the process that reads them."""

from __future__ import annotations

import csv
import threading
from typing import TYPE_CHECKING

import pytest

from clustermap.errors import DataError
from clustermap.ingest.files import delimited
from clustermap.ingest.files.delimited import LONGEST_FIELD, outline, read_delimited

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINE = 4_321_000
GOOD = "name,lon,lat\nA,135,35\nB,136,36\n"


@pytest.fixture(autouse=True)
def limit() -> Iterator[int]:
    """The limit of a program that reads long cells of its own."""
    before = csv.field_size_limit(MINE)
    yield MINE
    csv.field_size_limit(before)


@pytest.mark.parametrize("read", [read_delimited, outline])
@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (GOOD, ""),
        (GOOD + 'C,"137,37\n', "never closed"),
        (GOOD + f"{'x' * (LONGEST_FIELD + 1)},137,37\n", "never closed"),
        (GOOD + "C\0,137,37\n", "NUL"),
        ("name,lon,lat\n" + "A,135,35\n" * 500, ""),
    ],
    ids=["good", "open quote", "long cell", "nul", "many rows"],
)
def test_the_limit_of_the_process_stays(
    read: object, text: str, wrong: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8", newline="")
    if wrong:
        with pytest.raises(DataError, match=wrong):
            read(path, "own.csv")  # type: ignore[operator]
    else:
        read(path, "own.csv")  # type: ignore[operator]
    assert csv.field_size_limit() == MINE


def test_too_many_rows_leave_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_ROWS", 1)
    path = tmp_path / "own.csv"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(DataError, match="more than"):
        read_delimited(path, "own.csv")
    assert csv.field_size_limit() == MINE


def test_readers_in_threads_put_the_limit_back(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,lon,lat\n" + "A,135,35\n" * 2_000, encoding="utf-8")
    threads = [threading.Thread(target=read_delimited, args=(path, "own.csv")) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert csv.field_size_limit() == MINE
