"""Make the prefectures from the municipalities, so that the lines of both agree at every scale.

``boundaries/municipalities.topo.json`` has the municipalities (README.md says where they come from)
and, made here, the prefectures: the same arcs, as they are, without those between municipalities of
one prefecture; ``prefectures/prefectures.shp`` has their polygons::

    python geodata/make_boundaries.py

Running it again gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import topology

HERE = Path(__file__).parent
AREAS = HERE / "boundaries" / "municipalities.topo.json"
SHAPEFILE = HERE / "prefectures" / "prefectures.shp"


def make(target: Path) -> int:
    """Write the areas with the prefectures beside, and return how many polygons these have."""
    areas = topology.read(AREAS)
    prefectures = topology.dissolve(areas, "municipalities", lambda each: each["code"][:2])
    topology.write(areas, "prefectures", prefectures, target)
    return sum(map(len, prefectures.values()))


def frame(path: Path) -> gpd.GeoDataFrame:
    """Return the prefectures with their names, as the shapefile has them."""
    areas = topology.read(path)
    shapes = {
        each["properties"]["code"]: areas.shape(each) for each in areas.geometries("prefectures")
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
    print(f"{make(AREAS)} polygons -> {AREAS.relative_to(HERE)}")
    write_shapefile(frame(AREAS), SHAPEFILE)
    print(f"-> {SHAPEFILE.relative_to(HERE)}")


if __name__ == "__main__":
    main()
