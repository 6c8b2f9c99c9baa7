"""Addresses: each page a folder with an ``index.html``, named so that people can read it."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_LONGEST = 60


def slug(text: str) -> str:
    """Return a name for a folder that every file system and host takes.

    What is lost of other names is made up for by a few letters of their checksum.

    Examples
    --------
    >>> slug("jasm-kumamoto-1"), slug("Kikuyo"), slug("../工場 A")
    ('jasm-kumamoto-1', 'kikuyo', 'a-fd322a93')
    """
    if _PLAIN.fullmatch(text):
        return text.replace("_", "-")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    if words and re.fullmatch(r"[A-Za-z][A-Za-z' -]*", text):
        return words
    code = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, (words, code)))


def relative(page: str, target: str) -> str:
    """Return the way from a page to a folder or file of the site.

    Folders are named with their ``index.html``, so that links work from a disk too.

    Examples
    --------
    >>> relative("en/prefectures/kumamoto/", "en/")
    '../../index.html'
    >>> relative("en/", "assets/site.css"), relative("en/sites/a/", "en/sites/a/data.csv")
    ('../assets/site.css', 'data.csv')
    """
    if target == "" or target.endswith("/"):
        target += "index.html"
    return posixpath.relpath(target, page or ".")


def web(url: str) -> str:
    """Return an address of the web if it is one that a page may link to, else nothing.

    Examples
    --------
    >>> web("https://example.org/a"), web("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    text = str(url or "").strip()
    return text if re.match(r"https?://[^\s\"'<>]+$", text, re.IGNORECASE) else ""
