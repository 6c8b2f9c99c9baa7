"""Sums that are exact, so that they do not depend on the order in which rows are read.

Floating-point addition rounds at every step: two machines that read a file in another order would
print different sums. Here the numbers are cut into whole numbers, which add up without rounding,
and the total is rounded once: it is the number nearest to the true sum, as ``math.fsum`` gives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bits of a float's mantissa, and of its lower part.
MANTISSA, LOW = 53, 26
#: Bits of the lower part of an integer.
HALF = 32
#: Sums of rows' halves are exact as floats for so many rows at once.
MOST_ROWS = 1 << 20


@dataclass(eq=False)
class ExactSums:
    """Sums of one column over many slots.

    ``parts`` maps an exponent to two arrays of integers, the upper and lower parts' sums; the sum
    of a slot is ``sum((upper * 2**cut + lower) * 2**exponent)``.
    """

    slots: int
    parts: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    def add(self, slot: np.ndarray, values: np.ndarray) -> None:
        """Add finite values, integers or floats, to the slots named."""
        for at in range(0, len(values), MOST_ROWS):
            some, where = values[at : at + MOST_ROWS], slot[at : at + MOST_ROWS]
            if not len(some):
                continue
            if some.dtype.kind in "iu":
                some = some.astype(np.int64)
                self._put(0, HALF, where, some >> HALF, some & ((1 << HALF) - 1))
            elif np.all(np.abs(some) < 1 << LOW) and np.array_equal(some, np.floor(some)):
                self._put(0, HALF, where, np.zeros(len(some)), some)
            else:
                self._floats(where, some)

    def _floats(self, slot: np.ndarray, values: np.ndarray) -> None:
        fractions, exponents = np.frexp(values)
        whole = np.ldexp(fractions, MANTISSA).astype(np.int64)
        high, low = whole >> LOW, whole & ((1 << LOW) - 1)
        order = np.argsort(exponents.astype(np.int16), kind="stable")  # of 16 bits: by radix
        cuts = np.flatnonzero(np.diff(exponents[order])) + 1
        for rows in np.split(order, cuts):
            exponent = int(exponents[rows[0]]) - MANTISSA
            self._put(exponent, LOW, slot[rows], high[rows], low[rows])

    def _put(
        self, exponent: int, cut: int, slot: np.ndarray, high: np.ndarray, low: np.ndarray
    ) -> None:
        if (exponent, cut) not in self.parts:
            self.parts[exponent, cut] = (
                np.zeros(self.slots, np.int64),
                np.zeros(self.slots, np.int64),
            )
        for total, part in zip(self.parts[exponent, cut], (high, low), strict=True):
            added = np.bincount(slot, weights=part, minlength=self.slots)
            np.add(total, added.astype(np.int64), out=total)
        _carry(*self.parts[exponent, cut], cut)

    def grow(self, slots: int) -> None:
        """Make room for more slots."""
        for key, (high, low) in self.parts.items():
            more = (0, slots - self.slots)
            self.parts[key] = np.pad(high, more), np.pad(low, more)
        self.slots = slots

    def merge(self, other: ExactSums, slot: np.ndarray) -> None:
        """Add another's sums; ``slot`` says where each of its slots goes."""
        for key, (high, low) in other.parts.items():
            mine = self.parts.setdefault(
                key, (np.zeros(self.slots, np.int64), np.zeros(self.slots, np.int64))
            )
            np.add.at(mine[0], slot, high)
            np.add.at(mine[1], slot, low)
            _carry(*mine, key[1])

    def folded(self, slots: int) -> ExactSums:
        """Return the sums of slots that are ``slots`` apart."""
        found = ExactSums(slots)
        found.merge(self, np.arange(self.slots) % slots)
        return found

    def totals(self) -> list[float]:
        """Return the sum of each slot, rounded once.

        Examples
        --------
        >>> sums = ExactSums(2)
        >>> sums.add(np.array([0, 0, 0, 1]), np.array([1e16, 1.0, -1e16, 0.1]))
        >>> sums.totals()
        [1.0, 0.1]
        """
        found: list[Fraction | int] = [0] * self.slots
        for exponent, slot, whole in self._wholes():
            found[slot] += whole << exponent if exponent >= 0 else Fraction(whole, 1 << -exponent)
        return [_rounded(one) for one in found]

    def _wholes(self) -> Iterator[tuple[int, int, int]]:
        for (exponent, cut), (high, low) in self.parts.items():
            for slot in np.flatnonzero((high != 0) | (low != 0)).tolist():
                yield exponent, slot, (int(high[slot]) << cut) + int(low[slot])


def _carry(high: np.ndarray, low: np.ndarray, cut: int) -> None:
    """Move what the lower part has too much to the upper one: no number of rows overflows it."""
    carried = low >> cut
    high += carried
    low -= carried << cut


def _rounded(exact: Fraction | int) -> float:
    try:
        return float(exact)
    except OverflowError:
        return float("inf") if exact > 0 else float("-inf")
