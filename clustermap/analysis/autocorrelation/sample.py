"""Values brought together with the weights they are tested on.

One place decides what every statistic of autocorrelation does with units that do not match,
values that are missing and units without neighbors.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from clustermap.analysis.weights.adjacency import as_adjacency, require_unique
from clustermap.errors import DataError
from clustermap.messages import listed_ids

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from clustermap.analysis.weights.adjacency import Adjacency, BoolArray, FloatArray, Transform

Isolates: TypeAlias = Literal["keep", "drop"]
FEWEST_UNITS = 3
_FLAT = 1e-12


class UndefinedStatisticWarning(UserWarning):
    """A statistic is undefined for these values: NaN stands for it, and the reason is given."""


@dataclass(frozen=True, eq=False)
class Sample:
    """Complete values and the weights between their units, in the adjacency's order.

    Attributes
    ----------
    values : ndarray, shape (n, m)
        No NaN.
    adjacency : Adjacency
        n units, weights transformed.
    omitted : tuple
        Ids of units left out because a value is missing.
    isolates : tuple
        Ids of units with values but without neighbors that have values.
    """

    values: FloatArray
    adjacency: Adjacency
    omitted: tuple[Any, ...]
    isolates: tuple[Any, ...]

    @property
    def n(self) -> int:
        """Number of units."""
        return self.adjacency.n

    def trouble(self) -> str:
        """Say why no statistic can be made of the values, or nothing."""
        if self.n < FEWEST_UNITS:
            return f"only {self.n} units have values"
        if not len(self.adjacency.weight):
            return "no unit has a neighbor"
        return ""


def prepare(
    values: pd.DataFrame,
    graph: Graph | Adjacency,
    transform: Transform,
    isolates: Isolates,
) -> Sample:
    """Align values with a graph by index and leave out what cannot be tested.

    Parameters
    ----------
    values : DataFrame
        Numbers, on the graph's units in any order; a row with any missing value is left out,
        and its neighbors keep their other neighbors.
    graph : libpysal.graph.Graph or Adjacency
        Weights.
    transform : {"r", "b", "o"}
        Transformation of the weights, made after the rows were left out.
    isolates : {"keep", "drop"}
        Whether units without neighbors count among the n units.

    Raises
    ------
    DataError
        Units that do not match, ids that are not unique, values that are no finite numbers,
        or an unknown option.
    """
    if isolates not in {"keep", "drop"}:
        raise DataError(f"Unknown treatment of isolates {isolates!r}.", 'Use "keep" or "drop".')
    adjacency = as_adjacency(graph)
    numbers = _aligned(values, adjacency)
    known: BoolArray = np.logical_not(np.isnan(numbers).any(axis=1))
    inner = adjacency.subset(known)
    alone = inner.isolates
    numbers = numbers[known]
    if isolates == "drop":
        linked = inner.cardinalities > 0
        inner, numbers = inner.subset(linked), numbers[linked]
    return Sample(
        values=numbers,
        adjacency=inner.transformed(transform),
        omitted=tuple(adjacency.ids[~known].tolist()),
        isolates=alone,
    )


def _aligned(values: pd.DataFrame, adjacency: Adjacency) -> FloatArray:
    """Return the values in the adjacency's order, shape (n, m), NaN where missing."""
    require_unique(values.index)
    extra = values.index.difference(adjacency.ids, sort=False)
    absent = adjacency.ids.difference(values.index, sort=False)
    if len(extra) or len(absent):
        faults = [f"not in the weights: {listed_ids(extra)}"] if len(extra) else []
        faults += [f"without a row of values: {listed_ids(absent)}"] if len(absent) else []
        raise DataError(
            f"Units of values and weights do not match ({'; '.join(faults)}).",
            "Give both the same ids as index; write NaN where a unit has no value.",
        )
    rows = values.reindex(adjacency.ids)
    numbers = np.empty(rows.shape)
    for place, (name, column) in enumerate(rows.items()):
        try:
            numbers[:, place] = column.to_numpy(dtype=np.float64, na_value=np.nan)
        except (TypeError, ValueError) as error:
            raise DataError(
                f"The values of {name!r} are not numbers ({error}).",
                "Give numbers, and NaN where there is none.",
            ) from error
    infinite: BoolArray = np.asarray(np.isinf(numbers).any(axis=1))
    if infinite.any():
        cause = f"Values are infinite: {listed_ids(adjacency.ids[infinite])}."
        raise DataError(cause, "Give finite numbers, and NaN where there is none.")
    return numbers


def is_flat(values: FloatArray) -> bool:
    """Whether values are all the same, but for rounding."""
    largest = np.abs(values).max(initial=0.0)
    return bool(np.ptp(values) <= _FLAT * largest) if values.size else True


def warn_undefined(statistic: str, reason: str) -> None:
    """Warn that a statistic is NaN, and why."""
    warnings.warn(f"{statistic} is undefined: {reason}.", UndefinedStatisticWarning, stacklevel=4)


def one_column(values: pd.Series[Any], name: str) -> pd.DataFrame:
    """Make the frame that :func:`prepare` wants of one Series.

    Raises
    ------
    DataError
        Anything but a Series: only its index says which unit a value belongs to.
    """
    if not isinstance(values, pd.Series):
        raise DataError(
            f"The {name} are a {type(values).__name__}, not a Series.",
            "Give a pandas Series whose index holds the ids of the units.",
        )
    return pd.DataFrame({name: values.array}, index=values.index)
