"""Who is whose neighbor, as plain arrays.

A :class:`libpysal.graph.Graph` is what people exchange; importing libpysal costs more than
the whole of a statistic on 47 prefectures. The statistics therefore work on an
:class:`Adjacency`, and a Graph is turned into one when it is handed in, and made of one when
somebody asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from clustermap.errors import DataError
from clustermap.extras import require
from clustermap.messages import listed_ids

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from libpysal.graph import Graph
    from numpy.typing import NDArray

    IntArray: TypeAlias = NDArray[np.intp]
    FloatArray: TypeAlias = NDArray[np.float64]
    BoolArray: TypeAlias = NDArray[np.bool_]

Transform: TypeAlias = Literal["r", "b", "o"]


@dataclass(frozen=True, eq=False)
class Adjacency:
    """Weighted links between units, in an order that does not depend on the rows' order.

    Make one with :meth:`of` or :meth:`from_graph`: they sort the units by their id written as
    text, and the links by unit and neighbor. Everything random downstream is drawn in this
    order, which is what makes results independent of the order of the rows.

    Attributes
    ----------
    ids : pandas.Index
        The units, sorted by id.
    focal, neighbor : ndarray of int, shape (links,)
        Positions in ``ids``: ``neighbor[e]`` is a neighbor of ``focal[e]``.
    weight : ndarray of float, shape (links,)
        Weights, positive, without unit.
    name : str
        What the weights are called in results, e.g. ``"links"``.

    Examples
    --------
    >>> line = Adjacency.of(["a", "b", "c"], [0, 1, 1, 2], [1, 0, 2, 1], name="line")
    >>> line.cardinalities
    array([1, 2, 1])
    >>> line.components
    1
    """

    ids: pd.Index[Any]
    focal: IntArray
    neighbor: IntArray
    weight: FloatArray
    name: str = ""

    @classmethod
    def of(
        cls,
        ids: Iterable[Hashable],
        focal: Iterable[int],
        neighbor: Iterable[int],
        weight: Iterable[float] | None = None,
        *,
        name: str = "",
    ) -> Adjacency:
        """Make an adjacency of positions in ``ids``, checked and sorted.

        Parameters
        ----------
        ids : iterable of hashable, length n
            The units; unique.
        focal, neighbor : iterable of int, length links
            Positions in ``ids``.
        weight : iterable of float, optional
            Weights; 1 without. Links of weight 0 are dropped.
        name : str
            What the weights are called.

        Raises
        ------
        DataError
            Ids that are not unique, weights that are negative or not finite, units that are
            their own neighbors, or a link given twice.
        """
        index = ids if isinstance(ids, pd.Index) else pd.Index(list(ids))
        require_unique(index)
        focal_at = np.asarray(focal, dtype=np.intp)
        neighbor_at = np.asarray(neighbor, dtype=np.intp)
        given = 1.0 if weight is None else weight
        weights = np.broadcast_to(np.asarray(given, dtype=np.float64), focal_at.shape)
        bad = ~np.isfinite(weights) | (weights < 0)
        if bad.any():
            cause = (
                f"Weights must be finite and not negative; see {listed_ids(index[focal_at[bad]])}."
            )
            raise DataError(cause, "Give weights of 0 or more.")
        kept = weights > 0
        focal_at, neighbor_at, weights = focal_at[kept], neighbor_at[kept], weights[kept]
        self_links = focal_at == neighbor_at
        if self_links.any():
            raise DataError(
                f"Units are their own neighbors: {listed_ids(index[focal_at[self_links]])}.",
                "Remove the self-weights; local_getis_ord(star=True) adds its own.",
            )
        order = np.argsort(index.astype(str).to_numpy(dtype=object), kind="stable")
        rank = np.empty(len(index), dtype=np.intp)
        rank[order] = np.arange(len(index))
        focal_at, neighbor_at = rank[focal_at], rank[neighbor_at]
        sort = np.lexsort((neighbor_at, focal_at))
        focal_at, neighbor_at, weights = focal_at[sort], neighbor_at[sort], weights[sort]
        twice = (np.diff(focal_at) == 0) & (np.diff(neighbor_at) == 0)
        if twice.any():
            cause = f"Links are given twice, see {listed_ids(index[order][focal_at[1:][twice]])}."
            raise DataError(cause, "Give each pair of units once a direction.")
        return cls(index[order], focal_at, neighbor_at, weights, name)

    @classmethod
    def from_graph(cls, graph: Graph, *, name: str = "") -> Adjacency:
        """Make an adjacency of a libpysal Graph; isolates stay units without links."""
        series = graph.adjacency
        ids = pd.Index(graph.unique_ids)
        focal = ids.get_indexer(series.index.get_level_values("focal"))
        neighbor = ids.get_indexer(series.index.get_level_values("neighbor"))
        return cls.of(ids, focal, neighbor, series.to_numpy(dtype=np.float64), name=name)

    def to_graph(self, order: pd.Index[Any] | None = None) -> Graph:
        """Make a :class:`libpysal.graph.Graph`, its units in ``order`` (default: sorted).

        Raises
        ------
        DataError
            libpysal is not installed.
        """
        require("graphs", "A Graph")
        from libpysal.graph import Graph

        units = self.ids if order is None else order
        rank = units.get_indexer(self.ids)
        lonely = rank[np.flatnonzero(self.cardinalities == 0)]
        # libpysal writes a unit without neighbors as a link of weight 0 to itself
        focal = np.concatenate([rank[self.focal], lonely])
        neighbor = np.concatenate([rank[self.neighbor], lonely])
        weight = np.concatenate([self.weight, np.zeros(len(lonely))])
        sort = np.lexsort((neighbor, focal))
        return Graph.from_arrays(units[focal[sort]], units[neighbor[sort]], weight[sort])

    @property
    def n(self) -> int:
        """Number of units."""
        return len(self.ids)

    @property
    def cardinalities(self) -> IntArray:
        """Number of neighbors of each unit, shape (n,)."""
        return np.bincount(self.focal, minlength=self.n)

    @property
    def isolates(self) -> tuple[Any, ...]:
        """Ids of the units without any neighbor of their own."""
        return tuple(self.ids[self.cardinalities == 0].tolist())

    @property
    def component_sizes(self) -> tuple[int, ...]:
        """Sizes of the connected components, largest first; links count in both directions."""
        from scipy.sparse.csgraph import connected_components

        _, label = connected_components(self.matrix(), directed=True, connection="weak")
        return tuple(sorted(np.bincount(label).tolist(), reverse=True)) if self.n else ()

    @property
    def components(self) -> int:
        """Number of connected components."""
        return len(self.component_sizes)

    def matrix(self) -> Any:
        """Return the weights as a scipy CSR array, shape (n, n)."""
        from scipy.sparse import csr_array

        indptr = np.concatenate([[0], np.cumsum(self.cardinalities)])
        return csr_array((self.weight, self.neighbor, indptr), shape=(self.n, self.n))

    def subset(self, keep: BoolArray) -> Adjacency:
        """Keep the units where ``keep`` (shape (n,)) is true, and the links between them."""
        if keep.all():
            return self
        rank = np.cumsum(keep) - 1
        inside = keep[self.focal] & keep[self.neighbor]
        return Adjacency(
            self.ids[keep],
            rank[self.focal[inside]],
            rank[self.neighbor[inside]],
            self.weight[inside],
            self.name,
        )

    def transformed(self, transform: Transform) -> Adjacency:
        """Return row-standardized ("r"), binary ("b") or unchanged ("o") weights.

        Raises
        ------
        DataError
            Any other ``transform``.
        """
        if transform == "o":
            return self
        if transform == "b":
            weight = np.ones(len(self.weight))
        elif transform == "r":
            total = np.bincount(self.focal, self.weight, minlength=self.n)
            weight = self.weight / total[self.focal]
        else:
            cause = f"Unknown transformation of weights {transform!r}."
            raise DataError(cause, 'Use "r" (row-standardized), "b" (binary) or "o" (as given).')
        return Adjacency(self.ids, self.focal, self.neighbor, weight, self.name)


def as_adjacency(graph: Graph | Adjacency) -> Adjacency:
    """Take a libpysal Graph or an adjacency, return an adjacency."""
    return graph if isinstance(graph, Adjacency) else Adjacency.from_graph(graph)


def require_unique(index: pd.Index[Any]) -> None:
    """Raise :class:`DataError` naming the ids that occur more than once."""
    if not index.is_unique:
        twice = index[index.duplicated()].unique()
        raise DataError(
            f"Ids of units are not unique: {listed_ids(twice)}.",
            "Set an index with one id a unit (merge parts with dissolve).",
        )
