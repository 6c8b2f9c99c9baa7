"""The folder: foreign files stay, the same bytes are not written again, a kill breaks nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from clustermap.errors import OutputError
from clustermap.reports.observatory.folder import MANIFEST, STAGING, SiteFolder

if TYPE_CHECKING:
    from pathlib import Path


def put(folder: Path, files: dict[str, str]) -> SiteFolder:
    with SiteFolder(folder) as site:
        for name, text in files.items():
            site.write(name, text)
        site.commit()
    return site


def held(folder: Path) -> dict[str, str]:
    return {
        one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8")
        for one in folder.rglob("*")
        if one.is_file() and one.name != MANIFEST
    }


def test_a_second_time_only_what_changes_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put(folder, {"en/a.html": "a", "en/b.html": "b", "ja/a.html": "old"})
    before = {name: (folder / name).stat() for name in ("en/a.html", "en/b.html")}
    site = put(folder, {"en/a.html": "a", "en/b.html": "B", "en/c/d.html": "d"})
    assert held(folder) == {"en/a.html": "a", "en/b.html": "B", "en/c/d.html": "d"}
    assert (folder / "en/a.html").stat().st_mtime_ns == before["en/a.html"].st_mtime_ns
    assert (folder / "en/a.html").stat().st_ino == before["en/a.html"].st_ino
    outcome = site.outcome
    assert (outcome.written, outcome.unchanged, outcome.removed) == (2, 1, 1)
    assert not (folder / STAGING).exists()
    assert not (folder / "ja").exists()


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put(folder, {"en/a.html": "a", "en/x/b.html": "b", "index.html": "1"})
    (folder / ".git").mkdir()
    (folder / ".git/HEAD").write_text("ref", encoding="utf-8")
    (folder / "CNAME").write_text("example.org", encoding="utf-8")
    (folder / "en/x/mine.txt").write_text("mine", encoding="utf-8")
    (folder / "en/link").symlink_to("a.html")
    put(folder, {"en/a.html": "A", "index.html": "2"})
    assert held(folder) == {
        ".git/HEAD": "ref", "CNAME": "example.org", "en/x/mine.txt": "mine", "en/link": "A",
        "en/a.html": "A", "index.html": "2",
    }  # fmt: skip
    assert (folder / "en/link").is_symlink()


def test_a_foreign_file_in_the_way_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is not of this site"):
        put(folder, {"en/a.html": "a", "index.html": "1"})
    assert held(folder) == {"index.html": "mine"}


def test_a_page_changed_by_hand_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put(folder, {"en/a.html": "a"})
    (folder / "en/a.html").write_text("edited", encoding="utf-8")
    with pytest.raises(OutputError, match="was changed since"):
        put(folder, {"en/a.html": "b"})
    assert held(folder) == {"en/a.html": "edited"}


def test_a_manifest_that_leads_outside_touches_nothing_there(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put(folder, {"en/a.html": "a"})
    outside = tmp_path / "outside.txt"
    outside.write_text("x", encoding="utf-8")
    listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    listed["files"]["../outside.txt"] = "0" * 64
    listed["files"][str(outside)] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(listed), encoding="utf-8")
    put(folder, {"en/b.html": "b"})
    assert outside.read_text(encoding="utf-8") == "x"


def test_trouble_in_the_last_step_puts_all_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clustermap.reports.observatory import folder as module

    folder = tmp_path / "site"
    put(folder, {"en/a.html": "a", "ja/a.html": "a", "index.html": "1"})
    before, real, calls = held(folder), module._swap, []

    def failing(new: Path, place: Path, old: Path) -> None:
        calls.append(place)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(new, place, old)

    monkeypatch.setattr(module, "_swap", failing)
    with pytest.raises(OutputError, match="No space left"):
        put(folder, {"en/a.html": "b", "ja/a.html": "b", "index.html": "2"})
    assert held(folder) == before


KILLED = """
import sys, time
from clustermap.reports.observatory.folder import SiteFolder
with SiteFolder(sys.argv[1]) as site:
    for at in range(4000):
        site.write(f"en/{at}/index.html", "new " * 50)
        if at == 50:
            print("writing", flush=True)
    site.commit()
"""


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.3])
def test_a_kill_leaves_the_old_site_whole(tmp_path: Path, wait: float) -> None:
    folder = tmp_path / "site"
    old = {f"en/{at}/index.html": "old" for at in range(30)}
    put(folder, old)
    command = [sys.executable, "-c", KILLED, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(wait)
        run.send_signal(signal.SIGKILL)
    there = {
        one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8")
        for one in (folder / "en").rglob("index.html")
    }
    assert there == old or len(there) == 4000
    put(folder, {"en/a/index.html": "newest"})
    assert held(folder) == {"en/a/index.html": "newest"}
    assert not (folder / STAGING).exists()
