"""Rows that may be one site: by corporate number, name and place, or nearly the same name."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from clustermap.ingest.register.names import alike
from clustermap.japan import KM_PER_DEGREE, city_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from clustermap.ingest.register.firms import Firm

#: Sites of one name that are nearer than this may be one.
NEAR_KM = 0.2
#: Kinds of pairs: the same site by number, by name, by nearly the same name.
NUMBER, NAME, LIKE_NAME = "double-number", "double-name", "double-like-name"
#: One firm, under one name, at two places; one number of two names at two places.
PLACES, SHARED = "two-places", "shared-number"
#: A name of so many letters is told by itself, with a slip in it, within a municipality.
LONG = 6
#: A group of rows of one town with more members than this is compared by equal blocks only.
MOST = 400


class Pair(NamedTuple):
    """Two rows by their places in the list, how they belong together, and how far apart (km)."""

    one: int
    other: int
    kind: str
    km: float


def find_doubles(firms: Sequence[Firm]) -> list[Pair]:
    """Return pairs of rows that may be the same site, and rows of one firm at two places.

    Two sites of a firm with names of their own (a head office, a plant) at two places are no
    doubles, nor are two firms of one name whose corporate numbers differ.
    """
    found: dict[tuple[int, int], Pair] = {}
    for kind, pairs in (
        (NUMBER, _within(_groups(firms, lambda one: one.number))),
        (NAME, _within(_groups(firms, lambda one: one.folded))),
        (LIKE_NAME, _neighbors(firms)),
    ):
        for one, other in pairs:
            if (one, other) not in found:
                pair = _judged(kind, one, other, firms)
                if pair is not None:
                    found[one, other] = pair
    return [found[key] for key in sorted(found)]


def _judged(kind: str, at: int, to: int, firms: Sequence[Firm]) -> Pair | None:
    one, other = firms[at], firms[to]
    if one.number and other.number and one.number != other.number:
        return None
    km = distance(one, other)
    same_place = _same_place(one, other, km)
    if kind == NUMBER:
        if same_place:
            return Pair(at, to, NUMBER, km)
        if one.folded == other.folded:
            return Pair(at, to, PLACES, km)
        # sites of one firm have names of their own
        return None if _of_one_firm(one, other) else Pair(at, to, SHARED, km)
    if kind == NAME:
        return Pair(at, to, NAME, km) if same_place else None
    like = one.folded != other.folded and alike(one.folded, other.folded)
    return Pair(at, to, LIKE_NAME, km) if like and _same_block(one, other, km) else None


def _of_one_firm(one: Firm, other: Firm) -> bool:
    """Say whether two names begin alike, as those of a head office and a plant do."""
    short, long_ = sorted((one.folded, other.folded), key=len)
    common = next(
        (at for at, (mine, theirs) in enumerate(zip(short, long_, strict=False)) if mine != theirs),
        len(short),
    )
    return common >= min(len(short), 4) or alike(short, long_)


def distance(one: Firm, other: Firm) -> float:
    """Return how far apart two rows are in km; NaN where one is not placed."""
    north = (other.lat - one.lat) * KM_PER_DEGREE
    east = (other.lon - one.lon) * KM_PER_DEGREE * np.cos(np.radians(one.lat))
    return float(np.hypot(north, east))


def _same_place(one: Firm, other: Firm, km: float) -> bool:
    """Say whether two rows may be at one place, as far as it is known."""
    if one.address and one.address == other.address:
        return True
    if one.exact and other.exact:
        return km <= NEAR_KM
    return _same_city(one, other)


def _same_city(one: Firm, other: Firm) -> bool:
    """Say whether two rows lie in one municipality; a ward is its city's."""
    return bool(one.municipality) and city_of(one.municipality) == city_of(other.municipality)


def _same_block(one: Firm, other: Firm, km: float) -> bool:
    if not one.exact or not other.exact:
        # the address tells no more, so the name must: a slip in a long one
        short, long_ = sorted((one.folded, other.folded), key=len)
        return len(short) >= LONG and not long_.startswith(short) and _same_city(one, other)
    if not km <= NEAR_KM:
        return False
    if one.block is None or other.block is None:
        return not (one.town or other.town)  # placed by coordinates of their own
    shared = min(len(one.block), len(other.block))
    return one.town == other.town and one.block[:shared] == other.block[:shared] and (
        shared > 0 or len(one.block) == len(other.block)
    )  # fmt: skip


def _groups(firms: Sequence[Firm], key: Callable[[Firm], str]) -> Iterable[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for at, firm in enumerate(firms):
        value = key(firm)
        if value:
            groups[value].append(at)
    return groups.values()


def _within(groups: Iterable[list[int]]) -> Iterator[tuple[int, int]]:
    for members in groups:
        yield from itertools.combinations(members, 2)


def _neighbors(firms: Sequence[Firm]) -> Iterator[tuple[int, int]]:
    """Yield pairs within 200 m, and those in a city of which one is placed no more exactly."""
    exact = [at for at, firm in enumerate(firms) if firm.exact]
    blocks: dict[str, list[int]] = defaultdict(list)
    free = []
    for at in exact:
        firm = firms[at]
        if firm.town:
            blocks[firm.town].append(at)
        else:
            free.append(at)
    yield from _with_vague(firms)
    for members in blocks.values():
        if len(members) <= MOST:
            yield from itertools.combinations(members, 2)
        else:
            by_number = _groups_of(members, firms)
            yield from _within(by_number)
    if len(free) > 1:
        lat = np.array([firms[at].lat for at in free])
        lon = np.array([firms[at].lon for at in free])
        middle = np.cos(np.radians(float(lat.mean())))
        flat = np.column_stack([lon * middle, lat]) * KM_PER_DEGREE
        for one, other in sorted(cKDTree(flat).query_pairs(NEAR_KM * 1.2)):
            yield free[one], free[other]


def _with_vague(firms: Sequence[Firm]) -> Iterator[tuple[int, int]]:
    for members in _groups(firms, lambda one: city_of(one.municipality)):
        for at in (one for one in members if not firms[one].exact):
            for other in members:
                if other != at and (firms[other].exact or other > at):
                    yield min(at, other), max(at, other)


def _groups_of(members: Sequence[int], firms: Sequence[Firm]) -> Iterable[list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for at in members:
        block = firms[at].block
        groups[block[0] if block else -1].append(at)
    return groups.values()


def together(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Put pairs that share a member together.

    Examples
    --------
    >>> together([(1, 2), (5, 6), (2, 4)])
    [[1, 2, 4], [5, 6]]
    """
    home: dict[int, int] = {}

    def root(at: int) -> int:
        while home.setdefault(at, at) != at:
            at = home[at]
        return at

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        home[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for at in sorted(home):
        groups[root(at)].append(at)
    return sorted(groups.values())
