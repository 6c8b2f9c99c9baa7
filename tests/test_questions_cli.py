"""The commands that compare, rank and question: formats, languages, wrong input."""

from __future__ import annotations

import io
import json
import os
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from clustermap.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas


class Run:
    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        self.status = stop.value.code
        self.out, self.err = capsys.readouterr()


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def kumamoto(atlas: Atlas) -> pd.Series:
    """Return Kumamoto's sites, its rank by them, and the ranks that chance allows."""
    ranks = atlas.rank("sites").set_index("prefecture_code")
    counted = (atlas.sites["prefecture_code"] == "43").sum()
    assert ranks.loc["43", "value"] == counted
    assert ranks.loc["43", "rank"] == 1 + (ranks["value"] > counted).sum()
    return ranks.loc["43"]


def test_a_comparison_is_printed_with_its_differences(
    capsys: pytest.CaptureFixture[str], atlas: Atlas, kumamoto: pd.Series
) -> None:
    run = Run(capsys, "compare", "Kumamoto", "大分", "--lang", "ja")
    assert run.status == 0
    assert "熊本県、大分県の比較" in run.out
    one, other = kumamoto, (atlas.sites["prefecture_code"] == "44").sum()
    tied = "タイ" if one["tied"] > 1 else ""
    ranked = f"{one['rank']}位{tied}（{one['lower']}–{one['upper']}）"
    assert f"{one['value']:.0f}か所 · {ranked}" in run.out
    assert f"- 拠点数は、熊本県{one['value']:.0f}か所、大分県{other}か所。" in run.out
    assert run.err == ""


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "parquet", "md", "html", "txt"])
def test_a_comparison_in_every_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ending: str, kumamoto: pd.Series
) -> None:
    file = tmp_path / f"c.{ending}"
    run = Run(capsys, "compare", "43", "44", "-o", str(file))
    assert run.status == 0, run.err
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


def test_a_ranking_names_what_it_does_not_rank(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "rank", "shipments_jsic30_ict_equipment_4plus")
    assert run.status == 0
    assert "Ranked: 38 of 47." in run.out
    assert "not zero: Nara, Yamaguchi, Tokushima, Ehime, Nagasaki and Kumamoto." in run.out
    assert "No data, not ranked and not zero: Kagawa, Kochi and Okinawa." in run.out
    for form in ("md", "html"):
        page = Run(capsys, "rank", "shipments_jsic30_ict_equipment_4plus", "--format", form)
        assert "Kagawa, Kochi and Okinawa" in page.out
    run = Run(capsys, "rank", "shipments_jsic30_ict_equipment_4plus", "--format", "csv")
    frame = pd.read_csv(io.StringIO(run.out), dtype={"prefecture_code": str})
    assert frame["rank"].isna().sum() == 9
    assert frame["value"].isna().sum() == 9
    assert frame["source"].str.contains("http").all()


def test_a_ranking_of_a_region_is_out_of_47(
    capsys: pytest.CaptureFixture[str], kumamoto: pd.Series
) -> None:
    run = Run(capsys, "rank", "sites", "--region", "kyushu", "--format", "json")
    rows = {row["prefecture_code"]: row for row in json.loads(run.out)}
    assert len(rows) == 8
    assert (rows["43"]["rank"], rows["43"]["of"]) == (kumamoto["rank"], 47)


def test_peers_say_how_far_and_what_sets_apart(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "peers", "愛媛", "--lang", "ko", "--count", "3")
    assert run.status == 0
    assert "나라현" in run.out
    assert "표준편차" in run.out
    run = Run(capsys, "peers", "Kumamoto", "--apart", "--format", "json")
    apart = json.loads(run.out)
    assert "sites_per_million:semiconductor" in [row["indicator"] for row in apart]
    gaps = [abs(row["gap"]) for row in apart]
    assert gaps == sorted(gaps, reverse=True)


def test_zones_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert Run(capsys, "zones").out == Run(capsys, "zones", "list").out
    run = Run(capsys, "zones", "list", "--scheme", "kizuna", "--format", "json")
    assert {row["id"] for row in json.loads(run.out)} == {
        "kz_fukushima_nagasaki", "kz_miyagi_kumamoto",
    }  # fmt: skip
    run = Run(capsys, "zones", "show", "ns_sendai")
    assert "ward of a city named" in run.out
    assert "2015-08-28" in run.err
    run = Run(capsys, "zones", "show", "ns_yabu")
    assert (run.status, run.out) == (0, "")
    assert "No site lies in" in run.err
    run = Run(capsys, "zones", "show", "sr_kanagawa_bio")
    assert "not known which part" in run.err
    assert "Sagami Robot Industry Special Zone (AI)" in Run(capsys, "zones").out


def test_a_study_is_printed_written_and_mapped(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = Run(capsys, "spillover")
    assert "What the data cannot show" in run.out
    assert "searched with more care" in run.out
    run = Run(
        capsys, "spillover", "rapidus-iim-1", "-o", "r.html", "--map", "m.html", "--lang", "ja"
    )
    assert run.status == 0
    assert "ラピダス" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert '"rings":[{"center":' in (tmp_path / "m.html").read_text(encoding="utf-8")
    for which, column in (("years", "year"), ("placebo-sites", "ratio"), ("sites", "km")):
        run = Run(capsys, "spillover", "--table", which, "--format", "csv")
        assert column in run.out.splitlines()[0].split(",")
    one, two = (Run(capsys, "spillover", "--format", "json", "--seed", "3").out for _ in "ab")
    assert one == two


@pytest.mark.parametrize("what", ["technologies", "timeline", "competitiveness", "credit"])
@pytest.mark.parametrize("form", ["table", "csv", "md", "html"])
def test_policy_names_its_sources(capsys: pytest.CaptureFixture[str], what: str, form: str) -> None:
    run = Run(capsys, "policy", what, "--format", form, "--lang", "ja")
    assert run.status == 0, run.err
    assert len(run.out) > 500
    if (what, form) != ("credit", "csv"):
        assert "http" in run.out


def test_the_credit_is_named_an_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "policy", "credit", "--by", "sector")
    assert "Estimate, 7 %" in run.out
    assert "upper bound" in run.out
    assert "8 % was first reported" in run.out
    assert "must not be added up" in Run(capsys, "policy", "credit", "--by", "zone").out


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
        (["peers", "Seoul"], 1, ["Unknown prefecture 'Seoul'"]),
        (["peers", "43", "--count", "47"], 2, ["not in the range"]),
        (["zones", "show", "ns_senday"], 1, ["Unknown zone", "Did you mean ns_sendai?"]),
        (["zones", "list", "--scheme", "gold"], 1, ["Unknown scheme", "national_strategic"]),
        (["spillover", "jasm"], 1, ["Unknown site 'jasm'", "jasm-kumamoto-1"]),
        (["spillover", "sony-kumamoto-tec"], 1, ["no date of being announced", "--basis opened"]),
        (["spillover", "jasm-kumamoto-1", "--sector", "steel"], 1, ["Unknown sector 'steel'"]),
        (["spillover", "jasm-kumamoto-1", "--rings", "near"], 2, ["no list of distances"]),
        (["spillover", "jasm-kumamoto-1", "--rings", "50,20"], 1, ["make no sense"]),
        (["policy", "credit", "--start", "soon"], 1, ["not a date"]),
        (["policy", "credit", "--status", "closed"], 1, ["planned or under construction"]),
        (["policy", "timeline", "--since", "2040"], 1, ["No policy event"]),
        (["policy", "technologies", "--list", "five"], 2, ["'five' is not one of"]),
        (["policy", "competitiveness", "--country", "Corea"], 1, ["Unknown country"]),
    ],
)  # fmt: skip
def test_wrong_input_gets_a_cause_and_a_remedy_and_writes_nothing(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    status: int,
    words: list[str],
) -> None:
    run = Run(capsys, *arguments)
    assert run.status == status
    assert run.out == ""
    for word in words:
        assert word in run.err
    assert "Traceback" not in run.err
    assert os.listdir(tmp_path) == []
    notes = [line for line in run.err.strip().splitlines() if not line.startswith("Note:")]
    if status == 1:
        assert len(notes) == 2


def test_sites_of_ones_own_are_compared_and_studied(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, atlas: Atlas, kumamoto: pd.Series
) -> None:
    (tmp_path / "own.csv").write_text(
        "施設名,緯度,経度,分野,発表日,投資額（億円）\n"
        "自社工場,32.80,130.72,semiconductor,2023-05,120\n"
        "水素プラント,33.6,130.4,hydrogen,2024-02,50\n",
        encoding="utf-8",
    )
    run = Run(capsys, "compare", "43", "40", "--sites", "own.csv", "--format", "json")
    rows = {(row["measure"], row["prefecture_code"]): row for row in json.loads(run.out)}
    assert rows["sites", "43"]["value"] == kumamoto["value"] + 1
    assert rows["hydrogen", "40"]["value"] is not None
    run = Run(capsys, "spillover", "--sites", "own.csv", "--format", "json")
    # the own plant lies within 25 km and was announced after the anchor
    assert (
        json.loads(run.out)[0]["after"]
        == atlas.spillover("jasm-kumamoto-1").by_ring["after"].iloc[0] + 1
    )
