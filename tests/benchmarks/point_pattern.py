"""Time and memory of the point-pattern measures on many points, each in a process of its own.

Run: ``python tests/benchmarks/point_pattern.py [NAME ...]`` (all if none is named). Sites lie
around points thrown on Japan's prefectures, so that they cluster as towns do; the points studied
are a random part of them.
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


def _sites(count: int) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import numpy as np

    from clustermap.analysis.land import Land

    rng = np.random.default_rng(0)
    towns = Land(gpd.read_file(PREFECTURES)).throw(300, rng)
    size = rng.lognormal(0, 1.5, len(towns))
    at = towns[rng.choice(len(towns), count, p=size / size.sum())]
    degrees = at + rng.normal(0, 0.12, (count, 2))
    marks = {"jobs": rng.lognormal(3, 1, count), "kind": rng.choice(list("abcde"), count)}
    return gpd.GeoDataFrame(marks, geometry=gpd.points_from_xy(*degrees.T), crs="EPSG:6668")


def _run(name: str) -> dict[str, Any]:
    import resource

    import geopandas as gpd

    from clustermap.analysis import point_pattern

    function, n, all_sites, simulations, options = CASES[name]
    sites = _sites(all_sites)
    points = sites.iloc[:n]
    land = gpd.read_file(PREFECTURES)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    measure = getattr(point_pattern, function)
    if function in {"duranton_overman", "m_function"}:
        found = measure(points, sites, simulations=simulations, **options)
    elif function == "colocation_quotient":
        found = measure(points, "kind", permutations=simulations)
    elif function == "hotspots":
        found = measure(points, min_size=50, radius_km=5.0, **options)
    else:
        found = measure(points, land, simulations=simulations, **options)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = getattr(found, "approximation", "")
    return {"seconds": seconds, "peak": peak, "before": before, "note": note}


def main() -> None:
    """Measure each case in a process of its own and print a table."""
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(_run(sys.argv[2])))
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
