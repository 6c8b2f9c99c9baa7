"""Where the rows of a table of sites are: by coordinates, code, name or address."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from clustermap import japan
from clustermap.errors import DataError
from clustermap.ingest.cells import coordinates
from clustermap.ingest.files import crs as systems
from clustermap.ingest.site_statements import stated
from clustermap.messages import count, listed, shown
from clustermap.text import fold

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.data.locator import PrefectureLocator
    from clustermap.ingest.problems import Findings
    from clustermap.ingest.site_statements import Stated

#: Farther than this from what is stated, a point is reported (the shipped outlines are coarse).
FAR_KM = 5.0
#: A site at sea lies farther than this from all land.
SEA_KM = 10.0
#: So many sites at exactly one point are a geocoder's fallback, not sites.
CROWD = 5
_TOKYO = {
    "tokyo", "tokyodatum", "tokyo97", "4301", "epsg4301", "日本測地系", "旧測地系",
    "旧日本測地系", "東京測地系", "日本", "旧", "일본측지계",
}  # fmt: skip
_WORLD = {
    "", "jgd2011", "jgd2000", "jgd2024", "wgs84", "wgs1984", "itrf94", "6668", "4612", "4326",
    "epsg6668", "epsg4612", "epsg4326", "世界測地系", "新測地系", "世界", "세계측지계",
}  # fmt: skip
PLACE_ROLES = ("lon", "lat", "point", "municipality_code", "municipality", "prefecture", "address")


@dataclass
class SitePlaces:
    """Where each row is; NaN and "" where it is not known."""

    lon: np.ndarray
    lat: np.ndarray
    prefecture: list[str]
    municipality: list[str]
    name: list[str]
    position: list[str]
    #: Row number -> axis -> what a mended table should hold.
    mended: dict[int, dict[str, str]] = field(default_factory=dict)


def locate(
    frame: pd.DataFrame,
    columns: dict[str, str],
    gazetteer: Gazetteer,
    locator: PrefectureLocator,
    crs: str | None,
    findings: Findings,
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
    crs : str, optional
        What the user says the coordinates are in.
    findings : Findings
        Takes every row that can't be placed, or was placed after mending.
    """
    if not any(role in columns for role in PLACE_ROLES):
        raise DataError(
            f"{findings.file} has no column that says where a site is (its columns: "
            f"{listed(map(shown, frame.columns), 12)}).",
            "Add lon and lat (経度, 緯度), or a municipality or prefecture by code or name; "
            "--map-columns says which column is which.",
        )
    lon, lat, wrong = _coordinates(frame, columns, crs, findings)
    statements = stated(frame, columns, gazetteer, findings)
    found = SitePlaces(
        lon, lat, [one.prefecture for one in statements],
        [one.municipality for one in statements], [one.name for one in statements],
        [""] * len(frame),
    )  # fmt: skip
    rows = frame.index
    placed = np.flatnonzero(~np.isnan(lon))
    actual, km = np.full(len(frame), "", dtype=object), np.zeros(len(frame))
    actual[placed], km[placed] = locator.prefectures_at(lon[placed], lat[placed])
    for at, statement in enumerate(statements):
        if math.isnan(lon[at]):
            _by_name(found, at, rows[at], statement, wrong[at], gazetteer, locator, findings)
        elif km[at] or statement.trouble or statement.prefecture not in {"", actual[at]}:
            _by_point(found, at, rows[at], statement, locator, findings)
        else:
            found.prefecture[at] = actual[at]
    _crowds(lon, lat, findings)
    return found


def _coordinates(
    frame: pd.DataFrame, columns: dict[str, str], crs: str | None, findings: Findings
) -> tuple[np.ndarray, np.ndarray, list[tuple[str, str, str]]]:
    """Return longitudes, latitudes, and for rows without: what is wrong, column and value."""
    lon, lat = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    wrong: list[tuple[str, str, str]] = [("", "", "")] * len(frame)
    names = (columns.get("lon", ""), columns.get("lat", ""))
    if all(names):
        columns_of_cells = frame[names[0]].tolist(), frame[names[1]].tolist()
        plain = coordinates.plain_degrees(columns_of_cells[0], lon)
        plain &= coordinates.plain_degrees(columns_of_cells[1], lat)
        lon[~plain] = lat[~plain] = np.nan
        rest = np.flatnonzero(~plain)
        given = [tuple(cells[at] for cells in columns_of_cells) for at in rest]
        pairs = [(coordinates.parse_angle(x), coordinates.parse_angle(y), x, y) for x, y in given]
    elif "point" in columns:
        names = (columns["point"], columns["point"])
        pairs, rest = [], np.arange(len(frame))
        for cell in frame[columns["point"]]:
            pair = coordinates.parse_pair(cell)
            none = coordinates.Angle(
                math.nan, wrong="is no pair of coordinates" if cell else "is blank"
            )
            pairs.append((*(pair or (none, none)), cell, cell))
    else:
        return lon, lat, wrong
    for at, (x, y, given_x, given_y) in zip(rest, pairs, strict=True):
        first, second = (y, x) if x.axis == "lat" and y.axis == "lon" else (x, y)
        if not (first.wrong or second.wrong):
            lon[at], lat[at] = first.degrees, second.degrees
            continue
        if not crs:
            bad = first.wrong or second.wrong
            wrong[at] = (
                bad,
                names[0] if first.wrong else names[1],
                given_x if first.wrong else given_y,
            )
        elif not math.isnan(first.degrees) and not math.isnan(second.degrees):
            lon[at], lat[at] = first.degrees, second.degrees
        else:
            wrong[at] = (first.wrong or second.wrong, names[0], given_x)
    if not crs:
        _all_metres(wrong, findings)
    _to_degrees(frame, columns, lon, lat, crs, findings)
    _sort_out(lon, lat, frame, names, wrong, findings)
    return lon, lat, wrong


def _all_metres(wrong: list[tuple[str, str, str]], findings: Findings) -> None:
    """Stop where a whole column is in another notation: a row at a time would say too much."""
    for kind, remedy in (
        ("looks like metres", systems.PLANE_REMEDY),
        ("looks like degrees, minutes", "Write decimal degrees, or 35°40'52.3\" with its marks."),
        ("looks like milliseconds", "Divide by 3,600,000 to get degrees."),
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
    lon: np.ndarray,
    lat: np.ndarray,
    crs: str | None,
    findings: Findings,
) -> None:
    """Move coordinates into JGD2011 degrees, by what the user or a column states."""
    tokyo = np.zeros(len(frame), bool)
    if crs is not None:
        system = systems.parsed(crs)
        if systems.number(system) == systems.TOKYO_DATUM:
            tokyo[:] = True
        elif (move := systems.transformer(system)) is not None:
            x, y = lon.copy(), lat.copy()
            if systems.number(system) in systems.PLANE and _northing(columns):
                x, y = y, x  # in the plane rectangular systems X points north
            lon[:], lat[:] = move.transform(x, y)
            spoiled = ~np.isfinite(lon) | ~np.isfinite(lat)
            lon[spoiled] = lat[spoiled] = np.nan
            systems.note_shift(system, findings)
    elif "datum" in columns:
        for at, (row, cell) in enumerate(zip(frame.index, frame[columns["datum"]], strict=True)):
            plain = fold(cell).replace(":", "")
            if plain in _TOKYO:
                tokyo[at] = True
            elif plain not in _WORLD:
                findings.warn(
                    "datum", "is no datum that is known", "The point is taken as JGD2011.",
                    row=row, column=columns["datum"], value=cell,
                )  # fmt: skip
    tokyo &= np.isfinite(lon)
    if tokyo.any():
        move = systems.transformer(systems.parsed(f"EPSG:{systems.TOKYO_DATUM}"))
        lon[tokyo], lat[tokyo] = move.transform(lon[tokyo], lat[tokyo])
        findings.warn(
            "tokyo-datum",
            f"{count(int(tokyo.sum()), 'point')} in the Tokyo Datum",
            "Moved to JGD2011, by about 450 m (exact to about 10 m).",
        )


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
            words = "is no point of the Earth"
        value = f"{lon[at]:g}, {lat[at]:g}"
        wrong[at] = (words, names[0] if names[0] == names[1] else ", ".join(names), value)
        lon[at] = lat[at] = np.nan


def _by_point(
    found: SitePlaces,
    at: int,
    row: int,
    statement: Stated,
    locator: PrefectureLocator,
    findings: Findings,
) -> None:
    """Take a row's point, and compare it with what the row states."""
    lon, lat = found.lon[at], found.lat[at]
    actual, km = locator.prefecture_at(lon, lat)
    prefecture = statement.prefecture
    if prefecture:
        off = locator.distance_km(lon, lat, prefecture)
        if off > FAR_KM:
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
    exact = ""
    if place is not None:
        found.lon[at], found.lat[at], exact = place.lon, place.lat, "municipality"
    elif statement.prefecture and statement.trouble is None:
        found.lon[at], found.lat[at], exact = *locator.offices[statement.prefecture], "prefecture"
    if exact:
        if words and words != "is blank":
            findings.warn(
                "coordinates", words, f"The site is placed by its {exact}.",
                row=int(row), column=column, value=value,
            )  # fmt: skip
        if exact == "prefecture" and (statement.municipality or statement.name):
            findings.warn(
                "municipality-place",
                "the place of its municipality is not known here",
                "It stands at the prefectural office; --boundaries brings all municipalities.",
                row=int(row), value=statement.name or statement.municipality,
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


def _crowds(lon: np.ndarray, lat: np.ndarray, findings: Findings) -> None:
    """Count rows that share one point exactly, as geocoders' fallbacks do."""
    known = np.isfinite(lon)
    if known.sum() < CROWD:
        return
    # as complex numbers, which sort by longitude and then latitude, much faster than rows do
    points, times = np.unique(lon[known] + 1j * lat[known], return_counts=True)
    most = int(times.max())
    if most >= max(CROWD, known.sum() * 0.3):
        x, y = points[times.argmax()].real, points[times.argmax()].imag
        findings.warn(
            "crowd", f"{most:,} sites stand at exactly {x:.4f}, {y:.4f}",
            "A geocoder may have fallen back to the middle of a town; check them.",
        )  # fmt: skip
