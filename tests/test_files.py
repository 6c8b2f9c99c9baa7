from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from clustermap.errors import OutputError
from clustermap.files import check_writable, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "地図.html"
    write_whole(target, "日本")
    assert target.read_text(encoding="utf-8") == "日本"
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert os.listdir(tmp_path) == [target.name]


def test_the_file_has_the_permissions_that_the_user_asks_for(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "map.html", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "map.html").stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.html").write_text("old")
    (tmp_path / "link.html").symlink_to("real.html")
    write_whole(tmp_path / "link.html", "new")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_text() == "new"


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("missing/map.html", "does not exist"),
        (".", "is a folder"),
        ("a" * 300, "File name too long"),
        ("nul\0.html", "null"),
    ],
)
def test_what_cannot_be_written_is_said_before_work_starts(
    tmp_path: Path, name: str, cause: str
) -> None:
    with pytest.raises(OutputError, match=cause) as error:
        check_writable(f"{tmp_path}/{name}")
    assert error.value.remedy
    assert os.listdir(tmp_path) == []


def test_a_full_disk_is_one_clear_error() -> None:
    with pytest.raises(OutputError, match="No space left"):
        write_whole("/dev/full", "x")


def test_a_writer_killed_in_the_middle_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    old, new = b"old" * 1000, b"new" * 20_000_000
    target.write_bytes(old)
    code = (
        "import sys; from clustermap.files import write_whole; print('go', flush=True)\n"
        "while True: write_whole(sys.argv[1], b'new' * 20_000_000)"
    )
    for delay in (0.0, 0.01, 0.03, 0.07):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(delay)
            writer.send_signal(signal.SIGKILL)
        assert target.read_bytes() in {old, new}
        assert os.listdir(tmp_path) == [target.name]
