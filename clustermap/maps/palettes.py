"""Colors: sectors, for light and dark, told apart with any color vision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Sector colors (light theme, dark theme): near Okabe and Ito's set, moved until every two are 15
#: apart in CIELAB with any color vision and each has 3:1 on white (4.5:1 on the dark ground).
SECTORS: dict[str, tuple[str, str]] = {
    "semiconductor": ("#147bb2", "#5aacea"),
    "ai": ("#bf3678", "#de96c6"),
    "shipbuilding": ("#844c00", "#e49f06"),
    "bio": ("#006845", "#2ed6ae"),
    "aerospace": ("#e15404", "#ff864d"),
}
#: For the user's sectors, in turn.
FURTHER: tuple[tuple[str, str], ...] = (
    ("#5b4db5", "#a89bf0"),
    ("#6b6b00", "#d6d14a"),
    ("#4d5a66", "#aebcc9"),
    ("#a1303a", "#f2858e"),
    ("#00707a", "#4fd0dc"),
)
#: Schemes of special zones: color in the light and the dark theme, and the hatching, which tells
#: them apart without color and where two lie over each other.
SCHEMES: dict[str, tuple[str, str, str]] = {
    "national_strategic": ("#7a3e9d", "#cfa6ec", "\\"),
    "comprehensive_international": ("#a3213f", "#f2919f", "/"),
    "comprehensive_regional": ("#4c6100", "#c3d35c", "|"),
    "super_city": ("#b0107e", "#f49ad4", "-"),
    "digital_garden_health": ("#8a4700", "#f0b06a", "x"),
    "kizuna": ("#9a3412", "#fba27c", "+"),
    "gx_finance": ("#0b6a4a", "#6fdcb4", "."),
    "okinawa_logistics": ("#3a48ad", "#a9b5fb", "/"),
    "structural_reform": ("#3b4650", "#c2ccd5", "."),
}
#: For the user's schemes, in turn.
FURTHER_SCHEMES: tuple[tuple[str, str, str], ...] = (
    ("#7a3e9d", "#cfa6ec", "x"),
    ("#a3213f", "#f2919f", "-"),
    ("#4c6100", "#c3d35c", "+"),
    ("#3a48ad", "#a9b5fb", "|"),
)
#: Classes of results (light theme, dark theme): red and blue as on every map of clusters, safe
#: for color-blind readers; outliers lighter, what was not found the color of land.
CATEGORIES: dict[str, tuple[str, str]] = {
    "high-high": ("#b2182b", "#ef6f62"),
    "low-low": ("#2166ac", "#5aa5e6"),
    "high-low": ("#ef9f7c", "#a4543f"),
    "low-high": ("#9ac6e2", "#3b6a94"),
    "high": ("#b2182b", "#ef6f62"),
    "low": ("#2166ac", "#5aa5e6"),
    "not significant": ("#e3e1db", "#2b353e"),
    "not tested": ("#8f8f8a", "#66727c"),
}


#: Named colors of charts (on light, on dark); ``r0`` to ``r4`` are rings, from the inside.
PAINTS: dict[str, tuple[str, str]] = {
    "ink": ("#1b2127", "#e8ecf0"),
    "quiet": ("#56616c", "#a5b0bb"),
    "line": ("#d5dbe1", "#3b444d"),
    "land": ("#eceff2", "#232a31"),
    "main": ("#0072b2", "#56b4e9"),
    "warm": ("#c44200", "#ff8a5c"),
    "pale": ("#9aa6b2", "#6d7985"),
    "r0": ("#08306b", "#c6dbef"),
    "r1": ("#2171b5", "#6baed6"),
    "r2": ("#6baed6", "#3182bd"),
    "r3": ("#9ecae1", "#2b5f8f"),
    "r4": ("#c3cad1", "#4b555f"),
}


def category_colors(category: str) -> tuple[str, str]:
    """Return the light and dark color of a class of results; grey for any other.

    Examples
    --------
    >>> category_colors("high-high")
    ('#b2182b', '#ef6f62')
    """
    return CATEGORIES.get(category, CATEGORIES["not tested"])


def sector_colors(sectors: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Return the light and dark color of each sector, the same whatever else is shown.

    Examples
    --------
    >>> sector_colors(("bio", "hydrogen"))["hydrogen"]
    ('#5b4db5', '#a89bf0')
    """
    others = [sector for sector in sectors if sector not in SECTORS]
    further = {name: FURTHER[at % len(FURTHER)] for at, name in enumerate(others)}
    return {sector: SECTORS.get(sector) or further[sector] for sector in sectors}


@dataclass(frozen=True)
class SchemeLook:
    """How the zones of a scheme are drawn: colors of both themes, and the hatching."""

    light: str
    dark: str
    #: One of ``\\ / | - x + .``, as in matplotlib.
    hatch: str

    def color(self, theme: Theme) -> str:
        """Return the color in a theme."""
        return self.dark if theme.dark else self.light


def scheme_looks(schemes: Iterable[str]) -> dict[str, SchemeLook]:
    """Return how each scheme of zones is drawn, the same whatever else is shown.

    Examples
    --------
    >>> scheme_looks(["kizuna", "harbor zone"])["harbor zone"].hatch
    'x'
    """
    named = list(dict.fromkeys(schemes))
    others = [scheme for scheme in named if scheme not in SCHEMES]
    further = {name: FURTHER_SCHEMES[at % len(FURTHER_SCHEMES)] for at, name in enumerate(others)}
    return {name: SchemeLook(*(SCHEMES.get(name) or further[name])) for name in named}


@dataclass(frozen=True)
class Theme:
    """Colors of everything on a map but the sectors; those of the map page."""

    dark: bool
    sea: str
    land: str
    zero: str
    none: str
    hatch: str
    border: str
    coast: str
    ink: str
    paper: str
    muted: str
    closed: str
    zone: str
    sequential: tuple[str, ...]
    below: tuple[str, ...]
    above: tuple[str, ...]


LIGHT = Theme(
    dark=False,
    sea="#e8eef2",
    land="#f1f0ec",
    zero="#fbfaf6",
    none="#dcdcd8",
    hatch="#a3a39d",
    border="#131c24",
    coast="#a9b6c0",
    ink="#18222c",
    paper="#ffffff",
    muted="#56626d",
    closed="#6e7780",
    zone="#7a3e9d",
    sequential=("#d5e8ea", "#b5d6dc", "#94c5cf", "#62a8ba", "#3987a1", "#1f6583", "#0f4462"),
    below=("#5b3a8c", "#8d74b5", "#bfb0d8", "#e2dcee"),
    above=("#fbe3cb", "#f2bd87", "#d98d42", "#a85f13"),
)
DARK = Theme(
    dark=True,
    sea="#0f161c",
    land="#2a333b",
    zero="#2e3841",
    none="#39424a",
    hatch="#66727c",
    border="#05090d",
    coast="#4a5a66",
    ink="#e9eef2",
    paper="#18212a",
    muted="#a3b0bb",
    closed="#98a3ac",
    zone="#c79be6",
    sequential=("#21465a", "#2c586e", "#376c81", "#448095", "#5395a8", "#76abb7", "#9dc1c8"),
    below=("#c3aef0", "#9a84cc", "#6d5a99", "#473e60"),
    above=("#5b4630", "#8f6532", "#cc9145", "#e3b26c"),
)
#: For paper: no ground that takes ink, and a coast that a copier keeps.
PRINT = replace(LIGHT, sea="#ffffff", land="#f4f4f2", coast="#7d8890")
THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK, "print": PRINT}


def ramp(colors: tuple[str, ...], n: int) -> list[str]:
    """Return ``n`` evenly spaced colors of a ramp.

    Examples
    --------
    >>> ramp(("#000000", "#ffffff"), 3)
    ['#000000', '#808080', '#ffffff']
    """
    if n <= 1:
        return [colors[len(colors) // 2]] * n
    found = []
    for at in range(n):
        place = at / (n - 1) * (len(colors) - 1)
        low = min(int(place), len(colors) - 2)
        found.append(_mix(colors[low], colors[low + 1], place - low))
    return found


def _mix(first: str, second: str, share: float) -> str:
    mixed = (
        int(a * (1 - share) + b * share + 0.5)
        for a, b in zip(_channels(first), _channels(second), strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _channels(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def class_colors(theme: Theme, n: int, below: int | None = None) -> list[str]:
    """Return the colors of ``n`` classes; ``below`` of them lie under a scale's middle."""
    if below is None:
        return ramp(theme.sequential, n)
    above = n - below
    return [
        *ramp(theme.below, max(2, below))[:below],
        *ramp(theme.above, max(2, above))[max(2, above) - above :],
    ]


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = (part / 255 for part in _channels(color))
    r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast_ink(fill: str) -> str:
    """Return dark or white, whichever can be read better on a color.

    Examples
    --------
    >>> contrast_ink("#fbfaf6"), contrast_ink("#0f4462")
    ('#101820', '#ffffff')
    """
    back = luminance(fill) + 0.05
    return "#101820" if back / (luminance("#101820") + 0.05) >= 1.05 / back else "#ffffff"
