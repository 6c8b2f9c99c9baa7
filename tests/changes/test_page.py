"""The page that marks what is new, changed or gone, in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import clustermap as cm
from clustermap.questions.since import since
from tests.browser.conftest import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clustermap.atlas import Atlas

__all__ = ["show"]
pytestmark = pytest.mark.browser
RUN = "window.__ran=(window.__ran||0)+1"


@pytest.fixture(scope="session")
def marked(atlas: Atlas) -> str:
    return atlas.map(since="2026-03").html


def violations(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(
    ("fragment", "size"),
    [("", (1280, 800)), ("#lang=ja&theme=dark", (390, 844)), ("#lang=ko&embed", (1000, 700)),
     ("#site=ebara-kumamoto&theme=dark", (1280, 800))],
)  # fmt: skip
def test_the_page_is_accessible_and_silent(
    show: Callable[..., Any], marked: str, fragment: str, size: tuple[int, int]
) -> None:
    opened = show(marked, fragment=fragment, size=size)
    legend = opened.page.get_by_test_id("since").locator("visible=true")
    expect(legend.first).to_be_visible()
    assert violations(opened.page) == []
    assert opened.requests == []
    assert opened.messages == []


def test_one_legend_names_both_editions_and_filters(
    show: Callable[..., Any], marked: str, atlas: Atlas
) -> None:
    found = since(atlas.selection, "2026-03").on_map()
    page = show(marked).page
    legend = page.get_by_test_id("since").first
    expect(legend).to_contain_text("Changes to sites since edition 2026.3 (as of March 2026)")
    expect(legend).to_contain_text("2026.11")
    for n in found["counts"].values():
        expect(legend).to_contain_text(str(n))
    page.get_by_test_id("since-new").click()
    expect(page.get_by_test_id("match-count")).to_contain_text(f"{found['counts']['new']} of")
    page.get_by_test_id("since-changed").click()
    both = found["counts"]["new"] + found["counts"]["changed"]
    expect(page.get_by_test_id("match-count")).to_contain_text(f"{both} of")
    page.get_by_test_id("clear-filters").or_(page.get_by_test_id("filter-tag")).first.click()
    expect(page.get_by_test_id("match-count")).to_contain_text(str(len(atlas.sites)))
    page.get_by_test_id("since-gone").click()
    for one in found["gone"]:
        expect(legend).to_contain_text(one["name"]["en"])


def test_a_card_says_what_changed(show: Callable[..., Any], marked: str) -> None:
    page = show(marked, fragment="#site=ebara-kumamoto&lang=ja").page
    lines = page.get_by_test_id("site-since")
    expect(lines).to_contain_text("2026.3版")
    expect(lines.locator("del").filter(has_text="2025年")).to_have_count(1)
    expect(lines.locator("ins").filter(has_text="2001年")).to_have_count(1)


def test_the_history_stands_on_the_card(show: Callable[..., Any], marked: str) -> None:
    events = show(marked, fragment="#site=jasm-kumamoto-2").page.get_by_test_id("site-events")
    expect(events).to_contain_text("Postponed")
    expect(events).to_contain_text("Planned opening")


def test_hostile_text_is_shown_as_typed(show: Callable[..., Any], tmp_path: Path) -> None:
    bad = f"<img src=x onerror={RUN}>"
    head = "id,name,sector,lon,lat,operator,prefecture\n"
    row = "{id},{name},bio,130.8,32.8,{operator},Kumamoto\n"
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text(head + row.format(id="a", name="A", operator=bad)
                   + row.format(id="b", name=bad, operator="B"), encoding="utf-8")  # fmt: skip
    new.write_text(head + row.format(id="a", name="A", operator=f"{bad}2")
                   + row.format(id="c", name="C", operator="C"), encoding="utf-8")  # fmt: skip
    atlas = cm.load(sites=new, sites_only=True)
    opened = show(atlas.map(since=str(old)).html, fragment="#site=a")
    page = opened.page
    expect(page.get_by_test_id("site-since")).to_contain_text(bad)
    page.get_by_test_id("since-gone").click()
    expect(page.get_by_test_id("since").first).to_contain_text(bad)
    assert page.evaluate("window.__ran") is None
    assert opened.messages == []
