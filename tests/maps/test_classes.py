"""Class breaks against mapclassify, and zeros, withheld and unknown values apart."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import mapclassify
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustermap.maps.classes import class_labels, classify, held, natural_breaks

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas
    from tests.conftest import Runner


def _deviation(values: np.ndarray, bounds: list[float]) -> float:
    group = np.searchsorted(bounds, values)
    return sum(((values[group == g] - values[group == g].mean()) ** 2).sum() for g in set(group))


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize(
    ("method", "reference"),
    [
        ("quantiles", mapclassify.Quantiles),
        ("equal", mapclassify.EqualInterval),
        ("natural", mapclassify.FisherJenks),
    ],
)
@pytest.mark.parametrize(
    "name", ["population_census", "sites_per_million", "shipments_jsic28_electronic_parts_4plus"]
)
@pytest.mark.parametrize("k", [3, 5, 7])
def test_breaks_are_those_of_mapclassify(
    atlas: Atlas, method: str, reference: Callable[..., object], name: str, k: int
) -> None:
    values = atlas.indicators.values[name].dropna().to_numpy()
    values = values[values > 0]
    found = classify(values, method=method, k=k)
    expected = np.asarray(held(reference(values, k=k).bins, values))
    if method == "natural":
        # ties may be cut either way: what counts is the deviation left within classes
        ours, theirs = (_deviation(values, list(bounds)) for bounds in (found.bounds, expected))
        assert ours <= theirs * (1 + 1e-9)
    else:
        assert found.bounds == pytest.approx(expected)


def test_natural_breaks_find_the_groups_of_a_hand_worked_case() -> None:
    assert natural_breaks(np.array([1.0, 1, 2, 8, 9, 9, 30]), 3) == [2, 9, 30]


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=40),
    st.sampled_from(["quantiles", "natural", "equal"]),
    st.integers(2, 7),
)
def test_every_value_has_a_class_and_zero_its_own(numbers: list[int], method: str, k: int) -> None:
    values = np.array(numbers, float)
    classes = classify(values, method=method, k=k)
    assert classes.zero == (min(numbers) == 0)
    assert list(classes.bounds) == sorted(set(classes.bounds))
    assert len(classes.bounds) <= k
    for value in values:
        name = classes.of(value)
        if value == 0:
            assert name == "zero"
        else:
            at = int(name)
            assert value <= classes.bounds[at] + 1e-9
            assert at == 0 or value > classes.bounds[at - 1]


def test_absent_and_withheld_values_are_never_numbers() -> None:
    classes = classify(np.array([0.0, 1, 2, np.nan]), k=2)
    assert classes.of(np.nan) == "none"
    assert classes.of(np.nan, suppressed=True) == "suppressed"
    assert classes.of(0.0) == "zero"
    nothing = classify(np.array([np.nan, np.nan]))
    assert nothing.bounds == ()
    assert nothing.of(np.nan) == "none"


def test_a_diverging_scale_breaks_at_its_middle(atlas: Atlas) -> None:
    name = next(name for name in atlas.indicators.about if name.startswith("lq_"))
    values = atlas.indicators.values[name].to_numpy()
    classes = classify(values, center=1.0, k=5)
    assert classes.bounds[classes.below - 1] == 1.0
    for value in values[np.isfinite(values)]:
        assert (int(classes.of(value)) < classes.below) == (value <= 1)


def test_labels_of_counts_leave_no_gap_and_do_not_overlap(atlas: Atlas) -> None:
    about = atlas.indicators.about["sites"]
    values = atlas.indicators.values["sites"].to_numpy()
    labels = class_labels(classify(values), values, about, "en")
    ends = [[int(part) for part in label.split(" – ")] for label in labels]
    for (*_, high), (low, *_) in itertools.pairwise(ends):
        assert low == high + 1
    assert ends[-1][-1] == values.max()


def test_breaks_by_hand_are_kept_on_figure_and_page(run: Runner, atlas: Atlas) -> None:
    assert run("map", "--breaks", "0,5,10,50", "-o", "a.html").status == 0
    done = run("figure", "--breaks-from", "a.html", "--dpi", "40", "-o", "b.png")
    assert done.status == 0
    picture = atlas.figure(breaks=(0, 5, 10, 50))
    assert [picture.subject.scale.labels[name] for name in picture.subject.scale.names] == [
        "11 – 50", "6 – 10", "1 – 5", "0",
    ]  # fmt: skip
    for wrong in ("5,1", "a,b", "3", "1,1,2", "1,nan"):
        done = run("map", "--breaks", wrong, "-o", "c.html")
        assert (done.status, "ascending numbers" in done.err) == (1, True), wrong
    assert run("map", "--breaks", "1,2", "--breaks-from", "a.html", "-o", "c.html").status == 2


@given(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=60))
def test_no_class_is_empty_or_shares_a_label(numbers: list[float]) -> None:
    values = np.array(numbers)
    classes = classify(values, k=5)
    assert {str(at) for at in range(len(classes.bounds))} == {classes.of(v) for v in values} - {
        "zero"
    }
