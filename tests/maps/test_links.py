"""What the map page is told of links and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from tests.conftest import PayloadReader


def rows(table: dict) -> list[dict]:
    """Return a table of the payload as dictionaries of plain cells."""
    columns = []
    for cells, known in zip(table["cells"], table["levels"], strict=True):
        plain = known is None
        columns.append(cells if plain else [None if x is None else known[x] for x in cells])
    return [dict(zip(table["columns"], row, strict=True)) for row in zip(*columns, strict=True)]


def test_links_have_an_end_among_the_sites_shown(atlas: Atlas, payload: PayloadReader) -> None:
    kyushu = atlas.select(region="kyushu")
    told = payload(kyushu.map().html)
    shown = set(kyushu.sites.index)
    found = rows(told["links"])
    assert len(found) > 30
    for link in found:
        assert shown & {link["from"], link["to"]}, link
        for end in ("from", "to"):
            # sites of the page have their names there; others and firms bring theirs
            assert (link[end] in shown) == (link[f"{end}_ja"] is None), link
    toyota = next(link for link in found if link["from"] == "Toyota Motor")
    assert (toyota["from_ja"], toyota["from_ko"]) == ("トヨタ自動車", "Toyota Motor")


def test_events_are_of_the_sites_shown(atlas: Atlas, payload: PayloadReader) -> None:
    hokkaido = atlas.select(prefecture="Hokkaido")
    found = rows(payload(hokkaido.map().html)["siteEvents"])
    assert {event["site_id"] for event in found} <= set(hokkaido.sites.index)
    assert ("rapidus-iim-1", "2023-09-01") in {(one["site_id"], one["date"]) for one in found}


def test_sites_of_ones_own_have_none(atlas: Atlas, payload: PayloadReader) -> None:
    nara = atlas.select(prefecture="Nara")
    assert rows(payload(nara.map().html)["links"]) == []
