"""What a map designer would measure: how much of the land marks cover, and borders that show."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from clustermap.maps.palettes import CATEGORIES, DARK, LIGHT, SECTORS, luminance

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas


def _pixels(page: Any) -> np.ndarray:
    page.wait_for_timeout(400)
    with Image.open(io.BytesIO(page.locator(".folium-map").screenshot())) as image:
        return np.asarray(image.convert("RGB"), dtype=int)


def _marks(pixels: np.ndarray) -> np.ndarray:
    """Say where marks are: pixels of the sectors' colors, and the halo of a pixel around them."""
    colors = [[int(c[at : at + 2], 16) for at in (1, 3, 5)] for c, _ in SECTORS.values()]
    found = np.min([np.abs(pixels - color).sum(axis=2) for color in colors], axis=0) < 45
    grown = found.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            grown |= np.roll(found, step, axis)
    return grown


@pytest.mark.parametrize("color_by", ["sites", "population_estimate"])
def test_marks_leave_the_national_map_to_be_seen(
    show: Callable[..., Any], atlas: Atlas, color_by: str
) -> None:
    html = atlas.map(color_by=color_by, level="prefecture").html
    with_sites = _pixels(show(html).page)
    without = show(html, fragment="#layers=")
    bare = _pixels(without.page)
    sea = np.array([0xE8, 0xEE, 0xF2])
    land = np.abs(bare - sea).sum(axis=2) > 12
    covered = _marks(with_sites) & land
    assert 40_000 < land.sum() < 120_000
    assert 0.01 < covered.sum() / land.sum() <= 0.08
    # each prefecture keeps half of its fill
    shapes = without.page.evaluate(
        """() => [...document.querySelectorAll('path.cm-area')].map((path) => {
             const box = path.getBoundingClientRect();
             return [path.dataset.code, box.x, box.y, box.width, box.height]; })"""
    )
    box = without.page.locator(".folium-map").bounding_box()
    inside = without.page.evaluate(
        """([left, top]) => {
             const found = {};
             for (const path of document.querySelectorAll('path.cm-area')) {
               const turn = path.getScreenCTM().inverse(), box = path.getBoundingClientRect();
               const points = [];
               for (let x = Math.ceil(box.left); x < box.right; x++)
                 for (let y = Math.ceil(box.top); y < box.bottom; y++)
                   if (path.isPointInFill(new DOMPoint(x + .5, y + .5).matrixTransform(turn)))
                     points.push([x - left, y - top]);
               found[path.dataset.code] = points;
             }
             return found; }""",
        [box["x"], box["y"]],
    )
    assert len(shapes) == len(inside) == 47
    for code, points in inside.items():
        if code == "47":  # in its inset
            continue
        x, y = np.array(points, dtype=int).T
        held = (x >= 0) & (y >= 0) & (x < land.shape[1]) & (y < land.shape[0])
        share = covered[y[held], x[held]].mean()
        assert share <= 0.5, (code, share)


def _contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_borders_show_on_every_class(theme: Any) -> None:
    fills = [*theme.sequential, *theme.below, *theme.above, theme.zero, theme.none, theme.land]
    fills += [colors[theme.dark] for colors in CATEGORIES.values()]
    assert min(_contrast(theme.border, fill) for fill in fills) >= 1.5


def test_classes_of_the_dark_theme_differ_and_do_not_glare() -> None:
    steps = zip(DARK.sequential, DARK.sequential[1:], strict=False)
    assert min(_contrast(*pair) for pair in steps) >= 1.3
    assert luminance(DARK.sequential[-1]) < 0.5


def test_each_scheme_of_zones_has_its_own_hatching_and_leaves_the_map_to_be_seen(
    show: Callable[..., Any], atlas: Atlas
) -> None:
    html = atlas.map().html
    schemes = list(dict.fromkeys(atlas.zones["scheme"]))
    every = ",".join(f"zone:{scheme}" for scheme in schemes)
    page = show(html, fragment=f"#layers={every}").page
    drawn = page.locator("pattern[id^=cm-zone-hatch]").evaluate_all(
        """found => found.map(one => [one.getAttribute("patternTransform").split(" ").pop(),
             one.lastElementChild.outerHTML, one.childElementCount].join())"""
    )
    assert len(drawn) == len(set(drawn)) == len(schemes)
    keys = page.locator("[data-layer^='zone:'] ~ .cm-zone-key rect[stroke]")
    keyed = keys.evaluate_all("found => found.map(one => one.getAttribute('stroke'))")
    lines = page.locator(".cm-zone-line")
    on_map = lines.evaluate_all("found => found.map(one => one.getAttribute('stroke'))")
    assert set(on_map) == set(keyed)
    assert len(set(keyed)) == len(schemes)
    zoned = _pixels(show(html, fragment="#layers=zone:national_strategic").page)
    bare = _pixels(show(html, fragment="#layers=").page)
    land = np.abs(bare - [0xE8, 0xEE, 0xF2]).sum(axis=2) > 12
    changed = (np.abs(zoned - bare).sum(axis=2) > 60) & land
    hidden = changed.sum() / land.sum()
    assert 0.005 < hidden < 0.12, hidden


@pytest.mark.parametrize(
    ("size", "fragment"), [((390, 844), ""), ((360, 640), "#lang=ja"), ((600, 420), "#embed")]
)
def test_the_key_to_the_marks_is_in_view_on_a_phone_and_in_an_embed(
    show: Callable[..., Any], atlas: Atlas, size: tuple[int, int], fragment: str
) -> None:
    page = show(atlas.map().html, size=size, fragment=fragment).page
    key = page.get_by_test_id("mark-key")
    key.wait_for()
    page.wait_for_timeout(300)
    assert key.locator("li").count() == 5
    assert key.locator("li svg path").count() >= 5
    box, credit = key.bounding_box(), page.get_by_test_id("credits").bounding_box()
    assert box["y"] + box["height"] <= credit["y"] + 1
    assert credit["y"] + credit["height"] <= size[1]
    # it hides no land: the map ends above it
    land = page.locator(".folium-map").bounding_box()
    assert land["y"] + land["height"] <= box["y"] + 1
    assert page.get_by_test_id("credits").count() == 1
