"""A finished piece of text, tables and charts, written as HTML or Markdown.

The HTML asks no host for anything and has no script; its charts are inline SVG that can be copied
out one by one. All text is escaped, so that what stands in a table of data is never markup.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from clustermap.data.credits import credit_texts
from clustermap.files import format_of, write_whole
from clustermap.maps.charts.svg import paint_rules
from clustermap.maps.page.notebook import SANDBOX, notebook_frame
from clustermap.reports.blocks import EmbeddedPage
from clustermap.reports.markdown_text import markdown
from clustermap.templating import fill, package_text, trusted
from clustermap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clustermap.data.selection import Selection
    from clustermap.reports.blocks import Block

_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


@dataclass(frozen=True)
class Document:
    """Title, subtitle, blocks, credit lines."""

    title: str
    lang: str
    subtitle: str = ""
    blocks: Sequence[Block] = ()
    credits: Sequence[str] = field(default_factory=tuple)

    def html(self) -> str:
        """Return the whole page."""
        return fill(
            "clustermap.reports",
            "document.html.jinja",
            document=self,
            generator=f"clustermap {__version__}",
            style=trusted(style()),
            sandbox=SANDBOX,
        )

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: a page in a frame is bound by it too, and brings one."""
        digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
        styles = f"style-src 'sha256-{digest}'"
        for block in self.blocks:
            found = isinstance(block, EmbeddedPage) and _POLICY.search(block.page)
            if found:
                return unescape(found[1]).replace("style-src", styles, 1)
        return f"default-src 'none'; {styles}; img-src data:; base-uri 'none'"

    def markdown(self, pictures: str = "") -> str:
        """Return the text and tables; drawn charts are left out, their numbers are in the tables.

        Parameters
        ----------
        pictures : str
            Address of a folder with ``1.png``, ``2.png`` ...; without it pictures are left out.
        """
        return markdown(self.title, self.subtitle, self.blocks, self.credits, pictures)


class Readable:
    """A result that can be read: as a page, as Markdown, as a file, in a notebook."""

    def document(self, lang: str = "en") -> Document:
        """Return the report: sentences, charts, tables, sources."""
        raise NotImplementedError

    def html(self, lang: str = "en") -> str:
        """Return the report as one HTML page without scripts."""
        return self.document(lang).html()

    def markdown(self, lang: str = "en") -> str:
        """Return the report as Markdown."""
        return self.document(lang).markdown()

    def save(self, path: str | Path, lang: str = "en") -> None:
        """Write the report as HTML or Markdown, by the file's ending; its numbers: ``answer.save``.

        Raises
        ------
        OutputError
            The file can't be written, or its ending names another format.
        """
        form = format_of(
            path, ("html", "md"), what="of a report", remedy="End the file in .html or .md.",
            spelled={"htm": "html", "markdown": "md"},
        )  # fmt: skip
        write_whole(path, self.markdown(lang) if form == "md" else self.html(lang))

    def _repr_html_(self) -> str:
        return notebook_frame(self.html(), "clustermap", rights="")


def credit_lines(selection: Selection, lang: str) -> tuple[str, ...]:
    """Return the lines that every piece ends with: where sites and boundaries are from."""
    return tuple(text[lang] for text in credit_texts(selection))


@functools.cache
def style() -> str:
    """Return the style sheet: that of a brief, that of the page, and the paints of its charts."""
    sheets = (package_text("clustermap.reports", name) for name in ("brief.css", "report.css"))
    return "\n".join([*sheets, paint_rules()])
