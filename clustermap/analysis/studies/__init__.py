"""Whole studies: the measures put together into one table a question.

Each takes frames and returns a DataFrame whose ``attrs["explain"]`` says how it was made: method,
formula, paper, convention, null model, weights, seed, and what to beware of; ``attrs["notes"]``
what has to be said beside the numbers; ``attrs["approximations"]`` what is not exact of them.
"""

from __future__ import annotations

from clustermap.analysis.studies.area_studies import (
    FEW,
    Conventions,
    concentration_study,
    specialization_study,
)
from clustermap.analysis.studies.autocorrelation_study import (
    Tests,
    global_study,
    local_study,
    sensitivity_study,
)
from clustermap.analysis.studies.exactness import told_in_words
from clustermap.analysis.studies.point_studies import (
    DISTANCES,
    FEW_POINTS,
    Draws,
    colocation_study,
    curve_study,
    hotspot_study,
    pattern_study,
)

__all__ = [
    "DISTANCES",
    "FEW",
    "FEW_POINTS",
    "Conventions",
    "Draws",
    "Tests",
    "colocation_study",
    "concentration_study",
    "curve_study",
    "global_study",
    "hotspot_study",
    "local_study",
    "pattern_study",
    "sensitivity_study",
    "specialization_study",
    "told_in_words",
]
