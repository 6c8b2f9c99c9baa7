"""Pictures and documents of the larger pages: the brief on a page as PNG, PDF and slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.reports.brief_report import BriefReport
from clustermap.reports.observatory.parts import Cell, Links
from clustermap.reports.observatory.words import say

if TYPE_CHECKING:
    from clustermap.reports.brief.content import Brief
    from clustermap.reports.observatory.parts import Block

#: Format -> the file's name.
FILES = {"pdf": "brief.pdf", "pptx": "brief.pptx", "png": "share.png"}


def documents(brief: Brief) -> dict[str, bytes]:
    """Return the documents on a page's brief: name -> bytes."""
    report = BriefReport(brief)
    return {name: report.render(form) for form, name in FILES.items()}


def links(path: str, lang: str) -> list[Block]:
    """Return the links to them."""
    cells = [Cell(say(f"d_{form}", lang), to=f"{path}{name}") for form, name in FILES.items()]
    return [Links("", cells)]
