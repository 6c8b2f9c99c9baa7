"""Official specialization and change, with survey and year beside every number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.locales import wording
from clustermap.questions import change, economy, specialization
from clustermap.reports.blocks import Paragraph, TextTable
from clustermap.reports.brief.facts import LEAST_QUOTIENT, LEAST_SHARE, REST
from clustermap.reports.model import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.answer import Answer
    from clustermap.reports.blocks import Block
    from clustermap.reports.model import Facts

#: Rows of a table of several prefectures, of the industries of one, and named at either end.
MOST_ROWS, INDUSTRIES, ENDS = 12, 6, 3
#: Prefectures that a sentence names.
NAMED = 3


def economy_sections(facts: Facts, lang: str) -> Iterator[tuple[Section, str]]:
    """Yield how specialized the places are by official jobs, how those changed; and the table used.

    Of a sector only its own industry: not one that stands for two sectors, nor all industries.
    """
    yield from _special(facts, lang)
    if not facts.selection.chosen.sectors:
        yield from _change(facts, lang)


def _say(key: str, lang: str, **values: str) -> str:
    return wording.say("economy", key, lang, **values)


def _special(facts: Facts, lang: str) -> Iterator[tuple[Section, str]]:
    asked = specialization.Options(level="prefecture", basis="jobs", lang=lang)
    answer = specialization.ask(facts.selection, asked)
    found = answer.table
    found = found[~found["few"] & (found["lq"] > 1)]
    if "sector" in found:
        found = found[found["sector"].isin(list(economy.own_proxies()))]
    several = len(facts.counts) > 1
    if several:
        # of several prefectures only what the strong-cluster rule marks
        found = found[found["strong"].fillna(value=False)]
    elif "sector" not in found:
        found = found[
            (found["share"] >= LEAST_SHARE)
            & (found["lq"] >= LEAST_QUOTIENT)
            & ~found["industry"].isin(REST)
        ]
    kept = found.sort_values("lq", ascending=False, kind="stable")
    kept = kept.head(MOST_ROWS if several else INDUSTRIES)
    if not len(kept):
        return
    by = "division" if str(kept["industry"].iloc[0]).isalpha() else "industry"
    words = answer.to_read(lang)
    industry = words[_say("industry", lang)]
    names = facts.names(lang)
    named = kept.head(NAMED if several else INDUSTRIES)
    parts = [
        _say("named_at" if several else "named", lang, area=names[str(row["code"])],
             industry=wording.within(str(label), lang), lq=economy.quotient_text(row))
        for row, label in zip(named.to_dict("records"), industry.loc[named.index], strict=True)
    ]  # fmt: skip
    key = "most_several" if several else "most"
    message = _say(key, lang, area=facts.place(lang), parts=wording.listed(parts, lang))
    caption = _say(f"caption_{by}", lang, year=str(kept["year"].iloc[0]))
    notes = [note for note in answer.notes if note != _say("no_test", lang)]
    notes = [_say("against_nation", lang), *_unsourced(answer, notes, lang)]
    blocks = _blocks(words.loc[kept.index], caption, notes, lang)
    heading = locales.text("economy", "section_specialization", lang)
    table = economy.TABLES[by]
    yield Section("section_specialization", heading, message, blocks), table


def _change(facts: Facts, lang: str) -> Iterator[tuple[Section, str]]:
    answer = change.ask(facts.selection, change.Options(level="prefecture", lang=lang))
    rows, reading = answer.table, answer.read(lang)
    several = len(facts.counts) > 1
    total = rows[rows["industry"] == change.ALL] if not several else rows.iloc[:0]
    cells = rows.drop(total.index)
    cells = cells[cells["code"] != change.NATION].sort_values(
        "competitive", ascending=False, kind="stable"
    )
    ends = MOST_ROWS // 2 if several else ENDS
    if len(cells) > 2 * ends:
        ahead, behind = cells["competitive"] > 0, cells["competitive"] < 0
        cells = pd.concat([cells[ahead].head(ends), cells[behind].tail(ends)])
    # what went ahead and fell behind are the rows of the table
    message = _leads(facts, cells, answer, lang) if several else next(iter(reading.sentences), "")
    words = answer.to_read(lang).loc[[*cells.index, *total.index]]
    notes = _unsourced(answer, list(answer.notes), lang)
    blocks = _blocks(words, reading.title, notes, lang)
    heading = locales.text("economy", "section_change", lang)
    yield Section("section_change", heading, message, blocks), economy.TABLES["division"]


def _leads(facts: Facts, cells: pd.DataFrame, answer: Answer, lang: str) -> str:
    """Say which prefectures' jobs grew most beyond the nation's industries, and which least."""
    names = facts.names(lang)

    def listed(rows: pd.DataFrame) -> str:
        parts = [
            _say("part_at", lang, name=names[row.code],
                 amount=economy.signed_amount(row.competitive, lang))
            for row in wording.rows(rows)
        ]  # fmt: skip
        return wording.listed(parts, lang)

    ahead = cells[cells["competitive"] > 0].head(NAMED)
    behind = cells[cells["competitive"] < 0].iloc[::-1].head(NAMED)
    years = {key: str(answer.facts[key]) for key in ("start", "end")}
    if not len(ahead) or not len(behind):
        one = ahead if len(ahead) else behind
        key = "leads_ahead" if len(ahead) else "leads_behind"
        return _say(key, lang, parts=listed(one), **years)
    return _say("leads", lang, ahead=listed(ahead), behind=listed(behind), **years)


def _unsourced(answer: Answer, notes: list[str], lang: str) -> list[str]:
    """Leave out the lines that name survey and year: methods and sources do."""
    said = {_say("figures", lang, source=source) for source in answer.facts["sources"]}
    said |= set(answer.facts["sources"])
    return [note for note in notes if note not in said and not any(one in note for one in said)]


def _small_print(name: str, lang: str) -> bool:
    """Say whether a column is left to the terminal and the spreadsheet: a page has no room."""
    keys = ("national", "mix", "share_year", "strong")
    hidden = {locales.text("economy", key, lang) for key in keys}
    return re.sub(r"\d{4}", "{year}", name) in hidden


def _blocks(words: pd.DataFrame, caption: str, notes: list[str], lang: str) -> list[Block]:
    """Return a table of two rows at least, and its notes."""
    words = words[[name for name in words if not _small_print(str(name), lang)]]
    cells = [[str(cell) for cell in row] for row in words.to_numpy().tolist()]
    names = {locales.text("economy", name, lang) for name in ("area", "industry")}
    numeric = frozenset(at for at, name in enumerate(words) if name not in names)
    blocks: list[Block] = []
    if len(cells) > 1:
        blocks.append(TextTable(caption, list(map(str, words.columns)), cells, numeric))
    gap = "" if lang == "ja" else " "
    blocks.append(Paragraph(gap.join(notes), quiet=True))
    return blocks
