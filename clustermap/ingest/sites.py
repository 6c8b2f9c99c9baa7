"""Sites of one's own, from any table or map of points, in the shape of the shipped ones."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.data.investments import AMOUNTS
from clustermap.data.sites import site_columns
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.cells.amounts import VALUE, parse_amount, parse_number, unit_of
from clustermap.ingest.cells.dates import parse_date
from clustermap.ingest.cells.quantities import parse_quantity, read_column
from clustermap.ingest.columns import SITES, find_columns, fold_header
from clustermap.ingest.coordinate_columns import coordinate_columns
from clustermap.ingest.datum import suspect_tokyo_datum
from clustermap.ingest.files.crs import TOKYO_DATUM
from clustermap.ingest.files.foreign import read_table
from clustermap.ingest.files.raw_table import as_text
from clustermap.ingest.publishing import named, say_published, withheld
from clustermap.ingest.site_places import locate
from clustermap.ingest.totals import without_totals
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import geopandas as gpd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.data.locator import PrefectureLocator
    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.problems import Findings
    from clustermap.ingest.site_places import SitePlaces

#: Columns in which a row of totals says what it is.
_NAMES = ("name", "name_en", "name_ja", "name_ko", "prefecture", "municipality", "id", "operator")
#: The sector of sites whose table names none.
NO_SECTOR = "other"
#: How people write each status.
STATUS_WORDS = {
    "operating": (
        "稼働", "稼働中", "操業", "操業中", "運用中", "開業", "開設済", "운영", "운영중", "가동",
        "가동중", "open", "active", "in operation", "operational", "running",
    ),
    "under_construction": (
        "建設中", "工事中", "着工", "건설중", "공사중", "construction", "building",
    ),
    "planned": (
        "計画", "計画中", "予定", "構想", "계획", "계획중", "예정", "plan", "announced", "proposed",
    ),
    "closed": (
        "閉鎖", "閉鎖済", "休止", "廃止", "撤退", "폐쇄", "중단", "closed down", "shut", "inactive",
    ),
}  # fmt: skip
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LINK = re.compile(r"^https?://[^\s<>\"]+$", re.IGNORECASE)
#: Frames have columns of these names already.
_RESERVED = {"geometry", "year"}
LONGEST_NAME = 200
#: Columns that place rows; an internal one still does, and is not shown.
_PLACING = ("address", "town", "block")
#: Columns that are understood and kept as they stand, too.
_KEPT = {*_PLACING, "corporate_number"}


@dataclass(frozen=True)
class ReadingOptions:
    """How to read files of one's own."""

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    crs: str | None = None
    sheet: str | None = None
    layer: str | None = None
    #: One of :data:`clustermap.ingest.cells.coordinates.NOTATIONS`.
    coordinates: str | None = None
    #: Columns of sites that are published beside those taken as a role.
    public: tuple[str, ...] = ()
    #: Columns of sites that are not published, whatever role they would play.
    internal: tuple[str, ...] = ()

    def table(self, given: Any) -> RawTable:
        """Read a table so."""
        return read_table(
            given, encoding=self.encoding, crs=self.crs, sheet=self.sheet, layer=self.layer
        )


@dataclass(frozen=True, eq=False)
class Checked:
    """Sites as read, what is wrong with them, and the table that they came from.

    ``frame`` has the shipped columns and the user's own, a row for every row of the file, in its
    order; ``rows`` are the file's row numbers; ``columns`` says which column was taken for what,
    ``placed`` how each row was placed.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    table: RawTable
    columns: dict[str, str]
    #: How each row was placed, in words.
    placed: list[str]
    #: Columns of the file that are published.
    published: tuple[str, ...] = ()

    @property
    def findings(self) -> Findings:
        """The problems found."""
        return self.table.findings

    def good(self, *, lenient: bool) -> pd.DataFrame:
        """Return the usable rows.

        Raises
        ------
        DataError
            A row is not usable, and not ``lenient``; or none is.
        """
        self.findings.stop(lenient=lenient)
        kept = self.frame[~np.isin(self.rows, list(self.findings.bad_rows))]
        if not len(kept):
            raise DataError(
                f"{self.findings.file}: none of {count(len(self.frame), 'row')} can be used.",
                "`clustermap data validate` says what is wrong with each.",
            )
        return kept.reset_index(drop=True)


def read_user_sites(
    given: str | os.PathLike[str],
    reading: ReadingOptions,
    gazetteer: Gazetteer,
    locator: PrefectureLocator,
    municipalities: gpd.GeoDataFrame | None = None,
) -> Checked:
    """Read a table of sites.

    Parameters
    ----------
    given : str or path
        CSV, Excel, GeoJSON, GeoPackage, Parquet ...
    reading : ReadingOptions
        What the user says of it.
    gazetteer : Gazetteer
        Municipalities by code and name.
    locator : PrefectureLocator
        Outlines of the prefectures.
    municipalities : geopandas.GeoDataFrame, optional
        Boundaries that the user gave; they show points in another datum.

    Returns
    -------
    Checked

    Raises
    ------
    DataError
        The file can't be read, or names neither sites nor places.
    """
    table = reading.table(given)
    return check_sites(table, reading, gazetteer, locator, municipalities)


def check_sites(
    table: RawTable,
    reading: ReadingOptions,
    gazetteer: Gazetteer,
    locator: PrefectureLocator,
    municipalities: gpd.GeoDataFrame | None = None,
    *,
    whole: bool = False,
) -> Checked:
    """Understand a raw table as sites; see :func:`read_user_sites`.

    With ``whole``, every column stays in the frame, published or not.
    """
    inside = withheld(
        table.frame, SITES, public=reading.public, internal=reading.internal,
        mapped=reading.columns,
    )  # fmt: skip
    columns = _roles(table.frame, reading, inside, table.findings)
    table = without_totals(table, [columns[role] for role in _NAMES if role in columns])
    findings, frame = table.findings, table.frame
    columns = _plausible(frame, columns, reading)
    places = locate(
        frame, columns, gazetteer, locator, findings,
        crs=None if table.degrees else reading.crs,
        notation=None if table.degrees else reading.coordinates,
        municipalities=municipalities,
    )  # fmt: skip
    if municipalities is not None and reading.crs is None:
        _suspect_datum(frame, columns, places, municipalities, findings)
    names = _names(frame, columns, findings)
    understood: dict[str, Any] = {
        "id": _ids(table, columns),
        **names,
        "sector": _sectors(frame, columns, findings),
        **_operators(frame, columns),
        "prefecture_code": places.prefecture,
        "municipality_code": places.municipality,
        "municipality_ja": places.name,
        "lon": places.lon,
        "lat": places.lat,
        "position": _positions(frame, columns, places),
        "status": _statuses(frame, columns, findings),
        **{role: _dates(frame, columns, role, findings) for role in ("announced", "opened")},
        **{role: _amounts(frame, columns, role, findings) for role in AMOUNTS.values()},
        "jobs": _jobs(frame, columns, findings),
        **{role: _links(frame, columns, role, findings) for role in ("source_url", "source_url_2")},
    }
    # what needs no understanding is taken as it stands
    found = {
        role: understood[role] if role in understood else _plain(frame, columns, role)
        for role in site_columns()
    }
    _order_of_dates(found, frame, columns, findings)
    # an address says more than its municipality does
    understood_ = {name for role, name in columns.items() if role not in _KEPT}
    published = ({*columns.values()} | {*named(reading.public, frame).values()}) - inside
    for name in frame.columns:
        if name not in understood_ and (whole or name in published):
            key = f"{name}_" if name in _RESERVED or name in found else name
            found[key] = frame[name].tolist()
    made = pd.DataFrame(found, index=range(len(frame)))
    shown_ = tuple(str(name) for name in frame.columns if name in published)
    if not whole:
        say_published(findings, shown_, frame.columns)
    return Checked(made, frame.index.to_numpy(), table, columns, places.placed, shown_)


def _roles(
    frame: pd.DataFrame, reading: ReadingOptions, inside: set[str], findings: Findings
) -> dict[str, str]:
    """Say which column plays which role; internal ones play none but that of an address."""
    names = {fold_header(name) for role in _PLACING for name in SITES[role]}
    mapped = {reading.columns.get(role, "") for role in _PLACING}
    closed = [one for one in inside if one not in mapped and fold_header(one) not in names]
    seen = frame.drop(columns=closed)
    chosen = coordinate_columns(map(str, seen.columns), reading.columns, findings)
    return find_columns(seen, SITES, {**chosen, **reading.columns}, findings)


def _suspect_datum(
    frame: pd.DataFrame,
    columns: dict[str, str],
    places: SitePlaces,
    areas: gpd.GeoDataFrame,
    findings: Findings,
) -> None:
    """Say where points look like the Tokyo Datum; whether they are only the user knows."""
    has_datum = np.array([bool(cell) for cell in _plain(frame, columns, "datum")], bool)
    open_ = ~has_datum & (np.array(places.position) == "")
    stated = np.where(open_, np.array(places.municipality), "")
    found = suspect_tokyo_datum(places.lon, places.lat, stated, areas)
    if found:
        findings.warn(
            "datum-suspect",
            f"{found.moved:,} of {count(found.points, 'point')} fall outside their municipality, "
            "and inside it if the coordinates are Tokyo Datum",
            f"Say --crs EPSG:{TOKYO_DATUM} if they are.",
        )


def _plausible(
    frame: pd.DataFrame, columns: dict[str, str], reading: ReadingOptions
) -> dict[str, str]:
    """Drop columns of vague names whose cells are something else."""
    if "lon" in columns and "lat" in columns and "point" not in reading.columns:
        columns = {role: name for role, name in columns.items() if role != "point"}
    if "id" in columns and not frame[columns["id"]].astype(bool).any():
        columns = {role: name for role, name in columns.items() if role != "id"}
    return columns if "municipality_code" in reading.columns else plausible_codes(frame, columns)


def plausible_codes(frame: pd.DataFrame, columns: dict[str, str]) -> dict[str, str]:
    """Leave a column called just "code" aside whose cells are no numbers."""
    from clustermap.data.codes import digits

    vague = columns.get("municipality_code")
    if vague is None or vague.casefold() not in {"code", "コード", "코드"}:
        return columns
    cells = [cell for cell in frame[vague] if cell]
    if sum(digits(cell) is not None for cell in cells) >= len(cells) * 0.8:
        return columns
    return {role: name for role, name in columns.items() if role != "municipality_code"}


def _plain(frame: pd.DataFrame, columns: dict[str, str], role: str) -> list[str]:
    return frame[columns[role]].tolist() if role in columns else [""] * len(frame)


def _names(
    frame: pd.DataFrame, columns: dict[str, str], findings: Findings
) -> dict[str, list[str]]:
    """Return the name in three languages; one name stands for all."""
    given = [columns[role] for role in ("name", "name_en", "name_ja", "name_ko") if role in columns]
    if not given and "id" in columns:
        given = [columns["id"]]
    if not given and "operator" in columns:
        given = [columns["operator"]]
    if not given:
        raise DataError(
            f"{findings.file} has no column with the sites' names (its columns: "
            f"{listed(map(shown, frame.columns), 12)}).",
            "Call it name (名称, 이름), or say which it is: --map-columns name=COLUMN.",
        )
    whole = frame[given[0]].tolist()
    for column in given[1:]:
        whole = [one or other for one, other in zip(whole, frame[column].tolist(), strict=True)]
    for at, name in enumerate(whole):
        if not name:
            findings.error(
                "no-name", "is blank", "Give every site a name.",
                row=int(frame.index[at]), column=given[0],
            )  # fmt: skip
    found = {}
    for lang in locales.LANGUAGES:
        role = f"name_{lang}"
        names = whole
        if role in columns:
            cells = frame[columns[role]].tolist()
            names = [cell or name for cell, name in zip(cells, whole, strict=True)]
        found[role] = [
            name if len(name) <= LONGEST_NAME else _cut(name, frame.index[at], findings)
            for at, name in enumerate(names)
        ]
    return found


def _cut(name: str, row: int, findings: Findings) -> str:
    findings.warn(
        "long-name", f"the name has {len(name):,} characters", f"It is cut to {LONGEST_NAME}.",
        row=int(row), value=name,
    )  # fmt: skip
    return name[:LONGEST_NAME] + "…"


def _ids(table: RawTable, columns: dict[str, str]) -> list[str]:
    """Return the ids: those of the table, else made of file and row."""
    frame, findings = table.frame, table.findings
    if "id" not in columns:
        stem = re.split(r"[./,]", table.file)[0].strip() or "own"
        return [f"{stem}-{row}" for row in frame.index]
    column = columns["id"]
    if not frame[column].duplicated().any() and frame[column].astype(bool).all():
        return frame[column].tolist()
    seen: dict[str, int] = {}
    for row, cell in zip(frame.index, frame[column], strict=True):
        if not cell:
            findings.error(
                "no-id", "the id is blank", "Give every row an id, or leave the column out.",
                row=int(row), column=column,
            )  # fmt: skip
        elif cell in seen:
            findings.error(
                "id-twice", f"stands in row {seen[cell]} already",
                "Give each site an id of its own.", row=int(row), column=column, value=cell,
            )  # fmt: skip
        seen.setdefault(cell, int(row))
    return frame[column].tolist()


def _sectors(frame: pd.DataFrame, columns: dict[str, str], findings: Findings) -> list[str]:
    if "sector" not in columns:
        findings.warn(
            "no-sector", "no column says which sector a site is of",
            f"All are taken as '{NO_SECTOR}'; --map-columns sector=COLUMN names the column.",
        )  # fmt: skip
        return [NO_SECTOR] * len(frame)
    found: list[str] = []
    spelled: dict[str, str] = {}
    odd: dict[str, int] = {}
    find = functools.cache(functools.partial(locales.find, "sector"))
    for row, cell in zip(frame.index, frame[columns["sector"]].tolist(), strict=True):
        known = find(cell) if cell else None
        if not cell:
            findings.warn("no-sector", "the sector is blank", f"Taken as '{NO_SECTOR}'.",
                        row=int(row), column=columns["sector"])  # fmt: skip
        name = known or " ".join(cell.split()) or NO_SECTOR
        if known is None and cell:
            name = spelled.setdefault(name.casefold(), name)
            odd.setdefault(name, int(row))
        found.append(name)
    for name, row in odd.items():
        labels = [text for key in locales.keys("sector")
                  for text in (key, *locales.texts("sector", key).values())]  # fmt: skip
        near = UnknownNameError.of("sector", name, labels).suggestions
        if near:
            findings.warn(
                "sector", "is a sector of its own", f"If {near[0]} is meant, write it so.",
                row=row, column=columns["sector"], value=name,
            )  # fmt: skip
    return found


def _operators(frame: pd.DataFrame, columns: dict[str, str]) -> dict[str, list[str]]:
    whole = _plain(frame, columns, "operator")
    return {
        role: [cell or name for cell, name in zip(_plain(frame, columns, role), whole, strict=True)]
        if role in columns
        else whole
        for role in ("operator_en", "operator_ja")
    }


def _positions(frame: pd.DataFrame, columns: dict[str, str], places: SitePlaces) -> list[str]:
    stated = _plain(frame, columns, "position")
    if "position" not in columns:
        return places.position
    found = []
    find = functools.cache(functools.partial(locales.find, "position"))
    for cell, placed in zip(stated, places.position, strict=True):
        known = find(cell) if cell else None
        found.append(placed or known or cell)
    return found


def _statuses(frame: pd.DataFrame, columns: dict[str, str], findings: Findings) -> list[str]:
    if "status" not in columns:
        return [""] * len(frame)
    found = []
    understand = functools.cache(_status)
    for row, cell in zip(frame.index, _plain(frame, columns, "status"), strict=True):
        known = understand(cell)
        if known is None:
            findings.warn("status", "is not a known status", "It is kept as it is.",
                        row=int(row), column=columns["status"], value=cell)  # fmt: skip
        found.append(cell if known is None else known)
    return found


def _status(cell: str) -> str | None:
    """Return the key of a status; None where it is not known."""
    known = locales.find("status", cell) if cell else ""
    if known is None:
        plain = cell.casefold().replace("（", "(").split("(")[0].strip()
        known = next((key for key, words in STATUS_WORDS.items() if plain in words), None)
    return known


def _dates(
    frame: pd.DataFrame, columns: dict[str, str], role: str, findings: Findings
) -> list[str]:
    if role not in columns:
        return [""] * len(frame)
    found = []
    understand = functools.cache(parse_date)
    for row, cell in zip(frame.index, _plain(frame, columns, role), strict=True):
        date = understand(cell)
        if date.wrong:
            findings.warn("date", date.wrong, "The date is left blank.",
                        row=int(row), column=columns[role], value=cell)  # fmt: skip
        elif date.odd:
            words = date.odd if date.odd.startswith("lies") else f"is {date.odd}"
            findings.warn("date-odd", words, "", row=int(row), column=columns[role], value=cell)
        found.append("" if date.wrong else date.iso)
    return found


def _amounts(
    frame: pd.DataFrame, columns: dict[str, str], role: str, findings: Findings
) -> list[float]:
    if role not in columns:
        return [np.nan] * len(frame)
    unit = unit_of(columns[role])
    found = []
    understand = functools.cache(parse_amount)
    for row, cell in zip(frame.index, frame[columns[role]].tolist(), strict=True):
        number = understand(cell, unit)
        if number.state == "unclear":
            action = "It is left blank."
            if "without a unit" in number.odd:
                action = "It is left blank; say the unit in the header, e.g. 投資額（億円）."
            findings.warn("amount", number.odd, action,
                        row=int(row), column=columns[role], value=cell)  # fmt: skip
        elif number.state == VALUE and number.value < 0:
            findings.warn("amount", "is negative", "It is left blank.",
                        row=int(row), column=columns[role], value=cell)  # fmt: skip
            number = parse_number("")
        elif number.odd:
            findings.warn("amount-odd", number.odd, f"It is taken as {number.value:g} billion yen.",
                        row=int(row), column=columns[role], value=cell)  # fmt: skip
        found.append(number.value)
    return found


def _jobs(frame: pd.DataFrame, columns: dict[str, str], findings: Findings) -> list[float]:
    """Return how many people work at each site; read as a column of values is."""
    if "jobs" not in columns:
        return [np.nan] * len(frame)
    name = columns["jobs"]
    cells = _plain(frame, columns, "jobs")
    read = read_column(cells, name)
    if read.mixed:
        findings.error(
            "units", f"the column {shown(name)} mixes units: {read.mixed}",
            "Write all its cells in one unit, and that in the header, e.g. 従業者数（人）.",
        )  # fmt: skip
    elif read.said:
        findings.note(f"column {shown(name)}: {read.said}", kind="units")
    scale = parse_quantity(f"1{read.unit}").scale if read.unit else 1.0
    found = []
    for row, cell, number in zip(frame.index, cells, read.numbers, strict=True):
        value = number.value * scale
        if number.state == "unclear" or value < 0:
            findings.warn("jobs", number.odd or "is negative", "It is left blank.",
                        row=int(row), column=name, value=cell)  # fmt: skip
            value = np.nan
        found.append(value if number.state == VALUE else np.nan)
    return found


def _links(
    frame: pd.DataFrame, columns: dict[str, str], role: str, findings: Findings
) -> list[str]:
    cells = _plain(frame, columns, role)
    if role not in columns:
        return cells
    for row, cell in zip(frame.index, cells, strict=True):
        if _ADDRESS.match(cell) and not _LINK.match(cell):
            findings.warn(
                "link", "is not a web address (http, https)", "It is shown as text, not linked.",
                row=int(row), column=columns[role], value=cell,
            )  # fmt: skip
    return cells


def _order_of_dates(
    found: dict[str, Any], frame: pd.DataFrame, columns: dict[str, str], findings: Findings
) -> None:
    if not {"announced", "opened"} <= columns.keys():
        return
    pairs = zip(found["announced"], found["opened"], strict=True)
    for row, (announced, opened) in zip(frame.index, pairs, strict=True):
        wide = min(len(announced), len(opened))
        if wide and opened[:wide] < announced[:wide]:
            findings.warn(
                "order", f"opened ({opened}) before it was announced ({announced})",
                "Both are kept; check them.", row=int(row), column=columns["opened"],
            )  # fmt: skip


def as_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return typed columns as the text of a table."""
    return pd.DataFrame({name: as_text(frame[name]) for name in frame.columns}, dtype=str)
