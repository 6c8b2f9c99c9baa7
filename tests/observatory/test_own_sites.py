"""Sites of one's own: a thousand of them, hostile text in every field, and only what is public."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

import clustermap as cm
from clustermap.cli import main
from clustermap.reports.observatory.options import PublishOptions

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

RUN = "window.__ran=1"
HOSTILE = (
    f"<img src=x onerror={RUN}>", f"</script><script>{RUN}</script>", f"javascript:{RUN}",
    f'" onmouseover="{RUN}', "{{ 7*191 }}", "]]><!--", "../../../etc/passwd", "__proto__",
    '=HYPERLINK("http://example.invalid")', "\u202egnp.exe", "a\u2028b", "con", "x" * 4000,
    "'\"`\\ &amp; &lt;",
)  # fmt: skip
FIELDS = (
    "id",
    "name",
    "name_ja",
    "sector",
    "segment",
    "operator_en",
    "address",
    "source_url",
    "note",
)


def write(file: Path, rows: list[dict[str, object]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which every text of the sites is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    rows: list[dict[str, object]] = [
        {
            **{field: f"{text}{at}" if field == "id" else text for field in FIELDS},
            "lon": 137.2 + at / 100, "lat": 36.65, "status": "operating",
        }
        for at, text in enumerate(HOSTILE)
    ]  # fmt: skip
    file = write(folder / "sites.csv", rows)
    atlas = cm.load(sites=[file], sites_only=True, public=["note"])
    title = f"</title><script>{RUN}</script>"
    options = PublishOptions(
        languages=("en", "ja"), title=title, imprint=title, base="https://example.org/"
    )
    atlas.select(prefecture="Toyama").publish(folder / "site", options)
    return folder / "site"


def test_text_is_never_markup(hostile: Path) -> None:
    pages = list(hostile.rglob("*.html"))
    sites = [one for one in (hostile / "en/sites").iterdir() if one.is_dir()]
    assert len(sites) == len(HOSTILE)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        tags = re.findall(r"<(\w+)([^>]*)>", text)
        assert {tag for tag, _ in tags}.isdisjoint({"img", "iframe", "style", "object", "embed"})
        scripts = [rest for tag, rest in tags if tag == "script"]
        assert all("src=" in one or "ld+json" in one for one in scripts)
        assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', text))
        assert not re.search(r'(?:href|src)="\s*(?!https?:)[a-z]+:', text)
        assert "1337" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)


def test_nothing_is_written_outside(hostile: Path) -> None:
    assert {one.name for one in hostile.parent.iterdir()} == {"sites.csv", "site"}
    names = [one.name for one in hostile.rglob("*")]
    assert all(re.fullmatch(r"[\w.-]{1,110}", name) for name in names)


@pytest.mark.browser
def test_hostile_text_does_not_run(hostile: Path, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    sites = sorted((hostile / "en/sites").iterdir())
    shown = [one / "index.html" for one in sites if one.is_dir()][:6]
    for file in (hostile / "en/index.html", *shown):
        page.goto(file.as_uri())
        page.get_by_role("combobox").fill("x")
        page.get_by_role("option").first.wait_for()
        assert page.evaluate("window.__ran") is None
    context.close()


def test_a_thousand_sites(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {
            "id": f"plant-{at}", "name": f"Plant {at}", "sector": "bio", "status": "operating",
            "lon": 137.0 + (at % 40) / 100, "lat": 36.55 + (at // 40) / 200, "secret": f"s{at}s",
            "open": f"o{at}o",
        }
        for at in range(1000)
    ]  # fmt: skip
    file, folder = write(tmp_path / "sites.csv", rows), tmp_path / "site"
    command = ["publish", str(folder), "--prefecture", "Toyama", "--sites", str(file),
               "--sites-only", "--public", "open"]  # fmt: skip
    with pytest.raises(SystemExit) as stopped:
        main(command)
    assert stopped.value.code == 0
    first = [one for one in folder.rglob("*") if one.is_file()]
    assert len(list((folder / "en/sites").glob("plant-*"))) == 1000
    sizes = [one.stat().st_size for one in first if one.suffix == ".html"]
    assert max(sizes) < 150_000
    text = (folder / "en/sites/plant-77/index.html").read_text(encoding="utf-8")
    assert "o77o" in text
    every = b"".join(one.read_bytes() for one in first)
    assert b"s77s" not in every


def test_the_same_again_writes_nothing(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"id": "a", "name": "A", "sector": "bio", "lon": 134.04, "lat": 34.34},
        {"id": "b", "name": "B", "sector": "ai", "lon": 133.9, "lat": 34.2},
    ]
    atlas = cm.load(sites=[write(tmp_path / "sites.csv", rows)], sites_only=True)
    folder = tmp_path / "site"
    chosen = atlas.select(prefecture="Kagawa")
    assert chosen.publish(folder).written > 50
    before = {one: one.stat().st_mtime_ns for one in folder.rglob("*") if one.is_file()}
    again = chosen.publish(folder)
    assert (again.written, again.removed) == (0, 0)
    after = {one: one.stat().st_mtime_ns for one in folder.rglob("*") if one.is_file()}
    assert {one.name for one in after if before.get(one) != after[one]} <= {"clustermap-site.json"}
