"""Time and memory of the point-pattern measures on many points, each in a process of its own.

Run: ``python tests/benchmarks/point_pattern.py [NAME ...]`` for single cases (all if none is named)
or ``... point_pattern.py growth [POINTS ...]`` for how each measure grows with ten times the points
(5,000, 50,000 and 500,000 if none are given). Sites lie around points thrown on Japan's
prefectures, so that they cluster as towns do; the points studied are a random part of them. CPU
seconds are those of all threads: on a machine that is busy with other things, read these.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

PREFECTURES = Path(__file__).resolve().parents[2] / "geodata" / "prefectures" / "prefectures.shp"

# points, sites, simulations, further options
CASES: dict[str, tuple[str, int, int, int, dict[str, Any]]] = {
    "K-density": ("duranton_overman", 5_000, 20_000, 1_000, {}),
    "K-density, weighted": ("duranton_overman", 5_000, 20_000, 1_000, {"weights": "jobs"}),
    "K-density, grid": ("duranton_overman", 5_000, 20_000, 1_000, {"method": "grid"}),
    "K-density, many points": ("duranton_overman", 50_000, 100_000, 1_000, {}),
    "M": ("m_function", 5_000, 10_000, 1_000, {}),
    "M, weighted": ("m_function", 5_000, 10_000, 1_000, {"weights": "jobs"}),
    "M, many points": ("m_function", 50_000, 60_000, 100, {"distances": [5, 10, 20, 40]}),
    "co-location quotient": ("colocation_quotient", 50_000, 50_000, 999, {}),
    "nearest neighbor": ("nearest_neighbor_index", 5_000, 5_000, 999, {}),
    "Ripley's L": ("ripley_l", 5_000, 5_000, 99, {"distances": [5, 10, 20, 50, 100]}),
    "hot spots": ("hotspots", 50_000, 50_000, 0, {}),
}

CURVE = [5.0 * step for step in range(1, 41)]
# function, sites a point, simulations, further options
GROWING: dict[str, tuple[str, int, int, dict[str, Any]]] = {
    "stats pattern": ("pattern_study", 2, 999, {}),
    "K-density": ("duranton_overman", 2, 1_000, {}),
    "M, 5 distances": ("m_function", 2, 999, {"distances": [10, 25, 50, 100, 200]}),
    "M, 40 distances": ("m_function", 2, 99, {"distances": CURVE}),
    "M, 1 % of sites": ("m_function", 100, 999, {"distances": [10, 25, 50, 100, 200]}),
    "L, 40 distances": ("ripley_l", 1, 999, {"distances": CURVE}),
    "nearest neighbor": ("nearest_neighbor_index", 1, 999, {}),
}
SIZES = (5_000, 50_000, 500_000)
LONGEST_SECONDS = 900


def _sites(count: int) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import numpy as np

    from clustermap.analysis.points.scatter_land import ScatterLand

    rng = np.random.default_rng(0)
    towns = ScatterLand(gpd.read_file(PREFECTURES)).throw(300, rng)
    size = rng.lognormal(0, 1.5, len(towns))
    at = towns[rng.choice(len(towns), count, p=size / size.sum())]
    degrees = at + rng.normal(0, 0.12, (count, 2))
    marks = {"jobs": rng.lognormal(3, 1, count), "kind": rng.choice(list("abcde"), count)}
    return gpd.GeoDataFrame(marks, geometry=gpd.points_from_xy(*degrees.T), crs="EPSG:6668")


def _run(name: str) -> dict[str, Any]:
    import resource

    import geopandas as gpd

    from clustermap.analysis import points as point_pattern
    from clustermap.analysis import studies

    function, n, all_sites, simulations, options = _case(name)
    sites = _sites(all_sites)
    points = sites.iloc[:n]
    land = gpd.read_file(PREFECTURES)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, cpu = time.perf_counter(), time.process_time()
    measure = getattr(point_pattern, function, None)
    if function == "pattern_study":
        sector = ["a"] * n + ["b"] * (all_sites - n)
        draws = studies.Draws(simulations)
        found = studies.pattern_study(sites.assign(sector=sector), land, ["a"], draws=draws)
    elif function in {"duranton_overman", "m_function"}:
        found = measure(points, sites, simulations=simulations, **options)
    elif function == "colocation_quotient":
        found = measure(points, "kind", permutations=simulations)
    elif function == "hotspots":
        found = measure(points, min_size=50, radius_km=5.0, **options)
    else:
        found = measure(points, land, simulations=simulations, **options)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = getattr(found, "approximation", "")
    if function == "pattern_study":
        note = found.attrs["explain"]["approximations"]
    return {"seconds": seconds, "cpu": cpu, "peak": peak, "before": before, "note": note}


def _case(name: str) -> tuple[str, int, int, int, dict[str, Any]]:
    """Return a case by name, or a growing one by ``name|points`` (or sites, if points are few)."""
    if "|" not in name:
        return CASES[name]
    name, size = name.split("|")
    function, sites_a_point, simulations, options = GROWING[name]
    count = int(size)
    if sites_a_point > 2:
        return function, count // sites_a_point, count, simulations, options
    return function, count, count * sites_a_point, simulations, options


def _measured(name: str) -> dict[str, Any] | None:
    command = [sys.executable, __file__, "--case", name]
    try:
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=LONGEST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def growth(sizes: tuple[int, ...]) -> None:
    """Print how each measure grows with the number of points."""
    import os

    head = f"{'':18}{'points':>9}{'sites':>10}{'draws':>7}{'seconds':>9}{'CPU s':>8}"
    print(f"{head}{'peak MiB':>10}{'x time':>8}{'load':>6}")
    for name in GROWING:
        before = None
        for size in sizes:
            _, n, all_sites, simulations, _ = _case(f"{name}|{size}")
            load = os.getloadavg()[0]
            found = _measured(f"{name}|{size}")
            row = f"{name:18}{n:9,}{all_sites:10,}{simulations:7,}"
            if found is None:
                print(f"{row}  not done in {LONGEST_SECONDS} s", flush=True)
                break
            times = f"{found['cpu'] / before:.1f}" if before else ""
            numbers = f"{found['seconds']:9.1f}{found['cpu']:8.1f}{found['peak']:10.0f}"
            print(f"{row}{numbers}{times:>8}{load:6.1f}  {found['note']}", flush=True)
            before = found["cpu"]


def main() -> None:
    """Measure each case in a process of its own and print a table."""
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(_run(sys.argv[2])))
        return
    if sys.argv[1:2] == ["growth"]:
        growth(tuple(map(int, sys.argv[2:])) or SIZES)
        return
    names = sys.argv[1:] or list(CASES)
    print(
        f"{'':24}{'points':>8}{'sites':>9}{'draws':>7}{'seconds':>9}{'peak MiB':>10}{'(of it data)':>14}"
    )
    for name in names:
        command = [sys.executable, __file__, "--case", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        _, n, all_sites, simulations, _ = CASES[name]
        print(
            f"{name:24}{n:8,}{all_sites:9,}{simulations:7,}{found['seconds']:9.1f}"
            f"{found['peak']:10.0f}{found['before']:14.0f}  {found['note']}",
            flush=True,
        )


if __name__ == "__main__":
    main()
