"""Points in the Tokyo Datum that don't say so, and what --crs then moves; whose sites are credited.

The true places are sampled in official municipalities, just inside their borders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer

import clustermap as cm
from clustermap.ingest.datum import suspect_tokyo_datum
from clustermap.ingest.files.foreign import read_map
from clustermap.ingest.user_data import user_files, with_user_data

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from clustermap.data.selection import Selection
    from tests.conftest import Runner

TO_TOKYO = Transformer.from_crs(6668, 4301, always_xy=True)
WARNING = (
    "fall outside their municipality, and inside it if the coordinates are Tokyo Datum. "
    "Say --crs EPSG:4301 if they are."
)


@pytest.fixture(scope="session")
def national(n03: Path) -> gpd.GeoDataFrame:
    return read_map(n03 / "N03-21_210101.topo.json")[0].areas


@pytest.fixture(scope="session")
def boundaries(n03: Path) -> Path:
    return n03 / "N03-21_43_210101.geojson"


@pytest.fixture(scope="session")
def places(boundaries: Path) -> pd.DataFrame:
    """Places in Kumamoto, in their municipality all around but near another one's border."""
    areas = read_map(boundaries)[0].areas
    found = []
    # every place 200 m inside a border, on any side of it: some cross it when moved, some don't
    for code, shape in areas.geometry.items():
        inside = shape.buffer(-0.002)
        for share in np.linspace(0, 1, 8, endpoint=False):
            if not inside.is_empty:
                point = inside.boundary.interpolate(share, normalized=True)
                found.append((str(code), point.x, point.y))
    return pd.DataFrame(found, columns=["市区町村コード", "lon", "lat"])


def _table(path: Path, places: pd.DataFrame, *, tokyo: bool) -> Path:
    x, y = places["lon"].to_numpy(), places["lat"].to_numpy()
    if tokyo:
        x, y = TO_TOKYO.transform(x, y)
    named = [f"S{number}" for number in range(len(places))]
    places.assign(lon=x, lat=y, name=named, sector="ai").to_csv(path, index=False)
    return path


def test_tokyo_datum_read_as_jgd_stands_south_east() -> None:
    x, y = TO_TOKYO.transform(139.7, 35.7)
    azimuth, _, metres = Geod(ellps="GRS80").inv(139.7, 35.7, x, y)
    assert 90 < azimuth < 180
    assert metres == pytest.approx(463, abs=3)


def test_points_in_the_tokyo_datum_are_suspected_in_one_line(
    tmp_path: Path, selection: Selection, boundaries: Path, places: pd.DataFrame
) -> None:
    path = _table(tmp_path / "sites.csv", places, tokyo=True)
    found = with_user_data(
        selection, user_files(sites=path, boundaries=boundaries, sites_only=True)
    )
    warnings = [note for note in found.notes if "Tokyo Datum" in note]
    assert len(warnings) == 1
    assert warnings[0].startswith("Warning: sites.csv: ")
    assert warnings[0].endswith(WARNING)
    moved, _, points = warnings[0].split(": ")[2].split()[:3]
    assert int(points) == len(places)
    areas = read_map(boundaries)[0].areas
    own = areas.geometry.loc[places["市区町村コード"]].to_numpy()
    as_read = shapely.points(*TO_TOKYO.transform(places["lon"], places["lat"]))
    assert int(moved) == (~shapely.intersects(own, as_read)).sum() > 50
    # nothing is moved unasked
    assert np.allclose(shapely.get_coordinates(as_read)[:, 0], found.sites["lon"], atol=1e-7)


def test_right_points_are_not_suspected(
    tmp_path: Path, selection: Selection, boundaries: Path, places: pd.DataFrame
) -> None:
    path = _table(tmp_path / "sites.csv", places, tokyo=False)
    found = with_user_data(
        selection, user_files(sites=path, boundaries=boundaries, sites_only=True)
    )
    assert not any("Tokyo Datum" in note for note in found.notes)
    assert len(found.sites) == len(places)


@pytest.mark.parametrize("column", ["code", "name"])
def test_the_municipality_may_be_stated_by_name(
    tmp_path: Path, selection: Selection, boundaries: Path, places: pd.DataFrame, column: str
) -> None:
    areas = read_map(boundaries)[0].areas
    if column == "name":
        names = areas["name_ja"].loc[places["市区町村コード"]].tolist()
        places = places.drop(columns="市区町村コード").assign(都道府県="熊本県", 市区町村=names)
    path = _table(tmp_path / "sites.csv", places, tokyo=True)
    found = with_user_data(
        selection, user_files(sites=path, boundaries=boundaries, sites_only=True)
    )
    assert sum(WARNING in note for note in found.notes) == 1


def test_doing_as_told_moves_the_points_and_not_the_boundaries(
    tmp_path: Path, selection: Selection, boundaries: Path, places: pd.DataFrame
) -> None:
    path = _table(tmp_path / "sites.csv", places, tokyo=True)
    found = with_user_data(
        selection, user_files(sites=path, boundaries=boundaries, sites_only=True, crs="EPSG:4301")
    )
    assert not any(WARNING in note for note in found.notes)
    assert np.allclose(found.sites[["lon", "lat"]], places[["lon", "lat"]], atol=1e-6)
    areas = read_map(boundaries)[0].areas
    assert found.areas is not None
    assert np.allclose(found.areas.total_bounds, areas.total_bounds)


def test_a_table_that_states_its_datum_is_believed(
    tmp_path: Path, selection: Selection, boundaries: Path, places: pd.DataFrame
) -> None:
    path = _table(tmp_path / "sites.csv", places.assign(測地系="世界測地系"), tokyo=True)
    found = with_user_data(
        selection, user_files(sites=path, boundaries=boundaries, sites_only=True)
    )
    assert not any(WARNING in note for note in found.notes)


def test_validate_says_it_too(
    run: Runner, tmp_path: Path, boundaries: Path, places: pd.DataFrame
) -> None:
    path = _table(tmp_path / "sites.csv", places, tokyo=True)
    right = _table(tmp_path / "right.csv", places, tokyo=False)
    suspected = []
    for file in (path, right):
        done = run(
            "data", "validate", str(file), "--boundaries", str(boundaries), "--format", "csv"
        )
        assert done.status == 0
        suspected.append("inside it if the coordinates are Tokyo Datum" in done.out)
    assert suspected == [True, False]


def test_the_embedded_sites_are_suspected_only_when_moved(
    selection: Selection, national: gpd.GeoDataFrame
) -> None:
    exact = selection.sites
    x, y = exact["lon"].to_numpy(), exact["lat"].to_numpy()
    codes = exact["municipality_code"].to_numpy(str)
    assert suspect_tokyo_datum(x, y, codes, national) is None
    found = suspect_tokyo_datum(*TO_TOKYO.transform(x, y), codes, national)
    assert found is not None
    assert found.moved < found.points <= len(exact)


def test_a_designated_city_stands_for_its_wards(boundaries: Path, places: pd.DataFrame) -> None:
    areas = read_map(boundaries)[0].areas
    codes = places["市区町村コード"].to_numpy(str)
    wards = np.char.startswith(codes, "4310")
    x, y = TO_TOKYO.transform(places["lon"].to_numpy()[wards], places["lat"].to_numpy()[wards])
    by_ward = suspect_tokyo_datum(x, y, codes[wards], areas)
    by_city = suspect_tokyo_datum(x, y, np.full(wards.sum(), "43100"), areas)
    ward = areas.geometry.loc[codes[wards]].to_numpy()
    city = areas.geometry[areas.index.str.startswith("4310")].union_all()
    points = shapely.points(x, y)
    outside_ward = int((~shapely.intersects(ward, points)).sum())
    # moves from ward to ward stay in the city
    outside_city = int((~shapely.intersects(city, points)).sum())
    assert by_ward == (outside_ward, wards.sum())
    assert by_city == (outside_city, wards.sum())
    assert 5 <= outside_city < outside_ward


def test_few_points_are_no_reason(boundaries: Path, places: pd.DataFrame) -> None:
    areas = read_map(boundaries)[0].areas
    codes = places["市区町村コード"].to_numpy(str)
    x, y = TO_TOKYO.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
    own = areas.geometry.loc[codes].to_numpy()
    at = np.flatnonzero(
        ~shapely.intersects(own, shapely.points(x, y))
        & shapely.intersects(areas.union_all(), shapely.points(x, y))
    )
    four, five = at[:4], at[:5]
    assert suspect_tokyo_datum(x[four], y[four], codes[four], areas) is None
    assert suspect_tokyo_datum(x[five], y[five], codes[five], areas) == (5, 5)
    # one place written ten times is still one place
    same = np.repeat(at[:1], 10)
    assert suspect_tokyo_datum(x[same], y[same], codes[same], areas) is None


def test_without_the_embedded_sites_the_map_does_not_credit_them(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,sector,lon,lat\nA,ai,130.84,32.88\n", encoding="utf-8")
    beside, alone = cm.load(sites=path), cm.load(sites=path, sites_only=True)
    for atlas, credited in ((beside, True), (alone, False), (alone.select(sector="ai"), False)):
        first = atlas.map().payload["credits"][0]
        words = {"en": "Sites", "ja": "拠点", "ko": "거점"}
        assert {lang: words[lang] in first[lang] for lang in words} == dict.fromkeys(
            words, credited
        )
        assert "clustermap" in first["en"]
