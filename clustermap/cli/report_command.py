"""``clustermap report``: a finished report."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.strict import StrictCommand
from clustermap.cli.terminal import say


@click.command("report", cls=StrictCommand)
@click.option(
    "-o", "--output", required=True, type=click.Path(),
    help="File to write: .html, .docx, .pptx, .pdf or .md (with pictures beside it).",
)  # fmt: skip
@options.selection
@options.own
@options.lang
@click.option("--title", help="Title of the report.")
def command(output: str, lang: str, title: str | None, **given: Any) -> None:
    """Write a report on prefectures, a region, municipalities or a sector.

    Text, maps, charts, tables, sources.

    \b
    Examples:
      clustermap report -o japan.html
      clustermap report --region kyushu --sector semiconductor -o kyushu.pdf
      clustermap report --prefecture 熊本県 --prefecture 宮城県 --lang ja -o compared.docx
      clustermap report --sector shipbuilding --lang ko -o ships.pptx
      clustermap report --municipality 菊陽町 --lang ja -o kikuyo.html
    """
    from clustermap.extras import require
    from clustermap.files import check_writable
    from clustermap.reports.report import format_of

    form = format_of(output)
    check_writable(output)
    require("figures" if form in {"html", "md"} else "reports", "A report")
    atlas = options.load(**given)
    found = atlas.report(lang=lang, title=title)
    files = found.save(output)
    beside = f" and {len(files) - 1} pictures beside it" if len(files) > 1 else ""
    say(f"Wrote {output}{beside}: {found.title}.")
    say(f"Font of the pictures: {found.picture.font}.")
