"""The 47 prefectures: polygons, names, regions, offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from clustermap.data import catalog
from clustermap.errors import DataError
from clustermap.japan import JGD2011

if TYPE_CHECKING:
    from pathlib import Path


def read_prefectures(where: Path | None = None) -> gpd.GeoDataFrame:
    """Read the shipped prefectures.

    Returns
    -------
    geopandas.GeoDataFrame
        47 rows, indexed by code ("01" to "47"), in JGD2011 degrees (EPSG:6668): ``code, name_en,
        name_ja, name_ko, region`` (id), ``region_en, region_ja, region_ko, capital_en, capital_ja,
        office_lon, office_lat`` (degrees, of the prefectural office), ``area_km2, area_year`` and
        the polygons.

    Raises
    ------
    DataError
        A table is missing or broken, or polygons and table name different prefectures.
    """
    file = (where or catalog.folder()) / "prefectures" / "prefectures.shp"
    remedy = "Reinstall clustermap, or `git checkout geodata`."
    try:
        shapes = gpd.read_file(file, columns=["code"], encoding="utf-8")
    except Exception as error:  # GDAL has many ways to say that a file is broken
        raise DataError(
            f"The prefecture polygons can't be read: {file} ({error}).", remedy
        ) from error
    if "code" not in shapes.columns:
        raise DataError(f"The prefecture polygons have no codes: {file} lacks its .dbf.", remedy)
    frame = catalog.read("prefectures", where)
    if set(shapes["code"]) != set(frame["code"]):
        odd = ", ".join(sorted(set(shapes["code"]) ^ set(frame["code"])))
        raise DataError(f"Polygons and prefectures.csv differ in: {odd}.", remedy)
    geometry = shapes.set_index("code").geometry.reindex(frame["code"])
    return gpd.GeoDataFrame(
        frame.set_index("code", drop=False).rename_axis(None),
        geometry=geometry.to_numpy(),
        crs=JGD2011,
    )
