"""Sectors by the user's words or by codes of the Japan Standard Industrial Classification."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from clustermap import locales
from clustermap.data import official
from clustermap.errors import UnknownNameError
from clustermap.text import fold, narrow

#: Groups (小分類) and classes of the classification that are of one of our sectors as a whole.
#: JSIC, revision 13 (Ministry of Internal Affairs and Communications, 2013).
_GROUPS = {
    "165": "bio", "267": "semiconductor", "281": "semiconductor", "313": "shipbuilding",
    "314": "aerospace",
}  # fmt: skip
#: Medium groups (中分類) that stand for a sector here; the others of ours hold much else.
_MEDIUM = ("28",)
#: Words that say the same as a sector's name.
_WORDS = {
    "semiconductor": """
        半導体関連, 半導体製造, 半導体製造業, 半導体製造装置, 半導体部品, 半導体材料, 集積回路,
        電子デバイス, 半導体産業, 반도체관련, semiconductor devices, chips
    """,
    "shipbuilding": """
        造船業, 造船・舶用, 造船舶用, 船舶, 船舶製造, 船舶製造業, 船舶製造・修理業, 舶用機器,
        舶用工業, 舶用機関, 조선업, ships, shipyard
    """,
    "bio": """
        バイオ関連, バイオテクノロジー, ライフサイエンス, 医薬, 医薬品, 医薬品製造業, 製薬, 製薬業,
        創薬, バイオ産業, 바이오산업, 제약, biotech, biotechnology, pharma, pharmaceuticals,
        life science
    """,
    "aerospace": """
        航空, 宇宙, 航空機, 航空機部品, 航空機製造, 航空機製造業, 航空機・同附属品製造業,
        航空宇宙産業, 航空・宇宙, 宇宙産業, 항공, 우주, aircraft, space
    """,
    "ai": """
        人工知能, AI関連, AI・データ, 인공지능, artificial intelligence
    """,
}
_CODE = re.compile(r"([A-T]?)[\s\-:.]*(\d{2,4})(?!\d)[\s:.\-、_]*(.*)")


class SectorFound(NamedTuple):
    """A sector, and how its word was understood: ``known``, ``word``, ``code``, ``own``, ``near``.

    ``near`` is a sector that the word is nearly the name of.
    """

    sector: str
    how: str
    near: str = ""


@functools.cache
def find_sector(word: str, lang: str = "ja") -> SectorFound:
    """Understand a cell.

    Parameters
    ----------
    word : str
        A sector's name, a word that says the same, a JSIC code with or without its name, or a
        sector of the user's own.
    lang : {"en", "ja", "ko"}
        Language of the names that codes of no sector of ours get.

    Examples
    --------
    >>> find_sector("半導体"), find_sector("造船業")
    (SectorFound(sector='semiconductor', how='known', near=''), SectorFound(sector='shipbuilding', how='word', near=''))
    >>> find_sector("E3131 船舶製造・修理業").sector, find_sector("24").sector, find_sector("281").sector
    ('shipbuilding', '金属製品', 'semiconductor')
    >>> find_sector("林業機械")
    SectorFound(sector='林業機械', how='own', near='')
    """  # noqa: E501
    cell = " ".join(narrow(word).split())
    known = locales.find("sector", cell)
    if known:
        return SectorFound(known, "known")
    code = _CODE.fullmatch(cell)
    if code:
        by_code = _by_code(code[2], code[3], lang)
        if by_code:
            return SectorFound(by_code, "code")
    divisions = official.industries("jsic_division")
    if cell in divisions.index:
        return SectorFound(str(divisions.loc[cell, f"name_{lang}"]), "code")
    by_word = _words().get(fold(cell))
    if by_word:
        return SectorFound(by_word, "word")
    near = UnknownNameError.of("sector", cell, list(_labels())).suggestions
    return SectorFound(cell, "own", _labels()[near[0]] if near else "")


@functools.cache
def _labels() -> dict[str, str]:
    """Return the names of the sectors in all languages, with the sector of each."""
    return {
        label: key
        for key in locales.keys("sector")
        for label in (key, *locales.texts("sector", key).values())
    }


@functools.cache
def _words() -> dict[str, str]:
    return {fold(word): sector for sector, words in _WORDS.items() for word in words.split(",")}


def _by_code(digits: str, name: str, lang: str) -> str:
    """Return the sector of a code, else its own name or that of its group; "" for none known."""
    for width in (4, 3):
        if digits[:width] in _GROUPS:
            return _GROUPS[digits[:width]]
    industries = official.industries("jsic2")
    if digits[:2] not in industries.index:
        return ""
    if digits[:2] in _MEDIUM:
        return str(industries.loc[digits[:2], "sectors"])
    return name or str(industries.loc[digits[:2], f"name_{lang}"])
