"""What a Parquet file holds: columns, row groups, and where its geometries are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap.counting.files import openable
from clustermap.errors import DataError
from clustermap.messages import shown

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

#: GeoParquet's coordinate system where none is stated.
DEFAULT_CRS = "OGC:CRS84"
_GEOMETRIES = ("geometry", "geom", "wkb_geometry", "wkb")


@dataclass(frozen=True)
class ParquetFooter:
    """Names and types of columns, rows of each row group, the geometry column and its CRS."""

    names: list[str]
    types: dict[str, pa.DataType]
    groups: tuple[int, ...]
    geometry: str = ""
    crs: str | None = None


def broken(label: str, error: object) -> DataError:
    """Return the error for a file that can't be read."""
    return DataError(
        f"{label} is not an intact Parquet file ({shown(error, 60)[1:-1]}).",
        "Write or download it again.",
    )


def look_at(path: Path, label: str) -> ParquetFooter:
    """Read the footer of a Parquet file.

    Raises
    ------
    DataError
        The file is broken, or its geometries are of a kind that is not read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(openable(path)) as file:
            schema, footer = file.schema_arrow, file.metadata
            groups = tuple(footer.row_group(at).num_rows for at in range(footer.num_row_groups))
    except (OSError, pa.ArrowException, ValueError) as error:
        raise broken(label, error) from error
    types = dict(zip(schema.names, schema.types, strict=True))
    if len(types) < len(schema.names):
        twice = next(name for name in schema.names if schema.names.count(name) > 1)
        raise DataError(f"{label}: the column {shown(twice)} stands twice.", "Rename one of them.")
    geometry, crs = _geometry(schema, types, label)
    return ParquetFooter(list(types), types, groups, geometry, crs)


def _geometry(
    schema: pa.Schema, types: dict[str, pa.DataType], label: str
) -> tuple[str, str | None]:
    """Return the geometry column and its CRS; None where it is not stated."""
    import pyarrow as pa

    stated = _stated(schema, label)
    column = stated.get("primary_column")
    if column in types:
        about = stated.get("columns", {}).get(column, {})
        kind = str(about.get("encoding", "WKB"))
        if kind.casefold() not in {"wkb", "point"}:
            raise DataError(
                f"{label}: its geometries are encoded as {shown(kind)}, which is not read.",
                "Write points, or geometries as WKB.",
            )
        if "crs" not in about:
            return str(column), DEFAULT_CRS
        crs = about["crs"]
        return str(column), json.dumps(crs) if isinstance(crs, dict) else crs
    for name, kind in types.items():
        storage = kind.storage_type if isinstance(kind, pa.ExtensionType) else kind
        if name.casefold() in _GEOMETRIES and (
            pa.types.is_binary(storage) or pa.types.is_large_binary(storage)
        ):
            return name, None
    return "", None


def _stated(schema: pa.Schema, label: str) -> dict[str, Any]:
    text = (schema.metadata or {}).get(b"geo")
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DataError(
            f"{label}: what it says of its geometries can't be read ({shown(error, 60)[1:-1]}).",
            "Write it again as GeoParquet.",
        ) from error
    return found if isinstance(found, dict) else {}
