"""``clustermap zones``: special zones and the sites inside them."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.cli.strict import StrictGroup
from clustermap.questions import zones


@click.group("zones", cls=StrictGroup, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List special zones, or show the sites inside one.

    \b
    Examples:
      clustermap zones
      clustermap zones list --prefecture Fukuoka --lang ja
      clustermap zones show ns_kansai --sector bio
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(listing)


def _list(
    *,
    output: str | None = None,
    form: str | None = None,
    lang: str = "en",
    scheme: str | None = None,
    **given: Any,
) -> None:
    from clustermap.cli.output import resolve_format, write_answer

    form = resolve_format(output, form)
    answer = options.load(**given).zone_table(scheme=scheme, lang=lang)
    write_answer(answer, output, form, lang)


def _show(*, zone: str, output: str | None, form: str | None, lang: str, **given: Any) -> None:
    from clustermap.cli.output import READ_FORMATS, resolve_format, write_answer
    from clustermap.cli.terminal import say

    form = resolve_format(output, form)
    answer = options.load(**given).zone_sites(zone, lang=lang)
    for line in answer.facts["lines"][lang]:
        say(line)
    if len(answer.table) or form not in READ_FORMATS:
        write_answer(answer, output, form, lang)


_files = options.user_data("boundaries", "sites", "zones")
listing = make_command(
    "list", zones.listing, _list, options.table_output, options.selection, _files, options.lang,
    asking(zones.ListOptions),
)  # fmt: skip
show = make_command(
    "show", zones.inside, _show, click.argument("zone", metavar="ID"), options.table_output,
    options.kinds, _files, options.lang, asking(zones.InsideOptions),
)  # fmt: skip
command.add_command(listing)
command.add_command(show)
