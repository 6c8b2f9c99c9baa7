"""What a user would write by hand with geopandas and folium for the same content.

Run: ``python tests/benchmarks/by_hand.py GEODATA_FOLDER OUT.html [both|explore]``; ``both`` adds a
layer of the municipalities, ``explore`` is what ``GeoDataFrame.explore`` makes of both levels.
"""

from __future__ import annotations

import sys
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd


def explored(geodata: Path, out: str) -> None:
    """Municipalities by people, prefectures and sites, by geopandas' own method."""
    towns = gpd.read_file(geodata / "boundaries/municipalities.topo.json", layer="municipalities")
    people = pd.read_csv(
        geodata / "statistics/municipality_basic.csv", dtype={"municipality_code": str}
    )
    towns = towns[["code", "name", "geometry"]].set_crs(6668, allow_override=True)
    towns = towns.merge(people, left_on="code", right_on="municipality_code", how="left")
    page = towns[["code", "name", "population_2020", "geometry"]].explore(
        "population_2020", tiles=None
    )
    gpd.read_file(geodata / "prefectures/prefectures.shp").explore(
        m=page, style_kwds={"fill": False}
    )
    tables = sorted((geodata / "sites").glob("*.csv"))
    sites = pd.concat(pd.read_csv(table, dtype={"prefecture_code": str}) for table in tables)
    points = gpd.GeoDataFrame(
        sites[["name_en", "operator_en", "sector", "status", "opened", "source_url"]],
        geometry=gpd.points_from_xy(sites["lon"], sites["lat"]), crs=6668,
    )  # fmt: skip
    points.explore("sector", m=page)
    page.save(out)


def main(geodata: Path, out: str, levels: str = "prefectures") -> None:
    """Five choropleths and all sites, each with tooltip and popup."""
    shapes = gpd.read_file(geodata / "prefectures" / "prefectures.shp")
    tables = sorted((geodata / "sites").glob("*.csv"))
    sites = pd.concat(pd.read_csv(table, dtype={"prefecture_code": str}) for table in tables)
    page = folium.Map([37, 138], zoom_start=5, tiles=None)
    for sector, group in sites.groupby("sector"):
        counts = group.groupby("prefecture_code").size().rename("n").reset_index()
        folium.Choropleth(
            shapes.to_json(),
            data=counts,
            columns=["prefecture_code", "n"],
            key_on="feature.properties.code",
            name=sector,
        ).add_to(page)
        layer = folium.FeatureGroup(f"{sector} sites").add_to(page)
        for row in group.itertuples():
            words = (
                f"{row.name_en} {row.operator_en} {row.municipality_ja} {row.status} "
                f"{row.opened} {row.source_url}"
            )
            folium.CircleMarker(
                [row.lat, row.lon], radius=4, tooltip=row.name_en, popup=folium.Popup(words)
            ).add_to(layer)
    if levels == "both":
        towns = gpd.read_file(
            geodata / "boundaries" / "municipalities.topo.json", layer="municipalities"
        )
        people = pd.read_csv(
            geodata / "statistics" / "municipality_basic.csv", dtype={"municipality_code": str}
        )
        folium.Choropleth(
            towns[["code", "name", "geometry"]].set_crs(6668, allow_override=True).to_json(),
            data=people,
            columns=["municipality_code", "population_2020"],
            key_on="feature.properties.code",
            name="people",
        ).add_to(page)
    folium.LayerControl().add_to(page)
    page.save(out)


if __name__ == "__main__":
    if sys.argv[3:] == ["explore"]:
        explored(Path(sys.argv[1]), sys.argv[2])
    else:
        main(Path(sys.argv[1]), *sys.argv[2:4])
