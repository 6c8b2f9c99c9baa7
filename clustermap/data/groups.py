"""Groups of places of one's own: prefectures or municipalities under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap import japan
from clustermap.data.gazetteer import gazetteer
from clustermap.errors import DataError, UnknownNameError
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEPARATORS = str.maketrans("、，;；", ",,,,")


@dataclass(frozen=True)
class Group:
    """A name, and codes of prefectures (two digits) or of municipalities (five)."""

    name: str
    codes: tuple[str, ...]

    @property
    def prefectures(self) -> tuple[str, ...]:
        """The prefectures in it."""
        return tuple(code for code in self.codes if len(code) == 2)

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The municipalities in it."""
        return tuple(code for code in self.codes if len(code) == 5)


def parse_group(text: str) -> Group:
    """Read a group written as ``NAME=PLACE,PLACE,...``, places by code or name.

    Raises
    ------
    DataError
        No name or no place, or a place that stands twice.
    UnknownNameError
        A place that is not known, or a name of several.

    Examples
    --------
    >>> parse_group("Northern Kyushu=40,Saga,長崎県")
    Group(name='Northern Kyushu', codes=('40', '41', '42'))
    >>> parse_group("半導体=菊陽町,合志市").municipalities
    ('43404', '43216')
    """
    name, equals, rest = text.partition("=")
    places = [part.strip() for part in rest.translate(_SEPARATORS).split(",") if part.strip()]
    if not equals or not name.strip() or not places:
        raise DataError(
            f"{shown(text)} is not a group.", "Write a name and places: 'Northern Kyushu=40,41,42'."
        )
    return group_of(name.strip(), places)


def group_of(name: str, places: Iterable[str]) -> Group:
    """Make a group of places by code or name; each may stand in it once.

    Raises
    ------
    DataError
        A place that stands twice, or in a prefecture that is in the group as well.
    UnknownNameError
        A place that is not known, or a name of several.
    """
    codes: list[str] = []
    for place in places:
        code = _code(place, name)
        if code in codes:
            raise DataError(f"{shown(place)} is in the group {shown(name)} twice.", "Name it once.")
        codes.append(code)
    for code in codes:
        if len(code) == 5 and code[:2] in codes:
            whole = japan.BY_CODE[code[:2]].ja
            raise DataError(
                f"{code} lies in {whole}, which is in the group {shown(name)} as well.",
                "Name one of the two.",
            )
    return Group(name, tuple(codes))


def checked_groups(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return groups whose names differ.

    Raises
    ------
    DataError
        Two groups of a name.
    """
    found = tuple(groups)
    names = [group.name for group in found]
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"Two groups are called {shown(name)}.", "Give each its own name.")
    return found


def _code(place: str, group: str) -> str:
    try:
        return japan.prefecture(place).code
    except UnknownNameError as of_prefectures:
        try:
            return gazetteer().find(place).code
        except UnknownNameError as of_municipalities:
            error = of_prefectures if of_prefectures.suggestions else of_municipalities
            cause = f"In the group {shown(group)}: {error.cause}"
            raise UnknownNameError(cause, error.remedy) from error
