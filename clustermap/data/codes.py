"""Codes of prefectures (JIS X 0401) and municipalities (JIS X 0402), as people's files have them.

Excel cuts the zero in front; many tables carry the check digit as a sixth digit. Together they
make some five-digit numbers mean two places, so a column is looked at as a whole.
"""

from __future__ import annotations

import collections
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap.japan import BY_CODE
from clustermap.text import narrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# e-Stat writes R43000 beside 43000
_PLAIN = re.compile(r"(?:jp-?|r(?=[0-9]{5}$))?([0-9]{1,6})(?:\.0+)?", re.IGNORECASE)
_WEIGHTS = (6, 5, 4, 3, 2)
#: So many codes of a column in a row passing the check digit by chance: one in a thousand.
ENOUGH = 3
#: The 23 special wards of Tokyo together, as e-Stat codes them.
SPECIAL_WARDS = "13100"
NATION = "00000"
#: Codes that changed, with what became of them (none: the place was split between several).
CHANGED: dict[str, tuple[str | None, str]] = {
    "40305": ("40231", "那珂川町 became 那珂川市 (40231) on 2018-10-01"),
    "04423": ("04216", "富谷町 became 富谷市 (04216) on 2016-10-10"),
    "22131": ("22138", "浜松市中区 went into 中央区 (22138) on 2024-01-01"),
    "22132": ("22138", "浜松市東区 went into 中央区 (22138) on 2024-01-01"),
    "22133": ("22138", "浜松市西区 went into 中央区 (22138) on 2024-01-01"),
    "22134": ("22138", "浜松市南区 went into 中央区 (22138) on 2024-01-01"),
    "22135": (None, "浜松市北区 was split between 中央区 (22138) and 浜名区 (22139) on 2024-01-01"),
    "22136": ("22139", "浜松市浜北区 went into 浜名区 (22139) on 2024-01-01"),
    "22137": ("22140", "浜松市天竜区 has the code 22140 since 2024-01-01"),
}


@dataclass(frozen=True)
class Code:
    """A code as understood: two or five digits, and what was odd about it."""

    code: str
    odd: str = ""


def check_digit(code: str) -> str:
    """Return the sixth digit of a five-digit code.

    Weights 6 to 2, 11 less the sum's remainder by 11, the last digit of that (Ministry of
    Internal Affairs and Communications, rules of the local-government codes).

    Examples
    --------
    >>> check_digit("43404"), check_digit("01224"), check_digit("38202")
    ('3', '6', '7')
    """
    total = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def checks(six: str) -> bool:
    """Say whether a six-digit code carries the right check digit."""
    return check_digit(six[:5]) == six[5]


def digits(text: str) -> str | None:
    """Return the digits of a cell that holds a code; None where it holds none.

    Examples
    --------
    >>> digits("１３１０１"), digits("1101.0"), digits("JP-43"), digits("R43000"), digits("東京")
    ('13101', '1101', '43', '43000', None)
    """
    plain = narrow(text).strip("'\u2019`\"").replace(" ", "")
    match = _PLAIN.fullmatch(plain)
    return match.group(1) if match else None


def is_code(code: str) -> bool:
    """Say whether two or five digits lie in a prefecture that exists."""
    return code[:2] in BY_CODE and len(code) in {2, 5}


def prefecture_of(code: str) -> str:
    """Return the prefecture's code of a code; "" where there is none."""
    return code[:2] if code[:2] in BY_CODE else ""


def read_codes(
    cells: Sequence[str], confirm: Callable[[int, str], bool | None] | None = None
) -> list[Code | None]:
    """Understand a column of codes.

    Parameters
    ----------
    cells : sequence of str
        The cells; blank and other text gives None.
    confirm : callable, optional
        Says for a row's number and a five-digit code whether what else the row tells agrees
        (None: can't tell); used where a number can mean two places.

    Returns
    -------
    list of Code or None
        Two digits for prefectures, five for municipalities; ``odd`` names what was mended or
        what can't be decided.

    Examples
    --------
    >>> [one.code for one in read_codes(["1", "43", "13000", "130001"])]
    ['01', '43', '13', '13']
    >>> [one.code for one in read_codes(["434043", "12246", "131016"])]
    ['43404', '01224', '13101']
    """
    found = [digits(cell) for cell in cells]
    lengths = collections.Counter(len(one) for one in found if one)
    sixes = [one for one in found if one and len(one) == 6]
    with_check = bool(sixes) and sum(map(checks, sixes)) >= len(sixes) / 2
    return [
        _one(one, row, with_check, lengths, found, confirm) if one else None
        for row, one in enumerate(found)
    ]


def _one(
    given: str,
    row: int,
    with_check: bool,  # noqa: FBT001
    lengths: collections.Counter[int],
    column: Sequence[str | None],
    confirm: Callable[[int, str], bool | None] | None,
) -> Code:
    match len(given):
        case 1 | 2:
            return Code(given.zfill(2))
        case 3:
            return Code(given, "three digits are not a code")
        case 4:
            return _short(given.zfill(5))
        case 5:
            return _five(given, row, with_check, lengths, column, confirm)
    if checks(given):
        return _short(given[:5])
    want = given[:5] + check_digit(given[:5])
    return Code(_short(given[:5]).code, f"the check digit is wrong ({want} would be right)")


def _five(  # noqa: PLR0911
    given: str,
    row: int,
    with_check: bool,  # noqa: FBT001
    lengths: collections.Counter[int],
    column: Sequence[str | None],
    confirm: Callable[[int, str], bool | None] | None,
) -> Code:
    """Decide whether five digits are a code, or six that lost their zero."""
    longer = "0" + given
    if given[0] == "0" or not checks(longer):
        return _short(given)
    if prefecture_of(given) == "":
        return _short(longer[:5])
    if confirm:
        plain, lost = confirm(row, given), confirm(row, longer[:5])
        if plain is not None and plain != lost:
            return _short(given if plain else longer[:5])
        if lost is not None and plain != lost:
            return _short(longer[:5] if lost else given)
    if with_check and lengths[6] + lengths[5] > lengths[4]:
        return _short(longer[:5])
    fives = {one for one in column if one and len(one) == 5}
    all_pass = all(one[0] != "0" and checks("0" + one) for one in fives)
    if not sum(lengths[n] for n in (1, 2, 4, 6)) and all_pass and len(fives) >= ENOUGH:
        return Code(
            _short(longer[:5]).code, f"taken as {longer}, a six-digit code without its zero"
        )
    if all_pass and not lengths[4] and not sixes_wrong(column):
        return Code(given, f"can mean {given} or {longer}")
    return _short(given)


def sixes_wrong(column: Iterable[str | None]) -> bool:
    """Say whether six-digit codes of a column mostly fail their check digit."""
    sixes = [one for one in column if one and len(one) == 6]
    return bool(sixes) and sum(map(checks, sixes)) < len(sixes) / 2


def _short(code: str) -> Code:
    """Return the code of a prefecture in two digits where five say nothing more."""
    if code == NATION:
        return Code(code)
    return Code(code[:2] if code.endswith("000") else code)
