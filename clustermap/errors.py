"""The errors that a user can do something about: one line of cause, one of what to do."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ClustermapError(Exception):
    """Trouble with data or files that the user can mend.

    Parameters
    ----------
    cause : str
        What is wrong, naming file, row, column and value where there are any.
    remedy : str
        What to do about it.

    Examples
    --------
    >>> error = ClustermapError("sites.csv is empty.", "Give a table with a header line.")
    >>> print(error)
    sites.csv is empty.
    Give a table with a header line.
    """

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(cause, remedy)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.cause}\n{self.remedy}"


class DataError(ClustermapError):
    """A table or boundary file that cannot be used as it is."""


class OutputError(ClustermapError):
    """A place that cannot be written to."""


class UnknownNameError(ClustermapError, LookupError):
    """A name or code that means nothing here; ``suggestions`` holds the nearest that do.

    Examples
    --------
    >>> print(UnknownNameError.of("prefecture", "Kumamto", ["Kumamoto", "Kochi"]))
    Unknown prefecture 'Kumamto'.
    Did you mean Kumamoto?
    """

    suggestions: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, kind: str, given: str, known: Iterable[str], *, listing: str = ""
    ) -> UnknownNameError:
        """Make the error for ``given``, with the nearest of the ``known`` names as a hint."""
        known = list(dict.fromkeys(known))
        lowered = {name.casefold(): name for name in reversed(known)}
        # two of three kanji are as near as seven of ten letters
        cutoff = 0.7 if given.isascii() else 0.5
        near = difflib.get_close_matches(given.casefold(), list(lowered), n=3, cutoff=cutoff)
        suggestions = tuple(lowered[name] for name in near)
        if suggestions:
            remedy = f"Did you mean {' or '.join(suggestions)}?"
        else:
            shown = ", ".join(known[:12]) + (" ..." if len(known) > 12 else "")
            remedy = listing or f"Known: {shown}."
        error = cls(f"Unknown {kind} {given!r}.", remedy)
        error.suggestions = suggestions
        return error
