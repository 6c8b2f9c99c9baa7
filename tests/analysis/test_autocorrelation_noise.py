"""What local statistics find in maps that hold nothing: maps of noise on the 47 prefectures."""

from __future__ import annotations

import importlib.metadata
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from clustermap.analysis.autocorrelation import benjamini_hochberg, local_table, morans_i
from clustermap.analysis.weights import neighbors
from clustermap.japan import PREFECTURES

LEVEL = 0.05


@pytest.fixture(scope="module")
def prefectures(n03):
    areas = gpd.read_file(n03 / "prefectures.geojson")
    codes = {each.ja: each.code for each in PREFECTURES}
    return areas.assign(code=areas["N03_001"].map(codes)).set_index("code")


@pytest.fixture(scope="module")
def noise(prefectures):
    values = np.random.default_rng(20240401).normal(size=(len(prefectures), 200))
    return pd.DataFrame(values, index=prefectures.index)


@pytest.fixture(scope="module")
def some_noise(noise, full):
    """All maps, or the first half: local tests are 47 a map."""
    return noise if full else noise.iloc[:, :100]


def significant_shares(table):
    """Return p by prefecture and map, the share at most 5 %, and the maps with a discovery."""
    p = table["p"].unstack("variable")  # noqa: PD010 - nothing to aggregate
    tested = p.dropna(how="all")
    share = (tested <= LEVEL).to_numpy().mean()
    found = [(benjamini_hochberg(tested[each].to_numpy()) <= LEVEL).any() for each in tested]
    return p, share, np.mean(found)


@pytest.mark.parametrize("weights", ["links", "queen"])
@pytest.mark.parametrize("measure", ["moran", "g", "g*"])
def test_noise_is_called_significant_as_often_as_the_level_says(
    weights, measure, prefectures, some_noise
):
    graph = neighbors.from_text(prefectures, weights)
    result = local_table(some_noise, graph, measure=measure, fdr=False)
    table = result.table
    p, share, maps_with_discovery = significant_shares(table)
    # 45 tests a map, of neighbors that share values: three standard errors, of 0.0025 for 200 maps
    assert share == pytest.approx(LEVEL, abs=0.008 * np.sqrt(200 / some_noise.shape[1]))
    # p is uniform all along, not only at 5 %
    for level in (0.01, 0.2, 0.5):
        assert (p <= level).to_numpy()[p.notna()].mean() == pytest.approx(level, rel=0.25)
    # at most 5 % of maps with anything found by FDR; 100 maps: standard error 0.022
    assert maps_with_discovery < 0.1
    named = ~table["label"].isin(["not significant", "not tested"])
    assert named.mean() == pytest.approx((p <= LEVEL).to_numpy().mean())
    assert result.expected_false_alarms == pytest.approx(LEVEL * table["p"].notna().sum())
    isolates = list(neighbors.describe(graph).isolates)
    assert isolates == ([] if weights == "links" else ["01", "47"])
    assert set(table.loc[isolates, "label"]) <= {"not tested"}
    assert p.loc[isolates].isna().all(axis=None)
    # by q over all maps at once, what labels go by otherwise, noise holds next to nothing
    assert (table["q"] <= LEVEL).mean() < 0.001


@pytest.mark.parametrize("weights", ["links", "queen"])
def test_global_moran_holds_its_level_on_noise(weights, prefectures, noise):
    graph = neighbors.from_text(prefectures, weights)
    p = np.array([morans_i(noise[each], graph, 999).p for each in noise])
    # 200 tests: standard error 0.015
    assert 0.01 < (p <= LEVEL).mean() < 0.1


def test_what_esda_alone_says_of_the_same_maps(prefectures, some_noise):
    version = importlib.metadata.version("esda")
    if not version.startswith(("2.8", "2.9")):
        pytest.skip(f"measured with esda 2.9.0, here is {version}")
    from esda import Moran_Local, fdr

    graph = neighbors.queen(prefectures)
    isolates = [prefectures.index.get_loc(code) for code in ("01", "47")]
    p = np.empty(some_noise.shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for each in some_noise:
            p[:, each] = Moran_Local(some_noise[each], graph, permutations=999, seed=each).p_sim
    # Hokkaido and Okinawa, without neighbors, are significant on every map of noise
    assert (p[isolates] == 0.001).all()
    # one-sided p values in the guise of two-sided ones: more than twice the level
    assert (p <= LEVEL).mean() > 2 * LEVEL
    # and a false discovery rate that lets something pass on every map
    assert np.mean([(p[:, each] <= fdr(p[:, each], LEVEL)).any() for each in some_noise]) == 1.0
