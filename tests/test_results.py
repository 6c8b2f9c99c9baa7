"""Maps colored by results: clusters, hot spots, location quotients."""

from __future__ import annotations

import json

import pytest

from clustermap.atlas import load
from clustermap.errors import DataError, UnknownNameError
from clustermap.maps.page.payload import payload
from clustermap.questions.map_layer import colored_by


def described(atlas, name):
    table, found = colored_by(atlas.selection, name)
    page = payload(atlas.selection, table, color_by=found)
    return next(one for one in page["indicators"] if one["id"] == found), page


def test_clusters_are_those_of_the_command(atlas):
    name = "establishments_jsic28_electronic_parts_4plus"
    one, page = described(atlas, f"lisa:{name}")
    rows = atlas.stats("autocorrelation", names=(name,), local=True).table.set_index("code")
    assert one["values"] == rows["label"].reindex(page["areas"]["code"]).tolist()
    assert "high-high" in one["values"]
    assert [category["id"] for category in one["categories"]] == [
        "high-high", "low-low", "high-low", "low-high", "not significant", "not tested",
    ]  # fmt: skip
    assert [category["hatched"] for category in one["categories"]] == [False] * 4 + [True, False]
    assert "about 2.4 p values" in one["note"]["en"]
    assert one["year"] == "2020"
    json.dumps(page, allow_nan=False)


@pytest.mark.parametrize("name", ["lisa:semiconductor", "LISA:半導体", "lisa:반도체"])
def test_a_sector_stands_for_its_sites_per_million_people(atlas, name):
    one, _ = described(atlas, name)
    rows = atlas.select(sector="semiconductor").stats("autocorrelation", local=True).table
    assert one["id"] == "lisa:semiconductor"
    assert one["values"] == rows["label"].tolist()
    assert one["label"]["ja"].endswith("人口100万人当たりの拠点数：半導体")


def test_hot_spots(atlas):
    one, _ = described(atlas, "g*:sites:shipbuilding")
    assert one["id"] == "g*:sites:shipbuilding"
    rows = atlas.stats(
        "autocorrelation", local=True, measure="g*", names=("sites:shipbuilding",)
    ).table
    assert one["values"] == rows["label"].tolist()
    assert set(one["values"]) <= {"high", "low", "not significant"}
    assert described(atlas, "gstar:sites:shipbuilding")[0]["values"] == one["values"]


def test_quotients_have_intervals_ranges_of_ranks_and_few(atlas):
    one, page = described(atlas, "lq:semiconductor")
    rows = (
        atlas.stats("specialization", basis="sites")
        .table.set_index(["sector", "code"])
        .loc["semiconductor"]
    )
    at = page["areas"]["code"].index("43")
    assert one["values"][at] == pytest.approx(rows.loc["43", "lq_sites"], rel=1e-5)
    assert one["low"][at] == pytest.approx(rows.loc["43", "lower"], rel=1e-5)
    assert one["high"][at] == pytest.approx(rows.loc["43", "upper"], rel=1e-5)
    assert one["ranks"][at] == rows.loc["43", ["rank_best", "rank_worst"]].tolist()
    few = rows["few"] & rows["lq_sites"].notna()
    assert one["few"] == few.reindex(page["areas"]["code"]).tolist()


def test_where_no_site_stands_there_is_no_quotient(atlas, tmp_path):
    rest = atlas.sites[atlas.sites["prefecture_code"] != "29"]
    columns = {"name_en": "name", "sector": "sector", "lon": "lon", "lat": "lat"}
    rest[list(columns)].rename(columns=columns).to_csv(tmp_path / "sites.csv", index=False)
    few = load(sites=tmp_path / "sites.csv", sites_only=True)
    one, page = described(few, "lq:semiconductor")
    nara = page["areas"]["code"].index("29")
    assert [one[key][nara] for key in ("values", "low", "ranks")] == [None, None, None]


def test_of_a_selection_only_what_was_selected_is_tested(atlas):
    kyushu = atlas.select(region="kyushu")
    one, page = described(kyushu, "lisa:population_census")
    known = [value is not None for value in one["values"]]
    assert known == page["areas"]["selected"]


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("lisa:steel", UnknownNameError, "Unknown indicator 'steel'"),
        ("lq:population_census", UnknownNameError, "Unknown industry 'population_census'"),
        ("moran:bio", UnknownNameError, "Unknown indicator 'moran:bio'"),
    ],
)
def test_wrong_names(atlas, name, error, words):
    with pytest.raises(error, match=words):
        atlas.map(color_by=name)


def test_a_sector_that_was_not_selected(atlas):
    with pytest.raises(DataError, match="Bio is not among the sectors selected"):
        atlas.select(sector="ai").map(color_by="lisa:bio")


def test_the_page_without_scripts_says_the_classes(atlas):
    html = atlas.map(color_by="lisa:establishments_jsic28_electronic_parts_4plus").html
    still = html.split("<noscript>")[1].split("</noscript>")[0]
    assert "<td>High among high</td>" in still
    assert "Gunma High among high" in still
    assert 'fill="#b2182b"' in still


def test_static_maps(atlas):
    clusters = atlas.figure(color_by="lisa:employees_private_manufacturing", sites=False)
    assert "Not significant: 47." in clusters.alternative
    quotients = atlas.figure(color_by="lq:semiconductor", sites=False, lang="ja")
    found = (
        atlas.stats("specialization", basis="sites")
        .table.set_index(["sector", "code"])
        .loc["semiconductor"]
    )
    assert f"熊本県 {found.loc['43', 'lq_sites']:.2f}" in quotients.alternative
    few = (found["few"] & found["lq_sites"].notna()).sum()
    assert f"拠点3件未満：{few}" in quotients.alternative
    tiles = atlas.figure(color_by="lisa:semiconductor", tile_grid=True)
    assert tiles.render("svg")
