"""What was counted so far: counts and sums by area and group, and what was left out, by reason.

Tallies add up in any order to the same result, so that engines may read in any order and share
the work among threads, processes and machines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.counting.batches import EXAMPLES
from clustermap.counting.exact import ExactSums
from clustermap.errors import DataError
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.counting.batches import Batch


#: Different values of --group-by at most: each becomes a column.
MOST_GROUPS = 200


@dataclass(eq=False)
class Tally:
    """Counts and sums; the slots of a group are the areas, then 'outside', then 'no position'.

    Parameters
    ----------
    areas : int
        How many areas there are.
    sums : sequence of str
        Columns added up.
    group_by : str, optional
        Column of the groups, for messages.
    """

    areas: int
    sums: Sequence[str] = ()
    group_by: str | None = None
    groups: dict[str, int] = field(default_factory=dict)
    counts: np.ndarray = field(init=False)
    totals: dict[str, ExactSums] = field(init=False)
    #: Rows of each slot that have a number to add.
    summed: dict[str, np.ndarray] = field(init=False)
    #: Reason -> rows.
    reasons: dict[str, int] = field(default_factory=dict)
    #: Reason -> some of the cells, the first by alphabet.
    examples: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counts = np.zeros(0, np.int64)
        self.totals = {name: ExactSums(0) for name in self.sums}
        self.summed = {name: np.zeros(0, np.int64) for name in self.sums}

    @property
    def width(self) -> int:
        """Slots of a group."""
        return self.areas + 2

    @property
    def rows(self) -> int:
        """Rows read, whatever became of them."""
        return int(self.counts.sum()) + self.reasons.get("ragged", 0)

    def add(self, batch: Batch, area: np.ndarray) -> None:
        """Count a batch; ``area`` has each row's area, ``OUTSIDE`` or ``NO_POSITION``."""
        self.note(batch.reasons, batch.examples)
        if not len(batch):
            return
        at = self._of_groups(batch.group_names)
        slot = area.astype(np.int64)
        slot[slot < 0] += self.width  # outside and without a position: the last two
        if len(at) > 1:
            slot += at[batch.groups] * self.width
        else:
            slot += at[0] * self.width
        self.counts += np.bincount(slot, minlength=len(self.counts))
        for name, (values, known) in batch.sums.items():
            where, some = (slot, values) if known.all() else (slot[known], values[known])
            self.totals[name].add(where, some)
            self.summed[name] += np.bincount(where, minlength=len(self.counts))

    def merge(self, other: Tally) -> None:
        """Add another tally to this one."""
        names = sorted(other.groups, key=other.groups.__getitem__)
        at = self._of_groups(names)
        slot = (at[:, np.newaxis] * self.width + np.arange(self.width)).ravel()
        self.counts[slot] += other.counts
        for name in self.sums:
            self.totals[name].merge(other.totals[name], slot)
            self.summed[name][slot] += other.summed[name]
        self.note(other.reasons, other.examples)

    def note(self, reasons: dict[str, int], examples: dict[str, Any]) -> None:
        """Add to what was left out or mended, by reason."""
        for reason, rows in reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + rows
        for reason, cells in examples.items():
            every = sorted({*self.examples.get(reason, ()), *cells})
            self.examples[reason] = tuple(every[:EXAMPLES])

    def by_group(self, values: np.ndarray) -> dict[str, np.ndarray]:
        """Cut an array over all slots by group, groups in the order of their names."""
        return {
            name: values[self.groups[name] * self.width :][: self.width]
            for name in sorted(self.groups)
        }

    def _of_groups(self, names: Sequence[str]) -> np.ndarray:
        """Return the number of each group, new ones getting one."""
        for name in names:
            self.groups.setdefault(name, len(self.groups))
        if len(self.groups) > MOST_GROUPS:
            raise DataError(
                f"The column {shown(self.group_by)} has more than {MOST_GROUPS} different values.",
                "Group by a column with few values, such as a sector or a year.",
            )
        slots = len(self.groups) * self.width
        if slots > len(self.counts):
            more = (0, slots - len(self.counts))
            self.counts = np.pad(self.counts, more)
            self.summed = {name: np.pad(held, more) for name, held in self.summed.items()}
            for total in self.totals.values():
                total.grow(slots)
        return np.array([self.groups[name] for name in names], np.int64)
