"""Where are the dense groups of a sector's sites?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from clustermap.analysis import points as measure
from clustermap.answer import Answer, Chart
from clustermap.data.gazetteer import shipped
from clustermap.errors import DataError
from clustermap.questions import options as option
from clustermap.questions.methods import explanation
from clustermap.questions.options import QuestionOptions
from clustermap.questions.pattern import sectors_with_sites

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites")


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """How groups are found."""

    method: Literal["dbscan", "hdbscan"] = option.choice(
        "dbscan", "hdbscan", help="How groups are found."
    )
    min_size: int = option.integer("Sites in the smallest group.", default=5, least=2)
    radius_km: float = option.number("Neighborhood radius, km.", default=20.0, above=0)


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Dense groups of a sector's sites, named after their municipality.

    \b
    Examples:
      clustermap stats hotspots --sector semiconductor
      clustermap stats hotspots -o hotspots.geojson
    """
    options = options or Options()
    sectors = sectors_with_sites(selection)
    return groups(
        _with_municipalities(selection.sites, options.lang), sectors, options, "municipality"
    )


def groups(
    sites: gpd.GeoDataFrame,
    sectors: Sequence[str],
    options: Options,
    municipality: str | None = None,
) -> Answer:
    """Find dense groups of sites, sector by sector: one row a group.

    Raises
    ------
    DataError
        No group is found.
    """
    import geopandas as gpd

    method, min_size, radius_km = options.method, options.min_size, options.radius_km
    found = []
    for sector in sectors:
        points = sites[sites["sector"] == sector]
        if len(points) >= min_size:
            dense = measure.hotspots(
                points, method, min_size=min_size, radius_km=radius_km, municipality=municipality
            )
            dense.insert(0, "sector", sector)
            found.append(dense)
    found = [one for one in found if len(one)]
    if not found:
        raise DataError(
            f"No {min_size} sites of a sector lie within {radius_km:g} km of each other.",
            "Choose a smaller --min-size, a larger --radius-km or a larger region.",
        )
    table = gpd.GeoDataFrame(
        pd.concat(found, ignore_index=True), geometry="geometry", crs=sites.crs
    )
    return Answer(
        "hotspots",
        table,
        explain=explanation(
            "Where are the dense groups of a sector's sites?",
            {
                method: method,
                "name": {"method": "The municipality in which most of the group's sites lie."},
                "span_km": {"method": "Largest distance of a site from the group's middle."},
            },
            settings=f"groups of at least {min_size} sites, radius {radius_km:g} km, geodesic",
            null_model="none: a description, not a test; for significance see `stats pattern` and "
            "`stats autocorrelation --local`",
        ),
        chart=Chart(
            "hotspot_map",
            {
                "method": method,
                "min_size": min_size,
                "radius_km": radius_km,
                "hulls": list(table.geometry.to_wkt()),
            },
        ),
    )


def _with_municipalities(sites: gpd.GeoDataFrame, lang: str) -> gpd.GeoDataFrame:
    """Add the name of each site's municipality: in English where it is known, else Japanese."""
    names = sites["municipality_ja"].replace("", None)
    if lang == "en":
        known = shipped().by_code
        english = [
            known[code].name_en if code in known else "" for code in sites["municipality_code"]
        ]
        names = pd.Series(english, sites.index).replace("", None).fillna(names)
    return sites.assign(municipality=names)
