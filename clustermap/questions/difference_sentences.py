"""What changed between two editions, in words: 'Kumamoto: 2 opened, 1 postponed to 2029'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.frames import each
from clustermap.errors import ClustermapError
from clustermap.ingest.editions.comparing import RECORD
from clustermap.ingest.editions.news import CHANGED, NEWS
from clustermap.locales import wording
from clustermap.locales.dates import written

if TYPE_CHECKING:
    from collections.abc import Mapping

#: News that a sentence gives with its dates.
_DATED = ("postponed", "brought_forward")
#: Columns of sites whose cells are words of ours.
_VOCABULARY = {"status": "status", "sector": "sector", "segment": "segment", "position": "position",
               "confidence": "confidence", "jobs_kind": "jobs_kind"}  # fmt: skip


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("differences", key, lang, **values)


def _count(key: str, n: int, lang: str, **values: Any) -> str:
    """Say a number with its words, in the singular for one."""
    one = f"{key}_one"
    return _say(one if n == 1 and one in locales.load(lang)["differences"] else key, lang,
                n=f"{n:,}", **values)  # fmt: skip


def edition_name(about: Mapping[str, str], lang: str) -> str:
    """Name an edition: by its version, else its file, with the date that it is as of."""
    name = about["label"]
    if about["version"]:
        name = _say("edition", lang, version=about["version"])
    as_of = written(about["as_of"], lang)
    return name + (wording.bracketed(_say("as_of", lang, date=as_of), lang) if as_of else "")


def title(facts: Mapping[str, Any], lang: str) -> str:
    """Return the title of a list of changes."""
    return _say("title", lang, old=edition_name(facts["old"], lang),
                new=edition_name(facts["new"], lang))  # fmt: skip


def sentences(
    changes: pd.DataFrame, frames: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], lang: str
) -> list[str]:
    """Say what changed: in all, by prefecture, in other tables, and what is not sure."""
    lines = []
    for row in each(frames["summary"]):
        parts = [
            _count(f"n_{name}", int(getattr(row, name)), lang)
            for name in ("added", "removed", "changed", "only_in_record")
            if getattr(row, name)
        ]
        if parts:
            name = table_name(row.table, lang)
            lines.append(_say("table_line", lang, table=name, parts=_joined(parts, lang)))
    if not lines:
        lines.append(_say("nothing", lang))
    sites = changes[changes["table"].isin(("sites", "rows"))]
    lines += by_prefecture(sites, lang)
    return lines + _unsure(frames, facts, lang)


def _joined(parts: list[str], lang: str) -> str:
    return ("、" if lang == "ja" else ", ").join(parts)


def by_prefecture(sites: pd.DataFrame, lang: str) -> list[str]:
    """Say what happened in each prefecture, in their order; nothing for changes of records alone.

    Parameters
    ----------
    sites : pandas.DataFrame
        Changes of sites.
    lang : {"en", "ja", "ko"}

    Examples
    --------
    >>> rows = [["43", "opened", "a", "status", "planned", "operating"],
    ...         ["43", "postponed", "b", "opened", "2027", "2029"]]
    >>> columns = ["prefecture_code", "news", "key", "field", "old", "new"]
    >>> frame = pd.DataFrame(rows, columns=columns).assign(table="sites", row="")
    >>> by_prefecture(frame, "en")
    ['Kumamoto: 1 opened, 1 postponed from 2027 to 2029.']
    """
    sites = sites[~sites["field"].isin(RECORD)]
    lines = []
    codes = sorted(set(sites["prefecture_code"]), key=lambda code: code or "99")
    for code in codes:
        here = sites[sites["prefecture_code"] == code]
        parts = [part for news in NEWS if (part := _news(here, news, lang))]
        home = japan.BY_CODE.get(code)
        place = str(getattr(home, lang)) if home else _say("no_prefecture", lang)
        if parts:
            lines.append(_say("place_line", lang, place=place, parts=_joined(parts, lang)))
    return lines


def _news(here: pd.DataFrame, news: str, lang: str) -> str:
    """Say how many sites have one piece of news; those with other news are not told as changed."""
    of = here[here["news"] == news]
    told = of["key"].where(of["key"] != "", of["row"])
    if news == CHANGED:
        real = here[here["news"] != CHANGED]
        told = told[~told.isin(set(real["key"].where(real["key"] != "", real["row"])))]
    n = told.nunique()
    if not n:
        return ""
    spans = {(row.old, row.new) for row in each(of)} if news in _DATED else set()
    if len(spans) == 1:
        old, new = next(iter(spans))
        return _count(f"{news}_span", n, lang, old=written(old, lang), new=written(new, lang))
    return _count(news, n, lang)


def _unsure(frames: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], lang: str) -> list[str]:
    lines = []
    if facts["likeness"]:
        names = [table_name(name, lang) for name in facts["likeness"]]
        lines.append(_say("by_likeness", lang, tables=wording.listed(names, lang)))
    if n := len(frames["unclear"]):
        lines.append(_count("unclear", n, lang, rows=_some(frames["unclear"]["name"])))
    if n := len(frames["lookalikes"]):
        pairs = [f"{row.old} → {row.new}" for row in each(frames["lookalikes"])]
        lines.append(_count("lookalikes", n, lang, rows=_some(pairs)))
    if facts["spelled"]:
        lines.append(_count("spelled", facts["spelled"], lang))
    if facts["outside"]:
        lines.append(_count("outside", facts["outside"], lang))
    return lines


def _some(texts: Any, most: int = 5) -> str:
    every = list(dict.fromkeys(map(str, texts)))
    return ", ".join(every[:most]) + (" ..." if len(every) > most else "")


def table_name(name: str, lang: str) -> str:
    """Return what a table is called."""
    return locales.text("edition_table", name, lang)


def field_name(name: str, lang: str) -> str:
    """Return what a column of sites is called; of others, its own name."""
    return locales.text("column", name, lang)


def cell_text(name: str, cell: str, lang: str) -> str:
    """Write a cell of sites for reading: words of ours in the language, codes by name.

    Examples
    --------
    >>> cell_text("status", "under_construction", "ja"), cell_text("prefecture_code", "43", "en")
    ('建設中', 'Kumamoto')
    """
    if name == "prefecture_code":
        try:
            return str(getattr(japan.prefecture(cell), lang)) if cell else ""
        except ClustermapError:
            return cell
    return locales.text(_VOCABULARY[name], cell, lang) if name in _VOCABULARY and cell else cell


def changes_in_words(changes: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return a list of changes as a person reads it."""
    head = ("what", "news", "name", "place", "field", "old", "new", "source")
    rows = [
        [
            table_name(row.table, lang), _say(f"is_{row.news}", lang),
            getattr(row, f"name_{lang}") or row.key,
            cell_text("prefecture_code", row.prefecture_code, lang),
            field_name(row.field, lang), cell_text(row.field, row.old, lang),
            cell_text(row.field, row.new, lang), row.source_url,
        ]
        for row in each(changes)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[_say(f"head_{key}", lang) for key in head])
