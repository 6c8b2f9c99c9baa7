"""Draw the rows of an audit, the same ones for everybody: seed 20261130, 60 rows.

The draw depends on the tables. Those of the second audit are read from the history, at the
commit that they were drawn from, so a row that was mended since does not change it::

    python geodata/draw_audit.py              the rows of audit_2026_11.csv, in its order
    python geodata/draw_audit.py HEAD         a draw from the tables of another commit
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from pathlib import Path

SEED = 20261130
ROWS = 60
COMMIT = "51434725dd818547a701b8437e4508cc8110ba59"
SITES = ("ai", "semiconductor", "shipbuilding", "bio", "aerospace")
#: Tables in the order of the draw, and the columns that tell a row from the others.
TABLES = {
    **dict.fromkeys((f"sites/{sector}" for sector in SITES), ("id",)),
    "zones": ("id",),
    "clusters": ("id",),
    "investments": ("site_id", "announced", "kind", "what_en"),
    "policy_events": ("date", "title_en"),
    "links": ("from", "to", "kind", "what_en"),
    "site_events": ("site_id", "event", "date"),
}


def rows_at(commit: str, table: str) -> list[dict[str, str]]:
    """Rows of a table as they stood at a commit."""
    found = subprocess.run(
        ["git", "show", f"{commit}:geodata/{table}.csv"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return list(csv.DictReader(found.stdout.splitlines()))


def draw(commit: str = COMMIT) -> list[tuple[str, str]]:
    """Table and key of the rows drawn, in the order of the tables."""
    everything = [
        (table, " | ".join(row[column] for column in columns))
        for table, columns in TABLES.items()
        for row in sorted(
            rows_at(commit, table), key=lambda row: [row[column] for column in columns]
        )
    ]
    chosen = random.Random(SEED).sample(range(len(everything)), ROWS)  # noqa: S311
    return [everything[place] for place in sorted(chosen)]


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerows(draw(*sys.argv[1:2]))
