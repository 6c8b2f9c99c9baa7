"""Rows without a point of theirs are counted where a map of sites puts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely

from clustermap import load
from clustermap.data.locator import area_of_sites
from clustermap.data.municipalities import read_municipalities
from clustermap.errors import DataError
from clustermap.questions import count
from tests.counting.conftest import ENGINES

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.answer import Answer

#: What stands in place of a point, and the area that it is in: prefecture, municipality.
STATED = """name,都道府県,市区町村,団体コード,住所,経度,緯度
point,,,,,130.8425,32.8860
address,,,,〒869-1102 熊本県菊池郡菊陽町原水1-2,,
county,,,,奈良県高市郡明日香村岡1-2,,
code,,,434043,,,
old,,,22132,,,
name,広島県,府中市,,,,
town unknown,,,,山形県東村山郡山辺町本町1-2,,
unread,,,,北海道千歳市美々,不明です,42.8
null island,,,01224,,0,0
prefecture,沖縄県,,,,,
nowhere,,,,,,
two places,,府中市,,,,
"""
LEFT_OUT = {"nowhere", "two places"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(STATED, encoding="utf-8")
    return path


def _by(path: Path, level: str, **options: object) -> Answer:
    atlas = load(level=level) if level != "prefecture" else load()
    return count.ask(atlas.selection, count.Options(files=(path,), by=level, **options))


def _held(found: Answer) -> dict[str, int]:
    table = found.table.set_index("code")["count"]
    return {str(code): int(many) for code, many in table[table > 0].items()}


def _sites(path: Path) -> pd.DataFrame:
    """The same rows as sites on a map, those left out that a map refuses."""
    return load(sites=[path], sites_only=True, lenient=True).sites


def test_a_row_is_counted_in_the_prefecture_of_its_site(own: Path) -> None:
    found = _by(own, "prefecture")
    sites = _sites(own)
    assert set(sites["name_ja"]) == set(pd.read_csv(own)["name"]) - LEFT_OUT
    assert _held(found) == sites["prefecture_code"].value_counts().to_dict()
    assert found.facts["inside"] == 10
    assert found.facts["no_position"] == 2
    reasons = found.facts["reasons"]
    by = {how: reasons[f"by {how}"] for how in ("address", "municipality", "prefecture")}
    assert by == {"address": 3, "municipality": 5, "prefecture": 1}
    assert reasons["place"] == 1
    assert reasons["placed instead"] == 1
    words = " ".join(found.notes)
    assert "'府中市' is the name of 2 places" in words
    assert "(1 blank; 1 at no place that is understood, as" in words


def test_a_row_is_counted_in_the_municipality_of_its_site(own: Path) -> None:
    found = _by(own, "municipality")
    sites = _sites(own)
    codes = area_of_sites(sites, read_municipalities())
    assert _held(found) == codes[codes != ""].value_counts().to_dict()
    # a row that names its prefecture alone is in no municipality
    assert found.facts["reasons"]["prefecture only"] == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_place_rows_alike(own: Path, engine: str, scheduler: str) -> None:
    pytest.importorskip({"sedona": "sedonadb", "dask": "distributed"}.get(engine, "numpy"))
    address = scheduler if engine == "dask" else None
    found = _by(own, "municipality", engine=engine, scheduler=address)
    base = _by(own, "municipality", engine="memory")
    assert _held(found) == _held(base)
    assert found.facts["reasons"] == base.facts["reasons"]


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "csv"])
def test_every_kind_of_file_is_placed(own: Path, tmp_path: Path, ending: str) -> None:
    frame = pd.read_csv(own, dtype=str).iloc[[1, 3, 5, 9]].drop(columns=["経度", "緯度"])
    path = tmp_path / f"other.{ending}"
    if ending == "parquet":
        frame["団体コード"] = frame["団体コード"].astype(float)
        frame.to_parquet(path)
    elif ending == "xlsx":
        frame.to_excel(path, index=False)
    else:
        frame.to_csv(path, index=False, encoding="cp932")
    assert _held(_by(path, "prefecture")) == {"43": 2, "34": 1, "47": 1}


def test_points_on_borders_and_quays_count_where_the_map_has_them(tmp_path: Path) -> None:
    areas = read_municipalities()
    kyushu = areas[areas["prefecture_code"] == "43"]
    corners = shapely.get_coordinates(kyushu.geometry.to_numpy())[::40]
    quay = [(x + 0.0005, y - 0.0005) for x, y in corners]
    frame = pd.DataFrame([*corners, *quay], columns=["lon", "lat"])
    frame["name"] = [f"n{at}" for at in range(len(frame))]
    path = tmp_path / "border.csv"
    frame.to_csv(path, index=False, float_format="%.17g")
    sites = _sites(path)
    codes = area_of_sites(sites, areas)
    assert _held(_by(path, "municipality")) == codes.value_counts().to_dict()
    assert _held(_by(path, "prefecture")) == sites["prefecture_code"].value_counts().to_dict()


def test_the_datum_of_each_row_is_heeded(tmp_path: Path) -> None:
    areas = read_municipalities().loc[["13101", "13104"]]
    path = tmp_path / "datum.csv"
    path.write_text(
        "lon,lat,測地系\n139.7100,35.6800,日本測地系\n139.7100,35.6800,JGD2011\n"
        "139.7100,35.6800,ほげ\n139.7100,35.6800,\n",
        encoding="utf-8",
    )
    found = _by(path, "municipality")
    assert found.facts["reasons"]["tokyo"] == 1
    assert found.facts["examples"]["datum"] == ["ほげ"]
    assert found.facts["inside"] == 4
    assert len(areas) == 2


@pytest.mark.parametrize(
    ("cells", "options", "words"),
    [
        ("139.7,35.7", {"crs": "EPSG:6677"}, "coordinates look like degrees"),
        ("1394201,354052", {}, "run together"),
        ("502920,128520", {}, "seconds of arc"),
        ("-5000,-35000", {}, "not degrees, but meters"),
        ("-5000,-35000", {"coordinates": "metres"}, "do not say where their zero is"),
    ],
)
def test_numbers_that_are_written_otherwise_are_refused(
    tmp_path: Path, cells: str, options: dict[str, str], words: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("lon,lat\n" + f"{cells}\n" * 6, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        _by(path, "prefecture", **options)


@pytest.mark.parametrize(
    ("cells", "notation"),
    [
        ("130.50330,32.53096", "dms"),
        ("1305033.0,325309.6", "dms"),
        ("471033.0,118389.6", "arcsec"),
    ],
)
def test_a_notation_that_is_named_is_read(tmp_path: Path, cells: str, notation: str) -> None:
    path = tmp_path / "named.csv"
    path.write_text("lon,lat\n" + f"{cells}\n" * 3, encoding="utf-8")
    assert _held(_by(path, "prefecture", coordinates=notation)) == {"43": 3}


def test_degrees_that_may_be_packed_are_a_warning(tmp_path: Path) -> None:
    cells = ["130.50330,32.53096", "140.3600,36.3045", "140.1025,35.4012", "139.3931,35.3022"]
    path = tmp_path / "packed.csv"
    path.write_text("lon,lat\n" + "\n".join([*cells, "139.0158,36.1530"]), encoding="utf-8")
    assert "--coordinates dms" in " ".join(_by(path, "prefecture").notes)
    said = _by(path, "prefecture", coordinates="degrees")
    assert "--coordinates" not in " ".join(said.notes)


def test_columns_are_named_by_role(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    path.write_text("a,b\n熊本県菊陽町原水,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column says where a row is"):
        _by(path, "prefecture")
    assert _held(_by(path, "prefecture", map_columns=("address=a",))) == {"43": 1}
