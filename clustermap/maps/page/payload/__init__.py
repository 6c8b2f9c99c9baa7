"""What the map page shows: one JSON document, described by ``web/src/model/payload.ts``.

A file here for each part of it. Text from data goes into it as it is; the page shows it by text
nodes only.
"""

from clustermap.maps.page.payload.whole import payload
from clustermap.maps.tile_grid import TILES

__all__ = ["TILES", "payload"]
