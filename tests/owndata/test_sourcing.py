"""What `data validate` asks of a table that says how sure it is, as the shipped ones do."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from clustermap.data import catalog
from clustermap.ingest.sourcing import twins

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Runner

ROW = {
    "id": "new-plant", "name_en": "New Plant", "name_ja": "新工場", "sector": "bio",
    "operator_en": "Maker", "lon": "130.84", "lat": "32.88", "jobs": "120", "jobs_kind": "planned",
    "jobs_year": "2026", "source_url": "https://example.org/a", "confidence": "confirmed",
    "source_url_2": "https://example.com/b", "checked": "2026-11-24",
}  # fmt: skip


def problems(run: Runner, folder: Path, *rows: dict[str, str]) -> pd.DataFrame:
    pd.DataFrame(rows).to_csv(folder / "own.csv", index=False)
    run("data", "validate", "own.csv", "-o", "found.csv")
    found = pd.read_csv(folder / "found.csv", dtype=str, keep_default_na=False)
    return found[found["level"] != "note"]


def test_a_row_with_its_sources_has_no_problem(run: Runner, tmp_path: Path) -> None:
    assert problems(run, tmp_path, ROW).empty


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"source_url": ""}, "source_url"),
        ({"source_url_2": ""}, "source_url_2"),
        ({"source_url_2": ROW["source_url"]}, "source_url_2"),
        ({"confidence": "sure"}, "confidence"),
        ({"checked": "yesterday"}, "checked"),
        ({"jobs_kind": ""}, "jobs_kind"),
    ],
)
def test_a_row_that_claims_more_than_it_shows(
    change: dict[str, str], column: str, run: Runner, tmp_path: Path
) -> None:
    found = problems(run, tmp_path, {**ROW, **change})
    assert found[["level", "row", "column"]].to_numpy().tolist() == [["warning", "2", column]]


def test_one_site_twice_is_pointed_out(run: Runner, tmp_path: Path) -> None:
    near = {**ROW, "id": "again", "lon": "130.8415"}  # 140 m east
    far = {**ROW, "id": "elsewhere", "lon": "130.8450"}  # 470 m
    found = problems(run, tmp_path, ROW, far, near)
    assert found[["row", "problem"]].to_numpy().tolist() == [
        ["4", "same operator as row 2, and less than 200 m away"]
    ]


def test_twins_are_found_among_many() -> None:
    count = 20_000
    sites = pd.DataFrame(
        {
            "operator_en": "Chain", "operator_ja": "", "sector": "ai",
            "lon": 139.0, "lat": [30 + at * 0.0005 for at in range(count)],
        }
    )  # fmt: skip
    assert len(twins(sites)) == (count - 1) + (count - 2) + (count - 3)  # 56, 111, 167 m


def test_the_shipped_tables_pass_their_own_check(run: Runner, tmp_path: Path) -> None:
    for table in catalog.tables().values():
        if table.path.parent.name != "sites":
            continue
        copy = tmp_path / table.path.name
        shutil.copy(table.path, copy)
        done = run("data", "validate", str(copy), "--format", "csv")
        assert done.status == 0
        kinds = [
            line for line in done.out.splitlines()[1:] if line.startswith(("error", "warning"))
        ]
        assert all("less than 200 m away" in line for line in kinds), kinds[:3]
