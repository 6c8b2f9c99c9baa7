"""Policy events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.maps.page.payload.cells import number, rows

if TYPE_CHECKING:
    from clustermap.data.selection import Selection


def events(selection: Selection) -> list[dict[str, Any]]:
    """Return the policy events, national ones too."""
    return [
        {
            "date": row.date,
            "title": {"en": row.title_en, "ja": row.title_ja, "ko": row.title_ko},
            "kind": row.kind,
            "sectors": row.sectors,
            "prefectures": row.prefecture_codes,
            "amount": None if np.isnan(row.amount_jpy_bn) else number(row.amount_jpy_bn),
            "url": row.source_url or None,
        }
        for row in rows(selection.events)
    ]
