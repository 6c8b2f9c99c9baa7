"""Far islands in frames of their own: whole groups, each with its scale, never drawn twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas


def _insets(page: Any) -> dict[str, str]:
    """Name and length of the scale of each inset."""
    return dict(
        page.locator(".cm-inset").evaluate_all(
            """found => found.map(one => [one.querySelector(":scope > span").textContent,
                 one.querySelector("svg > g > text").textContent])"""
        )
    )


@pytest.mark.parametrize(
    ("prefectures", "expected"),
    [
        ((), {"Okinawa, Amami": "200 km", "Ogasawara": "100 km"}),
        (("13",), {"Izu Islands": "50 km", "Ogasawara": "100 km"}),
        (("46",), {"Amami": "50 km"}),
        (("47",), {}),
        (("43",), {}),
    ],
)
def test_a_page_has_the_groups_of_islands_that_it_does_not_reach(
    show: Callable[..., Any], atlas: Atlas, prefectures: tuple[str, ...], expected: dict[str, str]
) -> None:
    shown = atlas.select(prefecture=list(prefectures)) if prefectures else atlas
    page = show(shown.map().html).page
    page.locator("details[data-testid=about]").wait_for()  # insets come with what is drawn last
    page.wait_for_timeout(200)
    expect(page.locator(".cm-inset")).to_have_count(len(expected))
    assert _insets(page) == expected


@pytest.mark.parametrize("size", [(390, 844), (768, 1024), (1280, 800), (2560, 1440)])
def test_islands_are_never_drawn_twice(
    show: Callable[..., Any], atlas: Atlas, size: tuple[int, int]
) -> None:
    page = show(atlas.map().html, size=size, reduced_motion="reduce").page
    inset = page.get_by_test_id("okinawa")
    expect(inset).to_be_visible()
    # land of Okinawa that the frame reaches is covered, or there is none
    reached = page.evaluate(
        """() => {
             const host = document.querySelector(".folium-map").getBoundingClientRect();
             const land = document.querySelector("path[data-code='47']").getBoundingClientRect();
             const meets = land.left < host.right && land.right > host.left
               && land.top < host.bottom && land.bottom > host.top;
             return [meets, document.querySelectorAll(".cm-mask").length]; }"""
    )
    assert reached[1] >= reached[0]
    inset.click()
    expect(inset).to_have_count(0)
    expect(page.locator(".cm-mask")).to_have_count(0)
    box = page.locator("path[data-code='47']").bounding_box()
    host = page.locator(".folium-map").bounding_box()
    assert box["x"] >= host["x"]
    assert box["y"] >= host["y"]
