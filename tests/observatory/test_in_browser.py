"""The published site in Chromium, from a disk without network: pages, search, tables, print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
#: Ten kinds of pages.
KINDS = {
    "first": "",
    "prefecture": "prefectures/toyama/",
    "municipality": "municipalities/16201-toyama/",
    "village": "municipalities/16321-funahashi/",
    "sector": "sectors/bio/",
    "segment": "sectors/bio/pharma-plant/",
    "zone": "zones/",
    "program": "clusters/",
    "site": "sites/",
    "changes": "changes/",
    "about": "about/",
}
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file with the network cut; whatever it asks for or complains of is kept."""
    contexts: list[Any] = []

    def go(file: Path, size: tuple[int, int] = (1280, 800), **more: Any) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, **{"offline": True, **more}
        )
        contexts.append(context)
        page = context.new_page()
        page.heard = []  # type: ignore[attr-defined]
        page.on("console", lambda said: page.heard.append(said.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.heard.append(str(error)))  # type: ignore[attr-defined]
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(("file:", "data:")) else page.heard.append(asked.url)  # type: ignore[attr-defined]
            ),
        )
        page.goto(file.as_uri())
        return page

    yield go
    for context in contexts:
        context.close()


def page_of(site: Path, lang: str, kind: str) -> Path:
    """Return a page of a kind: the first within a list of them."""
    folder = site / lang / KINDS[kind]
    if kind in {"zone", "program", "site"}:
        folder = min(one for one in folder.iterdir() if one.is_dir() and "page-" not in one.name)
    return folder / "index.html"


@pytest.mark.wide
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_whole_and_accessible(
    site: Path, visit: Callable[..., Page], kind: str, lang: str, size: str, theme: str
) -> None:
    page = visit(page_of(site, lang, kind), SIZES[size], color_scheme=theme)
    assert page.heard == []  # type: ignore[attr-defined]
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == lang
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "the page scrolls sideways"
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []


@pytest.mark.parametrize(("lang", "typed", "led"), [
    ("en", "tateyama", "16323-tateyama"), ("ja", "高松市", "37201-takamatsu"),
    ("ko", "도야마시", "16201-toyama"), ("en", "立山", "16323-tateyama"),
])  # fmt: skip
def test_search_finds_places_from_a_disk(
    site: Path, visit: Callable[..., Page], lang: str, typed: str, led: str
) -> None:
    page = visit(site / lang / "prefectures/kagawa/index.html")
    box = page.get_by_role("combobox")
    box.fill(typed)
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"**/{led}/index.html")
    assert page.heard == []  # type: ignore[attr-defined]


def test_a_table_is_sorted_by_its_heading(site: Path, visit: Callable[..., Page]) -> None:
    page = visit(site / "en/prefectures/toyama/index.html")
    table = page.locator("#municipalities table")
    table.get_by_role("button").nth(1).click()
    values = [
        int(text.replace(",", ""))
        for text in table.locator("tbody td:nth-child(2)").all_inner_texts()
    ]
    assert values == sorted(values, reverse=True)
    assert len(values) == 15


def test_all_is_there_without_scripts(site: Path, visit: Callable[..., Page]) -> None:
    page = visit(site / "ja/prefectures/toyama/index.html", java_script_enabled=False)
    assert page.locator("figure.map svg path").count() > 15
    assert page.locator("#municipalities tbody tr").count() == 15
    assert not page.locator("form.search").is_visible()
    page.locator("#municipalities tbody a").first.click()
    page.wait_for_url("**/municipalities/16201-toyama/index.html")


def test_the_map_leads_to_its_places(site: Path, visit: Callable[..., Page]) -> None:
    page = visit(site / "en/prefectures/kagawa/index.html")
    link = page.locator("figure.map .land a[aria-label='Takamatsu']")
    link.locator("path").dispatch_event("click")
    page.wait_for_url("**/municipalities/37201-takamatsu/index.html")


def test_the_first_page_leads_to_the_readers_language(
    site: Path, visit: Callable[..., Page]
) -> None:
    page = visit(site / "index.html", locale="ko-KR")
    page.wait_for_url("**/ko/index.html")


def test_print_shows_the_content_alone(site: Path, visit: Callable[..., Page]) -> None:
    page = visit(site / "en/prefectures/toyama/index.html")
    page.emulate_media(media="print")
    assert not page.locator("nav.main").is_visible()
    assert not page.locator("form.search").is_visible()
    expect(page.locator("#municipalities table")).to_be_visible()
    assert page.pdf().startswith(b"%PDF")
