"""Make ``statistics/`` from tables that were put together from public copies of the surveys.

The folder given holds those tables with the names and the bytes below; README.md says which
public copy each rests on, and what was checked::

    python geodata/make_statistics.py FOLDER

Nothing is estimated or filled in. Left out: the sums of municipalities (they can be added up),
names (``municipal_names.csv`` has them) and prefecture codes that a municipality's code begins
with.
Running it again gives the same tables.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
TARGET = HERE / "statistics"
#: What each table was made of: the first 16 digits of its SHA-256.
SOURCES = {
    "economic_census_municipality": "970404b45edb0530",
    "freight_prefecture_od": "37abfe5e3ceb5e19",
    "gpp_prefecture_activity": "3d107dbfeb33fa4f",
    "gpp_prefecture_subactivity": "ddc95c31cb0f97a9",
    "manufacturing_prefecture_jsic2": "5c7376ee1f49aafa",
    "manufacturing_prefecture_total": "1b1d0fef59f8b6da",
    "migration_prefecture_od": "3867240d5446f60c",
    "municipality_basic": "587283650ed30d77",
    "prefecture_series": "661fa713f2813de8",
}
#: Columns that say nothing new.
REDUNDANT = {"municipality_basic": ["prefecture_code", "name_ja"]}
#: Kept in Parquet, since as text it would be a quarter of the package.
PARQUET = {"economic_census_municipality"}


def read(folder: Path, name: str) -> pd.DataFrame:
    """Read a table as text after checking that it is the one known."""
    data = (folder / f"{name}.csv").read_bytes()
    found = hashlib.sha256(data).hexdigest()[:16]
    if found != SOURCES[name]:
        raise SystemExit(f"{name}.csv is another edition: sha256 {found}, not {SOURCES[name]}.")
    table = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
    spelled = {column: column.replace("labour", "labor") for column in table.columns}
    return table.drop(columns=REDUNDANT.get(name, [])).rename(columns=spelled)


def write(table: pd.DataFrame, name: str) -> Path:
    """Write a table in its form."""
    if name not in PARQUET:
        path = TARGET / f"{name}.csv"
        table.to_csv(path, index=False, lineterminator="\n")
        return path
    path = TARGET / f"{name}.parquet"
    numbers = {"year": "int16", "establishments": "int32", "employees": "int32"}
    typed = table.astype(numbers).astype({"municipality_code": "category", "division": "category"})
    typed.to_parquet(path, index=False, compression="zstd", compression_level=19)
    return path


def main(arguments: list[str]) -> None:
    """Write every table."""
    TARGET.mkdir(exist_ok=True)
    for name in SOURCES:
        path = write(read(Path(arguments[0]), name), name)
        print(f"{path.stat().st_size:>8} {path.relative_to(HERE)}")


if __name__ == "__main__":
    main(sys.argv[1:])
