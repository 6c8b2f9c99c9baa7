"""Japan's prefectures and regions: codes, names in three languages, and how people write them.

Prefectures are numbered by JIS X 0401 (two digits, as text). A name is understood in Japanese,
English or Korean, with or without its suffix (県, Prefecture, -ken, 현 ...), in Hepburn, Kunrei or
passport romanization, with or without macrons.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from clustermap.errors import UnknownNameError
from clustermap.text import JOINERS, fold, fold_accents

if TYPE_CHECKING:
    from collections.abc import Iterable

#: JGD2011 in degrees: what the shipped tables use; taken as equal to WGS84 at map scale.
JGD2011 = "EPSG:6668"
#: Equal-area (cylindrical) projection for areas; JGD2011 has no national one.
EQUAL_AREA = "EPSG:6933"
#: Length of a degree of latitude in the middle of Japan, for distances of a few km.
KM_PER_DEGREE = 111.2
#: Years, coordinates and the like outside these are not Japan: west, south, east, north in degrees.
BOUNDS = (122.0, 20.0, 154.5, 46.0)


class Prefecture(NamedTuple):
    """One of the 47 prefectures."""

    code: str
    en: str
    ja: str
    ko: str
    region: str


class Region(NamedTuple):
    """A region: one of the eight of the school atlas, or a customary part of one."""

    id: str
    en: str
    ja: str
    ko: str
    codes: tuple[str, ...]


PREFECTURES: tuple[Prefecture, ...] = (
    Prefecture("01", "Hokkaido", "北海道", "홋카이도", "hokkaido"),
    Prefecture("02", "Aomori", "青森県", "아오모리현", "tohoku"),
    Prefecture("03", "Iwate", "岩手県", "이와테현", "tohoku"),
    Prefecture("04", "Miyagi", "宮城県", "미야기현", "tohoku"),
    Prefecture("05", "Akita", "秋田県", "아키타현", "tohoku"),
    Prefecture("06", "Yamagata", "山形県", "야마가타현", "tohoku"),
    Prefecture("07", "Fukushima", "福島県", "후쿠시마현", "tohoku"),
    Prefecture("08", "Ibaraki", "茨城県", "이바라키현", "kanto"),
    Prefecture("09", "Tochigi", "栃木県", "도치기현", "kanto"),
    Prefecture("10", "Gunma", "群馬県", "군마현", "kanto"),
    Prefecture("11", "Saitama", "埼玉県", "사이타마현", "kanto"),
    Prefecture("12", "Chiba", "千葉県", "지바현", "kanto"),
    Prefecture("13", "Tokyo", "東京都", "도쿄도", "kanto"),
    Prefecture("14", "Kanagawa", "神奈川県", "가나가와현", "kanto"),
    Prefecture("15", "Niigata", "新潟県", "니가타현", "chubu"),
    Prefecture("16", "Toyama", "富山県", "도야마현", "chubu"),
    Prefecture("17", "Ishikawa", "石川県", "이시카와현", "chubu"),
    Prefecture("18", "Fukui", "福井県", "후쿠이현", "chubu"),
    Prefecture("19", "Yamanashi", "山梨県", "야마나시현", "chubu"),
    Prefecture("20", "Nagano", "長野県", "나가노현", "chubu"),
    Prefecture("21", "Gifu", "岐阜県", "기후현", "chubu"),
    Prefecture("22", "Shizuoka", "静岡県", "시즈오카현", "chubu"),
    Prefecture("23", "Aichi", "愛知県", "아이치현", "chubu"),
    Prefecture("24", "Mie", "三重県", "미에현", "kinki"),
    Prefecture("25", "Shiga", "滋賀県", "시가현", "kinki"),
    Prefecture("26", "Kyoto", "京都府", "교토부", "kinki"),
    Prefecture("27", "Osaka", "大阪府", "오사카부", "kinki"),
    Prefecture("28", "Hyogo", "兵庫県", "효고현", "kinki"),
    Prefecture("29", "Nara", "奈良県", "나라현", "kinki"),
    Prefecture("30", "Wakayama", "和歌山県", "와카야마현", "kinki"),
    Prefecture("31", "Tottori", "鳥取県", "돗토리현", "chugoku"),
    Prefecture("32", "Shimane", "島根県", "시마네현", "chugoku"),
    Prefecture("33", "Okayama", "岡山県", "오카야마현", "chugoku"),
    Prefecture("34", "Hiroshima", "広島県", "히로시마현", "chugoku"),
    Prefecture("35", "Yamaguchi", "山口県", "야마구치현", "chugoku"),
    Prefecture("36", "Tokushima", "徳島県", "도쿠시마현", "shikoku"),
    Prefecture("37", "Kagawa", "香川県", "가가와현", "shikoku"),
    Prefecture("38", "Ehime", "愛媛県", "에히메현", "shikoku"),
    Prefecture("39", "Kochi", "高知県", "고치현", "shikoku"),
    Prefecture("40", "Fukuoka", "福岡県", "후쿠오카현", "kyushu-okinawa"),
    Prefecture("41", "Saga", "佐賀県", "사가현", "kyushu-okinawa"),
    Prefecture("42", "Nagasaki", "長崎県", "나가사키현", "kyushu-okinawa"),
    Prefecture("43", "Kumamoto", "熊本県", "구마모토현", "kyushu-okinawa"),
    Prefecture("44", "Oita", "大分県", "오이타현", "kyushu-okinawa"),
    Prefecture("45", "Miyazaki", "宮崎県", "미야자키현", "kyushu-okinawa"),
    Prefecture("46", "Kagoshima", "鹿児島県", "가고시마현", "kyushu-okinawa"),
    Prefecture("47", "Okinawa", "沖縄県", "오키나와현", "kyushu-okinawa"),
)
BY_CODE: dict[str, Prefecture] = {prefecture.code: prefecture for prefecture in PREFECTURES}


def _codes(region: str) -> tuple[str, ...]:
    return tuple(prefecture.code for prefecture in PREFECTURES if prefecture.region == region)


#: The eight regions, then customary parts of them.
REGIONS: tuple[Region, ...] = (
    Region("hokkaido", "Hokkaido", "北海道", "홋카이도", _codes("hokkaido")),
    Region("tohoku", "Tohoku", "東北", "도호쿠", _codes("tohoku")),
    Region("kanto", "Kanto", "関東", "간토", _codes("kanto")),
    Region("chubu", "Chubu", "中部", "주부", _codes("chubu")),
    Region("kinki", "Kinki", "近畿", "긴키", _codes("kinki")),
    Region("chugoku", "Chugoku", "中国", "주고쿠", _codes("chugoku")),
    Region("shikoku", "Shikoku", "四国", "시코쿠", _codes("shikoku")),
    Region(
        "kyushu-okinawa", "Kyushu-Okinawa", "九州・沖縄", "규슈·오키나와", _codes("kyushu-okinawa")
    ),
    Region("kita-kanto", "Northern Kanto", "北関東", "북간토", ("08", "09", "10")),
    Region("minami-kanto", "Southern Kanto", "南関東", "남간토", ("11", "12", "13", "14")),
    Region("koshinetsu", "Koshinetsu", "甲信越", "고신에쓰", ("15", "19", "20")),
    Region("hokuriku", "Hokuriku", "北陸", "호쿠리쿠", ("16", "17", "18")),
    Region("tokai", "Tokai", "東海", "도카이", ("21", "22", "23", "24")),
    Region("sanin", "San'in", "山陰", "산인", ("31", "32")),
    Region("sanyo", "San'yo", "山陽", "산요", ("33", "34", "35")),
)
EIGHT_REGIONS: tuple[Region, ...] = REGIONS[:8]

_REGION_ALIASES: dict[str, tuple[str, ...]] = {
    "kinki": ("Kansai", "関西", "간사이", "킨키"),
    "kyushu-okinawa": (
        "Kyushu",
        "九州",
        "九州沖縄",
        "규슈",
        "큐슈",
        "규슈오키나와",
        "Kyushu and Okinawa",
    ),
    "tohoku": ("토호쿠",),
    "kanto": ("칸토",),
    "chubu": ("츄부",),
    "chugoku": ("츄고쿠",),
}
_KOREAN_ALIASES: dict[str, tuple[str, ...]] = {
    "12": ("치바",),
    "26": ("쿄토",),
    "13": ("동경", "토쿄"),
    "14": ("카나가와",),
    "17": ("이시카와",),
    "21": ("키후",),
    "34": ("히로시마",),
    "37": ("카가와",),
    "39": ("코치",),
    "43": ("쿠마모토",),
    "44": ("오오이타",),
    "46": ("카고시마",),
}

#: The twenty designated cities, whose wards have codes of their own, right after the city's
#: (as of 2024).
DESIGNATED_CITIES: dict[str, str] = {
    "01100": "札幌市", "04100": "仙台市", "11100": "さいたま市", "12100": "千葉市",
    "14100": "横浜市", "14130": "川崎市", "14150": "相模原市", "15100": "新潟市",
    "22100": "静岡市", "22130": "浜松市", "23100": "名古屋市", "26100": "京都市",
    "27100": "大阪市", "27140": "堺市", "28100": "神戸市", "33100": "岡山市",
    "34100": "広島市", "40100": "北九州市", "40130": "福岡市", "43100": "熊本市",
}  # fmt: skip

# A digit or a letter each language adds to a prefecture's own name.
_ENGLISH_SUFFIX = re.compile(r"[ -]*(?:prefecture|pref\.?|metropolis|ken|to|fu|do)$")
_KUNREI = (
    (re.compile(r"sy"), "sh"),
    (re.compile(r"s(?=i)"), "sh"),
    (re.compile(r"ty"), "ch"),
    (re.compile(r"t(?=i)"), "ch"),
    (re.compile(r"t(?=u)"), "ts"),
    (re.compile(r"zy"), "j"),
    (re.compile(r"z(?=i)"), "j"),
    (re.compile(r"(?<![cs])h(?=u)"), "f"),
    (re.compile(r"m(?=[bpm])"), "n"),
    (re.compile(r"o(?:u|o|h(?![aeiou]))"), "o"),
    (re.compile(r"uu"), "u"),
)


def romaji(text: str) -> str:
    """Fold a romanized name, so that Kunrei, passport and long-vowel spellings meet."""
    if not text.isascii():
        return text
    for pattern, plain in _KUNREI:
        text = pattern.sub(plain, text)
    return text


@functools.cache
def _prefecture_keys() -> dict[str, str]:
    """Return every folded spelling of a prefecture's name and its code."""
    keys: dict[str, str] = {}
    for code, en, ja, ko, _region in PREFECTURES:
        stems = [romaji(fold(en)), ja, ko]
        if en == "Oita":  # the passport spelling, still on road signs
            stems.append("ohita")
        if ja != "北海道":  # 都, 府, 県 are dropped from the end; the 道 of Hokkaido is its name
            stems += [ja[:-1], ko[:-1]]
        for alias in _KOREAN_ALIASES.get(code, ()):
            stems += [alias, alias + ko[-1]]
        keys.update(dict.fromkeys(map(fold, stems), code))
    return keys


def prefecture(name: str | int) -> Prefecture:
    """Find a prefecture by code or by name in Japanese, English or Korean.

    Parameters
    ----------
    name : str or int
        ``"43"``, ``43``, ``"JP-43"``, ``"43000"``, ``"430005"``, ``"Kumamoto"``,
        ``"Kumamoto-ken"``, ``"熊本"``, ``"熊本県"``, ``"구마모토현"`` ...

    Returns
    -------
    Prefecture

    Raises
    ------
    UnknownNameError
        Nothing of that name; the error says which were near.

    Examples
    --------
    >>> prefecture("Ōita").code, prefecture("Gumma-ken").en, prefecture(1).ja
    ('44', 'Gunma', '北海道')
    """
    given = str(name)
    plain = fold_accents(given)
    code = _code_of(plain)
    if code in BY_CODE:
        return BY_CODE[code]
    keys = _prefecture_keys()
    for spelling in (plain, _ENGLISH_SUFFIX.sub("", plain)):
        found = keys.get(romaji(JOINERS.sub("", spelling)))
        if found:
            return BY_CODE[found]
    raise UnknownNameError.of(
        "prefecture",
        given,
        _near_names(plain),
        listing="Give a name (Kumamoto, 熊本県, 구마모토현) or a code from 01 to 47.",
    )


def _near_names(plain: str) -> list[str]:
    """Return the names to suggest from, in the script that the user wrote in."""
    if plain.isascii():
        return [one.en for one in PREFECTURES]
    if any("\uac00" <= letter <= "\ud7a3" for letter in plain):
        return [one.ko for one in PREFECTURES]
    return [name for one in PREFECTURES for name in (one.ja, one.ja[:-1])]


def _code_of(plain: str) -> str | None:
    """Return the two-digit code in ``43``, ``jp-43``, ``43000`` or ``430005``."""
    match = re.fullmatch(r"(?:jp-?)?([0-9]{1,2})(?:000[0-9]?)?", plain)
    return match.group(1).zfill(2) if match else None


@functools.cache
def _region_keys() -> dict[str, Region]:
    keys: dict[str, Region] = {}
    for region_ in REGIONS:
        names = (region_.id, region_.en, region_.ja, region_.ko)
        for name in (*names, *_REGION_ALIASES.get(region_.id, ())):
            keys[romaji(fold(name))] = region_
    return keys


def region(name: str) -> Region:
    """Find a region by name in Japanese, English or Korean.

    The eight regions of the school atlas, and customary parts (Hokuriku, Tokai, Northern Kanto
    ...). ``kyushu`` is the region Kyushu-Okinawa; ``kansai`` is Kinki.

    Raises
    ------
    UnknownNameError
        Nothing of that name; the error says which were near.

    Examples
    --------
    >>> region("関西").id, region("Tōhoku").codes
    ('kinki', ('02', '03', '04', '05', '06', '07'))
    """
    plain = re.sub(r"[ -]*(?:region|地方|지방)$", "", fold_accents(name))
    found = _region_keys().get(romaji(JOINERS.sub("", plain)))
    if found:
        return found
    known = [region_.id for region_ in REGIONS] if plain.isascii() else list(_region_keys())
    listing = f"Known: {', '.join(region_.id for region_ in REGIONS)}."
    raise UnknownNameError.of("region", name, [*known, "kyushu", "kansai"], listing=listing)


def codes(prefectures: Iterable[str | int] = (), regions: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the codes of all prefectures and regions named, in order, each once.

    Examples
    --------
    >>> codes(["Tokyo"], ["shikoku"])
    ('13', '36', '37', '38', '39')
    """
    found = {prefecture(name).code for name in prefectures}
    for name in regions:
        found.update(region(name).codes)
    return tuple(sorted(found))


def city_of(code: str) -> str:
    """Return the designated city that a ward belongs to; any other municipality is its own.

    Parameters
    ----------
    code : str
        Municipality code of five digits (JIS X 0402).

    Examples
    --------
    >>> city_of("14133"), city_of("22135"), city_of("13103"), city_of("43404")
    ('14130', '22130', '13103', '43404')
    """
    # wards are numbered 101 to 199, cities and towns from 200 on; six digits are no code
    if len(code) != 5 or code[2] != "1":
        return code
    before = [city for city in DESIGNATED_CITIES if city[:2] == code[:2] and city <= code]
    return max(before, default=code)


def is_ward(code: str) -> bool:
    """Say whether a code is that of a ward of a designated city.

    Examples
    --------
    >>> is_ward("14131"), is_ward("14130"), is_ward("13101"), is_ward("43404")
    (True, False, False, False)
    """
    return city_of(code) != code
