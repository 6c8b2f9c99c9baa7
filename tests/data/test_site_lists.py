"""Lists of sites out: near a place, by any column, in each format; what is overdue."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clustermap as cm
from clustermap.data.overdue import overdue
from clustermap.errors import DataError
from clustermap.ingest.conditions import only_matching

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas
    from tests.conftest import Runner

OWN = (
    "名称,分野,経度,緯度,従業者数,年商（億円）,備考\n"
    "阿蘇精機,半導体,130.84,32.88,120,31,PLANTED\n"
    "肥後バイオ,バイオ,130.74,32.79,45,1.2,PLANTED\n"
)


def rows(out: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(out), dtype=str, keep_default_na=False)


def test_sites_near_a_place_are_those_of_near(run: Runner, atlas: Atlas) -> None:
    done = run("data", "show", "sites", "--near", "菊陽町", "--km", "20", "--format", "csv")
    assert done.status == 0, done.err
    listed = rows(done.out)
    expected = atlas.near("菊陽町", 20).table
    assert listed["id"].tolist() == expected["id"].tolist()
    assert listed["km"].astype(float).tolist() == expected["km"].tolist()


def test_conditions_hold_for_every_row(run: Runner, atlas: Atlas) -> None:
    done = run(
        "data", "show", "sites", "--region", "kyushu", "--where", "jobs > 100", "--where",
        "分野=半導体", "--where", "opened>=2020", "--format", "csv",
    )  # fmt: skip
    sites = atlas.select(region="kyushu", sector="semiconductor").sites
    wanted = sites[(sites["jobs"] > 100) & (sites["opened"].str[:4] >= "2020")]
    assert rows(done.out)["id"].tolist() == wanted["id"].tolist()
    assert len(wanted) > 3


def test_excel_has_headings_and_words_in_the_language(run: Runner) -> None:
    args = ("--prefecture", "熊本", "--sector", "bio", "--lang", "ja", "-o", "s.xlsx")
    done = run("data", "show", "sites", *args)
    assert done.status == 0, done.err
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook("s.xlsx").active.rows]
    assert cells[0][:6] == ["ID", "名称（英語）", "名称", "名称（韓国語）", "分野", "種別"]
    assert {row[4] for row in cells[1:]} == {"バイオ"}


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_map_files_hold_the_points(run: Runner, tmp_path: Path, ending: str) -> None:
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    args = ("--sites", "own.csv", "--sites-only", "--public", "年商（億円）", "-o", f"s.{ending}")
    done = run("data", "show", "sites", *args)
    assert done.status == 0, done.err
    found = gpd.read_file(tmp_path / f"s.{ending}")
    assert found["name_ja"].tolist() == ["阿蘇精機", "肥後バイオ"]
    assert found.geometry.x.round(2).tolist() == [130.84, 130.74]
    assert [str(one) for one in found["年商（億円）"]] == ["31", "1.2"]
    assert b"PLANTED" not in (tmp_path / f"s.{ending}").read_bytes()


def test_parquet_and_own_columns(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    args = ("--sites", "own.csv", "--sites-only", "--public", "年商（億円）")
    done = run("data", "show", "sites", *args, "--where", "年商 >= 10", "-o", "s.parquet")
    assert done.status == 0, done.err
    assert pd.read_parquet(tmp_path / "s.parquet")["name_ja"].tolist() == ["阿蘇精機"]


def test_an_empty_list_is_said_to_be_one(run: Runner, tmp_path: Path) -> None:
    for form in ("csv", "json", "geojson", "xlsx"):
        done = run("data", "show", "sites", "--where", "jobs > 1e9", "-o", f"none.{form}")
        assert done.status == 0, done.err
        assert "Note: no site matches; the list is empty." in done.err
        assert (tmp_path / f"none.{form}").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--where", "jobs"], 1, "is not a condition"),
        (["--where", "nope > 1"], 1, "no column 'nope'"),
        (["--where", "jobs > many"], 1, "is not a number"),
        (["--km", "3"], 2, "--near PLACE"),
        (["--near", "Nowhereville"], 1, "Nowhereville"),
        (["--format", "geojson"], 1, "not for the terminal"),
    ],
)
def test_wrong_filters(run: Runner, arguments: list[str], status: int, words: str) -> None:
    done = run("data", "show", "sites", *arguments)
    assert done.status == status
    assert words in done.err


@given(st.text(max_size=20))
def test_any_condition_is_understood_or_refused(text: str) -> None:
    table = pd.DataFrame({"jobs": [1.0, None], "name": ["a", ""]})
    try:
        only_matching(table, [text])
    except DataError as error:
        assert error.remedy


def test_overdue_is_what_was_to_open(run: Runner, atlas: Atlas) -> None:
    done = run("data", "overdue", "--as-of", "2026-03-01", "--format", "csv")
    every = rows(done.out)
    listed = every[every["what"] == "opening"]
    sites = atlas.sites[atlas.sites["status"].isin(["planned", "under_construction"])]
    dates = sites["opened"][sites["opened"] != ""]
    before = pd.Timestamp("2026-03-01")
    wanted = [
        one for one, date in dates.items()
        if pd.Period(date, {4: "Y", 7: "M", 10: "D"}[len(date)]).end_time < before
    ]  # fmt: skip
    assert set(listed["id"]) == set(wanted)
    assert len(wanted) > 10
    assert every["due"].is_monotonic_increasing
    assert set(listed["status"]) <= {"planned", "under_construction"}
    assert f"{len(listed)} sites not said to be open" in done.err


def test_overdue_of_own_rows_and_exactness(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "id,name,sector,lon,lat,status,opened\n"
        "a,A,bio,130.8,32.8,計画,2026年3月\nb,B,bio,130.8,32.8,計画,2026\n"
        "c,C,bio,130.8,32.8,稼働中,2025\nd,D,bio,130.8,32.8,建設中,2026-04-01\n"
        "e,E,bio,130.8,32.8,計画,\n",
        encoding="utf-8",
    )
    sites = cm.load(sites=tmp_path / "own.csv", sites_only=True).sites
    assert overdue(sites, "2026-03-31")["id"].tolist() == []
    assert overdue(sites, "2026-04-01")["id"].tolist() == ["a"]
    assert overdue(sites, "2026-04-02")["id"].tolist() == ["a", "d"]
    assert overdue(sites, "2027-01-01")["id"].tolist() == ["b", "a", "d"]
    with pytest.raises(DataError, match="not a date"):
        overdue(sites, "soon")


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["--segment", "equipment"], "Ranking: Sites: Equipment"),
        (["--segment", "equipment", "--lang", "ja"], "順位：拠点数：製造装置"),
        (["--sector", "bio", "--status", "planned"], "Ranking: Sites: Bio (Planned)"),
        (["--until", "2015"], "Ranking: Sites, all sectors (to 2015)"),
        ([], "Ranking: Sites, all sectors"),
    ],
)
def test_a_ranking_is_titled_as_what_it_is(run: Runner, arguments: list[str], title: str) -> None:
    assert run("rank", "sites", *arguments).out.splitlines()[0].strip() == title
