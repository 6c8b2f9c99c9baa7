"""Classes of local results, in the order of a legend."""

from __future__ import annotations

from clustermap import locales
from clustermap.analysis.autocorrelation.local_statistics import NOT_SIGNIFICANT, NOT_TESTED
from clustermap.analysis.indicators import Category

_KINDS = {
    "moran": ("high-high", "low-low", "high-low", "low-high"),
    "g": ("high", "low"),
    "g*": ("high", "low"),
}


def local_categories(measure: str) -> tuple[Category, ...]:
    """Return the classes of a local measure.

    Examples
    --------
    >>> [one.id for one in local_categories("g*")]
    ['high', 'low', 'not significant', 'not tested']
    """
    kinds = (*_KINDS[measure], NOT_SIGNIFICANT, NOT_TESTED)
    return tuple(
        Category(kind, locales.texts("category", kind), hatched=kind == NOT_SIGNIFICANT)
        for kind in kinds
    )
