"""Official specialization and change, with survey, year and grade beside every number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.questions import change, specialization
from clustermap.reports.blocks import Paragraph, TextTable
from clustermap.reports.model import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from clustermap.answer import Answer
    from clustermap.reports.blocks import Block
    from clustermap.reports.model import Facts

#: Rows of a table in a document.
MOST_ROWS = 12


def economy_sections(facts: Facts, lang: str) -> Iterator[Section]:
    """Yield how specialized the places are by official jobs, and how their jobs changed."""
    selection = facts.selection
    special = specialization.ask(
        selection, specialization.Options(level="prefecture", basis="jobs", lang=lang)
    )
    found = special.table
    # of several prefectures only what the strong-cluster rule marks
    several = len(set(found["code"])) > 1
    kept = found[found["strong"].fillna(value=False) & ~found["few"]] if several else found
    kept = kept.sort_values("lq", ascending=False, kind="stable").head(MOST_ROWS)
    yield _section(special, "section_specialization", kept.index, lang)
    grown = change.ask(selection, change.Options(level="prefecture", lang=lang))
    rows = grown.table
    if len(set(rows["code"])) > 1:
        rows = rows[rows["code"] != change.NATION]
        rows = rows.sort_values("lead", ascending=False, kind="stable").head(MOST_ROWS)
    yield _section(grown, "section_change", rows.index, lang)


def _small_print(name: str, lang: str) -> bool:
    """Say whether a column is left to the terminal and the spreadsheet: a page has no room."""
    hidden = {locales.text("economy", key, lang) for key in ("national", "mix", "share_year")}
    return re.sub(r"\d{4}", "{year}", name) in hidden


def _section(answer: Answer, key: str, rows: pd.Index, lang: str) -> Section:
    reading = answer.read(lang)
    words = answer.to_read(lang).loc[rows]
    words = words[[name for name in words if not _small_print(str(name), lang)]]
    heading = locales.text("economy", key, lang)
    message, *rest = [*reading.sentences, ""]
    cells = [[str(cell) for cell in row] for row in words.to_numpy().tolist()]
    names = {locales.text("economy", name, lang) for name in ("area", "industry", "strong")}
    numeric = frozenset(at for at, name in enumerate(words) if name not in names)
    blocks: list[Block] = [
        *(Paragraph(line) for line in rest if line),
        TextTable(reading.title, list(map(str, words.columns)), cells, numeric),
        Paragraph(" ".join(answer.notes), quiet=True),
    ]
    return Section(key, heading, message or reading.title, blocks)
