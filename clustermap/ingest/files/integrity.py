"""Whether a map's file is whole, and reading it without writing anything into or beside it."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.files import formats as reading
from clustermap.long_reads import chunks
from clustermap.messages import count, shown

if TYPE_CHECKING:
    from pathlib import Path

_SIDE_FILES = ("-wal", "-journal")


def untouched(source: reading.Source, folder: Path) -> Path:
    """Return a path under which a file can be opened so that nothing of the user's is changed.

    A database with edits that are not yet in it (GeoPackage with a ``-wal`` beside it) takes them
    in when it is opened: that is done to a copy. GDAL writes its notes beside GML files: those are
    opened through a link in our own folder.
    """
    path = source.path
    if source.kind == reading.GEOPACKAGE:
        beside = [path.with_name(path.name + ending) for ending in _SIDE_FILES]
        there = [one for one in beside if one.exists()]
        with path.open("rb") as file:
            header = file.read(20)
        if not there and header[18:20] != b"\x02\x02":
            return path
        for one in (path, *there):
            shutil.copyfile(one, folder / one.name)
        return folder / path.name
    if source.kind == reading.XML:
        for ending in (path.suffix, ".xsd", ".gfs"):
            one = path.with_suffix(ending)
            if one.exists():
                _linked(one, folder / one.name)
        return folder / path.name
    return path


def plainly_named(path: Path, folder: Path) -> Path:
    """Return a path under a name in UTF-8, which all libraries take: a link where it is not.

    Parameters
    ----------
    path : Path
        The file; what belongs to it (the parts of a shapefile) is linked too.
    folder : Path
        Where links are made.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        beside = (one for one in path.parent.iterdir() if one.stem == path.stem)
        for one in (path, *beside):
            link = folder / f"layer{one.suffix.encode('ascii', 'replace').decode()}"
            if not link.exists():
                _linked(one, link)
        return folder / f"layer{path.suffix}"
    return path


def _linked(path: Path, link: Path) -> None:
    try:
        link.symlink_to(path.resolve())
    except OSError:  # a system without links
        shutil.copyfile(path, link)


def check_records(shapes: Path, table: Path, label: str) -> None:
    """Compare how many shapes and records there are: parts of two shapefiles read without a word.

    Raises
    ------
    DataError
        They differ.
    """
    index = next((one for one in shapes.parent.glob("*") if one.suffix.lower() == ".shx"
                  and one.stem.casefold() == shapes.stem.casefold()), None)  # fmt: skip
    if index is None:
        return
    many = max(0, index.stat().st_size - 100) // 8
    with table.open("rb") as file:
        records = int.from_bytes(file.read(8)[4:8], "little")
    if many != records:
        raise DataError(
            f"{label} has {count(many, 'shape')}, and its .dbf {count(records, 'record')}: the "
            "parts do not belong together.",
            "Keep the .shp, .shx and .dbf of one export together; download or export it again.",
        )


def check_database(path: Path, label: str) -> None:
    """Refuse databases whose tables are made of other files."""
    import sqlite3

    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with sqlite3.connect(uri, uri=True) as database:
            rows = database.execute("SELECT name, sql FROM sqlite_master").fetchall()
        database.close()
    except sqlite3.Error as error:
        raise DataError(
            f"{label} is not an intact GeoPackage ({shown(error, 60)[1:-1]}).",
            "Export or download it again.",
        ) from error
    names = {name for name, _ in rows}
    if "gpkg_contents" not in names:
        raise DataError(
            f"{label} is an SQLite database, but no GeoPackage.", "Export a GeoPackage."
        )
    for name, sql in rows:
        if re.match(r"\s*CREATE\s+VIRTUAL", sql or "", re.IGNORECASE) and not re.search(
            r"USING\s+rtree", sql, re.IGNORECASE
        ):
            raise DataError(
                f"{label}: the table {shown(name)} is virtual, made of something else.",
                "Export the layer into a new GeoPackage.",
            )


class _Xml:
    """What a pass over an XML file shows: its root, and which elements of KML it has."""

    def __init__(self) -> None:
        self.root = ""
        self.seen: set[str] = set()
        self.declared = False

    def start(self, name: str, _: object) -> None:
        self.root = self.root or name
        if name.endswith(("Placemark", "NetworkLink")):
            self.seen.add(name.rsplit(" ", 1)[-1])

    def declare(self, *_: object) -> None:
        self.declared = True
        raise _DeclaredError


class _DeclaredError(Exception):
    """A document type or an entity is declared."""


def check_xml(source: reading.Source) -> None:
    """Refuse XML with a document type, XML that is cut off or broken, and XML that is no map.

    The whole file is passed through once, in little memory: what reads it afterwards would take a
    broken one of some GB into memory before it noticed.
    """
    from xml.parsers import expat

    found = _Xml()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = found.start
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = found.declare
    try:
        for chunk in chunks(source.path, f"Checking {source.label}"):
            parser.Parse(chunk, False)  # noqa: FBT003
        parser.Parse(b"", True)  # noqa: FBT003
    except _DeclaredError as error:
        raise DataError(
            f"{source.label} defines a document type or entities, which maps don't need.",
            "Don't trust this file; get the data from its publisher.",
        ) from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DataError(
            f"{source.label} is not well-formed XML ({shown(error, 60)[1:-1]}).",
            "Download it again.",
        ) from error
    space, _, tag = found.root.rpartition(" ")
    _refuse_other_xml(source.label, space, tag, found.seen)


def _refuse_other_xml(label: str, space: str, tag: str, seen: set[str]) -> None:
    if "office:spreadsheet" in space:
        raise DataError(
            f"{label} is an Excel 2003 XML table.",
            "Open it in Excel or LibreOffice, and save it as .xlsx or CSV.",
        )
    if "jpgis" in space.casefold() or "nlftp.mlit.go.jp/ksj" in space.casefold():
        raise DataError(
            f"{label} is GML of MLIT's own kind (JPGIS), whose areas are only links to curves.",
            "Give the shapefile (.shp) or GeoJSON of the same data: MLIT publishes them with it.",
        )
    if tag == "kml" and seen == {"NetworkLink"}:
        raise DataError(
            f"{label} is KML that only links to data on the web (NetworkLink).",
            "Open it in Google Earth, and save the places themselves as KML.",
        )
    known = tag in {"kml", "FeatureCollection", "Dataset"} or "opengis.net/gml" in space
    if not known:
        raise DataError(
            f"{label} is XML, but no map: it begins with <{shown(tag)[1:-1]}>.",
            "Give KML or GML, or better the shapefile or GeoJSON beside it.",
        )
