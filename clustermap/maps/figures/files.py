"""Pictures as files: the same bytes on every run; title, alternative text and source inside."""

from __future__ import annotations

import io
import re
from contextlib import nullcontext
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from clustermap import files
from clustermap.maps.figures.truetype import truetype_letters
from clustermap.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")
_PATH = re.compile(r' d="[^"]*"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")
_REMEDY = "End it in .png, .svg or .pdf."
GENERATOR = f"clustermap {__version__}"


@dataclass(frozen=True)
class PictureMetadata:
    """What a picture says of itself."""

    title: str
    alternative: str
    source: str
    lang: str = "en"


def format_of(path: str | Path) -> str:
    """Return the format that a file's ending names.

    Raises
    ------
    OutputError
        It names none.
    """
    return files.format_of(path, FORMATS, what="of a picture", remedy=_REMEDY)


def render(figure: Figure, form: str, dpi: float, about: PictureMetadata) -> bytes:
    """Return a figure as a PNG, SVG or PDF file."""
    import matplotlib as mpl

    # the salt makes the ids of an SVG file the same on every run
    settings: Any = {
        "svg.hashsalt": "clustermap",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
        "path.simplify": False,
    }
    buffer = io.BytesIO()
    letters = truetype_letters(figure) if form == "pdf" else nullcontext()
    with mpl.rc_context(settings), letters:
        figure.savefig(buffer, format=form, dpi=dpi, metadata=_metadata(form, about))
    if form != "svg":
        return buffer.getvalue()
    return _accessible(buffer.getvalue().decode(), about).encode()


def _metadata(form: str, about: PictureMetadata) -> dict[str, Any]:
    if form == "png":
        return {
            "Title": about.title,
            "Description": about.alternative,
            "Source": about.source,
            "Software": GENERATOR,
        }
    if form == "svg":
        return {
            "Title": about.title,
            "Description": about.alternative,
            "Source": about.source,
            "Language": about.lang,
            "Creator": GENERATOR,
            "Date": None,
        }
    return {
        "Title": about.title,
        "Subject": about.alternative,
        "Keywords": about.source,
        "Creator": GENERATOR,
        "Producer": GENERATOR,
        "CreationDate": None,
        "ModDate": None,
    }


def _accessible(svg: str, about: PictureMetadata) -> str:
    """Give the drawing its title and description for screen readers."""
    start = re.search(r"<svg\b", svg)
    end = svg.index(">", start.start() if start else 0)
    head = (
        f' role="img" lang="{about.lang}" aria-labelledby="cm-title cm-desc">\n'
        f' <title id="cm-title">{escape(about.title)}</title>\n'
        f' <desc id="cm-desc">{escape(about.alternative)}</desc>'
    )
    return svg[:end] + head + _PATH.sub(_rounded, svg[end + 1 :])


def _rounded(path: re.Match[str]) -> str:
    """Cut a path's numbers to hundredths of a point."""
    return _DECIMALS.sub(r"\1", path[0])
