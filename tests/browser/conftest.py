from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page


@dataclass
class Opened:
    """A page in the browser, with what it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open HTML from a file, with the network cut, and listen."""
    contexts: list[BrowserContext] = []

    def open_page(
        html: str, *, fragment: str = "", size: tuple[int, int] = (1280, 800), **more: Any
    ) -> Opened:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, **{"offline": True, **more}
        )
        contexts.append(context)
        opened = Opened(context.new_page())
        page = opened.page
        page.on(
            "request",
            lambda asked: (
                opened.requests.append(asked.url)
                if not asked.url.startswith(("file:", "data:", "blob:"))
                else None
            ),
        )
        page.on("console", lambda said: opened.messages.append(said.text))
        page.on("pageerror", lambda error: opened.messages.append(str(error)))
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        page.goto(f"{file.as_uri()}{fragment}")
        return opened

    yield open_page
    for context in contexts:
        with contextlib.suppress(Exception):
            context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
