"""Scales: round numbers along an axis, and how they are written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def round_ticks(low: float, high: float, most: int = 6, *, whole: bool = False) -> list[float]:
    """Return round numbers that hold an interval between the first and the last.

    Parameters
    ----------
    low, high : float
    most : int
        About how many.
    whole : bool
        For counts: no fractions.

    Examples
    --------
    >>> round_ticks(0, 4.3), round_ticks(-0.3, 0.2, 4)
    ([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [-0.4, -0.2, 0.0, 0.2])
    """
    if not high > low:
        high = low + 1.0
    rough = (high - low) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    steps = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    step = next(one * power for one in steps if one * power >= rough * 0.999)
    step = max(step, 1) if whole else step
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 12) + 0.0 for at in range(first, last + 1)]


def number_texts(numbers: Sequence[float]) -> list[str]:
    """Write the numbers of a scale with as many decimals as they need.

    Examples
    --------
    >>> number_texts([-0.5, 0.0, 0.5]), number_texts([0, 1000])
    (['−0.5', '0.0', '0.5'], ['0', '1,000'])
    """
    digits = next(
        (d for d in range(7) if all(abs(round(one, d) - one) < 1e-9 for one in numbers)),
        6,
    )
    return [f"{one:,.{digits}f}".replace("-", "−") for one in numbers]


def ratio_text(ratio: float) -> str:
    """Write a ratio of a scale: one over a whole number below one.

    Examples
    --------
    >>> ratio_text(16), ratio_text(0.25)
    ('16', '1/4')
    """
    return f"{ratio:g}" if ratio >= 1 else f"1/{1 / ratio:g}"
