"""Tables out: to the terminal, or to a file in the format that its ending names."""

from __future__ import annotations

import io
import itertools
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from clustermap.cli.options import FORMATS
from clustermap.cli.terminal import clean, say
from clustermap.errors import OutputError
from clustermap.files import check_writable, ending_of, format_of, write_whole
from clustermap.messages import count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clustermap.answer import Answer

# a spreadsheet takes a cell that starts so for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BINARY = {"xlsx", "parquet"}
#: Formats of tables that are made for reading.
READ_FORMATS = ("table", "md", "html")
#: Significant digits where a table is made for reading.
READ = 5
#: Cells of a printed table are cut at this many columns of the terminal.
LONGEST = 60
#: Whole numbers below this are exact as floats.
EXACT = 1e15
_ENDINGS = {"txt": "table", "markdown": "md", "htm": "html", "pq": "parquet"}


def resolve_format(output: str | None, form: str | None) -> str:
    """Return the format asked for: by name, else by the file's ending, else "table".

    Raises
    ------
    OutputError
        The file's ending names no format, the file can't be written, or the format is not for
        the terminal.
    """
    to_file = output not in {None, "-"}
    if to_file and form:
        _refuse_other_ending(str(output), form)
    form = form or (_format_of(str(output)) if to_file else "table")
    if to_file:
        check_writable(str(output))
    if form in _BINARY and not to_file:
        raise OutputError(
            f"{form} is not for the terminal.", f"Name a file with -o, e.g. -o table.{form}."
        )
    return form


def write_text(text: str, output: str | None) -> None:
    """Write a finished text to a file, or print it.

    Raises
    ------
    OutputError
        The file can't be written.
    """
    if output in {None, "-"}:
        click.echo(text, nl=False)
        return
    write_whole(str(output), text)
    say(f"Wrote {output} ({len(text.encode()) / 1000:,.0f} kB).")


def write_frame(
    frame: pd.DataFrame, output: str | None, form: str | None, *, title: str = "", words: str = ""
) -> None:
    """Write a table to a file, or print it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its index is left out.
    output : str or None
        File to write; None or "-" prints.
    form : str or None
        One of ``FORMATS``; None takes it from the file's ending, else "table".
    title : str
        Title of a printed or HTML table.
    words : str
        What to say below a table that is made for reading, line by line.

    Raises
    ------
    OutputError
        The file can't be written, or its ending names no format.
    """
    to_file = output not in {None, "-"}
    form = resolve_format(output, form)
    content = _WRITERS[form](frame, title, to_file)
    if words:
        content = _with_words(content, words, form)
    if not to_file:
        click.echo(content, nl=False)
        return
    write_whole(str(output), content)
    say(f"Wrote {output}: {count(len(frame), 'row')}.")


def write_answer(
    answer: Answer, output: str | None, form: str | None, lang: str, *, title: str | None = None
) -> None:
    """Write an answer: in words where a table is made for reading, else its numbers.

    Parameters
    ----------
    answer : Answer
    output, form
        As for :func:`write_frame`; Parquet keeps the whole answer.
    lang : {"en", "ja", "ko"}
    title : str, optional
        Else the answer's own.
    """
    from clustermap.answer import without_geometry

    form = resolve_format(output, form)
    if form == "html" and output not in {None, "-"}:
        from clustermap.reports.answer_page import answer_page

        page = answer_page(answer, lang, lambda cell: _text(cell, READ), title or "")
        write_whole(str(output), page.html())
        say(f"Wrote {output}: {count(len(answer.table), 'row')}.")
    elif form in READ_FORMATS:
        read = answer.read(lang)
        table = answer.table if read.table is None else read.table
        words = read.words_below
        write_frame(without_geometry(table), output, form, title=title or read.title, words=words)
    elif form == "parquet":
        write_whole(str(output), answer.to_parquet())
        say(f"Wrote {output}: {count(len(answer.table), 'row')}.")
    else:
        write_frame(without_geometry(answer.table), output, form)


def write_sheets(sheets: Mapping[str, pd.DataFrame], output: str) -> None:
    """Write tables as the sheets of one workbook.

    Raises
    ------
    OutputError
        The file can't be written.
    """
    write_whole(output, _workbook(sheets))
    rows = ", ".join(f"{name} {len(frame):,}" for name, frame in sheets.items())
    say(f"Wrote {output}: {rows} rows.")


def _with_words(content: str | bytes, words: str, form: str) -> str | bytes:
    """Put words below a table, where people read it."""
    from html import escape

    lines = [line for line in words.splitlines() if line]
    if form == "table":
        return f"{str(content).rstrip()}\n\n{clean(words)}\n"
    if form == "md":
        safe = (line.replace("<", "&lt;").removeprefix("- ") for line in lines)
        return f"{content!s}\n" + "".join(f"- {line}\n" for line in safe)
    if form == "html":
        return str(content) + "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    return content


def _format_of(output: str) -> str:
    return format_of(
        output,
        FORMATS,
        remedy="End it in .csv, .json, .md, .html, .xlsx or .parquet, or use --format "
        f"{'|'.join(FORMATS)}.",
        spelled=_ENDINGS,
    )


def _refuse_other_ending(output: str, form: str) -> None:
    """Refuse a file whose ending is another format's than the one asked for by name."""
    ending = ending_of(output)
    named = _ENDINGS.get(ending, ending)
    plain = ending in {"", "txt"} and form not in _BINARY
    if named in FORMATS and named != form and not plain:
        raise OutputError(
            f"{output} is to be written as {form}, and its ending is that of {named}.",
            f"Give it the ending .{form}, or leave --format out.",
        )


def _text(value: Any, digits: int = 10) -> str:
    """Show one cell: blanks for nothing, no ".0" on whole numbers."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return ""
    if isinstance(value, (tuple, list)):
        return ";".join(map(str, value))
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < EXACT
        return str(int(value)) if whole else f"{value:.{digits}g}"
    return str(value)


def _plain(frame: pd.DataFrame, digits: int = 10) -> pd.DataFrame:
    return frame.map(_text, digits=digits)


def _neutral(text: str) -> str:
    """Keep a spreadsheet from taking text for a formula; numbers stay numbers."""
    if not text.startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _csv(frame: pd.DataFrame, title: str, to_file: bool) -> str:  # noqa: ARG001, FBT001
    plain = _plain(frame).map(_neutral)
    plain.columns = [_neutral(str(name)) for name in plain.columns]
    # Excel takes a CSV file for UTF-8 only with the mark in front
    return ("\ufeff" if to_file else "") + plain.to_csv(index=False, lineterminator="\n")


def _json(frame: pd.DataFrame, title: str, to_file: bool) -> str:  # noqa: ARG001, FBT001
    text: str = frame.reset_index(drop=True).to_json(
        orient="records", force_ascii=False, indent=1, double_precision=15
    )
    return text.replace("\\/", "/") + "\n"


def _markdown(frame: pd.DataFrame, title: str, to_file: bool) -> str:  # noqa: ARG001, FBT001
    def line(cells: list[str]) -> str:
        safe = [cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells]
        return "| " + " | ".join(cell.replace("<", "&lt;") for cell in safe) + " |\n"

    plain = _plain(frame, READ)
    numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes]
    rule = "| " + " | ".join("--:" if number else ":--" for number in numeric) + " |\n"
    rows = (line(list(map(str, row))) for row in plain.itertuples(index=False, name=None))
    return line([str(name) for name in frame.columns]) + rule + "".join(rows)


def _html(frame: pd.DataFrame, title: str, to_file: bool) -> str:  # noqa: ARG001, FBT001
    from html import escape

    caption = f"<caption>{escape(title)}</caption>" if title else ""
    table: str = _plain(frame, READ).to_html(index=False, border=0, escape=True)
    head, rest = table.split("\n", 1)
    return f"{head}\n{caption}\n{rest}\n"


def _table(frame: pd.DataFrame, title: str, to_file: bool) -> str:  # noqa: FBT001
    """Lay a table out for reading: long cells are cut, and columns that don't fit are named."""
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len, set_cell_size
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    to_terminal = sys.stdout.isatty() and not to_file
    buffer = io.StringIO()
    console = Console(file=buffer, force_terminal=to_terminal, width=None if to_terminal else 10**6)

    def cut(cell: str) -> str:
        cell = clean(cell).replace("\n", " ")
        return cell if cell_len(cell) <= LONGEST else set_cell_size(cell, LONGEST - 1) + "…"

    plain = _plain(frame, READ).map(cut)
    widths = [
        max(cell_len(str(name)), *map(cell_len, plain[name]), 0) + 2 for name in plain.columns
    ]
    fits = sum(total <= console.width for total in itertools.accumulate(widths))
    shown = Table(
        title=Text(clean(title)) if title else None, title_justify="left", box=SIMPLE_HEAD
    )
    for name in list(frame.columns)[: max(fits, 1)]:
        number = pd.api.types.is_numeric_dtype(frame[name].dtype)
        shown.add_column(
            Text(clean(str(name))), justify="right" if number else "left", no_wrap=True
        )
    for row in plain.iloc[:, : max(fits, 1)].itertuples(index=False, name=None):
        shown.add_row(*map(Text, row))
    console.print(shown)
    if fits < len(widths):
        left_out = ", ".join(map(str, frame.columns[max(fits, 1) :]))
        say(f"Not shown for want of room: {left_out}. --format csv gives all.")
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _xlsx(frame: pd.DataFrame, title: str, to_file: bool) -> bytes:  # noqa: FBT001, ARG001
    return _workbook({"data": frame})


def _workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        for title, frame in sheets.items():
            sheet = book.add_worksheet(title)
            for column, name in enumerate(frame.columns):
                sheet.write_string(0, column, str(name), bold)
                for row, value in enumerate(frame[name].tolist(), start=1):
                    if isinstance(value, (int, float)) and math.isfinite(value):
                        sheet.write_number(row, column, value)
                    elif _text(value):
                        sheet.write_string(row, column, _text(value))
            sheet.freeze_panes(1, 0)
            if len(frame):
                sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
            sheet.autofit(300)
    return buffer.getvalue()


def _parquet(frame: pd.DataFrame, title: str, to_file: bool) -> bytes:  # noqa: FBT001, ARG001
    buffer = io.BytesIO()
    frame.reset_index(drop=True).to_parquet(buffer)
    return buffer.getvalue()


_WRITERS: dict[str, Callable[[pd.DataFrame, str, bool], str | bytes]] = {
    "table": _table,
    "csv": _csv,
    "json": _json,
    "md": _markdown,
    "html": _html,
    "xlsx": _xlsx,
    "parquet": _parquet,
}


def as_csv(frame: pd.DataFrame) -> str:
    """Return a table as the text of a CSV file."""
    return _csv(frame, "", True)  # noqa: FBT003


def write_geometry(frame: Any, output: str) -> None:
    """Write a GeoDataFrame to a .geojson or .gpkg file, in WGS84 degrees."""
    import tempfile

    plain = frame.copy()
    for name in plain.columns:
        if plain[name].dtype == object:
            plain[name] = plain[name].map(_text)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"table{Path(output).suffix}"
        plain.to_crs(4326).to_file(file)
        write_whole(output, file.read_bytes())
    say(f"Wrote {output}: {count(len(frame), 'row')}.")
