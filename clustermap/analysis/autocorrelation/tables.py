"""The tests of autocorrelation put together: one row a variable, or a variable and weights."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from clustermap.analysis import autocorrelation as measure
from clustermap.analysis.autocorrelation.sample import (
    UndefinedStatisticWarning,
    is_flat,
    one_column,
    prepare,
)
from clustermap.analysis.weights.neighbors import describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustermap.analysis.autocorrelation.global_result import GlobalResult
    from clustermap.analysis.weights.adjacency import Adjacency


@dataclass(frozen=True)
class Settings:
    """How autocorrelation is tested, and which of several common forms is used.

    Attributes
    ----------
    permutations, seed : int
        Of the permutation settings.
    isolates : {"keep", "drop"}
        Whether areas without neighbors count among the n areas.
    divisor : {"n-1", "n"}
        What local Moran's m2 is divided by.
    geary_z : {"below", "above"}
        Which C gets a positive z: below 1 (as Moran's, and R's spdep), or above (as esda).
    negative : {"unit", "all"}
        Empirical-Bayes Moran where the variance estimate a is negative: only the areas whose
        variance would be negative get that of chance alone, or a is 0 for all.
    """

    permutations: int = 9999
    seed: int = 0
    isolates: Literal["keep", "drop"] = "keep"
    divisor: Literal["n-1", "n"] = "n-1"
    geary_z: Literal["below", "above"] = "above"
    negative: Literal["unit", "all"] = "unit"


USUAL = Settings()


def global_table(
    values: pd.DataFrame,
    graph: Adjacency,
    *,
    events: pd.DataFrame | None = None,
    population: pd.Series[float] | None = None,
    settings: Settings = USUAL,
) -> pd.DataFrame:
    """Test each variable for spatial autocorrelation over all areas.

    Parameters
    ----------
    values : pandas.DataFrame
        Areas x variables; NaN where a value is not known.
    graph : Adjacency
        Weights, from :func:`clustermap.analysis.weights.neighbors.from_text`.
    events : pandas.DataFrame, optional
        Counts behind the rates in ``values`` (same columns), for the empirical-Bayes Moran.
    population : pandas.Series, optional
        What the counts are counted among.
    settings : Settings

    Returns
    -------
    pandas.DataFrame
        One row a variable: ``n, morans_i, expected, z, p, q, gearys_c, gearys_c_z, gearys_c_p,
        getis_ord_g, getis_ord_g_z, getis_ord_g_p``, with events ``eb_morans_i, eb_morans_i_p``,
        and ``weights, components, isolates``; two-sided permutation p values, ``q`` by Benjamini
        and Hochberg over the rows. A variable that is the same everywhere has NaN.

    Examples
    --------
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], name="line")
    >>> found = global_table(pd.DataFrame({"jobs": [1, 2, 3, 4]}, index=list("abcd")), line)
    >>> round(float(found.loc["jobs", "morans_i"]), 3), found.loc["jobs", "weights"]
    (0.4, 'line')
    """
    with warnings.catch_warnings():
        # the NaN in a variable's row says what the warning does
        warnings.simplefilter("ignore", UndefinedStatisticWarning)
        rows = {name: _row(values[name], graph, events, population, settings) for name in values}
    found = pd.DataFrame.from_dict(rows, orient="index")
    q = measure.benjamini_hochberg(found["p"].to_numpy(float))
    found.insert(list(found.columns).index("p") + 1, "q", q)
    return found


def _row(
    column: pd.Series[Any],
    graph: Adjacency,
    events: pd.DataFrame | None,
    population: pd.Series[float] | None,
    settings: Settings,
) -> dict[str, Any]:
    given: dict[str, Any] = {
        "permutations": settings.permutations,
        "seed": settings.seed,
        "isolates": settings.isolates,
    }
    moran = measure.morans_i(column, graph, **given)
    geary = measure.gearys_c(column, graph, **given, flip_z=settings.geary_z == "below")
    row: dict[str, Any] = {
        "n": moran.n,
        "morans_i": moran.statistic,
        "expected": moran.expected,
        "z": moran.z,
        "p": moran.p,
        **_columns_of("gearys_c", geary),
    }
    if (column.dropna() >= 0).all():
        row |= _columns_of("getis_ord_g", measure.getis_ord_g(column, graph, **given))
    if events is not None and population is not None and column.name in events:
        smooth = measure.empirical_bayes_morans_i(
            events[column.name], population, graph, **given, negative=settings.negative
        )
        row |= {"eb_morans_i": smooth.statistic, "eb_morans_i_p": smooth.p}
    row |= {"weights": moran.weights, "components": moran.components}
    return row | {"isolates": len(moran.isolates)}


def _columns_of(name: str, result: GlobalResult) -> dict[str, float]:
    return {name: result.statistic, f"{name}_z": result.z, f"{name}_p": result.p}


def moran_scatter(
    column: pd.Series[Any], graph: Adjacency, settings: Settings
) -> dict[str, list[Any]]:
    """Return standardized values and the mean of their neighbors': Moran's scatterplot.

    Returns
    -------
    dict
        ``area`` (ids of the areas with neighbors), ``z, lag``; empty where nothing can be tested.
    """
    sample = prepare(one_column(column, "values"), graph, "r", settings.isolates)
    x = sample.values[:, 0]
    linked = sample.adjacency.cardinalities > 0
    if sample.trouble() or is_flat(x):
        return {"area": [], "z": [], "lag": []}
    z = (x - x.mean()) / x.std()
    lag = sample.adjacency.matrix() @ z
    return {
        "area": sample.adjacency.ids[linked].tolist(),
        "z": z[linked].tolist(),
        "lag": lag[linked].tolist(),
    }


def sensitivity_table(
    values: pd.DataFrame, graphs: Mapping[str, Adjacency], *, settings: Settings = USUAL
) -> pd.DataFrame:
    """Show how Moran's I depends on who is called a neighbor.

    Parameters
    ----------
    values : pandas.DataFrame
        Areas x variables.
    graphs : mapping of str to Adjacency
        The weights to compare, by name.
    settings : Settings

    Returns
    -------
    pandas.DataFrame
        One row a variable and weights (MultiIndex): ``n, morans_i, z, p, neighbors`` (on
        average), ``components, isolates``.

    Examples
    --------
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], name="line")
    >>> pair = Adjacency.of("abcd", [0, 1], [1, 0], name="pair")
    >>> jobs = pd.DataFrame({"jobs": [1, 2, 3, 4]}, index=list("abcd"))
    >>> sensitivity_table(jobs, {"line": line, "pair": pair})["isolates"].to_list()
    [0, 2]
    """
    rows = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedStatisticWarning)
        for name in values:
            for weights, graph in graphs.items():
                result = measure.morans_i(
                    values[name],
                    graph,
                    settings.permutations,
                    settings.seed,
                    isolates=settings.isolates,
                )
                rows[name, weights] = {
                    "n": result.n,
                    "morans_i": result.statistic,
                    "z": result.z,
                    "p": result.p,
                    "neighbors": describe(graph).mean_neighbors,
                    "components": result.components,
                    "isolates": len(result.isolates),
                }
    found = pd.DataFrame(list(rows.values()))
    found.index = pd.MultiIndex.from_tuples(rows, names=["variable", "weights"])
    return found
