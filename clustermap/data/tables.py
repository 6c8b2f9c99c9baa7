"""Reading a table by its schema: every value typed, every fault named by row and column."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_NUMBERS = {"number", "integer", "year"}


#: What to do about a shipped table that can't be read.
_REMEDY = "Restore the shipped table (reinstall clustermap, or `git checkout geodata`)."


def read_parquet(path: Path) -> pd.DataFrame:
    """Read a Parquet table; codes kept as categories become text.

    Raises
    ------
    DataError
        The file is missing or broken.
    """
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise DataError(f"The table {path} can't be read: {reason}.", _REMEDY) from error
    codes = table.select_dtypes("category").columns
    return table.astype(dict.fromkeys(codes, str))


def read_csv(path: Path, fields: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Read a UTF-8 CSV file by the fields of a Frictionless table schema.

    Parameters
    ----------
    path : Path
        The file.
    fields : iterable of mapping
        ``name``, ``type`` and ``constraints`` of each column, as in ``datapackage.json``.

    Returns
    -------
    pandas.DataFrame
        Text columns as text ("" where the file has nothing), number columns as float (NaN).

    Raises
    ------
    DataError
        The file is missing, empty or no UTF-8 text, lacks a column, or a value is not of its type.
    """
    remedy = _REMEDY
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as error:
        cause = f"The table {path.name} is missing from {path.parent}."
        raise DataError(cause, remedy) from error
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = str(error).strip().splitlines()[-1]
        raise DataError(f"The table {path} can't be read: {reason}.", remedy) from error
    fields = list(fields)
    missing = [field["name"] for field in fields if field["name"] not in frame.columns]
    if missing:
        cause = f"The table {path} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}."
        raise DataError(cause, remedy)
    for field in fields:
        name = field["name"]
        if field.get("constraints", {}).get("required"):
            _check_filled(frame[name], path, remedy)
        if field["type"] in _NUMBERS:
            frame[name] = _numbers(frame[name], path, remedy)
    return frame


_NONE = float("nan")


# Small tables: plain loops over lists take a third of the time of pandas' text methods.
def _check_filled(column: pd.Series[str], path: Path, remedy: str) -> None:
    cells = column.tolist()
    if all(map(str.strip, cells)):
        return
    for at, text in enumerate(cells):
        if not text.strip():
            raise DataError(f"{path}, line {at + 2}: {column.name} is empty.", remedy)


def _numbers(column: pd.Series[str], path: Path, remedy: str) -> pd.Series[float]:
    cells, numbers = column.tolist(), []
    with contextlib.suppress(ValueError):
        numbers = [float(text) if text else _NONE for text in cells]
        return pd.Series(numbers, column.index, name=column.name, dtype=float)
    for at, text in enumerate(cells):
        try:
            numbers.append(float(text) if text else _NONE)
        except ValueError as error:
            cause = f"{path}, line {at + 2}: {column.name} is {text!r}, not a number."
            raise DataError(cause, remedy) from error
    return pd.Series(numbers, column.index, name=column.name, dtype=float)
