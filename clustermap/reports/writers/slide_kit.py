"""What slides are made of: text in the language's fonts, native shapes, charts and maps.

With a user's template its fonts and colors are kept: text takes the theme's font, accents the
theme's colors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap.errors import DataError
from clustermap.locales.numbers import TRILLION
from clustermap.maps.figures.fonts import Lettering
from clustermap.reports.brief.geometry import EDGE, LINE, SEA
from clustermap.reports.brief.naming import SIZE, text_width
from clustermap.reports.brief.parts import COUNT
from clustermap.reports.brief.words import say
from clustermap.reports.writers.office import FONTS, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from clustermap.reports.blocks import StackedSeries
    from clustermap.reports.brief.map_parts import BriefMap, MapMark
    from clustermap.reports.brief.parts import Comparison

#: The slide that places are counted on, in centimeters; another size is scaled to.
WIDTH, HEIGHT = 33.867, 19.05
INK, QUIET, ACCENT, RULE, PAPER = "18222C", "56626D", "14506E", "D5DBE1", "FFFFFF"
BARS = {"self": "1A6FB0", "neighbor": "9FB4C6", "peer": "CCD6DE", "other": "9FB4C6"}
#: Points of a centimeter.
POINTS = 72 / 2.54
#: How a chart writes billions of yen in English, trillions in the other languages.
_MONEY = {
    "en": '[>=1000]"¥"0.0," tn";"¥"0" bn"', "ja": '0.00"兆円"', "ko": '0.00"조 엔"',
}  # fmt: skip
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def presentation(template: Path | None) -> Any:
    """Open the user's template without its slides, else an empty 16:9 presentation.

    Raises
    ------
    DataError
        The template is no presentation.
    """
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError
    from pptx.util import Cm

    if template is None:
        made = Presentation()
        made.slide_width, made.slide_height = Cm(WIDTH), Cm(HEIGHT)
        return made
    try:
        made = Presentation(str(template))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise DataError(
            f"{template} is not a PowerPoint file.", "Give a .pptx file as --template."
        ) from error
    slides = made.slides._sldIdLst  # noqa: SLF001  # python-pptx can't delete slides
    for one in list(slides):
        made.part.drop_rel(one.rId)
        slides.remove(one)
    return made


@dataclass
class SlideKit:
    """Sets text and shapes on slides, in centimeters of a 16:9 slide."""

    show: Any
    lang: str
    themed: bool = False

    def __post_init__(self) -> None:
        self.letters = Lettering()
        self.scale = min(
            self.show.slide_width / 360000 / WIDTH, self.show.slide_height / 360000 / HEIGHT
        )

    def emu(self, cm: float) -> int:
        """Return centimeters in the file's units."""
        units: int = round(cm * 360000 * self.scale)
        return units

    def titled(self, title: str, box: Sequence[float], size: float) -> Any:
        """Add a slide with its title, which is a real one: outlines and readers find it."""
        layouts = self.show.slide_layouts
        layout = next(
            (one for one in layouts if _holds_only_title(one)), layouts[min(5, len(layouts) - 1)]
        )
        slide = self.show.slides.add_slide(layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type not in _titles():
                shape._element.getparent().remove(shape._element)  # noqa: SLF001
        # else python-pptx looks through all shapes for the next number, at every one
        slide.shapes.turbo_add_enabled = True
        shape = slide.shapes.title
        if shape is None:
            self.text(slide, title, box, size, bold=True)
        else:
            shape.left, shape.top, shape.width, shape.height = map(self.emu, box)
            self.fill(shape.text_frame, title, size, INK, bold=True)
        return slide

    def text(
        self, slide: Any, text: str, box: Sequence[float], size: float, color: str = INK,
        *, bold: bool = False, align: str = "left", middle: bool = False, name: str = "",
    ) -> Any:  # fmt: skip
        """Add a box of text."""
        shape = slide.shapes.add_textbox(*map(self.emu, box))
        if name:
            shape.name = name
        self.fill(shape.text_frame, text, size, color, bold=bold, align=align, middle=middle)
        return shape

    def fill(
        self, frame: Any, text: str, size: float, color: str, *, bold: bool = False,
        align: str = "left", middle: bool = False,
    ) -> None:  # fmt: skip
        """Set the text of a frame without margins."""
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
        paragraph = frame.paragraphs[0]
        paragraph.alignment = {
            "left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER
        }[align]  # fmt: skip
        self.run(paragraph, text, size, color, bold=bold)

    def run(
        self, paragraph: Any, text: str, size: float, color: str, *, bold: bool = False
    ) -> None:
        """Add a run of text in the language's fonts, or the template's."""
        from pptx.util import Pt

        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(round(size * self.scale, 1)), bold
        self.color(run.font.color, color)
        run._r.get_or_add_rPr().set("lang", LANGUAGES[self.lang])  # noqa: SLF001
        if not self.themed:
            self.letter(run._r.get_or_add_rPr())  # noqa: SLF001

    def letter(self, properties: Any) -> None:
        """Set Latin and East Asian font."""
        from pptx.oxml.ns import qn

        for tag, font in zip(("a:latin", "a:ea"), FONTS[self.lang], strict=True):
            element = properties.find(qn(tag))
            if element is None:
                element = properties.makeelement(qn(tag), {})
                properties.append(element)
            element.set("typeface", font)

    def color(self, target: Any, color: str) -> None:
        """Set a color, with a template the theme's that plays the same part."""
        from pptx.enum.dml import MSO_THEME_COLOR as THEME

        parts = {
            INK: THEME.TEXT_1, PAPER: THEME.BACKGROUND_1, ACCENT: THEME.ACCENT_1,
            BARS["self"]: THEME.ACCENT_1,
        }  # fmt: skip
        if self.themed and color in parts:
            target.theme_color = parts[color]
        else:
            target.rgb = rgb(color)

    def lines(self, text: str, size: float, width: float, *, bold: bool = False) -> int:
        """Return how many lines a text takes, with room for a wider font in its place."""
        room = width * POINTS * (0.84 if self.lang == "en" else 0.95)
        return len(self.letters.wrap(text, size, room, bold=bold))

    def fitting(self, text: str, size: float, least: float, room: tuple[float, float]) -> float:
        """Return the largest size, in points, in which a text has room in width and height.

        A tenth of the width stays free for wider letters that may stand in.
        """
        wide, high = 0.9 * room[0], room[1] * POINTS
        while size > least and self.lines(text, size, wide, bold=True) * size * 1.25 > high:
            size -= 1
        return size

    def rule(self, slide: Any, x: float, y: float, width: float, color: str, points: float) -> None:
        """Draw a horizontal line."""
        from pptx.util import Pt

        line = slide.shapes.add_connector(1, *map(self.emu, (x, y, x + width, y)))
        self.color(line.line.color, color)
        line.line.width = Pt(points)
        plain(line)
        _decorative(line)

    def chart(self, slide: Any, compared: Comparison, box: Sequence[float]) -> Any:
        """Draw a native chart of bars, sorted, with values at their ends."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
        from pptx.util import Pt

        shown = "0" if compared.by == COUNT else "0.0" if compared.by else _MONEY[self.lang]
        unit = 1 if compared.by or self.lang == "en" else TRILLION
        make: Any = CategoryChartData
        data = make(number_format=shown)
        data.categories = [bar.name for bar in compared.bars]
        data.add_series(compared.heading, [round(bar.value / unit, 4) for bar in compared.bars])
        frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(self.emu, box), data)
        frame.name = compared.heading
        about = "; ".join(f"{bar.name} {bar.words}" for bar in compared.bars)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{compared.heading}: {about}")  # noqa: SLF001
        chart = frame.chart
        chart.has_legend = chart.has_title = False
        chart.font.size = Pt(round((10.5 if self.lang == "en" else 9) * self.scale, 1))
        if not self.themed:
            chart.font.name = FONTS[self.lang][0]
        names, values = chart.category_axis, chart.value_axis
        names.reverse_order = True
        names.format.line.fill.background()
        names.major_tick_mark = XL_TICK_MARK.NONE
        every_name(names)
        values.visible = values.has_major_gridlines = False
        values.minimum_scale = 0
        plot = chart.plots[0]
        plot.gap_width = 35
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = shown, False
        _one_line(labels)
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        for at, bar in enumerate(compared.bars):
            point = plot.series[0].points[at]
            point.format.fill.solid()
            self.color(point.format.fill.fore_color, BARS[bar.kind])
        return frame

    def stacks(self, slide: Any, numbers: StackedSeries, box: Sequence[float], title: str) -> None:
        """Draw a native chart of stacks with a key below."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
        from pptx.util import Pt

        make: Any = CategoryChartData
        data = make(number_format="0")
        data.categories = numbers.categories
        for name, _, values in numbers.series:
            data.add_series(name, values)
        kind = XL_CHART_TYPE.COLUMN_STACKED if numbers.upright else XL_CHART_TYPE.BAR_STACKED
        frame = slide.shapes.add_chart(kind, *map(self.emu, box), data)
        frame.name = title
        totals = [sum(one) for one in zip(*(values for *_, values in numbers.series), strict=True)]
        about = "; ".join(
            f"{name} {total:g}" for name, total in zip(numbers.categories, totals, strict=True)
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{title}: {about}")  # noqa: SLF001
        chart = frame.chart
        chart.font.size = Pt(round(11 * self.scale, 1))
        chart.has_title = False
        chart.has_legend = len(numbers.series) > 1
        if chart.has_legend:
            chart.legend.position = XL_LEGEND_POSITION.BOTTOM
            chart.legend.include_in_layout = False
        chart.category_axis.reverse_order = not numbers.upright
        chart.value_axis.visible = numbers.upright
        chart.value_axis.has_major_gridlines = numbers.upright
        every_name(chart.category_axis)
        plot = chart.plots[0]
        plot.gap_width, plot.overlap = 40, 100
        for series, (_, color, _) in zip(plot.series, numbers.series, strict=True):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = rgb(color)

    def map(self, slide: Any, drawn: BriefMap, x: float, y: float) -> None:
        """Draw a map as native shapes: each area a freeform with its name, each site a mark."""
        from pptx.enum.shapes import MSO_SHAPE

        sea = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, *map(self.emu, (x, y, drawn.width, drawn.height))
        )
        sea.name = drawn.alternative[:200]
        sea._element.nvSpPr.cNvPr.set("descr", drawn.alternative)  # noqa: SLF001
        _paint(sea, SEA, None)
        for area in drawn.areas:
            self._freeform(slide, area.rings, x, y, area.name, area.fill, LINE, 0.5)
        for rings in drawn.outlines:
            self._freeform(slide, rings, x, y, "", None, EDGE, 1.0)
        for ring in drawn.insets:
            self._freeform(slide, [ring], x, y, "", None, EDGE, 0.5)
        for mark in drawn.marks:
            self._mark(slide, mark, x, y)
        for name in drawn.names:
            wide = text_width(name.text) * 1.25 + 0.2
            box = (x + name.x - wide / 2, y + name.y - 0.3, wide, 0.6)
            color = QUIET if name.quiet else INK
            made = self.text(slide, name.text, box, SIZE * POINTS, color, bold=name.bold,
                             align="center", middle=True)  # fmt: skip
            _glow(made.text_frame.paragraphs[0].runs[0])
        km, long = drawn.scale
        right, base = x + drawn.width - 0.4, y + drawn.height - 0.35
        self.rule(slide, right - long, base, long, EDGE[1:].upper(), 1.2)
        words = say("scale", self.lang, n=km)
        self.text(slide, words, (right - max(long, 2.5), base - 0.6, max(long, 2.5), 0.5), 9, INK,
                  align="right")  # fmt: skip

    def _freeform(
        self, slide: Any, rings: Sequence[NDArray[np.floating]], x: float, y: float, name: str,
        fill: str | None, line: str, points: float,
    ) -> None:  # fmt: skip
        if not rings:
            return
        # whole hundredths of a centimeter keep the file small
        paths = [_thinned(ring) for ring in rings]
        every = [point for path in paths for point in path]
        left, top = (min(point[side] for point in every) for side in (0, 1))
        right, bottom = (max(point[side] for point in every) for side in (0, 1))
        # the builder of python-pptx is slow with many points: it makes the frame only
        builder = slide.shapes.build_freeform(left, top, scale=self.emu(1) / 100)
        builder.add_line_segments([(right, top), (right, bottom), (left, bottom)], close=True)
        shape = builder.convert_to_shape(self.emu(x), self.emu(y))
        _redraw(shape, paths, (left, top, right - left, bottom - top))
        if name:
            shape.name = name
        else:
            _decorative(shape)
        _paint(shape, fill, line, points)

    def _mark(self, slide: Any, mark: MapMark, x: float, y: float) -> None:
        from pptx.enum.dml import MSO_LINE
        from pptx.enum.shapes import MSO_SHAPE

        r = mark.radius
        shape = slide.shapes.add_shape(
            MSO_SHAPE.OVAL, *map(self.emu, (x + mark.x - r, y + mark.y - r, 2 * r, 2 * r))
        )
        shape.name = mark.name
        full = mark.style == "full"
        _paint(
            shape,
            mark.color if full else "#ffffff",
            "#ffffff" if full else mark.color,
            0.8 if full else 1.5,
        )
        if mark.style == "dashed":
            shape.line.dash_style = MSO_LINE.ROUND_DOT


def every_name(axis: Any) -> None:
    """Let a chart leave out no name, however little room there is."""
    from pptx.oxml.ns import qn

    element = axis._element  # noqa: SLF001
    skip = element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    before = element.find(qn("c:noMultiLvlLbl"))
    if before is None:
        element.append(skip)
    else:
        before.addprevious(skip)


def _one_line(labels: Any) -> None:
    """Keep the words of a label in one line."""
    from pptx.oxml.ns import qn

    _ = labels.font  # makes the element
    labels._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("wrap", "none")  # noqa: SLF001


def _glow(run: Any) -> None:
    """Set a name off from what lies below it."""
    from pptx.oxml.ns import qn

    properties = run._r.get_or_add_rPr()  # noqa: SLF001
    effects = properties.makeelement(qn("a:effectLst"), {})
    glow = effects.makeelement(qn("a:glow"), {"rad": "38100"})
    glow.append(glow.makeelement(qn("a:srgbClr"), {"val": PAPER}))
    effects.append(glow)
    properties.find(qn("a:solidFill")).addnext(effects)


def plain(shape: Any) -> None:
    """Take a shape's style away, which brings shadows."""
    style = shape._element.find(f"{{{_P}}}style")  # noqa: SLF001
    if style is not None:
        shape._element.remove(style)  # noqa: SLF001


def rgb(color: str) -> Any:
    """Return a color of six hexadecimal digits."""
    from pptx.dml.color import RGBColor

    made: Any = RGBColor
    return made(*bytes.fromhex(color.removeprefix("#")))


def _redraw(shape: Any, paths: Sequence[Sequence[tuple[int, int]]], box: Sequence[int]) -> None:
    """Put rings in the place of a freeform's outline."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    left, top, wide, high = box
    drawn = []
    for path in paths:
        points = [f'<a:pt x="{x - left}" y="{y - top}"/>' for x, y in path]
        drawn.append(f"<a:moveTo>{points[0]}</a:moveTo>")
        drawn += [f"<a:lnTo>{point}</a:lnTo>" for point in points[1:-1]]
        drawn.append("<a:close/>")
    body = f'<a:path w="{wide}" h="{high}">{"".join(drawn)}</a:path>'
    xml = f"<a:pathLst {nsdecls('a')}>{body}</a:pathLst>"
    old = shape._element.xpath(".//a:pathLst")[0]  # noqa: SLF001
    old.getparent().replace(old, parse_xml(xml))


def _thinned(ring: NDArray[np.floating]) -> list[tuple[int, int]]:
    points = [(int(x), int(y)) for x, y in (ring * 100).round().tolist()]
    kept = [points[0]]
    for point in points[1:]:
        if point != kept[-1]:
            kept.append(point)
    return kept if len(kept) > 2 else points


def _paint(shape: Any, fill: str | None, line: str | None, points: float = 0.5) -> None:
    from pptx.util import Pt

    if fill is None:
        shape.fill.background()
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(fill)
    if line is None:
        shape.line.fill.background()
    else:
        shape.line.color.rgb = rgb(line)
        shape.line.width = Pt(points)
    plain(shape)


def _decorative(shape: Any) -> None:
    """Say that a shape means nothing to those who can't see it."""
    element = shape._element  # noqa: SLF001
    about = element.xpath(".//p:cNvPr")[0]
    about.set("descr", "")
    about.set("name", "–")


def _titles() -> tuple[Any, ...]:
    from pptx.enum.shapes import PP_PLACEHOLDER

    return (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)


def _holds_only_title(layout: Any) -> bool:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    small = (KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER)
    kinds = [one.placeholder_format.type for one in layout.placeholders]
    return [one for one in kinds if one not in small] == [KIND.TITLE]
