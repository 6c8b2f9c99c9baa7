"""A report as Markdown, with its pictures in a folder beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from clustermap.files import write_set
from clustermap.reports.blocks import Picture
from clustermap.reports.writers.html import document

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.reports.model import ReportContent

DPI = 200


def write_markdown(report: ReportContent, path: Path) -> list[Path]:
    """Write ``report.md`` and ``report_files/1.png`` ...; return the files.

    Raises
    ------
    OutputError
        A file can't be written.
    """
    folder = f"{path.stem}_files"
    whole = document(report)
    pictures = [block for block in whole.blocks if isinstance(block, Picture)]
    contents: dict[str, str | bytes] = {
        f"{folder}/{number}.png": picture.figure.render("png", DPI)
        for number, picture in enumerate(pictures, start=1)
    }
    contents[path.name] = whole.markdown(quote(folder))
    *beside, text = write_set(path.parent, contents)
    return [text, *beside]
