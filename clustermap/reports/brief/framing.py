"""What a brief's map shows, and how its kilometers become centimeters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from clustermap.reports.brief.facts import BriefFacts

#: Islands farther than this from the largest part are framed only if a site stands on them.
NEAR_M = 60_000
#: Room around the place, as a share of the box.
MARGIN = 0.06
#: Lines are exact to so many centimeters.
TOLERANCE = 0.018
#: Islands smaller than this (square centimeters) are left out, but for the largest part of an area.
SPECK = 0.0025
_KM = (1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True, eq=False)
class Frame:
    """A box of projected meters, drawn ``width`` x ``height`` centimeters."""

    west: float
    north: float
    per_cm: float
    width: float
    height: float

    @property
    def box(self) -> Any:
        """The box in meters."""
        east, south = self.west + self.width * self.per_cm, self.north - self.height * self.per_cm
        return shapely.box(self.west, south, east, self.north)

    def cm(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return points in centimeters from the upper left."""
        if not len(points):
            return np.empty((0, 2))
        return np.column_stack(
            [(points[:, 0] - self.west) / self.per_cm, (self.north - points[:, 1]) / self.per_cm]
        )

    def simple(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return areas with fewer points, whose common borders stay common, within the box."""
        fewer = shapely.coverage_simplify(shapes, TOLERANCE * self.per_cm)
        return self._clipped(shapely.make_valid(fewer))

    def within(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return what of areas lies in the box, without specks."""
        if not len(shapes):
            return shapes
        return self._clipped(shapely.simplify(shapes, TOLERANCE * self.per_cm))

    def _clipped(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        clipped = shapely.intersection(shapes, self.box)
        return np.array([self._without_specks(one) for one in clipped], dtype=object)

    def _without_specks(self, shape: Any) -> Any:
        parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
        if not parts:
            return shapely.Polygon()
        areas = shapely.area(np.array(parts, dtype=object))
        least = min(SPECK * self.per_cm**2, float(areas.max()))
        kept = [one for one, area in zip(parts, areas, strict=True) if area >= least]
        return shapely.multipolygons(kept)

    def rings(self, shape: shapely.Geometry) -> list[NDArray[np.floating]]:
        """Return the rings of an area in centimeters."""
        rings = shapely.get_rings(shapely.get_parts(shape))
        return [self.cm(shapely.get_coordinates(ring)) for ring in rings]

    @property
    def scale_bar(self) -> tuple[int, float]:
        """A round number of kilometers, and its length in centimeters."""
        most = 0.22 * self.width * self.per_cm / 1000
        km = max((one for one in _KM if one <= most), default=_KM[0])
        return km, km * 1000 / self.per_cm


def shapes_of(facts: BriefFacts) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the areas of the place, and those around it.

    Municipalities of a prefecture (a municipality with those beside it), else prefectures.
    """
    every, place = facts.shared.national.prefectures, facts.place
    if place.areas:
        cities = facts.shared.cities
        home = cities[cities["prefecture_code"].isin({code[:2] for code in place.areas})]
        return home.loc[list(place.areas)], home.drop(index=list(place.areas))
    if place.kind in {"municipality", "site"} and place.municipality:
        cities = facts.shared.cities
        near = facts.shared.towns_beside(place.municipality)
        beyond = {two for one in near for two in facts.shared.towns_beside(one)}
        rest = sorted(beyond - {place.municipality})
        return cities.loc[[place.municipality]], cities.loc[rest]
    if len(place.codes) == 1:
        cities = facts.shared.cities
        return (
            cities[cities["prefecture_code"] == place.codes[0]],
            every.drop(index=list(place.codes)),
        )
    return every.loc[list(place.codes)], every.drop(index=list(place.codes))


def frame_of(
    facts: BriefFacts, shapes: NDArray[np.object_], points: NDArray[np.floating],
    width: float, height: float,
) -> Frame:  # fmt: skip
    """Frame the place: its largest part, what lies near, and every part with a site."""
    if len(facts.place.codes) == 1:
        shapes = np.array([shapely.coverage_union_all(shapes)], dtype=object)
    parts, of = shapely.get_parts(shapes, return_index=True)
    size = shapely.area(parts)
    # of several prefectures the largest part of each
    main = [np.flatnonzero(of == one)[int(np.argmax(size[of == one]))] for one in np.unique(of)]
    near = np.zeros(len(parts), dtype=bool)
    near[main] = True
    found, _ = shapely.STRtree(parts[main]).query(parts, predicate="dwithin", distance=NEAR_M)
    near[found] = True
    if len(points):
        near[np.unique(shapely.STRtree(parts).nearest(shapely.points(points)))] = True
    west, south, east, north = shapely.total_bounds(parts[near])
    per_cm = max(
        (east - west) / (width * (1 - 2 * MARGIN)), (north - south) / (height * (1 - 2 * MARGIN))
    )
    if facts.place.kind in {"municipality", "site"}:
        per_cm *= 1.8
    middle = ((west + east) / 2, (south + north) / 2)
    return Frame(
        middle[0] - per_cm * width / 2, middle[1] + per_cm * height / 2, per_cm, width, height
    )


OKINAWA = "47"
_PAD_CM = 0.25


def okinawa_moved(
    frame: Frame, shapes: NDArray[np.object_], at: int, points: NDArray[np.floating]
) -> tuple[tuple[float, float], NDArray[np.floating]]:
    """Find the corner where Okinawa covers least of the others.

    Returns
    -------
    shift : (float, float)
        Meters by which it is moved.
    ring : numpy.ndarray
        The frame around it, in centimeters.
    """
    parts = shapely.get_parts(shapes[at])
    largest = parts[int(np.argmax(shapely.area(parts)))]
    near = shapely.dwithin(parts, largest, NEAR_M)
    if len(points):
        near[np.unique(shapely.STRtree(parts).nearest(shapely.points(points)))] = True
    west, south, east, north = shapely.total_bounds(parts[near])
    pad = _PAD_CM * frame.per_cm
    left, bottom, right, top = frame.box.bounds
    wide, high = east - west + 2 * pad, north - south + 2 * pad
    others = np.delete(shapes, at)
    corners = [
        (left, top - high),
        (right - wide, bottom),
        (left, bottom),
        (right - wide, top - high),
    ]
    boxes = [shapely.box(x, y, x + wide, y + high) for x, y in corners]
    covered = [shapely.area(shapely.intersection(others, box)).sum() for box in boxes]
    best = int(np.argmin(np.round(covered)))
    x, y = corners[best]
    return (x + pad - west, y + pad - south), frame.cm(shapely.get_coordinates(boxes[best]))
