"""Snippets that put a written map into a web page, a CMS, Markdown or Quarto.

A framed page tells its wish for height by ``postMessage({clustermap: {height: 480}})``; the script
beside the frame listens, and answers to no one but its frames. The frame has the least rights:
it may run its scripts, save files and open links in new windows, and is of no origin. Readers
without scripts get a picture, and everyone the table.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from clustermap import locales
from clustermap.errors import ClustermapError, OutputError, UnknownNameError
from clustermap.files import ending_of
from clustermap.locales.dates import written
from clustermap.maps.page.html import read_payload
from clustermap.maps.page.notebook import SANDBOX
from clustermap.templating import fill, package_text, trusted

if TYPE_CHECKING:
    from collections.abc import Callable

#: How high a frame is before its page asks for a height.
STYLE = "display:block;width:100%;height:560px;max-height:90vh;border:0"
_PACKAGE = "clustermap.reports"
_BETWEEN = "{}(.*?){}"


@dataclass(frozen=True)
class MapPage:
    """A written map, as much of it as a snippet needs.

    ``src`` is the address that the snippet points to; ``picture`` that of a picture for readers
    without scripts, a file or a ``data:`` address.
    """

    html: str
    src: str
    title: str
    lang: str
    alternative: str
    caption: str
    header: tuple[str, str]
    rows: tuple[tuple[str, str], ...]
    picture: str
    credit: str


def read_page(
    path: str | Path, *, url: str | None = None, picture: str | None = None,
    alternative: str | None = None,
) -> MapPage:  # fmt: skip
    """Read a map that ``clustermap map`` wrote.

    Parameters
    ----------
    path : str or Path
        The HTML file.
    url : str, optional
        Address at which the page will be; else its file name, beside the page it is put into.
    picture : str, optional
        Address of a picture; else a PNG or SVG file beside the map, else the drawing inside it.
    alternative : str, optional
        The picture in words; else as the map has it.

    Returns
    -------
    MapPage

    Raises
    ------
    ClustermapError
        The file can't be read, or is not a map of clustermap's.
    """
    path = Path(path)
    try:
        html = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ClustermapError(
            f"Can't read {path}: {reason}.", "Name a map: clustermap map -o map.html"
        ) from error
    if url is not None and urlsplit(url).scheme not in {"", "http", "https"}:
        raise ClustermapError(f"{url!r} is not an address of a web page.", "Give https://...")
    return page_of(
        html, src=url or quote(path.name), picture=picture or _beside(path), alternative=alternative
    )


def page_of(
    html: str, *, src: str, picture: str | None = None, alternative: str | None = None
) -> MapPage:
    """Take from a map's HTML what a snippet needs.

    Raises
    ------
    ClustermapError
        It is not a map of clustermap's.
    """
    payload = read_payload(html)
    lang = payload["lang"]
    by = {one["id"]: one for one in payload["indicators"]}
    about = by[payload["colorBy"]]
    areas = payload["areas"]
    rows = tuple(
        (name, _cell(value, about, lang))
        for name, value, shown in zip(
            areas["name"][lang], about["values"], areas["selected"], strict=True
        )
        if shown
    )
    label, unit = _say(about["label"], lang), _say(about["unit"], lang)
    drawing = re.search(_BETWEEN.format("<noscript>", "</noscript>"), html, re.DOTALL)
    svg = re.search(r"<svg\b.*?</svg>", drawing[1], re.DOTALL) if drawing else None
    title = re.search(r"<title>(.*?)</title>", svg[0], re.DOTALL) if svg else None
    alternative = alternative or (unescape(title[1]) if title else label)
    if picture is None and svg:
        data = base64.b64encode(svg[0].encode()).decode()
        picture = f"data:image/svg+xml;base64,{data}"
    credits_ = [_say(one, lang) for one in payload["credits"]]
    credit = "；".join(credits_) if lang == "ja" else "; ".join(credits_)
    if payload.get("dated", True):
        key = payload.get("asOfKey", "as_of")
        credit += f" · {locales.text('figure', key, lang, date=written(payload['asOf'], lang))}"
    return MapPage(
        html=html,
        src=src,
        title=_say(payload["title"], lang),
        lang=lang,
        alternative=alternative,
        caption=f"{label} ({unit})" if unit else label,
        header=(locales.text("embed", "area", lang), label),
        rows=rows,
        picture=picture or "",
        credit=credit,
    )


def _beside(path: Path) -> str | None:
    for ending in (".png", ".svg"):
        if path.with_suffix(ending).is_file():
            return quote(path.with_suffix(ending).name)
    return None


def _say(text: str | dict[str, str], lang: str) -> str:
    return text if isinstance(text, str) else text[lang]


def _cell(value: Any, about: dict[str, Any], lang: str) -> str:
    if value == "x":
        return locales.text("figure", "suppressed", lang)
    if value is None:
        return locales.text("figure", "no_data", lang)
    for category in about.get("categories", ()):
        if category["id"] == value:
            return _say(category["label"], lang)
    return f"{value:,.{about['decimals']}f}" if isinstance(value, (int, float)) else str(value)


def snippet_files(page: MapPage, kind: str, name: str = "") -> dict[str, str | bytes]:
    """Return a snippet by its file's name, and the picture that Markdown shows beside it.

    Markdown takes no picture that stands in its address: many readers show none. Without a name,
    for a snippet that is printed, the picture is left out.
    """
    prefix = "data:image/svg+xml;base64,"
    if kind not in {"markdown", "quarto"} or not page.picture.startswith(prefix):
        return {name: snippet(page, kind)}
    if not name:
        return {name: snippet(replace(page, picture=""), kind)}
    beside = f"{Path(name).stem}.svg"
    drawing = base64.b64decode(page.picture.removeprefix(prefix))
    text = snippet(replace(page, picture=quote(beside)), kind)
    return {name: text, beside: drawing}


def snippet(page: MapPage, kind: str = "iframe") -> str:
    """Return the text that puts a map into a document.

    Parameters
    ----------
    page : MapPage
    kind : str
        "iframe", "script", "srcdoc", "markdown", "quarto", "wordpress" or "oembed".

    Raises
    ------
    UnknownNameError
        Another kind.
    """
    if kind not in SNIPPETS:
        raise UnknownNameError.of("kind of snippet", kind, SNIPPETS)
    return SNIPPETS[kind](page)


def _iframe(page: MapPage) -> str:
    return _figure(page)


def _srcdoc(page: MapPage) -> str:
    # a frame without an address has no hash: an attribute says that the page is embedded
    return _figure(page, inside=page.html.replace("<html ", "<html data-embed ", 1))


def _script(page: MapPage) -> str:
    """Return a picture that a script replaces by the frame: for pages that forbid frames."""
    insert = fill(_PACKAGE, "embed_insert.js.jinja", sandbox=SANDBOX, style=STYLE)
    return _figure(page, insert=trusted(insert))


def _figure(page: MapPage, *, inside: str = "", insert: str = "") -> str:
    """Return frame, listener and fallbacks."""
    return fill(
        _PACKAGE,
        "embed.html.jinja",
        page=page,
        address=page.src if "#" in page.src else f"{page.src}#embed",
        inside=inside,
        insert=insert,
        # the same however often it stands in a page
        listener=trusted(package_text(_PACKAGE, "templates/embed_listener.js")),
        sandbox=SANDBOX,
        style=STYLE,
        words={key: locales.text("embed", key, page.lang) for key in ("open", "table")},
    )


def _plain(text: str) -> str:
    """Keep text from being taken for Markdown."""
    for letter in "\\`*_[]#|<>":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", " ")


def _markdown(page: MapPage) -> str:
    area, label = map(_plain, page.header)
    rows = "".join(f"| {_plain(name)} | {_plain(value)} |\n" for name, value in page.rows)
    shown = (
        f"![{_plain(page.alternative)}](<{page.picture}>)" if page.picture else _plain(page.title)
    )
    return (
        f"[{shown}](<{page.src}>)\n\n"
        f"*{_plain(page.title)}. {_plain(page.credit)}*\n\n"
        f"| {area} | {label} |\n| :-- | --: |\n{rows}"
    )


def _quarto(page: MapPage) -> str:
    alternative = page.alternative.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    shown = f"[{_plain(page.title)}. {_plain(page.credit)}](<{page.src}>)"
    if page.picture:
        caption = f"{_plain(page.title)}. {_plain(page.credit)}"
        shown = f'![{caption}](<{page.picture}>){{fig-alt="{alternative}"}}'
    return (
        '::: {.content-visible when-format="html"}\n\n```{=html}\n'
        f"{_iframe(page)}```\n\n:::\n\n"
        '::: {.content-visible unless-format="html"}\n\n'
        f"{shown}\n\n:::\n"
    )


def _wordpress(page: MapPage) -> str:
    # the editor of a custom HTML block ends it at its comment
    return f"<!-- wp:html -->\n{_iframe(page)}<!-- /wp:html -->\n"


def _oembed(page: MapPage) -> str:
    answer = {
        "version": "1.0",
        "type": "rich",
        "provider_name": "clustermap",
        "title": page.title,
        "html": _iframe(page),
        "width": 800,
        "height": 560,
    }
    if urlsplit(page.src).scheme and not page.picture.startswith("data:"):
        answer |= {"thumbnail_url": urljoin(page.src, page.picture)}
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


SNIPPETS: dict[str, Callable[[MapPage], str]] = {
    "iframe": _iframe,
    "script": _script,
    "srcdoc": _srcdoc,
    "markdown": _markdown,
    "quarto": _quarto,
    "wordpress": _wordpress,
    "oembed": _oembed,
}
#: Endings of the snippets' files in a kit.
ENDINGS = {"markdown": "md", "quarto": "qmd", "oembed": "json"}


def check_ending(path: str | Path, kind: str) -> None:
    """Refuse a file whose ending is not that of a snippet.

    Raises
    ------
    OutputError
        The ending is another format's.
    """
    fits = ENDINGS.get(kind, "html")
    if ending_of(path) not in {"", "txt", fits, *({"htm", "md", "qmd"} - {fits})}:
        raise OutputError(
            f"The ending of {path} is not that of a snippet.", f"End it in .{fits} or .txt."
        )
