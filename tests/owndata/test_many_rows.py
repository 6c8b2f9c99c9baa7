"""What is read in one go for many rows is what is read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from clustermap.data.gazetteer import gazetteer
from clustermap.data.locator import locator
from clustermap.ingest.cells.coordinates import parse_angle, plain_degrees
from clustermap.ingest.files.raw_table import as_text
from clustermap.ingest.sites import ReadingOptions, read_user_sites

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection

_ANGLES = st.one_of(
    st.floats(-400, 400).map(repr),
    st.decimals(-400, 400, places=6).map(str),
    st.text("0123456789.-+eE°' \u3000１３９", max_size=9),
    st.sampled_from(["", "nan", "inf", "1e2", "139.", ".5", "139,7", "0x1", "1_0", "360", "361"]),
)


@given(st.lists(_ANGLES, max_size=30))
def test_plain_degrees_are_those_of_each_cell(cells: list[str]) -> None:
    degrees = np.full(len(cells), np.nan)
    plain = plain_degrees(cells, degrees)
    for cell, value, is_plain in zip(cells, degrees, plain, strict=True):
        one = parse_angle(cell)
        if is_plain:
            assert (one.wrong, one.axis) == ("", "")
            assert value == one.degrees
    # the fast way is taken for what tables hold
    assert all(plain_degrees(["139.7671", "-35", "0.5"], np.zeros(3)))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(122, 154), st.floats(20, 46)), min_size=1, max_size=60, unique=True
    )
)
def test_prefectures_of_many_points_are_those_of_each(
    selection: Selection, points: list[tuple[float, float]]
) -> None:
    here = locator(selection.prefectures)
    lon, lat = np.array(points).T
    codes, km = here.prefectures_at(lon, lat)
    assert list(zip(codes, km, strict=True)) == [here.prefecture_at(*one) for one in points]


@given(st.lists(st.one_of(st.floats(), st.integers(), st.text(max_size=5), st.none())))
def test_cells_become_text_alike_in_lists_and_columns(values: list[object]) -> None:
    one_by_one = [as_text([value])[0] for value in values]
    assert as_text(pd.Series(values, dtype=object)) == one_by_one
    assert as_text(np.array([1.0, 2.5, np.nan])) == ["1", "2.5", ""]


def test_odd_rows_among_many_plain_ones_are_named(selection: Selection, tmp_path: Path) -> None:
    n = 3000
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({
        "name": [f"works {k}" for k in range(n)],
        "sector": rng.choice(["ai", "半導体"], n),
        "opened": rng.choice(["2020", "令和3年"], n),
        "lon": rng.uniform(130.6, 130.9, n).round(5).astype(str),
        "lat": rng.uniform(32.6, 33.0, n).round(5).astype(str),
        "prefecture": "熊本県",
    })  # fmt: skip
    frame.loc[10, ["lon", "lat"]] = ["32.8", "130.7"]  # swapped
    frame.loc[20, "lon"] = "東経130度42分"
    frame.loc[30, ["lon", "lat"]] = ["139.76", "35.68"]  # Tokyo, but Kumamoto is stated
    frame.loc[40, ["lon", "lat"]] = ["", ""]
    frame.loc[50, "opened"] = "2024-02-30"
    frame.loc[60, ["lon", "lat", "prefecture"]] = ["150", "30", ""]  # at sea
    file = tmp_path / "many.csv"
    frame.to_csv(file, index=False)
    found = read_user_sites(file, ReadingOptions(), gazetteer(), locator(selection.prefectures))
    problems = found.findings.problems
    rows = {problem.kind: problem.row for problem in problems if problem.level != "note"}
    # the header is row 1
    assert rows == {"swapped": 12, "far": 32, "date": 52, "sea": 62}
    sites = found.frame
    assert sites.loc[10, ["lon", "lat"]].tolist() == [130.7, 32.8]
    assert sites.loc[20, "lon"] == 130.7
    assert sites.loc[40, "position"] == "prefecture"
    assert (sites["prefecture_code"].drop(60) == "43").all()
    assert set(sites["sector"]) == {"ai", "semiconductor"}
    assert set(sites["opened"]) == {"2020", "2021", ""}
