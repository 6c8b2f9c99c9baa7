"""A firm list as prefecture offices have them, made up: spellings, doubles, sites, remarks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from clustermap.ingest.register.corporate_number import check_digit
from tests.addresses import spellings
from tests.addresses.spellings import WIDE, sample

if TYPE_CHECKING:
    from tests.addresses.spellings import Address

#: Twelve ways to write an address.
TWELVE = spellings.SPELLINGS[:12]
COLUMNS = (
    "管理番号", "企業名", "法人番号", "業種", "所在地", "従業員数", "資本金（百万円）", "社外秘メモ",
)  # fmt: skip
PLANTED = "内密情報"
_FRONT = (
    "東亜 大和 旭 三栄 日新 昭和 富士 泰平 北斗 光洋 明光 協立 新栄 太陽 丸善 ミナト アサヒ サクラ タカラ "
    "髙橋 渡邊 齋藤 山崎 中嶋 黒田 藤沢 松浦 古賀 緒方 田尻 坂本 前田 宮崎 石原 川口 井上 吉村 永田 福島 本田"
)
_MIDDLE = (
    "精密 電子 機械 化学 金属 鉄工 技研 工業 製作 食品 薬品 樹脂 硝子 紡績 木材 印刷 造船 航空 産業 "
    "システム エンジニアリング テクノロジー マテリアル コンピューター"
)
_FORMS = ("株式会社{}", "{}株式会社", "㈱{}", "{}㈱", "(株){}", "有限会社{}", "合同会社{}")
_SAME_FORM = ("株式会社{}", "㈱{}", "(株){}", "{} 株式会社", "（株）{}", "{}㈱")
_SECTORS = (
    "半導体", "造船", "バイオ", "AI", "航空宇宙", "造船業", "医薬品", "281", "24", "E3131", "金属加工",
    "食料品製造業",
)  # fmt: skip
_OLD = str.maketrans("高渡辺斎崎島沢浜広国", "髙渡邉齋﨑嶋澤濵廣國")
_BLOCKS = {"2番3号": "{0}番{1}号", "123番地4": "{0}番地{1}", "-2-3": "-{0}-{1}", "123-4": "{0}-{1}"}


@dataclass
class MadeUp:
    """The list and what is known of it."""

    frame: pd.DataFrame
    #: Municipality of each row.
    codes: list[str]
    #: Pairs of rows (numbers in the file) that are one site.
    doubles: set[tuple[int, int]] = field(default_factory=set)


def made_up(number: int = 2_000, doubles: int = 60, seed: int = 18) -> MadeUp:
    """Make a list of so many rows up, so many of them doubles of others."""
    draw = random.Random(seed)  # noqa: S311
    firms = number - doubles
    places = _places(firms, seed)
    rows: list[list[str]] = []
    codes: list[str] = []
    blocks = []
    for at, place in enumerate(places):
        block = (draw.randint(1, 60), draw.randint(1, 30))
        blocks.append(block)
        name = draw.choice(_FRONT.split()) + draw.choice(_MIDDLE.split())
        site = ""
        corporate = _number(draw) if draw.random() < 0.8 else ""
        if at % 50 == 49:  # a plant of the firm before, at a place of its own
            rows[-1][2] = rows[-1][2] or _number(draw)
            name, corporate, site = rows[-1][1], rows[-1][2], f" {place.municipality}工場"
        else:
            name = draw.choice(_FORMS).format(name)
        rows.append([
            "", name + site, corporate, draw.choice(_SECTORS),
            spelled(place, block, TWELVE[at % 12]), str(draw.randint(3, 900)),
            str(draw.randint(1, 500)), f"{PLANTED}{at}",
        ])  # fmt: skip
        codes.append(place.code)
    pairs = []
    for at, first in enumerate(draw.sample(range(firms), doubles)):
        row = [*rows[first]]
        row[4] = spelled(places[first], blocks[first], draw.choice(TWELVE))
        row[7] = f"{PLANTED}重複{at}"
        core = _core(row[1])
        kind = at % 3
        if kind == 0:  # by its number: another name form, perhaps renamed
            row[2] = rows[first][2] = rows[first][2] or _number(draw)
            row[1] = draw.choice(_SAME_FORM).format(core)
        else:
            row[2] = "" if draw.random() < 0.5 else rows[first][2]
            core = core.translate(_OLD) if kind == 1 else _slip(core, draw)
            row[1] = draw.choice(_SAME_FORM).format(core)
        pairs.append((first, len(rows)))
        rows.append(row)
        codes.append(codes[first])
    order = list(range(len(rows)))
    draw.shuffle(order)
    place_of = {old: new for new, old in enumerate(order)}
    frame = pd.DataFrame([rows[old] for old in order], columns=COLUMNS)
    frame["管理番号"] = [f"K{at:05}" for at in range(len(frame))]
    found = {tuple(sorted((place_of[one] + 2, place_of[other] + 2))) for one, other in pairs}
    return MadeUp(frame, [codes[old] for old in order], found)  # type: ignore[arg-type]


def _places(number: int, seed: int) -> list[Address]:
    """Draw towns, half of them in one prefecture, as a prefecture's list has them."""
    drawn = sample(number * 25, seed)
    home = [one for one in drawn if one.code.startswith("43")][: number // 2]
    found = home + [one for one in drawn if not one.code.startswith("43")][: number - len(home)]
    random.Random(seed).shuffle(found)  # noqa: S311
    return found


def spelled(place: Address, block: tuple[int, int], way: object) -> str:
    """Write an address in one of the ways, with a block of its own."""
    text: str = way(place)  # type: ignore[operator]
    for form, wanted in _BLOCKS.items():
        for written, new in ((form, wanted), (form.translate(WIDE), wanted)):
            head, there, tail = text.rpartition(written)
            if there and not (written == "123-4" and tail[:1].isdigit()):
                made = new.format(*block)
                return head + (made.translate(WIDE) if written != form else made) + tail
    raise AssertionError(text)


def _number(draw: random.Random) -> str:
    base = f"{draw.randint(0, 10**12 - 1):012}"
    return f"{check_digit(base)}{base}"


def _core(name: str) -> str:
    for form in ("株式会社", "㈱", "(株)", "有限会社", "合同会社"):
        name = name.replace(form, "")
    return name.strip()


def _slip(core: str, draw: random.Random) -> str:
    """Write a name as someone in a hurry does."""
    ways = [
        core.replace("ー", ""),
        f"{core[:2]}・{core[2:]}",
        core.replace("製作", "制作"),
        f"{core} ",
    ]
    changed = [way for way in ways if way != core]
    if len(core) > 5 and draw.random() < 0.5:
        at = draw.randrange(1, len(core) - 1)
        changed.append(core[:at] + core[at + 1 :])
    return draw.choice(changed)
