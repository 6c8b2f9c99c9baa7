"""Fetching official boundaries from their publisher."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clustermap.errors import DataError
from clustermap.ingest.files import archive, cache
from clustermap.ingest.files.download import check_address, download
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "https://nlftp.mlit.go.jp/ksj/gml/data/N03/"
#: Names the place of the files, instead of MLIT's.
BASE_VARIABLE = "CLUSTERMAP_N03_BASE"
NEWEST, FIRST = 2025, 2015
#: Since this year the names carry eight digits.
EIGHT_DIGITS = 2021
#: Bytes that an edition is known to have.
SIZES = {"N03-20260101_GML.zip": 803_201_348}
LICENSE = (
    "License: CC BY 4.0 as MLIT lists it for administrative areas (行政区域); older editions can "
    "have other terms, and copying survey results can need GSI's approval: see "
    "https://nlftp.mlit.go.jp/ksj/other/agreement.html."
)


@dataclass(frozen=True)
class Fetched:
    """A file fetched: where it is, its size and SHA-256, where it came from, what to credit."""

    path: Path
    size: int
    sha256: str
    url: str
    credit: str
    already: bool
    odd: str = ""


def n03_name(year: int, prefecture: str = "") -> str:
    """Return the name of an edition's archive.

    Examples
    --------
    >>> n03_name(2024, "13"), n03_name(2019)
    ('N03-20240101_13_GML.zip', 'N03-190101_GML.zip')
    """
    date = f"{year}0101" if year >= EIGHT_DIGITS else f"{year % 100:02}0101"
    return f"N03-{date}{f'_{prefecture}' if prefecture else ''}_GML.zip"


def fetch_n03(
    year: int = NEWEST,
    prefecture: str = "",
    *,
    target: Path | None = None,
    base: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Fetched:
    """Fetch MLIT's administrative areas (N03).

    Parameters
    ----------
    year : int
        Edition, as of January 1.
    prefecture : str
        Two-digit code; "" for all Japan (several hundred MB).
    target : Path, optional
        Where the file goes; else the cache folder.
    base : str, optional
        Address of the folder that holds ``N03-YYYY/``; else ``CLUSTERMAP_N03_BASE``, else MLIT's.
    progress : callable, optional
        Told the bytes there are, and will be.

    Returns
    -------
    Fetched

    Raises
    ------
    DataError
        The file is not there, was cut off, or is not what it should be.
    """
    if not FIRST <= year <= 2100:
        raise DataError(f"There is no edition of {year}.", f"Use a year from {FIRST} on.")
    base = base or os.environ.get(BASE_VARIABLE) or BASE
    name = n03_name(year, prefecture)
    url = f"{base.rstrip('/')}/N03-{year}/{name}"
    check_address(url)
    target = target or _kept(name)
    already = target.exists()
    if not already:
        download(url, target, progress)
    try:
        _check(target)
    except DataError:
        # a broken file must not be taken for the good one next time
        if not already:
            target.unlink(missing_ok=True)
        raise
    size = target.stat().st_size
    odd = ""
    if SIZES.get(name, size) != size:
        odd = f"{name} was known with {SIZES[name]:,} bytes, and has {size:,}: it was changed."
    made = "を加工して作成"
    credit = f"「国土数値情報（行政区域データ）」（国土交通省、{year}年1月1日時点）{made} <{url}>"
    return Fetched(target, size, _sha256(target), url, credit, already, odd)


def _kept(name: str) -> Path:
    home = cache.folder()
    if home is None:
        return Path(name)
    room = home / "n03"
    try:
        room.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"The cache folder {room} can't be made ({error.strerror}).",
            "Name another with CLUSTERMAP_CACHE, or a file with -o.",
        ) from error
    return room / name


def _check(path: Path) -> None:
    """Check that a file fetched is an archive with a map inside, and unpack nothing."""
    with path.open("rb") as file:
        start = file.read(4)
    if start not in {b"PK\x03\x04", b"PK\x05\x06"}:
        raise DataError(
            f"{path.name} as fetched is not a zip archive.",
            "The address may have moved; look at MLIT's page, and give --base.",
        )
    held = archive.Archive(path, path.name)
    if not held.find(archive.MAPS):
        raise held.nothing()
    broken = held.first_broken()
    if broken:
        raise DataError(f"{path.name}: the member {shown(broken)} is damaged.", "Fetch it again.")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def fetched(given: object, folder: Path | None = None) -> object:
    """Return a file fetched where an address is given; anything else as it is."""
    text = str(given) if given is not None else ""
    if "://" not in text:
        return given
    check_address(text)
    folder = folder or Path(tempfile.mkdtemp(prefix="clustermap-"))
    name = Path(text.split("?", 1)[0].split("#", 1)[0].rstrip("/")).name or "data"
    target = folder / name
    download(text, target)
    return target
