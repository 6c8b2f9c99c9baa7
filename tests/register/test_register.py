"""A firm list as it comes, by the command: checked, mapped, decided."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import clustermap as cm
from clustermap.errors import DataError
from clustermap.ingest.cells.area_keys import is_total
from clustermap.ingest.files.raw_table import RawTable
from clustermap.ingest.problems import Findings
from clustermap.ingest.register.corporate_number import check_digit, read_number
from clustermap.ingest.register.firms import block_of
from clustermap.ingest.register.names import alike, fold_firm
from clustermap.ingest.register.register import make_register
from clustermap.ingest.register.sectors import find_sector
from clustermap.ingest.sites import ReadingOptions
from clustermap.maps.page.html import read_payload
from clustermap.maps.page.reading import page_table
from tests.addresses.spellings import Address
from tests.register.made_up import PLANTED, TWELVE, made_up, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clustermap.ingest.register.cases import Case
    from clustermap.ingest.register.register import Register
    from tests.conftest import Runner

FIRMS = """\
No,企業名,法人番号,業種,所在地,従業員数,資本金,備考,担当者電話
1,株式会社阿蘇精機,4011001098993,半導体,熊本県菊池郡菊陽町原水4106-1,,3000,PLANTED1,PLANTED2
2,㈱阿蘇精機,,半導体関連,菊池郡菊陽町大字原水4106番地1,120,3000,PLANTED3,
3,肥後バイオ㈱,1180301018771,165,熊本市中央区水前寺6-18-1,45,500,PLANTED4,PLANTED5
4,肥後バイオ(株) 八代工場,1180301018771,165,熊本県八代市新港町1-5,45,500,,
5,有限会社熊本林業機械,4011001098939,林業機械,熊本県阿蘇市一の宮町宮地504-1,5,10,,
6,株式会社府中製作所,,造船業,府中市ほげ1,5,10,,
7,高橋製作所株式会社,,24,熊本県八代市新港町2-3,5,10,,
8,㈱髙橋制作所,,24,八代市新港町2丁目3,5,10,,
9,,,24,八代市,5,10,,
10,株式会社阿蘇精機,,半導休,熊本県天草市本渡町本渡1,5,10,,
"""


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    (tmp_path / "firms.csv").write_text(FIRMS, encoding="utf-8")
    return tmp_path


def read(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def decide(file: Path, by_rows: dict[str, str], encoding: str = "utf-8") -> None:
    cases = read(file)
    cases["decision"] = [by_rows.get(rows, "") for rows in cases["rows"]]
    file.write_bytes(cases.to_csv(index=False).encode(encoding))


def test_the_folder_holds_list_maps_and_cases(run: Runner, firms: Path) -> None:
    done = run("register", "firms.csv", "-o", "out")
    assert done.status == 0, done.err
    found = {str(one.relative_to(firms / "out")) for one in (firms / "out").rglob("*.*")}
    assert found == {
        "checked.csv", "map.html", "decide.csv", "internal/checked.csv", "internal/map.html",
    }  # fmt: skip
    cases = read(firms / "out" / "decide.csv")
    asked = set(zip(cases["kind"], cases["rows"], strict=True))
    assert asked == {
        ("double-name", "2;3"), ("double-like-name", "8;9"), ("number", "6"), ("place", "7"),
        ("name", "10"), ("sector", "3"), ("sector", "7"), ("sector", "11"),
    }  # fmt: skip
    assert cases["reason"].map(bool).all()
    rows = read(firms / "out" / "checked.csv")
    assert rows["row"].tolist() == [str(at) for at in range(2, 12)]
    assert rows.loc[2:3, "sites_of_firm"].tolist() == ["2", "2"]
    assert rows["sector"].tolist()[2:6] == ["bio", "bio", "林業機械", "shipbuilding"]
    assert "10 sites, 8 on the maps; 8 cases to decide" in done.err


def test_an_internal_address_places_rows_and_is_not_told(run: Runner, tmp_path: Path) -> None:
    rows = "会社名,住所\n株式会社甲,熊本県菊池郡菊陽町大字原水4106-1\n"
    (tmp_path / "list.csv").write_text(rows, encoding="utf-8")
    assert run("register", "list.csv", "-o", "out", "--internal", "住所").status == 0
    checked = (tmp_path / "out" / "checked.csv").read_text(encoding="utf-8")
    assert "菊陽町" in checked
    assert not any(word in checked for word in ("住所", "原水", "4106"))


def test_internal_words_stay_in_the_internal_folder(run: Runner, firms: Path) -> None:
    done = run("register", "firms.csv", "-o", "out", "--internal", "従業員数")
    assert "Withheld: 従業員数" in done.err
    out = firms / "out"
    for name in ("checked.csv", "decide.csv", "map.html"):
        text = (out / name).read_text(encoding="utf-8")
        held = text + (str(read_payload(text)) if name == "map.html" else "")
        assert "PLANTED" not in held
        assert "資本金" not in held
        assert "従業員数" not in held
    assert "PLANTED1" in (out / "internal" / "checked.csv").read_text(encoding="utf-8")
    inside = page_table((out / "internal" / "map.html").read_text(encoding="utf-8"), "sites")
    assert "PLANTED1" in inside["備考"].tolist()
    public = page_table((out / "map.html").read_text(encoding="utf-8"), "sites")
    assert not {"備考", "担当者電話", "資本金", "row", "firm"} & set(public.columns)
    assert public["jobs"].isna().all()
    assert public["法人番号"][0] == "4011001098993"


@pytest.mark.parametrize(("lang", "encoding"), [("en", "utf-8"), ("ja", "cp932"), ("ko", "utf-8")])
def test_decisions_are_applied(run: Runner, firms: Path, lang: str, encoding: str) -> None:
    run("register", "firms.csv", "-o", "out", "--lang", lang)
    file = firms / "out" / "decide.csv"
    cases = read(file)
    words = {
        "en": ("same", "accept", "leave out"), "ja": ("同じ", "このまま", "除く"),
        "ko": ("같음", "그대로", "제외"),
    }[lang]  # fmt: skip
    chosen = {
        "2;3": words[0], "8;9": "9", "6": "4011001098993", "10": words[2], "3": words[1],
        "7": "広島県府中市高木町1", "11": "semiconductor",
    }  # fmt: skip
    cases[cases.columns[-1]] = [
        "造船" if kind == "sector" and rows == "7" else chosen.get(rows, "")
        for kind, rows in zip(cases.iloc[:, 1], cases.iloc[:, 2], strict=True)
    ]
    file.write_bytes(cases.to_csv(index=False).encode(encoding))
    done = run("register", "firms.csv", "-o", "out", "--lang", lang)
    assert done.status == 0, done.err
    rows = read(firms / "out" / "checked.csv").set_index("row")
    assert rows.index.tolist() == ["2", "4", "5", "6", "7", "9", "11"]
    assert rows.loc["2", ["merged_rows", "jobs"]].tolist() == ["3", "120"]
    assert rows.loc["9", "merged_rows"] == "8"
    assert rows.loc["6", "corporate_number"] == "4011001098993"
    assert rows.loc["7", "municipality_code"] == "34208"
    assert rows.loc["11", "sector"] == "semiconductor"
    # the number that was put right belongs to another firm: that is a question of its own
    left = read(file)
    kinds = dict(zip(left.iloc[:, 2], left.iloc[:, 1], strict=True))
    assert [kinds[rows] for rows in left.loc[left.iloc[:, -1] == "", left.columns[2]]] == [
        "shared-number"
    ]
    # and a third run changes nothing
    before = file.read_bytes()
    run("register", "firms.csv", "-o", "out", "--lang", lang)
    assert file.read_bytes() == before


def test_a_point_or_different_as_a_decision(run: Runner, firms: Path) -> None:
    run("register", "firms.csv", "-o", "out")
    decide(firms / "out" / "decide.csv", {"7": "34.5, 133.2", "2;3": "different"})
    cases = read(firms / "out" / "decide.csv")
    cases.loc[cases["kind"] == "sector", "decision"] = ""
    cases.to_csv(firms / "out" / "decide.csv", index=False)
    assert run("register", "firms.csv", "-o", "out").status == 0
    rows = read(firms / "out" / "checked.csv").set_index("row")
    assert rows.loc["7", ["lon", "lat"]].tolist() == ["133.2", "34.5"]
    assert {"2", "3"} <= set(rows.index)
    assert rows.loc["2", "open"] == ""


def test_a_decision_that_means_nothing_is_named(run: Runner, firms: Path) -> None:
    run("register", "firms.csv", "-o", "out")
    decide(firms / "out" / "decide.csv", {"2;3": "perhaps"})
    before = {one: one.read_bytes() for one in (firms / "out").rglob("*.*")}
    done = run("register", "firms.csv", "-o", "out")
    assert done.status == 1
    assert "'perhaps' is not a decision about doubles (rows 2; 3)" in done.err
    assert {one: one.read_bytes() for one in (firms / "out").rglob("*.*")} == before


def test_files_of_others_are_not_overwritten(run: Runner, firms: Path) -> None:
    (firms / "out").mkdir()
    (firms / "out" / "map.html").write_text("mine")
    done = run("register", "firms.csv", "-o", "out")
    assert done.status == 1
    assert "holds a map.html already" in done.err
    (firms / "out" / "decide.csv").write_text("a,b\n1,2\n")
    done = run("register", "firms.csv", "-o", "out")
    assert done.status == 1
    assert "is not a table of decisions" in done.err
    assert (
        os.listdir(firms / "out") == ["map.html", "decide.csv"]
        or len(os.listdir(firms / "out")) == 2
    )


def test_several_sites_of_a_firm_in_one_row(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(
        "企業名,業種,本社所在地,工場所在地\n"
        "㈱天草造船,造船,熊本県天草市本渡町本渡1,熊本県八代市新港町1-5\n"
        '㈱球磨電子,半導体,"熊本県人吉市九日町1；熊本県菊陽町原水4106",\n',
        encoding="utf-8",
    )
    done = run("register", "f.csv", "-o", "out")
    assert done.status == 0, done.err
    rows = read(tmp_path / "out" / "checked.csv")
    assert rows["row"].tolist() == ["2", "2.2", "3", "3.2"]
    assert rows["name_ja"].tolist() == [
        "㈱天草造船", "㈱天草造船（工場）", "㈱球磨電子", "㈱球磨電子（2）",
    ]  # fmt: skip
    assert rows["municipality_code"].tolist() == ["43215", "43202", "43203", "43404"]


def test_a_made_up_list(run: Runner, tmp_path: Path) -> None:
    made = made_up(200, 12, seed=3)
    made.frame.to_csv(tmp_path / "firms.csv", index=False)
    assert run("register", "firms.csv", "-o", "out").status == 0
    rows, cases = read(tmp_path / "out" / "checked.csv"), read(tmp_path / "out" / "decide.csv")
    codes = [made.codes[int(row) - 2] for row in rows["row"]]
    assert rows["municipality_code"].tolist() == codes
    found = {
        pair
        for kind, group in zip(cases["kind"], cases["rows"], strict=True)
        if kind.startswith("double")
        for pair in itertools.combinations(sorted(map(int, group.split(";"))), 2)
    }
    assert found == made.doubles
    for name in ("checked.csv", "decide.csv"):
        assert PLANTED not in (tmp_path / "out" / name).read_text(encoding="utf-8")
    page = (tmp_path / "out" / "map.html").read_text(encoding="utf-8")
    assert PLANTED not in page + str(read_payload(page))


@pytest.mark.parametrize("number", ["4011001098993", "1180301018771", "7123456789012"])
def test_corporate_numbers_that_are_published_have_their_check_digit(number: str) -> None:
    assert read_number(number) == (number, "")


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 8))
def test_one_wrong_digit_is_found(base: str, at: int, more: int) -> None:
    number = f"{check_digit(base)}{base}"
    wrong = str((int(base[at]) + more) % 10)
    other = f"{number[0]}{base[:at]}{wrong}{base[at + 1 :]}"
    same_remainder = (int(wrong) - int(base[at])) % 9 == 0  # 0 and 9 are alike to a sum by nine
    assert (read_number(other)[1] == "check") != same_remainder


@pytest.mark.parametrize(
    "spelling",
    ["㈱ＡＢＣ髙橋コンピューター", "株式会社 ABC高橋コンピュータ", "(株)abc・髙橋コンピュータ", "（株）ＡＢＣ高橋ｺﾝﾋﾟｭｰﾀ",
     "ABC高橋コンピューター株式会社"],
)  # fmt: skip
def test_spellings_of_one_firm_fold_alike(spelling: str) -> None:
    assert fold_firm(spelling) == fold_firm("株式会社ABC高橋コンピュータ")


@pytest.mark.parametrize("form", ["Co., Ltd.", "Co.,Ltd", "Inc.", "Corporation", "K.K.", ", Ltd."])
def test_latin_legal_forms(form: str) -> None:
    assert fold_firm(f"Kumamoto Precision {form}") == fold_firm("KUMAMOTO PRECISION")


def test_firms_that_are_not_alike() -> None:
    for one, other in (
        ("第一精機", "第二精機"),
        ("東電子工業", "西電子工業"),
        ("A工業所", "B工業所"),
    ):
        assert not alike(fold_firm(one), fold_firm(other))


@given(st.text(max_size=30), st.text(max_size=30))
def test_folding_and_likeness_take_any_text(one: str, other: str) -> None:
    assert alike(fold_firm(one), fold_firm(one))
    assert alike(fold_firm(one), fold_firm(other)) == alike(fold_firm(other), fold_firm(one))
    find_sector(one)
    read_number(one)


@pytest.mark.parametrize("way", TWELVE, ids=lambda one: one.__name__)
def test_the_block_is_the_same_in_every_spelling(way: object) -> None:
    town = Address("43101", "熊本県", "", "熊本市中央区", "水前寺六丁目", "")
    text = spelled(town, (18, 1), way)
    assert block_of(text) == ("43101/水前寺6丁目", (18, 1))


def test_a_slip_in_a_long_name_is_found_where_one_address_tells_little(
    run: Runner, tmp_path: Path
) -> None:
    (tmp_path / "f.csv").write_text(
        "企業名,業種,所在地\n"
        "㈱熊本半導体テクノロジーズ,半導体,熊本市中央区水前寺6-18-1\n"
        "株式会社熊本半導体テクノロジース,半導体,熊本県熊本市\n"
        "㈱第一半導体テクノロジーズ,半導体,熊本県熊本市\n",
        encoding="utf-8",
    )
    assert run("register", "f.csv", "-o", "out").status == 0
    cases = read(tmp_path / "out" / "decide.csv")
    assert cases[["kind", "rows"]].to_numpy().tolist() == [["double-like-name", "2;3"]]


@pytest.mark.usefixtures("firms")
def test_validate_names_wrong_corporate_numbers(run: Runner) -> None:
    done = run("data", "validate", "firms.csv", "--format", "csv")
    assert "4011001098939,has a check digit that does not fit" in done.out


CELLS = st.one_of(
    st.sampled_from([
        "", "㈱阿蘇精機", "(株)阿蘇精機", "熊本県菊池郡菊陽町原水4106-1", "菊陽町大字原水4106番地1", "府中市1",
        "4011001098993", "4.011E+12", "半導体", "E3131", "熊本市；八代市", "計", "32.8, 130.7",
    ]),
    st.text(max_size=12),
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=8), st.data())
def test_any_list_and_any_decision_keep_every_row_or_say_why(
    cells: list[list[str]], data: st.DataObject
) -> None:
    header = ["企業名", "法人番号", "業種", "所在地", "社外秘"]
    frame = pd.DataFrame(
        [[" ".join(cell.split()) for cell in row] for row in cells], columns=header,
        index=range(2, len(cells) + 2),
    )  # fmt: skip
    selection = cm.load().selection

    def made(earlier: Sequence[Case] = ()) -> Register:
        table = RawTable("list.csv", frame.copy(), Findings("list.csv"))
        return make_register(table, ReadingOptions(), selection, earlier)

    try:
        first = made()
    except DataError as error:
        assert error.remedy
        return
    rows = {row.partition(".")[0] for row in first.frame["row"]}
    assert rows >= {str(at) for at in frame.index if not is_total(frame.loc[at, "企業名"])}
    words = st.sampled_from(["same", "different", "accept", "leave out", "blank", "菊陽町", "2"])
    decided = [replace(case, decision=data.draw(words)) for case in first.cases]
    try:
        second = made(decided)
    except DataError as error:
        assert "is not a decision" in error.cause
        return
    assert {case.key for case in decided} <= {case.key for case in second.cases}
    assert "社外秘" not in second.columns(internal=False)
