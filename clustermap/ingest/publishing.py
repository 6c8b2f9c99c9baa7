"""Which columns of a user's file may leave the house: those taken as a role, and those named.

A column whose name says that it is internal (社外秘, 備考, 担当 ...) stays in unless it is named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.columns import find_column
from clustermap.messages import listed, shown
from clustermap.text import narrow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from clustermap.ingest.problems import Findings

#: A column with one of these in its name is internal.
_WORDS = """
    社外秘 部外秘 対外秘 極秘 秘密 機密 非公開 非開示 公開不可 取扱注意 要注意 内部 社内 庁内
    部内 課内 備考 メモ 覚書 覚え書 コメント 所見 特記 担当 電話 携帯 ファックス ファクス
    ファクシミリ メール 連絡先 連絡窓口 個人 氏名 生年月日 口座 訪問記録 面談 대외비 사외비
    내부 사내 기밀 비밀 비공개 비고 메모 코멘트 담당 전화 휴대 팩스 메일 연락처 개인
"""
#: The same for names in Latin letters, where a word stands by itself: no "tel" in "hotel".
_LATIN = {
    "internal", "confidential", "secret", "private", "restricted", "remark", "remarks", "memo",
    "memos", "note", "notes", "comment", "comments", "phone", "telephone", "tel", "mobile", "fax",
    "mail", "email", "contact", "contacts", "person",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def says_internal(name: str) -> bool:
    """Say whether a column's name says that it is not for the public.

    Examples
    --------
    >>> says_internal("担当者名"), says_internal("ＴＥＬ"), says_internal("contactEmail")
    (True, True, True)
    >>> says_internal("hotel"), says_internal("従業者数")
    (False, False)
    """
    plain = narrow(name)
    if any(word in plain for word in _WORDS.split()):
        return True
    return bool(_LATIN & set(re.split(r"[^a-z]+", _CAMEL.sub(" ", plain).casefold())))


def named(names: Iterable[str], frame: pd.DataFrame) -> dict[str, str]:
    """Return those of the names that a table has a column for, with the column."""
    columns = list(map(str, frame.columns))
    found = {}
    for name in names:
        try:
            found[name] = find_column(name, columns, "")
        except DataError:
            continue
    return found


def withheld(
    frame: pd.DataFrame,
    roles: Collection[str],
    *,
    public: Collection[str] = (),
    internal: Collection[str] = (),
    mapped: Mapping[str, str] | None = None,
) -> set[str]:
    """Return the columns that no output may show, whatever role they would play.

    Parameters
    ----------
    frame : pandas.DataFrame
        The user's table.
    roles : collection of str
        Names of our own columns, which are what they are.
    public, internal : collection of str
        Columns that the user names.
    mapped : mapping, optional
        Role -> column, as the user says; that names a column, too.

    Raises
    ------
    DataError
        A column is named as both.
    """
    inside = set(named(internal, frame).values())
    open_ = set(named([*public, *(mapped or {}).values()], frame).values())
    both = sorted(inside & set(named(public, frame).values()))
    if both:
        raise DataError(
            f"The column {shown(both[0])} is named by --internal and by --public.",
            "Name it by one of them.",
        )
    by_name = {str(one) for one in frame.columns if says_internal(str(one)) and one not in roles}
    return inside | (by_name - open_)


def refuse_missing(asked: Mapping[str, Iterable[str]], frames: Mapping[str, pd.DataFrame]) -> None:
    """Refuse a name that no file has a column of: a slip would publish what was to stay in.

    Parameters
    ----------
    asked : mapping
        Option -> names of columns.
    frames : mapping
        File -> its table.

    Raises
    ------
    DataError
        The error names the columns that there are.
    """
    for option, names in asked.items():
        for name in names:
            if not any(named([name], frame) for frame in frames.values()):
                file, frame = next(iter(frames.items()))
                try:
                    find_column(name, list(map(str, frame.columns)), file)
                except DataError as error:
                    raise DataError(f"{option}: {error.cause}", error.remedy) from None


def say_published(findings: Findings, published: Collection[str], columns: Iterable[str]) -> None:
    """Note which columns enter the outputs, and which stay in.

    Parameters
    ----------
    findings : Findings
        Takes the note.
    published : collection of str
        The columns that enter.
    columns : iterable of str
        All columns of the file.
    """
    left = [str(name) for name in columns if name not in published]
    by_name = [name for name in left if says_internal(name)]
    parts = [f"published columns: {listed(map(_plain, published), 40)}"]
    if left:
        parts.append(f"withheld: {listed(map(_plain, left), 40)}")
        if by_name:
            parts[-1] += f" (named as internal: {listed(map(_plain, by_name), 40)})"
    action = "--public COLUMN publishes one." if left else ""
    findings.note("; ".join(parts), action, kind="published")


def _plain(name: str) -> str:
    return shown(name)[1:-1]
