"""Patterns of points (sites, plants, firms): whether they are closer than by chance, and where.

Distances are geodesic, in kilometres, whatever the CRS of the points; nothing is measured in
degrees, and no null model is a bounding box. Which to use:

- *Is the industry more concentrated than industry as such, and over which distances?*
  `duranton_overman` (absolute: how many pairs), `m_function` (relative: which share of the
  neighbors); both compare with the other sites.
- *Do plants of A have plants of B next door?* `colocation_quotient`.
- *Where are the groups, and what are they called?* `hotspots`.
- *Closer than thrown evenly on the land?* `nearest_neighbor_index`, `ripley_l`: nearly always
  yes, as mountains are empty, so never the headline.
"""

from clustermap.analysis.points.colocation import ColocationQuotient, colocation_quotient
from clustermap.analysis.points.duranton_overman import DurantonOverman, duranton_overman
from clustermap.analysis.points.hotspots import hotspots
from clustermap.analysis.points.m_function import MFunction, m_function
from clustermap.analysis.points.nearest_neighbor import NearestNeighborIndex, nearest_neighbor_index
from clustermap.analysis.points.ripley import RipleyL, ripley_l

__all__ = [
    "ColocationQuotient",
    "DurantonOverman",
    "MFunction",
    "NearestNeighborIndex",
    "RipleyL",
    "colocation_quotient",
    "duranton_overman",
    "hotspots",
    "m_function",
    "nearest_neighbor_index",
    "ripley_l",
]
