"""Which columns hold coordinates, and which datum their headers name.

Tables often have two pairs side by side, 緯度（世界測地系） and 緯度（日本測地系）: the newer one
is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clustermap.ingest.columns import SITES, fold_header
from clustermap.messages import listed, shown
from clustermap.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clustermap.ingest.problems import Findings

TOKYO, WORLD = "tokyo", "world"
# 日本測地系2011 is JGD2011, 日本測地系 alone the datum before 2002
_WORDS = {
    WORLD: re.compile(
        r"日本測地系20[0-9]{2}|世界測地系|新測地系|jgd(?:20[0-9]{2})?|wgs(?:19)?(?:84)?|itrf[0-9]*|세계측지계"
    ),
    TOKYO: re.compile(r"旧?日本測地系|旧測地系|東京測地系|tokyo(?:datum|97)?|일본측지계"),
}
_OLD = {
    "tokyo", "tokyodatum", "tokyo97", "4301", "epsg4301", "日本測地系", "旧測地系",
    "旧日本測地系", "東京測地系", "日本", "旧", "일본측지계",
}  # fmt: skip
_NEW = {
    "jgd2011", "jgd2000", "jgd2024", "wgs84", "wgs1984", "itrf94", "6668", "4612", "4326",
    "epsg6668", "epsg4612", "epsg4326", "世界測地系", "新測地系", "世界", "세계측지계",
    "日本測地系2000", "日本測地系2011", "日本測地系2024",
}  # fmt: skip
_BRACKETS = re.compile(r"[(\[【<〔].*?[)\]】>〕]")
#: The newest first; a pair that names none is taken before one in the old datum.
_ORDER = (WORLD, "", TOKYO)


def datum_of(header: str) -> str:
    """Return the datum that a header names: "world", "tokyo" or "".

    Examples
    --------
    >>> datum_of("緯度（日本測地系）"), datum_of("経度_JGD2011"), datum_of("緯度(日本測地系2011)")
    ('tokyo', 'world', 'world')
    >>> datum_of("緯度")
    ''
    """
    plain = fold(header)
    return next((name for name in (WORLD, TOKYO) if _WORDS[name].search(plain)), "")


def states_tokyo(cell: str) -> bool | None:
    """Say whether a cell states the Tokyo Datum; None where it is blank or not understood.

    Examples
    --------
    >>> states_tokyo("日本測地系"), states_tokyo("EPSG:6668"), states_tokyo("")
    (True, False, None)
    """
    plain = fold(cell).replace(":", "")
    return True if plain in _OLD else False if plain in _NEW else None


def _stem(header: str) -> str:
    plain = fold(header)
    for pattern in _WORDS.values():
        plain = pattern.sub("", plain)
    plain = _BRACKETS.sub("", plain) or plain
    return fold_header(plain)


def coordinate_columns(
    names: Iterable[str], mapped: Mapping[str, str], findings: Findings
) -> dict[str, str]:
    """Choose the columns of longitude and latitude where headers name datums.

    Parameters
    ----------
    names : iterable of str
        The columns.
    mapped : mapping
        Role -> column, as the user says; these are left alone.
    findings : Findings
        Takes which were chosen before which.

    Returns
    -------
    dict
        "lon" and "lat" -> column; empty where plain names say enough.
    """
    names = list(names)
    roles = ("lon", "lat")
    if any(role in mapped for role in roles) or not any(map(datum_of, names)):
        return {}
    known = {role: {fold_header(name) for name in SITES[role]} for role in roles}
    found = {
        role: {
            datum: [
                name for name in names if _stem(name) in known[role] and datum_of(name) == datum
            ]
            for datum in _ORDER
        }
        for role in roles
    }
    for datum in _ORDER:
        pair = [found[role][datum] for role in roles]
        if all(pair):
            chosen = {role: found[role][datum][0] for role in roles}
            others = [
                name for role in roles for which in _ORDER for name in found[role][which]
                if name not in chosen.values()
            ]  # fmt: skip
            words = f"coordinates: {shown(chosen['lat'])} and {shown(chosen['lon'])}"
            if others:
                words += f", not {listed(map(shown, others))}"
            findings.note(words, kind="coordinates")
            return chosen
    return {}
