"""Tables of sites, zones, programs and policy, as pages of places and sectors have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.locales import wording
from clustermap.locales.dates import written
from clustermap.reports.brief.words import money_text
from clustermap.reports.observatory.addresses import web
from clustermap.reports.observatory.maps import color_of
from clustermap.reports.observatory.parts import Cell, Table, Timeline
from clustermap.reports.observatory.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clustermap.reports.observatory.known import Known
    from clustermap.reports.observatory.parts import Block

#: Events that a page lists.
EVENTS = 12


def name(row: Mapping[Any, Any], lang: str, stem: str = "name") -> str:
    """Return a name in a language, else in one that there is."""
    for one in (lang, "ja", "en"):
        text = row.get(f"{stem}_{one}")
        if isinstance(text, str) and text:
            return text
    return str(row.get("id", "")) if stem == "name" else ""


def money(value: Any, lang: str) -> str:
    """Write an amount, or that none is known."""
    return wording.NOTHING if value is None or pd.isna(value) else money_text(float(value), lang)


def place_cell(known: Known, row: dict[str, Any], lang: str) -> Cell:
    """Return the municipality of a site, else its prefecture."""
    code = str(row["city"])
    prefecture = str(row["prefecture_code"])
    if code in known.names:
        return Cell(known.names[code][lang], to=known.scope.municipalities.get(code))
    home = japan.BY_CODE.get(prefecture)
    label = str(getattr(home, lang)) if home else ""
    return Cell(label, to=known.scope.prefectures.get(prefecture))


def sites_table(
    known: Known, sites: Sequence[str], lang: str, *, prefecture: bool = False
) -> Table:
    """Return sites as a table; with their prefectures where they lie in several."""
    rows = []
    for site in sites:
        row = known.rows[site]
        cells = [
            Cell(
                name(row, lang),
                to=known.scope.sites[site],
                color=color_of(row["sector"], known.selection.sectors),
            ),
            _segment(known, row, lang),
            place_cell(known, row, lang),
        ]
        if prefecture:
            code = str(row["prefecture_code"])
            cells.append(
                Cell(str(getattr(japan.BY_CODE[code], lang)), to=known.scope.prefectures.get(code))
                if code in japan.BY_CODE
                else Cell("")
            )
        cells += [
            Cell(locales.text("status", row["status"], lang) if row["status"] else ""),
            Cell(str(row["opened"] or "")[:7]),
            Cell(money(row["investment_jpy_bn"], lang)),
        ]
        rows.append(cells)
    keys = ["c_site", "c_segment", "c_municipality"]
    keys += ["c_prefecture"] if prefecture else []
    keys += ["c_status", "c_opened", "c_investment"]
    head = [say(key, lang) for key in keys]
    return Table(head, rows, frozenset({len(head) - 1}), sortable=len(rows) > 5)


def _segment(known: Known, row: dict[str, Any], lang: str) -> Cell:
    sector, segment = str(row["sector"]), str(row["segment"] or "")
    if not segment:
        label = locales.text("sector", sector, lang)
        return Cell(label, to=known.scope.sectors.get(sector))
    return Cell(
        locales.text("segment", segment, lang), to=known.scope.segments.get((sector, segment))
    )


def zones_table(known: Known, zones: Sequence[str], lang: str) -> Table:
    """Return special zones as a table."""
    rows = []
    for zone in zones:
        row = known.zones[zone]
        period = written(str(row["designated"]), lang)
        if row["ended"]:
            period = f"{period}–{written(str(row['ended']), lang)}"
        rows.append(
            [
                Cell(name(row, lang), to=known.scope.zones.get(zone)),
                Cell(locales.text("scheme", str(row["scheme"]), lang)),
                Cell(period),
            ]
        )
    return Table([say(key, lang) for key in ("c_zone", "c_scheme", "c_designated")], rows)


def programs_table(known: Known, programs: Sequence[str], lang: str) -> Table:
    """Return cluster programs as a table."""
    rows = []
    for program in programs:
        row = known.programs[program]
        rows.append(
            [
                Cell(name(row, lang), to=known.scope.programs.get(program)),
                Cell(locales.text("sector", str(row["sector"]), lang)),
                Cell(written(str(row["established"]), lang)),
            ]
        )
    return Table([say(key, lang) for key in ("c_program", "c_sector", "c_established")], rows)


def events_table(
    known: Known, wanted: Callable[[Mapping[Any, Any]], bool], lang: str
) -> list[Block]:
    """Return policy events, the latest first."""
    found = [row for row in known.selection.events.to_dict("records") if wanted(row)]
    rows = []
    for row in sorted(found, key=lambda one: str(one["date"]), reverse=True)[:EVENTS]:
        cells = [Cell(name(row, lang, "title"))]
        if not pd.isna(row["amount_jpy_bn"]):
            cells.append(Cell(money(row["amount_jpy_bn"], lang)))
        cells.append(Cell(say("source", lang), url=web(str(row["source_url"]))))
        rows.append((written(str(row["date"]), lang), cells))
    return [Timeline(rows)] if rows else []
