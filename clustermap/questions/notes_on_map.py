"""Notes on a map: a place and a few words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap.errors import DataError
from clustermap.questions.spots import find_spot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clustermap.data.selection import Selection

#: More would hide the map.
MOST = 3
LONGEST = 120


def notes_on_map(selection: Selection, given: Iterable[str]) -> list[dict[str, Any]]:
    """Read notes such as ``"Kikuyo: TSMC's first plant in Japan"``.

    The place is a municipality, the id or name of a site, an address, or ``LAT,LON``.

    Raises
    ------
    DataError
        No colon, no text, more than three notes, or a text that is too long.
    UnknownNameError
        A place that is not known.

    Examples
    --------
    >>> from clustermap.data.dataset import load
    >>> notes_on_map(load(), ["菊陽町: 新工場"])
    [{'point': [130.82861, 32.8625], 'text': '新工場'}]
    """
    notes = []
    for one in given:
        place, colon, text = one.replace("：", ":").partition(":")
        if not colon or not place.strip() or not text.strip():
            raise DataError(f"{one!r} is not a note on a map.", "Write it as 'PLACE: text'.")
        text = " ".join(text.split())
        if len(text) > LONGEST:
            raise DataError(
                f"The note at {place.strip()} has {len(text)} characters.",
                f"Use {LONGEST} at most; the map has no room for more.",
            )
        spot = find_spot(selection, place.strip())
        notes.append({"point": [round(spot.lon, 5), round(spot.lat, 5)], "text": text})
    if len(notes) > MOST:
        raise DataError(f"{len(notes)} notes are given.", f"A map takes {MOST} at most.")
    return notes
