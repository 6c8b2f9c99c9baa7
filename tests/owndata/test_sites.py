"""Sites of one's own, from tables in any usual state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Transformer
from shapely.geometry import Point

import clustermap as cm
from clustermap.data.gazetteer import gazetteer
from clustermap.data.locator import locator
from clustermap.ingest.sites import ReadingOptions, read_user_sites
from clustermap.ingest.user_data import user_files, with_user_data
from clustermap.maps.page.reading import page_table

from . import files

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection
    from clustermap.ingest.sites import Checked

TABLE = (
    "施設名,分野,緯度,経度,市区町村コード,投資額（億円）,稼働開始,従業員数,私の列\n"
    '熊本工場,半導体,32.8795,130.8435,43404,"1兆3,000億円",令和6年12月,約1700人,①\n'
    "髙島造船,造船,34.23,133.00,38202,500,2021-10-14,900,②\n"
)


def _read(path: Path, selection: Selection, **how: Any) -> Checked:
    return read_user_sites(path, ReadingOptions(**how), gazetteer(), locator(selection.prefectures))


@pytest.mark.wide
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encoding_separator_and_line_ends_change_nothing(
    tmp_path: Path, selection: Selection, encoding: str, separator: str, ends: str
) -> None:
    path = tmp_path / "own.csv"
    text = (
        TABLE.replace('"1兆3,000億円"', "1兆3000億円").replace(",", separator).replace("\n", ends)
    )
    path.write_bytes(text.encode(encoding))
    frame = _read(path, selection, public=("私の列",)).good(lenient=False)
    assert frame["name_ja"].tolist() == ["熊本工場", "髙島造船"]
    assert frame["sector"].tolist() == ["semiconductor", "shipbuilding"]
    assert frame["investment_jpy_bn"].tolist() == [1300.0, 50.0]
    assert frame["opened"].tolist() == ["2024-12", "2021-10-14"]
    assert frame["jobs"].tolist() == [1700.0, 900.0]
    assert frame["prefecture_code"].tolist() == ["43", "38"]
    assert frame["municipality_code"].tolist() == ["43404", "38202"]
    assert frame["私の列"].tolist() == ["①", "②"]


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "geojson", "gpkg", "shp", "fgb", "zip"])
def test_other_formats_give_the_same_sites(
    tmp_path: Path, selection: Selection, ending: str
) -> None:
    frame = pd.DataFrame(
        {"名称": ["熊本", "今治"], "分野": ["AI", "造船"], "code": ["43404", "38202"]}
    )
    points = gpd.GeoDataFrame(frame, geometry=[Point(130.84, 32.88), Point(133.0, 34.06)], crs=6668)
    path = tmp_path / f"own.{ending}"
    if ending == "xlsx":
        frame.assign(lon=points.geometry.x, lat=points.geometry.y).to_excel(path, index=False)
    elif ending == "parquet":
        points.to_parquet(path)
    elif ending == "zip":
        inside = tmp_path / "inside"
        inside.mkdir()
        files.shapefile(inside, points)
        files.zipped(path, inside)
    elif ending == "shp":
        files.shapefile(tmp_path, points, "own")
    else:
        points.to_file(path)
    found = _read(path, selection).good(lenient=False)
    found = found.sort_values("lon")  # FlatGeobuf has an order of its own
    assert found["name_ja"].tolist() == ["熊本", "今治"]
    assert found["sector"].tolist() == ["ai", "shipbuilding"]
    assert found["lon"].tolist() == pytest.approx([130.84, 133.0])
    assert found["lat"].tolist() == pytest.approx([32.88, 34.06])


NOTATIONS = [
    ("35.6812", "139.7671"), ("３５．６８１２", "１３９．７６７１"), ("35°40'52.32\"N", "139°46'1.56\"E"),
    ("35度40分52.32秒", "139度46分1.56秒"), ("北緯35度40分52.32秒", "東経139度46分1.56秒"),
    ("N35.40.52.32", "E139.46.1.56"), ("35:40:52.32", "139:46:1.56"), ("35°40.872'", "139°46.026'"),
    ("35 40 52.32", "139 46 1.56"), ("북위 35도 40분 52.32초", "동경 139도 46분 1.56초"),
]  # fmt: skip


@pytest.mark.parametrize(("lat", "lon"), NOTATIONS)
def test_coordinates_in_any_notation(
    tmp_path: Path, selection: Selection, lat: str, lon: str
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name\tlat\tlon\nA\t" + lat + "\t" + lon + "\n", encoding="utf-8")
    frame = _read(path, selection).good(lenient=False)
    assert frame["lat"].item() == pytest.approx(35.6812, abs=1e-5)
    assert frame["lon"].item() == pytest.approx(139.7671, abs=1e-5)
    assert frame["prefecture_code"].item() == "13"


@pytest.mark.parametrize("cell", ["35.6812, 139.7671", "139.7671,35.6812", "(35.6812, 139.7671)", "POINT (139.7671 35.6812)"])  # fmt: skip
def test_a_pair_in_one_cell(tmp_path: Path, selection: Selection, cell: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(f"name\t座標\nA\t{cell}\n", encoding="utf-8")
    frame = _read(path, selection).good(lenient=False)
    assert frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx([139.7671, 35.6812])


@pytest.mark.parametrize(
    ("columns", "cells", "code", "position"),
    [
        ("municipality_code", "43404", "43404", "municipality"),
        ("municipality_code", "434043", "43404", "municipality"),
        ("municipality_code", "４３４０４", "43404", "municipality"),
        ("municipality_code,prefecture", "12246,北海道", "01224", "municipality"),
        ("municipality_code,prefecture", "1224,北海道", "01224", "municipality"),
        ("市区町村", "菊池郡菊陽町", "43404", "municipality"),
        ("市区町村", "熊本県菊陽町", "43404", "municipality"),
        ("住所", "熊本県菊池郡菊陽町原水4000", "43404", "town"),
        ("住所", "熊本県菊池郡菊陽町", "43404", "municipality"),
        ("municipality", "Kikuyo-machi", "43404", "municipality"),
        ("都道府県,市区町村", "北海道,千歳市", "01224", "municipality"),
        ("都道府県", "熊本", "", "prefecture"),
        ("prefecture", "43", "", "prefecture"),
        ("도도부현", "구마모토현", "", "prefecture"),
    ],
)  # fmt: skip
def test_places_by_code_name_and_address(
    tmp_path: Path, selection: Selection, columns: str, cells: str, code: str, position: str
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"name,{columns}\nA,{cells}\n", encoding="utf-8")
    frame = _read(path, selection).good(lenient=False)
    assert frame["municipality_code"].item() == code
    assert frame["position"].item() == position
    assert frame["prefecture_code"].item() == (code[:2] or "43")
    point = Point(frame["lon"].item(), frame["lat"].item())
    assert selection.prefectures.geometry[frame["prefecture_code"].item()].distance(point) < 0.05


def test_datum_by_column_and_by_option(tmp_path: Path, selection: Selection) -> None:
    move = Transformer.from_crs(6668, 4301, always_xy=True)
    lon, lat = move.transform(139.7671, 35.6812)
    path = tmp_path / "own.csv"
    path.write_text(
        f"name,lon,lat,測地系\nA,{lon},{lat},日本測地系\nB,139.7671,35.6812,世界測地系\n",
        encoding="utf-8",
    )
    frame = _read(path, selection).good(lenient=False)
    assert frame["lon"].tolist() == pytest.approx([139.7671] * 2, abs=1e-7)
    path.write_text(f"name,lon,lat\nA,{lon},{lat}\n", encoding="utf-8")
    frame = _read(path, selection, crs="EPSG:4301").good(lenient=False)
    assert frame["lat"].item() == pytest.approx(35.6812, abs=1e-7)


def test_plane_rectangular_coordinates_point_north_by_x(
    tmp_path: Path, selection: Selection
) -> None:
    east, north = Transformer.from_crs(6668, 6677, always_xy=True).transform(139.7671, 35.6812)
    path = tmp_path / "own.csv"
    path.write_text(f"name,X,Y\nA,{north},{east}\n", encoding="utf-8")
    frame = _read(path, selection, crs="EPSG:6677").good(lenient=False)
    assert frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx([139.7671, 35.6812], abs=1e-6)


def test_columns_of_any_name_can_be_mapped(tmp_path: Path, selection: Selection) -> None:
    path = tmp_path / "own.csv"
    path.write_text("甲,乙,丙\nA,130.84,32.88\n", encoding="utf-8")
    frame = _read(path, selection, columns={"name": "甲", "lon": "乙", "lat": "丙"}).good(
        lenient=False
    )
    assert frame["name_en"].item() == "A"


def test_sectors_of_ones_own_get_colors_and_labels(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "name,sector,lon,lat\nA,水素,130.84,32.88\nB,水素,130.8,32.9\n", encoding="utf-8"
    )
    atlas = cm.load(sites=path)
    assert "水素" in atlas.selection.sectors
    assert len(atlas.select(sector="水素").sites) == 2
    payload = atlas.map(color_by="sites:水素").payload
    color = {one["id"]: one["light"] for one in payload["sectors"]}
    assert color["水素"] not in {color[name] for name in color if name != "水素"}
    assert atlas.indicators["sites:水素"]["43"] == 2
    alone = cm.load(sites=path, sites_only=True)
    assert list(alone.sites["name_ja"]) == ["A", "B"]


def test_rows_of_a_known_id_replace_embedded_ones(tmp_path: Path, selection: Selection) -> None:
    row = selection.sites.loc[["jasm-kumamoto-1"]].drop(columns=["geometry", "year"])
    path = tmp_path / "own.csv"
    row.assign(name_en="Mine").to_csv(path, index=False)
    found = with_user_data(selection, user_files(sites=path))
    assert len(found.sites) == len(selection.sites)
    assert found.sites.loc["jasm-kumamoto-1", "name_en"] == "Mine"
    assert "1 embedded site replaced" in "\n".join(found.notes)


def test_the_embedded_sites_read_back_the_same(tmp_path: Path, selection: Selection) -> None:
    path = tmp_path / "own.csv"
    plain = selection.sites.drop(columns=["geometry", "year"])
    plain.to_csv(path, index=False)
    found = with_user_data(selection, user_files(sites=path, sites_only=True)).sites
    columns = [name for name in plain.columns if name not in {"operator_en", "operator_ja"}]
    pd.testing.assert_frame_equal(found[columns], selection.sites[columns], check_dtype=False)


def test_names_that_look_like_code_are_shown_as_typed(tmp_path: Path) -> None:
    names = ["{{ 7*191 }}", "{% x %}", "</script><b>", "`${x}`", "=1+1", "constructor", "__proto__"]
    path = tmp_path / "own.csv"
    pd.DataFrame({"name": names, "sector": names, "lon": 130.84, "lat": 32.88, "人口(人)": names,
                  "constructor": names, "geometry": names}).to_csv(path, index=False)  # fmt: skip
    public = ["人口(人)", "constructor", "geometry"]
    atlas = cm.load(sites=path, sites_only=True, public=public)
    payload = atlas.map().payload
    columns = payload["sites"]["columns"]
    assert {"人口(人)", "constructor", "geometry_"} <= set(columns)
    page = atlas.map().html
    assert "{{ 7*191 }}" in page_table(page, "sites")["人口(人)"].tolist()
    assert "</script><b>" not in page
    assert atlas.sites["name_en"].tolist() == names


def test_counts_say_whose_sites_they_count(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("name,sector,lon,lat\nA,ai,130.72,32.8\n", encoding="utf-8")
    lines = {}
    for only in (False, True):
        atlas = cm.load(sites=tmp_path / "own.csv", sites_only=only)
        one = atlas.indicators.about["sites"]
        lines[only] = one.source["en"] + one.note["en"]
        assert "own.csv" in one.source["ja"]
        assert "own.csv" in one.note["ko"]
    assert "census" in lines[False]
    assert "clustermap" not in lines[True]
    assert "census" not in lines[True]
