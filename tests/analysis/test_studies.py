"""The studies: columns against the measures and hand-worked values; seeds; order of rows."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from clustermap.analysis.studies.words import METHODS
from shapely import box

from clustermap.analysis import autocorrelation, concentration, studies
from clustermap.analysis import points as point_pattern
from clustermap.analysis.points import m_function, uniform_scatter
from clustermap.analysis.weights.adjacency import Adjacency
from clustermap.analysis.weights.neighbors import from_text
from clustermap.analysis.weights.regions import add_up, contract, dissolve_regions
from clustermap.errors import DataError


@pytest.fixture(scope="module")
def counts(atlas):
    return pd.crosstab(atlas.sites["prefecture_code"], atlas.sites["sector"]).reindex(
        atlas.prefectures.index, fill_value=0
    )


@pytest.fixture(scope="module")
def jobs(atlas):
    return atlas.indicators["employees_private_all_industries"].rename("jobs")


@pytest.fixture(scope="module")
def links(atlas):
    return from_text(atlas.prefectures, "links")


def few_and_sampled(monkeypatch):
    """Let few sites count as very many."""
    monkeypatch.setattr(m_function, "_EXACT_WORK", 0)
    monkeypatch.setattr(m_function, "_FEW_WORK", 0)
    monkeypatch.setattr(m_function, "_SAMPLED_WORK", 1)
    monkeypatch.setattr(m_function, "_LEAST_REFERENCES", 15)
    monkeypatch.setattr(uniform_scatter, "_MOST_THROWS", 0)
    monkeypatch.setattr(uniform_scatter, "_EXACT_PAIRS", 0)
    monkeypatch.setattr(uniform_scatter, "_SAMPLED_PAIRS", 0)
    monkeypatch.setattr(uniform_scatter, "_LEAST_REFERENCES", 15)


class TestConcentration:
    def test_hand_worked(self):
        counts = pd.DataFrame({"ships": [6, 2, 0, 0]}, index=list("abcd"))
        land = pd.Series([1, 1, 1, 1], list("abcd"), name="land")
        found = studies.concentration_study(
            counts, land, pd.Series(["n", "n", "s", "s"], list("abcd"))
        ).loc["ships"]
        assert found[["total", "areas", "withheld", "top_area", "top_share"]].tolist() == [
            8,
            2,
            0,
            "a",
            0.75,
        ]
        assert found["herfindahl"] == pytest.approx(0.75**2 + 0.25**2)
        assert found["effective_areas"] == pytest.approx(1 / 0.625)
        # pairs: |6-2| 4, |6-0| 6 twice, |2-0| 2 twice: 2 * 20 / (2 * 16 * 2)
        assert found["gini"] == pytest.approx(0.625)
        assert found["locational_gini"] == pytest.approx(0.625)
        assert found["hoover"] == pytest.approx(0.5)
        assert found["theil"] == pytest.approx(0.75 * np.log(3) + 0.25 * np.log(1))
        # the north holds all of it: ln(8 / 4) between, the rest within
        assert found["theil_between"] == pytest.approx(np.log(2))
        assert found["theil_within"] + found["theil_between"] == pytest.approx(found["theil"])
        assert found["entropy"] == pytest.approx(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25)))
        assert found["mori_nishikimi_smith"] == pytest.approx(np.log(4) - found["entropy"])
        raw, least, room = 0.5**2 + 0 + 2 * 0.25**2, 1 / 8, 0.75
        assert found["ellison_glaeser"] == pytest.approx(
            (raw - room * least) / (room * (1 - least))
        )

    def test_each_column_is_the_measure(self, counts, jobs, atlas):
        found = studies.concentration_study(counts, jobs, atlas.prefectures["region"])
        for sector in counts:
            row, column = found.loc[sector], counts[sector]
            assert row["gini"] == concentration.gini(column)
            assert row["theil"] == concentration.theil(column, atlas.prefectures["region"]).total
            table = column.to_frame(sector)
            assert row["hoover"] == concentration.hoover(table, reference=jobs)[sector]

    def test_withheld_values_are_left_out_and_counted(self):
        counts = pd.DataFrame({"ships": [3.0, np.nan, 1.0]}, index=list("abc"))
        people = pd.Series([1, 5, 1], list("abc"))
        found = studies.concentration_study(counts, people, plants=False).loc["ships"]
        alone = studies.concentration_study(counts.dropna(), people[["a", "c"]], plants=False)
        assert found["withheld"] == 1
        rest = [name for name in alone if name != "withheld"]
        assert found[rest].tolist() == alone.loc["ships", rest].tolist()

    def test_conventions_change_what_they_say(self, counts, jobs):
        usual = studies.concentration_study(counts, jobs)
        other = studies.concentration_study(
            counts, jobs, conventions=studies.Conventions(theil="L", gini="unweighted")
        )
        bio = counts[["bio"]]
        assert (
            other.loc["bio", "locational_gini"]
            == concentration.locational_gini(bio, reference=jobs, weighted=False)["bio"]
        )
        assert usual.loc["bio", "locational_gini"] != other.loc["bio", "locational_gini"]
        # some prefectures have no site: L has no finite value
        assert not np.isfinite(other.loc["bio", "theil"])
        assert "mean log deviation" in other.attrs["explain"]["theil"]["convention"]

    def test_the_curve_encloses_the_locational_gini(self, counts, jobs):
        found = studies.concentration_study(counts, jobs)
        for sector in counts:
            curve = found.attrs["curves"][sector]
            below = np.trapezoid(curve["sector"], curve["reference"])
            assert 1 - 2 * below == pytest.approx(found.loc[sector, "locational_gini"])

    def test_a_sector_without_sites_has_a_row_and_no_measure(self):
        counts = pd.DataFrame({"ships": [1, 2], "chips": [0, 0]}, index=list("ab"))
        found = studies.concentration_study(counts)
        assert found.loc["chips", "total"] == 0
        assert np.isnan(found.loc["chips", "herfindahl"])
        with pytest.raises(DataError, match="Nothing is counted"):
            studies.concentration_study(counts[["chips"]])

    def test_row_order_does_not_matter(self, counts, jobs, atlas):
        regions = atlas.prefectures["region"]
        one = studies.concentration_study(counts, jobs, regions)
        shuffled = counts.sample(frac=1, random_state=1)
        two = studies.concentration_study(shuffled, jobs.sample(frac=1, random_state=2), regions)
        pd.testing.assert_frame_equal(one, two, check_exact=True)


class TestSpecialization:
    def test_few_are_marked_and_not_ranked(self, counts):
        found = studies.specialization_study(counts, simulations=99)
        assert (found["few"] == (found["sites"] < 3)).all()
        assert found.loc[found["few"], "rank"].isna().all()
        sure = found[~found["few"]]
        assert (sure["rank_best"] <= sure["rank"]).all()
        assert (sure["rank"] <= sure["rank_worst"]).all()
        assert (sure["lower"] <= sure["lq_sites"]).all()
        assert (sure["lq_sites"] <= sure["upper"]).all()

    def test_quotients_are_those_of_the_measure(self, counts):
        found = studies.specialization_study(counts, simulations=99)
        filled = counts[counts.sum(axis=1) > 0]
        quotient = concentration.location_quotient(filled).loc["43", "semiconductor"]
        assert found.loc[("43", "semiconductor"), "lq_sites"] == quotient
        share = counts.loc["43", "semiconductor"] / counts.loc["43"].sum()
        overall = counts["semiconductor"].sum() / counts.to_numpy().sum()
        assert quotient == pytest.approx(share / overall)

    def test_areas_without_sites_have_no_quotient(self):
        counts = pd.DataFrame({"ships": [4, 0, 5], "chips": [1, 0, 6]}, index=list("abc"))
        found = studies.specialization_study(counts, simulations=99)
        assert found.loc["b", ["lq_sites", "lower", "krugman"]].isna().all(axis=None)
        assert (found.loc["b", "sites"] == 0).all()

    def test_seed_and_row_order(self, counts):
        one = studies.specialization_study(counts, simulations=199, seed=3)
        again = studies.specialization_study(counts.iloc[::-1], simulations=199, seed=3)
        pd.testing.assert_frame_equal(one, again.reindex(one.index), check_exact=True)
        other = studies.specialization_study(counts, simulations=199, seed=4)
        assert not one["rank_worst"].equals(other["rank_worst"])

    def test_one_sector_is_refused(self, counts):
        with pytest.raises(DataError, match="only one"):
            studies.specialization_study(counts[["bio"]])


class TestAutocorrelation:
    def test_global_columns_are_the_measures(self, counts, links):
        tests = studies.Tests(permutations=199, seed=5)
        found = studies.global_study(counts, links, tests=tests)
        for sector in counts:
            moran = autocorrelation.morans_i(counts[sector], links, 199, 5)
            geary = autocorrelation.gearys_c(counts[sector], links, 199, 5)
            row = found.loc[sector]
            assert row[["morans_i", "z", "p"]].tolist() == [moran.statistic, moran.z, moran.p]
            assert row[["gearys_c", "gearys_c_z"]].tolist() == [geary.statistic, geary.z]
        assert (
            found["q"].tolist()
            == autocorrelation.benjamini_hochberg(found["p"].to_numpy()).tolist()
        )
        assert set(found["weights"]) == {"links"}
        assert set(found["components"]) == {1}

    def test_geary_z_turns(self, counts, links):
        above = studies.global_study(counts, links, tests=studies.Tests(99))
        below = studies.global_study(counts, links, tests=studies.Tests(99, geary_z="below"))
        assert (above["gearys_c_z"] == -below["gearys_c_z"]).all()

    def test_rates_have_an_empirical_bayes_moran(self, counts, atlas, links):
        people = atlas.indicators["population_estimate"]
        rates = counts.div(people, axis=0)
        found = studies.global_study(
            rates, links, events=counts, population=people, tests=studies.Tests(99, negative="all")
        )
        alone = autocorrelation.empirical_bayes_morans_i(
            counts["ai"], people, links, 99, 0, negative="all"
        )
        assert found.loc["ai", "eb_morans_i"] == alone.statistic

    def test_a_constant_variable_is_not_tested(self, links):
        flat = pd.DataFrame({"flat": 1.0}, index=links.ids)
        assert np.isnan(studies.global_study(flat, links).loc["flat", "morans_i"])
        assert set(studies.local_study(flat, links)["label"]) == {"not tested"}

    def test_local_is_one_table_with_one_false_discovery_rate(self, counts, links):
        tests = studies.Tests(permutations=999)
        found = studies.local_study(counts, links, tests=tests)
        assert found.index.names == ["area", "variable"]
        assert (found["value"] == [counts.loc[area, name] for area, name in found.index]).all()
        bio = autocorrelation.local_morans_i(counts["bio"], links, 999)
        assert found.xs("bio", level="variable")["p"].tolist() == bio["p"].tolist()
        assert found["q"].to_numpy() == pytest.approx(
            autocorrelation.benjamini_hochberg(found["p"].to_numpy())
        )
        assert found.attrs["expected_false_alarms"] == pytest.approx(0.05 * 235)

    def test_the_divisor_changes_the_statistic_and_nothing_else(self, counts, links):
        less = studies.local_study(counts, links, tests=studies.Tests(99))
        n = studies.local_study(counts, links, tests=studies.Tests(99, divisor="n"))
        # z lag / (S / n) over z lag / (S / (n - 1))
        assert (n["statistic"] / less["statistic"]).to_numpy() == pytest.approx(47 / 46)
        assert less[["z", "p", "q", "label"]].equals(n[["z", "p", "q", "label"]])

    def test_areas_without_neighbors_are_not_tested_and_named(self):
        graph = Adjacency.of("abcde", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2], name="line")
        values = pd.DataFrame({"x": [5.0, 4, 2, 1, 9]}, index=list("abcde"))
        found = studies.local_study(values, graph, tests=studies.Tests(99))
        assert found.loc[("e", "x"), "label"] == "not tested"
        assert "not tested: e." in found.attrs["notes"][0]
        assert "e;" in found.attrs["explain"]["isolates"]
        kept = studies.global_study(values, graph, tests=studies.Tests(99))
        dropped = studies.global_study(values, graph, tests=studies.Tests(99, isolates="drop"))
        assert (kept.loc["x", "n"], dropped.loc["x", "n"]) == (5, 4)
        assert kept.loc["x", "isolates"] == 1

    def test_sensitivity_compares_weights(self, counts, atlas):
        graphs = {text: from_text(atlas.prefectures, text) for text in ("links", "queen")}
        found = studies.sensitivity_study(counts[["bio"]], graphs, tests=studies.Tests(99))
        assert found.loc[("bio", "queen"), "isolates"] == 2
        assert found.loc[("bio", "links"), "isolates"] == 0

    def test_the_scatterplot_has_the_slope_i(self, counts, links):
        found = studies.global_study(counts, links, tests=studies.Tests(99))
        cloud = found.attrs["scatter"]["shipbuilding"]
        slope = np.polyfit(cloud["z"], cloud["lag"], 1)[0]
        assert slope == pytest.approx(found.loc["shipbuilding", "morans_i"])

    def test_row_order_and_seed(self, counts, links):
        tests = studies.Tests(permutations=199, seed=1)
        one = studies.local_study(counts, links, tests=tests)
        two = studies.local_study(counts.iloc[::-1], links, tests=tests).reindex(one.index)
        pd.testing.assert_frame_equal(one, two, check_exact=True)
        other = studies.local_study(counts, links, tests=studies.Tests(199, seed=2))
        assert not one["p"].equals(other["p"])


class TestPoints:
    def test_summary_is_that_of_the_measures(self, atlas):
        draws = studies.Draws(simulations=99, seed=2)
        found = studies.pattern_study(
            atlas.sites, atlas.prefectures, ["shipbuilding"], distances=(50.0, 10.0), draws=draws
        ).loc["shipbuilding"]
        inside = atlas.sites["sector"] == "shipbuilding"
        ships, others = atlas.sites[inside], atlas.sites[~inside]
        m = point_pattern.m_function(ships, others, distances=[10, 50], simulations=99, seed=2)
        assert found[["m_10", "m_50"]].tolist() == m.curve["m"].tolist()
        kd = point_pattern.duranton_overman(ships, others, simulations=99, seed=2)
        assert found["localization"] == kd.localization
        assert not found["few"]

    @pytest.mark.parametrize(("function", "column"), [("k", "density"), ("m", "m"), ("l", "l")])
    def test_curves_have_bands(self, atlas, function, column):
        draws = studies.Draws(simulations=39)
        found = studies.curve_study(
            atlas.sites, atlas.prefectures, ["bio"], function, distances=[20, 100], draws=draws
        )
        assert found["distance_km"].tolist() == [20, 100]
        assert (found["lower_global"] <= found["mean"]).all()
        assert (found["mean"] <= found["upper_global"]).all()
        assert found[column].notna().all()

    def test_the_papers_density_is_half(self, atlas):
        given = (atlas.sites, atlas.prefectures, ["ai"], "k")
        whole = studies.curve_study(*given, distances=[50], draws=studies.Draws(39))
        half = studies.curve_study(
            *given, distances=[50], draws=studies.Draws(39, normalization="paper")
        )
        assert half["density"].item() == pytest.approx(whole["density"].item() / 2)
        assert "factor 2" in half.attrs["explain"]["density"]["convention"]

    def test_progress_runs_to_the_end_over_all_sectors(self, atlas):
        told = []
        draws = studies.Draws(
            simulations=39, progress=lambda done, every: told.append(done / every)
        )
        studies.curve_study(atlas.sites, atlas.prefectures, ["ai", "bio"], "k", draws=draws)
        assert told == sorted(told)
        assert told[-1] == 1

    def test_what_is_approximate_is_said_by_sector_and_measure(self, atlas, monkeypatch):
        given = (atlas.sites, atlas.prefectures, ["bio"])
        draws = studies.Draws(simulations=39)
        exact = studies.pattern_study(*given, draws=draws)
        assert exact.attrs["approximations"] == {}
        assert exact.attrs["explain"]["approximations"] == "none: every pair measured"
        few_and_sampled(monkeypatch)
        found = studies.pattern_study(*given, draws=studies.Draws(simulations=120))
        assert list(found.attrs["approximations"]["bio"]) == ["m", "nearest"]
        words = found.attrs["explain"]["approximations"]
        assert "bio, M, approximated" in words
        assert "sites drawn at random (seed 0)" in words
        assert "99 of the 120 simulations asked for" in words
        curve = studies.curve_study(*given, "l", distances=[20], draws=draws)
        assert "bio, L, approximated" in curve.attrs["explain"]["approximations"]
        assert (curve["standard_error"] > 0).all()

    def test_few_sites_are_marked_and_two_not_tested(self, atlas):
        two = atlas.sites[atlas.sites["sector"] == "ai"].iloc[:2]
        rest = atlas.sites[atlas.sites["sector"] != "ai"]
        found = studies.pattern_study(pd.concat([two, rest]), atlas.prefectures, ["ai"])
        assert found.loc["ai"].to_dict() == {"sites": 2, "few": True}
        with pytest.raises(DataError, match="No sector has 3 sites"):
            studies.curve_study(pd.concat([two, rest]), atlas.prefectures, ["ai"], "k")

    def test_one_sector_alone_has_nothing_to_be_compared_with(self, atlas):
        ai = atlas.sites[atlas.sites["sector"] == "ai"]
        with pytest.raises(DataError, match="no sites of other sectors"):
            studies.pattern_study(ai, atlas.prefectures, ["ai"])

    def test_colocation_is_the_measure_with_few_marked(self, atlas):
        found = studies.colocation_study(atlas.sites, permutations=99)
        measure = point_pattern.colocation_quotient(atlas.sites, "sector", 99).matrix()
        assert found.loc[("ai", "bio"), "quotient"] == measure.loc["ai", "bio"]
        segments = studies.colocation_study(atlas.sites, "segment", permutations=99)
        counts = atlas.sites["segment"].value_counts()
        rare = counts.index[counts < 3]
        marked = segments.index[segments["few"]]
        assert len(rare)
        assert len(marked)
        assert all(a in rare or b in rare for a, b in marked)

    def test_hotspots_are_those_of_the_measure(self, atlas):
        found = studies.hotspot_study(atlas.sites, ["semiconductor"], min_size=6)
        chips = atlas.sites[atlas.sites["sector"] == "semiconductor"]
        alone = point_pattern.hotspots(chips, "dbscan", min_size=6, radius_km=20)
        assert found["size"].tolist() == alone["size"].tolist()
        with pytest.raises(DataError, match="No 60 sites"):
            studies.hotspot_study(atlas.sites, ["ai"], min_size=60)


class TestRegions:
    def test_sums_do_not_fill_gaps(self):
        values = pd.DataFrame({"x": [1.0, np.nan, 3.0]}, index=list("abc"))
        found = add_up(values, pd.Series(["n", "n", "s"], list("abc")))
        assert found["x"].isna().tolist() == [True, False]

    def test_regions_are_linked_over_the_sea(self, atlas):
        prefectures = atlas.prefectures
        graph = contract(from_text(prefectures, "links"), prefectures["region"])
        assert graph.n == 8
        assert graph.isolates == ()
        pairs = {
            frozenset((graph.ids[a], graph.ids[b]))
            for a, b in zip(graph.focal, graph.neighbor, strict=True)
        }
        assert frozenset(("hokkaido", "tohoku")) in pairs  # Seikan tunnel
        assert frozenset(("shikoku", "kinki")) in pairs  # Akashi Kaikyo and Onaruto bridges
        assert frozenset(("hokkaido", "kanto")) not in pairs

    def test_regions_hold_the_land_of_their_prefectures(self):
        areas = gpd.GeoDataFrame(
            {"region": ["kinki", "kinki"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=6668
        )
        assert dissolve_regions(areas).geometry.iloc[0].equals(box(0, 0, 2, 1))


def test_every_method_names_its_paper():
    for name, words in METHODS.items():
        assert words["method"], name
        assert words["paper"], name
