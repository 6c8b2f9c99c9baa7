"""Values of one's own: joined strictly, three states, nothing dropped without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest

import clustermap as cm
from clustermap.errors import DataError
from clustermap.ingest.user_data import user_files, with_user_data

from . import files

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection


def _join(path: Path, selection: Selection, text: str, **options: Any) -> Any:
    path.write_text(text, encoding="utf-8")
    return with_user_data(selection, user_files(values=path, **options))


KEYS = [
    "43", "４３", "43000", "430005", "JP-43", "熊本県", "熊本", "Kumamoto", "KUMAMOTO-KEN",
    "Kumamoto Prefecture", "구마모토현", "구마모토", "43.0", "'43",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_prefectures_by_any_spelling(tmp_path: Path, selection: Selection, key: str) -> None:
    found = _join(tmp_path / "v.csv", selection, f"key,v\n{key},5\n", columns=["v"], key="key")
    assert found.user_values[0].values["43"] == 5
    assert found.user_values[0].values.notna().sum() == 1


def test_lost_zeros_and_totals(tmp_path: Path, selection: Selection) -> None:
    rows = "".join(f"{code},{code * 10}\n" for code in range(1, 48))
    found = _join(tmp_path / "v.csv", selection, f"code,v\n0,99\n{rows}".replace("0,99", "全国,99"))
    values = found.user_values[0].values
    assert values["01"] == 10
    assert values.sum() == sum(code * 10 for code in range(1, 48))


def test_three_states(tmp_path: Path, selection: Selection) -> None:
    text = (
        '県,売上（億円）\n熊本,"1,234.5"\n福岡,x\n大分,…\n宮崎,▲3\n佐賀,－\n長崎,***\n鹿児島,１２\n'
    )
    found = _join(tmp_path / "v.csv", selection, text).user_values[0]
    assert found.values[["43", "45", "46"]].tolist() == [1234.5, -3.0, 12.0]
    assert found.suppressed[["40", "42"]].all()
    assert found.suppressed.sum() == 2
    assert found.values[["44", "41", "40"]].isna().all()
    assert (found.unit, found.decimals) == ("億円", 1)


def test_amounts_of_yen_are_understood(tmp_path: Path, selection: Selection) -> None:
    text = "県,投資\n熊本,1兆3000億円\n福岡,約500億円\n大分,未定\n"
    found = _join(tmp_path / "v.csv", selection, text, columns=["投資"]).user_values[0]
    assert found.values[["43", "40"]].tolist() == [1300.0, 50.0]
    assert np.isnan(found.values["44"])
    assert found.unit == "bn JPY"


def test_the_map_shows_values_first_and_marks_what_is_withheld(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("code,人口(人)\n43,5\n44,x\n", encoding="utf-8")
    payload = cm.load(values=path).map().payload
    assert payload["colorBy"] == "values:人口(人)"
    (shown,) = (one for one in payload["indicators"] if one["id"] == payload["colorBy"])
    by_code = dict(zip(payload["areas"]["code"], shown["values"], strict=True))
    assert by_code["43"] == 5
    assert by_code["44"] == "x"
    assert by_code["45"] is None
    assert shown["unit"] == "人"


def test_several_columns_and_a_workbook(tmp_path: Path, selection: Selection) -> None:
    book = openpyxl.Workbook()
    for row in [["表1"], [], ["都道府県", "a", "b"], ["熊本県", 1, 2.5], ["福岡県", 3, "x"]]:
        book.active.append(row)
    book.save(tmp_path / "v.xlsx")
    found = with_user_data(
        selection, user_files(values=tmp_path / "v.xlsx", columns=["a", "b"])
    ).user_values
    assert [one.name for one in found] == ["a", "b"]
    assert found[1].values["43"] == 2.5
    assert found[1].suppressed["40"]


@pytest.fixture
def municipal(selection: Selection, n03: Path) -> Selection:
    return with_user_data(selection, user_files(boundaries=n03 / "N03-21_210101.topo.json"))


def test_municipalities_by_code_and_name(municipal: Selection, tmp_path: Path) -> None:
    text = "市区町村,v\n熊本県菊陽町,1\n43216,2\n12246,3\n菊池郡大津町,4\n府中市,5\n"
    path = tmp_path / "v.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"row 6.*'府中市' is the name of 2 places.*13206.*34208"):
        with_user_data(municipal, user_files(values=path))
    found = with_user_data(municipal, user_files(values=path, lenient=True)).user_values[0].values
    assert found[["43404", "43216", "01224", "43403"]].tolist() == [1, 2, 3, 4]


def test_a_prefecture_column_tells_places_of_one_name_apart(
    municipal: Selection, tmp_path: Path
) -> None:
    path = tmp_path / "v.csv"
    path.write_text("都道府県,市区町村,v\n東京都,府中市,1\n広島県,府中市,2\n", encoding="utf-8")
    found = with_user_data(municipal, user_files(values=path)).user_values[0].values
    assert found[["13206", "34208"]].tolist() == [1, 2]


def test_cities_without_their_wards_put_the_wards_together(
    municipal: Selection, tmp_path: Path
) -> None:
    path = tmp_path / "v.csv"
    path.write_text("code,v\n01100,1\n27100,2\n43404,3\n13101,4\n", encoding="utf-8")
    found = with_user_data(municipal, user_files(values=path))
    assert found.user_values[0].values[["01100", "27100", "43404", "13101"]].tolist() == [
        1,
        2,
        3,
        4,
    ]
    assert "wards are put together" in "\n".join(found.notes)
    assert "01101" not in found.areas.index


def test_both_levels_in_one_table_do_not_count_twice(municipal: Selection, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("code,v\n43000,9\n43404,3\n01101,4\n01100,8\n13100,7\n", encoding="utf-8")
    found = with_user_data(municipal, user_files(values=path))
    assert found.user_values[0].values.sum() == 7
    notes = "\n".join(found.notes)
    for words in ("is a prefecture", "is a city whose wards", "adds up several areas"):
        assert words in notes


def test_codes_that_changed(municipal: Selection, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    # the map is of 2021, before the wards of Hamamatsu were redrawn
    path.write_text("code,v\n22140,1\n43404,3\n", encoding="utf-8")
    found = with_user_data(municipal, user_files(values=path))
    assert found.user_values[0].values["22137"] == 1
    assert "newer than the map" in "\n".join(found.notes)
    path.write_text("code,v\n22138,1\n43404,3\n", encoding="utf-8")
    with pytest.raises(DataError, match="'22138' is not a municipality on the map"):
        with_user_data(municipal, user_files(values=path))


def test_a_ward_that_was_split_cannot_be_mapped(selection: Selection, tmp_path: Path) -> None:
    path = tmp_path / "map.gpkg"
    shapes = [files.square(137.6 + n / 5, 34.7) for n in range(3)]
    gpd.GeoDataFrame(
        {"N03_007": ["22138", "22139", "22140"], "N03_004": ["浜松市"] * 3,
         "N03_005": ["中央区", "浜名区", "天竜区"], "N03_001": ["静岡県"] * 3},
        geometry=shapes, crs=6668,
    ).to_file(path)  # fmt: skip
    values = tmp_path / "v.csv"
    values.write_text("code,v\n22137,1\n22135,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="split between 中央区"):
        with_user_data(selection, user_files(boundaries=path, values=values))
    found = with_user_data(selection, user_files(boundaries=path, values=values, lenient=True))
    assert found.user_values[0].values["22140"] == 1


def test_areas_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "map.gpkg"
    shapes = [files.square(130.6 + n / 5, 32.8) for n in range(3)]
    gpd.GeoDataFrame({"zone": ["Alpha", "Beta", "Gamma"]}, geometry=shapes, crs=6668).to_file(path)
    values = tmp_path / "v.csv"
    values.write_text("zone,v\nalpha,1\nBeta,2\n", encoding="utf-8")
    atlas = cm.load(boundaries=path, values=values)
    payload = atlas.map().payload
    assert payload["areas"]["level"] == "area"
    assert payload["areas"]["name"]["ja"] == ["Alpha", "Beta", "Gamma"]
    assert atlas.area_indicators["values:v"].tolist()[:2] == [1, 2]
    values.write_text("zone,v\nalpha,1\nBetta,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="Did you mean Beta"):
        cm.load(boundaries=path, values=values)


def test_zones_of_ones_own(selection: Selection, tmp_path: Path) -> None:
    path = tmp_path / "zones.csv"
    path.write_text(
        "特区名,都道府県,市区町村,指定日,分野\n水素特区,熊本県;福岡県,,令和6年4月1日,水素\n"
        "一部特区,,菊陽町、合志市,2024,半導体\n",
        encoding="utf-8",
    )
    found = with_user_data(selection, user_files(zones=path))
    whole, part = found.zones.loc["zones-2"], found.zones.loc["zones-3"]
    assert whole["whole_prefecture"] == ("43", "40")
    assert whole["designated"] == "2024-04-01"
    assert part["whole_prefecture"] == ()
    assert part["municipality_codes"] == ("43404", "43216")
    assert part["prefecture_codes"] == ("43",)
    assert set(found.zone_places.loc[found.zone_places["zone"] == "zones-3", "code"]) == {
        "43404",
        "43216",
    }
    assert len(found.zones) == len(selection.zones) + 2
    payload = cm.load(zones=path).map().payload
    (shown,) = (one for one in payload["zones"] if one["id"] == "zones-2")
    assert set(shown["prefectures"]) == {"43", "40"}


LAID_OUT = {
    "preamble": "統計名：,国勢調査\n表番号：,1\n\n地域コード,地域,v\n00000,全国,9\n43000,熊本県,1\n40000,福岡県,2\n",
    "units": "都道府県,v\n,（億円）\n熊本県,1\n福岡県,2\n",
    "footnotes": "都道府県,v\n熊本県,1\n福岡県,2\n\n資料：経済産業省\n注：1は暫定値\n",
    "two rows": "都道府県,実績,\n,2023年,v\n熊本県,7,1\n福岡県,8,2\n",
    "nameless column": "都道府県,v,\n熊本県,1,備考\n福岡県,2,\n",
    "comment": "# exported\n都道府県,v\n熊本県,1\n福岡県,2\n",
}


@pytest.mark.parametrize("name", LAID_OUT)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_tables_laid_out_for_the_eye(
    tmp_path: Path, selection: Selection, name: str, ending: str
) -> None:
    path = tmp_path / f"v.{ending}"
    if ending == "csv":
        path.write_text(LAID_OUT[name], encoding="utf-8")
    else:
        rows = [line.split(",") for line in LAID_OUT[name].split("\n")]
        files.workbook(path, [[cell or None for cell in row] for row in rows])
    found = with_user_data(selection, user_files(values=path, columns=["v"])).user_values[0].values
    assert found[["43", "40"]].tolist() == [1, 2]
    assert found.notna().sum() == 2
