from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import binomtest

from clustermap.analysis.comparison.side_by_side import rate_test
from clustermap.analysis.geodesic import circle, distances_km
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from clustermap.reports.comparison import ComparisonReport


@pytest.fixture(scope="module")
def kyushu(atlas: Atlas) -> ComparisonReport:
    return atlas.compare("熊本", "Oita", 40)


def _vincenty(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Vincenty's inverse formula (1975) on GRS80: a second way to the same distance, in km."""
    major, flat = 6378137.0, 1 / 298.257222101
    minor = major * (1 - flat)
    length = math.radians(b[0] - a[0])
    u1, u2 = (math.atan((1 - flat) * math.tan(math.radians(p[1]))) for p in (a, b))
    lam = length
    for _ in range(100):
        sin_sigma = math.hypot(
            math.cos(u2) * math.sin(lam),
            math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam),
        )
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_sigma
        cos2 = 1 - sin_alpha**2
        cos_2m = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2
        c = flat / 16 * cos2 * (4 + flat * (4 - 3 * cos2))
        before, lam = (
            lam,
            length
            + (1 - c) * flat * sin_alpha
            * (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m**2 - 1))),
        )  # fmt: skip
        if abs(lam - before) < 1e-13:
            break
    square = cos2 * (major**2 - minor**2) / minor**2
    big_a = 1 + square / 16384 * (4096 + square * (-768 + square * (320 - 175 * square)))
    big_b = square / 1024 * (256 + square * (-128 + square * (74 - 47 * square)))
    delta = big_b * sin_sigma * (
        cos_2m + big_b / 4 * (cos_sigma * (2 * cos_2m**2 - 1)
        - big_b / 6 * cos_2m * (4 * sin_sigma**2 - 3) * (4 * cos_2m**2 - 3))
    )  # fmt: skip
    return minor * big_a * (sigma - delta) / 1000


def test_distances_are_geodesic(kyushu: ComparisonReport, atlas: Atlas) -> None:
    offices = atlas.prefectures[["office_lon", "office_lat"]]
    for row in kyushu.offices.itertuples():
        a, b = (tuple(map(float, offices.loc[code])) for code in (row.a, row.b))
        assert row.km == pytest.approx(_vincenty(a, b), abs=1e-4)
    for row in kyushu.pairs.itertuples():
        a, b = (tuple(atlas.sites.loc[one, ["lon", "lat"]]) for one in (row.site_a, row.site_b))
        assert row.km == pytest.approx(_vincenty(a, b), abs=1e-4)
    ring = circle((141.35, 43.06), 200)
    assert np.allclose(distances_km([[141.35, 43.06]], ring), 200)


def test_counts_and_money_are_those_of_the_sites(kyushu: ComparisonReport, atlas: Atlas) -> None:
    sites = atlas.sites
    for row in kyushu.by_sector.itertuples():
        own = sites[(sites["sector"] == row.sector) & (sites["prefecture_code"] == row.code)]
        assert row.sites == len(own)
        assert row.operating + row.under_construction + row.planned + row.closed == len(own)
        known = own["investment_jpy_bn"].dropna()
        assert row.with_amount == len(known)
        assert math.isnan(row.investment_jpy_bn) == known.empty
        if len(known):
            assert row.investment_jpy_bn == pytest.approx(sum(known))


def test_specialization_is_the_share_against_the_nations(
    kyushu: ComparisonReport, atlas: Atlas
) -> None:
    sites = atlas.sites
    here = sites[sites["prefecture_code"] == "43"]
    chips = (here["sector"] == "semiconductor").mean()
    nation = (sites["sector"] == "semiconductor").mean()
    row = kyushu.by_sector.set_index(["sector", "code"]).loc[("semiconductor", "43")]
    assert row["location_quotient"] == pytest.approx(chips / nation)
    exact = binomtest(int((here["sector"] == "semiconductor").sum()), len(here)).proportion_ci()
    assert row["lower"] == pytest.approx(exact.low / nation)
    assert row["upper"] == pytest.approx(exact.high / nation)
    assert row["q_value"] < 0.001


def test_one_sector_is_still_measured_against_all(atlas: Atlas, kyushu: ComparisonReport) -> None:
    one = atlas.select(sector="semiconductor").compare("43", "44", "40")
    columns = ["location_quotient", "lower", "upper", "q_value"]
    every = kyushu.by_sector[kyushu.by_sector["sector"] == "semiconductor"]
    assert np.allclose(one.by_sector[columns], every[columns])
    assert one.sectors == ("semiconductor",)


def test_ranks_are_out_of_47_whatever_is_selected(atlas: Atlas, kyushu: ComparisonReport) -> None:
    some = atlas.select(region="kyushu").compare("43", "44", "40")
    for one in (kyushu, some):
        frame = one.indicators.set_index(["indicator", "code"])
        counts = atlas.sites.groupby("prefecture_code").size()
        assert frame.loc[("sites", "43"), "rank"] == 1 + (counts > counts["43"]).sum()
        assert frame.loc[("sites", "43"), "of"] == 47
        assert frame.loc[("population_census", "43"), "rank"] == 23


def test_the_nearest_site_may_be_elsewhere(kyushu: ComparisonReport, atlas: Atlas) -> None:
    for row in kyushu.nearest.itertuples():
        office = tuple(atlas.prefectures.loc[row.code, ["office_lon", "office_lat"]])
        others = atlas.sites[atlas.sites["sector"] == row.sector]
        nearest = min(_vincenty(office, (one.lon, one.lat)) for one in others.itertuples())
        assert row.km == pytest.approx(nearest, abs=1e-4)
    assert set(kyushu.nearest.loc[kyushu.nearest["sector"] == "ai", "home"]) == {"40", "43"}


def test_zones_say_whether_they_cover_all_of_a_prefecture(kyushu: ComparisonReport) -> None:
    zones = kyushu.zones.set_index(["zone", "code"])
    assert zones.loc[("kz_miyagi_kumamoto", "43"), "covers"] == "whole"
    assert zones.loc[("ns_fukuoka_kitakyushu", "40"), "covers"] == "part"
    assert zones["in_force"].all()


@pytest.mark.parametrize(("a", "b", "x", "y"), [(10, 2, 1, 1), (0, 5, 3, 1), (7, 7, 2, 1)])
def test_the_test_of_two_rates_is_the_conditional_binomial(
    a: int, b: int, x: float, y: float
) -> None:
    share = x / (x + y)
    tail = [math.comb(a + b, n) * share**n * (1 - share) ** (a + b - n) for n in range(a + b + 1)]
    expected = min(1.0, 2 * min(sum(tail[: a + 1]), sum(tail[a:])))
    assert rate_test(a, b, x, y) == pytest.approx(expected)
    assert rate_test(b, a, y, x) == pytest.approx(expected)
    assert math.isnan(rate_test(0, 0, x, y))


def test_one_or_eleven_or_unknown_prefectures_are_refused(atlas: Atlas) -> None:
    with pytest.raises(DataError, match="can't be compared with itself"):
        atlas.compare("Kumamoto", "熊本県")
    with pytest.raises(DataError, match="11 prefectures are too many"):
        atlas.compare(*range(1, 12))
    with pytest.raises(UnknownNameError, match="Did you mean Miyagi"):
        atlas.compare("Kumamoto", "Miagi")
    with pytest.raises(DataError, match="No site is in this selection"):
        atlas.select(sector="ai", until=1800).compare("43", "44")


def test_sectors_without_sites_and_prefectures_without_money_are_said(atlas: Atlas) -> None:
    found = atlas.select(until=1990).compare("Nara", "Oita")
    counts = found.by_sector.set_index(["code", "sector"])
    assert counts.loc["29", "sites"].sum() == 0
    assert counts.loc["29", "location_quotient"].isna().all()
    told = " ".join(found.sentences())
    assert "Nara 0" in told
    assert "no amount is known" in told
