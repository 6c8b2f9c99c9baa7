"""The shipped areas as a topology: every border once, as steps on a grid, read by numpy.

Prefectures and municipalities refer to the same borders ("arcs", as TopoJSON calls them), so that
what is drawn of both agrees at every scale. Polygons are read by ``clustermap.data.municipalities``
and ``clustermap.data.boundaries``.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap.data import catalog
from clustermap.errors import DataError
from clustermap.japan import city_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: The rings of an area: places of arcs, ``~place`` where an arc is run through backwards.
Rings = list[list[int]]


@dataclass(frozen=True, eq=False)
class Outlines:
    """Arcs on a grid, and the rings of areas that refer to them.

    Attributes
    ----------
    points : numpy.ndarray of int, shape (n, 2)
        Corners of all arcs, one arc after the other, in steps of the grid.
    starts : numpy.ndarray of int, shape (arcs + 1,)
        Where each arc begins in ``points``, and where the last one ends.
    scale, translate : tuple of float
        Degrees = steps x scale + translate, longitude and latitude.
    rings : dict
        By kind of area (``municipalities``, ``prefectures`` ...) and code: rings, whose holes go
        round the other way or lie inside: fill by the even-odd rule.
    """

    points: np.ndarray
    starts: np.ndarray
    scale: tuple[float, float]
    translate: tuple[float, float]
    rings: dict[str, dict[str, Rings]]

    def of(self, kinds: dict[str, Sequence[str]]) -> Outlines:
        """Keep these areas and the arcs that they need.

        Examples
        --------
        >>> kyushu = read_outlines().of({"prefectures": ["43", "44"]})
        >>> sorted(kyushu.rings["prefectures"])
        ['43', '44']
        """
        chosen = {kind: {code: self.rings[kind][code] for code in kinds[kind]} for kind in kinds}
        used = np.zeros(len(self.starts) - 1, bool)
        used[list(_arcs(chosen))] = True
        if used.all():
            return Outlines(self.points, self.starts, self.scale, self.translate, chosen)
        place = np.cumsum(used) - 1
        lengths = np.diff(self.starts)

        def moved(arc: int) -> int:
            return int(place[arc]) if arc >= 0 else ~int(place[~arc])

        rings = {
            kind: {
                code: [[moved(arc) for arc in ring] for ring in rings]
                for code, rings in areas.items()
            }
            for kind, areas in chosen.items()
        }
        kept = self.points[np.repeat(used, lengths)]
        starts = np.concatenate(([0], np.cumsum(lengths[used])))
        return Outlines(kept, starts, self.scale, self.translate, rings)

    def with_cities(self, codes: Sequence[str]) -> Outlines:
        """Add municipalities that are not there: designated cities, of their wards together."""
        wards = self.rings["municipalities"]
        whole = {
            city: self._around([rings for code, rings in wards.items() if city_of(code) == city])
            for city in codes
            if city not in wards
        }
        rings = self.rings | {"municipalities": wards | whole}
        return Outlines(self.points, self.starts, self.scale, self.translate, rings)

    def _around(self, areas: Sequence[Rings]) -> Rings:
        """Return the rings around areas: of the arcs that only one of them has."""
        arcs = [arc for rings in areas for ring in rings for arc in ring]
        held = set(arcs)
        outer = [arc for arc in arcs if ~arc not in held]
        leaving: dict[tuple[int, ...], list[int]] = {}
        for arc in outer:
            leaving.setdefault(self._end(arc, first=True), []).append(arc)
        found: Rings = []
        while leaving:
            ring, node = [], next(iter(leaving))
            while node in leaving:
                ring.append(leaving[node].pop())
                if not leaving[node]:
                    del leaving[node]
                node = self._end(ring[-1], first=False)
            found.append(ring)
        return found

    def _end(self, arc: int, *, first: bool) -> tuple[int, ...]:
        """Return where an arc begins or ends."""
        place, backwards = max(arc, ~arc), arc < 0
        at = self.starts[place] if first != backwards else self.starts[place + 1] - 1
        return tuple(self.points[at].tolist())

    def arcs_of(self, kind: str, codes: Sequence[str] | None = None) -> np.ndarray:
        """Say of each arc whether areas of a kind need it."""
        areas = self.rings[kind]
        chosen = areas if codes is None else {code: areas[code] for code in codes}
        used = np.zeros(len(self.starts) - 1, bool)
        used[list(_arcs({kind: chosen}))] = True
        return used


def _arcs(kinds: dict[str, dict[str, Rings]]) -> set[int]:
    return {
        max(arc, ~arc)
        for areas in kinds.values()
        for rings in areas.values()
        for ring in rings
        for arc in ring
    }


@functools.cache
def read_outlines(where: Path | None = None) -> Outlines:
    """Read the shipped topology: ``municipalities`` (1,896) and ``prefectures`` (47).

    Raises
    ------
    DataError
        The file is missing or broken.

    Examples
    --------
    >>> shipped = read_outlines()
    >>> {kind: len(areas) for kind, areas in shipped.rings.items()}
    {'municipalities': 1896, 'prefectures': 47}
    """
    file = (where or catalog.folder()) / "boundaries" / "municipalities.topo.json"
    try:
        text = file.read_text(encoding="utf-8")
        # numbers of the arcs are read by numpy: three times as fast as by json
        before, after = '"arcs":[[[', ']]],"transform"'
        begin, end = text.index(before), text.index(after)
        points, starts = _decoded(text[begin + len(before) : end])
        about = json.loads(text[:begin] + text[end + 4 :])
        rings = {
            kind: {
                one["properties"]["code"]: one["arcs"]
                if one["type"] == "Polygon"
                else [ring for part in one["arcs"] for ring in part]
                for one in found["geometries"]
            }
            for kind, found in about["objects"].items()
        }
        scale, translate = (tuple(about["transform"][key]) for key in ("scale", "translate"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"The outlines of the areas can't be read: {file} ({error}).",
            "Reinstall clustermap, or `git checkout geodata`.",
        ) from error
    return Outlines(points, starts, scale, translate, rings)


def _decoded(arcs: str) -> tuple[np.ndarray, np.ndarray]:
    """Return corners and beginnings of arcs from TopoJSON's text between the outer brackets."""
    lengths = np.array([arc.count("[") + 1 for arc in arcs.split("]],[[")])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    flat = np.fromstring(arcs.replace("[", "").replace("]", ""), dtype=np.int64, sep=",")
    steps = flat.reshape(starts[-1], 2)
    return summed(steps, starts), starts


def summed(steps: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return positions from steps, which begin anew with each arc.

    Examples
    --------
    >>> summed(np.array([[5, 5], [1, 0], [9, 9], [0, 2]]), np.array([0, 2, 4])).tolist()
    [[5, 5], [6, 5], [9, 9], [9, 11]]
    """
    total = np.cumsum(steps, axis=0)
    before = total[starts[:-1]] - steps[starts[:-1]]
    found: np.ndarray = total - np.repeat(before, np.diff(starts), axis=0)
    return found
