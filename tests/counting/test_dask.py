"""A cluster that loses workers neither loses nor doubles a row."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from clustermap.counting import plan as plans
from clustermap.counting.dask import DaskEngine
from clustermap.counting.grid import AreaGrid
from clustermap.counting.memory import MemoryEngine
from clustermap.counting.parts import Request
from clustermap.counting.plan import make_plan
from clustermap.errors import DataError

from .conftest import counted

if TYPE_CHECKING:
    import geopandas as gpd


def _points(folder: Path, files: int, rows: int) -> None:
    rng = np.random.default_rng(0)
    for at in range(files):
        frame = pd.DataFrame(
            rng.uniform((128.9, 31.9), (131.4, 33.5), (rows, 2)), columns=["lon", "lat"]
        )
        frame["v"] = rng.normal(0, 1, rows)
        frame.to_parquet(folder / f"{at:02}.parquet")


def test_a_worker_killed_in_the_middle_changes_nothing(
    towns: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    from distributed import Client, LocalCluster

    _points(tmp_path, files=24, rows=40_000)
    plan = make_plan(Request([tmp_path], sums=["v"]))
    assert len(plan.parts) == 24
    area_grid = AreaGrid(np.array(towns.geometry), 4)
    expected = MemoryEngine().count(plan, area_grid, lambda _done, _all: None)
    killed: list[int] = []
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip

        def kill(_done: int, _every: int) -> None:
            # each worker once, while parts are unfinished: results not yet fetched, and the
            # boundaries, die with it
            if len(killed) < 2:
                pids = set(client.run(os.getpid, on_error="ignore").values()) - set(killed)
                victim = min(pids)
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

        found = DaskEngine(cluster.scheduler_address).count(plan, area_grid, kill)
    assert len(set(killed)) == 2
    assert found.rows == plan.rows == 24 * 40_000
    assert found.counts.tolist() == expected.counts.tolist()
    assert found.totals["v"].totals() == expected.totals["v"].totals()
    assert found.summed["v"].tolist() == expected.summed["v"].tolist()


def test_a_cluster_of_its_own_is_started_and_ended(towns: gpd.GeoDataFrame, tmp_path: Path) -> None:
    import psutil

    _points(tmp_path, files=2, rows=1_000)
    mine = psutil.Process()
    before = {child.pid for child in mine.children(recursive=True)}
    found = counted(towns, tmp_path, "dask", "")
    assert found.facts["rows"] == 2_000
    left = [
        child for child in mine.children(recursive=True)
        if child.pid not in before and "resource_tracker" not in " ".join(child.cmdline())
    ]  # fmt: skip
    assert not left


def test_workers_read_parts_of_one_file(
    towns: gpd.GeoDataFrame, scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "points.parquet"
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        rng.uniform((128.9, 31.9), (131.4, 33.5), (5_000, 2)), columns=["lon", "lat"]
    )
    frame.to_parquet(path, row_group_size=500)
    monkeypatch.setattr(plans, "PART_ROWS", 1_200)
    assert len(make_plan(Request([path])).parts) == 5
    assert counted(towns, path, "dask", scheduler).table.equals(
        counted(towns, path, "memory", "").table
    )


def test_what_fails_on_a_worker_is_said_as_anywhere(
    towns: gpd.GeoDataFrame, scheduler: str, tmp_path: Path
) -> None:
    _points(tmp_path, files=1, rows=1_000)
    plan = make_plan(Request([tmp_path]))
    (tmp_path / "00.parquet").unlink()
    with pytest.raises(DataError) as stop:
        DaskEngine(scheduler).count(
            plan, AreaGrid(np.array(towns.geometry), 0), lambda _d, _a: None
        )
    assert "00.parquet is not there where it is read" in stop.value.cause
    assert "same path" in stop.value.remedy


def test_a_scheduler_without_workers_is_said(
    towns: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    from clustermap.counting import dask

    _points(tmp_path, files=1, rows=10)
    monkeypatch.setattr(dask, "PATIENCE", 1)
    with (
        LocalCluster(
            n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
        ) as cluster,
        pytest.raises(DataError, match="has no workers"),
    ):
        counted(towns, tmp_path, "dask", cluster.scheduler_address)


def test_a_script_that_workers_would_run_again_is_told(tmp_path: Path) -> None:
    _points(tmp_path, files=1, rows=10)
    script = tmp_path / "script.py"
    script.write_text("import clustermap as cm\ncm.count('00.parquet', engine='dask')\n")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert "below `if __name__ == '__main__':`" in done.stderr
