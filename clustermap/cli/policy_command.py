"""``clustermap policy``: strategic technologies, the time line, rankings, the tax credit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.cli.strict import StrictGroup
from clustermap.questions import policy

if TYPE_CHECKING:
    from collections.abc import Callable


@click.group("policy", cls=StrictGroup)
def command() -> None:
    """Set sectors and sites against policy; every row names its source.

    \b
    Examples:
      clustermap policy technologies --list national_strategic_6
      clustermap policy timeline --sector shipbuilding --since 2025
      clustermap policy competitiveness
      clustermap policy credit --by zone --rate 8
    """


def _running(name: str) -> Callable[..., None]:
    """Return what a command of this group does: ask, and write the answer."""
    known = {*options.SELECTION, *options.OWN}

    def run(*, output: str | None, form: str | None, lang: str, **given: Any) -> None:
        from clustermap.cli.output import write_answer

        loaded = {key: given.pop(key) for key in list(given) if key in known}
        answer = options.load(**loaded).policy(name, lang=lang, **given)
        write_answer(answer, output, form, lang)

    return run


_TAKES = {
    "technologies": (options.selection,),
    "timeline": (options.selection,),
    "competitiveness": (),
    "credit": (options.selection, options.user_data("boundaries", "sites", "zones")),
}
for _name, (_options, _ask) in policy.QUESTIONS.items():
    command.add_command(
        make_command(
            _name,
            _ask,
            _running(_name),
            options.table_output,
            *_TAKES[_name],
            options.lang,
            asking(_options),
        )
    )
