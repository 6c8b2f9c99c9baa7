"""Where the rows of a table of sites are: by coordinates, code, name or address."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap import japan
from clustermap.data.municipalities import read_municipalities
from clustermap.data.placing import NOWHERE, Placing
from clustermap.data.towns import AROUND, KOAZA, TOWN
from clustermap.errors import DataError
from clustermap.ingest.addresses.table import report
from clustermap.ingest.site_checks import report_crowds, report_outside
from clustermap.ingest.site_coordinates import read_coordinates
from clustermap.ingest.site_statements import stated
from clustermap.messages import listed, shown

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.data.locator import PrefectureLocator
    from clustermap.ingest.problems import Findings
    from clustermap.ingest.site_statements import Stated

#: Farther than this from what is stated, a point is reported (the shipped outlines are coarse).
FAR_KM = 5.0
#: A site at sea lies farther than this from all land.
SEA_KM = 10.0
PLACE_ROLES = (
    "lon", "lat", "point", "municipality_code", "municipality", "prefecture", "address", "town",
    "block",
)  # fmt: skip
#: How exact a site is that stands at the place of its address.
_EXACT = {KOAZA: "town", TOWN: "town", AROUND: "district"}
#: What such a site is placed by, in words.
_BY = {"town": "address", "district": "address"}


@dataclass
class SitePlaces:
    """Where each row is; NaN and "" where it is not known."""

    lon: np.ndarray
    lat: np.ndarray
    prefecture: list[str]
    municipality: list[str]
    name: list[str]
    position: list[str]
    #: How each row was placed.
    placed: list[Placing]


def locate(
    frame: pd.DataFrame,
    columns: dict[str, str],
    gazetteer: Gazetteer,
    locator: PrefectureLocator,
    findings: Findings,
    *,
    crs: str | None = None,
    notation: str | None = None,
    municipalities: gpd.GeoDataFrame | None = None,
) -> SitePlaces:
    """Find where every row is.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table, every cell as text, indexed by row numbers.
    columns : dict
        Role -> column.
    gazetteer : Gazetteer
        Municipalities by code and name.
    locator : PrefectureLocator
        Outlines of the prefectures.
    findings : Findings
        Takes every row that can't be placed, or was placed after mending.
    crs, notation : str, optional
        What the user says the coordinates are in.
    municipalities : geopandas.GeoDataFrame, optional
        Areas that points are compared with; else the shipped ones.
    """
    if not any(role in columns for role in PLACE_ROLES):
        raise DataError(
            f"{findings.file} has no column that says where a site is (its columns: "
            f"{listed(map(shown, frame.columns), 12)}).",
            "Add lon and lat (経度, 緯度), or a municipality or prefecture by code or name; "
            "--map-columns says which column is which.",
        )
    given = read_coordinates(frame, columns, crs, notation, findings)
    lon, lat = given.lon, given.lat
    statements = stated(frame, columns, gazetteer, findings)
    found = SitePlaces(
        lon, lat, [one.prefecture for one in statements],
        [one.municipality for one in statements], [one.name for one in statements],
        [""] * len(frame), given.read,
    )  # fmt: skip
    rows = frame.index
    placed = np.flatnonzero(~np.isnan(lon))
    actual, km = np.full(len(frame), "", dtype=object), np.zeros(len(frame))
    actual[placed], km[placed] = locator.prefectures_at(lon[placed], lat[placed])
    own = np.full(len(frame), np.nan)
    own[placed] = lon[placed]
    for at, statement in enumerate(statements):
        if math.isnan(lon[at]):
            _by_name(found, at, rows[at], statement, given.wrong[at], gazetteer, locator, findings)
        elif km[at] or statement.trouble or statement.prefecture not in {"", actual[at]}:
            if _by_point(found, at, rows[at], statement, locator, findings):
                own[at] = np.nan
        else:
            found.prefecture[at] = actual[at]
    if any(one.municipality and not math.isnan(own[at]) for at, one in enumerate(statements)):
        areas = read_municipalities() if municipalities is None else municipalities
        report_outside(own, lat, statements, rows.tolist(), areas, findings)
    report_crowds(lon, lat, findings)
    return found


def _by_point(
    found: SitePlaces,
    at: int,
    row: int,
    statement: Stated,
    locator: PrefectureLocator,
    findings: Findings,
) -> bool:
    """Take a row's point; say whether it is far from the prefecture that the row states."""
    lon, lat = found.lon[at], found.lat[at]
    actual, km = locator.prefecture_at(lon, lat)
    prefecture, far = statement.prefecture, False
    if prefecture:
        off = locator.distance_km(lon, lat, prefecture)
        far = off > FAR_KM
        if far:
            where = f"in {japan.BY_CODE[actual].ja}" if km <= FAR_KM else "at sea"
            findings.warn(
                "far",
                f"the point ({lon:.4f}, {lat:.4f}) lies {off:,.0f} km outside its stated "
                f"prefecture, {japan.BY_CODE[prefecture].ja} ({where})",
                "It is counted where it is stated.",
                row=int(row),
            )
    else:
        prefecture = actual
        if km > SEA_KM:
            findings.warn(
                "sea",
                f"the point ({lon:.4f}, {lat:.4f}) lies at sea, {km:,.0f} km from "
                f"{japan.BY_CODE[actual].ja}",
                f"It is counted in {japan.BY_CODE[actual].ja}.",
                row=int(row),
            )
    if statement.trouble and statement.trouble[0] != "unknown":
        kind, words, action, column, value = statement.trouble
        findings.warn(
            kind, words, f"The point is taken. {action}", row=int(row), column=column, value=value
        )
    found.prefecture[at] = prefecture
    return far


def _by_name(
    found: SitePlaces,
    at: int,
    row: int,
    statement: Stated,
    wrong: tuple[str, str, str],
    gazetteer: Gazetteer,
    locator: PrefectureLocator,
    findings: Findings,
) -> None:
    """Place a row without a usable point by its municipality, else by its prefecture."""
    words, column, value = wrong
    place = gazetteer.by_code.get(statement.municipality)
    address = statement.address
    exact = _EXACT.get(address.exactness, "") if address else ""
    if address and exact:
        found.lon[at], found.lat[at] = address.lon, address.lat
        found.placed[at] = Placing(address.exactness, statement.address_column, address.town)
    elif place is not None:
        found.lon[at], found.lat[at], exact = place.lon, place.lat, "municipality"
        how = "address_municipality" if address else "municipality"
        found.placed[at] = Placing(how, statement.address_column, place.name_ja)
    elif statement.prefecture and statement.trouble is None:
        found.lon[at], found.lat[at], exact = *locator.offices[statement.prefecture], "prefecture"
        found.placed[at] = Placing("prefecture", place=japan.BY_CODE[statement.prefecture].ja)
    if exact:
        if words and words != "is blank":
            findings.warn(
                "coordinates", words, f"The site is placed by its {_BY.get(exact, exact)}.",
                row=int(row), column=column, value=value,
            )  # fmt: skip
        if address:
            action = "It stands at the prefectural office." if exact == "prefecture" else ""
            report(
                findings, address, int(row), statement.address_column, statement.address_text,
                action=action,
            )  # fmt: skip
    elif statement.trouble is not None:
        kind, what, action, where, cell = statement.trouble
        findings.error(kind, what, action, row=int(row), column=where, value=cell)
    else:
        findings.error(
            "no-place", words or "the row says nowhere where the site is",
            "Give lon and lat (degrees), or a municipality or prefecture.",
            row=int(row), column=column, value=value,
        )  # fmt: skip
    found.prefecture[at] = statement.prefecture or (place.prefecture if place else "")
    found.position[at] = exact
    if not exact:
        found.placed[at] = NOWHERE
