"""Reading a foreign table or map, whatever its format: what everything else calls.

Text tables are read in this process; workbooks, databases and maps in a child with limits.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.files import child
from clustermap.ingest.files import formats as reading
from clustermap.ingest.files.raw_table import RawTable, as_text
from clustermap.ingest.problems import Findings
from clustermap.messages import count, listed, shown
from clustermap.text import tidy

if TYPE_CHECKING:
    import os

    import pandas as pd

    from clustermap.data.boundaries import Boundaries
    from clustermap.ingest.files.archive import Archive

#: Columns that points of a map become.
LON, LAT = "lon", "lat"
_TABLE_KINDS = {reading.TEXT, reading.WORKBOOK, reading.OLD_WORKBOOK}


def read_table(
    given: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    crs: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
) -> RawTable:
    """Read a table from any format on the list; the points of a map become ``lon, lat``.

    Parameters
    ----------
    given : str or path
        The file.
    encoding, crs : str, optional
        What the user knows of it.
    sheet : str, optional
        Sheet of a workbook.
    layer : str, optional
        Layer of a file with several; of a workbook, its sheet.

    Raises
    ------
    DataError
        No local file, of no kind that is read, or broken.
    """
    source = reading.examine(given)
    if source.kind == reading.TEXT:
        from clustermap.ingest.files.delimited import read_delimited

        table = read_delimited(source.path, source.label, encoding)
    else:
        table = _by_child(source, encoding=encoding, crs=crs, sheet=sheet, layer=layer)
    if source.note:
        table.findings.note(source.note, kind="ending")
    return table


#: Column in which a child hands shapes over.
SHAPES = "\0shape"


def _by_child(source: reading.Source, **options: str | None) -> RawTable:
    import pyarrow as pa

    findings = Findings(source.label)
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        result = child.run("table", source.path, findings, kind=source.kind, out=folder, **options)
        with pa.OSFile(str(result), "rb") as file:
            data = pa.ipc.open_file(file).read_all()
    degrees = (data.schema.metadata or {}).get(b"degrees") == b"True"
    frame = data.to_pandas().set_index("\0row").rename_axis(None).fillna("").astype(str)
    shapes = frame.pop(SHAPES) if SHAPES in frame else None
    return RawTable(findings.file, frame, findings, degrees, shapes)


def read_map(
    given: str | os.PathLike[str],
    *,
    level: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
    layer: str | None = None,
    exact: bool = False,
) -> tuple[Boundaries, Findings]:
    """Read boundaries in a child process; see ``clustermap.ingest.boundaries.read_areas``.

    Results are kept in the user's cache folder (``clustermap.ingest.files.cache``).
    """
    from clustermap.ingest.files import cache

    source = reading.examine(given)
    if source.kind in _TABLE_KINDS:
        raise DataError(
            f"{source.label} is a table, not a map.",
            "Give boundaries as a shapefile, GeoPackage or GeoJSON; a table of values goes with "
            "--values.",
        )
    findings = Findings(source.label)
    if source.note:
        findings.note(source.note, kind="ending")
    options = {"level": level, "encoding": encoding, "crs": crs, "layer": layer, "exact": exact}
    kept = cache.find(source.path, options)
    if kept is not None:
        found, problems = kept
        findings.problems += problems
        return found, findings
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        result = child.run("areas", source.path, findings, kind=source.kind, out=folder, **options)
        found = cache.load(Path(str(result)))
    cache.keep(source.path, options, found, findings.problems)
    return found, findings


def read_foreign_table(
    source: reading.Source,
    findings: Findings,
    *,
    encoding: str | None = None,
    crs: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
) -> RawTable:
    """Read a table in this process; called in the child."""
    if source.kind in {reading.WORKBOOK, reading.OLD_WORKBOOK}:
        from clustermap.ingest.files.workbook import read_workbook

        table = read_workbook(source.path, source.label, sheet or layer)
        findings.problems += table.findings.problems
        findings.bad_rows |= table.findings.bad_rows
        return RawTable(table.file, table.frame, findings)
    if source.kind == reading.PARQUET and not _is_geo(source.path):
        return _plain_parquet(source, findings)
    if source.kind == reading.ZIP:
        inner = _table_in_zip(source, findings, encoding, sheet, layer)
        if inner is not None:
            return inner
    return _points(source, findings, encoding, crs, layer)


def _is_geo(path: Path) -> bool:
    import pyarrow.parquet as pq

    try:
        return b"geo" in (pq.read_schema(path).metadata or {})
    except Exception:  # noqa: BLE001  # told by the reader itself
        return False


def _plain_parquet(source: reading.Source, findings: Findings) -> RawTable:
    import pyarrow.parquet as pq

    try:
        frame = pq.read_table(source.path).to_pandas().reset_index()
    except MemoryError:
        raise
    except Exception as error:
        raise DataError(
            f"{source.label} is not an intact Parquet file ({shown(error, 60)[1:-1]}).",
            "Write or download it again.",
        ) from error
    frame = frame.drop(columns=["index", "level_0"], errors="ignore")
    return _text_table(frame, source.label, findings)


def _text_table(frame: pd.DataFrame, label: str, findings: Findings) -> RawTable:
    import pandas as pd

    if not len(frame):
        raise DataError(f"{label} has no rows.", "Export it again; the selection was empty.")
    text = pd.DataFrame(
        {str(name): [tidy(one) for one in as_text(frame[name].tolist())] for name in frame.columns},
        index=range(1, len(frame) + 1),
        dtype=str,
    )
    return RawTable(label, text, findings)


def _table_in_zip(
    source: reading.Source,
    findings: Findings,
    encoding: str | None,
    sheet: str | None,
    layer: str | None,
) -> RawTable | None:
    """Read a table of an archive without a map: the one named, else the largest."""
    from dataclasses import replace

    from clustermap.ingest.files import archive
    from clustermap.ingest.files.delimited import read_delimited

    held = archive.Archive(source.path, source.label)
    if held.find(archive.MAPS):
        return None
    names = held.find(archive.TABLES)
    if not names:
        raise held.nothing()
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        name = _chosen_table(held, names, layer, findings)
        inner = reading.examine(held.unpack(name, Path(folder)))
        label = f"{source.label}/{shown(name.rsplit('/', 1)[-1], 60)[1:-1]}"
        if inner.kind == reading.TEXT:
            table = read_delimited(inner.path, label, encoding)
            findings.problems += table.findings.problems
            findings.bad_rows |= table.findings.bad_rows
            return RawTable(label, table.frame, findings)
        return read_foreign_table(replace(inner, label=label), findings, sheet=sheet)


def _chosen_table(held: Archive, names: list[str], layer: str | None, findings: Findings) -> str:
    from clustermap.ingest.files.layers import named, no_layer

    if layer is not None and len(names) > 1:
        found = named(names, layer)
        if found is None:
            raise no_layer(held.label, layer, [name.rsplit("/", 1)[-1] for name in names], "table")
        return found
    name = max(names, key=held.size)
    others = [shown(other.rsplit("/", 1)[-1]) for other in names if other != name]
    if others:
        findings.warn(
            "layers",
            f"several tables: {shown(name.rsplit('/', 1)[-1])} (the largest) is read, not "
            f"{listed(others)}",
            f"If another is meant, name it: --layer {others[0][1:-1]}.",
        )
    return name


def _points(
    source: reading.Source,
    findings: Findings,
    encoding: str | None,
    crs: str | None,
    layer: str | None,
) -> RawTable:
    """Read a map's features as rows; their points become columns in JGD2011 degrees."""
    import numpy as np
    import shapely

    from clustermap.ingest.files import crs as systems
    from clustermap.ingest.files.layers import Wish
    from clustermap.ingest.files.vector import read_layer

    found = read_layer(source, findings, encoding, Wish(layer, areal=False))
    shapes = found.geometries
    none = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kinds = shapely.get_type_id(shapes)
    areal = ~none & (kinds != 0)
    if areal.any():
        findings.warn(
            "points", f"{count(int(areal.sum()), 'feature')} not a point",
            "A point inside stands for each where they are counted.",
        )  # fmt: skip
    points = np.full((len(shapes), 2), np.nan)
    at = shapes.copy()
    at[areal] = shapely.point_on_surface(shapes[areal])
    points[~none] = shapely.get_coordinates(at[~none])
    if not none.all():
        system = systems.settle(
            points[:, 0], points[:, 1], found.crs, crs, findings, quiet=found.degrees
        )
        move = systems.transformer(system)
        if move is not None:
            x, y = move.transform(points[~none, 0], points[~none, 1])
            points[~none] = np.column_stack([x, y])
            shapes[areal] = shapely.transform(shapes[areal], move.transform, interleaved=False)
            systems.note_shift(system, findings)
    if none.all():
        return _text_table(found.frame, source.label, findings)
    frame = found.frame.drop(
        columns=[name for name in found.frame.columns if re.fullmatch("(?i)lon|lat", str(name))]
    )
    table = _text_table(frame.assign(**{"\0": ""}), source.label, findings)
    text = table.frame.drop(columns="\0")
    text[LON], text[LAT] = as_text(points[:, 0]), as_text(points[:, 1])
    if areal.any():
        text[SHAPES] = np.where(areal, shapely.to_wkb(shapes, hex=True), "")
    return RawTable(source.label, text, findings, degrees=True)
