"""The steps of the value chains of the sectors shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap.data.chain import read_chain
from clustermap.maps.page.payload.cells import names, rows

if TYPE_CHECKING:
    from clustermap.data.selection import Selection


def chain(selection: Selection) -> list[dict[str, Any]]:
    """Return the steps in order: what each is called, and which sites stand at it."""
    shown = selection.chosen.sectors or selection.sectors
    table = read_chain()
    return [
        {
            "sector": row.sector,
            "step": row.step,
            "name": names(row),
            "segments": list(row.segments),
            "sites": list(row.site_ids),
        }
        for row in rows(table[table["sector"].isin(shown)])
    ]
