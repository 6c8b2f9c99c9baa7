"""Tables as they are usual in Japan: what a column is, is decided by names and contents together."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustermap.data.codes import check_digit
from clustermap.errors import DataError
from clustermap.ingest.cells.area_keys import numbered
from clustermap.ingest.cells.quantities import parse_quantity, read_column
from clustermap.ingest.user_data import user_files, with_user_data
from clustermap.japan import PREFECTURES

from . import files

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection
    from tests.conftest import Runner

#: Each of these says 10, 20, 30 of Hokkaido, Tokyo and Kumamoto.
SAID_ALIKE = {
    "text formulas": 'code,value\n="01",10\n="13",20\n="43",30\n',
    "formulas in quotes": 'code,value\n"=""01""",10\n"=""13""",20\n"=""43""",30\n',
    "number and name": "都道府県,工場数\n01_北海道,10\n13_東京都,20\n43_熊本県,30\n",
    "number before a blank": "都道府県,工場数\n01 北海道,10\n13 東京都,20\n43 熊本県,30\n",
    "name with its code": "都道府県,工場数\n北海道(01),10\n東京都(13),20\n熊本県(43),30\n",
    "R codes": "地域コード,地域,v\nR01000,北海道,10\nR13000,東京都,20\nR43000,熊本県,30\n",
    "an index of pandas": ",code,value\n0,01,10\n1,13,20\n2,43,30\n",
    "Unnamed: 0": "Unnamed: 0,code,value\n0,01,10\n1,13,20\n2,43,30\n",
    "a year beside": "code,year,value\n01,2021,10\n13,2021,20\n43,2021,30\n",
    "codes of industries": "code,cat01_code,value\n01,09,10\n13,09,20\n43,09,30\n",
    "units": "都道府県,従業者\n北海道,10人\n東京都,20人\n熊本県,30人\n",
    "footnotes": "都道府県,従業者\n北海道,10※1\n東京都,20*\n熊本県,30 (注2)\n",
    "thousands": '都道府県,従業者\n北海道,0.01千人\n東京都,0.02千人\n熊本県,"0.03千人"\n',
    "item codes above the names": (
        "TABLE-E-1,Prefecture,C2108\n地域コード,都道府県,事業所数\n"
        "R00000,全国,100\nR01000,北海道,10\nR13000,東京都,20\nR43000,熊本県,30\n"
    ),
    "groups above the names": "都道府県,製造業\n都道府県,事業所数\n北海道,10\n東京都,20\n熊本県,30\n",
    "a first cell merged over two rows": (
        "都道府県,C2108\n,事業所数（所）\n北海道,10\n東京都,20\n熊本県,30\n"
    ),
    "a row of units": "都道府県,従業者\n,世帯\n北海道,10\n東京都,20\n熊本県,30\n",
    "totals": "都道府県,v\n北海道,10\n小計,10\n東京都,20\n熊本県,30\n計,50\n合 計,60\n全国,60\n",
    "e-Stat's API": (
        '"RESULT"\n"STATUS","0"\n"ERROR_MSG","正常に終了しました。"\n"RESULT_INF"\n'
        '"TOTAL_NUMBER","4"\n"FROM_NUMBER","1"\n"TO_NUMBER","4"\n"VALUE"\n'
        '"tab_code","表章項目","cat01_code","産業","area_code","地域","time_code","時間軸（年次）",'
        '"unit","value"\n'
        + "".join(
            f'"100","事業所数","09","製造業","{code}","{name}","2021000000","2021年","事業所","{v}"\n'
            for code, name, v in (
                ("00000", "全国", 60), ("01000", "北海道", 10), ("13000", "東京都", 20),
                ("43000", "熊本県", 30),
            )
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID_ALIKE)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_tables_that_say_the_same_are_read_alike(
    tmp_path: Path, selection: Selection, name: str, encoding: str
) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(SAID_ALIKE[name].encode(encoding))
    (found,) = with_user_data(selection, user_files(values=path)).user_values
    values = found.values.dropna()
    assert list(values.index) == ["01", "13", "43"]
    assert values.tolist() == pytest.approx([10, 20, 30])


REFUSED = {
    "regions": (
        "地方,事業所数\n北海道,10\n東北,30\n関東,60\n九州・沖縄,90\n",
        "are regions \\('東北', '関東', '九州・沖縄'\\), not prefectures",
    ),
    "number and name that differ": (
        "都道府県,v\n01_北海道,1\n12_東京都,2\n",
        "'12_東京都' has the number of 12 千葉県, and the name of 13 東京都",
    ),
    "code and name that differ": (
        "code,都道府県,v\n01,北海道,1\n13,熊本県,2\n40,福岡県,3\n",
        "'13' is 13 東京都, and '熊本県' in the column '都道府県' is 43 熊本県",
    ),
    "two columns of areas": (
        "都道府県,地域,v\n北海道,東京都,1\n東京都,熊本県,2\n",
        "name different areas in 2 rows \\(row 2: 13 東京都 and 01 北海道\\)",
    ),
    "no header": ("01,10\n13,20\n43,30\n", "has no header: row 1 looks like data"),
    "no header, names": ("北海道,10\n東京都,20\n", "has no header: row 1 looks like data"),
    "no header, sites": (
        "1,01,2015-10-05,A,熊本県,130.84,32.88\n2,01,2016-10-05,B,北海道,141.68,42.80\n",
        "'130.84' and 1 more|and \\d more are like the cells below",
    ),
    "people alone": (
        "name,人口\n甲,13101\n乙,27100\n丙,43404\n",
        "no row of the column 'name' names an area",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_mean_two_things_is_refused(
    tmp_path: Path, selection: Selection, name: str
) -> None:
    text, words = REFUSED[name]
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        with_user_data(selection, user_files(values=path))


@pytest.mark.parametrize(
    "header", ["都道府県,2015,2020", "都道府県,1,2", "pref,1990,2021", "code,1,2"]
)
def test_numbers_may_be_names_of_columns(tmp_path: Path, selection: Selection, header: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{header}\n43,7,8\n40,5,6\n", encoding="utf-8")
    last = header.rsplit(",", 1)[-1]
    found = with_user_data(selection, user_files(values=path, columns=[last])).user_values[0]
    assert found.values[["43", "40"]].tolist() == [8, 6]


def test_a_summary_counts_the_rows_that_are_used(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("code,v\n00000,6\n01,1\n02,2\n03,3\n", encoding="utf-8")
    done = run("data", "validate", "v.csv")
    assert "4 rows of values" in done.err
    assert "3 of 4 can be used, 1 left out." in done.err


def test_a_population_is_no_code_and_a_code_no_value(run: Runner, tmp_path: Path) -> None:
    """Numbers of people that are codes of towns too: what stands beside them tells."""
    text = "市区町村,人口\n合志市,43404\n大津町,43216\n菊陽町,43403\n"
    (tmp_path / "v.csv").write_text(text, encoding="utf-8")
    files.towns().to_file(tmp_path / "towns.gpkg")
    done = run("data", "validate", "v.csv", "--boundaries", "towns.gpkg", "--fix", "out.csv")
    assert done.status == 0
    mended = pd.read_csv(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig")), dtype=str)
    assert mended["市区町村"].tolist() == ["43216", "43403", "43404"]
    assert mended["人口"].tolist() == ["43404", "43216", "43403"]


@given(st.sampled_from(PREFECTURES), st.sampled_from(["_", " ", "　", ":", "：", ".", "-", ""]))
def test_number_and_name_are_cut_apart(place: Any, between: str) -> None:
    assert numbered(f"{place.code}{between}{place.ja}") == (place.code, place.ja)
    assert numbered(f"{place.ja}（{place.code}）") == (place.code, place.ja)
    six = f"{place.code}000{check_digit(place.code + '000')}"
    assert numbered(f"{six}{between}{place.ja}") == (six, place.ja)
    assert numbered(place.ja) is None
    assert numbered(place.code) is None


@given(
    st.integers(0, 10**9),
    st.sampled_from(["人", "社", "千人", "ha", ""]),
    st.sampled_from(["", "約", "およそ"]),
    st.sampled_from(["", "※1", "*", "（注1）", "†"]),
)
def test_what_stands_around_a_number_is_taken_off(
    number: int, unit: str, about: str, mark: str
) -> None:
    found = parse_quantity(f"{about}{number:,}{unit}{mark}")
    assert found.number.value == number
    assert found.unit == unit
    assert bool(found.mark) == bool(mark)
    column = read_column([f"{about}{number:,}{unit}{mark}"] * 3, "v")
    assert not column.mixed
    assert column.numbers[0].value == number * (1000 if unit == "千人" else 1)


@given(st.text(max_size=30))
def test_any_cell_is_a_number_or_none(text: str) -> None:
    found = parse_quantity(text)
    assert found.number.state in {"value", "suppressed", "none", "unclear"}
    assert np.isfinite(found.number.value) == (found.number.state == "value")
    numbered(text)
