"""What a published site must be: whole, linked, light, the same again; its numbers agree."""

from __future__ import annotations

import csv
import io
import json
import re
import statistics
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import openpyxl
import pytest

from clustermap.data.dataset import load
from clustermap.questions.indicator_tables import prefecture_indicators

from .conftest import BASE

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "ja", "ko")


class Links(HTMLParser):
    """What a page links to and loads, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for key, value in attributes:
            if key == "id":
                self.ids.append(value or "")
            if key == "href" and tag == "a":
                self.links.append(value or "")
            elif key in {"href", "src", "srcset", "data", "poster"} and (tag, key) != ("link", ""):
                self.loads.append(value or "")


def tree(file: Path) -> ET.Element:
    return ET.fromstring(file.read_bytes())  # noqa: S314


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_no_link_is_dead(site: Path) -> None:
    dead = []
    for page in pages(site):
        if page.name == "404.html":
            continue
        found = Links(page.read_text(encoding="utf-8"))
        assert len(found.ids) == len(set(found.ids)), page
        for link in (*found.links, *found.loads):
            if link.startswith(("https://", "http://")):
                continue
            target, _, anchor = link.partition("#")
            file = page.parent / target if target else page
            if not file.is_file() or (anchor and not target and anchor not in found.ids):
                dead.append((str(page.relative_to(site)), link))
    assert dead == []


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        loaded = [one for one in Links(text).loads if one.startswith(("http:", "https:", "//"))]
        assert all(one.startswith(BASE) for one in loaded), page
        assert " onclick" not in text
        assert "javascript:" not in text
    style = (site / "assets/site.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_pages_are_light(site: Path) -> None:
    sizes = [page.stat().st_size for page in pages(site)]
    assert statistics.median(sizes) < 40_000
    assert max(sizes) < 150_000
    for lang in LANGUAGES:
        shared = [site / "assets" / name for name in ("site.css", "site.js", f"search-{lang}.js")]
        assert sum(one.stat().st_size for one in shared) < 400_000
        files = [one for one in (site / lang).rglob("*") if one.is_file()]
        assert sum(one.stat().st_size for one in files) < 150_000_000


def test_every_place_and_site_has_a_page_in_every_language(site: Path, *, full: bool) -> None:
    every = load()
    chosen = every if full else every.select(prefecture=["Toyama", "Kagawa"])
    for lang in LANGUAGES:
        sites = [one for one in (site / lang / "sites").iterdir() if one.is_dir()]
        numbered = [one for one in sites if re.fullmatch(r"page-\d+", one.name)]
        assert len(sites) - len(numbered) == len(chosen.sites)
        towns = list((site / lang / "municipalities").iterdir())
        assert len(towns) == (1741 if full else 15 + 17)
        homes = [one for one in (site / lang / "prefectures").iterdir() if one.is_dir()]
        assert len(homes) == len(chosen.prefectures)
    assert (site / "en/prefectures/toyama/index.html").is_file()
    assert (site / "ko/municipalities/37201-takamatsu/index.html").is_file()


def test_numbers_agree_between_page_api_and_downloads(site: Path) -> None:
    table = prefecture_indicators(load())
    people = int(table.values["population_estimate"]["16"])
    page = (site / "en/prefectures/toyama/index.html").read_text(encoding="utf-8")
    assert f"{people:,}" in page
    places = json.loads((site / "api/v1/places.json").read_text(encoding="utf-8"))["places"]
    toyama = next(one for one in places if one["code"] == "16")
    assert toyama["values"]["population_estimate"] == people
    text = (site / "en/prefectures/toyama/figures.csv").read_bytes().decode("utf-8-sig")
    rows = [
        row
        for row in csv.DictReader(io.StringIO(text))
        if row["indicator"] == "population_estimate" and row["rank"]
    ]
    assert [float(row["value"]) for row in rows] == [people]
    assert int(rows[0]["rank"]) == toyama["ranks"]["population_estimate"]
    book = openpyxl.load_workbook(site / "en/prefectures/toyama/data.xlsx", read_only=True)
    cells = [row[4] for row in book["Figures"].iter_rows(values_only=True)]
    assert people in cells


def test_the_api_follows_its_schema(site: Path) -> None:
    import jsonschema

    schema = json.loads((site / "api/v1/schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for key in ("sites", "places", "indicators", "changes"):
        found = json.loads((site / f"api/v1/{key}.json").read_text(encoding="utf-8"))
        one = {**schema["$defs"][key], "$schema": schema["$schema"]}
        jsonschema.Draft202012Validator(one).validate(found)
        assert found["count"] == len(found[key]) > 0


def test_sitemap_and_feed(site: Path) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = tree(site / "sitemap.xml").findall("s:url/s:loc", space)
    listed = {str(one.text).removeprefix(BASE) + "index.html" for one in found}
    made = {one.relative_to(site).as_posix() for one in pages(site)} - {"index.html", "404.html"}
    assert listed == made
    for lang in LANGUAGES:
        items = tree(site / lang / "changes.xml").findall("channel/item")
        ids = [one.findtext("guid") for one in items]
        assert len(ids) == len(set(ids)) > 0
        for one in items:
            link = str(one.findtext("link")).removeprefix(BASE)
            assert (site / link / "index.html").is_file()


def test_a_place_is_described_as_a_data_set(site: Path) -> None:
    text = (site / "ja/municipalities/37201-takamatsu/index.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "Dataset"
    assert data["spatialCoverage"]["name"] == "高松市"
    for one in data["distribution"]:
        assert (site / one["contentUrl"].removeprefix(BASE)).is_file()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_missing(site: Path, lang: str) -> None:
    """A key without a text, or a place left open, would stand on a page."""
    for page in (site / lang).rglob("*.html"):
        text = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
        odd = re.findall(r"\b[chdkn]_[a-z_]+\b|\{[a-z_]+\}|\bnan\b|\bNone\b|\bNaT\b", text)
        assert odd == [], page
