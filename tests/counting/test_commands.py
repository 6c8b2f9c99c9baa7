"""``clustermap count`` as a person types it, and what its table is good for."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from clustermap.japan import KM_PER_DEGREE

if TYPE_CHECKING:
    from tests.conftest import PayloadReader, Runner

#: The package of this repository, installed or not.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}

POINTS = pd.DataFrame(
    {
        "経度": [130.71, 130.72, 130.40, 139.75, 150.0, None],
        "緯度": [32.80, 32.81, 33.59, 35.69, 30.0, 35.0],
        "業種": ["製造", "情報", "製造", "情報", "情報", "製造"],
        "従業者数": [100, 20, 30, 4000, 5, 6],
    }
)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    POINTS.to_csv("事業所.csv", index=False, encoding="cp932")


def test_points_are_counted_into_prefectures(run: Runner) -> None:
    done = run("count", "事業所.csv", "--sum", "従業者数", "--format", "csv", "--lang", "ja")
    assert done.status == 0
    found = pd.read_csv(io.StringIO(done.out), dtype={"code": str}).set_index("code")
    assert found.loc[["13", "40", "43"], "count"].tolist() == [1, 1, 2]
    assert found.loc[["13", "40", "43"], "sum:従業者数"].tolist() == [4000, 30, 120]
    assert found["count"].sum() == 4
    assert found.loc["43", "name"] == "熊本県"
    assert "Counted 4 of 6 rows (1 file) in 3 of 47 areas." in done.err
    assert "Outside all areas: 1 row (16.7%)." in done.err
    assert "Without a position: 1 row (1 blank)." in done.err
    assert "lowest code" in done.err
    assert "Engine: memory" in done.err
    assert "Shift-JIS" in done.err


def test_the_result_is_read_at_once_by_map_and_stats(
    run: Runner, payload: PayloadReader, tmp_path: Path
) -> None:
    assert run("count", "事業所.csv", "--group-by", "業種", "-o", "counts.csv").status == 0
    done = run(
        "map", "--values", "counts.csv", "--column", "count", "--column", "count:製造",
        "-o", "map.html",
    )  # fmt: skip
    assert done.status == 0, done.err
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    shown_page = payload(page)
    shown = next(
        one
        for one in shown_page["indicators"]
        if "count:製造" in json.dumps(one["label"], ensure_ascii=False)
    )
    values = dict(zip(shown_page["areas"]["code"], shown["values"], strict=True))
    assert {code: value for code, value in values.items() if value} == {"40": 1, "43": 1}
    done = run(
        "stats", "autocorrelation", "--values", "counts.csv", "--column", "count:情報",
        "--permutations", "99", "--format", "csv",
    )  # fmt: skip
    assert done.status == 0, done.err
    assert pd.read_csv(io.StringIO(done.out))["n"].tolist() == [47]


def test_a_plain_count_needs_no_column_named(run: Runner) -> None:
    assert run("count", "事業所.csv", "-o", "counts.csv").status == 0
    done = run("map", "--values", "counts.csv", "-o", "map.html")
    assert done.status == 0, done.err
    done = run("figure", "--values", "counts.csv", "-o", "map.svg")
    assert done.status == 0, done.err


def test_municipalities_are_counted_and_mapped(run: Runner, n03: Path) -> None:
    boundaries = str(n03 / "N03-21_210101.topo.json")
    rng = np.random.default_rng(0)
    points = pd.DataFrame(
        rng.uniform((130.5, 32.6), (131.0, 33.0), (5_000, 2)), columns=["lon", "lat"]
    )
    points.to_parquet("points.parquet")
    done = run("count", "points.parquet", "--boundaries", boundaries, "-o", "counts.csv")
    assert done.status == 0, done.err
    found = pd.read_csv("counts.csv", dtype={"code": str}).set_index("code")
    areas = gpd.read_file(boundaries)[["N03_007", "geometry"]].dropna()
    areas.geometry = areas.geometry.set_crs(6668, allow_override=True).make_valid()
    placed = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=6668)
    joined = gpd.sjoin(placed, areas)
    # what lies in none is counted in the nearest within 300 m, and how many are is said
    inside = joined["N03_007"].value_counts().reindex(found.index, fill_value=0)
    more = found["count"] - inside
    assert (more >= 0).all()
    assert 0 < more.sum() < 100
    assert f"Within 300 m of an area, and counted in the nearest: {more.sum()} rows." in done.err
    assert set(found.loc[found["count"] > 0, "prefecture"]) == {"Kumamoto"}
    shown = run("map", "--boundaries", boundaries, "--values", "counts.csv", "-o", "map.html")
    assert shown.status == 0, shown.err
    tested = run(
        "stats", "autocorrelation", "--boundaries", boundaries, "--values", "counts.csv",
        "--permutations", "19", "--format", "csv",
    )  # fmt: skip
    assert tested.status == 0, tested.err
    assert pd.read_csv(io.StringIO(tested.out))["n"].tolist() == [len(found)]
    by = run(
        "count",
        "points.parquet",
        "--boundaries",
        boundaries,
        "--by",
        "prefecture",
        "-o",
        "p.csv",
    )
    assert by.status == 0, by.err
    prefectures = pd.read_csv("p.csv", dtype={"code": str}).set_index("code")
    assert prefectures.loc["43", "count"] == found["count"].sum()


def test_long_tables_are_cut_for_reading_and_said(run: Runner, n03: Path) -> None:
    boundaries = str(n03 / "N03-21_210101.topo.json")
    done = run("count", "事業所.csv", "--boundaries", boundaries)
    assert done.status == 0, done.err
    assert "The 30 areas with most points of 1,896; --format csv gives all." in done.err
    assert done.out.count("\n") < 40


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.csv"], ["There is no file 'nothing.csv'", "Check the name"]),
        (["*.parquet"], ["No file matches '*.parquet'", "Check the folder and the pattern"]),
        (["事業所.csv", "--sum", "売上"], ["has no column '売上'", "It has: '経度'"]),
        (["事業所.csv", "--lon", "経度"], ["One column of a position", "--lon and --lat"]),
        (
            ["事業所.csv", "--engine", "memory", "--scheduler", "tcp://x:1"],
            ["--scheduler is for Dask", "Leave one"],
        ),
        (
            ["事業所.csv", "-o", "no/counts.csv"],
            ["the folder no does not exist", "Create the folder"],
        ),
    ],
)
def test_trouble_is_one_line_of_cause_and_one_of_remedy(
    run: Runner, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    done = run("count", *arguments)
    assert done.status == 1
    lines = [line for line in done.err.splitlines() if not line.startswith(("Note:", "Warning:"))]
    assert len(lines) == 2, done.err
    for line, word in zip(lines, words, strict=True):
        assert word in line
    assert os.listdir(tmp_path) == ["事業所.csv"]


def test_names_of_groups_are_safe_in_a_table(run: Runner) -> None:
    frame = POINTS.assign(業種=["=1+1", "a,b\n c", "\x1b[31mred", "", None, "x" * 200])
    frame.to_parquet("points.parquet")
    assert run("count", "points.parquet", "--group-by", "業種", "-o", "counts.csv").status == 0
    head = pd.read_csv("counts.csv").columns.tolist()
    assert head[3:] == [
        "count:(blank)",
        "count:=1+1",
        "count:a,b c",
        "count:" + "x" * 60,
        "count:\ufffd[31mred",
    ]
    done = run("map", "--values", "counts.csv", "--column", "count:a,b c", "-o", "map.html")
    assert done.status == 0, done.err


LINKS, ROWS = 30, 500_000


@pytest.fixture
def many(tmp_path: Path) -> dict[str, int]:
    """Fifteen million rows on little disk, and how many lie in each of two areas."""
    rng = np.random.default_rng(0)
    points = pd.DataFrame(rng.uniform((130, 32), (132.5, 33), (ROWS, 2)), columns=["lon", "lat"])
    points.to_parquet("part.parquet")
    (tmp_path / "many").mkdir()
    for at in range(LINKS):
        os.link("part.parquet", tmp_path / "many" / f"{at:02}.parquet")
    from shapely import box

    areas = gpd.GeoDataFrame(
        {"name": ["West", "East"]},
        geometry=[box(130, 32, 131, 33), box(131, 32, 132, 33)], crs=6668,
    )  # fmt: skip
    areas.to_file("areas.geojson")
    west = int((points["lon"] <= 131).sum())
    # a point at most 300 m outside of both lies in the nearest
    edge = 132 + 0.3 / (KM_PER_DEGREE * np.cos(np.radians(points["lat"])))
    return {"West": west * LINKS, "East": int((points["lon"] <= edge).sum()) * LINKS - west * LINKS}


COMMAND = [
    sys.executable, "-m", "clustermap", "count", "many", "--boundaries", "areas.geojson", "--engine", "memory",
    "-o", "counts.csv",
]  # fmt: skip


def _started() -> subprocess.Popen[str]:
    """Start a count, and return when it is in the middle: it holds a file of the folder open."""
    # run in the background by a shell, it would inherit that Ctrl-C is ignored
    process = subprocess.Popen(
        ["env", "--default-signal=INT", *COMMAND],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=ENVIRONMENT,
    )
    files = Path(f"/proc/{process.pid}/fd")
    while process.poll() is None:
        time.sleep(0.01)
        try:
            held = [str(one.readlink()) for one in files.iterdir()]
        except OSError:
            continue
        if any("/many/" in path for path in held):
            return process
    raise AssertionError(process.communicate())


def _interrupted(folder: Path) -> tuple[int, str]:
    """Press Ctrl-C in the middle of a count; again where a busy machine let it finish first."""
    for _ in range(5):
        process = _started()
        os.killpg(process.pid, signal.SIGINT)
        _, words = process.communicate()
        if (folder / "counts.csv").read_text(encoding="utf-8") == "of before":
            break
        (folder / "counts.csv").write_text("of before", encoding="utf-8")
    return process.returncode, words


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_a_killed_run_leaves_nothing_and_its_repetition_is_right(
    many: dict[str, int], tmp_path: Path
) -> None:
    (tmp_path / "counts.csv").write_text("of before", encoding="utf-8")
    before = sorted(os.listdir(tmp_path))
    process = _started()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "counts.csv").read_text(encoding="utf-8") == "of before"
    status, words = _interrupted(tmp_path)
    assert status in {130, -signal.SIGINT}  # a shell calls both 130
    assert words.splitlines()[-1] == "Stopped."
    assert "Traceback" not in words
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "counts.csv").read_text(encoding="utf-8") == "of before"
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert f"of {LINKS * ROWS:,} rows ({LINKS} files)" in done.stderr
    found = pd.read_csv(tmp_path / "counts.csv").set_index("code")["count"].to_dict()
    assert found["West"] == many["West"]
    # of the points just outside, those in Ehime are in a prefecture that the map does not show
    assert many["East"] * 0.999 < found["East"] <= many["East"]


def test_nothing_heavy_is_loaded_for_help() -> None:
    code = "import sys; from clustermap.cli import main\ntry: main(['count', '--help'])\nexcept SystemExit: pass\nprint([m for m in ('dask', 'distributed', 'folium', 'geopandas', 'matplotlib', 'scipy', 'sedonadb') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    assert done.stdout.splitlines()[-1] == "[]"
