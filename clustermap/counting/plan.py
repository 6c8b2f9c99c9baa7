"""Making a plan: finding the files, cutting them into parts, finding out which column is which."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from clustermap.counting import geoparquet
from clustermap.counting.batches import summable, understand
from clustermap.counting.files import PARQUET, TEXT, find_files
from clustermap.counting.parts import Columns, FilePart, Plan
from clustermap.counting.reading import first_cells
from clustermap.errors import DataError
from clustermap.ingest.cells.coordinates import parse_angle
from clustermap.ingest.columns import SITES, check_mapped, find_column, find_columns
from clustermap.ingest.coordinate_columns import TOKYO, coordinate_columns, datum_of
from clustermap.ingest.files import crs as systems
from clustermap.ingest.files.raw_table import as_text
from clustermap.ingest.problems import Findings
from clustermap.ingest.site_coordinates import refuse_notation, warn_packed
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from clustermap.counting.files import InputFile
    from clustermap.counting.parts import Request

#: Rows of a part: a file is cut between its row groups.
PART_ROWS = 4_000_000
_POSITION = {role: SITES[role] for role in ("lon", "lat", "point", "datum")}
_PLACES = {
    role: SITES[role]
    for role in ("prefecture", "municipality", "municipality_code", "address", "town", "block")
}
#: Rows looked at before all are read.
LOOKED_AT = 10_000


def make_plan(request: Request) -> Plan:
    """Find the files, and out what is in them.

    Raises
    ------
    DataError
        No file, a broken one, or a column that is not there.
    """
    if bool(request.lon) != bool(request.lat):
        raise DataError(
            "One column of a position is named, and not the other.", "Give both --lon and --lat."
        )
    if request.lon is not None and request.lon == request.lat:
        raise DataError(
            f"--lon and --lat both name the column {shown(request.lon)}.",
            "Name the column with the longitude, and the one with the latitude.",
        )
    twice = {name for name in request.sums if list(request.sums).count(name) > 1}
    if twice:
        raise DataError(f"--sum {min(twice)} is given twice.", "Name each column once.")
    files, notes = find_files(request.files)
    parts: list[FilePart] = []
    by_message: dict[str, list[str]] = {}
    for file in files:
        made, findings = _parts(file, request)
        if made and made[0].rows:
            _look(made[0], request, findings)
        parts += made
        for words in findings.messages(lenient=True):
            by_message.setdefault(words.replace(findings.file, "", 1), []).append(words)
    notes += [_once(of) for of in by_message.values()]
    parts = [part for part in parts if part.rows]
    if not parts:
        raise DataError(
            f"{listed([file.label for file in files], 3)}: there are no rows.",
            "Export the data again; the selection was empty.",
        )
    size = sum(file.path.stat().st_size for file in files)
    return Plan(tuple(parts), tuple(request.sums), request.group_by, tuple(notes), size)


def _once(of: list[str]) -> str:
    """Say of many files once what is the same of all."""
    more = f" (So in {count(len(of) - 1, 'more file')}.)" if len(of) > 1 else ""
    return f"{of[0]}{more}"


def _parts(file: InputFile, request: Request) -> tuple[list[FilePart], Findings]:
    if file.kind == PARQUET:
        return _of_parquet(file, request)
    if file.kind == TEXT:
        return _of_text(file, request)
    return _of_table(file, request)


def _of_parquet(file: InputFile, request: Request) -> tuple[list[FilePart], Findings]:
    findings = Findings(file.label)
    about = geoparquet.look_at(file.path, file.label)
    geometry = "" if request.lon else about.geometry
    columns = _columns(about.names, request, findings, geometry=geometry)
    if geometry:
        columns = replace(columns, crs=_moved_from(request.crs or about.crs, findings))
        if about.crs is None and request.crs is None:
            findings.warn(
                "crs", "the coordinate system is not stated", "It is taken as JGD2011 degrees."
            )
    _check_types(about, columns, file.label)
    parts: list[tuple[tuple[int, ...], int]] = []
    groups: list[int] = []
    rows = 0
    for group, held in enumerate(about.groups):
        if groups and rows + held > PART_ROWS:
            parts.append((tuple(groups), rows))
            groups, rows = [], 0
        groups.append(group)
        rows += held
    parts.append((tuple(groups), rows))
    made = [
        FilePart(str(file.path), file.label, PARQUET, columns, rows, groups)
        for groups, rows in parts
    ]
    return made, findings


def _check_types(about: geoparquet.ParquetFooter, columns: Columns, label: str) -> None:
    """Refuse columns of types that mean no number, or no name of a group."""
    numbers = {"--lon": columns.lon, "--lat": columns.lat}
    numbers |= {f"--sum {name}": column for name, column in columns.sums.items()}
    for option, column in numbers.items():
        if column and not summable(about.types[column]):
            raise DataError(
                f"{label}: the column {shown(column)} holds {about.types[column]}, not numbers.",
                f"Name a column with numbers with {option.split()[0]}.",
            )
    if columns.group_by and about.types[columns.group_by].num_fields:
        kind = shown(about.types[columns.group_by])
        raise DataError(
            f"{label}: the column {shown(columns.group_by)} holds {kind}, not single values.",
            "Group by a column with text or numbers.",
        )


def _of_text(file: InputFile, request: Request) -> tuple[list[FilePart], Findings]:
    from clustermap.ingest.files.delimited import outline

    held, findings = outline(file.path, file.label, request.encoding)
    columns = _columns(list(held.names), request, findings)
    about = file.path.stat().st_size / held.row_bytes
    rows = max(1, int(about) - held.above) if about else 0
    return [FilePart(str(file.path), file.label, TEXT, columns, rows, outline=held)], findings


def _of_table(file: InputFile, request: Request) -> tuple[list[FilePart], Findings]:
    """Plan for a workbook or a map: small enough to be read whole, by the reader for sites."""
    from clustermap.ingest.files.foreign import read_table

    table = read_table(
        file.path, encoding=request.encoding, crs=request.crs, sheet=request.sheet,
        layer=request.layer,
    )  # fmt: skip
    columns = _columns(list(map(str, table.frame.columns)), request, table.findings)
    if table.degrees:
        columns = replace(columns, crs=None, notation=None)
    cells = {name: pa.array(table.frame[name], pa.string()) for name in columns.needed}
    rows = len(table.frame)
    return [FilePart(str(file.path), file.label, file.kind, columns, rows, cells=cells)], (
        table.findings
    )


def _columns(names: list[str], request: Request, findings: Findings, geometry: str = "") -> Columns:
    """Say which column is which."""
    sums = {name: find_column(name, names, findings.file) for name in request.sums}
    group = find_column(request.group_by, names, findings.file) if request.group_by else ""
    notation = None if request.coordinates == "degrees" else request.coordinates
    found = Columns(geometry=geometry, group_by=group, sums=sums, notation=notation)
    frame = pd.DataFrame(columns=names)
    mapped = check_mapped(frame, SITES, request.map_columns, findings)
    if geometry:
        return replace(found, places=_places(frame, mapped, Findings(findings.file)))
    if request.lon and request.lat:
        lon, lat = (find_column(name, names, findings.file) for name in (request.lon, request.lat))
        roles = {"lon": lon, "lat": lat}
    else:
        chosen = coordinate_columns(names, mapped, findings)
        given = {role: name for role, name in mapped.items() if role in _POSITION}
        roles = find_columns(frame, _POSITION, {**chosen, **given}, findings)
    datum = "" if request.crs else roles.get("datum", "")
    if "lon" in roles and "lat" in roles:
        found = replace(found, lon=roles["lon"], lat=roles["lat"], datum=datum)
    elif "point" in roles:
        found = replace(found, point=roles["point"], datum=datum)
    has_point = bool(found.lon or found.point)
    places = _places(frame, mapped, Findings(findings.file) if has_point else findings)
    found = replace(found, places=places)
    if not has_point and not places:
        raise DataError(
            f"{findings.file}: no column says where a row is (longitude and latitude, address, "
            "municipality, prefecture).",
            f"Name them with --lon and --lat; it has: {listed(map(shown, names), 12)}.",
        )
    stated = request.crs
    if stated is None and TOKYO in map(datum_of, (found.lon, found.lat, found.point)):
        stated = f"EPSG:{systems.TOKYO_DATUM}"
    crs = _moved_from(stated, findings)
    if crs is None and notation == "metres":
        raise DataError(
            f"{findings.file}: meters alone do not say where their zero is.", systems.PLANE_REMEDY
        )
    return replace(found, crs=crs, northing=crs is not None and _northing(request.crs, found.lon))


def _places(frame: pd.DataFrame, mapped: dict[str, str], findings: Findings) -> dict[str, str]:
    """Return the columns that state where a row is, besides its coordinates."""
    given = {role: name for role, name in mapped.items() if role in _PLACES}
    return find_columns(frame, _PLACES, given, findings)


def _northing(crs: str | None, lon: str) -> bool:
    """Say whether X points north, as in the plane rectangular systems."""
    plane = crs is not None and systems.number(systems.parsed(crs)) in systems.PLANE
    return plane and lon.casefold().startswith("x")


def _moved_from(crs: str | None, findings: Findings) -> str | None:
    """Return the system to move from; None where positions are degrees of JGD2011 or the like."""
    if crs is None:
        return None
    system = systems.parsed(crs)
    if systems.transformer(system) is None:
        return None
    systems.note_shift(system, findings)
    return crs


def _look(part: FilePart, request: Request, findings: Findings) -> None:
    """Stop, or warn, where numbers are written otherwise than is said, before much is read."""
    columns = part.columns
    if not columns.lon and not columns.geometry:
        return
    cells = first_cells(part, LOOKED_AT)
    batch = understand(cells, replace(columns, crs=None, datum="", places={}, sums={}, group_by=""))
    known = np.isfinite(batch.lon) & np.isfinite(batch.lat)
    x, y = batch.lon[known], batch.lat[known]
    if request.crs is not None:
        system = systems.parsed(request.crs)
        if columns.crs is not None and not columns.geometry:
            systems.refuse_degrees(x, y, system, request.crs, part.label)
    elif columns.lon and request.coordinates is None:
        lon, lat = (as_text(cells[name].to_pylist()) for name in (columns.lon, columns.lat))
        if not batch.reasons.get("coordinate"):
            warn_packed(lon, lat, columns.lat, findings)
        _refuse_notation(lon, lat, columns, findings)
    if columns.crs is None and len(x) and max(map(_middle, (x, y))) > 360:
        raise DataError(
            f"{part.label}: the positions are not degrees, but meters (about {x[0]:,.0f}, "
            f"{y[0]:,.0f}): they look like a plane rectangular system (平面直角座標系).",
            systems.PLANE_REMEDY,
        )


def _middle(values: np.ndarray) -> float:
    return float(np.median(np.abs(values)))


def _refuse_notation(lon: list[str], lat: list[str], columns: Columns, findings: Findings) -> None:
    """Stop where the first numbers are seconds of arc, or packed, as a map of them does."""
    wrong = []
    for x, y in list(zip(lon, lat, strict=True))[:100]:
        for name, cell in ((columns.lon, x), (columns.lat, y)):
            if angle := parse_angle(cell).wrong:
                wrong.append((angle, name, cell))
                break
        else:
            wrong.append(("", "", ""))
    refuse_notation([one for one in wrong if not one[0].startswith("looks like meters")], findings)
