"""Towns of municipalities: ``towns.parquet``, searched by what an address begins with.

A municipality's towns are folded when it is first asked for, all in one go.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustermap.data import catalog
from clustermap.data.address_spelling import PART, SPACE, bare, fold_address
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: How exactly a town is known, the best first: a part of it, itself, or only towns of its name.
KOAZA, TOWN, AROUND = "koaza", "town", "around"
_NUMBERED = re.compile(r"^(.*?[^0-9])?([0-9]+)(丁目?|地割)$")
_UNKNOWN_CHOME = re.compile(r"([0-9]+)(?:丁目?|地割|-|$)")
_BLOCK = re.compile(r"[0-9\-(#]|番|号|ノ[0-9]|[甲乙丙丁イロハニホヘト][0-9]")
#: What may not follow a number that stands for a 丁目: 本町1番2号 is not in 本町一丁目.
_OTHER_UNIT = re.compile(r"[0-9]|番|号|線|条|区|班|組|[階FB]|丁|地割|町|通|軒|ノ(?![0-9])|ケ")
_THREE = re.compile(r"-[0-9]+-[0-9]")
_PARENT = re.compile(r"^.{1,6}?[町村](?=..)")
_JOINERS = re.compile(r"[ノケ条]")


class TownFound(NamedTuple):
    """A town as an address names it.

    ``rest`` is what follows its name, ``missing`` the part of an address that is not known
    (a 丁目, a 字), ``taken`` whether its name was taken for a like one.
    """

    code: str
    town: str
    koaza: str
    lon: float
    lat: float
    level: str
    length: int
    rest: str = ""
    missing: str = ""
    taken: bool = False


@dataclass
class Folded:
    """A folded text without its marks, and where those stood."""

    text: str
    spaces: frozenset[int] = frozenset()
    parts: frozenset[int] = frozenset()
    #: The address as it was written.
    raw: str = ""

    def after(self, start: int) -> Folded:
        """Return what follows a place in the text."""
        return Folded(
            self.text[start:],
            frozenset(one - start for one in self.spaces if one >= start),
            frozenset(one - start for one in self.parts if one >= start),
            self.raw,
        )


def folded(text: str) -> Folded:
    """Fold an address, and remember where blanks and 字 stood.

    Examples
    --------
    >>> folded("大字原水 字上原 12").text, sorted(folded("大字原水 字上原 12").parts)
    ('原水上原12', [0, 2])
    """
    marked = fold_address(text)
    if SPACE not in marked and PART not in marked:
        return Folded(marked, raw=text)
    plain: list[str] = []
    spaces, parts = set(), set()
    for letter in marked:
        if letter == SPACE:
            spaces.add(len(plain))
        elif letter == PART:
            parts.add(len(plain))
        else:
            plain.append(letter)
    return Folded("".join(plain), frozenset(spaces), frozenset(parts), text)


@dataclass
class _Index:
    """The towns of one municipality by every spelling; the values are row numbers."""

    names: dict[str, list[int]] = field(default_factory=dict)
    #: 本町1 for 本町一丁目.
    numbers: dict[str, int] = field(default_factory=dict)
    #: 本町 for all its 丁目.
    groups: dict[str, list[int]] = field(default_factory=dict)
    #: Without ノ, ケ and 条.
    loose: dict[str, list[int]] = field(default_factory=dict)
    #: Without the former municipality in front: 上徹別 for 阿寒町上徹別.
    tails: dict[str, list[int]] = field(default_factory=dict)
    #: Names as they stand, of towns that the fold does not tell apart.
    literal: dict[int, str] = field(default_factory=dict)
    longest: int = 0


class Towns:
    """The towns of Japan.

    Examples
    --------
    >>> found = towns().find("43404", folded("原水4106番地1"))
    >>> found.town, found.level, found.rest
    ('大字原水', 'town', '4106番地1')
    """

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(path, use_threads=False)
        except OSError as error:
            raise DataError(
                f"The gazetteer of towns can't be read: {path} ({error}).",
                "Restore the shipped file (reinstall clustermap, or `git checkout geodata`).",
            ) from error
        codes = table["code"].to_numpy(zero_copy_only=False)
        self._table = table
        self.lon, self.lat = table["lon"].to_numpy(), table["lat"].to_numpy()
        starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
        ends = np.r_[starts[1:], len(codes)]
        self._ranges = {
            str(codes[start]): (int(start), int(end))
            for start, end in zip(starts, ends, strict=True)
        }
        self._made: dict[str, _Index] = {}

    def __contains__(self, code: object) -> bool:
        return code in self._ranges

    def names_of(self, code: str) -> tuple[int, list[str], list[str]]:
        """Return the first row of a municipality, its towns and their parts."""
        start, end = self._ranges[code]
        rows = self._table.slice(start, end - start)
        return start, rows["town"].to_pylist(), rows["koaza"].to_pylist()

    def _index(self, code: str) -> _Index:
        if code not in self._made:
            self._made[code] = _indexed(*self.names_of(code))
        return self._made[code]

    def find(self, code: str, text: Folded) -> TownFound | None:
        """Return the town of a municipality that a folded text begins with.

        Parameters
        ----------
        code : str
            Municipality or ward.
        text : Folded
            What follows the municipality in an address.

        Returns
        -------
        TownFound or None
            None where the text begins with no town of the municipality.
        """
        if code not in self._ranges or not text.text:
            return None
        index = self._index(code)
        weak = None
        for row, stop, strong in _matches(index, text):
            if strong:
                return self._found(code, index, row, text, stop)
            weak = weak or (row, stop)
        return (
            self._group(code, index, text)
            or self._like(code, index, text)
            or (self._found(code, index, weak[0], text, weak[1], weak=True) if weak else None)
        )

    def inside(self, code: str, text: Folded) -> TownFound | None:
        """Return the town that a text names last, for Kyoto's names of streets in front."""
        if code not in self._ranges:
            return None
        index = self._index(code)
        for start in range(len(text.text) - 1, 0, -1):
            rest = text.after(start)
            for row, stop, strong in _matches(index, rest):
                if strong and stop > 1:
                    return self._found(code, index, row, rest, stop)
        return None

    def _found(
        self, code: str, index: _Index, row: int, text: Folded, stop: int, *, weak: bool = False
    ) -> TownFound | None:
        """Return a row, with what of the text it does not say."""
        rest = text.text[stop:]
        missing = ""
        part = stop in text.parts and not _BLOCK.match(rest)
        chome = re.match(r"[0-9]+(?:丁目?|地割)", rest)
        if chome:
            missing = chome.group()
        elif rest and (part or weak):
            missing = re.split(r"[0-9(\-]", rest)[0][:12]
        found = self.at(row, code, stop, rest=rest, missing=missing)
        head = text.text[:stop].rstrip("0123456789")
        if text.text[:stop] in index.numbers and head in index.names and not _THREE.match(rest):
            # 本町1-2 may be in 本町 as well
            found = found._replace(taken=True)
        if found.lon == found.lon:
            return found
        return self._without_point(index, found)

    def at(self, row: int, code: str, length: int, **more: object) -> TownFound:
        """Return a row of the table."""
        town, koaza = self._table["town"][row].as_py(), self._table["koaza"][row].as_py()
        level = KOAZA if koaza else TOWN
        return TownFound(
            code, town, koaza, float(self.lon[row]), float(self.lat[row]), level, length,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def _without_point(self, index: _Index, found: TownFound) -> TownFound | None:
        """Return towns of the same name for one whose place the gazetteer does not have."""
        match = _NUMBERED.match(bare(fold_address(found.town)))
        rows = index.groups.get(match.group(1) or "", []) if match else []
        middle = self._middle(rows)
        if middle is None:
            return found
        lon, lat = float(self.lon[middle]), float(self.lat[middle])
        return found._replace(lon=lon, lat=lat, level=AROUND, missing=found.town)

    def _group(self, code: str, index: _Index, text: Folded) -> TownFound | None:
        """Find a name of which only other 丁目 are known: stand in the middle of them."""
        for stop in range(min(len(text.text), index.longest), 1, -1):
            rows = index.groups.get(text.text[:stop])
            rest = text.text[stop:]
            if not rows or (rest and not _BLOCK.match(rest) and stop not in text.spaces):
                continue
            middle = self._middle(rows)
            if middle is None:
                continue
            chome = _UNKNOWN_CHOME.match(rest)
            found = self.at(middle, code, stop, rest=rest)
            missing = (chome.group().rstrip("-") if chome else "") or "丁目"
            town = re.sub(r"[〇一二三四五六七八九十百0-9]+(?:丁目?|地割)$", "", found.town)
            return found._replace(level=AROUND, missing=missing, town=town, koaza="")
        return None

    def _like(self, code: str, index: _Index, text: Folded) -> TownFound | None:
        """Find a name written without ノ, ケ or 条, or without the former municipality."""
        short = _JOINERS.sub("", text.text)
        for names, written in ((index.loose, short), (index.tails, text.text)):
            for stop in range(min(len(written), index.longest), 1, -1):
                rows = names.get(written[:stop])
                rest = written[stop:]
                ends = not rest or _BLOCK.match(rest)
                if written[stop - 1].isdigit() and _OTHER_UNIT.match(rest):
                    continue
                if rows and len(rows) == 1 and ends:
                    found = self.at(rows[0], code, stop, rest=rest)
                    if found.lon == found.lon:
                        return found._replace(taken=names is index.tails)
        return None

    def _middle(self, rows: list[int]) -> int | None:
        """Return the row nearest to the middle of several."""
        known = [row for row in rows if self.lon[row] == self.lon[row]]
        if not known:
            return None
        x, y = self.lon[known], self.lat[known]
        return known[int(np.argmin((x - x.mean()) ** 2 + (y - y.mean()) ** 2))]


def _matches(index: _Index, text: Folded) -> Iterator[tuple[int, int, bool]]:
    """Yield rows whose names a text begins with, the longest first: row, end, and how sure."""
    plain, names, numbers = text.text, index.names, index.numbers
    for stop in range(min(len(plain), index.longest), 0, -1):
        key = plain[:stop]
        rest = plain[stop:]
        if rest[:1].isdigit() and key[-1].isdigit():
            continue
        rows = names.get(key)
        if rows is not None:
            row = rows[0]
            if len(rows) > 1:
                row = next((one for one in rows if index.literal[one] in text.raw), row)
            strong = not rest or stop in text.spaces or stop in text.parts
            strong = strong or _BLOCK.match(rest) is not None
            if strong or stop > 1:
                yield row, stop, strong
        elif key in numbers and not _OTHER_UNIT.match(rest):
            yield numbers[key], stop, True


def _indexed(start: int, names: list[str], parts: list[str]) -> _Index:
    """Fold the towns of a municipality, and index them by all spellings."""
    index = _Index()
    both = fold_address("\n".join(map("\n".join, zip(names, parts, strict=True)))).split("\n")
    # towns before their parts: a name of both is the town's
    for at in sorted(range(len(names)), key=lambda at: parts[at] != ""):
        town, part = bare(both[2 * at]), bare(both[2 * at + 1])
        _enter(index, start + at, town, part)
    for key, rows in index.names.items():
        if len(rows) > 1:
            index.literal |= {row: names[row - start] for row in rows}
        index.longest = max(index.longest, len(key))
    index.longest = max([index.longest, *map(len, index.groups)])
    return index


def _enter(index: _Index, row: int, town: str, part: str) -> None:
    """Index one town by all its spellings."""
    whole = town + part
    keys = [whole]
    if numbered := _NUMBERED.match(whole):
        head, number, unit = numbered.group(1) or "", numbered.group(2), numbered.group(3)
        keys += [f"{head}{number}{other}" for other in ("丁目", "丁") if unit[0] == "丁"]
        if head:
            index.numbers.setdefault(head + number, row)
            index.groups.setdefault(head, []).append(row)
            index.loose.setdefault(_JOINERS.sub("", head + number), []).append(row)
            if not part and (tail := _PARENT.sub("", head + number)) != head + number:
                index.tails.setdefault(tail, []).append(row)
    elif part and town and not part[-1].isdigit():
        index.groups.setdefault(town, []).append(row)
    for key in filter(None, dict.fromkeys(keys)):
        rows = index.names.setdefault(key, [])
        if not rows or (not part and rows[0] != row):
            rows.append(row)
        if (short := _JOINERS.sub("", key)) != key:
            index.loose.setdefault(short, []).append(row)
        if not part and (tail := _PARENT.sub("", key)) != key:
            index.tails.setdefault(tail, []).append(row)


@functools.cache
def towns(where: Path | None = None) -> Towns:
    """Return the shipped gazetteer of towns, read once."""
    return Towns(catalog.table("towns", where).path)
