"""Addresses of known towns, written in the ways that people write them."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass

from clustermap import japan
from clustermap.data.towns import towns
from clustermap.ingest.addresses.fronts import places

KANJI = "〇一二三四五六七八九"
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
OLD = str.maketrans("沢浜広辺国桜竜滝島崎斉塩関", "澤濱廣邊國櫻龍瀧嶋﨑齊鹽關")


@dataclass(frozen=True)
class Address:
    """A town of the gazetteer with all that stands in front of it."""

    code: str
    prefecture: str
    county: str
    municipality: str
    town: str
    koaza: str

    @property
    def front(self) -> str:
        return self.prefecture + self.county + self.municipality

    @property
    def place(self) -> str:
        return self.town + self.koaza


def sample(number: int, seed: int) -> list[Address]:
    """Draw towns that have a point."""
    known = places()
    counties = {code: name for name, codes in _counties().items() for code in codes}
    gazetteer = towns()
    draw = random.Random(seed)  # noqa: S311
    found: list[Address] = []
    rows = [
        (code, start + at)
        for code, (start, end) in gazetteer._ranges.items()
        for at in range(end - start)
    ]
    while len(found) < number:
        code, row = draw.choice(rows)
        if gazetteer.lon[row] != gazetteer.lon[row]:
            continue
        one = gazetteer.at(row, code, 0)
        name = japan.BY_CODE[code[:2]].ja
        county = counties.get(code, "")
        found.append(Address(code, name, county, known.by_code[code].name, one.town, one.koaza))
    return found


def _counties() -> dict[str, list[str]]:
    from clustermap.data import catalog

    found: dict[str, list[str]] = {}
    table = catalog.read("municipal-kana")
    for code, name in zip(table["code"], table["name"], strict=True):
        match = re.match(r"(.{1,4}?郡)(?=.)", name)
        if match and places().by_code[code].kind in {"town", "village"}:
            found.setdefault(match.group(1), []).append(code)
    return found


def number_of(kanji: str) -> int:
    tens, _, ones = kanji.rpartition("十")
    if "十" not in kanji:
        return int("".join(str(KANJI.index(one)) for one in kanji))
    return 10 * (KANJI.index(tens) if tens else 1) + (KANJI.index(ones) if ones else 0)


def in_digits(name: str, unit: str = "丁目") -> str:
    return re.sub(
        r"([一二三四五六七八九十]+)丁目$", lambda m: f"{number_of(m.group(1))}{unit}", name
    )


def block(one: Address) -> str:
    return "2番3号" if one.place.endswith("丁目") else "123番地4"


def plain(one: Address) -> str:
    return one.front + one.place + block(one)


def postal_first(one: Address) -> str:
    return f"〒123-4567 {plain(one)}"


def without_prefecture(one: Address) -> str:
    return one.county + one.municipality + one.place + block(one)


def without_county(one: Address) -> str:
    return one.prefecture + one.municipality + one.place + block(one)


def without_oaza(one: Address) -> str:
    return one.front + re.sub(r"大字|字", "", one.place) + block(one)


def other_kana(one: Address) -> str:
    text = one.municipality + one.place
    swaps = {"ケ": "ヶ", "ヶ": "が", "が": "ガ", "ノ": "の", "の": "ノ", "ツ": "ッ", "之": "ノ"}
    return one.prefecture + one.county + "".join(swaps.get(c, c) for c in text) + block(one)


def old_characters(one: Address) -> str:
    return one.front + one.place.translate(OLD) + block(one)


def digits(one: Address) -> str:
    return one.front + in_digits(one.place) + block(one)


def hyphens(one: Address) -> str:
    if one.place.endswith("丁目"):
        return one.front + in_digits(one.place, "") + "-2-3"
    return f"{one.front}{one.place}123-4"


def wide_hyphens(one: Address) -> str:
    return one.prefecture + one.municipality + hyphens(one)[len(one.front) :].translate(WIDE)


def decomposed(one: Address) -> str:
    return unicodedata.normalize("NFD", plain(one))


def spaced(one: Address) -> str:
    parts = (one.prefecture, one.county + one.municipality, one.town, one.koaza)
    return "\u3000".join(filter(None, parts)) + f" {block(one)}"


def building(one: Address) -> str:
    return f"{hyphens(one)} 第一本町ビル3F"


SPELLINGS = (
    plain, postal_first, without_prefecture, without_county, without_oaza, other_kana,
    old_characters, digits, hyphens, wide_hyphens, decomposed, spaced, building,
)  # fmt: skip
