"""The published folder: all new files take their places together, foreign ones stay.

Everything is first written beside, under ``.clustermap-publish``; files whose bytes have not
changed are linked, so that they keep their dates. At the end each top folder is exchanged in one
step. Until then a reader sees the old site, whenever the program stops.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from clustermap.errors import OutputError
from clustermap.messages import count
from clustermap.version import __version__

if TYPE_CHECKING:
    from types import TracebackType

MANIFEST = "clustermap-site.json"
STAGING = ".clustermap-publish"
_EXCHANGE, _HERE = 2, -100


@dataclass
class Outcome:
    """How many files were written, left as they were, and removed; and their bytes."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    size: int = 0
    sizes: dict[str, int] = field(default_factory=dict)


class SiteFolder:
    """A folder that a site is published into; use as a context, then :meth:`commit`."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.staging = self.folder / STAGING
        self.new = self.staging / "new"
        self.files: dict[str, str] = {}
        self.outcome = Outcome()
        self._old: dict[str, str] = {}
        self._folders: set[Path] = set()

    def __enter__(self) -> Self:
        try:
            if self.folder.exists() and not self.folder.is_dir():
                raise OutputError(f"{self.folder} is a file.", "Name a folder to publish into.")
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder = self.folder.resolve()
            self.staging, self.new = self.folder / STAGING, self.folder / STAGING / "new"
            self._old = self._known()
            if self.staging.exists():
                shutil.rmtree(self.staging)
            self.new.mkdir(parents=True)
        except OSError as error:
            raise self._trouble(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)

    def _known(self) -> dict[str, str]:
        """Return what was written last time and is still as it was.

        Raises
        ------
        OutputError
            A file was changed by another hand since.
        """
        before = _manifest(self.folder / MANIFEST)
        pending = _manifest(self.staging / MANIFEST)
        found, odd = {}, []
        for name in sorted({*before, *pending}):
            file = self.folder / name
            if not file.is_file() or file.is_symlink():
                continue
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            if digest in {before.get(name), pending.get(name)}:
                found[name] = digest
            elif name in before:
                odd.append(name)
        if odd:
            more = f" (and {len(odd) - 1} more)" if len(odd) > 1 else ""
            raise OutputError(
                f"{odd[0]} was changed since it was published{more}.",
                "Move it out of the folder, or delete it, and publish again.",
            )
        return found

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file beside its place; one that has not changed is linked.

        Raises
        ------
        OutputError
            A foreign file stands there, or it can't be written.
        """
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        digest = hashlib.sha256(data).hexdigest()
        target, there = self.new / name, self.folder / name
        if name not in self._old and os.path.lexists(there):
            raise OutputError(
                f"{there} is not of this site, and would be overwritten.",
                "Move it, or publish into another folder.",
            )
        try:
            if target.parent not in self._folders:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(target.parent)
            if self._old.get(name) == digest:
                _link(there, target)
                self.outcome.unchanged += 1
            else:
                target.write_bytes(data)
                self.outcome.written += 1
        except OSError as error:
            raise self._trouble(error) from error
        self.files[name] = digest
        self.outcome.sizes[name] = len(data)
        self.outcome.size += len(data)

    def commit(self) -> Outcome:
        """Let all files take their places.

        Raises
        ------
        OutputError
            It failed; the old site is back in its place.
        """
        text = json.dumps(
            {"clustermap": __version__, "files": dict(sorted(self.files.items()))}, indent=0
        )
        gone = [name for name in self._old if name not in self.files and name != MANIFEST]
        self.outcome.removed = len(gone)
        try:
            (self.new / MANIFEST).write_text(text + "\n", encoding="utf-8")
            tops = sorted({name.partition("/")[0] for name in (*self.files, *self._old)})
            for top in tops:
                self._keep_foreign(top)
            (self.staging / MANIFEST).write_text(text, encoding="utf-8")
            self._exchange([*tops, MANIFEST])
        except OSError as error:
            raise self._trouble(error) from error
        return self.outcome

    def _keep_foreign(self, top: str) -> None:
        """Put what others have in a folder of ours into its successor."""
        here = self.folder / top
        if not here.is_dir() or here.is_symlink():
            return
        for root, folders, names in os.walk(here):
            inside = Path(root).relative_to(self.folder)
            for one in (*names, *(name for name in folders if (Path(root) / name).is_symlink())):
                name = (inside / one).as_posix()
                if name in self._old:
                    continue
                target = self.new / name
                target.parent.mkdir(parents=True, exist_ok=True)
                _link(Path(root) / one, target)

    def _exchange(self, tops: list[str]) -> None:
        done: list[str] = []
        old = self.staging / "old"
        old.mkdir()
        try:
            for top in tops:
                _swap(self.new / top, self.folder / top, old / top)
                done.append(top)
        except BaseException:
            for top in reversed(done):
                if (old / top).exists():
                    _swap(old / top, self.folder / top, self.new / top)
                else:
                    (self.folder / top).rename(self.new / top)
            raise

    def _trouble(self, error: OSError) -> OutputError:
        where = error.filename or self.folder
        return OutputError(
            f"Can't publish into {self.folder}: {error.strerror or error} ({where}).",
            "Check the name, the permissions and the free space.",
        )


def _manifest(file: Path) -> dict[str, str]:
    """Return the files that a manifest lists; none where there is none."""
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))["files"]
        plain = {str(name): str(digest) for name, digest in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise OutputError(
            f"{file} can't be read.",
            "Restore it, or publish into another folder.",
        ) from None
    inside = {name for name in plain if _inside(name)}
    return {name: plain[name] for name in inside}


def _inside(name: str) -> bool:
    """Say whether a name stays within the folder."""
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _link(there: Path, target: Path) -> None:
    """Give a file a second name; where that can't be, copy it with its date."""
    if there.is_symlink():
        target.symlink_to(there.readlink())
        return
    try:
        os.link(there, target)
    except OSError:
        shutil.copy2(there, target)


def _swap(new: Path, place: Path, old: Path) -> None:
    """Put ``new`` in its place in one step, and what stood there into ``old``."""
    if not new.exists():
        if place.exists():
            place.rename(old)
        return
    if not place.exists():
        new.rename(place)
        return
    if _exchanged(new, place):
        new.rename(old)
        return
    place.rename(old)
    try:
        new.rename(place)
    except BaseException:
        old.rename(place)
        raise


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names in one step, where the system can."""
    with contextlib.suppress(OSError, AttributeError):
        call = ctypes.CDLL(None, use_errno=True).renameat2
        result = call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
        return bool(result == 0)
    return False


def told(outcome: Outcome) -> str:
    """Say in words what was done.

    Examples
    --------
    >>> told(Outcome(written=1, unchanged=20, removed=0))
    '1 file written, 20 unchanged'
    """
    parts = [f"{count(outcome.written, 'file')} written"]
    parts += [f"{outcome.unchanged:,} unchanged"] if outcome.unchanged else []
    parts += [f"{outcome.removed:,} removed"] if outcome.removed else []
    return ", ".join(parts)
