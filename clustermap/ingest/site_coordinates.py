"""Coordinates of a table of sites: which notation and datum they are in, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from clustermap.data.placing import NOWHERE, Placing
from clustermap.errors import DataError
from clustermap.ingest.cells import coordinates
from clustermap.ingest.coordinate_columns import TOKYO, datum_of, states_tokyo
from clustermap.ingest.files import crs as systems
from clustermap.messages import count, shown
from clustermap.text import fold

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.ingest.problems import Findings

#: What is wrong with a row's coordinates: words, column, value.
Wrong = tuple[str, str, str]


@dataclass
class Coordinates:
    """Longitudes and latitudes (NaN for none), and what is wrong with the others.

    ``read`` says for each row which columns were taken, in which datum, and why.
    """

    lon: np.ndarray
    lat: np.ndarray
    wrong: list[Wrong]
    read: list[Placing]


def read_coordinates(
    frame: pd.DataFrame,
    columns: dict[str, str],
    crs: str | None,
    notation: str | None,
    findings: Findings,
) -> Coordinates:
    """Read the coordinates of a table, into JGD2011 degrees.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table, every cell as text, indexed by row numbers.
    columns : dict
        Role -> column.
    crs, notation : str, optional
        What the user says of the numbers.
    findings : Findings
        Takes what was mended.
    """
    size = len(frame)
    found = Coordinates(
        np.full(size, np.nan), np.full(size, np.nan), [("", "", "")] * size, [NOWHERE] * size
    )
    names = (columns.get("lon", ""), columns.get("lat", ""))
    if notation == "metres" and not crs:
        raise DataError(
            f"{findings.file}: meters alone do not say where their zero is.", systems.PLANE_REMEDY
        )
    if not all(names):
        if "point" not in columns:
            return found
        names = (columns["point"], columns["point"])
    rest, pairs = _numbers(frame, columns, names, notation, found, findings)
    _take(rest, pairs, names, found, any_number=crs is not None)
    if not crs:
        refuse_notation(found.wrong, findings)
    where = names[0] if names[0] == names[1] else f"{names[1]}, {names[0]}"
    _to_degrees(frame, columns, where, found, crs, findings)
    _sort_out(found.lon, found.lat, frame, names, found.wrong, findings)
    found.read = [
        how if math.isfinite(lon) else NOWHERE
        for how, lon in zip(found.read, found.lon, strict=True)
    ]
    return found


_Pair = tuple[coordinates.Angle, coordinates.Angle, str, str]


def _numbers(
    frame: pd.DataFrame,
    columns: dict[str, str],
    names: tuple[str, str],
    notation: str | None,
    found: Coordinates,
    findings: Findings,
) -> tuple[np.ndarray, list[_Pair]]:
    """Take plain degrees at once; return which rows are left, and what they say."""
    if names[0] == names[1]:
        none = coordinates.Angle(math.nan, wrong="is blank")
        odd = coordinates.Angle(math.nan, wrong="is not a pair of coordinates")
        pairs = []
        for cell in frame[columns["point"]]:
            pair = coordinates.parse_pair(cell) or ((odd, odd) if cell else (none, none))
            pairs.append((*pair, cell, cell))
        return np.arange(len(frame)), pairs
    cells = frame[names[0]].tolist(), frame[names[1]].tolist()
    rest = np.arange(len(frame))
    if notation in {None, "degrees", "metres"}:
        plain = coordinates.plain_degrees(cells[0], found.lon)
        plain &= coordinates.plain_degrees(cells[1], found.lat)
        found.lon[~plain] = found.lat[~plain] = np.nan
        rest = np.flatnonzero(~plain)
        if notation is None and not len(rest):
            warn_packed(cells[0], cells[1], names[1], findings)
    given = [(cells[0][at], cells[1][at]) for at in rest]

    def parse(text: str) -> coordinates.Angle:
        return coordinates.parse_notation(text, notation or "degrees")

    return rest, [(parse(x), parse(y), x, y) for x, y in given]


def warn_packed(lon: list[str], lat: list[str], column: str, findings: Findings) -> None:
    """Warn of decimal numbers that may be degrees, minutes and seconds packed into one."""
    if coordinates.look_packed(lon, lat):
        findings.warn(
            "packed",
            f"every one of {2 * len(lon):,} coordinates has minutes and seconds below 60, as "
            f"{shown(lat[0])}: they may be degrees, minutes and seconds in one number",
            "They are taken as decimal degrees. Say --coordinates dms if they are packed, or "
            "--coordinates degrees if not.",
            column=column,
        )


def _take(
    rest: np.ndarray,
    pairs: list[_Pair],
    names: tuple[str, str],
    found: Coordinates,
    *,
    any_number: bool,
) -> None:
    """Take the pairs that are coordinates, and note what is wrong with the others."""
    for at, (x, y, given_x, given_y) in zip(rest, pairs, strict=True):
        first, second = (y, x) if x.axis == "lat" and y.axis == "lon" else (x, y)
        bad = first.wrong or second.wrong
        numbers = not math.isnan(first.degrees) and not math.isnan(second.degrees)
        if not bad or (any_number and numbers):
            found.lon[at], found.lat[at] = first.degrees, second.degrees
        elif any_number:
            found.wrong[at] = (bad, names[0], given_x)
        else:
            which = 0 if first.wrong else 1
            found.wrong[at] = (bad, names[which], (given_x, given_y)[which])


def refuse_notation(wrong: list[Wrong], findings: Findings) -> None:
    """Stop where a whole column is in another notation: a row at a time would say too much."""
    for kind, remedy in (
        ("looks like meters", f"{systems.PLANE_REMEDY} Or --coordinates arcsec, for arc seconds."),
        ("looks like degrees, minutes", "Say --coordinates dms, or write decimal degrees."),
        ("looks like seconds", "Say --coordinates arcsec (it divides by 3,600)."),
        ("looks like milliseconds", "Say --coordinates arcsec (it divides by 3,600,000)."),
    ):
        like = [one for one in wrong if one[0].startswith(kind)]
        if like and len(like) >= len(wrong) / 2:
            words, column, value = like[0]
            raise DataError(
                f"{findings.file}, column {shown(column)[1:-1]}: {shown(value)} {words} "
                f"(so do {count(len(like), 'row')} in all).",
                remedy,
            )


def _to_degrees(
    frame: pd.DataFrame,
    columns: dict[str, str],
    where: str,
    found: Coordinates,
    crs: str | None,
    findings: Findings,
) -> None:
    """Move coordinates into JGD2011 degrees, by what the user, a header or a column states."""
    lon, lat = found.lon, found.lat
    tokyo = np.zeros(len(frame), bool)
    headers = [columns[role] for role in ("lat", "lon", "point") if role in columns]
    header = next((name for name in headers if datum_of(name)), "")
    if crs is not None:
        found.read = [Placing("option", where, datum=crs)] * len(frame)
        system = systems.parsed(crs)
        if systems.number(system) == systems.TOKYO_DATUM:
            tokyo[:] = True
        elif (move := systems.transformer(system)) is not None:
            x, y = lon.copy(), lat.copy()
            systems.refuse_degrees(x, y, system, crs, findings.file)
            if systems.number(system) in systems.PLANE and _northing(columns):
                x, y = y, x  # in the plane rectangular systems X points north
            lon[:], lat[:] = move.transform(x, y)
            spoiled = ~np.isfinite(lon) | ~np.isfinite(lat)
            lon[spoiled] = lat[spoiled] = np.nan
            systems.note_shift(system, findings)
    else:
        old = bool(header) and datum_of(header) == TOKYO
        tokyo[:] = old
        found.read = [Placing("header" if header else "unstated", where)] * len(frame)
        if "datum" in columns:
            _datums(frame, columns["datum"], tokyo, found.read, findings)
    tokyo &= np.isfinite(lon)
    if tokyo.any():
        move = systems.transformer(systems.parsed(f"EPSG:{systems.TOKYO_DATUM}"))
        lon[tokyo], lat[tokyo] = move.transform(lon[tokyo], lat[tokyo])
        for at in np.flatnonzero(tokyo):
            found.read[at] = replace(found.read[at], how=f"{found.read[at].how}_old")
        findings.warn(
            "tokyo-datum",
            f"{count(int(tokyo.sum()), 'point')} in the Tokyo Datum"
            + (", as the header says" if header and crs is None else ""),
            "Moved to JGD2011, by about 450 m (exact to about 10 m).",
            column=header if header and crs is None else "",
        )


def _datums(
    frame: pd.DataFrame, column: str, tokyo: np.ndarray, read: list[Placing], findings: Findings
) -> None:
    """Read a column that states the datum of each row; a blank leaves it to the header."""
    for at, (row, cell) in enumerate(zip(frame.index, frame[column], strict=True)):
        old = states_tokyo(cell)
        if old is not None:
            tokyo[at], read[at] = old, Placing("column", read[at].columns, stated=column)
        elif cell.strip():
            findings.warn(
                "datum", "is not a known datum", "The point is taken as JGD2011.",
                row=row, column=column, value=cell,
            )  # fmt: skip


def _northing(columns: dict[str, str]) -> bool:
    return fold(columns.get("lon", "")).startswith("x")


def _sort_out(
    lon: np.ndarray,
    lat: np.ndarray,
    frame: pd.DataFrame,
    names: tuple[str, str],
    wrong: list[tuple[str, str, str]],
    findings: Findings,
) -> None:
    """Swap what is swapped, and blank what is no point of Japan, saying so."""
    known = np.flatnonzero(np.isfinite(lon))
    # only these need a look one by one
    odd = known[~coordinates.inside(lon[known], lat[known])]
    crossed = [at for at in odd if coordinates.swapped(lon[at], lat[at])]
    if crossed and len(crossed) == len(known):
        row = int(frame.index[int(crossed[0])])
        findings.error(
            "swapped-all",
            f"longitude and latitude are swapped ({lon[crossed[0]]:g}, {lat[crossed[0]]:g})"
            + (f", in all {len(crossed):,} rows" if len(crossed) > 1 else ""),
            f"Swap the columns: --map-columns lon={shown(names[1])[1:-1]},"
            f"lat={shown(names[0])[1:-1]}."
            if names[0] != names[1]
            else "Write longitude first.",
            column=names[0],
        )
        findings.bad_rows.discard(row)
    for at in crossed:
        lon[at], lat[at] = lat[at], lon[at]
        if len(crossed) < len(known):
            findings.warn(
                "swapped", "longitude and latitude are swapped", "They are swapped back.",
                row=int(frame.index[int(at)]), column=names[0], value=frame[names[0]].iloc[int(at)],
            )  # fmt: skip
    for at in odd:
        if coordinates.inside(lon[at], lat[at]):
            continue
        words = "lies outside Japan"
        if lon[at] == 0 and lat[at] == 0:
            words = "is 0, 0, a place in the Atlantic"
        elif coordinates.outside_world(lon[at], lat[at]):
            words = "is not on Earth"
        value = f"{lon[at]:g}, {lat[at]:g}"
        wrong[at] = (words, names[0] if names[0] == names[1] else ", ".join(names), value)
        lon[at] = lat[at] = np.nan
