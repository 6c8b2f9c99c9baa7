"""The map page: one HTML file that holds everything and asks no host for anything.

Data travels in a ``<script>`` that is no script and is shown by text nodes: as deflated JSON in
base64, or as escaped JSON where folium layers need the map at once (:func:`read_payload`).
A Content-Security-Policy allows just the scripts and styles whose hashes stand in it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clustermap import locales
from clustermap.errors import ClustermapError, UnknownNameError
from clustermap.templating import fill, trusted

ASSETS = ("inline", "cdn")
_DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
# "<" would end the script element early, "&" is there for XML readers, U+2028 and U+2029 for old
# JavaScript readers
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


#: Bytes that a page's data may have, unpacked: a text cut there is no JSON.
_MOST = 200_000_000
_PLAIN, _SQUEEZED = "application/json", "text/plain"


@dataclass(frozen=True)
class AddedLayers:
    """What folium layers that the caller added bring along; they are the caller's code."""

    header: str = ""
    html: str = ""
    script: str = ""
    script_urls: tuple[str, ...] = ()
    inline_scripts: tuple[str, ...] = ()
    #: Whether the layers' scripts load data by themselves.
    fetches: bool = False


def document(
    payload: dict[str, Any],
    *,
    assets: str = "inline",
    static: str = "",
    layers: AddedLayers | None = None,
) -> str:
    """Return the map page as HTML.

    Parameters
    ----------
    payload : dict
        What ``clustermap.maps.page.payload.payload`` returns.
    assets : {"inline", "cdn"}
        Whether Leaflet stands in the file or is fetched from jsDelivr, checked by its hash.
    static : str
        Markup for readers without scripts.
    layers : AddedLayers, optional
        What folium layers bring along.

    Raises
    ------
    UnknownNameError
        Another value of ``assets``.
    ClustermapError
        The page's scripts were not built.
    """
    if assets not in ASSETS:
        raise UnknownNameError.of("kind of assets", assets, ASSETS)
    style = _asset("page.css")
    packed = payload.get("points")
    name = f"page{'-points' * bool(packed)}{'-cdn' * (assets == 'cdn')}"
    script = _asset(f"{name}.js")
    leaflet = json.loads(_asset("leaflet.json")) if assets == "cdn" else None
    shown = {**payload}
    if packed:
        shown["points"] = {key: value for key, value in packed.items() if key != "data"}
    data = json.dumps(shown, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # unpacking takes a moment, and the scripts of layers ask for the map at once
    data, kind = (data.translate(_UNSAFE), _PLAIN) if layers else (_squeezed(data), _SQUEEZED)
    lang, added = payload["lang"], layers or AddedLayers()
    loader = "" if layers else _loader(script, locales.text("page", "too_old", lang))
    return fill(
        "clustermap.maps.page",
        "page.html.jinja",
        lang=lang,
        policy=_policy(payload, style, script, loader, leaflet, layers),
        generator=payload["generator"],
        title=payload["title"][lang],
        map_name=payload["mapName"],
        style=trusted(style),
        script=trusted(loader or script),
        program=trusted("" if layers else _asset(f"{name}.packed")),
        data=trusted(data),
        kind=kind,
        packed=trusted(packed["data"]) if packed else "",
        static=trusted(static),
        leaflet=leaflet,
        # the caller's code
        layers={part: trusted(getattr(added, part)) for part in ("header", "html", "script")},
    )


def _loader(script: str, too_old: str) -> str:
    """Return the script that unpacks the page's own, with the licenses of what is in that.

    The script runs because its hash stands in the policy, wherever it comes from.
    """
    licenses = "\n".join(re.findall(r"/\*[!@].*?\*/", script, re.DOTALL))
    message = json.dumps(too_old, ensure_ascii=False).translate(_UNSAFE)
    return f"""{licenses}
(async () => {{
  const place = document.getElementById("clustermap");
  if (!("DecompressionStream" in window)) return place.append({message});
  const packed = atob(document.getElementById("clustermap-script").textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.body.append(script);
}})();"""


def _squeezed(text: str) -> str:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(packer.compress(text.encode()) + packer.flush()).decode()


def read_payload(html: str) -> dict[str, Any]:
    """Return what a page was told, from its text.

    Raises
    ------
    ClustermapError
        It is not a map of clustermap's.

    Examples
    --------
    >>> import clustermap as cm
    >>> read_payload(cm.load().select(prefecture="43").map().html)["title"]["en"]
    'Industrial clusters in Kumamoto'
    """
    found = re.search(
        r'<script type="([a-z/]+)" id="clustermap-data">(.*?)</script>', html, re.DOTALL
    )
    kind, text = found.groups() if found else ("", "")
    try:
        if kind == _SQUEEZED:
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            text = unpacker.decompress(base64.b64decode(text, validate=True), _MOST).decode()
        payload: dict[str, Any] = json.loads(text)
        _ = payload["indicators"], payload["areas"], payload["colorBy"], payload["lang"]
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise ClustermapError(
            "The file is not a map of clustermap's.", "Write one: clustermap map -o map.html"
        ) from error
    return payload


def _policy(
    payload: dict[str, Any],
    style: str,
    script: str,
    loader: str,
    leaflet: dict[str, str] | None,
    layers: AddedLayers | None,
) -> str:
    """Return the Content-Security-Policy: hashes of what is in the page, and no host."""
    scripts = [_hash(one) for one in (script, loader) if one]
    styles = [_hash(style)]
    images = ["data:", "blob:"]
    connect = "'none'"
    more: list[str] = []
    if leaflet:
        scripts.append(leaflet["url"])
    if payload["basemap"]:
        images.append("https://" + urlsplit(payload["basemap"]["url"]).netloc)
    if payload.get("points"):
        more.append("worker-src blob:")  # the worker that unpacks them stands in our script
    if layers:
        scripts += map(_hash, layers.inline_scripts)
        scripts += layers.script_urls
        # folium's layers style by attributes, which have no hash; their tiles come from anywhere
        styles = ["'unsafe-inline'", "https:", "http:"]
        images += ["https:", "http:"]
        more += ["font-src https: data:", "frame-src data: blob: https:", "media-src https: data:"]
        connect = "https: http:" if layers.fetches else "'none'"
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(dict.fromkeys(scripts))}",
            f"style-src {' '.join(styles)}",
            f"img-src {' '.join(images)}",
            f"connect-src {connect}",
            "base-uri 'none'",
            "form-action 'none'",
            *more,
        ]
    )


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@functools.cache
def _asset(name: str) -> str:
    """Return a file that the build bundled."""
    try:
        return (_DIST / name).read_text(encoding="utf-8").strip()
    except OSError as error:
        cause = f"The map page's scripts were not built: {_DIST / name} is missing."
        raise ClustermapError(
            cause, "Install the package (pip install .), or run: python hatch_build.py"
        ) from error
