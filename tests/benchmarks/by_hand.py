"""What a user would write by hand with geopandas and folium for the same content.

Run: ``python tests/benchmarks/by_hand.py GEODATA_FOLDER OUT.html [both]``; ``both`` adds a layer of
the municipalities.
"""

from __future__ import annotations

import sys
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd


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
    main(Path(sys.argv[1]), *sys.argv[2:4])
