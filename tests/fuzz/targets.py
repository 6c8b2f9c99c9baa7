"""Fuzz targets: every reader of foreign bytes, under atheris.

Run by ``tests/fuzz/run.sh``: ``python tests/fuzz/targets.py table -max_total_time=60``. A crash is
any exception besides clustermap's own.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["clustermap"]):
    from clustermap import japan
    from clustermap.data import codes
    from clustermap.data.gazetteer import fold_name, gazetteer, split_prefecture
    from clustermap.errors import ClustermapError
    from clustermap.ingest.addresses.match import place
    from clustermap.ingest.cells import amounts, coordinates, dates
    from clustermap.ingest.cells.area_keys import numbered
    from clustermap.ingest.cells.quantities import read_column
    from clustermap.ingest.files import archive, workbook
    from clustermap.ingest.files import formats as reading
    from clustermap.ingest.files.delimited import read_delimited
    from clustermap.ingest.files.geojson import read_json
    from clustermap.ingest.files.header import layout
    from clustermap.ingest.files.integrity import check_xml
    from clustermap.ingest.problems import Findings

_FOLDER = Path(tempfile.mkdtemp(prefix="clustermap-fuzz-"))
_PLACES = gazetteer()


def _file(data: bytes, name: str) -> Path:
    path = _FOLDER / name
    path.write_bytes(data)
    return path


def table(data: bytes) -> None:
    """Read bytes as a text table, and say what kind of file they are."""
    path = _file(data, "own.csv")
    try:
        reading.examine(path)
        read_delimited(path, "own.csv")
    except ClustermapError:
        pass


def book(data: bytes) -> None:
    """Read bytes as a workbook."""
    with contextlib.suppress(ClustermapError):
        workbook.read_workbook(_file(data, "own.xlsx"), "own.xlsx")


def zipped(data: bytes) -> None:
    """Read bytes as an archive, and unpack every map in it."""
    folder = _FOLDER / "inside"
    folder.mkdir(exist_ok=True)
    try:
        held = archive.Archive(_file(data, "own.zip"), "own.zip")
        for name in held.find(archive.MAPS):
            target = held.unpack(name, folder)
            assert target.resolve().parent == folder.resolve()
    except ClustermapError:
        pass


def geojson(data: bytes) -> None:
    """Read bytes as GeoJSON or TopoJSON."""
    with contextlib.suppress(ClustermapError):
        read_json(_file(data, "own.geojson"), "own.geojson", Findings("own.geojson"))


def numbers(data: bytes) -> None:
    """Read text as a table of numbers: its header, its cells one by one and as columns."""
    text = data.decode("utf-8", errors="replace")
    rows = [line.split(",") for line in text.split("\n")[:40]]
    with contextlib.suppress(ClustermapError):
        layout(rows, list(range(1, len(rows) + 1)), Findings("own.csv"))
    for row in rows:
        read_column(row, row[0])
        for cell in row:
            numbered(cell)


def markup(data: bytes) -> None:
    """Read bytes as the XML of a map."""
    path = _file(data, "own.kml")
    with contextlib.suppress(ClustermapError):
        check_xml(reading.Source(path, "own.kml", reading.XML))


def names(data: bytes) -> None:
    """Read text as names and codes of places."""
    text = data.decode("utf-8", errors="replace")
    cells = text.split("\n")
    for found in codes.read_codes(cells):
        assert found is None or found.code.isdigit()
    for cell in cells[:20]:
        fold_name(cell)
        split_prefecture(cell)
        _PLACES.codes(cell)
        place(cell)
        with contextlib.suppress(ClustermapError):
            japan.prefecture(cell)


def cells(data: bytes) -> None:
    """Read text as amounts, numbers, dates and coordinates."""
    text = data.decode("utf-8", errors="replace")
    number = amounts.parse_number(text)
    amount = amounts.parse_amount(text, None)
    for found in (number, amount):
        assert (found.state == amounts.VALUE) == (found.value == found.value)
    date = dates.parse_date(text)
    assert not date.wrong or not date.odd
    coordinates.parse_pair(text)
    angle = coordinates.parse_angle(text)
    assert angle.wrong or abs(angle.degrees) <= 360


TARGETS = {
    one.__name__: one for one in (table, book, zipped, geojson, names, cells, numbers, markup)
}

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
