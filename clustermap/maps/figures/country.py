"""The map itself in its frame: areas, zones, sites, names, and Okinawa apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from clustermap.data.municipalities import read_municipalities
from clustermap.data.zones import unknown_places, zone_municipalities
from clustermap.maps.figures.areas import draw_areas, draw_names, draw_zone_areas
from clustermap.maps.figures.context import draw_context
from clustermap.maps.figures.describe import say
from clustermap.maps.figures.furniture import bar_length
from clustermap.maps.figures.layout import Box
from clustermap.maps.figures.marks import DIAMOND, draw_marks, fan_out, look_of
from clustermap.maps.figures.notes import draw_notes
from clustermap.maps.figures.projection import FEW, OKINAWA, View, views
from clustermap.maps.figures.tiles import short_name
from clustermap.maps.palettes import sector_colors

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from clustermap.maps.figures.paper import Paper
    from clustermap.maps.figures.subject import Panel, Subject

#: The frame of Okinawa is no wider than this share of the map's.
INSET_SHARE = 0.34
#: "Up" is north all over a map if it turns less than this many degrees from side to side.
TURN = 3.0


class Country:
    """Draws a subject's maps into boxes of a sheet."""

    def __init__(self, subject: Subject, paper: Paper) -> None:
        self.subject = subject
        self.paper = paper
        every = subject.every
        self.codes = [str(code) for code in every.index]
        self.prefectures = (
            self.codes if subject.level == "prefecture" else every["prefecture_code"].tolist()
        )
        self.okinawa = np.array([code == OKINAWA for code in self.prefectures])
        self.shown = np.asarray(every.index.isin(subject.areas.index))
        sites = subject.selection.sites
        points = _degrees(sites) if subject.sites else np.empty((0, 2))
        self.main, self.apart = views(every, self.shown, points, self.okinawa)
        self.meters_per_point = 1.0
        self.outside = self._count_outside(points)

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
        inside = self.main.holds(self.main.projection.points(points))
        if self.apart is not None:
            inside |= self.apart.holds(self.apart.projection.points(points))
        return int((~inside).sum())

    def draw(self, panel: Panel, box: Box) -> None:
        """Draw one map into a box."""
        main, inset = box, None
        if self.apart is not None:
            wide, high = self.apart.size
            if self.main.projection.kind == "albers":
                inset = self._corner(box)
            else:
                # beside few prefectures Okinawa has a strip to the west of them
                width = INSET_SHARE * 0.85 * box.width
                height = min(width * high / wide, box.height)
                inset = Box(box.x, box.top - height, height * wide / high, height)
                main = Box(
                    inset.right + self.paper.em, box.y, box.right - inset.right - self.paper.em,
                    box.height,
                )  # fmt: skip
        self.meters_per_point = self._scale(self.main, main)
        self._map(self.main, main, panel, self.meters_per_point)
        if inset is not None and self.apart is not None:
            self._inset(inset, panel)

    def _corner(self, box: Box) -> Box:
        """Return Okinawa's frame in the northwest, at the scale of the map where it has room."""
        assert self.apart is not None  # noqa: S101
        scale = self._scale(self.main, box)
        wide, high = self.apart.size
        width = min(wide / scale, INSET_SHARE * box.width)
        height = width * high / wide + 1.5 * self.paper.em
        return Box(box.x, box.top - height, width, height)

    def _inset(self, box: Box, panel: Panel) -> None:
        """Draw Okinawa in its frame, with its name."""
        assert self.apart is not None  # noqa: S101
        paper = self.paper
        head = 1.5 * paper.em
        scale = self._scale(self.apart, box.below(head))
        self._map(self.apart, box, panel, scale, head=head)
        names = self.subject.selection.national.prefectures[f"name_{self.subject.lang}"]
        name = short_name(OKINAWA, str(names[OKINAWA]), self.subject.lang)
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
            x, y = box.x + 0.6 * size, box.y + 0.6 * size
            end = x + length * 1000 / scale
            paper.line([(x, y), (end, y)], paper.theme.muted, 0.09 * size)
            paper.text(end + 0.4 * size, y - 0.3 * size, f"{length:,.0f} km", 0.85 * size,
                       color=paper.theme.muted)  # fmt: skip

    @staticmethod
    def _scale(view: View, box: Box) -> float:
        """Return meters per point that show a view whole in a box."""
        wide, high = view.size
        return max(wide / box.width, high / box.height)

    def _map(self, view: View, box: Box, panel: Panel, scale: float, head: float = 0.0) -> None:
        """Fill a box with a view, sea around it to the box's edges; ``head`` is left for words."""
        from matplotlib.patches import Rectangle

        paper, subject = self.paper, self.subject
        west, south, east, north = view.box
        x, y = (west + east) / 2, (south + north + head * scale) / 2
        half = box.width * scale / 2, box.height * scale / 2
        shapes = view.shapes
        if view is self.main and self.apart is not None:
            # Okinawa stands in its frame, and nowhere else
            shapes = shapes.copy()
            shapes[self.okinawa] = shapely.MultiPolygon()
        shown = View(view.projection, shapes, (x - half[0], y - half[1], x + half[0], y + half[1]))
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
        draw_areas(axes, shown, self.codes, self.prefectures, subject.fills(panel), paper)
        if subject.zones:
            self._zones(axes, shown)
        draw_context(axes, shown, subject.selection.layers, 0.55 * self._radius(), paper)
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
            draw_names(axes, shown, labels, places, scale, paper, few=few)

    def _zones(self, axes: Axes, view: View) -> None:
        selection = self.subject.selection
        whole = frozenset(code for codes in selection.zones["whole_prefecture"] for code in codes)
        chosen = set(map(str, selection.prefectures.index))
        parts = zone_municipalities(selection.zones).drop_duplicates("code")
        parts = parts[parts["prefecture_code"].isin(chosen - whole)]
        if self.apart is not None and view.projection is self.main.projection:
            parts = parts[parts["prefecture_code"] != OKINAWA]
        draw_zone_areas(
            axes,
            view,
            self.prefectures,
            whole & chosen,
            read_municipalities().geometry.loc[parts["code"]].to_numpy(),
            self.paper,
        )
        homes = {
            code for codes in unknown_places(selection.zones).values() for code in codes
        } & chosen
        if not homes:
            return
        offices = selection.national.prefectures.loc[sorted(homes), ["office_lon", "office_lat"]]
        points = view.projection.points(offices.to_numpy(float))
        points = points[view.holds(points)]
        color = self.paper.theme.zone
        kinds = [(DIAMOND, "ring", color)] * len(points)
        draw_marks(axes, points, kinds, 0.8 * self._radius(), self.paper.theme)  # type: ignore[arg-type]

    def _radius(self) -> float:
        """Return the radius of a site's mark in points: many marks are small ones."""
        n = len(self.subject.selection.sites)
        share = 0.21 if n > 250 else 0.29 if n > 80 else 0.4
        return share * self.paper.em * (0.8 if len(self.subject.panels) > 1 else 1.0)

    def _sites(self, axes: Axes, view: View, panel: Panel, scale: float) -> NDArray[np.floating]:
        """Draw the marks of the sites in a view; return where they are, in meters."""
        subject, theme = self.subject, self.paper.theme
        sites = subject.selection.sites
        if panel.sector:
            sites = sites[sites["sector"] == panel.sector]
        if not subject.sites or not len(sites):
            return np.empty((0, 2))
        points = view.projection.points(_degrees(sites))
        inside = view.holds(points)
        sites, points = sites[inside], points[inside]
        radius = self._radius()
        points = fan_out(points / scale, radius) * scale
        order = subject.order
        colors = sector_colors(order)
        kinds = [
            (order.index(sector), look_of(status), colors[sector][theme.dark])
            for sector, status in zip(sites["sector"], sites["status"], strict=True)
        ]
        draw_marks(axes, points, kinds, radius, theme)
        return points


def _degrees(points: gpd.GeoDataFrame) -> NDArray[np.floating]:
    found: NDArray[np.floating] = points.geometry.get_coordinates().to_numpy()
    return found
