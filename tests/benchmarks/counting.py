"""Time and memory of counting millions of points, against geopandas.sjoin, in whole processes.

Run: ``python tests/benchmarks/counting.py FOLDER [--boundaries N03] [--rows 1e6 1e7 1e8] ...``

The points are made once, into FOLDER (2.3 GB for 100 million): nine of ten lie around 2,000 towns of
unlike size, the rest anywhere in Japan's bounding box. Each run is a process of its own; memory
is the largest sum over it and its children, sampled.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
PREFECTURES = ROOT / "geodata" / "prefectures" / "prefectures.shp"
#: Rows of a row group, and of a file.
GROUP, FILE = 1_000_000, 10_000_000
SECTORS = ("manufacturing", "retail", "construction", "health", "transport")
ENGINES = ("sjoin", "memory", "sedona", "dask")


def make(folder: Path, rows: int) -> list[Path]:
    """Write points, row group by row group; the same rows come first whatever their number."""
    import geopandas as gpd
    import pyarrow as pa
    import pyarrow.parquet as pq

    from clustermap.analysis.points.scatter_land import ScatterLand

    rng = np.random.default_rng(0)
    towns = ScatterLand(gpd.read_file(PREFECTURES)).throw(2_000, rng)
    size = rng.lognormal(0, 1.5, len(towns))
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for first in range(0, rows, FILE):
        held = min(FILE, rows - first)
        path = folder / f"points-{first // FILE:03}-{held}.parquet"
        paths.append(path)
        if path.exists():
            continue
        writer = None
        half = path.with_suffix(".tmp")
        for at in range(first, first + held, GROUP):
            table = _rows(towns, size / size.sum(), min(GROUP, first + held - at), at // GROUP)
            writer = writer or pq.ParquetWriter(half, table.schema)
            writer.write_table(pa.Table.from_batches(table.to_batches()), row_group_size=GROUP)
        if writer is not None:
            writer.close()
        half.rename(path)
    return paths


def _rows(towns: np.ndarray, weights: np.ndarray, many: int, seed: int):  # type: ignore[no-untyped-def]
    import pyarrow as pa

    rng = np.random.default_rng([0, seed])
    points = towns[rng.choice(len(towns), GROUP, p=weights)] + rng.normal(0, 0.06, (GROUP, 2))
    anywhere = rng.random(GROUP) < 0.1
    points[anywhere] = rng.uniform((123, 24), (146, 45.5), (int(anywhere.sum()), 2))
    sector = pa.DictionaryArray.from_arrays(rng.integers(0, 5, GROUP).astype("int8"), list(SECTORS))
    jobs = np.ceil(rng.lognormal(1.5, 1.2, GROUP)).astype("int32")
    columns = {"lon": points[:, 0], "lat": points[:, 1], "sector": sector, "jobs": jobs}
    return pa.table(columns).slice(0, many)


def sjoin(paths: list[str], boundaries: str) -> None:
    """Count as one does with geopandas."""
    import geopandas as gpd
    import pandas as pd

    areas = gpd.read_file(boundaries)[["geometry"]].set_crs(6668, allow_override=True)
    areas = areas[areas.geometry.notna()].make_valid().to_frame("geometry")
    frames = [pd.read_parquet(path, columns=["lon", "lat"]) for path in paths]
    frame = pd.concat(frames, ignore_index=True)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=6668)
    joined = gpd.sjoin(points, areas, predicate="intersects")
    print(int(joined.groupby("index_right").size().sum()))


def measure(command: list[str]) -> tuple[float, float, float]:
    """Run a command; return seconds, seconds of computing, and peak MiB of all its processes."""
    import psutil

    environment = {**os.environ, "CLUSTERMAP_CACHE": "none", "PYTHONPATH": str(ROOT)}
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        peak = max(peak, _memory(watched))
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(process.stderr.read().decode() if process.stderr else "")
    after = os.times()
    computing = after.children_user + after.children_system
    computing -= before.children_user + before.children_system
    return seconds, computing, peak / 2**20


def _memory(process):  # type: ignore[no-untyped-def]
    import psutil

    total = 0
    try:
        every = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    for one in every:
        try:
            total += one.memory_info().rss
        except psutil.Error:
            continue
    return total


def commands(engine: str, paths: list[Path], boundaries: str) -> list[str]:
    """Return what is run."""
    files = list(map(str, paths))
    if engine == "sjoin":
        return [sys.executable, __file__, "--sjoin", boundaries, *files]
    options = ["--boundaries", boundaries, "--engine", engine, "--format", "csv"]
    return [sys.executable, "-m", "clustermap", "count", *files, *options]


def main() -> None:
    """Make the points, measure each engine on each number of them, and print a table."""
    if sys.argv[1:2] == ["--sjoin"]:
        sjoin(sys.argv[3:], sys.argv[2])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--boundaries", default=str(PREFECTURES))
    parser.add_argument("--rows", type=float, nargs="+", default=[1e6, 1e7])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--most-sjoin", type=float, default=1e7, help="it takes 700 bytes a row")
    given = parser.parse_args()
    names = ("geopandas", "shapely", "pyarrow", "numpy", "sedonadb", "dask")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    print(f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores")
    head = (
        "rows",
        "engine",
        "seconds",
        "ratio",
        "CPU s",
        "ratio",
        "M rows/s",
        "peak MiB",
        "x10 time",
        "x10 peak",
    )
    print("".join(f"{name:>13}" for name in head))
    before: dict[str, tuple[float, float, float]] = {}
    for rows in map(int, given.rows):
        paths = make(given.folder, rows)
        base: tuple[float, float] | None = None
        for engine in given.engines:
            if engine == "sjoin" and rows > given.most_sjoin:
                continue
            seconds, computing, peak = measure(commands(engine, paths, given.boundaries))
            if engine == "sjoin":
                base = seconds, computing
            ratios = [
                f"{a / b:.1f}" if base else ""
                for a, b in zip(base or (0, 0), (seconds, computing), strict=True)
            ]
            growth = ["", ""]
            if engine in before and before[engine][0] * 10 == rows:
                growth = [f"{seconds / before[engine][1]:.2f}", f"{peak / before[engine][2]:.2f}"]
            before[engine] = rows, seconds, peak
            cells = (
                f"{rows:,}", engine, f"{seconds:.1f}", ratios[0], f"{computing:.1f}", ratios[1],
                f"{rows / seconds / 1e6:.2f}", f"{peak:,.0f}", *growth,
            )  # fmt: skip
            print("".join(f"{cell:>13}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
