"""Fetching official boundaries, from a server on this machine that behaves well or badly."""

from __future__ import annotations

import hashlib
import http.server
import io
import threading
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

from clustermap.errors import ClustermapError, DataError
from clustermap.ingest.fetch import fetch_n03, fetched, n03_name
from clustermap.ingest.files.download import download
from clustermap.ingest.files.foreign import read_map

from . import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Runner

NAME = "N03-20240101_43_GML.zip"
PATH = f"/N03-2024/{NAME}"


class Server(http.server.ThreadingHTTPServer):
    """Serves ``content``; cuts answers off after ``cut`` bytes, ``cuts`` times."""

    content = b""
    kind = "application/zip"
    cut = 0
    cuts = 0
    ranges = True
    asked: list[tuple[str, str | None]]


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
            return
        if self.path != PATH:
            self.send_error(404)
            return
        content, start = self.server.content, 0
        if wanted and self.server.ranges:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Type", self.server.kind)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        body = content[start:]
        if self.server.cuts > 0:
            self.server.cuts -= 1
            body = body[: self.server.cut]
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def zipped(n03: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("n03")
    frame = gpd.read_file(n03 / "N03-21_43_210101.geojson").set_crs(6668, allow_override=True)
    files.shapefile(folder, frame, "N03-20240101_43")
    return files.zipped(folder / "N03.zip", folder).read_bytes()


@pytest.fixture
def server(zipped: bytes) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as one:
        one.content = zipped
        one.asked = []
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield one
        one.shutdown()


def _base(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_an_archive_is_fetched_and_read(server: Server, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    found = fetch_n03(
        2024, "43", target=tmp_path / NAME, base=_base(server), progress=lambda *a: steps.append(a)
    )
    assert found.path.read_bytes() == server.content
    assert found.sha256 == hashlib.sha256(server.content).hexdigest()
    assert steps[-1] == (len(server.content),) * 2
    assert "国土数値情報" in found.credit
    areas = read_map(found.path)[0].areas
    assert len(areas) == 49
    assert [file.name for file in tmp_path.iterdir()] == [NAME]
    again = fetch_n03(2024, "43", target=tmp_path / NAME, base=_base(server))
    assert again.already
    assert len(server.asked) == 1


@pytest.mark.parametrize("ranges", [True, False], ids=["resumed", "started again"])
def test_what_was_cut_off_goes_on(server: Server, tmp_path: Path, *, ranges: bool) -> None:
    cut = len(server.content) // 4
    server.cut, server.cuts, server.ranges = cut, 2, ranges
    fetch_n03(2024, "43", target=tmp_path / NAME, base=_base(server))
    assert (tmp_path / NAME).read_bytes() == server.content
    assert server.asked[1][1] == f"bytes={cut}-"
    assert len(server.asked) == 3


def test_a_host_that_keeps_stopping_is_told_and_a_later_run_goes_on(
    server: Server, tmp_path: Path
) -> None:
    server.cut, server.cuts = len(server.content) // 10, 99
    with pytest.raises(DataError, match=f"ended early; {4 * server.cut:,} of") as caught:
        fetch_n03(2024, "43", target=tmp_path / NAME, base=_base(server))
    assert "goes on where it stopped" in caught.value.remedy
    assert not (tmp_path / NAME).exists()
    server.cuts = 0
    fetch_n03(2024, "43", target=tmp_path / NAME, base=_base(server))
    assert (tmp_path / NAME).read_bytes() == server.content


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


BAD = {
    "web page": (b"<html>moved</html>", "text/html", "answers with a web page"),
    "wrong type": (b"not a zip at all", "application/zip", "is not a zip archive"),
    "bomb": (_archive({"N03.shp": b"0" * 60_000_000}), "application/zip", "would unpack"),
    "traversal": (_archive({"../N03.shp": b"x"}), "application/zip", "outside its folder"),
    "no map": (_archive({"readme.txt": b"x"}), "application/zip", "holds no map"),
    "cut before": (
        _archive({"N03.shp": b"x" * 5000})[:-30],
        "application/zip",
        "not an intact zip",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_not_the_file_is_refused_and_not_kept(
    server: Server, tmp_path: Path, what: str
) -> None:
    server.content, server.kind, words = BAD[what]
    with pytest.raises(ClustermapError, match=words):
        fetch_n03(2024, "43", target=tmp_path / NAME, base=_base(server))
    assert not (tmp_path / NAME).exists()
    assert not (tmp_path.parent / "N03.shp").exists()


def test_damaged_members_are_found(server: Server, tmp_path: Path) -> None:
    data = bytearray(server.content)
    data[len(data) // 3] ^= 0xFF
    server.content = bytes(data)
    with pytest.raises(DataError, match="damaged"):
        fetch_n03(2024, "43", target=tmp_path / NAME, base=_base(server))


def test_addresses_that_are_not_fetched(server: Server, tmp_path: Path) -> None:
    for url in ("http://example.org/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "https:///x"):
        with pytest.raises(DataError, match="not an https address"):
            download(url, tmp_path / "x")
    with pytest.raises(ClustermapError):
        download(f"{_base(server)}/away", tmp_path / "x")
    assert not (tmp_path / "x").exists()
    with pytest.raises(DataError, match="404"):
        fetch_n03(2023, "43", target=tmp_path / "x", base=_base(server))
    assert fetched("own.csv") == "own.csv"


def test_names_of_editions() -> None:
    assert n03_name(2023) == "N03-20230101_GML.zip"
    assert n03_name(2020, "01") == "N03-200101_01_GML.zip"
    with pytest.raises(DataError, match="no edition of 1800"):
        fetch_n03(1800)


def test_the_command_says_license_credit_and_how_to_use_it(
    server: Server, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTERMAP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CLUSTERMAP_N03_BASE", _base(server))
    done = run("data", "fetch", "n03", "--year", "2024", "--prefecture", "熊本")
    assert (done.status, done.out) == (0, "")
    for words in ("CC BY 4.0", "Credit line: 「国土数値情報（行政区域データ）」（国土交通省", "SHA-256",
                  "clustermap map --boundaries"):  # fmt: skip
        assert words in done.err
    done = run("data", "cache", "--format", "csv")
    assert done.status == 0
    assert NAME in done.out
    assert run("data", "cache", "--clear").status == 0
    assert not list((tmp_path / "cache").rglob("*.zip"))


def test_a_file_from_an_address_needs_leave(server: Server, run: Runner, tmp_path: Path) -> None:
    url = _base(server) + PATH
    done = run("map", "--boundaries", url, "-o", "m.html")
    assert done.status == 1
    assert "--allow-remote" in done.err
    assert server.asked == []
    done = run("map", "--boundaries", url, "--allow-remote", "-o", "m.html")
    assert done.status == 0, done.err
    assert (tmp_path / "m.html").exists()
