"""The reports in Chromium: no complaint, no request, no sideways scrolling, readable by all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from clustermap import locales

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas


@pytest.fixture(scope="module")
def pages(atlas: Atlas) -> dict[tuple[str, str], str]:
    compared = atlas.compare("Hokkaido", "Kumamoto", "Hiroshima", "Mie")
    around = atlas.spillover("jasm-kumamoto-1")
    return {
        (name, lang): report.html(lang)
        for name, report in (("compare", compared), ("spillover", around))
        for lang in locales.LANGUAGES
    }


@pytest.mark.wide
@pytest.mark.parametrize("lang", locales.LANGUAGES)
@pytest.mark.parametrize("name", ["compare", "spillover"])
@pytest.mark.parametrize(("size", "scheme"), [((360, 780), "light"), ((1280, 800), "dark")])
def test_a_report_is_at_home_on_every_screen(
    show: Callable[..., Any],
    pages: dict[tuple[str, str], str],
    name: str,
    lang: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    opened = show(pages[name, lang], size=size, color_scheme=scheme)
    page = opened.page
    assert opened.messages == []
    assert opened.requests == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # no text of a chart is cut off by the chart's edge
    cut = page.evaluate(
        """() => [...document.querySelectorAll("svg text")].filter((text) => {
          const own = text.getBoundingClientRect();
          const edge = text.ownerSVGElement.getBoundingClientRect();
          return own.width && (own.left < edge.left - 2 || own.right > edge.right + 2);
        }).map((text) => text.textContent)"""
    )
    assert cut == []
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.locator("details summary").first.click()
    assert page.locator("details table").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_charts_are_repainted_for_the_dark(
    show: Callable[..., Any], pages: dict[tuple[str, str], str]
) -> None:
    look = "getComputedStyle(document.querySelector('svg text')).fill"
    light, dark = (
        show(pages["compare", "en"], color_scheme=scheme).page.evaluate(look)
        for scheme in ("light", "dark")
    )
    assert light != dark
