"""What an address begins with: prefecture, county, municipality, as people write them.

A county (郡) is taken off whole before a town is looked for, so its first syllables are never
taken for a city; a name that several places share gives all of them.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from clustermap import japan
from clustermap.data import catalog
from clustermap.data.address_spelling import bare, fold_address
from clustermap.data.codes import CHANGED
from clustermap.data.municipalities import read_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_POSTAL = re.compile(r"^(?:郵便番号|T)?\(?[0-9]{3}-?[0-9]{4}\)?(?![0-9])-?")
_INTRO = re.compile(r"^(?:日本国?(?=.{2,3}[都道府県])|本社|本店|住所|所在地)(?=.)")
# numerals are digits here: 三宅島, 八丈島
_BRANCH = re.compile(r"^(?:.{1,6}?(?:総合振興局|振興局|支庁)|3宅島|8丈島)(?=.)")
_OLD_NAME = re.compile(r"^(\S+?) (?:became|went|was)\b")
LONGEST = 12


class Known(NamedTuple):
    """A municipality, ward or designated city."""

    code: str
    name: str
    kind: str
    name_en: str
    kana: str
    lon: float
    lat: float
    leads_to: str


class Front(NamedTuple):
    """A reading of an address's beginning.

    ``codes`` are the places of the name, ``end`` is where it ends in the folded text, ``note``
    says what was taken for what.
    """

    codes: tuple[str, ...]
    end: int
    note: str = ""


@dataclass
class Places:
    """All municipalities by every spelling of their names."""

    by_code: dict[str, Known] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    #: Names without their kind (市, 町, 村), for towns that became cities.
    stems: dict[str, set[str]] = field(default_factory=dict)
    #: Names that are no longer: what became of them, in words.
    old: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    counties: dict[str, set[str]] = field(default_factory=dict)
    wards: dict[str, list[str]] = field(default_factory=dict)

    def searched(self, code: str) -> list[str]:
        """Return the codes under which the towns of a place stand: a city's are its wards'."""
        place = self.by_code[code]
        return self.wards.get(place.leads_to or code, [code])


@functools.cache
def places(where: Path | None = None) -> Places:
    """Return the municipalities of the shipped tables."""
    found = Places()
    table = read_names(where)
    columns = ["code", "name_ja", "kind", "name_en", "kana", "lon", "lat", "leads_to", "city_code"]
    folded = bare(fold_address("\n".join(table["name_ja"]))).split("\n")
    for row, name in zip(table[columns].to_numpy().tolist(), folded, strict=True):
        place = Known(*row[:8])
        found.by_code[place.code] = place
        if place.leads_to and name not in found.names:
            words = f"{place.name} is a ward of 2024; towns are known by the wards before"
            found.old.setdefault(name, []).append((place.leads_to, words))
        if place.leads_to:
            continue
        found.names.setdefault(name, set()).add(place.code)
        if place.kind == "ward":
            city = str(row[8])
            found.wards.setdefault(city, []).append(place.code)
            short = name.removeprefix(bare(fold_address(japan.DESIGNATED_CITIES[city])))
            found.names.setdefault(short, set()).add(place.code)
        elif place.kind in {"city", "town", "village"}:
            found.stems.setdefault(name[:-1], set()).add(place.code)
    _counties(found, where)
    for old, (new, words) in CHANGED.items():
        match = _OLD_NAME.match(words)
        if match and new in found.by_code and old not in found.by_code:
            key = bare(fold_address(match.group(1)))
            found.old.setdefault(key, []).append((new, words))
    return found


def label(code: str) -> str:
    """Return a municipality with its prefecture, or a prefecture.

    Examples
    --------
    >>> label("13206"), label("13")
    ('東京都府中市', '東京都')
    """
    known = places().by_code.get(code)
    return japan.BY_CODE[code[:2]].ja + (known.name if known else "")


def _counties(found: Places, where: Path | None) -> None:
    table = catalog.read("municipal-kana", where)
    rows = [row for row in table[["code", "name"]].to_numpy().tolist() if "郡" in row[1]]
    for code, name in rows:
        place = found.by_code.get(code)
        county = name.removesuffix(place.name) if place else ""
        if county == name and place:  # spelled with the other ケ
            county = name[: -len(place.name)]
        if place is None or not county.endswith("郡"):
            continue
        found.counties.setdefault(bare(fold_address(county)), set()).add(code)


@functools.cache
def _prefectures() -> tuple[dict[str, str], dict[str, str]]:
    """Return the folded names of prefectures, whole and without 都, 府 or 県."""
    whole = {bare(fold_address(one.ja)): one.code for one in japan.PREFECTURES}
    whole |= {one.ko: one.code for one in japan.PREFECTURES}
    short = {name[:-1]: code for name, code in whole.items() if name[-1] in "都府県"}
    return whole, short


def prefecture_at(text: str, start: int = 0) -> tuple[str, int]:
    """Return the prefecture whose whole name stands at a place in a folded text, and its end.

    Examples
    --------
    >>> prefecture_at("熊本県菊陽町"), prefecture_at("京都市")
    (('43', 3), ('', 0))
    """
    whole, _ = _prefectures()
    for size in (3, 4, 5, 6, 7):
        if code := whole.get(text[start : start + size]):
            return code, start + size
    return "", start


def beginning(text: str) -> int:
    """Return where an address begins in a folded text: after a postal code and the like.

    Examples
    --------
    >>> beginning("869-1102熊本県"), beginning("1-2-3")
    (8, 0)
    """
    start = 0
    for pattern in (_INTRO, _POSTAL, _INTRO):
        if match := pattern.match(text[start:]):
            start += match.end()
    return start


def fronts(text: str, prefecture: str = "") -> Iterator[Front]:
    """Yield readings of an address's beginning, the likeliest first.

    Parameters
    ----------
    text : str
        Folded, without marks.
    prefecture : str
        The prefecture that a column states, if any; one in the address goes before it.

    Examples
    --------
    >>> next(fronts("北海道余市郡余市町大川町")).codes, next(fronts("府中市宮西町")).codes
    (('01408',), ('13206', '34208'))
    """
    start = beginning(text)
    inside, at = prefecture_at(text, start)
    yield from _municipal(text, at, inside or prefecture)
    if inside:
        return
    for size in (2, 3):  # 東京 for 東京都
        code = _prefectures()[1].get(text[start : start + size])
        if code and (not prefecture or code == prefecture):
            yield from _municipal(text, start + size, code)


def _municipal(text: str, start: int, prefecture: str) -> Iterator[Front]:
    """Yield what municipality stands at a place in a folded text."""
    known = places()
    if branch := _BRANCH.match(text[start:]):
        yield from _direct(text, start + branch.end(), prefecture)
    county_end, in_county = 0, False
    for stop in range(start + 2, min(start + 7, len(text))):
        if text[stop - 1] != "郡":
            continue
        county_end = county_end or stop
        members = known.counties.get(text[start:stop])
        if members:
            inside = {code for code in members if not prefecture or code[:2] == prefecture}
            for front in _direct(text, stop, prefecture, inside):
                in_county = True
                yield front
    direct = list(_direct(text, start, prefecture))
    yield from direct
    if county_end and not direct and not in_county:
        # a county that is no longer, or not that town's
        for front in _direct(text, county_end, prefecture):
            note = front.note or f"{text[start:county_end]} is not its county"
            yield front._replace(note=note)


def _direct(
    text: str, start: int, prefecture: str, among: set[str] | None = None
) -> Iterator[Front]:
    """Yield the municipalities whose names stand at a place, the longest name first."""
    known = places()
    fallback = []
    for size in range(min(LONGEST, len(text) - start), 1, -1):
        name = text[start : start + size]
        codes = {
            code for code in known.names.get(name, ())
            if (not prefecture or code[:2] == prefecture) and (among is None or code in among)
        }  # fmt: skip
        olds = [
            one for one in known.old.get(name, ())
            if (not prefecture or one[0][:2] == prefecture) and among is None
        ]  # fmt: skip
        for code, words in olds:
            if codes:
                codes.add(code)
            else:
                yield Front((code,), start + size, words)
        if codes:
            yield Front(tuple(sorted(codes)), start + size)
        elif name[-1] in "町村市" and (prefecture or among):
            stems = {
                code for code in known.stems.get(name[:-1], ())
                if (code[:2] == prefecture if among is None else code in among)
            }  # fmt: skip
            if len(stems) == 1:
                code = stems.pop()
                note = f"{name} is not known, {known.by_code[code].name} is taken"
                fallback.append(Front((code,), start + size, note))
    yield from fallback
