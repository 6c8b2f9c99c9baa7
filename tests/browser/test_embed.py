"""Each snippet in a page of its own, in Chromium, with scripts on and off."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from clustermap.reports.embed import SANDBOX, SNIPPETS, page_of, read_page, snippet
from clustermap.reports.embed_kit import write_kit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from clustermap.atlas import Atlas

TITLE = 'Kyushu <b>&"chips"'


@pytest.fixture(scope="module")
def kit(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit")
    chosen = atlas.select(region="kyushu", sector="semiconductor")
    options: dict[str, Any] = {"color_by": "sites", "lang": "ja", "title": TITLE}
    write_kit(folder, chosen.map(**options).html, chosen.figure(**options))
    return folder


@pytest.fixture
def visit(browser: Browser, kit: Path) -> Iterator[Any]:
    contexts = []

    def open_page(body: str, *, scripts: bool = True, width: int = 800) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        file = kit / f"host{len(list(kit.glob('host*')))}.html"
        file.write_text(
            f"<!doctype html><meta charset=utf-8><p>before</p>{body}<p>after</p>", "utf-8"
        )
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def _html(kind: str, kit: Path) -> str:
    """Return what a site makes of a snippet: the HTML inside it."""
    text = snippet(read_page(kit / "map.html"), kind)
    if kind == "oembed":
        return str(json.loads(text)["html"])
    if kind == "quarto":
        return text.split("```{=html}\n")[1].split("```")[0]
    return text


FRAMED = [kind for kind in SNIPPETS if kind != "markdown"]


@pytest.mark.parametrize("kind", FRAMED)
def test_the_map_stands_in_a_frame_of_least_rights(visit: Any, kit: Path, kind: str) -> None:
    page = visit(_html(kind, kit))
    frame = page.locator("iframe")
    assert frame.get_attribute("title") == TITLE
    assert frame.get_attribute("loading") == "lazy"
    assert frame.get_attribute("sandbox") == SANDBOX
    assert "allow-same-origin" not in SANDBOX
    inside = page.frame_locator("iframe")
    legend = inside.locator(".cm-legend:visible").first
    legend.wait_for()
    assert re.search(r"\d+ – \d+", legend.inner_text())
    assert page.locator("figcaption").inner_text().startswith(TITLE)
    assert frame.bounding_box()["width"] > 700
    page.locator("summary").click()
    assert page.locator("details td").first.is_visible()
    assert page.locator("details tbody tr").count() == 8


@pytest.mark.parametrize("kind", FRAMED)
def test_without_scripts_a_picture_and_the_table_are_there(
    visit: Any, kit: Path, kind: str
) -> None:
    page = visit(_html(kind, kit), scripts=False)
    image = page.locator("figure img")
    assert image.is_visible()
    assert image.get_attribute("src") == "map.png"
    box = image.bounding_box()
    assert box["width"] > 500
    assert box["height"] > 200  # it was loaded
    assert "熊本県" in image.get_attribute("alt")
    assert page.locator("iframe:visible").count() == 0
    assert page.locator("details tbody tr").count() == 8


TALK = (
    "<!doctype html><html lang=en><body><script>"
    "function say(){parent.postMessage({clustermap:{height:innerWidth/2+40}},'*')}"
    "say();addEventListener('resize',say)</script></body></html>"
)


def test_the_frame_takes_the_height_that_its_page_asks_for(visit: Any, kit: Path) -> None:
    (kit / "talk.html").write_text(TALK, "utf-8")
    text = _html("iframe", kit).replace("map.html#embed", "talk.html")
    page = visit(text + text.replace("talk.html", "map.html#embed"))
    page.wait_for_function(
        "document.querySelector('iframe').offsetHeight > 400 && "
        "document.querySelector('iframe').offsetHeight < 440"
    )
    first, second = page.locator("iframe").all()
    expected = first.bounding_box()["width"] / 2 + 40
    assert first.bounding_box()["height"] == pytest.approx(expected, abs=1)
    assert second.bounding_box()["height"] > 440  # the other frame keeps its own
    page.set_viewport_size({"width": 500, "height": 900})
    page.wait_for_function("document.querySelector('iframe').offsetHeight < 300")


def test_strangers_cannot_set_the_height(visit: Any, kit: Path) -> None:
    page = visit(_html("iframe", kit))
    # the map itself has set its height first
    page.wait_for_function("document.querySelector('iframe').offsetHeight !== 560")
    before = page.locator("iframe").bounding_box()["height"]
    page.evaluate("postMessage({clustermap: {height: 200}}, '*')")
    page.evaluate("postMessage({clustermap: {height: 'x'}}, '*')")
    page.wait_for_timeout(200)
    assert page.locator("iframe").bounding_box()["height"] == before


def test_the_preview_of_a_kit_shows_all_of_it(browser: Browser, kit: Path) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((kit / "preview.html").as_uri())
    page.frame_locator("iframe").locator(".cm-legend:visible").first.wait_for()
    assert page.title() == TITLE
    context.close()


def test_without_a_picture_beside_it_the_drawing_inside_the_map_is_shown(
    visit: Any, atlas: Atlas, tmp_path: Path
) -> None:
    file = tmp_path / "lonely.html"
    atlas.select(region="kyushu").map().save(file)
    page = visit(snippet(read_page(file), "iframe"), scripts=False)
    image = page.locator("figure img")
    assert image.get_attribute("src").startswith("data:image/svg+xml")
    assert image.bounding_box()["height"] > 200


def test_quarto_makes_a_page_of_the_snippet(kit: Path) -> None:
    text = snippet(read_page(kit / "map.html"), "quarto")
    assert re.search(r'!\[.*\]\(<map\.png>\)\{fig-alt=".*熊本県', text)
    if shutil.which("quarto") is None:
        pytest.skip("quarto is not installed")
    (kit / "page.qmd").write_text(text, "utf-8")
    subprocess.run(["quarto", "render", "page.qmd", "--to", "html"], cwd=kit, check=True)
    assert "clustermap-frame" in (kit / "page.html").read_text("utf-8")


def test_names_cannot_break_out_of_a_snippet(atlas: Atlas) -> None:
    html = atlas.map(title="</iframe><script>alert(1)</script>](x) `").html
    page = page_of(html, src="m.html")
    for kind in FRAMED:
        text = snippet(page, kind)
        if kind == "oembed":
            text = json.loads(text)["html"]
        assert "<script>alert" not in text
    assert "\\](x)" in snippet(page, "markdown")
