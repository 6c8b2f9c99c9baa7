"""Municipalities by name: what is known of their codes, names and places.

The shipped table has all of them; boundaries that the user brings add codes of other editions. A
name that several places share is a question to the user, never a guess.
"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from clustermap import japan
from clustermap.data.codes import check_digit
from clustermap.data.municipalities import read_names
from clustermap.errors import UnknownNameError
from clustermap.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd

#: Spellings that stand for the same place name, folded for matching and never shown.
_VARIANTS = str.maketrans(
    "ヶがケ箇個﨑埼碕龍髙澤濵濱廣邊邉齋齊斎檜竈檮之乃廳嶋嶌冨曽會國縣區舘鰺籠葛",
    "ケケケケケ崎崎崎竜高沢浜浜広辺辺斉斉斉桧釜梼ノノ庁島島富曾会国県区館鯵篭葛",
)
_DISTRICT = re.compile(r"^[^市区町村]{1,5}?郡(?=.+[町村]$)")
_ENGLISH = re.compile(r"[ -]*(?:city|town|village|ward|shi|cho|machi|mura|son|ku)$", re.IGNORECASE)


class Place(NamedTuple):
    """A municipality, or a ward of a designated city."""

    code: str
    name_ja: str
    name_en: str
    prefecture: str
    lon: float
    lat: float
    name_ko: str = ""


def fold_name(text: str) -> str:
    """Fold a Japanese place name for matching.

    Examples
    --------
    >>> fold_name("龍ヶ崎市") == fold_name("竜ケ崎市"), fold_name("菊池郡菊陽町")
    (True, '菊陽町')
    """
    plain = fold(text).translate(_VARIANTS)
    # casefolding leaves kana alone, but ヶ and ケ, ノ and の are written at will
    plain = plain.replace("の", "ノ")
    return _DISTRICT.sub("", plain)


def fold_english(text: str) -> str:
    """Fold a romanized municipality name: 'Kikuyo-machi', 'Kikuyō Town' and 'Kikuyo' meet."""
    return fold(_ENGLISH.sub("", text.strip()))


@dataclass
class Gazetteer:
    """Places by code and by every spelling."""

    by_code: dict[str, Place] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)

    def add(self, place: Place) -> None:
        """Add a place under all its spellings."""
        self.by_code[place.code] = place
        for key in _keys(place):
            self.names.setdefault(key, set()).add(place.code)

    def codes(self, text: str, prefecture: str = "") -> list[str]:
        """Return the codes of all places of a name, within a prefecture if one is known."""
        inside, rest = split_prefecture(text)
        prefecture = inside or prefecture
        found: set[str] = set()
        for key in (fold_name(rest), fold_english(rest)):
            found |= self.names.get(key, set()) if key else set()
        if prefecture:
            found = {code for code in found if code[:2] == prefecture}
        return sorted(found)

    def find(self, text: str) -> Place:
        """Return the municipality of a code, or of a name in three languages.

        Raises
        ------
        UnknownNameError
            None of that code or name, or several of that name; the error says which.

        Examples
        --------
        >>> gazetteer().find("Kikuyo").code, gazetteer().find("広島県府中市").code
        ('43404', '34208')
        """
        plain = fold(text).removeprefix("jp-")
        if plain.isdigit() and len(plain) in {5, 6}:
            if plain[:5] in self.by_code and (
                len(plain) == 5 or check_digit(plain[:5]) == plain[5]
            ):
                return self.by_code[plain[:5]]
            near = [code for code in self.by_code if code[:4] == plain[:4]][:3]
            names = ", ".join(f"{code} {self.by_code[code].name_ja}" for code in near)
            raise UnknownNameError(
                f"{text} is the code of no municipality.",
                f"Near are {names}." if near else "Give a code of JIS X 0402, such as 43404.",
            )
        found = self.codes(text)
        if not found:
            raise self.unknown(text)
        if len(found) > 1:
            listed = "; ".join(self._in_full(code, text) for code in found)
            raise UnknownNameError(
                f"{text} is the name of {len(found)} municipalities.",
                f"Give its prefecture or its code: {listed}.",
            )
        return self.by_code[found[0]]

    def _in_full(self, code: str, text: str) -> str:
        """Return a name with its prefecture, in the script of what was asked for."""
        place, prefecture = self.by_code[code], japan.BY_CODE[self.by_code[code].prefecture]
        if text.isascii() and place.name_en:
            return f"{place.name_en}, {prefecture.en} ({code})"
        return f"{prefecture.ja}{place.name_ja} ({code})"

    def unknown(self, text: str, prefecture: str = "") -> UnknownNameError:
        """Return the error for a name that no place has."""
        near = [
            place.name_ja if not text.isascii() else place.name_en
            for place in self.by_code.values()
            if not prefecture or place.prefecture == prefecture
        ]
        listing = "Check the spelling, or give the five-digit code."
        return UnknownNameError.of("municipality", text, near, listing=listing)


def split_prefecture(text: str) -> tuple[str, str]:
    """Cut a prefecture's name off the front of a place name or address.

    Examples
    --------
    >>> split_prefecture("熊本県菊陽町"), split_prefecture("Kikuyo, Kumamoto")
    (('43', '菊陽町'), ('43', 'Kikuyo'))
    >>> split_prefecture("京都市"), split_prefecture("札幌市北区")
    (('', '京都市'), ('', '札幌市北区'))
    """
    plain = text.strip()
    for one in japan.PREFECTURES:
        for name in (one.ja, one.ko):
            if plain.startswith(name) and len(plain) > len(name):
                return one.code, plain[len(name) :].strip(" 　,、")
    if plain.isascii() and "," in plain:
        head, _, tail = plain.rpartition(",")
        try:
            return japan.prefecture(tail.strip()).code, head.strip()
        except UnknownNameError:
            return "", plain
    return "", plain


def _keys(place: Place) -> set[str]:
    keys = {fold_name(place.name_ja), fold_name(place.name_ko)}
    if place.name_en:
        keys |= {fold_english(place.name_en), fold_english(place.name_en.split(",")[0])}
    if japan.is_ward(place.code):
        # a ward is written 札幌市北区, or 北区, which thirteen cities have
        name = japan.DESIGNATED_CITIES[japan.city_of(place.code)]
        keys.add(fold_name(place.name_ja.removeprefix(name)))
        keys.add(fold_name(name + place.name_ja.removeprefix(name)))
    return keys - {""}


@functools.cache
def shipped(where: Path | None = None) -> Gazetteer:
    """Return the municipalities of the shipped table; a younger code stands for its city."""
    found = Gazetteer()
    names = read_names(where)
    columns = ["code", "name_ja", "name_en", "prefecture_code", "lon", "lat", "name_ko"]
    for row in names[columns].to_numpy().tolist():
        found.add(Place(*row))
    for code, city in names.loc[names["leads_to"] != "", "leads_to"].items():
        found.by_code[str(code)] = found.by_code[city]
        for codes in found.names.values():
            if code in codes:
                codes.remove(code)
                if not codes:  # Tenryu-ku is an old ward's name as well
                    codes.add(city)
    return found


def gazetteer(
    municipalities: gpd.GeoDataFrame | None = None, where: Path | None = None
) -> Gazetteer:
    """Return the municipalities of the shipped table and of boundaries.

    Parameters
    ----------
    municipalities : geopandas.GeoDataFrame, optional
        As ``clustermap.ingest.boundaries`` reads them.
    """
    base = shipped(where)
    if municipalities is None:
        return base
    found = Gazetteer()
    points = municipalities.geometry.representative_point()
    names, prefectures = municipalities["name_ja"], municipalities["prefecture_code"]
    for code, name, prefecture, point in zip(
        municipalities.index, names, prefectures, points, strict=True
    ):
        known = base.by_code.get(code)
        english, korean = (known.name_en, known.name_ko) if known else ("", "")
        lon, lat = (known.lon, known.lat) if known else (point.x, point.y)
        found.add(Place(code, name, english, prefecture, lon, lat, korean))
    for place in base.by_code.values():
        if place.code not in found.by_code:
            found.add(place)
    return found


def nearest_names(text: str, known: Iterable[str]) -> list[str]:
    """Return the known names that are most like a text."""
    return difflib.get_close_matches(text, list(known), n=3, cutoff=0.5)
