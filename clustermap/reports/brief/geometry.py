"""The map of a brief, as areas, marks and names in centimeters; the writers only draw it.

Areas of the place are shaded by their number of sites, others are pale; marks are sized by money,
hollow where not yet running, and set side by side where they would cover each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import shapely
from shapely import affinity

from clustermap import locales
from clustermap.maps.figures.projection import projection_for
from clustermap.maps.palettes import LIGHT, sector_colors
from clustermap.reports.brief.framing import OKINAWA, frame_of, okinawa_moved, shapes_of
from clustermap.reports.brief.map_parts import BriefMap, MapArea, MapMark
from clustermap.reports.brief.naming import beside_placed, names_placed
from clustermap.reports.brief.place import named
from clustermap.reports.brief.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from clustermap.maps.figures.projection import Projection
    from clustermap.reports.brief.content import Brief
    from clustermap.reports.brief.facts import BriefFacts
    from clustermap.reports.brief.framing import Frame

#: Radius of a mark without a known amount; with one, by the root of the amount.
LEAST, PER_ROOT, MOST = 0.1, 0.011, 0.62
#: Sites on a map of many are dots of one size.
MANY = 60
DOT = 0.07
BREAKS = ((1, 2, 4, 6), (1, 3, 6, 12), (1, 5, 15, 30))
SHADES = (LIGHT.zero, *(LIGHT.sequential[at] for at in (0, 2, 4, 5)))
CONTEXT, SEA, LINE, EDGE = "#f4f2ec", "#e9eff4", "#c3ccd2", "#44525e"
_STYLES: dict[str, Literal["full", "ring", "dashed"]] = {
    "under_construction": "ring", "planned": "dashed",
}  # fmt: skip


def brief_map(brief: Brief, width: float, height: float) -> BriefMap:
    """Draw the map of a brief in a box of centimeters."""
    facts, lang = brief.facts, brief.lang
    ground = _ground(facts, width, height)
    chosen, frame, counts = ground.chosen, ground.frame, _counts(facts, ground.chosen.index)
    breaks = next((one for one in BREAKS if counts.max() <= 2.5 * one[-1]), BREAKS[-1])
    labels, alone = chosen[f"name_{lang}"], len(chosen) == 1
    simple = frame.simple(ground.shapes)
    here = [
        MapArea(
            str(labels[code]), frame.rings(shape),
            SHADES[1] if alone else _shade(counts[code], breaks), int(counts[code]),
            str(code),
        )
        for code, shape in zip(chosen.index, simple, strict=True)
    ]  # fmt: skip
    beyond = ground.project(ground.around)
    pale = [
        MapArea(str(row), frame.rings(shape), CONTEXT, key=str(code))
        for (code, row), shape in zip(
            ground.around[f"name_{lang}"].items(), frame.within(beyond), strict=True
        )
    ]
    at = frame.cm(ground.points)
    marks = [] if facts.place.kind == "nation" else _marks(facts, ground.sites, at, lang)
    names = names_placed(facts, chosen, ground.shapes, frame, marks, counts, lang)
    if alone:
        names += beside_placed(ground.around, beyond, frame, names, marks, lang)
    outside = [one.name for one in here if not one.rings]
    return BriefMap(
        width=width,
        height=height,
        areas=[one for one in (*pale, *here) if one.rings],
        outlines=[frame.rings(shapely.union_all(simple))],
        marks=marks,
        names=names,
        alternative=_alternative(brief, counts, labels),
        scale=frame.scale_bar,
        shades=[] if alone else _shade_keys(counts, breaks),
        sectors=_sector_keys(facts, marks, lang),
        styles=_style_keys(marks, lang),
        notes=_notes(facts, marks, outside, lang, moved=_moved(marks, at)),
        insets=ground.insets,
    )


@dataclass(frozen=True, eq=False)
class _Ground:
    """What a map is drawn on: areas and sites in projected meters, and the frame."""

    chosen: gpd.GeoDataFrame
    around: gpd.GeoDataFrame
    sites: pd.DataFrame
    shapes: NDArray[np.object_]
    points: NDArray[np.floating]
    frame: Frame
    insets: list[NDArray[np.floating]]
    projection: Projection

    def project(self, areas: gpd.GeoDataFrame) -> NDArray[np.object_]:
        """Bring areas into the map's projection."""
        return self.projection.shapes(areas.geometry.to_numpy())


def _ground(facts: BriefFacts, width: float, height: float) -> _Ground:
    chosen, around = shapes_of(facts)
    # several prefectures, Okinawa drawn apart, lie in the frame of the others
    framed = chosen.drop(index=OKINAWA, errors="ignore") if len(chosen) > 2 else chosen
    west, south, east, north = framed.total_bounds
    projection = projection_for((west, south, east, north))
    sites = facts.drawn
    sites = sites[sites["position"] != "prefecture"] if len(sites) else sites
    points: NDArray[np.floating] = np.empty((0, 2))
    if len(sites):
        points = projection.points(shapely.get_coordinates(sites.geometry.to_numpy()))
    shapes = projection.shapes(chosen.geometry.to_numpy())
    insets: list[NDArray[np.floating]] = []
    if len(chosen) > 2 and OKINAWA in chosen.index:
        at = list(chosen.index).index(OKINAWA)
        there = (sites["prefecture_code"] == OKINAWA).to_numpy() if len(sites) else points[:, 0] > 0
        frame = frame_of(facts, np.delete(shapes, at), points[~there], width, height)
        shift, ring = okinawa_moved(frame, shapes, at, points[there])
        shapes[at] = affinity.translate(shapes[at], *shift)
        points[there] += shift
        insets = [ring]
    else:
        frame = frame_of(facts, shapes, points, width, height)
    return _Ground(chosen, around, sites, shapes, points, frame, insets, projection)


def _counts(facts: BriefFacts, codes: pd.Index) -> pd.Series[int]:
    column = "prefecture_code" if len(str(codes[0])) == 2 else "city"
    return facts.sites[column].value_counts().reindex(codes, fill_value=0)


def _shade(count: int, breaks: Sequence[int]) -> str:
    return SHADES[int(np.searchsorted(breaks, count, "right"))]


def _shade_keys(counts: pd.Series[int], breaks: Sequence[int]) -> list[tuple[str, str]]:
    """Return the classes that occur, with their colors."""
    if counts.max() == 0:
        return []
    ends = [*breaks[1:], 10**6]
    words = ["0"]
    for low, end in zip(breaks, ends, strict=True):
        last = min(end - 1, int(counts.max()))
        words.append(str(low) if last <= low else f"{low}–{last}")
    classes = np.searchsorted(breaks, counts.to_numpy(), "right")
    most = classes.max()
    return [(words[at], SHADES[at]) for at in range(most + 1)]


def _marks(
    facts: BriefFacts, sites: pd.DataFrame, at: NDArray[np.floating], lang: str
) -> list[MapMark]:
    colors = sector_colors(tuple(facts.place.selection.sectors))
    many = len(sites) > MANY
    radii = np.array([_radius(amount, many=many) for amount in sites["investment_jpy_bn"]])
    spread = at if many or not len(at) else _side_by_side(at, radii)
    made = [
        MapMark(named(row, "name", lang), float(x), float(y), float(r),
                colors[row["sector"]][0], _STYLES.get(str(row["status"]), "full"), str(key))
        for (key, row), (x, y), r in zip(sites.iterrows(), spread, radii, strict=True)
    ]  # fmt: skip
    return sorted(made, key=lambda one: -one.radius)


def _radius(amount: float, *, many: bool) -> float:
    if many:
        return DOT
    return LEAST if pd.isna(amount) else float(np.clip(PER_ROOT * np.sqrt(amount), LEAST, MOST))


def _side_by_side(at: NDArray[np.floating], radii: NDArray[np.floating]) -> NDArray[np.floating]:
    """Push marks apart until they no longer cover each other, the smaller the farther."""
    moved = at.astype(float).copy()
    # marks at one point go in different directions, the same on every run
    turns = np.arange(len(at)) * 2.4
    moved += 0.01 * np.column_stack([np.cos(turns), np.sin(turns)])
    weight = 1 / radii**2
    for _ in range(80):
        gap = moved[:, None] - moved[None, :]
        far = np.hypot(gap[..., 0], gap[..., 1]) + np.eye(len(at))
        lack = np.clip(0.95 * (radii[:, None] + radii[None, :]) - far, 0, None)
        np.fill_diagonal(lack, 0)
        if lack.max() < 0.005:
            break
        share = weight[:, None] / (weight[:, None] + weight[None, :])
        moved += 0.5 * np.sum(gap / far[..., None] * (lack * share)[..., None], axis=1)
    return moved


def _moved(marks: Sequence[MapMark], at: NDArray[np.floating]) -> bool:
    """Say whether a mark stands visibly beside its point."""
    if not marks:
        return False
    places = shapely.points([(one.x, one.y) for one in marks])
    return bool(shapely.distance(places, shapely.multipoints(at)).max() > 0.05)


def _sector_keys(facts: BriefFacts, marks: Sequence[MapMark], lang: str) -> list[tuple[str, str]]:
    if not marks:
        return []
    colors = sector_colors(tuple(facts.place.selection.sectors))
    there = facts.drawn["sector"].value_counts().index
    return [(locales.text("sector", str(one), lang), colors[str(one)][0]) for one in there]


def _style_keys(marks: Sequence[MapMark], lang: str) -> list[tuple[str, str]]:
    found = {one.style for one in marks}
    keys = {"full": "k_filled", "ring": "k_hollow", "dashed": "k_dashed"}
    return [(style, say(key, lang)) for style, key in keys.items() if style in found]


def _notes(
    facts: BriefFacts, marks: Sequence[MapMark], outside: Sequence[str], lang: str, *, moved: bool
) -> tuple[str, ...]:
    notes = []
    sized = bool(marks) and len(marks) <= MANY
    if sized and facts.known:
        notes.append(say("k_money", lang))
    if facts.place.kind not in {"municipality", "site"} and len(facts.sites):
        small = len(facts.place.codes) == 1
        notes.append(say("k_shade_town" if small else "k_shade", lang))
    if moved:
        notes.append(say("k_moved", lang))
    if outside:
        shown = list(outside)[:3]
        names = {"ja": "、"}.get(lang, ", ").join(shown)
        if len(outside) > len(shown):
            names = say("m_more", lang, list=names, n=len(outside) - len(shown))
        notes.append(say("k_outside", lang, names=names))
    return tuple(notes)


def _alternative(brief: Brief, counts: pd.Series[int], labels: pd.Series[Any]) -> str:
    best = counts[counts > 0].sort_values(ascending=False, kind="stable").head(8)
    parts = [
        say("map_alt_area", brief.lang, area=labels[str(code)], n=n) for code, n in best.items()
    ] or [brief.subtitle]
    listed = {"ja": "、"}.get(brief.lang, ", ").join(parts)
    return say("map_alt", brief.lang, place=brief.facts.place.name(brief.lang), list=listed)
