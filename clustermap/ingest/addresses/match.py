"""One address to one point, in whichever letters it is written."""

from __future__ import annotations

import re

from clustermap.ingest.addresses.english import place_english
from clustermap.ingest.addresses.japanese import place_japanese
from clustermap.ingest.addresses.placed import Placed

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]{2}")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def place(address: str, prefecture: str = "", municipality: str = "") -> Placed:
    """Find the place of an address.

    Parameters
    ----------
    address : str
        As people write it.
    prefecture, municipality : str
        Codes that other columns of the row state, if any.

    Returns
    -------
    Placed

    Examples
    --------
    >>> place("〒869-1102 熊本県菊池郡菊陽町原水4106-1")[:5]
    ('43404', '大字原水', 130.83258, 32.8796, 'town')
    >>> place("1-2-3 Haramizu, Kikuyo-machi, Kumamoto").exactness
    'municipality'
    >>> place("府中市ほげ1").warning
    "'府中市' is the name of 2 places (東京都府中市, 広島県府中市)"
    """
    if not address.strip():
        return Placed(kind="blank", warning="the address is blank", prefecture=prefecture)
    if _LATIN.search(address) and not _EAST_ASIAN.search(address):
        return place_english(address, prefecture, municipality)
    return place_japanese(address, prefecture, municipality)
