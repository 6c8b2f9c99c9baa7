"""``clustermap compare``: prefectures side by side."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.questions import compare


def _run(
    *,
    prefectures: tuple[str, ...],
    output: str | None,
    form: str | None,
    lang: str,
    everything: bool,
    **given: Any,
) -> None:
    from clustermap.cli.output import resolve_format, write_answer, write_text

    form = resolve_format(output, form)
    found = options.load(**given).compare(*prefectures, everything=everything, lang=lang)
    if form in {"html", "md"}:
        write_text(found.html(lang) if form == "html" else found.markdown(lang), output)
        return
    write_answer(found.answer, output, form, lang)


command = make_command(
    "compare", compare.ask, _run,
    click.argument(
        "prefectures", nargs=-1, required=True, metavar="PREF PREF [PREF ...]",
        shell_complete=options.complete_prefectures,
    ),
    options.table_output, options.kinds, options.user_data(*compare.USER_DATA), options.lang,
    asking(compare.Options),
)  # fmt: skip
