from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import nchypergeom_fisher
from sklearn.linear_model import LogisticRegression

from clustermap.analysis.geodesic import distances_km
from clustermap.analysis.spillover.study import odds_interval, spillover
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from clustermap.analysis.spillover.study import Spillover
    from clustermap.atlas import Atlas

KM = 1 / 110.9  # degrees of latitude in a kilometer, near 33 degrees north


def _world(*rows: tuple[str, float, str], **more: Any) -> gpd.GeoDataFrame:
    """Sites north of an anchor at 33 N, each (id, kilometers, date)."""
    named = {
        "name_en": "", "name_ja": "", "name_ko": "", "sector": "chips", "opened": "",
        "anchor_id": "", "prefecture_code": "43", "operator_en": "", "position": "site",
        "source_url": "", "investment_jpy_bn": np.nan, **more,
    }  # fmt: skip
    frame = pd.DataFrame(
        [
            {**named, "id": name, "lon": 130.0, "lat": 33 + km * KM, "announced": date}
            for name, km, date in (("anchor", 0.0, "2020-07-01"), *rows)
        ]
    ).set_index("id")
    return gpd.GeoDataFrame(
        frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=6668
    )


ROWS = (
    ("n1", 5, "2018"), ("n2", 10, "2020-08"), ("n3", 12, "2021"), ("n4", 20, "2022-05-05"),
    ("m1", 60, "2019-03"), ("m2", 80, "2020"), ("m3", 90, ""),
    ("f1", 300, "2016"), ("f2", 310, "2017"), ("f3", 320, "2018"), ("f4", 330, "2019"),
    ("f5", 340, "2021"), ("f6", 350, "2022"), ("f7", 360, "2009"), ("f8", 370, "2030"),
)  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Spillover:
    return spillover(_world(*ROWS), "anchor", as_of="2023-06")


def test_rings_and_periods_by_hand(small: Spillover) -> None:
    assert small.window == (2015, 2023)
    table = small.by_ring
    assert list(table.index) == ["0-25", "25-50", "50-100", "100-200", "200+"]
    columns = ["sites", "before", "after", "unclear", "undated"]
    assert table[columns].to_numpy().tolist() == [
        [4, 1, 3, 0, 0], [0, 0, 0, 0, 0], [3, 1, 0, 1, 1], [0, 0, 0, 0, 0], [8, 4, 2, 0, 0],
    ]  # fmt: skip
    assert dict(small.sites["period"][["f7", "f8", "m2", "m3"]]) == {
        "f7": "outside", "f8": "later", "m2": "unclear", "m3": "undated",
    }  # fmt: skip
    assert "anchor" not in small.sites.index
    assert small.sites["km"].is_monotonic_increasing
    assert small.sites.loc["n4", "km"] == pytest.approx(20, rel=0.01)


def test_difference_in_differences_by_hand(small: Spillover) -> None:
    near = small.by_ring.loc["0-25"]
    assert near["ratio"] == pytest.approx((3 / 1) / (2 / 4))
    assert near["expected"] == pytest.approx(1 * 2 / 4)
    assert near["excess"] == pytest.approx(2.5)
    assert small.years_before == pytest.approx(5.5, abs=0.01)
    assert small.years_after == pytest.approx(3.0, abs=0.01)
    assert near["after_per_year"] == pytest.approx(1.0, abs=0.01)
    # Fisher: tables with margins 4, 6, 5, 5 that are no likelier than 3 after near
    ways = {k: math.comb(4, k) * math.comb(6, 5 - k) for k in range(5)}
    expected = sum(w for w in ways.values() if w <= ways[3]) / sum(ways.values())
    assert near["p_value"] == pytest.approx(expected)
    assert small.by_ring.loc["200+", ["ratio", "p_value", "expected"]].isna().all()
    assert math.isnan(small.by_ring.loc["25-50", "ratio"])


def test_sites_by_year_leave_out_plans_and_what_is_outside(small: Spillover) -> None:
    assert small.by_year.to_numpy().sum() == 4 + 2 + 6
    assert small.by_year.loc[2020].tolist() == [1, 0, 1, 0, 0]
    assert list(small.by_year.index) == list(range(2015, 2024))


@pytest.mark.parametrize("table", [(3, 1, 1, 3), (12, 0, 27, 6), (9, 1, 20, 40), (1, 5, 27, 6)])
def test_the_interval_holds_each_odds_ratio_that_is_not_refuted(
    table: tuple[int, int, int, int],
) -> None:
    a, b, c, d = table
    low, high = odds_interval(a, b, c, d)
    drawn = (a + b + c + d, a + b, a + c)

    def above(odds: float) -> float:
        return float(nchypergeom_fisher(*drawn, odds).sf(a - 1))

    def below(odds: float) -> float:
        return float(nchypergeom_fisher(*drawn, odds).cdf(a))

    if low > 0:
        assert brentq(lambda odds: above(odds) - 0.025, 1e-6, 1e6) == pytest.approx(low, rel=1e-3)
    if math.isfinite(high):
        assert brentq(lambda odds: below(odds) - 0.025, 1e-6, 1e6) == pytest.approx(high, rel=1e-3)
    assert math.isfinite(high) == (b > 0)


def test_fragile_is_the_fewest_sites_that_carry_the_result() -> None:
    near = [(f"n{at}", 3 + at * 0.1, "2021") for at in range(12)] + [("b", 9.0, "2017")]
    far = [(f"f{at}", 300 + at, "2021" if at % 3 == 0 else "2017") for at in range(30)]
    found = spillover(_world(*near, *far), "anchor", as_of="2023-06").by_ring.loc["0-25"]
    assert found["lower"] > 1
    fewest = next(k for k in range(1, 13) if odds_interval(12 - k, 1, 10, 20)[0] <= 1)
    assert found["fragile"] == fewest


def test_placebos_are_the_same_count_around_every_other_site(atlas: Atlas) -> None:
    sites = atlas.sites
    found = spillover(sites, "jasm-kumamoto-1")
    others = found.sites
    spots = sites.loc[others.index, ["lon", "lat"]]
    for one in ("tel-miyagi-dev", "sony-nagasaki-tec", "rapidus-iim-1"):
        km = pd.Series(distances_km([spots.loc[one]], spots)[0], index=spots.index).drop(one)
        periods = others["period"]
        near, far = periods[km.index[km <= 25]], periods[km.index[km > 200]]
        nb, na = (near == "before").sum(), (near == "after").sum()
        rb, ra = (far == "before").sum(), (far == "after").sum()
        row = found.placebo_sites.loc[one]
        assert (row["near_before"], row["near_after"]) == (nb, na)
        expected = (na + 0.5) * (rb + 0.5) / ((nb + 0.5) * (ra + 0.5))
        assert row["ratio"] == pytest.approx(expected)
    assert len(found.placebo_sites) == len(others)
    apart = found.placebo_sites[~found.placebo_sites["overlaps"]]
    dated = apart[apart["near_before"] + apart["near_after"] > 0]
    one = found.placebo
    assert one["dated_sites"] == len(dated)
    assert one["dated_as_large"] == (dated["ratio"] >= one["ratio"]).sum()
    assert one["dated_p_value"] == (1 + one["dated_as_large"]) / (1 + len(dated))
    assert (found.placebo_sites.loc[apart.index, "km"] > 50).all()


def test_placebo_years_count_whole_years_and_know_the_true_event(small: Spillover) -> None:
    years = small.placebo_years.set_index("year")
    assert list(years.index) == list(range(2008, 2020))
    row = years.loc[2018]  # before: 2013 to 2017; after: 2018 to 2023
    assert (row["near_before"], row["near_after"]) == (0, 4 - 0)
    assert row["overlaps"]
    assert not years.loc[2014, "overlaps"]
    assert math.isnan(years.loc[2009, "ratio"])


def test_distance_decay_agrees_with_a_logistic_regression(atlas: Atlas) -> None:
    found = spillover(atlas.sites, "jasm-kumamoto-1", permutations=4999)
    dated = found.sites[found.sites["period"].isin(["before", "after"])]
    far = np.log2(np.maximum(dated["km"].to_numpy(), 1))[:, None]
    after = (dated["period"] == "after").to_numpy()
    model = LogisticRegression(C=1e9, tol=1e-9, max_iter=10_000).fit(far, after)
    assert found.decay["odds_per_doubling"] == pytest.approx(np.exp(model.coef_[0, 0]), rel=1e-3)
    means = far[after].mean()
    rng = np.random.default_rng(7)
    drawn = np.array([far[rng.permutation(after)].mean() for _ in range(4000)])
    tails = (drawn >= means).mean(), (drawn <= means).mean()
    assert found.decay["p_value"] == pytest.approx(min(1, 2 * min(tails)), abs=0.04)


def test_money_and_names_are_told_by_ring(atlas: Atlas) -> None:
    found = spillover(atlas.sites, "jasm-kumamoto-1")
    near = found.sites[found.sites["km"] <= 25]
    row = found.by_ring.loc["0-25"]
    since = near[near["period"] == "after"]
    assert row["investment_after"] == pytest.approx(since["investment_jpy_bn"].sum())
    assert row["with_amount_after"] == since["investment_jpy_bn"].notna().sum()
    naming = atlas.sites[
        (atlas.sites["anchor_id"] == "jasm-kumamoto-1") & (atlas.sites["sector"] == "semiconductor")
    ]
    assert found.by_ring["named"].sum() == len(naming) > 10
    assert found.event == "2021-10-14"
    # no site near it has a date before, and few of the others have: that is no proof
    assert row["before"] == 0
    assert row["after"] == (near["period"] == "after").sum() >= 10
    assert row["lower"] < 1


def test_the_order_of_rows_does_not_matter(atlas: Atlas) -> None:
    one = spillover(atlas.sites, "rapidus-iim-1", permutations=199, seed=4)
    two = spillover(
        atlas.sites.sample(frac=1, random_state=9), "rapidus-iim-1", permutations=199, seed=4
    )
    for name in ("sites", "by_year", "by_ring", "placebo_sites", "placebo_years"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))
    pd.testing.assert_series_equal(one.decay, two.decay)


def test_other_sectors_rings_and_dates_can_be_asked_for(atlas: Atlas) -> None:
    found = atlas.spillover(
        "JASM熊本第1工場", sector=["bio", "ai"], rings=[30, 150], basis="opened", years_before=8
    )
    assert found.sectors == ("bio", "ai")
    assert list(found.by_ring.index) == ["0-30", "30-150", "150+"]
    assert found.event == "2024-12"
    assert set(found.sites["sector"]) == {"bio", "ai"}
    assert set(atlas.spillover("jasm-kumamoto-1", sector="all").sites["sector"]) == set(
        atlas.selection.sectors
    )


@pytest.mark.parametrize(
    ("site", "options", "words"),
    [
        ("JASM", {}, "Which of these? jasm-kumamoto-1, jasm-kumamoto-2."),
        ("jasm-kumamto-1", {}, "Did you mean jasm-kumamoto-1"),
        ("qqqq", {}, "clustermap data show sites"),
        ("sony-kumamoto-tec", {}, "no date of being announced"),
        ("jasm-kumamoto-1", {"rings": [50, 25]}, "make no sense"),
        ("jasm-kumamoto-1", {"rings": []}, "make no sense"),
        ("jasm-kumamoto-1", {"basis": "closed"}, "Unknown basis"),
        ("jasm-kumamoto-1", {"sectors": ["steel"]}, "no other site in steel"),
        ("jasm-kumamoto-1", {"years_before": 0}, "no years to compare"),
        ("jasm-kumamoto-1", {"permutations": 5}, "permutations is 5"),
        ("jasm-kumamoto-2", {"basis": "opened"}, "the data end in 2026-03"),
    ],
)
def test_what_cannot_be_studied_is_said_in_two_lines(
    atlas: Atlas, site: str, options: dict[str, Any], words: str
) -> None:
    with pytest.raises((DataError, UnknownNameError)) as error:
        spillover(atlas.sites, site, **options)
    assert words in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_sites_without_any_date_in_the_window_are_said() -> None:
    with pytest.raises(DataError, match="has a date of being announced"):
        spillover(_world(("a", 5, ""), ("b", 9, "1990")), "anchor", as_of="2023-06")
