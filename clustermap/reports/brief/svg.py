"""The map of a brief as SVG: for pages, PDF, pictures and Word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustermap.reports.brief.geometry import EDGE, LINE, SEA
from clustermap.reports.brief.naming import SIZE
from clustermap.reports.brief.words import say
from clustermap.templating import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from clustermap.reports.brief.map_parts import BriefMap

#: Units per centimeter.
UNIT = 100


def map_svg(drawn: BriefMap, lang: str, fonts: str) -> str:
    """Return the map as SVG; text in it is escaped."""
    return fill(
        "clustermap.reports",
        "brief_map.svg.jinja",
        map=drawn,
        unit=UNIT,
        path=path,
        sea=SEA,
        line=LINE,
        edge=EDGE,
        size=SIZE,
        fonts=fonts,
        scale=say("scale", lang, n=drawn.scale[0]),
    )


def steps(rings: Sequence[NDArray[np.floating]]) -> str:
    """Return rings as the data of a path in steps from corner to corner: the same, but shorter.

    Examples
    --------
    >>> import numpy as np
    >>> steps([np.array([[0, 0], [1, 0], [1, 1], [0, 0]])])
    'M0 0l100 0 0 100z'
    """
    parts = []
    for ring in rings:
        points = (ring * UNIT).round().astype(int)
        moves = np.diff(points, axis=0)
        moves = moves[moves.any(axis=1)].tolist()
        x, y = points[0].tolist()
        text = "".join(f" {dx}{'' if dy < 0 else ' '}{dy}" for dx, dy in moves[:-1])
        parts.append(f"M{x} {y}l{text[1:].replace(' -', '-')}z" if text else "")
    return "".join(parts)


def path(rings: Sequence[NDArray[np.floating]]) -> str:
    """Return rings as the data of a path, in whole units.

    Examples
    --------
    >>> import numpy as np
    >>> path([np.array([[0, 0], [1, 0], [1, 1], [0, 0]])])
    'M0 0H100V100L0 0Z'
    """
    parts = []
    for ring in rings:
        points = (ring * UNIT).round().astype(int).tolist()
        x, y = points[0]
        parts.append(f"M{x} {y}")
        for across, down in points[1:]:
            if (across, down) != (x, y):
                parts.append(
                    f"H{across}"
                    if down == y
                    else f"V{down}"
                    if across == x
                    else f"L{across} {down}"
                )
            x, y = across, down
        parts.append("Z")
    return "".join(parts)
