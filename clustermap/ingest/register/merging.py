"""Cases of doubles, and rows put together where a person says that they are one site."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.errors import DataError
from clustermap.ingest.register.cases import DIFFERENT, SAME, Case, choices, key_of, say, word_of
from clustermap.ingest.register.doubles import PLACES, SHARED, find_doubles, together
from clustermap.ingest.register.names import fold_firm
from clustermap.ingest.register.rows import label
from clustermap.ingest.site_cells import NO_SECTOR
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustermap.ingest.register.doubles import Pair
    from clustermap.ingest.register.firms import Firm

#: Columns that say where a site is; they go together.
_PLACE = (
    "prefecture_code", "municipality_code", "municipality_ja", "lon", "lat", "position", "placed",
)  # fmt: skip

#: Columns that a row keeps whatever it lacks.
_OF_ROW = {"row", "merged_rows", "open", "id"}


def double_cases(
    firms: Sequence[Firm], decided: Mapping[str, Case], lang: str
) -> tuple[list[Case], list[list[int]], set[str]]:
    """Find what may be one site, and what of it was decided.

    Returns
    -------
    cases : list of Case
        One for each group of rows.
    joins : list of list of int
        Places of rows that are one site; the first is kept.
    used : set of str
        Keys of the decisions that were applied.

    Raises
    ------
    DataError
        A decision is not understood.
    """
    by_kind: dict[bool, list[Pair]] = defaultdict(list)
    for pair in find_doubles(firms):
        by_kind[pair.kind in {PLACES, SHARED}].append(pair)
    cases: list[Case] = []
    joins: list[list[int]] = []
    used: set[str] = set()
    for apart, pairs in sorted(by_kind.items()):
        for group in together((pair.one, pair.other) for pair in pairs):
            inside = [pair for pair in pairs if pair.one in group]
            case = _case(group, inside, firms, lang, apart=apart)
            cases.append(case)
            if case.key in decided:
                used.add(case.key)
                joins += _joins(decided[case.key], group, firms)
    return cases, joins, used


def _case(
    group: list[int], pairs: list[Pair], firms: Sequence[Firm], lang: str, *, apart: bool
) -> Case:
    members = [firms[at] for at in group]
    kind = Counter(pair.kind for pair in pairs).most_common(1)[0][0]
    reasons = dict.fromkeys(_reason(pair, firms, lang) for pair in pairs)
    cells = (f"{one.name}|{one.number}|{one.address}" for one in members)
    return Case(
        key_of("places" if apart else "double", *cells),
        kind,
        tuple(label(one.row) for one in members),
        " / ".join(one.name for one in members),
        "; ".join(reasons),
        choices(kind, lang),
        DIFFERENT if kind == PLACES else "" if kind == SHARED else SAME,
    )


def _reason(pair: Pair, firms: Sequence[Firm], lang: str) -> str:
    km = pair.km
    if km != km:  # noqa: PLR0124
        where = say("where_unknown", lang)
    elif not (firms[pair.one].exact and firms[pair.other].exact):
        where = say("where_municipality", lang)
    elif km < 0.001:
        where = say("where_town", lang)
    else:
        where = say("where_apart", lang, m=f"{km * 1000:,.0f}", km=f"{km:,.1f}")
        if km >= 1:
            where = say("where_far", lang, km=f"{km:,.1f}")
    return say(f"reason_{pair.kind}", lang, where=where, number=firms[pair.one].number)


def _joins(case: Case, group: list[int], firms: Sequence[Firm]) -> list[list[int]]:
    """Return the rows that a decision puts together: all, those named, or none."""
    decision = word_of(case.decision)
    if decision == DIFFERENT:
        return []
    if decision == SAME:
        return [group]
    rows = {label(firms[at].row): at for at in group}
    given = [part.strip() for part in case.decision.replace("；", ";").split(";") if part.strip()]
    if not given or any(part not in rows for part in given):
        raise DataError(
            f"decide.csv, case {case.key}: {shown(case.decision)} is not a decision about "
            f"doubles (rows {'; '.join(rows)}).",
            f"Write one of: {case.choices}.",
        )
    named = [rows[part] for part in given]
    if len(named) == 1:  # the one to keep of all
        named += [at for at in group if at != named[0]]
    return [named]


def merged(frame: pd.DataFrame, joins: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Put rows together: the first keeps its cells, and gets those that it lacks.

    Parameters
    ----------
    frame : pandas.DataFrame
        The list.
    joins : sequence of sequence of int
        Places of rows that are one site.
    """
    rows: list[dict[str, Any]] = [{**row} for row in frame.to_dict("records")]  # type: ignore[dict-item]
    gone: set[int] = set()
    for first, *others in joins:
        for at in others:
            if first not in gone and at not in gone and at != first:
                _fill(rows[first], rows[at])
                gone.add(at)
    kept = [row for at, row in enumerate(rows) if at not in gone]
    found = pd.DataFrame(kept, columns=frame.columns)
    return found.assign(sites_of_firm=_sizes(found))


def _fill(first: dict[str, Any], other: dict[str, Any]) -> None:
    """Give a row what it lacks out of another."""
    lacking = pd.isna(first["lon"]) and pd.notna(other["lon"])
    for name, mine in first.items():
        blank = mine == "" or pd.isna(mine) or (name == "sector" and mine == NO_SECTOR)
        if name not in _OF_ROW and (lacking if name in _PLACE else blank):
            first[name] = other[name]
    rows = (first["merged_rows"], other["row"], other["merged_rows"])
    first["merged_rows"] = ";".join(filter(None, rows))


def _sizes(frame: pd.DataFrame) -> list[int]:
    """Return how many sites the firm of each row has: one number, else one name."""
    firms = [
        number or fold_firm(operator or name)
        for number, operator, name in zip(
            frame["corporate_number"], frame["operator_ja"], frame["name_ja"], strict=True
        )
    ]
    counts = Counter(firms)
    return [counts[firm] for firm in firms]
