"""Time and size of the national map, against what a user would write by hand with folium.

Run: ``python tests/benchmarks/national_map.py`` (prints a table; every figure is the median of
whole cold processes, run in turn). Modules are compiled before, as an installation has them.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clustermap.data import catalog

RUNS = 7
IMPORTS = "import geopandas, folium"
BY_HAND = Path(__file__).with_name("by_hand.py")


def _seconds(bytecode: Path, *command: str) -> float:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    folder_of_data = catalog.folder()
    with tempfile.TemporaryDirectory() as folder:
        bytecode = Path(folder) / "bytecode"
        ours, hand = Path(folder) / "ours.html", Path(folder) / "hand.html"
        runs = {
            "import geopandas, folium": [sys.executable, "-c", IMPORTS],
            "clustermap map": [sys.executable, "-m", "clustermap", "map", "-o", str(ours)],
            "folium by hand": [sys.executable, str(BY_HAND), str(folder_of_data), str(hand)],
            "clustermap --help": [sys.executable, "-m", "clustermap", "--help"],
        }
        for command in runs.values():
            _seconds(bytecode, *command)  # warm the disk cache
        times: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(RUNS):
            for name, command in runs.items():
                times[name].append(_seconds(bytecode, *command))
        base = statistics.median(times["import geopandas, folium"])
        print("| run | median s | min-max s | ratio to the imports |\n|:--|--:|--:|--:|")
        for name, taken in times.items():
            middle = statistics.median(taken)
            print(
                f"| {name} | {middle:.2f} | {min(taken):.2f}-{max(taken):.2f} | {middle / base:.2f} |"
            )
        sizes = ours.stat().st_size, hand.stat().st_size
        print(
            f"\nHTML: ours {sizes[0] / 1e3:,.0f} kB, folium by hand {sizes[1] / 1e3:,.0f} kB "
            f"(ratio {sizes[1] / sizes[0]:.1f})"
        )


if __name__ == "__main__":
    main()
