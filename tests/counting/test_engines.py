"""Memory, SedonaDB and Dask give the same result, to the last digit."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point
from shapely.ops import nearest_points

from clustermap.counting.dask import DaskEngine
from clustermap.counting.grid import AreaGrid
from clustermap.counting.memory import MemoryEngine
from clustermap.counting.parts import Request
from clustermap.counting.plan import make_plan
from clustermap.counting.result import table_of
from clustermap.counting.sedona import SedonaEngine

from .conftest import ENGINES, by_hand, counted, facts_of

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.answer import Answer

CORNER = (130.7, 32.8)
# lon, lat, sector, jobs; then the code of the area, "out" or "none"
ROWS = [
    (130.4, 32.5, "bio", 1.0, "43101"),
    (130.9, 32.4, "bio", 0.1, "43102"),
    (130.4, 33.1, "ai", 0.2, "43201"),
    (131.0, 33.0, "ai", 0.3, "43202"),
    (*CORNER, "bio", 1e16, "43101"),  # a corner of four areas
    (*CORNER, "bio", 1.0, "43101"),
    (*CORNER, "bio", -1e16, "43101"),
    (130.7, 32.5, "bio", 5.0, "43101"),  # a border along a meridian
    (130.7, 33.0, "ai", 5.0, "43201"),
    (130.1, 32.9, "ai", 5.0, "43101"),  # a corner of two
    (131.3, 32.7, "ai", 5.0, "43102"),
    (131.3, 33.0, "ai", 5.0, "43202"),  # the outer border
    (129.25, 32.1, "ai", 5.0, "43501"),
    (129.0, 32.0, "", 5.0, "43501"),
    (32.5, 130.4, "bio", 7.0, "43101"),  # swapped
    (135.0, 35.0, "bio", 8.0, "out"),
    (0.0, 0.0, "bio", 8.0, "out"),
    (200.0, 100.0, None, 8.0, "out"),
    (1e300, -1e300, None, 8.0, "out"),
    (np.nan, 32.5, "bio", 9.0, "none"),
    (130.4, None, "bio", 9.0, "none"),
    (np.inf, 32.5, "bio", 9.0, "none"),
    (130.4, -np.inf, "bio", 9.0, "none"),
    (130.45, 32.5, "bio", np.nan, "43101"),
    (130.46, 32.5, "ai", np.inf, "43101"),
]
FRAME = pd.DataFrame(
    [row[:4] for row in ROWS], columns=["lon", "lat", "sector", "jobs"]
).astype({"lon": float, "lat": float})  # fmt: skip
WHERE = [row[4] for row in ROWS]


@pytest.fixture(scope="module")
def results(
    towns: gpd.GeoDataFrame, scheduler: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Answer]:
    path = tmp_path_factory.mktemp("points") / "points.parquet"
    table = pa.Table.from_pandas(FRAME, preserve_index=False)
    pq.write_table(table, path, row_group_size=7)
    asked = {"group_by": "sector", "sums": ["jobs"]}
    return {one: counted(towns, path, one, scheduler, **asked) for one in ENGINES}


def test_engines_agree_to_the_last_digit(results: dict[str, Answer]) -> None:
    for engine in ("sedona", "dask"):
        pd.testing.assert_frame_equal(
            results[engine].table, results["memory"].table, check_exact=True
        )
        assert facts_of(results[engine]) == facts_of(results["memory"])
        assert results[engine].facts["engine"] == engine


@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_is_counted_where_it_is(results: dict[str, Answer], engine: str) -> None:
    found = results[engine].table.set_index("code")
    summary = results[engine].facts
    for code in found.index:
        assert found.loc[code, "count"] == WHERE.count(code), code
    assert summary["rows"] == len(ROWS)
    assert summary["outside"] == WHERE.count("out") == 4
    assert summary["no_position"] == WHERE.count("none") == 4
    assert summary["inside"] + summary["outside"] + summary["no_position"] == summary["rows"]
    assert summary["reasons"] == {"blank": 2, "coordinate": 2, "no number:jobs": 2, "swapped": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_sums_are_exact_in_any_order(results: dict[str, Answer], engine: str) -> None:
    found = results[engine].table.set_index("code")
    for code in found.index:
        known = [row[3] for row in ROWS if row[4] == code and math.isfinite(row[3])]
        assert found.loc[code, "sum:jobs"] == math.fsum(known), code
        bio = [
            row[3] for row in ROWS if row[4] == code and row[2] == "bio" and math.isfinite(row[3])
        ]
        assert found.loc[code, "sum:jobs:bio"] == math.fsum(bio)
    # adding one after the other would lose the ones beside 1e16
    assert found.loc["43101", "sum:jobs"] == 1.0 + 1.0 + 5.0 + 5.0 + 7.0


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_stand_side_by_side(results: dict[str, Answer], engine: str) -> None:
    found = results[engine].table
    groups = [name for name in found.columns if name.startswith("count:")]
    assert groups == ["count:(blank)", "count:ai", "count:bio"]
    assert found[groups].sum(axis=1).tolist() == found["count"].tolist()
    # no row of this group has a number there: blank, not zero
    ai = found.set_index("code").loc["43101", ["count:ai", "sum:jobs:ai"]]
    assert ai.tolist() == [2, 5.0]


TEXT = (
    "経度,緯度,業種,従業者数\n"
    '130.4,32.5,"製造, 食品","1,200"\n'
    "１３０．９,32.4,製造,x\n"
    "東経130度24分,北緯33度06分,製造,▲3\n"
    '"131.0\n",33.0,情報,12人\n'
    "不明,33.0,情報,1\n"
    "abc,33.0,情報,1\n"
    ",,情報,1\n"
    "inf,33.0,情報,1\n"
    "nan,33.0,情報,1\n"
    "33.0,131.0,情報,1\n"
    "131.0,33.0,情報\n"
    "131.0,33.0,情報,1,2\n"
    "資料：経済センサス\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16", "euc_jp"])
def test_text_is_understood_alike(
    towns: gpd.GeoDataFrame, scheduler: str, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "事業所.csv"
    path.write_bytes(TEXT.encode(encoding, errors="replace"))
    asked = {"group_by": "業種", "sums": ["従業者数"]}
    found = {one: counted(towns, path, one, scheduler, **asked) for one in ENGINES}
    for engine in ("sedona", "dask"):
        pd.testing.assert_frame_equal(found[engine].table, found["memory"].table, check_exact=True)
        assert facts_of(found[engine]) == facts_of(found["memory"])
    memory = found["memory"].table.set_index("code")
    assert memory["count"].to_dict() == {"43101": 1, "43102": 1, "43201": 1, "43202": 2, "43501": 0}
    assert memory["sum:従業者数"].fillna(-1).tolist() == [1200, -1, -3, 1, 0]
    assert memory.loc["43101", "count:製造, 食品"] == 1
    summary = facts_of(found["memory"])
    assert summary["rows"] == 13
    assert summary["no_position"] == 8
    assert summary["reasons"] == {
        "blank": 3, "coordinate": 2, "no number:従業者数": 2, "ragged": 3, "swapped": 1,
    }  # fmt: skip
    assert summary["examples"]["coordinate"] == ["abc", "inf"]
    assert summary["examples"]["no number:従業者数"] == ["12人"]


def _ways(folder: Path) -> dict[str, Path]:
    """Write the same points in several ways."""
    import geopandas as gpd

    points = gpd.GeoDataFrame(
        FRAME[["sector", "jobs"]],
        geometry=[
            None if not (math.isfinite(x) and math.isfinite(y)) else shapely.Point(x, y)
            for x, y in zip(FRAME["lon"], FRAME["lat"], strict=True)
        ],
        crs="EPSG:6668",
    )
    paths = {
        one: folder / f"{one}.parquet" for one in ("numbers", "text", "wkb", "arrow", "single")
    }
    FRAME.to_parquet(paths["numbers"])
    as_text = FRAME.assign(lon=FRAME["lon"].map(repr), lat=FRAME["lat"].map(repr))
    as_text.to_parquet(paths["text"])
    points.to_parquet(paths["wkb"])
    points.to_parquet(paths["arrow"], geometry_encoding="geoarrow", schema_version="1.1.0")
    FRAME.astype({"sector": "category"}).to_parquet(paths["single"], compression="zstd")
    return paths


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_text_and_geometries_are_the_same_points(
    towns: gpd.GeoDataFrame, scheduler: str, tmp_path: Path, engine: str
) -> None:
    asked = {"group_by": "sector", "sums": ["jobs"]}
    found = {
        name: counted(towns, path, engine, scheduler, **asked)
        for name, path in _ways(tmp_path).items()
    }
    for name in ("text", "wkb", "arrow", "single"):
        pd.testing.assert_frame_equal(found[name].table, found["numbers"].table, check_exact=True)


def _coverage(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    frame = shapely.box(130, 32, 131, 33)
    seeds = shapely.multipoints(rng.uniform((130, 32), (131, 33), (12, 2)))
    shapes = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(seeds)), frame)
    return np.array([one for one in shapes if not shapely.is_empty(one)], dtype=object)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32), pieces=st.sampled_from([0, 4]))
def test_engines_agree_on_borders_corners_and_nonsense(
    scheduler: str, seed: int, pieces: int
) -> None:
    rng = np.random.default_rng(seed)
    shapes = _coverage(seed)
    corners = shapely.get_coordinates(shapes)
    rings = shapely.get_exterior_ring(shapes)
    middles = shapely.get_coordinates(
        shapely.line_interpolate_point(rings, rng.uniform(0, 1), normalized=True)
    )
    points = np.concatenate([corners, middles, rng.uniform((129.9, 31.9), (131.1, 33.1), (50, 2))])
    odd = rng.choice([np.nan, np.inf, -np.inf, 0.0, 1e9], (10, 2))
    points = np.concatenate([points, odd, points[:5, ::-1]])
    frame = pd.DataFrame(points, columns=["lon", "lat"])
    frame["v"] = rng.normal(0, 1, len(frame)) * 10.0 ** rng.integers(-20, 20, len(frame))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.parquet"
        frame.to_parquet(path, row_group_size=40)
        plan = make_plan(Request([path], sums=["v"]))
        area_grid = AreaGrid(shapes, pieces)
        tallies = [
            engine.count(plan, area_grid, lambda _done, _all: None)
            for engine in (MemoryEngine(), SedonaEngine(), DaskEngine(scheduler))
        ]
    counts = [tally.counts.tolist() for tally in tallies]
    assert counts[0] == counts[1] == counts[2]
    totals = [tally.totals["v"].totals() for tally in tallies]
    assert totals[0] == totals[1] == totals[2]
    wanted = [0] * len(shapes)
    for x, y in [*points[: len(corners) + len(middles) + 50], *points[:5]]:
        at = by_hand(shapes, x, y)
        if at is None:  # the nearest area within 300 m
            ends = [nearest_points(shape, Point(x, y))[0] for shape in shapes]
            km = [Geod(ellps="GRS80").inv(x, y, end.x, end.y)[2] / 1000 for end in ends]
            at = int(np.argmin(km)) if min(km) <= 0.3 else None
        if at is not None:
            wanted[at] += 1
    assert counts[0][: len(shapes)] == wanted
    assert sum(counts[0]) == len(frame)


def test_the_table_of_a_plan_is_in_the_order_of_codes(
    towns: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "points.csv"
    FRAME.to_csv(path, index=False)
    plan = make_plan(Request([path]))
    backwards = towns.iloc[::-1].sort_index()
    tally = MemoryEngine().count(
        plan, AreaGrid(np.array(backwards.geometry), 0), lambda _d, _a: None
    )
    assert table_of(tally, backwards, "ja")["code"].tolist() == sorted(towns.index)
    shuffled = counted(towns.iloc[[3, 0, 4, 1, 2]], path, "memory", "").table
    assert shuffled.equals(counted(towns, path, "memory", "").table)
