"""``clustermap compare``: prefectures or municipalities side by side."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.questions import compare


def _run(
    *,
    places: tuple[str, ...],
    output: str | None,
    form: str | None,
    lang: str,
    everything: bool,
    **given: Any,
) -> None:
    from clustermap.cli.output import resolve_format, write_answer, write_text

    form = resolve_format(output, form)
    level = None
    if given["values"]:
        from clustermap.questions.places import places_named

        # values of municipalities are read as such
        level = places_named(places)[0].replace("prefecture", "") or None
    found = options.load(level=level, **given).compare(*places, everything=everything, lang=lang)
    if form in {"html", "md"}:
        write_text(found.html(lang) if form == "html" else found.markdown(lang), output)
        return
    write_answer(found.answer, output, form, lang)


command = make_command(
    "compare", compare.ask, _run,
    click.argument(
        "places", nargs=-1, required=True, metavar="PLACE PLACE [PLACE ...]",
        shell_complete=options.complete_prefectures,
    ),
    options.table_output, options.kinds, options.user_data(*compare.USER_DATA), options.lang,
    asking(compare.Options),
)  # fmt: skip
