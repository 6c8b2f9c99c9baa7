"""What comes back from a question: a table, and what has to be said and shown beside it.

An :class:`Answer` is data only; the terminal, files, charts, map layers, reports and Jupyter take
it. Written to JSON or Parquet it is whole again when it is read.

>>> import clustermap as cm
>>> found = cm.load().stats("concentration")
>>> found.question, found.table.shape[0], found.explain["null model"][:13]
('concentration', 5, 'none is drawn')
"""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.errors import DataError, OutputError
from clustermap.files import write_whole
from clustermap.messages import count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Formats in which an answer is kept whole.
FORMATS = (".json", ".parquet")
#: Key of the metadata of a Parquet file.
_KEY = b"clustermap"
_REMEDY = "Name a file that ends in .json or .parquet."


@dataclass(frozen=True, eq=False)
class Chart:
    """What the chart of an answer shows.

    Attributes
    ----------
    kind : str
        Which chart it is, as ``"local_map"``: see ``clustermap.maps.charts``.
    facts : mapping
        What the chart needs beside the table; JSON can hold it.
    """

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Reading:
    """An answer as a person reads it in one language: title, sentences, and a table of words."""

    title: str
    sentences: Sequence[str] = ()
    #: Else the answer's own table is what is read.
    table: pd.DataFrame | None = None
    #: What stands below a printed table; else the sentences, line by line.
    below: str | None = None

    @property
    def words_below(self) -> str:
        """What stands below a printed table."""
        return "\n".join(self.sentences) if self.below is None else self.below


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """The answer to a question.

    Attributes
    ----------
    question : str
        Name of the question.
    table : pandas.DataFrame
        The numbers; columns are described where the question is.
    notes : tuple of str
        What has to be said beside the numbers: what was left out, what is not sure.
    explain : mapping
        How they were made: method, formula, paper, conventions, null model, weights, seed.
    chart : Chart, optional
        What a chart of it shows; None where there is none.
    level : str
        What the rows are of: "prefecture", "region", "municipality", "area"; "" for others.
    frames : mapping of str to pandas.DataFrame
        Further tables.
    facts : mapping
        Single numbers and names that sentences and reports use.
    """

    question: str
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    explain: Mapping[str, Any] = field(default_factory=dict)
    chart: Chart | None = None
    level: str = ""
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: The analysis behind it, for reports.
    result: Any = None
    #: How it reads in a language; without it, the table with its question as title.
    reading: Callable[[str], Reading] | None = None

    def read(self, lang: str = "en") -> Reading:
        """Return title, sentences and the table to read in a language.

        Raises
        ------
        UnknownNameError
            A language that there are no texts in.
        """
        locales.check(lang)
        if self.reading is None:
            return Reading(locales.text("question", self.question, lang))
        return self.reading(lang)

    def title(self, lang: str = "en") -> str:
        """Return the title in a language."""
        return self.read(lang).title

    def sentences(self, lang: str = "en") -> list[str]:
        """Return what the numbers say, in plain sentences."""
        return list(self.read(lang).sentences)

    def to_read(self, lang: str = "en") -> pd.DataFrame:
        """Return the table as a person reads it: names and numbers in words where it has them."""
        table = self.read(lang).table
        return self.table if table is None else table

    def save(self, path: str | Path) -> Path:
        """Keep the answer whole: table, notes, explanation, sentences and chart.

        Raises
        ------
        OutputError
            The file can't be written, or its ending is not .json or .parquet.
        """
        path = Path(path)
        if path.suffix.lower() not in FORMATS:
            raise OutputError(f"{path} is not a file that keeps an answer.", _REMEDY)
        if path.suffix.lower() == ".parquet":
            return write_whole(path, self.to_parquet())
        whole = {**self._about(), "table": _records(self.table)}
        return write_whole(path, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")

    def to_parquet(self) -> bytes:
        """Return the table as a Parquet file whose metadata holds the rest of the answer."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(without_geometry(self.table), preserve_index=False)
        about = json.dumps(self._about(), ensure_ascii=False).encode()
        buffer = io.BytesIO()
        pq.write_table(
            table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: about}), buffer
        )
        return buffer.getvalue()

    def _about(self) -> dict[str, Any]:
        readings = {lang: self.read(lang) for lang in locales.LANGUAGES}
        return {
            "question": self.question,
            "level": self.level,
            "notes": list(self.notes),
            "explain": dict(self.explain),
            "chart": None
            if self.chart is None
            else {"kind": self.chart.kind, "facts": dict(self.chart.facts)},
            "facts": _jsonable(self.facts),
            "frames": {name: _records(frame) for name, frame in self.frames.items()},
            "read": {
                lang: None if one.table is None else _records(one.table)
                for lang, one in readings.items()
            },
            "below": {lang: one.below for lang, one in readings.items()},
            "titles": {lang: one.title for lang, one in readings.items()},
            "sentences": {lang: list(one.sentences) for lang, one in readings.items()},
        }

    def __repr__(self) -> str:
        return f"<Answer: {self.question}, {count(len(self.table), 'row')}>\n{self.table!r}"

    def _repr_html_(self) -> str:
        table: str = without_geometry(self.table).to_html(index=False, border=0, escape=True)
        lines = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<h3>{escape(self.title())}</h3>\n{table}\n{lines}"


def read_answer(path: str | Path) -> Answer:
    """Read an answer that was saved.

    Raises
    ------
    DataError
        The file is not there, or holds no answer.

    Examples
    --------
    >>> import clustermap as cm, pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "lq.json"
    >>> _ = cm.load().stats("colocation", permutations=99).save(file)
    >>> again = read_answer(file)
    >>> again.question, again.chart.kind, len(again.table)
    ('colocation', 'colocation_matrix', 25)
    """
    path = Path(path)
    try:
        return _answer(*_held(path))
    except OSError as error:
        reason = error.strerror or "there is no such file"
        raise DataError(f"Can't read {path}: {reason}.", _REMEDY) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        cause = f"{path} holds no answer of clustermap."
        remedy = "Save one with answer.save(FILE), or stats ... -o FILE.parquet."
        raise DataError(cause, remedy) from error


def _answer(about: dict[str, Any], table: pd.DataFrame) -> Answer:
    """Put an answer together again."""
    chart = about["chart"]
    readings = {
        lang: Reading(
            str(about["titles"][lang]),
            tuple(map(str, about["sentences"][lang])),
            None if about["read"][lang] is None else _frame(about["read"][lang]),
            about["below"][lang],
        )
        for lang in locales.LANGUAGES
    }
    return Answer(
        question=str(about["question"]),
        table=table,
        notes=tuple(map(str, about["notes"])),
        explain=dict(about["explain"]),
        chart=None if chart is None else Chart(str(chart["kind"]), dict(chart["facts"])),
        level=str(about["level"]),
        frames={name: _frame(records) for name, records in about["frames"].items()},
        facts=dict(about["facts"]),
        reading=lambda lang: readings[lang],
    )


def _jsonable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that JSON can hold."""
    kept = {}
    for name, value in facts.items():
        with contextlib.suppress(TypeError, ValueError):
            kept[name] = json.loads(json.dumps(value, default=_plain_number))
    return kept


def _plain_number(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    raise TypeError


def _held(path: Path) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return what a file holds: all but the table, and the table."""
    if path.suffix.lower() == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(path)
        except pa.ArrowException as error:
            raise ValueError(str(error)) from error
        return json.loads((table.schema.metadata or {})[_KEY]), table.to_pandas()
    whole = json.loads(path.read_text(encoding="utf-8"))
    return whole, _frame(whole.pop("table"))


def without_geometry(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without what only a program reads: geometry and lists of members."""
    left_out = [name for name in ("geometry", "members") if name in frame]
    return pd.DataFrame(frame.drop(columns=left_out))


def _records(frame: pd.DataFrame) -> dict[str, Any]:
    plain = without_geometry(frame)
    split = json.loads(plain.to_json(orient="split", double_precision=15))
    return {
        "columns": split["columns"],
        "types": [str(dtype) for dtype in plain.dtypes],
        "rows": split["data"],
    }


def _frame(held: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(held["rows"], columns=held["columns"])
    for name, dtype in zip(held["columns"], held["types"], strict=True):
        if dtype not in {"object", "str", "geometry"}:
            frame[name] = frame[name].astype(dtype)
    return frame
