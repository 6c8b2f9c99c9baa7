"""Classes of values for a map, as mapclassify defines them and as the map page makes them.

A class holds the values up to and with its upper bound. Among counts the zeros are a class of
their own; values that are withheld or not known belong to no class of numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap.errors import UnknownNameError
from clustermap.locales.numbers import decimal, yen

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from clustermap.analysis.indicators import Indicator

METHODS = ("quantiles", "natural", "equal")
#: Names of the classes that hold no positive number.
ZERO, NONE, SUPPRESSED, FEW = "zero", "none", "suppressed", "few"


@dataclass(frozen=True)
class Classes:
    """Upper bounds, ascending; the lowest value; whether zeros stand apart; classes below the
    middle of a diverging scale.
    """  # noqa: D205

    bounds: tuple[float, ...]
    lowest: float
    zero: bool = False
    below: int = 0

    def of(self, value: float, *, suppressed: bool = False) -> str:
        """Return the name of a value's class: "0", "1" ..., "zero", "none" or "suppressed"."""
        if suppressed:
            return SUPPRESSED
        if not math.isfinite(value):
            return NONE
        if self.zero and value <= 0:
            return ZERO
        at = int(np.searchsorted(self.bounds, value, side="left"))
        return str(min(at, len(self.bounds) - 1))


def quantiles(values: NDArray[np.floating], k: int) -> list[float]:
    """Return bounds with equal numbers of values between; equal bounds are merged.

    Examples
    --------
    >>> quantiles(np.array([1.0, 2, 3, 4, 5]), 2)
    [3.0, 5.0]
    """
    return list(np.unique(np.quantile(values, np.arange(1, k + 1) / k)).tolist())


def equal_intervals(values: NDArray[np.floating], k: int) -> list[float]:
    """Return bounds with equal distances.

    Examples
    --------
    >>> equal_intervals(np.array([0.0, 1, 10]), 2)
    [5.0, 10.0]
    """
    low, high = float(values.min()), float(values.max())
    if low == high:
        return [high]
    bounds = (low + (high - low) / k * np.arange(1, k + 1)).tolist()
    bounds[-1] = high
    return list(bounds)


def natural_breaks(values: NDArray[np.floating], k: int) -> list[float]:
    """Return the bounds with the least squared deviation within classes.

    Fisher's exact method by dynamic programming.

    References
    ----------
    Fisher, W. D. (1958). On grouping for maximum homogeneity. Journal of the American Statistical
    Association, 53(284), 789-798.

    Examples
    --------
    >>> natural_breaks(np.array([1.0, 2, 10, 11, 30]), 3)
    [2.0, 11.0, 30.0]
    """
    distinct, times = np.unique(values, return_counts=True)
    n, k = len(distinct), min(k, len(distinct))
    # sums over the values up to each, less a middle value: squares of large numbers lose digits
    near = distinct - distinct[n // 2]
    weight, first, second = (
        np.concatenate([[0.0], np.cumsum(times * near**power)]) for power in (0, 1, 2)
    )

    def cost(start: NDArray[np.intp], end: int) -> NDArray[np.floating]:
        mass = weight[end] - weight[start]
        spread: NDArray[np.floating] = (second[end] - second[start]) - (
            first[end] - first[start]
        ) ** 2 / mass
        return spread

    best = np.array([0.0, *(cost(np.array([0]), end)[0] for end in range(1, n + 1))])
    cuts: list[NDArray[np.intp]] = []
    for classes in range(2, k + 1):
        cut = np.zeros(n + 1, dtype=np.intp)
        total = np.full(n + 1, np.inf)
        for end in range(classes, n + 1):
            starts = np.arange(classes - 1, end)
            sums = best[starts] + cost(starts, end)
            at = int(np.argmin(sums))
            cut[end], total[end] = starts[at], sums[at]
        cuts.append(cut)
        best = total
    ends = [n]
    for cut in reversed(cuts):
        ends.append(int(cut[ends[-1]]))
    return [float(distinct[end - 1]) for end in reversed(ends)]


_BREAKS: dict[str, Callable[[NDArray[np.floating], int], list[float]]] = {
    "quantiles": quantiles,
    "natural": natural_breaks,
    "equal": equal_intervals,
}


def classify(
    values: NDArray[np.floating],
    *,
    method: str = "quantiles",
    k: int = 5,
    center: float | None = None,
) -> Classes:
    """Make classes of the numbers among ``values``.

    Parameters
    ----------
    values : numpy.ndarray
        NaN for what is not known.
    method : {"quantiles", "natural", "equal"}
    k : int
        Number of classes; fewer where values are equal.
    center : float, optional
        The middle of a diverging scale: the lower classes end with it.

    Raises
    ------
    UnknownNameError
        Another method.

    Examples
    --------
    >>> classes = classify(np.array([0.0, 0, 1, 2, 3, 4, np.nan]), k=2)
    >>> classes.bounds, classes.of(0), classes.of(2.5), classes.of(3)
    ((2.5, 4.0), 'zero', '0', '1')
    """
    if method not in METHODS:
        raise UnknownNameError.of("kind of classes", method, METHODS)
    breaks = _BREAKS[method]
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return Classes((), 0.0 if center is None else center)
    if center is not None:
        low, high = known[known < center], known[known > center]
        half = max(1, k // 2)
        lower = breaks(low, half) if len(low) else []
        if lower:
            lower[-1] = center
        upper = breaks(high, half) if len(high) else []
        bounds = (*lower, *upper) or (center,)
        return Classes(bounds, float(known[0]), below=len(lower))
    zero = known[0] == 0
    rest = known[known > 0] if zero else known
    if not len(rest):
        return Classes((), 0.0, zero=True)
    return Classes(tuple(breaks(rest, k)), float(rest[0]), zero=bool(zero))


def is_money(about: Indicator) -> bool:
    """Say whether an indicator is an amount in billions of yen."""
    derived = about.derived or {}
    return derived.get("measure") == "investment" and derived.get("per") is None


def class_labels(
    classes: Classes, values: NDArray[np.floating], about: Indicator, lang: str
) -> list[str]:
    """Write each class as a range, such as "3 – 7"."""
    known = values[np.isfinite(values)]
    whole = about.decimals == 0 and bool((known == np.floor(known)).all())
    labels = []
    for at, bound in enumerate(classes.bounds):
        low, high = (classes.bounds[at - 1] if at else classes.lowest), bound
        if whole:
            low = math.floor(low) + 1 if at else math.ceil(low)
            high = math.floor(bound)
        first, last = (
            yen(one, lang) if is_money(about) else decimal(one, about.decimals)
            for one in (low, high)
        )
        # a range breaks at its dash, if it must
        first, last = first.replace(" ", "\u00a0"), last.replace(" ", "\u00a0")
        labels.append(last if low >= high or first == last else f"{first} – {last}")
    return labels
