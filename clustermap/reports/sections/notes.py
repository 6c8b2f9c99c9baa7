"""The small print of a report: what the sites are, how things were counted, what they are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.data import official
from clustermap.locales import wording
from clustermap.reports.blocks import Bullets
from clustermap.reports.model import Section, say
from clustermap.reports.sections import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clustermap.reports.model import Facts


def notes(
    facts: Facts,
    lang: str,
    *,
    tables: Iterable[str] = (),
    indicators: Iterable[str] = (),
    methods: Iterable[str] = (),
) -> Section:
    """Return methods and sources of what was shown, and of no more.

    Parameters
    ----------
    facts : Facts
    lang : {"en", "ja", "ko"}
    tables : iterable of str
        Names of the tables of official statistics shown.
    indicators : iterable of str
        Ids of the indicators shown.
    methods : iterable of str
        Sentences on how things were counted.
    """
    sites = len(facts.selection.sites) > 0
    lines = [
        say("m_sites", lang) if sites else "",
        sentences.sureness_sentence(facts, lang),
        say("m_money", lang) if facts.selection.sites["investment_jpy_bn"].notna().any() else "",
        *methods,
        *citations(tables, lang),
        *_surveys(facts, indicators, lang),
    ]
    items = [line for line in dict.fromkeys(lines) if line]
    return Section(
        "notes",
        say("notes", lang),
        say("s_sources", lang),
        [Bullets(items, quiet=True)],
        quiet=True,
    )


def citations(tables: Iterable[str], lang: str) -> list[str]:
    """Return official statistics as one cites them: agency, survey, table, year; then the copy.

    Examples
    --------
    >>> citations(["migration-prefecture-od"], "en")[0][:63]
    'Statistics Bureau of Japan, Report on Internal Migration in Jap'
    """
    lines: list[str] = []
    for name in dict.fromkeys(tables):
        about = official.about(name)
        key = "cited_copy" if about.copy else "cited"
        cited = _graded(about.citation[lang], about.quality, lang)
        lines.append(say(key, lang, citation=cited, copy=about.copy))
    return lines


def _graded(citation: str, grade: str, lang: str) -> str:
    return locales.text("economy", "graded", lang, survey=citation, grade=grade)


def _surveys(facts: Facts, indicators: Iterable[str], lang: str) -> list[str]:
    """Return the surveys behind indicators, each once, with the copy they were read from."""
    seen: dict[tuple[str, str, str], list[str]] = {}
    for name in indicators:
        one = facts.indicators.about.get(name)
        if one is None or one.group != "official":
            continue
        text = wording.dated(one.source[lang], one.year, lang)
        seen.setdefault((text, one.source_url or "", one.quality), []).append(one.label[lang])
    return [
        say(
            "cited_copy" if url else "cited", lang, copy=official.copy_name(url),
            citation=f"{wording.listed(labels, lang)}{_COLON[lang]}{_graded(text, grade, lang)}",
        )
        for (text, url, grade), labels in seen.items()
    ]  # fmt: skip


_COLON = {"en": ": ", "ja": "：", "ko": ": "}
