"""Documents as Markdown: text and tables, escaped so that data is never taken for markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.reports.blocks import (
    Bullets,
    FoldedTable,
    Heading,
    Paragraph,
    Picture,
    TextTable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clustermap.reports.blocks import Block


def markdown(
    title: str,
    subtitle: str,
    blocks: Sequence[Block],
    credit_lines: Sequence[str],
    pictures: str = "",
) -> str:
    """Return the text and tables of a document.

    Parameters
    ----------
    title, subtitle : str
    blocks : sequence of Block
    credit_lines : sequence of str
    pictures : str
        Address of a folder with ``1.png``, ``2.png`` ...; without it pictures are left out.
    """
    parts = [f"# {plain(title)}"]
    if subtitle:
        parts.append(plain(subtitle))
    number = 0
    for block in blocks:
        if isinstance(block, Picture) and pictures:
            number += 1
            parts.append(f"![{plain(block.figure.alternative)}](<{pictures}/{number}.png>)")
            parts.append(f"*{plain(block.caption)}*")
            continue
        parts += [part for part in _parts(block) if part]
    parts += [f"*{plain(line)}*" for line in credit_lines]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    r"""Keep text from being taken for Markdown or markup.

    Examples
    --------
    >>> plain("a_b < c & d")
    'a\\_b &lt; c &amp; d'
    """
    for letter in "\\`*_[]#|":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")


def _parts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"## {plain(text)}"
        case Paragraph(text, _):
            yield plain(text)
        case Bullets(items):
            yield "\n".join(f"- {plain(item)}" for item in items)
        case FoldedTable(table):
            yield from _parts(table)
        case TextTable():
            yield f"**{plain(block.caption)}**"
            yield _table(block)
        case _:
            return


def _table(table: TextTable) -> str:
    rule = ["--:" if at in table.numeric else ":--" for at in range(len(table.header))]
    rows = [list(map(plain, row)) for row in table.rows]
    for at, row in enumerate(rows):
        link = table.address(at)
        if link:
            address = link.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
            row[0] = f"[{row[0]}](<{address.replace('<', '').replace('>', '')}>)"
    lines = [list(map(plain, table.header)), rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
