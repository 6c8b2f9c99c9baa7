"""Runs a case in this process, and puts what came of it into words."""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import logging
import os
import re
import shlex
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from . import inputs, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
RECORD = HERE / "record"
#: Most lines and letters of what is printed, and of a file, that the record keeps.
PRINTED, FILED = (120, 6_000), (100, 7_000)
#: With more files than this each is one line.
MANY_FILES = 14
#: What the surroundings are while a case runs.
SURROUNDINGS = {
    "CLUSTERMAP_CACHE": "none", "COLUMNS": "100", "LINES": "40", "TZ": "UTC", "NO_COLOR": "1",
    "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "dumb", "MPLBACKEND": "agg",
}  # fmt: skip
_NOT_HELD = re.compile(
    r"_?(CLUSTERMAP|COMP_|FORCE_COLOR|PY_COLORS|CLICOLOR|TTY_)|(https?|all|no)_proxy", re.IGNORECASE
)


def _read(name: str) -> dict[str, str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.split(": ", 1) for line in lines if line and not line.startswith("#")]
    found = {case: command.strip() for case, command in pairs}
    if len(found) < len(pairs):
        message = f"two cases of one name in {name}"
        raise ValueError(message)
    return found


COMMANDS, CALLS = _read("commands.txt"), _read("calls.txt")
CASES = {**COMMANDS, **CALLS}


def run(case: str, *, whole: bool = False) -> str:
    """Run a case in a folder of its own; return its record, uncut if whole."""
    told = [CASES[case]]
    with tempfile.TemporaryDirectory(prefix="golden-") as name:
        folder = Path(name).resolve() / "here"
        inputs_once(folder)
        before = {file: file.read_bytes() for file in _files(folder)}
        with _surroundings(folder), _warned() as heard:
            steps = [_call(CASES[case])] if case in CALLS else _steps(CASES[case])
            for out, err, status in steps:
                told += ["", f"status: {status}"]
                for title, words in (("stdout", out), ("stderr", err)):
                    lines = normalize.text(words) if words else []
                    lines = lines[:-1] if lines and not lines[-1] else lines
                    told += [f"{title}:", *_cut(lines, PRINTED, whole)] if lines else []
        with contextlib.chdir(folder):
            told += [f"warning: {normalize.fold(line)}" for line in heard]
            told += _written(folder, before, whole=whole)
    return "\n".join(line.rstrip() for line in told) + "\n"


def _cut(lines: list[str], most: tuple[int, int], whole: bool) -> list[str]:  # noqa: FBT001
    return [f"  {line}" for line in (lines if whole else normalize.cut(lines, *most))]


def _written(folder: Path, before: dict[Path, bytes], *, whole: bool) -> list[str]:
    """Show the files that a case wrote, changed or removed."""
    after = _files(folder)
    new = [one for one in after if before.get(one) != one.read_bytes()]
    told = [""] if new else []
    for one in new:
        lines = normalize.file(one)
        told.append(f"file {one.relative_to(folder)}: {normalize.digest(chr(10).join(lines))}")
        if len(new) <= MANY_FILES or whole:
            told += _cut(lines, FILED, whole)
    gone = [one for one in before if one not in set(after)]
    return told + [f"removed: {one.relative_to(folder)}" for one in gone]


_made: list[Path] = []


def inputs_once(folder: Path) -> None:
    """Copy the input files into a folder; they are made once in a process."""
    if not _made:
        kept = tempfile.mkdtemp(prefix="golden-inputs-")
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        _made.append(Path(kept) / "inputs")
        inputs.make(_made[0])
    shutil.copytree(_made[0], folder)


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


@contextlib.contextmanager
def _surroundings(folder: Path) -> Iterator[None]:
    """Set the folder and the environment, and leave nothing changed behind."""
    held = {key: value for key, value in os.environ.items() if not _NOT_HELD.match(key)}
    new = {**held, **SURROUNDINGS, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / ".cache")}
    # matplotlib's list of fonts is slow to make
    kept = os.environ.get("MPLCONFIGDIR") or str(Path.home() / ".cache" / "matplotlib")
    root, collected = logging.getLogger(), gc.get_threshold()
    handlers = list(root.handlers)
    with (
        mock.patch.dict(os.environ, {**new, "MPLCONFIGDIR": kept}, clear=True),
        contextlib.chdir(folder),
    ):
        try:
            root.handlers.clear()
            yield
        finally:
            root.handlers[:] = handlers
            gc.set_threshold(*collected)


@contextlib.contextmanager
def _warned() -> Iterator[list[str]]:
    """Collect the warnings that concern a person; not what a dependency will change some day."""
    passing = (DeprecationWarning, PendingDeprecationWarning, FutureWarning, ResourceWarning)
    told: list[str] = []
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        yield told
    told += [
        f"{one.category.__name__}: {one.message}"
        for one in heard
        if not issubclass(one.category, (*passing, ImportWarning))
    ]


def _steps(line: str) -> Iterator[tuple[str, str, Any]]:
    """Run commands joined by &&, up to the first that fails."""
    step: list[str] = []
    for token in [*shlex.split(line), "&&"]:
        if token != "&&":  # noqa: S105
            step.append(token)
            continue
        at = step.index("clustermap")
        out, err, status = _command(step[at + 1 :], dict(one.split("=", 1) for one in step[:at]))
        yield out, err, status
        if status:
            return
        step = []


def _command(arguments: list[str], variables: dict[str, str]) -> tuple[str, str, Any]:
    from clustermap.cli import main

    # with bytes below, as a real one: the completion of a shell writes bytes
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
        for _ in range(2)
    )
    status: Any = "none"
    with (
        mock.patch.dict(os.environ, variables),
        mock.patch.object(sys, "argv", ["clustermap", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main(arguments)
        except SystemExit as stop:
            status = stop.code
        except Exception as error:  # noqa: BLE001  # --debug lets it through
            status, _ = 1, err.write(f"[traceback] {error}\n")
    printed, said = (one.buffer.getvalue().decode() for one in (out, err))  # type: ignore[attr-defined]
    return printed, said, status


def _call(code: str) -> tuple[str, str, Any]:
    import clustermap as cm

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        exec(code, {"cm": cm})  # noqa: S102
    return out.getvalue(), err.getvalue(), 0


def stored(case: str) -> Path:
    """Return where the record of a case is."""
    return RECORD / f"{case}.txt"
