"""The list that an edition carries, and the map that marks what is new, changed or gone."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import clustermap as cm
from clustermap.data import catalog
from clustermap.data.changes import LISTED, base_of, change_lists, changes_since, read_list
from clustermap.errors import DataError
from clustermap.ingest.editions.comparing import RECORD
from clustermap.ingest.editions.geodata import read_release
from clustermap.questions.since import since

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def present() -> dict[str, pd.DataFrame]:
    tables = read_release(catalog.folder(), "").tables
    key = {"policy-events": "title_en"}
    return {name: one.frame.set_index(key.get(name, "id")) for name, one in tables.items()
            if name in {"sites", "zones", "clusters", "policy-events"}}  # fmt: skip


def test_the_list_agrees_with_the_tables_of_this_edition(present) -> None:
    """After a change of the tables: python geodata/make_changes.py, as ADDING.md says."""
    found = read_list("changes-2026-11")
    assert tuple(found.columns) == LISTED
    assert set(found["table"]) == set(present)
    for row in found.itertuples():
        table = present[row.table]
        assert (row.key in table.index) == (row.change != "removed"), row
        if row.change == "changed":
            assert str(table.loc[row.key, row.field]).strip() == row.new.strip(), row
            assert row.old != row.new
    sites = found[found["table"] == "sites"]
    added, gone = (sites[sites["change"] == one]["key"].nunique() for one in ("added", "removed"))
    # the edition of March 2026 had 518 sites
    assert len(present["sites"]) - added + gone == 518


def test_editions_by_name_and_date() -> None:
    assert [one.new.month for one in change_lists()] == ["2026-11"]
    for given in ("2026-03", "2026.3", "2026-3", "2026/03", "2026-10-31", "2026-06"):
        assert base_of(given).version == "2026.3"
    for given, words in (("2026-11", "Nothing newer"), ("2030", "Nothing newer"), ("2025-12", "No edition"), ("soon", "not an edition, date or file"), ("2026-13", "not an edition, date or file")):  # fmt: skip
        with pytest.raises(DataError, match=words):
            base_of(given)


def test_marks_are_those_of_the_list(atlas) -> None:
    found = since(atlas.selection, "2026-03")
    listed = changes_since(base_of("2026-03"))
    sites = listed[(listed["table"] == "sites") & ~listed["field"].isin(RECORD)]
    added = set(sites.loc[sites["change"] == "added", "key"])
    changed = set(sites.loc[sites["change"] == "changed", "key"])
    assert {key for key, mark in found.marks.items() if mark == "new"} == added
    assert {key for key, mark in found.marks.items() if mark == "changed"} == changed - added
    assert len(found.gone) == (sites["change"] == "removed").sum()
    told = found.on_map()
    assert told["counts"] == {"new": len(added), "changed": len(changed), "gone": len(found.gone)}
    assert all(math.isfinite(number) for one in told["gone"] for number in one["point"])
    assert "additions and corrections" in told["between"]["en"]


def test_a_selection_marks_its_own_sites_only(atlas) -> None:
    here = atlas.select(prefecture="43", sector="semiconductor")
    found = since(here.selection, "2026-03")
    assert set(found.marks) <= set(here.sites.index)
    assert set(found.gone["prefecture_code"]) <= {"43"}
    fabs = since(atlas.select(status="planned").selection, "2026-03")
    assert fabs.gone.empty
    assert "none is drawn" in fabs.notes[0]


def test_the_page_carries_the_marks(tmp_path: Path, run, payload) -> None:
    page = tmp_path / "m.html"
    done = run("map", "--prefecture", "Kumamoto", "--since", "2026-03", "-o", str(page))
    assert "Marked since edition 2026.3" in done.err
    told = payload(page.read_text(encoding="utf-8"))
    assert told["since"]["title"]["ja"] == "2026.3版（2026年3月時点）からの拠点の変更"
    assert set(told["vocabulary"]["changed"]) == {"new", "changed", "same"}
    run("map", "--prefecture", "Kumamoto", "-o", str(page))
    assert "since" not in payload(page.read_text(encoding="utf-8"))


def test_since_a_table_of_ones_own(tmp_path: Path) -> None:
    head = "名称,市町村コード,分野,状態,経度,緯度\n"
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    rows = [f"第{n}工場,43404,semiconductor,計画,130.8{n},32.88" for n in range(1, 6)]
    old.write_text(head + "\n".join(rows), encoding="utf-8")
    later = [
        *rows[1:4],
        rows[4].replace("計画", "稼働中"),
        "新工場,43403,semiconductor,計画,130.87,32.88",
    ]
    new.write_text(head + "\n".join(later), encoding="utf-8")
    atlas = cm.load(sites=new, sites_only=True)
    found = since(atlas.selection, str(old))
    names = atlas.sites["name_ja"].to_dict()
    assert {names[key]: mark for key, mark in found.marks.items()} == {
        "第5工場": "changed", "新工場": "new",
    }  # fmt: skip
    assert found.gone["name_ja"].tolist() == ["第1工場"]
    with pytest.raises(DataError, match="about the embedded sites"):
        since(atlas.selection, "2026-03")


def test_since_a_release_and_a_page(tmp_path: Path, atlas) -> None:
    folder = tmp_path / "geodata"
    shutil.copytree(catalog.folder(), folder)
    file = folder / "sites" / "bio.csv"
    bio = pd.read_csv(file, dtype=str, keep_default_na=False)
    lost = bio.iloc[3].copy()
    kept = bio.drop(index=3)
    lost["id"], lost["name_en"] = "zz-gone", "Gone Plant"
    pd.concat([kept, lost.to_frame().T]).to_csv(file, index=False)
    page = tmp_path / "old.html"
    cm.load(folder).map().save(page)
    for old in (folder, page):
        found = since(atlas.selection, str(old))
        assert found.marks == {bio.iloc[3]["id"]: "new"}
        assert found.gone["name_en"].tolist() == ["Gone Plant"]
