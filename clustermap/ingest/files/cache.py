"""What is kept between runs, in the user's cache folder: boundaries read, archives fetched.

``CLUSTERMAP_CACHE`` names another folder; "none" keeps nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.files import write_whole
from clustermap.ingest.problems import Problem
from clustermap.version import __version__

if TYPE_CHECKING:
    from clustermap.data.boundaries import Boundaries

#: Smaller files are read faster than they are found again.
SMALLEST = 300_000
#: Counted up when reading changes.
FORMAT = 1


def folder() -> Path | None:
    """Return the cache folder; None where nothing is to be kept."""
    given = os.environ.get("CLUSTERMAP_CACHE", "")
    if given.casefold() in {"none", "off", "0"}:
        return None
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_cache_dir("clustermap", appauthor=False))


def _key(path: Path, options: dict[str, Any]) -> str:
    """Return what names a result: the file as it is now, and how it was read."""
    about = path.stat()
    parts = [str(path.resolve()), about.st_size, about.st_mtime_ns, FORMAT, __version__, options]
    parts += [
        (one.name, one.stat().st_size, one.stat().st_mtime_ns)
        for one in sorted(path.parent.glob("*"))
        if one.stem.casefold() == path.stem.casefold() and one.is_file()
    ]
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:32]


def find(path: Path, options: dict[str, Any]) -> tuple[Boundaries, list[Problem]] | None:
    """Return boundaries that were read before from the same file in the same way."""
    home = folder()
    if home is None or path.stat().st_size < SMALLEST:
        return None
    file = home / "boundaries" / f"{_key(path, options)}.parquet"
    try:
        found = load(file)
        problems = json.loads(file.with_suffix(".problems.json").read_text(encoding="utf-8"))
        return found, [Problem(**one) for one in problems]
    except Exception:  # noqa: BLE001  # a broken entry is as good as none
        return None


def keep(path: Path, options: dict[str, Any], found: Boundaries, problems: list[Problem]) -> None:
    """Keep boundaries for the next time; a folder that can't be written is no trouble."""
    home = folder()
    if home is None or path.stat().st_size < SMALLEST:
        return
    import io

    file = home / "boundaries" / f"{_key(path, options)}.parquet"
    with contextlib.suppress(Exception):
        file.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        found.areas.to_parquet(buffer, index=False, compression="zstd")
        write_whole(file.with_suffix(".json"), json.dumps({**found.about, "of": path.name}))
        write_whole(
            file.with_suffix(".problems.json"),
            json.dumps([dataclasses.asdict(one) for one in problems]),
        )
        write_whole(file, buffer.getvalue())


def load(file: Path) -> Boundaries:
    """Read boundaries that we wrote ourselves."""
    import geopandas as gpd

    from clustermap.data.boundaries import Boundaries

    areas = gpd.read_parquet(file)
    areas = areas.set_index("code", drop=False).rename_axis(None)
    about = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    return Boundaries(areas, about["level"], about["edition"], about["n03"])


def entries() -> list[dict[str, Any]]:
    """List what is kept: kind, what it is of, bytes, file."""
    home = folder()
    if home is None or not home.is_dir():
        return []
    found = []
    for file in sorted(home.rglob("*")):
        if not file.is_file() or file.name.endswith(".json"):
            continue
        of = file.name
        with contextlib.suppress(OSError, ValueError, KeyError):
            of = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["of"]
        kind = file.parent.name if file.parent != home else "other"
        found.append({"kind": kind, "of": of, "bytes": file.stat().st_size, "file": str(file)})
    return found


def clear() -> int:
    """Remove everything kept; return how many bytes that freed."""
    home = folder()
    freed = 0
    if home is None or not home.is_dir():
        return freed
    # only our own rooms: the folder may be one that the user chose
    for room in ("boundaries", "n03"):
        inside = home / room
        if inside.is_dir() and not inside.is_symlink():
            freed += sum(file.stat().st_size for file in inside.rglob("*") if file.is_file())
            shutil.rmtree(inside, ignore_errors=True)
    return freed
