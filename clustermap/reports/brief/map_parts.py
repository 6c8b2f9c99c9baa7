"""A map as its writers draw it: areas, marks and names in centimeters from the upper left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class MapArea:
    """An area: its name, rings in centimeters from the upper left, and fill."""

    name: str
    rings: Sequence[NDArray[np.floating]]
    fill: str
    count: int = 0
    #: Its code.
    key: str = ""


@dataclass(frozen=True)
class MapMark:
    """A site: where, how large, in which color and style."""

    name: str
    x: float
    y: float
    radius: float
    color: str
    style: Literal["full", "ring", "dashed"]
    #: Its id.
    key: str = ""


@dataclass(frozen=True)
class MapName:
    """A name, its middle and whether it is a weighty one."""

    text: str
    x: float
    y: float
    bold: bool
    #: Of an area beside the place.
    quiet: bool = False


@dataclass(frozen=True, eq=False)
class BriefMap:
    """A map in a box of ``width`` x ``height`` centimeters."""

    width: float
    height: float
    areas: Sequence[MapArea]
    outlines: Sequence[Sequence[NDArray[np.floating]]]
    marks: Sequence[MapMark]
    names: Sequence[MapName]
    alternative: str
    #: Kilometers of the scale bar, and its length in centimeters.
    scale: tuple[int, float]
    shades: Sequence[tuple[str, str]] = ()
    sectors: Sequence[tuple[str, str]] = ()
    styles: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = field(default_factory=tuple)
    #: Frames around what is drawn apart.
    insets: Sequence[NDArray[np.floating]] = ()
