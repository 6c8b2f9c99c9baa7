"""Sheets, paper, phones and frames: what is read first, and what is in view."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas

Show = Any


@pytest.fixture(scope="session")
def national(atlas: Atlas) -> str:
    return atlas.map().html


def _top(page: Any, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("e => e.getBoundingClientRect().top"))


def test_a_sheet_has_sites_before_indicators_which_are_folded(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national, fragment="#area=43").page
    expect(page.get_by_test_id("trend")).to_be_visible()
    assert _top(page, ".cm-bars") < _top(page, ".cm-site-list") < _top(page, ".cm-indicator-group")
    assert page.get_by_test_id("detail").evaluate("e => e.scrollHeight") < 3200
    folded = page.locator(".cm-indicator-group:not([open])")
    assert folded.count() > 0
    folded.first.locator("summary").click()
    expect(page.locator(".cm-indicator-group[open]")).to_have_count(2)


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("#view=table&rows=sites&sectors=semiconductor", "JASM Kumamoto Fab 1"),
        ("#site=jasm-kumamoto-1", "Japan Advanced Semiconductor Manufacturing"),
    ],
)
def test_what_is_open_is_printed(
    show: Callable[..., Show], national: str, fragment: str, words: str
) -> None:
    from pypdf import PdfReader

    page = show(national, fragment=fragment).page
    expect(page.get_by_text(words).first).to_be_visible()
    read = PdfReader(io.BytesIO(page.pdf(format="A4", landscape=True)))
    text = " ".join(" ".join(one.extract_text().split()) for one in read.pages)
    assert words in text


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_on_a_phone_slider_key_and_map_are_in_view_together(
    show: Callable[..., Show], national: str, lang: str
) -> None:
    page = show(national, fragment=f"#year=2020&lang={lang}", size=(390, 844)).page
    panel = page.locator(".cm-panel").bounding_box()
    assert panel
    for locator in (
        page.get_by_test_id("time-slider"),
        page.locator(".cm-embed-box .cm-legend-row").last,
        page.locator("path[data-code='13']"),
    ):
        expect(locator).to_be_visible()
        box = locator.bounding_box()
        assert box
        assert box["y"] + box["height"] <= panel["y"] + 1


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_tiles_carry_values_and_whole_names_on_a_phone(
    show: Callable[..., Show], national: str, atlas: Atlas, lang: str
) -> None:
    page = show(national, fragment=f"#view=tiles&lang={lang}", size=(390, 844)).page
    tile = page.locator(".cm-tile[data-code='46']")
    name = {"en": "Kagoshima", "ja": "鹿児島", "ko": "가고시마"}[lang]
    expect(tile).to_contain_text(name)
    expect(tile).to_contain_text(f"{atlas.indicators['sites']['46']:.0f}")


@pytest.mark.parametrize("size", [(390, 844), (640, 400)])
def test_nothing_prints_over_another_in_the_table(
    show: Callable[..., Show], national: str, size: tuple[int, int]
) -> None:
    page = show(national, fragment="#view=table&rows=sites", size=size).page
    expect(page.get_by_test_id("table").locator("tbody tr").first).to_be_visible()
    over = (
        page.get_by_test_id("table")
        .locator("tbody tr")
        .evaluate_all(
            """rows => rows.slice(0, 60).flatMap(row => [...row.children].filter(cell => {
             const text = cell.querySelector(".cm-data");
             return text && text.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1;
           })).map(cell => cell.textContent)"""
        )
    )
    assert over == []


def test_in_a_frame_the_wheel_scrolls_until_the_map_is_clicked_or_ctrl_is_held(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national, fragment="#embed", size=(600, 420), reduced_motion="reduce").page
    page.wait_for_timeout(300)
    zoom = "map_clustermap.getZoom()"
    before = page.evaluate(zoom)
    page.mouse.move(420, 120)
    page.mouse.wheel(0, -240)
    page.wait_for_timeout(300)
    assert page.evaluate(zoom) == before
    expect(page.locator(".cm-wheel-hint")).to_be_visible()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.wait_for_timeout(400)
    page.keyboard.up("Control")
    zoomed = page.evaluate(zoom)
    assert zoomed > before
    page.mouse.click(420, 120)
    page.mouse.wheel(0, 240)
    page.wait_for_timeout(400)
    assert page.evaluate(zoom) < zoomed


def test_text_follows_the_browser_s_own_size(show: Callable[..., Show], national: str) -> None:
    page = show(national).page
    size = "parseFloat(getComputedStyle(document.querySelector('.cm-chip')).fontSize)"
    before = page.evaluate(size)
    page.evaluate("document.documentElement.style.fontSize = '24px'")
    assert page.evaluate(size) == pytest.approx(before * 1.5)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
