"""Local Moran and G* for five variables: clustermap beside esda, in a new process and a warm one.

Run it from the repository's root: ``python tests/benchmarks/autocorrelation.py``. It needs the
boundaries of the National Land Numerical Information (N03) beside the repository, in
``../shared/n03``. A time is the best of three runs; "cold" is a new Python process that imports
what it needs, reads the polygons (GDAL), finds the neighbors and runs both statistics; "warm" is
both statistics alone, a second time in one process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[2]
N03 = ROOT.parent / "shared" / "n03"
FILES = {
    "47 prefectures": "prefectures.geojson",
    "municipalities": "N03-21_210101.topo.json",
}
PERMUTATIONS = 9999
VARIABLES = 5


def read(file: str):
    import geopandas as gpd

    areas = gpd.read_file(N03 / file)
    return areas if areas.crs else areas.set_crs("EPSG:6668")


def noise(n: int):
    import numpy as np

    return np.random.default_rng(0).gamma(1.0, size=(n, VARIABLES))


def ours(file: str):
    """Return the runner of both statistics, links found."""
    import pandas as pd

    from clustermap.analysis.autocorrelation import local_table
    from clustermap.analysis.weights.neighbors import from_text

    areas = read(file)
    graph = from_text(areas, "links")
    values = pd.DataFrame(noise(len(areas)), index=areas.index)

    def run() -> None:
        for measure in ("moran", "g*"):
            local_table(values, graph, PERMUTATIONS, measure=measure)

    return run, len(areas)


def esda(file: str):
    """Return the runner of both statistics, contiguity found."""
    from esda import G_Local, Moran_Local
    from libpysal.graph import Graph

    warnings.simplefilter("ignore")
    areas = read(file)
    graph = Graph.build_contiguity(areas, rook=False)
    values = noise(len(areas))

    def run() -> None:
        for column in values.T:
            Moran_Local(column, graph, permutations=PERMUTATIONS, seed=0)
            G_Local(column, graph, transform="B", star=True, permutations=PERMUTATIONS, seed=0)

    return run, len(areas)


def measure(library: str, file: str) -> dict[str, float]:
    """Time one library in this process."""
    start = time.perf_counter()
    run, n = {"clustermap": ours, "esda": esda}[library](file)
    prepared = time.perf_counter()
    run()
    first = time.perf_counter()
    run()
    return {
        "n": n,
        "until the test": prepared - start,
        "cold": first - start,
        "warm": time.perf_counter() - first,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("LIBRARY", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    if given.one:
        sys.stdout.write(json.dumps(measure(*given.one)))
        return
    if not N03.is_dir():
        sys.exit("No boundaries in ../shared/n03 beside the repository.")
    sys.stdout.write(f"{VARIABLES} variables, {PERMUTATIONS} permutations, seconds\n")
    sys.stdout.write(f"{'':28}{'clustermap':>12}{'esda':>10}{'ratio':>8}\n")
    for name, file in FILES.items():
        best = {library: fastest(library, file, given.runs) for library in ("clustermap", "esda")}
        for step in ("cold", "warm"):
            fast, slow = best["clustermap"][step], best["esda"][step]
            title = f"{best['esda']['n']:,} {name.split()[-1]}, {step}"
            sys.stdout.write(f"{title:28}{fast:12.2f}{slow:10.2f}{slow / fast:8.1f}\n")


def fastest(library: str, file: str, runs: int) -> dict[str, float]:
    """Return the best time of each step over new processes; cold includes Python's start."""
    times = []
    for _ in range(runs):
        command = [sys.executable, __file__, "--one", library, file, "--runs", "1"]
        start = time.perf_counter()
        done = subprocess.run(
            command, capture_output=True, check=True, text=True, cwd=ROOT, env=environment()
        )
        whole = time.perf_counter() - start
        steps = json.loads(done.stdout)
        steps["cold"] = whole - steps["warm"]
        times.append(steps)
    return {step: min(each[step] for each in times) for step in times[0]}


def environment() -> dict[str, str]:
    import os

    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path}


if __name__ == "__main__":
    main()
