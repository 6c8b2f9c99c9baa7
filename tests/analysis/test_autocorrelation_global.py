"""Global statistics against hand-worked cases, the papers' formulas, esda and R's spdep."""

from __future__ import annotations

import itertools
import math
import warnings
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustermap.analysis import autocorrelation as ac
from clustermap.analysis.weights.adjacency import Adjacency
from clustermap.analysis.weights.neighbors import describe
from clustermap.errors import DataError

REFERENCE = Path(__file__).parent / "reference"
LINE = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], name="line")
FEW = {"permutations": 99}


def series(*values):
    return pd.Series(values, index=list("abcdefghij"[: len(values)]))


@pytest.fixture(scope="module")
def prefectures():
    return pd.read_csv(REFERENCE / "prefectures.csv", dtype={"code": str}).set_index("code")


@pytest.fixture(scope="module")
def graphs(prefectures):
    links = pd.read_csv(REFERENCE / "links.csv", dtype=str)
    made = {}
    for name, rows in (("links", links), ("land", links[links["kind"] == "land"])):
        a = prefectures.index.get_indexer(rows["code_a"])
        b = prefectures.index.get_indexer(rows["code_b"])
        made[name] = Adjacency.of(
            prefectures.index, np.concatenate([a, b]), np.concatenate([b, a]), name=name
        )
    return made


@pytest.fixture(scope="module")
def spdep():
    table = pd.read_csv(REFERENCE / "spdep.csv", dtype={"unit": str})
    return table[table["unit"].isna()].set_index(["case", "statistic"])["value"]


def esda_with_graph(statistic, values, adjacency, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = adjacency.to_graph()
        return statistic(values.reindex(graph.unique_ids).to_numpy(), graph, **options)


def brute_moments(weights, d):
    """Mean and variance of sum w_ij d_ij over all permutations, one by one."""
    n = len(weights)
    sums = [
        sum(weights[i, j] * d(p[i], p[j]) for i in range(n) for j in range(n) if i != j)
        for p in itertools.permutations(range(n))
    ]
    return np.mean(sums), np.var(sums)


# A square of four with one diagonal, one unit apart and one one-way link: no symmetry to hide in.
ODD = Adjacency.of(
    "abcde", [0, 1, 1, 2, 2, 3, 0, 2], [1, 0, 2, 1, 3, 2, 3, 0], [1, 1, 2, 2, 1, 1, 3, 0.5]
)
X = np.array([3.0, 1.0, 4.0, 1.5, 9.0])
STATISTICS = {
    "moran": (ac.morans_i, lambda z: lambda i, j: z[i] * z[j]),
    "geary": (ac.gearys_c, lambda z: lambda i, j: (z[i] - z[j]) ** 2),
    "g": (ac.getis_ord_g, lambda z: lambda i, j: (z[i] + X.mean()) * (z[j] + X.mean())),
}


class TestHandWorked:
    def test_morans_i_of_a_line(self):
        # z = -1.5, -0.5, 0.5, 1.5; neighbors' means of z: -0.5, -0.5, 0.5, 0.5; sum z^2 = 5
        result = ac.morans_i(series(1, 2, 3, 4), LINE, **FEW)
        assert result.statistic == pytest.approx(0.4)
        # binary: pairs 0.75 - 0.25 + 0.75 = 1.25, twice, times 4 / (6 * 5)
        binary = ac.morans_i(series(1, 2, 3, 4), LINE, transform="b", **FEW)
        assert binary.statistic == pytest.approx(1 / 3)
        assert result.expected == pytest.approx(-1 / 3)

    def test_morans_i_of_a_chessboard_row_is_minus_one(self):
        assert ac.morans_i(series(1, 0, 1, 0), LINE, **FEW).statistic == pytest.approx(-1)

    def test_gearys_c_of_a_line(self):
        # binary: three pairs differ by 1, (4 - 1) * 6 / (2 * 6 * 5)
        result = ac.gearys_c(series(1, 2, 3, 4), LINE, transform="b", **FEW)
        assert result.statistic == pytest.approx(0.3)
        assert result.expected == pytest.approx(1)
        assert result.z < 0
        flipped = ac.gearys_c(series(1, 2, 3, 4), LINE, transform="b", flip_z=True, **FEW)
        assert flipped.z == -result.z

    def test_getis_ord_g_of_a_line(self):
        # neighbors: 2 (2 + 6 + 12) = 40; all pairs: 10^2 - 30 = 70
        result = ac.getis_ord_g(series(1, 2, 3, 4), LINE, **FEW)
        assert result.statistic == pytest.approx(40 / 70)
        assert result.expected == pytest.approx(6 / 12)

    def test_empirical_bayes_standardizes_as_the_paper_says(self):
        # b = 10 / 100; s2 = (50 * 0.04^2 * 2) / 100 = 0.0016; a = 0.0016 - 0.1 / 50 = -0.0004
        # v = -0.0004 + 0.1 / 50 = 0.0016, so z = +-0.04 / 0.04
        from clustermap.analysis.autocorrelation.rates import standardized_rates

        events, population = np.array([7.0, 3.0]), np.array([50.0, 50.0])
        assert standardized_rates(events, population) == pytest.approx([1, -1])
        # with a set to 0: v = 0.002
        assert standardized_rates(events, population, "all") == pytest.approx(
            [0.04 / math.sqrt(0.002), -0.04 / math.sqrt(0.002)]
        )

    def test_empirical_bayes_replaces_negative_variances_only(self):
        from clustermap.analysis.autocorrelation.rates import standardized_rates

        # b = 10/1110, s2 = (1000 (0.009 - b)^2 + 100 (0.01 - b)^2 + 10 b^2 ...)/1110 < b / 370
        events, population = np.array([9.0, 1.0, 0.0]), np.array([1000.0, 100.0, 10.0])
        b = 10 / 1110
        s2 = (population * (events / population - b) ** 2).sum() / 1110
        a = s2 - b / 370
        assert a + b / 1000 < 0 < a + b / 100
        want = [
            (0.009 - b) / math.sqrt(b / 1000),
            (0.01 - b) / math.sqrt(a + b / 100),
            (0 - b) / math.sqrt(a + b / 10),
        ]
        assert standardized_rates(events, population) == pytest.approx(want)


class TestPapersFormulas:
    @pytest.mark.parametrize("name", STATISTICS)
    def test_moments_are_those_of_all_120_permutations(self, name):
        function, d = STATISTICS[name]
        values = series(*X)
        result = function(values, ODD, transform="o", **FEW)
        weights = ODD.matrix().toarray()
        z = X - X.mean()
        ordered = d(z)
        observed = sum(weights[i, j] * ordered(i, j) for i in range(5) for j in range(5) if i != j)
        scale = result.statistic / observed
        mean, variance = brute_moments(weights, ordered)
        assert result.expected == pytest.approx(scale * mean)
        assert result.variance == pytest.approx(scale**2 * variance)
        assert result.z == pytest.approx(
            (result.statistic - result.expected) / result.variance**0.5
        )

    def test_p_is_that_of_all_permutations(self):
        x = np.array([1.0, 2.0, 2.0, 7.0, 9.0])
        result = ac.morans_i(series(*x), ODD, 99_999)
        weights = ODD.transformed("r").matrix().toarray()
        z = x - x.mean()
        every = np.array(
            [z[list(p)] @ weights @ z[list(p)] for p in itertools.permutations(range(5))]
        )
        tails = (every >= every[0] - 1e-12).mean(), (every <= every[0] + 1e-12).mean()
        assert result.p == pytest.approx(min(1, 2 * min(tails)), abs=0.01)


class TestEsda:
    @pytest.mark.parametrize("column", ["x", "y", "events", "population"])
    def test_two_sided_p_is_twice_the_one_sided_one_of_esda(self, column, graphs, prefectures):
        """esda to 2.9 has the smaller tail only; its two-sided p is twice that, at most 1."""
        import esda

        draws = 9_999
        np.random.seed(1)  # noqa: NPY002  # esda draws from the global generator
        theirs = esda_with_graph(
            esda.Moran, prefectures[column], graphs["links"], permutations=draws
        )
        ours = ac.morans_i(prefectures[column], graphs["links"], draws)
        two_sided = min(1.0, 2 * theirs.p_sim)
        error = 2 * np.sqrt(2 * (two_sided / 2) * (1 - two_sided / 2) / draws)
        assert ours.p == pytest.approx(two_sided, abs=4 * error + 2 / draws)

    @pytest.mark.parametrize("name", ["links", "land"])
    def test_same_numbers(self, name, graphs, prefectures):
        import esda

        graph, x = graphs[name], prefectures["x"]
        moran = esda_with_graph(esda.Moran, x, graph, permutations=9)
        ours = ac.morans_i(x, graph, **FEW)
        assert ours.statistic == pytest.approx(moran.I)
        assert ours.variance == pytest.approx(moran.VI_rand)
        if name == "links":  # esda 2.9.0 raises on a graph with isolates here
            geary = esda_with_graph(esda.Geary, x, graph, permutations=9)
            ours = ac.gearys_c(x, graph, **FEW)
            assert (ours.statistic, ours.z) == pytest.approx((geary.C, geary.z_rand))
        general = esda_with_graph(esda.G, x, graph, permutations=9)
        ours = ac.getis_ord_g(x, graph, **FEW)
        assert (ours.statistic, ours.z) == pytest.approx((general.G, general.z_norm))

    def test_same_empirical_bayes_rates(self, prefectures):
        from esda.smoothing import assuncao_rate

        from clustermap.analysis.autocorrelation.rates import standardized_rates

        e, p = prefectures["events"].to_numpy(), prefectures["population"].to_numpy()
        assert standardized_rates(e, p) == pytest.approx(np.asarray(assuncao_rate(e, p)))

    def test_two_sided_p_is_twice_the_one_sided_one(self, graphs, prefectures):
        import esda

        graph, x = graphs["links"], prefectures["x"]
        np.random.seed(0)  # noqa: NPY002 - esda draws from the global generator
        moran = esda_with_graph(esda.Moran, x, graph, permutations=9999)
        # both count about 70 of 10,000 permutations: their standard error is 0.0008
        assert ac.morans_i(x, graph).p == pytest.approx(2 * moran.p_sim, abs=0.006)


class TestSpdep:
    """Values of reference/spdep.R."""

    @pytest.mark.parametrize("name", ["links", "land"])
    def test_same_statistic_mean_and_variance(self, name, graphs, prefectures, spdep):
        graph, x = graphs[name], prefectures["x"]
        results = {
            "moran_r": ac.morans_i(x, graph, **FEW),
            "moran_b": ac.morans_i(x, graph, transform="b", **FEW),
            "moran_dropped": ac.morans_i(x, graph, isolates="drop", **FEW),
            "geary_r": ac.gearys_c(x, graph, **FEW),
            "geary_b": ac.gearys_c(x, graph, transform="b", **FEW),
            "g_b": ac.getis_ord_g(x, graph, **FEW),
        }
        for key, result in results.items():
            want = [spdep[name, f"{key}_{part}"] for part in ("statistic", "expected", "variance")]
            got = [result.statistic, result.expected, result.variance]
            assert got == pytest.approx(want, rel=1e-9), key
        for transform in ("r", "b"):
            z = ac.gearys_c(x, graph, transform=transform, flip_z=True, **FEW).z
            assert z == pytest.approx(spdep[name, f"geary_{transform}_z"])

    @pytest.mark.parametrize("name", ["links", "land"])
    @pytest.mark.parametrize("centered", [True, False])
    def test_same_empirical_bayes_index(self, name, centered, graphs, prefectures, spdep):
        result = ac.empirical_bayes_morans_i(
            prefectures["events"],
            prefectures["population"],
            graphs[name],
            negative="all",
            centered=centered,
        )
        key = f"eb_{str(centered).upper()}"
        assert result.statistic == pytest.approx(spdep[name, f"{key}_statistic"])
        assert result.p == pytest.approx(spdep[name, f"{key}_p"], abs=0.006)

    @pytest.mark.parametrize("name", ["links", "land"])
    def test_same_p(self, name, graphs, prefectures, spdep):
        graph, x = graphs[name], prefectures["x"]
        # each p has a standard error of 2 sqrt(q (1 - q) / 9999), q its half
        assert ac.morans_i(x, graph).p == pytest.approx(spdep[name, "moran_r_p"], abs=0.006)
        assert ac.gearys_c(x, graph).p == pytest.approx(spdep[name, "geary_r_p"], abs=0.015)


class TestPermutations:
    def test_simulated_and_exact_moments_agree(self, graphs, prefectures):
        from clustermap.analysis.autocorrelation.permutation import shuffles

        graph, x = graphs["land"], prefectures["x"]
        exact = ac.morans_i(x, graph, **FEW)
        z = (x - x.mean()).reindex(graph.ids).to_numpy()
        matrix = graph.transformed("r").matrix()
        scale = len(z) / matrix.sum() / (z @ z)
        drawn = np.concatenate(
            [
                scale * np.einsum("bi,ib->b", block, matrix @ block.T)
                for block in shuffles(z, 9999, 1)
            ]
        )
        assert drawn.mean() == pytest.approx(exact.expected, abs=4 * exact.variance**0.5 / 100)
        assert drawn.var() == pytest.approx(exact.variance, rel=0.08)

    def test_same_seed_same_bytes_in_any_order_of_rows(self, graphs, prefectures):
        graph = graphs["links"]
        shuffled = prefectures.sample(frac=1, random_state=1)
        reordered = Adjacency.from_graph(graph.to_graph(shuffled.index), name="links")
        for function in (ac.morans_i, ac.gearys_c, ac.getis_ord_g):
            first = function(prefectures["x"], graph)
            assert function(prefectures["x"], graph) == first
            assert function(shuffled["x"], graph) == first
            assert function(prefectures["x"], reordered) == first
        first = ac.empirical_bayes_morans_i(prefectures["events"], prefectures["population"], graph)
        again = ac.empirical_bayes_morans_i(shuffled["events"], prefectures["population"], graph)
        assert again == first

    def test_another_seed_another_p(self, graphs, prefectures):
        x = prefectures["x"]
        assert ac.morans_i(x, graphs["links"]).p != ac.morans_i(x, graphs["links"], seed=1).p

    def test_ties_are_ties(self):
        # one yes on a ring of noes gives the same wherever it is: p is 1, not 1 / 100
        circle = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3, 3, 0], [1, 0, 2, 1, 3, 2, 0, 3])
        assert ac.morans_i(series(1, 0, 0, 0), circle, **FEW).p == 1

    @given(
        st.lists(st.integers(-20, 20), min_size=5, max_size=5).filter(lambda x: len(set(x)) > 1),
        st.floats(0.01, 100),
        st.floats(-1000, 1000),
    )
    @settings(max_examples=40, deadline=None)
    def test_unit_of_measurement_does_not_matter(self, x, scale, shift):
        first = ac.morans_i(series(*x), ODD, **FEW)
        second = ac.morans_i(series(*x) * scale + shift, ODD, **FEW)
        assert second.statistic == pytest.approx(first.statistic, rel=1e-6, abs=1e-7)
        assert second.p == pytest.approx(first.p)


class TestDegenerate:
    CALLS: ClassVar = {
        "moran": lambda x, graph: ac.morans_i(x, graph, **FEW),
        "geary": lambda x, graph: ac.gearys_c(x, graph, **FEW),
        "g": lambda x, graph: ac.getis_ord_g(x, graph, **FEW),
        "eb": lambda x, graph: ac.empirical_bayes_morans_i(x, x * 0 + 7, graph, **FEW),
    }

    @pytest.mark.parametrize("name", CALLS)
    def test_constant_values(self, name):
        with pytest.warns(ac.UndefinedStatisticWarning, match="same"):
            result = self.CALLS[name](series(1.0, 1.0, 1.0, 1.0), LINE)
        assert math.isnan(result.statistic)
        assert math.isnan(result.p)
        assert result.n == 4

    @pytest.mark.parametrize("name", CALLS)
    def test_zero_totals(self, name):
        with pytest.warns(ac.UndefinedStatisticWarning):
            result = self.CALLS[name](series(0, 0, 0, 0), LINE)
        assert math.isnan(result.statistic)

    @pytest.mark.parametrize("name", CALLS)
    def test_one_unit(self, name):
        lonely = Adjacency.of("a", [], [])
        with pytest.warns(ac.UndefinedStatisticWarning, match="only 1 unit"):
            assert math.isnan(self.CALLS[name](series(1), lonely).p)

    @pytest.mark.parametrize("name", CALLS)
    def test_no_links(self, name):
        islands = Adjacency.of("abcd", [], [])
        with pytest.warns(ac.UndefinedStatisticWarning, match="no unit has a neighbor"):
            result = self.CALLS[name](series(1, 0, 1, 0), islands)
        assert math.isnan(result.p)
        assert result.isolates == tuple("abcd")
        assert result.components == 4

    @pytest.mark.parametrize("name", CALLS)
    def test_missing_values_are_left_out_and_counted(self, name):
        five = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3, 3, 4], [1, 0, 2, 1, 3, 2, 4, 3])
        result = self.CALLS[name](series(1, 0, 1, 1, np.nan), five)
        assert result.omitted == ("e",)
        assert result.n == 4
        without = self.CALLS[name](series(1, 0, 1, 1), LINE)
        assert (result.statistic, result.p) == (without.statistic, without.p)

    def test_a_unit_whose_neighbors_have_no_values_is_an_isolate(self):
        result = ac.morans_i(series(1, np.nan, 3, 5), LINE, **FEW)
        assert result.isolates == ("a",)
        assert result.n == 3
        dropped = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
        kept = ac.morans_i(series(1, 2, 3, 5, 90), dropped, **FEW)
        without = ac.morans_i(series(1, 2, 3, 5, 90), dropped, isolates="drop", **FEW)
        assert kept.isolates == without.isolates == ("e",)
        assert (kept.n, without.n) == (5, 4)
        assert without.statistic == ac.morans_i(series(1, 2, 3, 5), LINE, **FEW).statistic

    def test_three_units_have_a_statistic_but_no_variance(self):
        result = ac.morans_i(
            series(1, 2, 4), Adjacency.of("abc", [0, 1, 1, 2], [1, 0, 2, 1]), **FEW
        )
        assert math.isfinite(result.statistic)
        assert math.isnan(result.variance)
        assert math.isnan(result.z)
        assert 0 < result.p <= 1

    def test_units_that_do_not_match_are_named(self):
        values = pd.Series([1, 2, 3, 4], index=["a", "b", "c", "x"])
        with pytest.raises(DataError, match="not in the weights: x; without a row of values: d"):
            ac.morans_i(values, LINE)
        with pytest.raises(DataError, match="not unique: a"):
            ac.morans_i(pd.Series([1, 2], index=["a", "a"]), LINE)

    def test_numbers_that_are_none(self):
        with pytest.raises(DataError, match="not numbers"):
            ac.morans_i(series("1", "two", "3", "4"), LINE)
        with pytest.raises(DataError, match="infinite: b"):
            ac.morans_i(series(1, math.inf, 3, 4), LINE)
        with pytest.raises(DataError, match="not a Series"):
            ac.morans_i([1, 2, 3, 4], LINE)
        with pytest.raises(DataError, match="0 permutations"):
            ac.morans_i(series(1, 2, 3, 4), LINE, 0)
        with pytest.raises(DataError, match="0 or more"):
            ac.getis_ord_g(series(-1, 2, 3, 4), LINE)

    def test_unknown_options(self):
        x = series(1, 2, 3, 4)
        with pytest.raises(DataError, match="transformation"):
            ac.morans_i(x, LINE, transform="v")
        with pytest.raises(DataError, match="isolates"):
            ac.morans_i(x, LINE, isolates="hide")
        with pytest.raises(DataError, match="treatment"):
            ac.empirical_bayes_morans_i(x, x, LINE, negative="none")

    def test_rates_without_population(self):
        events, people = series(0, 1, 2, 5), series(0, 10, 10, 20)
        result = ac.empirical_bayes_morans_i(events, people, LINE, **FEW)
        assert result.omitted == ("a",)
        with pytest.raises(DataError, match="population of 0: a"):
            ac.empirical_bayes_morans_i(events + 1, people, LINE)
        with pytest.raises(DataError, match="negative"):
            ac.empirical_bayes_morans_i(-events, people, LINE)
        with pytest.raises(DataError, match="do not match: d"):
            ac.empirical_bayes_morans_i(events, people.drop("d"), LINE)

    def test_nullable_numbers_are_numbers(self):
        values = series(1, 2, None, 4).astype("Int64")
        assert ac.morans_i(values, LINE, **FEW).omitted == ("c",)


class TestResult:
    def test_says_what_it_was_made_with(self):
        result = ac.morans_i(series(1, 2, 3, 4), LINE, 199, 5)
        assert (result.name, result.weights) == ("Moran's I", "line")
        assert (result.permutations, result.seed) == (199, 5)
        assert (result.components, result.isolates, result.omitted) == (1, (), ())
        assert describe(LINE).components == result.components

    def test_cannot_be_changed(self):
        result = ac.morans_i(series(1, 2, 3, 4), LINE, **FEW)
        with pytest.raises(AttributeError):
            result.p = 0.01
