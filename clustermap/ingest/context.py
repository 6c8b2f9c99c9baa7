"""Context of the user's own: points, lines and areas from any map, or points from a table."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from clustermap import locales
from clustermap.data.context import SHIPPED, ContextLayer, shipped_layer
from clustermap.errors import DataError
from clustermap.ingest.boundaries import in_degrees
from clustermap.ingest.cells.coordinates import inside, parse_angle
from clustermap.ingest.columns import SITES
from clustermap.ingest.files import child, formats
from clustermap.ingest.files.foreign import read_table
from clustermap.ingest.files.vector import read_layer
from clustermap.ingest.problems import Findings
from clustermap.ingest.publishing import says_internal
from clustermap.japan import JGD2011
from clustermap.messages import count
from clustermap.text import fold

if TYPE_CHECKING:
    import os

    import pandas as pd

_TABLES = {formats.TEXT, formats.WORKBOOK, formats.OLD_WORKBOOK}


def context_layer(
    given: str | os.PathLike[str], encoding: str | None = None, sheet: str | None = None
) -> tuple[ContextLayer, Findings]:
    """Return a shipped layer by its name, or the features of a file.

    Raises
    ------
    DataError
        Neither a shipped layer nor a file, or a file without anything to draw.
    """
    if str(given) in SHIPPED:
        return shipped_layer(str(given)), Findings(str(given))
    if not Path(given).exists():
        raise DataError(
            f"There is no context called {str(given)!r}, and no file of that name.",
            f"Give {' or '.join(SHIPPED)}, or a map of points, lines or areas.",
        )
    source = formats.examine(given)
    findings = Findings(source.label)
    if source.kind in _TABLES:
        features = _from_table(given, findings, encoding, sheet)
    else:
        with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
            result = child.run(
                "context", source.path, findings, kind=source.kind, out=folder, encoding=encoding
            )
            features = gpd.read_parquet(str(result))
    label = locales.same(Path(source.label).stem)
    return ContextLayer(label, features, source.label), findings


def read_features(
    source: formats.Source, findings: Findings, encoding: str | None = None
) -> gpd.GeoDataFrame:
    """Read what can be drawn from a map; called in the child.

    Raises
    ------
    DataError
        Nothing that can be drawn.
    """
    layer = in_degrees(read_layer(source, findings, encoding), None, findings)
    shapes = layer.geometries
    blank = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if blank.all():
        raise DataError(f"{findings.file} has no geometries.", "Export the map again.")
    if blank.any():
        number = count(int(blank.sum()), "feature")
        findings.warn("blank", f"{number} without a geometry", "They are left out.")
    spoiled = ~blank & ~shapely.is_valid(shapes)
    shapes[spoiled] = shapely.make_valid(shapes[spoiled])
    names = _names(layer.frame)
    return gpd.GeoDataFrame({"name": names[~blank]}, geometry=shapes[~blank], crs=JGD2011)


def _from_table(
    given: str | os.PathLike[str], findings: Findings, encoding: str | None, sheet: str | None
) -> gpd.GeoDataFrame:
    table = read_table(given, encoding=encoding, sheet=sheet)
    findings.problems += table.findings.problems
    columns = {role: _column(table.frame, role) for role in ("lon", "lat")}
    if not all(columns.values()):
        raise DataError(
            f"{table.file} has no columns of longitude and latitude.",
            "Call them lon and lat, or place addresses first: clustermap data geocode.",
        )
    lon, lat = (
        np.array([parse_angle(str(cell)).degrees for cell in table.frame[columns[role]]])
        for role in ("lon", "lat")
    )
    good = inside(lon, lat)
    if not good.any():
        raise DataError(f"{table.file} has no point in Japan.", "Check the columns lon and lat.")
    if not good.all():
        rows = count(int((~good).sum()), "row")
        findings.warn("position", f"{rows} without a position in Japan", "They are left out.")
    names = _names(table.frame)
    points = gpd.points_from_xy(lon[good], lat[good])
    return gpd.GeoDataFrame({"name": names[good]}, geometry=points, crs=JGD2011)


def _column(frame: pd.DataFrame, role: str) -> str:
    known = {fold(name) for name in SITES[role]}
    return next((str(name) for name in frame.columns if fold(str(name)) in known), "")


def _names(frame: pd.DataFrame) -> np.ndarray:
    """Return the names of features: a column called so, else the first with text."""
    named = _column(frame, "name") or _column(frame, "name_ja")
    texts = [
        str(name)
        for name in frame.columns
        if not says_internal(str(name))
        and any(isinstance(one, str) and one and not one.isdigit() for one in frame[name])
    ]
    column = named or next(iter(texts), "")
    if not column:
        return np.full(len(frame), "", dtype=object)
    return np.array(["" if one is None else str(one) for one in frame[column]], dtype=object)
