"""Addresses in Latin letters, in either order, to the municipality.

The gazetteer of towns has no readings, so the town of such an address is not looked for.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from clustermap import japan
from clustermap.ingest.addresses.fronts import label, places
from clustermap.ingest.addresses.placed import Placed, at_municipality
from clustermap.messages import listed
from clustermap.text import fold, fold_accents

_KINDS = {
    "shi": "city", "city": "city", "machi": "town", "cho": "town", "chou": "town", "town": "town",
    "mura": "village", "son": "village", "village": "village", "ku": "ward", "ward": "ward",
    "ken": "prefecture", "to": "prefecture", "fu": "prefecture", "pref": "prefecture",
    "prefecture": "prefecture", "metropolis": "prefecture", "gun": "county", "county": "county",
    "district": "county",
}  # fmt: skip
#: Which kinds of places a word behind a name can mean; Tokyo's wards call themselves cities.
_FITS = {
    "city": {"city", "designated_city", "special_ward"},
    "town": {"town"},
    "village": {"village"},
    "ward": {"ward", "special_ward"},
    "": {"city", "designated_city", "special_ward", "town", "village", "ward"},
}
#: The passport spelling, still on road signs.
_OITA = "ohita"
_POSTAL = re.compile(r"〒?\s*\b[0-9]{3}-?[0-9]{4}\b")
_SUFFIXED = re.compile(rf"^(.+?)(-?)({'|'.join(_KINDS)})$")


class _Word(NamedTuple):
    key: str
    kind: str


@functools.cache
def _municipalities() -> dict[str, list[str]]:
    """Return the codes of municipalities by their romanized names, folded."""
    found: dict[str, list[str]] = {}
    for place in places().by_code.values():
        if place.leads_to:
            continue
        name = place.name_en.split(",")[0]
        name = re.sub("-(?:ku|shi|machi|cho|mura|son)$", "", name)
        found.setdefault(japan.romaji(fold(name)), []).append(place.code)
    found[_OITA] = found["oita"]
    return found


@functools.cache
def _prefectures() -> dict[str, str]:
    found = {japan.romaji(fold(one.en)): one.code for one in japan.PREFECTURES}
    return found | {_OITA: found["oita"]}


def place_english(address: str, prefecture: str = "", municipality: str = "") -> Placed:
    """Find the municipality of an address in Latin letters.

    Parameters
    ----------
    address : str
        English order, or Japanese order in Latin letters.
    prefecture, municipality : str
        Codes that other columns of the row state, if any.

    Examples
    --------
    >>> place_english("1-2-3 Haramizu, Kikuyo-machi, Kikuchi-gun, Kumamoto 869-1102, Japan")[:2]
    ('43404', '')
    >>> place_english("Naka-ku, Yokohama").code, place_english("Nagoya-shi Naka-ku").code
    ('14104', '23106')
    """
    words = _words(address)
    at, inside = _prefecture(words)
    prefecture = inside or prefecture or municipality[:2]
    others = [word for place, word in enumerate(words) if place != at]
    codes = [municipality] if municipality in places().by_code else []
    if not codes:
        codes = _codes(others, prefecture, first=at == 0)
    if len(codes) == 1:
        warning = "in Latin script: only its municipality is looked for"
        return at_municipality(codes[0], "latin", warning)
    if codes:
        names = listed(map(label, codes))
        return Placed(
            kind="ambiguous", warning=f"can be in {len(codes)} places ({names})",
            prefecture=prefecture,
        )  # fmt: skip
    where = f" of {japan.BY_CODE[prefecture].en}" if prefecture else ""
    words_ = f"names no municipality{where} that is known"
    return Placed(kind="unknown", warning=words_, prefecture=prefecture)


def _words(address: str) -> list[_Word]:
    """Split an address into names with what kind of place each says it is."""
    found: list[_Word] = []
    plain = _POSTAL.sub(" ", fold_accents(address))
    for piece in re.split(r"[,;/|\n()]", plain):
        names = [one.strip(".'’") for one in piece.split()]
        names = [one for one in names if one and one != "japan" and not one[0].isdigit()]
        start = len(found)
        for at, name in enumerate(names):
            if name in _KINDS and at and not found[-1].kind and len(found) > start:
                found[-1] = found[-1]._replace(kind=_KINDS[name])
            elif name not in {"city", "of", "town", "village"} and japan.romaji(fold(name)):
                found.append(_word(name))
        if len(found) - start > 1 and not any(one.kind for one in found[start:-1]):
            # Higashi Hiroshima, Kita Kyushu
            joined = "".join(one.key for one in found[start:])
            if joined in _municipalities():
                found[start:] = [_Word(joined, found[-1].kind)]
    return found


def _word(name: str) -> _Word:
    match = _SUFFIXED.match(name)
    if match and (match.group(2) or japan.romaji(fold(name)) not in _municipalities()):
        stem = japan.romaji(fold(match.group(1)))
        if match.group(2) or stem in _municipalities():
            return _Word(stem, _KINDS[match.group(3)])
    return _Word(japan.romaji(fold(name)), "")


def _prefecture(words: list[_Word]) -> tuple[int, str]:
    """Return where a prefecture stands among the words, and its code."""
    stated = [at for at, one in enumerate(words) if one.kind == "prefecture"]
    bare = [at for at, one in enumerate(words) if not one.kind]
    for at in (*stated, *reversed(bare)):
        if code := _prefectures().get(words[at].key):
            return at, code
    return -1, ""


def _codes(words: list[_Word], prefecture: str, *, first: bool) -> list[str]:
    """Return the municipalities that words can mean: those that say so before all others.

    In English order the last of them counts (a town stands before its city), else the first.
    """
    known = places().by_code
    keys = {one.key for one in words}
    for said in (True, False):
        found = [
            _meant(word, prefecture, keys)
            for word in (words if first else words[::-1])
            if bool(word.kind) == said and word.kind not in {"prefecture", "county"}
        ]
        found = [codes for codes in found if codes]
        wards = [codes for codes in found if known[codes[0]].kind == "ward"]
        if found:
            return (wards or found)[0]
    return []


def _meant(word: _Word, prefecture: str, keys: set[str]) -> list[str]:
    """Return the municipalities of a name: wards only where there is no other, or their city."""
    known = places().by_code
    codes = [
        code for code in _municipalities().get(word.key, ())
        if known[code].kind in _FITS[word.kind] and (not prefecture or code[:2] == prefecture)
    ]  # fmt: skip
    wards = [code for code in codes if known[code].kind == "ward"]
    inside = [code for code in wards if _city_key(code) in keys]
    if inside or word.kind:
        return inside or codes
    return [code for code in codes if code not in wards] or wards


def _city_key(ward: str) -> str:
    return japan.romaji(fold(places().by_code[japan.city_of(ward)].name_en))
