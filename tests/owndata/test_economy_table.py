"""A user's own table of area x industry x year runs through the same questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clustermap as cm
from clustermap.errors import ClustermapError
from clustermap.ingest.economy_table import read_economy_table

LONG = """prefecture,industry,year,value
Kumamoto,chips,2016,"1,000"
熊本県,food,2016,2000
福岡県,chips,2016,500
40,food,2016,5000
Kumamoto,chips,2021,1500
43,food,2021,2000
福岡県,chips,2021,600
40,food,2021,5200
"""
BY_YEAR = """area,industry,2016,2021
43,chips,1000,1500
43,food,2000,2000
40,chips,500,600
40,food,5000,5200
"""
BY_INDUSTRY = """都道府県,年,chips,food
熊本県,2016年,1000,2000
熊本県,2021年,1500,2000
福岡県,2016年,500,5000
福岡県,2021年,600,5200
"""


@pytest.fixture(scope="module")
def atlas():
    return cm.load()


@pytest.mark.parametrize("text", [LONG, BY_YEAR, BY_INDUSTRY])
def test_long_and_wide_are_the_same(atlas, tmp_path, text):
    file = tmp_path / "own.csv"
    file.write_text(text, encoding="utf-8")
    table = atlas.stats("change", table=str(file)).table.set_index(["code", "industry"])
    row = table.loc[("43", "all")]
    # everything grows from 8500 to 9300; chips from 1500 to 2100, food from 7000 to 7200
    assert row["national"] == pytest.approx(3000 * 800 / 8500)
    mix = 1000 * (600 / 1500 - 800 / 8500) + 2000 * (200 / 7000 - 800 / 8500)
    assert row["mix"] == pytest.approx(mix)
    assert row["national"] + row["mix"] + row["competitive"] == pytest.approx(row["change"])
    quotient = atlas.stats("specialization", table=str(file)).table.set_index(["code", "industry"])
    assert quotient.loc[("43", "chips"), "lq"] == pytest.approx((1500 / 3500) / (2100 / 9300))


def test_a_withheld_cell_makes_its_total_unknown(atlas, tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(LONG.replace("福岡県,chips,2021,600", "福岡県,chips,2021,x"), encoding="utf-8")
    table = atlas.stats("specialization", table=str(file)).table.set_index(["code", "industry"])
    assert table.loc[("40", "chips"), "state"] == "suppressed"
    assert table.loc["40", "lq"].isna().all()
    assert table.loc["43", "lq"].notna().all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("福岡県,chips,2016,500", "Fukuoka,chips,2016,5oo"), ("row 4", "column value", "'5oo'")),
        (("福岡県,chips,2016", "Fukuok,chips,2016"), ("row 4", "column prefecture", "Fukuoka")),
        (("福岡県,chips,2016", "福岡県,chips,last"), ("row 4", "column year", "'last'")),
        (("40,food,2016,5000", "Kumamoto,chips,2016,1"), ("row 5", "row 2 already")),
        (("prefecture,industry", "where,industry"), ("no column of areas", "Long:")),
    ],
)
def test_errors_name_row_and_column(atlas, tmp_path, change, words):
    file = tmp_path / "own.csv"
    file.write_text(LONG.replace(*change, 1), encoding="utf-8")
    with pytest.raises(ClustermapError) as caught:
        atlas.stats("change", table=str(file))
    for word in words:
        assert word in str(caught.value)


def test_a_year_that_is_not_there_is_told(atlas, tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(LONG, encoding="utf-8")
    with pytest.raises(ClustermapError, match="Known: 2016, 2021"):
        atlas.stats("change", table=str(file), start=2015)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("own") / "own.csv"
    file.write_bytes(text.encode("utf-8", "replace"))
    try:
        read_economy_table(file)
    except ClustermapError as error:
        assert len(str(error).splitlines()) == 2
