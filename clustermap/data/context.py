"""Context of a map: places that are drawn as themselves and never counted as sites."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from clustermap import locales
from clustermap.data import catalog
from clustermap.japan import JGD2011

if TYPE_CHECKING:
    from clustermap.locales import Text

#: The layers that are shipped, and the courtesy line of each.
SHIPPED = {"airports": "Airports: OurAirports", "ports": "Ports: NGA World Port Index"}


@dataclass(frozen=True, eq=False)
class ContextLayer:
    """Features under one name.

    Attributes
    ----------
    label : Text
        What the legend calls them, in three languages.
    features : geopandas.GeoDataFrame
        ``name`` and points, lines or polygons in JGD2011 degrees (EPSG:6668).
    credit : str
        Where they are from.
    """

    label: Text
    features: gpd.GeoDataFrame
    credit: str

    @property
    def dimension(self) -> int:
        """0 for points, 1 for lines, 2 for areas: the most common."""
        found = shapely.get_dimensions(self.features.geometry.to_numpy())
        return max(range(3), key=lambda kind: int((found == kind).sum()))


def shipped_layer(name: str, where: Path | None = None) -> ContextLayer:
    """Return the airports or the ports.

    Examples
    --------
    >>> airports = shipped_layer("airports")
    >>> airports.label["ja"], len(airports.features)
    ('空港', 82)
    """
    table = catalog.read(name, where)
    names = table["name"].str.title() if name == "ports" else table["name"]
    features = gpd.GeoDataFrame(
        {"name": names}, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=JGD2011
    )
    return ContextLayer(locales.texts("context", name), features, SHIPPED[name])


def outline_layer(file: str, sites: gpd.GeoDataFrame, shapes: gpd.GeoSeries) -> ContextLayer:
    """Return the outlines of sites that were given as areas or lines, under their file's name.

    Parameters
    ----------
    file : str
        The file.
    sites : geopandas.GeoDataFrame
        The sites shown, indexed by id.
    shapes : geopandas.GeoSeries
        Outlines, indexed by id.
    """
    kept = shapes[shapes.index.isin(sites.index)]
    names = sites.loc[kept.index, "name_ja"].to_numpy()
    features = gpd.GeoDataFrame({"name": names}, geometry=kept.to_numpy(), crs=JGD2011)
    return ContextLayer(locales.same(Path(file).stem), features, file)
