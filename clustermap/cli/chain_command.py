"""``clustermap chain``: the steps of a sector's value chain by place."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.questions import chain


def _run(
    *, sector: str, by: str | None, output: str | None, form: str | None, lang: str, **given: Any
) -> None:
    from clustermap.cli.output import resolve_format, write_answer

    form = resolve_format(output, form)
    answer = options.load(**given).chain(sector, by=by, lang=lang)
    write_answer(answer, output, form, lang)


command = make_command(
    "chain", chain.ask, _run, click.argument("sector"), options.table_output, options.places,
    options.user_data(*chain.USER_DATA), options.lang, asking(chain.Options),
)  # fmt: skip
