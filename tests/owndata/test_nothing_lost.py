"""No command writes over what it reads; endings say what is written; sets come whole."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import click
import pytest

from clustermap import files as writing
from clustermap.cli import cli, guard
from clustermap.errors import OutputError
from clustermap.files import write_set

from . import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Runner

VALUES = "code,value\n01,10\n13,20\n43,30\n"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Inputs under several names; what stands in a.csv can be reached by four of them."""
    (tmp_path / "a.csv").write_text(files.TABLE)
    (tmp_path / "v.csv").write_text(VALUES)
    (tmp_path / "link.csv").symlink_to("a.csv")
    os.link(tmp_path / "a.csv", tmp_path / "hard.csv")
    os.link(tmp_path / "a.csv", tmp_path / "a.html")
    (tmp_path / "deep").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        "map --sites a.csv -o a.csv",
        "map --sites a.csv -o ./deep/../a.csv",
        "map --sites link.csv -o a.html",
        "map --sites a.csv -o link.csv",
        "map --values v.csv --sites a.csv -o hard.csv",
        "report --sites a.csv -o a.html",
        "stats concentration --sites a.csv -o a.csv",
        "rank sites --values v.csv -o v.csv",
        "zones list --sites a.csv -o a.csv",
        "compare Kumamoto Miyagi --values v.csv -o v.csv",
        "spillover --sites a.csv --map a.html",
        "policy credit --by zone --sites a.csv -o hard.csv",
        "count a.csv -o a.csv",
        "count . -o deep/../v.csv",
        "count *.csv -o link.csv",
        "data validate a.csv --fix hard.csv",
        "data validate v.csv -o v.csv",
        "embed a.html -o a.html",
        "map --context a.csv -o a.html",
        "map --since a.html -o a.html",
        "map --breaks-from a.html -o a.html",
        "report --template a.html -o a.html",
        "rank sites --group v.csv -o v.csv",
        "data show sites --from a.html -o a.html",
    ],
)
def test_an_input_is_never_written_over(run: Runner, inputs: Path, line: str) -> None:
    before = {path.name: path.read_bytes() for path in inputs.iterdir() if path.is_file()}
    done = run(*line.split())
    assert done.status == 1
    assert "is an input of this command, and would be overwritten" in done.err
    assert {path.name: path.read_bytes() for path in inputs.iterdir() if path.is_file()} == before


def test_every_option_that_names_a_file_is_known_to_the_guard() -> None:
    folders = {"folder", guard.KIT}

    def files_of(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
        if isinstance(command, click.Group):
            context = click.Context(command)
            for one in command.list_commands(context):
                found = command.get_command(context, one)
                assert found is not None
                yield from files_of(found, f"{name} {one}")
            return
        for one in command.params:
            words = f"{getattr(one, 'metavar', '') or ''} {one.name}".upper()
            path = isinstance(one.type, (click.Path, click.File))
            if path or any(word in words for word in ("FILE", "PAGE", "FIRMS")):
                yield name, str(one.name)

    known = {*guard.INPUTS, *guard.OUTPUTS, *folders}
    found = set(files_of(cli, "clustermap"))
    assert len(found) > 50
    assert {one for one in found if one[1] not in known} == set()


def test_parts_of_inputs_are_inputs(run: Runner, tmp_path: Path) -> None:
    files.shapefile(tmp_path, files.towns())
    os.link(tmp_path / "N03.dbf", tmp_path / "hard.html")
    done = run("map", "--boundaries", "N03.shp", "-o", "hard.html")
    assert done.status == 1
    assert "hard.html is an input" in done.err
    # a page of the same name is no part of a table
    (tmp_path / "sites.csv").write_text(files.TABLE)
    (tmp_path / "sites.html").write_text("old")
    assert run("map", "--sites", "sites.csv", "--sites-only", "-o", "sites.html").status == 0


def test_a_kit_does_not_replace_its_own_input(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "map.csv").write_text(files.TABLE)
    done = run("map", "--sites", "map.csv", "--embed-kit", ".")
    assert done.status == 1
    assert "Name another folder with --embed-kit" in done.err
    assert os.listdir(tmp_path) == ["map.csv"]


def test_two_outputs_are_two_files(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(files.TABLE)
    done = run("data", "validate", "a.csv", "--fix", "b.csv", "-o", "./b.csv")
    assert done.status == 1
    assert "is named with --fix and with -o" in done.err or "with -o and with --fix" in done.err


@pytest.mark.parametrize(
    "line",
    [
        *(f"map -o x.{ending}" for ending in ("pdf", "csv", "png", "xlsx", "json", "zip", "docx")),
        "spillover --map x.png",
        "embed page.html -o x.docx",
        "data sources --format csv -o x.xlsx",
        "rank sites --format json -o x.csv",
        "data sources -o x.pdf",
        "figure -o x.html",
        "stats concentration --plot x.csv",
    ],
)
def test_an_ending_says_what_is_written(run: Runner, tmp_path: Path, line: str) -> None:
    done = run(*line.split())
    assert done.status == 1
    assert "ending" in done.err or "names no format" in done.err
    assert os.listdir(tmp_path) == []


OLD = {"a.txt": "old a", "in/b.txt": "old b"}
NEW: dict[str, str | bytes] = {"a.txt": "new a", "in/b.txt": b"new b", "c.txt": "new c"}


def _held(folder: Path) -> dict[str, str]:
    return {
        str(one.relative_to(folder)): one.read_text() for one in folder.rglob("*") if one.is_file()
    }


@pytest.mark.parametrize("most_open", [200, 0])
def test_a_set_is_written_beside_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_open: int
) -> None:
    monkeypatch.setattr(writing, "MOST_OPEN", most_open)
    folder = tmp_path / "new" / "kit"
    assert write_set(folder, OLD) == [folder / name for name in OLD]
    (folder / "mine.txt").write_text("mine")
    write_set(folder, NEW)
    assert _held(folder) == {"a.txt": "new a", "in/b.txt": "new b", "c.txt": "new c",
                             "mine.txt": "mine"}  # fmt: skip


@pytest.mark.parametrize("fails_at", range(6))
def test_a_set_that_fails_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    """Three files are written, then three take their names: any of the six steps may fail."""
    folder = tmp_path / "kit"
    write_set(folder, OLD)
    steps = iter(range(100))

    def failing(real: object) -> object:
        def step(*given: object, **named: object) -> object:
            if next(steps) == fails_at:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*given, **named)  # type: ignore[operator]

        return step

    monkeypatch.setattr(writing, "_write", failing(writing._write))
    monkeypatch.setattr(writing._Pending, "place", failing(writing._Pending.place))
    with pytest.raises(OutputError, match="No space left"):
        write_set(folder, NEW)
    assert _held(folder) == OLD


def test_a_set_that_fails_makes_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "_write", full)
    with pytest.raises(OutputError):
        write_set(tmp_path / "new" / "kit", NEW)
    assert os.listdir(tmp_path) == []
