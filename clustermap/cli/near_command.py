"""``clustermap near``: what lies within a distance of a place."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.cli.terminal import say
from clustermap.questions import near


def _run(
    *, place: str, output: str | None, form: str | None, lang: str, to_map: str | None, km: float,
    which: str, **chosen: Any,
) -> None:  # fmt: skip
    from clustermap.cli.output import resolve_format, write_answer
    from clustermap.files import check_writable, write_whole

    form = resolve_format(output, form)
    if to_map:
        check_writable(to_map)
    atlas = options.load(**chosen)
    found = atlas.near(place, km, which=which, lang=lang)
    write_answer(found, output, form, lang)
    if to_map:
        page = atlas.map(lang=lang, title=found.title(lang), rings=near.rings_on_map(found)).html
        write_whole(to_map, page)
        say(f"Wrote {to_map} ({len(page.encode()) / 1000:,.0f} kB).")


command = make_command(
    "near", near.ask, _run,
    click.argument("place", metavar="PLACE"),
    options.table_output, asking(near.Options), options.kinds,
    options.user_data(*near.USER_DATA), options.lang,
    click.option("--map", "to_map", type=click.Path(), help="HTML file for a map with the ring."),
)  # fmt: skip
