"""Two tables compared: rows added and removed, and the fields that changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.errors import DataError
from clustermap.ingest.cells.dates import parse_date
from clustermap.ingest.columns import fold_header
from clustermap.ingest.editions.cells import SAME, SPELLED, relation
from clustermap.ingest.editions.likeness import likely, pair
from clustermap.ingest.editions.news import ADDED, CHANGED, REMOVED, site_news
from clustermap.ingest.editions.own import prefecture_codes
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.ingest.editions.edition import EditionTable

#: Columns of a list of changes.
COLUMNS = (
    "table", "change", "news", "key", "row", "name_en", "name_ja", "name_ko", "sector",
    "prefecture_code", "municipality_code", "lon", "lat", "field", "old", "new", "source_url",
    "source_date", "matched",
)  # fmt: skip
#: Roles that say how a row is known, not what is so; a change of these alone is no news.
RECORD = ("source_url", "source_date", "source_url_2", "confidence", "checked", "evidence")
_SITES = "sites"
_PLAIN = ("sector", "municipality_code", "lon", "lat", "source_url", "source_date")


@dataclass(frozen=True, eq=False)
class TableChanges:
    """What changed in one table.

    Attributes
    ----------
    name : str
        The table's.
    changes : pandas.DataFrame
        ``COLUMNS``: a row for each row added or removed and for each field changed.
    added, removed : pandas.DataFrame
        These rows whole, as they stand in their table.
    unclear : pandas.DataFrame
        Rows of which several candidates are alike: ``group, side`` and how they are known.
    lookalikes : pandas.DataFrame
        Rows removed and added under another key that are alike: ``old, new, name``.
    facts : mapping
        Counts: ``old, new`` rows, ``paired, spelled`` cells, ``columns_gone, columns_new``.
    """

    name: str
    changes: pd.DataFrame
    added: pd.DataFrame
    removed: pd.DataFrame
    unclear: pd.DataFrame
    lookalikes: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)


def compare_tables(old: EditionTable, new: EditionTable, near: float = 0.0) -> TableChanges:
    """Compare two tables, row by row and cell by cell.

    Rows are told by their key where both tables have one; rows without a key of their own, or with
    one that stands twice, by likeness (:mod:`clustermap.ingest.editions.likeness`).

    Parameters
    ----------
    old, new : EditionTable
        Tables of one name.
    near : float
        Degrees by which longitude and latitude may differ and still be the same.

    Examples
    --------
    >>> from clustermap.ingest.editions.edition import EditionTable
    >>> import pandas as pd
    >>> roles = {"id": "id", "status": "status", "name": "name"}
    >>> def sites(*rows):
    ...     frame = pd.DataFrame(rows, columns=["id", "name", "status"])
    ...     return EditionTable("sites", frame, roles, ("id",))
    >>> found = compare_tables(
    ...     sites(["a", "Plant A", "planned"], ["b", "Plant B", "operating"]),
    ...     sites(["a", "Plant A", "operating"], ["c", "Plant C", "planned"]),
    ... )
    >>> found.changes[["news", "key", "field", "new"]].to_numpy().tolist()
    [['added', 'c', '', ''], ['opened', 'a', 'status', 'operating'], ['removed', 'b', '', '']]
    """
    columns = _aligned(old, new)
    order = ["change", "key", "name_en", "name_ja"]
    matched = _Matching(old, new, columns)
    lists = (_Rows(old), _Rows(new))
    rows: list[dict[str, str]] = []
    spelled = 0
    for at, to, how in sorted(matched.pairs, key=lambda one: one[1]):
        changed, only_spelled = _fields(lists, columns, at, to, how, old.name, near)
        rows += changed
        spelled += only_spelled
    rows += [lists[1].row(to, old.name, ADDED) for to in matched.added]
    rows += [lists[0].row(at, old.name, REMOVED) for at in matched.removed]
    changes = pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)
    return TableChanges(
        old.name,
        changes.sort_values(order, kind="stable", ignore_index=True),
        new.frame.iloc[matched.added].reset_index(drop=True),
        old.frame.iloc[matched.removed].reset_index(drop=True),
        matched.unclear_frame(lists),
        matched.lookalikes(lists),
        {
            "old": len(old.frame), "new": len(new.frame), "paired": len(matched.pairs),
            "spelled": spelled, "unclear": sum(len(a) + len(b) for a, b in matched.unclear),
            "by": "key" if matched.key else "likeness",
            "columns_gone": [name for name in old.frame if name not in {one for one, _ in columns}],
            "columns_new": [name for name in new.frame if name not in {one for _, one in columns}],
        },
    )  # fmt: skip


def _aligned(old: EditionTable, new: EditionTable) -> list[tuple[str, str]]:
    """Return the columns that both have: of one name, of one role, or of one name folded."""
    pairs = {name: name for name in map(str, old.frame) if name in new.frame}
    free = [name for name in map(str, new.frame) if name not in pairs]
    roles = {new.roles[role]: role for role in new.roles}
    for name in map(str, old.frame):
        if name in pairs:
            continue
        mine = next((role for role, column in old.roles.items() if column == name), None)
        found = next((one for one in free if mine and roles.get(one) == mine), None) or next(
            (one for one in free if fold_header(str(one)) == fold_header(str(name))), None
        )
        if found is not None:
            pairs[name] = found
            free.remove(found)
    return [(str(name), str(pairs[name])) for name in old.frame if name in pairs]


class _Rows:
    """A table's rows, and how each is told of."""

    def __init__(self, table: EditionTable) -> None:
        self.table = table
        self.cells: dict[str, list[str]] = {
            str(name): table.frame[name].tolist() for name in table.frame
        }
        self._numbers = [str(one) for one in table.frame.index]
        self._key = [self.cells[name] for name in table.key]
        names = {role: table.cells(role) for role in ("name_en", "name_ja", "name_ko", "name")}
        self._names = {
            role: [next(filter(None, (names[role][at], names["name"][at], *(
                cells[at] for cells in names.values()))), "") for at in range(len(table.frame))]
            for role in ("name_en", "name_ja", "name_ko")
        }  # fmt: skip
        self._prefectures = prefecture_codes(table)
        self._plain = {role: table.cells(role) for role in _PLAIN}

    def key(self, at: int) -> str:
        """Return the row's key; of several columns, joined."""
        return "|".join(cells[at] for cells in self._key)

    def name(self, at: int) -> str:
        """Return a name of the row."""
        return self._names["name_en"][at]

    def cell(self, role: str, at: int) -> str:
        """Return the cell of a role, "" without one."""
        column = self.table.roles.get(role)
        return self.cells[column][at] if column in self.cells else ""

    def row(self, at: int, table: str, change: str, **more: str) -> dict[str, str]:
        """Return a row of a list of changes."""
        return {
            **dict.fromkeys(COLUMNS, ""),
            "table": table, "change": change, "news": change, "key": self.key(at),
            "row": self._numbers[at],
            **{role: cells[at] for role, cells in self._names.items()},
            **{role: cells[at] for role, cells in self._plain.items()},
            "prefecture_code": self._prefectures[at],
            **more,
        }  # fmt: skip

    def state(self, at: int) -> dict[str, str]:
        """Return status and opening, in our words and in ISO form."""
        from clustermap.ingest.editions.own import status_key

        return {
            "status": status_key(self.cell("status", at)),
            "opened": parse_date(self.cell("opened", at)).iso,
        }


def _fields(
    lists: tuple[_Rows, _Rows], columns: Sequence[tuple[str, str]], at: int, to: int, how: str,
    table: str, near: float,
) -> tuple[list[dict[str, str]], int]:  # fmt: skip
    """Return a row for each field that changed, and how many are only written in another way."""
    mine, theirs = lists
    found, spelled = [], 0
    roles = {column: role for role, column in theirs.table.roles.items()}
    for one, other in columns:
        before, after = mine.cells[one][at], theirs.cells[other][to]
        if before == after:
            continue
        if (said := relation(before, after)) in {SAME, SPELLED}:
            spelled += said == SPELLED
            continue
        news = CHANGED
        role = roles.get(other, other)
        if near and role in {"lon", "lat"} and _within(before, after, near):
            continue
        if table == _SITES and role in {"status", "opened"}:
            news = site_news(role, mine.state(at), theirs.state(to))
        more = {"news": news, "field": other, "old": before, "new": after}
        found.append(theirs.row(to, table, CHANGED, **more, matched="" if how == "key" else how))
    return found, spelled


def _within(before: str, after: str, near: float) -> bool:
    try:
        return abs(float(before) - float(after)) <= near
    except ValueError:
        return False


class _Matching:
    """Which row is which: by key, the rest by likeness."""

    def __init__(
        self, old: EditionTable, new: EditionTable, columns: Sequence[tuple[str, str]]
    ) -> None:
        self.tables, self.columns = (old, new), columns
        self.key = self._common_key()
        self.pairs: list[tuple[int, int, str]] = []
        self.unclear: list[tuple[list[int], list[int]]] = []
        self.added: list[int] = []
        self.removed: list[int] = []
        left: tuple[list[int], list[int]] = (
            list(range(len(old.frame))), list(range(len(new.frame)))
        )  # fmt: skip
        if self.key:
            left = self._by_key()
        if left[0] or left[1]:
            self._by_likeness(*left)
        self.added.sort()
        self.removed.sort()

    def _common_key(self) -> bool:
        old, new = self.tables
        pairs = dict(self.columns)
        return bool(old.key) and tuple(pairs.get(name, "") for name in old.key) == new.key

    def _keys(self, side: int) -> list[str]:
        table = self.tables[side]
        parts = [[cell.strip() for cell in table.frame[name]] for name in table.key]
        return ["\0".join(one) if any(one) else "" for one in zip(*parts, strict=True)]

    def _by_key(self) -> tuple[list[int], list[int]]:
        """Pair by key; return the rows that have none of their own."""
        keys = self._keys(0), self._keys(1)
        counts = Counter(keys[0]), Counter(keys[1])
        odd = {key for side in counts for key, n in side.items() if n > 1} | {""}
        place = {key: to for to, key in enumerate(keys[1]) if key not in odd}
        left: tuple[list[int], list[int]] = ([], [])
        for at, key in enumerate(keys[0]):
            if key in odd:
                left[0].append(at)
            elif key in place:
                self.pairs.append((at, place.pop(key), "key"))
            else:
                self.removed.append(at)
        self.added += place.values()
        left[1].extend(to for to, key in enumerate(keys[1]) if key in odd)
        return left

    def _known(self, side: int, rows: Sequence[int]) -> Any:
        return likely(self.tables[side], rows, [pair[side] for pair in self.columns])

    def _by_likeness(self, mine: list[int], theirs: list[int]) -> None:
        found = pair(self._known(0, mine), self._known(1, theirs))
        self.pairs += [(mine[at], theirs[to], how) for at, to, how in found.pairs]
        self.unclear += [
            ([mine[at] for at in some], [theirs[to] for to in others])
            for some, others in found.unclear
        ]
        taken = (
            {at for at, _, _ in self.pairs} | {at for some, _ in self.unclear for at in some},
            {to for _, to, _ in self.pairs} | {to for _, others in self.unclear for to in others},
        )
        self.removed += [at for at in mine if at not in taken[0]]
        self.added += [to for to in theirs if to not in taken[1]]

    def unclear_frame(self, lists: tuple[_Rows, _Rows]) -> pd.DataFrame:
        """List the rows that nobody can tell apart."""
        rows = [
            {"table": self.tables[0].name, "group": number, "side": side, "key": one.key(at),
             "name": one.name(at), "prefecture_code": one.row(at, "", "")["prefecture_code"],
             "row": one.row(at, "", "")["row"]}
            for number, group in enumerate(self.unclear, start=1)
            for side, one, members in zip(("old", "new"), lists, group, strict=True)
            for at in members
        ]  # fmt: skip
        names = ["table", "group", "side", "key", "name", "prefecture_code", "row"]
        return pd.DataFrame(rows, columns=names)

    def lookalikes(self, lists: tuple[_Rows, _Rows]) -> pd.DataFrame:
        """List rows removed and added under another key that are alike: one thing, perhaps."""
        pairs: list[tuple[int, int, str]] = []
        if self.key and self.removed and self.added:
            blind = [replace(one, cells=(str(at), "old"))
                     for at, one in enumerate(self._known(0, self.removed))]  # fmt: skip
            seen = [replace(one, cells=(str(at), "new"))
                    for at, one in enumerate(self._known(1, self.added))]  # fmt: skip
            pairs = pair(blind, seen).pairs
        rows = [
            {"table": self.tables[0].name, "old": lists[0].key(self.removed[at]),
             "new": lists[1].key(self.added[to]), "name": lists[1].name(self.added[to]), "by": how}
            for at, to, how in pairs
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["table", "old", "new", "name", "by"])


def check_key(table: EditionTable, label: str) -> None:
    """Refuse a key that the user named and that does not tell the rows apart.

    Raises
    ------
    DataError
        A cell of it is blank, or two rows have the same.
    """
    cells = ["|".join(row) for row in table.frame[list(table.key)].to_numpy()]
    name = " and ".join(map(shown, table.key))
    if not all(cell.strip("| ") for cell in cells):
        raise DataError(f"{label}: the column {name} has blank cells.",
                        "Fill them, or name another column with --key.")  # fmt: skip
    twice = [cell for cell, n in Counter(cells).items() if n > 1]
    if twice:
        raise DataError(
            f"{label}: {shown(twice[0])} stands twice in the column {name}.",
            "Name further columns (--key A --key B), or leave --key out: rows are then told by "
            "likeness.",
        )
