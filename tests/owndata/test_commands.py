"""The commands for data of one's own, as a person types them."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from clustermap.ingest.template import KINDS
from clustermap.maps.page.html import read_payload

from . import files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Runner


MESSY = (
    "名称,分野,経度,緯度,市区町村コード,開設,投資額（億円）,備考\n"
    '熊本,半導体,130.8435,32.8795,434043,令和6年12月,"1,000",=1+1\n'
    "入替,AI,35.68,139.76,,2024/4/1,約50,@x\n"
    "場所なし,AI,,,,2024-02-30,数百億円,\n"
)


def test_every_problem_is_listed_with_row_and_column(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(MESSY, encoding="utf-8")
    done = run("data", "validate", "own.csv", "--format", "csv")
    assert done.status == 1
    rows = pd.read_csv(io.StringIO(done.out), dtype=str, keep_default_na=False)
    found = {(row.level, row.row, row.column) for row in rows.itertuples()}
    assert ("error", "4", "経度") in found
    assert ("warning", "3", "経度") in found
    assert ("warning", "4", "開設") in found
    assert ("warning", "3", "投資額（億円）") in found
    assert (rows["action"] != "").mean() > 0.8
    assert "own.csv: 3 rows of sites; 1 error" in done.err
    assert "2 of 3 can be used" in done.err


def test_a_mended_table_is_clean_and_loses_nothing(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(MESSY, encoding="utf-8")
    run("data", "validate", "own.csv", "--fix", "mended.csv")
    mended = pd.read_csv(tmp_path / "mended.csv", dtype=str, keep_default_na=False)
    assert mended["name_ja"].tolist() == ["熊本", "入替", "場所なし"]
    assert mended["lon"].tolist()[:2] == ["130.8435", "139.76"]
    assert mended["opened"].tolist() == ["2024-12", "2024-04-01", "2024-02-30"]
    assert mended["investment_jpy_bn"].tolist() == ["100", "5", "数百億円"]
    assert mended["municipality_code"].tolist()[0] == "43404"
    # cells that a spreadsheet would take for formulas are neutral
    assert mended["備考"].tolist()[:2] == ["'=1+1", "'@x"]
    mended.iloc[:2].to_csv(tmp_path / "good.csv", index=False)
    done = run("data", "validate", "good.csv")
    assert done.status == 0
    assert "0 errors" in done.err


def test_the_file_that_is_checked_is_never_overwritten(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(MESSY, encoding="utf-8")
    done = run("data", "validate", "own.csv", "--fix", "./own.csv")
    assert done.status == 1
    assert "own.csv is an input of this command" in done.err
    assert (tmp_path / "own.csv").read_text(encoding="utf-8") == MESSY


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("code,v\n43,1\n44,2\n", "values"),
        ("name,lon,lat\nA,130.8,32.8\n", "sites"),
        ("名称,都道府県,指定日\n特区,熊本県,2024\n", "zones"),
    ],
)
def test_what_a_file_is_is_found_out(run: Runner, tmp_path: Path, content: str, kind: str) -> None:
    (tmp_path / "own.csv").write_text(content, encoding="utf-8")
    done = run("data", "validate", "own.csv", "--fix", "out.csv")
    assert done.status == 0
    assert f"of {kind}; 0 errors" in done.err
    again = run("data", "validate", "out.csv")
    assert f"of {kind}; 0 errors" in again.err


def test_boundaries_are_checked_and_written_anew(run: Runner, tmp_path: Path) -> None:
    files.shapefile(tmp_path, files.towns(), prj=False)
    done = run("data", "validate", "N03.shp", "--fix", "clean.gpkg")
    assert done.status == 0
    assert "3 areas of boundaries" in done.err
    assert "coordinate system is not stated" in done.out
    again = run("data", "validate", "clean.gpkg")
    assert "3 areas of boundaries; 0 errors, 0 warnings" in again.err


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_is_a_table_that_validates(
    run: Runner, tmp_path: Path, kind: str, ending: str
) -> None:
    done = run("data", "template", kind, "-o", f"own.{ending}")
    assert done.status == 0
    assert "Needed: " in done.err
    if kind == "values":
        path = tmp_path / f"own.{ending}"
        frame = (
            pd.read_csv(path, dtype=str)
            if ending == "csv"
            else pd.read_excel(path, dtype=str, engine="openpyxl")
        )
        frame["value"] = range(47)
        frame.to_csv(path, index=False) if ending == "csv" else frame.to_excel(path, index=False)
    done = run("data", "validate", f"own.{ending}", "--kind", kind)
    assert done.status == 0, done.out
    described = run("data", "template", kind, "--describe", "--format", "csv")
    assert described.out.startswith("\ufeffcolumn,needed") or described.out.startswith(
        "column,needed"
    )


def test_a_map_of_ones_own_data_from_the_command_line(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        MESSY.replace("場所なし,AI,,", "場所,AI,131,33"), encoding="utf-8"
    )
    files.workbook(tmp_path / "v.xlsx", [["県", "売上（億円）"], ["熊本県", 5], ["福岡県", "x"]])
    files.geojson(tmp_path / "m.geojson", files.collection(files.town()))
    done = run(
        "map",
        "--sites",
        "own.csv",
        "--values",
        "v.xlsx",
        "--column",
        "売上",
        "-o",
        "a.html",
    )
    assert done.status == 0, done.err
    assert "own.csv: 3 sites read" in done.err
    assert "売上" in str(read_payload((tmp_path / "a.html").read_text(encoding="utf-8")))
    done = run("map", "--sites", "own.csv", "--map-columns", "x", "-o", "b.html")
    assert done.status == 1
    assert "ROLE=COLUMN" in done.err
    done = run("map", "--boundaries", "m.geojson", "-o", "b.html")
    assert done.status == 0, done.err
    assert "1 municipality" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sites", "none.csv"], "There is no file 'none.csv'"),
        (["--boundaries", "own.csv"], "is a table, not a map"),
        (["--level", "area"], "areas of your own"),
        (["--sites", "own.csv", "--encoding", "x-none"], "is not an encoding"),
    ],
)
def test_errors_end_in_two_lines_and_write_nothing(
    run: Runner, tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "own.csv").write_text(MESSY, encoding="utf-8")
    done = run("map", *arguments, "-o", "m.html")
    assert done.status == 1
    assert words in done.err
    assert len(done.err.strip().splitlines()) == 2
    assert os.listdir(tmp_path) == ["own.csv"]


def test_what_is_exported_is_neutral_to_spreadsheets(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "name,lon,lat,備考\n=HYPERLINK(1),130.84,32.88,+1+1\n", encoding="utf-8"
    )
    run("data", "validate", "own.csv", "--fix", "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_an_earlier_file_survives_being_killed(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(MESSY, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "clustermap",
        "data",
        "validate",
        "own.csv",
        "--fix",
        "out.csv",
    ]
    whole = "earlier\n" * 1000
    (tmp_path / "out.csv").write_text(whole)
    start = time.monotonic()
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    takes = time.monotonic() - start
    written = (tmp_path / "out.csv").read_bytes()
    assert written != whole.encode()
    for moment in range(8):
        (tmp_path / "out.csv").write_text(whole)
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(takes * (0.6 + moment * 0.06))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (tmp_path / "out.csv").read_bytes() in {whole.encode(), written}
        assert sorted(os.listdir(tmp_path)) == ["out.csv", "own.csv"]


def test_maps_without_own_files_load_nothing_of_it() -> None:
    code = (
        "import sys, clustermap as cm\ncm.load()\n"
        "late = [name for name in sys.modules if name.startswith(('clustermap.ingest.user_data', "
        "'clustermap.ingest.files.foreign', 'clustermap.ingest.files.child'))]\nsys.exit(f'{late}' if late else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_validate_lists_everything_and_so_has_nothing_to_be_lenient_about(run: Runner) -> None:
    done = run("data", "validate", "own.csv", "--lenient")
    assert done.status == 2
    assert "No such option" in done.err
    assert "--lenient" not in run("data", "validate", "--help").out
