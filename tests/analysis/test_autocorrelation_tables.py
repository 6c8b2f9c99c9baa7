"""The tables of autocorrelation: the measures, conventions, areas alone, order and seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from clustermap.analysis import autocorrelation
from clustermap.analysis.autocorrelation.tables import (
    Settings,
    global_table,
    moran_scatter,
    sensitivity_table,
)
from clustermap.analysis.weights.adjacency import Adjacency
from clustermap.analysis.weights.neighbors import from_text
from clustermap.questions import autocorrelation as autocorrelation_question
from clustermap.questions.areas import StudyAreas
from clustermap.questions.autocorrelation import Options


@pytest.fixture(scope="module")
def counts(atlas):
    return pd.crosstab(atlas.sites["prefecture_code"], atlas.sites["sector"]).reindex(
        atlas.prefectures.index, fill_value=0
    )


@pytest.fixture(scope="module")
def links(atlas):
    return from_text(atlas.prefectures, "links")


def local_answer(values, graph, **options):
    """Answer area by area."""
    places = pd.DataFrame(index=graph.ids)
    return autocorrelation_question.local_answer(
        values, graph, StudyAreas(places, "area", places.iloc[:0]), Options(local=True, **options)
    )


def local(values, graph, **options):
    """Return the table of an answer area by area."""
    return local_answer(values, graph, **options).table.set_index(["code", "variable"])


def test_global_columns_are_the_measures(counts, links):
    settings = Settings(permutations=199, seed=5)
    found = global_table(counts, links, settings=settings)
    for sector in counts:
        moran = autocorrelation.morans_i(counts[sector], links, 199, 5)
        geary = autocorrelation.gearys_c(counts[sector], links, 199, 5)
        row = found.loc[sector]
        assert row[["morans_i", "z", "p"]].tolist() == [moran.statistic, moran.z, moran.p]
        assert row[["gearys_c", "gearys_c_z"]].tolist() == [geary.statistic, geary.z]
    assert found["q"].tolist() == autocorrelation.benjamini_hochberg(found["p"].to_numpy()).tolist()
    assert set(found["weights"]) == {"links"}
    assert set(found["components"]) == {1}


def test_geary_z_turns(counts, links):
    above = global_table(counts, links, settings=Settings(99))
    below = global_table(counts, links, settings=Settings(99, geary_z="below"))
    assert (above["gearys_c_z"] == -below["gearys_c_z"]).all()


def test_rates_have_an_empirical_bayes_moran(counts, atlas, links):
    people = atlas.indicators["population_estimate"]
    rates = counts.div(people, axis=0)
    found = global_table(
        rates, links, events=counts, population=people, settings=Settings(99, negative="all")
    )
    alone = autocorrelation.empirical_bayes_morans_i(
        counts["ai"], people, links, 99, 0, negative="all"
    )
    assert found.loc["ai", "eb_morans_i"] == alone.statistic


def test_a_constant_variable_is_not_tested(links):
    flat = pd.DataFrame({"flat": 1.0}, index=links.ids)
    assert np.isnan(global_table(flat, links).loc["flat", "morans_i"])
    assert set(local(flat, links)["label"]) == {"not tested"}


def test_local_is_one_table_with_one_false_discovery_rate(counts, links):
    answer = local_answer(counts, links, permutations=999)
    found = answer.table.set_index(["code", "variable"])
    assert len(found) == found.index.nunique() == counts.size
    assert (found["value"] == [counts.loc[area, name] for area, name in found.index]).all()
    bio = autocorrelation.local_morans_i(counts["bio"], links, 999).table
    assert found.xs("bio", level="variable")["p"].tolist() == bio["p"].tolist()
    assert found["q"].to_numpy() == pytest.approx(
        autocorrelation.benjamini_hochberg(found["p"].to_numpy())
    )
    assert answer.facts["expected_false_alarms"] == pytest.approx(0.05 * 235)


def test_the_divisor_changes_the_statistic_and_nothing_else(counts, links):
    less = local(counts, links, permutations=99)
    n = local(counts, links, permutations=99, divisor="n")
    # z lag / (S / n) over z lag / (S / (n - 1))
    ratio = (n["statistic"] / less["statistic"])[less["statistic"] != 0]
    assert len(ratio) > 0.9 * len(less)
    assert ratio.to_numpy() == pytest.approx(47 / 46)
    assert less[["z", "p", "q", "label"]].equals(n[["z", "p", "q", "label"]])


def test_areas_without_neighbors_are_not_tested_and_named():
    graph = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], name="line")
    values = pd.DataFrame({"x": [5.0, 4, 2, 1, 9]}, index=list("abcde"))
    answer = local_answer(values, graph, permutations=99)
    assert answer.table.set_index("code").loc["e", "label"] == "not tested"
    assert "not tested: e." in answer.notes[0]
    assert "e;" in answer.explain["isolates"]
    kept = global_table(values, graph, settings=Settings(99))
    dropped = global_table(values, graph, settings=Settings(99, isolates="drop"))
    assert (kept.loc["x", "n"], dropped.loc["x", "n"]) == (5, 4)
    assert kept.loc["x", "isolates"] == 1


def test_sensitivity_compares_weights(counts, atlas):
    graphs = {text: from_text(atlas.prefectures, text) for text in ("links", "queen")}
    found = sensitivity_table(counts[["bio"]], graphs, settings=Settings(99))
    assert found.loc[("bio", "queen"), "isolates"] == 2
    assert found.loc[("bio", "links"), "isolates"] == 0


def test_the_scatterplot_has_the_slope_i(counts, links):
    found = global_table(counts, links, settings=Settings(99))
    cloud = moran_scatter(counts["shipbuilding"], links, Settings(99))
    slope = np.polyfit(cloud["z"], cloud["lag"], 1)[0]
    assert slope == pytest.approx(found.loc["shipbuilding", "morans_i"])


def test_row_order_and_seed(counts, links):
    one = local(counts, links, permutations=199, seed=1)
    two = local(counts.iloc[::-1], links, permutations=199, seed=1).reindex(one.index)
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    other = local(counts, links, permutations=199, seed=2)
    assert not one["p"].equals(other["p"])
