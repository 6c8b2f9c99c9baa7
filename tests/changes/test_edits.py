"""Seeded edits on the real tables: all are found, none is invented."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from clustermap.data import catalog
from clustermap.data.sites import read_sites, site_columns
from clustermap.questions.differences import Options, ask

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.answer import Answer

    Edit = tuple[str, str, str, str, str]

EDITS = 500
#: File -> the table that it is compared as, and its key.
TABLES = {
    **{f"sites/{sector}.csv": ("sites", ["id"]) for sector in ("ai", "aerospace", "bio", "semiconductor", "shipbuilding")},
    "zones.csv": ("zones", ["id"]),
    "clusters.csv": ("clusters", ["id"]),
    "policy_events.csv": ("policy-events", ["title_en"]),
    "investments.csv": ("investments", ["site_id", "kind", "what_en"]),
    "prefecture_statistics.csv": ("prefecture-statistics", ["indicator", "year", "prefecture_code"]),
}  # fmt: skip
#: What changes the sums of sites, which are worked out, too.
SUMMED = {"amount_jpy_bn", "subsidy_jpy_bn", "counted", "sector"}


def found_in(answer: Answer) -> set[Edit]:
    table = answer.table
    return set(
        zip(
            table["table"], table["change"], table["key"], table["field"], table["new"], strict=True
        )
    )


def read(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def edit_file(folder: Path, name: str, n: int, random_: random.Random) -> set[Edit]:
    """Make n edits to one file: cells take the value of another row, rows go or come twice."""
    table, key = TABLES[name]
    frame = read(folder / name)
    expected: set[Edit] = set()
    rows = random_.sample(range(len(frame)), min(n, len(frame)))
    columns = [one for one in frame if one not in {*key, *SUMMED}]
    gone, more = [], []
    for turn in range(n):
        at = rows[turn % len(rows)]
        told = "|".join(frame.loc[at, key])
        if turn < len(rows) and turn % 10 == 0 and name != "investments.csv":
            gone.append(at)
            expected.add((table, "removed", told, "", ""))
        elif turn < len(rows) and turn % 10 == 1 and name != "investments.csv":
            copy = frame.loc[at].copy()
            copy[key[0]] += "-twin"
            more.append(copy)
            expected.add((table, "added", "|".join(copy[key]), "", ""))
        elif at not in gone:
            column = random_.choice(columns)
            values = sorted(set(frame[column]) - {frame.loc[at, column]})
            done = any(one[2] == told and one[3] == column for one in expected)
            if values and not done:
                frame.loc[at, column] = random_.choice(values)
                expected.add((table, "changed", told, column, frame.loc[at, column]))
    together = pd.concat([frame.drop(index=gone), pd.DataFrame(more)], ignore_index=True)
    together.sample(frac=1, random_state=n).to_csv(folder / name, index=False)
    return expected


@pytest.mark.parametrize("seed", [1, 2])
def test_500_edits_of_the_shipped_tables_are_all_found_and_none_invented(
    tmp_path: Path, seed: int
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        shutil.copytree(
            catalog.folder(),
            folder,
            ignore=shutil.ignore_patterns(
                "*.parquet", "*.py", "boundaries", "statistics", "sources"
            ),
        )
    random_ = random.Random(seed)  # noqa: S311
    expected: set[Edit] = set()
    share = EDITS // len(TABLES) + 5
    for name in TABLES:
        expected |= edit_file(new, name, share, random_)
    assert len(expected) >= EDITS
    answer = ask(Options(old=str(old), new=str(new)))
    # a cell that takes another row's value may say the same in another spelling
    missed = expected - found_in(answer)
    assert len(missed) == answer.facts["spelled"]
    assert found_in(answer) - expected == set()
    assert answer.frames["unclear"].empty


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_edits_of_a_list_without_ids_are_found_by_likeness(tmp_path: Path, ending: str) -> None:
    random_ = random.Random(7)  # noqa: S311
    sites = pd.DataFrame(read_sites())[[*site_columns()]].drop(columns=["id", "anchor_id"])
    sites = sites.astype(object).where(sites.notna(), "").astype(str).reset_index(drop=True)
    sites = sites.drop_duplicates().reset_index(drop=True)
    order = list(sites.index)
    random_.shuffle(order)
    added, removed, kept = order[:60], order[60:120], order[120:]
    before, after = sites.drop(index=added), sites.drop(index=removed)
    expected = {("added", sites.loc[at, "name_en"], "", "") for at in added}
    expected |= {("removed", sites.loc[at, "name_en"], "", "") for at in removed}
    free = [
        "status",
        "opened",
        "announced",
        "jobs",
        "source_url",
        "source_date",
        "evidence",
        "checked",
    ]
    while len(expected) < EDITS:
        at, column = random_.choice(kept), random_.choice(free)
        if after.loc[at, column] != sites.loc[at, column]:
            continue
        value = random_.choice(sorted(set(sites[column]) - {sites.loc[at, column]}))
        after.loc[at, column] = value
        expected.add(("changed", sites.loc[at, "name_en"], column, value))
    after = after.sample(frac=1, random_state=3)
    files = [tmp_path / f"old.{ending}", tmp_path / f"new.{ending}"]
    for frame, file in zip((before, after), files, strict=True):
        (frame.to_csv if ending == "csv" else frame.to_excel)(file, index=False)
    answer = ask(Options(old=str(files[0]), new=str(files[1])))
    table = answer.table
    found = set(zip(table["change"], table["name_en"], table["field"], table["new"], strict=True))
    assert answer.facts["likeness"] == ["sites"]
    assert answer.frames["unclear"].empty
    assert found - expected == set()
    assert len(expected - found) == answer.facts["spelled"]
