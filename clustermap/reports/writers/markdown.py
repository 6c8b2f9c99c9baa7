"""A report as Markdown, with its pictures in a folder beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from clustermap.errors import OutputError
from clustermap.files import write_whole
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
    folder = path.with_name(f"{path.stem}_files")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        cause = f"Can't make the folder {folder}: {error.strerror}."
        raise OutputError(cause, "Choose another name with -o.") from error
    whole = document(report)
    pictures = [block for block in whole.blocks if isinstance(block, Picture)]
    files = [
        write_whole(folder / f"{number}.png", picture.figure.render("png", DPI))
        for number, picture in enumerate(pictures, start=1)
    ]
    return [write_whole(path, whole.markdown(quote(folder.name))), *files]
