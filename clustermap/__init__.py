"""Maps and spatial statistics of Japan's industrial clusters and special zones.

>>> import clustermap as cm
>>> atlas = cm.load()
>>> page = atlas.select(region="kyushu", sector="semiconductor").map()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap.version import __version__

if TYPE_CHECKING:
    from clustermap.answer import Answer, read_answer
    from clustermap.atlas import Atlas, count, diff, load

__all__ = ["Answer", "Atlas", "__version__", "count", "diff", "load", "read_answer"]


def __getattr__(name: str) -> Any:
    # geopandas and folium take a second to import: only when a script uses them
    if name in {"Answer", "read_answer"}:
        from clustermap import answer

        return getattr(answer, name)
    if name in {"Atlas", "count", "diff", "load"}:
        from clustermap import atlas

        return getattr(atlas, name)
    message = f"module 'clustermap' has no attribute {name!r}"
    raise AttributeError(message)
