"""Names of firms folded, so that the same firm written in two ways is found to be the same."""

from __future__ import annotations

import re
import unicodedata

from clustermap.data.address_spelling import bare, fold_address
from clustermap.text import fold_accents

_FORMS = """
    特定非営利活動法人 国立研究開発法人 地方独立行政法人 独立行政法人 国立大学法人 公立大学法人
    一般社団法人 一般財団法人 公益社団法人 公益財団法人 社会福祉法人 特例有限会社 農事組合法人
    医療法人社団 医療法人財団 株式会社 有限会社 合同会社 合資会社 合名会社 医療法人 学校法人
    宗教法人 協同組合 主式会社 주식회사 유한회사
"""
#: In brackets, or as one character that NFKC spells out: ㈱, ㈲, ㈴, ㈾, ㍿.
_SHORT = re.compile(
    r"[(\[〔【](?:株|有|同|資|名|社|財|医|学|福|独|一社|一財|公社|公財|特非|カ|ユ|ド|주|유)[)\]〕】]"
)
_LATIN = re.compile(
    r"(?:[\s,.]+(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|lp|gk|kk|plc|k[\s.]*k|"
    r"godo kaisha|kabushiki kaisha|kabushiki gaisha|yugen kaisha))+[\s.,]*$|"
    r"^(?:kabushiki kaisha|kabushiki gaisha|yugen kaisha|kk|gk)\s+"
)
_MARKS = re.compile(r"[\W_ー]+")
_TELLING = set(
    "0123456789〇一二三四五六七八九十壱弐参東西南北上下左右新旧本支ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)


def fold_firm(name: str) -> str:
    """Fold a firm's name: its legal form, width, kana, old characters and marks don't count.

    Examples
    --------
    >>> fold_firm("㈱髙橋製作所") == fold_firm("高橋製作所　株式会社")
    True
    >>> fold_firm("㈱髙橋製作所") == fold_firm("(株)高橋 製作所")
    True
    >>> fold_firm("Aso Precision Co., Ltd.") == fold_firm("ASO PRECISION")
    True
    >>> fold_firm("㈱コンピューターサービス") == fold_firm("株式会社コンピュータ・サービス")
    True
    """
    plain = unicodedata.normalize("NFKC", name)
    for form in _FORMS.split():
        plain = plain.replace(form, " ")
    plain = _SHORT.sub(" ", plain)
    plain = _LATIN.sub("", fold_accents(plain)) or plain
    # kanji of numbers become digits on both sides; the same fold as addresses have
    folded = _MARKS.sub("", bare(fold_address(plain)))
    return folded or _MARKS.sub("", fold_address(unicodedata.normalize("NFKC", name)))


def alike(one: str, other: str) -> bool:
    """Say whether two folded names are nearly the same: a slip, or one with an addition.

    Names that differ in a number, a letter or a direction are of two firms: 第一 and 第二.

    Examples
    --------
    >>> alike("高橋製作所", "高橋制作所"), alike("高橋製作所", "高橋製作所熊本工場")
    (True, True)
    >>> alike("熊本1工業", "熊本2工業"), alike("大和工業", "丸和興業")
    (False, False)
    """
    if one == other:
        return True
    short, long_ = sorted((one, other), key=len)
    if len(short) < 3:
        return False
    if long_.startswith(short) and len(short) >= 4:
        return True
    most = 1 if len(long_) < 9 else 2
    if len(long_) - len(short) > most:
        return False
    changed = _edits(short, long_, most)
    return changed is not None and not (changed & _TELLING)


def _edits(one: str, other: str, most: int) -> set[str] | None:
    """Return the characters in which two texts differ, by at most so many edits; else None."""
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    one, other = one[at:], other[at:]
    if not one or not other:
        return {*one, *other} if len(one) + len(other) <= most else None
    if not most:
        return None
    if len(one) > 1 and len(other) > 1 and one[:2] == other[1::-1]:  # two exchanged
        rest = _edits(one[2:], other[2:], most - 1)
        if rest is not None:
            return {one[0], one[1]} | rest
    ways = (
        (one[1:], other[1:], {one[0], other[0]}), (one[1:], other, {one[0]}),
        (one, other[1:], {other[0]}),
    )  # fmt: skip
    for shorter, longer, changed in ways:
        rest = _edits(shorter, longer, most - 1)
        if rest is not None:
            return changed | rest
    return None
