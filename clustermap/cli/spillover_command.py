"""``clustermap spillover``: what happened around an anchor plant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options
from clustermap.cli.terminal import say

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from clustermap.reports.spillover import SpilloverReport


def _rings(ctx: Any, param: Any, given: str) -> tuple[float, ...]:  # noqa: ARG001
    try:
        return tuple(float(part) for part in given.split(","))
    except ValueError:
        message = f"{given!r} is no list of distances in km, such as 25,50,100,200."
        raise click.BadParameter(message) from None


def _studied(function: Any) -> Any:
    """Add the options of the study."""
    for option in reversed(
        (
            click.option(
                "--sector", multiple=True,
                help="Sectors counted, or all; repeatable.  [default: the site's own]",
            ),
            click.option(
                "--rings", default="25,50,100,200", show_default=True, callback=_rings,
                help="Outer edges of the rings in km.",
            ),
            click.option(
                "--years-before", type=click.IntRange(1), default=5, show_default=True,
                help="Calendar years before the site's.",
            ),
            click.option(
                "--years-after", type=click.IntRange(1), default=5, show_default=True,
                help="Calendar years after the site's.",
            ),
            click.option(
                "--basis", type=click.Choice(("announced", "opened")), default="announced",
                show_default=True, help="Which date counts.",
            ),
            click.option(
                "--permutations", type=click.IntRange(99), default=9999, show_default=True,
                help="Draws of the test of distances.",
            ),
            click.option(
                "--seed", type=int, default=0, show_default=True,
                help="Seed: same seed, same result.",
            ),
        )
    ):  # fmt: skip
        function = option(function)
    return function


@click.command("spillover")
@click.argument("site", metavar="SITE_ID", default="jasm-kumamoto-1")
@options.table_output
@_studied
@options.own
@options.lang
@click.option("--map", "to_map", type=click.Path(), help="HTML file for a map with the rings.")
@click.option(
    "--table", "which",
    type=click.Choice(("rings", "years", "sites", "placebo-sites", "placebo-years")),
    default="rings", show_default=True, help="Which table to print or write.",
)  # fmt: skip
def command(
    site: str,
    output: str | None,
    form: str | None,
    lang: str,
    to_map: str | None,
    which: str,
    **study: Any,
) -> None:
    """Study what happened around an anchor plant (SITE_ID, by default JASM in Kumamoto).

    Sites by ring and year, before and after the plant was announced; the change near it against
    the change in the rest of Japan; placebo tests with other places and years; sites that name
    the plant; investment; and what the data cannot show. As HTML or Markdown it is a report.

    \b
    Examples:
      clustermap spillover jasm-kumamoto-1 -o jasm.html --map jasm-map.html
      clustermap spillover rapidus-iim-1 --rings 50,100,300 --lang ja
      clustermap spillover jasm-kumamoto-1 --basis opened --table sites --format csv
    """  # noqa: D301
    from clustermap.cli.output import resolve_format, write_frame, write_text
    from clustermap.files import check_writable, write_whole

    form = resolve_format(output, form)
    if to_map:
        check_writable(to_map)
    own = {name: study.pop(name) for name in options.OWN}
    atlas = options.load(**own)
    found = atlas.spillover(site, **study)
    if form == "html":
        write_text(found.html(lang), output)
    elif form == "md":
        write_text(found.markdown(lang), output)
    elif form == "table" and which in {"rings", "sites"}:
        _read(found, output, which, lang)
    else:
        write_frame(found.table(which), output, form, title=found.title(lang))
    if to_map:
        page = _map(atlas, found, lang)
        write_whole(to_map, page)
        say(f"Wrote {to_map} ({len(page.encode()) / 1000:,.0f} kB): rings around {found.anchor}.")


def _read(found: SpilloverReport, output: str | None, which: str, lang: str) -> None:
    """Print a table in words, with what the numbers say and cannot say below."""
    import pandas as pd

    from clustermap.cli.output import write_frame
    from clustermap.reports.spillover import ring_table, site_table
    from clustermap.reports.spillover_words import Words

    words = Words(found, lang)
    table = ring_table(found, words) if which == "rings" else site_table(found, words)
    frame = pd.DataFrame([list(row) for row in table.rows], columns=list(table.header))
    told = [
        *(f"- {sentence}" for sentence in words.sentences()),
        "",
        words.say("limits"),
        *(f"- {sentence}" for sentence in words.caveats()),
    ]
    write_frame(frame, output, "table", title=found.title(lang), words="\n".join(told))


def _map(atlas: Atlas, found: SpilloverReport, lang: str) -> str:
    """Return the map page with the rings, of the sectors counted."""
    chosen = atlas.select(sector=found.sectors)
    page = chosen.map(lang=lang, title=found.title(lang), rings=found.rings_on_map())
    return page.html
