"""A tally as a table that maps and statistics take, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.counting.grid import NEAR_KM
from clustermap.messages import clean, count, listed, shown

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.counting.parts import Plan
    from clustermap.counting.tally import Tally

RULE = "A point on a border counts in the area with the lowest code of those that it touches."
_LEFT_OUT = {
    "blank": "blank",
    "coordinate": "not a coordinate",
    "geometry": "a broken geometry",
    "crs": "not convertible to degrees",
    "place": "at no place that is understood",
    "prefecture only": "known by their prefecture only",
}


def table_of(tally: Tally, areas: gpd.GeoDataFrame, lang: str) -> pd.DataFrame:
    """Lay counts and sums out, one row an area and one column a count or sum.

    Columns: ``code, name`` and, for areas within prefectures, ``prefecture``; ``count``, then
    ``sum:COLUMN`` for each column added up (blank where no row has a number), and for each group
    ``count:GROUP`` and ``sum:COLUMN:GROUP``.
    """
    from clustermap import japan

    names = areas[f"name_{lang}"].where(areas[f"name_{lang}"] != "", areas["name_ja"])
    data: dict[str, Any] = {"code": list(map(str, areas.index)), "name": names.to_numpy()}
    if not areas.index.isin(list(japan.BY_CODE)).all():
        codes = areas["prefecture_code"]
        data["prefecture"] = [
            getattr(japan.BY_CODE[c], lang) if c in japan.BY_CODE else "" for c in codes
        ]
    here = slice(0, tally.areas)
    counts = tally.by_group(tally.counts)
    groups = [name for name in counts if tally.group_by]
    data["count"] = _added(counts, tally.areas)
    totals = {name: _totals(tally, name) for name in tally.sums}
    for name, (every, _) in totals.items():
        data[f"sum:{name}"] = every
    for group in groups:
        data[f"count:{group}"] = counts[group][here]
        for name, (_, by_group) in totals.items():
            data[f"sum:{name}:{group}"] = by_group[group]
    return pd.DataFrame(data)


def _added(counts: dict[str, np.ndarray], areas: int) -> np.ndarray:
    return sum(counts.values(), np.zeros(areas + 2, np.int64))[:areas]


def _totals(tally: Tally, name: str) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the sums of a column over all groups, and by group."""
    exact, known = tally.totals[name], tally.by_group(tally.summed[name])
    rows = tally.by_group(tally.counts)
    together = exact.folded(tally.width)
    every = _blank(
        together.totals()[: tally.areas], _added(known, tally.areas), _added(rows, tally.areas)
    )
    values = tally.by_group(np.array(exact.totals()))
    by_group = {
        group: _blank(values[group][: tally.areas], known[group], rows[group]) for group in values
    }
    return every, by_group


def _blank(values: Any, known: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Blank the sums of areas whose rows have no number at all; without any row a sum is 0."""
    found = np.array(values, float)
    size = len(found)
    found[(known[:size] == 0) & (rows[:size] > 0)] = np.nan
    return found


def summary_of(tally: Tally, plan: Plan) -> dict[str, Any]:
    """Return how many rows went where: ``rows, inside, outside, no_position, reasons ...``."""
    by_group = sum(tally.by_group(tally.counts).values(), np.zeros(tally.width, np.int64))
    inside, outside, nowhere = by_group[: tally.areas], by_group[-2], by_group[-1]
    reasons = {name: rows for name, rows in sorted(tally.reasons.items()) if rows}
    return {
        "rows": tally.rows,
        "files": plan.files,
        "inside": int(inside.sum()),
        "areas": tally.areas,
        "areas_with_points": int((inside > 0).sum()),
        "outside": int(outside),
        "no_position": int(nowhere) + reasons.get("ragged", 0),
        "reasons": reasons,
        "examples": {name: list(cells) for name, cells in sorted(tally.examples.items()) if cells},
        "rule": RULE,
    }


def words_of(summary: dict[str, Any]) -> list[str]:
    """Say how many rows went where, line by line."""
    rows, inside = summary["rows"], summary["inside"]
    where = f"{summary['areas_with_points']:,} of {count(summary['areas'], 'area')}"
    files = count(summary["files"], "file")
    words = [f"Counted {inside:,} of {count(rows, 'row')} ({files}) in {where}."]
    if summary["outside"]:
        share = summary["outside"] / rows
        words.append(f"Outside all areas: {count(summary['outside'], 'row')} ({share:.1%}).")
    reasons, examples = summary["reasons"], summary["examples"]
    if "near" in reasons:
        near, meters = count(reasons["near"], "row"), f"{NEAR_KM * 1000:.0f} m"
        words.append(f"Within {meters} of an area, and counted in the nearest: {near}.")
    if summary["no_position"]:
        parts = [
            f"{reasons[reason]:,} {label}{_such(examples.get(reason, ()))}"
            for reason, label in _LEFT_OUT.items() if reason in reasons
        ]  # fmt: skip
        if "ragged" in reasons:
            cells = _such(examples.get("ragged", ()))
            parts.append(f"{reasons['ragged']:,} with more or fewer cells than the header{cells}")
        words.append(
            f"Without a position: {count(summary['no_position'], 'row')} ({'; '.join(parts)})."
        )
    words += _words_of_placing(reasons, examples)
    if "swapped" in reasons:
        swapped = count(reasons["swapped"], "row")
        words.append(f"Longitude and latitude swapped: {swapped}, swapped back.")
    if "no point" in reasons:
        shapes = count(reasons["no point"], "row")
        words.append(f"Lines and polygons: {shapes}; a point inside stands for each.")
    for reason, held in reasons.items():
        if reason.startswith("no number:"):
            column = shown(reason.removeprefix("no number:"))
            cells = _such(examples.get(reason, ()))
            words.append(f"Not added up: {count(held, 'row')} without a number in {column}{cells}.")
    return [*words, summary["rule"]]


def _words_of_placing(reasons: dict[str, int], examples: dict[str, Any]) -> list[str]:
    """Say how many rows were placed without a point of theirs, and what was odd."""
    words = []
    by = [
        f"{reasons[f'by {how}']:,} by {how}"
        for how in ("address", "municipality", "prefecture")
        if f"by {how}" in reasons
    ]
    if by:
        words.append(f"Placed by what their rows state, as they have no point: {listed(by)}.")
    if "placed instead" in reasons:
        many = count(reasons["placed instead"], "row")
        cells = _such(examples.get("coordinate", ()))
        words.append(f"Of these, coordinates that are not understood: {many}{cells}.")
    for reason, held in reasons.items():
        if reason.startswith("warned:"):
            cells = "; ".join(clean(one) for one in examples.get(reason, ())[:1])
            words.append(f"Warning: {count(held, 'row')} to check: {cells}.")
    if "tokyo" in reasons:
        many = count(reasons["tokyo"], "row")
        words.append(f"In the Tokyo Datum, as their rows say: {many}, moved to JGD2011.")
    if "datum" in reasons:
        cells = _such(examples.get("datum", ()))
        many = count(reasons["datum"], "row")
        words.append(f"Of a datum that is not known: {many}{cells}; taken as JGD2011.")
    return words


def _such(cells: Any) -> str:
    return f", as {listed([shown(clean(one)) for one in cells], 3)}" if cells else ""
