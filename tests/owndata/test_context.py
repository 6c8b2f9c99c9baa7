"""Context is drawn as itself and never counted: points, lines and areas of every map format."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from pypdf import PdfReader

import clustermap as cm
from clustermap.maps.page.html import read_payload

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Runner

SHAPES = {
    "points": [shapely.Point(130.8, 32.8), shapely.Point(130.9, 32.9)],
    "lines": [shapely.LineString([(130.7, 32.7), (130.9, 32.9)])],
    "areas": [shapely.box(130.7, 32.7, 130.9, 32.9)],
}
NAMES = {"points": ["第一小学校", "第二小学校"], "lines": ["国道57号"], "areas": ["浸水想定区域"]}
KML = {
    "points": "<Point><coordinates>{}</coordinates></Point>",
    "lines": "<LineString><coordinates>{}</coordinates></LineString>",
    "areas": "<Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing>"
    "</outerBoundaryIs></Polygon>",
}


def write(folder: Path, kind: str, ending: str) -> Path:
    file = folder / f"{kind}.{ending}"
    frame = gpd.GeoDataFrame({"name": NAMES[kind]}, geometry=SHAPES[kind], crs=6668)
    if ending == "kml":
        places = "".join(
            f"<Placemark><name>{name}</name>"
            + KML[kind].format(" ".join(f"{x},{y}" for x, y in shapely.get_coordinates(shape)))
            + "</Placemark>"
            for name, shape in zip(NAMES[kind], SHAPES[kind], strict=True)
        )
        file.write_text(
            '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
            f"<Document>{places}</Document></kml>",
            encoding="utf-8",
        )
    elif ending == "zip":
        frame.to_file(folder / f"{kind}.shp", encoding="utf-8")
        with zipfile.ZipFile(file, "w") as pack:
            for part in folder.glob(f"{kind}.*"):
                if part != file:
                    pack.write(part, part.name)
    else:
        frame.to_file(file)
    return file


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "zip", "kml"])
@pytest.mark.parametrize("kind", list(SHAPES))
def test_every_shape_of_every_format_is_drawn_as_itself(
    tmp_path: Path, kind: str, ending: str
) -> None:
    atlas = cm.load(context=write(tmp_path, kind, ending))
    assert len(atlas.sites) == len(cm.load().sites)
    (layer,) = read_payload(atlas.map().html)["context"]
    assert layer["label"] == kind
    assert layer["kind"] == list(SHAPES).index(kind)
    assert [one["name"] for one in layer["features"]] == NAMES[kind]
    drawn = layer["features"][0]
    found = drawn["points"] if kind == "points" else drawn["lines"][0]
    assert {tuple(one) for one in found} >= {
        tuple(one) for one in shapely.get_coordinates(SHAPES[kind][0]).round(4)
    }


def test_the_legend_of_a_figure_names_it(tmp_path: Path) -> None:
    atlas = cm.load(context=[write(tmp_path, "areas", "gpkg"), write(tmp_path, "points", "kml")])
    figure = atlas.select(prefecture="43").figure(lang="ja")
    figure.save(tmp_path / "f.pdf")
    text = PdfReader(tmp_path / "f.pdf").pages[0].extract_text()
    assert "areas" in text
    assert "points" in text


def test_polygons_given_as_sites_stay_polygons(run: Runner, tmp_path: Path) -> None:
    parks = gpd.GeoDataFrame(
        {"name": ["阿蘇工業団地", "八代工業団地"], "分野": ["半導体", "造船"], "備考": "PLANTED"},
        geometry=[shapely.box(130.8, 32.8, 130.82, 32.81), shapely.box(130.5, 32.5, 130.52, 32.52)],
        crs=6668,
    )
    parks.to_file(tmp_path / "parks.geojson")
    done = run("map", "--sites", "parks.geojson", "--sites-only", "-o", "m.html")
    assert done.status == 0, done.err
    assert "2 sites read" in done.err
    told = read_payload((tmp_path / "m.html").read_text(encoding="utf-8"))
    (layer,) = told["context"]
    assert (layer["label"], layer["kind"]) == ("parks", 2)
    assert [one["name"] for one in layer["features"]] == ["阿蘇工業団地", "八代工業団地"]
    assert "PLANTED" not in str(told)
    sites = cm.load(sites=tmp_path / "parks.geojson", sites_only=True).sites
    assert all(
        park.contains(point) for park, point in zip(parks.geometry, sites.geometry, strict=True)
    )
    done = run(
        "data", "show", "sites", "--sites", "parks.geojson", "--sites-only", "-o", "out.gpkg"
    )
    assert set(gpd.read_file(tmp_path / "out.gpkg").geom_type) == {"Polygon"}
