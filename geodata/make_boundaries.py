"""Make the prefectures from the municipalities, so that the lines of both agree at every scale.

``boundaries/prefectures.topo.json`` refers to arcs of ``boundaries/municipalities.topo.json`` as
they are (README.md says where those come from); nothing is simplified again::

    python geodata/make_boundaries.py [--shapefile FOLDER/prefectures.shp]

The shapefile has the columns of ``prefectures/prefectures.shp``, which it is to take the place of.
Running it again gives the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import pandas as pd
import topology

HERE = Path(__file__).parent
AREAS = HERE / "boundaries" / "municipalities.topo.json"
OUTLINES = HERE / "boundaries" / "prefectures.topo.json"


def make(target: Path) -> int:
    """Write the prefectures as TopoJSON, and return how many polygons they have."""
    areas = topology.read(AREAS)
    prefectures = topology.dissolve(areas, "municipalities", lambda each: each["code"][:2])
    topology.write(areas, "prefectures", prefectures, target)
    return sum(map(len, prefectures.values()))


def frame(path: Path) -> gpd.GeoDataFrame:
    """Return the prefectures with their names, as the shapefile has them."""
    outlines = topology.read(path)
    shapes = {
        each["properties"]["code"]: outlines.shape(each)
        for each in outlines.geometries("prefectures")
    }
    table = pd.read_csv(HERE / "prefectures.csv", dtype=str)
    names = table[["code", "name_ja", "name_en", "name_ko"]].assign(region=table["region_en"])
    return gpd.GeoDataFrame(names, geometry=table["code"].map(shapes).to_list(), crs="EPSG:6668")


def write_shapefile(prefectures: gpd.GeoDataFrame, path: Path) -> None:
    """Write a shapefile that is the same from day to day."""
    options = {"DBF_DATE_LAST_UPDATE": "2026-03-31"}
    prefectures.to_file(path, encoding="UTF-8", layer_options=options)


def main() -> None:
    """Write the prefectures."""
    parser = argparse.ArgumentParser(description="Make the prefectures from the municipalities.")
    parser.add_argument("--shapefile", type=Path)
    given = parser.parse_args()
    print(f"{make(OUTLINES)} polygons -> {OUTLINES.relative_to(HERE)}")
    if given.shapefile:
        write_shapefile(frame(OUTLINES), given.shapefile)
        print(f"-> {given.shapefile}")


if __name__ == "__main__":
    main()
