"""Files, folders and patterns; coordinate systems; what is wrong is said in two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import clustermap as cm
from clustermap import extras
from clustermap.counting import geoparquet
from clustermap.counting.parts import Request
from clustermap.counting.plan import PART_ROWS, make_plan
from clustermap.errors import DataError, UnknownNameError

from .conftest import counted

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.answer import Answer

POINTS = pd.DataFrame({"lon": [130.4, 130.9, 130.4], "lat": [32.5, 32.4, 33.1], "v": [1, 2, 3]})
COUNTS = {"43101": 1, "43102": 1, "43201": 1, "43202": 0, "43501": 0}


def _counts(found: Answer) -> dict[str, int]:
    return found.table.set_index("code")["count"].to_dict()


def test_folders_and_patterns_are_read_once(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    folder = tmp_path / "points"
    (folder / "year=2024").mkdir(parents=True)
    (folder / "_metadata").mkdir()
    POINTS.to_parquet(folder / "a.parquet")
    POINTS.to_parquet(folder / "year=2024" / "b.parquet")
    POINTS.to_csv(folder / "c.csv", index=False)
    POINTS.to_csv(folder / ".hidden.csv", index=False)
    POINTS.to_csv(folder / "_metadata" / "d.csv", index=False)
    (folder / "README.md").write_text("About")
    found = counted(towns, folder, "memory", "")
    assert _counts(found) == {code: 3 * held for code, held in COUNTS.items()}
    assert any("left out" in words and "README.md" in words for words in found.notes)
    again = counted(towns, [folder, str(folder / "*.parquet"), folder / "a.parquet"], "memory", "")
    assert _counts(again) == _counts(found)
    assert "Note: 2 files named twice, and counted once." in again.notes
    deep = counted(towns, str(folder / "**" / "*.parquet"), "memory", "")
    assert _counts(deep) == {code: 2 * held for code, held in COUNTS.items()}


@pytest.mark.parametrize("crs", [4326, 4612, 6668, 4301, 6677, 3857, "OGC:CRS84"])
@pytest.mark.parametrize("engine", ["memory", "sedona"])
def test_geometries_are_moved_to_jgd2011(
    towns: gpd.GeoDataFrame, tmp_path: Path, crs: Any, engine: str
) -> None:
    points = gpd.GeoDataFrame(
        POINTS[["v"]], geometry=gpd.points_from_xy(POINTS["lon"], POINTS["lat"]), crs=6668
    )
    path = tmp_path / "points.parquet"
    points.to_crs(crs).to_parquet(path)
    assert _counts(counted(towns, path, engine, "")) == COUNTS


def test_a_system_that_is_not_stated_is_said(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(POINTS["lon"], POINTS["lat"]))
    path = tmp_path / "points.parquet"
    points.to_parquet(path)
    found = counted(towns, path, "memory", "")
    assert _counts(found) == COUNTS
    assert any("coordinate system is not stated" in words for words in found.notes)


def test_plane_coordinates_with_x_to_the_north(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    moved = gpd.GeoSeries(gpd.points_from_xy(POINTS["lon"], POINTS["lat"]), crs=6668).to_crs(6670)
    frame = pd.DataFrame({"X": moved.y, "Y": moved.x})
    path = tmp_path / "points.csv"
    frame.to_csv(path, index=False)
    assert _counts(counted(towns, path, "memory", "", crs="EPSG:6670")) == COUNTS
    with pytest.raises(DataError, match="not degrees, but meters") as stop:
        counted(towns, path, "memory", "")
    assert "EPSG:6669" in stop.value.remedy


def test_shapes_that_are_no_points_are_counted_by_a_point_inside(
    towns: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    shapes = [
        shapely.box(130.3, 32.5, 130.4, 32.6),
        shapely.Point(130.9, 32.4),
        None,
        shapely.Point(),
    ]
    path = tmp_path / "points.parquet"
    gpd.GeoDataFrame({"a": range(4)}, geometry=shapes, crs=6668).to_parquet(path)
    found = counted(towns, path, "memory", "")
    assert _counts(found) == {**COUNTS, "43201": 0}
    assert found.facts["reasons"] == {"blank": 2, "no point": 1}


def test_a_pair_in_one_cell_is_a_position(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text('座標\n"32.5, 130.4"\nPOINT(130.9 32.4)\n?\n""\n', encoding="utf-8")
    found = counted(towns, path, "memory", "")
    assert _counts(found) == {**COUNTS, "43201": 0}
    assert found.facts["reasons"] == {"blank": 1, "coordinate": 1}


def test_a_title_above_the_header_and_units_below_are_no_rows(
    towns: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "points.csv"
    lines = ["事業所一覧（2024年）,,", "経度,緯度,従業者数", "(度),(度),(人)"]
    lines += [f"{lon},{lat},{v}" for lon, lat, v in POINTS.itertuples(index=False)]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = counted(towns, path, "memory", "", sums=["従業者数"])
    assert _counts(found) == COUNTS
    assert found.table["sum:従業者数"].sum() == 6


def test_other_kinds_of_file_are_read_by_the_reader_for_sites(
    towns: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    book, map_ = tmp_path / "points.xlsx", tmp_path / "points.geojson"
    POINTS.to_excel(book, index=False)
    points = gpd.GeoDataFrame(
        POINTS[["v"]], geometry=gpd.points_from_xy(POINTS["lon"], POINTS["lat"]), crs=4326
    )
    points.to_file(map_)
    for path in (book, map_):
        found = counted(towns, path, "memory", "", sums=["v"])
        assert _counts(found) == COUNTS
        assert found.table["sum:v"].sum() == 6


def test_columns_of_other_names_and_types(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    frame = POINTS.rename(columns={"lon": "a.b", "lat": 'c"d'}).astype({"a.b": "float32"})
    frame["when"] = pd.to_datetime(["2024-01-01", "2024-01-01", None])
    frame["big"] = np.array([2**62, 2**62, 2**62])
    frame["yes"] = [True, False, True]
    path = tmp_path / "points.parquet"
    frame.to_parquet(path)
    asked = {"lon": "a.b", "lat": 'c"d', "group_by": "when", "sums": ["big", "yes"]}
    for engine in ("memory", "sedona"):
        found = counted(towns, path, engine, "", **asked)
        assert _counts(found) == COUNTS
        assert found.table["count:2024-01-01 00:00:00"].sum() == 2
        assert found.table["sum:big"].sum() == 3.0 * 2**62
        assert found.table["sum:yes"].tolist() == [1, 0, 1, 0, 0]


def test_decimals_and_blanks_in_whole_numbers_are_exact(
    towns: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    from decimal import Decimal

    table = pa.table({
        "lon": [130.4] * 3, "lat": [32.5] * 3,
        "n": pa.array([2**53, None, 1], pa.int64()),
        "d": pa.array([Decimal("0.10"), Decimal("0.20"), None], pa.decimal128(10, 2)),
    })  # fmt: skip
    path = tmp_path / "points.parquet"
    pq.write_table(table, path)
    for engine in ("memory", "sedona"):
        found = counted(towns, path, engine, "", sums=["n", "d"])
        assert found.table.set_index("code").loc["43101", ["sum:n", "sum:d"]].tolist() == [
            float(2**53 + 1),
            0.1 + 0.2,
        ]
        assert found.facts["reasons"] == {"no number:d": 1, "no number:n": 1}


def test_a_large_file_is_cut_between_row_groups(tmp_path: Path) -> None:
    table = pa.table({"lon": np.full(1000, 130.0), "lat": np.full(1000, 32.0)})
    path = tmp_path / "points.parquet"
    pq.write_table(table, path, row_group_size=10)
    parts = make_plan(Request([path])).parts
    assert [part.rows for part in parts] == [1000]
    assert parts[0].groups == tuple(range(100))
    few = [part.rows for part in _cut(path, 250)]
    assert few == [250] * 4


def _cut(path: Path, rows: int) -> Any:
    from clustermap.counting import plan

    before = PART_ROWS
    plan.PART_ROWS = rows
    try:
        return make_plan(Request([path])).parts
    finally:
        plan.PART_ROWS = before


@pytest.mark.parametrize(
    ("asked", "cause", "remedy"),
    [
        ({"sums": ["w"]}, "points.csv has no column 'w'", "It has: 'lon', 'lat', 'v'"),
        ({"group_by": "sectr"}, "points.csv has no column 'sectr'", "It has: "),
        ({"lon": "lon"}, "One column of a position is named", "both --lon and --lat"),
        ({"lon": "x", "lat": "lat"}, "no column 'x'", "It has: "),
        ({"sums": ["v", "v"]}, "--sum v is given twice", "Name each column once"),
        ({"crs": "EPSG:1"}, "'EPSG:1' is not known", "--crs EPSG:6668"),
    ],
)
def test_what_is_asked_for_wrongly_is_said(
    towns: gpd.GeoDataFrame, tmp_path: Path, asked: dict[str, Any], cause: str, remedy: str
) -> None:
    path = tmp_path / "points.csv"
    POINTS.to_csv(path, index=False)
    with pytest.raises(DataError) as stop:
        counted(towns, path, "memory", "", **asked)
    assert cause in stop.value.cause
    assert remedy in stop.value.remedy
    assert "\n" not in stop.value.cause + stop.value.remedy


def _files(folder: Path) -> dict[str, Path]:
    """Make files that can't be counted."""
    found = {
        name: folder / name
        for name in (
            "cut.parquet",
            "hole.parquet",
            "zero.parquet",
            "quote.csv",
            "even.csv",
            "head.csv",
            "none.csv",
            "text.csv",
            "twice.parquet",
            "wide.parquet",
        )
    }
    table = pa.table({"lon": np.linspace(129, 131, 50_000), "lat": np.linspace(32, 33, 50_000)})
    pq.write_table(table, found["hole.parquet"], row_group_size=5_000)
    whole = bytearray(found["hole.parquet"].read_bytes())
    found["cut.parquet"].write_bytes(whole[: len(whole) // 2])
    whole[200_000:260_000] = b"\xff" * 60_000
    found["hole.parquet"].write_bytes(whole)
    found["zero.parquet"].write_bytes(b"")
    pq.write_table(table.slice(0, 0), found["wide.parquet"])
    pq.write_table(
        pa.Table.from_arrays([table["lon"], table["lon"]], names=["lon", "lon"]),
        found["twice.parquet"],
    )
    found["quote.csv"].write_text(
        "lon,lat\n" + "130,32\n" * 99 + '"130,32\n' + "130,32\n" * 400_000
    )
    found["even.csv"].write_text(
        "lon,lat,name\n" + "130,32,a\n" * 99 + '130,32,"\n' + "130,32,a\n" * 250_000 + '130,32,"\n'
    )
    found["head.csv"].write_text("lon,lat\n")
    found["none.csv"].write_text("a,b\n1,2\n")
    found["text.csv"].write_bytes(b"lon,lat\n\xff\xfe\xfd,1\n")
    return found


@pytest.mark.parametrize("engine", ["memory", "sedona"])
def test_files_that_can_not_be_counted_are_named(
    towns: gpd.GeoDataFrame, tmp_path: Path, engine: str
) -> None:
    messages = {
        "cut.parquet": ("cut.parquet is not an intact Parquet file", "Write or download it again"),
        "hole.parquet": (
            "hole.parquet is not an intact Parquet file",
            "Write or download it again",
        ),
        "zero.parquet": ("empty (0 bytes)", "download it again"),
        "wide.parquet": ("there are no rows", "Export the data again"),
        "twice.parquet": ("the column 'lon' stands twice", "Rename one of them"),
        "quote.csv": ("quote.csv, line 101: a quote", "Close it"),
        "even.csv": ("even.csv, line 101: a quote", "Close it"),
        "head.csv": ("there are no rows", "Export the data again"),
        "none.csv": ("no column says where a row is", "--lon and --lat; it has: 'a', 'b'"),
        "text.csv": ("is neither UTF-8 nor Shift-JIS", "--encoding"),
    }
    for name, path in _files(tmp_path).items():
        with pytest.raises(DataError) as stop:
            counted(towns, path, engine, "")
        cause, remedy = messages[name]
        assert cause in stop.value.cause, name
        assert remedy in stop.value.remedy, name
        assert "\n" not in stop.value.cause + stop.value.remedy


def test_places_without_files_are_named(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for given, cause in (
        (tmp_path / "no.csv", "There is no file"),
        (str(tmp_path / "*.csv"), "No file matches"),
        (tmp_path / "empty", "holds no table to count"),
        ("https://example.com/a.parquet", "is an address"),
        ("/vsicurl/x", "virtual path"),
    ):
        with pytest.raises(DataError, match=cause):
            counted(towns, given, "memory", "")


def test_too_many_groups_are_refused(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "points.parquet"
    rows = 100_000
    pd.DataFrame({"lon": np.full(rows, 130.4), "lat": 32.5, "id": np.arange(rows)}).to_parquet(path)
    for engine in ("memory", "sedona"):
        with pytest.raises(DataError, match="'id' has more than 200 different values"):
            counted(towns, path, engine, "", group_by="id")


def test_an_engine_that_is_not_installed_is_said(
    towns: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clustermap.counting import engine as engines

    path = tmp_path / "points.csv"
    POINTS.to_csv(path, index=False)
    monkeypatch.setattr(extras, "_missing", lambda extra: list(extras.EXTRAS[extra]))
    for name in ("sedona", "dask"):
        with pytest.raises(DataError) as stop:
            counted(towns, path, name, "")
        assert f"The engine {name} needs" in stop.value.cause
        assert f"pip install 'clustermap[{name}]'" in stop.value.remedy
    with pytest.raises(UnknownNameError, match="Did you mean sedona"):
        counted(towns, path, "sedonna", "")
    plan = make_plan(Request([path]))
    with pytest.raises(DataError, match="--scheduler is for Dask"):
        engines.choose("memory", plan, "tcp://127.0.0.1:8786")


def test_no_scheduler_answers(
    towns: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clustermap.counting import dask

    path = tmp_path / "points.csv"
    POINTS.to_csv(path, index=False)
    monkeypatch.setattr(dask, "PATIENCE", 0.5)
    with pytest.raises(DataError) as stop:
        counted(towns, path, "dask", "tcp://127.0.0.1:9")
    assert "No Dask scheduler answers at 'tcp://127.0.0.1:9'" in stop.value.cause
    assert "dask scheduler" in stop.value.remedy


def test_the_python_verb_counts_into_what_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    POINTS.to_csv(path, index=False)
    found = cm.count(path, sums="v", lang="ja")
    assert found.table.set_index("code").loc["43", ["name", "count", "sum:v"]].tolist() == [
        "熊本県",
        2,
        3.0,
    ]
    kyushu = cm.load().select(region="kyushu").count([path])
    assert len(kyushu.table) == 8
    with pytest.raises(UnknownNameError, match="town"):
        cm.load().count(path, by="town")
    towns = cm.load().count(path, by="municipality").table
    assert len(towns) == 1896
    assert towns.loc[towns["code"].str[:2] == "43", "count"].sum() == 2


def test_geoparquet_that_is_not_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "points.parquet"
    table = pa.table({"geometry": pa.array([b""])})
    text = '{"primary_column": "geometry", "columns": {"geometry": {"encoding": "polygon"}}}'
    pq.write_table(table.replace_schema_metadata({"geo": text}), path)
    with pytest.raises(DataError, match="encoded as 'polygon'"):
        geoparquet.look_at(path, "points.parquet")
    pq.write_table(table.replace_schema_metadata({"geo": "{"}), path)
    with pytest.raises(DataError, match="what it says of its geometries"):
        geoparquet.look_at(path, "points.parquet")


def test_boundaries_are_taken_as_they_are_however_detailed(tmp_path: Path) -> None:
    # teeth of 22 m along a border of 400,000 corners, which a map would thin out
    north = np.linspace(32, 33, 200_001)
    border = np.column_stack([131 + 0.0002 * (np.arange(len(north)) % 2), north])
    west = shapely.Polygon([(130, 33), (130, 32), *border])
    east = shapely.Polygon([(132, 33), (132, 32), *border])
    areas = tmp_path / "areas.gpkg"
    gpd.GeoDataFrame({"name": ["West", "East"]}, geometry=[west, east], crs=6668).to_file(areas)
    tips = np.flatnonzero(np.arange(len(north)) % 2)[:1000]
    points = tmp_path / "points.parquet"
    pd.DataFrame({"lon": border[tips, 0] - 1e-7, "lat": north[tips]}).to_parquet(points)
    found = cm.count(points, boundaries=areas)
    assert dict(zip(found.table["name"], found.table["count"], strict=True)) == {
        "East": 0,
        "West": 1000,
    }
    assert not any("thinned" in words for words in cm.load(boundaries=areas, exact=True).notes)
    assert any("thinned" in words for words in cm.load(boundaries=areas).notes)


def test_auto_chooses_by_size_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from clustermap.counting import engine as engines

    path = tmp_path / "points.csv"
    POINTS.to_csv(path, index=False)
    plan = make_plan(Request([path]))
    monkeypatch.setattr(engines.os, "cpu_count", lambda: 8)
    worker, why = engines.choose("auto", plan, None)
    assert (worker.name, why) == ("memory", f"fits about {plan.rows} rows on 8 cores")
    assert engines.choose("auto", plan, "tcp://x:1")[1] == "a scheduler is named"
    huge = replace(plan, parts=(replace(plan.parts[0], rows=10**9),))
    worker, why = engines.choose("auto", huge, None)
    assert (worker.name, why) == ("dask", "shares about 1,000,000,000 rows among 8 cores")
    monkeypatch.setattr(extras, "_missing", lambda extra: list(extras.EXTRAS[extra]))
    worker, why = engines.choose("auto", huge, None)
    assert worker.name == "memory"
    assert "clustermap[dask]" in why
    monkeypatch.setattr(engines.os, "cpu_count", lambda: 2)
    assert engines.choose("auto", huge, None)[1] == "fits about 1,000,000,000 rows on 2 cores"


def test_columns_of_types_without_numbers_are_refused(
    towns: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "points.parquet"
    frame = POINTS.assign(when=pd.Timestamp("2024-01-01"), many=[[1], [2], [3]])
    frame.to_parquet(path)
    for asked, words in (
        ({"lon": "when", "lat": "lat"}, "'when' holds timestamp.*, not numbers"),
        ({"sums": ["when"]}, "'when' holds timestamp.*, not numbers"),
        ({"group_by": "many"}, "'many' holds 'list.*', not single values"),
    ):
        with pytest.raises(DataError, match=words):
            counted(towns, path, "memory", "", **asked)


def test_broken_geometries_are_counted_and_named(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(POINTS["lon"], POINTS["lat"]), crs=6668)
    path = tmp_path / "points.parquet"
    points.to_parquet(path)
    table = pq.read_table(path)
    cells = [*table["geometry"].to_pylist()[:2], b"\x01\x01\x00"]
    pq.write_table(table.set_column(0, table.field(0), pa.array([cells])[0].values), path)
    found = counted(towns, path, "memory", "")
    assert _counts(found) == {**COUNTS, "43201": 0}
    assert "Without a position: 1 row (1 a broken geometry)." in found.notes
