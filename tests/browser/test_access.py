"""Keyboard, screen reader, contrast and color vision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import expect

from clustermap.cli import cli
from clustermap.maps.palettes import SECTORS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clustermap.atlas import Atlas

STATES = {
    "first view": "",
    "japanese": "#lang=ja",
    "korean, dark": "#lang=ko&theme=dark",
    "sheet": "#area=43",
    "sheet, dark": "#area=43&theme=dark",
    "card": "#site=jasm-kumamoto-1",
    "tiles": "#view=tiles",
    "tiles, dark": "#view=tiles&theme=dark",
    "table": "#view=table",
    "sites table, dark": "#view=table&rows=sites&theme=dark",
    "time": "#year=2021",
    "zones and clusters": "#layers=sites,clusters,zone:national_strategic,zone:comprehensive_regional",
    "embedded": "#embed",
    "municipality": "#town=43404",
    "near, dark": "#near=32.8625,130.8286,30,town:43404&theme=dark",
    "filters": "#sectors=semiconductor&since=2021&in.status=planned&of.investment=10~",
    "value chain, dark": "#view=table&rows=chain&sectors=bio&theme=dark",
    "breaks by hand": "#classes=hand,5&breaks=sites~0,5,10&towns=sites",
    "comparison": "#pins=43,40",
}
#: Commands that answer with a page.
ANSWERS = (
    "rank sites_per_million",
    "peers kumamoto --lang ja",
    "zones list",
    "policy timeline --lang ko",
    "chain semiconductor",
)


@pytest.fixture(scope="session")
def national(atlas: Atlas) -> str:
    return atlas.map().html


def _violations(page: Any) -> list[str]:
    # axe is put in through the debugger, which the page's policy does not bind
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
    ]


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(show: Callable[..., Any], national: str, state: str) -> None:
    opened = show(national, fragment=STATES[state], bypass_csp=True, reduced_motion="reduce")
    opened.page.wait_for_timeout(200)
    if state == "comparison":
        opened.page.get_by_test_id("compare-open").click()
    assert _violations(opened.page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("command", ANSWERS)
def test_axe_finds_nothing_in_answers(
    show: Callable[..., Any], tmp_path: Path, command: str, theme: str
) -> None:
    file = tmp_path / "answer.html"
    done = CliRunner().invoke(cli, [*command.split(), "-o", str(file)])
    assert done.exit_code == 0, done.output
    opened = show(file.read_text(encoding="utf-8"), color_scheme=theme, bypass_csp=True)
    assert _violations(opened.page) == []


def test_axe_finds_nothing_on_a_phone_with_the_panel_open(
    show: Callable[..., Any], national: str
) -> None:
    page = show(national, size=(390, 844), bypass_csp=True, reduced_motion="reduce").page
    page.get_by_test_id("sheet-grip").click()
    page.wait_for_timeout(300)
    assert _violations(page) == []


def test_every_control_is_reached_by_tab_and_has_a_name(
    show: Callable[..., Any], national: str
) -> None:
    page = show(national).page
    page.locator("body").focus()
    reached: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(() => { const e = document.activeElement; if (!e || e === document.body) return null;"
            "return [e.tagName, e.dataset.testid || '', e.getAttribute('aria-label') || "
            "e.labels?.[0]?.textContent || e.textContent || e.placeholder || ''] })()"
        )
        if told is None:
            break
        assert told[2].strip(), told
        reached.append(f"{told[0]} {told[1]} {told[2][:40]}")
    joined = "\n".join(reached)
    for control in ("lang-ja", "theme-dark", "search", "sector-chip", "color-by", "class-method",
                    "view-tiles", "jump", "time-play", "time-slider", "About the data"):  # fmt: skip
        assert control in joined, f"{control} is not reached:\n{joined}"
    assert re.search(r"path", joined, re.IGNORECASE)


def test_prefectures_are_walked_by_arrow_keys_and_opened_by_enter(
    show: Callable[..., Any], national: str
) -> None:
    page = show(national).page
    first = page.locator("path[data-code='01']")
    first.focus()
    for key, code in (("ArrowDown", "02"), ("ArrowDown", "03"), ("ArrowLeft", "05")):
        page.keyboard.press(key)  # Hokkaido, Aomori, Iwate, Akita: as they lie
        assert page.evaluate("document.activeElement.dataset.code") == code
    focused = "05"
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("detail")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("detail")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.code") == focused


def test_zooming_is_not_blocked_and_motion_can_be_reduced(
    show: Callable[..., Any], national: str
) -> None:
    page = show(national, reduced_motion="reduce").page
    content = page.locator("meta[name=viewport]").get_attribute("content")
    assert "user-scalable" not in content
    assert "maximum-scale" not in content
    page.get_by_test_id("okinawa").click()
    assert page.evaluate("map_clustermap.getCenter().lat") < 28


# Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB.
VISION = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
    "full": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}  # fmt: skip


def _linear(color: str) -> np.ndarray:
    srgb = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    scaled = np.array(to_xyz) @ np.clip(linear, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", [0, 1])
def test_sector_colors_are_told_apart_with_any_color_vision(vision: str, theme: int) -> None:
    seen = {name: _lab(np.array(VISION[vision]) @ _linear(c[theme])) for name, c in SECTORS.items()}
    names = list(seen)
    for at, first in enumerate(names):
        for second in names[at + 1 :]:
            # shapes differ too; 14 is about six times a just noticeable difference
            assert np.linalg.norm(seen[first] - seen[second]) > 14, (vision, first, second)
