"""Read TopoJSON as polygons, and put areas of one together so that they keep its lines.

Areas of a topology share arcs: a border is there once. ``dissolve`` leaves out the arcs between
areas of one group and refers to the others as they are, so that however the arcs are simplified,
the outlines of groups and areas stay the same lines.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Point = tuple[int, int]
    Ring = list[int]  # arcs in order; ~i is arc i backwards


class Topology(NamedTuple):
    """A quantized TopoJSON file."""

    document: dict[str, Any]
    #: Every arc's points on the grid.
    arcs: list[list[Point]]

    def geometries(self, name: str) -> list[dict[str, Any]]:
        """Return the geometries of an object."""
        found: list[dict[str, Any]] = self.document["objects"][name]["geometries"]
        return found

    def points(self, arc: int) -> list[Point]:
        """Return an arc's points in its direction."""
        return self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]

    def ring(self, arcs: Ring) -> list[Point]:
        """Return a ring's points, first and last the same."""
        joined = [point for arc in arcs for point in self.points(arc)[:-1]]
        return [*joined, joined[0]]

    def degrees(self, points: Iterable[Point]) -> np.ndarray:
        """Return longitudes and latitudes of points of the grid."""
        transform = self.document["transform"]
        return np.array(list(points)) * transform["scale"] + transform["translate"]

    def shape(self, geometry: dict[str, Any]) -> shapely.Geometry:
        """Return a geometry in degrees, mended where it touches itself."""
        polygons = [
            shapely.Polygon(shell, holes)
            for shell, *holes in (
                [self.degrees(self.ring(ring)) for ring in rings] for rings in parts(geometry)
            )
        ]
        return shapely.make_valid(shapely.MultiPolygon(polygons))


def read(path: Path) -> Topology:
    """Read a quantized TopoJSON file."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return Topology(document, [_unpack(arc) for arc in document["arcs"]])


def _unpack(steps: list[list[int]]) -> list[Point]:
    lons, lats = zip(*steps, strict=True)
    return list(zip(accumulate(lons), accumulate(lats), strict=True))


def parts(geometry: dict[str, Any]) -> list[list[Ring]]:
    """Return the polygons of a geometry, each as its rings."""
    arcs: list[Any] = geometry["arcs"]
    return arcs if geometry["type"] == "MultiPolygon" else [arcs]


def dissolve(
    topology: Topology, name: str, group: Callable[[dict[str, Any]], str]
) -> dict[str, list[list[Ring]]]:
    """Put the areas of an object together by a key of their properties.

    Returns
    -------
    dict of str to list
        For each key in order, its polygons as rings of the topology's arcs.
    """
    used: defaultdict[str, set[int]] = defaultdict(set)
    for geometry in topology.geometries(name):
        key = group(geometry["properties"])
        used[key] |= {arc for rings in parts(geometry) for ring in rings for arc in ring}
    return {key: _polygons(topology, used[key]) for key in sorted(used)}


def _polygons(topology: Topology, used: set[int]) -> list[list[Ring]]:
    outline = sorted(arc for arc in used if ~arc not in used)
    rings = list(_rings(topology, outline))
    shells = [ring for ring in rings if _area(topology.ring(ring)) < 0]  # clockwise
    outlines = [shapely.Polygon(topology.ring(shell)) for shell in shells]
    polygons = [[shell] for shell in shells]
    for hole in (ring for ring in rings if _area(topology.ring(ring)) >= 0):
        polygons[_around(topology.ring(hole), outlines)].append(hole)
    return polygons


def _rings(topology: Topology, outline: list[int]) -> Iterator[Ring]:
    """Join arcs end to end; where several go on, the one that keeps rings apart is taken."""
    starting: defaultdict[Point, list[int]] = defaultdict(list)
    for arc in outline:
        starting[topology.points(arc)[0]].append(arc)
    left = set(outline)
    for first in outline:
        ring: Ring = []
        arc = first
        while arc in left:
            left.remove(arc)
            ring.append(arc)
            onward = starting[topology.points(arc)[-1]]
            arc = min(onward, key=lambda each: _turn(topology, ring[-1], each))
        if ring:
            yield ring


def _turn(topology: Topology, arc: int, onward: int) -> float:
    """Return how far to turn right, of what one came from, to go on (land is on the right)."""
    before, node = topology.points(arc)[-2:]
    after = topology.points(onward)[1]
    back, ahead = (math.atan2(p[1] - node[1], p[0] - node[0]) for p in (before, after))
    return (ahead - back) % math.tau


def _area(ring: list[Point]) -> int:
    """Return twice a ring's area, negative if it runs clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _around(hole: list[Point], outlines: list[shapely.Polygon]) -> int:
    """Return which of the outlines a hole is in: the smallest around it."""
    inside = shapely.Polygon(hole).representative_point()
    around = [at for at, shell in enumerate(outlines) if shell.buffer(0).contains(inside)]
    return min(around, key=lambda at: outlines[at].area)


def write(topology: Topology, name: str, groups: dict[str, list[list[Ring]]], path: Path) -> None:
    """Write a topology with groups of its areas as one more object, by the arcs that it has."""
    geometries = [
        {"type": "MultiPolygon", "arcs": polygons, "properties": {"code": code}}
        for code, polygons in groups.items()
    ]
    more = {name: {"type": "GeometryCollection", "geometries": geometries}}
    document = {**topology.document, "objects": {**topology.document["objects"], **more}}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
