"""What is handed over is read by other programs."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from PIL import Image

from clustermap import load
from clustermap.errors import UnknownNameError
from clustermap.reports.hand_over.web import web_files

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from tests.conftest import Runner

PYTHON = "/usr/bin/python3"
RENDER = Path(__file__).with_name("qgis_render.py")


def test_clusters_without_a_place_are_handed_over_too() -> None:
    everything = load().selection
    files = web_files(everything, "en")
    features = json.loads(files["clusters.geojson"])["features"]
    assert len(features) == len(everything.clusters)
    assert any(one["geometry"] is None for one in features)
    table = pd.read_csv(io.BytesIO(bytes(files["clusters.csv"])))
    assert table["lon"].notna().sum() == sum(one["geometry"] is not None for one in features)


def test_web_data_are_tidy_and_described(atlas: Atlas, tmp_path: Path) -> None:
    chosen = atlas.select(region="shikoku")
    chosen.hand_over(tmp_path / "out", "web", lang="ja")
    out = tmp_path / "out"
    sites = pd.read_csv(out / "sites.csv", dtype={"prefecture_code": str})
    assert len(sites) == len(chosen.sites)
    assert set(sites["sector"]) <= {"半導体", "AI", "造船", "バイオ", "航空宇宙"}
    assert sites["investment_jpy_bn"].sum() == pytest.approx(
        chosen.sites["investment_jpy_bn"].sum()
    )
    dictionary = pd.read_csv(out / "dictionary.csv")
    for file in out.glob("*.csv"):
        if file.name != "dictionary.csv":
            told = set(dictionary.loc[dictionary["file"] == file.name, "column"])
            columns = set(pd.read_csv(file, nrows=1).columns)
            assert columns - {"lon", "lat"} == told, file.name
    assert not dictionary["meaning"].isna().any()
    places = gpd.read_file(out / "sites.geojson")
    assert len(places) == len(sites)
    towns = gpd.read_file(out / "municipalities.topo.json")
    assert len(towns) == 95
    tidy = pd.read_csv(out / "indicators.csv", dtype={"code": str})
    assert set(tidy["code"]) == {"36", "37", "38", "39"}
    assert set(tidy["state"]) <= {"number", "suppressed", "none"}
    whole = json.loads((out / "data.json").read_text("utf-8"))
    assert len(whole["tables"]["sites"]["rows"]) == len(sites)
    assert not [one for one in whole["tables"]["sites"]["rows"] if not one["source_url"]]


def test_a_qgis_project_names_layers_that_are_there(atlas: Atlas, tmp_path: Path) -> None:
    chosen = atlas.select(prefecture="Kumamoto")
    chosen.hand_over(tmp_path / "out", "qgis", lang="ko")
    package = tmp_path / "out" / "clustermap.gpkg"
    there = {str(name) for name, _ in pyogrio.list_layers(package)}
    project = ET.parse(tmp_path / "out" / "clustermap.qgs").getroot()  # noqa: S314  # our own
    sources = [one.text or "" for one in project.iter("datasource")]
    assert {source.partition("layername=")[2] for source in sources} == there
    assert all(source.startswith("./clustermap.gpkg|") for source in sources)
    values = [one.get("value") for one in project.iter("category")]
    assert set(gpd.read_file(package, layer="sites")["sector"]) == set(values)
    sizes = gpd.read_file(package, layer="municipalities")["sites"]
    assert sizes.sum() == len(chosen.sites)
    # every size lies in one class
    classes = [
        (float(one.get("lower", "")), float(one.get("upper", ""))) for one in project.iter("range")
    ]
    assert all(any(low <= size <= high for low, high in classes) for size in sizes)
    with pytest.raises(UnknownNameError):
        chosen.hand_over(tmp_path / "other", "arcgis")
    assert not (tmp_path / "other").exists()


def _has_qgis() -> bool:
    if shutil.which(PYTHON) is None:
        return False
    found = subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
    return found.returncode == 0


def test_qgis_opens_and_draws_the_project(atlas: Atlas, tmp_path: Path, *, full: bool) -> None:
    if not full or not _has_qgis():
        pytest.skip("only with --full, where Debian's QGIS is installed")
    chosen = atlas.select(prefecture="Kumamoto")
    chosen.hand_over(tmp_path / "out", "qgis", lang="ja")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
    done = subprocess.run(
        [PYTHON, str(RENDER), str(tmp_path / "out" / "clustermap.qgs"), str(tmp_path / "a.png")],
        env=environment, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["opened"]
    assert found["crs"] == "EPSG:6668"
    layers = found["layers"]
    assert all(one["valid"] for one in layers.values())
    assert layers["拠点"]["renderer"] == "categorizedSymbol"
    assert layers["拠点"]["features"] == len(chosen.sites)
    assert "半導体" in layers["拠点"]["legend"]
    assert layers["市区町村"]["renderer"] == "graduatedSymbol"
    assert layers["市区町村"]["labels"]
    with Image.open(tmp_path / "a.png") as image:
        assert len(image.convert("RGB").getcolors(10**7)) > 50


def test_tables_are_written_with_their_places(run: Runner, tmp_path: Path) -> None:
    done = run("data", "show", "municipalities", "-o", "towns.gpkg")
    assert done.status == 0
    assert len(gpd.read_file(tmp_path / "towns.gpkg")) == 1896
    assert run("data", "show", "airports", "-o", "airports.geojson").status == 0
    assert set(gpd.read_file(tmp_path / "airports.geojson").geom_type) == {"Point"}
    none = run("data", "show", "investments", "-o", "money.gpkg")
    assert none.status == 1
    assert "have no places" in none.err
    assert run("data", "show", "zones", "-o", "zones.parquet").status == 0
    assert run("data", "export", "out", "--lang", "ja").status == 2
