"""`clustermap data geocode`: the table kept, the places added, each fallback named."""

from __future__ import annotations

import csv
import io

import pandas as pd


def test_rows_order_and_columns_stay(run, tmp_path):
    (tmp_path / "firms.csv").write_text(
        "番号,住所,備考\n2,東京都千代田区大手町1-2-3,x\n1,熊本県ほげ市1,\n3,池田町1,y\n",
        encoding="utf-8",
    )
    got = run("data", "geocode", "firms.csv", "-o", "out.csv")
    assert got.status == 0, got.err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert [row["番号"] for row in rows] == ["2", "1", "3"]
    assert list(rows[0]) == [
        "番号", "住所", "備考", "municipality_code", "town", "lon", "lat", "exactness", "warning"
    ]  # fmt: skip
    assert rows[0]["town"] == "大手町一丁目"
    assert rows[1]["lon"] == rows[2]["lon"] == ""
    assert "4 places" in rows[2]["warning"]
    assert "row 3" in got.err
    assert "row 4" in got.err
    assert "3 addresses; 1 to the town, 2 not placed" in got.err
    assert "Geolonia" in got.err


def test_parts_in_columns_and_names_that_are_taken(run, tmp_path):
    table = pd.DataFrame(
        {"都道府県": ["東京都"], "市区町村": ["府中市"], "町名・番地": ["宮西町2-24"], "lon": ["x"]}
    )
    table.to_excel(tmp_path / "firms.xlsx", index=False)
    got = run("data", "geocode", "firms.xlsx", "-o", "out.parquet")
    assert got.status == 0, got.err
    made = pd.read_parquet(tmp_path / "out.parquet")
    assert made.loc[0, "lon"] == "x"
    assert made.loc[0, "town"] == "宮西町二丁目"
    assert 139 < made.loc[0, "lon_geocoded"] < 140
    assert made.loc[0, "warning"] == ""
    assert "lon_geocoded" in got.err


def test_a_column_is_found_by_what_it_holds_or_named(run, tmp_path):
    text = "a,b\nx,熊本県菊陽町原水1\ny,熊本県合志市幾久富1\n"
    (tmp_path / "firms.csv").write_text(text, encoding="utf-8")
    assert "'b' is taken as the addresses" in run("data", "geocode", "firms.csv").err
    assert "大字原水" in run("data", "geocode", "firms.csv", "--column", "b").out
    assert run("data", "geocode", "firms.csv", "--column", "c").status == 1


def test_without_addresses_and_over_the_input(run, tmp_path):
    (tmp_path / "firms.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    got = run("data", "geocode", "firms.csv")
    assert got.status == 1
    assert "--column" in got.err
    before = (tmp_path / "firms.csv").read_bytes()
    assert run("data", "geocode", "firms.csv", "--column", "b", "-o", "./firms.csv").status == 1
    assert (tmp_path / "firms.csv").read_bytes() == before
