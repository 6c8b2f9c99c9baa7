"""Static maps for print: PNG, SVG and PDF, drawn by matplotlib without a browser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.errors import ClustermapError, UnknownNameError
from clustermap.files import check_writable, write_whole
from clustermap.maps.classes import METHODS
from clustermap.maps.figures.compose import compose
from clustermap.maps.figures.files import FORMATS, PictureMetadata, format_of, render
from clustermap.maps.figures.layout import parse_size
from clustermap.maps.figures.subject import Subject
from clustermap.maps.palettes import THEMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.data.selection import Selection
    from clustermap.maps.figures.notes import MapNote

DPI = 300.0
SIZE = "16x10cm"
PANELS = ("sector", "year")
#: More pixels than this are no picture of a page.
MOST_PIXELS = 120e6


@dataclass(frozen=True, eq=False)
class MapFigure:
    """A finished picture: shows in Jupyter, saves as PNG, SVG or PDF.

    ``title``, ``alternative`` (the picture in words) and ``source`` are what it says of itself in
    the file's metadata; ``font`` says which font its letters are from; ``subject`` holds the values
    that are drawn; ``figure`` is matplotlib's.
    """

    figure: Figure
    title: str
    alternative: str
    source: str
    font: str
    lang: str = "en"
    dpi: float = DPI
    subject: Subject | None = None

    def render(self, form: str = "png", dpi: float | None = None) -> bytes:
        """Return the picture as a file of one of the formats png, svg, pdf."""
        if form not in FORMATS:
            raise UnknownNameError.of("format", form, FORMATS)
        about = PictureMetadata(self.title, self.alternative, self.source, self.lang)
        return render(self.figure, form, dpi or self.dpi, about)

    def save(self, path: str | Path) -> Path:
        """Write the picture, in the format that the file's ending names.

        Raises
        ------
        OutputError
            The ending names no format, or the file can't be written.
        """
        form = format_of(path)
        check_writable(path)
        return write_whole(path, self.render(form))

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        # twice the resolution of a screen, shown at the picture's own size
        width, height = (int(side * 96) for side in self.figure.get_size_inches())
        return self.render("png", 192), {"width": width, "height": height}

    def __repr__(self) -> str:
        return f"<MapFigure: {self.title}>"


def figure(
    selection: Selection,
    indicators: IndicatorTable,
    *,
    level: str = "prefecture",
    color_by: str = "sites",
    sites: bool = True,
    zones: bool = False,
    tile_grid: bool = False,
    panels: str | None = None,
    size: str = SIZE,
    dpi: float = DPI,
    lang: str = "en",
    theme: str = "light",
    title: str | None = None,
    headline: str | None = None,
    notes: Sequence[MapNote] = (),
    method: str = "quantiles",
    classes: int = 5,
    breaks: Sequence[float] = (),
    series: Mapping[int, IndicatorTable] | None = None,
) -> MapFigure:
    """Draw a static map.

    Parameters
    ----------
    selection : Selection
        What to show; areas that were not selected are drawn as context.
    indicators : IndicatorTable
        Over all areas of the national dataset.
    level : {"prefecture", "municipality", "area"}
        What is colored; other than prefectures are those of the user's boundaries.
    color_by : str
        What areas are colored by: an indicator's id or label, or "none".
    sites : bool
        Whether to mark the sites.
    zones : bool
        Whether to hatch whole-prefecture special zones and mark the places of the others.
    tile_grid : bool
        Draw the prefectures as tiles of one size.
    panels : {"sector", "year"}, optional
        One small map for each sector, or each year of ``series``, with classes in common.
    size : str
        "16x10cm", "1600x900px", "a4", "slide" ...
    dpi : float
        Pixels per inch of a PNG.
    lang : {"en", "ja", "ko"}
    theme : {"light", "dark", "print"}
    title : str, optional
        Else one is made from the indicator.
    headline : str, optional
        What the picture says, above its title.
    notes : sequence, optional
        Words beside places, on maps: (longitude, latitude) and text.
    method : {"quantiles", "natural", "equal"}
        How class breaks are chosen.
    classes : int
        How many classes, 2 to 7.
    breaks : sequence of float
        Breaks given by hand, ascending, in place of a method: a class holds its upper end.
    series : mapping of int to IndicatorTable, optional
        For panels by year: the indicators of the sites until each year.

    Returns
    -------
    MapFigure

    Raises
    ------
    UnknownNameError
        A language, theme, indicator ... that is not there.
    ClustermapError
        A size that can't be drawn.
    """
    _check_names(lang, theme, method, panels or PANELS[0])
    if not 2 <= classes <= 7:
        raise ClustermapError(f"{classes} classes can't be told apart.", "Give 2 to 7.")
    width, height = parse_size(size, dpi)
    _check_pixels(width, height, dpi)
    if tile_grid and level != "prefecture":
        raise ClustermapError("Only prefectures have tiles.", "Leave out --tile-grid.")
    subject = Subject.of(
        selection,
        indicators,
        color_by,
        lang=lang,
        panels=panels,
        title=title,
        level=level,
        series=series,
    ).shaded(THEMES[theme], method, classes, breaks)
    subject = subject.showing(sites=sites, zones=zones, tile_grid=tile_grid)
    subject = replace(subject, headline=headline or "", notes=tuple(notes))
    drawn = compose(subject, THEMES[theme], width, height)
    return MapFigure(
        drawn.figure,
        subject.title,
        subject.alternative(),
        subject.source(),
        drawn.font,
        lang,
        dpi,
        subject,
    )


def _check_names(lang: str, theme: str, method: str, panels: str) -> None:
    for kind, given, known in (
        ("language", lang, locales.LANGUAGES),
        ("theme", theme, tuple(THEMES)),
        ("kind of classes", method, METHODS),
        ("kind of panels", panels, PANELS),
    ):
        if given not in known:
            raise UnknownNameError.of(kind, given, known)


def _check_pixels(width: float, height: float, dpi: float) -> None:
    pixels = width * height * (dpi / 2.54) ** 2
    if not dpi >= 1 or pixels > MOST_PIXELS:
        cause = f"{dpi:g} dpi on {width:.3g} x {height:.3g} cm is {pixels / 1e6:,.0f} megapixels."
        raise ClustermapError(cause, f"Stay below {MOST_PIXELS / 1e6:.0f}: give a smaller --dpi.")
