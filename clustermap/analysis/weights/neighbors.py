"""Who is whose neighbor: links over land and sea, contiguity, nearest offices, distance.

Each public function gives a :class:`libpysal.graph.Graph`; :func:`from_text` gives the same
links as a plain :class:`~clustermap.analysis.weights.adjacency.Adjacency`, without the second or
two that importing libpysal takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.analysis.weights.adjacency import Adjacency, as_adjacency, require_unique
from clustermap.analysis.weights.contiguity import TOLERANCE_M, touching_pairs
from clustermap.analysis.weights.proximity import nearest_pairs, pairs_within, unit_points
from clustermap.errors import ClustermapError, DataError
from clustermap.japan import BY_CODE
from clustermap.messages import listed_ids

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from clustermap.analysis.weights.adjacency import IntArray

__all__ = ["GraphSummary", "describe", "from_text", "knn", "links", "queen", "within"]

# What carries people and goods between prefectures that do not touch: the floor below which
# no polygon file can fall. The table that the data layer ships says why for each of them.
SEA_LINKS = (
    ("01", "02", "tunnel"),  # Seikan tunnel
    ("28", "36", "bridge"),  # Akashi Kaikyo and Onaruto bridges
    ("33", "37", "bridge"),  # Seto Ohashi
    ("34", "38", "bridge"),  # Shimanami Kaido
    ("35", "40", "tunnel"),  # Kanmon tunnels and bridge
    ("46", "47", "ferry_air"),
)
_CODE_COLUMNS = ("code", "prefecture_code")
_WANTED = 'Use "links", "queen", "knn:4" (a number of neighbors) or "distance:150" (kilometers).'


@dataclass(frozen=True)
class GraphSummary:
    """What has to be said about weights beside every result made with them.

    Attributes
    ----------
    weights : str
        Name of the weights; empty for a graph that brings none.
    n, links : int
        Units, and pairs of units that are linked in at least one direction.
    components : int
        Connected components (an isolate is one).
    component_sizes : tuple of int
        Units in each, largest first.
    isolates : tuple
        Ids of the units without any neighbor of their own.
    mean_neighbors : float
        Mean number of neighbors, isolates included.
    fewest_neighbors, most_neighbors : int
        Smallest and largest number of neighbors.
    symmetric : bool
        Whether each link exists in both directions with the same weight.
    """

    weights: str
    n: int
    links: int
    components: int
    component_sizes: tuple[int, ...]
    isolates: tuple[Any, ...]
    mean_neighbors: float
    fewest_neighbors: int
    most_neighbors: int
    symmetric: bool


def describe(graph: Graph | Adjacency) -> GraphSummary:
    """Count components, isolates and neighbors of a graph.

    Parameters
    ----------
    graph : libpysal.graph.Graph or Adjacency
        Any weights.

    Returns
    -------
    GraphSummary

    Examples
    --------
    >>> island = Adjacency.of(["a", "b", "c"], [0, 1], [1, 0])
    >>> summary = describe(island)
    >>> summary.components, summary.isolates, round(summary.mean_neighbors, 2)
    (2, ('c',), 0.67)
    """
    adjacency = as_adjacency(graph)
    count = adjacency.cardinalities
    matrix = adjacency.matrix()
    pairs = np.unique(np.sort(np.column_stack([adjacency.focal, adjacency.neighbor])), axis=0)
    sizes = adjacency.component_sizes
    return GraphSummary(
        weights=adjacency.name,
        n=adjacency.n,
        links=len(pairs),
        components=len(sizes),
        component_sizes=sizes,
        isolates=adjacency.isolates,
        mean_neighbors=float(count.mean()) if adjacency.n else float("nan"),
        fewest_neighbors=int(count.min(initial=adjacency.n)),
        most_neighbors=int(count.max(initial=0)),
        symmetric=bool(abs(matrix - matrix.T).sum() == 0),
    )


def links(
    areas: gpd.GeoDataFrame,
    table: pd.DataFrame | None = None,
    *,
    tolerance: float = TOLERANCE_M,
) -> Graph:
    """Link areas that touch and, between prefectures, those joined over the sea.

    Prefectures are recognized by their JIS X 0401 codes in a column ``code`` or
    ``prefecture_code``, or as a two-digit text index; a part of the 47 will do. For them the
    links come from ``table``: its land borders (those of the polygons where the table has none)
    and its tunnels, bridges and ferry or air links. Without a table: polygons that touch, plus
    the six links of :data:`SEA_LINKS`, so that no simplification loses Hokkaido or Okinawa.

    For any other polygons: those that touch, see :func:`queen`. Municipalities get no links
    over the sea, although bridges and tunnels between some of them exist: their islands are
    isolates, named in every result.

    Parameters
    ----------
    areas : GeoDataFrame, n rows
        Polygons in any CRS; the index holds the unit ids.
    table : DataFrame, optional
        Columns ``code_a``, ``code_b``, ``kind`` (``land``, ``tunnel``, ``bridge``,
        ``ferry_air``); a pair counts in both directions.
    tolerance : float
        Meters within which polygons touch.

    Returns
    -------
    libpysal.graph.Graph
        Binary and symmetric, its units in the order of ``areas``.

    Raises
    ------
    DataError
        Ids that are not unique, or a table without the columns or with unknown codes.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame(
    ...     {"code": ["01", "02", "03"]},
    ...     geometry=[box(140, 42, 143, 45), box(140, 40.5, 142, 41.5), box(141, 39, 142, 40.5)],
    ...     index=["Hokkaido", "Aomori", "Iwate"],
    ...     crs="EPSG:6668",
    ... )
    >>> list(links(areas)["Aomori"].index)
    ['Hokkaido', 'Iwate']
    """
    return _links(areas, table, tolerance).to_graph(areas.index)


def queen(areas: gpd.GeoDataFrame, *, tolerance: float = TOLERANCE_M) -> Graph:
    """Link polygons that touch in at least one point.

    Contiguity depends on the boundary file, above all at islands: for Japan's prefectures use
    :func:`links`.

    Parameters
    ----------
    areas : GeoDataFrame, n rows
        Polygons in any CRS; the index holds the unit ids. Without a CRS only true contact
        counts.
    tolerance : float
        Meters within which polygons touch. The default, 50 m, bridges gaps and overlaps of
        files whose polygons were simplified one by one, and joins polygons on both sides of a
        water narrower than that; use 0 for true contact only.

    Returns
    -------
    libpysal.graph.Graph
        Binary and symmetric, its units in the order of ``areas``.

    Raises
    ------
    DataError
        Ids that are not unique, or a tolerance that is no distance.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame(
    ...     geometry=[box(0, 0, 1, 1), box(1, 1, 2, 2), box(5, 5, 6, 6)],
    ...     index=["a", "b", "c"],
    ...     crs="EPSG:6668",
    ... )
    >>> graph = queen(areas)
    >>> list(graph["a"].index), list(graph.isolates)
    (['b'], ['c'])
    """
    return _queen(areas, tolerance).to_graph(areas.index)


def knn(areas: gpd.GeoDataFrame, k: int) -> Graph:
    """Link each unit to its ``k`` nearest others, measured between offices.

    Parameters
    ----------
    areas : GeoDataFrame, n rows
        Polygons or points in any CRS; the index holds the unit ids. A unit stands at
        ``office_lon``, ``office_lat`` (degrees) where it has them, else on its largest part,
        see :func:`~clustermap.analysis.weights.proximity.unit_points`.
    k : int
        Number of neighbors, 1 to n - 1.

    Returns
    -------
    libpysal.graph.Graph
        Binary, in general not symmetric, its units in the order of ``areas``. Distances are
        geodesic (GRS80); equal ones (to the millimeter) are settled by the order of the ids.

    Raises
    ------
    DataError
        A ``k`` out of range, ids that are not unique, units without a place.

    Examples
    --------
    >>> import geopandas as gpd
    >>> places = gpd.points_from_xy([139.69, 139.64, 135.52], [35.69, 35.45, 34.69])
    >>> areas = gpd.GeoDataFrame(
    ...     geometry=places, index=["Tokyo", "Kanagawa", "Osaka"], crs="EPSG:6668"
    ... )
    >>> list(knn(areas, 1)["Osaka"].index)
    ['Kanagawa']
    """
    return _knn(areas, k).to_graph(areas.index)


def within(areas: gpd.GeoDataFrame, km: float) -> Graph:
    """Link units at most ``km`` kilometers apart, measured between offices.

    Parameters
    ----------
    areas : GeoDataFrame, n rows
        As in :func:`knn`.
    km : float
        Geodesic kilometers (GRS80), more than 0; the limit itself counts as within.

    Returns
    -------
    libpysal.graph.Graph
        Binary and symmetric, its units in the order of ``areas``.

    Raises
    ------
    DataError
        A distance that is none, ids that are not unique, units without a place.

    Examples
    --------
    >>> import geopandas as gpd
    >>> places = gpd.points_from_xy([139.69, 139.64, 135.52], [35.69, 35.45, 34.69])
    >>> areas = gpd.GeoDataFrame(
    ...     geometry=places, index=["Tokyo", "Kanagawa", "Osaka"], crs="EPSG:6668"
    ... )
    >>> list(within(areas, 50).isolates)
    ['Osaka']
    """
    return _within(areas, km).to_graph(areas.index)


def from_text(areas: gpd.GeoDataFrame, text: str, table: pd.DataFrame | None = None) -> Adjacency:
    """Make the weights that a text names.

    Parameters
    ----------
    areas : GeoDataFrame, n rows
        As in :func:`links` and :func:`knn`.
    text : str
        ``"links"``, ``"queen"``, ``"knn:K"`` or ``"distance:KM"``.
    table : DataFrame, optional
        The neighbor table of :func:`links`.

    Returns
    -------
    Adjacency
        Accepted by every statistic in place of a Graph, and named by ``text`` in its results;
        ``.to_graph()`` gives the Graph.

    Raises
    ------
    ClustermapError
        Any other text.

    Examples
    --------
    >>> import geopandas as gpd
    >>> places = gpd.points_from_xy([139.69, 139.64, 135.52], [35.69, 35.45, 34.69])
    >>> areas = gpd.GeoDataFrame(geometry=places, crs="EPSG:6668")
    >>> from_text(areas, "knn:2").name
    'knn:2'
    >>> from_text(areas, "rook")
    Traceback (most recent call last):
    ...
    clustermap.errors.ClustermapError: Unknown weights 'rook'.
    Use "links", "queen", "knn:4" (a number of neighbors) or "distance:150" (kilometers).
    """
    kind, colon, amount = text.strip().partition(":")
    try:
        if kind == "links" and not colon:
            return _links(areas, table, TOLERANCE_M)
        if kind == "queen" and not colon:
            return _queen(areas, TOLERANCE_M)
        if kind == "knn":
            return _knn(areas, int(amount))
        if kind == "distance":
            return _within(areas, float(amount))
    except ValueError:
        # int() and float() on an amount that is no number: the same advice as below
        pass
    cause = f"Unknown weights {text!r}."
    raise ClustermapError(cause, _WANTED)


def _links(areas: gpd.GeoDataFrame, table: Any, tolerance: float) -> Adjacency:
    require_unique(areas.index)
    codes = _prefecture_codes(areas)
    if codes is None:
        return _both_ways(areas.index, touching_pairs(areas, tolerance), "links")
    rows = pd.DataFrame(SEA_LINKS, columns=["code_a", "code_b", "kind"])
    if table is not None:
        rows = _checked_table(pd.DataFrame(table))
    place = pd.Series(np.arange(len(areas)), index=codes)
    present = rows["code_a"].isin(place.index) & rows["code_b"].isin(place.index)
    pairs = np.column_stack(
        [place[rows.loc[present, side]].to_numpy() for side in ("code_a", "code_b")]
    )
    if not (rows["kind"] == "land").any():
        pairs = np.concatenate([touching_pairs(areas, tolerance), pairs])
    return _both_ways(areas.index, pairs, "links")


def _queen(areas: gpd.GeoDataFrame, tolerance: float) -> Adjacency:
    require_unique(areas.index)
    return _both_ways(areas.index, touching_pairs(areas, tolerance), "queen")


def _knn(areas: gpd.GeoDataFrame, k: int) -> Adjacency:
    require_unique(areas.index)
    if not 1 <= k < len(areas):
        raise DataError(
            f"{k} nearest neighbors of {len(areas)} units do not exist.",
            f"Give a number from 1 to {len(areas) - 1}.",
        )
    pairs = nearest_pairs(unit_points(areas), k)
    return Adjacency.of(areas.index, pairs[:, 0], pairs[:, 1], name=f"knn:{k}")


def _within(areas: gpd.GeoDataFrame, km: float) -> Adjacency:
    require_unique(areas.index)
    if not 0 < km < np.inf:
        raise DataError(f"{km} km is not a distance.", "Give kilometers, more than 0.")
    return _both_ways(areas.index, pairs_within(unit_points(areas), km), f"distance:{km:g}")


def _both_ways(index: pd.Index[Any], pairs: IntArray, name: str) -> Adjacency:
    once = np.unique(np.sort(pairs.reshape(-1, 2), axis=1), axis=0)
    focal = np.concatenate([once[:, 0], once[:, 1]])
    neighbor = np.concatenate([once[:, 1], once[:, 0]])
    return Adjacency.of(index, focal, neighbor, name=name)


def _prefecture_codes(areas: gpd.GeoDataFrame) -> list[str] | None:
    """Return the areas' prefecture codes, or None when they are not prefectures."""
    for column in _CODE_COLUMNS:
        if column in areas.columns:
            codes = [str(code).zfill(2) for code in areas[column]]
            return codes if _are_prefectures(codes) else None
    # an index of bare numbers is row numbers, not codes
    codes = [code for code in areas.index if isinstance(code, str)]
    return codes if len(codes) == len(areas) and _are_prefectures(codes) else None


def _are_prefectures(codes: list[str]) -> bool:
    return 0 < len(codes) == len(set(codes)) and set(codes) <= set(BY_CODE)


def _checked_table(table: pd.DataFrame) -> pd.DataFrame:
    wanted = ["code_a", "code_b", "kind"]
    missing = [column for column in wanted if column not in table.columns]
    if missing:
        raise DataError(
            f"The neighbor table has no column {listed_ids(missing)}.",
            "Give code_a, code_b (JIS X 0401) and kind (land, tunnel, bridge, ferry_air).",
        )
    rows = table[wanted].astype(str)
    for side in ("code_a", "code_b"):
        rows[side] = rows[side].str.zfill(2)
    unknown = sorted((set(rows["code_a"]) | set(rows["code_b"])) - set(BY_CODE))
    own = rows.loc[rows["code_a"] == rows["code_b"], "code_a"]
    if unknown or len(own):
        cause = f"The neighbor table has unusable codes: {listed_ids([*unknown, *own])}."
        raise DataError(cause, "Link two different prefectures by their codes, 01 to 47.")
    return rows
