"""Areas and zones on a map, and names of areas where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from clustermap.maps.figures.borders import draw_borders
from clustermap.maps.figures.names import place_beside
from clustermap.maps.figures.paper import HATCH, Fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from numpy.typing import NDArray

    from clustermap.maps.figures.paper import Paper
    from clustermap.maps.figures.projection import View
    from clustermap.maps.palettes import SchemeLook

#: Names are left out where fewer than this share of the areas have room for theirs.
NAMED = 0.2
#: Sizes of the names of few areas, in sizes of the text: the first that hides no mark.
FEW_SIZES = (1.02, 0.9, 0.78)
#: Share of a name that may lie outside its area where there are many.
SPILL = 0.12


def shape_path(shape: Any) -> Path:
    """Return a polygon's rings as one path.

    Examples
    --------
    >>> len(shape_path(shapely.box(0, 0, 1, 1)).vertices)
    5
    """
    from matplotlib.path import Path

    vertices, codes = [], []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            points = shapely.get_coordinates(ring)
            vertices.append(points)
            middle = [Path.LINETO] * (len(points) - 2)
            codes += [Path.MOVETO, *middle, Path.CLOSEPOLY]
    if not vertices:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate(vertices), codes)


def _in_box(view: View) -> NDArray[np.intp]:
    """Return which areas reach into the view."""
    found: NDArray[np.intp] = np.flatnonzero(
        shapely.intersects(view.shapes, shapely.box(*view.box))
    )
    return found


def draw_areas(
    axes: Axes,
    view: View,
    codes: Sequence[str],
    prefectures: Sequence[str],
    fills: Mapping[str, Fill],
    paper: Paper,
    scale: float,
) -> None:
    """Fill the areas; those without a fill are context, in the color of land.

    ``prefectures`` are the codes of those that the areas lie in.
    """
    from matplotlib.collections import PathCollection

    here = _in_box(view)
    groups: dict[Fill, list[Path]] = {}
    colors = []
    for at in here:
        fill = fills.get(codes[at], Fill(paper.theme.land))
        groups.setdefault(fill, []).append(shape_path(view.shapes[at]))
        colors.append(fill.color)
    for fill, paths in groups.items():
        axes.add_collection(PathCollection(paths, facecolors=fill.color, linewidths=0, zorder=1))
        if fill.hatch:
            hatched = PathCollection(
                paths, facecolors="none", edgecolors=fill.hatch, linewidths=0, hatch=HATCH, zorder=2
            )
            hatched.set_hatch_linewidth(0.07 * paper.em)
            axes.add_collection(hatched)
    homes = [prefectures[at] for at in here]
    draw_borders(axes, view.shapes[here], colors, homes, paper, scale)


def draw_zone_areas(
    axes: Axes,
    view: View,
    codes: Sequence[str],
    zoned: frozenset[str],
    parts: NDArray[np.object_],
    look: SchemeLook,
    paper: Paper,
) -> None:
    """Hatch the prefectures that zones of a scheme cover whole, and the municipalities of others.

    ``parts`` are the polygons of the municipalities, in degrees.
    """
    from matplotlib.collections import PathCollection

    here = _in_box(view)
    homes = np.array([codes[at] for at in here])
    paths = [
        shape_path(shapely.coverage_union_all(view.shapes[here[homes == code]]))
        for code in sorted(zoned & set(homes.tolist()))
    ]
    if len(parts):
        shapes = view.projection.shapes(parts)
        inside = shapely.intersects(shapes, shapely.box(*view.box))
        if inside.any():
            paths.append(shape_path(shapely.union_all(shapes[inside])))
    if paths:
        hatched = PathCollection(
            paths,
            facecolors="none",
            edgecolors=look.color(paper.theme),
            linewidths=0.05 * paper.em,
            hatch=look.hatch * 4,
            zorder=3.5,
        )
        hatched.set_hatch_linewidth(0.05 * paper.em)
        axes.add_collection(hatched)


def draw_names(
    axes: Axes,
    view: View,
    names: Mapping[int, str],
    marks: NDArray[np.floating],
    meters_per_point: float,
    paper: Paper,
    *,
    few: bool,
    insets: NDArray[np.floating],
) -> None:
    """Write names into areas, away from marks.

    Parameters
    ----------
    names : mapping of int to str
        By position of the area.
    marks : numpy.ndarray, shape (n, 2)
        In meters.
    few : bool
        Few areas have their names in bold, whatever these hide; of many only those that fit are
        written.
    insets : numpy.ndarray, shape (n, 4)
        Boxes that names keep off, in meters.
    """
    from matplotlib.patheffects import withStroke

    found: dict[str, tuple[float, float]] = {}
    taken: list[Any] = [shapely.box(*one) for one in insets]
    bounds = shapely.bounds(view.shapes)
    size = paper.em * (FEW_SIZES[0] if few else 0.78)
    if few:
        # as large as lets every name stand beside the marks
        size, found = _few_placed(view, names, marks, meters_per_point, paper, insets)
    for at, name in () if few else names.items():
        width = paper.letters.width(name, size) * meters_per_point
        height = size * 0.95 * meters_per_point
        if bounds[at, 2] - bounds[at, 0] < 0.9 * width:
            continue
        place = _place(view, at, width, height, marks, taken)
        if place is None:
            continue
        x, y = found[name] = place
        taken.append(shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    # one name among many areas would say that this area is meant
    if not few and len(found) < NAMED * len(names):
        return
    for name, (x, y) in found.items():
        text = axes.text(
            x, y, paper.letters.printable(name), ha="center", va="center", color=paper.theme.ink,
            zorder=6, **paper.letters.style(size, bold=few),
        )  # fmt: skip
        text.set_path_effects(
            [withStroke(linewidth=0.28 * size, foreground=paper.theme.paper, alpha=0.85)]
        )


def _few_placed(
    view: View,
    names: Mapping[int, str],
    marks: NDArray[np.floating],
    meters_per_point: float,
    paper: Paper,
    insets: NDArray[np.floating],
) -> tuple[float, dict[str, tuple[float, float]]]:
    """Choose a size, and a middle for each name."""
    placed: dict[str, tuple[float, float]] = {}
    size = paper.em
    for share in FEW_SIZES:
        size = share * paper.em
        placed, taken, hidden = {}, insets, 0
        height = size * 0.95 * meters_per_point
        for at, name in names.items():
            width = paper.letters.width(name, size, bold=True) * meters_per_point
            found = place_beside(view, at, (width, height), marks, taken)
            if found is None:
                continue
            (x, y), hides = found
            placed[name] = (x, y)
            hidden += hides
            mine = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            taken = np.vstack([taken, mine])
        if not hidden and len(placed) == len(names):
            break
    return size, placed


def _place(
    view: View,
    at: int,
    width: float,
    height: float,
    marks: NDArray[np.floating],
    taken: list[Any],
) -> tuple[float, float] | None:
    """Choose a middle for a name: inside the area, hiding no mark and no other name."""
    parts = shapely.get_parts(shapely.intersection(view.shapes[at], shapely.box(*view.box)))
    if not len(parts):
        return None
    part = parts[np.argmax(shapely.area(parts))]
    west, south, east, north = part.bounds
    grid = np.stack(np.meshgrid(np.linspace(west, east, 17), np.linspace(south, north, 17)), -1)
    places = grid.reshape(-1, 2)
    places = places[shapely.contains_xy(part, places)]
    if not len(places):
        return None
    half = np.array([width / 2, height / 2])
    boxes = shapely.box(*(places - half).T, *(places + half).T)
    outside = 1 - shapely.area(shapely.intersection(boxes, part)) / (width * height)
    near = half + 0.4 * height
    hidden = (np.abs(marks[None] - places[:, None]) <= near).all(axis=2).sum(axis=1)
    middle = np.array(part.centroid.coords[0])
    off = np.hypot(*(places - middle).T) / np.hypot(east - west, north - south)
    cost = 3 * outside + off + 100 * ((outside > SPILL) | (hidden > 0))
    for box in taken:
        cost += 100 * shapely.intersects(boxes, box)
    # a name that hangs out of the view would be cut off
    low, high = np.array(view.box[:2]), np.array(view.box[2:])
    cost += 100 * ((places - half < low) | (places + half > high)).any(axis=1)
    best = int(np.argmin(cost))
    return None if cost[best] >= 100 else (float(places[best, 0]), float(places[best, 1]))
