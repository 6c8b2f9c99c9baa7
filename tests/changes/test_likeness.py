"""Which row is which without a key: the stated rule, and ties that are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustermap.cli import main
from clustermap.errors import DataError
from clustermap.ingest.editions.cells import DIFFERENT, relation
from clustermap.questions.differences import Options, ask

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.answer import Answer

HEAD = "名称,事業者,所在地,市町村コード,状態,稼働開始\n"
BASE = [
    "熊本第一工場,高橋製作所,熊本県菊陽町原水1,43404,計画,2027",
    "大津研究所,丸和電子,熊本県大津町室2,43403,建設中,2026-04",
    "合志センター,肥後ロジ,熊本県合志市栄3,43216,稼働中,2019",
]


def differ(folder: Path, old: list[str], new: list[str], head: str = HEAD) -> Answer:
    files = [folder / "old.csv", folder / "new.csv"]
    for file, rows in zip(files, (old, new), strict=True):
        file.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return ask(Options(old=str(files[0]), new=str(files[1])))


def changes(answer: Answer) -> list[tuple[str, str, str, str, str]]:
    columns = ["news", "field", "old", "new", "matched"]
    return [tuple(row) for row in answer.table[columns].to_numpy()]


def with_row(at: int, before: str, after: str) -> list[str]:
    assert before in BASE[at]
    return [row.replace(before, after) if i == at else row for i, row in enumerate(BASE)]


@pytest.mark.parametrize(
    ("at", "before", "after", "found"),
    [
        (0, "計画", "稼働中", ("opened", "状態", "計画", "稼働中", "name")),
        (0, "計画", "建設中", ("begun", "状態", "計画", "建設中", "name")),
        (0, "計画", "閉鎖", ("canceled", "状態", "計画", "閉鎖", "name")),
        (2, "稼働中", "閉鎖", ("closed", "状態", "稼働中", "閉鎖", "name")),
        (0, "2027", "2029年4月", ("postponed", "稼働開始", "2027", "2029年4月", "name")),
        (1, "2026-04", "2025-12", ("brought_forward", "稼働開始", "2026-04", "2025-12", "name")),
        (0, "2027", "2027-04", ("changed", "稼働開始", "2027", "2027-04", "name")),
        (0, "熊本第一工場", "熊本弟一工場", ("changed", "名称", "熊本第一工場", "熊本弟一工場", "spelling")),
        (0, "熊本第一工場", "阿蘇フォレスト館", ("changed", "名称", "熊本第一工場", "阿蘇フォレスト館", "renamed")),
        (2, "合志市栄3,43216", "益城町4,43443", ("changed", "所在地", "熊本県合志市栄3", "熊本県益城町4", "moved")),
    ],
)  # fmt: skip
def test_one_edit_of_a_row_is_told_as_what_it_is(
    tmp_path: Path, at: int, before: str, after: str, found: tuple[str, ...]
) -> None:
    told = changes(differ(tmp_path, BASE, with_row(at, before, after)))
    assert found in told
    assert {one[0] for one in told} == {found[0]}


def test_other_spellings_are_no_change_and_are_counted(tmp_path: Path) -> None:
    new = with_row(1, "2026-04", "令和8年4月")
    answer = differ(tmp_path, BASE, new)
    assert answer.table.empty
    assert answer.facts["spelled"] == 1
    assert answer.sentences("en") == [
        "Nothing changed.",
        "Rows without an id of their own were matched by name, place and operator: Sites.",
        "One cell says the same in another spelling and is not counted.",
    ]


def test_ties_are_listed_and_not_guessed(tmp_path: Path) -> None:
    twins = ["第一工場,高橋製作所,熊本県菊陽町原水1,43404,計画,2027",
             "第一工場,高橋製作所,熊本県菊陽町原水1,43404,建設中,2026"]  # fmt: skip
    later = [row.replace("計画", "稼働中").replace("建設中", "閉鎖") for row in twins]
    answer = differ(tmp_path, twins, later)
    assert answer.table.empty
    unclear = answer.frames["unclear"]
    assert unclear["side"].tolist() == ["old", "old", "new", "new"]
    assert set(unclear["row"]) == {"2", "3"}
    assert "could not be told apart" in " ".join(answer.sentences("en"))


def test_a_numbered_plant_is_never_taken_for_another(tmp_path: Path) -> None:
    old = ["第1工場,高橋製作所,熊本県菊陽町原水1,43404,稼働中,2019"]
    new = ["第2工場,高橋製作所,熊本県菊陽町原水9,43404,稼働中,2021"]
    assert {one[0] for one in changes(differ(tmp_path, old, new))} == {"added", "removed"}


def test_ids_that_stand_twice_or_are_blank_fall_back_on_likeness(tmp_path: Path) -> None:
    head = "id,name,municipality_code,jobs\n"
    old = ["a,Plant A,43404,10", "b,Plant B,43404,20", ",Plant C,43404,30"]
    new = ["a,Plant A,43404,11", "a,Plant B,43404,20", ",Plant C,43404,33"]
    answer = differ(tmp_path, old, new, head)
    told = {(row.name_en, row.field, row.old, row.new) for row in answer.table.itertuples()}
    assert ("Plant A", "jobs", "10", "11") in told
    assert ("Plant C", "jobs", "30", "33") in told


def test_ids_that_changed_are_pointed_out(tmp_path: Path) -> None:
    head = "id,name,municipality_code,jobs\n"
    answer = differ(tmp_path, ["k-1,Plant A,43404,10"], ["k-001,Plant A,43404,10"], head)
    assert sorted(answer.table["change"]) == ["added", "removed"]
    assert answer.frames["lookalikes"][["old", "new"]].to_numpy().tolist() == [["k-1", "k-001"]]
    assert "an id may have changed" in " ".join(answer.sentences("en"))


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["熊本工場", "阿蘇工場", "大津ラボ", "Plant A", "Plant B", ""]),
        st.sampled_from(["高橋", "丸和", ""]),
        st.sampled_from(["43404", "43403", ""]),
        st.text(alphabet="0123456789", max_size=3),
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(old=ROWS, new=ROWS)
def test_every_row_is_accounted_for_once(tmp_path_factory, old, new) -> None:
    """Rows of both sides are paired, added, removed or unclear; nothing else, nothing twice."""
    folder = tmp_path_factory.mktemp("rows")
    head = "name,operator,municipality_code,jobs\n"
    lists = [[",".join(row) for row in rows] for rows in (old, new)]
    lists = [[row for row in rows if row.strip(",")] for rows in lists]
    if not all(lists):
        return
    answer = differ(folder, *lists, head=head)
    summary = answer.frames["summary"].iloc[0]
    unclear = answer.frames["unclear"]["side"].value_counts()
    paired = summary["old"] - summary["removed"] - unclear.get("old", 0)
    assert paired == summary["new"] - summary["added"] - unclear.get("new", 0)
    assert paired >= 0
    same = differ(folder, lists[0], [*reversed(lists[0])], head=head)
    assert same.table.empty
    assert same.frames["unclear"].empty


@given(a=st.text(max_size=12), b=st.text(max_size=12))
def test_relation_is_symmetric_and_tells_numbers_apart(a: str, b: str) -> None:
    assert relation(a, b) == relation(b, a)
    assert relation(a, a) == "same"


@given(a=st.integers(0, 10**9), b=st.integers(0, 10**9))
def test_numbers_are_the_same_only_if_they_are_equal(a: int, b: int) -> None:
    assert (relation(f"{a:,}", f"{b}.0") == DIFFERENT) == (a != b)


def test_a_key_of_ones_own(tmp_path: Path) -> None:
    head = "施設番号,名称,市町村コード,従業員数\n"
    files = [tmp_path / "old.csv", tmp_path / "new.csv"]
    files[0].write_text(head + "7,A工場,43404,10\n8,B工場,43404,20\n", encoding="utf-8")
    files[1].write_text(head + "7,新A,43404,10\n8,新B,43404,25\n", encoding="utf-8")
    answer = ask(Options(old=str(files[0]), new=str(files[1]), key=("施設番号",)))
    assert set(answer.table["key"]) == {"7", "8"}
    assert (answer.table["change"] == "changed").all()
    with pytest.raises(DataError, match="stands twice"):
        ask(Options(old=str(files[0]), new=str(files[1]), key=("市町村コード",)))


def test_the_command_line_has_the_same_key(tmp_path: Path, capsys) -> None:
    file = tmp_path / "a.csv"
    file.write_text("番,名称\n1,A\n", encoding="utf-8")
    other = tmp_path / "b.csv"
    other.write_text("番,名称\n1,B\n", encoding="utf-8")
    with pytest.raises(SystemExit) as done:
        main(["data", "diff", str(file), str(other), "--key", "番", "--format", "csv"])
    assert done.value.code == 0
    assert ",名称,A,B," in capsys.readouterr().out
