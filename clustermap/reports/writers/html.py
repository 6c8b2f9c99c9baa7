"""A report as one HTML page: text, tables and pictures, and the interactive map in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.reports.blocks import EmbeddedPage, Heading, Paragraph
from clustermap.reports.document import Document
from clustermap.reports.model import say

if TYPE_CHECKING:
    from clustermap.reports.blocks import Block
    from clustermap.reports.model import ReportContent


def document(report: ReportContent, *, frame: bool = False) -> Document:
    """Return a report as a document of blocks.

    Parameters
    ----------
    report : ReportContent
    frame : bool
        Whether the interactive map stands in it.
    """
    blocks: list[Block] = []
    for section in report.sections:
        blocks += [Heading(section.heading), Paragraph(section.message)]
        if section.key == "map" and frame and report.page is not None:
            blocks.append(EmbeddedPage(say("interactive", report.lang), report.page()))
        blocks += section.blocks
    return Document(
        title=report.title,
        lang=report.lang,
        subtitle=report.subtitle,
        blocks=blocks,
        credits=report.credits,
    )


def html(report: ReportContent) -> str:
    """Return a report as one HTML page that asks no host for anything."""
    return document(report, frame=True).html()
