"""The page in Firefox ESR (WebDriver BiDi) and WebKitGTK (its driver), both from Debian."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
import pytest

import clustermap as cm

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from clustermap.atlas import Atlas

_WAIT = 120


class Driver(Protocol):
    """A browser with one page."""

    def open(self, url: str) -> None: ...
    def run(self, script: str) -> Any: ...
    def errors(self) -> list[str]: ...
    def close(self) -> None: ...


def _port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Firefox:
    """Firefox ESR without a window."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        if program is None:
            pytest.skip("Debian's firefox-esr is not installed")
        port = _port()
        self._process = subprocess.Popen(
            [program, "--headless", "--no-remote", "--profile", str(folder), f"--remote-debugging-port={port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)},
        )  # fmt: skip
        # a thread of its own: Playwright's loop runs in the tests' thread
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._count = 0
        self._logged: list[str] = []
        self._socket = self._done(self._connect(port))
        self._call("session.new", {"capabilities": {}})
        self._call("session.subscribe", {"events": ["log.entryAdded"]})
        tree = self._call("browsingContext.getTree", {})
        self._context = tree["contexts"][0]["context"]
        size = {"width": 1280, "height": 800}
        self._call("browsingContext.setViewport", {"context": self._context, "viewport": size})

    @staticmethod
    async def _connect(port: int) -> Any:
        from tornado.websocket import websocket_connect

        last: Exception | None = None
        for _ in range(_WAIT * 2):
            try:
                return await websocket_connect(f"ws://127.0.0.1:{port}/session")
            except OSError as error:
                last = error
                await asyncio.sleep(0.5)
        raise AssertionError(last)

    def _call(self, method: str, params: dict[str, Any]) -> Any:
        return self._done(self._ask(method, params))

    def _done(self, waiting: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(waiting, self._loop).result(2 * _WAIT)

    async def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._count += 1
        number = self._count
        await self._socket.write_message(
            json.dumps({"id": number, "method": method, "params": params})
        )
        while True:
            told = json.loads(await asyncio.wait_for(self._socket.read_message(), _WAIT))
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self._logged.append(told["params"]["text"])
            if told.get("id") == number:
                assert told["type"] == "success", told
                return told["result"]

    def open(self, url: str) -> None:
        self._call(
            "browsingContext.navigate", {"context": self._context, "url": url, "wait": "complete"}
        )

    def run(self, script: str) -> Any:
        told = self._call("script.evaluate", {
            "expression": f"(async () => {{ const found = await (async () => {{ {script} }})(); return JSON.stringify(found ?? null); }})()",
            "target": {"context": self._context}, "awaitPromise": True,
        })  # fmt: skip
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def errors(self) -> list[str]:
        self.run("return 0")
        return self._logged

    async def _hang_up(self) -> None:
        self._socket.close()
        while await self._socket.read_message() is not None:
            pass

    def close(self) -> None:
        self._done(self._hang_up())
        self._process.terminate()
        self._process.wait(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()


class WebKit:
    """WebKitGTK's small browser, on a screen that is not there."""

    def __init__(self, folder: Path) -> None:
        driver = shutil.which("WebKitWebDriver")
        browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
        if driver is None or not browsers:
            pytest.skip("Debian's webkit2gtk-driver is not installed")
        screen = shutil.which("Xvfb")
        if screen is None:
            pytest.skip("Debian's xvfb is not installed, which WebKitGTK needs")
        display = f":{90 + os.getpid() % 900}"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._screen = subprocess.Popen([screen, display, "-screen", "0", "1400x900x24"], **quiet)  # type: ignore[call-overload]
        time.sleep(1)
        port = _port()
        env = {
            **os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "HOME": str(folder),
        }  # fmt: skip
        self._process = subprocess.Popen([driver, f"--port={port}"], env=env, **quiet)  # type: ignore[call-overload]
        self._base = f"http://127.0.0.1:{port}"
        for _ in range(20):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.3)
        options = {"binary": str(browsers[-1]), "args": ["--automation"]}
        told = self._call("POST", "/session", {
            "capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options, "timeouts": {"script": 40_000}}}
        })  # fmt: skip
        self._base += f"/session/{told['sessionId']}"

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310
            self._base + path, data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=_WAIT) as answer:  # noqa: S310
            return json.loads(answer.read())["value"]

    def open(self, url: str) -> None:
        self._call("POST", "/url", {"url": url})

    def run(self, script: str) -> Any:
        wrapped = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => {{ {script} }})().then(x => done(x ?? null), e => done('failed: ' + e))"
        )
        return self._call("POST", "/execute/async", {"script": wrapped, "args": []})

    def errors(self) -> list[str]:
        return []  # the driver tells none

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._call("DELETE", "")
        for one in (self._process, self._screen):
            one.terminate()
            one.wait(20)


_UNTIL = """
const until = async (test) => {
  for (let i = 0; i < 150; i++) { const found = test(); if (found) return found; await new Promise(r => setTimeout(r, 200)); }
  return null;
};
const by = (id) => document.querySelector(`[data-testid="${id}"]`);
"""


@pytest.fixture(scope="module", params=[Firefox, WebKit], ids=["firefox", "webkit"])
def driver(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    started = request.param(tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


def _open(driver: Driver, folder: Path, name: str, html: str) -> None:
    page = folder / f"{name}.html"
    page.write_text(html, encoding="utf-8")
    driver.open(page.as_uri())


def test_the_national_page_searches_filters_compares_and_saves(
    driver: Driver, folder: Path, atlas: Atlas
) -> None:
    _open(driver, folder, "national", atlas.map().html)
    run = driver.run
    assert (
        run(
            _UNTIL
            + "await until(() => by('time-slider')); return document.querySelectorAll('path[data-code]').length"
        )
        == 47
    )
    found = run(_UNTIL + """
        const field = document.querySelector("input[data-testid=search]");
        field.focus(); field.value = "TSMC 熊本"; field.dispatchEvent(new Event("input"));
        return (await until(() => by("search-option")))?.textContent""")  # fmt: skip
    assert "JASM Kumamoto Fab" in found
    sentence = run(_UNTIL + """
        const slider = by("time-since"); slider.value = Number(slider.max) - 4; slider.dispatchEvent(new Event("input"));
        await until(() => /opened since/.test(document.querySelector(".cm-time-sentence").textContent));
        return document.querySelector(".cm-time-sentence").textContent""")  # fmt: skip
    assert "opened since" in sentence
    height = run(_UNTIL + """
        location.hash = "pins=43,40"; await until(() => by("compare-open")); by("compare-open").click();
        const box = by("compare").querySelector("table").getBoundingClientRect();
        const inside = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
        return by("compare").contains(inside) ? box.height : 0""")  # fmt: skip
    assert height > 200
    name_lines = run(_UNTIL + """
        const cell = [...by("compare").querySelectorAll("th .cm-data")].find(x => x.textContent === "Kumamoto");
        return cell.getClientRects().length && cell.getBoundingClientRect().height""")  # fmt: skip
    assert name_lines < 30  # on one line: no break inside the word
    saved = run(_UNTIL + """
        by("compare-close").click(); let told = null;
        HTMLAnchorElement.prototype.click = function () { told = this.download; };
        by("save-png").click(); await until(() => told); return told""")  # fmt: skip
    assert saved.endswith(".png")
    assert driver.errors() == []


def test_the_municipal_page_opens(driver: Driver, folder: Path, atlas: Atlas) -> None:
    _open(
        driver, folder, "municipal", atlas.select(prefecture="熊本").map(level="municipality").html
    )
    count = driver.run(
        _UNTIL
        + "await until(() => by('legend')); return document.querySelectorAll('.cm-legend-row').length"
    )
    assert count > 2
    assert driver.errors() == []


def test_fifty_thousand_sites_open_from_disk(driver: Driver, folder: Path) -> None:
    rng = np.random.default_rng(3)
    n = 50_000
    frame = pd.DataFrame({
        "id": [f"S{k}" for k in range(n)], "name": [f"Works {k}" for k in range(n)],
        "sector": rng.choice(["ai", "bio"], n), "lon": rng.normal(139.7, 0.3, n), "lat": rng.normal(36.2, 0.3, n),
    })  # fmt: skip
    frame.to_csv(folder / "many.csv", index=False)
    _open(
        driver,
        folder,
        "many",
        cm.load(sites=folder / "many.csv", sites_only=True, lenient=True).map().html,
    )
    count = driver.run(_UNTIL + "return (await until(() => by('match-count')))?.textContent")
    assert count is not None
    assert "sites" in count
    found = driver.run(_UNTIL + """
        const field = document.querySelector("input[data-testid=search]");
        field.focus(); field.value = "Works 777"; field.dispatchEvent(new Event("input"));
        return (await until(() => by("search-option")))?.textContent""")  # fmt: skip
    assert "Works 777" in found
    assert driver.errors() == []
