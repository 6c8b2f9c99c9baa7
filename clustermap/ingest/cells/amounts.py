"""Numbers and amounts of money as official tables and press releases write them.

A cell is a number, withheld by its publisher ("suppressed"), nothing, or unclear; unclear cells
are never turned into a number by dropping letters.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from clustermap.text import unquoted

VALUE, SUPPRESSED, NONE, UNCLEAR = "value", "suppressed", "none", "unclear"

_SUPPRESSED = {
    "x",
    "χ",
    "×",
    "ｘ",
    "*",
    "**",
    "***",
    "****",
    "秘匿",
    "秘",
    "非公表",
    "suppressed",
    "(x)",
}
_NONE = {
    "", "-", "--", "---", "‐", "–", "—", "―", "−", "ー", "…", "...", "‥", "..", "・・・", ".",
    "na", "n/a", "n.a.", "nan", "null", "none", "nil", "#n/a", "不明", "不詳", "未定", "未公表",
    "なし", "無し", "無", "該当なし", "非該当", "tbd", "unknown", "미정", "미상", "없음", "불명",
}  # fmt: skip
_MINUS = re.compile(r"^[▲△\-−‐–ー]\s*(?=[\d.])")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, '\u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?", re.IGNORECASE)
_UNITS: dict[str, float] = {
    "兆": 1e12, "조": 1e12, "trillion": 1e12, "tn": 1e12, "億": 1e8, "억": 1e8,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "百万": 1e6, "백만": 1e6, "million": 1e6,
    "mn": 1e6, "m": 1e6, "千万": 1e7, "천만": 1e7, "万": 1e4, "만": 1e4, "千": 1e3, "천": 1e3,
    "thousand": 1e3, "k": 1e3, "百": 1e2,
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_FOREIGN = re.compile(
    r"ドル|弗|ユーロ|ポンド|元|ウォン|\bus\$|\$|€|£|₩|\busd\b|\beur\b|\bkrw\b|\bgbp\b|dollar|euro|달러|유로|원$",
    re.IGNORECASE,
)
#: What stands before and after an inexact number.
ABOUT = re.compile(
    r"^(?:約|およそ|概ね|推定|推計|最大|総額|計|おおむね|approx(?:imately|\.)?|about|around|circa|ca\.|c\.|"
    r"over|more than|up to|at least|nearly|약|총|최대|~)\s*",
    re.IGNORECASE,
)
MORE = re.compile(
    r"(?:超|以上|以下|未満|弱|強|程度|規模|余り?|ほど|見込み?|前後|\+|이상|초과|정도)$"
)
_YEN = re.compile(r"^(?:jpy|yen|¥|\\|円|엔)\s*|\s*(?:円|yen|jpy|엔)$", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """What a cell holds: a number, or why there is none; ``odd`` says what was unusual."""

    value: float
    state: str
    odd: str = ""
    percent: bool = False


def _nothing(state: str, odd: str = "") -> Number:
    return Number(math.nan, state, odd)


def parse_number(text: str) -> Number:
    """Understand a cell that holds a number.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    Number

    Examples
    --------
    >>> [parse_number(cell).value for cell in ["1,234", "１２．５", "▲3", "(42)", "12.3%"]]
    [1234.0, 12.5, -3.0, -42.0, 12.3]
    >>> parse_number("x").state, parse_number("…").state, parse_number("12,5").state
    ('suppressed', 'none', 'unclear')
    """
    plain = unquoted(text)
    state = _word(plain)
    if state:
        return _nothing(state)
    if any(unicodedata.category(letter) == "No" for letter in text):  # ① is a footnote's mark
        return _nothing(UNCLEAR, "is not a number")
    plain = _MINUS.sub("-", plain)
    accounting = re.fullmatch(r"\(\s*([\d.,  ]+)\s*\)", plain)
    if accounting:
        plain = f"-{accounting.group(1).strip()}"
    percent = plain.endswith("%")
    plain = plain.removesuffix("%").rstrip()
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"[, '\u00a0\u2009\u202f]", "", plain)
    if not plain.isascii() or not _PLAIN.fullmatch(plain):
        return _nothing(UNCLEAR, _why(plain))
    value = float(plain)
    if not math.isfinite(value):
        return _nothing(UNCLEAR, "is too large for a number")
    return Number(value + 0.0, VALUE, percent=percent)


def _word(plain: str) -> str:
    lowered = plain.casefold()
    if lowered in _SUPPRESSED:
        return SUPPRESSED
    if lowered in _NONE:
        return NONE
    return ""


def _why(plain: str) -> str:
    """Say why a cell is no number."""
    if re.fullmatch(r"[+-]?\d+,\d{1,2}|[+-]?\d{1,3}(?:\.\d{3})+,\d+", plain):
        return "has a decimal comma"
    if re.fullmatch(r"[+-]?[\d,. ]+", plain):
        return "has separators in odd places"
    if re.fullmatch(r"[+-]?(?:inf|infinity|∞)", plain, re.IGNORECASE):
        return "is not a finite number"
    if re.search(r"\d\s*[~\u301c]\s*\d|\d\s*-\s*\d", plain):
        return "is a range, not a number"
    return "is not a number"


def parse_amount(text: str, unit: float | None) -> Number:
    """Understand an amount of money, in billion yen.

    Parameters
    ----------
    text : str
        The cell: ``1兆3,000億円``, ``約4,760億円``, ``500億円超``, ``JPY 1.2 trillion`` ...
    unit : float or None
        Yen that a plain number counts in, as the header says; None where it says nothing.

    Returns
    -------
    Number
        ``odd`` tells "about" and "more than"; foreign money and vague words are unclear.

    Examples
    --------
    >>> [parse_amount(cell, 1e8).value for cell in ["1兆3,000億円", "4760", "86百万円"]]
    [1300.0, 476.0, 0.086]
    >>> parse_amount("数百億円", None).state, parse_amount("10億ドル", None).state
    ('unclear', 'unclear')
    """
    plain = unquoted(text)
    state = _word(plain)
    if state:
        return _nothing(state)
    if _FOREIGN.search(plain):
        return _nothing(UNCLEAR, "is in foreign money, and no rate is assumed")
    odd = ""
    while match := ABOUT.match(plain):
        plain, odd = plain[match.end() :], f"is inexact ({match.group().strip()})"
    while match := MORE.search(plain):
        plain, odd = plain[: match.start()].rstrip(), f"is inexact ({match.group()})"
    bare = _YEN.sub("", _YEN.sub("", plain)).strip()
    number = parse_number(bare)
    if number.state == VALUE:
        if number.percent:
            return _nothing(UNCLEAR, "is a share, not an amount")
        if bare != plain:
            unit = 1.0
        if unit is None:
            return _nothing(UNCLEAR, "is an amount without a unit")
        return Number(number.value * unit / 1e9, VALUE, odd)
    return _composed(bare, odd)


def _composed(plain: str, odd: str) -> Number:
    """Add up ``1兆3,000億``: each part with a smaller unit than the one before."""
    total, at, before = 0.0, 0, math.inf
    sign = -1 if _MINUS.match(plain) else 1
    plain = _MINUS.sub("", plain)
    pattern = re.compile(
        rf"\s*(?:and\s+)?((?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)\s*((?:{_UNIT})*)", re.IGNORECASE
    )
    while at < len(plain):
        match = pattern.match(plain, at)
        if not match or match.end() == at:
            return _nothing(UNCLEAR, "is not a clear amount")
        units = re.findall(_UNIT, match.group(2), re.IGNORECASE)
        size = math.prod(_UNITS[one.lower()] for one in units)
        if size >= before:
            return _nothing(UNCLEAR, "is not a clear amount")
        total += float(match.group(1).replace(",", "")) * size
        before, at = size, match.end()
    if not math.isfinite(total):
        return _nothing(UNCLEAR, "is too large for a number")
    return Number(sign * total / 1e9, VALUE, odd)


def unit_of(header: str) -> float | None:
    """Return how many yen a column counts in, by its header; None where it says nothing.

    Examples
    --------
    >>> unit_of("投資額（億円）"), unit_of("investment_jpy_bn"), unit_of("投資額(百万円)")
    (100000000.0, 1000000000.0, 1000000.0)
    """
    plain = unquoted(header).casefold().replace(" ", "")
    if match := re.search(rf"((?:{_UNIT})*)(?:円|엔)", plain):
        units = re.findall(_UNIT, match.group(1))
        return float(math.prod(_UNITS[one] for one in units))
    plain = plain.replace("_", "").replace("-", "")
    for pattern in (rf"(?:jpy|yen|¥)({_UNIT})\b", rf"({_UNIT})(?:jpy|yen|¥)", rf"\(({_UNIT})\)"):
        if match := re.search(pattern, plain):
            return _UNITS[match.group(1)]
    return 1.0 if re.search(r"\((?:jpy|yen|¥)\)|jpy$|yen$", plain) else None


def format_amount(billions: float) -> str:
    """Write billion yen as Japanese tables do; ``parse_amount`` reads it back.

    Examples
    --------
    >>> format_amount(1300.0), format_amount(0.5)
    ('1兆3,000億円', '5億円')
    """
    yen = round(billions * 1e9)
    sign, yen = ("-" if yen < 0 else ""), abs(yen)
    trillion, rest = divmod(yen, 10**12)
    hundred, rest = divmod(rest, 10**8)
    ten_thousand, ones = divmod(rest, 10**4)
    parts = [(trillion, "兆"), (hundred, "億"), (ten_thousand, "万"), (ones, "")]
    text = "".join(f"{number:,}{unit}" for number, unit in parts if number)
    return f"{sign}{text or 0}円"
