"""Numbers, ranks, lists and particles inside sentences, in English, Japanese and Korean."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from clustermap import locales
from clustermap.locales import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clustermap.locales import Text

    class Measured(Protocol):
        """What a value is of: an indicator."""

        @property
        def unit(self) -> Text: ...  # noqa: D102
        @property
        def decimals(self) -> int: ...  # noqa: D102


NOTHING = "–"
_PARTICLE = re.compile(r"(.)(\W*)(은\(는\)|이\(가\)|을\(를\)|과\(와\)|\(으\)로|\(이\)다)")
_AFTER_CONSONANT = {
    "은(는)": "은",
    "이(가)": "이",
    "을(를)": "을",
    "과(와)": "과",
    "(으)로": "으로",
    "(이)다": "이다",
}
_AFTER_VOWEL = {
    "은(는)": "는",
    "이(가)": "가",
    "을(를)": "를",
    "과(와)": "와",
    "(으)로": "로",
    "(이)다": "다",
}
#: Digits and letters whose Korean reading ends in a consonant (영 일 삼 육 칠 팔; 엘 엠 엔 알).
_CLOSED = set("013678LMNR")
_HANGUL = (0xAC00, 0xD7A3)
_FINALS = 28
_RIEUL = 8


def say(group: str, key: str, lang: str, **values: Any) -> str:
    """Return a label with its places filled, and in Korean with the right particles.

    Examples
    --------
    >>> say("page", "title_sector", "en", sector="Steel")
    'Steel in Japan'
    """
    text = locales.text(group, key, lang, **{name: str(value) for name, value in values.items()})
    return particles(text) if lang == "ko" else text


def particles(text: str) -> str:
    """Choose between the two forms of a Korean particle by the sound before it.

    Examples
    --------
    >>> particles("구마모토현은(는) 33곳, 도쿄도이(가) 28곳, AI은(는) 5곳")
    '구마모토현은 33곳, 도쿄도가 28곳, AI는 5곳'
    """

    def choose(found: re.Match[str]) -> str:
        letter, between, particle = found.groups()
        first, last = _HANGUL
        if first <= ord(letter) <= last:
            final = (ord(letter) - first) % _FINALS
            closed = final != 0 and not (particle == "(으)로" and final == _RIEUL)
        else:
            closed = letter.upper() in _CLOSED
        chosen = (_AFTER_CONSONANT if closed else _AFTER_VOWEL)[particle]
        return f"{letter}{between}{chosen}"

    return _PARTICLE.sub(choose, text)


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield a frame's rows as tuples with names."""
    yield from frame.itertuples()


def listed(parts: Sequence[str], lang: str) -> str:
    """Join parts into a list as the language does.

    Examples
    --------
    >>> listed(["a", "b", "c"], "en"), listed(["a", "b"], "en"), listed(["a", "b"], "ja")
    ('a, b and c', 'a and b', 'a、b')
    """
    if lang == "en" and len(parts) > 1:
        return f"{', '.join(parts[:-1])} and {parts[-1]}"
    return {"ja": "、"}.get(lang, ", ").join(parts)


def place(rank: int, lang: str) -> str:
    """Write a rank.

    Examples
    --------
    >>> place(2, "en"), place(2, "ja"), place(2, "ko")
    ('2nd', '2位', '2위')
    """
    return {"en": numbers.ordinal(rank), "ja": f"{rank}位"}.get(lang, f"{rank}위")


def place_range(lower: int, upper: int, lang: str) -> str:
    """Write a range of ranks.

    Examples
    --------
    >>> place_range(1, 14, "en"), place_range(1, 14, "ja"), place_range(3, 3, "ko")
    ('1st to 14th', '1～14位', '3위')
    """
    if lower == upper:
        return place(lower, lang)
    if lang == "en":
        return f"{place(lower, lang)} to {place(upper, lang)}"
    return f"{lower}{'～' if lang == 'ja' else '~'}{place(upper, lang)}"


def rank_text(row: Any, lang: str, *, with_range: bool = True) -> str:
    """Write rank and range of a row of a ranking; nothing for what has no rank.

    Examples
    --------
    >>> rank_text(pd.Series({"rank": 2, "tied": 1, "lower": 1, "upper": 14}), "en")
    '2nd (1–14)'
    >>> rank_text(pd.Series({"rank": 2, "tied": 3, "lower": pd.NA, "upper": pd.NA}), "en")
    '2nd='
    """
    if pd.isna(row["rank"]):
        return ""
    text = place(int(row["rank"]), lang)
    if row["tied"] > 1:
        text += {"en": "="}.get(lang, {"ja": "タイ"}.get(lang, " 동률"))
    if with_range and pd.notna(row["lower"]):
        text += bracketed(f"{row['lower']}–{row['upper']}", lang)
    return text


def amount(value: float, about: Measured, lang: str) -> str:
    r"""Write an indicator's value with its unit.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> people = SimpleNamespace(unit={"en": "persons", "ja": "人"}, decimals=0)
    >>> amount(1718327, people, "en"), amount(float("nan"), people, "ja")
    ('1,718,327\xa0persons', '–')
    """
    if math.isnan(value):
        return NOTHING
    if about.unit["en"] == locales.text("unit", "bn_jpy"):
        return numbers.yen(value, lang)
    if about.unit["en"] == "million JPY":
        return numbers.yen(value / 1000, lang)
    if about.unit["en"] == locales.text("unit", "thousand_jpy_person"):
        plain = numbers.decimal(value * 1000)
        return {"en": f"¥{plain}", "ja": f"{plain}円"}.get(lang, f"{plain}엔")
    if about.unit["en"] in {locales.text("unit", key) for key in ("ratio", "per_million")}:
        return numbers.decimal(value, about.decimals)  # the label says what it is per
    return numbers.with_unit(numbers.decimal(value, about.decimals), about.unit[lang], lang)


def bracketed(text: str, lang: str) -> str:
    """Put a text in the brackets of the language, with the space before them that it wants.

    Examples
    --------
    >>> bracketed("2024", "en"), bracketed("2024年", "ja"), bracketed("2024", "ko")
    (' (2024)', '（2024年）', '(2024)')
    """
    return {"en": f" ({text})", "ja": f"（{text}）"}.get(lang, f"({text})")


def dated(label: str, year: str | None, lang: str) -> str:
    """Write a label with the year that it is of.

    Examples
    --------
    >>> dated("Population", "2024", "en"), dated("Sites", None, "en")
    ('Population (2024)', 'Sites')
    >>> dated("令和3年経済センサス", "2021", "ja")
    '令和3年経済センサス'
    """
    if not year or year in label or (year.isdigit() and f"令和{int(year) - 2018}年" in label):
        return label
    return label + bracketed(say("compare", "of_year", lang, year=year), lang)


def sector_inside(sector: str, lang: str) -> str:
    """Return a sector's name as it stands within a sentence.

    Examples
    --------
    >>> sector_inside("bio", "en"), sector_inside("ai", "en"), sector_inside("bio", "ja")
    ('bio', 'AI', 'バイオ')
    """
    name = locales.text("sector", sector, lang)
    return name if name.isupper() else name.lower()


def within(name: str, lang: str) -> str:
    """Return a name as it stands within a sentence: in English small, but for abbreviations.

    Examples
    --------
    >>> within("Electronic parts and devices", "en"), within("LNG carriers", "en")
    ('electronic parts and devices', 'LNG carriers')
    """
    return name[:1].lower() + name[1:] if lang == "en" and not name[:2].isupper() else name


def capital(text: str) -> str:
    """Return a text that begins as a sentence or a cell does.

    Examples
    --------
    >>> capital("food (1.32) and plastics (1.10)")
    'Food (1.32) and plastics (1.10)'
    """
    return text[:1].upper() + text[1:]


def kilometers(km: float) -> str:
    r"""Write a distance: one decimal below ten kilometers.

    Examples
    --------
    >>> kilometers(7.77), kilometers(95.37)
    ('7.8\xa0km', '95\xa0km')
    """
    return f"{numbers.decimal(km, 1 if km < 10 else 0)}\u00a0km"


def percent(share: float, digits: int = 0) -> str:
    """Write a share as percent.

    Examples
    --------
    >>> percent(0.258, 1)
    '25.8%'
    """
    return NOTHING if math.isnan(share) else f"{numbers.decimal(share * 100, digits)}%"


def p_text(p: float) -> str:
    """Write a p-value as it is read: never zero.

    Examples
    --------
    >>> p_text(0.00002), p_text(0.0301), p_text(0.5)
    ('p < 0.001', 'p = 0.030', 'p = 0.50')
    """
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def times(ratio: float) -> str:
    """Write a ratio: two digits below ten, whole numbers from there on.

    Examples
    --------
    >>> times(1.94), times(12.3)
    ('1.9', '12')
    """
    return numbers.decimal(ratio, 1 if ratio < 10 else 0)
