"""Where names stand on a brief's map: those with sites first, none over another or over a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from clustermap.data.official import municipality_basic
from clustermap.reports.brief.map_parts import MapName

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from clustermap.reports.brief.facts import BriefFacts
    from clustermap.reports.brief.framing import Frame
    from clustermap.reports.brief.map_parts import MapMark

#: Size of a name in centimeters, and the width of a letter in it.
SIZE = 0.36
LATIN, WIDE = 0.56, 1.02
MOST, MOST_MANY = 22, 12
_STEPS = ((0, 0), (0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1),
          (0, -2), (0, 2), (1.6, 0), (-1.6, 0))  # fmt: skip


def text_width(text: str, size: float = SIZE) -> float:
    """Return how wide a name is, in centimeters, to be on the safe side."""
    return size * sum(LATIN if ord(letter) < 0x2E7F else WIDE for letter in text)


def names_placed(
    facts: BriefFacts,
    areas: gpd.GeoDataFrame,
    shapes: NDArray[np.object_],
    frame: Frame,
    marks: Sequence[MapMark],
    counts: pd.Series[int],
    lang: str,
) -> list[MapName]:
    """Place the names of areas, the most important first; one that has no room is left out."""
    placed: list[MapName] = []
    taken: list[tuple[float, float, float, float]] = [
        (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius)
        for one in marks
    ]
    taken.append(_scale_box(frame))
    most = MOST if len(facts.place.codes) == 1 else MOST_MANY
    where = _spots(areas, shapes, frame)
    for code in _order(areas, counts):
        if code not in where or len(placed) >= most:
            continue
        text = str(areas.loc[code, f"name_{lang}"])
        spot = _free(text, where[code], taken, frame)
        if spot is not None:
            placed.append(MapName(text, *spot, bold=bool(counts[code])))
            taken.append(_box(text, *spot))
    return placed


def beside_placed(
    areas: gpd.GeoDataFrame, shapes: NDArray[np.object_], frame: Frame, placed: Sequence[MapName],
    marks: Sequence[MapMark], lang: str,
) -> list[MapName]:  # fmt: skip
    """Place the names of areas beside the place where there is room."""
    taken = [_box(one.text, one.x, one.y) for one in placed]
    taken += [
        (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius)
        for one in marks
    ]
    taken.append(_scale_box(frame))
    found = []
    for code, at in _spots(areas, shapes, frame).items():
        text = str(areas.loc[code, f"name_{lang}"])
        spot = _free(text, at, taken, frame)
        if spot is not None:
            found.append(MapName(text, *spot, bold=False, quiet=True))
            taken.append(_box(text, *spot))
    return found


def _spots(
    areas: gpd.GeoDataFrame, shapes: NDArray[np.object_], frame: Frame
) -> dict[str, NDArray[np.floating]]:
    """Return a point in the largest part of each area in the frame, in centimeters."""
    inside = shapely.intersection(shapes, frame.box)
    points = frame.cm(shapely.get_coordinates(shapely.point_on_surface(_largest(inside))))
    codes = map(str, areas.index[shapely.area(inside) > 0])
    return dict(zip(codes, points, strict=True))


def _scale_box(frame: Frame) -> tuple[float, float, float, float]:
    """Return where the scale bar stands."""
    left = frame.width - 0.5 - max(frame.scale_bar[1], 1.2)
    return left, frame.height - 1.1, frame.width, frame.height


def _largest(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    found = []
    for shape in shapes:
        parts = shapely.get_parts(shape)
        parts = parts[shapely.area(parts) > 0]
        if len(parts):
            found.append(parts[int(np.argmax(shapely.area(parts)))])
    return np.array(found, dtype=object)


def _order(areas: gpd.GeoDataFrame, counts: pd.Series[int]) -> list[str]:
    """Order areas by sites, then people (prefectures by sites alone)."""
    people = municipality_basic()["population_2020"].reindex(areas.index).fillna(0)
    table = pd.DataFrame({"sites": counts, "people": people})
    table = table.sort_values(["sites", "people"], ascending=False, kind="stable")
    return [str(code) for code in table.index]


def _box(text: str, x: float, y: float) -> tuple[float, float, float, float]:
    half = text_width(text) / 2
    return x - half, y - 0.55 * SIZE, x + half, y + 0.55 * SIZE


def _free(
    text: str,
    at: NDArray[np.floating],
    taken: Sequence[tuple[float, float, float, float]],
    frame: Frame,
) -> tuple[float, float] | None:
    wide = text_width(text)
    for across, down in _STEPS:
        x, y = float(at[0] + across * (wide / 2 + 0.15)), float(at[1] + down * 1.2 * SIZE)
        left, top, right, bottom = _box(text, x, y)
        if left < 0.1 or top < 0.1 or right > frame.width - 0.1 or bottom > frame.height - 0.1:
            continue
        if not any(
            left < x1 and right > x0 and top < y1 and bottom > y0 for x0, y0, x1, y1 in taken
        ):
            return x, y
    return None
