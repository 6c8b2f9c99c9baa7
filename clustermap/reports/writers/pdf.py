"""A report as PDF, set by Typst: tagged (PDF/UA-1), bookmarks, selectable text, embedded fonts."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clustermap.errors import ClustermapError
from clustermap.maps.figures.fonts import FAMILY, OTHERS, fonts
from clustermap.reports.document import Bullets, Folded, Paragraph, Picture, Table
from clustermap.reports.model import say

if TYPE_CHECKING:
    from clustermap.reports.document import Block
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
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = _data(report, folder)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        template = resources.files("clustermap.reports.writers").joinpath("report.typ").read_bytes()
        (folder / "report.typ").write_bytes(template)
        try:
            compiler = typst.Compiler(
                str(folder / "report.typ"),
                root=str(folder),
                font_paths=[str(one) for one in _font_folders()],
                ignore_system_fonts=True,
            )
            content: Any = compiler.compile(format="pdf", pdf_standards=["ua-1"])
        except RuntimeError as error:
            raise ClustermapError(
                f"The PDF can't be set: {error}.", "Write the report as .docx or .html instead."
            ) from error
    return bytes(content)


def _font_folders() -> tuple[Path, ...]:
    import matplotlib as mpl

    return (*fonts().folders, Path(mpl.get_data_path()) / "fonts" / "ttf")


def _data(report: ReportContent, folder: Path) -> dict[str, Any]:
    """Return what the template sets, and write the pictures beside it."""
    numbers = iter(range(1, 1000))
    lang = report.lang
    sections = [
        {
            "heading": section.heading,
            "message": section.message,
            "blocks": [
                told for block in section.blocks for told in _block(block, folder, numbers, lang)
            ],
        }
        for section in report.sections
    ]
    return {
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
        case Folded(table):
            return _table(table, lang)
        case Table():
            return _table(block, lang)
    return []


def _table(table: Table, lang: str) -> list[dict[str, Any]]:
    rows = [list(row) for row in table.rows[:MOST_ROWS]]
    links = list(table.links[:MOST_ROWS]) or [None] * len(rows)
    told = {
        "kind": "table",
        "caption": table.caption,
        "header": list(table.header),
        "numeric": [at in table.numeric for at in range(len(table.header))],
        "widths": column_widths(table),
        "rows": rows,
        "links": [
            link if link and urlsplit(link).scheme in {"http", "https"} else None for link in links
        ],
    }
    if len(rows) == len(table.rows):
        return [told]
    words = say("shown_of", lang, shown=len(rows), n=len(table.rows))
    return [told, {"kind": "paragraph", "text": words, "quiet": True}]


def column_widths(table: Table) -> list[float]:
    """Return shares of the width for columns of long text, 0 for those that need no share."""

    def width(text: str) -> int:
        return sum(1 if ord(letter) < 0x2E7F else 2 for letter in text)

    found: list[float] = []
    for at, name in enumerate(table.header):
        cells = [width(row[at]) for row in table.rows] or [0]
        longest = max(width(name), *cells)
        found.append(0 if longest <= _WIDE or at in table.numeric else min(longest, 60) ** 0.8)
    return found


__all__ = ["MOST_ROWS", "column_widths", "pdf"]
