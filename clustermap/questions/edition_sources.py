"""Opening what is compared: an own table, a release of geodata, or an earlier map page."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.data import catalog
from clustermap.errors import ClustermapError, DataError
from clustermap.ingest.editions.comparing import check_key
from clustermap.ingest.editions.edition import Edition, EditionTable
from clustermap.ingest.editions.geodata import find_release, read_release
from clustermap.ingest.files.formats import local_file
from clustermap.messages import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

_PAGE_ENDINGS = {".html", ".htm", ".xhtml"}
_PAGE_HEAD = b"<!doctype html"
#: Columns of a page's tables by the names that they have in geodata.
_PAGE_COLUMNS = {
    "url": "source_url", "url2": "source_url_2", "focus": "focus_sectors",
    "touches": "prefecture_codes", "lead_en": "lead_body_en", "lead_ja": "lead_body_ja",
    "amount": "amount_jpy_bn",
}  # fmt: skip
#: What a page works out anew, or holds in another shape.
_PAGE_ONLY = (
    "places", "municipalities", "unknown", "point", "note", "note_en", "note_ja", "note_ko",
    "lead", "lead_ko", "name",
)  # fmt: skip
_PAGE_ROLES = {f"title_{lang}": f"name_{lang}" for lang in locales.LANGUAGES}
_PAGE_TABLES = {"sites": "sites", "zones": "zones", "clusters": "clusters",
                "events": "policy-events"}  # fmt: skip
_WAYS = (
    "Give a table (.csv, .xlsx, .geojson ...), a release of geodata (folder, .zip, .whl) or a map "
    "page (.html)."
)


def open_edition(
    given: str | None,
    *,
    key: Sequence[str] = (),
    mapped: Mapping[str, str] | None = None,
    **reading: Any,
) -> Edition:
    """Open one of the two things to compare.

    Parameters
    ----------
    given : str or None
        A file or folder; None for the embedded data.
    key, mapped, **reading
        How to read an own table: see :func:`clustermap.ingest.editions.own.read_own`.

    Raises
    ------
    DataError
        Nothing of the kinds that can be compared, or broken.
    """
    if given is None:
        return _embedded()
    path = Path(given)
    if path.is_dir() and (home := find_release(path)) is not None:
        return _without_key(read_release(path, home), key)
    if path.is_dir() and not any(path.glob("*.gdbtable")):
        raise DataError(f"The folder {shown(given, 200)} holds no geodata.", _WAYS)
    path = local_file(given)
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
        if path.suffix.lower() in _PAGE_ENDINGS or head.lower().startswith(_PAGE_HEAD):
            return _without_key(_page(path), key)
        if (home := find_release(path)) is not None:
            return _without_key(read_release(path, home), key)
        if path.suffix.lower() == ".whl":
            raise DataError(f"The wheel {shown(path.name, 80)} holds no geodata.", _WAYS)
    from clustermap.ingest.editions.own import read_own

    found = read_own(path, key=key, mapped=mapped, **reading)
    if key:
        for table in found.tables.values():
            check_key(table, found.label)
    return found


@functools.cache
def _embedded() -> Edition:
    from clustermap.version import __version__

    found = read_release(catalog.folder(), "")
    return replace(found, label=f"clustermap {__version__}")


def _without_key(edition: Edition, key: Sequence[str]) -> Edition:
    if key:
        raise DataError(f"{edition.label} has keys of its own.",
                        "Leave --key out: it is for tables of your own.")  # fmt: skip
    return edition


def _page(path: Path) -> Edition:
    """Read the tables of a map page."""
    from clustermap.maps.page.html import read_payload
    from clustermap.maps.page.reading import page_table

    label = shown(path.name, 80)[1:-1]
    try:
        html = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise DataError(f"Can't read {label}: {reason}.", _WAYS) from error
    try:
        payload = read_payload(html)
        chosen = _chosen(payload)
    except (ClustermapError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"{label} is not a map of clustermap's.", _WAYS) from error
    tables = {}
    for there, name in _PAGE_TABLES.items():
        if chosen and name != "sites":
            continue  # a selection of places shows some of them only
        columns = {**_PAGE_COLUMNS, "prefectures": "whole_prefecture" if name == "zones" else
                   "prefecture_codes"}  # fmt: skip
        frame = _texts(page_table(html, there).rename(columns=columns)
                       .drop(columns=list(_PAGE_ONLY), errors="ignore"))  # fmt: skip
        key = ("title_en",) if name == "policy-events" else ("id",)
        roles = {_PAGE_ROLES.get(one, one): one for one in map(str, frame)}
        if set(key) <= set(frame.columns):
            tables[name] = EditionTable(name, frame, roles, key)
    return Edition(label, tables, str(payload.get("asOf", "")), chosen=chosen, rounded=True)


def _chosen(payload: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return what a page is a selection of; older pages tell prefectures and sectors only."""
    if "chosen" in payload:
        return {name: frozenset(map(str, some)) for name, some in payload["chosen"].items()}
    found = {}
    areas = payload["areas"]
    pairs = zip(areas["prefecture"], areas["selected"], strict=True)
    homes = frozenset(home for home, shown_ in pairs if shown_)
    if homes < {home for home in areas["prefecture"] if home}:
        found["prefectures"] = homes
    sectors = frozenset(one["id"] for one in payload["sectors"])
    if sectors < set(locales.keys("sector")):
        found["sectors"] = sectors
    return found


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a page's table as text: nothing for null, no ".0" on whole numbers."""
    kept = frame.copy()
    for name in kept.columns:
        kept[name] = [_text(cell) for cell in kept[name].tolist()]
    return kept.astype(str)


def _text(cell: Any) -> str:
    if cell is None or cell != cell:  # noqa: PLR0124
        return ""
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)
