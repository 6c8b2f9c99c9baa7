"""Nothing of the user's is lost: no command writes over a file that it reads."""

from __future__ import annotations

import glob
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Parameters of commands that name files to read, ...
INPUTS = (
    "boundaries", "sites", "zones", "values", "files", "file", "page", "firms", "context", "group",
    "breaks_from", "since", "template", "logo", "table", "old", "new",
)  # fmt: skip
#: ... files to write, with the option that names them, ...
OUTPUTS = {"output": "-o", "fix": "--fix", "plot": "--plot", "to_map": "--map"}
#: ... and a folder of which these are written.
KIT = "embed_kit"
KIT_FILES = ("map.html", "map.png", "map.svg", "map.csv", "alt.txt", "preview.html", "snippets/*")
_SHAPEFILE = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
_BESIDE_DATABASES = ("-wal", "-shm", "-journal")
_READ_IN_FOLDERS = _SHAPEFILE | {".gpkg", ".csv", ".tsv", ".parquet", ".geoparquet", ".pq"}


def refuse_overwriting(given: Mapping[str, Any]) -> None:
    """Refuse outputs that are an input, under any spelling, link or hard link, or each other.

    Parameters
    ----------
    given : mapping
        Parameters of a command by name.

    Raises
    ------
    OutputError
        A file would be written over.
    """
    written = [
        (Path(given[name]), flag)
        for name, flag in OUTPUTS.items()
        if given.get(name) not in {None, "-"}
    ]
    if given.get(KIT) is not None:
        folder = Path(given[KIT])
        for name in KIT_FILES:
            written += [(one, "--embed-kit") for one in folder.glob(name)]
    if not written:
        return
    _refuse_each_other(written)
    read = list(_inputs(given))
    for path, flag in written:
        for one in read:
            if _same(path, one):
                raise OutputError(
                    f"{path} is an input of this command, and would be overwritten.",
                    f"Name another {'folder' if flag == '--embed-kit' else 'file'} with {flag}.",
                )


def _refuse_each_other(written: list[tuple[Path, str]]) -> None:
    seen: dict[Path, str] = {}
    for path, flag in written:
        try:
            real = path.resolve()
        except (OSError, ValueError, RuntimeError):  # told when it is written
            continue
        device = real.exists() and not real.is_file()
        if real in seen and not device:
            raise OutputError(
                f"{path} is named with {seen[real]} and with {flag}.", "Name two different files."
            )
        seen[real] = flag


def _inputs(given: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the paths, or the open standard input, that a command reads."""
    for name in INPUTS:
        value = given.get(name)
        for one in value if isinstance(value, (tuple, list)) else [value]:
            if one is None or one == "":
                continue
            if one == "-":
                yield sys.stdin
            else:
                yield from _files(os.fspath(one))


def _files(text: str) -> Iterator[Path]:
    """Yield the files that a name stands for, with those that belong to them."""
    path = Path(text)
    try:
        there, folder = path.exists(), path.is_dir()
    except (OSError, ValueError):
        return
    if folder:
        whole = path.suffix.lower() == ".gdb"
        for one in path.rglob("*"):
            if one.is_file() and (whole or one.suffix.lower() in _READ_IN_FOLDERS):
                yield one
    elif there:
        yield path
        yield from (path.with_name(path.name + ending) for ending in _BESIDE_DATABASES)
        if path.suffix.lower() in _SHAPEFILE:
            beside = path.parent.glob(f"{glob.escape(path.stem)}.*")
            yield from (one for one in beside if one.suffix.lower() in _SHAPEFILE)
    elif glob.has_magic(text):
        yield from map(Path, glob.glob(text, recursive=True))  # noqa: PTH207


def _same(path: Path, read: Any) -> bool:
    try:
        if isinstance(read, Path):
            return read.is_file() and path.is_file() and path.samefile(read)
        return path.is_file() and os.path.samestat(os.fstat(read.fileno()), path.stat())
    except (OSError, ValueError, AttributeError):
        return False
