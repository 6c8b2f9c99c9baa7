"""``clustermap publish``: a web site with a page for every place and site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.strict import StrictCommand
from clustermap.cli.terminal import progress, say
from clustermap.messages import count


@click.command("publish", cls=StrictCommand)
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--prefecture", multiple=True, help="Name or code; repeatable.")
@click.option("--region", multiple=True, help="kyushu, tohoku ...; repeatable.")
@click.option(
    "--sector", multiple=True, help="ai, semiconductor, shipbuilding, bio, aerospace; repeatable."
)
@options.user_data("sites", "zones", "values")
@click.option(
    "--lang",
    "languages",
    default="en",
    show_default=True,
    metavar="en,ja,ko",
    help="Languages, with commas; the first is shown first.",
)
@click.option("--title", default="", help="Title of the site.")
@click.option(
    "--logo",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Logo at the top: .svg, .png, .jpg or .webp.",
)
@click.option(
    "--color",
    "colors",
    multiple=True,
    metavar="NAME=#RRGGBB",
    help="Color of the accent (links, numbers) or header; repeatable.",
)
@click.option("--imprint", default="", help="Who publishes the site, for the foot of each page.")
@click.option(
    "--base",
    default="",
    metavar="URL",
    help="Address that the site will have, for sitemap, feed and shared links.",
)
@click.option(
    "--downloads",
    is_flag=True,
    help="Pictures, slides and PDF too, for Japan, regions, prefectures and sectors.",
)
def command(
    folder: str,
    languages: str,
    title: str,
    logo: Path | None,
    colors: tuple[str, ...],
    imprint: str,
    base: str,
    *,
    downloads: bool,
    **given: Any,
) -> None:
    """Write a web site: a page for every place, sector, special zone and site.

    It needs no server and asks no other host: open index.html, or copy the folder to any web
    host. Published again, only files that change are written. Files of others in the folder stay.

    \b
    Examples:
      clustermap publish site
      clustermap publish site --lang ja,en --prefecture 熊本県 --title 熊本の産業集積
      clustermap publish site --sites our_sites.xlsx --base https://example.org/clusters/
    """
    from clustermap.reports.observatory import options as looks
    from clustermap.reports.observatory.folder import told

    chosen = looks.PublishOptions(
        languages=looks.languages(languages),
        title=title,
        logo=logo,
        **looks.colors(colors),
        imprint=imprint,
        base=looks.checked_base(base),
        downloads=downloads,
    )
    looks.logo_name(logo)
    if downloads:
        from clustermap.extras import require

        require("reports", "--downloads")
        require("figures", "--downloads")
    atlas = options.load(**given)
    with progress("Publishing") as tell:
        outcome = atlas.publish(folder, chosen, progress=tell)
    pages = sum(name.endswith("/index.html") for name in outcome.sizes)
    say(
        f"Published {count(pages, 'page')} into {folder} "
        f"({outcome.size / 1e6:,.1f} MB): {told(outcome)}."
    )
