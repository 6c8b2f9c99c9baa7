"""Whether neighbors resemble each other, overall and place by place."""

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
from clustermap.analysis.studies.words import amended, explanation, permutation_null
from clustermap.analysis.weights.adjacency import listed
from clustermap.analysis.weights.neighbors import describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustermap.analysis.autocorrelation.global_result import GlobalResult
    from clustermap.analysis.studies.words import Method
    from clustermap.analysis.weights.adjacency import Adjacency

LocalMeasure = Literal["moran", "g", "g*"]
LEVEL = 0.05


@dataclass(frozen=True)
class Tests:
    """How autocorrelation is tested, and which of several common forms is used.

    Attributes
    ----------
    permutations, seed : int
        Of the permutation tests.
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


USUAL = Tests()


def global_study(
    values: pd.DataFrame,
    graph: Adjacency,
    *,
    events: pd.DataFrame | None = None,
    population: pd.Series[float] | None = None,
    tests: Tests = USUAL,
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
    tests : Tests

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
    >>> found = global_study(pd.DataFrame({"jobs": [1, 2, 3, 4]}, index=list("abcd")), line)
    >>> round(float(found.loc["jobs", "morans_i"]), 3), found.loc["jobs", "weights"]
    (0.4, 'line')
    """
    with warnings.catch_warnings():
        # the NaN in a variable's row says what the warning does
        warnings.simplefilter("ignore", UndefinedStatisticWarning)
        rows = {name: _row(values[name], graph, events, population, tests) for name in values}
    found = pd.DataFrame.from_dict(rows, orient="index")
    q = measure.benjamini_hochberg(found["p"].to_numpy(float))
    found.insert(list(found.columns).index("p") + 1, "q", q)
    measures: dict[str, str | Method] = {
        "morans_i": "morans_i",
        "gearys_c": amended("gearys_c", convention=_geary_words(tests)),
        "getis_ord_g": "getis_ord_g",
    }
    if events is not None:
        measures["eb_morans_i"] = amended("eb_morans_i", convention=_negative_words(tests))
    found.attrs = {
        "notes": [weights_note(graph)],
        "scatter": {str(name): _scatter(values[name], graph, tests) for name in values},
        "weights": graph.name,
        "permutations": tests.permutations,
        "seed": tests.seed,
        "explain": explanation(
            "Are the values of neighboring areas more alike than chance makes them?",
            measures,
            null_model=permutation_null(tests.permutations, tests.seed),
            q="false discovery rate over the rows (Benjamini and Hochberg 1995)",
            **weights_words(graph, tests.isolates),
        ),
    }
    return found


def _row(
    column: pd.Series[Any],
    graph: Adjacency,
    events: pd.DataFrame | None,
    population: pd.Series[float] | None,
    tests: Tests,
) -> dict[str, Any]:
    given: dict[str, Any] = {
        "permutations": tests.permutations,
        "seed": tests.seed,
        "isolates": tests.isolates,
    }
    moran = measure.morans_i(column, graph, **given)
    geary = measure.gearys_c(column, graph, **given, flip_z=tests.geary_z == "below")
    row: dict[str, Any] = {
        "n": moran.n,
        "morans_i": moran.statistic,
        "expected": moran.expected,
        "z": moran.z,
        "p": moran.p,
        **_told("gearys_c", geary),
    }
    if (column.dropna() >= 0).all():
        row |= _told("getis_ord_g", measure.getis_ord_g(column, graph, **given))
    if events is not None and population is not None and column.name in events:
        smooth = measure.empirical_bayes_morans_i(
            events[column.name], population, graph, **given, negative=tests.negative
        )
        row |= {"eb_morans_i": smooth.statistic, "eb_morans_i_p": smooth.p}
    row |= {"weights": moran.weights, "components": moran.components}
    return row | {"isolates": len(moran.isolates)}


def _scatter(column: pd.Series[Any], graph: Adjacency, tests: Tests) -> dict[str, list[Any]]:
    """Return standardized values and the mean of their neighbors', as Moran's scatterplot."""
    sample = prepare(one_column(column, "values"), graph, "r", tests.isolates)
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


def _told(name: str, result: GlobalResult) -> dict[str, float]:
    return {name: result.statistic, f"{name}_z": result.z, f"{name}_p": result.p}


def local_study(
    values: pd.DataFrame,
    graph: Adjacency,
    *,
    kind: LocalMeasure = "moran",
    level: float = LEVEL,
    tests: Tests = USUAL,
) -> pd.DataFrame:
    """Find areas in clusters of high or low values, with one false discovery rate over all.

    Parameters
    ----------
    values : pandas.DataFrame
        Areas x variables; NaN where a value is not known.
    graph : Adjacency
        Weights.
    kind : {"moran", "g", "g*"}
        The local statistic.
    level : float
        Largest q that is called significant.
    tests : Tests

    Returns
    -------
    pandas.DataFrame
        One row an area and variable: ``value, statistic, z, p, q, label``; an area without
        neighbors, or without a value, is ``not tested``.

    Examples
    --------
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], name="line")
    >>> found = local_study(pd.DataFrame({"jobs": [9, 8, 2, 1, 5]}, index=list("abcde")), line)
    >>> found["label"].value_counts().to_dict()
    {'not significant': 4, 'not tested': 1}
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedStatisticWarning)
        table = measure.local_table(
            values,
            graph,
            tests.permutations,
            tests.seed,
            measure=kind,
            isolates=tests.isolates,
            ddof=1 if tests.divisor == "n-1" else 0,
            level=level,
        )
    tested, alarms = table.attrs["tested"], table.attrs["expected_false_alarms"]
    table = table.rename_axis(index=["area", "variable"])
    areas, variables = (table.index.get_level_values(name) for name in ("area", "variable"))
    row, column = values.index.get_indexer(areas), values.columns.get_indexer(variables)
    table.insert(0, "value", values.to_numpy()[row, column])
    table.attrs = {
        "measure": kind,
        "weights": graph.name,
        "permutations": tests.permutations,
        "seed": tests.seed,
        "level": level,
        "expected_false_alarms": alarms,
        "tested": tested,
        "notes": [
            weights_note(graph),
            (
                f"{tested} tests: about {alarms:.1f} p values of at most {level:g} are expected "
                "by chance alone; labels go by q, the false discovery rate."
            ),
        ],
        "explain": explanation(
            "Which areas lie in a cluster of high or of low values, or stand out in one?",
            {"statistic": _local_words(kind, tests), "label": _label_words(kind, level)},
            null_model=f"neighbors drawn from the other areas {tests.permutations} times, seed "
            f"{tests.seed}; two-sided: p is twice the smaller tail, at least "
            f"{2 / (tests.permutations + 1):.2g}",
            false_alarms=f"{tested} tests, so about {alarms:.1f} p values of at most {level:g} by "
            "chance alone",
            **weights_words(graph, tests.isolates),
        ),
    }
    return table


def sensitivity_study(
    values: pd.DataFrame, graphs: Mapping[str, Adjacency], *, tests: Tests = USUAL
) -> pd.DataFrame:
    """Show how Moran's I depends on who is called a neighbor.

    Parameters
    ----------
    values : pandas.DataFrame
        Areas x variables.
    graphs : mapping of str to Adjacency
        The weights to compare, by name.
    tests : Tests

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
    >>> sensitivity_study(jobs, {"line": line, "pair": pair})["isolates"].to_list()
    [0, 2]
    """
    rows = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedStatisticWarning)
        for name in values:
            for weights, graph in graphs.items():
                result = measure.morans_i(
                    values[name], graph, tests.permutations, tests.seed, isolates=tests.isolates
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
    found.attrs["explain"] = explanation(
        "Does the verdict depend on who is called a neighbor?",
        {"morans_i": "morans_i"},
        null_model=permutation_null(tests.permutations, tests.seed),
        weights=", ".join(graphs),
        isolates=_isolate_words(tests.isolates),
    )
    return found


def weights_note(graph: Adjacency) -> str:
    """Say in a line what has to stand beside every result made with weights.

    Examples
    --------
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> weights_note(Adjacency.of("abc", [0, 1], [1, 0], name="links"))
    'Weights links: 3 areas, 1 link, 2 components; no neighbors, so not tested: c.'
    """
    told = describe(graph)
    alone = f"; no neighbors, so not tested: {listed(told.isolates)}" if told.isolates else ""
    return (
        f"Weights {told.weights}: {told.n} areas, {told.links} link{'s' * (told.links != 1)}, "
        f"{told.components} component{'s' * (told.components != 1)}{alone}."
    )


def weights_words(graph: Adjacency, isolates: str) -> dict[str, str]:
    """Say at length what the weights are."""
    told = describe(graph)
    sizes = ", ".join(map(str, told.component_sizes[:8]))
    return {
        "weights": f"{told.weights}: {told.n} areas, {told.links} links, {told.mean_neighbors:.2f} "
        f"neighbors on average ({told.fewest_neighbors} to {told.most_neighbors})",
        "components": f"{told.components} (of {sizes} areas)",
        "isolates": f"{listed(told.isolates) or 'none'}; {_isolate_words(isolates)}",
    }


def _isolate_words(isolates: str) -> str:
    if isolates == "keep":
        return (
            "an area without neighbors is never tested, but its value counts in n, mean and "
            "variance (--isolates drop leaves it out)"
        )
    return "areas without neighbors are left out of n, mean and variance (--isolates keep)"


def _geary_words(tests: Tests) -> str:
    if tests.geary_z == "above":
        return "z is positive for C above 1 (as esda); --geary-z below turns it (as spdep)."
    return "z is positive for C below 1, alike neighbors (as spdep); --geary-z above as esda."


def _negative_words(tests: Tests) -> str:
    if tests.negative == "unit":
        return (
            "Where a is negative, areas whose variance would be negative get b / p_i (the paper, "
            "esda); --eb-negative all sets a to 0 for all (GeoDa, spdep)."
        )
    return (
        "Where a is negative it is 0 for all areas (GeoDa, spdep); --eb-negative unit only mends "
        "areas whose variance would be negative (the paper, esda)."
    )


def _local_words(kind: LocalMeasure, tests: Tests) -> str | Method:
    if kind != "moran":
        return kind
    other = {"n-1": "n", "n": "n-1"}[tests.divisor]
    return amended(
        "moran",
        convention=f"m2 = sum z^2 / ({tests.divisor}); --divisor {other} changes the statistic by "
        "a factor, not z, p or label. Row-standardized weights.",
    )


def _label_words(kind: LocalMeasure, level: float) -> Method:
    kinds = {
        "moran": "high-high and low-low: a cluster; high-low and low-high: unlike its neighbors",
        "g": "high: hot spot; low: cold spot",
        "g*": "high: hot spot; low: cold spot",
    }
    return {
        "method": f"{kinds[kind]}. Where q, the false discovery rate over all areas and variables "
        f"tested, is at most {level:g}; else not significant. Without neighbors or value: not "
        "tested.",
        "paper": "Benjamini and Hochberg (1995); Caldas de Castro and Singer (2006)",
    }
