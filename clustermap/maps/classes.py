"""Classes of values for a map, as mapclassify defines them and as the map page makes them.

A class holds the values up to and with its upper bound. Among counts the zeros are a class of
their own; values that are withheld or not known belong to no class of numbers.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap.errors import ClustermapError, UnknownNameError
from clustermap.locales.numbers import decimal, yen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from clustermap.analysis.indicators import Indicator

#: More classes can't be told apart.
MOST_BREAKS = 8
#: Up to so many values, classes hold two or more on average.
FEW_VALUES = 12
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


def held(bounds: Sequence[float], values: NDArray[np.floating]) -> list[float]:
    """Leave out bounds of classes that hold no value: the class above takes their range.

    Examples
    --------
    >>> held([2.0, 4.0, 9.0], np.array([1.0, 5.0, 9.0]))
    [2.0, 9.0]
    """
    inside = np.searchsorted(bounds, values, side="left")
    return [bound for at, bound in enumerate(bounds) if (inside == at).any()]


def by_hand(values: NDArray[np.floating], breaks: Sequence[float], center: float | None) -> Classes:
    """Make the classes between breaks that a person gave; what lies beyond makes one more.

    As everywhere, a class holds its upper end: 0, 5, 10, 50 make 0, 1–5, 6–10, 11–50 and more of
    whole numbers.

    Examples
    --------
    >>> by_hand(np.array([0.0, 3, 5, 12, 80]), [0, 5, 10, 50], None).bounds
    (5.0, 10.0, 50.0, 80.0)
    """
    known = values[np.isfinite(values)]
    highest, least = (
        float(end) for end in (known.max(initial=breaks[-1]), known.min(initial=np.inf))
    )
    zero = center is None and breaks[0] == 0 and not least < 0
    # all breaks stay, whatever the values: maps with the same breaks have the same legend
    bounds = [float(one) for one in (breaks if least < breaks[0] else breaks[1:])]
    if highest > bounds[-1]:
        bounds.append(highest)
    below = sum(bound <= center for bound in bounds) if center is not None else 0
    return Classes(tuple(bounds), min(least, float(breaks[0])), zero=zero, below=below)


def parse_breaks(given: str) -> tuple[float, ...]:
    """Read breaks as a person types them.

    Examples
    --------
    >>> parse_breaks("0, 5,10.5")
    (0.0, 5.0, 10.5)
    """
    remedy = "Give ascending numbers with commas between: --breaks 0,5,10,50"
    try:
        found = tuple(float(part) for part in given.split(","))
    except ValueError as error:
        raise ClustermapError(f"{given!r} are not breaks of classes.", remedy) from error
    ascending = all(a < b for a, b in itertools.pairwise(found))
    if not (1 < len(found) <= MOST_BREAKS and ascending and all(map(math.isfinite, found))):
        raise ClustermapError(f"{given!r} are not 2 to {MOST_BREAKS} ascending numbers.", remedy)
    return found


def classify(
    values: NDArray[np.floating],
    *,
    method: str = "quantiles",
    k: int = 5,
    center: float | None = None,
    breaks: Sequence[float] = (),
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
    breaks : sequence of float
        Breaks given by hand, ascending, in place of a method.

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
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return Classes((), 0.0 if center is None else center)
    if breaks:
        return by_hand(known, breaks, center)

    def cut(numbers: NDArray[np.floating], classes: int) -> list[float]:
        # few areas bear few classes
        most = max(2, math.ceil(len(np.unique(numbers)) / 2)) if len(numbers) <= FEW_VALUES else k
        return held(_BREAKS[method](numbers, min(classes, most)), numbers)

    if center is not None:
        low, high = known[known < center], known[known > center]
        half = max(1, k // 2)
        lower = cut(low, half) if len(low) else []
        if lower:
            lower[-1] = center
        upper = cut(high, half) if len(high) else []
        bounds = (*lower, *upper) or (center,)
        return Classes(bounds, float(known[0]), below=len(lower))
    zero = known[0] == 0
    rest = known[known > 0] if zero else known
    if not len(rest):
        return Classes((), 0.0, zero=True)
    return Classes(tuple(cut(rest, k)), float(rest[0]), zero=bool(zero))


def telling_digits(numbers: Sequence[float], least: int) -> int:
    """Return how many decimals tell numbers apart that differ; at least so many.

    Examples
    --------
    >>> telling_digits([0.00001, 0.00002, 0.0001], 1), telling_digits([1.0, 2.5], 1)
    (5, 1)
    """
    apart = len(set(numbers))
    return next((d for d in range(least, 12) if len({round(n, d) for n in numbers}) == apart), 12)


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
    digits = telling_digits([classes.lowest, *classes.bounds], about.decimals)
    labels = []
    for at, bound in enumerate(classes.bounds):
        low, high = (classes.bounds[at - 1] if at else classes.lowest), bound
        if whole:
            low = math.floor(low) + 1 if at or (classes.zero and low == 0) else math.ceil(low)
            high = math.floor(bound)
        elif at and not is_money(about):
            # the class below ends with this bound
            low = min(round(low, digits) + 10.0**-digits, high)
        first, last = (
            yen(one, lang) if is_money(about) else decimal(one, 0 if whole else digits)
            for one in (low, high)
        )
        # a range breaks at its dash, if it must
        first, last = first.replace(" ", "\u00a0"), last.replace(" ", "\u00a0")
        labels.append(last if low >= high or first == last else f"{first} – {last}")
    return labels
