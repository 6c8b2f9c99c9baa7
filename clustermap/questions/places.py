"""Places that are compared, by name: all prefectures, or all municipalities."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from clustermap import japan
from clustermap.errors import DataError, UnknownNameError
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clustermap.data.gazetteer import Place


def places_named(names: Iterable[str | int]) -> tuple[str, tuple[str, ...]]:
    """Return what places are, and their codes.

    A name that a prefecture and a city share, such as Kumamoto, is the prefecture's.

    Raises
    ------
    UnknownNameError
        A name that means nothing, or several municipalities.
    DataError
        Prefectures and municipalities together, or a ward.

    Examples
    --------
    >>> places_named(["熊本", "Oita"]), places_named(["菊陽町", 43216, "삿포로시"])
    (('prefecture', ('43', '44')), ('municipality', ('43404', '43216', '01100')))
    """
    prefectures: dict[str, str] = {}
    others: dict[str, UnknownNameError] = {}
    for name in map(str, names):
        try:
            prefectures[name] = japan.prefecture(name).code
        except UnknownNameError as error:
            others[name] = error
    if not others:
        return "prefecture", tuple(prefectures.values())
    places = [
        _municipality(name, error, beside_prefectures=bool(prefectures))
        for name, error in others.items()
    ]
    if prefectures:
        raise _mixed(*next(iter(prefectures.items())), next(iter(others)))
    return "municipality", tuple(place.code for place in places)


def _municipality(name: str, error: UnknownNameError, *, beside_prefectures: bool) -> Place:
    """Return a municipality with statistics; ``error`` says why the name is no prefecture's."""
    from clustermap.data.gazetteer import gazetteer

    try:
        place = gazetteer().find(name)
    except UnknownNameError as other:
        _refuse_region(name)
        raise _clearer(name, error, other, beside_prefectures=beside_prefectures) from other
    city = japan.city_of(place.code)
    if city == place.code:
        return place
    raise DataError(
        f"{shown(name)} is a ward: its statistics are not among the embedded data.",
        f"Name its city: {japan.DESIGNATED_CITIES[city]} ({city}).",
    )


def _refuse_region(name: str) -> None:
    try:
        found = japan.region(name)
    except UnknownNameError:
        return
    members = ", ".join(japan.BY_CODE[code].en for code in found.codes)
    raise DataError(
        f"{shown(name)} is a region.",
        f"Name prefectures ({members}), or ask about regions: "
        "clustermap stats specialization|change --level region.",
    )


def _clearer(
    name: str,
    prefecture: UnknownNameError,
    municipality: UnknownNameError,
    *,
    beside_prefectures: bool,
) -> UnknownNameError:
    """Choose what to say of a name that is neither; what stands beside it tells what was meant."""
    several = not municipality.cause.startswith("Unknown")
    nearer = _likeness(name, municipality) > _likeness(name, prefecture)
    if several or (nearer and not beside_prefectures):
        return municipality
    if beside_prefectures or prefecture.suggestions:
        return prefecture
    return UnknownNameError(
        f"Unknown place {shown(name)}.",
        "Give a prefecture (Kumamoto, 熊本県, 43) or a municipality (Kikuyo, 菊陽町, 43404).",
    )


def _likeness(name: str, error: UnknownNameError) -> float:
    """Return how like a name is to the nearest that was suggested for it."""
    nearest = (error.suggestions or ("",))[0]
    return difflib.SequenceMatcher(None, name.casefold(), nearest.casefold()).ratio()


def _mixed(name: str, code: str, municipality: str) -> DataError:
    """Refuse a prefecture beside a municipality; its city of the same name may have been meant."""
    from clustermap.data.gazetteer import gazetteer

    city = f"{japan.BY_CODE[code].ja[:-1]}市"
    found = gazetteer().codes(city, code)
    remedy = "Compare prefectures with prefectures, municipalities with municipalities."
    if found:
        remedy = f"For the city write {city} or {found[0]}; else name prefectures alone."
    cause = f"{shown(name)} is a prefecture, {shown(municipality)} a municipality."
    return DataError(cause, remedy)
