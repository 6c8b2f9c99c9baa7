"""The interactive map: a ``folium.Map`` that writes clustermap's page."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from os import PathLike
from typing import TYPE_CHECKING, Any, BinaryIO

import folium
from branca.element import Element, Figure, MacroElement
from folium.folium import _default_css, _default_js

from clustermap.errors import ClustermapError
from clustermap.files import write_whole
from clustermap.maps.page.content import page_content
from clustermap.maps.page.html import AddedLayers
from clustermap.maps.page.notebook import notebook_frame

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.maps.colored import ColoredAreas
    from clustermap.maps.page.content import PageContent

# scripts of folium layers that need folium's usual libraries from the web
_NEEDS_LIBRARIES = re.compile(r"AwesomeMarkers|jQuery|\$\.|\$\(document|\.modal\(|bootstrap")
_FETCHES = re.compile(r"\bfetch\(|XMLHttpRequest|\$\.(?:ajax|get|getJSON)\b")
# a popup's $(`<div>...</div>`)[0] is all that most layers need of jQuery
_DOLLAR = (
    "window.$=window.$||function(m){var t=document.createElement('template');"
    "t.innerHTML=m;return[t.content.firstElementChild]};\n"
)


def cluster_map(shown: ColoredAreas, **look: Any) -> ClusterMap:
    """Make the map page of a selection; see :meth:`clustermap.atlas.Atlas.map`.

    Raises
    ------
    UnknownNameError
        A language or basemap that is not there.
    """
    return ClusterMap(page_content(shown, **look))


class _WholePage:
    """Stands where folium keeps a map's template."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ClustermapError(
            "A clustermap page can't be taken apart into a script of folium's.",
            "Show it whole, in Streamlit: st.components.v1.html(page.html, height=600)",
        )


class ClusterMap(folium.Map):
    """A map of clusters: shows in Jupyter, saves as one HTML file, takes folium layers.

    Layers, controls and plugins of folium are added as to any ``folium.Map``; they are the
    caller's code, and their scripts get their hashes in the page's policy when it is written.

    Parameters
    ----------
    content : PageContent
        What the page holds.

    Examples
    --------
    >>> import clustermap as cm
    >>> page = cm.load().select(prefecture="Kumamoto").map()
    >>> folium.Marker([32.8, 130.7], popup="Kumamoto").add_to(page)  # doctest: +ELLIPSIS
    <folium.map.Marker object at ...>
    >>> "L.marker" in page.html
    True
    """

    #: A page is more than its script; components that take that alone are told what to use.
    _template = _WholePage()

    def __init__(self, content: PageContent) -> None:
        west, south, east, north = content.payload["areas"]["view"]
        super().__init__(location=[(south + north) / 2, (west + east) / 2], tiles=None)
        # the page and folium's scripts meet under this name; the same on every run
        self._id = content.payload["mapName"].removeprefix("map_")
        self.content = content
        PageFigure().add_child(self)

    @property
    def notes(self) -> list[str]:
        """What a reader must know of the page, in words: sites packed, columns left out."""
        return self.content.notes

    @property
    def payload(self) -> dict[str, Any]:
        """What the page's script is told."""
        return self.content.payload

    @property
    def html(self) -> str:
        """The page as text, with the layers added so far."""
        return self.content.html(self._layers())

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002  # as folium has it
        **_: Any,
    ) -> None:
        """Write the page to a file, whole or not at all.

        Raises
        ------
        OutputError
            The folder does not exist or cannot be written to.
        """
        if isinstance(outfile, (str, bytes, PathLike)):
            write_whole(os.fsdecode(outfile), self.html)
            return
        outfile.write(self.html.encode())
        if close_file:
            outfile.close()

    def frame(self, height: str = "600px") -> str:
        """Return the page inside an ``<iframe>``, for notebooks and other figures."""
        return notebook_frame(self.html, self.payload["title"]["en"], height=height)

    def _repr_html_(self, **_: Any) -> str:
        return self.frame()

    def render(self, **_: Any) -> str:
        """Put the page into another figure, as a frame; called by folium."""
        figure = self.get_root()
        if isinstance(figure, Figure):
            figure.html.add_child(_Text(self.frame()), name=self.get_name())
        return ""

    def _layers(self) -> AddedLayers | None:
        """Render the layers that the caller added, with folium's machinery."""
        root = self.get_root()
        extras = root.extras if isinstance(root, PageFigure) else {}
        if not self._children and not extras:
            return None
        stage = Figure()
        stage.header._children.clear()
        home, self._parent = self._parent, stage
        try:
            for child in self._children.values():
                text = child.render()
                if not isinstance(child, MacroElement):  # markup, which folium itself would drop
                    stage.html.add_child(_Text(text))
        finally:
            self._parent = home
        for part, text in extras.items():
            getattr(stage, part).add_child(_Text(text))
        script = stage.script.render()
        header = stage.header.render()
        if _NEEDS_LIBRARIES.search(script):
            header = _libraries() + header
        else:
            script = _DOLLAR + script
        html = stage.html.render()
        found = _Scripts()
        found.feed(header + html)
        return AddedLayers(
            header=header,
            html=html,
            script=script,
            script_urls=tuple(found.urls),
            inline_scripts=(*found.inline, script),
            fetches=bool(_FETCHES.search(script + "".join(found.inline))),
        )


class PageFigure(Figure):
    """The root of a :class:`ClusterMap`: renders to the page."""

    def __init__(self) -> None:
        super().__init__()
        self.header._children.clear()

    @property
    def extras(self) -> dict[str, str]:
        """What was added to the page's header, html and script, by the name of the part."""
        parts = {name: getattr(self, name)._children for name in ("header", "html", "script")}
        return {
            name: "\n".join(child.render() for child in children.values())
            for name, children in parts.items()
            if children
        }

    def render(self, **kwargs: Any) -> str:
        """Return the page as HTML."""
        maps = [child for child in self._children.values() if isinstance(child, ClusterMap)]
        return maps[0].html if len(maps) == 1 else str(super().render(**kwargs))

    def _repr_html_(self, **_: Any) -> str:
        maps = (child for child in self._children.values() if isinstance(child, ClusterMap))
        return "".join(page.frame() for page in maps)


class _Text(Element):
    """Markup that is no template: branca compiles what ``Element`` is given."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self._markup = markup

    def render(self, **_: Any) -> str:
        return self._markup


class _Scripts(HTMLParser):
    """Collects the scripts of a piece of HTML, for their hashes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.urls: list[str] = []
        self.inline: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            url = dict(attrs).get("src")
            if url:
                self.urls.append(url)
            else:
                self._open = True
                self.inline.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inline[-1] += data


def _libraries() -> str:
    """Return links to the libraries that folium's layers take for granted, less Leaflet itself."""
    scripts = [url for name, url in _default_js if name != "leaflet"]
    styles = [url for name, url in _default_css if name != "leaflet_css"]
    return "".join(f'<link rel="stylesheet" href="{url}">\n' for url in styles) + "".join(
        f'<script src="{url}"></script>\n' for url in scripts
    )
