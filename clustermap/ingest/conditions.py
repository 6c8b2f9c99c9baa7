"""Conditions on the columns of a table, as a person types them: ``jobs > 100``, ``分野=半導体``."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.errors import DataError
from clustermap.ingest.cells.amounts import VALUE
from clustermap.ingest.cells.quantities import parse_quantity
from clustermap.ingest.columns import SITES, find_column, fold_header
from clustermap.messages import shown
from clustermap.text import fold, narrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SIGNS = {
    "≧": ">=", "≥": ">=", "≦": "<=", "≤": "<=", "≠": "!=", "<>": "!=", "==": "=", "＝": "=",
    "＞": ">", "＜": "<",
}  # fmt: skip
_FORM = re.compile(r"\s*(.+?)\s*(>=|<=|!=|=|>|<|~)\s*(.*?)\s*", re.DOTALL)
_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
#: Columns whose cells are words of ours, which go by their labels, too.
_VOCABULARY = ("sector", "segment", "status", "position", "confidence", "jobs_kind")


@dataclass(frozen=True)
class Condition:
    """A column, how it is compared (``= != > >= < <= ~``), and with what."""

    column: str
    sign: str
    value: str


def parse_condition(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    DataError
        Not of that form.

    Examples
    --------
    >>> parse_condition("jobs > 100"), parse_condition("名称~熊本")
    (Condition(column='jobs', sign='>', value='100'), Condition(column='名称', sign='~', value='熊本'))
    """  # noqa: E501
    plain = text
    for sign, ours in _SIGNS.items():
        plain = plain.replace(sign, ours)
    match = _FORM.fullmatch(plain)
    if not match:
        raise DataError(
            f"--where {shown(text)} is not a condition.",
            "Write COLUMN, a sign (= != > >= < <=, ~ for contains) and a value: 'jobs > 100'.",
        )
    return Condition(*match.groups())


def only_matching(frame: pd.DataFrame, conditions: Iterable[str]) -> pd.DataFrame:
    """Keep the rows that all conditions hold for; a blank cell meets none but ``=`` nothing.

    Parameters
    ----------
    frame : pandas.DataFrame
        Sites or another table.
    conditions : iterable of str
        As :func:`parse_condition` takes them.

    Raises
    ------
    DataError
        Not a condition, no such column, or text where a number is needed.

    Examples
    --------
    >>> table = pd.DataFrame({"jobs": [80, 120, None], "sector": ["ai", "bio", "bio"]})
    >>> only_matching(table, ["jobs > 100", "sector = バイオ"]).index.tolist()
    [1]
    """
    for text in conditions:
        condition = parse_condition(text)
        column = _column(frame, condition.column)
        frame = frame[_holds(frame[column], column, condition)]
    return frame


def _column(frame: pd.DataFrame, name: str) -> str:
    """Return the column meant: by its name, or by another name of its role."""
    columns = [str(one) for one in frame.columns if one != "geometry"]
    if name in columns:
        return name
    wanted = fold_header(name)
    for role, names in SITES.items():
        role = f"{role}_ja" if role in {"name", "operator"} else role  # noqa: PLW2901
        if role in columns and wanted in map(fold_header, names):
            return role
    return find_column(name, columns, "The table")


def _holds(cells: pd.Series, column: str, condition: Condition) -> np.ndarray:
    sign, value = condition.sign, condition.value
    texts = ["" if pd.isna(cell) else str(cell) for cell in cells]
    if sign == "~":
        return np.array([fold(value) in fold(text) for text in texts], bool)
    numbers, number = _numbers(cells), _number(value)
    if sign in _COMPARED:
        compare = _COMPARED[sign]
        if any(_DATE.fullmatch(text) and "-" in text for text in texts) and _DATE.fullmatch(value):
            # a date that is less exact than the other is compared as far as it goes
            pairs = ((text[: len(value)], value[: len(text)]) for text in texts)
            return np.array([bool(one) and bool(compare(one, two)) for one, two in pairs], bool)
        if np.isnan(number):
            raise DataError(
                f"--where: {shown(value)} is not a number to compare {shown(column)} with.",
                f"Write a number, or {column} = {value}.",
            )
        return np.asarray(compare(numbers, number), bool)
    same = np.array([fold(text) == fold(_word(column, value)) for text in texts], bool)
    if not np.isnan(number):
        same |= numbers == number
    return same if sign == "=" else ~same


def _word(column: str, value: str) -> str:
    """Return the word that the tables have for a label."""
    return locales.find(column, value) or value if column in _VOCABULARY else value


def _number(text: str) -> float:
    found = parse_quantity(narrow(text))
    return found.number.value if found.number.state == VALUE else np.nan


def _numbers(cells: pd.Series) -> np.ndarray:
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return cells.to_numpy(float, na_value=np.nan)
    return np.array([_number(str(cell)) if cell else np.nan for cell in cells], float)
