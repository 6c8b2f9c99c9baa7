import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from clustermap.analysis.concentration import location_quotient
from clustermap.analysis.relatedness.complexity import complexity
from clustermap.analysis.relatedness.foretelling import area_under_curve, foretells
from clustermap.analysis.relatedness.proximity import density, presence, proximity
from clustermap.analysis.relatedness.variety import variety
from clustermap.questions.economy import figures_of

# Three areas, three industries; M is worked by hand below
HELD = pd.DataFrame(
    [[1, 1, 0], [1, 0, 1], [1, 0, 0]], index=["x", "y", "z"], columns=list("abc")
).astype(bool)


@pytest.fixture(scope="module")
def amounts():
    return figures_of("industry", "jobs", "prefecture", 2016).amounts


def test_proximity_worked_by_hand():
    # a is in 3 areas, b in 1 (with a), c in 1 (with a)
    phi = proximity(HELD)
    assert phi.loc["a", "b"] == pytest.approx(1 / 3)
    assert phi.loc["b", "c"] == 0
    assert (phi.to_numpy() == phi.to_numpy().T).all()


def test_density_worked_by_hand():
    phi = proximity(HELD)
    # around b: 1 (itself) + 1/3 (a) + 0 (c); y has a and c
    assert density(HELD, phi).loc["y", "b"] == pytest.approx((1 / 3) / (4 / 3))


def test_an_industry_that_nobody_is_specialized_in_has_no_place():
    held = HELD.assign(d=False)
    phi = proximity(held)
    assert phi["d"].isna().all()
    assert density(held, phi)["d"].isna().all()
    assert np.isnan(complexity(held)[1]["d"])


def _method_of_reflections(held):
    """The walk between areas written out, its second eigenvector by numpy's general solver."""
    m = held.to_numpy(float)
    walk = (m / m.sum(axis=1)[:, None]) @ (m / m.sum(axis=0)).T
    values, vectors = np.linalg.eig(walk)
    second = np.real(vectors[:, np.argsort(-np.real(values))[1]])
    second *= np.sign(np.corrcoef(second, m.sum(axis=1))[0, 1])
    return (second - second.mean()) / second.std()


def test_complexity_is_the_second_eigenvector(amounts):
    held = presence(location_quotient(amounts))
    assert complexity(held)[0].to_numpy() == pytest.approx(_method_of_reflections(held), abs=1e-8)


def test_what_is_not_connected_is_not_ranked():
    held = pd.DataFrame(
        [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]],
        index=list("vwxyz"), columns=list("abcd"),
    ).astype(bool)  # fmt: skip
    areas, industries = complexity(held)
    assert areas[["y", "z"]].isna().all()
    assert np.isnan(industries["d"])
    assert areas["v"] > areas["w"] > areas["x"]


def test_the_sign_goes_with_diversity(amounts):
    held = presence(location_quotient(amounts))
    assert np.corrcoef(complexity(held)[0], held.sum(axis=1))[0, 1] > 0


def test_a_matrix_without_direction_gives_no_index():
    same = pd.DataFrame(np.ones((4, 3), bool))
    assert complexity(same)[0].isna().all()


def test_as_the_package_ecomplexity_has_it(amounts):
    package = pytest.importorskip("ecomplexity")
    long = amounts.melt(var_name="prod", value_name="val", ignore_index=False)
    long = long.rename_axis("loc").reset_index().assign(time=2016)
    columns = {"time": "time", "loc": "loc", "prod": "prod", "val": "val"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = package.ecomplexity(long, columns, verbose=False, check_logsupermodularity=False)
    theirs = theirs.set_index(["loc", "prod"]).sort_index()
    held = presence(location_quotient(amounts))
    near = density(held, proximity(held)).sort_index().sort_index(axis=1)
    assert theirs["density"].to_numpy() == pytest.approx(near.to_numpy().ravel())
    areas, industries = complexity(held)
    for ours, name, key in ((areas, "eci", "loc"), (industries, "pci", "prod")):
        their = theirs[name].groupby(key).first()
        scaled = (their - their.mean()) / their.std(ddof=0)
        assert ours.to_numpy() == pytest.approx(scaled[ours.index].to_numpy())


def test_variety_adds_up_to_the_entropy(amounts):
    groups = pd.Series({code: int(code) % 5 for code in amounts.columns})
    found = variety(amounts, groups)
    shares = amounts.div(amounts.sum(axis=1), axis=0).to_numpy()
    entropy = -np.where(shares > 0, shares * np.log2(np.where(shares > 0, shares, 1)), 0).sum(
        axis=1
    )
    assert found.sum(axis=1).to_numpy() == pytest.approx(entropy)
    assert (found >= 0).all(axis=None)


def test_the_area_under_the_curve_is_sklearns():
    rng = np.random.default_rng(1)
    gained = rng.random(200) < 0.2
    scores = np.round(rng.random(200) + 0.3 * gained, 1)
    assert area_under_curve(scores, gained) == pytest.approx(roc_auc_score(gained, scores))


def test_a_score_that_knows_beats_one_that_does_not():
    rng = np.random.default_rng(2)
    gained = rng.random(400) < 0.3
    areas = np.repeat(np.arange(40), 10)
    scores = {"knows": gained + rng.normal(0, 0.3, 400), "noise": rng.random(400)}
    found = foretells(scores, gained, areas, baseline="noise", draws=499)
    assert found["knows"]["beats"]
    assert found["noise"]["low"] < 0.5 < found["noise"]["high"]
    assert found["knows"]["low"] < found["knows"]["auc"] < found["knows"]["high"] <= 1


def test_the_bootstrap_is_that_of_drawing_areas():
    rng = np.random.default_rng(3)
    gained, scores = rng.random(60) < 0.4, rng.random(60)
    areas = np.repeat(np.arange(6), 10)
    found = foretells({"s": scores}, gained, areas, baseline="s", draws=99, seed=7)
    counts = np.random.default_rng(7).multinomial(6, np.full(6, 1 / 6), 99)
    drawn = [
        area_under_curve(np.repeat(scores, times), np.repeat(gained, times))
        for times in (np.repeat(row, 10) for row in counts)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    assert (found["s"]["low"], found["s"]["high"]) == pytest.approx((low, high))
