"""The map itself in its frame: areas, zones, sites, names, and far islands apart."""

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
from clustermap.maps.figures.groups import LARGEST, NEAR, draw_rings, rings_of, sized
from clustermap.maps.figures.insets import insets_placed, write_inset
from clustermap.maps.figures.islands import among
from clustermap.maps.figures.marks import DIAMOND, draw_marks, fan_out, look_of
from clustermap.maps.figures.notes import draw_notes
from clustermap.maps.figures.projection import FEW, views
from clustermap.maps.palettes import scheme_looks, sector_colors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from clustermap.maps.figures.groups import Ring
    from clustermap.maps.figures.layout import Box
    from clustermap.maps.figures.marks import MarkLook
    from clustermap.maps.figures.paper import Paper
    from clustermap.maps.figures.projection import View
    from clustermap.maps.figures.subject import Panel, Subject
    from clustermap.maps.palettes import SchemeLook

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
        for view in (self.main, *self.apart):
            inside |= view.holds(view.projection.points(points)) & self._stands_in(view, points)
        return int((~inside).sum())

    def _stands_in(self, view: View, degrees: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Say which places belong to a view: those on the islands stand in their frame alone."""
        groups = [one.group for one in self.apart if one.group]
        at = groups.index(view.group) if view.group else -1
        found: NDArray[np.bool_] = among(groups, degrees) == at
        return found

    def draw(self, panel: Panel, box: Box, room: Box | None = None) -> None:
        """Draw one map into a box; what is looked at stands in ``room``, a part of the box."""
        room = room or box
        placed, room = insets_placed(self, room, self.subject.lang)
        self.meters_per_point = self.scale_in(room)
        frames = [one.box for one in placed]
        self._map(self.main, box, room, panel, self.meters_per_point, frames)
        for inset in placed:
            scale = self._scale(inset.view, inset.inner)
            self._map(inset.view, inset.box, inset.inner, panel, scale)
            write_inset(self.paper, inset, scale, self.meters_per_point, self.subject.lang)

    def hidden(self, box: Box, room: Box) -> float:
        """Return how much of the land shown a box would hide, in square meters."""
        west, south, east, north = self.main.box
        scale = self.scale_in(room)
        x = (west + east) / 2 - (room.x + room.width / 2) * scale
        y = (south + north) / 2 - (room.y + room.height / 2) * scale
        ground = shapely.box(
            x + box.x * scale, y + box.y * scale, x + box.right * scale, y + box.top * scale
        )
        shapes = self.main.shapes[self.shown]
        met = shapes[shapely.intersects(shapes, ground)]
        return float(shapely.area(shapely.intersection(met, ground)).sum())

    def scale_in(self, room: Box) -> float:
        """Return the meters per point of the main map in a room."""
        return self._scale(self.main, room)

    @staticmethod
    def _scale(view: View, box: Box) -> float:
        """Return meters per point that show a view whole in a box."""
        wide, high = view.size
        return max(wide / box.width, high / box.height)

    def _map(
        self, view: View, box: Box, room: Box, panel: Panel, scale: float,
        insets: Sequence[Box] = (),
    ) -> None:  # fmt: skip
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
        places = self._sites(axes, shown, panel, scale)
        if view is self.main:
            draw_notes(paper, shown, box, scale, subject.notes)
        if view is self.main and len(subject.panels) == 1:
            labels = {
                at: subject.names[code]
                for at, code in enumerate(self.codes)
                if self.shown[at] and not shapely.is_empty(shapes[at])
            }
            few = len(labels) <= FEW
            frames = [
                [one.x - box.x, one.y - box.y, one.right - box.x, one.top - box.y] for one in insets
            ]
            hidden = np.array(frames).reshape(-1, 4) * scale + [x, y, x, y]
            draw_names(axes, shown, labels, places, scale, paper, few=few, insets=hidden)

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
        if len(parts):
            middles = _middles(outlines.loc[parts["code"]].to_numpy())
            parts = parts[self._stands_in(view, middles)]
        shapes = outlines.loc[parts["code"]].to_numpy()
        draw_zone_areas(axes, view, self.prefectures, whole & chosen, shapes, look, self.paper)
        homes = {code for codes in unknown_places(zones).values() for code in codes} & chosen
        if not homes:
            return
        offices = selection.national.prefectures.loc[sorted(homes), ["office_lon", "office_lat"]]
        degrees = offices.to_numpy(float)
        points = view.projection.points(degrees)
        points = points[view.holds(points) & self._stands_in(view, degrees)]
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
            for view in (self.main, *self.apart):
                land[home] = land.get(home, 0.0) + float(shapely.area(view.shapes[at]))
        return land

    def _radius(self, scale: float) -> float:
        """Return the radius of a site's mark in points: many marks are small ones."""
        land = sum(self._land.values()) / scale**2
        wanted = np.sqrt(COVER * land / max(1.0, self.n) / _COVERED)
        return float(np.clip(wanted, LEAST * self.paper.em, MOST * self.paper.em))

    def _sites(self, axes: Axes, view: View, panel: Panel, scale: float) -> NDArray[np.floating]:
        """Draw the marks of the sites in a view; return where they are, in meters."""
        subject, theme = self.subject, self.paper.theme
        sites = panel.of(subject.selection.sites)
        if not subject.sites or not len(sites):
            return np.empty((0, 2))
        degrees = _degrees(sites)
        points = view.projection.points(degrees)
        inside = view.holds(points) & self._stands_in(view, degrees)
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
