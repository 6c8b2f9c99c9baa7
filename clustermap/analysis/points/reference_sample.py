"""Measures of many points by a seeded sample of them, with the standard error that it costs.

A measure that adds up over reference points (how many neighbors has each?) is estimated without
bias by a random part of them, each with *all* its neighbors. Observed and simulated patterns are
measured by the same number of reference points, so a test compares like with like and its p-value
keeps its level; what grows is the spread of the bands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustermap import locales

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.analysis.concentration.count_tables import Floats
    from clustermap.locales import Text

#: The fewest simulations that a large number of points is cut down to: p of 0.01, one-sided.
LEAST_SIMULATIONS = 99


def draw(count: int, wanted: int, seed: int) -> NDArray[np.intp]:
    """Draw reference points without replacement: their positions, increasing.

    Examples
    --------
    >>> draw(5, 9, 0).tolist(), len(draw(1000, 10, 0))
    ([0, 1, 2, 3, 4], 10)
    """
    if wanted >= count:
        return np.arange(count)
    rng = np.random.default_rng([seed, 3])
    return np.sort(rng.choice(count, wanted, replace=False, shuffle=False))


def error_of_mean(values: Floats, count: int) -> Floats:
    """Give the standard error of the column means of a sample (n x D) of ``count`` rows in all.

    Examples
    --------
    >>> error_of_mean(np.array([[1.0], [3.0]]), 4).round(3).tolist()
    [0.707]
    """
    n = len(values)
    if n >= count:
        return np.zeros(values.shape[1])
    return np.asarray(values.std(axis=0, ddof=1) * np.sqrt((1 - n / count) / n))


def largest_share(error: Floats, estimate: Floats) -> str:
    """Give the largest relative error of a curve, in percent with two digits.

    Examples
    --------
    >>> largest_share(np.array([0.1, 0.02, 0.0]), np.array([20.0, 0.5, 0.0]))
    '4.0'
    """
    known = np.isfinite(error) & np.isfinite(estimate) & (estimate > 0)
    if not known.any():
        return "0"
    return digits(100 * float((error[known] / estimate[known]).max()))


def digits(number: float) -> str:
    """Write a number with two digits that count.

    Examples
    --------
    >>> digits(0.01234), digits(3.456), digits(123.4), digits(0)
    ('0.012', '3.5', '123', '0')
    """
    if not number > 0:
        return "0"
    decimals = max(0, 1 - int(np.floor(np.log10(number))))
    return f"{number:.{decimals}f}"


def fewer_simulations(done: int, asked: int, sides: int) -> tuple[Text, ...]:
    """Say that fewer simulations were done than were asked for, if so."""
    if done >= asked:
        return ()
    return (
        locales.texts(
            "approximation",
            "simulations",
            done=f"{done:,}",
            asked=f"{asked:,}",
            p=f"{sides / (done + 1):.2g}",
        ),
    )
