"""What ``geodata/`` ships: its tables, their schemas, sources and licenses.

``geodata/datapackage.json`` (a Frictionless Data Package) says what each table holds; everything
here follows it.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.data.tables import read_csv, read_parquet
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ShippedTable:
    """One shipped table: where it is and what its package says of it."""

    name: str
    path: Path
    title: str
    description: str
    license: str
    sources: tuple[tuple[str, str], ...]
    fields: tuple[dict[str, Any], ...]
    #: Whether it only serves to make or check other tables: no output is made from it.
    prepared: bool = False


def folder() -> Path:
    """Return the folder of the shipped data: inside the package, or beside it in a checkout."""
    home = Path(__file__).resolve().parents[1]
    inside = home / "geodata"
    return inside if inside.is_dir() else home.parent / "geodata"


@functools.cache
def package(where: Path | None = None) -> dict[str, Any]:
    """Return what ``datapackage.json`` says.

    Raises
    ------
    DataError
        It is missing or broken.
    """
    file = (where or folder()) / "datapackage.json"
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from error
    return found


def _unreadable(file: Path, error: Exception) -> DataError:
    cause = f"The list of shipped data can't be read: {file} ({error})."
    return DataError(cause, "Reinstall clustermap, or `git checkout geodata`.")


def as_of() -> str:
    """Return the month that the shipped tables are as of, as "2026-03"."""
    return str(package()["asOf"])


@functools.cache
def tables(where: Path | None = None) -> dict[str, ShippedTable]:
    """Return every shipped table by name.

    Raises
    ------
    DataError
        ``datapackage.json`` is missing or broken.
    """
    root = where or folder()
    try:
        found = [_table(root, resource) for resource in package(where)["resources"]]
    except (KeyError, TypeError) as error:
        raise _unreadable(root / "datapackage.json", error) from error
    return {table.name: table for table in found}


def _table(root: Path, resource: dict[str, Any]) -> ShippedTable:
    licenses = resource.get("licenses", [{}])
    return ShippedTable(
        name=resource["name"],
        path=root / resource["path"],
        title=resource.get("title", resource["name"]),
        description=resource.get("description", ""),
        license=", ".join(one.get("title", one.get("name", "")) for one in licenses),
        sources=tuple((one["title"], one.get("path", "")) for one in resource.get("sources", ())),
        fields=tuple(resource.get("schema", {}).get("fields", ())),
        prepared=resource.get("prepared", False),
    )


def table(name: str, where: Path | None = None) -> ShippedTable:
    """Find a shipped table by its name, its path (``sites/ai.csv``) or a part of either.

    Raises
    ------
    UnknownNameError
        No table of that name.
    """
    known = tables(where)
    plain = name.casefold().replace("_", "-").removesuffix(".csv").replace("/", "-")
    for one in known.values():
        if plain in {one.name.replace("_", "-"), one.path.stem.replace("_", "-")}:
            return one
    listing = f"Known: {', '.join(known)}."
    raise UnknownNameError.of("table", name, known, listing=listing)


def read(name: str, where: Path | None = None) -> pd.DataFrame:
    """Read a shipped table: CSV typed by its schema, or Parquet.

    Raises
    ------
    DataError
        It is missing or broken.

    Examples
    --------
    >>> read("prefectures").loc[0, ["code", "name_ja"]].tolist()
    ['01', '北海道']
    """
    one = table(name, where)
    return (
        read_parquet(one.path) if one.path.suffix == ".parquet" else read_csv(one.path, one.fields)
    )
