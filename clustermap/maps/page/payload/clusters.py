"""Clusters and who leads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.maps.page.payload.cells import names, rows, sureness

if TYPE_CHECKING:
    from clustermap.data.selection import Selection


def clusters(selection: Selection) -> list[dict[str, Any]]:
    """Return the clusters of the selection."""
    return [
        {
            "id": row.id,
            "name": names(row),
            "sector": row.sector,
            "kind": row.kind,
            "prefectures": row.prefecture_codes,
            "point": None if np.isnan(row.lon) else [round(row.lon, 4), round(row.lat, 4)],
            "established": row.established or None,
            "lead": {"en": row.lead_body_en, "ja": row.lead_body_ja, "ko": row.lead_body_en},
            "url": row.source_url or None,
            **sureness(row),
        }
        for row in rows(selection.clusters)
    ]
