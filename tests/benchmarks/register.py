"""A made-up firm list of 2,000 rows in twelve spellings with 60 doubles, through the command.

python tests/benchmarks/register.py [--rows 2000] [--doubles 60] [--seed 18]
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from clustermap.maps.page.reading import page_table
from tests.register.made_up import PLANTED, made_up

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--doubles", type=int, default=60)
    parser.add_argument("--seed", type=int, default=18)
    given = parser.parse_args()
    made = made_up(given.rows, given.doubles, given.seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made.frame.to_csv(home / "firms.csv", index=False)
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "clustermap", "register", home / "firms.csv", "-o", home / "out"],
            check=True, cwd=ROOT,
        )  # fmt: skip
        print(f"all files in {time.perf_counter() - start:.1f} s")
        measure(home / "out", made)


def measure(out: Path, made: object) -> None:
    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(out / name, dtype=str, keep_default_na=False)

    rows, cases = read("checked.csv"), read("decide.csv")
    codes = [made.codes[int(row) - 2] for row in rows["row"]]  # type: ignore[attr-defined]
    placed = rows["municipality_code"] != ""
    wrong = int((placed & (rows["municipality_code"] != codes)).sum())
    print(f"{len(rows):,} rows: {int((~placed).sum())} not placed, {wrong} in a wrong municipality")
    found = {
        pair
        for kind, group in zip(cases["kind"], cases["rows"], strict=True)
        if kind.startswith("double")
        for pair in itertools.combinations(sorted(map(int, group.split(";"))), 2)
    }
    planted = made.doubles  # type: ignore[attr-defined]
    print(f"doubles: {len(planted & found)} of {len(planted)} found, {len(found - planted)} false")
    page = (out / "map.html").read_text(encoding="utf-8")
    outputs = (page, page_table(page, "sites").to_csv(), rows.to_csv(), cases.to_csv())
    print(f"internal words in what may be published: {sum(one.count(PLANTED) for one in outputs)}")


if __name__ == "__main__":
    main()
