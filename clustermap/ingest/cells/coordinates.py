"""Longitude and latitude as people write them: decimal, degrees-minutes-seconds, swapped."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from clustermap.japan import BOUNDS
from clustermap.text import unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_DMS = re.compile(
    r"(\d{1,3})\s*(?:°|º|˚|度|도|d|:|\s)\s*(\d{1,2})\s*(?:['′’‘`]|分|분|m|:|\s)\s*"
    r"(?:(\d{1,2}(?:\.\d*)?)\s*(?:\"|″|”|“|''|′′|’’|秒|초|s)?)?",
    re.IGNORECASE,
)
_DM = re.compile(
    r"(\d{1,3})\s*(?:°|º|˚|度|도|d|\s)\s*(\d{1,2}\.\d+)\s*(?:['′’‘`]|分|분|m)?", re.IGNORECASE
)
_D = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:°|º|˚|度|도)")
_DOTS = re.compile(r"(\d{1,3})\.(\d{1,2})\.(\d{1,2}(?:\.\d+)?)")
_MARKS = {
    "北緯": ("lat", 1), "南緯": ("lat", -1), "東経": ("lon", 1), "西経": ("lon", -1),
    "북위": ("lat", 1), "동경": ("lon", 1), "north": ("lat", 1), "east": ("lon", 1),
    "n": ("lat", 1), "s": ("lat", -1), "e": ("lon", 1), "w": ("lon", -1),
}  # fmt: skip
_WORDS = sorted(_MARKS, key=len, reverse=True)
_PAIR = re.compile(r"^\(?\s*(.+?)\s*[,;/、，]\s*(.+?)\s*\)?$")
_WKT = re.compile(
    r"^(?:SRID\s*=\s*(?:4326|6668|4612)\s*;\s*)?POINT\s*Z?\s*\(\s*([-\d.]+)\s+([-\d.]+)(?:\s+[-\d.]+)?\s*\)$",
    re.IGNORECASE,
)
_LIMIT = {"lon": 180.0, "lat": 90.0}


@dataclass(frozen=True)
class Angle:
    """Degrees, or why there are none; ``axis`` is "lon" or "lat" where the text names it."""

    degrees: float
    axis: str = ""
    wrong: str = ""


def parse_angle(text: str) -> Angle:
    r"""Understand one coordinate.

    Parameters
    ----------
    text : str
        ``35.68``, ``35°40'52.3"N``, ``35度40分52秒``, ``N35.40.52.3``, ``北緯35度`` ...

    Returns
    -------
    Angle

    Examples
    --------
    >>> round(parse_angle("35°40'52.3\"N").degrees, 6), parse_angle("東経139度45分").axis
    (35.681194, 'lon')
    >>> parse_angle("354052.3").wrong
    'looks like degrees, minutes and seconds run together (35 40 52.3)'
    """
    plain = unquoted(text).casefold()
    if plain in {"", "-", "nan", "none", "null", "na", "n/a", "不明", "なし", "未定"}:
        return Angle(math.nan, wrong="is blank")
    axis, sign = "", 1
    for word in _WORDS:
        for cut in (plain.removeprefix(word), plain.removesuffix(word)):
            if cut != plain and not axis:
                axis, sign = _MARKS[word]
                plain = cut.strip(" .,:")
    if plain.startswith("-") and not _DECIMAL.fullmatch(plain):
        plain, sign = plain[1:], -sign
    degrees, wrong = _degrees(plain)
    return Angle(sign * degrees, axis, wrong)


def _degrees(plain: str) -> tuple[float, str]:  # noqa: PLR0911
    if _DECIMAL.fullmatch(plain):
        value = float(plain)
        if not math.isfinite(value):
            return math.nan, "is not a finite number"
        if abs(value) > 360:
            return value, _large(plain, abs(value))
        return value, ""
    if re.fullmatch(r"[+-]?\d{1,3},\d+", plain):
        return math.nan, "has a decimal comma"
    for pattern in (_DOTS, _DMS, _DM, _D):
        if match := pattern.fullmatch(plain):
            parts = [float(part) for part in match.groups() if part] + [0.0, 0.0]
            if parts[1] >= 60 or parts[2] >= 60:
                return math.nan, "has 60 minutes or seconds, or more"
            if parts[0] > 360:
                return math.nan, "is not in degrees"
            return parts[0] + parts[1] / 60 + parts[2] / 3600, ""
    return math.nan, "is not a coordinate"


def _large(plain: str, value: float) -> str:
    """Say what a number that is no degree looks like."""
    whole, _, fraction = plain.lstrip("+-").partition(".")
    if not whole.isdigit() or not (fraction.isdigit() or not fraction):
        whole, fraction = str(int(value)), ""
    if 72_000_000 <= value <= 555_000_000:
        return f"looks like milliseconds of arc ({value / 3_600_000:.5f} degrees)"
    sixty = len(whole) in {6, 7} and int(whole[-4:-2]) < 60 and int(whole[-2:]) < 60
    if 439_200 <= value <= 554_400 and not (sixty and _in_japan(int(whole[:-4]))):
        return f"looks like seconds of arc ({value / 3_600:.5f} degrees)"
    if sixty:
        packed = f"{whole[:-4]} {whole[-4:-2]} {whole[-2:]}" + (f".{fraction}" if fraction else "")
        return f"looks like degrees, minutes and seconds run together ({packed})"
    if 1000 <= value < 3_000_000:
        return "looks like meters of a plane rectangular system (平面直角座標系)"
    return "is not in degrees"


def _in_japan(degrees: int) -> bool:
    west, south, east, north = BOUNDS
    return west <= degrees <= east or south <= degrees <= north


#: How numbers are to be read that are no decimal degrees, by the user's word.
NOTATIONS = ("degrees", "dms", "arcsec", "metres")
_PACKED = re.compile(r"(\d{1,3})\.(\d{2})(\d{2})(\d*)")
_RUN = re.compile(r"(\d{2,3})(\d{2})(\d{2})(\.\d*)?")


def parse_notation(text: str, notation: str) -> Angle:
    """Understand one coordinate in a notation that the user names.

    Parameters
    ----------
    text : str
        Its cell.
    notation : {"degrees", "dms", "arcsec", "metres"}
        "dms" packs degrees, minutes and seconds into one number, as 35.40523 or 354052.3;
        "arcsec" are seconds of arc, or thousandths of them.

    Examples
    --------
    >>> round(parse_notation("35.40523", "dms").degrees, 6)
    35.681194
    >>> round(parse_notation("354052.3", "dms").degrees, 6)
    35.681194
    >>> round(parse_notation("128452.3", "arcsec").degrees, 6)
    35.681194
    """
    plain = unquoted(text)
    if notation == "arcsec" and _DECIMAL.fullmatch(plain):
        value = float(plain)
        degrees = value / (3_600_000 if abs(value) >= 3_600 * 360 else 3_600)
        return Angle(degrees) if abs(degrees) <= 360 else Angle(math.nan, wrong="is not in degrees")
    if notation == "dms":
        whole, dot, fraction = plain.partition(".")
        run = _RUN.fullmatch(plain)
        if run and len(whole) >= 5:
            parts = [run.group(1), run.group(2), run.group(3) + (run.group(4) or "")]
            return _sexagesimal(*map(float, parts))
        if dot and whole.isdigit() and fraction.isdigit():
            packed = _PACKED.fullmatch(f"{whole}.{fraction.ljust(4, '0')}")
            if packed:
                seconds = float(f"{packed.group(3)}.{packed.group(4) or 0}")
                return _sexagesimal(float(packed.group(1)), float(packed.group(2)), seconds)
    return parse_angle(text)


def _sexagesimal(degrees: float, minutes: float, seconds: float) -> Angle:
    if minutes >= 60 or seconds >= 60:
        return Angle(math.nan, wrong="has 60 minutes or seconds, or more")
    return Angle(degrees + minutes / 60 + seconds / 3600)


#: So many points have to look packed before it is said: a chance of one in ten thousand.
ENOUGH_PACKED = 5


def look_packed(lon: Sequence[str], lat: Sequence[str]) -> bool:
    """Say whether decimal numbers may be degrees, minutes and seconds (DD.MMSS).

    Examples
    --------
    >>> lon, lat = ["130.50330", "140.36", "140.1025", "139.3931", "139.0158"], ["32.53096"] * 5
    >>> look_packed(lon, lat), look_packed([*lon[1:], "130.87001"], lat)
    (True, False)
    """
    points = set(zip(lon, lat, strict=True))
    if len(points) < ENOUGH_PACKED:
        return False
    cells = [unquoted(cell) for pair in points for cell in pair]
    long = [cell for cell in cells if len(cell.partition(".")[2]) >= 4]
    if len(long) < 0.8 * len(cells):
        return False
    found = [_PACKED.fullmatch(cell + "00000"[: max(0, 4 - len(cell.partition(".")[2]))])
             for cell in cells if "." in cell]  # fmt: skip
    return all(one and int(one.group(2)) < 60 and int(one.group(3)) < 60 for one in found)


def parse_pair(text: str) -> tuple[Angle, Angle] | None:
    """Understand longitude and latitude in one cell, in either order; None where it is no pair.

    Examples
    --------
    >>> lon, lat = parse_pair("35.68, 139.77")
    >>> lon.degrees, lat.degrees
    (139.77, 35.68)
    """
    plain = unquoted(text)
    match = _WKT.match(plain) or _PAIR.match(plain) or re.match(r"^(\S+)\s+(\S+)$", plain)
    if not match:
        return None
    first, second = parse_angle(match.group(1)), parse_angle(match.group(2))
    if first.wrong or second.wrong:
        return None
    if (
        first.axis == "lat"
        or second.axis == "lon"
        or (not first.axis and not second.axis and swapped(first.degrees, second.degrees))
    ):
        first, second = second, first
    return first, second


def plain_degrees(cells: Sequence[str], into: np.ndarray) -> np.ndarray:
    """Read the cells that are plain decimal degrees, as :func:`parse_angle` would, but many.

    Parameters
    ----------
    cells : sequence of str
        The cells.
    into : numpy.ndarray of float, shape (n,)
        Takes the degrees of those cells.

    Returns
    -------
    numpy.ndarray of bool
        Which cells they are; the others are for :func:`parse_angle`.

    Examples
    --------
    >>> degrees = np.full(4, np.nan)
    >>> plain_degrees(["139.76", "-35", "35°41'", "361"], degrees).tolist(), degrees[:2].tolist()
    ([True, True, False, False], [139.76, -35.0])
    """
    match = _PLAIN.fullmatch
    plain = np.fromiter((match(cell) is not None for cell in cells), bool, len(cells))
    at = np.flatnonzero(plain)
    into[at] = np.fromiter(map(float, itertools.compress(cells, plain)), float, len(at))
    plain[at] = np.abs(into[at]) <= 360
    return plain


@overload
def inside(lon: float, lat: float) -> bool: ...
@overload
def inside(lon: np.ndarray, lat: np.ndarray) -> np.ndarray: ...
def inside(lon: Any, lat: Any) -> Any:
    """Say whether a point lies in the box of Japan, or which of many do."""
    west, south, east, north = BOUNDS
    return (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)


def swapped(lon: float, lat: float) -> bool:
    """Say whether a pair is Japan only when swapped.

    In Japan longitudes are 122 to 154 and latitudes 20 to 46, so a swapped pair always shows.

    Examples
    --------
    >>> swapped(35.7, 139.7), swapped(139.7, 35.7)
    (True, False)
    """
    return not inside(lon, lat) and inside(lat, lon)


def outside_world(lon: float, lat: float) -> bool:
    """Say whether a pair is no point of the Earth."""
    return abs(lon) > _LIMIT["lon"] or abs(lat) > _LIMIT["lat"]


def format_dms(degrees: float, axis: str) -> str:
    r"""Write degrees as ``35°40'52.30"N``; ``parse_angle`` reads it back.

    Examples
    --------
    >>> format_dms(35.681194, "lat")
    '35°40\'52.298"N'
    """
    thousandths = round(abs(degrees) * 3_600_000)
    whole, rest = divmod(thousandths, 3_600_000)
    minutes, seconds = divmod(rest, 60_000)
    letter = ("N" if degrees >= 0 else "S") if axis == "lat" else ("E" if degrees >= 0 else "W")
    return f"{whole}°{minutes:02}'{seconds / 1000:06.3f}\"{letter}"
