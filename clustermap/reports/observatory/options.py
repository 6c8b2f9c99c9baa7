"""What a site looks like and where it will stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.errors import DataError
from clustermap.reports.observatory.addresses import web

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HEX = re.compile(r"#[0-9a-f]{6}")
_LOGOS = {".svg": "svg", ".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".webp": "webp"}
_LOGO_MOST = 200_000
#: Least contrast of text, as WCAG 2 (AA) asks for.
CONTRAST = 4.5
PAPER, NIGHT = "#ffffff", "#12181e"


@dataclass(frozen=True)
class PublishOptions:
    """Languages, title, logo, colors, imprint, address, and whether documents are made.

    ``colors`` has ``accent`` (links, numbers) and ``header`` (the bar at the top).
    """

    languages: tuple[str, ...] = ("en",)
    title: str = ""
    logo: Path | None = None
    accent: str = "#14506e"
    header: str = "#12303f"
    imprint: str = ""
    base: str = ""
    downloads: bool = False


def languages(text: str) -> tuple[str, ...]:
    """Read languages from a list with commas, each once.

    Examples
    --------
    >>> languages("en, ja,en")
    ('en', 'ja')
    """
    found = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    if not found:
        raise DataError("--lang names no language.", "Name some of en, ja, ko, with commas.")
    for one in found:
        locales.check(one)
    return found


def colors(given: Sequence[str]) -> dict[str, str]:
    """Read colors, each ``NAME=#RRGGBB``.

    Raises
    ------
    DataError
        It is no color, or text could not be read in it or on it.

    Examples
    --------
    >>> colors(["accent=#0B5394"])
    {'accent': '#0b5394'}
    """
    found: dict[str, str] = {}
    for one in given:
        key, _, color = one.strip().lower().partition("=")
        if key not in {"accent", "header"} or not _HEX.fullmatch(color):
            raise DataError(
                f"{one!r} is not a color.", "Write accent=#RRGGBB or header=#RRGGBB, e.g. #14506e."
            )
        if contrast(color, PAPER) < CONTRAST:
            raise DataError(
                f"White and {color} have a contrast of {contrast(color, PAPER):.1f} to 1, too low "
                "to read.",
                f"Choose a darker color: at least {CONTRAST} to 1 on white.",
            )
        found[key] = color
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, 1 to 21 (WCAG 2).

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def on_dark(color: str) -> str:
    """Return a color lightened until it can be read on the dark ground.

    Examples
    --------
    >>> contrast(on_dark("#14506e"), NIGHT) >= CONTRAST
    True
    """
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(21):
        mixed = [round(one + (255 - one) * step / 20) for one in parts]
        found = "#" + "".join(f"{one:02x}" for one in mixed)
        if contrast(found, NIGHT) >= 2 + CONTRAST:
            return found
    return PAPER


def checked_base(text: str) -> str:
    """Return a base address that ends in a slash; nothing without one.

    Raises
    ------
    DataError
        It is no address of the web.
    """
    if not text:
        return ""
    if not web(text) or "?" in text or "#" in text:
        raise DataError(
            f"{text!r} is not the address of a site.", "Write https://example.org/clusters/."
        )
    return text.rstrip("/") + "/"


def logo_name(path: Path | None) -> str:
    """Return the name that a logo has on the site; nothing without one.

    Raises
    ------
    DataError
        It is no picture, or too large.
    """
    if path is None:
        return ""
    kind = _LOGOS.get(path.suffix.lower())
    if kind is None:
        raise DataError(f"{path.name} is not a logo.", "Give a .svg, .png, .jpg or .webp file.")
    try:
        size = path.stat().st_size
        start = path.read_bytes()[:300].lstrip()
    except OSError as error:
        raise DataError(f"Can't read {path}: {error.strerror}.", "Check the name.") from error
    signs = {"svg": (b"<",), "png": (b"\x89PNG",), "jpg": (b"\xff\xd8",), "webp": (b"RIFF",)}
    if not start.removeprefix(b"\xef\xbb\xbf").startswith(signs[kind]):
        raise DataError(f"{path.name} is not a {kind.upper()} picture.", "Give another file.")
    if size > _LOGO_MOST:
        raise DataError(f"{path.name} has {size / 1000:,.0f} kB.", "Give a logo of at most 200 kB.")
    return f"logo.{kind}"
