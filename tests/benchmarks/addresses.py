"""How many addresses of known towns are placed there, by spelling, and how fast.

python tests/benchmarks/addresses.py [--rows 2000] [--seed 14]
"""

from __future__ import annotations

import argparse
import collections
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from clustermap.ingest.addresses.match import place
from tests.addresses.spellings import SPELLINGS, sample


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    rows = sample(given.rows, given.seed)
    total: collections.Counter[str] = collections.Counter()
    print(f"{'spelling':20} town  other  fallback  wrong municipality")
    for spelling in SPELLINGS:
        counts: collections.Counter[str] = collections.Counter()
        shown = 0
        for one in rows:
            found = place(spelling(one))
            kind = "town"
            if found.code and found.code != one.code:
                kind = "wrong"
            elif found.exactness in {"municipality", "none", "around"}:
                kind = "fallback"
            elif found.town != one.town:
                kind = "other"
            counts[kind] += 1
            if kind != "town" and shown < given.show:
                shown += 1
                print("   ", kind, spelling(one), one.code, one.town, one.koaza, found)
        total += counts
        shares = [counts[kind] / len(rows) for kind in ("town", "other", "fallback", "wrong")]
        print(f"{spelling.__name__:20}", *(f"{share:7.2%}" for share in shares))
    every = sum(total.values())
    print(
        f"{'all':20}",
        *(f"{total[kind] / every:7.2%}" for kind in ("town", "other", "fallback", "wrong")),
    )
    many = [SPELLINGS[at % len(SPELLINGS)](one) for at, one in enumerate(sample(10_000, 1))]
    start = time.perf_counter()
    for text in many:
        place(text)
    print(f"10,000 addresses in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
