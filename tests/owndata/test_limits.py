"""Files of any size take bounded memory and say what is wrong; terminals of any kind show it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from clustermap.cli import terminal
from clustermap.errors import DataError
from clustermap.ingest.files import child, delimited
from clustermap.ingest.files.foreign import read_table
from clustermap.long_reads import tell, watching

from . import files

if TYPE_CHECKING:
    from pathlib import Path

GB = 1024**3
KML = b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "clustermap", *sys.argv[1:]], capture_output=True)
sys.stderr.buffer.write(done.stderr)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def measured(folder: Path, *arguments: str) -> tuple[int, int, str, float]:
    """Run a command; return its status, the most memory of any of its processes in MB, its words."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments], cwd=folder, capture_output=True, text=True,
        check=True, env={**os.environ, "CLUSTERMAP_CACHE": "none"},
    )  # fmt: skip
    status, most = map(int, done.stdout.split())
    return status, most, done.stderr, time.monotonic() - start


def sparse(path: Path, head: bytes, size: int = 5 * GB) -> None:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)


SPARSE = {
    "own.csv": (files.TABLE.encode(), "contains a NUL character"),
    "own.txt": (b"name,lon,lat\n" + b"A,130.8,32.8\n" * 5, "contains a NUL character"),
    "own.kml": (KML, "is not well-formed XML"),
    "own.geojson": (b'{"type": "FeatureCollection", "features": [', "contains a NUL character"),
    "own.xlsx": (b"PK\x03\x04[Content_Types].xml", "own.xlsx"),
    "own.gpkg": (b"SQLite format 3\0" + bytes(84), "own.gpkg"),
    "own.parquet": (b"PAR1", "own.parquet"),
    "own.fgb": (b"fgb\x03fgb\x00", "own.fgb"),
    "own.zip": (b"PK\x03\x04", "own.zip"),
}


@pytest.mark.parametrize("name", SPARSE)
def test_five_gigabytes_of_nothing_take_little(tmp_path: Path, name: str) -> None:
    head, words = SPARSE[name]
    sparse(tmp_path / name, head)
    status, most, said, seconds = measured(tmp_path, "data", "validate", name)
    assert status == 1
    assert words in said
    assert "This should not happen" not in said
    assert most < 2048
    # on a machine with nothing else to do it is a few
    assert seconds < 60


def test_a_line_without_an_end_is_no_table(tmp_path: Path) -> None:
    with (tmp_path / "own.csv").open("wb") as file:
        for _ in range(20):
            file.write(b"name," * (1 << 18))
    status, most, said, _ = measured(tmp_path, "map", "--sites", "own.csv", "-o", "m.html")
    assert status == 1
    assert "line 1 has more than 16,777,216 characters" in said
    assert most < 1024


def run_in(folder: Path, encoding: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "clustermap", *arguments], cwd=folder, capture_output=True,
        check=False, env={**os.environ, "PYTHONIOENCODING": encoding, "CLUSTERMAP_CACHE": "none"},
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp932", "latin-1", "ascii", "utf-8", "cp949"])
@pytest.mark.parametrize(
    "line",
    ["rank sites --lang ko", "data validate 名前.csv", "data validate 名前.csv --format csv",
     "zones list --lang ja --format md", "data validate 없음.csv", "rank 무엇"],
)  # fmt: skip
def test_any_terminal_will_do(tmp_path: Path, encoding: str, line: str) -> None:
    (tmp_path / "名前.csv").write_text(f"名称,分野,経度,緯度\n髙島①가é,{'半導体'},999,32\n")
    done = run_in(tmp_path, encoding, *line.split())
    assert b"This should not happen" not in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.returncode in {0, 1}
    assert done.stdout or done.stderr


def test_a_name_that_is_no_utf_8_is_a_name(tmp_path: Path) -> None:
    name = os.fsdecode(b"\x8e\x8b.csv")
    (tmp_path / name).write_text(files.TABLE)
    files.towns().to_file(tmp_path / "towns.gpkg")
    maps = os.fsdecode(b"\x8e\x8b.gpkg")
    (tmp_path / "towns.gpkg").rename(tmp_path / maps)
    shape = files.shapefile(tmp_path, files.towns())
    for ending in ("shp", "shx", "dbf", "prj"):
        shape.with_suffix(f".{ending}").rename(
            tmp_path / os.fsdecode(b"\x8e\x8b." + ending.encode())
        )
    page, shapes = os.fsdecode(b"\x8e\x8c.html"), os.fsdecode(b"\x8e\x8b.shp")
    for line in (
        ["map", "--sites", name, "--sites-only", "-o", page],
        ["data", "validate", maps],
        ["data", "validate", shapes],
        ["count", name, "--format", "csv"],
        ["data", "validate", name, "-o", os.fsdecode(b"\xff.csv")],
    ):
        done = run_in(tmp_path, "utf-8", *line)
        assert done.returncode == 0, (line, done.stderr)
        done.stderr.decode()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
@pytest.mark.parametrize(
    "line",
    ["map -o -", "data sources", "rank sites --format csv", "rank sites -o /dev/full --format csv",
     "figure -o /dev/full", "data template sites"],
)  # fmt: skip
def test_a_full_disk_is_told(tmp_path: Path, line: str) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "clustermap", *line.split()], cwd=tmp_path, stdout=full,
            stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: ") or b"\nError: " in done.stderr
    assert b"This should not happen" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_a_long_line_is_told_before_all_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(b"name,lon,lat\n" + b"x" * (delimited.MOST_BYTES + 2))
    monkeypatch.setattr(delimited, "encoding_of", None)
    with pytest.raises(DataError, match="line 2 has more than 16,777,216 characters"):
        delimited.read_delimited(path, "own.csv")
    with pytest.raises(DataError, match="line 2 has more than"):
        delimited.outline(path, "own.csv")


def test_long_reads_are_told_here_and_in_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "LOOK", 0.01)
    place = (
        b"<Placemark><name>A</name><Point><coordinates>130.8,32.8</coordinates></Point></Placemark>"
    )
    (tmp_path / "own.kml").write_bytes(KML + place * 20_000 + b"</Document></kml>")
    (tmp_path / "own.csv").write_text("name,lon,lat\n" + "熊本,130.8,32.8\n" * 100_000)
    told: list[tuple[str, int, int]] = []
    with watching(lambda *far: told.append(far)):
        read_table(tmp_path / "own.kml")
        read_table(tmp_path / "own.csv")
    whole = (tmp_path / "own.csv").stat().st_size
    assert ("Checking the text of own.csv", whole, whole) in told
    assert {what for what, _, _ in told} >= {"Reading own.kml", "Reading own.csv"}
    assert all(-1 <= done <= every for _, done, every in told)


def test_a_bar_comes_on_a_terminal_and_only_when_it_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def shown(stream: io.StringIO, seconds: float) -> str:
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(terminal, "SHORT", seconds)
        with terminal.shown_reads():
            for done in (-1, 1_000_000_000, 5_000_000_000):
                tell("Reading own\x1b.kml", done, 5_000_000_000)
        return stream.getvalue()

    words = shown(Terminal(), 0.0)
    assert "Reading own" in words
    assert "100%" in words
    assert "own\x1b" not in words
    assert shown(Terminal(), 60.0) == ""
    assert shown(io.StringIO(), 0.0) == ""
