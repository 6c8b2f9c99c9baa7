from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from clustermap.analysis.comparison.ranking import ranking
from clustermap.analysis.indicators import IndicatorTable
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from clustermap.atlas import Atlas


def test_ranks_are_those_of_counting_who_is_larger(atlas: Atlas) -> None:
    table = atlas.indicators
    for name in ("sites", "gross_prefectural_product_nominal", "investment:bio"):
        found = ranking(table, name)
        known = table.values[name].dropna()
        for code, value in known.items():
            assert found.loc[code, "rank"] == 1 + (known > value).sum()
            assert found.loc[code, "tied"] == (known == value).sum()
        assert (found["of"] == len(known)).all()


def test_what_is_withheld_or_missing_has_no_rank_and_is_never_last(atlas: Atlas) -> None:
    name = "shipments_jsic30_ict_equipment_4plus"
    found = ranking(atlas.indicators, name)
    statistics = atlas.statistics[atlas.statistics["indicator"] == name].set_index(
        "prefecture_code"
    )
    hidden = set(statistics.index[statistics["state"] == "suppressed"])
    assert hidden == set(found.index[found["state"] == "suppressed"])
    # proved to be nil: zeros, unlike what is withheld
    assert (found.loc[["37", "39", "47"], "value"] == 0).all()
    without = found[found["state"] != "value"]
    assert without["rank"].isna().all()
    assert without["value"].isna().all()
    assert found["rank"].max() == 41 - 2  # three share the last place
    assert found["of"].iloc[0] == 47 - len(without)
    assert list(found.index[-len(without) :]) == list(without.index)


def test_counts_of_sites_have_ranges_and_nothing_else_has(atlas: Atlas) -> None:
    table = atlas.indicators
    for name in ("sites", "sites:ai", "sites_per_million:bio"):
        found = ranking(table, name)
        assert (found["lower"] <= found["rank"]).all()
        assert (found["rank"] <= found["upper"]).all()
        assert (found["upper"] - found["lower"]).max() > 10
    for name in ("investment", "population_census", "lq_employees_private_manufacturing"):
        assert ranking(table, name)[["lower", "upper"]].isna().all(axis=None)


def _counted(counts: list[int]) -> IndicatorTable:
    index = [f"{code:02}" for code in range(1, len(counts) + 1)]
    frame = pd.DataFrame({"prefecture_code": np.repeat(index, counts)})
    from clustermap.analysis.indicators import indicator_table

    sites = frame.assign(sector="ai", investment_jpy_bn=np.nan)
    empty = pd.DataFrame(columns=["prefecture_code", "indicator", "year", "value", "state"])
    catalog = pd.DataFrame(columns=["indicator", "quality"])
    catalog["quality"] = catalog["quality"].astype(str)
    return indicator_table(pd.DataFrame(index=index), sites, empty, catalog, ["ai"])


def test_many_sites_make_ranges_short() -> None:
    few, many = (ranking(_counted([4 * n, 2 * n, n]), "sites") for n in (1, 2000))
    assert list(many["lower"]) == list(many["upper"]) == [1, 2, 3]
    assert few["upper"].iloc[0] == 3


def test_the_order_of_rows_does_not_matter(atlas: Atlas) -> None:
    table = atlas.indicators
    order = np.random.default_rng(3).permutation(47)
    moved = IndicatorTable(table.values.iloc[order], table.suppressed.iloc[order], table.about)
    one, two = ranking(table, "sites:bio"), ranking(moved, "sites:bio")
    pd.testing.assert_frame_equal(one.sort_index(), two.sort_index())


def test_ascending_turns_the_order_round(atlas: Atlas) -> None:
    up = ranking(atlas.indicators, "population_census", ascending=True)
    down = ranking(atlas.indicators, "population_census")
    assert list(up.index) == list(down.index)[::-1]
    assert up["rank"].iloc[0] == 1


def test_nothing_to_rank_is_said(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="Unknown indicator"):
        ranking(atlas.indicators, "wealth")
    none = atlas.select(sector="ai", until=1800)
    with pytest.raises(DataError, match="No site is counted"):
        ranking(none.indicators, "sites")
    with pytest.raises(DataError, match="No area has a value"):
        ranking(none.indicators, "investment")
