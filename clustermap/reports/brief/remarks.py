"""The remarks of a brief, in their order: what changed, what stands out, zones, programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.locales import wording
from clustermap.locales.dates import month
from clustermap.reports.brief.findings import quotient_words
from clustermap.reports.brief.parts import Remark
from clustermap.reports.brief.place import named
from clustermap.reports.brief.words import counted, known, money_text, say, signed, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from clustermap.reports.brief.facts import BriefFacts, Quotient

#: So many zones and programs are named.
NAMED = 2
_COMMA = {"en": ", ", "ja": "、", "ko": ", "}


def remarks(facts: BriefFacts, lang: str, said: set[str]) -> Iterator[Remark]:
    """Yield what there is to remark on."""
    for found in (
        _changed(facts, lang),
        _stands_out(facts, lang, said),
        _zones(facts, lang),
        _programs(facts, lang),
    ):
        for one in found:
            yield Remark(one.label, wording.capital(one.text))


def _changed(facts: BriefFacts, lang: str) -> Iterator[Remark]:
    if facts.place.kind == "site":
        return
    parts = []
    n, amount = facts.announced
    if n:
        key = "m_announced" if amount else "m_announced_bare"
        parts.append(counted(key, n, lang, amount=money_text(amount, lang)))
    if len(facts.opened):
        parts.append(counted("m_opened", len(facts.opened), lang))
    if parts:
        label = say("m_since", lang, date=month(facts.since, lang))
        yield Remark(label, _COMMA[lang].join(parts))


def _stands_out(facts: BriefFacts, lang: str, said: set[str]) -> Iterator[Remark]:
    """Say how the industry compared developed; where it is not the strongest, name that one."""
    compared, best = facts.compared, facts.top[0] if facts.top else None
    if best and best.key not in said and (compared is None or best.industry != compared.industry):
        if known(best.before):
            words = _trend(facts, best, lang)
            yield Remark(say("m_special", lang), say(f"m_top_{best.by}", lang, **words))
    elif compared and known(compared.growth) and known(compared.before):
        words = _trend(facts, compared, lang)
        key = "m_trend_flat" if words["before"] == words["now"] else "m_trend"
        yield Remark(say("m_special", lang), say(key, lang, **words))


def _trend(facts: BriefFacts, one: Quotient, lang: str) -> dict[str, str]:
    return {
        **quotient_words(facts, one, lang),
        "before": times(one.before), "now": times(one.value), "first": str(one.first_year),
        "growth": signed(one.growth, lang), "nation": signed(one.nation_growth, lang),
    }  # fmt: skip


def _zones(facts: BriefFacts, lang: str) -> Iterator[Remark]:
    if facts.place.kind in {"nation", "sector"} or not len(facts.zones):
        return
    single = len(facts.place.codes) == 1
    names = [
        named(row, "name", lang)
        + (wording.bracketed(say("m_whole", lang), lang) if row["whole"] and single else "")
        for _, row in facts.zones.iterrows()
    ]
    label = say("m_zones" if len(names) > 1 else "m_zone", lang)
    yield Remark(label, _some(names, lang))


def _programs(facts: BriefFacts, lang: str) -> Iterator[Remark]:
    found: pd.DataFrame = facts.programs
    if facts.place.kind in {"nation", "sector"}:
        return
    found = found[found["kind"] == "policy_cluster"]
    if len(found):
        names = [named(row, "name", lang) for _, row in found.iterrows()]
        yield Remark(say("m_programs", lang), _some(names, lang))


def _some(names: list[str], lang: str) -> str:
    text = _COMMA[lang].join(names[:NAMED])
    rest = len(names) - NAMED
    return say("m_more", lang, list=text, n=rest) if rest > 0 else text
