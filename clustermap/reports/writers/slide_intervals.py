"""Quotients with their intervals as a native chart: bars from 1, the nation, with error bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.locales.numbers import decimal
from clustermap.reports.writers.office import FONTS
from clustermap.reports.writers.slide_kit import INK, every_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.reports.blocks import IntervalSeries
    from clustermap.reports.writers.slide_kit import SlideKit

#: The scale goes this far at least.
NARROW = (0.5, 2.0)


def draw_intervals(
    kit: SlideKit, slide: Any, numbers: IntervalSeries, box: Sequence[float], title: str
) -> Any:
    """Draw a native chart on a scale of ratios; its numbers are those of the frame."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    make: Any = CategoryChartData
    data = make(number_format="0.00")
    data.categories = [name for name, *_ in numbers.rows]
    data.add_series(numbers.heading, [round(value, 4) for _, value, *_ in numbers.rows])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(kit.emu, box), data)
    frame.name = title
    about = "; ".join(
        f"{name} {decimal(value, 2)} ({decimal(low, 2)}–{decimal(high, 2)})"
        for name, value, low, high, _ in numbers.rows
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{title}: {about}")  # noqa: SLF001
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    chart.font.size = Pt(round(11 * kit.scale, 1))
    if not kit.themed:
        chart.font.name = FONTS[kit.lang][0]
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    every_name(names)
    values.minimum_scale, values.maximum_scale = ends(numbers)
    values.crosses_at = 1
    values.has_major_gridlines = True
    kit.color(values.major_gridlines.format.line.color, "D5DBE1")
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "0.###", False
    values.major_unit = 2
    _logarithmic(values)
    plot = chart.plots[0]
    plot.gap_width = 60
    plot.has_data_labels = True
    plot.data_labels.number_format = "0.00"
    plot.data_labels.number_format_is_linked = False
    plot.data_labels.position = XL_LABEL_POSITION.INSIDE_BASE
    kit.color(plot.data_labels.font.color, "FFFFFF")
    for at, (*_, color) in enumerate(numbers.rows):
        point = plot.series[0].points[at]
        point.format.fill.solid()
        kit.color(point.format.fill.fore_color, color.removeprefix("#").upper())
    _error_bars(plot.series[0], numbers)
    return frame


def ends(numbers: IntervalSeries) -> tuple[float, float]:
    """Return the ends of the scale: ratios that hold all intervals.

    Examples
    --------
    >>> from clustermap.reports.blocks import IntervalSeries
    >>> rows = [("A", 3.0, 2.4, 3.5, "#000000")]
    >>> ends(IntervalSeries("LQ", rows, (0.25, 0.5, 1, 2, 4, 8)))
    (0.5, 4)
    """
    low = min(NARROW[0], *(low for _, _, low, _, _ in numbers.rows))
    high = max(NARROW[1], *(high for _, _, _, high, _ in numbers.rows))
    first = max(0, int(np.searchsorted(numbers.ratios, low, "right")) - 1)
    last = min(int(np.searchsorted(numbers.ratios, high, "left")), len(numbers.ratios) - 1)
    return numbers.ratios[first], numbers.ratios[last]


def _logarithmic(axis: Any) -> None:
    """Set a scale of ratios, which python-pptx has no word for."""
    from pptx.oxml.ns import qn

    scaling = axis._element.find(qn("c:scaling"))  # noqa: SLF001
    scaling.insert(0, scaling.makeelement(qn("c:logBase"), {"val": "2"}))


def _error_bars(series: Any, numbers: IntervalSeries) -> None:
    """Add the intervals to the bars; python-pptx has no word for them either."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    def points(values: list[float]) -> str:
        cells = "".join(
            f'<c:pt idx="{at}"><c:v>{value:.4f}</c:v></c:pt>' for at, value in enumerate(values)
        )
        return f'<c:numLit><c:ptCount val="{len(values)}"/>{cells}</c:numLit>'

    plus = points([high - value for _, value, _, high, _ in numbers.rows])
    minus = points([value - low for _, value, low, _, _ in numbers.rows])
    xml = (
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/><c:plus>{plus}</c:plus><c:minus>{minus}</c:minus>'
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
    element = series._element  # noqa: SLF001
    element.find(qn("c:cat")).addprevious(parse_xml(xml))
