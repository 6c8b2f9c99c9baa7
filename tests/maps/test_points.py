"""Packing of very many sites: what goes in comes out, within the error that is stated."""

from __future__ import annotations

import base64
import itertools
import json
import zlib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import clustermap as cm
from clustermap.maps.page import html as page
from clustermap.maps.page import points

if TYPE_CHECKING:
    from tests.conftest import PayloadReader

HOSTILE = ["</script><script>alert(1)</script>", "<!--", "𠮟\u2028\u202e", "=1+1", "", "\0"]
GEOD = Geod(ellps="GRS80")


def unpacked(packed: dict[str, Any]) -> pd.DataFrame:
    """Read packed sites by the letter of the format, as the page does."""
    data, at, count = base64.b64decode(packed["data"]), 0, packed["count"]

    def stream(length: int) -> bytes:
        nonlocal at
        at += length
        return zlib.decompress(data[at - length : at], -15)

    def whole(raw: bytes, width: int) -> list[int]:
        parts = np.frombuffer(raw, np.uint8).reshape(width, count)
        return [sum(int(p) << 8 * k for k, p in enumerate(column)) for column in parts.T]

    raw = stream(packed["positions"])
    codes = np.cumsum(whole(raw, len(raw) // count if count else 0)).tolist() if count else []
    x = [sum((code >> 2 * bit & 1) << bit for bit in range(25)) for code in codes]
    y = [sum((code >> 2 * bit + 1 & 1) << bit for bit in range(25)) for code in codes]
    west, north = packed["west"], packed["north"]
    lon, lat = points.degrees(np.array(x, float) + west, np.array(y, float) + north)
    found: dict[str, Any] = {"lon": lon, "lat": lat}
    for column in packed["columns"]:
        first, *rest = (stream(length) for length in column["streams"])
        if column["kind"] == "numbers":
            parts = np.frombuffer(first, np.uint8).reshape(4, count).T
            found[column["name"]] = np.ascontiguousarray(parts).view("<f4").ravel()
        elif column["kind"] == "codes":
            levels = json.loads(rest[0])
            found[column["name"]] = [levels[one] for one in whole(first, column["width"])]
        else:
            ends = np.cumsum([0, *whole(first, 2)])
            found[column["name"]] = [rest[0][a:b].decode() for a, b in itertools.pairwise(ends)]
    assert at == len(data)
    return pd.DataFrame(found)


def sites_of(lon: Any, lat: Any, **columns: Any) -> gpd.GeoDataFrame:
    frame = {"lon": lon, "lat": lat, "sector": "ai", "status": "", "announced": "", "opened": ""}
    made = pd.DataFrame(frame | {"prefecture_code": "13"} | columns)
    return gpd.GeoDataFrame(made, geometry=gpd.points_from_xy(made["lon"], made["lat"]), crs=6668)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.floats(122, 154), st.floats(20, 46), st.sampled_from(["ai", "bio", *HOSTILE]),
            st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)),
            st.one_of(st.none(), st.floats(-1e6, 1e6, width=32)),
        ),
        min_size=1, max_size=90,
    )
)  # fmt: skip
def test_what_is_packed_comes_out_within_the_stated_error(rows: list[tuple[Any, ...]]) -> None:
    lon, lat, sector, name, jobs = (list(one) for one in zip(*rows, strict=True))
    name = [text.encode("utf-8", "replace").decode() for text in name]
    number = [str(k) for k in range(len(rows))]
    jobs = np.array([np.nan if one is None else one for one in jobs])
    sites = sites_of(lon, lat, sector=sector, name_ja=name, jobs=jobs, id=number)
    packed = points.pack(sites)
    assert packed["left_out"] == []
    assert packed["count"] == len(rows)
    found = unpacked(packed).set_index("id").loc[number]
    assert found["sector"].tolist() == sector
    assert found.get("name_ja", pd.Series([""] * len(rows))).tolist() == name
    if not np.isnan(jobs).all():
        np.testing.assert_array_equal(found["jobs"], jobs.astype("f4"))
    _, _, off = GEOD.inv(lon, lat, found["lon"], found["lat"])
    assert max(off) <= points.EXACT_M


def test_the_stated_error_is_that_of_the_worst_place_in_japan() -> None:
    """Okinotorishima, the southernmost; not a loose bound either."""
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(136, 136.2, 20_000), rng.uniform(20.4, 20.5, 20_000)
    _, _, off = GEOD.inv(lon, lat, *points.degrees(*points.steps(lon, lat)))
    assert 0.9 * points.EXACT_M < max(off) <= points.EXACT_M


def test_neighbors_in_the_order_share_squares() -> None:
    x, y = np.meshgrid(np.arange(64, dtype=np.uint64), np.arange(64, dtype=np.uint64))
    codes = points.morton(x.ravel(), y.ravel())
    order = np.argsort(codes)
    assert sorted(codes.tolist()) == list(range(64 * 64))
    for side in (2, 8, 32):
        runs = np.stack([x.ravel()[order] // side, y.ravel()[order] // side]).reshape(
            2, -1, side * side
        )
        assert (runs == runs[:, :, :1]).all()


def test_columns_beyond_the_budget_are_left_out_and_named() -> None:
    rng = np.random.default_rng(2)
    n = 4000
    name = [f"{one:x}" for one in rng.integers(0, 1 << 62, n)]
    sites = sites_of(
        rng.uniform(130, 140, n), rng.uniform(33, 38, n), sector=rng.choice(["ai", "bio"], n),
        name_ja=name, name_en=name, segment=rng.choice(["a", "b"], n), memo=name,
    )  # fmt: skip
    every = points.pack(sites)
    assert every["left_out"] == []
    assert set(unpacked(every)["memo"]) == set(name)
    lean = points.pack(sites, budget=len(every["data"]) // 2)
    assert lean["left_out"] == ["name", "memo"]
    assert len(lean["data"]) <= len(every["data"]) // 2
    kept = {column["name"] for column in lean["columns"]}
    assert {"sector", "segment", "prefecture_code"} <= kept
    assert any(
        "left out of the page" in word and "name, memo" in word for word in points.notes(lean)
    )
    none = points.pack(sites, budget=0)
    assert {"sector", "prefecture_code"} == {column["name"] for column in none["columns"]}


def test_a_cell_like_the_japanese_name_is_written_once() -> None:
    sites = sites_of([139.0, 139.1], [35.0, 35.1], name_ja=["甲", "乙"], name_en=["甲", "B"])
    found = unpacked(points.pack(sites)).sort_values("lon")
    assert found["name_en"].tolist() == ["", "B"]


def test_sites_without_a_position_are_counted() -> None:
    packed = points.pack(sites_of([139.0, np.nan, 140.0], [35.0, 35.0, np.nan]))
    assert (packed["count"], packed["unplaced"]) == (1, 2)
    assert any("2 sites without a position" in word for word in points.notes(packed))
    assert points.pack(sites_of([], []))["count"] == 0


@pytest.mark.parametrize("many", [False, True])
def test_the_packed_way_begins_above_the_threshold(
    atlas: cm.Atlas, payload: PayloadReader, monkeypatch: pytest.MonkeyPatch, *, many: bool
) -> None:
    monkeypatch.setattr(points, "THRESHOLD", len(atlas.sites) - many)
    drawn = atlas.map()
    html = drawn.html
    assert ("worker-src blob:" in html) == many
    assert ('id="clustermap-points"' in html) == many
    assert (len(drawn.payload["sites"]["cells"]) == 0) == many
    assert bool(drawn.notes) == many
    assert (page._asset("page-points.packed") in html) == many
    told = payload(html)
    assert ("points" in told) == many
    if many:
        assert told["points"]["count"] == len(atlas.sites)
        assert "data" not in told["points"]
        assert set(unpacked(drawn.payload["points"])["id"]) == set(atlas.sites["id"])


def test_areas_of_one_s_own_are_told_by_their_places(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from shapely.geometry import box

    halves = gpd.GeoDataFrame(
        {"name": ["west", "east"]}, geometry=[box(130.2, 32, 130.75, 33), box(130.75, 32, 131.2, 33)],
        crs="EPSG:6668",
    )  # fmt: skip
    halves.to_file(tmp_path / "halves.geojson")
    monkeypatch.setattr(points, "THRESHOLD", 5)
    drawn = cm.load(boundaries=tmp_path / "halves.geojson").map()
    found = unpacked(drawn.payload["points"])
    names = np.array([*drawn.payload["areas"]["name"]["ja"], ""])
    area = names[[int(one or -1) for one in found["area"]]]
    assert {"west", "east"} <= set(area)
    west = found["lon"].between(130.2, 130.75) & found["lat"].between(32, 33)
    east = found["lon"].between(130.75, 131.2) & found["lat"].between(32, 33)
    exact = (found["position"] != "prefecture").to_numpy()
    assert set(area[west & exact]) == {"west"}
    assert set(area[east & exact]) == {"east"}
