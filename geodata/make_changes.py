"""Write ``changes/EDITION.csv``: what changed from an earlier edition of geodata to this one.

Takes the folder (or wheel) of the earlier edition::

    git archive cb78c6f geodata | tar -x -C /somewhere     # the edition of March 2026, 2026.3
    python geodata/make_changes.py /somewhere/geodata

The list holds the register (sites, clusters, zones, policy events, and investments, links and
events of sites where both editions have them), not the reference tables and statistics. Running it
again gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from clustermap.data import catalog
from clustermap.data.changes import LISTED
from clustermap.questions.differences import REGISTER, Options, ask

HERE = Path(__file__).parent


def main(earlier: str) -> None:
    """Compare an earlier edition with this folder."""
    found = ask(Options(old=earlier, new=str(HERE)))
    changes = found.table[found.table["table"].isin(REGISTER)][list(LISTED)]
    year, month = str(catalog.package()["version"]).split(".")
    target = HERE / "changes" / f"{year}-{int(month):02d}.csv"
    target.parent.mkdir(exist_ok=True)
    order = ["table", "change", "key", "field"]
    changes.sort_values(order).to_csv(target, index=False, lineterminator="\n")
    print(f"{target.name}: {len(changes)} rows, from {found.facts['old']}")


if __name__ == "__main__":
    main(sys.argv[1])
