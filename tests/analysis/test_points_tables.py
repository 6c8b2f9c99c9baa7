"""The tables of point patterns, and the answers made of them."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from clustermap.analysis import points
from clustermap.analysis.points import nearest_neighbor, ripley
from clustermap.analysis.points.tables import Draws, curve_table, pattern_table
from clustermap.errors import DataError
from clustermap.questions import colocation, hotspots, pattern

# the package's m_function is the function of that name
m_function = sys.modules["clustermap.analysis.points.m_function"]


def few_and_sampled(monkeypatch):
    """Let few sites count as very many."""
    monkeypatch.setattr(m_function, "_EXACT_WORK", 0)
    monkeypatch.setattr(m_function, "_FEW_WORK", 0)
    monkeypatch.setattr(m_function, "_SAMPLED_WORK", 1)
    monkeypatch.setattr(m_function, "_LEAST_REFERENCES", 15)
    monkeypatch.setattr(nearest_neighbor, "_MOST_THROWS", 0)
    monkeypatch.setattr(ripley, "_EXACT_PAIRS", 0)
    monkeypatch.setattr(ripley, "_SAMPLED_PAIRS", 0)
    monkeypatch.setattr(ripley, "_LEAST_REFERENCES", 15)


def test_summary_is_that_of_the_measures(atlas):
    draws = Draws(simulations=99, seed=2)
    given = (atlas.sites, atlas.prefectures, ["shipbuilding"])
    found = pattern_table(*given, distances=(50.0, 10.0), draws=draws)[0].loc["shipbuilding"]
    inside = atlas.sites["sector"] == "shipbuilding"
    ships, others = atlas.sites[inside], atlas.sites[~inside]
    m = points.m_function(ships, others, distances=[10, 50], simulations=99, seed=2)
    assert found[["m_10", "m_50"]].tolist() == m.curve["m"].tolist()
    kd = points.duranton_overman(ships, others, simulations=99, seed=2)
    assert found["localization"] == kd.localization
    assert not found["few"]


@pytest.mark.parametrize(("function", "column"), [("k", "density"), ("m", "m"), ("l", "l")])
def test_curves_have_bands(atlas, function, column):
    draws = Draws(simulations=39)
    found = curve_table(
        atlas.sites, atlas.prefectures, ["bio"], function, distances=[20, 100], draws=draws
    ).table
    assert found["distance_km"].tolist() == [20, 100]
    assert (found["lower_global"] <= found["mean"]).all()
    assert (found["mean"] <= found["upper_global"]).all()
    assert found[column].notna().all()


def test_the_papers_density_is_half(atlas):
    given = (atlas.sites, atlas.prefectures, ["ai"])
    whole = curve_table(*given, "k", distances=[50], draws=Draws(39)).table
    draws = Draws(39, normalization="paper")
    half = pattern.curves(*given, pattern.Options(function="k", distances=[50]), draws)
    assert half.table["density"].item() == pytest.approx(whole["density"].item() / 2)
    assert "factor 2" in half.explain["density"]["convention"]


def test_progress_runs_to_the_end_over_all_sectors(atlas):
    shares = []
    draws = Draws(simulations=39, progress=lambda done, every: shares.append(done / every))
    curve_table(atlas.sites, atlas.prefectures, ["ai", "bio"], "k", draws=draws)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_what_is_approximate_is_said_by_sector_and_measure(atlas, monkeypatch):
    given = (atlas.sites, atlas.prefectures, ["bio"])
    draws, options = Draws(simulations=39), pattern.Options()
    assert pattern_table(*given, draws=draws)[1] == {}
    exact = pattern.summary(*given, options, draws)
    assert exact.explain["approximations"] == "none: every pair measured"
    few_and_sampled(monkeypatch)
    more = Draws(simulations=120)
    assert list(pattern_table(*given, draws=more)[1]["bio"]) == ["m", "nearest"]
    words = pattern.summary(*given, options, more).explain["approximations"]
    assert "bio, M, approximated" in words
    assert "sites drawn at random (seed 0)" in words
    assert "99 of the 120 simulations asked for" in words
    curve = pattern.curves(*given, pattern.Options(function="l", distances=[20]), draws)
    assert "bio, L, approximated" in curve.explain["approximations"]
    assert (curve.table["standard_error"] > 0).all()


def test_few_sites_are_marked_and_two_not_tested(atlas):
    two = atlas.sites[atlas.sites["sector"] == "ai"].iloc[:2]
    rest = atlas.sites[atlas.sites["sector"] != "ai"]
    found, _ = pattern_table(pd.concat([two, rest]), atlas.prefectures, ["ai"])
    assert found.loc["ai"].to_dict() == {"sites": 2, "few": True}
    with pytest.raises(DataError, match="No sector has 3 sites"):
        curve_table(pd.concat([two, rest]), atlas.prefectures, ["ai"], "k")


def test_one_sector_alone_has_nothing_to_be_compared_with(atlas):
    ai = atlas.sites[atlas.sites["sector"] == "ai"]
    with pytest.raises(DataError, match="no sites of other sectors"):
        pattern_table(ai, atlas.prefectures, ["ai"])


def test_colocation_is_the_measure_with_few_marked(atlas):
    options = colocation.Options(permutations=99)
    found = colocation.quotients(atlas.sites, options).table.set_index(["from", "to"])
    measure = points.colocation_quotient(atlas.sites, "sector", 99).matrix()
    assert found.loc[("ai", "bio"), "quotient"] == measure.loc["ai", "bio"]
    options = colocation.Options(by="segment", permutations=99)
    segments = colocation.quotients(atlas.sites, options).table.set_index(["from", "to"])
    counts = atlas.sites["segment"].value_counts()
    rare = counts.index[counts < 3]
    marked = segments.index[segments["few"]]
    assert len(rare)
    assert len(marked)
    assert all(a in rare or b in rare for a, b in marked)


def test_hotspots_are_those_of_the_measure(atlas):
    options = hotspots.Options(min_size=6)
    found = hotspots.groups(atlas.sites, ["semiconductor"], options).table
    chips = atlas.sites[atlas.sites["sector"] == "semiconductor"]
    alone = points.hotspots(chips, "dbscan", min_size=6, radius_km=20)
    assert found["size"].tolist() == alone["size"].tolist()
    with pytest.raises(DataError, match="No 60 sites"):
        hotspots.groups(atlas.sites, ["ai"], hotspots.Options(min_size=60))
