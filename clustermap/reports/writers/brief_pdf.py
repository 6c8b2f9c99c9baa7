"""A brief as PDF (tagged, PDF/UA-1) and as PNG, set by Typst."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from clustermap.maps.figures.fonts import FAMILY, OTHERS, Lettering
from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.brief.rows import keys_of
from clustermap.reports.brief.svg import map_svg
from clustermap.reports.writers.typst_files import typeset

if TYPE_CHECKING:
    from clustermap.reports.brief.content import Brief

#: The map's box, in centimeters.
MAP = (14.7, 12.3)
PIXELS = 144
_TITLE, _ROOM = (26.0, 17.0), 31.4


def pdf(brief: Brief) -> bytes:
    """Return a brief as a PDF file of one page."""
    return _set(brief, format="pdf", pdf_standards=["ua-1"])


def png(brief: Brief) -> bytes:
    """Return a brief as a picture of 1920 x 1080 pixels."""
    return _set(brief, format="png", ppi=PIXELS)


def map_png(svg: str, width: float, height: float, ppi: float = 250) -> bytes:
    """Return a map as a picture, for those who can't draw SVG."""
    text = f'#set page(width: {width}cm, height: {height}cm, margin: 0pt)\n#image("map.svg")\n'
    return typeset(
        {"map.svg": svg.encode(), "map.typ": text.encode()}, "map.typ", format="png", ppi=ppi
    )


def brief_data(brief: Brief) -> tuple[dict[str, Any], str]:
    """Return what the template sets, and the map as SVG."""
    drawn = brief_map(brief, *MAP)
    data = {
        "title": brief.title,
        "title_size": title_size(brief.title),
        "kicker": None,
        "subtitle": brief.subtitle,
        "lang": brief.lang,
        "font": [FAMILY, OTHERS],
        "numbers": [vars(one) for one in brief.numbers],
        "listing": {
            "heading": brief.listing.heading,
            "rows": [vars(one) for one in brief.listing.rows],
        },
        "comparison": _comparison(brief),
        "remarks": [vars(one) for one in brief.remarks],
        "sources": list(brief.sources),
        "alternative": drawn.alternative,
        "shades": [{"name": name, "color": color} for name, color in drawn.shades],
        "sectors": [{"name": name, "color": color} for name, color in drawn.sectors],
        "styles": [{"name": name, "style": style} for style, name in drawn.styles],
        "notes": list(drawn.notes),
    }
    return data, map_svg(drawn, brief.lang, FAMILY)


def _set(brief: Brief, **how: Any) -> bytes:
    data, drawing = brief_data(brief)
    folder = resources.files("clustermap.reports.writers")
    files = {name: folder.joinpath(name).read_bytes() for name in ("brief.typ", "brief_page.typ")}
    files["data.json"] = json.dumps(data, ensure_ascii=False).encode()
    files["map.svg"] = drawing.encode()
    return typeset(files, "brief.typ", **how)


def _comparison(brief: Brief) -> dict[str, Any] | None:
    compared = brief.comparison
    if compared is None:
        return None
    most = max(bar.value for bar in compared.bars)
    return {
        "heading": compared.heading,
        "keys": [{"kind": kind, "name": name} for kind, name in keys_of(compared, brief.lang)],
        "bars": [{**vars(bar), "share": bar.value / most if most else 0} for bar in compared.bars],
    }


def title_size(title: str, room: float = _ROOM) -> float:
    """Return the largest size, in points, in which a title stands in one line."""
    letters, (size, least) = Lettering(), _TITLE
    while size > least and len(letters.wrap(title, size, room * 72 / 2.54, bold=True)) > 1:
        size -= 0.5
    return size
