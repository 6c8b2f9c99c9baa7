from __future__ import annotations

import numpy as np
import pytest

from clustermap.analysis.points.envelopes import envelope


def walks(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 40)).cumsum(axis=1)


def test_global_bands_leave_just_the_tail_outside():
    for count, outside in ((999, 50), (199, 10), (99, 5), (19, 1)):
        simulated = walks(count, 0)
        observed = simulated.mean(axis=0)
        bands = envelope(observed, simulated, 0.05)
        assert (simulated > bands.upper_global).any(axis=1).sum() == outside
        assert (simulated < bands.lower_global).any(axis=1).sum() == outside


def test_local_bands_leave_the_tail_outside_at_each_distance():
    simulated = walks(1000, 1)
    bands = envelope(simulated[0], simulated, 0.05)
    assert ((simulated > bands.upper_local).sum(axis=0) == 50).all()
    assert ((simulated < bands.lower_local).sum(axis=0) == 50).all()
    assert (bands.upper_global >= bands.upper_local).all()
    assert (bands.lower_global <= bands.lower_local).all()


def test_global_band_is_near_one_local_level():
    simulated = walks(4000, 2)
    bands = envelope(simulated.mean(axis=0), simulated, 0.05)
    level = (simulated > bands.upper_global).mean(axis=0)
    # of independent normals a local level of 0.13 % each gives 5 % in 40; walks are smoother
    assert level.min() > 0.0013
    assert level.max() < 0.015


def test_bands_and_p_values_keep_their_level_for_new_curves():
    above = below = agree = naive = 0
    for seed in range(400):
        curves = walks(200, 100 + seed)
        bands = envelope(curves[0], curves[1:], 0.05)
        outside = (curves[0] > bands.upper_global).any()
        above += outside
        below += (curves[0] < bands.lower_global).any()
        agree += outside == (bands.p_above <= 0.05)
        alone = envelope(curves[1:].mean(axis=0), curves[1:], 0.05)
        naive += (curves[0] > alone.upper_global).any()
    assert agree == 400
    for share in (above / 400, below / 400):
        assert share == pytest.approx(0.05, abs=0.025)
    # what bands from the simulations alone do
    assert naive / 400 > 0.08


def test_p_values_by_hand():
    simulated = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    top = envelope(np.array([9.0, 0.0]), simulated, 0.34)
    # the largest at one distance; ranks (1, 4) against (1, 2) of the third curve at the other
    assert top.p_above == pytest.approx(2 / 4)
    assert envelope(np.array([9.0, 9.0]), simulated, 0.34).p_above == pytest.approx(1 / 4)
    assert envelope(np.array([0.0, 0.0]), simulated, 0.34).p_above == 1
    # that third curve is the one outside above, the first the one below
    assert top.upper_global.tolist() == [9, 2]
    assert top.lower_global.tolist() == [2, 0]
    assert top.mean.tolist() == [2, 2]


def test_undefined_values_are_nothing_unusual():
    simulated = walks(99, 3)
    simulated[:, 0] = np.nan
    simulated[::2, 1] = np.nan
    observed = simulated[1].copy()
    bands = envelope(observed, simulated, 0.05)
    assert np.isnan(bands.upper_global[0])
    assert np.isfinite(bands.upper_global[1:]).all()
    nothing = envelope(np.full(40, np.nan), simulated, 0.05)
    assert np.isnan(nothing.p_above)


def test_equal_curves_are_inside_their_bands():
    simulated = np.ones((99, 5))
    bands = envelope(np.ones(5), simulated, 0.05)
    assert (bands.upper_global == 1).all()
    assert bands.p_above == bands.p_below == 1
