"""Writes first inputs for the fuzz targets: small good files of each kind."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import openpyxl

TABLE = '名称,分野,経度,緯度,開設,投資額（億円）\n熊本,AI,130.84,32.88,令和6年12月,"1,000"\n'
RING = [[130, 32], [131, 32], [131, 33], [130, 32]]
FEATURE = {
    "type": "Feature",
    "properties": {"N03_007": "43404"},
    "geometry": {"type": "Polygon", "coordinates": [RING]},
}
TOPOLOGY = {
    "type": "Topology",
    "arcs": [[[0, 0], [1, 0], [0, 1], [-1, -1]]],
    "transform": {"scale": [1, 1], "translate": [130, 32]},
    "objects": {
        "a": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]}
    },
}
CELLS = [
    "1兆3,000億円", "▲1,234.5", "約500億円超", "x", "12.3%", "令和6年12月1日", "2024年度", "R6.12.1", "44483",
    "35°40'52.3\"N", "北緯35度40分52秒", "N35.40.52.3", "35.68, 139.77", "POINT (139 35)",
]  # fmt: skip
NAMES = [
    "43404\n434043\n12246",
    "熊本県菊池郡菊陽町",
    "Kikuyo-machi, Kumamoto",
    "구마모토현",
    "龍ヶ崎市",
]


def _book() -> bytes:
    book = openpyxl.Workbook()
    for row in (["name", "lon", "lat"], ["A", 130.8, 32.8]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def main(folder: Path) -> None:
    """Write the seeds of every target into a folder of its own."""
    collection = json.dumps({"type": "FeatureCollection", "features": [FEATURE]}).encode()
    seeds = {
        "table": [TABLE.encode(name) for name in ("utf-8", "utf-8-sig", "cp932", "utf-16")],
        "book": [_book()],
        "zipped": [_zip({"a/N03.geojson": collection}), _zip({"N03.shp": b"", "N03.dbf": b""})],
        "geojson": [collection, json.dumps(TOPOLOGY).encode()],
        "names": [text.encode() for text in NAMES],
        "numbers": [b"code,name,v\n01_Hokkaido,\xe7\xb4\x841,234\xe4\xba\xba,5\xe2\x80\xbb1\n"],
        "markup": [b'<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark/></kml>'],
        "cells": [text.encode() for text in CELLS],
    }
    for target, inputs in seeds.items():
        room = folder / target
        room.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(inputs):
            (room / str(number)).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
