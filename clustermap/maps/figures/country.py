"""The map itself in its frame: areas, zones, sites, names, and Okinawa apart."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap.data.municipalities import read_municipalities
from clustermap.data.zones import unknown_places, zone_municipalities
from clustermap.maps.figures.areas import draw_areas, draw_names, draw_zone_areas
from clustermap.maps.figures.context import draw_context
from clustermap.maps.figures.describe import say
from clustermap.maps.figures.furniture import bar_length
from clustermap.maps.figures.groups import LARGEST, NEAR, draw_rings, rings_of, sized
from clustermap.maps.figures.layout import Box
from clustermap.maps.figures.marks import DIAMOND, draw_marks, fan_out, look_of
from clustermap.maps.figures.notes import draw_notes
from clustermap.maps.figures.projection import FEW, on_islands, views
from clustermap.maps.palettes import scheme_looks, sector_colors

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from clustermap.maps.figures.groups import Ring
    from clustermap.maps.figures.marks import MarkLook
    from clustermap.maps.figures.paper import Paper
    from clustermap.maps.figures.projection import View
    from clustermap.maps.figures.subject import Panel, Subject
    from clustermap.maps.palettes import SchemeLook

#: The frame of the islands is no wider, and no higher, than these shares of the map's.
INSET_WIDE, INSET_HIGH = 0.34, 0.4
#: "Up" is north all over a map if it turns less than this many degrees from side to side.
TURN = 3.0
#: Radius of a site's mark, at most and at least, in sizes of the text.
MOST, LEAST = 0.4, 0.22
#: Share of the land that single marks may cover; on the nation's map they are rings above it.
COVER = 0.06
#: What a mark covers with its halo, in squares of its radius.
_COVERED = 4.2


class Country:
    """Draws a subject's maps into boxes of a sheet.

    ``room`` is about where a map will stand: it decides whether sites are drawn as rings, which
    they are not where none is given.
    """

    def __init__(self, subject: Subject, paper: Paper, room: Box | None = None) -> None:
        self.subject = subject
        self.paper = paper
        every = subject.every
        self.codes = [str(code) for code in every.index]
        self.prefectures = (
            self.codes if subject.level == "prefecture" else every["prefecture_code"].tolist()
        )
        self.shown = np.asarray(every.index.isin(subject.areas.index))
        sites = subject.selection.sites
        points = _degrees(sites) if subject.sites else np.empty((0, 2))
        self.main, self.apart = views(every, self.shown, points, self.prefectures)
        self.meters_per_point = 1.0
        self.outside = self._count_outside(points)
        # each panel has about its share of the sites
        self.n = len(points) / len(subject.panels)
        scale = self._scale(self.main, room or paper.sheet.whole())
        radius = self._radius(scale)
        self.grouped = (
            room is not None
            and self.main.projection.kind == "albers"
            and radius <= LEAST * paper.em
        )
        places = self.main.projection.points(points) / scale if len(points) else points
        #: Whether marks on one place are drawn beside it.
        self.moved = not self.grouped and bool((fan_out(places, radius) != places).any())

    @property
    def north(self) -> float | None:
        """Where north is, in degrees from "up"; None where it differs across the map."""
        if self.main.projection.kind != "lambert":
            return None
        offices = self.subject.areas[["office_lon", "office_lat"]].to_numpy(float)
        turns = [self.main.projection.convergence((lon, lat)) for lon, lat in offices]
        return float(np.mean(turns)) if max(turns) - min(turns) < TURN else None

    def _count_outside(self, points: NDArray[np.floating]) -> int:
        if not len(points):
            return 0
        inside = np.zeros(len(points), bool)
        for view in (self.main, self.apart):
            if view is not None:
                inside |= view.holds(view.projection.points(points)) & self._stands_in(view, points)
        return int((~inside).sum())

    def _stands_in(self, view: View, degrees: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Say which places belong to a view: those on the islands stand in their frame alone."""
        if self.apart is None:
            return np.ones(len(degrees), bool)
        islands = on_islands(degrees)
        return islands if view is self.apart else ~islands

    def draw(self, panel: Panel, box: Box, room: Box | None = None) -> None:
        """Draw one map into a box; what is looked at stands in ``room``, a part of the box."""
        room = room or box
        inset = self._corner(room) if self.apart is not None else None
        if inset is not None and self._hidden(inset, room) > 0:
            # the islands have a strip beside the map, or above it
            gap = self.paper.em
            beside = Box(inset.right + gap, room.y, room.right - inset.right - gap, room.height)
            below = room.below(inset.height + gap)
            inset = Box(room.x, room.top - inset.height, inset.width, inset.height)
            room = min((beside, below), key=lambda one: self._scale(self.main, one))
        self.meters_per_point = self._scale(self.main, room)
        self._map(self.main, box, room, panel, self.meters_per_point)
        if inset is not None:
            self._inset(inset, panel)

    def _corner(self, room: Box) -> Box:
        """Return the islands' frame where it hides least, at the map's scale if it has room."""
        assert self.apart is not None  # noqa: S101
        scale, (wide, high) = self._scale(self.main, room), self.apart.size
        width = min(wide / scale, INSET_WIDE * room.width, INSET_HIGH * room.height * wide / high)
        height = width * high / wide + 1.5 * self.paper.em
        left, right = room.x, room.right - width
        corners = [
            Box(x, y, width, height)
            for x, y in (
                (left, room.top - height), (left, room.y), (right, room.y),
                (right, room.top - height),
            )
        ]  # fmt: skip
        return min(corners, key=lambda one: self._hidden(one, room))

    def _hidden(self, inset: Box, room: Box) -> float:
        """Return how much of the land shown an inset would hide, in square meters."""
        west, south, east, north = self.main.box
        scale = self._scale(self.main, room)
        x = (west + east) / 2 - (room.x + room.width / 2) * scale
        y = (south + north) / 2 - (room.y + room.height / 2) * scale
        ground = shapely.box(
            x + inset.x * scale, y + inset.y * scale, x + inset.right * scale, y + inset.top * scale
        )
        shapes = self.main.shapes[self.shown]
        met = shapes[shapely.intersects(shapes, ground)]
        return float(shapely.area(shapely.intersection(met, ground)).sum())

    def _inset(self, box: Box, panel: Panel) -> None:
        """Draw the islands in their frame, with their name and, if it is their own, their scale."""
        assert self.apart is not None  # noqa: S101
        paper = self.paper
        head = 1.5 * paper.em
        scale = self._scale(self.apart, box.below(head))
        self._map(self.apart, box, box.below(head), panel, scale)
        homes = {self.prefectures[at] for at in np.flatnonzero(self.shown)}
        kind = "islands" if {"46", "47"} <= homes else "okinawa" if "47" in homes else "amami"
        name = say(kind, self.subject.lang)
        size = 0.85 * paper.em
        same = abs(scale / self.meters_per_point - 1) < 0.02
        label = name if same else say("own_scale", self.subject.lang, name=name)
        size = min(size, size * (box.width - size) / paper.letters.width(label, size))
        if size > 0.6 * paper.em:
            x, y = box.x + 0.5 * size, box.top - 1.25 * size
            paper.text(x, y, label, size, color=paper.theme.muted)
        if not same:
            size = 0.85 * paper.em
            length = bar_length(scale, 0.35 * box.width)
            # in the southeast, where there are no islands
            words = f"{length:,.0f} km"
            end = box.right - 1.2 * size - paper.letters.width(words, 0.85 * size)
            x, y = end - length * 1000 / scale, box.y + 0.6 * size
            paper.line([(x, y), (end, y)], paper.theme.muted, 0.09 * size)
            paper.text(end + 0.4 * size, y - 0.3 * size, words, 0.85 * size,
                       color=paper.theme.muted)  # fmt: skip

    @staticmethod
    def _scale(view: View, box: Box) -> float:
        """Return meters per point that show a view whole in a box."""
        wide, high = view.size
        return max(wide / box.width, high / box.height)

    def _map(self, view: View, box: Box, room: Box, panel: Panel, scale: float) -> None:
        """Fill a box with a view, whose middle is that of ``room``, sea and land to the edges."""
        from matplotlib.patches import Rectangle

        paper, subject = self.paper, self.subject
        west, south, east, north = view.box
        x = (west + east) / 2 - (room.x + room.width / 2 - box.x) * scale
        y = (south + north) / 2 - (room.y + room.height / 2 - box.y) * scale
        shapes = view.shapes
        shown = replace(view, box=(x, y, x + box.width * scale, y + box.height * scale))
        axes = paper.add_axes(box)
        axes.set_xlim(shown.box[0], shown.box[2])
        axes.set_ylim(shown.box[1], shown.box[3])
        axes.add_patch(
            Rectangle(
                (0, 0),
                1,
                1,
                transform=axes.transAxes,
                facecolor=paper.theme.sea,
                edgecolor=paper.theme.coast,
                linewidth=0,
                zorder=0,
            )
        )
        axes.add_patch(
            Rectangle(
                (0, 0),
                1,
                1,
                transform=axes.transAxes,
                facecolor="none",
                edgecolor=paper.theme.coast,
                linewidth=0.08 * paper.em,
                clip_on=False,
                zorder=9,
            )
        )
        draw_areas(axes, shown, self.codes, self.prefectures, subject.fills(panel), paper, scale)
        if subject.zones:
            self._zones(axes, shown)
        draw_context(axes, shown, subject.selection.layers, 0.55 * MOST * paper.em, paper)
        places = self._sites(axes, shown, panel, scale, apart=view is self.apart)
        if view is self.main:
            draw_notes(paper, shown, box, scale, subject.notes)
        if view is self.main and len(subject.panels) == 1:
            labels = {
                at: subject.names[code]
                for at, code in enumerate(self.codes)
                if self.shown[at] and not shapely.is_empty(shapes[at])
            }
            few = len(labels) <= FEW
            draw_names(axes, shown, labels, places, scale, paper, few=few)

    def _zones(self, axes: Axes, view: View) -> None:
        zones = self.subject.selection.zones
        for scheme, look in scheme_looks(zones["scheme"]).items():
            self._zones_of(axes, view, zones[zones["scheme"] == scheme], look)

    def _zones_of(self, axes: Axes, view: View, zones: pd.DataFrame, look: SchemeLook) -> None:
        selection, theme = self.subject.selection, self.paper.theme
        whole = frozenset(code for codes in zones["whole_prefecture"] for code in codes)
        chosen = set(map(str, selection.prefectures.index))
        parts = zone_municipalities(zones).drop_duplicates("code")
        parts = parts[parts["prefecture_code"].isin(chosen - whole)]
        outlines = read_municipalities().geometry
        if self.apart is not None and len(parts):
            apart = view.projection is self.apart.projection
            islands = on_islands(_middles(outlines.loc[parts["code"]].to_numpy()))
            parts = parts[islands == apart]
        shapes = outlines.loc[parts["code"]].to_numpy()
        draw_zone_areas(axes, view, self.prefectures, whole & chosen, shapes, look, self.paper)
        homes = {code for codes in unknown_places(zones).values() for code in codes} & chosen
        if not homes:
            return
        offices = selection.national.prefectures.loc[sorted(homes), ["office_lon", "office_lat"]]
        points = view.projection.points(offices.to_numpy(float))
        points = points[view.holds(points)]
        kinds: list[tuple[int, MarkLook, str]] = [(DIAMOND, "ring", look.color(theme))] * len(
            points
        )
        draw_marks(axes, points, kinds, 0.25 * self.paper.em, theme)

    @cached_property
    def _land(self) -> dict[str, float]:
        """Land of each prefecture shown, in square meters."""
        land: dict[str, float] = {}
        for at in np.flatnonzero(self.shown):
            home = self.prefectures[at]
            for view in (self.main, self.apart):
                if view is not None:
                    land[home] = land.get(home, 0.0) + float(shapely.area(view.shapes[at]))
        return land

    def _radius(self, scale: float) -> float:
        """Return the radius of a site's mark in points: many marks are small ones."""
        land = sum(self._land.values()) / scale**2
        wanted = np.sqrt(COVER * land / max(1.0, self.n) / _COVERED)
        return float(np.clip(wanted, LEAST * self.paper.em, MOST * self.paper.em))

    def _sites(
        self, axes: Axes, view: View, panel: Panel, scale: float, *, apart: bool
    ) -> NDArray[np.floating]:
        """Draw the marks of the sites in a view; return where they are, in meters."""
        subject, theme = self.subject, self.paper.theme
        sites = panel.of(subject.selection.sites)
        if not subject.sites or not len(sites):
            return np.empty((0, 2))
        degrees = _degrees(sites)
        points = view.projection.points(degrees)
        inside = view.holds(points)
        if self.apart is not None:
            inside &= on_islands(degrees) == apart
        sites, points = sites[inside], points[inside]
        order = subject.order
        colors = {name: pair[theme.dark] for name, pair in sector_colors(order).items()}
        kinds = [
            (order.index(sector), look_of(status), colors[sector])
            for sector, status in zip(sites["sector"], sites["status"], strict=True)
        ]
        if not self.grouped:
            radius = self._radius(scale)
            points = fan_out(points / scale, radius) * scale
            draw_marks(axes, points, kinds, radius, theme)
            return points
        rings = self._rings(view, sites, points, scale)
        draw_rings(axes, [one for one in rings if one.single is None], order, colors, scale, theme)
        for one in rings:
            if one.single is not None:
                shape, _, color = kinds[one.single]
                draw_marks(
                    axes, np.array([[one.x, one.y]]), [(shape, "full", color)], one.radius, theme
                )
        return np.array([[one.x, one.y] for one in rings]).reshape(-1, 2)

    def _rings(
        self, view: View, sites: gpd.GeoDataFrame, points: NDArray[np.floating], scale: float
    ) -> list[Ring]:
        em = self.paper.em
        near = NEAR * em * scale
        homes = sites["prefecture_code"].astype(str).tolist()
        small = {
            home: self._middle(view, home)
            for home, land in self._land.items()
            if land < near**2 and home in set(homes)
        }
        rings = rings_of(points, sites["sector"].tolist(), homes, near, small)
        about = self.subject.about
        alike = about is not None and about.id.startswith("sites")
        land = {home: area / scale**2 for home, area in self._land.items()}
        return sized(rings, land, LARGEST * em, alike=alike)

    def _middle(self, view: View, home: str) -> tuple[float, float]:
        """Return the middle of a prefecture's largest island."""
        at = [i for i, code in enumerate(self.prefectures) if code == home]
        parts = shapely.get_parts(shapely.union_all(view.shapes[at]))
        middle = parts[np.argmax(shapely.area(parts))].centroid
        return float(middle.x), float(middle.y)


def _degrees(points: gpd.GeoDataFrame) -> NDArray[np.floating]:
    found: NDArray[np.floating] = points.geometry.get_coordinates().to_numpy()
    return found


def _middles(shapes: NDArray[np.object_]) -> NDArray[np.floating]:
    found: NDArray[np.floating] = shapely.get_coordinates(shapely.centroid(shapes))
    return found
