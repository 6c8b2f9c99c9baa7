"""What is wrong with a file, row by row, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

#: An error stops the reading, unless lenient; a warning is mended or counted; a note is good to
#: know.
LEVELS = ("error", "warning", "note")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or good to know.

    ``kind`` groups problems alike; ``words`` say what is wrong, ``action`` what is done about it
    (warnings, notes) or what to do (errors). ``row`` is the number that an editor or Excel shows.
    """

    level: str
    kind: str
    words: str
    action: str
    row: int | None = None
    column: str = ""
    value: str = ""

    def where(self, file: str) -> str:
        """Name file, row and column."""
        parts = [file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {shown(self.column)[1:-1]}")
        return ", ".join(parts)

    def line(self, file: str) -> str:
        """Say it in one line."""
        value = f"{shown(self.value)} " if self.value else ""
        return f"{self.where(file)}: {value}{self.words}"


@dataclass
class Findings:
    """All problems of one file, in the order in which they were found."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    #: Rows that cannot be used; with ``lenient`` they are left out.
    bad_rows: set[int] = field(default_factory=set)
    #: Rows that are left out whatever happens: totals, and areas that the map does not show.
    left_out: set[int] = field(default_factory=set)

    def error(
        self,
        kind: str,
        words: str,
        action: str,
        *,
        row: int | None = None,
        column: str = "",
        value: str = "",
    ) -> None:
        """Note what makes a row, or the file, unusable."""
        self.problems.append(Problem("error", kind, words, action, row, column, value))
        if row is not None:
            self.bad_rows.add(row)

    def warn(
        self,
        kind: str,
        words: str,
        action: str,
        *,
        row: int | None = None,
        column: str = "",
        value: str = "",
    ) -> None:
        """Note what is used after mending, or left blank."""
        self.problems.append(Problem("warning", kind, words, action, row, column, value))

    def leave_out(self, kind: str, words: str, *, row: int, column: str, value: str) -> None:
        """Warn of a row that is left out."""
        self.warn(kind, words, "The row is left out.", row=row, column=column, value=value)
        self.left_out.add(row)

    def note(self, words: str, action: str = "", *, kind: str = "note") -> None:
        """Note what is good to know."""
        self.problems.append(Problem("note", kind, words, action))

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop the reading."""
        return [one for one in self.problems if one.level == "error"]

    def stop(self, *, lenient: bool = False) -> None:
        """Raise the first error, naming how many there are.

        Parameters
        ----------
        lenient : bool
            Errors of single rows don't stop: those rows are left out and counted.

        Raises
        ------
        DataError
        """
        errors = [one for one in self.errors if not lenient or one.row is None]
        if not errors:
            return
        first = errors[0]
        alike = [one for one in errors[1:] if one.kind == first.kind]
        cause = first.line(self.file)
        if alike:
            rows = [one.row for one in alike if one.row is not None]
            where = f": {'row' if len(rows) == 1 else 'rows'} {listed(rows)}" if rows else ""
            cause += f" (and {len(alike):,} more like it{where})"
        others = len(errors) - 1 - len(alike)
        if others:
            cause += f" (and {count(others, 'other error')})"
        remedy = first.action
        if others:
            remedy += " `clustermap data validate` lists everything."
        elif first.row is not None:
            remedy += " Or leave such rows out with --lenient."
        raise DataError(_sentence(cause), remedy)

    def messages(self, *, lenient: bool = False) -> Iterator[str]:
        """Yield warnings and notes in words, problems alike in one line with their count."""
        groups: dict[tuple[str, str, str], list[Problem]] = {}
        for one in self.problems:
            if one.level == "error" and not lenient:
                continue
            key = (one.level, one.kind, one.column if one.row is not None else one.words)
            groups.setdefault(key, []).append(one)
        for (level, _, _), alike in groups.items():
            first = alike[0]
            label = "Note" if level == "note" else "Warning"
            words = first.line(self.file)
            rows = [one.row for one in alike[1:] if one.row is not None]
            if len(alike) > 1:
                also = f": {'row' if len(rows) == 1 else 'rows'} {listed(rows)}" if rows else ""
                words += f" ({len(alike):,} such in all{', also' if also else ''}{also})"
            action = "The row is left out." if level == "error" else first.action
            yield f"{label}: {_sentence(words)} {action}".rstrip()


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
