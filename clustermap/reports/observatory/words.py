"""How the site says things: texts of ``locales/<lang>/observatory.json``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clustermap.locales import wording
from clustermap.locales.numbers import decimal

if TYPE_CHECKING:
    from collections.abc import Iterable


def say(key: str, lang: str, **values: Any) -> str:
    """Return a text of the site."""
    return wording.say("observatory", key, lang, **values)


def counted(key: str, n: int, lang: str, **values: Any) -> str:
    """Return a text with a count, in its own form for one.

    Examples
    --------
    >>> counted("n_sites", 1, "en"), counted("n_sites", 1200, "en"), counted("n_sites", 3, "ja")
    ('1 site', '1,200 sites', '3件')
    """
    return say(f"{key}_one" if n == 1 else key, lang, n=decimal(n), **values)


def joined(parts: Iterable[str], lang: str) -> str:
    """Join what stands side by side.

    Examples
    --------
    >>> joined(["a", "", "b"], "en"), joined(["a", "b"], "ja")
    ('a · b', 'a／b')
    """
    return {"ja": "／"}.get(lang, " · ").join(filter(None, parts))


def plain(text: str) -> str:
    """Return a text on one line, without letters that no file may hold."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text).split())
