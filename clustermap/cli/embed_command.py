"""``clustermap embed``: the snippet that puts a map into a page."""

from __future__ import annotations

import click

from clustermap.cli.strict import StrictCommand
from clustermap.cli.terminal import say

KINDS = ("iframe", "script", "srcdoc", "markdown", "quarto", "wordpress", "oembed")


@click.command("embed", cls=StrictCommand)
@click.argument("page", type=click.Path(), metavar="MAP.html")
@click.option(
    "--as", "kind", type=click.Choice(KINDS), default="iframe", show_default=True,
    help="Where the snippet goes.",
)  # fmt: skip
@click.option("--url", help="Address at which the map will be.  [default: its file name]")
@click.option(
    "--picture", metavar="ADDRESS",
    help="Picture for readers without scripts.  [default: a PNG or SVG beside the map]",
)  # fmt: skip
@click.option("--alt", "alternative", help="Alternative text of the picture.  [default: the map's]")
@click.option("-o", "--output", type=click.Path(), help="File to write; else it is printed.")
def command(
    page: str,
    kind: str,
    url: str | None,
    picture: str | None,
    alternative: str | None,
    output: str | None,
) -> None:
    """Print the snippet that puts a map into a web page, CMS, Markdown or Quarto.

    The frame takes the height that its page asks for, loads when it is scrolled to, and has no
    rights but to run, save files and open links; with scripts off a picture and a table are shown.

    \b
    Examples:
      clustermap embed clusters.html
      clustermap embed clusters.html --as wordpress --url https://example.org/maps/clusters.html
      clustermap embed clusters.html --as quarto -o clusters.qmd
    """
    from pathlib import Path

    from clustermap.files import write_set
    from clustermap.reports.embed import check_ending, read_page, snippet_files

    if output not in {None, "-"}:
        check_ending(str(output), kind)
    found = read_page(page, url=url, picture=picture, alternative=alternative)
    name = Path(output).name if output not in {None, "-"} else ""
    files = snippet_files(found, kind, name)
    if kind == "oembed" and not url:
        say("Note: an oEmbed answer needs the map's address: give --url https://...")
    if output in {None, "-"}:
        click.echo(files[name], nl=False)
        return
    write_set(Path(str(output)).parent, files)
    beside = " and the picture beside it" if len(files) > 1 else ""
    say(f"Wrote {output}{beside}: {kind} for {found.title}.")
