"""What the cells of a table of sites mean: names, ids, sectors, dates, amounts, jobs, links."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap import locales
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.cells.amounts import VALUE, parse_amount, parse_number, unit_of
from clustermap.ingest.cells.dates import parse_date
from clustermap.ingest.cells.quantities import note_units, parse_quantity, read_column
from clustermap.messages import listed, shown

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.problems import Findings
    from clustermap.ingest.site_places import SitePlaces

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
LONGEST_NAME = 200


def plain(frame: pd.DataFrame, columns: dict[str, str], role: str) -> list[str]:
    """Return a role's cells as they stand; blanks without a column."""
    return frame[columns[role]].tolist() if role in columns else [""] * len(frame)


def names(frame: pd.DataFrame, columns: dict[str, str], findings: Findings) -> dict[str, list[str]]:
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


def ids(table: RawTable, columns: dict[str, str]) -> list[str]:
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


def sectors(frame: pd.DataFrame, columns: dict[str, str], findings: Findings) -> list[str]:
    """Return the sectors: known ones by their keys, others as they are called."""
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


def operators(frame: pd.DataFrame, columns: dict[str, str]) -> dict[str, list[str]]:
    """Return the operator in each language; one name stands for both."""
    whole = plain(frame, columns, "operator")
    return {
        role: [cell or name for cell, name in zip(plain(frame, columns, role), whole, strict=True)]
        if role in columns
        else whole
        for role in ("operator_en", "operator_ja")
    }


def positions(frame: pd.DataFrame, columns: dict[str, str], places: SitePlaces) -> list[str]:
    """Return how exact each point is: by how it was placed, else as stated."""
    stated = plain(frame, columns, "position")
    if "position" not in columns:
        return places.position
    found = []
    find = functools.cache(functools.partial(locales.find, "position"))
    for cell, placed in zip(stated, places.position, strict=True):
        known = find(cell) if cell else None
        found.append(placed or known or cell)
    return found


def statuses(frame: pd.DataFrame, columns: dict[str, str], findings: Findings) -> list[str]:
    """Return the statuses: known ones by their keys, others as they stand."""
    if "status" not in columns:
        return [""] * len(frame)
    found = []
    understand = functools.cache(_status)
    for row, cell in zip(frame.index, plain(frame, columns, "status"), strict=True):
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


def dates(frame: pd.DataFrame, columns: dict[str, str], role: str, findings: Findings) -> list[str]:
    """Return a role's dates in ISO form; blank where they can't be read."""
    if role not in columns:
        return [""] * len(frame)
    found = []
    understand = functools.cache(parse_date)
    for row, cell in zip(frame.index, plain(frame, columns, role), strict=True):
        date = understand(cell)
        if date.wrong:
            findings.warn("date", date.wrong, "The date is left blank.",
                        row=int(row), column=columns[role], value=cell)  # fmt: skip
        elif date.odd:
            words = date.odd if date.odd.startswith("lies") else f"is {date.odd}"
            findings.warn("date-odd", words, "", row=int(row), column=columns[role], value=cell)
        found.append("" if date.wrong else date.iso)
    return found


def amounts(
    frame: pd.DataFrame, columns: dict[str, str], role: str, findings: Findings
) -> list[float]:
    """Return a role's amounts in billion yen; NaN where there is none."""
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


def jobs(frame: pd.DataFrame, columns: dict[str, str], findings: Findings) -> list[float]:
    """Return how many people work at each site; read as a column of values is."""
    if "jobs" not in columns:
        return [np.nan] * len(frame)
    name = columns["jobs"]
    cells = plain(frame, columns, "jobs")
    read = read_column(cells, name)
    note_units(name, read, findings)
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


def links(frame: pd.DataFrame, columns: dict[str, str], role: str, findings: Findings) -> list[str]:
    """Return a role's addresses of pages; what is none is shown as text."""
    cells = plain(frame, columns, role)
    if role not in columns:
        return cells
    for row, cell in zip(frame.index, cells, strict=True):
        if _ADDRESS.match(cell) and not _LINK.match(cell):
            findings.warn(
                "link", "is not a web address (http, https)", "It is shown as text, not linked.",
                row=int(row), column=columns[role], value=cell,
            )  # fmt: skip
    return cells


def order_of_dates(
    found: dict[str, Any], frame: pd.DataFrame, columns: dict[str, str], findings: Findings
) -> None:
    """Warn of sites that opened before they were announced."""
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
