"""Text from data in words for people: cut, cleaned, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# C0 but tab and line feed, DEL and C1, and the letters that turn the writing direction
_UNSAFE = {
    *(set(range(0x20)) - {0x09, 0x0A}),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0x200E,
    0x200F,
    # halves of letters, which stand for bytes of names that are no UTF-8
    *range(0xD800, 0xE000),
}
_REPLACED = dict.fromkeys(_UNSAFE, "\ufffd")
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x2028, 0x2029), "\ufffd")
#: Longest piece of data that a message shows.
LONGEST = 40


def clean(text: str) -> str:
    r"""Replace control and direction letters, which could rewrite what a terminal shows.

    Examples
    --------
    >>> clean("a\x1b[31mb")
    'a�[31mb'
    """
    return text.translate(_REPLACED)


def shown(value: object, longest: int = LONGEST) -> str:
    r"""Return a value from data for a message: in quotes, on one line, cut, nothing invisible.

    Examples
    --------
    >>> shown("東京\n都"), shown("x" * 99, 5)
    ("'東京 都'", "'xxxxx…'")
    """
    text = " ".join(clean(str(value)[: longest * 4]).translate(_INVISIBLE).split())
    if len(text) > longest or len(str(value)) > longest * 4:
        text = text[:longest] + "…"
    return f"'{text}'"


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the plural, unless there is one.

    Examples
    --------
    >>> count(1, "row"), count(1906, "area"), count(8, "municipality"), count(2, "match")
    ('1 row', '1,906 areas', '8 municipalities', '2 matches')
    """
    if number == 1:
        return f"1 {noun}"
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{number:,} {noun}es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}s"


def listed(items: Iterable[object], most: int = 5) -> str:
    """Return items in a line; of many, the first ones and how many more.

    Examples
    --------
    >>> listed([3, 7, 12], most=2)
    '3, 7 and 1 more'
    """
    texts = [clean(str(item)) for item in items]
    if len(texts) <= most:
        return ", ".join(texts)
    return f"{', '.join(texts[:most])} and {len(texts) - most:,} more"


def listed_ids(ids: Iterable[object]) -> str:
    """Return ids in a line; of many, the first ten and how many more.

    Examples
    --------
    >>> listed_ids(range(12))
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more'
    """
    return listed(ids, most=10)
