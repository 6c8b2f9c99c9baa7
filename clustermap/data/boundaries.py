"""Boundaries: areas of one level, and the 47 prefectures that are shipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from clustermap.data import catalog
from clustermap.errors import DataError
from clustermap.japan import JGD2011

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Areas of one level, and what the file says of itself.

    Attributes
    ----------
    areas : geopandas.GeoDataFrame
        Indexed by code, in JGD2011 degrees (EPSG:6668): ``code, name_ja, name_en, name_ko,
        prefecture_code`` and the polygons.
    level : {"prefecture", "municipality", "area"}
        What the areas are.
    edition : str
        The date that the file's name states, in ISO form; "" without one.
    n03 : bool
        Whether it is MLIT's map of administrative areas, which is to be credited.
    """

    areas: gpd.GeoDataFrame
    level: str
    edition: str = ""
    n03: bool = False

    @property
    def about(self) -> dict[str, Any]:
        """What is known beside the areas, for files that hold areas only."""
        return {"level": self.level, "edition": self.edition, "n03": self.n03}


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
