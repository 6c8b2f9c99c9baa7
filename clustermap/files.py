"""Writing files whole or not at all, and never a half one."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from clustermap.errors import OutputError


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


def _replace(target: Path, data: bytes) -> None:
    """Put ``data`` in ``target``'s place in one step."""
    name = target.with_name(f".{secrets.token_hex(8)}.tmp")
    descriptor = None
    if hasattr(os, "O_TMPFILE"):
        # nameless until complete: a kill leaves nothing behind
        with contextlib.suppress(OSError):  # not every file system has them
            descriptor = os.open(target.parent, os.O_TMPFILE | os.O_WRONLY, 0o666)
    try:
        if descriptor is None:
            with name.open("xb") as file:
                _write(file.fileno(), data)
        else:
            try:
                _write(descriptor, data)
                folder = os.open(target.parent, os.O_RDONLY)
                try:
                    os.link(f"/proc/self/fd/{descriptor}", name.name, dst_dir_fd=folder)
                finally:
                    os.close(folder)
            finally:
                os.close(descriptor)
        name.replace(target)
    except BaseException:
        name.unlink(missing_ok=True)
        raise


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)


def _trouble(path: Path, error: OSError | ValueError) -> OutputError:
    reason = getattr(error, "strerror", None) or str(error)
    cause = f"Can't write {path}: {reason}."
    return OutputError(cause, "Check the name, the permissions and the free space, or use -o.")
