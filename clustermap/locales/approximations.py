"""What was sampled, binned or shortened of many points, in words beside the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from clustermap import locales

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustermap.locales import Text

EXACT = "none: every pair measured"
#: What is approximate of each measure of each sector, in words by language.
Approximations: TypeAlias = "Mapping[str, Mapping[str, Sequence[Text]]]"


def exactness(approximations: Approximations) -> str:
    """Say in English what is not exact of an answer's numbers."""
    return " ".join(approximation_sentences(approximations)) or EXACT


def approximation_sentences(
    approximations: Approximations, lang: str = "en", labels: dict[str, str] | None = None
) -> list[str]:
    """Say, sector by sector and measure by measure, what was sampled or binned.

    Parameters
    ----------
    approximations : dict
        By sector and measure.
    lang : {"en", "ja", "ko"}
    labels : dict, optional
        Names of the sectors.

    Returns
    -------
    list of str
        A sentence each; empty where everything was measured.

    Examples
    --------
    >>> approximation_sentences({"ai": {"m": ({"en": "one of two points"},)}})
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
