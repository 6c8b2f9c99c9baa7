"""Text folded, so that what people write in different ways is found to be the same.

Each function folds more than the one before it: :func:`tidy` changes nothing that a reader sees,
:func:`fold` leaves what tells one name from another.
"""

from __future__ import annotations

import re
import unicodedata

#: Letters between the parts of a name, which people set or leave out.
JOINERS = re.compile(r"[\s\-_'’‐・·ｰ,.]+")


def tidy(text: str) -> str:
    r"""Trim a cell and compose its letters (Mac files bring が as two).

    Examples
    --------
    >>> tidy(" 熊本\u3000\n"), len(tidy("か\u3099"))
    ('熊本', 1)
    """
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).strip().strip("\ufeff\u200b").strip()


def narrow(text: str) -> str:
    """Make full-width letters and digits narrow, and trim.

    Examples
    --------
    >>> narrow(" １２，３００ ")
    '12,300'
    """
    return unicodedata.normalize("NFKC", text).strip()


def unquoted(text: str) -> str:
    """Do the same, without the apostrophe by which a spreadsheet marks text.

    Examples
    --------
    >>> unquoted("'０１１０１")
    '01101'
    """
    return narrow(text).strip("'\u2019").strip()


def fold_label(label: str) -> str:
    """Fold a label or an id: case, hyphens and underscores don't count.

    Examples
    --------
    >>> fold_label("Under_Construction ") == fold_label("under construction")
    True
    """
    return label.strip().casefold().replace("_", " ").replace("-", " ")


def fold_accents(text: str) -> str:
    """Fold width, case and accents of Latin letters.

    Examples
    --------
    >>> fold_accents("Ｋōchi-ken"), fold_accents("가나")
    ('kochi-ken', '가나')
    """
    text = narrow(text).casefold().strip()
    if not text.isascii():
        marks = unicodedata.normalize("NFD", text)
        latin = "".join(c for c in marks if not "\u0300" <= c <= "\u036f")
        text = unicodedata.normalize("NFC", latin)
    return text


def fold(text: str) -> str:
    """Fold a name for matching: width, case, accents, spaces and hyphens don't count.

    Examples
    --------
    >>> fold("Ｋōchi-ken"), fold(" 九州・沖縄 ")
    ('kochiken', '九州沖縄')
    """
    return JOINERS.sub("", fold_accents(text))
