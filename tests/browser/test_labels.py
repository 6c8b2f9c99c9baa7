"""Names on the map: no two overlap, none touches a mark, in six widths and at three zooms."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas

#: What is written and stamped on the canvas of marks, since it was last wiped.
WATCH = """
  window.drawn = {texts: [], marks: [], rings: []};
  const paint = CanvasRenderingContext2D.prototype;
  const on = (context) => context.canvas.closest?.(".leaflet-cm-points-pane");
  const wrap = (name, note) => {
    const own = paint[name];
    paint[name] = function (...given) {
      if (on(this)) note(this, given);
      return own.apply(this, given);
    };
  };
  wrap("clearRect", () => { window.drawn = {texts: [], marks: [], rings: []}; });
  wrap("fillText", (context, [text, x, y]) => window.drawn.texts.push(
    {text, x, y, width: context.measureText(text).width, size: parseFloat(context.font.match(/([\\d.]+)px/)[1])}));
  wrap("drawImage", (context, [image, x, y, width]) => window.drawn.marks.push([x + width / 2, y + width / 2]));
  wrap("arc", (context, [x, y, r]) => window.drawn.rings.push([x, y, r]));
"""
#: Home, a region and a prefecture.
ZOOMS = ("", "at=33.2,131,7", "at=35.69,139.6,9.5")


@pytest.fixture(scope="module")
def pages(atlas: Atlas) -> dict[str, str]:
    return {lang: atlas.map(lang=lang).html for lang in ("en", "ja", "ko")}


@pytest.mark.parametrize(
    ("width", "height", "lang"),
    [
        (360, 740, "en"),
        (390, 844, "ja"),
        (768, 1024, "ko"),
        (1024, 768, "en"),
        (1280, 800, "ja"),
        (1920, 1080, "en"),
    ],
)
def test_names_overlap_neither_each_other_nor_a_mark(
    show: Callable[..., Any], pages: dict[str, str], width: int, height: int, lang: str
) -> None:
    opened = show(pages[lang], size=(width, height), reduced_motion="reduce")
    page = opened.page
    page.add_init_script(WATCH)
    page.reload()
    names = 0  # the smallest phone has no room for any at first
    for zoom in ZOOMS:
        page.evaluate("at => { location.hash = `layers=sites,clusters&${at}` }", zoom)
        page.wait_for_timeout(600)
        drawn = page.evaluate("window.drawn")
        reach = page.evaluate(
            """() => { const zoom = map_clustermap.getZoom();
                 return Math.max(2.2, Math.min(7.5, 2.9 + (zoom - 5) * .65)); }"""
        )
        texts = drawn["texts"]
        assert texts or not zoom, zoom
        names += len(texts)
        for one, other in itertools.combinations(texts, 2):
            apart = (
                abs(one["x"] - other["x"]) >= (one["width"] + other["width"]) / 2
                or abs(one["y"] - other["y"]) >= (one["size"] + other["size"]) / 2
            )
            assert apart, (zoom, one["text"], other["text"])
        marks = [(x, y, reach) for x, y in drawn["marks"]] + drawn["rings"]
        assert marks
        for text, (x, y, r) in itertools.product(texts, marks):
            over = (
                abs(text["x"] - x) < text["width"] / 2 + r
                and abs(text["y"] - y) < text["size"] / 2 + r
            )
            assert not over, (zoom, text["text"], (x, y))
    assert names > 20
