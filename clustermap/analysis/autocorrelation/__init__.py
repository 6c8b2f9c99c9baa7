"""Spatial autocorrelation: whether neighbors resemble each other, on the whole and where.

=============================  =====================================================
question                       function
=============================  =====================================================
Do neighbors resemble?         :func:`morans_i`, :func:`gearys_c`
Do the high ones sit together? :func:`getis_ord_g`
The same, for rates            :func:`empirical_bayes_morans_i`
Which units, which outliers?   :func:`local_morans_i`
Which hot and cold spots?      :func:`local_getis_ord`
Several variables at once      :func:`local_table`
=============================  =====================================================

Every test is a seeded permutation test, two-sided, on a libpysal Graph or an
:class:`~clustermap.analysis.weights.adjacency.Adjacency`, and does not depend on the order of rows.
"""

from __future__ import annotations

from clustermap.analysis.autocorrelation.global_result import GlobalResult
from clustermap.analysis.autocorrelation.global_statistics import (
    gearys_c,
    getis_ord_g,
    morans_i,
)
from clustermap.analysis.autocorrelation.local_statistics import (
    LocalResult,
    local_getis_ord,
    local_morans_i,
    local_table,
)
from clustermap.analysis.autocorrelation.permutation import benjamini_hochberg
from clustermap.analysis.autocorrelation.rates import empirical_bayes_morans_i
from clustermap.analysis.autocorrelation.sample import UndefinedStatisticWarning

__all__ = [
    "GlobalResult",
    "LocalResult",
    "UndefinedStatisticWarning",
    "benjamini_hochberg",
    "empirical_bayes_morans_i",
    "gearys_c",
    "getis_ord_g",
    "local_getis_ord",
    "local_morans_i",
    "local_table",
    "morans_i",
]
