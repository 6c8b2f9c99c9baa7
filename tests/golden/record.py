"""Writes the record anew: ``python tests/golden/record.py [--whole FOLDER] [NAME ...]``.

With ``--whole`` nothing is cut and the record itself stays: two such folders, made before and
after a change, show in a diff what the digests only tell of.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# this tree's clustermap, whatever is installed
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]


def main() -> None:
    """Run the cases named, or all."""
    from golden import runner

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--whole", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    unknown = set(given.names) - set(runner.CASES)
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    target = given.whole or runner.RECORD
    target.mkdir(parents=True, exist_ok=True)
    for case in given.names or runner.CASES:
        file = target / f"{case}.txt"
        old = file.read_text(encoding="utf-8") if file.exists() else None
        new = runner.run(case, whole=given.whole is not None)
        if new != old:
            file.write_text(new, encoding="utf-8", newline="\n")
            print("new" if old is None else "changed", case, flush=True)  # noqa: T201
    if not given.names and given.whole is None:
        for file in target.glob("*.txt"):
            if file.stem not in runner.CASES:
                file.unlink()
                print("removed", file.stem)  # noqa: T201


if __name__ == "__main__":
    main()
