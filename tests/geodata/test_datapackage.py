import csv

import frictionless
import pytest

import clustermap as cm


def test_every_table_is_valid(tables):
    report = frictionless.validate(str(tables.folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:20]


def test_every_file_is_described_and_every_description_has_a_file(tables, package):
    described = {resource["path"] for resource in package["resources"]}
    shipped = {
        path.relative_to(tables.folder).as_posix()
        for ending in ("csv", "shp", "topo.json", "parquet")
        for path in tables.folder.rglob(f"*.{ending}")
    }
    assert described == shipped


def test_every_table_names_its_source_and_licence(package):
    for resource in package["resources"]:
        assert resource["title"]
        assert resource["sources"], resource["name"]
        assert all(source["title"] for source in resource["sources"])
        assert all(licence["path"].startswith("https://") for licence in resource["licenses"])


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("prefectures", ("code",)),
        ("municipalities", ("code",)),
        ("sources/municipal_offices", ("code",)),
        ("sources/municipal_kana", ("code",)),
        ("sources/name_exceptions", ("code", "field")),
        ("airports", ("prefecture_code", "icao")),
        ("ports", ("prefecture_code", "name")),
        ("neighbors", ("code_a", "code_b")),
        ("clusters", ("id",)),
        ("zones", ("id",)),
        ("strategic_technologies", ("id",)),
        ("policy_events", ("date", "title_en")),
        ("searches", ("prefecture_code", "sector")),
        ("indicators", ("indicator",)),
        ("prefecture_statistics", ("indicator", "year", "prefecture_code")),
        ("sites/ai", ("prefecture_code", "id")),
        ("sites/semiconductor", ("prefecture_code", "id")),
        ("sites/shipbuilding", ("prefecture_code", "id")),
        ("sites/bio", ("prefecture_code", "id")),
        ("sites/aerospace", ("prefecture_code", "id")),
    ],
)
def test_tables_are_sorted(tables, table, key):
    keys = [tuple(row[column] for column in key) for row in tables(table)]
    assert keys == sorted(keys)


def test_text_is_plain(tables):
    for path in tables.folder.rglob("*.csv"):
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf"), f"{path.name} has a byte order mark"
        assert b"\r" not in data, f"{path.name} has carriage returns"
        assert data.endswith(b"\n")
        for row in csv.reader(data.decode().splitlines()):
            assert all(cell == cell.strip() for cell in row), (path.name, row)


def test_pages_name_every_table_that_outputs_are_made_from(package):
    unread = {one["path"] for one in package["resources"] if one.get("prepared")}
    assert {path for path in unread if not path.startswith("sources/")} == {
        "searches.csv",
        "audit_2026_11.csv",
    }
    named = {one["table"] for one in cm.load().map(level="prefecture").payload["sources"]}
    assert {"municipality-basic", "economic-census-municipality", "prefecture-series"} <= named
    assert not named & {"searches", "municipal-offices"}
