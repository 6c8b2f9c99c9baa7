"""A finished piece of text, tables and charts, written as HTML or Markdown.

The HTML asks no host for anything and has no script; its charts are inline SVG that can be copied
out one by one. All text is escaped here, so that what stands in a table of data is never markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clustermap.data.credits import credit_texts
from clustermap.files import write_whole
from clustermap.maps.palettes import SECTORS
from clustermap.reports.charts import PAINTS
from clustermap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from clustermap.data.selection import Selection
    from clustermap.maps.figures.figure import MapFigure


@dataclass(frozen=True)
class Heading:
    """A heading below the title."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a quiet one is set smaller, as a note."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table of text; columns of numbers stand to the right."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    #: Addresses behind the cells of the first column, where there are any.
    links: Sequence[str | None] = ()


@dataclass(frozen=True)
class Chart:
    """A drawing (SVG, already escaped) with its caption."""

    caption: str
    svg: str


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that can be rendered in several formats, with caption and alternative text."""

    caption: str
    figure: MapFigure

    @classmethod
    def of(cls, figure: MapFigure) -> Picture:
        """Take a figure's title for the caption."""
        return cls(figure.title, figure)


@dataclass(frozen=True)
class Frame:
    """A whole page inside the page, such as the interactive map; nothing elsewhere."""

    title: str
    page: str


@dataclass(frozen=True)
class Charts:
    """Small multiples side by side."""

    charts: Sequence[Chart]


@dataclass(frozen=True)
class Folded:
    """A long table that opens at a click; on paper and in Markdown it is open."""

    table: Table


Block = Heading | Paragraph | Bullets | Table | Chart | Charts | Folded | Picture | Frame


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
        body = "\n".join(_html(block) for block in self.blocks)
        foot = "".join(f"<p>{escape(line)}</p>" for line in self.credits)
        policy = self.policy
        subtitle = f'<p class="sub">{escape(self.subtitle)}</p>' if self.subtitle else ""
        return (
            f'<!doctype html>\n<html lang="{self.lang}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="generator" content="clustermap {__version__}">\n'
            f"<title>{escape(self.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
            f"<main>\n<h1>{escape(self.title)}</h1>\n{subtitle}\n{body}\n</main>\n"
            f"<footer>{foot}</footer>\n</body>\n</html>\n"
        )

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: a page in a frame is bound by it too, and brings its own."""
        own = f"style-src {_digest(STYLE)}"
        for block in self.blocks:
            found = isinstance(block, Frame) and _POLICY.search(block.page)
            if found:
                return unescape(found[1]).replace("style-src", own, 1)
        return f"default-src 'none'; {own}; img-src data:; base-uri 'none'"

    def markdown(self, pictures: str = "") -> str:
        """Return the text and tables; drawn charts are left out, their numbers are in the tables.

        Parameters
        ----------
        pictures : str
            Address of a folder with ``1.png``, ``2.png`` ...; without it pictures are left out.
        """
        parts = [f"# {_plain(self.title)}"]
        if self.subtitle:
            parts.append(_plain(self.subtitle))
        number = 0
        for block in self.blocks:
            if isinstance(block, Picture) and pictures:
                number += 1
                alternative = _plain(block.figure.alternative)
                parts.append(f"![{alternative}](<{pictures}/{number}.png>)")
                parts.append(f"*{_plain(block.caption)}*")
                continue
            parts += [part for part in _markdown(block) if part]
        parts += [f"*{_plain(line)}*" for line in self.credits]
        return "\n\n".join(parts) + "\n"


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
        """Write the report: Markdown to a file that ends in .md, HTML to any other.

        Raises
        ------
        OutputError
            The file can't be written.
        """
        markdown = str(path).lower().endswith((".md", ".markdown"))
        write_whole(path, self.markdown(lang) if markdown else self.html(lang))

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html())}" title="clustermap" sandbox '
            'style="width:100%;height:600px;border:0"></iframe>'
        )


def credit_lines(selection: Selection, lang: str) -> tuple[str, ...]:
    """Return the lines that every piece ends with: where sites and boundaries are from."""
    return tuple(text[lang] for text in credit_texts(selection))


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _html(block: Block) -> str:
    match block:
        case Heading(text):
            made = f"<h2>{escape(text)}</h2>"
        case Paragraph(text, quiet):
            made = f"<p class='note'>{escape(text)}</p>" if quiet else f"<p>{escape(text)}</p>"
        case Bullets(items):
            made = "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case Table():
            made = _html_table(block)
        case Chart(caption, svg):
            made = f"<figure><figcaption>{escape(caption)}</figcaption>{svg}</figure>"
        case Picture(caption, figure):
            made = _html_picture(caption, figure)
        case Frame(title, page):
            made = (
                f'<iframe srcdoc="{escape(page)}" title="{escape(title)}" loading="lazy" '
                f'sandbox="{SANDBOX}"></iframe>'
            )
        case Folded(table):
            summary = f"<summary>{escape(table.caption)}</summary>"
            made = f"<details>{summary}{_html_table(table)}</details>"
        case Charts(charts):
            made = '<div class="multiples">' + "".join(map(_html, charts)) + "</div>"
    return made


def _html_picture(caption: str, figure: MapFigure) -> str:
    """Return a picture with its words inside, twice as fine as a screen."""
    data = base64.b64encode(figure.render("png", DPI)).decode()
    width = round(figure.figure.get_size_inches()[0] * DPI)
    return (
        f'<figure class="picture"><img src="data:image/png;base64,{data}" width="{width}" '
        f'alt="{escape(figure.alternative)}"><figcaption>{escape(caption)}</figcaption></figure>'
    )


def _html_table(table: Table) -> str:
    def classes(at: int) -> str:
        return ' class="number"' if at in table.numeric else ""

    def cell(at: int, text: str, link: str | None) -> str:
        shown = escape(text)
        if link and urlsplit(link).scheme in {"http", "https"}:
            shown = f'<a href="{escape(link)}" rel="noreferrer">{shown}</a>'
        return f'<th scope="row">{shown}</th>' if at == 0 else f"<td{classes(at)}>{shown}</td>"

    heads = "".join(
        f'<th scope="col"{classes(at)}>{escape(text)}</th>' for at, text in enumerate(table.header)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            cell(at, text, table.links[number] if at == 0 and table.links else None)
            for at, text in enumerate(row)
        )
        + "</tr>"
        for number, row in enumerate(table.rows)
    )
    # a wide table scrolls by itself, and by keyboard too
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(table.caption)}">'
        f"<table><caption>{escape(table.caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _plain(text: str) -> str:
    """Keep text from being taken for Markdown or markup."""
    for letter in "\\`*_[]#|":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")


def _markdown(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"## {_plain(text)}"
        case Paragraph(text, _):
            yield _plain(text)
        case Bullets(items):
            yield "\n".join(f"- {_plain(item)}" for item in items)
        case Folded(table):
            yield from _markdown(table)
        case Table():
            yield f"**{_plain(block.caption)}**"
            rule = ["--:" if at in block.numeric else ":--" for at in range(len(block.header))]
            rows = [list(map(_plain, row)) for row in block.rows]
            for at, link in enumerate(block.links):
                if link and urlsplit(link).scheme in {"http", "https"}:
                    address = link.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
                    rows[at][0] = f"[{rows[at][0]}](<{address.replace('<', '').replace('>', '')}>)"
            lines = [list(map(_plain, block.header)), rule, *rows]
            yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
        case _:
            return


def _paints() -> str:
    """Return the rules that paint charts, for light and dark."""
    paints = PAINTS | {f"s-{name}": pair for name, pair in SECTORS.items()}
    light = "".join(f".p-{name}{{--c:{pair[0]}}}" for name, pair in paints.items())
    dark = "".join(f".p-{name}{{--c:{pair[1]}}}" for name, pair in paints.items())
    return (
        f"{light}.f{{fill:var(--c)}}.l{{stroke:var(--c)}}"
        f"@media(prefers-color-scheme:dark){{{dark}}}"
    )


SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
#: Pixels per inch of a picture in a page.
DPI = 192
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans"'
STYLE = (
    ":root{color-scheme:light dark;--ink:#1b2127;--quiet:#56616c;--line:#d5dbe1;--paper:#fff;"
    "--tint:#f4f6f8;--link:#00599c}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8ecf0;--quiet:#a5b0bb;--line:#3b444d;"
    "--paper:#14181c;--tint:#1e242a;--link:#7fc1f5}}"
    f"body{{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 {_FONTS},sans-serif}}"
    f':lang(ja) body,body:lang(ja){{font-family:{_FONTS},"Hiragino Sans","Yu Gothic UI",'
    '"Noto Sans JP","Noto Sans CJK JP",sans-serif;line-height:1.75}'
    f'body:lang(ko){{font-family:{_FONTS},"Apple SD Gothic Neo","Malgun Gothic",'
    '"Noto Sans KR","Noto Sans CJK KR",sans-serif;word-break:keep-all}'
    "main,footer{max-width:66rem;margin:0 auto;padding:0 1rem}"
    "main{padding-top:1.5rem}h1{font-size:1.7rem;line-height:1.25;margin:0 0 .3rem}"
    "h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--line)}"
    "p,li{max-width:46rem}.sub,.note,footer{color:var(--quiet)}.note,footer{font-size:.875rem}"
    ".sub{margin:0 0 1rem}ul{padding-left:1.2rem}li{margin:.35rem 0}"
    ".multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));"
    "gap:1.2rem 1.6rem;margin:1rem 0}figure{margin:0 0 1rem;break-inside:avoid;max-width:34rem}"
    "figcaption{font-size:.9rem;font-weight:600;margin-bottom:.3rem}"
    ".picture{max-width:100%}img{display:block;max-width:100%;height:auto;background:#fff}"
    ".picture figcaption{font-weight:400;color:var(--quiet);margin-top:.3rem}"
    "iframe{display:block;width:100%;height:min(85vh,640px);border:1px solid var(--line)}"
    ".message{font-size:1.05rem}"
    "svg{display:block;width:100%;height:auto}svg text{font-family:inherit}"
    ".scroll{overflow-x:auto;margin:1rem 0}.scroll:focus-visible{outline:2px solid var(--link)}"
    "table{border-collapse:collapse;font-size:.9rem;line-height:1.4;min-width:50%}"
    "caption{text-align:left;font-weight:600;padding:.3rem 0;white-space:nowrap}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;"
    "border-bottom:1px solid var(--line)}tbody th{font-weight:400;min-width:9rem}"
    "thead th{white-space:nowrap;border-bottom:2px solid var(--quiet)}"
    ".number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "details{margin:1rem 0}summary{cursor:pointer;font-weight:600}details caption{display:none}"
    "summary:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}"
    "a{color:var(--link)}footer{padding:1.5rem 1rem 2rem}footer p{margin:.2rem 0}"
    "@media print{body{font-size:10.5pt}h2{break-after:avoid}.scroll{overflow:visible}"
    "tr{break-inside:avoid}details::details-content{content-visibility:visible;height:auto}}"
    + _paints()
)
