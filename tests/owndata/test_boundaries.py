"""Official boundaries as they are distributed: municipalities in N03's fields, in every packing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import clustermap as cm
from clustermap.errors import DataError
from clustermap.ingest.boundaries import merge_wards
from clustermap.ingest.files import cache
from clustermap.ingest.files.foreign import read_map

from . import files

if TYPE_CHECKING:
    from clustermap.data.boundaries import Boundaries

#: Of January 2021, where a folder of shared files stands beside the repository.
OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "n03" / "N03-21_210101.topo.json"
#: Japan's 1,741 municipalities: without the six of the Northern Territories, Tokyo's wards among them.
CITIES = 1741
#: With the 175 wards of 20 designated cities apart.
MUNICIPALITIES = CITIES - 20 + 175


@pytest.fixture(scope="session")
def kumamoto(n03: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(n03 / "N03-21_43_210101.geojson").set_crs(6668, allow_override=True)
    frame.insert(1, "N03_002", frame.pop("N03_002"))
    return frame


@pytest.fixture(scope="session")
def japan(n03: Path) -> gpd.GeoDataFrame:
    found, _ = read_map(n03 / "N03-21_210101.topo.json")
    return found.areas


def _of_2024(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The fields as they are since 2024: the ward in a column of its own."""
    ward = frame["N03_003"].fillna("").str.endswith("市")
    new = frame.copy()
    new["N03_005"] = frame["N03_004"].where(ward)
    new["N03_004"] = frame["N03_003"].where(ward, frame["N03_004"])
    new["N03_003"] = frame["N03_003"].where(~ward)
    return new[["N03_001", "N03_002", "N03_003", "N03_004", "N03_005", "N03_007", "geometry"]]


def _check(found: Boundaries, against: gpd.GeoDataFrame) -> None:
    areas = found.areas
    assert found.level == "municipality"
    assert areas.attrs == {}
    assert list(areas.index) == sorted(set(against["N03_007"]))
    assert areas.crs.to_epsg() == 6668
    assert areas.loc["43101", "name_ja"] == "熊本市中央区"
    assert areas.loc["43404", "name_ja"] == "菊陽町"
    assert areas.geometry.is_valid.all()
    area = areas.to_crs(6933).area.sum()
    assert area == pytest.approx(against.to_crs(6933).area.sum(), rel=1e-6)


PACKINGS: dict[str, dict[str, Any]] = {
    "shift_jis": {},
    "utf8": {"encoding": "utf-8"},
    "wrong_cpg": {"cpg": "UTF-8"},
    "no_prj": {"prj": False},
}


@pytest.mark.parametrize("new", [False, True], ids=["fields before 2024", "fields since 2024"])
@pytest.mark.parametrize("packing", PACKINGS)
def test_shapefiles_of_any_edition(
    kumamoto: gpd.GeoDataFrame, tmp_path: Path, packing: str, *, new: bool
) -> None:
    frame = _of_2024(kumamoto) if new else kumamoto
    path = files.shapefile(tmp_path, frame, "N03-20240101_43", **PACKINGS[packing])
    found, _ = read_map(path)
    _check(found, kumamoto)
    assert found.edition == "2024-01-01"


def _plain(name: str) -> str:
    return name


@pytest.mark.parametrize(
    ("rename", "flag"),
    [
        (_plain, True),
        (lambda name: f"N03-20210101_GML\\{name}", True),
        (lambda name: f"行政区域\\{name}", False),
        (lambda name: f"a/b/c/{name}", True),
        (lambda name: f"N03/{name.upper()}", True),
    ],
    ids=["plain", "backslashes", "cp932 names", "nested", "upper case"],
)  # fmt: skip
def test_archives_as_people_make_them(
    kumamoto: gpd.GeoDataFrame, tmp_path: Path, rename: Any, *, flag: bool
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    files.shapefile(inside, kumamoto, "N03-21_43_210101")
    (inside / "._N03-21_43_210101.shp").write_bytes(b"mac")
    (inside / "KS-META.xml").write_text("<x/>")
    found, findings = read_map(files.zipped(tmp_path / "N03.zip", inside, rename, flag=flag))
    _check(found, kumamoto)
    assert "Shift-JIS" in "\n".join(findings.messages())


def test_upper_case_endings_and_a_missing_index(kumamoto: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = files.shapefile(tmp_path, kumamoto)
    for file in list(tmp_path.iterdir()):
        file.rename(file.with_suffix(file.suffix.upper()))
    (tmp_path / "N03.SHX").unlink()
    found, _ = read_map(path.with_suffix(".SHP"))
    _check(found, kumamoto)


def test_the_largest_layer_of_an_archive_is_taken(
    kumamoto: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    files.shapefile(inside, kumamoto, "N03-20240101_43")
    whole = kumamoto.dissolve("N03_001").reset_index()[["N03_001", "geometry"]]
    files.shapefile(inside, whole, "N03-20240101_43_prefecture")
    found, findings = read_map(files.zipped(tmp_path / "N03-20240101_43_GML.zip", inside))
    _check(found, kumamoto)
    assert "'N03-20240101_43.shp' (the largest) is read" in "\n".join(findings.messages())


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "fgb", "parquet", "kml", "gml"])
def test_other_formats_give_the_same(
    kumamoto: gpd.GeoDataFrame, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"map.{ending}"
    if ending == "parquet":
        kumamoto.to_parquet(path)
    else:
        kumamoto.to_file(path, driver={"kml": "LIBKML", "gml": "GML"}.get(ending))
    found, _ = read_map(path)
    _check(found, kumamoto)


@pytest.mark.parametrize("crs", [4301, 4612, 6670, 2444, 3857])
def test_coordinates_come_back_from_any_system(
    kumamoto: gpd.GeoDataFrame, tmp_path: Path, crs: int
) -> None:
    path = tmp_path / "map.gpkg"
    kumamoto.to_crs(crs).to_file(path)
    found, _ = read_map(path)
    areas = found.areas
    want = kumamoto.dissolve("N03_007").geometry
    here = shapely.centroid(areas.geometry.to_numpy())
    there = shapely.centroid(want.geometry.reindex(areas.index).to_numpy())
    assert shapely.distance(here, there).max() < 1e-6


def test_a_datum_that_the_file_does_not_state_can_be_given(
    kumamoto: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = files.shapefile(tmp_path, kumamoto.to_crs(4301), prj=False)
    stated, _ = read_map(path, crs="EPSG:4301")
    unstated, _ = read_map(path)
    # the Tokyo Datum lies some 450 m off
    here, there = stated.areas.to_crs(6670), unstated.areas.to_crs(6670)
    metres = here.centroid.distance(there.centroid)
    assert metres.between(400, 500).all()
    plane = files.shapefile(tmp_path, kumamoto.to_crs(6670), "plane", prj=False)
    given, _ = read_map(plane, crs="EPSG:6670")
    _check(given, kumamoto)


def test_islands_and_copies_are_put_together_by_code(
    kumamoto: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    pieces = kumamoto.explode(ignore_index=True)
    twice = pd.concat([pieces, pieces.iloc[:20]], ignore_index=True)
    cut = _halves(twice)
    path = tmp_path / "pieces.gpkg"
    cut.to_file(path)
    found, findings = read_map(path)
    _check(found, kumamoto)
    assert f"put together to {len(found.areas)} areas by code" in "\n".join(findings.messages())


def _halves(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut every polygon in two along its middle, as map sheets do."""
    rows = []
    for row in frame.itertuples(index=False):
        west, south, east, north = row.geometry.bounds
        middle = (west + east) / 2
        halves = shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
        rows += [{**row._asdict(), "geometry": row.geometry & part} for part in halves]
    return gpd.GeoDataFrame(rows, crs=frame.crs)


def test_all_of_japan(japan: gpd.GeoDataFrame) -> None:
    assert len(japan) == MUNICIPALITIES
    assert japan["prefecture_code"].nunique() == 47
    assert list(japan.index[japan["name_ja"] == "府中市"]) == ["13206", "34208"]
    # a rock that belongs to no municipality is none
    assert "所属未定地" not in set(japan["name_ja"])


def test_wards_can_be_put_together_to_their_cities(japan: gpd.GeoDataFrame) -> None:
    cities = merge_wards(japan)
    assert {"01100", "14130", "27140", "43100"} <= set(cities.index)
    assert cities.loc["14130", "name_ja"] == "川崎市"
    assert "13101" in cities.index  # Tokyo's wards are municipalities
    assert len(cities) == CITIES
    assert cities.to_crs(6933).area.sum() == pytest.approx(japan.to_crs(6933).area.sum(), rel=1e-6)


@pytest.mark.skipif(
    not OFFICIAL.exists(), reason="N03 is not to be passed on: only beside this repository"
)
def test_the_file_of_n03_itself() -> None:
    found, findings = read_map(OFFICIAL)
    areas = found.areas
    # with the six villages of the Northern Territories, of which one has a name that Hokkaido has
    assert len(areas) == MUNICIPALITIES + 6
    assert list(areas.index[areas["name_ja"] == "泊村"]) == ["01403", "01696"]
    assert len(merge_wards(areas)) == CITIES + 6
    assert "所属未定地" in "\n".join(findings.messages())


def test_municipalities_become_prefectures(n03: Path, japan: gpd.GeoDataFrame) -> None:
    found, findings = read_map(n03 / "N03-21_210101.topo.json", level="prefecture")
    areas = found.areas
    assert list(areas.index) == [f"{code:02}" for code in range(1, 48)]
    assert found.level == "prefecture"
    # undetermined land belongs to the prefecture's outline, so it may be a little more
    summed = japan.to_crs(6933).dissolve("prefecture_code").area
    assert (areas.to_crs(6933).area / summed).between(1 - 1e-6, 1.01).all()
    assert "put together to prefectures" in "\n".join(findings.messages())


def test_prefectures_are_told_by_name(n03: Path) -> None:
    found, _ = read_map(n03 / "prefectures.geojson")
    areas = found.areas
    assert found.level == "prefecture"
    assert areas.loc["43", "name_en"] == "Kumamoto"
    with pytest.raises(DataError, match="not what --level municipality needs"):
        read_map(n03 / "prefectures.geojson", level="municipality")


@pytest.mark.parametrize(
    ("columns", "level", "first"),
    [
        ({"JCODE": ["43216", "43403", "43404"]}, "municipality", "43216"),
        ({"code": [432164, 434035, 434043]}, "municipality", "43216"),
        ({"PREF": ["43"] * 3, "CITY": ["216", "403", "404"]}, "municipality", "43216"),
        ({"KEY_CODE": [*["43216001", "434030010", "434040020"][1:], "432160010"]}, "municipality", "43216"),
        ({"iso_3166_2": ["JP-43", "JP-44", "JP-45"]}, "prefecture", "43"),
        ({"NAME_1": ["Kumamoto", "Ōita", "Miyazaki"]}, "prefecture", "43"),
        ({"県名": ["熊本県", "大分県", "宮崎県"], "id": [1, 2, 3]}, "prefecture", "43"),
        ({"adm": ["구마모토현", "오이타현", "미야자키현"]}, "prefecture", "43"),
        ({"zone": ["Alpha", "Beta", "Gamma"]}, "area", "Alpha"),
        ({"code": ["A1", "B2", "C3"], "name": ["Alpha", "Beta", "Gamma"]}, "area", "Alpha"),
    ],
)  # fmt: skip
def test_codes_and_names_are_found(
    tmp_path: Path, columns: dict[str, list[Any]], level: str, first: str
) -> None:
    shapes = [files.square(130.6 + n / 5, 32.8) for n in range(3)]
    path = tmp_path / "map.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs=6668).to_file(path)
    found, _ = read_map(path)
    areas = found.areas
    assert found.level == level
    assert areas.index[0] == first
    assert len(areas) == 3


def test_results_are_kept_and_can_be_cleared(
    n03: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTERMAP_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "japan.topojson"
    shutil.copyfile(n03 / "N03-21_210101.topo.json", path)
    first, messages = read_map(path)
    (entry,) = cache.entries()
    assert entry["of"] == "japan.topojson"

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("clustermap.ingest.files.child.run", fail)
    again, said_again = read_map(path)
    assert again.areas.equals(first.areas)
    assert again.about == first.about
    assert list(messages.messages()) == list(said_again.messages())
    # a changed file is read anew
    with pytest.raises(AssertionError):
        read_map(path, level="prefecture")
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(AssertionError):
        read_map(path)
    # a broken entry is as good as none
    file = next((tmp_path / "cache").rglob("*.parquet"))
    file.write_bytes(b"PAR1broken")
    with pytest.raises(AssertionError):
        read_map(path)
    assert cache.clear() > 0
    assert cache.entries() == []


def test_a_municipal_map_counts_sites_and_stays_small(n03: Path) -> None:
    atlas = cm.load(boundaries=n03 / "N03-21_210101.topo.json")
    page = atlas.map()
    payload = page.payload
    assert payload["areas"]["level"] == "municipality"
    assert len(payload["areas"]["code"]) == MUNICIPALITIES
    table = atlas.area_indicators
    counts = table["sites"]
    by_code = atlas.sites["municipality_code"].value_counts()
    assert counts["43404"] == by_code["43404"]
    # a site whose code is a city, not a ward, lies in one of the wards all the same
    assert counts.sum() >= len(atlas.sites) - 2
    assert len(page.html.encode()) < 3_000_000
    west, south, _east, _north = payload["areas"]["view"]
    assert (west, south) > (128, 29)  # neither Okinawa nor Ogasawara widens it
    assert "2021-01-01" in payload["credits"][1]["ja"]


def test_far_islands_do_not_widen_the_first_view(n03: Path, tmp_path: Path) -> None:
    found, _ = read_map(n03 / "N03-21_210101.topo.json")
    areas = found.areas
    path = tmp_path / "tokyo.parquet"
    areas[areas["prefecture_code"] == "13"].assign(N03_007=lambda f: f["code"]).to_parquet(path)
    payload = cm.load(boundaries=path).map().payload
    _west, south, east, _north = payload["areas"]["view"]
    assert south > 35.4
    assert east < 140.0
    assert payload["areas"]["extent"][1] < 30.5


def test_one_prefecture_is_shown_alone(n03: Path) -> None:
    atlas = cm.load(boundaries=n03 / "N03-21_43_210101.geojson")
    assert set(atlas.sites["prefecture_code"]) == {"43"}
    assert "covers 熊本県 only" in "\n".join(atlas.notes)
    payload = atlas.map().payload
    assert len(payload["areas"]["code"]) == 49
    # the same through the verb
    again = (
        cm.load()
        .select(prefecture="43")
        .map(boundaries=n03 / "N03-21_43_210101.geojson", level="municipality")
    )
    assert again.payload["areas"] == payload["areas"]


def test_municipalities_need_no_boundaries() -> None:
    told = cm.load().select(prefecture="43").map(level="municipality").payload["areas"]
    assert (told["level"], sum(told["selected"])) == ("municipality", 49)
