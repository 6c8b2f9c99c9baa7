"""The municipalities that are shipped: names in three languages, and areas of two kinds.

1,896 areas have the wards of the 20 designated cities apart (borders, addresses, counts of sites);
1,741 have those cities whole, as statistics, ranks and comparisons have them.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from clustermap import japan
from clustermap.data import catalog
from clustermap.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def read_names(where: Path | None = None) -> pd.DataFrame:
    """Read the names of municipalities, wards and designated cities.

    Returns
    -------
    pandas.DataFrame
        1,919 rows, indexed by code: ``code, kind, name_ja, kana, name_en, name_ko,
        prefecture_code, city_code`` (of wards), ``leads_to`` (of codes younger than the areas),
        ``lon, lat`` (degrees, JGD2011; the office, else a point inside), ``point, note``.

    Examples
    --------
    >>> read_names().loc["43404", ["name_ja", "name_en", "name_ko"]].tolist()
    ['菊陽町', 'Kikuyo', '기쿠요정']
    """
    return _read_names(where)


# one key a table: a cache tells read_names() from read_names(None)
@functools.cache
def _read_names(where: Path | None) -> pd.DataFrame:
    frame = catalog.read("municipalities", where)
    return frame.set_index("code", drop=False).rename_axis(None)


@functools.cache
def read_municipalities(
    *, whole_cities: bool = False, where: Path | None = None
) -> gpd.GeoDataFrame:
    """Read the municipal areas of the census of 1 October 2020.

    Parameters
    ----------
    whole_cities : bool
        Put the wards of each designated city together: 1,741 areas instead of 1,896.
    where : Path, optional
        Another folder laid out like ``geodata/``.

    Returns
    -------
    geopandas.GeoDataFrame
        Indexed by code, in JGD2011 degrees (EPSG:6668): ``code, name_ja, name_en, name_ko,
        prefecture_code, region`` (id), ``office_lon, office_lat`` (degrees) and the polygons.

    Raises
    ------
    DataError
        A file is missing or broken, or names and areas differ.

    Examples
    --------
    >>> len(read_municipalities()), len(read_municipalities(whole_cities=True))
    (1896, 1741)
    """
    names = read_names(where)
    shapes = _shapes(where)
    if absent := sorted(set(shapes.index) - set(names.index)):
        raise DataError(
            f"Areas without a name in municipalities.csv: {', '.join(absent[:5])}.",
            "Reinstall clustermap, or `git checkout geodata`.",
        )
    if whole_cities:
        shapes = _with_whole_cities(shapes)
    about = names.loc[shapes.index]
    columns = ["code", "name_ja", "name_en", "name_ko", "prefecture_code"]
    return gpd.GeoDataFrame(
        about[columns].assign(
            region=[japan.BY_CODE[code].region for code in about["prefecture_code"]],
            office_lon=about["lon"],
            office_lat=about["lat"],
        ),
        geometry=shapes.to_numpy(),
        crs=japan.JGD2011,
    )


@functools.cache
def _shapes(where: Path | None) -> gpd.GeoSeries:
    file = (where or catalog.folder()) / "boundaries" / "municipalities.topo.json"
    try:
        frame = gpd.read_file(file, layer="municipalities", columns=["code"])
    except Exception as error:  # GDAL has many ways to say that a file is broken
        raise DataError(
            f"The municipal areas can't be read: {file} ({error}).",
            "Reinstall clustermap, or `git checkout geodata`.",
        ) from error
    shapes = frame.geometry.to_numpy()
    spoiled = ~shapely.is_valid(shapes)  # two touch themselves on the grid of the file
    shapes[spoiled] = shapely.buffer(shapes[spoiled], 0)
    return gpd.GeoSeries(shapes, index=pd.Index(frame["code"].tolist()), crs=japan.JGD2011)


def _with_whole_cities(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    cities = pd.Series([japan.city_of(code) for code in shapes.index])
    joined = {
        city: shapely.coverage_union_all(shapes.to_numpy()[rows.index])
        if len(rows) > 1
        else shapes.iloc[rows.index[0]]
        for city, rows in cities.groupby(cities)
    }
    return gpd.GeoSeries(list(joined.values()), index=pd.Index(list(joined)), crs=shapes.crs)
