"""Files as people bring them, made for the tests."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
from shapely.geometry import Point, box

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "name,sector,lon,lat"
ROW = "A works,ai,130.84,32.88"
TABLE = f"{HEADER}\n{ROW}\n"
JAPANESE = "名称,分野,経度,緯度,都道府県\n熊本工場,半導体,130.84,32.88,熊本県\n髙島①,AI,139.70,35.68,東京都\n"


def square(west: float, south: float, size: float = 0.2) -> Any:
    return box(west, south, west + size, south + size)


def towns(**columns: list[Any]) -> gpd.GeoDataFrame:
    """Three municipalities of Kumamoto as squares side by side, with N03's fields."""
    data = {
        "N03_001": ["熊本県"] * 3,
        "N03_003": [None, "菊池郡", "菊池郡"],
        "N03_004": ["合志市", "大津町", "菊陽町"],
        "N03_007": ["43216", "43403", "43404"],
        **columns,
    }
    shapes = [square(130.6, 32.8), square(130.8, 32.8), square(131.0, 32.8)]
    return gpd.GeoDataFrame(data, geometry=shapes, crs="EPSG:6668")


def shapefile(folder: Path, frame: gpd.GeoDataFrame, stem: str = "N03", encoding: str = "cp932",
              *, cpg: str | None = None, prj: bool = True) -> Path:  # fmt: skip
    """Write a shapefile the Japanese way: Shift-JIS and no .cpg, unless said otherwise."""
    path = folder / f"{stem}.shp"
    frame.to_file(path, encoding=encoding)
    (folder / f"{stem}.cpg").unlink(missing_ok=True)
    if cpg is not None:
        (folder / f"{stem}.cpg").write_text(cpg)
    if not prj:
        (folder / f"{stem}.prj").unlink()
    return path


def zipped(
    target: Path, folder: Path, rename: Any = lambda name: name, *, flag: bool = True
) -> Path:
    """Zip a folder's files; without the flag the names stand in cp932, as Windows writes them."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            if file.is_file() and file != target:
                name = rename(file.name)
                info = zipfile.ZipInfo("x")
                info.compress_type = zipfile.ZIP_DEFLATED
                info.filename = name if flag else name.encode("cp932").decode("cp437")
                info.orig_filename = info.filename
                archive.writestr(info, file.read_bytes())
    return target


def collection(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def ring(west: float = 130.6, south: float = 32.8, size: float = 0.2) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def town(**properties: Any) -> dict[str, Any]:
    return feature(
        {"type": "Polygon", "coordinates": [ring()]},
        **(properties or {"code": "43404", "name": "菊陽町"}),
    )


def geojson(path: Path, value: Any, encoding: str = "utf-8") -> Path:
    path.write_bytes(json.dumps(value, ensure_ascii=False).encode(encoding))
    return path


def workbook(path: Path, rows: list[list[Any]], more: Any = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if more:
        more(book)
    book.save(path)
    return path


def points(crs: str = "EPSG:6668") -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"名称": ["熊本", "大津"], "分野": ["AI", "バイオ"]},
        geometry=[Point(130.74, 32.80), Point(130.87, 32.88)],
        crs="EPSG:6668",
    )
    return frame.to_crs(crs)


def archive_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def repacked(path: Path, change: Any) -> Path:
    """Change the members of a workbook: ``change(name, data)`` returns the new data."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
    return path
