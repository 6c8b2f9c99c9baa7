"""The tables of concentration and specialization: hand-worked values, the measures, gaps, order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from clustermap.analysis import concentration
from clustermap.analysis.concentration.tables import (
    Conventions,
    concentration_table,
    localization_curves,
    specialization_table,
)
from clustermap.errors import DataError


@pytest.fixture(scope="module")
def counts(atlas):
    return pd.crosstab(atlas.sites["prefecture_code"], atlas.sites["sector"]).reindex(
        atlas.prefectures.index, fill_value=0
    )


@pytest.fixture(scope="module")
def jobs(atlas):
    return atlas.indicators["employees_private_all_industries"].rename("jobs")


def test_hand_worked():
    counts = pd.DataFrame({"ships": [6, 2, 0, 0]}, index=list("abcd"))
    land = pd.Series([1, 1, 1, 1], list("abcd"), name="land")
    found = concentration_table(counts, land, pd.Series(["n", "n", "s", "s"], list("abcd"))).loc[
        "ships"
    ]
    assert found[["total", "areas", "withheld", "top_area", "top_share"]].tolist() == [
        8,
        2,
        0,
        "a",
        0.75,
    ]
    assert found["herfindahl"] == pytest.approx(0.75**2 + 0.25**2)
    assert found["effective_areas"] == pytest.approx(1 / 0.625)
    # pairs: |6-2| 4, |6-0| 6 twice, |2-0| 2 twice: 2 * 20 / (2 * 16 * 2)
    assert found["gini"] == pytest.approx(0.625)
    assert found["locational_gini"] == pytest.approx(0.625)
    assert found["hoover"] == pytest.approx(0.5)
    assert found["theil"] == pytest.approx(0.75 * np.log(3) + 0.25 * np.log(1))
    # the north holds all of it: ln(8 / 4) between, the rest within
    assert found["theil_between"] == pytest.approx(np.log(2))
    assert found["theil_within"] + found["theil_between"] == pytest.approx(found["theil"])
    assert found["entropy"] == pytest.approx(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25)))
    assert found["mori_nishikimi_smith"] == pytest.approx(np.log(4) - found["entropy"])
    raw, least, room = 0.5**2 + 0 + 2 * 0.25**2, 1 / 8, 0.75
    assert found["ellison_glaeser"] == pytest.approx((raw - room * least) / (room * (1 - least)))


def test_each_column_is_the_measure(counts, jobs, atlas):
    found = concentration_table(counts, jobs, atlas.prefectures["region"])
    for sector in counts:
        row, column = found.loc[sector], counts[sector]
        assert row["gini"] == concentration.gini(column)
        assert row["theil"] == concentration.theil(column, atlas.prefectures["region"]).total
        table = column.to_frame(sector)
        assert row["hoover"] == concentration.hoover(table, reference=jobs)[sector]


def test_withheld_values_are_left_out_and_counted():
    counts = pd.DataFrame({"ships": [3.0, np.nan, 1.0]}, index=list("abc"))
    people = pd.Series([1, 5, 1], list("abc"))
    found = concentration_table(counts, people, plants=False).loc["ships"]
    alone = concentration_table(counts.dropna(), people[["a", "c"]], plants=False)
    assert found["withheld"] == 1
    rest = [name for name in alone if name != "withheld"]
    assert found[rest].tolist() == alone.loc["ships", rest].tolist()


def test_conventions_change_what_they_say(counts, jobs):
    usual = concentration_table(counts, jobs)
    other = concentration_table(counts, jobs, conventions=Conventions(theil="L", gini="unweighted"))
    bio = counts[["bio"]]
    assert (
        other.loc["bio", "locational_gini"]
        == concentration.locational_gini(bio, reference=jobs, weighted=False)["bio"]
    )
    assert usual.loc["bio", "locational_gini"] != other.loc["bio", "locational_gini"]
    # some prefectures have no site: L has no finite value
    assert not np.isfinite(other.loc["bio", "theil"])


def test_the_curve_encloses_the_locational_gini(counts, jobs):
    found, curves = concentration_table(counts, jobs), localization_curves(counts, jobs)
    for sector in counts:
        curve = curves[sector]
        below = np.trapezoid(curve["sector"], curve["reference"])
        assert 1 - 2 * below == pytest.approx(found.loc[sector, "locational_gini"])


def test_a_sector_without_sites_has_a_row_and_no_measure():
    counts = pd.DataFrame({"ships": [1, 2], "chips": [0, 0]}, index=list("ab"))
    found = concentration_table(counts)
    assert found.loc["chips", "total"] == 0
    assert np.isnan(found.loc["chips", "herfindahl"])
    with pytest.raises(DataError, match="Nothing is counted"):
        concentration_table(counts[["chips"]])


def test_row_order_does_not_matter(counts, jobs, atlas):
    regions = atlas.prefectures["region"]
    one = concentration_table(counts, jobs, regions)
    shuffled = counts.sample(frac=1, random_state=1)
    two = concentration_table(shuffled, jobs.sample(frac=1, random_state=2), regions)
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_few_are_marked_and_not_ranked(counts):
    found = specialization_table(counts, simulations=99)
    assert (found["few"] == (found["sites"] < 3)).all()
    assert found.loc[found["few"], "rank"].isna().all()
    sure = found[~found["few"]]
    assert (sure["rank_best"] <= sure["rank"]).all()
    assert (sure["rank"] <= sure["rank_worst"]).all()
    assert (sure["lower"] <= sure["lq_sites"]).all()
    assert (sure["lq_sites"] <= sure["upper"]).all()


def test_quotients_are_those_of_the_measure(counts):
    found = specialization_table(counts, simulations=99)
    filled = counts[counts.sum(axis=1) > 0]
    quotient = concentration.location_quotient(filled).loc["43", "semiconductor"]
    assert found.loc[("43", "semiconductor"), "lq_sites"] == quotient
    share = counts.loc["43", "semiconductor"] / counts.loc["43"].sum()
    overall = counts["semiconductor"].sum() / counts.to_numpy().sum()
    assert quotient == pytest.approx(share / overall)


def test_areas_without_sites_have_no_quotient():
    counts = pd.DataFrame({"ships": [4, 0, 5], "chips": [1, 0, 6]}, index=list("abc"))
    found = specialization_table(counts, simulations=99)
    assert found.loc["b", ["lq_sites", "lower", "krugman"]].isna().all(axis=None)
    assert (found.loc["b", "sites"] == 0).all()


def test_seed_and_row_order(counts):
    one = specialization_table(counts, simulations=199, seed=3)
    again = specialization_table(counts.iloc[::-1], simulations=199, seed=3)
    pd.testing.assert_frame_equal(one, again.reindex(one.index), check_exact=True)
    other = specialization_table(counts, simulations=199, seed=4)
    assert not one["rank_worst"].equals(other["rank_worst"])


def test_one_sector_is_refused(counts):
    with pytest.raises(DataError, match="only one"):
        specialization_table(counts[["bio"]])
