"""``clustermap spillover``: what happened around an anchor plant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.cli.terminal import say
from clustermap.questions import spillover

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from clustermap.reports.spillover import SpilloverReport


def _rings(ctx: Any, param: Any, given: str) -> tuple[float, ...]:  # noqa: ARG001
    try:
        return tuple(float(part) for part in given.split(","))
    except ValueError:
        message = f"{given!r} is not a list of distances in km, such as 25,50,100,200."
        raise click.BadParameter(message) from None


def _run(
    *,
    site: str,
    output: str | None,
    form: str | None,
    lang: str,
    to_map: str | None,
    **study: Any,
) -> None:
    from clustermap.cli.output import resolve_format, write_answer, write_text
    from clustermap.files import check_writable, page_ending, write_whole

    form = resolve_format(output, form)
    if to_map:
        page_ending(to_map)
        check_writable(to_map)
    files = {name: study.pop(name) for name in options.OWN if name in study}
    atlas = options.load(**files)
    found = atlas.spillover(site, lang=lang, **study)
    if form in {"html", "md"}:
        write_text(found.html(lang) if form == "html" else found.markdown(lang), output)
    else:
        write_answer(found.answer, output, form, lang)
    if to_map:
        page = _map(atlas, found, lang)
        write_whole(to_map, page)
        say(f"Wrote {to_map} ({len(page.encode()) / 1000:,.0f} kB): rings around {found.anchor}.")


def _map(atlas: Atlas, found: SpilloverReport, lang: str) -> str:
    """Return the map page with the rings, of the sectors counted."""
    chosen = atlas.select(sector=found.sectors)
    page = chosen.map(lang=lang, title=found.title(lang), rings=found.rings_on_map())
    return page.html


command = make_command(
    "spillover", spillover.ask, _run,
    click.argument("site", metavar="SITE_ID", default="jasm-kumamoto-1"),
    options.table_output,
    click.option(
        "--rings", default="25,50,100,200", show_default=True, callback=_rings,
        help="Outer edges of the rings in km.",
    ),
    asking(spillover.Options),
    options.user_data(*spillover.USER_DATA), options.lang,
    click.option("--map", "to_map", type=click.Path(), help="HTML file for a map with the rings."),
)  # fmt: skip
