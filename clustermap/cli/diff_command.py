"""``clustermap data diff``: what changed between two editions."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import make_command
from clustermap.cli.terminal import say
from clustermap.questions import differences

#: Sheets of a workbook, in order; the last ones only where they have rows.
SHEETS = ("summary", "added", "removed", "changed", "unclear", "lookalikes")
_ALWAYS = 4


def _run(
    *, old: str, new: str | None, output: str | None, form: str | None, lang: str,
    map_columns: tuple[str, ...], key: tuple[str, ...], **reading: Any,
) -> None:  # fmt: skip
    from clustermap.cli.output import resolve_format, write_answer, write_sheets
    from clustermap.ingest.columns import parse_mapping

    form = resolve_format(output, form)
    found = differences.ask(
        differences.Options(
            old=old, new=new, key=key, map_columns=tuple(parse_mapping(map_columns).items()),
            **reading,
        )
    )  # fmt: skip
    for note in found.notes:
        say(f"Note: {note}")
    if form == "xlsx":
        names = [name for at, name in enumerate(SHEETS)
                 if at < _ALWAYS or len(found.frames[name])]  # fmt: skip
        write_sheets({name: found.frames[name] for name in names}, str(output))
    else:
        write_answer(found, output, form, lang)


command = make_command(
    "diff", differences.ask, _run,
    click.argument("old"),
    click.argument("new", required=False),
    click.option(
        "--key", multiple=True, metavar="COLUMN",
        help="Column that tells the rows of your tables apart, if detection fails; repeatable.",
    ),
    *options.table_reading,
    options.table_output, options.lang,
)  # fmt: skip
