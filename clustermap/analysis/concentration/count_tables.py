"""Tables of areas by industries: checked once, summed so that the order of rows is immaterial."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from numpy.typing import ArrayLike, NDArray

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

By = Literal["industry", "area"]


def check_counts(counts: pd.DataFrame, what: str = "counts") -> pd.DataFrame:
    """Return the table as floats, or say what makes it unusable.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas in rows, industries in columns; finite numbers, none of them negative.
    what : str
        How messages call the table.

    Raises
    ------
    clustermap.errors.DataError
        If it is no table, is empty, repeats a label, or holds text, a blank, an infinite or a
        negative value.
    """
    if not isinstance(counts, pd.DataFrame):
        raise DataError(
            f"{what} is a {type(counts).__name__}, not a table.",
            "Give a pandas DataFrame with areas in rows and industries in columns.",
        )
    if counts.empty:
        raise DataError(
            f"{what} has no rows or no columns.", "Give at least one area and industry."
        )
    for axis, labels in (("area", counts.index), ("industry", counts.columns)):
        if not labels.is_unique:
            again = labels[labels.duplicated()][0]
            raise DataError(
                f"{what} has the {axis} {again!r} more than once.", "Add up its rows or columns."
            )
    try:
        table = counts.astype("float64")
    except (TypeError, ValueError) as error:
        raise DataError(
            f"{what} holds something other than numbers ({error}).", "Mend it."
        ) from None
    values = table.to_numpy()
    _check_values(
        values, what, lambda where: f"{table.index[where[0]]!r}, {table.columns[where[1]]!r}"
    )
    return table


def check_values(values: ArrayLike, what: str = "values", *, least: int = 1) -> Floats:
    """Return a one-dimensional array of finite, non-negative floats, or say why not."""
    try:
        array = np.asarray(values, dtype="float64")
    except (TypeError, ValueError) as error:
        raise DataError(
            f"{what} holds something other than numbers ({error}).", "Mend it."
        ) from None
    if array.ndim != 1:
        raise DataError(f"{what} has {array.ndim} dimensions.", "Give one column of numbers.")
    if array.size < least:
        raise DataError(f"{what} has {array.size} values.", f"Give at least {least}.")
    _check_values(array, what, lambda where: f"position {where[0]}")
    return array


def _check_values(values: Floats, what: str, place: object) -> None:
    for wrong, word, remedy in (
        (np.isnan(values), "blank", "Drop suppressed and missing cells or fill them knowingly."),
        (np.isinf(values), "infinite", "Give finite numbers."),
        (values < 0, "negative", "Counts, jobs and shares are zero or more."),
    ):
        if wrong.any():
            where = place(tuple(np.argwhere(wrong)[0]))  # type: ignore[operator]
            raise DataError(
                f"{what} has {int(wrong.sum())} {word} value(s), first at {where}.", remedy
            )


def check_level(level: float) -> None:
    """Refuse a confidence level outside (0, 1)."""
    if not 0 < level < 1:
        raise DataError(f"level is {level}.", "Give a level between 0 and 1, such as 0.95.")


def check_option(name: str, given: str, known: Iterable[str]) -> None:
    """Refuse an option's value that is not among the known ones."""
    known = list(known)
    if given not in known:
        raise DataError(f"{name} is {given!r}.", f"Give one of {', '.join(map(repr, known))}.")


def total(values: Floats) -> float:
    """Add exactly: the same bytes whatever the order."""
    return math.fsum(values.tolist())


def column_totals(values: Floats) -> Floats:
    """Add each column exactly."""
    return np.array([math.fsum(column) for column in values.T.tolist()])


def row_totals(values: Floats) -> Floats:
    """Add each row exactly."""
    return np.array([math.fsum(row) for row in values.tolist()])


def shares(values: Floats) -> Floats:
    """Divide each column by its total; a column without total becomes NaN."""
    totals = column_totals(values) if values.ndim > 1 else np.asarray(total(values))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(values / np.where(totals > 0, totals, np.nan))


def label_order(labels: Iterable[Hashable]) -> NDArray[np.intp]:
    """Give the order of labels by their text: the same for any order of rows."""
    return np.argsort(np.array([str(label) for label in labels], dtype=object), kind="stable")


def match_reference(reference: pd.Series, index: pd.Index, what: str = "reference") -> Floats:
    """Return the reference's shares in the order of ``index``; every area must be there."""
    if not isinstance(reference, pd.Series):
        raise DataError(
            f"{what} is a {type(reference).__name__}.", "Give a pandas Series indexed by area."
        )
    if not reference.index.is_unique:
        raise DataError(f"{what} repeats an area.", "Give one value for each area.")
    missing = index.difference(reference.index)
    if len(missing):
        raise DataError(
            f"{what} lacks {len(missing)} area(s), first {missing[0]!r}.",
            "Give a value for every area of the table, on the same codes.",
        )
    extra = reference.index.difference(index)
    values = check_values(reference.to_numpy(), what)
    if len(extra) and float(reference.loc[extra].sum()) > 0:
        raise DataError(
            f"{what} has {len(extra)} area(s) that the table lacks, first {extra[0]!r}.",
            "Give the table a row of zeros for them, or drop them from the reference.",
        )
    whole = total(values)
    if whole <= 0:
        raise DataError(f"{what} adds up to zero.", "Give at least one positive value.")
    return np.asarray(reference.reindex(index).to_numpy(dtype="float64") / whole)
