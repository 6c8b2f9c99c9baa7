"""``clustermap rank``: prefectures or municipalities by one indicator."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.questions import rank


def _run(*, output: str | None, form: str | None, **given: Any) -> None:
    from clustermap.cli.output import resolve_format, write_answer

    form = resolve_format(output, form)
    lang = given.pop("lang")
    indicator, ascending, seed = (given.pop(key) for key in ("indicator", "ascending", "seed"))
    atlas = options.load(**given)
    answer = atlas.rank(indicator, level=given["level"], lang=lang, ascending=ascending, seed=seed)
    write_answer(answer, output, form, lang)


command = make_command(
    "rank", rank.ask, _run, click.argument("indicator", default="sites"), options.table_output,
    options.selection, options.user_data(*rank.USER_DATA), options.lang, asking(rank.Options),
)  # fmt: skip
