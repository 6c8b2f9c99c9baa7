"""The options of a question as options of a command."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import click

from clustermap.cli.strict import StrictCommand
from clustermap.questions.options import described

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.cli import options
    from clustermap.questions.options import Option, QuestionOptions


def asking(question: type[QuestionOptions]) -> Callable[[options.F], options.F]:
    """Add a question's options to a command; what only a script can give is left out."""

    def add(function: options.F) -> options.F:
        for one in reversed(described(question)):
            if one.kind != "api" and one.name != "lang":
                function = click.option(one.flag, one.name, **_taken(one))(function)
        return function

    return add


def _taken(one: Option) -> dict[str, Any]:
    """Return what click needs to know of an option."""
    if one.kind == "flag":
        return {"is_flag": True, "help": one.help}
    kinds: dict[str, Callable[[Option], Any]] = {
        "choice": _choice,
        "integer": lambda one: _range(one, click.IntRange, int),
        "number": lambda one: _range(one, click.FloatRange, float),
        "text": lambda _: str,
    }
    known = one.default not in {None, ()}
    return {
        "type": kinds[one.kind](one),
        "help": one.help,
        "multiple": one.many,
        "metavar": one.metavar or None,
        **({"default": one.default, "show_default": True} if known else {}),
    }


def _choice(one: Option) -> click.Choice[str]:
    values = []
    for value in one.values:
        values += [other for other, meant in one.spelled.items() if meant == value]
        values.append(value)
    return click.Choice(values)


def _range(one: Option, limited: Any, plain: Any) -> Any:
    if one.above is not None:
        return limited(min=one.above, min_open=True)
    if one.least is not None or one.most is not None:
        return limited(min=one.least, max=one.most)
    return plain


def help_of(function: Callable[..., Any]) -> str:
    """Return the help of a command: what the question's function says of itself."""
    return inspect.cleandoc(function.__doc__ or "")


def make_command(
    name: str, ask: Callable[..., Any], run: Callable[..., None], *decorators: Any
) -> click.Command:
    """Make a command whose help is the question's; decorators add options, the first on top."""

    def callback(**given: Any) -> None:
        run(**given)

    function: Any = callback
    for decorator in reversed(decorators):
        function = decorator(function)
    return click.command(name, cls=StrictCommand, help=help_of(ask))(function)
