"""What ``atlas.stats`` says: which frames a study takes, and the names beside its numbers.

Delegates to ``clustermap.analysis.studies``; computes nothing itself.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from clustermap.errors import UnknownNameError
from clustermap.statistics import (
    area_questions,
    indicator_question,
    point_questions,
    zone_question,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from clustermap.atlas import Atlas

_STUDIES: dict[str, Callable[..., pd.DataFrame]] = {
    "indicators": indicator_question.indicators,
    "concentration": area_questions.concentration,
    "specialization": area_questions.specialization,
    "autocorrelation": area_questions.autocorrelation,
    "pattern": point_questions.pattern,
    "colocation": point_questions.colocation,
    "hotspots": point_questions.hotspots,
    "zones": zone_question.zones,
}
#: Names of the studies.
STUDIES = tuple(_STUDIES)


def study(atlas: Atlas, name: str, /, **options: Any) -> pd.DataFrame:
    """Run a study on an atlas; see :meth:`clustermap.atlas.Atlas.stats`."""
    if name not in _STUDIES:
        raise UnknownNameError.of("study", name, _STUDIES)
    function = _STUDIES[name]
    known = list(inspect.signature(function).parameters)[1:]
    for option in options:
        if option not in known:
            raise UnknownNameError.of(f"option of {name}", option, known)
    found = function(atlas, **options)
    found.attrs = {"study": name, "notes": [], "explain": {}, **found.attrs}
    return found
