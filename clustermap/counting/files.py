"""Files, folders and patterns into a list of files, each once."""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.errors import DataError
from clustermap.ingest.files import formats as reading
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

PARQUET, TEXT = reading.PARQUET, reading.TEXT
#: What is taken out of a folder.
ENDINGS = (".parquet", ".geoparquet", ".pq", ".csv", ".tsv")


@dataclass(frozen=True)
class InputFile:
    """A file: its whole path, what messages call it, and its kind."""

    path: Path
    label: str
    kind: str


def find_files(given: Sequence[Any]) -> tuple[list[InputFile], list[str]]:
    """Find all files that are meant, and say what was left out.

    Parameters
    ----------
    given : sequence of str or path
        Files, folders (with those inside) and patterns such as ``offices_*.parquet``.

    Raises
    ------
    DataError
        Nothing of that name, an empty folder, or a file of no kind that is read.
    """
    if not given:
        raise DataError("No file is named.", "Give files, folders or patterns to count.")
    found: dict[Path, InputFile] = {}
    notes: list[str] = []
    again = 0
    for one in given:
        for path in _expanded(os.fspath(one), notes):
            source = reading.examine(path)
            real = source.path.resolve()
            if real in found:
                again += 1
            else:
                found[real] = InputFile(real, source.label, source.kind)
    if again:
        notes.append(f"Note: {count(again, 'file')} named twice, and counted once.")
    return list(found.values()), notes


def _expanded(text: str, notes: list[str]) -> list[str | Path]:
    """Return the files that a name stands for."""
    path = Path(text)
    try:
        folder, there = path.is_dir(), path.exists()
    except (OSError, ValueError):  # too long a name, a NUL inside
        folder, there = False, True
    if folder:
        return _inside(path, notes)
    if there or not glob.has_magic(text):
        return [text]  # as it was given: an address is told as one
    matched = [Path(one) for one in sorted(glob.glob(text, recursive=True))]  # noqa: PTH207
    files = [one for one in matched if not one.is_dir() and not one.name.startswith((".", "_"))]
    if not files:
        raise DataError(
            f"No file matches {shown(text, 300)}.",
            "Check the folder and the pattern: * stands for any characters, ** for any folders.",
        )
    return [*files]


def _inside(folder: Path, notes: list[str]) -> list[str | Path]:
    """Return the tables in a folder, and in the folders inside."""
    files: list[str | Path] = []
    other: list[Path] = []
    for one in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "_")) for part in one.relative_to(folder).parts)
        if hidden or not one.is_file():
            continue
        (files if one.suffix.lower() in ENDINGS else other).append(one)
    label = shown(str(folder), 300)
    if not files:
        raise DataError(
            f"The folder {label} holds no table to count.",
            f"Give a folder with files that end in {', '.join(ENDINGS)}.",
        )
    if other:
        names = listed([shown(one.name) for one in other], 3)
        notes.append(f"Note: left out of {label}: {count(len(other), 'other file')} ({names}).")
    return files


def openable(path: str | Path) -> Any:
    """Return what pyarrow opens: the path, or a file where the path is not UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return Path(path).open("rb")
    return str(path)
