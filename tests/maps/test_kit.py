"""The kit of charts: one drawing, as SVG in a page and on the sheet of a document."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET  # our own drawings

import numpy as np
import pytest
from PIL import Image

from clustermap.maps.charts.kit import (
    PAGE,
    SCREEN,
    Bar,
    Curve,
    Interval,
    Stack,
    bars,
    columns,
    curves,
    dot_plot,
    intervals,
)
from clustermap.maps.charts.on_sheet import on_sheet
from clustermap.maps.charts.ring_map import SiteGroup, ring_map
from clustermap.maps.charts.svg import paint_rules, svg

HOSTILE = '<img src=x onerror="alert(1)">&amp;'
SVG = "{http://www.w3.org/2000/svg}"


def drawings(size):
    ratios = (0.25, 0.5, 1, 2, 4)
    return {
        "bars": bars(
            [
                Bar("Oita", 3, "3 sites", "s-bio"),
                Bar(HOSTILE, 5, HOSTILE, stack=[("s-ai", 2), ("s-own", 3)]),
                Bar("Nara", None, "–"),
            ],
            keys=[("AI", "s-ai"), ("Hydrogen", "s-own")],
            size=size,
        ),
        "intervals": intervals(
            [
                Interval("a", 2, 1.5, float("inf"), "2.0"),
                Interval("b", 0, 0, 9, "0.0", sure=False),
                Interval("c", 1, 0.9, 1.1, "1.0", sure=False, paint="s-bio"),
            ],
            ticks=ratios,
            note=HOSTILE,
            size=size,
        ),
        "columns": columns(
            ["2020", "2021"],
            [Stack("x", "r0", [1, 0]), Stack(HOSTILE, "r1", [2, 4])],
            mark=(1.5, "here"),
            alternative=HOSTILE,
            size=size,
        ),
        "totals": columns(
            ["–2009", "2010"], [Stack("x", "r0", [3, 1])], totals=True, alternative="x", size=size
        ),
        "curves": curves(
            [Curve("x", "main", [(10, 0.5), (700, 1)]), Curve("y", "quiet", [])],
            right_end=600,
            unit="km",
            alternative="x",
            size=size,
        ),
        "dots": dot_plot([0, 1, 1, 50], (2, "here"), ticks=ratios, alternative="x", size=size),
    }


@pytest.mark.parametrize("name", drawings(SCREEN))
def test_a_drawing_in_a_page_is_inside_escaped_and_without_styles(name: str) -> None:
    drawing = drawings(SCREEN)[name]
    written = svg(drawing)
    root = ET.fromstring(written)  # noqa: S314
    assert root.get("aria-label") == drawing.alternative
    assert "style=" not in written
    assert "<img" not in written
    painted = set(re.findall(r"class=\"[fl] p-([\w-]+)\"", written)) - {"s-own"}
    assert painted
    assert all(f".p-{paint}{{" in paint_rules() for paint in painted)
    wide, high = float(root.get("width")), float(root.get("height"))
    for one in root.iter():
        for key, most in (("x", wide), ("cx", wide), ("x2", wide), ("y2", high), ("cy", high)):
            assert -1 <= float(one.get(key, 0)) <= most + 1, ET.tostring(one)


@pytest.mark.parametrize("name", drawings(PAGE))
def test_the_same_drawing_stands_on_a_sheet(name: str) -> None:
    drawing = drawings(PAGE)[name]
    picture = on_sheet(
        drawing,
        title="Title",
        source="Source: x.",
        lang="en",
        size=7,
        colors={"s-own": ("#123456", "#654321")},
    )
    assert picture.alternative == drawing.alternative
    written = [text.get_text() for text in picture.figure.axes[0].texts]
    shown = [one.text for one in ET.fromstring(svg(drawing)).iter(f"{SVG}text")]  # noqa: S314
    assert [text for text in shown if text] == [text for text in written[:-1] if text]
    sheet = picture.figure.bbox
    picture.figure.canvas.draw()
    for text in picture.figure.axes[0].texts:
        box = text.get_window_extent()
        assert sheet.x0 - 1 <= box.x0 <= box.x1 <= sheet.x1 + 1, text
        assert sheet.y0 - 1 <= box.y0 <= box.y1 <= sheet.y1 + 1, text
    with Image.open(io.BytesIO(picture.render("png", 72))) as image:
        colors = {color for _, color in image.convert("RGB").getcolors(10**6)}
    assert ((0x12, 0x34, 0x56) in colors) == (name == "bars")


def test_a_ring_map_is_true_to_scale_in_a_page_and_on_a_sheet(atlas) -> None:
    groups = [
        SiteGroup("before", "main", hollow, np.array([[130.7, 32.8]]), ["Kumamoto"])
        for hollow in (True, False)
    ]
    land = atlas.selection.prefectures
    drawing = ring_map(land, (130.7, 32.8), (25, 50), groups, alternative="x")
    assert drawing.width == 340
    root = ET.fromstring(svg(drawing))  # noqa: S314
    assert [one.text for one in root.iter(f"{SVG}title")] == ["Kumamoto"] * 2
    anchor = next(root.iter(f"{SVG}circle"))
    assert (float(anchor.get("cx")), float(anchor.get("cy"))) == pytest.approx((170, 170), abs=2)
    picture = on_sheet(drawing, title="x", source="x", lang="en", size=7)
    assert len(picture.figure.axes[0].patches) > 4


def test_values_are_as_long_as_they_are_large() -> None:
    rows = [Bar("a", 10, "10"), Bar("b", 5, "5")]
    boxes = list(ET.fromstring(svg(bars(rows))).iter(f"{SVG}rect"))  # noqa: S314
    first, second = (float(one.get("width")) for one in boxes)
    assert second == pytest.approx(first / 2, abs=0.1)
    halved = bars(rows, largest=20)
    longest = max(float(one.get("width")) for one in ET.fromstring(svg(halved)).iter(f"{SVG}rect"))  # noqa: S314
    assert longest == pytest.approx(first / 2, abs=0.1)
