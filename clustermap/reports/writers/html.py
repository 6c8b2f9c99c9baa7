"""A report as one HTML page: text, tables and pictures, and the interactive map in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.reports.blocks import BriefPart, EmbeddedPage, Heading, Paragraph
from clustermap.reports.document import Document
from clustermap.reports.model import say
from clustermap.reports.writers.brief_html import body
from clustermap.templating import trusted

if TYPE_CHECKING:
    from clustermap.reports.blocks import Block
    from clustermap.reports.model import ReportContent


def document(report: ReportContent, *, page: bool = False) -> Document:
    """Return a report as a document of blocks.

    Parameters
    ----------
    report : ReportContent
    page : bool
        Whether it becomes a page, which the brief leads and the interactive map stands in.
    """
    blocks: list[Block] = []
    framed = page and report.page is not None
    for section in report.sections:
        blocks.append(Heading(section.heading))
        if page and report.lead is not None and section.key == "summary":
            blocks.append(BriefPart(trusted(body(report.lead, level=3))))
            continue
        if framed and section.key not in {"summary", "map"}:
            # no map of its own: the interactive one takes its place
            blocks[-1:] = [Heading(say("map", report.lang)), *_frame(report), blocks[-1]]
            framed = False
        blocks.append(Paragraph(section.message, quiet=section.quiet))
        if framed and section.key == "map":
            blocks += _frame(report)
            framed = False
            continue
        blocks += section.blocks
    return Document(
        title=report.title,
        lang=report.lang,
        subtitle=report.subtitle,
        blocks=blocks,
        credits=report.credits,
    )


def _frame(report: ReportContent) -> list[Block]:
    if report.page is None:
        return []
    return [EmbeddedPage(say("interactive", report.lang), report.page())]


def html(report: ReportContent) -> str:
    """Return a report as one HTML page that asks no host for anything."""
    return document(report, page=True).html()
