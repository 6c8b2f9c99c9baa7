"""The shipped tables as text, and the municipalities to hold them against."""

from __future__ import annotations

import csv
import importlib
import json
import sys
from pathlib import Path

import geopandas as gpd
import pytest
from pyproj import Geod
from shapely import Point
from shapely.ops import nearest_points

ROOT = Path(__file__).parents[2]
GEODATA = ROOT / "geodata"
SECTORS = ("ai", "semiconductor", "shipbuilding", "bio", "aerospace")
ELLIPSOID = Geod(ellps="GRS80")


class Tables:
    """Rows of the tables as dictionaries of strings, read when asked for."""

    folder = GEODATA
    sectors = SECTORS

    def __init__(self):
        self._read = {}

    def __call__(self, name):
        if name not in self._read:
            with (GEODATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                self._read[name] = list(csv.DictReader(file))
        return self._read[name]

    @property
    def sites(self):
        return [row for sector in SECTORS for row in self(f"sites/{sector}")]


@pytest.fixture(scope="session")
def tables():
    return Tables()


@pytest.fixture(scope="session")
def script():
    """Import a script of ``geodata`` by its name; they import each other."""
    sys.path.insert(0, str(GEODATA))
    yield importlib.import_module
    sys.path.remove(str(GEODATA))


@pytest.fixture(scope="session")
def package():
    return json.loads((GEODATA / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def polygons():
    return gpd.read_file(GEODATA / "prefectures" / "prefectures.shp").set_index("code")


@pytest.fixture(scope="session")
def official_prefectures(n03, tables):
    codes = {row["name_ja"]: row["code"] for row in tables("prefectures")}
    frame = gpd.read_file(n03 / "prefectures.geojson")
    return frame.assign(code=frame["N03_001"].map(codes)).set_index("code")["geometry"]


@pytest.fixture(scope="session")
def official_municipalities(n03):
    """Polygon of every municipality and ward, and of designated cities as a whole."""
    frame = gpd.read_file(n03 / "N03-21_210101.topo.json").dropna(subset=["N03_007"])
    frame["geometry"] = frame.geometry.make_valid()
    found = frame.set_index("N03_007")["geometry"].to_dict()
    wards = frame[frame["N03_003"].fillna("").str.endswith("市") & frame["N03_004"].notna()]
    for (prefecture, city), rows in wards.groupby([wards["N03_007"].str[:2], "N03_003"]):
        found[prefecture, city] = rows.union_all()
    return found


@pytest.fixture(scope="session")
def distance_km():
    """Geodesic distance of a point from a polygon, 0 inside."""

    def measure(lon, lat, polygon):
        point = Point(float(lon), float(lat))
        if polygon.covers(point):
            return 0.0
        near = nearest_points(polygon, point)[0]
        return ELLIPSOID.inv(near.x, near.y, point.x, point.y)[2] / 1000

    return measure
