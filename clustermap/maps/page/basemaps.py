"""Maps from the web to lay under ours; none is used unless asked for."""

from __future__ import annotations

from typing import Any

from clustermap import locales
from clustermap.errors import UnknownNameError

NAMES = ("none", "gsi-pale", "gsi-photo", "osm")
_TILES = {
    "gsi-pale": ("https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png", 18),
    "gsi-photo": ("https://cyberjapandata.gsi.go.jp/xyz/seamlessphoto/{z}/{x}/{y}.jpg", 18),
    "osm": ("https://tile.openstreetmap.org/{z}/{x}/{y}.png", 19),
}
_CREDIT_PAGES = {
    "gsi-pale": "https://maps.gsi.go.jp/development/ichiran.html",
    "gsi-photo": "https://maps.gsi.go.jp/development/ichiran.html",
    "osm": "https://www.openstreetmap.org/copyright",
}


def basemap(name: str) -> dict[str, Any] | None:
    """Describe a basemap to the page; None for "none".

    Raises
    ------
    UnknownNameError
        No basemap of that name.

    Examples
    --------
    >>> basemap("none"), basemap("osm")["maxZoom"]
    (None, 19)
    """
    if name == "none":
        return None
    if name not in _TILES:
        raise UnknownNameError.of("basemap", name, NAMES)
    url, zoom = _TILES[name]
    return {
        "id": name,
        "url": url,
        "attribution": locales.texts("basemap", name),
        "attributionUrl": _CREDIT_PAGES[name],
        "maxZoom": zoom,
    }
