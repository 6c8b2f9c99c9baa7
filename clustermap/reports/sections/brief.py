"""What a report takes from the brief on its place: what is coming, and the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.japan import city_of
from clustermap.reports.blocks import TextTable
from clustermap.reports.brief.background import Background
from clustermap.reports.brief.content import brief_content
from clustermap.reports.brief.parts import COUNT
from clustermap.reports.brief.place import place_of
from clustermap.reports.model import say

if TYPE_CHECKING:
    from clustermap.reports.brief.content import Brief
    from clustermap.reports.model import Facts


#: A comparison of fewer areas is none.
FEWEST = 3


def brief_of(facts: Facts, lang: str) -> Brief:
    """Make the brief on a report's place."""
    selection = facts.selection
    return brief_content(place_of(selection), Background(selection.national), lang)


def single_place(facts: Facts) -> bool:
    """Say whether a report is on a place that a brief can be on."""
    chosen = facts.selection.chosen
    towns = {city_of(code) for code in chosen.municipalities}
    return not towns or (len(towns) == 1 and not chosen.prefectures)


def coming_table(lead: Brief, lang: str) -> TextTable:
    """Return what is coming by year, or what is there."""
    header = [say(key, lang) for key in ("when", "what", "how_much")]
    rows = [(row.label, row.text, row.amount) for row in lead.listing.rows]
    return TextTable(lead.listing.heading, header, rows, frozenset({2}))


def compared_table(lead: Brief, lang: str) -> list[TextTable]:
    """Return how one place compares with its neighbors and peers, where there are three to set."""
    compared = lead.comparison
    if compared is None or len(compared.bars) < FEWEST:
        return []
    value = {"": "investment", COUNT: "number"}.get(compared.by, "quotient")
    name = "site" if lead.facts.place.kind == "site" else "prefecture"
    if lead.facts.place.kind == "municipality":
        name = "place"
    header = [say(name, lang), say(value, lang)]
    rows = [(bar.name, bar.words) for bar in compared.bars]
    return [TextTable(compared.heading, header, rows, frozenset({1}))]
