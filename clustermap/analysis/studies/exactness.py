"""What was sampled, binned or shortened of many points, in words beside the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from clustermap import locales
from clustermap.analysis.points.reference_sample import EXACT

if TYPE_CHECKING:
    from clustermap.locales import Text

#: What is approximate of each measure, in words by language.
Told: TypeAlias = "dict[str, tuple[Text, ...]]"


def exactness(approximations: dict[str, Told]) -> str:
    """Say in English what is not exact of a study's numbers."""
    return " ".join(told_in_words(approximations)) or EXACT


def told_in_words(
    approximations: dict[str, Told], lang: str = "en", labels: dict[str, str] | None = None
) -> list[str]:
    """Say, sector by sector and measure by measure, what was sampled or binned.

    Parameters
    ----------
    approximations : dict
        ``attrs["approximations"]`` of a study.
    lang : {"en", "ja", "ko"}
    labels : dict, optional
        Names of the sectors.

    Returns
    -------
    list of str
        A sentence each; empty where everything was measured.

    Examples
    --------
    >>> told_in_words({"ai": {"m": ({"en": "one of two points"},)}})
    ['ai, M, approximated: one of two points.']
    """
    return [
        locales.text(
            "approximation",
            "told",
            lang,
            sector=(labels or {}).get(sector, sector),
            measure=locales.text("approximation", measure, lang),
            words="; ".join(text[lang] for text in texts),
        )
        for sector, measures in approximations.items()
        for measure, texts in measures.items()
    ]
