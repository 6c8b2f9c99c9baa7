"""What a file says against itself, or against the map, is told; nothing is chosen silently."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import GeometryCollection, MultiPolygon, Point, Polygon

from clustermap.errors import DataError
from clustermap.ingest.files.foreign import read_map
from clustermap.ingest.user_data import user_files, with_user_data

from . import files

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection
    from tests.conftest import Runner

ZONES = {
    "outside": ("A,福岡県,菊陽町,2024,", "菊陽町 (43404) does not lie in 福岡県"),
    "order": ("A,熊本県,,2024-04,2020-03", "ended (2020-03) before it was designated (2024-04)"),
    "ward": (
        "A,北海道,01100;01101,2024,",
        "names 札幌市中央区 (01101) and its city 札幌市 (01100)",
    ),
    "total": ("合計,熊本県,,2024,\nB,熊本県,,2024,", "'合計' adds up other rows"),
}


@pytest.mark.parametrize("name", ZONES)
def test_zones_that_contradict_themselves(run: Runner, tmp_path: Path, name: str) -> None:
    row, words = ZONES[name]
    text = f"特区名,都道府県,市区町村,指定日,解除日\n{row}\n"
    (tmp_path / "z.csv").write_text(text, encoding="utf-8")
    done = run("data", "validate", "z.csv", "--kind", "zones", "--format", "json")
    assert done.status == 0
    found = pd.read_json(io.StringIO(done.out))
    lines = (
        found["value"].map(lambda cell: f"'{cell}' " if cell else "") + found["problem"]
    ).tolist()
    assert any(words in line for line in lines), lines


def test_totals_are_no_sites(selection: Selection, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(files.TABLE + "小計,,,\n計,ai,130.8,32.8\n", encoding="utf-8")
    found = with_user_data(selection, user_files(sites=path, sites_only=True))
    assert found.sites["name_ja"].tolist() == ["A works"]
    assert "'小計' adds up other rows (2 such in all, also: row 4)" in "\n".join(found.notes)


def _map(tmp_path: Path, **changed: Any) -> tuple[Any, str]:
    frame = files.towns()
    shapes = frame.geometry.tolist()
    for at, shape in changed.pop("shapes", {}).items():
        shapes[at] = shape
    frame = gpd.GeoDataFrame(frame.assign(**changed), geometry=shapes, crs=6668)
    frame.to_file(tmp_path / "m.geojson")
    found, findings = read_map(tmp_path / "m.geojson")
    return found, "\n".join(findings.messages())


def test_spoiled_shapes_are_named_with_number_and_place(tmp_path: Path) -> None:
    bow = Polygon([(131.0, 32.8), (131.2, 33.0), (131.2, 32.8), (131.0, 33.0)])
    _, said = _map(tmp_path, shapes={2: bow})
    assert (
        "1 polygon crosses or overlaps itself (feature 3 '菊陽町 43404', at 131.1000, 32.9000)"
        in said
    )
    held = GeometryCollection([files.square(130.6, 32.8), Point(130.7, 32.9)])
    _, said = _map(tmp_path, shapes={0: held})
    assert "1 geometry collection (feature 1 '合志市 43216')" in said


def test_areas_that_overlap_or_lie_far_away_are_named(tmp_path: Path) -> None:
    _, said = _map(tmp_path, shapes={1: files.square(130.7, 32.8)})
    assert "1 pair of areas overlap: 43216 合志市 and 43403 大津町" in said
    whole = files.square(130.55, 32.75, 0.7)
    _, said = _map(tmp_path, shapes={2: whole})
    assert "2 pairs of areas overlap" in said
    far = MultiPolygon([files.square(131.0, 32.8), files.square(10.0, 50.0)])
    _, said = _map(tmp_path, shapes={2: far})
    assert "1 area with a part outside Japan: 43404 菊陽町" in said
    _, said = _map(tmp_path)
    assert "overlap" not in said


def _plain(tmp_path: Path, **columns: list[Any]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=files.towns().geometry.to_numpy(), crs=6668)
    frame.to_file(tmp_path / "p.geojson")
    return frame


def test_people_are_no_codes_of_areas(tmp_path: Path) -> None:
    """Five digits that begin as a prefecture's code does: where the areas lie tells."""
    _plain(tmp_path, 地区=["甲", "乙", "丙"], 人口=["13101", "27100", "40130"])
    found, _ = read_map(tmp_path / "p.geojson")
    assert found.level == "area"
    assert list(found.areas.index) == ["丙", "乙", "甲"]
    _plain(tmp_path, 地区=["甲", "乙", "丙"], 番=["43216", "43403", "43404"])
    found, _ = read_map(tmp_path / "p.geojson")
    assert list(found.areas.index) == ["43216", "43403", "43404"]


def test_codes_of_another_prefecture_are_refused(tmp_path: Path) -> None:
    _plain(tmp_path, 市区町村名=["甲市", "乙市", "丙市"], code=["13101", "13102", "13103"])
    with pytest.raises(
        DataError, match=r"feature 1 '甲市' has a code of 東京都 \(13101\), and lies in 熊本県"
    ):
        read_map(tmp_path / "p.geojson")


def test_names_of_columns_that_a_dbf_cut_off_are_understood(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"行政区": ["43216", "43403", "43404"], "市区町": ["合志市", "大津町", "菊陽町"]},
        geometry=files.towns().geometry.to_numpy(), crs=6668,
    )  # fmt: skip
    path = files.shapefile(tmp_path, frame, encoding="utf-8")
    assert read_map(path)[0].areas["name_ja"].tolist() == ["合志市", "大津町", "菊陽町"]
    path = files.shapefile(tmp_path, frame[["行政区", "geometry"]], stem="bare", encoding="utf-8")
    _, findings = read_map(path)
    assert "no column with the areas' names was found" in "\n".join(findings.messages())


def test_small_areas_of_a_census(run: Runner, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"KEY_CODE": ["43216001000", "43216002000", "43404"], "PREF": ["43"] * 3,
         "CITY": ["216", "216", "404"], "PREF_NAME": ["熊本県"] * 3,
         "CITY_NAME": ["合志市", "合志市", "菊陽町"], "S_NAME": ["1丁目", "2丁目", "水面"],
         "HCODE": ["8101", "8101", "8154"]},
        geometry=files.towns().geometry.to_numpy(), crs=6668,
    )  # fmt: skip
    frame.to_file(tmp_path / "small.geojson")
    (tmp_path / "v.csv").write_text("KEY_CODE,jobs\n43216001000,1\n43216002000,2\n")
    done = run(
        "map",
        "--boundaries",
        "small.geojson",
        "--level",
        "area",
        "--values",
        "v.csv",
        "-o",
        "m.html",
    )
    assert done.status == 0, done.err
    assert "1 area of water (HCODE 8154): '43404'" in done.err
    assert "1 prefecture, 2 areas." in done.err
    done = run("map", "--boundaries", "small.geojson", "-o", "m.html")
    assert "2 municipalities." in done.err


def test_degrees_are_no_meters(selection: Selection, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(files.TABLE)
    with pytest.raises(DataError, match=r"look like degrees \(about 130.8400, 32.8800\)"):
        with_user_data(selection, user_files(sites=tmp_path / "s.csv", crs="EPSG:6677"))
    files.towns().to_file(tmp_path / "m.geojson")
    with pytest.raises(DataError, match="look like degrees"):
        read_map(tmp_path / "m.geojson", crs="EPSG:6677")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("map --encoding cp932", "--encoding is given without a file"),
        ("rank sites --where a=b", "--where is given without a file: it goes with --values FILE"),
        ("report -o r.html --map-columns name=a", "--map-columns is given without a file"),
        ("map --values v.csv --crs EPSG:6677", "--crs is given without a file: it goes with --sites"),
        ("zones list --lenient", "--lenient is given without a file"),
    ],
)  # fmt: skip
def test_options_about_files_need_one(run: Runner, tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "v.csv").write_text("code,v\n43,1\n")
    done = run(*line.split())
    assert done.status == 2
    assert words in done.err


def test_values_of_ones_own_need_no_option_to_be_printed(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("code,turnover\n43,5\n44,7\n")
    done = run("stats", "indicators", "--values", "v.csv", "--format", "csv")
    assert done.status == 0
    found = pd.read_csv(io.StringIO(done.out), dtype=str)
    assert found.set_index("code")["values:turnover"].dropna().to_dict() == {"43": "5", "44": "7"}
