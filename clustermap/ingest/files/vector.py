"""Vector files of all formats on the list: run in a child process (``child.py``).

Every format has one reader, chosen by what the file holds; GDAL's other drivers are switched off
in the child.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from clustermap.errors import DataError
from clustermap.ingest.files import archive
from clustermap.ingest.files import formats as reading
from clustermap.ingest.files.encoding import (
    codec,
    decode,
    encoding_label,
    not_japanese,
    refuse_nul,
)
from clustermap.ingest.files.integrity import check_database, check_records, check_xml, untouched
from clustermap.ingest.files.layers import (
    Wish,
    choose,
    named,
    no_layer,
    put_together,
    without_kml_columns,
)
from clustermap.ingest.problems import Findings
from clustermap.long_reads import tell
from clustermap.messages import count, listed, shown

#: JSON beyond this size is left to GDAL, which reads it in a stream.
LARGE_JSON = 150_000_000
#: So many maps of one archive are put together at most.
MOST_JOINED = 100
_N03 = re.compile(r"^N03_00[1-8]$", re.IGNORECASE)
_HISTORY = {"formationdate", "disappearancedate", "administrativeareacode"}


@dataclass(frozen=True)
class Layer:
    """A layer of a vector file: properties, geometries (None for none), and its CRS as stated."""

    frame: pd.DataFrame
    geometries: np.ndarray
    crs: Any
    #: Whether the format says by itself that coordinates are degrees of longitude and latitude.
    degrees: bool = False


def read_layer(
    source: reading.Source,
    findings: Findings,
    encoding: str | None = None,
    wish: Wish = Wish(),  # noqa: B008  # frozen
) -> Layer:
    """Read the layer of a vector file that is meant; of several the one that fits.

    Raises
    ------
    DataError
        The file is broken, or holds no layer of the name that is wanted.
    """
    if source.kind == reading.ZIP:
        return _from_zip(source, findings, encoding, wish)
    if source.kind == reading.JSON and source.path.stat().st_size <= LARGE_JSON:
        return _from_json(source, findings, encoding, wish)
    if source.kind == reading.PARQUET:
        return _from_parquet(source)
    if source.kind == reading.SHAPEFILE:
        return _from_shapefile(source, findings, encoding)
    if source.kind == reading.XML:
        check_xml(source)
    if source.kind == reading.JSON:
        refuse_nul(source.path, b"", source.label)
    tell(f"Reading {source.label}", -1, source.path.stat().st_size)
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        path = untouched(source, Path(folder))
        if source.kind == reading.GEOPACKAGE:
            check_database(path, source.label)
        layer = _by_gdal(path, source.label, findings, wish)
    return replace(layer, degrees=source.kind == reading.JSON or layer.degrees)


def _from_json(
    source: reading.Source, findings: Findings, encoding: str | None, wish: Wish
) -> Layer:
    from clustermap.ingest.files.geojson import read_json

    found = read_json(source.path, source.label, findings, encoding, wish.layer)
    frame = pd.DataFrame(found.properties)
    return Layer(frame, np.array(found.geometries, dtype=object), found.crs, degrees=True)


def _from_parquet(source: reading.Source) -> Layer:
    import geopandas as gpd
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(source.path).metadata or {}
    except Exception as error:  # pyarrow raises several kinds
        raise DataError(
            f"{source.label} is not an intact Parquet file ({shown(error, 60)[1:-1]}).",
            "Write or download it again.",
        ) from error
    if b"geo" not in metadata:
        raise DataError(
            f"{source.label} is Parquet without geometries (it lacks the 'geo' metadata).",
            "Write it as GeoParquet, e.g. with GeoDataFrame.to_parquet.",
        )
    try:
        frame = gpd.read_parquet(source.path)
    except Exception as error:
        raise DataError(
            f"{source.label} can't be read as GeoParquet ({shown(error, 60)[1:-1]}).",
            "Write it again with GeoDataFrame.to_parquet.",
        ) from error
    return _layer_of(frame)


def _layer_of(frame: Any) -> Layer:
    geometries = shapely.force_2d(frame.geometry.to_numpy())
    return Layer(
        pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True),
        np.asarray(geometries, dtype=object),
        frame.crs,
    )


def _by_gdal(
    path: Path, label: str, findings: Findings, wish: Wish, layer: str | None = None, **options: Any
) -> Layer:
    """Read with pyogrio: a layer by name, else those that fit what is wanted."""
    import pyogrio

    try:
        names = [layer] if layer is not None else choose(path, label, findings, wish)
        frames = [pyogrio.read_dataframe(path, layer=name, **options) for name in names]
        kml = layer is None and pyogrio.read_info(path, layer=names[0])["driver"] == "LIBKML"
    except DataError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # GDAL's own words, of many kinds
        raise DataError(
            f"{label} can't be read ({shown(error, 80)[1:-1]}).",
            "It may be damaged: export or download it again.",
        ) from error
    held = [
        (name, frame)
        for name, frame in zip(names, frames, strict=True)
        if "geometry" in frame.columns and len(frame)
    ]
    if not held:
        raise DataError(
            f"{label} has no geometries.", "Give a layer with areas or points, or a table as CSV."
        )
    if not kml:
        return _layer_of(held[0][1])
    layers = [_layer_of(frame) for _, frame in held]
    folders = [
        (name, one.frame, one.geometries) for (name, _), one in zip(held, layers, strict=True)
    ]
    frame, geometries = put_together(folders, findings, wish)
    return Layer(without_kml_columns(frame), geometries, layers[0].crs, degrees=True)


def _from_zip(
    source: reading.Source, findings: Findings, encoding: str | None, wish: Wish
) -> Layer:
    held = archive.Archive(source.path, source.label)
    names = held.find(archive.MAPS)
    if not names:
        raise held.nothing()
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        layers = {}
        chosen = _members(held, names, wish)
        for number, name in enumerate(chosen):
            inside = Path(folder) / str(number)
            inside.mkdir()
            inner = reading.examine(held.unpack(name, inside))
            if inner.kind == reading.ZIP:
                raise held.nothing()
            label = f"{source.label}/{shown(name.rsplit('/', 1)[-1], 60)[1:-1]}"
            whole = Wish(None if len(names) > 1 else wish.layer, wish.areal)
            # of what only stands beside, nothing is said
            into = findings if number == 0 else Findings(source.label)
            layers[name] = read_layer(replace(inner, label=label), into, encoding, whole)
    return joined(layers, findings)


def _members(held: archive.Archive, names: list[str], wish: Wish) -> list[str]:
    """Return the members that may be the map meant, the likeliest first.

    MLIT's archives hold the same map as shapefile, GeoJSON and GML, and since 2024 a layer of
    prefectures beside it: those of the first kind that is there are taken, the largest first.
    """
    if wish.layer is not None and len(names) > 1:
        found = named(names, wish.layer)
        if found is None:
            raise no_layer(held.label, wish.layer, [name.rsplit("/", 1)[-1] for name in names])
        return [found]
    by_ending: dict[str, list[str]] = {}
    for name in names:
        by_ending.setdefault(name.rsplit(".", 1)[-1].lower(), []).append(name)
    first = next(iter(by_ending.values()))
    complete = [
        name for name in first if not name.lower().endswith(".shp") or _has_table(held, name)
    ]
    first = complete or first
    return sorted(first, key=lambda name: -held.size(name))[:MOST_JOINED]


def joined(layers: dict[str, Layer], findings: Findings) -> Layer:
    """Put maps of one archive together that hold different prefectures in the same fields.

    Others are named, and the first is read.
    """
    (name, first), *others = layers.items()
    taken, left = {name: first}, []
    seen = _prefectures(first)
    for other, layer in others:
        codes = _prefectures(layer)
        same = set(layer.frame.columns) == set(first.frame.columns)
        if codes and seen and same and not codes & seen and str(layer.crs) == str(first.crs):
            taken[other] = layer
            seen |= codes
        else:
            left.append(other)
    if left:
        findings.warn(
            "layers",
            f"several maps: {_last(name)} (the largest) is read, not {listed(map(_last, left))}",
            f"If another is meant, name it: --layer {_last(left[0])[1:-1]}.",
        )
    if len(taken) == 1:
        return first
    findings.note(f"{count(len(taken), 'map')} put together: {listed(map(_last, taken))}",
                  kind="joined")  # fmt: skip
    return replace(
        first,
        frame=pd.concat([one.frame for one in taken.values()], ignore_index=True),
        geometries=np.concatenate([one.geometries for one in taken.values()]),
    )


def _last(name: str) -> str:
    return shown(name.rsplit("/", 1)[-1])


def _prefectures(layer: Layer) -> set[str]:
    """Return the prefectures of official codes in a layer; none where it has no such codes."""
    upper = {str(name).upper(): name for name in layer.frame.columns}
    for field in ("N03_007", "KEY_CODE"):
        if field in upper:
            return {str(code)[:2] for code in layer.frame[upper[field]].dropna() if str(code)[:2]}
    return set()


def _has_table(held: archive.Archive, name: str) -> bool:
    stem = name.rsplit(".", 1)[0].lower()
    return any(other.lower() == f"{stem}.dbf" for other in held.members)


def _from_shapefile(source: reading.Source, findings: Findings, encoding: str | None) -> Layer:
    parts = _parts(source)
    if ".dbf" not in parts:
        raise DataError(
            f"{source.label}: its .dbf is missing, and with it all names and codes.",
            "Keep .shp, .shx, .dbf and .prj together in one folder.",
        )
    if source.path.stat().st_size <= 100:  # the header alone
        raise DataError(
            f"{source.label} holds no areas, only a header.", "Download or export it again."
        )
    if parts[".dbf"].stat().st_size < 33:
        raise DataError(f"The .dbf of {source.label} is cut off.", "Download it again.")
    _check_length(source)
    check_records(source.path, parts[".dbf"], source.label)
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        path = source.path
        plain = {".shp", ".dbf", ".shx"} <= {one.suffix for one in parts.values()}
        if not plain or ".shx" not in parts:
            path = _copied(parts, Path(folder))
        if ".shx" not in parts:
            findings.warn(
                "shx", "its .shx is missing", "It is made anew; keep .shp, .shx, .dbf together."
            )
        # bytes as they are: their encoding is found out below
        layer = _by_gdal(
            path, source.label, findings, Wish(), layer=path.stem, encoding="ISO-8859-1"
        )
    stated = parts[".cpg"].read_text(errors="replace").strip() if ".cpg" in parts else None
    frame = _decoded(layer.frame, source.label, findings, encoding, stated)
    return replace(layer, frame=frame)


def _parts(source: reading.Source) -> dict[str, Path]:
    """Return the files of a shapefile by their lowered endings."""
    stem = source.path.stem.casefold()
    beside = (one for one in source.path.parent.iterdir() if one.stem.casefold() == stem)
    return {one.suffix.lower(): one for one in beside if one.is_file()}


def _copied(parts: dict[str, Path], folder: Path) -> Path:
    """Copy a shapefile under lowered endings, which GDAL wants."""
    import shutil

    for ending in (".shp", ".shx", ".dbf", ".prj"):
        if ending in parts:
            shutil.copyfile(parts[ending], folder / f"layer{ending}")
    return folder / "layer.shp"


def _check_length(source: reading.Source) -> None:
    """Compare a .shp's length with what its header states: half a file reads without a word."""
    with source.path.open("rb") as file:
        header = file.read(28)
    stated = int.from_bytes(header[24:28], "big") * 2
    size = source.path.stat().st_size
    if stated > size:
        raise DataError(
            f"{source.label} is cut off: {size:,} of {stated:,} bytes are there.",
            "Download or copy it again.",
        )


def _decoded(
    frame: pd.DataFrame, label: str, findings: Findings, given: str | None, stated: str | None
) -> pd.DataFrame:
    """Decode the texts of a .dbf: strict UTF-8 first, then Shift-JIS, whatever the .cpg says."""
    raw = {name: str(name).encode("latin-1", errors="replace") for name in frame.columns}
    texts = [
        name
        for name in frame.columns
        if frame[name].dtype.kind == "O" or frame[name].dtype == "str"
    ]
    values = {value for name in texts for value in frame[name].dropna().unique()}
    every = b"\n".join(
        [*raw.values(), *(str(value).encode("latin-1", "replace") for value in values)]
    )
    used = _used_encoding(every, label, findings, given, stated)

    def convert(value: Any) -> Any:
        if not isinstance(value, str) or value.isascii():
            return value
        # a field may be full in the middle of a letter
        return value.encode("latin-1", errors="replace").decode(used, errors="ignore")

    frame = frame.copy()
    for name in texts:
        frame[name] = [convert(value) for value in frame[name]]
    frame.columns = [convert(str(name)) for name in frame.columns]
    return frame


def _used_encoding(
    every: bytes, label: str, findings: Findings, given: str | None, stated: str | None
) -> str:
    if given:
        return codec(given)
    if every.isascii():
        return "utf-8"
    found = decode(every)
    used = found[1] if found else _by_rows(every)
    if used is None:
        raise DataError(
            f"{label}: the names in its .dbf can't be read: they are neither UTF-8 nor Shift-JIS.",
            "Name their encoding with --encoding, e.g. --encoding euc-jp.",
        )
    named = None
    if stated:
        try:
            named = codec(stated)
        except DataError:
            named = stated
    if named and named != used:
        findings.warn(
            "cpg",
            f"its .cpg says {shown(stated)}, but the text is {encoding_label(used)}",
            f"It is read as {encoding_label(used)}.",
        )
    elif used != "utf-8" and not named:
        findings.note(f"the names are read as {encoding_label(used)}")
    return used


def _by_rows(every: bytes) -> str | None:
    """Return the encoding of texts that may be cut within a letter, where a field was full."""
    lines = every.split(b"\n")
    for name in ("utf-8", "cp932", "euc_jp"):
        if not any(_fails(line, name) for line in lines):
            return name
    return None


def _fails(line: bytes, name: str) -> bool:
    for cut in (line, line[:-1], line[:-2]):
        try:
            text = cut.decode(name)
        except UnicodeDecodeError:
            continue
        return name == "cp932" and not_japanese(text)
    return True


def refuse_lines(layer: Layer, label: str) -> None:
    """Say why a layer of lines or points can't be areas."""
    kinds = set(shapely.get_type_id(layer.geometries).tolist()) - {-1}
    if kinds & {3, 6, 7}:
        return
    names = {str(name).casefold() for name in layer.frame.columns}
    if names & _HISTORY:
        raise DataError(
            f"{label} holds the history of boundaries as lines, no areas.",
            "Take the file with an eight-digit date (N03-YYYYMMDD_..) from the same page.",
        )
    if kinds <= {0, 4}:
        raise DataError(
            f"{label} holds {count(len(layer.frame), 'point')}, no areas.",
            "If these are sites, give the file with --sites.",
        )
    raise DataError(f"{label} holds lines, no areas.", "Give a map with polygons.")
