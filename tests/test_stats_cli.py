"""``clustermap stats``: each subcommand, its formats, its words and its errors."""

from __future__ import annotations

import io
import json
import re

import click
import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

import clustermap as cm
from clustermap.cli.stats_command import DRAWN, command
from clustermap.errors import DataError, UnknownNameError
from clustermap.questions import STATISTICS

# as few draws as the option allows: what is tested here is the command
QUICK = {
    "specialization": ["--basis", "sites", "--permutations", "19"],
    "flows": ["--around", "Kumamoto"],
    "autocorrelation": ["--permutations", "19"],
    "pattern": ["--permutations", "19"],
    "colocation": ["--permutations", "19"],
    "zones": ["--permutations", "99"],
}


def table(out: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(out), dtype={"code": str})


@pytest.mark.parametrize("study", STATISTICS)
def test_every_study_has_a_command_that_runs_and_explains(run, study):
    status, out, err = run("stats", study, *QUICK.get(study, []), "--format", "csv", "--explain")
    assert status == 0, err
    assert len(table(out)) >= 5
    assert re.search(r"^(question: |sites:)", err, re.MULTILINE)


def test_every_command_is_in_the_guide():
    guide = command.help or ""
    assert command.list_commands(click.Context(command)) == list(STATISTICS)
    for name, summary in STATISTICS.items():
        made = command.get_command(click.Context(command), name)
        assert made.help.startswith(summary), name
    for study in STATISTICS:
        assert re.search(rf"^ +{study} +\S.*\?$", guide, re.MULTILINE), study


@pytest.mark.parametrize("form", ["table", "csv", "json", "md", "html"])
def test_formats(run, form, atlas):
    status, out, err = run("stats", "concentration", "--format", form)
    assert status == 0
    assert "Kumamoto" in out
    if form == "json":
        rows = {row["sector"]: row for row in json.loads(out)}
        chips = (atlas.sites["sector"] == "semiconductor").sum()
        assert rows["semiconductor"]["total"] == chips
    assert err == ""


@pytest.mark.parametrize("ending", ["csv", "json", "md", "html", "xlsx", "parquet"])
def test_files(run, tmp_path, ending):
    status, out, err = run("stats", "hotspots", "-o", f"found.{ending}")
    assert (status, out) == (0, "")
    assert "Wrote found" in err
    assert (tmp_path / f"found.{ending}").stat().st_size > 500


def test_hotspots_can_be_mapped_elsewhere(run, tmp_path):
    assert run("stats", "hotspots", "-o", "hotspots.geojson")[0] == 0
    found = gpd.read_file(tmp_path / "hotspots.geojson")
    assert found.crs.to_epsg() == 4326
    assert found["size"].min() >= 5
    assert found["name"].notna().all()


def test_weights_components_and_isolates_are_always_named(run):
    _, out, err = run("stats", "autocorrelation", *QUICK["autocorrelation"], "--format", "csv")
    assert {"weights", "components", "isolates"} <= set(table(out))
    assert "Weights links: 47 areas" in err
    _, out, err = run(
        "stats",
        "autocorrelation",
        "--local",
        "--weights",
        "queen",
        *QUICK["autocorrelation"],
        "--format",
        "csv",
    )
    found = table(out)
    assert "no neighbors, so not tested: 01, 47" in err
    lonely = found[found["code"].isin(["01", "47"])]
    assert set(lonely["label"]) == {"not tested"}
    assert lonely["p"].isna().all()
    assert "225 tests: about 11.2 p values" in err


def test_explain_says_all_that_an_economist_asks(run):
    _, _, err = run(
        "stats", "autocorrelation", *QUICK["autocorrelation"], "--seed", "7", "--explain"
    )
    for words in (
        "Moran (1950)", "I = (n / S0)", "permuted over the areas 19 times, seed 7",
        "weights: links: 47 areas, ", "components: 1 (of 47 areas)", "isolates: none",
        "as esda", "--eb-negative all", "--isolates drop",
    ):  # fmt: skip
        assert words in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["concentration", "--theil", "L"], "mean log deviation, infinite|mean log deviation: infinite"),
        (["concentration", "--gini", "unweighted"], "Each area counts the same"),
        (["specialization", "--krugman", "rest"], "all other areas"),
        (["specialization", "--method", "monte_carlo"], "Jeffreys"),
        (["autocorrelation", "--local", "--divisor", "n"], r"m2 = sum z\^2 / \(n\)"),
        (["autocorrelation", "--geary-z", "below"], "as spdep"),
        (["autocorrelation", "--eb-negative", "all"], "0 for all areas"),
        (["autocorrelation", "--isolates", "drop"], "left out of n"),
        (["autocorrelation", "--local", "--measure", "gstar"], "Ord and Getis"),
        (["pattern", "--function", "k", "--normalization", "paper", "--sector", "ai"], "Without the factor 2"),
    ],
)  # fmt: skip
def test_conventions_can_be_chosen_and_are_explained(run, arguments, words):
    status, _, err = run("stats", *arguments, *QUICK.get(arguments[0], []), "--explain")
    assert status == 0
    assert re.search(words, err)


def test_levels(run):
    _, out, _ = run("stats", "concentration", "--level", "region", "--format", "csv")
    assert table(out).set_index("sector").loc["semiconductor", "top_area"] == "Kyushu-Okinawa"
    _, out, err = run(
        "stats",
        "autocorrelation",
        "--level",
        "region",
        *QUICK["autocorrelation"],
        "--format",
        "csv",
    )
    assert set(table(out)["n"]) == {8}
    assert "8 areas, 9 links, 1 component" in err
    _, out, _ = run(
        "stats",
        "specialization",
        "--level",
        "region",
        "--region",
        "kyushu",
        *QUICK["specialization"],
        "--format",
        "csv",
    )
    assert set(table(out)["code"]) == {"kyushu-okinawa"}


def test_specialization_compares_with_all_of_japan_whatever_is_shown(run):
    quick = QUICK["specialization"]
    _, out, _ = run("stats", "specialization", *quick, "--format", "csv")
    every = table(out).set_index(["code", "sector"])
    _, out, _ = run(
        "stats",
        "specialization",
        "--prefecture",
        "熊本",
        "--sector",
        "半導体",
        *quick,
        "--format",
        "csv",
    )
    one = table(out).set_index(["code", "sector"])
    assert len(one) == 1
    pd.testing.assert_frame_equal(one, every.loc[one.index], check_dtype=False)


def test_same_seed_same_bytes(run):
    arguments = ["autocorrelation", "--local", "--permutations", "99", "--format", "csv"]
    first = run("stats", *arguments, "--seed", "1")[1]
    assert first == run("stats", *arguments, "--seed", "1")[1]
    assert first != run("stats", *arguments, "--seed", "2")[1]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["colocation", "--sector", "ai"], 1, ["there is one sector here", "--by segment"]),
        (["pattern", "--prefecture", "Nara", "--sector", "shipbuilding"], 1, ["No site is in this selection"]),
        (["hotspots", "--prefecture", "Nara", "--sector", "aerospace"], 1, ["No site is in this selection"]),
        (["hotspots", "--min-size", "99"], 1, ["No 99 sites", "--min-size"]),
        (["autocorrelation", "--weights", "rook"], 1, ["Unknown weights 'rook'", "knn:4"]),
        (["autocorrelation", "--weights", "knn:99"], 1, ["99 nearest neighbors of 47 units"]),
        (["autocorrelation", "--indicator", "gdp"], 1, ["Unknown indicator 'gdp'"]),
        (["autocorrelation", "--indicator", "sites", "--level", "region"], 1, ["known for prefectures"]),
        (["concentration", "--basis", "jobs", "--level", "municipality"], 1, ["known for prefectures", "--basis sites"]),
        (["autocorrelation", "--local", "--sensitivity"], 1, ["--sensitivity", "Leave --local out"]),
        (["autocorrelation", "--sensitivity", "--plot", "x.png"], 1, ["no picture"]),
        (["concentration", "--plot", "x.jpg"], 1, ["names no format", ".png, .svg or .pdf"]),
        (["concentration", "--plot", "none/x.png"], 1, ["folder none does not exist"]),
        (["concentration", "--sector", "semicon"], 1, ["Unknown sector 'semicon'"]),
        (["autocorrelation", "--permutations", "5"], 2, ["is not in the range"]),
        (["autocorrelation", "--measure", "c"], 2, ["'c' is not one of"]),
    ],
)  # fmt: skip
def test_wrong_input_gets_a_cause_and_a_remedy(run, tmp_path, arguments, status, words):
    code, _, err = run("stats", *arguments)
    assert code == status
    for word in words:
        assert word in err
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


def test_one_s_own_polygons_and_values(run, tmp_path):
    cells = [(i, j) for i in range(4) for j in range(4)]
    shapes = gpd.GeoDataFrame(
        {"id": [f"c{i}{j}" for i, j in cells]},
        geometry=[
            box(135 + i * 0.1, 35 + j * 0.1, 135.1 + i * 0.1, 35.1 + j * 0.1) for i, j in cells
        ],
        crs=6668,
    )
    shapes.to_file(tmp_path / "cells.geojson")
    pd.DataFrame({"id": shapes["id"], "jobs": [i for i, _ in cells]}).to_csv(
        tmp_path / "jobs.csv", index=False
    )
    own = [
        "--boundaries",
        "cells.geojson",
        "--values",
        "jobs.csv",
        "--column",
        "jobs",
        "--key",
        "id",
    ]
    status, out, err = run(
        "stats",
        "autocorrelation",
        *own,
        "--weights",
        "queen",
        "--permutations",
        "999",
        "--format",
        "csv",
    )
    assert status == 0, err
    row = table(out).iloc[0]
    assert (row["variable"], row["n"], row["components"]) == ("jobs", 16, 1)
    # stripes of 0, 1, 2, 3: neighbors by queen contiguity are alike
    assert row["morans_i"] > 0.5
    assert row["p"] < 0.01
    status, out, err = run(
        "stats",
        "autocorrelation",
        *own,
        "--local",
        "--permutations",
        "99",
        "--plot",
        "own.svg",
        "--format",
        "csv",
    )
    assert status == 0, err
    assert set(table(out)["code"]) == set(shapes["id"])
    assert "<title" in (tmp_path / "own.svg").read_text(encoding="utf-8")
    status, out, _ = run("stats", "concentration", *own, "--format", "csv")
    assert table(out)["total"].tolist() == [24]


def test_values_of_prefectures_need_no_boundaries(run, tmp_path, atlas):
    names = atlas.prefectures["name_ja"]
    pd.DataFrame({"県": names, "値": range(47)}).to_csv(tmp_path / "v.csv", index=False)
    status, out, err = run(
        "stats", "autocorrelation", "--values", "v.csv", "--permutations", "99", "--format", "csv"
    )
    assert status == 0, err
    assert table(out)["variable"].tolist() == ["値"]


def test_municipalities(run, n03, atlas):
    file = n03 / "N03-21_43_210101.geojson"
    status, out, err = run(
        "stats",
        "concentration",
        "--boundaries",
        str(file),
        "--level",
        "municipality",
        "--format",
        "csv",
    )
    assert status == 0, err
    found = table(out).set_index("sector")
    here = atlas.sites[atlas.sites["prefecture_code"] == "43"]
    # official boundaries may leave a site on reclaimed land outside
    chips = (here["sector"] == "semiconductor").sum()
    assert chips - 1 <= found.loc["semiconductor", "total"] <= chips
    status, out, err = run(
        "stats",
        "autocorrelation",
        "--boundaries",
        str(file),
        "--local",
        "--permutations",
        "99",
        "--format",
        "csv",
    )
    assert status == 0, err
    assert "Weights links: 49 areas" in err
    assert table(out)["code"].str.startswith("43").all()


@pytest.mark.parametrize("study", DRAWN)
def test_plot_writes_a_picture(run, tmp_path, study):
    few = ["--sector", "bio"] if study == "pattern" else []
    status, _, err = run(
        "stats", study, *few, *QUICK.get(study, []), "--plot", "found.png", "-o", "t.csv"
    )
    assert status == 0, err
    assert (tmp_path / "found.png").read_bytes().startswith(b"\x89PNG")
    assert "Alternative text: " in err


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_plot_takes_the_format_of_the_file_s_ending(run, tmp_path, ending, begins):
    status, _, err = run(
        "stats", "concentration", "--plot", f"found.{ending}", "--lang", "ja", "-o", "t.csv"
    )
    assert status == 0, err
    assert (tmp_path / f"found.{ending}").read_bytes().startswith(begins)


class TestApi:
    def test_options_are_checked(self, atlas):
        with pytest.raises(UnknownNameError, match="option of concentration 'levl'"):
            atlas.stats("concentration", levl="region")
        with pytest.raises(UnknownNameError, match="Unknown study 'concentraton'"):
            atlas.stats("concentraton")
        with pytest.raises(UnknownNameError, match="Unknown basis"):
            atlas.stats("concentration", basis="job")

    def test_frames_of_one_s_own(self, atlas):
        areas = atlas.prefectures.iloc[:5][["geometry"]]
        values = pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [5, 4, 3, 2, 1]}, index=areas.index)
        found = atlas.stats("specialization", areas=areas, values=values, permutations=19).table
        assert found["code"].unique().tolist() == list(areas.index)
        found = atlas.stats(
            "autocorrelation", areas=areas, values=values["a"], weights="knn:2", permutations=19
        ).table
        assert found["variable"].tolist() == ["a"]
        with pytest.raises(DataError, match="No area has a value"):
            atlas.stats("autocorrelation", areas=areas, values=values.set_axis(list("vwxyz")))
        with pytest.raises(DataError, match="not a column of numbers"):
            atlas.stats("concentration", areas=areas, values=values.astype(str))

    def test_a_selection_is_what_is_tested(self, atlas):
        kyushu = atlas.select(region="kyushu")
        assert set(kyushu.stats("autocorrelation", permutations=19).table["n"]) == {8}

    def test_own_sites_are_counted(self, tmp_path):
        (tmp_path / "s.csv").write_text(
            "name,sector,lon,lat\nA,hydrogen,130.7,32.8\nB,hydrogen,130.75,32.8\n", encoding="utf-8"
        )
        atlas = cm.load(sites=tmp_path / "s.csv")
        found = atlas.stats("concentration").table.set_index("sector")
        assert found.loc["hydrogen", ["total", "top_area", "few"]].tolist() == [2, "Kumamoto", True]
