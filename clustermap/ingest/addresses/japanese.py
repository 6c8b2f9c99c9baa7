"""A Japanese address to one point: its municipality, then its town, each fallback named."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from clustermap import japan
from clustermap.data.towns import AROUND, folded, towns
from clustermap.ingest.addresses.fronts import Front, fronts, label, places, prefecture_at
from clustermap.ingest.addresses.placed import Placed, at_municipality
from clustermap.messages import listed, shown

if TYPE_CHECKING:
    from clustermap.data.towns import Folded, TownFound

_KYOTO = "261"
_STREETS = re.compile(r"[上下]ル|[東西南北]?入ル?|[上下東西]ガル|通[東西南北]?")
_CROSSING = re.compile(r"^[0-9]+丁目")
_NO_TOWN = re.compile(r"^(?:[0-9]|番地|無番地|-|\(|$)")


def place_japanese(address: str, prefecture: str = "", municipality: str = "") -> Placed:
    """Find the place of an address.

    Parameters
    ----------
    address : str
        As people write it.
    prefecture, municipality : str
        Codes that other columns of the row state, if any.

    Examples
    --------
    >>> place_japanese("京都市中京区烏丸通御池上る虎屋町566-1")[:2]
    ('26104', '虎屋町')
    >>> place_japanese("大手町九丁目1", "13", "13101").warning
    '9丁目 of 大手町 is not known; placed among its others'
    """
    text = folded(address)
    readings = list(fronts(text.text, prefecture or municipality[:2]))
    if municipality:
        readings = _stated(municipality, readings)
    best: Placed | None = None
    cities: set[str] = set()
    for front in readings:
        if cities & set(front.codes):
            continue  # its ward is named
        cities |= {japan.city_of(code) for code in front.codes if japan.is_ward(code)}
        found = _by_town(front, text)
        if found is not None and (best is None or (best.warning and not found.warning)):
            best = found
        if best is not None and not best.warning:
            break
    return best or _by_municipality(readings, text, prefecture)


def _stated(municipality: str, readings: list[Front]) -> list[Front]:
    """Keep the readings of a municipality that a column states; its name may be left out."""
    known = places()
    inside = set(known.searched(municipality)) if municipality in known.by_code else set()
    inside |= {municipality, japan.city_of(municipality)}
    fitting = [one._replace(codes=(municipality,)) for one in readings if inside & {*one.codes}]
    return [*fitting, Front((municipality,), 0)]


def _by_town(front: Front, text: Folded) -> Placed | None:
    """Place an address by the town that follows a reading of its municipality."""
    known = places()
    rest = text.after(front.end)
    wards = [(code, ward) for code in front.codes for ward in known.searched(code)]
    hits = [(code, found) for code, ward in wards if (found := _town(ward, rest)) is not None]
    best = _best(hits, several=len(wards) > 1)
    if best is None:
        return None
    code, found = best
    if found.lon != found.lon:
        words = f"the gazetteer has no point of {found.town}"
        return at_municipality(found.code, "no-point", words)._replace(town=found.town)
    kind, warning = _fallback(found)
    if not warning and front.note:
        kind, warning = "taken", front.note
    if len(front.codes) > 1:
        kind = "ambiguous"
        others = listed(label(one) for one in front.codes if one != code)
        warning = f"{warning}; only" if warning else "only"
        warning += f" {label(code)} has such a town, not {others} of the same name"
    return Placed(
        found.code, found.town, found.lon, found.lat, found.level, kind, warning, found.code[:2]
    )


def _best(hits: list[tuple[str, TownFound]], *, several: bool) -> tuple[str, TownFound] | None:
    """Return the longest name without anything unknown; None where two are as good."""
    whole = [hit for hit in hits if not hit[1].missing]
    sure = [hit for hit in whole if not hit[1].taken] or whole
    if not sure and several:
        # what is known in part decides nothing between several places
        hits = [hit for hit in hits if hit[1].level == AROUND or hit[1].rest[:1].isdigit()]
    sure = sure or hits
    longest = max((found.length for _, found in sure), default=0)
    sure = [hit for hit in sure if hit[1].length == longest]
    return sure[0] if len(sure) == 1 else None


def _town(code: str, rest: Folded) -> TownFound | None:
    """Return the town at the beginning of a text; in Kyoto, behind its streets."""
    found = towns().find(code, rest)
    if code.startswith(_KYOTO) and (found is None or found.missing or found.taken):
        ends = [one.end() for one in _STREETS.finditer(rest.text)]
        for end in reversed(ends):
            after = rest.after(end)
            crossing = _CROSSING.match(after.text)
            for start in (crossing.end(), 0) if crossing else (0,):
                behind = towns().find(code, after.after(start))
                if behind is not None and not behind.missing:
                    return behind
        if ends and (inside := towns().inside(code, rest)):
            return inside
    if found is None:
        for name in _names(code):
            if found is None and rest.text.startswith(name) and len(rest.text) > len(name):
                found = towns().find(code, rest.after(len(name)))
    return found


@functools.cache
def _names(code: str) -> tuple[str, ...]:
    """Return the folded names of a municipality; a ward's also without its city."""
    name = places().by_code[code].name
    city = japan.DESIGNATED_CITIES.get(japan.city_of(code), "")
    return tuple(dict.fromkeys(folded(one).text for one in (name, name.removeprefix(city))))


def _fallback(found: TownFound) -> tuple[str, str]:
    """Return kind and words of what an address says and the gazetteer does not have."""
    if found.level == AROUND:
        if found.missing in {"丁目", found.town}:
            return "chome", f"which 丁目 of {found.town} is not said or not known"
        missing = f"{found.missing}丁目" if found.missing.isdigit() else found.missing
        return "chome", f"{missing} of {found.town} is not known; placed among its others"
    if found.missing:
        return "part", f"what follows {found.town} is not known"
    if found.taken:
        return "taken", f"taken as {found.town}"
    return "", ""


def _by_municipality(readings: list[Front], text: Folded, prefecture: str) -> Placed:
    """Place an address whose town is not found, if its municipality is clear."""
    known = places()
    if not readings:
        return _nowhere(text, prefecture)
    front = readings[0]
    if len(front.codes) > 1:
        place = known.by_code[front.codes[0]]
        name = place.name
        if place.kind == "ward":
            name = name.removeprefix(japan.DESIGNATED_CITIES[japan.city_of(place.code)])
        names = listed(map(label, front.codes))
        words = f"{shown(name)} is the name of {len(front.codes)} places ({names})"
        return Placed(kind="ambiguous", warning=words)
    code = known.by_code[front.codes[0]].leads_to or front.codes[0]
    rest = text.after(front.end)
    if front.note:
        return at_municipality(code, "taken", front.note)
    if not rest.text:
        return at_municipality(code)
    if _NO_TOWN.match(rest.text):
        return at_municipality(code, "no-town", "names no town")
    words = f"names no town of {known.by_code[code].name} that is known"
    several = [ward for ward in known.searched(code) if _town(ward, rest)]
    if len(several) > 1:
        wards = listed(known.by_code[ward].name for ward in several)
        words = f"names a town that {len(several)} wards have ({wards})"
    return at_municipality(code, "town-unknown", words)


def _nowhere(text: Folded, prefecture: str) -> Placed:
    """Say why an address has no municipality."""
    inside, end = prefecture_at(text.text)
    inside = inside or prefecture
    if inside and not text.text[end:]:
        words = f"names only a prefecture ({japan.BY_CODE[inside].ja})"
        return Placed(kind="prefecture", warning=words, prefecture=inside)
    where = f" of {japan.BY_CODE[inside].ja}" if inside else ""
    words = f"begins with no municipality{where} that is known"
    return Placed(kind="unknown", warning=words, prefecture=inside)
