"""Write prefectures.csv and links.csv, the input of spdep.R, out of the shipped tables.

Run once, from the repository's root; the files stay as they are when the shipped tables change.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from clustermap.data.statistics import read_statistics

HERE = Path(__file__).parent
GEODATA = HERE.parents[2] / "geodata"
COLUMNS = {
    "x": "employees_manufacturing_4plus",
    "y": "shipments_jsic31_transport_equipment_4plus",
    "events": "establishments_jsic28_electronic_parts_4plus",
    "population": "establishments_manufacturing_4plus",
}


def main() -> None:
    statistics = read_statistics()
    wide = statistics[statistics["indicator"].isin(COLUMNS.values())].pivot_table(
        index="prefecture_code", columns="indicator", values="value", aggfunc="first"
    )
    table = pd.DataFrame({short: wide[name] for short, name in COLUMNS.items()}).astype(float)
    table.rename_axis("code").to_csv(HERE / "prefectures.csv")
    links = pd.read_csv(GEODATA / "neighbors.csv", dtype=str)
    links[["code_a", "code_b", "kind"]].to_csv(HERE / "links.csv", index=False)


if __name__ == "__main__":
    main()
