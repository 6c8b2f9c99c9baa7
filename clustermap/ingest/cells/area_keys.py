"""Which area a cell means, by code or by name; nothing is dropped without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clustermap import japan
from clustermap.data.codes import (
    CHANGED,
    NATION,
    SPECIAL_WARDS,
    digits,
    prefecture_of,
    read_codes,
)
from clustermap.data.gazetteer import nearest_names
from clustermap.errors import UnknownNameError
from clustermap.messages import listed
from clustermap.text import fold, narrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.ingest.problems import Findings

_TOTALS = re.compile(
    r"^(?:全国|全国計|計|合計|総計|総数|小計|平均|全国平均|特別区部|特別区|特別区計|市計|町村計|"
    r"郡計|市部|郡部|県計|都計|府計|道計|日本|日本計|都道府県計|total|all|sum|average|mean|japan|"
    r"nation(?:al|wide)?|whole country|grand total|subtotal|"
    r"전국|합계|계|총계|소계|평균|일본)$",
    re.IGNORECASE,
)


_NUMBER_FIRST = re.compile(r"(R?[0-9]{1,6})[\s_\-:：.．、,)）]*([^\W\d_].*)")
_NUMBER_LAST = re.compile(r"(.*[^\W\d_])[\s_\-:：]*[(（\[]?\s*(R?[0-9]{2,6})\s*[)）\]]?")


def is_total(name: str) -> bool:
    """Say whether a name stands for a sum of rows.

    Examples
    --------
    >>> is_total("合 計"), is_total("全国"), is_total("小計"), is_total("合志市")
    (True, True, True, False)
    """
    return bool(_TOTALS.match(name.strip()) or _TOTALS.match(re.sub(r"[\s　]+", "", name)))


def is_region(name: str) -> bool:
    """Say whether a name is that of a region.

    Examples
    --------
    >>> is_region("東北地方"), is_region("Kyushu"), is_region("熊本県")
    (True, True, False)
    """
    try:
        japan.region(re.sub(r"[\s　]+", "", name).removesuffix("地方"))
    except UnknownNameError:
        return False
    return True


def numbered(cell: str) -> tuple[str, str] | None:
    """Cut a cell with a number and a name in two; None where it is no such cell.

    Examples
    --------
    >>> numbered("01_北海道"), numbered("菊陽町（43404）"), numbered("13 Tokyo"), numbered("R43000")
    (('01', '北海道'), ('43404', '菊陽町'), ('13', 'Tokyo'), None)
    """
    plain = narrow(cell)
    if digits(plain) is not None or not any(letter.isdigit() for letter in plain):
        return None
    if match := _NUMBER_FIRST.fullmatch(plain):
        return match[1], match[2].strip()
    if match := _NUMBER_LAST.fullmatch(plain):
        return match[2], match[1].strip()
    return None


def match_areas(
    cells: pd.Series[str],
    areas: gpd.GeoDataFrame,
    *,
    gazetteer: Gazetteer,
    level: str,
    prefectures: Sequence[str] | None,
    findings: Findings,
) -> list[str]:
    """Return the code of the area that each cell means; "" for rows that are left out.

    Parameters
    ----------
    cells : pandas.Series
        Codes or names, indexed by row numbers.
    areas : geopandas.GeoDataFrame
        Indexed by code, with ``name_ja``.
    gazetteer : Gazetteer
        Municipalities by code and name.
    level : {"prefecture", "municipality", "area"}
        What the areas are.
    prefectures : sequence of str, optional
        The prefecture of each row, where another column says it.
    findings : Findings
        Takes rows that mean no area (errors), totals and rows of another level (warnings).
    """
    matcher = _Matcher(cells, areas, gazetteer, level, prefectures, findings)
    found = [
        matcher.match(at, int(row), cell)
        for at, (row, cell) in enumerate(zip(cells.index, cells, strict=True))
    ]
    seen: dict[str, int] = {}
    for row, cell, code in zip(cells.index, cells, found, strict=True):
        if code and code in seen:
            findings.error(
                "twice", f"stands in row {seen[code]} already",
                "Keep one row for each area (one year, one total).",
                row=int(row), column=str(cells.name), value=cell,
            )  # fmt: skip
        elif code:
            seen[code] = int(row)
    return found


class _Matcher:
    def __init__(
        self,
        cells: pd.Series[str],
        areas: gpd.GeoDataFrame,
        gazetteer: Gazetteer,
        level: str,
        prefectures: Sequence[str] | None,
        findings: Findings,
    ) -> None:
        self.column = str(cells.name)
        self.areas = areas
        self.known = set(map(str, areas.index))
        self.gazetteer = gazetteer
        self.level = level
        self.findings = findings
        self.prefectures = [_prefecture(one) for one in prefectures or [""] * len(cells)]
        #: Number and name of cells that hold both, as 43_熊本県.
        self.parts = [None if level == "area" else numbered(cell) for cell in cells]
        plain = [part[0] if part else cell for part, cell in zip(self.parts, cells, strict=True)]
        self.codes = [None] * len(cells) if level == "area" else read_codes(plain, self.confirm)
        self.names = {
            fold(str(name)): str(code)
            for code, name in zip(areas.index, areas["name_ja"], strict=True)
        }
        self.folded = {fold(code): code for code in self.known}

    def confirm(self, at: int, code: str) -> bool | None:
        if self.prefectures[at]:
            return code[:2] == self.prefectures[at]
        if self.level == "municipality":
            return code in self.known
        return None

    def match(self, at: int, row: int, cell: str) -> str:  # noqa: PLR0911
        if not cell:
            self.findings.error(
                "no-key", "is blank", "Every row needs the code or name of its area.",
                row=row, column=self.column,
            )  # fmt: skip
            return ""
        part = self.parts[at]
        if self._left_out(row, cell, part[1] if part else cell):
            return ""
        if self.level == "area":
            return self._user_area(row, cell)
        code = self.codes[at]
        if part is not None:
            return self._numbered(at, row, cell, part[1])
        if digits(cell) is not None:
            return self._coded(row, cell, code)
        if self.level == "prefecture":
            return self._named_prefecture(row, cell)
        return self._named_municipality(at, row, cell)

    def _warn(self, kind: str, words: str, row: int, cell: str) -> str:
        self.findings.leave_out(kind, words, row=row, column=self.column, value=cell)
        return ""

    def _error(self, kind: str, words: str, action: str, row: int, cell: str) -> str:
        self.findings.error(kind, words, action, row=row, column=self.column, value=cell)
        return ""

    def _taken(self, words: str, code: str, row: int, cell: str) -> str:
        self.findings.warn(
            "changed", words, f"It is taken as {code}.", row=row, column=self.column, value=cell
        )
        return code

    def _left_out(self, row: int, cell: str, name: str) -> bool:
        """Say whether a row is a sum of others."""
        if is_total(name):
            self._warn("total", "adds up several areas", row, cell)
            return True
        if self.level == "prefecture" and not _prefecture(name) and is_region(name):
            self._warn("region", "is a region, which adds up several prefectures", row, cell)
            return True
        return False

    def _numbered(self, at: int, row: int, cell: str, name: str) -> str:
        """Read a cell with number and name, which must agree."""
        code = self.codes[at]
        text = getattr(code, "code", "")
        if self.level == "prefecture":
            named = [_prefecture(name)]
        else:
            named = self.gazetteer.codes(name, self.prefectures[at])
        if text in named:
            return self._coded(row, cell, code)
        meant = listed(f"{one} {self._label(one)}" for one in named if one)
        words = (
            f"has the number of {text} {self._label(text)}"
            if self._label(text)
            else ("has a number that is not a code")
        )
        words += f", and the name of {meant}" if meant else ", and a name that is not known"
        return self._error("numbered", words, "Correct the number or the name.", row, cell)

    def _label(self, code: str) -> str:
        if code in self.gazetteer.by_code:
            return self.gazetteer.by_code[code].name_ja
        return japan.BY_CODE[code].ja if code in japan.BY_CODE else ""

    def _user_area(self, row: int, cell: str) -> str:
        plain = fold(cell)
        found = self.folded.get(plain) or self.names.get(plain)
        if found:
            return found
        near = nearest_names(cell, [*self.known, *map(str, self.areas["name_ja"])])
        hint = f"Did you mean {' or '.join(near)}?" if near else "Check it against the boundaries."
        return self._error("unknown", "is not an area on the map", hint, row, cell)

    def _coded(self, row: int, cell: str, code: object) -> str:
        text, odd = getattr(code, "code", ""), getattr(code, "odd", "")
        if text in {NATION, SPECIAL_WARDS} and text not in self.known:
            return self._warn("total", "adds up several areas", row, cell)
        if not prefecture_of(text) or odd.startswith("three"):
            return self._error(
                "code", "is not a code of an area",
                "Prefectures have 01 to 47, municipalities five digits (six with the check digit).",
                row, cell,
            )  # fmt: skip
        if odd.startswith("can mean"):
            return self._error("code", odd, "Add a column with the prefecture.", row, cell)
        if odd:
            self.findings.warn(
                "code", odd, f"It is taken as {text}.", row=row, column=self.column, value=cell
            )
        if text in self.known:
            return text
        if self.level == "prefecture":
            words = (
                "is a municipality, the map is of prefectures"
                if len(text) == 5
                else "is a prefecture that the map does not show"
            )
            return self._warn("level", words, row, cell)
        return self._other_level(row, cell, text)

    def _other_level(self, row: int, cell: str, text: str) -> str:  # noqa: PLR0911
        """Explain a municipality's code that the boundaries do not have."""
        if len(text) == 2:
            return self._warn("level", "is a prefecture, the map is of municipalities", row, cell)
        if text in japan.DESIGNATED_CITIES and self._has_wards_of(text):
            return self._warn("city", "is a city whose wards are on the map", row, cell)
        if japan.city_of(text) in self.known:
            return self._warn("ward", "is a ward, the map shows its city", row, cell)
        if text in CHANGED:
            new, words = CHANGED[text]
            if new in self.known:
                return self._taken(f"is an old code: {words}", str(new), row, cell)
            return self._error(
                "changed", f"is an old code: {words}", "Give the new code.", row, cell
            )
        old = [one for one, (new, _) in CHANGED.items() if new == text and one in self.known]
        if len(old) == 1:
            words = f"is newer than the map: {CHANGED[old[0]][1]}"
            return self._taken(words, old[0], row, cell)
        if text[:2] not in {one[:2] for one in self.known}:
            return self._warn(
                "elsewhere", "lies in a prefecture that the map does not show", row, cell
            )
        near = sorted(one for one in self.known if one[:4] == text[:4])[:3]
        hint = "Use boundaries of the table's year, or its new code."
        if near:
            places = listed(f"{one} {self.areas.loc[one, 'name_ja']}" for one in near)
            hint += f" Near on the map: {places}."
        return self._error("unknown", "is not a municipality on the map", hint, row, cell)

    def _has_wards_of(self, city: str) -> bool:
        """Say whether the map shows wards of a designated city."""
        return any(japan.is_ward(code) and japan.city_of(code) == city for code in self.known)

    def _named_prefecture(self, row: int, cell: str) -> str:
        try:
            code = japan.prefecture(cell).code
        except UnknownNameError as error:
            if self.gazetteer.codes(cell):
                return self._warn(
                    "level", "is a municipality, the map is of prefectures", row, cell
                )
            return self._error("unknown", "is not a prefecture", error.remedy, row, cell)
        if code not in self.known:
            return self._warn("elsewhere", "is a prefecture that the map does not show", row, cell)
        return code

    def _named_municipality(self, at: int, row: int, cell: str) -> str:
        prefecture = self.prefectures[at]
        codes = self.gazetteer.codes(cell, prefecture)
        on_map = [code for code in codes if code in self.known]
        if len(on_map) == 1:
            return on_map[0]
        if len(on_map) > 1:
            places = listed(f"{self.gazetteer.by_code[one].name_ja} ({one})" for one in on_map)
            return self._error(
                "ambiguous", f"is the name of {len(on_map)} places ({places})",
                "Add a column with the prefecture, or give codes.", row, cell,
            )  # fmt: skip
        cities = [code for code, name in japan.DESIGNATED_CITIES.items() if name == cell]
        if cities and self._has_wards_of(cities[0]):
            return self._warn("city", "is a city whose wards are on the map", row, cell)
        if _prefecture(cell):
            return self._warn("level", "is a prefecture, the map is of municipalities", row, cell)
        error = self.gazetteer.unknown(cell, prefecture)
        return self._error("unknown", "is not a municipality on the map", error.remedy, row, cell)


def _prefecture(name: str) -> str:
    try:
        return japan.prefecture(name).code if name else ""
    except UnknownNameError:
        return ""


def wards_wanted(cells: Sequence[str], areas: gpd.GeoDataFrame) -> bool:
    """Say whether a table has designated cities but not their wards, which the map has."""
    found = {one.code for one in read_codes(list(cells)) if one is not None}
    names = set(cells)
    designated = japan.DESIGNATED_CITIES.items()
    cities = {code for code, name in designated if code in found or name in names}
    wards = {code for code in map(str, areas.index) if japan.is_ward(code)}
    if not cities or not wards:
        return False
    given = {code for code in found if japan.is_ward(code)}
    tokyo = {str(areas.loc[code, "name_ja"]) for code in areas.index if str(code)[:3] == "131"}
    named = {name for name in names if name.endswith("区")} - tokyo
    return not given and not named
