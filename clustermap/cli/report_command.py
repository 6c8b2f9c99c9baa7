"""``clustermap report``: a finished report, or a brief of one page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.strict import StrictCommand
from clustermap.cli.terminal import say


@click.command("report", cls=StrictCommand)
@click.option(
    "-o", "--output", required=True, type=click.Path(),
    help="File to write: .html, .docx, .pptx, .pdf, .xlsx or .md (with pictures beside it); a "
    "brief also .png. With --each a folder.",
)  # fmt: skip
@click.option("--brief", is_flag=True, help="One page: a finding, three numbers, a map, a chart.")
@click.option("--site", metavar="ID", help="A brief on one site (`data show sites` lists them).")
@click.option(
    "--each", type=click.Choice(["prefecture"]),
    help="A brief on each prefecture, into the folder of -o.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["pptx", "pdf", "docx", "html", "png"]),
    help="Format of the files of --each.  [default: pdf]",
)  # fmt: skip
@click.option(
    "--since", metavar="YYYY-MM", help="Month that a brief counts changes from.  [default: a year]"
)
@click.option(
    "--template", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A .pptx or .docx of yours, whose fonts, colors and page are kept.",
)  # fmt: skip
@options.selection
@options.own
@options.lang
@click.option("--title", help="Title of the report.")
def command(output: str, lang: str, title: str | None, template: Path | None, **given: Any) -> None:
    """Write a report on prefectures, a region, municipalities or a sector.

    Text, maps, charts, tables, sources.

    With --brief one page on a prefecture, municipality, region, sector, site or all of Japan.

    \b
    Examples:
      clustermap report -o japan.html
      clustermap report --region kyushu --sector semiconductor -o kyushu.pdf
      clustermap report --prefecture 熊本県 --prefecture 宮城県 --lang ja -o compared.docx
      clustermap report --sector shipbuilding --lang ko -o ships.pptx
      clustermap report --municipality 菊陽町 --lang ja -o kikuyo.html
      clustermap report --brief --prefecture Kumamoto -o kumamoto.pptx
      clustermap report --brief --each prefecture --lang ja -o briefs
    """
    asked = {name: given.pop(name) for name in ("brief", "site", "each", "form", "since")}
    if asked.pop("brief"):
        if title:
            raise click.UsageError("--title goes without --brief: a brief's title is its finding.")
        _brief(output, lang, template, asked, given)
        return
    for name, value in asked.items():
        if value:
            flag = "format" if name == "form" else name
            raise click.UsageError(f"--{flag} goes with --brief.")
    _report(output, lang, title, template, given)


def _brief(
    output: str, lang: str, template: Path | None, asked: dict[str, Any], given: dict[str, Any]
) -> None:
    from clustermap.extras import require
    from clustermap.files import check_writable
    from clustermap.reports.brief_report import format_of

    if asked["form"] and not asked["each"]:
        raise click.UsageError("--format goes with --each; else the file's ending says it.")
    if asked["each"] and (asked["site"] or given.get("municipality")):
        raise click.UsageError("--each goes with prefectures, regions and sectors.")
    if not asked["each"]:
        format_of(output)
        check_writable(output)
    require("reports", "A brief")
    atlas = options.load(**given)
    since = asked["since"] or ""
    if asked["each"]:
        form = asked["form"] or "pdf"
        files = atlas.briefs(output, form=form, lang=lang, since=since, template=template)
        say(f"Wrote {len(files)} briefs into {output}.")
        return
    made = atlas.brief(lang=lang, since=since, site=asked["site"] or "")
    made.save(output, template)
    say(f"Wrote {output}: {made.title}.")


def _report(
    output: str, lang: str, title: str | None, template: Path | None, given: dict[str, Any]
) -> None:
    from clustermap.extras import require
    from clustermap.files import check_writable
    from clustermap.reports.report import format_of

    form = format_of(output)
    check_writable(output)
    require("figures" if form in {"html", "md"} else "reports", "A report")
    atlas = options.load(**given)
    found = atlas.report(lang=lang, title=title)
    files = found.save(output, template)
    beside = f" and {len(files) - 1} pictures beside it" if len(files) > 1 else ""
    say(f"Wrote {output}{beside}: {found.title}.")
    say(f"Font of the pictures: {found.picture.font}.")
