"""Which of the pages behind a row one cites: the government's own before news of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: Hosts of the state, prefectures and municipalities; the older kind as pref.gifu.jp.
_PRIMARY = re.compile(r"(^|\.)((go|lg)\.jp|(pref|city|town|vill|metro)(\.[a-z-]+){1,2}\.jp)$")


def is_primary(page: str) -> bool:
    """Say whether a page is the government's, a prefecture's or a municipality's own.

    Examples
    --------
    >>> is_primary("https://www.meti.go.jp/a"), is_primary("https://www.city.tsukuba.lg.jp/b")
    (True, True)
    >>> is_primary("https://www.city.imabari.ehime.jp/c"), is_primary("https://news.go.jp.io/")
    (True, False)
    """
    return bool(_PRIMARY.search(urlsplit(page).netloc.split(":")[0].casefold()))


def cited_page(row: Mapping[str, Any] | pd.Series[Any]) -> str | None:
    """Return the primary page of a row if it names one, else its first page.

    Examples
    --------
    >>> cited_page({"source_url": "https://a.jp/1", "source_url_2": "https://www.mlit.go.jp/2"})
    'https://www.mlit.go.jp/2'
    """
    pages = [str(row.get(name) or "") for name in ("source_url", "source_url_2")]
    known = [page for page in pages if page]
    return next((page for page in known if is_primary(page)), known[0] if known else None)
