"""Colors: sectors, for light and dark, told apart with any color vision."""

from __future__ import annotations

#: Sector colors (light theme, dark theme): Okabe and Ito's set, darkened for 3:1 on white.
SECTORS: dict[str, tuple[str, str]] = {
    "semiconductor": ("#0072b2", "#56b4e9"),
    "ai": ("#b0417d", "#e58fc0"),
    "shipbuilding": ("#8f5a00", "#e69f00"),
    "bio": ("#00795a", "#2fc79b"),
    "aerospace": ("#c44200", "#ff8a5c"),
}
#: For sectors of the user's own, in turn.
FURTHER: tuple[tuple[str, str], ...] = (
    ("#5b4db5", "#a89bf0"),
    ("#6b6b00", "#d6d14a"),
    ("#4d5a66", "#aebcc9"),
    ("#a1303a", "#f2858e"),
    ("#00707a", "#4fd0dc"),
)


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
