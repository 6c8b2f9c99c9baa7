"""A report as PDF, set by Typst: tagged (PDF/UA-1), bookmarks, selectable text, embedded fonts."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.maps.figures.fonts import FAMILY, OTHERS
from clustermap.reports.blocks import Bullets, FoldedTable, Paragraph, Picture, TextTable
from clustermap.reports.model import say
from clustermap.reports.writers.brief_pdf import brief_data
from clustermap.reports.writers.typst_files import typeset

if TYPE_CHECKING:
    from clustermap.reports.blocks import Block
    from clustermap.reports.model import ReportContent

#: A table in a PDF has no more rows than this.
MOST_ROWS = 60
_WIDE = 18


def pdf(report: ReportContent) -> bytes:
    """Return a report as a PDF file, the same bytes on every run.

    Raises
    ------
    ClustermapError
        Typst can't set it.
    """
    with tempfile.TemporaryDirectory() as name:
        data = _data(report, Path(name))
        files = {one.name: one.read_bytes() for one in Path(name).iterdir()}
    files["data.json"] = json.dumps(data, ensure_ascii=False).encode()
    template = resources.files("clustermap.reports.writers").joinpath("report.typ")
    files["report.typ"] = template.read_bytes()
    page = resources.files("clustermap.reports.writers").joinpath("brief_page.typ")
    files["brief_page.typ"] = page.read_bytes()
    return typeset(files, "report.typ", format="pdf", pdf_standards=["ua-1"])


def _data(report: ReportContent, folder: Path) -> dict[str, Any]:
    """Return what the template sets, and write the pictures beside it."""
    numbers = iter(range(1, 1000))
    lang, lead = report.lang, report.lead
    brief = None
    if lead is not None:
        # the first page says what the summary does
        brief, drawing = brief_data(lead)
        brief["kicker"] = report.sections[0].heading
        (folder / "map.svg").write_text(drawing, encoding="utf-8")
    sections = [
        {
            "heading": section.heading,
            "message": section.message,
            "quiet": section.quiet,
            "blocks": [
                part for block in section.blocks for part in _block(block, folder, numbers, lang)
            ],
        }
        for section in report.sections[1 if brief else 0 :]
    ]
    return {
        "brief": brief,
        "title": report.title,
        "subtitle": report.subtitle,
        "description": report.sections[0].message,
        "lang": lang,
        "font": [FAMILY, OTHERS],
        "figure": say("figure", lang, n="").strip(),
        "table": say("table", lang, n="").strip(),
        "sections": sections,
        "credits": list(report.credits),
    }


def _block(block: Block, folder: Path, numbers: Any, lang: str) -> list[dict[str, Any]]:
    match block:
        case Paragraph(text, quiet):
            return [{"kind": "paragraph", "text": text, "quiet": quiet}]
        case Bullets(items):
            return [{"kind": "bullets", "items": list(items)}]
        case Picture(caption, figure):
            file = f"{next(numbers)}.svg"
            (folder / file).write_bytes(figure.render("svg"))
            alt = figure.alternative
            return [{"kind": "picture", "file": file, "alt": alt, "caption": caption}]
        case FoldedTable(table):
            return _table(table, lang)
        case TextTable():
            return _table(block, lang)
    return []


def _table(table: TextTable, lang: str) -> list[dict[str, Any]]:
    rows = [list(row) for row in table.rows[:MOST_ROWS]]
    widths = column_widths(table)
    whole = {
        "kind": "table",
        "caption": table.caption,
        # a unit in brackets goes into a line of its own
        "header": [
            name.replace("（", "\n（") if width < 0 else name
            for name, width in zip(table.header, widths, strict=True)
        ],
        "numeric": [at in table.numeric for at in range(len(table.header))],
        "widths": widths,
        "rows": rows,
        "links": [table.address(at) for at in range(len(rows))],
    }
    if len(rows) == len(table.rows):
        return [whole]
    words = say("shown_of", lang, shown=len(rows), n=len(table.rows))
    return [whole, {"kind": "paragraph", "text": words, "quiet": True}]


def column_widths(table: TextTable) -> list[float]:
    """Return how wide columns are.

    A share of the width for columns of long text, 0 for those as wide as their text; of numbers
    the number of letters, negative, where the heading is longer and goes into two lines.
    """

    def width(text: str) -> int:
        return sum(1 if ord(letter) < 0x2E7F else 2 for letter in text)

    found: list[float] = []
    for at, name in enumerate(table.header):
        cells = max([width(row[at]) for row in table.rows], default=0)
        longest = max(width(name), cells)
        if at in table.numeric:
            words = name.replace("（", " （").split()
            word = max(map(width, words)) if len(words) > 1 else min(width(name), 8)
            found.append(-max(cells, word) if width(name) > max(cells, word) else 0)
        else:
            found.append(0 if longest <= _WIDE else min(longest, 60) ** 0.8)
    return found


__all__ = ["MOST_ROWS", "column_widths", "pdf"]
