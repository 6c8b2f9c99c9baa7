"""A release of geodata as an edition: a folder, or the same inside a zip archive or a wheel."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.data.investments import AMOUNTS, site_totals
from clustermap.errors import DataError
from clustermap.ingest.editions.edition import Edition, EditionTable
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = "datapackage.json"
#: Where a release holds its tables.
HOMES = ("", "geodata", "clustermap/geodata")
#: Columns that say what a row of the shipped tables is called, by what they are here.
_ROLES = {
    "title_en": "name_en", "title_ja": "name_ja", "title_ko": "name_ko",
    "country_en": "name_en", "country_ja": "name_ja",
}  # fmt: skip
_PARTS = ("ai", "aerospace", "bio", "semiconductor", "shipbuilding")
#: Keys of tables whose package does not say them.
_KEYS = {"investments": ("site_id", "kind", "what_en"), "site-events": ("site_id", "event", "date",
         "what_en"), "links": ("from", "to", "kind", "what_en"), "value-chain": ("sector", "step"),
         "policy-events": ("title_en",)}  # fmt: skip
_MOST_BYTES = 200_000_000


def find_release(path: Path) -> str | None:
    """Return where a folder, zip or wheel holds geodata, as a path inside it; None if nowhere.

    Raises
    ------
    DataError
        An archive that is broken, locked or a bomb.
    """
    if path.is_dir():
        return next((home for home in HOMES if _is_home(path / home)), None)
    if not zipfile.is_zipfile(path):
        return None
    from clustermap.ingest.files.archive import Archive

    names = [PurePosixPath(one) for one in Archive(path, shown(path.name, 80)[1:-1]).members]
    homes = sorted({str(one.parent.parent) for one in names if one.parent.name == "sites"
                    and one.stem in _PARTS and one.suffix == ".csv"}, key=len)  # fmt: skip
    return homes[0].removeprefix(".") if homes else None


def _is_home(folder: Path) -> bool:
    return any((folder / "sites" / f"{part}.csv").is_file() for part in _PARTS)


def read_release(path: Path, home: str) -> Edition:
    """Read a release's tables: CSV cell by cell, other files by their checksums.

    Parameters
    ----------
    path : Path
        Folder, zip or wheel.
    home : str
        Where in it the tables are, as `find_release` says.

    Raises
    ------
    DataError
        A table is broken.
    """
    if path.is_dir():
        return _read(path / home, path.name or str(path))
    from clustermap.ingest.files.archive import Archive

    label = shown(path.name, 80)[1:-1]
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        target = Path(folder)
        Archive(path, label).unpack_folder(home, target)
        return _read(target, label)


def _read(folder: Path, label: str) -> Edition:
    about = _package(folder, label)
    keys = _keys(about, label)
    tables: dict[str, EditionTable] = {}
    parts: list[pd.DataFrame] = []
    other: dict[str, str] = {}
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder).as_posix()
        if not file.is_file() or _left_out(inside):
            continue
        if file.suffix != ".csv" or file.stat().st_size > _MOST_BYTES:
            other[inside] = hashlib.sha256(file.read_bytes()).hexdigest()
            continue
        frame = _cells(file, label)
        if file.parent.name == "sites":
            parts.append(frame)
            continue
        name = "/".join(file.relative_to(folder).with_suffix("").parts).replace("_", "-")
        key = _KEYS.get(name) or keys.get(inside) or ()
        tables[name] = _table(name, frame, tuple(key))
    sites = _with_totals(pd.concat(parts).fillna(""), tables.get("investments"))
    tables = {"sites": _table("sites", sites, ("id",)), **tables}
    return Edition(label, tables, _as_of(about), str(about.get("version", "")),
                   other=other)  # fmt: skip


def _as_of(about: dict[str, Any]) -> str:
    """Return the date that a release is as of; early ones say it in their description."""
    said = re.search(r"As of (\d{4}(?:-\d\d){0,2})\b", str(about.get("description", "")))
    return str(about.get("asOf") or (said[1] if said else ""))


def _left_out(inside: str) -> bool:
    """Say whether a file is no data: scripts and words, and the lists of changes themselves."""
    return inside.endswith((".py", ".md", ".pyc", PACKAGE)) or inside.startswith("changes/")


def _keys(about: dict[str, Any], label: str) -> dict[str, tuple[str, ...]]:
    """Return the key of each table by its path, as the package says."""
    try:
        return {str(one["path"]): _key(one) for one in about.get("resources", ())}
    except (AttributeError, KeyError, TypeError) as error:
        raise DataError(f"{label}: {PACKAGE} does not describe its tables.",
                        "Download the release again.") from error  # fmt: skip


def _key(resource: dict[str, Any]) -> tuple[str, ...]:
    found = resource.get("schema", {}).get("primaryKey", ())
    return (found,) if isinstance(found, str) else tuple(found)


def _package(folder: Path, label: str) -> dict[str, Any]:
    file = folder / PACKAGE
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{label}: {PACKAGE} can't be read ({shown(error, 60)[1:-1]}).",
                        "Download the release again.") from error  # fmt: skip
    return found if isinstance(found, dict) else {}


def _cells(file: Path, label: str) -> pd.DataFrame:
    try:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = str(error).strip().splitlines()[-1]
        raise DataError(f"{label}: the table {file.name} can't be read: {reason}.",
                        "Download the release again.") from error  # fmt: skip
    frame.index = pd.RangeIndex(2, len(frame) + 2)  # as an editor counts lines
    return frame


def _table(name: str, frame: pd.DataFrame, key: tuple[str, ...]) -> EditionTable:
    columns: Iterable[str] = map(str, frame.columns)
    roles: dict[str, str] = {}
    for column in columns:
        roles.setdefault(_ROLES.get(column, column), column)
    known = key if key and all(one in frame for one in key) else ()
    return EditionTable(name, frame, roles, known)


def _with_totals(sites: pd.DataFrame, money: EditionTable | None) -> pd.DataFrame:
    """Give sites the sums of their investments, where these have a table of their own."""
    known = money is not None and {"site_id", "counted", *AMOUNTS} <= set(money.frame)
    if money is None or not known or "id" not in sites or any(
        name in sites for name in AMOUNTS.values()
    ):  # fmt: skip
        return sites
    rows = money.frame.assign(
        counted=money.frame["counted"] == "true",
        **{name: pd.to_numeric(money.frame[name], errors="coerce") for name in AMOUNTS},
    )
    totals = site_totals(rows)
    place = list(sites.columns).index("jobs") if "jobs" in sites else len(sites.columns)
    for at, name in enumerate(AMOUNTS.values()):
        found = sites["id"].map(totals[name]).tolist()
        text = ["" if pd.isna(one) else f"{one:.12g}" for one in found]
        sites.insert(place + at, name, text)
    return sites
