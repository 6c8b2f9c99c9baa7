import csv

import frictionless
import pytest


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
