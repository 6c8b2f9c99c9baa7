"""Take pictures of the map page, to be looked at: one by one, and together on sheets.

Run: ``python tests/browser/screenshots.py FOLDER [FOLDER_BEFORE]``. The sheet of a place has it on
a desktop, on a phone, in the dark and in Japanese; with a folder of earlier pictures each stands
beside what it was.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import sync_playwright

import clustermap as cm

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DESKTOP, PHONE = (1280, 800), (390, 844)
PLACES: dict[str, dict[str, Any]] = {
    "nation": {},
    "region": {"region": "kyushu"},
    "prefecture": {"prefecture": "kumamoto"},
    "municipality": {"municipality": "kumamoto-shi"},
}
#: How each place is shown: address, size, colors.
WAYS: dict[str, tuple[str, tuple[int, int], str]] = {
    "desktop": ("", DESKTOP, "light"),
    "dark": ("", DESKTOP, "dark"),
    "japanese": ("#lang=ja", DESKTOP, "light"),
    "phone": ("", PHONE, "light"),
    "phone-dark-japanese": ("#lang=ja", PHONE, "dark"),
}
#: Further states of the national map.
STATES: dict[str, tuple[str, tuple[int, int], str]] = {
    "wide": ("", (2560, 1440), "light"),
    "narrow": ("", (360, 640), "light"),
    "tiles": ("#view=tiles", DESKTOP, "light"),
    "table": ("#view=table", DESKTOP, "light"),
    "chain": ("#view=table&rows=chain", DESKTOP, "light"),
    "sheet": ("#area=43", DESKTOP, "light"),
    "sheet-phone": ("#area=43", PHONE, "dark"),
    "card": ("#site=jasm-kumamoto-1", DESKTOP, "light"),
    "near": ("#near=32.8625,130.8286,30,town:43404", DESKTOP, "light"),
    "filtered": ("#sectors=semiconductor&since=2021&in.region=kyushu-okinawa", DESKTOP, "light"),
    "compare": ("#pins=43,40,01,13&area=43", DESKTOP, "dark"),
    "korean-phone": ("#lang=ko", PHONE, "dark"),
    "zones": (
        "#layers=sites,zone:national_strategic,zone:comprehensive_regional",
        DESKTOP,
        "light",
    ),
    "embedded": ("#embed", (600, 420), "light"),
}
HEIGHT, GAP = 640, 12


def take(
    browser: Browser, page_file: Path, way: tuple[str, tuple[int, int], str], to: Path
) -> None:
    """Take one picture."""
    fragment, (width, height), scheme = way
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        offline=True,
    )
    page = context.new_page()
    page.goto(f"{page_file.resolve().as_uri()}{fragment}")
    page.wait_for_timeout(900)
    if "pins=" in fragment:
        page.get_by_test_id("compare-open").click()
        page.wait_for_timeout(300)
    page.screenshot(path=to)
    context.close()


def sheet(pictures: list[Path], before: Path | None, to: Path) -> None:
    """Set pictures side by side, those of before in a row above."""
    rows = [[before / one.name for one in pictures]] if before else []
    rows = [[one for one in row if one.exists()] for row in (*rows, pictures)]
    shown = [[_scaled(one) for one in row] for row in rows if row]
    width = max(sum(one.width + GAP for one in row) for row in shown)
    whole = Image.new("RGB", (width, len(shown) * (HEIGHT + GAP)), "#888888")
    for at, row in enumerate(shown):
        x = 0
        for one in row:
            whole.paste(one, (x, at * (HEIGHT + GAP)))
            x += one.width + GAP
    whole.save(to)


def _scaled(file: Path) -> Image.Image:
    with Image.open(file) as image:
        return image.convert("RGB").resize((image.width * HEIGHT // image.height, HEIGHT))


def main(folder: Path, before: Path | None = None) -> None:
    """Write a picture a state, and the sheets."""
    folder.mkdir(parents=True, exist_ok=True)
    atlas = cm.load()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for place, chosen in PLACES.items():
            page_file = folder / f"{place}.html"
            level = "municipality" if place == "municipality" else None
            shown = atlas.select(**chosen) if chosen else atlas
            shown.map(level=level).save(page_file)
            pictures = [folder / f"{place}-{way}.png" for way in WAYS]
            for way, to in zip(WAYS.values(), pictures, strict=True):
                take(browser, page_file, way, to)
            sheet(pictures, before, folder / f"sheet-{place}.png")
        states = [folder / f"{state}.png" for state in STATES]
        for state, to in zip(STATES.values(), states, strict=True):
            take(browser, folder / "nation.html", state, to)
        for at in range(0, len(states), 4):
            sheet(states[at : at + 4], before, folder / f"sheet-states-{at // 4 + 1}.png")
        browser.close()


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:3]))
