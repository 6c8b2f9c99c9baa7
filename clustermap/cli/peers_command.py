"""``clustermap peers``: the prefectures, or municipalities, most like one."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.questions import peers


def _run(*, output: str | None, form: str | None, lang: str, **given: Any) -> None:
    from clustermap.cli.output import resolve_format, write_answer

    form = resolve_format(output, form)
    answer = options.load().peers(lang=lang, **given)
    write_answer(answer, output, form, lang)


command = make_command(
    "peers", peers.ask, _run,
    click.argument("place", metavar="PLACE", shell_complete=options.complete_prefectures),
    options.table_output, options.lang, asking(peers.Options),
)  # fmt: skip
