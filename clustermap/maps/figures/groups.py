"""Sites drawn together where they would bury the map: a ring a place, parted by sector.

The rule is the page's: sites near each other within a prefecture make a ring; all rings together
leave most of the land to be seen, and each most of its prefecture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from clustermap.maps.palettes import Theme

#: Share of the land that all marks may cover, and of a prefecture that one of its rings may.
SHARE, SHARE_OF_ONE = 0.075, 0.25
#: Sites of a prefecture nearer than this make a ring, in sizes of the text.
NEAR = 2.0
#: Radius of the largest ring, in sizes of the text.
LARGEST = 0.85
#: Radius of the hole and width of the halo, as shares of a ring's radius.
HOLE, HALO = 0.42, 0.14
#: What a ring of radius 1 covers, its halo included.
_COVERED = np.pi * ((1 + HALO) ** 2 - (HOLE - HALO) ** 2)


@dataclass(frozen=True)
class Ring:
    """Sites of one place: where, in meters; how many of each sector; the radius, in points."""

    x: float
    y: float
    sectors: dict[str, int]
    home: str
    radius: float = 0.0
    #: The site, where it is only one.
    single: int | None = None

    @property
    def count(self) -> int:
        """How many sites it stands for."""
        return sum(self.sectors.values())


def rings_of(
    points: NDArray[np.floating],
    sectors: Sequence[str],
    homes: Sequence[str],
    near: float,
    small: Mapping[str, tuple[float, float]],
) -> list[Ring]:
    """Put sites of a prefecture that lie near each other together.

    Parameters
    ----------
    points : numpy.ndarray, shape (n, 2)
        In meters.
    sectors, homes : sequence of str
        Sector and prefecture of each site.
    near : float
        In meters.
    small : mapping by prefecture
        Those with room for one ring, and where it stands.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [3.0, 0.0], [100.0, 0.0]])
    >>> [one.sectors for one in rings_of(points, ["ai", "bio", "ai"], ["43"] * 3, 10, {})]
    [{'ai': 1, 'bio': 1}, {'ai': 1}]
    """
    groups: dict[str, list[list[int]]] = {}
    for at, home in enumerate(homes):
        there = groups.setdefault(home, [])
        for members in there:
            if home in small or np.hypot(*(points[members[0]] - points[at])) < near:
                members.append(at)
                break
        else:
            there.append([at])
    rings = []
    for home, there in groups.items():
        for members in there:
            counts = [sectors[at] for at in members]
            parts = {name: counts.count(name) for name in dict.fromkeys(counts)}
            x, y = small.get(home, points[members].mean(axis=0))
            single = members[0] if len(members) == 1 else None
            rings.append(Ring(float(x), float(y), parts, home, single=single))
    return rings


def sized(
    rings: Sequence[Ring], land: Mapping[str, float], largest: float, *, alike: bool
) -> list[Ring]:
    """Give rings their radius, the largest first: together they cover little of the land.

    Parameters
    ----------
    rings : sequence of Ring
    land : mapping by prefecture
        Land of each, in square points.
    largest : float
        In points.
    alike : bool
        Whether all are of one size, where the map's colors count the same sites.
    """
    if not rings:
        return []
    weight = np.array([1.0 if alike else np.sqrt(one.count) for one in rings])
    of_home = {home: sum(one.home == home for one in rings) for home in land}
    most = np.array(
        [np.sqrt(SHARE_OF_ONE * land.get(one.home, 0.0) / of_home.get(one.home, 1) / _COVERED)
         for one in rings]
    )  # fmt: skip
    most = np.minimum(np.where(most > 0, most, largest), largest)
    room = SHARE * sum(land.values()) / _COVERED
    low, high = 0.0, largest
    for _ in range(40):
        factor = (low + high) / 2
        fits = (np.minimum(factor * weight, most) ** 2).sum() <= room
        low, high = (factor, high) if fits else (low, factor)
    radius = np.minimum(low * weight, most)
    found = [replace(one, radius=float(r)) for one, r in zip(rings, radius, strict=True)]
    return sorted(found, key=lambda one: -one.radius)


def ring_patches(
    one: Ring, order: Sequence[str], colors: Mapping[str, str], ground: str, scale: float
) -> list[Any]:
    """Return the patches of a ring: a halo, and the sectors' shares from the top on."""
    from matplotlib.patches import Wedge

    r, at = one.radius * scale, (one.x, one.y)
    halo = HALO * r
    patches = [Wedge(at, r + halo, 0, 360, width=r * (1 - HOLE) + 2 * halo, color=ground, lw=0)]
    turn = 90.0
    for sector in (name for name in order if name in one.sectors):
        end = turn - 360 * one.sectors[sector] / one.count
        patches.append(Wedge(at, r, end, turn, width=r * (1 - HOLE), color=colors[sector], lw=0))
        turn = end
    return patches


def draw_rings(
    axes: Axes,
    rings: Sequence[Ring],
    order: Sequence[str],
    colors: Mapping[str, str],
    scale: float,
    theme: Theme,
) -> None:
    """Draw rings on axes that measure meters, ``scale`` of them in a point."""
    ground = "#131b22" if theme.dark else "#ffffff"
    for one in rings:
        for patch in ring_patches(one, order, colors, ground, scale):
            patch.set_zorder(4)
            axes.add_patch(patch)
