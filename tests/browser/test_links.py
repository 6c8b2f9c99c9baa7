"""Links of a chosen site: listed on its card, drawn on the map, and never all at once."""

from __future__ import annotations

import pytest


def test_links_are_drawn_for_the_chosen_site_only(atlas, show):
    opened = show(atlas.map().html, fragment="#site=jasm-kumamoto-1")
    page = opened.page
    assert page.locator(".cm-link").count() == 1
    words = page.locator("[data-testid=links]").inner_text()
    assert "Owned in part by" in words
    assert "Toyota Motor" in words
    assert page.locator("[data-testid=site-events] li").count() == 5
    page.get_by_test_id("links").get_by_role("button", name="Kurume").click()
    page.wait_for_url("**site=gudeng-kurume**")
    assert page.locator(".cm-link").count() == 1
    page.keyboard.press("Escape")
    page.locator(".cm-link").wait_for(state="detached")


@pytest.mark.parametrize(("lang", "heading"), [("ja", "出資者"), ("ko", "출자자")])
def test_they_read_in_the_page_s_language(atlas, show, lang, heading):
    page = show(atlas.map(lang=lang).html, fragment="#site=kioxia-yokkaichi-y7").page
    assert heading in page.locator("[data-testid=links]").inner_text()
