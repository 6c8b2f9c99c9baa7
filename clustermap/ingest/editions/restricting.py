"""Leaving out what the other edition, a selection, does not show: it is neither new nor gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clustermap.data.investments import AMOUNTS
from clustermap.ingest.editions.own import prefecture_codes, status_key
from clustermap.japan import city_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clustermap.ingest.editions.edition import Edition, EditionTable

#: Digits of amounts on a page.
DIGITS = 6
#: Degrees by which a page may round a coordinate: six digits of a longitude.
ROUNDING = 0.0006


def within(
    table: EditionTable, other: EditionTable, chosen: Mapping[str, frozenset[str]]
) -> EditionTable:
    """Keep the rows that another edition's selection would show, or that it has."""
    if not chosen or not other.key:
        return table
    has = set(other.frame[other.key[0]])
    ids = table.cells("id")
    shown = asked(table, chosen)
    kept = [one or key in has for one, key in zip(shown, ids, strict=True)]
    return replace(table, frame=table.frame[kept])


def asked(table: EditionTable, chosen: Mapping[str, frozenset[str]]) -> list[bool]:
    """Say which rows a selection of places, kinds and years would show."""
    places = chosen.get("prefectures", frozenset()) | chosen.get("municipalities", frozenset())
    until = max(chosen.get("until", ()), default="9999")
    rows = zip(
        prefecture_codes(table), table.cells("municipality_code"), table.cells("sector"),
        table.cells("segment"), map(status_key, table.cells("status")),
        table.cells("announced"), table.cells("opened"), strict=True,
    )  # fmt: skip
    kinds = [chosen.get(name, frozenset()) for name in ("sectors", "segments", "statuses")]
    return [
        (not places or bool(places & {prefecture, town, city_of(town) if town else ""}))
        and all(not some or cell in some for some, cell in zip(kinds, kind, strict=True))
        and (until == "9999" or "" < min(filter(None, (known[:4], open_[:4])), default="") <= until)
        for prefecture, town, *kind, known, open_ in rows
    ]  # fmt: skip


def rounded(edition: Edition) -> Edition:
    """Return an edition with amounts of sites rounded as those of a page are."""
    table = edition.tables.get("sites")
    if table is None or edition.rounded:
        return edition
    return replace(edition, tables={**edition.tables, "sites": rounded_sites(table)})


def rounded_sites(table: EditionTable) -> EditionTable:
    """Return a table of sites with its amounts rounded so."""
    frame = table.frame.copy()
    for role in (*AMOUNTS.values(), "jobs"):
        if role in table.roles:
            name = table.roles[role]
            frame[name] = [_written(cell, lambda number: f"{number:.{DIGITS}g}")
                           for cell in frame[name]]  # fmt: skip
    return replace(table, frame=frame)


def _written(cell: str, write: Callable[[float], str]) -> str:
    try:
        return write(float(cell))
    except ValueError:
        return cell
