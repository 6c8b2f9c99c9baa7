"""Which units stand out together with their neighbors? One row a unit.

Every test compares a unit's neighbors with values drawn from the other units, two-sided. A
unit without neighbors is ``not tested``: it has no p value and is never significant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap.analysis.autocorrelation.local_tests import Design, getis_ord, moran
from clustermap.analysis.autocorrelation.permutation import benjamini_hochberg
from clustermap.analysis.autocorrelation.sample import is_flat, one_column, prepare, warn_undefined
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from libpysal.graph import Graph

    from clustermap.analysis.autocorrelation.local_tests import LocalTests, Null
    from clustermap.analysis.autocorrelation.sample import Isolates, Sample
    from clustermap.analysis.weights.adjacency import Adjacency, Transform

NOT_TESTED, NOT_SIGNIFICANT = "not tested", "not significant"
_COLUMNS = ["statistic", "z", "p", "q", "label"]


@dataclass(frozen=True, eq=False)
class LocalResult:
    """A local statistic of every unit.

    Attributes
    ----------
    table : DataFrame
        One row a unit, or a unit and variable: ``statistic, z, p, q, label``.
    tested : int
        How many rows were tested.
    expected_false_alarms : float
        How many p values would be at most the level by chance alone.
    smallest_p : float
        The smallest p that so many permutations can give.
    isolates, omitted : tuple
        Rows that were not tested: without a neighbor that has a value, and without a value.
    """

    table: pd.DataFrame
    tested: int
    expected_false_alarms: float
    smallest_p: float
    isolates: tuple[Hashable, ...]
    omitted: tuple[Hashable, ...]


def local_morans_i(
    values: pd.Series[Any],
    graph: Graph | Adjacency,
    permutations: int = 9999,
    seed: int = 0,
    *,
    transform: Transform = "r",
    isolates: Isolates = "keep",
    ddof: Literal[0, 1] = 1,
    level: float = 0.05,
    fdr: bool = True,
) -> LocalResult:
    """Local Moran's I: units in clusters of high or low values, and outliers among neighbors.

    I_i = z_i * sum_j w_ij z_j / m2 with z the deviations from the mean and m2 = sum z^2 /
    (n - ddof).

    Parameters
    ----------
    values : Series
        One number a unit, on the graph's units in any order. Units without a value (NaN) are
        left out and counted; their neighbors keep their other neighbors.
    graph : libpysal.graph.Graph or Adjacency
        Weights without self-weights.
    permutations, seed : int
        Number of permutations and seed. The smallest p value is 2 / (permutations + 1): with
        999 no false discovery rate over 47 prefectures can reach 5 % for a single one.
    transform : {"r", "b", "o"}
        Row-standardized weights (default), binary, or as given.
    isolates : {"keep", "drop"}
        Whether the values of units without neighbors count into mean, variance and the
        values drawn (default), or not at all.
    ddof : {1, 0}
        Divide m2 by n - 1 (default: esda, GeoDa) or by n (Anselin 1995; spdep). Changes the
        statistic by a factor (n - 1) / n; z, p, q and label stay.
    level : float
        Level of significance of the label.
    fdr : bool
        Whether the label goes by q, the false discovery rate over all tested units (default),
        or by p.

    Returns
    -------
    LocalResult
        Its table, on the index of ``values``: ``statistic``; ``z``, standardized with the exact
        mean and variance of conditional permutation (Sokal et al. 1998); ``p``, two-sided: a
        unit's neighbors against draws without replacement from all other units; ``q``
        (Benjamini-Hochberg); ``label``, one of ``high-high``, ``low-low`` (a cluster),
        ``high-low``, ``low-high`` (an outlier: itself high, its neighbors low, and the
        reverse), ``not significant``, ``not tested`` (no value, or no neighbor with a value).
        Constant values: all ``not tested``, with an
        :class:`~clustermap.analysis.autocorrelation.sample.UndefinedStatisticWarning`.

    Raises
    ------
    DataError
        Units that do not match (named), values that are no finite numbers, unknown options.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association - LISA. Geographical Analysis
    27, 93-115.
    Sokal, R. R., Oden, N. L. and Thomson, B. A. (1998). Local spatial autocorrelation in a
    biological model. Geographical Analysis 30, 331-354.
    Caldas de Castro, M. and Singer, B. H. (2006). Controlling the false discovery rate: a new
    application to account for multiple and dependent tests in local statistics of spatial
    association. Geographical Analysis 38, 180-208.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> result = local_morans_i(pd.Series([9, 8, 2, 1, 5], index=list("abcde")), line)
    >>> result.table["statistic"].round(2).tolist()
    [0.96, 0.12, 0.12, 0.96, nan]
    >>> result.table.loc["e", "label"], result.isolates
    ('not tested', ('e',))
    """
    if ddof not in {0, 1}:
        raise DataError(f"ddof is {ddof}.", "Use 1 (n - 1) or 0 (n).")
    how = Design("local Moran's I", permutations, seed, level, fdr, transform, isolates)
    return _one(values, graph, how, lambda sample: moran(sample, how, ddof))


def local_getis_ord(
    values: pd.Series[Any],
    graph: Graph | Adjacency,
    permutations: int = 9999,
    seed: int = 0,
    *,
    star: bool = True,
    transform: Transform = "b",
    isolates: Isolates = "keep",
    null: Null | None = None,
    level: float = 0.05,
    fdr: bool = True,
) -> LocalResult:
    """Local G and G* of Getis and Ord: hot spots of high values and cold spots of low ones.

    G_i = sum_j w_ij x_j / sum_{j != i} x_j, over the neighbors of i; G*_i = (w_ii x_i +
    sum_j w_ij x_j) / sum_j x_j counts the unit itself in, with the largest weight of its row.

    Parameters
    ----------
    values, graph, permutations, seed, isolates, level, fdr
        As in :func:`local_morans_i`. The statistic, a share of the total, means something for
        values of 0 or more; z, p and label do for any.
    star : bool
        G* (default) or G.
    transform : {"b", "r", "o"}
        Binary weights (default, as in the papers), row-standardized (esda's default; divides
        the statistic by the number of neighbors, z and p stay for equal weights), or as given.
    null : {"total", "conditional"}, optional
        What p compares with. ``"conditional"``: the unit's own value is held, its neighbors
        are drawn from the others (G's only one; esda and GeoDa take it for G*, too, which
        makes the p value of G* that of G). ``"total"``: all values are drawn, the unit's own
        too; the null model of the paper's z of G*, and the default for G*.

    Returns
    -------
    LocalResult
        As in :func:`local_morans_i`, with the labels ``high``, ``low``, ``not significant``,
        ``not tested``. ``z`` is Ord and Getis's standardized G or G*: the exact mean and
        variance under the null model; under ``"conditional"`` G* gets the z of G. A unit
        without neighbors is not tested, even by G*.

    Raises
    ------
    DataError
        As in :func:`local_morans_i`; ``null="total"`` for G.

    References
    ----------
    Getis, A. and Ord, J. K. (1992). The analysis of spatial association by use of distance
    statistics. Geographical Analysis 24, 189-206.
    Ord, J. K. and Getis, A. (1995). Local spatial autocorrelation statistics: distributional
    issues and an application. Geographical Analysis 27, 286-306.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> values = pd.Series([9, 8, 2, 1, 5], index=list("abcde"))
    >>> local_getis_ord(values, line).table["statistic"].round(2).tolist()
    [0.68, 0.76, 0.44, 0.12, nan]
    >>> local_getis_ord(values, line, star=False).table["statistic"].round(2).tolist()
    [0.5, 0.65, 0.39, 0.08, nan]
    """
    null = null or ("total" if star else "conditional")
    if null not in {"total", "conditional"} or (null == "total" and not star):
        raise DataError(
            f"Unknown null model {null!r} for {'G*' if star else 'G'}.",
            'Use "conditional", or "total" with star=True.',
        )
    name = "local Getis-Ord G*" if star else "local Getis-Ord G"
    # the weights are transformed after the unit itself was counted in
    how = Design(name, permutations, seed, level, fdr, transform, isolates)
    return _one(values, graph, how, lambda sample: getis_ord(sample, how, null, star=star))


def local_table(
    values: pd.DataFrame,
    graph: Graph | Adjacency,
    permutations: int = 9999,
    seed: int = 0,
    *,
    measure: Literal["moran", "g", "g*"] = "moran",
    transform: Transform | None = None,
    isolates: Isolates = "keep",
    ddof: Literal[0, 1] = 1,
    level: float = 0.05,
    fdr: bool = True,
) -> LocalResult:
    """Run a local statistic on several variables, with one false discovery rate over all.

    Parameters
    ----------
    values : DataFrame, areas x sectors
        One column a variable, on the graph's units in any order.
    graph, permutations, seed, transform, isolates, ddof, level, fdr
        As in :func:`local_morans_i` and :func:`local_getis_ord`.
    measure : {"moran", "g", "g*"}
        The local statistic.

    Returns
    -------
    LocalResult
        Its table has one row an area and sector (a MultiIndex, all areas of the first sector
        first), columns as in :func:`local_morans_i`; statistic, z and p are those of each
        variable alone, q is taken over all tests made.

    Raises
    ------
    DataError
        As in :func:`local_morans_i`; no column, or columns of one name.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> sites = pd.DataFrame({"bio": [9, 8, 2, 1, 5], "ai": [1, 2, 3, 4, 5]}, index=list("abcde"))
    >>> result = local_table(sites, line)
    >>> result.table.shape, result.tested, result.expected_false_alarms
    ((10, 5), 8, 0.4)
    """
    if not len(values.columns) or not values.columns.is_unique:
        raise DataError("The columns are none or not unique.", "Give each variable its own name.")
    names: dict[str, tuple[str, Transform]] = {
        "moran": ("local Moran's I", "r"),
        "g": ("local Getis-Ord G", "b"),
        "g*": ("local Getis-Ord G*", "b"),
    }
    if ddof not in {0, 1}:
        raise DataError(f"ddof is {ddof}.", "Use 1 (n - 1) or 0 (n).")
    if measure not in names:
        raise DataError(f"Unknown measure {measure!r}.", 'Use "moran", "g" or "g*".')
    name, usual = names[measure]
    how = Design(name, permutations, seed, level, fdr, transform or usual, isolates)
    calculations: dict[str, Callable[[Sample], LocalTests]] = {
        "moran": lambda sample: moran(sample, how, ddof),
        "g": lambda sample: getis_ord(sample, how, "conditional", star=False),
        "g*": lambda sample: getis_ord(sample, how, "total", star=True),
    }
    table, samples = _frame(values, graph, how, calculations[measure])
    in_order = [(name, samples[name]) for name in values]
    return _result(
        table,
        how,
        isolates=tuple((unit, name) for name, sample in in_order for unit in sample.isolates),
        omitted=tuple((unit, name) for name, sample in in_order for unit in sample.omitted),
    )


def _one(
    values: pd.Series[Any],
    graph: Graph | Adjacency,
    how: Design,
    calculate: Callable[[Sample], LocalTests],
) -> LocalResult:
    table, samples = _frame(one_column(values, "values"), graph, how, calculate)
    sample = samples["values"]
    table = table.droplevel(-1).set_axis(values.index)
    return _result(table, how, isolates=sample.isolates, omitted=sample.omitted)


def _result(
    table: pd.DataFrame,
    how: Design,
    isolates: tuple[Hashable, ...],
    omitted: tuple[Hashable, ...],
) -> LocalResult:
    tested = int(table["p"].notna().sum())
    return LocalResult(
        table=table,
        tested=tested,
        expected_false_alarms=round(how.level * tested, 10),
        smallest_p=2 / (how.permutations + 1),
        isolates=isolates,
        omitted=omitted,
    )


def _frame(
    values: pd.DataFrame,
    graph: Graph | Adjacency,
    how: Design,
    calculate: Callable[[Sample], LocalTests],
) -> tuple[pd.DataFrame, dict[Hashable, Sample]]:
    """Test all columns; columns that lack the same units are tested at once."""
    from clustermap.analysis.weights.adjacency import as_adjacency

    adjacency = as_adjacency(graph)
    index = values.index
    blocks: dict[Hashable, pd.DataFrame] = {}
    samples: dict[Hashable, Sample] = {}
    for columns in _same_gaps(values):
        sample = prepare(values[columns], adjacency, how.transform, how.isolates)
        place = index.get_indexer(sample.adjacency.ids)
        tests = calculate(sample) if not sample.trouble() else None
        if tests is None:
            warn_undefined(how.name, sample.trouble())
        for at, column in enumerate(columns):
            samples[column] = sample
            blocks[column] = _rows(index, place, tests, at)
            if tests is not None and is_flat(sample.values[:, at]):
                warn_undefined(how.name, f"all values of {column!r} are the same")
    table = pd.concat({column: blocks[column] for column in values.columns}, names=["variable"])
    return _judged(table.swaplevel(0, -1), how), samples


def _same_gaps(values: pd.DataFrame) -> list[list[Hashable]]:
    groups: dict[bytes, list[Hashable]] = {}
    for name, gaps in values.isna().items():
        groups.setdefault(gaps.to_numpy().tobytes(), []).append(name)
    return list(groups.values())


def _rows(index: pd.Index[Any], place: Any, tests: LocalTests | None, at: int) -> pd.DataFrame:
    rows = pd.DataFrame(
        {"statistic": np.nan, "z": np.nan, "p": np.nan, "q": np.nan, "label": NOT_TESTED},
        index=index,
    )
    if tests is not None:
        for column in ("statistic", "z", "p"):
            full = np.full(len(index), np.nan)
            full[place] = getattr(tests, column)[:, at]
            rows[column] = full
        kind = np.full(len(index), NOT_TESTED, dtype=object)
        kind[place] = tests.kind[:, at]
        rows["label"] = kind
    return rows


def _judged(table: pd.DataFrame, how: Design) -> pd.DataFrame:
    """Add q, and turn kinds into labels."""
    table["q"] = benjamini_hochberg(table["p"].to_numpy())
    judged = table["q"] if how.fdr else table["p"]
    label = table["label"].where(judged <= how.level, NOT_SIGNIFICANT)
    table["label"] = label.where(table["p"].notna(), NOT_TESTED).astype(str)
    return table[_COLUMNS]
