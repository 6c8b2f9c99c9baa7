"""Finding out what a file is, by its ending and its content, before anything opens it.

Only formats of a list are read, and only from files on this machine: GDAL's virtual formats and
addresses, under any name, can pull in other files or hosts and are refused.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT, WORKBOOK, OLD_WORKBOOK, PARQUET = "text", "workbook", "old workbook", "parquet"
JSON, SHAPEFILE, GEOPACKAGE, FLATGEOBUF, XML, ZIP, GDB = (
    "json", "shapefile", "geopackage", "flatgeobuf", "xml", "zip", "file geodatabase",
)  # fmt: skip
#: The name of standard input, once it has been written to a file of ours.
STANDARD_INPUT = "standard input"

#: What each ending may hold; the first is what it should.
ENDINGS: dict[str, tuple[str, ...]] = {
    ".csv": (TEXT, WORKBOOK, OLD_WORKBOOK), ".tsv": (TEXT,), ".tab": (TEXT,),
    ".txt": (TEXT, JSON),
    "": (TEXT, JSON, WORKBOOK, OLD_WORKBOOK, PARQUET, GEOPACKAGE, FLATGEOBUF, XML, ZIP),
    ".xlsx": (WORKBOOK, OLD_WORKBOOK, TEXT), ".xlsm": (WORKBOOK,),
    ".xls": (OLD_WORKBOOK, WORKBOOK, TEXT), ".ods": (WORKBOOK,),
    ".parquet": (PARQUET,), ".geoparquet": (PARQUET,), ".pq": (PARQUET,),
    ".geojson": (JSON,), ".json": (JSON,), ".topojson": (JSON,), ".geojsonl": (JSON,),
    ".ndjson": (JSON,),
    ".shp": (SHAPEFILE,), ".gpkg": (GEOPACKAGE,), ".fgb": (FLATGEOBUF,),
    ".kml": (XML,), ".gml": (XML,), ".xml": (XML,), ".kmz": (ZIP,), ".zip": (ZIP,),
    ".mif": (), ".gdb": (),
}  # fmt: skip
READ = (
    ".csv, .tsv, .txt, .xlsx, .xls, .ods, .parquet, .geojson, .json, .topojson, .gpkg, .fgb, "
    ".shp, .gdb, .kml, .gml, .zip"
)
_REMOTE = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|//)", re.IGNORECASE)
_PREFIX = re.compile(r"^[A-Za-z][A-Za-z0-9_]+:")
_HEAD = 1 << 16
_WEB_PAGE = re.compile(rb"<!doctype\s+html|<html|<head|<body|<script|<table|<div", re.IGNORECASE)
#: GDAL takes a file for a virtual one if its first letters hold these, whatever its ending.
_VIRTUAL = re.compile(
    rb"<OGRVRT|<VRTDataset|gdal_streamed_alg|<OGRWFSDataSource|<GDAL_WMS|<GDAL_WMTS|<WFSDataSource"
    rb"|\"type\"\s*:\s*\"gdal|^\s*(?:ESRIJSON|TopoJSON|GeoJSON|WFS|PG|MySQL|HTTP)\s*:",
    re.IGNORECASE,
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", GEOPACKAGE), (b"PAR1", PARQUET), (b"fgb\x03", FLATGEOBUF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_WORKBOOK), (b"\x00\x00\x27\x0a", SHAPEFILE),
)  # fmt: skip
_OTHER: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"), (b"II*\0", "a picture (TIFF)"), (b"MM\0*", "a picture (TIFF)"),
    (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7-Zip archive"), (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"), (b"\xfd7zXZ", "xz data"), (b"\x7fELF", "a program"),
    (b"MZ", "a program"), (b"\x80\x04", "a Python pickle"), (b"\x80\x05", "a Python pickle"),
    (b"ARROW1", "an Arrow (Feather) file"), (b"{\\rtf", "a text document (RTF)"),
    (b"\x89HDF", "an HDF5 file"), (b"CDF\x01", "a NetCDF file"),
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A local file, what messages call it, and what it holds."""

    path: Path
    label: str
    kind: str
    note: str = ""


def local_file(given: str | os.PathLike[str]) -> Path:
    """Return the path of an existing local file.

    Raises
    ------
    DataError
        An address, a virtual path of GDAL's, a folder, a device, or nothing of that name.
    """
    text = os.fspath(given)
    label = shown(text, 300)
    if _REMOTE.match(text) or text.lower().startswith(("/vsi", "\\\\", "file:")):
        raise DataError(
            f"{label} is an address or a virtual path: only files on this machine are read.",
            "Download it first, or allow it with --allow-remote (http and https only).",
        )
    path = Path(text)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        if _PREFIX.match(text) and not re.match(r"^[A-Za-z]:[\\/]", text):
            raise DataError(
                f"{label} names a driver or database: only files on this machine are read.",
                "Export the data to a file, e.g. GeoPackage or CSV.",
            ) from error
        if path.is_symlink():
            raise DataError(
                f"{label} is a link to {shown(path.readlink(), 200)}, which does not exist.",
                "Give the file itself, or mend the link.",
            ) from error
        raise DataError(f"There is no file {label}.", _nearest(path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{label} can't be opened: {reason}.", "Check the name.") from error
    if stat.S_ISDIR(mode):
        return path if is_geodatabase(path) else _inside(path, label)
    if not stat.S_ISREG(mode):
        raise DataError(
            f"{label} is not an ordinary file.", "Write the data to a file first, and give that."
        )
    if not os.access(path, os.R_OK):
        raise DataError(
            f"{label} may not be read.", "Change its permissions (chmod u+r), or copy it."
        )
    return path


def refuse_twice(given: Sequence[str | os.PathLike[str]], option: str) -> None:
    """Refuse a file that is named twice for one thing, under whatever spelling.

    Raises
    ------
    DataError
    """
    seen: dict[tuple[int, int], str] = {}
    for one in given:
        try:
            about = Path(one).stat()
        except (OSError, ValueError):  # told when it is read
            continue
        key = (about.st_dev, about.st_ino)
        if key in seen:
            also = "" if seen[key] == os.fspath(one) else f" (also as {shown(seen[key], 200)})"
            raise DataError(
                f"{option} {shown(os.fspath(one), 200)[1:-1]} is given twice{also}.",
                "Give each file once.",
            )
        seen[key] = os.fspath(one)


def is_geodatabase(path: Path) -> bool:
    """Say whether a folder is an Esri file geodatabase (.gdb)."""
    return path.is_dir() and any(path.glob("a0000000*.gdbtable"))


def _nearest(path: Path) -> str:
    import difflib

    try:
        here = [one.name for one in path.parent.iterdir()]
    except OSError:
        return f"The folder {shown(str(path.parent), 80)} does not exist."
    near = difflib.get_close_matches(path.name, here, n=1)
    return f"Did you mean {shown(near[0], 80)}?" if near else "Check the name and the folder."


def _inside(folder: Path, label: str) -> Path:
    """Return the one map in a folder."""
    here = sorted(folder.iterdir())
    found = [one for one in here if one.suffix.lower() in {".shp", ".gpkg"} or is_geodatabase(one)]
    if len(found) == 1 and (found[0].is_file() or is_geodatabase(found[0])):
        return found[0]
    names = ", ".join(shown(one.name) for one in found[:5])
    inside = f"It holds {names}: g" if names else "G"
    raise DataError(f"{label} is a folder.", f"{inside}ive the file, e.g. the .shp inside it.")


def examine(given: str | os.PathLike[str]) -> Source:
    """Say what a file is.

    Parameters
    ----------
    given : str or path
        The file.

    Returns
    -------
    Source

    Raises
    ------
    DataError
        Not a local file, empty, or of no kind that is read.
    """
    path = local_file(given)
    label = shown(path.name, 80)[1:-1]
    if path.is_dir():
        return Source(path, label, GDB)
    ending = path.suffix.lower()
    if ending in {".dbf", ".shx", ".prj", ".cpg"}:
        beside = next(
            (one for one in path.parent.glob(f"{_escaped(path.stem)}.*")
             if one.suffix.lower() == ".shp"), None,
        )  # fmt: skip
        if beside is None:
            raise DataError(
                f"{label} is a part of a shapefile, and its .shp is missing.",
                "Keep .shp, .shx, .dbf and .prj together, and give the .shp.",
            )
        path, label, ending = beside, beside.name, ".shp"
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise DataError(f"{label} is empty (0 bytes).", "Export or download it again.")
    if head.lstrip()[:6].lower() == b"!table":
        raise DataError(
            f"{label} is a MapInfo table, which is not read.",
            "Convert it to GeoPackage: open it in QGIS and export it, or use ogr2ogr.",
        )
    kind = _kind(head, label)
    if kind != TEXT and _VIRTUAL.search(head):
        raise DataError(
            f"{label} is a virtual format of GDAL's, which would read other files.",
            "Give the data itself, as GeoJSON, GeoPackage or CSV.",
        )
    if ending not in ENDINGS:
        raise DataError(
            f"{label}: files that end in {shown(ending)} are not read.",
            f"Convert it to one of {READ}.",
        )
    allowed = ENDINGS[ending]
    if not allowed:
        raise _not_read(label, ending)
    if kind not in allowed:
        raise _disguised(label, ending, kind, head)
    note = (
        "" if kind == allowed[0] or not ending else f"the ending is {ending}, but it is {_A[kind]}"
    )
    return Source(path, label, kind, "" if kind == TEXT and ending == ".txt" else note)


def _not_read(label: str, ending: str) -> DataError:
    if ending == ".gdb":
        return DataError(
            f"{label} is a file, and a file geodatabase is a folder.",
            "Give the folder that ends in .gdb, or its zip archive.",
        )
    return DataError(
        f"{label} is MapInfo's exchange format, which is not read.",
        "Convert it to GeoPackage: open it in QGIS and export it, or use ogr2ogr.",
    )


_A = {
    TEXT: "a text table", WORKBOOK: "a workbook", OLD_WORKBOOK: "an old Excel workbook",
    PARQUET: "a Parquet file", JSON: "JSON", SHAPEFILE: "a shapefile",
    GEOPACKAGE: "an SQLite database", FLATGEOBUF: "FlatGeobuf", XML: "XML", ZIP: "a zip archive",
    GDB: "a file geodatabase",
}  # fmt: skip


def _escaped(stem: str) -> str:
    import glob

    return glob.escape(stem)


def _kind(head: bytes, label: str) -> str:
    """Tell the kind of a file by its first bytes."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        workbook = b"[Content_Types].xml" in head or b"xl/" in head[:4000]
        return WORKBOOK if workbook or b"opendocument.spreadsheet" in head[:200] else ZIP
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    for magic, what in _OTHER:
        if head.startswith(magic):
            raise DataError(f"{label} is {what}.", f"Give one of {READ}.")
    return _kind_of_text(head, label)


def _kind_of_text(head: bytes, label: str) -> str:
    start = _narrowed(head.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if _WEB_PAGE.match(start):
        raise DataError(
            f"{label} is a web page, not data.",
            "Open the address in a browser, download the data file itself, and give that.",
        )
    if start.startswith((b"{", b"[", b"\x1e{")):
        return JSON
    if start.startswith(b"<"):
        if re.search(rb"<html[\s>]", start[:4000], re.IGNORECASE):
            raise DataError(
                f"{label} is a web page, not data.",
                "Open it in Excel or a browser, and save the table as .xlsx or CSV.",
            )
        return XML
    if not any(head):
        raise DataError(f"{label} holds nothing but zeros.", "Download or copy it again.")
    controls = sum(head[:4096].count(one) for one in (*range(1, 9), *range(0x0E, 0x1B)))
    if controls > len(head[:4096]) * 0.05:
        raise DataError(f"{label} holds binary data of no known kind.", f"Give one of {READ}.")
    return TEXT


def _narrowed(start: bytes) -> bytes:
    """Return the first letters of UTF-16 text as ASCII."""
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if start.startswith(mark):
            text = start[2:2000].decode(name, errors="ignore")
            return text.lstrip().encode("ascii", errors="replace")
    return start


def _disguised(label: str, ending: str, kind: str, head: bytes) -> DataError:
    wanted = _A[ENDINGS[ending][0]]
    if kind == TEXT:
        begins = shown(head[:60].decode("utf-8", errors="replace"), 30)
        cause = f"{label} is not {wanted}: it begins with {begins}."
        return DataError(cause, "Check that the right file was saved, or download it again.")
    better = next((one for one, kinds in ENDINGS.items() if one and kinds[0] == kind), "")
    return DataError(
        f"{label} is not {wanted}: its content is {_A[kind]}.",
        f"If it is meant so, rename it to end in {better}.",
    )
