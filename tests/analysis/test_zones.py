from __future__ import annotations

from itertools import permutations as orders
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom
from shapely.geometry import box

from clustermap.analysis.zones import (
    unfilled_zones,
    zone_contents,
    zone_extents,
    zone_shares,
    zone_sites,
    zone_table,
)
from clustermap.errors import DataError
from clustermap.questions.indicator_tables import people_jobs_and_land

if TYPE_CHECKING:
    from clustermap.atlas import Atlas


def _zones(**rows: dict[str, object]) -> pd.DataFrame:
    plain = {
        "scheme": "kizuna", "focus_sectors": (), "prefecture_codes": (), "whole_prefecture": (),
        "municipality_codes": (), "ended": "",
    }  # fmt: skip
    return pd.DataFrame([{**plain, **row} for row in rows.values()], index=list(rows))


def _sites(*rows: tuple[str, str, str]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows, columns=["sector", "prefecture_code", "municipality_code"])
    frame.index = [f"s{at}" for at in range(len(rows))]
    places = gpd.points_from_xy(130 + np.arange(len(rows)), np.full(len(rows), 33.0))
    return gpd.GeoDataFrame(frame, geometry=places, crs=6668)


SITES = _sites(
    ("ai", "14", "14133"), ("ai", "14", "14205"), ("bio", "14", "14101"),
    ("bio", "43", "43404"), ("ship", "13", "13103"),
)  # fmt: skip


def test_a_site_is_inside_by_prefecture_municipality_or_ward() -> None:
    zones = _zones(
        whole={"whole_prefecture": ("43",)},
        town={"municipality_codes": ("14205", "13101")},
        city={"municipality_codes": ("14130",), "focus_sectors": ("ai",)},
        nowhere={"prefecture_codes": ("14",)},
    )
    found = zone_sites(zones, SITES)
    assert found[["zone", "site", "by"]].to_numpy().tolist() == [
        ["whole", "s3", "prefecture"],
        ["town", "s1", "municipality"],
        ["city", "s0", "ward"],  # Nakahara-ku of Kawasaki; Tsurumi-ku is Yokohama's
    ]
    assert found["focus"].tolist() == [False, False, True]
    assert zone_extents(zones).tolist() == [
        "prefecture", "municipalities", "municipalities", "unknown",
    ]  # fmt: skip


def test_a_polygon_decides_alone() -> None:
    zones = _zones(
        drawn={"municipality_codes": ("14133",)}, named={"municipality_codes": ("14133",)}
    )
    drawn = gpd.GeoDataFrame(zones, geometry=[box(132.5, 32, 134.5, 34), None], crs=6668)
    for crs in (6668, 3857):
        found = zone_sites(drawn.to_crs(crs), SITES)
        assert found[["zone", "site", "by"]].to_numpy().tolist() == [
            ["drawn", "s3", "geometry"],
            ["drawn", "s4", "geometry"],
            ["named", "s0", "municipality"],
        ]


def test_zones_of_unknown_extent_have_no_count_rather_than_zero() -> None:
    zones = _zones(
        unknown={"focus_sectors": ("ai",)},
        empty={"municipality_codes": ("01100",), "focus_sectors": ("ai", "bio")},
        ended={"whole_prefecture": ("14",), "ended": "2020"},
    )
    table = zone_table(zones, SITES)
    assert table["sites"].isna().tolist() == [True, False, False]
    assert table.loc["empty", ["sites", "focus_sites"]].tolist() == [0, 0]
    assert table.loc["ended", "sites"] == 3
    assert pd.isna(table.loc["ended", "focus_sites"])
    assert table["in_force"].tolist() == [True, True, False]
    missing = unfilled_zones(zones, SITES)
    assert missing.to_numpy().tolist() == [["empty", "ai"], ["empty", "bio"]]


AREAS = pd.DataFrame(
    {
        "prefecture_code": ["13", "14", "14", "43"],
        "people": [50.0, 20, 10, 20],
        "land": [10.0, 10, 20, 60],
    },
    index=["13103", "14130", "14205", "43404"],
)


def test_shares_and_bounds_by_hand() -> None:
    zones = _zones(
        a={"whole_prefecture": ("43",), "prefecture_codes": ("43",), "focus_sectors": ("bio",)},
        b={"municipality_codes": ("14130",), "prefecture_codes": ("14",)},
        c={"prefecture_codes": ("13",), "focus_sectors": ("bio",)},
    )
    found = zone_shares(zones, SITES, AREAS, permutations=99).set_index(["sector", "scope"])
    row = found.loc[("bio", "any")]
    assert (row["zones"], row["unknown_zones"], row["sites"], row["inside"]) == (2, 1, 2, 1)
    assert row["share"] == 0.5
    assert row["share_all_sites"] == 0.4
    assert row["difference"] == pytest.approx(0.1)
    # Kumamoto whole and Kawasaki: numbers, not bounds
    assert row[["people_low", "people_high"]].tolist() == [0.4, 0.4]
    assert row[["land_low", "land_high"]].tolist() == [0.7, 0.7]
    focus = found.loc[("bio", "focus")]
    assert (focus["zones"], focus["unknown_zones"], focus["inside"]) == (1, 1, 1)
    assert focus["share_all_sites"] == 0.2
    assert found.loc[("ai", "focus"), "zones"] == 0
    assert np.isnan(found.loc[("ai", "focus"), "p_value"])


def test_people_of_plots_are_bounds() -> None:
    zones = _zones(
        a={"municipality_codes": ("14130",), "scheme": "comprehensive_regional"},
        b={"municipality_codes": ("14205",)},
    )
    row = zone_shares(zones, SITES, AREAS, permutations=99).iloc[0]
    assert row[["people_low", "people_high"]].tolist() == [0.1, 0.3]


def test_what_zones_hold_is_known_where_their_municipalities_are(atlas: Atlas) -> None:
    contents = zone_contents(atlas.zones, people_jobs_and_land())
    assert contents.loc["ns_sendai", "people"] == 1_096_704  # census of 2020
    assert contents["people"].isna().equals(zone_extents(atlas.zones) == "unknown")


def test_the_test_of_shuffled_sectors_is_the_hypergeometric_one(atlas: Atlas) -> None:
    zones = atlas.zones[atlas.zones["ended"] == ""]
    areas = people_jobs_and_land()
    found = zone_shares(zones, atlas.sites, areas).set_index(["sector", "scope"])
    for row in found.itertuples():
        total = round(row.share_all_sites * len(atlas.sites))
        draw = hypergeom(len(atlas.sites), total, row.sites)
        exact = min(1.0, 2 * min(draw.cdf(row.inside), draw.sf(row.inside - 1)))
        assert row.p_value == pytest.approx(exact, abs=0.02)
    assert found.loc[("semiconductor", "focus"), "q_value"] < 0.05
    assert (found["people_low"] <= found["people_high"]).all()


def test_the_test_of_shuffled_places_is_the_one_of_all_orders() -> None:
    sites = _sites(
        *[("ai", "14", "14201")] * 3, ("bio", "14", "14201"), ("ai", "14", "14202"),
        ("bio", "14", "14203"), ("bio", "14", "14203"), ("bio", "14", "14204"),
    )  # fmt: skip
    zones = _zones(z={"municipality_codes": ("14201", "14204")})
    found = zone_shares(zones, sites, AREAS, permutations=99_999).set_index(["sector", "scope"])

    mine, every = np.array([3, 1, 0, 0]), np.array([4, 1, 2, 1])

    def difference(inside: np.ndarray) -> float:
        return float((inside @ mine) / mine.sum() - (inside @ every) / every.sum())

    observed = difference(np.array([1, 0, 0, 1]))
    drawn = np.array([difference(np.array(order)) for order in orders([1, 1, 0, 0])])
    above, below = (drawn >= observed - 1e-9).mean(), (drawn <= observed + 1e-9).mean()
    exact = min(1.0, 2 * min(above, below))
    assert found.loc[("ai", "any"), "p_value_places"] == pytest.approx(exact, abs=0.01)


def test_the_order_of_rows_does_not_matter(atlas: Atlas) -> None:
    zones = atlas.zones[atlas.zones["ended"] == ""]
    areas = people_jobs_and_land()
    one = zone_shares(zones, atlas.sites, areas, permutations=199, seed=5)
    two = zone_shares(
        zones.sample(frac=1, random_state=1), atlas.sites.sample(frac=1, random_state=2), areas,
        permutations=199, seed=5,
    )  # fmt: skip
    pd.testing.assert_frame_equal(one, two)
    other = zone_shares(zones, atlas.sites, areas, permutations=199, seed=6)
    assert not one["p_value"].equals(other["p_value"])


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(DataError, match="no sites"):
        zone_shares(_zones(a={}), SITES.iloc[:0], AREAS)
    with pytest.raises(DataError, match="permutations is 9"):
        zone_shares(_zones(a={}), SITES, AREAS, permutations=9)


def test_the_shipped_zones_hold_the_sites_that_their_lists_name(atlas: Atlas) -> None:
    table = atlas.zone_table().table.set_index("id")
    sites = atlas.sites
    kizuna = sites["prefecture_code"].isin(["04", "43"])
    assert table.loc["kz_miyagi_kumamoto", "sites"] == kizuna.sum()
    sendai = sites["municipality_code"].str.match("0410[0-5]$")
    assert table.loc["ns_sendai", "sites"] == sendai.sum() == 2
    fukuoka = sites["municipality_code"].str.match("40(10|13)[0-9]$")
    assert table.loc["ns_fukuoka_kitakyushu", "sites"] == fukuoka.sum()
    assert table.loc["cr_sagami_robot", "focus_sites"] == 0
    assert atlas.unfilled_zones()["zone"].tolist() == ["cr_sagami_robot"]
