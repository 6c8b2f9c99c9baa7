"""Rows without a usable point, placed by what they state: codes, names, addresses.

The same code places them as for a map of sites, so that both put a row into the same area.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap.counting.marks import NO_POSITION, OUTSIDE, TO_TEST
from clustermap.ingest.problems import Findings
from clustermap.ingest.site_places import locate
from clustermap.ingest.sites import plausible_codes
from clustermap.messages import clean, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from clustermap.counting.batches import Batch
    from clustermap.data.gazetteer import Gazetteer
    from clustermap.data.locator import PrefectureLocator
    from clustermap.ingest.problems import Problem

#: How exact a place is -> by what the row was placed.
_BY = {"town": "address", "district": "address"}
#: Reasons that a row has no point of its own, which a place found takes away.
_MENDED = ("blank", "coordinate", "crs", "geometry")


@dataclass(frozen=True, eq=False)
class Placer:
    """Areas by code, and what finds places.

    Parameters
    ----------
    numbers : dict
        Code of an area -> its number.
    prefectures : bool
        The areas are prefectures.
    gazetteer : Gazetteer
        Municipalities by code and name.
    locator : PrefectureLocator
        Outlines and offices of the prefectures.
    """

    numbers: dict[str, int]
    prefectures: bool
    gazetteer: Gazetteer
    locator: PrefectureLocator

    def fill(self, batch: Batch) -> tuple[np.ndarray, np.ndarray]:
        """Place the rows of a batch that state where they are and have no usable point.

        Parameters
        ----------
        batch : Batch
            Takes the points of those that only a point can decide, and what is to be said.

        Returns
        -------
        rows, areas : numpy.ndarray
            Rows placed, and the area of each: ``TO_TEST`` where its point decides.
        """
        frame = batch.stated
        if frame is None or not len(frame):
            return np.empty(0, int), np.empty(0, np.int32)
        findings = Findings("")
        columns = plausible_codes(frame, batch.places)
        if not columns:
            return np.empty(0, int), np.empty(0, np.int32)
        places = locate(frame, columns, self.gazetteer, self.locator, findings)
        rows = frame.index.to_numpy()
        known = np.array([bool(one) for one in places.position], bool)
        areas = np.full(len(rows), NO_POSITION, np.int32)
        for at in np.flatnonzero(known):
            areas[at] = self._area(
                places.prefecture[at], places.municipality[at], places.position[at]
            )
        _say(batch, rows, known, areas, places.position, findings)
        by_point = areas == TO_TEST
        batch.lon[rows[by_point]] = places.lon[by_point]
        batch.lat[rows[by_point]] = places.lat[by_point]
        keep = known | np.isnan(batch.lon[rows])
        return rows[keep], areas[keep]

    def _area(self, prefecture: str, municipality: str, exactness: str) -> int:
        if self.prefectures:
            return self.numbers.get(prefecture, OUTSIDE)
        if municipality in self.numbers:
            return self.numbers[municipality]
        return NO_POSITION if exactness == "prefecture" else TO_TEST


def placer_of(
    areas: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame | None = None,
    municipalities: gpd.GeoDataFrame | None = None,
) -> Placer:
    """Return what places rows into areas.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Indexed by code, in the order of their numbers.
    land : geopandas.GeoDataFrame, optional
        The prefectures; else the embedded ones.
    municipalities : geopandas.GeoDataFrame, optional
        Areas of the user's, whose codes and names are known beside the embedded ones.
    """
    from clustermap import japan
    from clustermap.data.boundaries import read_prefectures
    from clustermap.data.gazetteer import gazetteer
    from clustermap.data.locator import locator

    return Placer(
        {str(code): at for at, code in enumerate(areas.index)},
        bool(areas.index.isin(list(japan.BY_CODE)).all()),
        gazetteer(municipalities),
        locator(read_prefectures() if land is None else land),
    )


def _say(
    batch: Batch,
    rows: np.ndarray,
    known: np.ndarray,
    areas: np.ndarray,
    exactness: list[str],
    findings: Findings,
) -> None:
    """Note how many rows were placed by what, which were not, and what is odd about them."""
    away = np.zeros(len(batch), bool)
    away[rows] = True
    unread = batch.left_out.get("coordinate")
    if unread is not None:
        batch.note("placed instead", int(unread[rows[known]].sum()))
    nowhere = ~known & np.isnan(batch.lon[rows])
    away[rows[~known & ~nowhere]] = False
    for reason in _MENDED:
        held = batch.left_out.get(reason)
        if held is not None:
            batch.note(reason, -int((held & away).sum()))
    vague = known & (areas == NO_POSITION)
    batch.note("prefecture only", int(vague.sum()))
    by = Counter(
        _BY.get(how, how)
        for how, taken in zip(exactness, known & ~vague, strict=True)
        if taken
    )  # fmt: skip
    for how, many in by.items():
        batch.note(f"by {how}", many)
    lost = set(rows[nowhere].tolist())
    batch.note("place", len(lost), _examples(findings.errors, lost))
    warned: dict[str, list[Problem]] = {}
    placed = set(rows[known].tolist())
    for one in findings.problems:
        if one.level == "warning" and one.kind != "crowd" and one.row in placed:
            warned.setdefault(one.kind, []).append(one)
    for kind, alike in warned.items():
        many = len({one.row for one in alike})
        batch.note(f"warned:{kind}", many, _examples(alike, placed))


def _examples(problems: Iterable[Problem], rows: set[int]) -> list[str]:
    cells = {
        f"{shown(clean(one.value))} {one.words}" if one.value else one.words
        for one in problems
        if one.row in rows
    }
    return sorted(cells)[:3]
