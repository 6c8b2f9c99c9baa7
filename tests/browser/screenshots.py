"""Take pictures of the map page's main states, to be looked at.

Run: ``python tests/browser/screenshots.py FOLDER``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

import clustermap as cm

STATES = {
    "first": ("", (1280, 800), "light"),
    "first-dark": ("", (1280, 800), "dark"),
    "wide": ("", (2560, 1440), "light"),
    "phone": ("", (390, 844), "light"),
    "phone-sheet": ("#area=43", (390, 844), "dark"),
    "narrow": ("", (360, 640), "light"),
    "tiles": ("#view=tiles", (1280, 800), "light"),
    "table": ("#view=table", (1280, 800), "light"),
    "sheet": ("#area=43", (1280, 800), "light"),
    "card": ("#site=jasm-kumamoto-1", (1280, 800), "light"),
    "compare": ("#pins=43,40,01,13&area=43", (1280, 800), "dark"),
    "japanese": ("#lang=ja&year=2022", (1280, 800), "light"),
    "korean-phone": ("#lang=ko", (390, 844), "dark"),
    "zones": (
        "#layers=clusters,zone:national_strategic,zone:comprehensive_regional",
        (1280, 800),
        "light",
    ),
    "embedded": ("#embed", (600, 420), "light"),
}


def main(folder: Path) -> None:
    """Write one PNG a state."""
    folder.mkdir(parents=True, exist_ok=True)
    page_file = folder / "map.html"
    cm.load().map().save(page_file)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (fragment, (width, height), scheme) in STATES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
                offline=True,
            )
            page = context.new_page()
            page.goto(f"{page_file.resolve().as_uri()}{fragment}")
            page.wait_for_timeout(700)
            if name == "compare":
                page.get_by_test_id("compare-open").click()
                page.wait_for_timeout(300)
            page.screenshot(path=folder / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
