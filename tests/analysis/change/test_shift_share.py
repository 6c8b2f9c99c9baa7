import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustermap.analysis.change.shift_share import PARTS, added_up, shift_share
from clustermap.errors import DataError

# Two regions, three industries, worked by hand. Nation: 1000 -> 1100, G = 0.1; industries
# 400 -> 380 (-0.05), 400 -> 480 (+0.2), 200 -> 240 (+0.2).
START = pd.DataFrame({"a": [100, 300], "b": [60, 340], "c": [40, 160]}, index=["north", "south"])
END = pd.DataFrame({"a": [100, 280], "b": [90, 390], "c": [36, 204]}, index=["north", "south"])


def test_a_table_worked_by_hand():
    found = shift_share(START, END).loc["north"]
    assert found["national"].tolist() == pytest.approx([10, 6, 4])
    assert found["mix"].tolist() == pytest.approx([-15, 6, 4])
    assert found["competitive"].tolist() == pytest.approx([5, 18, -12])
    assert found["change"].tolist() == [0, 30, -4]


def test_esteban_marquillas_worked_by_hand():
    # everyone's mix in the north (200 of 1000): 80, 80, 40; own growth 0, 0.5, -0.1
    found = shift_share(START, END, "esteban_marquillas").loc["north"]
    assert found["competitive"].tolist() == pytest.approx([80 * 0.05, 80 * 0.3, 40 * -0.3])
    assert found["allocation"].tolist() == pytest.approx([20 * 0.05, -20 * 0.3, 0])
    assert found["competitive"].add(found["allocation"]).tolist() == pytest.approx([5, 18, -12])


def test_the_nation_has_neither_mix_nor_competitive_part():
    nation = added_up(shift_share(START, END), pd.Series("japan", START.index)).loc["japan"]
    assert nation["national"] == pytest.approx(nation["change"])
    assert nation[["mix", "competitive"]].tolist() == pytest.approx([0, 0], abs=1e-9)


def test_a_cell_unknown_in_one_year_is_left_out_of_both():
    start, end = START.astype(float), END.astype(float)
    end.loc["north", "b"] = np.nan
    found = shift_share(start, end)
    assert found.loc[("north", "b")].isna().all()
    # the nation without the cell grows from 940 to 1010
    assert found.loc[("north", "a"), "national"] == pytest.approx(100 * (1010 / 940 - 1))


def test_a_new_industry_is_wholly_competitive():
    start = pd.DataFrame({"a": [0, 10], "b": [10, 10]}, index=["x", "y"])
    end = pd.DataFrame({"a": [4, 10], "b": [10, 10]}, index=["x", "y"])
    assert shift_share(start, end).loc[("x", "a"), "competitive"] == 4
    found = shift_share(start, end, "esteban_marquillas").loc[("x", "a")]
    assert (found["competitive"], found["allocation"]) == (0, 4)


@given(
    st.lists(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), min_size=4, max_size=4),
    st.lists(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), min_size=4, max_size=4),
    st.sampled_from(list(PARTS)),
)
def test_parts_add_up(first, last, method):
    start, end = (pd.DataFrame(one, columns=list("abc")) for one in (first, last))
    if start.to_numpy().sum() == 0:
        with pytest.raises(DataError, match="nothing at the start"):
            shift_share(start, end, method)
        return
    found = shift_share(start, end, method)
    scale = max(1.0, start.to_numpy().sum(), end.to_numpy().sum())
    groups = pd.Series(["p", "p", "q", "q"])
    for table in (found, added_up(found), added_up(found, groups)):
        gap = table[list(PARTS[method])].sum(axis=1) - table["change"]
        assert gap.abs().max() <= 1e-9 * scale


def test_other_rows_are_refused():
    with pytest.raises(DataError, match="other areas or industries"):
        shift_share(START, END.rename(index={"north": "east"}))
