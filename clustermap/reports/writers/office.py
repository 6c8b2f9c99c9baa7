"""What Word and PowerPoint files have in common: fonts, widths, the same bytes on every run."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.reports.blocks import TextTable

#: Latin and East Asian font of each language: those that Office has; others find Noto instead.
FONTS = {
    "en": ("Calibri", "Yu Gothic"),
    "ja": ("Yu Gothic", "Yu Gothic"),
    "ko": ("Malgun Gothic", "Malgun Gothic"),
}
LANGUAGES = {"en": "en-US", "ja": "ja-JP", "ko": "ko-KR"}
#: The date that files say they were made at: the shipped data's.
FIXED = dt.datetime(2026, 3, 1, tzinfo=dt.UTC).replace(tzinfo=None)


def fixed_zip(content: bytes) -> bytes:
    """Write a zip file anew, with one date for all that is in it."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (2026, 3, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, _undated(name, old.read(name)))
    return buffer.getvalue()


def _undated(name: str, content: bytes) -> bytes:
    """Take the hour of writing from a workbook inside, such as that of a chart."""
    if name.endswith(".xlsx"):
        return fixed_zip(content)
    if name == "docProps/core.xml":
        stamp = FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", stamp, content)
    return content


def letters(text: str) -> int:
    """Count letters, East Asian ones as two.

    Examples
    --------
    >>> letters("Kumamoto"), letters("熊本県")
    (8, 6)
    """
    return sum(1 if ord(letter) < 0x2E7F else 2 for letter in text)


def shortened(text: str, most: int) -> str:
    """Cut a text to so many letters.

    Examples
    --------
    >>> shortened("Kumamoto", 8), shortened("Kumamoto", 5), shortened("熊本県庁", 6)
    ('Kumamoto', 'Kuma…', '熊本…')
    """
    if letters(text) <= most:
        return text
    while text and letters(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def fit_widths(
    table: TextTable, room: float, letter: float, pad: float, rows: int | None = None
) -> list[float]:
    """Divide a width among the columns of a table.

    Every column gets what its longest word needs, and the rest goes to those of long texts. The
    letters are taken to be as wide as those of the widest font that stands in for another.

    Parameters
    ----------
    table : TextTable
    room : float
        Width of the table.
    letter, pad : float
        Width of a letter, and of a column's margins, in the same unit.
    rows : int, optional
        Only so many rows count.
    """
    columns = [
        [head, *(row[at] for row in table.rows[:rows])] for at, head in enumerate(table.header)
    ]
    least = [pad + letter * max(map(_longest_word, texts)) for texts in columns]
    wish = [pad + letter * min(60, max(map(letters, texts))) for texts in columns]
    # a number is never broken or cut
    for at in table.numeric:
        body = max(map(letters, columns[at][1:]), default=0)
        least[at] = max(least[at], pad + letter * body)
    if sum(wish) <= room:
        spare = room - sum(wish)
        long = [width if at not in table.numeric else 0 for at, width in enumerate(wish)]
        return _plus(wish, long, spare)
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]
    wanted = [max(0.0, full - low) ** 0.75 for full, low in zip(wish, least, strict=True)]
    return _plus(least, wanted, room - sum(least))


def _longest_word(text: str) -> int:
    """Return the length of what can't be broken: words, or a few East Asian letters."""
    return max((_unbroken(word) for word in text.split()), default=0)


def _unbroken(word: str) -> int:
    wide = letters(word)
    return min(wide, 8) if wide > len(word) else wide


def _plus(widths: Sequence[float], shares: Sequence[float], spare: float) -> list[float]:
    total = sum(shares)
    return [
        width + (spare * share / total if total else 0.0)
        for width, share in zip(widths, shares, strict=True)
    ]
