"""Numbers and amounts as each language writes them; the map page writes them alike."""

from __future__ import annotations

import math

#: One trillion yen in billions.
TRILLION = 1000
_ONE = {
    "sites": "site", "people": "person", "establishments": "establishment",
    "households": "household",
}  # fmt: skip
_UNITS = {"ja": ("兆", "億", "万", "円", ""), "ko": ("조", "억", "만", "엔", " ")}


def decimal(value: float, digits: int = 0) -> str:
    """Write a number with a fixed count of decimals.

    Examples
    --------
    >>> decimal(12345.678, 1), decimal(-0.4)
    ('12,345.7', '0')
    """
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text.replace("-", "\u2212")


def short(value: float, digits: int = 0) -> str:
    """Write a number with at most ``digits`` decimals.

    Examples
    --------
    >>> short(2.50, 2), short(3.0, 2)
    ('2.5', '3')
    """
    text = decimal(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def yen(billions: float, lang: str = "en") -> str:
    """Write an amount that is given in billions of yen.

    Examples
    --------
    >>> yen(1225), yen(86.2), yen(0.05)
    ('¥1.23 tn', '¥86.2 bn', '¥50 m')
    >>> yen(1225, "ja"), yen(0.05, "ja"), yen(12, "ko")
    ('1兆2,250億円', '5,000万円', '120억 엔')
    """
    if lang == "en":
        return _yen_en(billions)
    trillion, hundred_million, ten_thousand, unit, gap = _UNITS[lang]
    total = math.floor(abs(billions) * 1e5 + 0.5)  # in ten thousands of yen
    big, rest = divmod(total, 10**8)
    middle, small = divmod(rest, 10**4)
    parts = []
    if big:
        parts.append(f"{big:,}{trillion}")
    if middle:
        parts.append(f"{middle:,}{hundred_million}")
    if not big and small and middle < 100:  # below, ten thousands are noise
        parts.append(f"{small:,}{ten_thousand}")
    sign = "\u2212" if billions < 0 else ""
    return sign + (gap.join(parts) + gap + unit if parts else f"0{gap}{unit}")


def _yen_en(billions: float) -> str:
    if abs(billions) >= TRILLION:
        return f"¥{short(billions / TRILLION, 2)} tn"
    if billions == 0 or abs(billions) >= 1:
        return f"¥{short(billions, 1)} bn"
    return f"¥{short(billions * 1000)} m"


def with_unit(number: str, unit: str, lang: str = "en") -> str:
    r"""Put a unit behind a number, closely where the language does.

    Examples
    --------
    >>> with_unit("3", "sites"), with_unit("1", "sites"), with_unit("3", "件", "ja")
    ('3\xa0sites', '1\xa0site', '3件')
    """
    if not unit:
        return number
    if lang == "en" and number == "1":
        unit = _ONE.get(unit, unit)
    tight = unit == "%" or (lang != "en" and ord(unit[0]) > 0x2E7F)  # CJK letters
    return number + unit if tight else f"{number}\u00a0{unit}"


def ordinal(number: int) -> str:
    """Write an English ordinal.

    Examples
    --------
    >>> [ordinal(n) for n in (1, 2, 3, 11, 22, 47)]
    ['1st', '2nd', '3rd', '11th', '22nd', '47th']
    """
    teen = 10 < number % 100 < 14
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
