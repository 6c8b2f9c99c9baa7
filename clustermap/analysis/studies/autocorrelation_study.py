"""Whether neighbors resemble each other, overall and place by place."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from clustermap.analysis import autocorrelation as measure
from clustermap.analysis.neighbors import describe, from_text
from clustermap.analysis.sample import UndefinedStatisticWarning

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.analysis.adjacency import Adjacency

#: The weights that `sensitivity` compares.
WEIGHTS = ("links", "queen", "knn:4", "distance:150")


def global_study(
    values: pd.DataFrame,
    graph: Adjacency,
    *,
    events: pd.DataFrame | None = None,
    population: pd.Series[float] | None = None,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Test each variable for spatial autocorrelation over all areas.

    Parameters
    ----------
    values : pandas.DataFrame
        Areas x variables.
    graph : Adjacency
        Weights, from :func:`clustermap.analysis.neighbors.from_text`.
    events : pandas.DataFrame, optional
        Counts behind the rates in ``values`` (same columns), for the empirical-Bayes Moran.
    population : pandas.Series, optional
        What the counts are counted among.
    permutations, seed : int
        Of the permutation tests.

    Returns
    -------
    pandas.DataFrame
        One row a variable: ``n, morans_i, expected, z, p, q, gearys_c, gearys_c_p, getis_ord_g,
        getis_ord_g_p, eb_morans_i, eb_morans_i_p, weights, components, isolates``; two-sided
        permutation p values, ``q`` by Benjamini-Hochberg over the rows.
    """
    rows = {}
    with warnings.catch_warnings():
        # a constant variable has no autocorrelation: the NaN in its row says it
        warnings.simplefilter("ignore", UndefinedStatisticWarning)
        for name in values:
            column = values[name]
            moran = measure.morans_i(column, graph, permutations, seed)
            geary = measure.gearys_c(column, graph, permutations, seed)
            row: dict[str, Any] = {
                "n": moran.n,
                "morans_i": moran.statistic,
                "expected": moran.expected,
                "z": moran.z,
                "p": moran.p,
                "gearys_c": geary.statistic,
                "gearys_c_p": geary.p,
            }
            if (column.dropna() >= 0).all():
                general = measure.getis_ord_g(column, graph, permutations, seed)
                row |= {"getis_ord_g": general.statistic, "getis_ord_g_p": general.p}
            if events is not None and population is not None and name in events:
                smooth = measure.empirical_bayes_morans_i(
                    events[name], population, graph, permutations, seed
                )
                row |= {"eb_morans_i": smooth.statistic, "eb_morans_i_p": smooth.p}
            rows[name] = row | {
                "weights": moran.weights,
                "components": moran.components,
                "isolates": len(moran.isolates),
            }
    found = pd.DataFrame.from_dict(rows, orient="index")
    q = measure.benjamini_hochberg(found["p"].to_numpy(float))
    found.insert(list(found.columns).index("p") + 1, "q", q)
    found.attrs["explain"] = {
        "question": "Do neighboring areas have more alike values than chance gives?",
        "morans_i": "Moran (1950): correlation of a value with the mean of its neighbors; expected "
        "-1/(n-1) under no autocorrelation. Row-standardized weights.",
        "gearys_c": "Geary (1954): squared gaps of neighbors; below 1 alike, above 1 unlike.",
        "getis_ord_g": "General G (Getis and Ord 1992): high values near high ones.",
        "eb_morans_i": "Moran's I of rates standardized by their population (Assuncao and Reis "
        "1999): small areas don't carry the result.",
        **_explain_tests(permutations, seed),
        **explain_weights(graph),
    }
    return found


def local_study(
    values: pd.DataFrame,
    graph: Adjacency,
    *,
    kind: Literal["moran", "g", "g*"] = "moran",
    permutations: int = 9999,
    seed: int = 0,
    level: float = 0.05,
) -> pd.DataFrame:
    """Find areas in clusters of high or low values, with one false discovery rate over all.

    Returns
    -------
    pandas.DataFrame
        One row an area and variable: ``value, statistic, z, p, q, label``; an area without
        neighbors is ``not tested``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedStatisticWarning)
        table = measure.local_table(
            values,
            graph,
            permutations,
            seed,
            measure=kind,
            level=level,
        )
    told = dict(table.attrs)
    table = table.rename_axis(index=["area", "variable"])
    areas, variables = (table.index.get_level_values(level) for level in ("area", "variable"))
    row, column = values.index.get_indexer(areas), values.columns.get_indexer(variables)
    table.insert(0, "value", values.to_numpy()[row, column])
    names = {
        "moran": "Local Moran's I (Anselin 1995), m2 with n - 1, row-standardized weights",
        "g": "Local G (Getis and Ord 1992)",
        "g*": "Local G* (Ord and Getis 1995)",
    }
    table.attrs = {
        "expected_false_alarms": told["expected_false_alarms"],
        "tested": told["tested"],
        "explain": {
            "question": "Which areas lie in a cluster of high or low values?",
            "statistic": names[kind],
            "label": "By q, the false discovery rate over all areas and variables tested "
            f"(Benjamini and Hochberg 1995), at {level:.0%}. high-low: high among low ones.",
            "false alarms": f"{told['tested']} tests: about {told['expected_false_alarms']:.1f} p "
            f"values would be at most {level} by chance alone; that is why q decides.",
            **_explain_tests(permutations, seed),
            **explain_weights(graph),
        },
    }
    return table


def sensitivity_study(
    values: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    weights: tuple[str, ...] = WEIGHTS,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Show how Moran's I depends on who is called a neighbor.

    Returns
    -------
    pandas.DataFrame
        One row a variable and weights: ``morans_i, p, components, isolates``.
    """
    rows = {}
    for text in weights:
        graph = from_text(areas, text)
        for name in values:
            result = measure.morans_i(values[name], graph, permutations, seed)
            rows[name, text] = {
                "morans_i": result.statistic,
                "p": result.p,
                "components": result.components,
                "isolates": len(result.isolates),
            }
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.index = pd.MultiIndex.from_tuples(rows, names=["variable", "weights"])
    found = found.sort_index(level=0, sort_remaining=False)
    found.attrs["explain"] = {
        "question": "Does the verdict depend on who is called a neighbor?",
        **_explain_tests(permutations, seed),
    }
    return found


def explain_weights(graph: Adjacency) -> dict[str, str]:
    """Say what has to be said about weights beside every result made with them."""
    told = describe(graph)
    isolates = ", ".join(map(str, told.isolates[:10])) or "none"
    more = f" and {len(told.isolates) - 10} more" if len(told.isolates) > 10 else ""  # noqa: PLR2004
    return {
        "weights": f"{told.weights}: {told.n} areas, {told.links} links, "
        f"{told.mean_neighbors:.2f} neighbors on average",
        "components": f"{told.components} (sizes {', '.join(map(str, told.component_sizes[:8]))})",
        "isolates": f"{isolates}{more}; an area without neighbors is not tested",
    }


def _explain_tests(permutations: int, seed: int) -> dict[str, str]:
    return {
        "null model": f"{permutations} random permutations of the values over the areas, seed "
        f"{seed}, two-sided; smallest p {2 / (permutations + 1):.2g}",
    }
