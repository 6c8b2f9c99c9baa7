"""What people see when a file is not as it should be: one line of cause, one of what to do."""

from __future__ import annotations

import os
import shutil
import stat
import struct
import time
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from clustermap.errors import ClustermapError
from clustermap.ingest.user_data import user_files, with_user_data

from . import files
from .files import HEADER, ROW, TABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clustermap.data.selection import Selection

SITES, VALUES, ZONES, MAP = "sites", "values", "zones", "boundaries"


class Case(NamedTuple):
    """A file, what it is given as, and the words that the user sees."""

    name: str
    given_as: str
    make: Callable[[Path], Any]
    words: tuple[str, ...]
    options: dict[str, Any] = {}  # noqa: RUF012


def text(content: str | bytes, name: str = "own.csv") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def sites(*rows: str, header: str = HEADER) -> Callable[[Path], Path]:
    return text("\n".join([header, *rows]) + "\n")


def json(value: Any, name: str = "own.geojson") -> Callable[[Path], Path]:
    return lambda folder: files.geojson(folder / name, value)


def book(rows: list[list[Any]], more: Any = None) -> Callable[[Path], Path]:
    return lambda folder: files.workbook(folder / "own.xlsx", rows, more)


def members(**content: bytes) -> Callable[[Path], Path]:
    return lambda folder: files.archive_of(
        folder / "own.zip", {name.replace("__", "/"): data for name, data in content.items()}
    )


def named_member(name: str) -> Callable[[Path], Path]:
    return lambda folder: files.archive_of(folder / "own.zip", {name: b"x"})


# ---- makers of single oddities


def _shp(change: Callable[[Path], Any], frame: Any = None, **how: Any) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = files.shapefile(folder, files.towns() if frame is None else frame, **how)
        change(path)
        return path

    return make


def _cut(share: float) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


def _drop(ending: str) -> Callable[[Path], None]:
    return lambda path: path.with_suffix(ending).unlink()


def _link(folder: Path) -> Path:
    path = folder / "own.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("layer.shp")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return path


def _locked(folder: Path) -> Path:
    path = files.archive_of(folder / "own.zip", {"layer.geojson": b"{}"})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag of the local header, then of the directory
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    return path


def _wrong_crc(folder: Path) -> Path:
    path = folder / "own.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("layer.geojson", b'{"type": "FeatureCollection", "features": []}')
    path.write_bytes(path.read_bytes().replace(b"Collection", b"Kollection"))
    return path


def _truncated_zip(folder: Path) -> Path:
    files.shapefile(folder, files.towns())
    path = files.zipped(folder / "own.zip", folder)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def _bomb(folder: Path) -> Path:
    return files.archive_of(folder / "own.zip", {"layer.geojson": b"0" * 60_000_000})


def _far_cell(folder: Path) -> Path:
    def more(one: Any) -> None:
        one.active["XFD1048576"] = "stray"

    return files.workbook(folder / "own.xlsx", [HEADER.split(","), ROW.split(",")], more)


def _half_a_book(folder: Path) -> Path:
    path = files.workbook(folder / "own.xlsx", [HEADER.split(","), ROW.split(",")])
    _cut(0.5)(path)
    return path


def _entity(folder: Path) -> Path:
    path = files.workbook(folder / "own.xlsx", [HEADER.split(","), ROW.split(",")])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return files.repacked(
        path,
        lambda name, data: (
            bomb + data[data.index(b"?>") + 2 :]
            if "sheet1" in name and b"?>" in data
            else (bomb + data if "sheet1" in name else data)
        ),
    )


def _database(sql: str, name: str = "own.gpkg") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        import sqlite3

        database = sqlite3.connect(folder / name)
        database.executescript(sql)
        database.commit()
        database.close()
        return folder / name

    return make


def _virtual_table(folder: Path) -> Path:
    import sqlite3

    path = folder / "own.gpkg"
    files.towns().to_file(path)
    database = sqlite3.connect(path)
    database.execute("PRAGMA writable_schema = 1")
    database.execute(
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES "
        "('table', 'other', 'other', 0, 'CREATE VIRTUAL TABLE other USING VirtualShape(x)')"
    )
    database.commit()
    database.close()
    return path


def _moved(crs: str) -> gpd.GeoDataFrame:
    return files.towns().to_crs(crs)


def _frame(**changes: Any) -> gpd.GeoDataFrame:
    return files.towns(**changes)


def _geo(frame: gpd.GeoDataFrame, name: str = "own.geojson") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        frame.to_file(folder / name)
        return folder / name

    return make


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "own.csv")
    return folder / "own.csv"


def _folder(folder: Path) -> Path:
    (folder / "own.csv").mkdir()
    return folder / "own.csv"


def _plain_parquet(folder: Path) -> Path:
    pd.DataFrame({"code": ["43"], "wkt": ["POINT (1 2)"]}).to_parquet(folder / "own.parquet")
    return folder / "own.parquet"


VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}'
HTML = "<!DOCTYPE html><html><body>Not found</body></html>"
DEEP = "[" * 100_000
KEYED = "code,value\n"
PLAIN_XY = "name,x,y\nA,-6000.0,-35000.0\nB,-7000.0,-36000.0\n"

ERRORS = [
    # A. shapefiles and zips
    Case("no_dbf", MAP, _shp(_drop(".dbf")), (".dbf is missing", "Keep .shp, .shx, .dbf")),
    Case("shp_half", MAP, _shp(_cut(0.6)), ("cut off", "bytes are there", "Download or copy it again")),
    Case("shp_header_only", MAP, _shp(lambda p: p.write_bytes(p.read_bytes()[:100])), ("only a header",)),
    Case("shp_empty", MAP, _shp(lambda p: p.write_bytes(b"")), ("empty (0 bytes)", "again")),
    Case("dbf_cut", MAP, _shp(lambda p: p.with_suffix(".dbf").write_bytes(b"\x03")), (".dbf", "cut off")),
    Case("only_dbf", MAP, lambda f: shutil.move(str(_shp(_drop(".prj"))(f).with_suffix(".dbf")), f / "z.dbf"), ("part of a shapefile", "give the .shp")),
    Case("neither_encoding", MAP, _shp(lambda p: p.with_suffix(".dbf").write_bytes(p.with_suffix(".dbf").read_bytes().replace("熊本県".encode("cp932"), b"\xff\xfe\xfd\xff\xfe\xfd").replace("菊陽町".encode("cp932"), b"\xff\xfe\xfd\xff\xfe\xfd"))), ("neither UTF-8 nor Shift-JIS", "--encoding")),
    Case("metres_no_prj", MAP, _shp(lambda _p: None, _moved("EPSG:6670"), prj=False), ("meters", "平面直角座標系", "--crs EPSG:")),
    Case("unknown_prj", MAP, _shp(lambda p: p.with_suffix(".prj").write_text('LOCAL_CS["My own",UNIT["m",1]]')), ("JGD2011", "Convert")),
    Case("zip_nothing", MAP, members(**{"readme.txt": b"hello"}), ("holds no map", "'readme.txt'")),
    Case("zip_dotdot", MAP, named_member("../evil.shp"), ("'../evil.shp'", "outside its folder", "Don't trust")),
    Case("zip_absolute", MAP, named_member("/tmp/evil.shp"), ("'/tmp/evil.shp'", "outside its folder")),
    Case("zip_drive", MAP, named_member("C:\\evil.shp"), ("'C:/evil.shp'", "outside its folder")),
    Case("zip_backslash_dotdot", MAP, named_member("a\\..\\..\\evil.shp"), ("outside its folder",)),
    Case("zip_link", MAP, _link, ("is a link to another place",)),
    Case("zip_bomb", MAP, _bomb, ("would unpack", "60,000,000", "zip bomb")),
    Case("zip_locked", MAP, _locked, ("locked with a password", "Unpack it yourself")),
    Case("zip_cut", MAP, _truncated_zip, ("not an intact zip archive", "download it again")),
    Case("zip_wrong_crc", MAP, _wrong_crc, ("'layer.geojson' is damaged", "Download the archive again")),
    Case("zip_nested", MAP, members(**{"inner.zip": b"PK\x03\x04"}), ("another archive", "'inner.zip'", "give the inner one")),
    Case("zip_many", MAP, lambda f: files.archive_of(f / "own.zip", {f"{n}.txt": b"" for n in range(10_001)}), ("10,001 members",)),
    Case("history_lines", MAP, _geo(gpd.GeoDataFrame({"cityName": ["x"], "formationDate": ["1950"], "disappearanceDate": ["1960"]}, geometry=[LineString([(130, 32), (131, 33)])], crs=4326)), ("history of boundaries", "eight-digit date")),
    # B. other vector files
    Case("vrt_geojson", MAP, text(VRT, "own.geojson"), ("virtual format", "Give the data itself")),
    Case("vrt_shp", MAP, text(VRT, "own.shp"), ("virtual format",)),
    Case("vrt_gpkg", MAP, text(VRT, "own.gpkg"), ("virtual format",)),
    Case("vrt_csv", SITES, text(VRT), ("virtual format",)),
    Case("vrt_own_ending", MAP, text(VRT, "own.vrt"), ("virtual format",)),
    Case("vrt_late", MAP, text("<!-- " + "x" * 900 + " -->" + VRT, "own.gml"), ("virtual format",)),
    Case("gdalg_geojson", MAP, text(GDALG, "own.geojson"), ("virtual format",)),
    Case("gdalg_csv", VALUES, text(GDALG), ("virtual format",)),
    Case("url", MAP, lambda _f: "https://example.org/n03.zip", ("only files on this machine", "--allow-remote")),
    Case("vsicurl", SITES, lambda _f: "/vsicurl/https://example.org/x.csv", ("only files on this machine",)),
    Case("vsizip", MAP, lambda _f: "/vsizip/own.zip/x.shp", ("only files on this machine",)),
    Case("database_prefix", MAP, lambda _f: "PG:host=example.org", ("names a driver or database", "Export the data")),
    Case("inline_json", MAP, lambda _f: '{"type":"FeatureCollection","features":[]}', ("There is no file",)),
    Case("missing", SITES, lambda f: (f / "sites.csv").write_text("x") and f / "sitse.csv", ("There is no file", "Did you mean 'sites.csv'?")),
    Case("folder", SITES, _folder, ("is a folder", "ive the file")),
    Case("fifo", SITES, _fifo, ("not an ordinary file",)),
    Case("html_geojson", MAP, text(HTML, "own.geojson"), ("is a web page", "download the data file itself")),
    Case("html_zip", MAP, text(HTML, "own.zip"), ("is a web page",)),
    Case("html_csv", SITES, text(HTML), ("is a web page",)),
    Case("html_xls", VALUES, text("<?xml version='1.0'?>\n<html xmlns='x'><table></table></html>", "own.xls"), ("is a web page", "save the table as .xlsx")),
    Case("pdf", SITES, text(b"%PDF-1.7 x"), ("is a PDF", ".csv")),
    Case("binary", SITES, text(bytes(range(256)) * 40), ("binary data",)),
    Case("zeros", SITES, text(b"\0" * 5000), ("nothing but zeros",)),
    Case("pickle", SITES, text(b"\x80\x04\x95abc", "own.parquet"), ("Python pickle",)),
    Case("unknown_ending", MAP, text(TABLE, "own.xyz"), ("'.xyz' are not read", "Convert it")),
    Case("csv_as_geojson", MAP, text(TABLE, "own.geojson"), ("is not JSON", "begins with 'name,sector")),
    Case("csv_as_boundaries", MAP, text(TABLE), ("is a table, not a map", "--values")),
    Case("geojson_cut", MAP, text('{"type": "FeatureCollection", "features": [{"type": "Fea', "own.geojson"), ("ends in the middle", "line 1", "again")),
    Case("geojson_utf16", MAP, lambda f: files.geojson(f / "own.geojson", files.collection(files.town()), "utf-16"), ("JSON in UTF-16", "JSON is UTF-8")),
    Case("bare_geometry", MAP, json({"type": "Point", "coordinates": [130, 32]}), ("bare Point", "FeatureCollection")),
    Case("no_geojson", MAP, json({"hello": "world"}), ("no GeoJSON", "it has no type")),
    Case("esri_json", MAP, json({"features": [{"attributes": {"a": 1}}]}), ("Esri JSON", "Export it as GeoJSON")),
    Case("unknown_crs", MAP, json(files.collection(files.town(), crs={"type": "name", "properties": {"name": "urn:nonsense"}})), ("urn:nonsense", "not known", "--crs EPSG:6668")),
    Case("odd_crs", MAP, json(files.collection(files.town(), crs={"type": "link"})), ("crs member names no",)),
    Case("two_point_ring", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [[[130, 32], [131, 33]]]}, code="43404"))), ("feature 1", "only 2 points")),
    Case("nan", MAP, text('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[NaN,1]}}]}', "own.geojson"), ("NaN stands for a number",)),
    Case("infinite", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [[[130, 32], [1e999, 32], [131, 33], [130, 32]]]}, code="43404"))), ("Infinity",)),
    Case("text_coordinates", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [[["130", "32"], ["131", "32"], ["131", "33"], ["130", "32"]]]}, code="43404"))), ("feature 1", "'130' is text")),
    Case("nested_wrong", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [130, 32]}, code="43404"))), ("feature 1", "no Polygon")),
    Case("no_geometry", MAP, json(files.collection(files.feature(None, code="43404"))), ("no areas",)),
    Case("swapped_map", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [[y, x] for x, y in [(0, 0)]] and [[[y, x] for x, y in files.ring()]]}, code="43404"))), ("swapped", "longitude (122 to 154) first")),
    Case("metres_map", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [files.ring(-6000, -35000, 900)]}, code="43404"))), ("meters", "--crs EPSG:")),
    Case("all_zero", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [[[0, 0], [0, 0], [0, 0], [0, 0]]]}, code="43404"))), ("all coordinates are 0",)),
    Case("points_as_map", MAP, _geo(files.points()), ("2 points, no areas", "--sites")),
    Case("lines_as_map", MAP, _geo(gpd.GeoDataFrame({"a": ["x"]}, geometry=[LineString([(130, 32), (131, 33)])], crs=4326)), ("holds lines",)),
    Case("empty_collection", MAP, json(files.collection()), ("has no features",)),
    Case("not_japan", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [files.ring(-0.2, 51.4)]}, code="43404"))), ("does not lie in Japan", "51.5")),
    Case("no_names", MAP, json(files.collection(files.feature({"type": "Polygon", "coordinates": [files.ring()]}))), ("without any names or codes",)),
    Case("plain_parquet_map", MAP, _plain_parquet, ("Parquet without geometries", "to_parquet")),
    Case("parquet_broken", MAP, text(b"PAR1" + b"x" * 100, "own.parquet"), ("is not an intact Parquet",)),
    Case("sqlite_no_gpkg", MAP, _database("CREATE TABLE a (b);"), ("no GeoPackage",)),
    Case("gpkg_virtual", MAP, _virtual_table, ("'other' is virtual",)),
    Case("gpkg_cut", MAP, text(b"SQLite format 3\0" + b"\0" * 90, "own.gpkg"), ("not an intact GeoPackage",)),
    Case("fgb_broken", MAP, text(b"fgb\x03fgb\x00" + b"x" * 50, "own.fgb"), ("holds no layer",)),
    Case("kml_dtd", MAP, text('<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "own.kml"), ("document type or entities", "Don't trust")),
    Case("xml_other", MAP, text("<?xml version='1.0'?><rss><channel/></rss>", "own.xml"), ("XML, but no map", "<rss>")),
    Case("xml_cut", MAP, text("<kml", "own.kml"), ("not well-formed XML",)),
    Case("deep_json", MAP, text(DEEP, "own.geojson"), ("nested too deep",)),
    Case("topojson_broken", MAP, json({"type": "Topology", "arcs": [[[0, 0]]], "objects": {"a": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[7]]}]}}}), ("not complete TopoJSON",)),
    # C. areas and codes
    Case("prefectures_for_towns", MAP, _geo(gpd.GeoDataFrame({"N03_001": ["熊本県"]}, geometry=[files.square(130.6, 32.8)], crs=6668)), ("not what --level municipality needs", "N03"), {"level": "municipality"}),
    Case("bad_level", MAP, _geo(files.towns()), ("not a level",), {"level": "village"}),
    Case("prefecture_typo", MAP, _geo(gpd.GeoDataFrame({"name": ["Kumamoto", "Fukuoka", "Saga", "Oita", "Naoasaki"]}, geometry=[files.square(130 + n / 3, 32.8) for n in range(5)], crs=6668)), ("'Naoasaki' is not a prefecture", "Nagasaki")),
    # D. tables
    Case("csv_empty", SITES, text(b""), ("is empty (0 bytes)",)),
    Case("csv_blank_lines", SITES, text("\n\n\n"), ("has no cells",)),
    Case("csv_header_only", SITES, text(HEADER + "\n"), ("a header", "but no rows")),
    Case("csv_ragged_long", SITES, sites(ROW + ",1,2"), ("row 2", "6 cells, the header 4", "quotes")),
    Case("csv_ragged_short", SITES, sites(ROW, "B works"), ("row 3", "1 cell, the header 4")),
    Case("csv_open_quote", SITES, text(TABLE + '"A,ai,130,32\n'), ("line 3", "never closed")),
    Case("csv_nul", SITES, text(TABLE + "A\0,ai,130,32\n"), ("line 3", "NUL")),
    Case("csv_huge_field", SITES, text(TABLE + "A" * 200_000 + ",ai,130,32\n"), ("never closed",)),
    Case("csv_twice_column", SITES, text("name,lon,lat,lon\nA,130,32,1\n"), ("'lon' stands twice",)),
    Case("csv_bad_byte", SITES, text(TABLE.encode() + b"\xff\xff,ai,130,32\n"), ("line 3", "0xFF", "--encoding")),
    Case("csv_wrong_encoding", SITES, text(files.JAPANESE.encode("cp932")), ("is not UTF-8",), {"encoding": "utf-8"}),
    Case("no_such_encoding", SITES, text(TABLE), ("'klingon' is not an encoding",), {"encoding": "klingon"}),
    Case("no_place_column", SITES, text("name,sector\nA,ai\n"), ("no column that says where", "'name', 'sector'", "--map-columns")),
    Case("no_name_column", SITES, text("lon,lat,foo\n130.8,32.8,x\n"), ("no column with the sites' names", "name=COLUMN")),
    Case("mapped_missing", SITES, text(TABLE), ("no column 'Name2'", "Did you mean"), {"map_columns": {"name": "Name2"}}),
    Case("mapped_role", SITES, text(TABLE), ("Unknown column", "name"), {"map_columns": {"nam": "name"}}),
    Case("id_twice", SITES, sites("a,A,ai,130.8,32.8", "a,B,ai,130.8,32.8", header="id,name,sector,lon,lat"), ("row 3", "'a' stands in row 2 already")),
    Case("id_blank", SITES, sites(",A,ai,130.8,32.8", "b,B,ai,130.8,32.8", header="id,name,sector,lon,lat"), ("row 2", "id is blank")),
    Case("name_blank", SITES, sites(",ai,130.8,32.8"), ("row 2, column name", "is blank")),
    Case("values_no_column", VALUES, text(KEYED + "43,1\n"), ("no column 'valeu'", "Did you mean 'value'?"), {"columns": ["valeu"]}),
    Case("values_which", VALUES, text("code,a,b\n43,1,2\n"), ("2 columns with numbers", "--column 'a'")),
    Case("values_none", VALUES, text("code,a\n43,x\n44,\n"), ("no number (1 withheld, 1 blank)",), {"columns": ["a"]}),
    Case("values_no_match", VALUES, text("code,value\nAlpha,1\nBeta,2\n"), ("no row", "'Alpha', 'Beta'", "01 北海道")),
    Case("values_typo", VALUES, text("pref,value\nKumamoto,1\nFukuoka,2\nOitaa,3\n"), ("row 4, column pref: 'Oitaa' is not a prefecture", "Did you mean Oita?", "--lenient")),
    Case("values_twice", VALUES, text(KEYED + "43,1\n44,2\n43,3\n"), ("row 4", "'43' stands in row 2 already")),
    Case("values_code_99", VALUES, text(KEYED + "43,1\n99,2\n"), ("row 3", "'99' is not a code")),
    Case("values_blank_key", VALUES, text(KEYED + "43,1\n,2\n"), ("row 3", "is blank")),
    Case("values_decimal_comma", VALUES, text("code;value\n43;1,5\n44;2,5\n"), ("'1,5' has a decimal comma",), {"columns": ["value"]}),
    Case("percent_mixed", VALUES, text(KEYED + "43,12%\n44,13\n"), ("mixes units: '%' in 1 cell, none in 1",)),
    Case("units_mixed", VALUES, text(KEYED + "43,12人\n44,3千人\n"), ("mixes units: '人' in 1 cell, '千人' in 1 cell",)),
    Case("unit_of_header", VALUES, text("code,人口（千人）\n43,12人\n44,3人\n"), ("'千人' in the header, '人' in 2 cells",)),
    Case("values_text", VALUES, text(KEYED + "43,1\n44,many\n"), ("row 3, column value: 'many' is not a number",)),
    Case("values_infinite", VALUES, text(KEYED + "43,1\n44,1e999\n"), ("'1e999' is too large",)),
    Case("values_range", VALUES, text(KEYED + "43,1\n44,10-20\n"), ("'10-20' is a range",)),
    Case("column_without_values", VALUES, lambda _f: None, ("--column v is given without a table", "--values"), {"columns": ["v"]}),
    # E. coordinates and dates
    Case("swapped_all", SITES, sites("A,ai,32.8,130.8", "B,ai,32.9,130.9"), ("swapped (32.8, 130.8), in all 2 rows", "lon=lat,lat=lon")),
    Case("packed", SITES, sites("A,ai,1394501.0,354052.3"), ("run together", "decimal degrees")),
    Case("arc_ms", SITES, sites("A,ai,503100000,128451000"), ("milliseconds of arc", "3,600,000")),
    Case("plane_metres", SITES, text(PLAIN_XY), ("meters", "--crs")),
    Case("null_island", SITES, sites("A,ai,0,0"), ("row 2", "0, 0", "Give lon and lat")),
    Case("no_earth", SITES, sites("A,ai,95,500", ROW), ("row 2", "'500' is not in degrees")),
    Case("abroad", SITES, sites("A,ai,-0.1,51.5", ROW), ("row 2", "'-0.1, 51.5' lies outside Japan")),
    Case("blank_place", SITES, sites("A,ai,,", ROW), ("row 2", "blank", "or a municipality or prefecture")),
    Case("text_place", SITES, sites("A,ai,here,there", ROW), ("row 2, column lon: 'here' is not a coordinate",)),
    Case("unknown_crs_option", SITES, sites(ROW), ("'EPSG:99999' is not known",), {"crs": "EPSG:99999"}),
    Case("prefecture_unknown", SITES, text("name,sector,prefecture\nA,ai,Kumamto\n"), ("row 2, column prefecture: 'Kumamto' is not a prefecture", "Did you mean Kumamoto?")),
    Case("town_unknown", SITES, text("name,sector,municipality\nA,ai,菊陽待\n"), ("'菊陽待' is not a known municipality", "Did you mean 菊陽町?")),
    Case("code_unknown", SITES, text("name,sector,municipality_code\nA,ai,99999\n"), ("'99999' is not a code",)),
    Case("code_ambiguous", SITES, text("name,sector,municipality_code\nA,ai,12106\n"), ("can mean 12106 or 012106", "five digits as text")),
    # F. workbooks
    Case("far_cell", SITES, _far_cell, ("XFD1048576 lies far away", "Delete that row or column")),
    Case("xlsx_entity", SITES, _entity, ("defines XML entities", "Don't trust")),
    Case("xlsx_cut", SITES, _half_a_book, ("can't be read as a workbook", "save it again")),
    Case("xlsx_blank", SITES, book([]), ("holds no table",)),
    Case("xlsx_no_sheet", SITES, book([["a", "b"], [1, 2]]), ("no sheet 'Tab'", "'Sheet'"), {"sheet": "Tab"}),
    Case("xlsx_bomb", SITES, lambda f: files.repacked(book([["a", "b"], [1, 2]])(f), lambda n, d: d + b" " * 60_000_000 if "sheet1" in n else d), ("would unpack", "zip bomb")),
    Case("xls_junk", SITES, text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "own.xls"), ("can't be read as a workbook", "save it again")),
    Case("text_as_shp", MAP, text(TABLE, "own.shp"), ("is not a shapefile", "begins with")),
    # zones
    Case("zones_no_place", ZONES, text("name,scheme\nA,x\n"), ("no column with the zones' prefectures", "template zones")),
    Case("zones_unknown_place", ZONES, text("name,prefectures\nA,Kumamoto;Atlantis\n"), ("row 2, column prefectures: 'Atlantis' is not a known prefecture or municipality",)),
    Case("zones_ambiguous", ZONES, text("name,municipalities\nA,北区\n"), ("'北区' is the name of",)),
]  # fmt: skip


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case.name)
def test_a_file_that_cannot_be_used_is_told_in_two_lines(
    case: Case, tmp_path: Path, selection: Selection
) -> None:
    given = case.make(tmp_path)
    before = {file.name for file in tmp_path.iterdir()}
    request = {case.given_as: given, **case.options}
    start = time.monotonic()
    with pytest.raises(ClustermapError) as caught:
        with_user_data(selection, user_files(**request))
    assert time.monotonic() - start < 30
    message = str(caught.value)
    for words in case.words:
        assert words in message
    assert len(message.splitlines()) == 2
    assert len(message) < 900
    # the file and its remedy are named, and no Python or GDAL class
    assert caught.value.remedy
    assert "Error" not in message
    assert str(tmp_path) not in message.replace(str(given), "")
    assert {file.name for file in tmp_path.iterdir()} == before


WARNINGS = [
    Case("cpg_wrong", MAP, _shp(lambda _p: None, cpg="UTF-8"), (".cpg says 'UTF-8', but the text is Shift-JIS",)),
    Case("cpg_says_sjis", MAP, _shp(lambda _p: None, encoding="utf-8", cpg="SJIS"), (".cpg says 'SJIS', but the text is UTF-8",)),
    Case("no_prj", MAP, _shp(lambda _p: None, prj=False), ("coordinate system is not stated", "JGD2011")),
    Case("no_shx", MAP, _shp(_drop(".shx")), (".shx is missing", "made anew")),
    Case("tokyo_datum", MAP, _geo(_moved("EPSG:4301"), "own.gpkg"), ("Tokyo Datum", "450 m")),
    Case("plane_map", MAP, _geo(_moved("EPSG:6670"), "own.gpkg"), ("converted from EPSG:6670",)),
    Case("bow_tie", MAP, _geo(gpd.GeoDataFrame({"code": ["43404"]}, geometry=[Polygon([(130.6, 32.8), (130.8, 33.0), (130.8, 32.8), (130.6, 33.0)])], crs=6668)), ("1 polygon crosses or overlaps itself", "43404", "Repaired")),
    Case("blank_geometry", MAP, json(files.collection(files.town(), files.feature(None, code="43403", name="大津町"))), ("1 feature without a geometry", "大津町")),
    Case("mixed_geometry", MAP, json(files.collection(files.town(), files.feature({"type": "Point", "coordinates": [130.7, 32.8]}, code="43403", name="大津町"))), ("points or lines",)),
    Case("undetermined", MAP, _geo(_frame(N03_007=["43216", None, "43000"], N03_004=["合志市", "所属未定地", "所属未定地"])), ("2 polygons without a code", "所属未定地", "熊本県 (2)")),
    Case("two_layers", MAP, lambda f: (files.points().to_file(f / "own.gpkg", layer="points"), files.towns().to_file(f / "own.gpkg", layer="towns"))[1] or f / "own.gpkg", ("several layers: 'towns' is read, not 'points'",)),
    Case("json_cp932", MAP, lambda f: files.geojson(f / "own.geojson", files.collection(files.town()), "cp932"), ("JSON in Shift-JIS",)),
    Case("covers_one", MAP, _geo(files.towns()), ("covers 熊本県 only",)),
    Case("swapped_some", SITES, sites("A,ai,32.8,130.8", ROW), ("row 2", "swapped back")),
    Case("sjis", SITES, text(files.JAPANESE.encode("cp932")), ("read as Shift-JIS (cp932)",)),
    Case("euc", SITES, text(files.JAPANESE.replace("①", "").replace("髙", "高").encode("euc_jp")), ("read as EUC-JP",)),
    Case("jis", SITES, text(files.JAPANESE.replace("①", "").replace("髙", "高").encode("iso2022_jp")), ("read as ISO-2022-JP",)),
    Case("utf16", SITES, text(files.JAPANESE.replace(",", "\t").encode("utf-16")), ("read as UTF-16", "separated by tab")),
    Case("korean", SITES, text("이름,분야,경도,위도\n구마모토,반도체,130.84,32.88\n".encode("cp949")), ("read as Korean", "'경도' as lon")),
    Case("semicolon", SITES, text(TABLE.replace(",", ";")), ("separated by semicolon",)),
    Case("title_above", SITES, text("Table 1\n\n" + TABLE), ("header is in row 3", "'Table 1'")),
    Case("no_sector", SITES, text("name,lon,lat\nA,130.84,32.88\n"), ("which sector", "'other'")),
    Case("sector_typo", SITES, text("name,sector,lon,lat\nA,semicondutor,130.84,32.88\n"), ("sector of its own", "semiconductor")),
    Case("at_sea", SITES, sites("A,ai,140,30"), ("lies at sea",)),
    Case("far_off", SITES, text("name,sector,lon,lat,prefecture\nA,ai,139.7,35.6,北海道\n"), ("640 km outside its stated prefecture, 北海道 (in 東京都)",)),
    Case("tokyo_column", SITES, text("name,sector,lon,lat,測地系\nA,ai,130.84,32.88,日本測地系\n"), ("1 point in the Tokyo Datum",)),
    Case("crowd", SITES, sites(*[f"S{n},ai,139,35" for n in range(6)]), ("6 sites stand at exactly 139.0000, 35.0000",)),
    Case("wrong_check_digit", SITES, text("name,sector,municipality_code\nA,ai,434041\nB,ai,434043\n"), ("check digit is wrong (434043 would be right)",)),
    Case("old_code", SITES, text("name,sector,lon,lat,municipality_code\nA,ai,130.42,33.49,40305\n"), ("那珂川市 (40231)",)),
    Case("coordinates_spoiled", SITES, text("name,sector,lon,lat,municipality\nA,ai,0,0,菊陽町\n"), ("0, 0", "placed by its municipality")),
    Case("fiscal", SITES, text("name,sector,lon,lat,opened\nA,ai,130.84,32.88,2024年度\n"), ("fiscal year (April 2024 to March 2025)",)),
    Case("no_day", SITES, text("name,sector,lon,lat,opened\nA,ai,130.84,32.88,2024-02-30\n"), ("'2024-02-30' is not a day in the calendar",)),
    Case("excel_day", SITES, text("name,sector,lon,lat,opened\nA,ai,130.84,32.88,44483\n"), ("day numbers, taken as 2021-10-14",)),
    Case("era_over", SITES, text("name,sector,lon,lat,opened\nA,ai,130.84,32.88,平成35年\n"), ("not a year of 平成",)),
    Case("dates_reversed", SITES, text("name,sector,lon,lat,announced,opened\nA,ai,130.84,32.88,2024,2020\n"), ("opened (2020) before it was announced (2024)",)),
    Case("dollars", SITES, text("name,sector,lon,lat,投資額\nA,ai,130.84,32.88,10億ドル\n"), ("foreign money", "left blank")),
    Case("no_unit", SITES, text("name,sector,lon,lat,投資額\nA,ai,130.84,32.88,500\n"), ("without a unit", "header")),
    Case("script_link", SITES, text("name,sector,lon,lat,url\nA,ai,130.84,32.88,javascript:alert(1)\n"), ("not a web address",)),
    Case("long_name", SITES, sites("A" * 1000 + ",ai,130.84,32.88"), ("1,000 characters", "cut")),
    Case("formula_unstored", SITES, book([HEADER.split(","), ["A", "ai", "=1+1", 32.88], ["B", "ai", 130.84, 32.88]]), ("formula", "C2"), {"lenient": True}),
    Case("merged", SITES, book([["prefecture", "name", "sector"], ["熊本県", "A", "ai"], [None, "B", "ai"]], lambda b: b.active.merge_cells("A2:A3")), ("merged",)),
    Case("total_rows", VALUES, text(KEYED + "00000,9\n43,1\n44,2\n"), ("adds up several areas", "left out")),
    Case("withheld", VALUES, text(KEYED + "43,1\n44,x\n45,…\n"), ("withheld by the publisher", "never as zero")),
    Case("missing_areas", VALUES, text(KEYED + "43,1\n44,2\n"), ("no row for 45 of 47 areas", "北海道 (01)")),
    Case("constant", VALUES, text(KEYED + "43,1\n44,1\n"), ("are 1",)),
    Case("municipal_rows", VALUES, text(KEYED + "43000,5\n43404,1\n44000,2\n"), ("is a municipality, the map is of prefectures",)),
    Case("lenient_typo", VALUES, text("pref,value\nKumamoto,1\nFukuoka,2\nOitaa,3\n"), ("'Oitaa' is not a prefecture", "left out"), {"lenient": True}),
    Case("lenient_place", SITES, sites("A,ai,,", ROW), ("row 2", "left out"), {"lenient": True}),
    Case("csv_as_xlsx", SITES, text(TABLE, "own.xlsx"), ("the ending is .xlsx, but it is a text table",)),
    Case("xlsx_as_csv", SITES, lambda f: shutil.move(book([HEADER.split(","), ROW.split(",")])(f), f / "own.csv"), ("but it is a workbook",)),
    Case("control_letters", SITES, sites("A\x1b[31m\u202eB,ai,140,30"), ("lies at sea",)),
]  # fmt: skip


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: case.name)
def test_what_is_mended_or_odd_is_said(case: Case, tmp_path: Path, selection: Selection) -> None:
    given = case.make(tmp_path)
    found = with_user_data(selection, user_files(**{case.given_as: given, **case.options}))
    notes = "\n".join(found.notes)
    for words in case.words:
        assert words in notes
    for line in found.notes:
        assert line.startswith(("Warning: ", "Note: "))
        assert "\x1b" not in line
        assert "\u202e" not in line


def test_every_case_has_a_name_of_its_own_and_there_are_many() -> None:
    names = [case.name for case in (*ERRORS, *WARNINGS)]
    assert len(set(names)) == len(names)
    assert len(ERRORS) >= 90


def test_a_geometry_of_each_kind_is_here() -> None:
    # the makers above rely on these; a change of shapely's names would void them silently
    assert struct.calcsize(">i") == 4
    assert MultiPolygon([files.square(0, 0)]).geom_type == "MultiPolygon"
    assert Point(1, 2).geom_type == "Point"
