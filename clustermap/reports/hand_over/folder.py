"""Write a folder that is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.errors import UnknownNameError
from clustermap.files import write_set
from clustermap.reports.hand_over.qgis import qgis_files
from clustermap.reports.hand_over.web import web_files

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection

PURPOSES = {"qgis": qgis_files, "web": web_files}


def hand_over(
    selection: Selection, folder: str | Path, purpose: str, lang: str = "en"
) -> list[Path]:
    """Write the files of a purpose into a folder: all of them, or none.

    Raises
    ------
    UnknownNameError
        Another purpose or language.
    OutputError
        A file can't be written.
    """
    locales.check(lang)
    if purpose not in PURPOSES:
        raise UnknownNameError.of("purpose", purpose, PURPOSES)
    return write_set(folder, PURPOSES[purpose](selection, lang))
