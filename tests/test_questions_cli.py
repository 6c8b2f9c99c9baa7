"""The commands that compare, rank and question: formats, languages, wrong input."""

from __future__ import annotations

import io
import json
import os
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from clustermap.maps.page.html import read_payload

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas
    from tests.conftest import Runner


@pytest.fixture(scope="module")
def kumamoto(atlas: Atlas) -> pd.Series:
    """Return Kumamoto's sites, its rank by them, and the ranks that chance allows."""
    ranks = atlas.rank("sites").table.set_index("prefecture_code")
    counted = (atlas.sites["prefecture_code"] == "43").sum()
    assert ranks.loc["43", "value"] == counted
    assert ranks.loc["43", "rank"] == 1 + (ranks["value"] > counted).sum()
    return ranks.loc["43"]


def test_a_comparison_is_printed_with_its_differences(
    run: Runner, atlas: Atlas, kumamoto: pd.Series
) -> None:
    done = run("compare", "Kumamoto", "大分", "--lang", "ja")
    assert done.status == 0
    assert "熊本県、大分県の比較" in done.out
    one, other = kumamoto, (atlas.sites["prefecture_code"] == "44").sum()
    tied = "タイ" if one["tied"] > 1 else ""
    ranked = f"{one['rank']}位{tied}（{one['lower']}–{one['upper']}）"
    assert f"{one['value']:.0f}件 · {ranked}" in done.out
    assert f"- 拠点数は、熊本県{one['value']:.0f}件、大分県{other}件。" in done.out
    assert done.err == ""


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "parquet", "md", "html", "txt"])
def test_a_comparison_in_every_format(
    run: Runner, tmp_path: Path, ending: str, kumamoto: pd.Series
) -> None:
    file = tmp_path / f"c.{ending}"
    done = run("compare", "43", "44", "-o", str(file))
    assert done.status == 0, done.err
    match ending:
        case "csv":
            frame = pd.read_csv(file, dtype={"prefecture_code": str})
        case "json":
            frame = pd.DataFrame(json.loads(file.read_text(encoding="utf-8")))
        case "xlsx":
            head, *body = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
            frame = pd.DataFrame(body, columns=head)
        case "parquet":
            frame = pd.read_parquet(file)
        case _:
            text = file.read_text(encoding="utf-8")
            assert "Kumamoto" in text
            assert f"{kumamoto['lower']}st to {kumamoto['upper']}" in text
            return
    row = frame[(frame["measure"] == "sites") & (frame["prefecture_code"] == "43")].iloc[0]
    told = row[["value", "rank", "rank_low", "rank_high"]].astype(int).tolist()
    assert told == kumamoto[["value", "rank", "lower", "upper"]].astype(int).tolist()
    quotient = frame[(frame["section"] == "specialization") & (frame["prefecture_code"] == "43")]
    assert set(quotient["measure"]) == {"ai", "semiconductor", "shipbuilding", "bio", "aerospace"}
    assert (quotient["low"].astype(float) <= quotient["value"].astype(float)).all()


def test_a_ranking_names_what_it_does_not_rank(run: Runner) -> None:
    done = run("rank", "shipments_jsic30_ict_equipment_4plus")
    assert done.status == 0
    assert "Ranked: 41 of 47." in done.out
    assert "not zero: Nara, Yamaguchi, Tokushima, Ehime, Nagasaki and Kumamoto." in done.out
    for form in ("md", "html"):
        page = run("rank", "shipments_jsic30_ict_equipment_4plus", "--format", form)
        assert "Nagasaki and Kumamoto" in page.out
    done = run("rank", "shipments_jsic30_ict_equipment_4plus", "--format", "csv")
    frame = pd.read_csv(io.StringIO(done.out), dtype={"prefecture_code": str})
    assert frame["rank"].isna().sum() == 6
    assert frame["value"].isna().sum() == 6
    assert frame["source"].str.contains("http").all()


def test_without_an_indicator_the_sites_chosen_are_ranked(run: Runner) -> None:
    done = run("rank", "--segment", "equipment")
    assert done.out == run("rank", "sites", "--segment", "equipment").out
    assert done.out.startswith("Ranking: Sites: Equipment")


def test_a_ranking_of_a_region_is_out_of_47(run: Runner, kumamoto: pd.Series) -> None:
    done = run("rank", "sites", "--region", "kyushu", "--format", "json")
    rows = {row["prefecture_code"]: row for row in json.loads(done.out)}
    assert len(rows) == 8
    assert (rows["43"]["rank"], rows["43"]["of"]) == (kumamoto["rank"], 47)


def test_peers_say_how_far_and_what_sets_apart(run: Runner) -> None:
    done = run("peers", "愛媛", "--lang", "ko", "--count", "3")
    assert done.status == 0
    assert "나라현" in done.out
    assert "표준편차" in done.out
    done = run("peers", "Kumamoto", "--apart", "--format", "json")
    apart = json.loads(done.out)
    assert "sites_per_million:semiconductor" in [row["indicator"] for row in apart]
    gaps = [abs(row["gap"]) for row in apart]
    assert gaps == sorted(gaps, reverse=True)


def test_near_lists_sites_and_estimates_people(run: Runner, tmp_path: Path) -> None:
    done = run("near", "32.886,130.842", "--km", "20", "--format", "json")
    rows = json.loads(done.out)
    assert rows[0]["id"] == "jasm-kumamoto-1"
    assert [row["km"] for row in rows] == sorted(row["km"] for row in rows)
    assert rows[-1]["km"] <= 20
    page = tmp_path / "near.html"
    done = run("near", "菊陽町", "--km", "20", "--lang", "ja", "--map", str(page))
    assert "推計" in done.out
    assert "菊陽町の役所" in done.out
    assert "菊陽町から20 km以内" in page.read_text("utf-8")
    places = json.loads(
        run("near", "Kikuyo", "--km", "20", "--table", "municipalities", "--format", "json").out
    )
    whole = {row["code"]: row for row in places if row["share"] > 0.999}
    assert whole["43404"]["people"] == pytest.approx(43337)  # census of 2020
    assert run("near", "府中市").status == 1
    town = run("near", "熊本県菊池郡菊陽町津久礼4004", "--km", "3", "--lang", "ja")
    assert "菊陽町大字津久礼の中心" in town.out
    done = run("near", "130.842,32.886")
    assert (done.status, "Latitude comes first: 32.886,130.842" in done.err) == (1, True)


def test_zones_are_listed_and_shown(run: Runner) -> None:
    assert run("zones").out == run("zones", "list").out
    done = run("zones", "list", "--scheme", "kizuna", "--format", "json")
    assert {row["id"] for row in json.loads(done.out)} == {
        "kz_fukushima_nagasaki", "kz_miyagi_kumamoto",
    }  # fmt: skip
    done = run("zones", "show", "ns_sendai")
    assert "ward of a city named" in done.out
    assert "2015-08-28" in done.err
    done = run("zones", "show", "ns_yabu")
    assert (done.status, done.out) == (0, "")
    assert "No site lies in" in done.err
    done = run("zones", "show", "sr_kanagawa_bio")
    assert "not known which part" in done.err
    assert "Sagami Robot Industry Special Zone (AI)" in run("zones").out


def test_a_study_is_printed_written_and_mapped(run: Runner, tmp_path: Path) -> None:
    done = run("spillover")
    assert "What the data cannot show" in done.out
    assert "searched with more care" in done.out
    done = run("spillover", "rapidus-iim-1", "-o", "r.html", "--map", "m.html", "--lang", "ja")
    assert done.status == 0
    assert "ラピダス" in (tmp_path / "r.html").read_text(encoding="utf-8")
    rings = read_payload((tmp_path / "m.html").read_text(encoding="utf-8"))["rings"]
    assert len(rings[0]["center"]) == 2
    for which, column in (("years", "year"), ("placebo-sites", "ratio"), ("sites", "km")):
        done = run("spillover", "--table", which, "--format", "csv")
        assert column in done.out.splitlines()[0].split(",")
    one, two = (run("spillover", "--format", "json", "--seed", "3").out for _ in "ab")
    assert one == two


@pytest.mark.parametrize("what", ["technologies", "timeline", "competitiveness", "credit"])
@pytest.mark.parametrize("form", ["table", "csv", "md", "html"])
def test_policy_names_its_sources(run: Runner, what: str, form: str) -> None:
    done = run("policy", what, "--format", form, "--lang", "ja")
    assert done.status == 0, done.err
    assert len(done.out) > 500
    if (what, form) != ("credit", "csv"):
        assert "http" in done.out


def test_the_credit_is_named_an_estimate(run: Runner) -> None:
    done = run("policy", "credit", "--by", "sector")
    assert "Estimate, 7 %" in done.out
    assert "upper bound" in done.out
    assert "8 % was first reported" in done.out
    assert "must not be added up" in run("policy", "credit", "--by", "zone").out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["compare", "Kumamoto"], 1, ["can't be compared with itself"]),
        (["compare", "Kumamoto", "43"], 1, ["can't be compared with itself"]),
        (["compare", "Kumamoto", "Oitta"], 1, ["Unknown prefecture 'Oitta'", "Did you mean Oita?"]),
        (["compare", *map(str, range(1, 12))], 1, ["11 prefectures", "at most 10"]),
        (["compare"], 2, ["Missing argument"]),
        (["compare", "43", "44", "--format", "xlsx"], 1, ["not for the terminal"]),
        (["compare", "43", "44", "-o", "none/x.html"], 1, ["does not exist"]),
        (["rank", "welth"], 1, ["Unknown indicator 'welth'"]),
        (["rank", "population"], 1, ["Which of these?"]),
        (["rank", "sites", "--until", "1800"], 1, ["No site is counted"]),
        (["peers", "Seoul"], 1, ["Unknown place 'Seoul'", "Kumamoto"]),
        (["peers", "43", "--count", "47"], 2, ["not in the range"]),
        (["zones", "show", "ns_senday"], 1, ["Unknown zone", "Did you mean ns_sendai?"]),
        (["zones", "list", "--scheme", "gold"], 1, ["Unknown scheme", "national_strategic"]),
        (["spillover", "jasm"], 1, ["Unknown site 'jasm'", "jasm-kumamoto-1"]),
        (["spillover", "sony-kumamoto-tec"], 1, ["no date of being announced", "--basis opened"]),
        (["spillover", "jasm-kumamoto-1", "--sector", "steel"], 1, ["Unknown sector 'steel'"]),
        (["spillover", "jasm-kumamoto-1", "--rings", "near"], 2, ["not a list of distances"]),
        (["spillover", "jasm-kumamoto-1", "--rings", "50,20"], 1, ["make no sense"]),
        (["policy", "credit", "--start", "soon"], 1, ["not a date"]),
        (["policy", "credit", "--status", "closed"], 1, ["planned or under construction"]),
        (["policy", "timeline", "--since", "2040"], 1, ["No policy event"]),
        (["policy", "technologies", "--list", "five"], 2, ["'five' is not one of"]),
        (["policy", "competitiveness", "--country", "Corea"], 1, ["Unknown country"]),
    ],
)  # fmt: skip
def test_wrong_input_gets_a_cause_and_a_remedy_and_writes_nothing(
    run: Runner,
    tmp_path: Path,
    arguments: list[str],
    status: int,
    words: list[str],
) -> None:
    done = run(*arguments)
    assert done.status == status
    assert done.out == ""
    for word in words:
        assert word in done.err
    assert "Traceback" not in done.err
    assert os.listdir(tmp_path) == []
    notes = [line for line in done.err.strip().splitlines() if not line.startswith("Note:")]
    if status == 1:
        assert len(notes) == 2


def test_sites_of_ones_own_are_compared_and_studied(
    run: Runner, tmp_path: Path, atlas: Atlas, kumamoto: pd.Series
) -> None:
    (tmp_path / "own.csv").write_text(
        "施設名,緯度,経度,分野,発表日,投資額（億円）\n"
        "自社工場,32.80,130.72,semiconductor,2023-05,120\n"
        "水素プラント,33.6,130.4,hydrogen,2024-02,50\n",
        encoding="utf-8",
    )
    done = run("compare", "43", "40", "--sites", "own.csv", "--format", "json")
    rows = {(row["measure"], row["prefecture_code"]): row for row in json.loads(done.out)}
    assert rows["sites", "43"]["value"] == kumamoto["value"] + 1
    assert rows["hydrogen", "40"]["value"] is not None
    done = run("spillover", "--sites", "own.csv", "--format", "json")
    # the own plant lies within 25 km and was announced after the anchor
    assert (
        json.loads(done.out)[0]["after"]
        == atlas.spillover("jasm-kumamoto-1").by_ring["after"].iloc[0] + 1
    )
