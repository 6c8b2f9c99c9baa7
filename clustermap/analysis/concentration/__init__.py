"""Concentration and specialization in tables of areas by industries, and of plants.

A measure takes a table and returns a table, a Series or a number, and cites its paper. Which to
use:

- *Is the industry's share here above its share everywhere, and is that more than luck?*
  `location_quotient`, `location_quotient_interval`, `strong_clusters`.
- *How unlike the nation is this area's mix?* `krugman_specialization`, `entropy`, `herfindahl`.
- *How unevenly is the industry spread over the areas?* `hoover`, `locational_gini`, `gini`,
  `theil` (with a split into regions), `mori_nishikimi_smith` (against habitable land).
- *Is that more than the lumpiness of a few large plants?* `ellison_glaeser`, `maurel_sedillot`.
"""

from clustermap.analysis.concentration.ellison_glaeser import ellison_glaeser, maurel_sedillot
from clustermap.analysis.concentration.inequality import Theil, entropy, gini, herfindahl, theil
from clustermap.analysis.concentration.location_quotient import (
    location_quotient,
    location_quotient_interval,
    strong_clusters,
)
from clustermap.analysis.concentration.specialization import (
    hoover,
    krugman_specialization,
    locational_gini,
    mori_nishikimi_smith,
)

__all__ = [
    "Theil",
    "ellison_glaeser",
    "entropy",
    "gini",
    "herfindahl",
    "hoover",
    "krugman_specialization",
    "location_quotient",
    "location_quotient_interval",
    "locational_gini",
    "maurel_sedillot",
    "mori_nishikimi_smith",
    "strong_clusters",
    "theil",
]
