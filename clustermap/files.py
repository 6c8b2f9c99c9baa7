"""Writing files whole or not at all, and never a half one."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from clustermap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: So many files of a set stand open at once; more are kept under passing names.
MOST_OPEN = 200


def ending_of(path: str | Path) -> str:
    """Return the ending of a file's name, by which formats are known: small, without its dot.

    Examples
    --------
    >>> ending_of("map.HTML"), ending_of("README")
    ('html', '')
    """
    return Path(path).suffix.lower().removeprefix(".")


def write_whole(path: str | Path, content: str | bytes) -> Path:
    """Write ``content`` to ``path`` so that a reader sees the old file or the whole new one.

    The content goes into a nameless temporary file of the same folder, which takes the name only
    when it is complete. A device such as ``/dev/stdout`` is written to directly.

    Parameters
    ----------
    path : str or Path
        The file; an existing one is replaced, a symbolic link is followed.
    content : str or bytes
        Text is written as UTF-8.

    Returns
    -------
    Path
        The path as given.

    Raises
    ------
    OutputError
        The folder does not exist, cannot be written to, or the disk is full.
    """
    path = Path(path)
    data = content.encode("utf-8", errors="surrogatepass") if isinstance(content, str) else content
    target = check_writable(path)
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except OSError as error:
        raise _trouble(path, error) from error
    return path


def check_writable(path: str | Path) -> Path:
    """Check before long work that ``path`` names a file that can be written.

    Returns
    -------
    Path
        The file that will be written: ``path`` with symbolic links followed.

    Raises
    ------
    OutputError
        The folder does not exist or cannot be written to, or ``path`` is a folder.
    """
    path = Path(path)
    try:
        target = path.resolve()
        if target.is_dir():
            raise OutputError(f"{path} is a folder.", "Name a file to write, e.g. map.html.")
        if not target.parent.is_dir():
            cause = f"Can't write {path}: the folder {path.parent} does not exist."
            raise OutputError(cause, "Create the folder first, or name another file with -o.")
        if not os.access(target.parent, os.W_OK) and not target.exists():
            cause = f"Can't write {path}: the folder {path.parent} is not writable."
            raise OutputError(cause, "Choose another folder with -o, or change its permissions.")
    except (OSError, ValueError) as error:  # a name too long, a NUL inside, a loop of links
        raise _trouble(path, error) from error
    return target


def format_of(
    path: str | Path,
    formats: Collection[str],
    *,
    what: str = "",
    remedy: str,
    spelled: Mapping[str, str] | None = None,
) -> str:
    """Return the format that a file's ending names.

    Parameters
    ----------
    path : str or Path
    formats : collection of str
        Those that can be written.
    what : str
        What has a format, as "of a report".
    remedy : str
        What to do where the ending names none.
    spelled : mapping of str to str, optional
        Other endings of a format.

    Raises
    ------
    OutputError
        The ending names none.

    Examples
    --------
    >>> format_of("a.HTM", ("html",), remedy="", spelled={"htm": "html"})
    'html'
    """
    ending = ending_of(path)
    form = (spelled or {}).get(ending, ending)
    if form not in formats:
        words = " ".join(part for part in ("names no format", what) if part)
        raise OutputError(f"The ending of {path} {words}.", remedy)
    return form


def page_ending(path: str | Path, remedy: str = "End it in .html.") -> None:
    """Refuse a file for a web page whose ending is another format's.

    Raises
    ------
    OutputError
        The ending is neither a page's nor none.
    """
    if ending_of(path) not in {"", "html", "htm", "xhtml"}:
        raise OutputError(f"{path} names no format of a map page.", remedy)


class _Pending:
    """Data written beside its place, without its name until it takes that place in one step."""

    def __init__(self, folder: Path, data: bytes, *, nameless: bool = True) -> None:
        self.name = folder / f".{secrets.token_hex(8)}.tmp"
        self.descriptor: int | None = None
        if nameless and hasattr(os, "O_TMPFILE"):
            # nameless until complete: a kill leaves nothing behind
            with contextlib.suppress(OSError):  # not every file system has them
                self.descriptor = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
        try:
            if self.descriptor is None:
                with self.name.open("xb") as file:
                    _write(file.fileno(), data)
            else:
                _write(self.descriptor, data)
        except BaseException:
            self.drop()
            raise

    def place(self, target: Path) -> None:
        """Give it its name."""
        if self.descriptor is not None:
            folder = os.open(self.name.parent, os.O_RDONLY)
            try:
                os.link(f"/proc/self/fd/{self.descriptor}", self.name.name, dst_dir_fd=folder)
            finally:
                os.close(folder)
        self.name.replace(target)

    def drop(self) -> None:
        """Leave nothing behind, whether it was placed or not."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None
        with contextlib.suppress(OSError):
            self.name.unlink(missing_ok=True)


def _replace(target: Path, data: bytes) -> None:
    """Put ``data`` in ``target``'s place in one step."""
    pending = _Pending(target.parent, data)
    try:
        pending.place(target)
    finally:
        pending.drop()


def write_set(folder: str | Path, contents: Mapping[str, str | bytes]) -> list[Path]:
    """Write several files that belong together: all, or none.

    All are written in full beside their places first; only then each takes its name. So a full
    disk or a kill leaves the set that was there; what fails in the last step is undone.

    Parameters
    ----------
    folder : str or Path
        Where they go; made, with its parents, if it is not there.
    contents : mapping of str to str or bytes
        Name within the folder, which may lie in a folder inside -> content.

    Returns
    -------
    list of Path
        The files, in the order given.

    Raises
    ------
    OutputError
        The folder can't be made or written to, or the disk is full.
    """
    folder = Path(folder)
    made = _make_folders({(folder / name).parent for name in contents})
    nameless = len(contents) <= MOST_OPEN
    pending: list[tuple[Path, _Pending]] = []
    path = folder
    try:
        for name, content in contents.items():
            path = folder / name
            data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
            target = check_writable(path)
            pending.append((target, _Pending(target.parent, data, nameless=nameless)))
        _place_all(pending)
    except BaseException as error:
        for made_folder in reversed(made):
            with contextlib.suppress(OSError):  # what is not ours stays
                made_folder.rmdir()
        if isinstance(error, OSError):
            raise _trouble(path, error) from error
        raise
    finally:
        for _, one in pending:
            one.drop()
    return [folder / name for name in contents]


def _make_folders(wanted: Collection[Path]) -> list[Path]:
    """Make folders with their parents; return those that were not there, parents first."""
    made: list[Path] = []
    for folder in sorted(wanted):
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            try:
                one.mkdir(exist_ok=True)
            except OSError as error:
                raise OutputError(
                    f"Can't make the folder {one}: {error.strerror}.",
                    "Name another folder, or change the permissions.",
                ) from error
            made.append(one)
    return made


def _place_all(pending: Collection[tuple[Path, _Pending]]) -> None:
    """Give all their names; where that fails in the middle, put the old files back."""
    before: list[tuple[Path, Path | None]] = []
    try:
        for target, one in pending:
            kept = None
            if target.exists():
                kept = target.with_name(f".{secrets.token_hex(8)}.tmp")
                try:
                    os.link(target, kept)
                except OSError:  # a file system without links
                    shutil.copy2(target, kept)
            before.append((target, kept))
            one.place(target)
    except BaseException:
        for target, kept in before:
            with contextlib.suppress(OSError):
                if kept is None:
                    target.unlink(missing_ok=True)
                else:
                    kept.replace(target)
        raise
    finally:
        for _, kept in before:
            if kept is not None:
                with contextlib.suppress(OSError):
                    kept.unlink(missing_ok=True)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)


def _trouble(path: Path, error: OSError | ValueError) -> OutputError:
    reason = getattr(error, "strerror", None) or str(error)
    cause = f"Can't write {path}: {reason}."
    return OutputError(cause, "Check the name, the permissions and the free space, or use -o.")
