"""A brief as one HTML page that asks no host for anything."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.brief.rows import keys_of
from clustermap.reports.brief.svg import map_svg
from clustermap.reports.writers.brief_pdf import MAP
from clustermap.templating import fill, package_text, trusted
from clustermap.version import __version__

if TYPE_CHECKING:
    from clustermap.reports.brief.content import Brief

_FONTS = {
    "en": "system-ui, 'Noto Sans', sans-serif",
    "ja": "system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', 'Noto Sans JP', sans-serif",
    "ko": "system-ui, 'Apple SD Gothic Neo', 'Noto Sans CJK KR', 'Noto Sans KR', sans-serif",
}


def html(brief: Brief) -> str:
    """Return a brief as one page."""
    style = "\n".join(
        package_text("clustermap.reports", name) for name in ("brief_page.css", "brief.css")
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return fill(
        "clustermap.reports",
        "brief.html.jinja",
        brief=brief,
        body=trusted(body(brief)),
        style=trusted(style),
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'",
        generator=f"clustermap {__version__}",
    )


def body(brief: Brief, level: int = 1) -> str:
    """Return a brief as a part of a page, its title a heading of a level."""
    drawn = brief_map(brief, *MAP)
    compared = brief.comparison
    most = max((bar.value for bar in compared.bars), default=1.0) if compared else 1.0
    return fill(
        "clustermap.reports",
        "brief_body.html.jinja",
        brief=brief,
        level=level,
        map=drawn,
        svg=trusted(map_svg(drawn, brief.lang, _FONTS[brief.lang])),
        keys=keys_of(compared, brief.lang) if compared else [],
        most=most or 1.0,
    )
