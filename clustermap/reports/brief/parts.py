"""The parts of a brief, as its writers take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class BigNumber:
    """A large number, its unit, and the line under it that says what it is of."""

    value: str
    unit: str
    note: str


@dataclass(frozen=True)
class ListRow:
    """A row: when (or what kind), what, how much."""

    label: str
    text: str
    amount: str


@dataclass(frozen=True)
class Listing:
    """What is coming, by year; else what is there."""

    heading: str
    rows: Sequence[ListRow]


@dataclass(frozen=True)
class CompareBar:
    """One bar; ``kind`` says whose it is."""

    name: str
    value: float
    words: str
    kind: Literal["self", "neighbor", "peer", "other"]


#: What a comparison is of that counts sites.
COUNT = "count"


@dataclass(frozen=True)
class Comparison:
    """One chart of bars, sorted; ``by`` is the official table that it is of, or ``COUNT``."""

    heading: str
    bars: Sequence[CompareBar]
    by: str = ""


@dataclass(frozen=True)
class Remark:
    """A line of text with a label."""

    label: str
    text: str
