from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustermap.analysis.concentration import (
    ellison_glaeser,
    maurel_sedillot,
)
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.errors import DataError

EXAMPLES = settings(deadline=None, max_examples=40)
REFERENCE = Path(__file__).parent / "reference" / "concentration"


@pytest.fixture(scope="module")
def plants() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "plants.csv")


@pytest.fixture(scope="module")
def areas() -> pd.Series:
    return pd.read_csv(REFERENCE / "areas.csv", index_col="area")["employment"]


def reference() -> pd.Series:
    table = pd.read_csv(REFERENCE / "values_r.csv")
    return table[table["measure"] == "ellison_glaeser"].set_index("key")["value"]


def shares(plants: pd.DataFrame, areas: pd.Series, industry: str) -> tuple[np.ndarray, ...]:
    """s, x, z straight from the paper's definitions."""
    own = plants[plants["industry"] == industry]
    s = np.array([own.loc[own["area"] == a, "employment"].sum() for a in areas.index])
    z = own["employment"].to_numpy() / own["employment"].sum()
    return s / own["employment"].sum(), (areas / areas.sum()).to_numpy(), z


def test_agrees_with_reat(plants, areas):
    found = ellison_glaeser(plants, areas)
    other = reference()
    for industry, row in found.iterrows():
        assert row["gamma"] == pytest.approx(other[f"{industry}_gamma"])
        assert row["raw_concentration"] == pytest.approx(other[f"{industry}_G"])
        assert row["z"] == pytest.approx(other[f"{industry}_z"])
        assert row["plant_herfindahl"] == pytest.approx(other[f"{industry}_H"])
        # there, twelve empty plants put the regions in order
        assert row["plants"] == other[f"{industry}_K"] - 12


def test_by_hand():
    plants = pd.DataFrame({"area": ["a", "a", "b"], "industry": "x", "employment": [50, 30, 20]})
    areas = pd.Series({"a": 0.5, "b": 0.3, "c": 0.2})
    # s = .8 .2 0; G = .09 + .01 + .04; sum x2 = .38; H = .25 + .09 + .04
    found = ellison_glaeser(plants, areas).loc["x"]
    assert found["raw_concentration"] == pytest.approx(0.14)
    assert found["plant_herfindahl"] == pytest.approx(0.38)
    assert found["gamma"] == pytest.approx((0.14 - 0.62 * 0.38) / (0.62 * 0.62))
    unscaled = ellison_glaeser(plants, areas, scaled=False).loc["x"]
    assert unscaled["gamma"] == pytest.approx((0.14 - 0.38) / 0.62)
    # sum s2 = .68
    other = maurel_sedillot(plants, areas).loc["x"]
    assert other["gamma"] == pytest.approx(((0.68 - 0.38) / 0.62 - 0.38) / 0.62)


def test_from_the_papers_definitions(plants, areas):
    found, other = ellison_glaeser(plants, areas), maurel_sedillot(plants, areas)
    for industry in ("chips", "ships", "tools"):
        s, x, z = shares(plants, areas, industry)
        g, h, room = ((s - x) ** 2).sum(), (z**2).sum(), 1 - (x**2).sum()
        assert found.loc[industry, "gamma"] == pytest.approx((g / room - h) / (1 - h))
        raw = ((s**2).sum() - (x**2).sum()) / room
        assert other.loc[industry, "gamma"] == pytest.approx((raw - h) / (1 - h))


def test_all_plants_in_one_area_of_many_give_nearly_one():
    plants = pd.DataFrame({"area": "a00", "industry": "x", "employment": [5] * 20})
    areas = pd.Series(1.0, index=[f"a{i:02d}" for i in range(50)])
    # G = .98^2 + 49 * .02^2 = .98, room .98, H = .05: gamma is exactly 1; Maurel-Sedillot, too
    assert ellison_glaeser(plants, areas)["gamma"].iloc[0] == pytest.approx(1)
    assert maurel_sedillot(plants, areas)["gamma"].iloc[0] == pytest.approx(1)


@pytest.mark.parametrize("measure", [ellison_glaeser, maurel_sedillot])
def test_expectation_is_zero_under_random_location(measure):
    rng = np.random.default_rng(5)
    areas = pd.Series(rng.lognormal(0, 1, 30), index=[f"a{i:02d}" for i in range(30)])
    x = (areas / areas.sum()).to_numpy()
    draws = 400
    plants = pd.DataFrame(
        {
            "area": rng.choice(areas.index.to_numpy(), 25 * draws, p=x),
            "industry": np.repeat(np.arange(draws), 25),
            "employment": np.tile(rng.lognormal(3, 1, 25), draws),
        }
    )
    gamma = measure(plants, areas)["gamma"]
    error = gamma.std() / np.sqrt(draws)
    assert abs(gamma.mean()) < 3 * error
    # and the factor that some texts leave out matters
    if measure is ellison_glaeser:
        assert ellison_glaeser(plants, areas, scaled=False)["gamma"].mean() < -5 * error


def test_variance_of_the_paper_is_that_of_random_location():
    rng = np.random.default_rng(6)
    areas = pd.Series(rng.lognormal(0, 1, 15), index=[f"a{i:02d}" for i in range(15)])
    draws = 3000
    plants = pd.DataFrame(
        {
            "area": rng.choice(areas.index.to_numpy(), 12 * draws, p=areas / areas.sum()),
            "industry": np.repeat(np.arange(draws), 12),
            "employment": np.tile(rng.lognormal(3, 1, 12), draws),
        }
    )
    found = ellison_glaeser(plants, areas)
    assert found["raw_concentration"].std() == pytest.approx(
        found["standard_deviation"].iloc[0], rel=0.08
    )
    assert found["z"].std() == pytest.approx(1, rel=0.08)


@EXAMPLES
@given(st.integers(0, 10**6), st.floats(0.01, 1000), st.floats(0.01, 1000))
def test_order_and_units_do_not_matter(seed, unit, other_unit):
    rng = np.random.default_rng(seed)
    plants = pd.DataFrame(
        {
            "area": rng.choice(list("abcd"), 20),
            "industry": rng.choice(["x", "y"], 20),
            "employment": rng.integers(1, 100, 20).astype(float),
        }
    )
    plants.loc[:3, "industry"] = ["x", "x", "y", "y"]
    areas = pd.Series(rng.integers(1, 50, 4).astype(float), index=list("abcd"))
    shuffled = plants.sample(frac=1, random_state=seed % 1000)
    for measure in (ellison_glaeser, maurel_sedillot):
        first = measure(plants, areas)
        pd.testing.assert_frame_equal(measure(shuffled, areas.iloc[::-1]), first, check_exact=True)
        rescaled = shuffled.assign(employment=shuffled["employment"] * unit)
        again = measure(rescaled, areas * other_unit)
        pd.testing.assert_series_equal(again["gamma"], first["gamma"], atol=1e-9)
    assert (
        ellison_glaeser(plants, areas)["gamma"] <= 1 / (1 - (areas / areas.sum()).pow(2).sum()) + 1
    ).all()


def test_one_plant_and_no_jobs_are_nan_with_a_warning():
    plants = pd.DataFrame(
        {
            "area": ["a", "a", "b", "a", "b"],
            "industry": ["one", "none", "none", "two", "two"],
            "employment": [5, 0, 0, 5, 5],
        }
    )
    areas = pd.Series({"a": 1, "b": 1})
    for measure in (ellison_glaeser, maurel_sedillot):
        with pytest.warns(DegenerateInputWarning, match="2 industry"):
            found = measure(plants, areas)
        assert np.isnan(found.loc["one", "gamma"])
        assert np.isnan(found.loc["none", "gamma"])
        assert found.loc["none", "plants"] == 0
        assert found.loc["two", "gamma"] == pytest.approx(-1)


def test_one_area_with_everything_is_nan_with_a_warning():
    plants = pd.DataFrame({"area": ["a", "a"], "industry": "x", "employment": [1, 2]})
    for measure in (ellison_glaeser, maurel_sedillot):
        with pytest.warns(DegenerateInputWarning):
            assert np.isnan(measure(plants, pd.Series({"a": 5}))["gamma"].iloc[0])


def test_unusable_plants_are_refused(plants, areas):
    with pytest.raises(DataError, match="lacks one of the columns"):
        ellison_glaeser(plants.drop(columns="employment"), areas)
    with pytest.raises(DataError, match="not among the areas"):
        ellison_glaeser(plants, areas.drop("a06"))
    with pytest.raises(DataError, match="negative"):
        ellison_glaeser(plants.assign(employment=-1), areas)
    with pytest.raises(DataError, match="no area or no industry"):
        ellison_glaeser(plants.assign(area=None), areas)
    with pytest.raises(DataError, match="no rows"):
        ellison_glaeser(plants.iloc[:0], areas)
