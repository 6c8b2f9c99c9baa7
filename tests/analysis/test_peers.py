from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from clustermap.analysis.comparison.peers import (
    SIZE,
    STRUCTURE,
    peer_distances,
    peer_features,
    peers,
)
from clustermap.analysis.indicators import IndicatorTable
from clustermap.errors import DataError

if TYPE_CHECKING:
    from clustermap.atlas import Atlas


def _by_hand(atlas: Atlas, a: str, b: str) -> float:
    """The distance between two prefectures from the raw statistics, without pandas' help."""
    values = atlas.indicators.values
    blocks = []
    for block in (
        [{code: math.log(values[name][code]) for code in values.index} for name in SIZE],
        [
            {code: values[part][code] / values[whole][code] for code in values.index}
            for part, whole in STRUCTURE
        ],
    ):
        squares = []
        for feature in block:
            known = [value for value in feature.values() if not math.isnan(value)]
            mean = sum(known) / len(known)
            deviation = math.sqrt(sum((value - mean) ** 2 for value in known) / len(known))
            gap = (feature[a] - feature[b]) / deviation
            if not math.isnan(gap):
                squares.append(gap**2)
        blocks.append(sum(squares) / len(squares))
    return math.sqrt(sum(blocks) / 2)


@pytest.mark.parametrize("pair", [("43", "03"), ("13", "27"), ("38", "37"), ("47", "01")])
def test_the_distance_is_what_the_method_says(atlas: Atlas, pair: tuple[str, str]) -> None:
    found = peers(atlas.indicators, pair[0])
    assert found.distances.loc[pair[1], "distance"] == pytest.approx(_by_hand(atlas, *pair))


def test_distances_are_the_same_both_ways_and_sorted(atlas: Atlas) -> None:
    features = peer_features(atlas.indicators.values)
    there, back = peer_distances(features, "43"), peer_distances(features, "40")
    assert there.loc["40", "distance"] == pytest.approx(back.loc["43", "distance"])
    assert there["distance"].is_monotonic_increasing
    assert len(there) == 46
    assert "43" not in there.index


def test_missing_features_are_left_out_and_counted(atlas: Atlas) -> None:
    table = atlas.indicators
    unknown = table.values.copy()
    unknown.loc[["37", "39", "47"], "employees_jsic30_ict_equipment_4plus"] = math.nan
    distances = peers(dataclasses.replace(table, values=unknown), "43").distances
    assert set(distances.index[distances["features"] == 9]) == {"37", "39", "47"}
    assert set(distances["features"]) == {9, 10}


def test_what_sets_apart_lies_outside_the_range_of_all_peers(atlas: Atlas) -> None:
    found = peers(atlas.indicators, "43", 5)
    values = atlas.indicators.values
    assert "sites:semiconductor" in found.apart.index
    for name, row in found.apart.iterrows():
        theirs = values.loc[list(found.peers), name]
        assert not theirs.min() <= values.loc["43", name] <= theirs.max()
        assert row["peer_median"] == pytest.approx(sorted(theirs)[2])
    inside = set(values.columns) - set(found.apart.index)
    for name in inside:
        theirs = values.loc[list(found.peers), name]
        own = values.loc["43", name]
        assert np.isnan(own) or theirs.isna().any() or theirs.min() <= own <= theirs.max()
    assert found.apart["gap"].abs().is_monotonic_decreasing


def test_the_order_of_rows_does_not_matter(atlas: Atlas) -> None:
    table = atlas.indicators
    order = np.random.default_rng(0).permutation(47)
    moved = IndicatorTable(table.values.iloc[order], table.suppressed.iloc[order], table.about)
    one, two = peers(table, "38"), peers(moved, "38")
    assert one.peers == two.peers
    pd.testing.assert_frame_equal(one.distances, two.distances)
    pd.testing.assert_frame_equal(one.apart, two.apart)


@pytest.mark.parametrize("count", [0, 47])
def test_too_few_or_many_peers_are_refused(atlas: Atlas, count: int) -> None:
    with pytest.raises(DataError, match="peers can't be found"):
        peers(atlas.indicators, "43", count)


def test_statistics_that_are_not_there_are_named() -> None:
    with pytest.raises(DataError, match="lack employees_jsic16"):
        peer_features(pd.DataFrame({"population_estimate": [1.0, 2.0]}))
