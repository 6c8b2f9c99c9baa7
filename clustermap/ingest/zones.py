"""Special zones of one's own, in the shape of the shipped ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from clustermap import japan, locales
from clustermap.data.codes import is_code, read_codes
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.cells.dates import parse_date
from clustermap.ingest.columns import ZONES, find_columns
from clustermap.ingest.files.foreign import read_table
from clustermap.ingest.publishing import withheld
from clustermap.ingest.totals import without_totals
from clustermap.messages import listed, shown

if TYPE_CHECKING:
    import os

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.problems import Findings
    from clustermap.ingest.sites import ReadingOptions

_SEPARATOR = re.compile(r"[;；,，、/／\n]+|・(?=.*[県府都道市区町村])")
_DATES = ("designated", "ended")
_YES = {"true", "yes", "y", "1", "○", "◯", "はい", "全域", "全県", "예", "전역", "whole", "all"}


def read_user_zones(
    given: str | os.PathLike[str],
    reading: ReadingOptions,
    gazetteer: Gazetteer,
    *,
    lenient: bool = False,
) -> tuple[pd.DataFrame, Findings]:
    """Read a table of special zones.

    Returns
    -------
    pandas.DataFrame, Findings
        The columns of ``clustermap.data.zones.read_zones``, indexed by id.

    Raises
    ------
    DataError
        No name or place column, or a place that is not known.
    """
    table = read_table(given, encoding=reading.encoding, sheet=reading.sheet, layer=reading.layer)
    frame, findings = check_zones(table, reading, gazetteer)
    findings.stop(lenient=lenient)
    kept = frame[~frame["row"].isin(findings.bad_rows)].drop(columns="row")
    return kept.set_index("id", drop=False).rename_axis(None), findings


def check_zones(
    table: RawTable, reading: ReadingOptions, gazetteer: Gazetteer
) -> tuple[pd.DataFrame, Findings]:
    """Understand a raw table as zones; ``row`` is the number of each row in the file."""
    findings = table.findings
    inside = withheld(
        table.frame, ZONES, public=reading.public, internal=reading.internal,
        mapped=reading.columns,
    )  # fmt: skip
    if inside:
        findings.note(
            f"withheld, as their names say: {listed(map(shown, sorted(inside)), 12)}",
            "--map-columns programme_note_en=COLUMN publishes one as the zones' note.",
            kind="published",
        )
    open_ = table.frame.drop(columns=[*inside])
    columns = find_columns(open_, ZONES, reading.columns, findings)
    names = [columns[role] for role in ("name", "name_en", "name_ja", "name_ko") if role in columns]
    if not names or not {"prefecture_codes", "municipality_codes"} & set(columns):
        what = "names" if not names else "prefectures or municipalities"
        raise DataError(
            f"{findings.file} has no column with the zones' {what} (its columns: "
            f"{listed(map(shown, table.frame.columns), 12)}).",
            "Take the columns of `clustermap data template zones`, or use --map-columns.",
        )
    table = without_totals(table, names)
    raw = table.frame
    rows = []
    seen: dict[str, int] = {}
    for row, cells in zip(raw.index, raw.to_dict("records"), strict=True):
        zone = _zone(int(row), cells, columns, gazetteer, findings)
        zone["id"] = zone["id"] or f"{re.split(r'[./,]', table.file)[0]}-{row}"
        if zone["id"] in seen:
            findings.error(
                "id-twice", f"the id stands in row {seen[zone['id']]} already",
                "Give each zone an id of its own.", row=int(row), value=zone["id"],
            )  # fmt: skip
        seen.setdefault(zone["id"], int(row))
        rows.append(zone)
    return pd.DataFrame(rows), findings


def _zone(
    row: int,
    cells: dict[Any, str],
    columns: dict[str, str],
    gazetteer: Gazetteer,
    findings: Findings,
) -> dict[str, Any]:
    def cell(role: str) -> str:
        return cells[columns[role]] if role in columns else ""

    name = next(
        (cell(role) for role in ("name", "name_en", "name_ja", "name_ko") if cell(role)), ""
    )
    if not name:
        findings.error("no-name", "the name is blank", "Give every zone a name.", row=row)
    municipalities = _places(
        cell("municipality_codes"), "municipality_codes", row, columns, gazetteer, findings
    )
    prefectures = _places(
        cell("prefecture_codes"), "prefecture_codes", row, columns, gazetteer, findings
    )
    whole = _whole(
        cell("whole_prefecture"), prefectures, municipalities, row, columns, gazetteer, findings
    )
    _contradictions(prefectures, municipalities, row, columns, gazetteer, findings)
    touched = {code[:2] for code in (*prefectures, *municipalities, *whole)}
    if not touched:
        findings.error(
            "no-place", "the zone has no place",
            "Name its prefectures or municipalities, separated by ;.", row=row,
        )  # fmt: skip
    dates = {role: _date(cell(role), role, row, columns, findings) for role in _DATES}
    wide = min(map(len, dates.values()))
    if wide and dates["ended"][:wide] < dates["designated"][:wide]:
        findings.warn(
            "order",
            f"ended ({dates['ended']}) before it was designated ({dates['designated']})",
            "Both are kept; check them.", row=row, column=columns["ended"],
        )  # fmt: skip
    sectors = [one.strip() for one in _SEPARATOR.split(cell("focus_sectors")) if one.strip()]
    return {
        "id": cell("id"),
        **{f"name_{lang}": cell(f"name_{lang}") or name for lang in locales.LANGUAGES},
        "scheme": locales.find("scheme", cell("scheme")) or cell("scheme") or "other",
        "scheme_ja": cell("scheme"),
        "focus_sectors": tuple(locales.find("sector", one) or one for one in sectors),
        "prefecture_codes": tuple(sorted(touched)),
        "municipality_codes": tuple(code for code in municipalities if len(code) == 5),
        "municipalities_ja": ";".join(
            gazetteer.by_code[code].name_ja for code in municipalities if code in gazetteer.by_code
        ),
        "whole_prefecture": whole,
        **dates,
        **{role: cell(role) for role in
           ("programme_note_en", "source_url", "source_date", "evidence")},
        "row": row,
    }  # fmt: skip


def _contradictions(
    prefectures: tuple[str, ...],
    municipalities: tuple[str, ...],
    row: int,
    columns: dict[str, str],
    gazetteer: Gazetteer,
    findings: Findings,
) -> None:
    """Tell places that contradict each other: a prefecture's and its towns', a ward's and its city.

    Nothing is left out: which of the two is meant only the user knows.
    """

    def name(code: str) -> str:
        place = gazetteer.by_code.get(code)
        return f"{place.name_ja if place else japan.DESIGNATED_CITIES.get(code, '')} ({code})"

    inside = {code for code in prefectures if len(code) == 2}
    out = [code for code in municipalities if inside and code[:2] not in inside]
    if out:
        stated = listed(japan.BY_CODE[code].ja for code in sorted(inside))
        findings.warn(
            "outside",
            f"{listed(map(name, out))} does not lie in {stated}, where the row says that it is",
            "The zone is counted in both; correct one of the two.",
            row=row, column=columns.get("municipality_codes", ""),
        )  # fmt: skip
    given = set(municipalities)
    both = [code for code in municipalities if japan.is_ward(code) and japan.city_of(code) in given]
    if both:
        findings.warn(
            "ward", f"names {name(both[0])} and its city {name(japan.city_of(both[0]))}",
            "Both are kept; name the city, or the wards that are meant.",
            row=row, column=columns.get("municipality_codes", ""),
        )  # fmt: skip


def _whole(
    cell: str,
    prefectures: tuple[str, ...],
    municipalities: tuple[str, ...],
    row: int,
    columns: dict[str, str],
    gazetteer: Gazetteer,
    findings: Findings,
) -> tuple[str, ...]:
    """Return the prefectures that a zone covers whole."""
    if cell.casefold() in _YES and cell != "1":
        return prefectures
    if cell:
        return _places(cell, "whole_prefecture", row, columns, gazetteer, findings)
    return () if municipalities else tuple(code for code in prefectures if len(code) == 2)


def _places(
    cell: str,
    role: str,
    row: int,
    columns: dict[str, str],
    gazetteer: Gazetteer,
    findings: Findings,
) -> tuple[str, ...]:
    """Return the codes of the places that a cell lists by code or name."""
    parts = [part.strip() for part in _SEPARATOR.split(cell) if part.strip()]
    found = []
    for part, code in zip(parts, read_codes(parts), strict=True):
        if code is not None and is_code(code.code):
            found.append(code.code)
            continue
        try:
            found.append(japan.prefecture(part).code)
            continue
        except UnknownNameError as error:
            remedy = error.remedy
        codes = gazetteer.codes(part)
        if len(codes) == 1:
            found.append(codes[0])
            continue
        words = "is not a known prefecture or municipality"
        if codes:
            words = f"is the name of {len(codes)} places ({listed(codes)})"
            remedy = "Write it with its prefecture (北海道泊村), or give the code."
        elif "municipality" in role or re.search(r"[市区町村]$", part):
            remedy = gazetteer.unknown(part).remedy
        findings.error("place", words, remedy, row=row, column=columns[role], value=part)
    return tuple(dict.fromkeys(found))


def _date(cell: str, role: str, row: int, columns: dict[str, str], findings: Findings) -> str:
    date = parse_date(cell)
    if date.wrong:
        findings.warn("date", date.wrong, "The date is left blank.",
                    row=row, column=columns[role], value=cell)  # fmt: skip
        return ""
    if date.odd:
        findings.warn("date-odd", date.odd, "", row=row, column=columns[role], value=cell)
    return date.iso


def user_zone_places(zones: pd.DataFrame, gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """Return the municipalities of zones as points, as ``read_zone_places`` does."""
    rows = [
        {
            "zone": zone, "code": code, "name_ja": place.name_ja, "name_en": place.name_en,
            "name_ko": place.name_ko, "prefecture_code": place.prefecture, "lon": place.lon,
            "lat": place.lat,
        }
        for zone, codes in zip(zones["id"], zones["municipality_codes"], strict=True)
        for code in codes
        if (place := gazetteer.by_code.get(code)) is not None
    ]  # fmt: skip
    names = ["zone", "code", "name_ja", "name_en", "name_ko", "prefecture_code", "lon", "lat"]
    frame = pd.DataFrame(rows, columns=names)
    points = gpd.points_from_xy(frame["lon"].astype(float), frame["lat"].astype(float))
    return gpd.GeoDataFrame(frame, geometry=points, crs=japan.JGD2011)
