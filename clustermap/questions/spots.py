"""A place that a question is asked around: coordinates, a site, a municipality or an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clustermap import locales
from clustermap.analysis.spillover.study import find_site
from clustermap.data.gazetteer import gazetteer
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.addresses.match import place

if TYPE_CHECKING:
    from clustermap.data.selection import Selection
    from clustermap.ingest.addresses.placed import Placed
    from clustermap.locales import Text

_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_POINT = re.compile(rf"\s*({_NUMBER})\s*[,、\s]\s*({_NUMBER})\s*")
_LATITUDES, _LONGITUDES = (20.0, 46.5), (122.0, 154.5)


class Spot(NamedTuple):
    """A point with its name in three languages, and how exact it is."""

    name: Text
    lon: float
    lat: float
    #: Key of the sentence that says so in the texts of `near`; "" for a point that is exact.
    exactness: str = ""


def find_spot(selection: Selection, text: str) -> Spot:
    """Return the place that a text names.

    Parameters
    ----------
    selection : Selection
        Whose sites are known by id and name.
    text : str
        ``LAT,LON``, the id or name of a site, a municipality, or an address.

    Raises
    ------
    DataError
        Coordinates outside Japan.
    UnknownNameError
        Nothing of that name, or several.

    Examples
    --------
    >>> from clustermap.data.dataset import load
    >>> find_spot(load(), "菊陽町").exactness, find_spot(load(), "32.886, 130.842").lon
    ('office', 130.842)
    """
    match = _POINT.fullmatch(text)
    if match:
        return _at(float(match[1]), float(match[2]), text)
    sites = selection.national.sites
    if text in sites.index:
        return _site(selection, text)
    several: UnknownNameError | None = None
    try:
        return _municipality(gazetteer().find(text).code)
    except UnknownNameError as error:
        several = error if "municipalities" in str(error) else None
    try:
        return _site(selection, find_site(sites, text))
    except UnknownNameError as error:
        found = place(text)
        if found.code:
            return _address(found)
        if several or error.suggestions:
            raise several or error from None
    raise UnknownNameError(
        f"{text!r} is not a known municipality, site or address.",
        "Give a municipality, the id of a site (clustermap data show sites), or LAT,LON.",
    )


def _address(found: Placed) -> Spot:
    """Return the town of an address, else its municipality."""
    if not found.town:
        return _municipality(found.code)
    inside = _municipality(found.code).name
    name = {
        "en": f"{found.town}, {inside['en']}", "ja": f"{inside['ja']}{found.town}",
        "ko": f"{inside['ko']} {found.town}",
    }  # fmt: skip
    return Spot(name, found.lon, found.lat, "town")


def _at(lat: float, lon: float, text: str) -> Spot:
    if _LATITUDES[0] <= lat <= _LATITUDES[1] and _LONGITUDES[0] <= lon <= _LONGITUDES[1]:
        return Spot(locales.same(f"{lat:g}, {lon:g}"), lon, lat)
    swapped = _LATITUDES[0] <= lon <= _LATITUDES[1] and _LONGITUDES[0] <= lat <= _LONGITUDES[1]
    raise DataError(
        f"{text!r} lies outside Japan.",
        f"Latitude comes first: {lon:g},{lat:g}."
        if swapped
        else "Give degrees as LAT,LON, such as 32.886,130.842.",
    )


def _site(selection: Selection, site: str) -> Spot:
    row = selection.national.sites.loc[site]
    name = {lang: str(row[f"name_{lang}"]) or str(row["name_ja"]) for lang in locales.LANGUAGES}
    vague = row["position"] in {"municipality", "prefecture"}
    return Spot(name, float(row["lon"]), float(row["lat"]), "vague_center" if vague else "")


def _municipality(code: str) -> Spot:
    known = gazetteer().by_code[code]
    name = {"en": known.name_en, "ja": known.name_ja, "ko": known.name_ko or known.name_ja}
    return Spot(name, known.lon, known.lat, "office")
