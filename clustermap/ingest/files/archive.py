"""Zip archives: checked before anything is unpacked, and unpacked into a fresh folder only."""

from __future__ import annotations

import errno
import re
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from clustermap.errors import DataError, OutputError
from clustermap.messages import listed, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_MEMBERS = 10_000
#: Bytes out of one byte in: text and polygons give 3 to 50, a bomb up to 1,029.
MOST_RATIO = 200
#: A member of so few bytes is harmless at any ratio.
HARMLESS = 10_000_000
LARGEST = 8_000_000_000
MAPS = (
    ".shp", ".geojson", ".json", ".topojson", ".gpkg", ".fgb", ".parquet", ".kml", ".gml", ".gdb",
)  # fmt: skip
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls")
# zipfile's own troubles with archives of other making
_ODD = (NotImplementedError, RuntimeError, ValueError, LookupError, struct.error)
_SIDECARS = (".shx", ".dbf", ".prj", ".cpg", ".shp")
_NESTED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")


class Archive:
    """A zip archive whose members were checked.

    Parameters
    ----------
    path : Path
        The archive.
    label : str
        What messages call it.

    Raises
    ------
    DataError
        It is broken, locked, a bomb, or a member would be unpacked elsewhere.
    """

    def __init__(self, path: Path, label: str) -> None:
        self.label = label
        try:
            self._zip = zipfile.ZipFile(path)
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, *_ODD) as error:
            raise DataError(
                f"{label} is not an intact zip archive ({error}).",
                "It may be cut off: download it again.",
            ) from error
        if len(infos) > MOST_MEMBERS:
            raise DataError(
                f"{label} holds {len(infos):,} members, more than {MOST_MEMBERS:,}.",
                "Unpack it yourself, and give the map inside.",
            )
        self.members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = member_name(info)
            self._check(info, name)
            if name and not name.endswith("/") and not _is_clutter(name):
                self.members[name] = info
        self._check_sum()

    def _check(self, info: zipfile.ZipInfo, name: str) -> None:
        parts = PurePosixPath(name).parts
        if ".." in parts or name.startswith("/") or re.match(r"^[A-Za-z]:", name) or "\0" in name:
            raise DataError(
                f"{self.label}: the member {shown(name)} would be unpacked outside its folder.",
                "Don't trust this archive; get the data from its publisher.",
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise DataError(
                f"{self.label}: the member {shown(name)} is a link to another place.",
                "Don't trust this archive; get the data from its publisher.",
            )
        if info.flag_bits & 0x1:
            raise DataError(
                f"{self.label} is locked with a password ({shown(name)}).",
                "Unpack it yourself, and give the map inside.",
            )
        ratio = info.file_size / max(1, info.compress_size)
        if info.file_size > LARGEST or (info.file_size > HARMLESS and ratio > MOST_RATIO):
            raise self._bomb(name, info.file_size, info.compress_size)

    def _check_sum(self) -> None:
        size = sum(info.file_size for info in self.members.values())
        packed = sum(info.compress_size for info in self.members.values())
        if size > 3 * LARGEST or (size > HARMLESS and size > MOST_RATIO * max(1, packed)):
            raise self._bomb("all members together", size, packed)

    def _bomb(self, name: str, size: int, packed: int) -> DataError:
        return DataError(
            f"{self.label}: {shown(name)} would unpack from {packed:,} to {size:,} bytes.",
            "This looks like a zip bomb; get the data from its publisher.",
        )

    def find(self, endings: Iterable[str]) -> list[str]:
        """Return the members with one of these endings, the endings in their order."""
        found: list[str] = []
        for ending in endings:
            found += [name for name in self.members if name.lower().endswith(ending)]
            if ending == ".gdb":  # a folder
                inside = [name.lower().find(".gdb/") for name in self.members]
                pairs = zip(self.members, inside, strict=True)
                found += sorted({name[: at + 4] for name, at in pairs if at > 0})
        return found

    def size(self, name: str) -> int:
        """Return how many bytes a member has, or all members in a folder."""
        if name in self.members:
            return self.members[name].file_size
        return sum(
            one.file_size for other, one in self.members.items() if other.startswith(f"{name}/")
        )

    def first_broken(self) -> str:
        """Return the first member whose content does not fit its checksum; "" for none."""
        for name in self.members:
            try:
                with self._zip.open(self.members[name]) as file:
                    while file.read(1 << 20):
                        pass
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, *_ODD):
                return name
        return ""

    def nothing(self) -> DataError:
        """Return the error for an archive without a map or table."""
        nested = [name for name in self.members if name.lower().endswith(_NESTED)]
        if nested:
            return DataError(
                f"{self.label} holds another archive, {shown(nested[0])}, and no map.",
                "Unpack the outer archive, and give the inner one.",
            )
        inside = listed(map(shown, self.members)) or "nothing"
        return DataError(
            f"{self.label} holds no map (.shp, .geojson, .gpkg ...), but {inside}.",
            "Give the archive as its publisher distributes it, or the map itself.",
        )

    def unpack(self, name: str, folder: Path) -> Path:
        """Unpack a member, and what belongs to it, under plain names; return its path."""
        stem, ending = name.rsplit(".", 1)
        ending = "." + ending.lower()
        target = folder / f"layer{ending}"
        wanted = {name: target}
        if ending == ".gdb":
            target.mkdir(exist_ok=True)
            wanted = {
                other: target / other.rsplit("/", 1)[-1]
                for other in self.members
                if other.startswith(f"{name}/")
            }
        if ending == ".shp":
            for other in self.members:
                cut, _, last = other.rpartition(".")
                last = "." + last.lower()
                if cut.lower() == stem.lower() and last in _SIDECARS:
                    wanted[other] = folder / f"layer{last}"
        for member, path in wanted.items():
            self._write(member, path)
        return target

    def unpack_folder(self, inside: str, folder: Path) -> None:
        """Unpack all members below a folder of the archive ("" for all), in their own folders."""
        start = f"{inside}/" if inside else ""
        for name in self.members:
            if name.startswith(start):
                target = folder / name.removeprefix(start)
                target.parent.mkdir(parents=True, exist_ok=True)
                self._write(name, target)

    def _write(self, member: str, path: Path) -> None:
        info = self.members[member]
        done = 0
        try:
            with self._zip.open(info) as source, path.open("wb") as target:
                while chunk := source.read(1 << 20):
                    done += len(chunk)
                    if done > info.file_size:
                        raise self._bomb(member, done, info.compress_size)
                    target.write(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, *_ODD) as error:
            if getattr(error, "errno", None) == errno.ENOSPC:
                raise OutputError(
                    f"The disk is full: {path.parent}.", "Free some space (TMPDIR names another)."
                ) from error
            raise DataError(
                f"{self.label}: the member {shown(member)} is damaged ({error}).",
                "Download the archive again.",
            ) from error


def member_name(info: zipfile.ZipInfo) -> str:
    r"""Return a member's name: cp932 names without a mark of UTF-8, and backslashes, mended."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_clutter(name: str) -> bool:
    """Say whether a member is what macOS or Windows adds by itself."""
    parts = PurePosixPath(name).parts or ("",)
    return (
        "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1] in {".DS_Store", "Thumbs.db"}
    )
