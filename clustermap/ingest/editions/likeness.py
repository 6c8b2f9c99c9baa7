"""Which row of one table is which row of another, where no key says so.

The rule, step by step; what is paired in one step is not looked at in the next:

1. all cells in common are the same;
2. the same name, place, operator and kind;
3. the same name, place and operator;
4. the same name and place;
5. the same name, which stands only once in each table, within one prefecture or where none is
   given (a site that moved);
6. nearly the same name (a slip, or an addition), the same place and operator;
7. another name, but the same operator and kind at the same exact point or address (renamed).

Where a step finds several candidates, none is taken: they are listed as unclear.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clustermap.data.address_spelling import fold_address
from clustermap.ingest.register.doubles import together
from clustermap.ingest.register.names import alike, fold_firm
from clustermap.japan import KM_PER_DEGREE
from clustermap.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from clustermap.ingest.editions.edition import EditionTable

#: Points nearer than this are the same one.
SPOT_KM = 0.2
#: Positions that stand for an area, not for the site.
_VAGUE = {"municipality", "prefecture"}
_NAMES = ("name", "name_en", "name_ja", "name_ko")


@dataclass(frozen=True)
class Likely:
    """What a row is known by."""

    names: frozenset[str]
    operators: frozenset[str]
    kind: tuple[str, str]
    city: str
    address: str
    prefecture: str
    point: tuple[float, float] | None
    exact: bool
    cells: tuple[str, ...]


@dataclass
class Pairing:
    """Pairs of places in two lists, and groups of which nobody can say who is whose."""

    pairs: list[tuple[int, int, str]] = field(default_factory=list)
    unclear: list[tuple[list[int], list[int]]] = field(default_factory=list)


def likely(table: EditionTable, rows: Sequence[int], common: Sequence[str]) -> list[Likely]:
    """Return what the rows at these places are known by; ``common`` are columns to hold equal."""
    roles = {role: table.cells(role) for role in _NAMES}
    operators = [table.cells(role) for role in ("operator", "operator_en", "operator_ja")]
    kind = table.cells("sector"), table.cells("segment")
    city, name = table.cells("municipality_code"), table.cells("municipality", "municipality_ja")
    address, prefecture = table.cells("address"), table.cells("prefecture", "prefecture_code")
    lon, lat, position = table.cells("lon"), table.cells("lat"), table.cells("position")
    every = [table.frame[column].tolist() for column in common]
    return [
        Likely(
            frozenset(fold_firm(cells[at]) for cells in roles.values() if cells[at].strip()),
            frozenset(fold_firm(cells[at]) for cells in operators if cells[at].strip()),
            (fold(kind[0][at]), fold(kind[1][at])),
            city[at].strip() or fold(name[at]),
            fold_address(address[at]),
            fold(prefecture[at]),
            _point(lon[at], lat[at]),
            position[at].strip() not in _VAGUE,
            tuple(cells[at] for cells in every),
        )
        for at in rows
    ]


def _point(lon: str, lat: str) -> tuple[float, float] | None:
    try:
        point = float(lon), float(lat)
    except ValueError:
        return None
    return point if all(map(math.isfinite, point)) else None


def pair(old: Sequence[Likely], new: Sequence[Likely]) -> Pairing:
    """Pair the rows of two lists by the rule above."""
    found = Pairing()
    free = set(range(len(old))), set(range(len(new)))
    _identical(old, new, free, found)
    for name, step in _STEPS:
        edges = list(step(old, new, free))
        groups = together((one, len(old) + other) for one, other in edges)
        for group in groups:
            mine = [at for at in group if at < len(old)]
            theirs = [at - len(old) for at in group if at >= len(old)]
            if len(group) == 2:
                found.pairs.append((mine[0], theirs[0], name))
            else:
                found.unclear.append((mine, theirs))
            free[0].difference_update(mine)
            free[1].difference_update(theirs)
    return found


Free = tuple[set[int], set[int]]


def _identical(old: Sequence[Likely], new: Sequence[Likely], free: Free, found: Pairing) -> None:
    """Pair rows of which every cell is the same; which of several copies is which is all one."""
    copies: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in reversed(range(len(old))):
        copies[old[at].cells].append(at)
    for to, row in enumerate(new):
        if copies.get(row.cells):
            at = copies[row.cells].pop()
            found.pairs.append((at, to, "equal"))
            free[0].discard(at)
            free[1].discard(to)


def _by_name(old: Sequence[Likely], new: Sequence[Likely], free: Free) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share a name."""
    holders: dict[str, list[int]] = defaultdict(list)
    for to in sorted(free[1]):
        for name in sorted(new[to].names):
            holders[name].append(to)
    for at in sorted(free[0]):
        seen = {to for name in old[at].names for to in holders.get(name, ())}
        yield from ((at, to) for to in sorted(seen))


def _kindred(one: Likely, other: Likely) -> bool:
    """Say whether two rows share an operator, or one of them names none."""
    return not one.operators or not other.operators or bool(one.operators & other.operators)


def same_place(one: Likely, other: Likely) -> bool | None:
    """Say whether two rows lie at one place, as far as it is told; None where nothing tells."""
    for mine, theirs in ((one.address, other.address), (one.city, other.city)):
        if mine and mine == theirs:
            return True
    near = _near(one, other)
    if near:
        return True
    if one.city and other.city and one.city.isdigit() == other.city.isdigit():
        return False
    if one.prefecture and other.prefecture:
        return False if one.prefecture != other.prefecture else near
    return near


def _near(one: Likely, other: Likely) -> bool | None:
    if one.point is None or other.point is None:
        return None
    north = (one.point[1] - other.point[1]) * KM_PER_DEGREE
    east = (one.point[0] - other.point[0]) * KM_PER_DEGREE * math.cos(math.radians(one.point[1]))
    return math.hypot(north, east) <= SPOT_KM


def _named(
    *also: Callable[[Likely, Likely], bool],
) -> Callable[[Sequence[Likely], Sequence[Likely], Free], Iterable[tuple[int, int]]]:
    """Make the step that pairs rows of one name and place of which more holds."""

    def step(old: Sequence[Likely], new: Sequence[Likely], free: Free) -> Iterator[tuple[int, int]]:
        for at, to in _by_name(old, new, free):
            one, other = old[at], new[to]
            if same_place(one, other) and all(holds(one, other) for holds in also):
                yield at, to

    return step


def _moved(old: Sequence[Likely], new: Sequence[Likely], free: Free) -> Iterator[tuple[int, int]]:
    """Yield rows of one name that nothing else bears, of one prefecture as far as it is told."""
    counts: list[dict[str, int]] = [defaultdict(int), defaultdict(int)]
    for side, rows in enumerate((old, new)):
        for row in rows:
            for name in row.names:
                counts[side][name] += 1
    for at, to in _by_name(old, new, free):
        one, other = old[at], new[to]
        alone = all(counts[side][name] == 1 for side in (0, 1) for name in one.names & other.names)
        home = not one.prefecture or not other.prefecture or one.prefecture == other.prefecture
        if alone and home and _kindred(one, other):
            yield at, to


def _misspelled(
    old: Sequence[Likely], new: Sequence[Likely], free: Free
) -> Iterator[tuple[int, int]]:
    """Yield rows of nearly one name, at one place and of one operator."""
    for at, to in _blocks(old, new, free, lambda row: {row.city or row.address or row.prefecture}):
        one, other = old[at], new[to]
        if (
            same_place(one, other) and _kindred(one, other)
            and any(alike(mine, theirs) for mine in one.names for theirs in other.names)
        ):  # fmt: skip
            yield at, to


def _renamed(old: Sequence[Likely], new: Sequence[Likely], free: Free) -> Iterator[tuple[int, int]]:
    """Yield rows of one operator and kind, at one exact point or address."""
    for at, to in _blocks(old, new, free, lambda row: set(row.operators)):
        one, other = old[at], new[to]
        exact = one.exact and other.exact and _near(one, other)
        here = exact or (one.address != "" and one.address == other.address)
        if here and one.kind == other.kind:
            yield at, to


def _blocks(
    old: Sequence[Likely], new: Sequence[Likely], free: Free, of: Callable[[Likely], set[str]]
) -> Iterator[tuple[int, int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for to in sorted(free[1]):
        for block in of(new[to]) - {""}:
            holders[block].append(to)
    for at in sorted(free[0]):
        seen = {to for block in of(old[at]) - {""} for to in holders.get(block, ())}
        yield from ((at, to) for to in sorted(seen))


def _of_one_operator(one: Likely, other: Likely) -> bool:
    return bool(one.operators & other.operators) or one.operators == other.operators


_STEPS: tuple[
    tuple[str, Callable[[Sequence[Likely], Sequence[Likely], Free], Iterable[tuple[int, int]]]],
    ...,
] = (
    ("name", _named(_of_one_operator, lambda one, other: one.kind == other.kind)),
    ("name", _named(_of_one_operator)),
    ("name", _named()),
    ("moved", _moved),
    ("spelling", _misspelled),
    ("renamed", _renamed),
)
