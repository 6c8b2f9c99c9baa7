"""The 13-digit corporate number (法人番号) and its check digit."""

from __future__ import annotations

import re

from clustermap.text import narrow

_LENGTH = 13
_HYPHENS = re.compile(r"[\s\-‐−–—ー・,.']+")
_FLOAT = re.compile(r"\d+\.0+")


def check_digit(base: str) -> int:
    """Return the check digit of a number's last twelve digits.

    Nine less the remainder by nine of the digits' sum, every second one from the right doubled
    (法人番号の指定等に関する省令, Ministry of Finance, 2014, article 2).

    Examples
    --------
    >>> check_digit("123456789012"), check_digit("011001098993")
    (7, 4)
    """
    return 9 - sum(int(one) * (2 if at % 2 else 1) for at, one in enumerate(reversed(base))) % 9


def read_number(cell: str) -> tuple[str, str]:
    """Read a cell as a corporate number.

    Parameters
    ----------
    cell : str
        As people write it: full width, in groups, with the T of an invoice number.

    Returns
    -------
    number, wrong : str
        The digits, and what is wrong with them ("" for nothing): ``digits``, ``twelve``,
        ``float`` (a spreadsheet rounded it), ``check``.

    Examples
    --------
    >>> read_number("T4-0110-0109-8993"), read_number("４０１１００１０９８９９３")
    (('4011001098993', ''), ('4011001098993', ''))
    >>> read_number("4011001098939")[1], read_number("4.011E+12")[1], read_number("")
    ('check', 'float', ('', ''))
    """
    text = narrow(cell)
    if not text:
        return "", ""
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", text):
        return text, "float"
    if _FLOAT.fullmatch(text):
        text = text.partition(".")[0]
    digits = _HYPHENS.sub("", text).upper().removeprefix("T")
    if not (digits.isascii() and digits.isdigit()):
        return text, "digits"
    if len(digits) == _LENGTH - 1:
        return digits, "twelve"
    if len(digits) != _LENGTH:
        return digits, "digits"
    return digits, "" if int(digits[0]) == check_digit(digits[1:]) else "check"
