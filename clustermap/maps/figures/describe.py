"""A picture in words: the alternative text, and the lines that say where its data comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap import locales
from clustermap.locales import wording
from clustermap.locales.numbers import decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from clustermap.analysis.indicators import Indicator

COMMA = {"en": ", ", "ja": "、", "ko": ", "}
NAMED = 5


def say(key: str, lang: str, **values: str) -> str:
    """Return a sentence of the group "figure"."""
    return locales.text("figure", key, lang, **values)


def value_text(value: float, about: Indicator, lang: str, *, suppressed: bool = False) -> str:
    """Write a value of an indicator with its unit, or the word for its absence."""
    if suppressed:
        return say("suppressed", lang)
    if not np.isfinite(value):
        return say("no_data", lang)
    return wording.amount(value, about, lang)


def join(sentences: Iterable[str], lang: str) -> str:
    """Set sentences one after the other."""
    return ("" if lang == "ja" else " ").join(one for one in sentences if one)


def source_line(parts: Iterable[str], lang: str, as_of: str = "") -> str:
    """Say where a chart's numbers are from; nothing where nothing is known.

    Parameters
    ----------
    parts : iterable of str
        Sources; each is named once.
    lang : {"en", "ja", "ko"}
    as_of : str
        Of when sites among them are.
    """
    named = [one for one in dict.fromkeys(parts) if one]
    if not named:
        return ""
    separator, stop = ("；", "。") if lang == "ja" else ("; ", ".")
    words = say("source", lang, text=separator.join(named)) + stop
    return join([words, as_of], lang)


def ranking(
    values: pd.Series[float],
    suppressed: pd.Series[bool],
    names: Mapping[str, str],
    about: Indicator,
    lang: str,
    named: int = NAMED,
) -> list[str]:
    """Say which areas have the highest and the lowest values, and how many have none."""

    def listing(chosen: pd.Series[float]) -> str:
        return COMMA[lang].join(
            f"{names[str(code)]} {value_text(value, about, lang)}" for code, value in chosen.items()
        )

    known = values.dropna()
    positive = known[known > 0] if len(known) and known.min() >= 0 else known
    highest = positive.sort_values(ascending=False, kind="stable")
    sentences = (
        [say("alt_highest", lang, list=listing(highest.head(named)))] if len(highest) else []
    )
    if len(highest) >= 3 * named and len(highest) == len(known):
        sentences.append(say("alt_lowest", lang, list=listing(highest.iloc[::-1].head(3))))
    zeros = len(known) - len(positive)
    if zeros:
        sentences.append(say("alt_zero", lang, n=decimal(zeros)))
    hidden = int(suppressed.sum())
    unknown = int(values.isna().sum()) - hidden
    if hidden:
        sentences.append(say("alt_suppressed", lang, n=decimal(hidden)))
    if unknown:
        sentences.append(say("alt_no_data", lang, n=decimal(unknown)))
    return sentences


def groups(
    values: pd.Series[Any], names: Mapping[str, str], about: Indicator, lang: str
) -> list[str]:
    """Name the areas of each category; those that say that nothing was found are counted."""
    sentences = []
    for category in about.categories:
        members = [names[str(code)] for code in values.index[values == category.id]]
        if members:
            listing = decimal(len(members)) if category.hatched else COMMA[lang].join(members)
            sentences.append(say("alt_group", lang, label=category.label[lang], list=listing))
    return sentences


def sites_in_words(counts: Mapping[str, int], lang: str) -> str:
    """Say how many sites of which sector are shown."""
    listing = COMMA[lang].join(
        f"{locales.text('sector', sector, lang)} {decimal(n)}" for sector, n in counts.items()
    )
    return say("alt_sites", lang, n=decimal(sum(counts.values())), list=listing)


def source_text(abouts: Sequence[Indicator], credits_: Sequence[str], lang: str) -> str:
    """Return the source line: of the values, the sites and the boundaries, each once."""
    parts = []
    for about in abouts:
        source = about.source[lang]
        if source and about.year and about.year not in source:
            source = say("year", lang, source=source, year=about.year)
        parts.append(source)
    kept: list[str] = []
    for part in (*parts, *credits_):
        if part and not any(part in other for other in kept):
            kept.append(part)
    return say("source", lang, text=("；" if lang == "ja" else "; ").join(kept))
