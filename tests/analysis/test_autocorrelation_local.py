"""Local statistics against hand-worked cases, all permutations, esda and R's spdep."""

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
from clustermap.analysis.autocorrelation.permutation import draws, neighbor_sum_tails
from clustermap.analysis.weights.adjacency import Adjacency
from clustermap.errors import DataError

REFERENCE = Path(__file__).parent / "reference"
LINE = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], name="line")
FEW = {"permutations": 99}
LABELS = {"high-high", "low-low", "high-low", "low-high", "not significant", "not tested"}


def series(*values):
    return pd.Series(values, index=list("abcdefghij"[: len(values)]))


def ring(n):
    """A circle of n units, each with two neighbors on either side."""
    focal = np.repeat(np.arange(n), 4)
    return Adjacency.of(range(n), focal, (focal + np.tile([-2, -1, 1, 2], n)) % n)


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
    table = table[table["unit"].notna()]
    return lambda case, statistic: table[
        (table["case"] == case) & (table["statistic"] == statistic)
    ].set_index("unit")["value"]


class TestHandWorked:
    def test_local_morans_i_of_a_line(self):
        # z = -1.5 -0.5 0.5 1.5; means of neighbors -0.5 -0.5 0.5 0.5; m2 = 5 / 3
        result = ac.local_morans_i(series(1, 2, 3, 4), LINE, **FEW).table
        assert result["statistic"].tolist() == pytest.approx([0.45, 0.15, 0.15, 0.45])
        # by n, as Anselin wrote it: m2 = 5 / 4
        result = ac.local_morans_i(series(1, 2, 3, 4), LINE, ddof=0, **FEW).table
        assert result["statistic"].tolist() == pytest.approx([0.6, 0.2, 0.2, 0.6])

    def test_local_morans_i_adds_up_to_the_global_one(self, graphs, prefectures):
        x, graph = prefectures["x"], graphs["links"]
        local = ac.local_morans_i(x, graph, ddof=0, **FEW).table["statistic"]
        assert local.mean() == pytest.approx(ac.morans_i(x, graph, **FEW).statistic)

    def test_local_g_of_a_line(self):
        result = ac.local_getis_ord(series(1, 2, 3, 4), LINE, star=False, **FEW).table
        assert result["statistic"].tolist() == pytest.approx([2 / 9, 4 / 8, 6 / 7, 3 / 6])
        result = ac.local_getis_ord(series(1, 2, 3, 4), LINE, **FEW).table
        assert result["statistic"].tolist() == pytest.approx([0.3, 0.6, 0.9, 0.7])
        # row-standardized, the unit itself among three or two
        result = ac.local_getis_ord(series(1, 2, 3, 4), LINE, transform="r", **FEW).table
        assert result["statistic"].tolist() == pytest.approx([0.15, 0.2, 0.3, 0.35])

    def test_z_of_g_star_is_ord_and_getis_formula(self):
        # unit b of the line: W* = S1* = 3, n = 4, mean 2.5, s^2 = 1.25
        result = ac.local_getis_ord(series(1, 2, 3, 4), LINE, **FEW).table
        want = (1 + 2 + 3 - 3 * 2.5) / (math.sqrt(1.25) * math.sqrt((4 * 3 - 9) / 3))
        assert result.loc["b", "z"] == pytest.approx(want)

    def test_a_hot_corner_is_named(self):
        values = pd.Series([0.0] * 30)
        values[3:10] = [50, 60, 70, 80, 70, 60, 50]
        rest = np.random.default_rng(0).normal(size=30)
        result = ac.local_morans_i(values + rest, ring(30)).table
        assert result.loc[6, "label"] == "high-high"
        assert result.loc[6, "p"] < 0.001
        spots = ac.local_getis_ord(values + rest, ring(30)).table
        assert spots.loc[6, "label"] == "high"
        cold = ac.local_getis_ord(-(values + rest), ring(30)).table
        assert cold.loc[6, "label"] == "low"
        assert ac.local_morans_i(-(values + rest), ring(30)).table.loc[6, "label"] == "low-low"

    def test_outliers_are_named(self):
        values = pd.Series(np.tile([0.0, 0.1, 0.05], 10))
        values[[4, 5, 7, 8]] = 9.0
        values[6] = -1.0
        result = ac.local_morans_i(values, ring(30), fdr=False).table
        assert result.loc[6, "label"] == "low-high"
        assert ac.local_morans_i(-values, ring(30), fdr=False).table.loc[6, "label"] == "high-low"


class TestAllPermutations:
    """Every way to put the values of the others around a unit, one by one."""

    X = np.array([3.0, 1.0, 4.0, 1.5, 9.0, 2.5])
    EQUAL = Adjacency.of("abcdef", [0, 0, 1, 2, 2, 2, 3, 4], [1, 2, 0, 0, 3, 4, 2, 2])
    UNEQUAL = Adjacency.of(
        "abcdef", [0, 0, 1, 2, 2, 2, 3, 4], [1, 2, 0, 0, 3, 4, 2, 2], [1, 3, 1, 2, 2, 5, 1, 1]
    )

    def conditional(self, unit, statistic):
        others = [i for i in range(6) if i != unit]
        every = []
        for p in itertools.permutations(others):
            order = list(p)
            order.insert(unit, unit)
            every.append(statistic(self.X[order]))
        return np.array(every)

    @staticmethod
    def two_sided(every, observed):
        tails = (every >= observed - 1e-9).mean(), (every <= observed + 1e-9).mean()
        return min(1, 2 * min(tails))

    @pytest.mark.parametrize("adjacency", [EQUAL, UNEQUAL], ids=["equal", "unequal"])
    def test_local_morans_i(self, adjacency):
        result = ac.local_morans_i(series(*self.X), adjacency, 49_999).table
        weights = adjacency.transformed("r").matrix().toarray()
        for unit in range(5):

            def statistic(x, unit=unit):
                z = x - x.mean()
                return z[unit] * (weights[unit] @ z) / (z @ z) * 5

            every = self.conditional(unit, statistic)
            row = result.iloc[unit]
            assert row["statistic"] == pytest.approx(statistic(self.X))
            assert row["z"] == pytest.approx((statistic(self.X) - every.mean()) / every.std())
            # standard error of a doubled share of 49,999: at most 0.0045
            assert row["p"] == pytest.approx(self.two_sided(every, statistic(self.X)), abs=0.015)

    @pytest.mark.parametrize("adjacency", [EQUAL, UNEQUAL], ids=["equal", "unequal"])
    def test_local_g(self, adjacency):
        result = ac.local_getis_ord(
            series(*self.X), adjacency, 49_999, star=False, transform="o"
        ).table
        weights = adjacency.matrix().toarray()
        for unit in range(5):

            def statistic(x, unit=unit):
                return weights[unit] @ x / (x.sum() - x[unit])

            every = self.conditional(unit, statistic)
            row = result.iloc[unit]
            assert row["statistic"] == pytest.approx(statistic(self.X))
            assert row["z"] == pytest.approx((statistic(self.X) - every.mean()) / every.std())
            assert row["p"] == pytest.approx(self.two_sided(every, statistic(self.X)), abs=0.015)

    @pytest.mark.parametrize("adjacency", [EQUAL, UNEQUAL], ids=["equal", "unequal"])
    def test_local_g_star(self, adjacency):
        result = ac.local_getis_ord(series(*self.X), adjacency, 49_999, transform="o").table
        weights = adjacency.matrix().toarray()
        weights += np.diag(weights.max(axis=1))
        every_order = [list(p) for p in itertools.permutations(range(6))]
        for unit in range(5):
            observed = weights[unit] @ self.X / self.X.sum()
            every = np.array([weights[unit] @ self.X[p] / self.X.sum() for p in every_order])
            row = result.iloc[unit]
            assert row["statistic"] == pytest.approx(observed)
            assert row["z"] == pytest.approx((observed - every.mean()) / every.std())
            assert row["p"] == pytest.approx(self.two_sided(every, observed), abs=0.015)


class TestReferences:
    @pytest.mark.parametrize("name", ["links", "land"])
    def test_spdep(self, name, graphs, prefectures, spdep):
        x, graph = prefectures["x"], graphs[name]
        linked = graph.ids[graph.cardinalities > 0]
        moran = ac.local_morans_i(x, graph).table.loc[linked]
        by_n = ac.local_morans_i(x, graph, ddof=0, **FEW).table.loc[linked]
        g = ac.local_getis_ord(x, graph, star=False).table.loc[linked]
        star = ac.local_getis_ord(x, graph).table.loc[linked]
        for ours, theirs in (
            (moran["statistic"], "local_moran_n1"),
            (by_n["statistic"], "local_moran_n"),
            (moran["z"], "local_moran_z"),
            (by_n["z"], "local_moran_z"),
            (g["z"], "local_g_z"),
            (star["z"], "local_gstar_z"),
        ):
            want = spdep(name, theirs)[linked]
            assert ours.to_numpy() == pytest.approx(want.to_numpy(), rel=1e-8), theirs
        # two draws of 9,999: the difference has a standard error of at most 0.014
        for ours, theirs in ((moran, "local_p"), (g, "local_p"), (star, "local_gstar_p")):
            gap = (ours["p"] - spdep(name, theirs)[linked]).abs()
            assert gap.max() < 0.06
            assert gap.mean() < 0.015

    @pytest.mark.parametrize("name", ["links", "land"])
    def test_esda(self, name, graphs, prefectures):
        import esda

        adjacency = graphs[name]
        x = prefectures["x"].reindex(adjacency.ids)
        linked = adjacency.cardinalities > 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = adjacency.to_graph()
            moran = esda.Moran_Local(x, graph, permutations=9999, seed=1)
            spots = {
                star: esda.G_Local(x, graph, transform="B", star=star, permutations=99, seed=1)
                for star in (False, True)
            }
        ours = ac.local_morans_i(x, adjacency).table
        assert ours["statistic"][linked].to_numpy() == pytest.approx(moran.Is[linked])
        twice = np.minimum(1, 2 * moran.p_sim[linked])
        assert np.abs(ours["p"][linked] - twice).max() < 0.06
        for star, theirs in spots.items():
            ours = ac.local_getis_ord(x, adjacency, star=star, **FEW).table[linked]
            assert ours["statistic"].to_numpy() == pytest.approx(theirs.Gs[linked])
            assert ours["z"].to_numpy() == pytest.approx(theirs.Zs[linked])

    def test_conditional_g_star_has_the_p_of_g(self, graphs, prefectures):
        x, graph = prefectures["x"], graphs["links"]
        star = ac.local_getis_ord(x, graph, null="conditional").table
        g = ac.local_getis_ord(x, graph, star=False).table
        assert star["p"].equals(g["p"])
        assert not star["statistic"].equals(g["statistic"])
        assert not ac.local_getis_ord(x, graph).table["p"].equals(g["p"])


class TestDraws:
    def test_every_beginning_is_a_fair_sample_without_replacement(self):
        rows = np.concatenate(list(draws(5, 3, 20_000, 0)))
        assert rows.shape == (20_000, 3)
        assert all(len(set(row)) == 3 for row in rows[:1000].tolist())
        for width in (1, 2, 3):
            _, count = np.unique(rows[:, :width], axis=0, return_counts=True)
            ways = math.perm(5, width)
            assert len(count) == ways
            chi_square = ((count - 20_000 / ways) ** 2 / (20_000 / ways)).sum()
            # mean ways - 1, variance twice that
            assert chi_square < ways - 1 + 4 * math.sqrt(2 * (ways - 1))

    def test_memory_stays_bounded_and_blocks_do_not_depend_on_the_width(self):
        shapes = [block.shape for block in draws(100_000, 4, 100, 0)]
        assert sum(rows for rows, _ in shapes) == 100
        assert max(rows for rows, _ in shapes) * 100_000 <= 2**21

    @given(
        st.integers(4, 9),
        st.integers(0, 2**32 - 1),
        st.lists(st.integers(0, 3), min_size=9, max_size=9),
    )
    @settings(max_examples=40, deadline=None)
    def test_counting_in_sorted_sums_is_counting_one_by_one(self, n, seed, values):
        # ties abound; the same draws are read out again the slow way
        rng = np.random.default_rng(seed)
        focal, neighbor = np.nonzero(np.triu(rng.random((n, n)) < 0.5, 1))
        graph = Adjacency.of(range(n), np.r_[focal, neighbor], np.r_[neighbor, focal])
        x = np.array(values[:n], dtype=float)[:, None]
        at_least, at_most = neighbor_sum_tails(x, graph, 200, seed)
        width = min(n, graph.cardinalities.max() + 1)
        rows = np.concatenate(list(draws(n, width, 200, seed)))
        for unit in range(n):
            k = graph.cardinalities[unit]
            mine = graph.neighbor[graph.focal == unit]
            if not k:
                continue
            sums = np.array([x[[i for i in row if i != unit][:k]].sum() for row in rows.tolist()])
            assert at_least[unit, 0] == (sums >= x[mine].sum()).sum()
            assert at_most[unit, 0] == (sums <= x[mine].sum()).sum()

    def test_equal_weights_take_the_fast_way_to_the_same_counts(self, graphs, prefectures):
        graph = graphs["links"]
        x = prefectures[["x", "y"]].reindex(graph.ids).to_numpy()
        fast = neighbor_sum_tails(x, graph, 500, 3)
        # weights a hair apart: too far for the fast way, too near to change a count
        nudged = 1 + 1e-11 * np.arange(len(graph.weight))
        slow = neighbor_sum_tails(
            x, Adjacency(graph.ids, graph.focal, graph.neighbor, nudged), 500, 3
        )
        assert (fast[0] == slow[0]).all()
        assert (fast[1] == slow[1]).all()


class TestFalseDiscoveryRate:
    def test_q_is_benjamini_and_hochbergs(self):
        # the 15 p values of their own example (1995, section 3.2): four pass at 5 %
        p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
        p = np.array([*p, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
        q = ac.benjamini_hochberg(p)
        assert (q <= 0.05).sum() == 4
        assert q[3] == pytest.approx(0.0095 * 15 / 4)

    @given(st.lists(st.one_of(st.floats(0.0001, 1), st.just(math.nan)), max_size=30))
    def test_q_against_its_definition(self, p):
        p = np.array(p, dtype=float)
        q = ac.benjamini_hochberg(p)
        tested = p[~np.isnan(p)]
        for one, got in zip(p, q, strict=True):
            if math.isnan(one):
                assert math.isnan(got)
                continue
            steps = [
                other * len(tested) / (tested <= other).sum() for other in tested if other >= one
            ]
            assert got == pytest.approx(min([1, *steps]))

    def test_q_of_scipy(self):
        from scipy.stats import false_discovery_control

        p = np.random.default_rng(0).random(50)
        assert ac.benjamini_hochberg(p) == pytest.approx(false_discovery_control(p))


class TestTable:
    def test_one_false_discovery_rate_over_areas_and_sectors(self, graphs, prefectures):
        values, graph = prefectures[["x", "y", "events"]], graphs["links"]
        result = ac.local_table(values, graph)
        table = result.table
        assert table.index.names == ["code", "variable"]
        assert len(table) == 3 * 47
        assert result.tested == 141
        assert result.expected_false_alarms == pytest.approx(7.05)
        assert table["q"].to_numpy() == pytest.approx(ac.benjamini_hochberg(table["p"].to_numpy()))
        assert set(table["label"]) <= LABELS
        significant = table["q"] <= 0.05
        assert (significant == ~table["label"].isin(["not significant", "not tested"])).all()
        assert significant.any()

    @pytest.mark.parametrize("measure", ["moran", "g", "g*"])
    def test_each_variable_is_as_if_alone(self, measure, graphs, prefectures):
        values, graph = prefectures[["x", "y"]].copy(), graphs["land"]
        values.loc["13", "y"] = np.nan
        result = ac.local_table(values, graph, measure=measure)
        for name in values:
            alone = {
                "moran": lambda x: ac.local_morans_i(x, graph).table,
                "g": lambda x: ac.local_getis_ord(x, graph, star=False).table,
                "g*": lambda x: ac.local_getis_ord(x, graph).table,
            }[measure](values[name])
            both = result.table.xs(name, level="variable")
            pd.testing.assert_frame_equal(both[["statistic", "z", "p"]], alone.iloc[:, :3])
        assert result.omitted == (("13", "y"),)
        assert [unit for unit, name in result.isolates if name == "x"] == ["01", "47"]

    def test_one_constant_sector_does_not_stop_the_others(self, graphs, prefectures):
        values = prefectures[["x"]].assign(none=0)
        with pytest.warns(ac.UndefinedStatisticWarning, match="'none' are the same"):
            result = ac.local_table(values, graphs["links"])
        assert set(result.table.xs("none", level="variable")["label"]) == {"not tested"}
        assert result.tested == 47

    def test_unusable_tables(self, graphs, prefectures):
        with pytest.raises(DataError, match="not unique"):
            ac.local_table(prefectures[["x", "x"]], graphs["links"])
        with pytest.raises(DataError, match="none"):
            ac.local_table(prefectures[[]], graphs["links"])
        with pytest.raises(DataError, match="measure 'geary'"):
            ac.local_table(prefectures, graphs["links"], measure="geary")


class TestReproducible:
    def test_same_seed_same_bytes_in_any_order_of_rows(self, graphs, prefectures):
        graph = graphs["land"]
        shuffled = prefectures.sample(frac=1, random_state=1)
        reordered = Adjacency.from_graph(graph.to_graph(shuffled.index), name="land")
        for function in (ac.local_morans_i, ac.local_getis_ord):
            first = function(prefectures["x"], graph).table
            for again in (
                function(prefectures["x"], graph),
                function(shuffled["x"], graph),
                function(shuffled["x"], reordered),
            ):
                again = again.table.reindex(first.index)  # noqa: PLW2901
                assert again.to_csv().encode() == first.to_csv().encode()
        first = ac.local_table(prefectures, graph).table
        again = ac.local_table(shuffled, reordered).table.loc[first.index]
        assert again.to_csv() == first.to_csv()

    def test_rows_come_back_in_the_order_given(self, graphs, prefectures):
        shuffled = prefectures.sample(frac=1, random_state=1)["x"]
        result = ac.local_morans_i(shuffled, graphs["links"], **FEW).table
        assert result.index.equals(shuffled.index)
        assert result.index.name == "code"

    def test_a_graph_and_an_adjacency_give_the_same(self, graphs, prefectures):
        x, adjacency = prefectures["x"], graphs["land"]
        first = ac.local_morans_i(x, adjacency).table
        assert ac.local_morans_i(x, adjacency.to_graph()).table.equals(first)

    def test_integer_ids(self):
        values = pd.Series(np.arange(12.0) ** 2)
        result = ac.local_morans_i(values, ring(12), **FEW).table
        backward = ac.local_morans_i(values[::-1], ring(12), **FEW).table
        assert backward[::-1].equals(result)


class TestDegenerate:
    CALLS: ClassVar = {
        "moran": lambda x, graph: ac.local_morans_i(x, graph, **FEW),
        "g": lambda x, graph: ac.local_getis_ord(x, graph, star=False, **FEW),
        "g*": lambda x, graph: ac.local_getis_ord(x, graph, **FEW),
    }

    @pytest.mark.parametrize("name", CALLS)
    @pytest.mark.parametrize("same", [0.0, 0.1])
    def test_constant_values_and_zero_totals(self, name, same):
        with pytest.warns(ac.UndefinedStatisticWarning, match="same"):
            result = self.CALLS[name](series(same, same, same, same), LINE)
        assert set(result.table["label"]) == {"not tested"}
        assert result.table[["statistic", "z", "p", "q"]].isna().all(axis=None)
        assert result.tested == 0

    @pytest.mark.parametrize("name", CALLS)
    def test_one_unit_and_no_links(self, name):
        for graph in (Adjacency.of("a", [], []), Adjacency.of("abcd", [], [])):
            with pytest.warns(ac.UndefinedStatisticWarning):
                result = self.CALLS[name](series(*range(graph.n)), graph)
            assert set(result.table["label"]) == {"not tested"}
            assert result.isolates == tuple(graph.ids)

    @pytest.mark.parametrize("name", CALLS)
    def test_isolates_are_not_tested(self, name, graphs, prefectures):
        result = self.CALLS[name](prefectures["x"], graphs["land"])
        untested = result.table.index[result.table["label"] == "not tested"]
        assert list(untested) == ["01", "47"]
        assert result.table.loc[untested, ["z", "p", "q"]].isna().all(axis=None)
        assert result.tested == 45
        assert result.isolates == ("01", "47")
        assert graphs["land"].components == 5

    @pytest.mark.parametrize("name", CALLS)
    def test_missing_values_are_left_out_and_neighbors_keep_the_others(self, name):
        five = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3, 3, 4], [1, 0, 2, 1, 3, 2, 4, 3])
        result = self.CALLS[name](series(1, 2, 3, 4, np.nan), five)
        without = self.CALLS[name](series(1, 2, 3, 4), LINE)
        assert result.table.loc["e", "label"] == "not tested"
        assert result.omitted == ("e",)
        pd.testing.assert_frame_equal(result.table.iloc[:4], without.table)
        # b's value is missing: a has no neighbor left, c keeps d
        gap = self.CALLS[name](series(1, np.nan, 3, 4, 5), five)
        assert gap.table["label"].eq("not tested").tolist() == [True, True, False, False, False]
        assert gap.isolates == ("a",)

    def test_a_unit_that_borders_on_all_others_tells_nothing(self):
        star = Adjacency.of("abcd", [0, 0, 0, 1, 2, 3], [1, 2, 3, 0, 0, 0])
        result = ac.local_morans_i(series(5, 1, 2, 3), star, **FEW).table
        assert result.loc["a", "p"] == 1
        assert math.isnan(result.loc["a", "z"])
        assert result.loc["a", "label"] == "not significant"

    def test_a_unit_at_the_mean_is_never_significant(self):
        values = pd.Series(np.r_[0.0, np.full(4, 9.0), np.full(25, -36 / 25)])
        values = values.iloc[np.r_[1, 2, 0, 3:30]].reset_index(drop=True)
        result = ac.local_morans_i(values, ring(30), fdr=False).table
        assert result.loc[2, "statistic"] == pytest.approx(0)
        assert result.loc[2, "p"] == 1

    def test_isolates_may_count_into_the_mean_or_not(self):
        graph = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
        values = series(1, 2, 3, 4, 90)
        dropped = ac.local_morans_i(values, graph, isolates="drop", **FEW)
        alone = ac.local_morans_i(values[:4], LINE, **FEW).table
        assert dropped.table.loc["a":"d", "statistic"].tolist() == alone["statistic"].tolist()
        kept = ac.local_morans_i(values, graph, **FEW)
        assert kept.table.loc["a", "statistic"] != dropped.table.loc["a", "statistic"]
        assert dropped.isolates == kept.isolates == ("e",)

    def test_999_permutations_cannot_pass(self, graphs, prefectures):
        result = ac.local_morans_i(prefectures["x"], graphs["links"], 999)
        assert result.smallest_p == 0.002
        assert result.table["p"].min() >= 0.002
        assert result.smallest_p * 47 > 0.05

    def test_unusable_options(self):
        x = series(1, 2, 3, 4)
        for options, word in (
            ({"ddof": 2}, "ddof"),
            ({"level": 0}, "level"),
            ({"permutations": 0}, "permutations"),
        ):
            with pytest.raises(DataError, match=word):
                ac.local_morans_i(x, LINE, **options)
        with pytest.raises(DataError, match="null model"):
            ac.local_getis_ord(x, LINE, star=False, null="total")
        with pytest.raises(DataError, match="null model"):
            ac.local_getis_ord(x, LINE, null="some")


class TestSmallMap:
    def test_two_linked_units_among_many_may_be_significant(self):
        # the smallest p of a unit with one neighbor among n is about 2 / (n - 1)
        n = 60
        graph = Adjacency.of(range(n), [0, 1], [1, 0])
        values = pd.Series(np.arange(n, dtype=float))
        values[[0, 1]] = 500, 501
        result = ac.local_morans_i(values, graph, fdr=False).table
        assert result.loc[0, "p"] == pytest.approx(2 / 59, abs=0.01)
        assert result["label"].value_counts()["not tested"] == n - 2
