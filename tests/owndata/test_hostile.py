"""Files that mean harm: nothing but two lines comes of them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clustermap.errors import ClustermapError, DataError
from clustermap.ingest.files import child
from clustermap.ingest.files.foreign import read_map, read_table
from clustermap.ingest.user_data import user_files, with_user_data

from . import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.data.selection import Selection


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine that notes whether anybody calls."""
    called: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        open_ = True

        def listen() -> None:
            while open_:
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                called.append(connection.recv(100))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], called
        open_ = False
        thread.join()


HIDDEN = "a row of another file"


def _disguises(port: int, secret: Path) -> dict[str, str]:
    url = f"http://127.0.0.1:{port}/x.geojson"
    layer = '<OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>'
    return {
        "vrt of a file": f"<OGRVRTDataSource>{layer.format(secret)}</OGRVRTDataSource>",
        "vrt of an address": f"<OGRVRTDataSource>{layer.format('/vsicurl/' + url)}</OGRVRTDataSource>",
        "gdalg": json.dumps(
            {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {secret}"}
        ),
        "esri address": f"ESRIJSON:{url}",
        "service": f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
        "gml schema": f'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {url}"/>',
        "entity": f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{secret}">]><kml>&x;</kml>',
        "kml link": f"<kml><NetworkLink><Link><href>{url}</href></Link></NetworkLink></kml>",
    }


@pytest.mark.parametrize("ending", ["geojson", "shp", "gpkg", "kml", "gml", "csv", "fgb", "zip"])
def test_no_disguise_reads_another_file_or_calls_a_host(
    tmp_path: Path, listener: tuple[int, list[bytes]], ending: str
) -> None:
    port, called = listener
    secret = tmp_path / "secret.csv"
    secret.write_text(f"name,lon,lat\n{HIDDEN},130,32\n")
    for name, content in _disguises(port, secret).items():
        path = tmp_path / f"own.{ending}"
        path.write_text(content)
        if ending == "zip":
            files.archive_of(path, {"layer.geojson": content.encode()})
        for read in (read_map, read_table):
            try:
                found: Any = read(path)
            except ClustermapError as error:
                assert HIDDEN not in str(error), name
            else:
                # a CSV of one column is a table of that text, and no more
                assert ending == "csv", name
                assert HIDDEN not in found.frame.to_string(), name
    assert called == []


def test_a_far_cell_takes_neither_memory_nor_time(tmp_path: Path) -> None:
    def more(book: Any) -> None:
        book.active["XFD1048576"] = "x"

    path = files.workbook(tmp_path / "own.xlsx", [["name", "lon"], ["A", 130]], more)
    assert path.stat().st_size < 10_000
    # in a process of its own: a child's peak counts what its parent, and other children, held
    code = (
        "import resource, sys, time\n"
        "from clustermap.ingest.files.foreign import read_table\n"
        "start = time.monotonic()\n"
        "try: read_table(sys.argv[1])\n"
        "except Exception as error: print(error.cause)\n"
        "print(time.monotonic() - start)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code, path], env=environment, capture_output=True, text=True, check=True
    )  # fmt: skip
    cause, seconds, peak = done.stdout.splitlines()
    assert "XFD1048576" in cause
    assert float(seconds) < 10
    assert int(peak) < 1_500_000


def test_a_reader_that_breaks_down_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files.geojson(tmp_path / "own.geojson", files.collection(*[files.town()] * 20_000))
    monkeypatch.setattr(child, "MEMORY", 0.3e9)
    monkeypatch.setattr(child, "MEMORY_PER_BYTE", 0)
    with pytest.raises(DataError, match=r"own\.geojson.*(memory|limit of 0\.\d GB)") as caught:
        read_map(path)
    assert "CLUSTERMAP_READER_GB" in caught.value.remedy


def test_a_reader_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = files.geojson(tmp_path / "own.geojson", files.collection(*[files.town()] * 60_000))
    monkeypatch.setattr(child, "SECONDS", 1)
    monkeypatch.setattr(child, "SECONDS_PER_MB", 0)
    with pytest.raises(DataError, match="more than 1 seconds of computing"):
        read_map(path)


def test_the_memory_of_the_reader_can_be_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = files.geojson(tmp_path / "own.geojson", files.collection(files.town()))
    seen: list[int] = []

    def fake(task: str, _patience: float, _far: Path) -> int:
        seen.append(json.loads(task)["limits"]["memory"])
        return 1

    monkeypatch.setattr(child, "_child", fake)
    monkeypatch.setenv("CLUSTERMAP_READER_GB", "7")
    with pytest.raises(DataError, match="broke down"):
        read_map(path)
    assert 7e9 <= seen[0] < 7.1e9


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path, selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "tmp"
    room.mkdir()
    monkeypatch.setenv("TMPDIR", str(room))
    monkeypatch.setattr("tempfile.tempdir", None)
    inside = tmp_path / "inside"
    inside.mkdir()
    files.shapefile(inside, files.towns())
    path = files.zipped(tmp_path / "own.zip", inside)
    with_user_data(selection, user_files(boundaries=path))
    shutil.copyfile(path, tmp_path / "half.zip")
    (tmp_path / "half.zip").write_bytes(path.read_bytes()[:500])
    with pytest.raises(DataError):
        with_user_data(selection, user_files(boundaries=tmp_path / "half.zip"))
    assert list(room.iterdir()) == []


def test_copies_of_one_polygon_do_not_explode(tmp_path: Path) -> None:
    path = files.geojson(tmp_path / "own.geojson", files.collection(*[files.town()] * 20_000))
    start = time.monotonic()
    areas = read_map(path)[0].areas
    assert len(areas) == 1
    assert time.monotonic() - start < 30
