"""Which letters a file's bytes stand for.

Japanese text in Shift-JIS practically never decodes as UTF-8, so strict decoding tells; EUC-JP
and Korean text can decode as Shift-JIS too, and are told by the words in them.

Why not charset-normalizer: it goes by how usual letters are, which short tables do not show. Of two
EUC-JP tables of three lines ("県,値" over prefectures, "name,lon,lat" over one Japanese name) it
makes Big5 or, held to the encodings here, Korean; that every byte decodes is to be checked anyway.
"""

from __future__ import annotations

import codecs
import itertools
import re
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.long_reads import chunks
from clustermap.messages import shown

if TYPE_CHECKING:
    from pathlib import Path

# Microsoft's superset of Shift-JIS holds ① ㈱ 髙 ～, which Python's shift_jis does not
_ALIASES = {
    "sjis": "cp932", "shiftjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "ms932": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932",
    "932": "cp932", "ansi 932": "cp932", "oem 932": "cp932", "euc": "euc_jp", "eucjp": "euc_jp",
    "euc-kr": "cp949", "949": "cp949", "ks_c_5601-1987": "cp949", "utf8": "utf-8",
    "65001": "utf-8", "unicode": "utf-16",
}  # fmt: skip
_NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp932": "Shift-JIS (cp932)", "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP", "cp949": "Korean (cp949)", "utf-16": "UTF-16",
    "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32",
}  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([BJI]|\$\()")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fc]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_JAPANESE = re.compile(
    "[都道府県市区町村郡名称住所緯経度]|番号|分野|工場|年月|人口|企業|事業|開設|発表|投資|株式会社"
)
_KOREAN = re.compile(
    "위도|경도|이름|명칭|코드|분야|시설|공장|주소|연도|현|시$|값|투자|인구|기업|반도체|현황"
)
_SAMPLE = 1 << 18
#: So many bytes are looked through for NULs at once.
_LOOKED_AT = 1 << 26
# single bytes that Python's cp932 takes for letters of private use, and Windows never writes
_NOT_JAPANESE = re.compile("[\x80\xa0\uf8f0-\uf8f3]")


def codec(name: str) -> str:
    """Return Python's name of an encoding that a person, a ``.cpg`` or an option names.

    Raises
    ------
    DataError
        No encoding of that name.

    Examples
    --------
    >>> codec("Shift_JIS"), codec("UTF8")
    ('cp932', 'utf-8')
    """
    plain = name.strip().strip("\ufeff").casefold()
    plain = _ALIASES.get(plain, plain)
    try:
        found = codecs.lookup(plain)
        "".encode(found.name)  # codecs such as base64 or rot13 are no text encodings
    except (LookupError, ValueError, TypeError) as error:
        raise DataError(
            f"{shown(name)} is not an encoding.",
            "Use utf-8, cp932, euc-jp, utf-16, iso-2022-jp ...",
        ) from error
    return _ALIASES.get(found.name, found.name)


def encoding_label(name: str) -> str:
    """Return what people call an encoding."""
    return _NAMES.get(name, name)


def encoding_of(path: Path, label: str, given: str | None = None) -> str:
    """Find the encoding of a text file.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        What messages call it.
    given : str, optional
        Encoding that the user states; it is checked.

    Returns
    -------
    str
        Python's name of the encoding; the whole file decodes with it.

    Raises
    ------
    DataError
        No encoding fits.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if given:
        name = codec(given)
        if name == "utf-8" and head.startswith(codecs.BOM_UTF8):
            name = "utf-8-sig"
        wrong = _first_wrong(path, name)
        if wrong is not None:
            raise _unreadable(label, path, wrong, f"is not {encoding_label(name)}")
        return name
    refuse_nul(path, head, label)
    found = _guess(path, head)
    if found:
        return found
    wrong = _first_wrong(path, "utf-8") or 0
    raise _unreadable(label, path, wrong, "is neither UTF-8 nor Shift-JIS (cp932)")


def nul(label: str, line: int) -> DataError:
    """Return the error for text with a NUL in it."""
    return DataError(
        f"{label}, line {line} contains a NUL character.",
        "This is not text, or was damaged; export or copy it again.",
    )


def refuse_nul(path: Path, head: bytes, label: str) -> None:
    """Refuse NULs in the first part of text of one byte a letter, before all of it is decoded."""
    if head.startswith(tuple(mark for mark, _ in _BOMS[1:])) or _without_mark(head):
        return
    line, left = 1, _LOOKED_AT
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(1 << 20)):
            at = chunk.find(b"\0")
            if at >= 0:
                raise nul(label, line + chunk.count(b"\n", 0, at))
            line += chunk.count(b"\n")
            left -= len(chunk)


def decode(data: bytes, given: str | None = None) -> tuple[str, str] | None:
    """Decode short text by the same rules; None where none fits.

    Examples
    --------
    >>> decode("熊本県".encode("cp932"))
    ('熊本県', 'cp932')
    """
    for name in (given, "utf-8", "cp932", "euc_jp"):
        if name:
            try:
                text = data.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
            if name != "cp932" or not _NOT_JAPANESE.search(text):
                return text, name
    return None


def not_japanese(text: str) -> bool:
    """Say whether text decoded as cp932 holds bytes that no Japanese text has."""
    return bool(_NOT_JAPANESE.search(text))


def _guess(path: Path, head: bytes) -> str | None:
    for mark, name in _BOMS:
        if head.startswith(mark) and _first_wrong(path, name) is None:
            return name
    wide = _without_mark(head)
    if wide and _first_wrong(path, wide) is None:
        return wide
    if _ISO_2022_JP.search(head) and _first_wrong(path, "iso2022_jp") is None:
        return "iso2022_jp"
    if _first_wrong(path, "utf-8") is None:
        return "utf-8"
    fits = [name for name in ("cp932", "euc_jp", "cp949") if _first_wrong(path, name) is None]
    return max(fits, key=lambda name: _likeliness(head, name)) if fits else None


def _without_mark(head: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zeros of its ASCII letters."""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    # a table has separators and line ends, so some ASCII is always there
    if odd > len(head) * 0.05 and even < odd / 8:
        return "utf-16-le"
    if even > len(head) * 0.05 and odd < even / 8:
        return "utf-16-be"
    return None


def _likeliness(head: bytes, name: str) -> float:
    """Score how much text looks like Japanese, or Korean, once decoded."""
    text = head.decode(name, errors="ignore")
    letters = sum(ord(letter) > 0x7F for letter in text) or 1
    if name == "cp949":
        return 3.0 * len(_KOREAN.findall(text)) / letters
    good = len(_JAPANESE.findall(text)) + len(_KANA.findall(text))
    return (good - 2 * len(_HALF_KANA.findall(text))) / letters + (0.01 if name == "cp932" else 0)


def _first_wrong(path: Path, name: str) -> int | None:
    """Return the offset of the first byte that an encoding does not have; None without one."""
    decoder = codecs.getincrementaldecoder(name)()
    done = 0
    what = f"Checking the text of {shown(path.name, 80)[1:-1]}"
    for chunk in itertools.chain(chunks(path, what), [b""]):
        kept = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeError as error:
            return max(0, done - kept + getattr(error, "start", 0))
        if name == "cp932" and (odd := _NOT_JAPANESE.search(text)):
            return max(0, done - kept + len(text[: odd.start()].encode(name)))
        done += len(chunk)
    return None


def _unreadable(label: str, path: Path, at: int, what: str) -> DataError:
    line, left = 1, at
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(min(left, 1 << 20))):
            line += chunk.count(b"\n")
            left -= len(chunk)
        byte = file.read(1)
    shown_byte = f"byte 0x{byte.hex().upper()} " if byte else "the end "
    return DataError(
        f"{label}, line {line}: can't read the text: {shown_byte}{what}.",
        "Save the file as UTF-8 (Excel: 'CSV UTF-8'), or name its encoding with --encoding.",
    )
