"""The options of a question, written once: the command line and the API follow from them.

A question has a frozen dataclass of its options; each field says what it takes, and what the help
says of it.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True, kw_only=True)
... class Options(QuestionOptions):
...     basis: str = choice("sites", "jobs", help="What is counted.")
>>> Options(basis="jobs").basis, [one.flag for one in described(Options)]
('jobs', ['--lang', '--basis'])
"""

from __future__ import annotations

import math
import numbers as numbers_abc
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from clustermap import locales
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

O = TypeVar("O", bound="QuestionOptions")  # noqa: E741
#: Metadata key of what a field takes.
_KEY = "option"


@dataclass(frozen=True)
class Option:
    """What one option takes.

    Attributes
    ----------
    kind : {"choice", "flag", "text", "integer", "number", "api"}
        "api" for what only a script can give.
    help : str
        One line.
    values : tuple of str
        Of a choice.
    spelled : mapping
        Other spellings of a choice's values, as "gstar" for "g*".
    least, most, above : float, optional
        Smallest and largest number, and what it must be more than.
    many : bool
        Whether it can be given several times.
    flag : str
        As typed; else made of the name.
    metavar, default_text : str
        What the help calls the value, and the default if it is not a plain one.
    """

    kind: str
    help: str = ""
    values: tuple[str, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    above: float | None = None
    many: bool = False
    flag: str = ""
    metavar: str = ""
    name: str = ""
    default: Any = None


def choice(*values: str, help: str, default: str | None = "", **more: Any) -> Any:
    """Take one of a few values, the first if none is given; ``default=None`` for none at all."""
    first = values[0] if default == "" else default
    return field(default=first, metadata={_KEY: Option("choice", help, values, **more)})


def choices(*values: str, help: str, **more: Any) -> Any:
    """Take one of a few values, again and again."""
    return field(default=(), metadata={_KEY: Option("choice", help, values, many=True, **more)})


def flag(help: str, **more: Any) -> Any:
    """Take yes or no."""
    return field(default=False, metadata={_KEY: Option("flag", help, **more)})


def text(help: str, *, default: str | None = None, **more: Any) -> Any:
    """Take a text."""
    return field(default=default, metadata={_KEY: Option("text", help, **more)})


def texts(help: str, **more: Any) -> Any:
    """Take a text, again and again."""
    return field(default=(), metadata={_KEY: Option("text", help, many=True, **more)})


def integer(help: str, *, default: int | None, **more: Any) -> Any:
    """Take a whole number."""
    return field(default=default, metadata={_KEY: Option("integer", help, **more)})


def number(help: str, *, default: float | None, **more: Any) -> Any:
    """Take a number."""
    return field(default=default, metadata={_KEY: Option("number", help, **more)})


def numbers(help: str, *, default: tuple[float, ...] = (), **more: Any) -> Any:
    """Take a number, again and again."""
    return field(default=default, metadata={_KEY: Option("number", help, many=True, **more)})


def from_script(default: Any = None) -> Any:
    """Take what the command line can't give: frames, functions."""
    return field(default=default, metadata={_KEY: Option("api")})


def permutations(default: int, what: str, least: int = 19) -> Any:
    """Take the number of permutations or simulations of a test."""
    return integer(f"Number of {what}.", default=default, least=least)


def seed() -> Any:
    """Take the seed of a test."""
    return integer("Same seed, same result.", default=0, least=0)


def level() -> Any:
    """Take the size of the areas."""
    return choice(
        "prefecture", "region", "municipality", "area", default=None,
        help="Size of the areas.  [default: what --boundaries holds, else prefectures]",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class QuestionOptions:
    """What every question takes; a value that is none of an option's is refused."""

    lang: str = choice(*locales.LANGUAGES, help="Language.")

    def __post_init__(self) -> None:
        locales.check(self.lang)
        for one in described(type(self)):
            given = getattr(self, one.name)
            if one.kind == "api":
                continue
            if one.many:
                single = isinstance(given, str) or not hasattr(given, "__iter__")
                parts = (given,) if single else given
                object.__setattr__(self, one.name, tuple(_checked(one, each) for each in parts))
            elif given is not None or one.default is not None:
                object.__setattr__(self, one.name, _checked(one, given))


def _checked(one: Option, given: Any) -> Any:
    """Return a value as the question knows it.

    Raises
    ------
    UnknownNameError, DataError
        It is none of an option's values, or no number within its limits.
    """
    if one.kind == "choice":
        plain = one.spelled.get(str(given), given)
        if plain not in one.values:
            raise UnknownNameError.of(one.name.replace("_", " "), str(given), one.values)
        return plain
    if one.kind == "flag":
        if not isinstance(given, (bool, np.bool_)):
            raise DataError(f"{one.name} is {given!r}.", "Give True or False.")
        return bool(given)
    if one.kind == "text" and not isinstance(given, str):
        raise DataError(f"{one.name} is {given!r}, not a text.", "Give a text.")
    if one.kind in {"integer", "number"}:
        given = _number(one, given)
        if one.least is not None and given < one.least:
            raise DataError(f"{one.name} is {given}.", f"Give at least {one.least:g}.")
        if one.most is not None and given > one.most:
            raise DataError(f"{one.name} is {given}.", f"Give at most {one.most:g}.")
        if one.above is not None and not given > one.above:
            raise DataError(f"{one.name} is {given}.", f"Give more than {one.above:g}.")
    return given


def _number(one: Option, given: Any) -> float:
    """Return a number as Python's own, whichever library's it was."""
    real = isinstance(given, numbers_abc.Real) and not isinstance(given, bool)
    if not real or not math.isfinite(given):
        raise DataError(f"{one.name} is {given!r}, not a number.", "Give a number.")
    if one.kind == "number":
        return float(given)
    if int(given) != given:
        raise DataError(f"{one.name} is {given!r}, not a whole number.", "Give a whole number.")
    return int(given)


def described(options: type[QuestionOptions]) -> list[Option]:
    """Return what each option of a question takes, in order."""
    found = []
    for one in fields(options):
        about: Option = one.metadata[_KEY]
        flag_ = about.flag or f"--{one.name.replace('_', '-')}"
        found.append(
            Option(**{**vars(about), "name": one.name, "default": one.default, "flag": flag_})
        )
    return found


def made(options: type[O], question: str, given: Mapping[str, Any]) -> O:
    """Make the options of a question.

    Raises
    ------
    UnknownNameError
        An option that the question does not have, or a value that is none of an option's.
    """
    known = [one.name for one in fields(options)]
    for name in given:
        if name not in known:
            raise UnknownNameError.of(f"option of {question}", name, known)
    return options(**given)
