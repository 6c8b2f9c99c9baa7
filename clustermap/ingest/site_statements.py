"""What the rows of a table of sites state of their places: codes, names, addresses."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clustermap import japan
from clustermap.data.codes import CHANGED, prefecture_of, read_codes
from clustermap.data.gazetteer import split_prefecture
from clustermap.errors import UnknownNameError
from clustermap.ingest.addresses.fronts import label
from clustermap.ingest.addresses.match import place
from clustermap.ingest.addresses.placed import MUNICIPALITY, NONE
from clustermap.ingest.addresses.table import address_rows
from clustermap.japan import city_of
from clustermap.messages import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.ingest.addresses.placed import Placed
    from clustermap.ingest.problems import Findings

#: Columns that state a place.
_ROLES = ("prefecture", "municipality_code", "municipality", "address", "town", "block")
_REMEDY = "Write the address with its prefecture and municipality, or give lon and lat."
#: What is wrong with a statement: kind, words, what to do, column, value.
Trouble = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Stated:
    """What a row says of its place besides coordinates."""

    prefecture: str
    municipality: str
    name: str
    trouble: Trouble | None
    #: Where the row's address is, its text, and the column that it stands in.
    address: Placed | None = None
    address_text: str = ""
    address_column: str = ""


def text_of(frame: pd.DataFrame, columns: dict[str, str], role: str) -> list[str]:
    """Return the cells of a role's column; blanks where the table has none."""
    return frame[columns[role]].tolist() if role in columns else [""] * len(frame)


def stated(
    frame: pd.DataFrame, columns: dict[str, str], gazetteer: Gazetteer, findings: Findings
) -> list[Stated]:
    """Return what each row states: prefecture, municipality, its name, and what is odd."""
    if not any(role in columns for role in _ROLES):
        return [Stated("", "", "", None)] * len(frame)
    prefectures = _prefectures(frame, columns)
    codes_of = functools.cache(gazetteer.codes)
    names = text_of(frame, columns, "municipality")

    def confirm(at: int, code: str) -> bool | None:
        if prefectures[at][0]:
            return code[:2] == prefectures[at][0]
        place = gazetteer.by_code.get(code)
        if names[at] and place is not None:
            return code in codes_of(names[at])
        return None

    codes = read_codes(text_of(frame, columns, "municipality_code"), confirm)
    cells = text_of(frame, columns, "municipality_code")
    addresses = _addresses(frame, columns)
    found = []
    for at, row in enumerate(frame.index):
        prefecture, trouble = prefectures[at]
        municipality, name = "", names[at]
        code = codes[at]
        if cells[at]:
            municipality, trouble = _coded(
                cells[at],
                code,
                columns["municipality_code"],
                int(row),
                trouble,
                gazetteer,
                findings,
            )
            prefecture = _agreed(prefecture, municipality, int(row), columns, findings)
            municipality = municipality if len(municipality) == 5 else ""
        if not municipality and name:
            municipality, prefecture, trouble = _named(
                name, prefecture, columns["municipality"], trouble, gazetteer, codes_of
            )
        one = Stated(prefecture, municipality, name, trouble)
        if addresses and addresses[at]:
            one = _addressed(one, addresses[at], int(row), columns, findings)
        if one.municipality and not name and one.municipality in gazetteer.by_code:
            one = replace(one, name=gazetteer.by_code[one.municipality].name_ja)
        found.append(one)
    return found


def _addresses(frame: pd.DataFrame, columns: dict[str, str]) -> list[str]:
    """Return the address of each row, put together from its columns; none where there are none."""
    parts = {str(role): columns[role] for role in ("address", "town", "block") if role in columns}
    return [one.text for one in address_rows(frame, parts)] if parts else []


_place = functools.cache(place)


def _addressed(
    one: Stated, text: str, row: int, columns: dict[str, str], findings: Findings
) -> Stated:
    """Return what a row states with its address, which other columns may complete."""
    column = next(columns[role] for role in ("address", "town", "block") if role in columns)
    placed = _place(text, one.prefecture, one.municipality)
    if one.municipality and placed.exactness in {MUNICIPALITY, NONE}:
        alone = _place(text)
        if alone.code and city_of(alone.code) != city_of(one.municipality):
            words = f"the address lies in {label(alone.code)}, but {one.municipality} is stated"
            findings.warn(
                "contradiction", words, "The address is left aside.",
                row=row, column=column, value=text,
            )  # fmt: skip
            return one
    if one.prefecture and placed.prefecture not in {"", one.prefecture}:
        words = f"the address lies in {label(placed.prefecture)}, but "
        words += f"{label(one.prefecture)} is stated"
        findings.warn(
            "contradiction", words, "The address is taken.", row=row, column=column, value=text
        )
    trouble = one.trouble
    if placed.code:
        trouble = None if trouble and trouble[0] in {"unknown", "ambiguous"} else trouble
    elif (
        not trouble and not one.municipality and not one.prefecture and placed.kind != "prefecture"
    ):
        trouble = (f"address-{placed.kind}", placed.warning, _REMEDY, column, text)
    return Stated(
        placed.prefecture or one.prefecture, placed.code or one.municipality, one.name, trouble,
        placed, text, column,
    )  # fmt: skip


def _of_address(address: str) -> str:
    return split_prefecture(address)[0]


def _prefectures(frame: pd.DataFrame, columns: dict[str, str]) -> list[tuple[str, Trouble | None]]:
    if "prefecture" not in columns:
        return [("", None)] * len(frame)
    column = columns["prefecture"]
    found = functools.cache(lambda cell: _prefecture(cell, column))
    return [found(cell) for cell in frame[column].tolist()]


def _prefecture(cell: str, column: str) -> tuple[str, Trouble | None]:
    if not cell:
        return "", None
    try:
        return japan.prefecture(cell).code, None
    except UnknownNameError as error:
        return "", ("prefecture", "is not a prefecture", error.remedy, column, cell)


def _coded(
    cell: str,
    code: object,
    column: str,
    row: int,
    trouble: Trouble | None,
    gazetteer: Gazetteer,
    findings: Findings,
) -> tuple[str, Trouble | None]:
    """Return a row's municipality (or prefecture) code, and what is wrong with it."""
    text = getattr(code, "code", "")
    odd = getattr(code, "odd", "")
    if not text or not prefecture_of(text):
        remedy = "Give five digits, such as 43404 (菊陽町), or six with the check digit."
        return "", ("code", "is not a code of a municipality or prefecture", remedy, column, cell)
    if odd:
        if odd.startswith("can mean"):
            remedy = "Write five digits as text ('01101), or add a column with the prefecture."
            return "", ("code", odd, remedy, column, cell)
        findings.warn("code", odd, f"It is taken as {text}.", row=row, column=column, value=cell)
    if text in CHANGED and text not in gazetteer.by_code:
        new, words = CHANGED[text]
        if new is None:
            return "", (
                "code",
                f"is no longer a code: {words}",
                f"Give the new one. {words}.",
                column,
                cell,
            )
        findings.warn("code-changed", f"is an old code: {words}", f"It is taken as {new}.",
                    row=row, column=column, value=cell)  # fmt: skip
        text = new
    if len(text) == 5 and text not in gazetteer.by_code:
        near = [one for one in gazetteer.by_code if one[:4] == text[:4]][:3]
        remedy = "Check the code." + (f" Near: {listed(near)}." if near else "")
        return text[:2], ("code", "is the code of no municipality", remedy, column, cell)
    return text, trouble


def _agreed(
    prefecture: str, code: str, row: int, columns: dict[str, str], findings: Findings
) -> str:
    """Return the prefecture of a code; say so where the row states another one."""
    if prefecture and code and code[:2] != prefecture:
        findings.warn(
            "contradiction",
            f"the code {code} lies in {japan.BY_CODE[code[:2]].ja}, but "
            f"{japan.BY_CODE[prefecture].ja} is stated",
            "The code is taken.",
            row=row, column=columns["municipality_code"], value=code,
        )  # fmt: skip
    return code[:2] or prefecture


def _named(
    name: str,
    prefecture: str,
    column: str,
    trouble: Trouble | None,
    gazetteer: Gazetteer,
    codes_of: Callable[[str, str], list[str]],
) -> tuple[str, str, Trouble | None]:
    """Return code and prefecture of a municipality's name, and what is wrong with it."""
    codes = codes_of(name, prefecture)
    if len(codes) == 1:
        return codes[0], codes[0][:2], trouble
    if codes:
        places = listed(f"{gazetteer.by_code[one].name_ja} ({one})" for one in codes)
        remedy = f"Add the prefecture or the city, or give the code. It can be {places}."
        return (
            "",
            prefecture,
            ("ambiguous", f"is the name of {len(codes)} places", remedy, column, name),
        )
    error = gazetteer.unknown(name, prefecture)
    known = _of_address(name) or prefecture
    return "", known, ("unknown", "is not a known municipality", error.remedy, column, name)
