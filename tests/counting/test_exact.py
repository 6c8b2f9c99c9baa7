"""Sums do not depend on order, and are the nearest number to the true sum."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clustermap.counting.exact import ExactSums

FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=64)


def _sum(values: np.ndarray) -> float:
    sums = ExactSums(1)
    sums.add(np.zeros(len(values), np.int64), values)
    return sums.totals()[0]


@settings(max_examples=200, deadline=None)
@given(st.lists(FLOATS, max_size=30))
def test_floats_add_up_as_fsum_does(values: list[float]) -> None:
    try:
        wanted = math.fsum(values)
    except OverflowError:  # fsum gives up where a part overflows
        return
    assert _sum(np.array(values, float)) == wanted


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=30))
def test_integers_add_up_beyond_their_size(values: list[int]) -> None:
    assert _sum(np.array(values, np.int64)) == float(sum(values))


@settings(max_examples=50, deadline=None)
@given(st.lists(FLOATS, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_any_order_and_any_split_give_the_same(values: list[float], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    half = len(values) // 2
    left, right = ExactSums(2), ExactSums(1)
    left.add(np.ones(half, np.int64), np.array(shuffled[:half], float))
    right.add(np.zeros(len(values) - half, np.int64), np.array(shuffled[half:], float))
    left.merge(right, np.array([1]))
    assert left.totals() == [0.0, _sum(np.array(values, float))]


def test_many_rows_are_exact() -> None:
    rng = np.random.default_rng(0)
    values = rng.lognormal(0, 8, 3_000_000) * rng.choice([-1.0, 1.0], 3_000_000)
    slot = rng.integers(0, 5, len(values))
    sums = ExactSums(5)
    sums.add(slot, values)
    assert sums.totals() == [math.fsum(values[slot == one]) for one in range(5)]


def test_a_sum_beyond_all_numbers_is_infinite() -> None:
    assert _sum(np.array([1.7e308, 1.7e308])) == math.inf
    assert _sum(np.array([1.7e308, 1.7e308, -1.7e308])) == 1.7e308


def test_billions_of_rows_do_not_overflow() -> None:
    sums = ExactSums(1)
    sums.add(np.zeros(1_000, np.int64), np.full(1_000, -1))
    sums.add(np.zeros(1_000, np.int64), np.full(1_000, -0.1))
    once = ExactSums(1)
    once.add(np.zeros(1_000, np.int64), np.full(1_000, -0.1))
    for _ in range(23):  # each time twice as much, up to 8 billion rows
        for one in (sums, once):
            twin = ExactSums(
                1, {key: (high.copy(), low.copy()) for key, (high, low) in one.parts.items()}
            )
            one.merge(twin, np.array([0]))
    assert once.totals() == [math.fsum([-0.1] * 1_000) * 2**23]
    assert round(sums.totals()[0] / 2**23, 6) == -1100
