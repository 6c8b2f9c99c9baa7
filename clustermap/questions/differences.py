"""What changed between two editions: own tables, releases of geodata, earlier map pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap.answer import Answer, Reading
from clustermap.errors import DataError
from clustermap.ingest.editions.comparing import COLUMNS, RECORD, compare_tables
from clustermap.ingest.editions.restricting import ROUNDING, rounded, within
from clustermap.messages import listed, shown
from clustermap.questions import options as option
from clustermap.questions.difference_sentences import changes_in_words, sentences, title
from clustermap.questions.edition_sources import open_edition
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustermap.ingest.editions.comparing import TableChanges
    from clustermap.ingest.editions.edition import Edition

#: What the first list of changes of an edition holds: the register, not reference tables.
REGISTER = (
    "sites", "investments", "site-events", "links", "clusters", "zones", "policy-events",
    "value-chain",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """What is compared, and how own tables are read."""

    #: File or folder of the earlier edition.
    old: str = option.from_script("")
    #: Of the later one; None for the embedded data.
    new: str | None = option.from_script(None)
    #: Columns that tell the rows of own tables apart.
    key: tuple[str, ...] = option.from_script(())
    #: Pairs of role and column, where a column is called by a name that is not understood.
    map_columns: tuple[tuple[str, str], ...] = option.from_script(())
    encoding: str | None = option.from_script(None)
    sheet: str | None = option.from_script(None)
    layer: str | None = option.from_script(None)


def ask(options: Options) -> Answer:
    """Say what changed from OLD to NEW: added, removed, changed fields with old, new and source.

    OLD and NEW are tables of your own (all that --sites reads), releases of geodata (a folder, zip
    or wheel that holds it), or map pages that `clustermap map` wrote; without NEW, the embedded
    data. Rows are told by their id and, where there is none, by likeness: name, place, operator.
    What nobody can tell apart is listed, not guessed.

    \b
    Examples:
      clustermap data diff firms-2026.csv firms-2027.xlsx
      clustermap data diff clusters-march.html
      clustermap data diff clustermap-0.1.0.whl geodata -o changes.xlsx --lang ja
    """
    same_place = options.new is not None and _same_file(options.old, options.new)
    if same_place:
        raise DataError(
            f"OLD and NEW are the same file, {shown(options.old, 200)}.",
            "Name two editions; without NEW, OLD is compared with the embedded data.",
        )
    given: dict[str, Any] = {
        "key": options.key, "mapped": dict(options.map_columns), "encoding": options.encoding,
        "sheet": options.sheet, "layer": options.layer,
    }  # fmt: skip
    return compare_editions(open_edition(options.old, **given), open_edition(options.new, **given))


def _same_file(old: str, new: str) -> bool:
    from pathlib import Path

    one, other = Path(old), Path(new)
    return one.exists() and other.exists() and one.samefile(other)


def compare_editions(old: Edition, new: Edition) -> Answer:
    """Compare two editions that were opened, table by table.

    Raises
    ------
    DataError
        They have no table in common.
    """
    if old.rounded or new.rounded:
        old, new = rounded(old), rounded(new)
    names = [name for name in new.tables if name in old.tables]
    if not names:
        raise DataError(
            f"{old.label} and {new.label} have no table in common "
            f"({listed(old.tables) or 'none'}; {listed(new.tables) or 'none'}).",
            "Compare tables of the same kind: sites with sites, values with values.",
        )
    found: list[TableChanges] = []
    outside = 0
    for name in names:
        before, after = old.tables[name], new.tables[name]
        kept = within(before, after, new.chosen), within(after, before, old.chosen)
        outside += len(before.frame) + len(after.frame) - len(kept[0].frame) - len(kept[1].frame)
        if not set(before.frame) & set(after.frame) and not set(before.roles) & set(after.roles):
            raise DataError(
                f"{old.label} and {new.label} have no column in common.",
                "Say which column is which, e.g. --map-columns name=施設名.",
            )
        found.append(compare_tables(*kept, ROUNDING if old.rounded or new.rounded else 0.0))
    return _answer(old, new, found, outside)


def _answer(old: Edition, new: Edition, found: list[TableChanges], outside: int) -> Answer:
    changes = pd.concat([one.changes for one in found], ignore_index=True)
    summary = pd.DataFrame([_counts(one) for one in found])
    releases = not (old.own or old.rounded or new.own or new.rounded)
    facts = {
        "old": _about(old), "new": _about(new), "same": changes.empty, "outside": outside,
        "spelled": sum(one.facts["spelled"] for one in found),
        "only_old": [name for name in old.tables if name not in new.tables and releases],
        "only_new": [name for name in new.tables if name not in old.tables and releases],
        "files": _other_files(old, new),
        "columns_gone": {one.name: one.facts["columns_gone"] for one in found},
        "columns_new": {one.name: one.facts["columns_new"] for one in found},
        "likeness": [one.name for one in found if one.facts["by"] == "likeness"],
    }  # fmt: skip
    frames = {
        "summary": summary,
        "added": _rows(found, "added", changes),
        "removed": _rows(found, "removed", changes),
        "changed": changes[changes["change"] == "changed"].reset_index(drop=True),
        "unclear": pd.concat([one.unclear for one in found], ignore_index=True),
        "lookalikes": pd.concat([one.lookalikes for one in found], ignore_index=True),
    }  # fmt: skip

    def reading(lang: str) -> Reading:
        lines = sentences(changes, frames, facts, lang)
        return Reading(title(facts, lang), lines, changes_in_words(changes, lang))

    return Answer(
        "differences", changes, frames=frames, facts=facts, reading=reading,
        explain={
            "method": "rows by their key; without one by likeness, step by step: all cells equal; "
            "same name, place, operator and kind; same name and place; a name that stands once; "
            "nearly the same name at one place; same operator at one exact point. Ties are listed "
            "as unclear. Cells: white space, width, the way of writing numbers and dates are no "
            "change.",
        },
        notes=tuple(_notes(facts)),
    )  # fmt: skip


def _about(edition: Edition) -> dict[str, str]:
    return {"label": edition.label, "version": edition.version, "as_of": edition.as_of}


def identity(changes: pd.DataFrame) -> pd.Series[str]:
    """Return what tells a row of a table from another in a list of changes."""
    return changes["table"] + "\0" + changes["key"].where(changes["key"] != "", changes["row"])


def _counts(one: TableChanges) -> dict[str, Any]:
    changes = one.changes
    told = identity(changes)
    changed = changes["change"] == "changed"
    fact = changed & ~changes["field"].isin(RECORD)
    count = told[fact].nunique()
    return {
        "table": one.name, "old": one.facts["old"], "new": one.facts["new"],
        "added": int((changes["change"] == "added").sum()),
        "removed": int((changes["change"] == "removed").sum()),
        "changed": count,
        "only_in_record": told[changed].nunique() - count,
        "fields": int(changed.sum()), "written_differently": one.facts["spelled"],
        "unclear": one.facts["unclear"], "rows_told_by": one.facts["by"],
    }  # fmt: skip


def _rows(found: list[TableChanges], which: str, changes: pd.DataFrame) -> pd.DataFrame:
    """Return rows added or removed: whole where they are of one table, else how they are known."""
    whole = [(one.name, getattr(one, which)) for one in found if len(getattr(one, which))]
    if len(whole) == 1:
        frame: pd.DataFrame = whole[0][1].copy()
        return frame
    known = [name for name in COLUMNS if name not in {"change", "news", "field", "old", "new",
                                                      "matched"}]  # fmt: skip
    return changes.loc[changes["change"] == which, known].reset_index(drop=True)


def _other_files(old: Edition, new: Edition) -> dict[str, list[str]]:
    both = old.other.keys() & new.other.keys()
    return {
        "changed": sorted(name for name in both if old.other[name] != new.other[name]),
        "added": sorted(new.other.keys() - old.other.keys()) if old.other else [],
        "removed": sorted(old.other.keys() - new.other.keys()) if new.other else [],
    }


def _notes(facts: Mapping[str, Any]) -> list[str]:
    """Say what was not compared cell by cell."""
    notes = []
    for key, words in (("only_old", "Tables in OLD only"), ("only_new", "Tables in NEW only")):
        if facts[key]:
            notes.append(f"{words}, not compared: {listed(facts[key], 30)}.")
    for key, words in (("columns_gone", "in OLD only"), ("columns_new", "in NEW only")):
        for table, columns in facts[key].items():
            if columns:
                notes.append(f"{table}: columns {words}, not compared: {listed(columns, 30)}.")
    if facts["files"]["changed"]:
        names = listed(facts["files"]["changed"], 30)
        notes.append(f"Files that differ, and are not compared by rows: {names}.")
    return notes


def only_tables(answer: Answer, names: Sequence[str]) -> pd.DataFrame:
    """Return the changes of some tables, as an edition's list holds them."""
    found: pd.DataFrame = answer.table[answer.table["table"].isin(names)].reset_index(drop=True)
    return found
