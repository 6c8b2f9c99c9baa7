from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import openpyxl
import pandas as pd
import pytest

from clustermap.cli import COMMANDS, cli, main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import PayloadReader, Runner


def test_the_national_map_is_the_main_job(
    run: Runner, payload: PayloadReader, tmp_path: Path
) -> None:
    done = run("map")
    assert done.status == 0
    assert done.out == ""
    assert "Wrote clusters.html" in done.err
    page = (tmp_path / "clusters.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "JASM Kumamoto Fab 1" in str(payload(page)["sites"])
    assert os.listdir(tmp_path) == ["clusters.html"]


def test_options_choose_what_the_map_shows(run: Runner, payload: PayloadReader) -> None:
    done = run(
        "map", "--region", "九州", "--sector", "반도체", "--color-by", "investment",
        "--lang", "ja", "-o", "-",
    )  # fmt: skip
    assert done.status == 0
    told = payload(done.out)
    assert told["lang"] == "ja"
    assert told["colorBy"] == "investment"
    assert told["title"]["ja"] == "九州・沖縄の半導体"
    assert sum(told["areas"]["selected"]) == 8
    sector = told["sites"]["columns"].index("sector")
    assert told["sites"]["levels"][sector] == ["semiconductor"]
    assert '<html lang="ja">' in done.out


def test_an_existing_map_is_replaced(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "kyushu.html").write_text("old")
    assert run("map", "--region", "kyushu", "-o", "kyushu.html").status == 0
    assert "old" not in (tmp_path / "kyushu.html").read_text(encoding="utf-8")[:100]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["map", "--prefecture", "Kumamto"], 1, ["Unknown prefecture 'Kumamto'", "Did you mean Kumamoto?"]),
        (["map", "--region", "kyushi"], 1, ["Unknown region", "Did you mean"]),
        (["map", "--sector", "semicon"], 1, ["Unknown sector 'semicon'", "semiconductor"]),
        (["map", "--segment", "fab"], 1, ["Unknown segment 'fab'", "Known:"]),
        (["map", "--color-by", "populaton_census"], 1, ["Unknown indicator", "population_census"]),
        (["map", "-o", "none/x.html"], 1, ["the folder none does not exist", "Create the folder"]),
        (["map", "-o", "."], 1, ["is a folder", "Name a file"]),
        (["map", "--lang", "fr"], 2, ["'fr' is not one of 'en', 'ja', 'ko'"]),
        (["map", "--basemap", "google"], 2, ["'google' is not one of"]),
        (["map", "--until", "soon"], 2, ["'soon' is not a valid integer"]),
        (["mpa"], 2, ["No such command 'mpa'", "Did you mean 'map'?"]),
        (["map", "--colour-by", "sites"], 2, ["No such option", "--color-by"]),
        (["data", "show", "zone"], 1, ["Unknown table 'zone'", "Did you mean zones"]),
        (["data", "show", "zones", "--format", "xlsx"], 1, ["not for the terminal", "-o table.xlsx"]),
        (["data", "show", "zones", "-o", "zones.doc"], 1, ["names no format", ".csv"]),
        (["data", "export", "a/b/c"], 1, ["does not exist", "Create it first"]),
    ],
)  # fmt: skip
def test_wrong_input_gets_a_cause_and_a_remedy_and_writes_nothing(
    run: Runner,
    tmp_path: Path,
    arguments: list[str],
    status: int,
    words: list[str],
) -> None:
    done = run(*arguments)
    assert done.status == status
    assert done.out == ""
    for word in words:
        assert word in done.err
    assert "Traceback" not in done.err
    if status == 1:
        assert len(done.err.strip().splitlines()) == 2
    assert os.listdir(tmp_path) == []


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exception, match="Unknown prefecture"):
        main(["--debug", "map", "--prefecture", "Kumamto"])
    assert capsys.readouterr().out == ""


def test_version_and_help(run: Runner) -> None:
    from clustermap.version import __version__

    assert run("--version").out == f"clustermap {__version__}\n"
    for arguments in (["--help"], ["-h"], ["map", "--help"], ["data", "show", "-h"]):
        done = run(*arguments)
        assert done.status == 0
        assert done.out.startswith("Usage: clustermap")


def _commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}".strip(), command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}".strip())


def test_every_command_has_help_with_an_example() -> None:
    found = dict(_commands(cli))
    assert set(COMMANDS) <= set(found)
    for name, command in found.items():
        assert "Example" in (command.help or ""), name
        assert f"clustermap {name.split()[0]}" in (command.help or ""), name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.name}"


def test_sources_name_source_and_license_of_every_table(run: Runner) -> None:
    done = run("data", "sources", "--format", "json")
    rows = {row["table"]: row for row in json.loads(done.out)}
    assert {"prefectures", "zones", "clusters", "sites-ai", "prefecture-statistics"} <= set(rows)
    for row in rows.values():
        assert row["license"]
        assert row["sources"]
    assert rows["prefectures"]["rows"] == 47


@pytest.mark.parametrize("ending", ["csv", "json", "md", "html", "xlsx", "parquet"])
def test_a_table_reads_back_the_same_in_every_format(
    run: Runner, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"zones.{ending}"
    done = run("data", "show", "zones", "-o", str(file))
    assert done.status == 0, done.err
    want = json.loads(run("data", "show", "zones", "--format", "json").out)
    match ending:
        case "csv":
            rows = pd.read_csv(file, dtype=str, keep_default_na=False).to_dict("records")
        case "json":
            rows = json.loads(file.read_text(encoding="utf-8"))
        case "xlsx":
            head, *body = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
            rows = [dict(zip(head, [cell or "" for cell in row], strict=True)) for row in body]
        case "parquet":
            rows = pd.read_parquet(file).to_dict("records")
        case _:
            text = file.read_text(encoding="utf-8")
            for row in want:
                assert row["name_ja"] in text
            return
    assert rows == want


def test_all_sites_are_one_table(run: Runner) -> None:
    rows = json.loads(run("data", "show", "sites", "--format", "json").out)
    assert {row["sector"] for row in rows} == {
        "ai", "semiconductor", "shipbuilding", "bio", "aerospace",
    }  # fmt: skip


def test_a_printed_table_is_cut_to_be_read(run: Runner) -> None:
    done = run("data", "show", "prefectures")
    lines = done.out.splitlines()
    assert any("北海道" in line for line in lines)
    assert len(lines) < 55


def test_export_gives_a_folder_that_loads(run: Runner, tmp_path: Path) -> None:
    import clustermap as cm

    assert run("data", "export", "mine").status == 0
    assert len(cm.load(tmp_path / "mine").prefectures) == 47
    assert not list((tmp_path / "mine").rglob("*.py"))


def _cold(*arguments: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "clustermap", *arguments],
        capture_output=True,
        check=False,
        **more,  # type: ignore[call-overload]
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom clustermap.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'geopandas', 'folium', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_closed_pipe_and_a_c_locale_are_no_tracebacks() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "clustermap", "data", "show", "sites", "--format", "csv"],
        stdout=write,
        stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""},
        check=False,
    )
    os.close(write)
    assert b"Traceback" not in done.stderr
    done = _cold(
        "data", "show", "prefectures", env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    )
    assert done.returncode == 0, done.stderr
    assert "北海道".encode() in done.stdout


def test_the_map_is_the_same_bytes_on_every_run() -> None:
    first, second = (_cold("map", "-o", "-").stdout for _ in range(2))
    assert first == second
    assert len(first) > 100_000
