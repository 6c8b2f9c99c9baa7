"""Coordinate systems: what a file states, what its numbers say, and JGD2011 degrees out of it.

Systems are compared by EPSG number, never by name.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.errors import DataError
from clustermap.japan import BOUNDS
from clustermap.messages import shown

if TYPE_CHECKING:
    from clustermap.ingest.problems import Findings

TOKYO_DATUM = 4301
JGD2011_NUMBER = 6668
#: Degrees that mean the same point at map scale: JGD2011, JGD2000, WGS84.
SAME = {6668, 4612, 4326, 6697, 4947, 4979}
#: Plane rectangular systems, zones I to XIX, in JGD2011, JGD2000 and the Tokyo Datum.
PLANE = {*range(6669, 6688), *range(2443, 2462), *range(30161, 30180)}
PLANE_REMEDY = "Name the system: --crs EPSG:6669 (zone I) to EPSG:6687 (zone XIX); Tokyo is 6677."


@functools.cache
def parsed(text: str) -> Any:
    """Return a CRS by EPSG number, name or WKT.

    Raises
    ------
    DataError
        PROJ does not know it.
    """
    import pyproj

    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise DataError(
            f"The coordinate system {shown(text, 60)} is not known.",
            "Name it by its EPSG number: --crs EPSG:6668 for JGD2011 degrees.",
        ) from error


def number(crs: Any) -> int | None:
    """Return a CRS's EPSG number; None where it has none."""
    if crs.to_authority() == ("OGC", "CRS84"):
        return 4326  # the same with longitude first
    found: int | None = crs.to_epsg()
    if found is None:
        found = crs.to_epsg(min_confidence=25)
    return found


def inside_japan(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Say which points lie in the box of Japan."""
    west, south, east, north = BOUNDS
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def settle(
    x: np.ndarray, y: np.ndarray, stated: Any, given: str | None, findings: Findings, *, quiet: bool
) -> Any:
    """Decide which CRS coordinates are in.

    Parameters
    ----------
    x, y : numpy.ndarray
        Coordinates of points, or corners of bounding boxes; NaN for none.
    stated : object
        CRS of the file (pyproj's or a name); None where it states none.
    given : str, optional
        CRS that the user names; goes before the stated one.
    findings : Findings
        Where to say what was assumed.
    quiet : bool
        Whether the format means degrees where it states nothing, so that nothing is said.

    Returns
    -------
    pyproj.CRS

    Raises
    ------
    DataError
        Unknown CRS, or numbers that can't be degrees of Japan in that CRS.
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if given is not None:
        crs = parsed(given)
    elif stated is not None:
        crs = _of_file(stated, findings)
    else:
        crs = None
    if crs is not None and not crs.is_geographic:
        if given is not None and len(x) and np.all((np.abs(x) <= 180) & (np.abs(y) <= 180)):
            raise _degrees_not_metres(findings.file, x[0], y[0], given)
        return crs
    _check_degrees(x, y, findings, declared=crs is not None)
    if crs is None:
        if not quiet:
            findings.warn(
                "crs", "the coordinate system is not stated", "It is taken as JGD2011 degrees."
            )
        return parsed(f"EPSG:{JGD2011_NUMBER}")
    return crs


def _of_file(stated: Any, findings: Findings) -> Any:
    import pyproj

    if not isinstance(stated, str):
        return stated
    try:
        return parsed(stated)
    except DataError as error:
        raise DataError(
            f"{findings.file}: {error.cause[0].lower()}{error.cause[1:]}", error.remedy
        ) from (error if not isinstance(error.__cause__, pyproj.exceptions.CRSError) else None)


def _check_degrees(x: np.ndarray, y: np.ndarray, findings: Findings, *, declared: bool) -> None:
    if not len(x):
        return
    if not np.any(x) and not np.any(y):
        raise DataError(
            f"{findings.file}: all coordinates are 0.", "Export it again with its coordinates."
        )
    if np.median(np.abs(x)) > 360 or np.median(np.abs(y)) > 360:
        states = "it states degrees, but the numbers are" if declared else "not degrees, but"
        raise DataError(
            f"{findings.file}: {states} meters (about {x[0]:,.0f}, {y[0]:,.0f}): they look like a "
            "plane rectangular system (平面直角座標系).",
            PLANE_REMEDY,
        )
    if np.mean(inside_japan(x, y)) < 0.5:
        if np.mean(inside_japan(y, x)) > 0.5:
            raise DataError(
                f"{findings.file}: longitude and latitude are swapped "
                f"(the first point is at {x[0]:.4f}, {y[0]:.4f}).",
                "Swap them in the file: longitude (122 to 154) first, then latitude (20 to 46).",
            )
        raise DataError(
            f"{findings.file} does not lie in Japan (it is near {np.median(y):.2f} N, "
            f"{np.median(x):.2f} E).",
            "Give data of Japan, or the right coordinate system with --crs.",
        )


def _degrees_not_metres(file: str, x: float, y: float, given: str) -> DataError:
    return DataError(
        f"{file}: the coordinates look like degrees (about {x:.4f}, {y:.4f}), and {shown(given)} "
        "is in meters.",
        "Leave --crs out, or name a system in degrees: --crs EPSG:6668.",
    )


def refuse_degrees(x: np.ndarray, y: np.ndarray, crs: Any, given: str, file: str) -> None:
    """Refuse degrees of Japan in a system of meters, where a table has columns of them.

    Raises
    ------
    DataError
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    like = inside_japan(x, y) | inside_japan(y, x)
    if not crs.is_geographic and len(x) and np.mean(like) > 0.5:
        raise _degrees_not_metres(file, x[0], y[0], given)


def transformer(crs: Any) -> Any:
    """Return what moves points of a CRS to JGD2011 degrees; None where nothing is to do."""
    import pyproj

    if crs.is_geographic and number(crs) in SAME:
        return None
    try:
        return pyproj.Transformer.from_crs(crs, f"EPSG:{JGD2011_NUMBER}", always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise DataError(
            f"The coordinate system {shown(crs.name)} can't be turned into JGD2011.",
            "Convert the file to EPSG:6668 first.",
        ) from error


def note_shift(crs: Any, findings: Findings) -> None:
    """Say what was converted."""
    code = number(crs)
    datum = crs.geodetic_crs if crs.geodetic_crs is not None else crs
    if number(datum) == TOKYO_DATUM:
        findings.note(
            "in the Tokyo Datum: moved to JGD2011, by about 450 m (exact to about 10 m)",
            kind="datum",
        )
    elif code not in SAME:
        name = f"EPSG:{code}" if code else shown(crs.name)
        findings.note(f"converted from {name} to JGD2011 degrees", kind="datum")
