"""Shipped tables with their points or areas, for files that hold geometry."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from clustermap.data import catalog
from clustermap.data.boundaries import read_prefectures
from clustermap.data.municipalities import read_municipalities
from clustermap.data.zones import read_zones, zone_municipalities
from clustermap.errors import DataError
from clustermap.japan import JGD2011


def table_with_places(name: str) -> gpd.GeoDataFrame:
    """Return a shipped table with its geometry.

    Clusters, airports and the like are points; prefectures, municipalities and zones (a row
    each of the municipalities that a zone names) areas.

    Raises
    ------
    UnknownNameError
        There is no such table.
    DataError
        Its rows lie nowhere.

    Examples
    --------
    >>> set(table_with_places("municipalities").geom_type) <= {"Polygon", "MultiPolygon"}
    True
    """
    if name == "prefectures":
        return read_prefectures()
    if name == "municipalities":
        return read_municipalities()
    if name == "zones":
        parts, areas = zone_municipalities(read_zones()), read_municipalities()
        parts = parts[parts["code"].isin(areas.index)]
        about = catalog.read("zones").set_index("id")[["name_en", "name_ja", "name_ko", "scheme"]]
        shapes = areas.geometry.reindex(parts["code"]).to_numpy()
        return gpd.GeoDataFrame(parts.join(about, on="zone"), geometry=shapes, crs=areas.crs)
    table = catalog.table(name)
    frame = catalog.read(table.name)
    if not {"lon", "lat"} <= set(frame.columns):
        raise DataError(
            f"The rows of {name} have no places.", "Write it as .csv, .xlsx, .parquet or .json."
        )
    placed = frame.dropna(subset=["lon", "lat"])
    points = gpd.points_from_xy(placed["lon"], placed["lat"])
    return gpd.GeoDataFrame(pd.DataFrame(placed), geometry=points, crs=JGD2011)
